// Runs the chain over symbols, with two regions, and finds where they meet.
#define KN_NUMBER "generate/symbol.h"
#include "chain/chain.rhs.h"
#include "recording.h"
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <set>
#include <stdexcept>

tape *kn_tape;

namespace {
const uint32_t ONE = bit(leaf::state_region) | bit(leaf::input_region);
const uint32_t OTHER = bit(leaf::state_region_other) | bit(leaf::input_region_other);
const uint32_t PERSON = bit(leaf::state) | bit(leaf::time);

void fill(void *what, size_t size, leaf kind) {
  kn_f *f = (kn_f *)what;
  for (size_t i = 0; i < size / sizeof *f; i++) f[i].at = kn_tape->variable(kind, (int)i);
}

// y' = make - lose y
std::vector<node> rates(tape &t, const kn_rate *r, const kn_f *y, int n) {
  std::vector<node> all;
  for (int i = 0; i < n; i++) all.push_back(t.make(op::sub, r[i].make.at, t.make(op::mul, r[i].lose.at, y[i].at)));
  return all;
}

// Compilers differ in which operand of a sum they record first. Written anew in an order that is the equations' own,
// everything that is made of them is the same text, and the same bits, by any compiler.
struct in_order {
  const tape &from;
  tape to;
  std::map<node, uint64_t> keys;
  std::map<node, node> done;
  uint64_t key(node n) {
    auto have = keys.find(n);
    if (have != keys.end()) return have->second;
    const entry e = from.at(n);
    uint64_t bits = e.what == op::leaf ? (uint64_t)e.kind << 32 | (uint64_t)e.index : 0;
    if (e.what == op::constant) memcpy(&bits, &e.value, sizeof bits);
    uint64_t of[3] = {0, 0, 0};
    for (int i = 0; i < op_operands(e.what); i++) of[i] = key(e.of[i]);
    if (free(e) && of[1] < of[0]) std::swap(of[0], of[1]);
    uint64_t k = (uint64_t)e.what;
    for (uint64_t part : {bits, of[0], of[1], of[2]}) {
      k = (k ^ part) * 0x9e3779b97f4a7c15u;
      k ^= k >> 29;
    }
    return keys[n] = k;
  }
  static bool free(const entry &e) { return e.what == op::add || e.what == op::mul; }
  node write(node n) {
    auto have = done.find(n);
    if (have != done.end()) return have->second;
    const entry e = from.at(n);
    if (e.what == op::constant) return done[n] = to.number(e.value);
    if (e.what == op::leaf) return done[n] = to.variable(e.kind, e.index);
    node of[3] = {-1, -1, -1};
    bool second = free(e) && key(e.of[1]) < key(e.of[0]);
    if (second) of[1] = write(e.of[1]);
    for (int i = 0; i < op_operands(e.what); i++) of[i] = write(e.of[i]);
    return done[n] = to.make(e.what, of[0], of[1], of[2]);
  }
};

void below(const tape &t, node n, std::set<node> &seen) {
  if (!seen.insert(n).second) return;
  for (int i = 0; i < op_operands(t.at(n).what); i++) below(t, t.at(n).of[i], seen);
}

// The fewest of the person's own numbers through which regions see her: a smallest cut of vertices between her states and
// the regions' equations, by augmenting paths; of the smallest ones the one nearest to the regions.
std::vector<node> narrowest(const tape &t, const std::vector<node> &region) {
  std::set<node> all;
  for (node n : region) below(t, n, all);
  auto hers = [&](node n) { return (t.at(n).needs & PERSON) && !(t.at(n).needs & (ONE | OTHER)); };
  std::map<int, std::map<int, int>> room; // capacity left from vertex to vertex; 2n: into n, 2n + 1: out of it
  const int source = -1, sink = -2, plenty = 1000000;
  auto edge = [&](int a, int b, int capacity) {
    room[a][b] += capacity;
    room[b][a] += 0;
  };
  for (node n : all) {
    const entry &e = t.at(n);
    if (hers(n)) {
      edge(2 * n, 2 * n + 1, 1);
      if (e.what == op::leaf) edge(source, 2 * n, plenty);
    }
    for (int i = 0; i < op_operands(e.what); i++)
      if (hers(e.of[i])) edge(2 * e.of[i] + 1, hers(n) ? 2 * n : sink, plenty);
  }
  for (;;) {
    std::map<int, int> from = {{source, source}};
    std::vector<int> queue = {source};
    for (size_t q = 0; q < queue.size() && !from.count(sink); q++)
      for (auto &next : room[queue[q]])
        if (next.second > 0 && !from.count(next.first)) from[next.first] = queue[q], queue.push_back(next.first);
    if (!from.count(sink)) break;
    for (int v = sink; v != source; v = from[v]) room[from[v]][v]--, room[v][from[v]]++;
  }
  std::set<int> reaches = {sink};
  std::vector<int> queue = {sink};
  for (size_t q = 0; q < queue.size(); q++)
    for (auto &next : room[queue[q]])
      if (room[next.first][queue[q]] > 0 && reaches.insert(next.first).second) queue.push_back(next.first);
  std::vector<node> cut;
  for (node n : all)
    if (hers(n) && reaches.count(2 * n + 1) && !reaches.count(2 * n)) cut.push_back(n);
  return cut;
}

// Sums of one region's term and the other's same term
std::vector<node> meetings(const tape &t, const std::vector<node> &of) {
  std::set<node> all;
  for (node n : of) below(t, n, all);
  std::vector<node> found;
  auto both = [&](node n) { return (t.at(n).needs & ONE) && (t.at(n).needs & OTHER); };
  for (node n : all) {
    if (!both(n)) continue;
    const entry &e = t.at(n);
    bool first = true;
    for (int i = 0; i < op_operands(e.what); i++) first = first && !both(e.of[i]);
    if (!first) continue;
    if (e.what != op::add)
      throw std::runtime_error(std::string("regions meet in a '") + op_name(e.what) + "', not in a sum");
    found.push_back(n);
  }
  return found;
}
} // namespace

void record(recording &r) {
  kn_tape = &r.t;
  static kn_chain_par k;
  static kn_chain_in in;
  static kn_chain_state y;
  static kn_chain_rates dy;
  static kn_chain_seen seen;
  fill(&k, sizeof k, leaf::parameter);
  fill(&in, offsetof(kn_chain_in, region), leaf::input);
  fill(&in.region[0], sizeof in.region[0], leaf::input_region);
  fill(&in.region[1], sizeof in.region[1], leaf::input_region_other);
  fill(&y.mind, sizeof y.mind, leaf::state);
  fill(&y.region[0], sizeof y.region[0], leaf::state_region);
  fill(&y.region[1], sizeof y.region[1], leaf::state_region_other);
  kn_f t;
  t.at = r.t.variable(leaf::time, 0);
  kn_chain(&k, 2, t, &in, &y, &dy, &seen);
  r.parameters = (int)(sizeof k / sizeof(kn_f));
  r.inputs = (int)(offsetof(kn_chain_in, region) / sizeof(kn_f));
  r.inputs_region = (int)(sizeof in.region[0] / sizeof(kn_f));
  r.states = KN_MIND_STATES;
  r.states_region = KN_REGION_STATES;

  std::vector<node> person = rates(r.t, (const kn_rate *)&dy.mind, (const kn_f *)&y.mind, r.states);
  std::vector<node> one = rates(r.t, (const kn_rate *)&dy.region[0], (const kn_f *)&y.region[0], r.states_region);
  std::vector<node> other = rates(r.t, (const kn_rate *)&dy.region[1], (const kn_f *)&y.region[1], r.states_region);

  in_order anew = {r.t, {}, {}, {}};
  for (double v : {0.0, 1.0, -1.0}) anew.to.number(v); // what slopes are made of
  for (std::vector<node> *all : {&person, &one, &other})
    for (node &n : *all) n = anew.write(n);
  r.t = anew.to;

  // One region's term in each sum; the other's must be the same equation
  std::map<node, node> swap, as_join;
  for (int i = 0; i < r.t.size(); i++) {
    entry e = r.t.at(i);
    if (e.what == op::leaf && e.kind == leaf::state_region) swap[i] = r.t.variable(leaf::state_region_other, e.index);
    if (e.what == op::leaf && e.kind == leaf::input_region) swap[i] = r.t.variable(leaf::input_region_other, e.index);
  }
  for (node n : meetings(r.t, person)) {
    entry e = r.t.at(n);
    node mine = r.t.at(e.of[0]).needs & ONE ? e.of[0] : e.of[1], its = mine == e.of[0] ? e.of[1] : e.of[0];
    if (r.t.rewrite(mine, swap) != its) throw std::runtime_error("regions bring different terms to a sum");
    as_join[n] = r.t.variable(leaf::join, (int)r.join.size());
    r.join.push_back(mine);
  }
  for (size_t i = 0; i < one.size(); i++)
    if (r.t.rewrite(one[i], swap) != other[i]) throw std::runtime_error("regions have different equations");
  for (node n : person) r.rate.push_back(r.t.rewrite(n, as_join));
  for (node n : r.rate)
    if (r.t.at(n).needs & (ONE | OTHER)) throw std::runtime_error("the person reads a region past the sums");
  for (node n : one)
    if (r.t.at(n).needs & OTHER) throw std::runtime_error("a region reads another");

  std::vector<node> all = one;
  all.insert(all.end(), r.join.begin(), r.join.end());
  r.link = narrowest(r.t, all);
  std::map<node, node> as_link;
  for (size_t i = 0; i < r.link.size(); i++) as_link[r.link[i]] = r.t.variable(leaf::link, (int)i);
  for (node &n : r.join) n = r.t.rewrite(n, as_link);
  for (node n : one) r.rate_region.push_back(r.t.rewrite(n, as_link));
  for (node n : r.link)
    if (r.t.at(n).needs & bit(leaf::time)) throw std::runtime_error("a region reads the clock");
}
