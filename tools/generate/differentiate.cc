// Slopes by eliminating the vertices of the graph of local slopes, cheapest first (Griewank & Reese 1991); and the
// rewriting of divisions and logarithms.
#include "recording.h"
#include <set>

namespace {
struct partial {
  node by, slope;
};
// d(n)/d(operand), as expressions on the tape
std::vector<partial> local(tape &t, node n) {
  const entry e = t.at(n);
  node a = e.of[0], b = e.of[1], c = e.of[2];
  auto num = [&](double v) { return t.number(v); };
  auto mk = [&](op o, node x, node y = -1, node z = -1) { return t.make(o, x, y, z); };
  switch (e.what) {
  case op::add:
    return {{a, num(1)}, {b, num(1)}};
  case op::sub:
    return {{a, num(1)}, {b, num(-1)}};
  case op::mul:
    return {{a, b}, {b, a}};
  case op::div: { // after lowering a is 1
    node r = mk(op::div, num(1), b);
    return {{a, r}, {b, mk(op::neg, mk(op::mul, n, r))}};
  }
  case op::neg:
    return {{a, num(-1)}};
  case op::sqrt:
    return {{a, mk(op::div, num(0.5), n)}};
  case op::exp:
    return {{a, n}};
  case op::log:
  case op::log_by:
    return {{a, mk(op::div, num(1), a)}};
  case op::log1p:
  case op::log1p_by:
    return {{a, mk(op::div, num(1), mk(op::add, num(1), a))}};
  case op::cos_turns: {
    node r = mk(op::sin_turns, a);
    return {{a, mk(op::mul, num(-6.283185307179586), r)}};
  }
  case op::sin_turns: {
    node r = mk(op::cos_turns, a);
    return {{a, mk(op::mul, num(6.283185307179586), r)}};
  }
  case op::abs:
    return {{a, mk(op::choose, mk(op::less, a, num(0)), num(-1), num(1))}};
  case op::max: // a < b ? b : a
    return {{a, mk(op::choose, mk(op::less, a, b), num(0), num(1))},
            {b, mk(op::choose, mk(op::less, a, b), num(1), num(0))}};
  case op::min: // a < b ? a : b
    return {{a, mk(op::choose, mk(op::less, a, b), num(1), num(0))},
            {b, mk(op::choose, mk(op::less, a, b), num(0), num(1))}};
  case op::choose:
    return {{b, mk(op::choose, a, num(1), num(0))}, {c, mk(op::choose, a, num(0), num(1))}};
  case op::constant:
  case op::leaf:
  case op::round:
  case op::less:
  case op::log_below:
  case op::log1p_below:
    break;
  }
  return {};
}
} // namespace

std::vector<std::map<node, node>> differentiate(tape &t, const std::vector<node> &of,
                                                const std::function<bool(const entry &)> &by) {
  std::map<node, std::map<node, node>> in; // vertex -> (what it depends on -> slope)
  std::map<node, std::set<node>> out;
  std::set<node> active, between;
  std::function<bool(node)> visit = [&](node n) {
    if (t.at(n).what == op::leaf) return by(t.at(n));
    if (active.count(n)) return true;
    if (in.count(n)) return false;
    in[n];
    bool any = false;
    for (const partial &p : local(t, n)) {
      if (!visit(p.by)) continue;
      any = true;
      auto have = in[n].find(p.by);
      node sum = have == in[n].end() ? p.slope : t.make(op::add, have->second, p.slope);
      in[n][p.by] = sum;
      out[p.by].insert(n);
    }
    if (any) active.insert(n), between.insert(n);
    return any;
  };
  // A result may also lead to others: each gets a vertex of its own, numbered below 0
  for (size_t i = 0; i < of.size(); i++)
    if (visit(of[i])) {
      node sink = -1 - (node)i;
      in[sink][of[i]] = t.number(1);
      out[of[i]].insert(sink);
    }
  while (!between.empty()) {
    node best = -1;
    size_t least = SIZE_MAX;
    for (node n : between) { // of equal ones the last written
      size_t cost = in[n].size() * out[n].size();
      if (cost <= least) least = cost, best = n;
    }
    between.erase(best);
    for (node user : out[best]) {
      node slope = in[user][best];
      in[user].erase(best);
      for (auto &p : in[best]) {
        node through = t.make(op::mul, slope, p.second);
        auto have = in[user].find(p.first);
        in[user][p.first] = have == in[user].end() ? through : t.make(op::add, have->second, through);
        out[p.first].insert(user);
      }
    }
    for (auto &p : in[best]) out[p.first].erase(best);
  }
  std::vector<std::map<node, node>> slope(of.size());
  for (size_t i = 0; i < of.size(); i++) {
    if (t.at(of[i]).what == op::leaf && by(t.at(of[i])))
      slope[i][of[i]] = t.number(1);
    else
      for (auto &p : in[-1 - (node)i])
        if (!t.is(p.second, 0)) slope[i][p.first] = p.second;
  }
  return slope;
}

node lower(tape &t, node n, std::map<node, node> &done, uint32_t hot) {
  return t.rewrite(n, done, [&](const entry &e, node a, node b, node c) {
    auto over = [&](node x) { return t.make(op::div, t.number(1), x); };
    if (e.what == op::div && ((t.at(a).needs | t.at(b).needs) & hot) && !t.is(a, 1)) return t.make(op::mul, a, over(b));
    if (e.what == op::log && (t.at(a).needs & hot)) return t.make(op::log_by, a, over(t.make(op::log_below, a)));
    if (e.what == op::log1p && (t.at(a).needs & hot)) return t.make(op::log1p_by, a, over(t.make(op::log1p_below, a)));
    return t.make(e.what, a, b, c);
  });
}
