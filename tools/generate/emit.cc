#include "emit.h"
#include <cstdio>

uint32_t hot_leaves() {
  return ~(bit(leaf::parameter) | bit(leaf::input) | bit(leaf::input_region) | bit(leaf::input_region_other));
}

namespace {
struct writer {
  const tape &t;
  const std::function<std::string(const entry &)> &spell;
  const std::map<node, std::string> &known;
  coefficients *cold;
  std::set<node> *computed;
  std::map<node, std::string> name;
  std::string text;

  std::string number(double v) {
    char s[40];
    snprintf(s, sizeof s, "%.17g", v);
    std::string r = s;
    if (r.find_first_of(".en") == std::string::npos) r += ".0";
    return v < 0 ? "(" + r + ")" : r;
  }
  bool constant(node n) { return t.at(n).what == op::constant; }
  std::string coefficient(node n) {
    bool region = t.at(n).needs & bit(leaf::input_region);
    auto found = cold->place.find(n);
    if (found == cold->place.end()) {
      std::vector<node> &list = region ? cold->region : cold->person;
      found = cold->place.emplace(n, (int)list.size()).first;
      list.push_back(n);
    }
    return (region ? "r[" : "c[") + std::to_string(found->second) + "]";
  }
  // An operand of an operator may be a plain number when the other is not; of a function it may not.
  std::string operand(node n) { return constant(n) ? number(t.at(n).value) : visit(n); }
  std::string argument(node n) { return constant(n) ? "kn_num(" + number(t.at(n).value) + ")" : visit(n); }

  std::string visit(node n) {
    auto have = name.find(n);
    if (have != name.end()) return have->second;
    auto array = known.find(n);
    if (array != known.end()) return name[n] = array->second;
    if (constant(n)) return argument(n);
    if (cold && is_cold(t, n)) return name[n] = coefficient(n);
    const entry e = t.at(n);
    if (e.what == op::leaf) return name[n] = spell(e);
    if (computed) computed->insert(n);
    std::string a, b, c, value;
    bool both = op_operands(e.what) > 1 && constant(e.of[0]) && constant(e.of[1]);
    switch (e.what) {
    case op::add:
    case op::sub:
    case op::mul:
    case op::div: {
      static const char *const sign[] = {" + ", " - ", " * ", " / "};
      a = both ? argument(e.of[0]) : operand(e.of[0]);
      b = operand(e.of[1]);
      value = a + sign[(int)e.what - (int)op::add] + b;
      break;
    }
    case op::neg:
      value = "-" + argument(e.of[0]);
      break;
    case op::less:
      a = argument(e.of[0]), b = argument(e.of[1]);
      value = "kn_lt(" + a + ", " + b + ")";
      break;
    case op::choose:
      a = visit(e.of[0]), b = argument(e.of[1]), c = argument(e.of[2]);
      value = "kn_sel(" + a + ", " + b + ", " + c + ")";
      break;
    default: {
      a = argument(e.of[0]);
      bool fast = e.what == op::exp || e.what == op::log || e.what == op::log1p;
      value = std::string(fast ? "kn_fast_" : "kn_") + op_name(e.what) + "(" + a;
      if (op_operands(e.what) == 2) value += ", " + argument(e.of[1]);
      value += ")";
    }
    }
    std::string id = (e.what == op::less ? "m" : "t") + std::to_string(name.size());
    text += std::string("  const ") + (e.what == op::less ? "kn_m " : "kn_f ") + id + " = " + value + ";\n";
    return name[n] = id;
  }
};
} // namespace

std::string write_statements(const tape &t, const std::vector<target> &targets,
                             const std::function<std::string(const entry &)> &spell,
                             const std::map<node, std::string> &known, coefficients *cold, std::set<node> *computed) {
  writer w = {t, spell, known, cold, computed, {}, ""};
  for (const target &g : targets) {
    std::string value = w.argument(g.what);
    w.text += "  " + g.left + " " + value + ";\n";
  }
  return w.text;
}
