#include "emit.h"
#include <algorithm>
#include <cstdio>

uint32_t hot_leaves() {
  return ~(bit(leaf::parameter) | bit(leaf::input) | bit(leaf::input_region) | bit(leaf::input_region_other));
}

namespace {
// Reciprocals that do not wait for each other, three at a time by one division: 1/(ab) is 1/a by b and 1/b by a. Not
// more: three times the most that exp gives (fast.h) is still a number.
const size_t TOGETHER = 3;
struct together {
  const tape &t;
  const std::map<node, std::string> &known;
  std::map<node, int> level; // reciprocals on the longest way down
  std::vector<std::vector<node>> at_level;
  std::map<node, std::vector<node>> group;
  bool reciprocal(node n) const { return t.at(n).what == op::div && t.is(t.at(n).of[0], 1); }
  int visit(node n) {
    if (is_cold(t, n) || known.count(n)) return 0;
    auto have = level.find(n);
    if (have != level.end()) return have->second;
    int deep = 0;
    for (int i = 0; i < op_operands(t.at(n).what); i++) deep = std::max(deep, visit(t.at(n).of[i]));
    if (reciprocal(n)) {
      if (at_level.size() <= (size_t)deep) at_level.resize((size_t)deep + 1);
      at_level[(size_t)deep++].push_back(n);
    }
    return level[n] = deep;
  }
  void gather() {
    for (const std::vector<node> &all : at_level)
      for (size_t i = 0; i < all.size(); i += TOGETHER) {
        std::vector<node> some(all.begin() + (long)i, all.begin() + (long)std::min(i + TOGETHER, all.size()));
        for (node n : some) group[n] = some;
      }
  }
};

struct writer {
  const tape &t;
  const std::function<std::string(const entry &)> &spell;
  const std::map<node, std::string> &known;
  coefficients *cold;
  std::set<node> *computed;
  std::map<node, std::string> name;
  std::string text;
  std::map<node, std::vector<node>> group = {};
  int products = 0;

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

  std::string product(const std::string &a, const std::string &b) {
    std::string id = "p" + std::to_string(products++);
    text += "  const kn_f " + id + " = " + a + " * " + b + ";\n";
    return id;
  }
  // The reciprocals of all by that of their product
  void reciprocals(const std::vector<node> &all) {
    std::vector<std::string> below;
    for (node n : all) below.push_back(visit(t.at(n).of[1]));
    auto give = [&](node n, const std::string &value) {
      if (computed) computed->insert(n);
      std::string id = "t" + std::to_string(name.size());
      text += "  const kn_f " + id + " = " + value + ";\n";
      name[n] = id;
    };
    if (all.size() == 1) return give(all[0], "1.0 / " + below[0]);
    std::string two = product(below[0], below[1]), over = "p" + std::to_string(products++);
    text += "  const kn_f " + over + " = 1.0 / " + (all.size() > 2 ? "(" + two + " * " + below[2] + ")" : two) + ";\n";
    if (all.size() > 2) {
      give(all[2], over + " * " + two);
      over = product(over, below[2]);
    }
    give(all[0], over + " * " + below[1]);
    give(all[1], over + " * " + below[0]);
  }

  std::string visit(node n) {
    auto have = name.find(n);
    if (have != name.end()) return have->second;
    auto array = known.find(n);
    if (array != known.end()) return name[n] = array->second;
    if (constant(n)) return argument(n);
    if (cold && is_cold(t, n)) return name[n] = coefficient(n);
    const entry e = t.at(n);
    if (e.what == op::leaf) return name[n] = spell(e);
    auto with = group.find(n);
    if (with != group.end()) {
      reciprocals(with->second);
      return name.at(n);
    }
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
      bool fast = e.what == op::exp || (e.what >= op::log && e.what <= op::log1p_by);
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
  if (cold) {
    together all = {t, known, {}, {}, {}};
    for (const target &g : targets) all.visit(g.what);
    all.gather();
    w.group = all.group;
  }
  for (const target &g : targets) {
    std::string value = w.argument(g.what);
    w.text += "  " + g.left + " " + value + ";\n";
  }
  return w.text;
}
