// Sums and products put in order: what does not change gathered into one coefficient a term, terms that are ready first
// added first.
#include "recording.h"
#include <algorithm>
#include <set>

namespace {
struct tidier {
  tape &t;
  uint32_t hot;
  std::map<node, node> done;
  std::map<node, int> users, ready; // of each hot node; when its value is there, in cycles or so

  struct term {
    node by, what; // coefficient; -1: nothing more
  };
  struct sum {
    node constant;
    std::vector<term> terms;
  };

  bool cold(node n) const { return !(t.at(n).needs & hot); }
  node mul(node a, node b) { return t.make(op::mul, a, b); }

  void count(node n, std::set<node> &seen) {
    if (cold(n)) return;
    users[n]++;
    if (!seen.insert(n).second) return;
    for (int i = 0; i < op_operands(t.at(n).what); i++) count(t.at(n).of[i], seen);
  }
  int when(node n) {
    if (cold(n)) return 0;
    auto have = ready.find(n);
    if (have != ready.end()) return have->second;
    const entry e = t.at(n);
    int last = 0;
    for (int i = 0; i < op_operands(e.what); i++) last = std::max(last, when(e.of[i]));
    static const std::map<op, int> more = {{op::leaf, 0},       {op::div, 24},      {op::sqrt, 24},
                                           {op::exp, 60},       {op::log_by, 50},   {op::log1p_by, 50},
                                           {op::cos_turns, 50}, {op::sin_turns, 50}};
    auto found = more.find(e.what);
    return ready[n] = last + (found == more.end() ? 4 : found->second);
  }

  // n = by * what
  term split(node n) {
    const entry e = t.at(n);
    if (cold(n)) return {n, -1};
    if (e.what == op::neg) {
      term a = split(e.of[0]);
      return {t.make(op::neg, a.by), a.what};
    }
    if (e.what != op::mul) return {t.number(1), tidy(n)};
    term a = split(e.of[0]), b = split(e.of[1]);
    return {mul(a.by, b.by), a.what < 0 ? b.what : b.what < 0 ? a.what : mul(a.what, b.what)};
  }
  void add(sum &s, node by, node what) {
    for (term &x : s.terms)
      if (x.what == what) {
        x.by = t.make(op::add, x.by, by);
        return;
      }
    s.terms.push_back({by, what});
  }
  // by * n into s. A sum that others use too stays whole, unless it is one term and a constant.
  void gather(sum &s, node n, node by, bool top) {
    const entry e = t.at(n);
    if (cold(n)) {
      s.constant = t.make(op::add, s.constant, mul(by, n));
    } else if (e.what == op::neg) {
      gather(s, e.of[0], t.make(op::neg, by), false);
    } else if (e.what == op::add || e.what == op::sub) {
      sum inner = {t.number(0), {}};
      gather(inner, e.of[0], t.number(1), false);
      gather(inner, e.of[1], t.number(e.what == op::add ? 1 : -1), false);
      bool plain = t.is(by, 1) || t.is(by, -1);
      if (top || inner.terms.size() < 2 || (plain && users[n] < 2)) {
        s.constant = t.make(op::add, s.constant, mul(by, inner.constant));
        for (term &x : inner.terms) add(s, mul(by, x.by), x.what);
      } else
        add(s, by, tidy(n));
    } else if (e.what == op::mul) {
      node a = e.of[0], b = e.of[1];
      if (cold(a) || cold(b))
        gather(s, cold(a) ? b : a, mul(by, cold(a) ? a : b), false);
      else {
        term x = split(n);
        add(s, mul(by, x.by), x.what);
      }
    } else
      add(s, by, tidy(n));
  }
  // Two by two, those that are ready first
  node added(const sum &s) {
    struct part {
      node what;
      bool minus;
    };
    std::vector<part> parts;
    if (!t.is(s.constant, 0)) parts.push_back({s.constant, false});
    for (const term &x : s.terms) {
      if (t.is(x.by, 0)) continue;
      node value = mul(x.by, x.what);
      bool minus = t.at(value).what == op::neg;
      parts.push_back({minus ? t.at(value).of[0] : value, minus});
    }
    if (parts.empty()) return t.number(0);
    while (parts.size() > 1) {
      std::stable_sort(parts.begin(), parts.end(),
                       [&](const part &a, const part &b) { return when(a.what) < when(b.what); });
      part a = parts[0], b = parts[1];
      part both = {a.minus == b.minus ? t.make(op::add, a.what, b.what)
                   : a.minus          ? t.make(op::sub, b.what, a.what)
                                      : t.make(op::sub, a.what, b.what),
                   a.minus && b.minus};
      parts.erase(parts.begin(), parts.begin() + 2);
      parts.push_back(both);
    }
    return parts[0].minus ? t.make(op::neg, parts[0].what) : parts[0].what;
  }

  node tidy(node n) {
    auto have = done.find(n);
    if (have != done.end()) return have->second;
    const entry e = t.at(n);
    node made = n;
    if (cold(n) || op_operands(e.what) == 0) {
    } else if (e.what == op::add || e.what == op::sub) {
      sum s = {t.number(0), {}};
      gather(s, n, t.number(1), true);
      made = added(s);
    } else if (e.what == op::mul || e.what == op::neg) {
      term x = split(n);
      made = x.what < 0 ? x.by : mul(x.by, x.what);
    } else {
      node of[3] = {-1, -1, -1};
      for (int i = 0; i < op_operands(e.what); i++) of[i] = tidy(e.of[i]);
      made = t.make(e.what, of[0], of[1], of[2]);
    }
    done[n] = made;
    done.emplace(made, made);
    return made;
  }
};
} // namespace

void tidy(tape &t, std::vector<node> &all, uint32_t hot) {
  tidier it = {t, hot, {}, {}, {}};
  std::set<node> seen;
  for (node n : all) it.count(n, seen);
  for (node &n : all) n = it.tidy(n);
}
