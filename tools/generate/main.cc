// generate -- writes the chain's kernel: `generate DIRECTORY` makes kernel.h (rates, slopes, factors, solves, over kn_f)
// and prepare.h (the coefficients, over double) there.
#include "eliminate.h"
#include "emit.h"
#include "recording.h"
#include <cstdio>
#include <fstream>
#include <iostream>
#include <stdexcept>

namespace {
std::string at(const char *array, int i) { return std::string(array) + "[" + std::to_string(i) + "]"; }

// A matrix entry that hot code computes is stored and read back; what is cold or constant stays an expression.
struct storage {
  tape &t;
  leaf kind;
  const char *array;
  std::vector<target> stores;
  std::map<node, node> seen;
  node keep(node n) {
    if (is_cold(t, n)) return n;
    if (t.at(n).what == op::neg) return t.make(op::neg, keep(t.at(n).of[0]));
    auto found = seen.find(n);
    if (found != seen.end()) return found->second;
    int place = (int)stores.size();
    stores.push_back({at(array, place) + " =", n});
    return seen[n] = t.variable(kind, place);
  }
  int size() const { return (int)stores.size(); }
};

struct output {
  std::string text;
  coefficients cold;
  int region_at = 0; // where a region's states begin in y
  void add(const tape &t, const std::string &head, const std::vector<target> &targets,
           const std::map<node, std::string> &known, std::set<node> *computed) {
    auto spell = [this](const entry &e) -> std::string {
      switch (e.kind) {
      case leaf::state:
        return at("y", e.index);
      case leaf::state_region:
        return at("y", region_at + e.index);
      case leaf::time:
        return "t";
      case leaf::link:
        return at("u", e.index);
      case leaf::join:
        return at("w", e.index);
      case leaf::jacobian_link:
        return at("JL", e.index);
      case leaf::jacobian_region:
      case leaf::jacobian_person:
        return at("J", e.index);
      case leaf::inverse_step:
        return "g";
      case leaf::corner:
        return at("m", e.index);
      case leaf::factor_region:
      case leaf::factor_person:
        return at("A", e.index);
      case leaf::right:
        return at("b", e.index);
      case leaf::right_link:
        return at("u", e.index);
      case leaf::right_join:
        return at("w", e.index);
      default:
        throw std::runtime_error("a cold leaf in hot code");
      }
    };
    std::string body = write_statements(t, targets, spell, known, &cold, computed);
    text += "static void " + head + " {\n" + body + "}\n\n";
  }
};

std::vector<node> lowered(tape &t, const std::vector<node> &from, std::map<node, node> &done) {
  std::vector<node> all;
  for (node n : from) all.push_back(lower(t, n, done, hot_leaves()));
  return all;
}
void store(std::vector<target> &to, const char *array, const std::vector<node> &from, const char *how = " =") {
  for (size_t i = 0; i < from.size(); i++) to.push_back({at(array, (int)i) + how, from[i]});
}
} // namespace

// One person with one region as a single vector field with its Jacobian by columns: what another integrator wants.
static void write_whole(tape &t, const std::string &path, const std::vector<node> &link, const std::vector<node> &join,
                        const std::vector<node> &rate, const std::vector<node> &region,
                        const std::function<std::string(const entry &)> &spell_cold) {
  std::map<node, node> put_in;
  for (size_t i = 0; i < link.size(); i++) put_in[t.variable(leaf::link, (int)i)] = link[i];
  for (size_t i = 0; i < join.size(); i++) put_in[t.variable(leaf::join, (int)i)] = t.rewrite(join[i], put_in);
  std::vector<node> all;
  for (node n : rate) all.push_back(t.rewrite(n, put_in));
  for (node n : region) all.push_back(t.rewrite(n, put_in));
  auto by = differentiate(t, all, [](const entry &e) {
    return e.what == op::leaf && (e.kind == leaf::state || e.kind == leaf::state_region);
  });
  int size = (int)all.size();
  matrix entries; // by column, then row
  for (int i = 0; i < size; i++)
    for (auto &s : by[(size_t)i]) {
      const entry &e = t.at(s.first);
      entries[{e.kind == leaf::state ? e.index : (int)rate.size() + e.index, i}] = s.second;
    }
  std::string rows, starts = "0";
  std::vector<target> values, rates;
  for (int column = 0; column < size; column++) {
    for (auto &e : entries)
      if (e.first.first == column) {
        rows += (values.empty() ? "" : ", ") + std::to_string(e.first.second);
        values.push_back({at("J", (int)values.size()) + " =", e.second});
      }
    starts += ", " + std::to_string(values.size());
  }
  output out;
  out.region_at = (int)rate.size();
  store(rates, "f", all);
  const std::map<node, std::string> none;
  out.add(t, "gen_whole_rates(const kn_f *c, const kn_f *r, kn_f t, const kn_f *y, kn_f *restrict f)", rates, none,
          nullptr);
  out.add(t, "gen_whole_slopes(const kn_f *c, const kn_f *r, kn_f t, const kn_f *y, kn_f *restrict J)", values, none,
          nullptr);
  std::vector<target> cold;
  store(cold, "c", out.cold.person);
  store(cold, "r", out.cold.region);
  std::ofstream f(path);
  f << "// Written by tools/generate from src/chain/chain.rhs.h: do not edit.\n"
    << "// One person with one region as one vector field, its Jacobian by columns.\n#pragma once\n"
    << "#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n#pragma GCC diagnostic ignored \"-Wunused-function\"\n"
    << "enum {\n  GEN_WHOLE_STATES = " << size << ",\n  GEN_WHOLE_ENTRIES = " << values.size()
    << ",\n  GEN_WHOLE_COEFFICIENTS = " << out.cold.person.size()
    << ",\n  GEN_WHOLE_COEFFICIENTS_REGION = " << out.cold.region.size() << "\n};\n"
    << "static const int gen_whole_row[] = {" << rows << "};\nstatic const int gen_whole_start[] = {" << starts
    << "};\n\n"
    << out.text
    << "static void gen_whole_prepare(const kn_f *par, const kn_f *in, const kn_f *region, kn_f *restrict c, "
       "kn_f *restrict r) {\n"
    << write_statements(t, cold, spell_cold, none, nullptr, nullptr) << "}\n";
  if (!f.flush()) throw std::runtime_error("cannot write " + path);
}

static void generate(const std::string &directory) {
  recording rec;
  record(rec);
  tape &t = rec.t;
  std::map<node, node> done;
  std::vector<node> link = lowered(t, rec.link, done), join = lowered(t, rec.join, done),
                    rate = lowered(t, rec.rate, done), region = lowered(t, rec.rate_region, done);
  {
    std::vector<node> all;
    std::vector<std::vector<node> *> parts = {&link, &join, &rate, &region};
    for (auto *p : parts) all.insert(all.end(), p->begin(), p->end());
    tidy(t, all, hot_leaves());
    size_t next = 0;
    for (auto *p : parts)
      for (node &x : *p) x = all[next++];
  }
  int n = rec.states, nr = rec.states_region, links = (int)link.size(), joins = (int)join.size();
  auto negative = [&](node x) { return t.make(op::neg, x); };
  output out;

  // Slopes
  auto by = [&](uint32_t kinds) {
    return [kinds](const entry &e) { return e.what == op::leaf && (bit(e.kind) & kinds) != 0; };
  };
  auto link_by = differentiate(t, link, by(bit(leaf::state)));
  std::vector<node> both = region;
  both.insert(both.end(), join.begin(), join.end());
  auto region_by = differentiate(t, both, by(bit(leaf::state_region) | bit(leaf::link)));
  auto rate_by = differentiate(t, rate, by(bit(leaf::state) | bit(leaf::join) | bit(leaf::time)));

  // Newton's matrix: g I - J, the links' and joins' own equations below; u - V k = 0, w - sum W = 0
  storage jl = {t, leaf::jacobian_link, "JL", {}, {}}, jr = {t, leaf::jacobian_region, "J", {}, {}},
          jp = {t, leaf::jacobian_person, "J", {}, {}};
  node g = t.variable(leaf::inverse_step, 0);
  matrix of_region, of_person;
  std::vector<node> by_time;
  auto put = [&](matrix &m, int i, int j, node value) {
    auto have = m.find({i, j});
    m[{i, j}] = have == m.end() ? value : t.make(op::add, have->second, value);
  };
  for (int i = 0; i < nr; i++) put(of_region, i, i, g);
  for (int i = 0; i < nr + joins; i++)
    for (auto &s : region_by[(size_t)i]) {
      const entry e = t.at(s.first);
      put(of_region, i, e.kind == leaf::link ? nr + e.index : e.index, negative(jr.keep(s.second)));
    }
  for (int i = 0; i < n; i++) {
    put(of_person, i, i, g);
    node slope = t.number(0);
    for (auto &s : rate_by[(size_t)i]) {
      const entry e = t.at(s.first);
      if (e.kind == leaf::time)
        slope = s.second;
      else
        put(of_person, i, e.kind == leaf::join ? n + links + e.index : e.index, negative(jp.keep(s.second)));
    }
    by_time.push_back(slope);
  }
  for (int i = 0; i < links; i++) {
    put(of_person, n + i, n + i, t.number(1));
    for (auto &s : link_by[(size_t)i]) put(of_person, n + i, t.at(s.first).index, negative(jl.keep(s.second)));
  }
  factors fr = eliminate(t, of_region, nr, nr + std::max(links, joins));
  std::vector<node> corner;
  for (int i = 0; i < joins; i++) {
    put(of_person, n + links + i, n + links + i, t.number(1));
    for (int j = 0; j < links; j++) {
      auto have = fr.entry.find({nr + i, nr + j});
      if (have == fr.entry.end()) continue;
      put(of_person, n + links + i, n + j, t.variable(leaf::corner, (int)corner.size()));
      corner.push_back(have->second);
    }
  }
  int size = n + links + joins;
  factors fp = eliminate(t, of_person, size, size);

  // Factors are stored; solves are written over what was stored
  auto keep = [&](factors &f, storage &s) {
    std::vector<bool> before((size_t)f.size, false);
    for (int k : f.order) {
      before[(size_t)k] = true;
      f.inverse[k] = s.keep(f.inverse[k]);
      for (auto &e : f.entry) {
        int i = e.first.first, j = e.first.second;
        if (i != j && ((i == k && !before[(size_t)j]) || (j == k && !before[(size_t)i]))) e.second = s.keep(e.second);
      }
    }
  };
  storage ar = {t, leaf::factor_region, "A", {}, {}}, ap = {t, leaf::factor_person, "A", {}, {}};
  keep(fr, ar);
  keep(fp, ap);
  // x(i) -= L(i,k) x(k) in the order of the pivots; x(k) = (x(k) - sum U(k,j) x(j))/pivot backwards
  auto forward = [&](const factors &f, std::vector<node> &x) {
    std::vector<bool> past((size_t)f.size, false);
    for (int k : f.order) {
      past[(size_t)k] = true;
      for (int i = 0; i < f.size; i++) {
        auto l = f.entry.find({i, k});
        if (!past[(size_t)i] && l != f.entry.end())
          x[(size_t)i] = t.make(op::sub, x[(size_t)i], t.make(op::mul, l->second, x[(size_t)k]));
      }
    }
  };
  auto back = [&](const factors &f, std::vector<node> &x) {
    std::vector<bool> known((size_t)f.size, false);
    for (int i = f.pivots; i < f.size; i++) known[(size_t)i] = true;
    for (size_t q = f.order.size(); q-- > 0;) {
      int k = f.order[q];
      for (int j = 0; j < f.size; j++) {
        auto u = f.entry.find({k, j});
        if (known[(size_t)j] && u != f.entry.end())
          x[(size_t)k] = t.make(op::sub, x[(size_t)k], t.make(op::mul, u->second, x[(size_t)j]));
      }
      x[(size_t)k] = t.make(op::mul, x[(size_t)k], f.inverse.at(k));
      known[(size_t)k] = true;
    }
  };

  // rates
  std::vector<target> s;
  std::set<node> first;
  std::map<node, std::string> none, carried;
  auto links_and_person = [&](const char *name_links, const char *head_links, const char *name_person,
                              const char *head_person, std::vector<target> links_store,
                              std::vector<target> person_store) {
    // What both parts of the person need is computed once and handed on
    first.clear();
    output probe = out;
    probe.add(t, "x()", links_store, none, &first);
    carried.clear();
    std::set<node> second, as_link(link.begin(), link.end());
    probe = out;
    probe.add(t, "x()", person_store, none, &second);
    for (size_t i = 0; i < link.size(); i++)
      if (first.count(link[i])) carried[link[i]] = at("u", (int)i);
    // only what is used outside of it: stop at the first such node on the way down
    std::map<node, std::string> all = carried;
    for (node x : first)
      if (!all.count(x)) all[x] = "?" + std::to_string(x);
    probe = out;
    probe.text.clear();
    probe.add(t, "x()", person_store, all, nullptr);
    int handed = 0;
    for (node x : first)
      if (all[x][0] == '?' &&
          (probe.text.find(all[x] + " ") != std::string::npos || probe.text.find(all[x] + ";") != std::string::npos ||
           probe.text.find(all[x] + ",") != std::string::npos || probe.text.find(all[x] + ")") != std::string::npos)) {
        carried[x] = at("v", handed);
        links_store.push_back({at("v", handed++) + " =", x});
      }
    out.add(t, std::string(name_links) + head_links, links_store, none, nullptr);
    out.add(t, std::string(name_person) + head_person, person_store, carried, nullptr);
    return handed;
  };
  std::vector<target> sl, sp;
  store(sl, "u", link);
  store(sp, "f", rate);
  int carry =
      links_and_person("gen_links", "(const kn_f *c, const kn_f *y, kn_f *restrict u, kn_f *restrict v)", "gen_person",
                       "(const kn_f *c, kn_f t, const kn_f *y, const kn_f *u, const kn_f *v, const kn_f *w, "
                       "kn_f *restrict f)",
                       sl, sp);
  sl.insert(sl.end(), jl.stores.begin(), jl.stores.end());
  sp.insert(sp.end(), jp.stores.begin(), jp.stores.end());
  store(sp, "ft", by_time);
  int carry_slopes = links_and_person(
      "gen_links_slopes", "(const kn_f *c, const kn_f *y, kn_f *restrict u, kn_f *restrict v, kn_f *restrict JL)",
      "gen_person_slopes",
      "(const kn_f *c, kn_f t, const kn_f *y, const kn_f *u, const kn_f *v, const kn_f *w, "
      "kn_f *restrict f, kn_f *restrict ft, kn_f *restrict J)",
      sl, sp);
  s.clear();
  store(s, "f", region);
  store(s, "w", join, " +=");
  out.add(t,
          "gen_region(const kn_f *c, const kn_f *r, const kn_f *y, const kn_f *u, kn_f *restrict f, kn_f *restrict w)",
          s, none, nullptr);
  s.insert(s.end(), jr.stores.begin(), jr.stores.end());
  out.add(t,
          "gen_region_slopes(const kn_f *c, const kn_f *r, const kn_f *y, const kn_f *u, kn_f *restrict f, "
          "kn_f *restrict w, kn_f *restrict J)",
          s, none, nullptr);

  // factors and solves
  s = ar.stores;
  store(s, "m", corner, " +=");
  out.add(t,
          "gen_region_factor(const kn_f *c, const kn_f *r, kn_f g, const kn_f *J, kn_f *restrict A, kn_f *restrict m)",
          s, none, nullptr);
  out.add(t, "gen_person_factor(const kn_f *c, kn_f g, const kn_f *JL, const kn_f *J, const kn_f *m, kn_f *restrict A)",
          ap.stores, none, nullptr);
  std::vector<node> x;
  for (int i = 0; i < fr.size; i++) x.push_back(i < nr ? t.variable(leaf::right, i) : t.number(0));
  forward(fr, x);
  s.clear();
  store(s, "b", std::vector<node>(x.begin(), x.begin() + nr));
  store(s, "w", std::vector<node>(x.begin() + nr, x.begin() + nr + joins), " +=");
  out.add(t, "gen_region_forward(const kn_f *c, const kn_f *r, const kn_f *A, kn_f *b, kn_f *restrict w)", s, none,
          nullptr);
  x.clear();
  for (int i = 0; i < size; i++)
    x.push_back(i < n           ? t.variable(leaf::right, i)
                : i < n + links ? t.number(0)
                                : t.variable(leaf::right_join, i - n - links));
  forward(fp, x);
  back(fp, x);
  s.clear();
  store(s, "b", std::vector<node>(x.begin(), x.begin() + n));
  store(s, "u", std::vector<node>(x.begin() + n, x.begin() + n + links));
  out.add(t, "gen_person_solve(const kn_f *c, const kn_f *A, kn_f *b, const kn_f *w, kn_f *restrict u)", s, none,
          nullptr);
  x.clear();
  for (int i = 0; i < fr.size; i++)
    x.push_back(i < nr           ? t.variable(leaf::right, i)
                : i < nr + links ? t.variable(leaf::right_link, i - nr)
                                 : t.number(0));
  back(fr, x);
  s.clear();
  store(s, "b", std::vector<node>(x.begin(), x.begin() + nr));
  out.add(t, "gen_region_back(const kn_f *c, const kn_f *r, const kn_f *A, const kn_f *u, kn_f *b)", s, none, nullptr);

  const coefficients &cold = out.cold;
  std::ofstream h(directory + "/kernel.h");
  h << "// Written by tools/generate from src/chain/chain.rhs.h: do not edit.\n"
    << "// One person's equations over kn_f, a lane a person: links (what the regions read of her), each region, the\n"
    << "// person herself; their slopes; and the factors of g I - J, region by region, then hers.\n#pragma once\nenum "
       "{\n";
  auto constant = [&](const char *name, int value) { h << "  " << name << " = " << value << ",\n"; };
  constant("GEN_PERSON", n);
  constant("GEN_REGION", nr);
  constant("GEN_LINKS", links);
  constant("GEN_JOINS", joins);
  constant("GEN_CARRIED", std::max(1, std::max(carry, carry_slopes)));
  constant("GEN_CORNER", (int)corner.size());
  constant("GEN_SLOPES_LINKS", std::max(1, jl.size()));
  constant("GEN_SLOPES_PERSON", jp.size());
  constant("GEN_SLOPES_REGION", jr.size());
  constant("GEN_FACTORS_PERSON", ap.size());
  constant("GEN_FACTORS_REGION", ar.size());
  constant("GEN_COEFFICIENTS_PERSON", (int)cold.person.size());
  constant("GEN_COEFFICIENTS_REGION", (int)cold.region.size());
  h << "};\n#ifdef GEN_KERNEL\n#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n" << out.text << "#endif\n";

  // The coefficients, one person at a time
  auto spell_cold = [](const entry &e) -> std::string {
    if (e.kind == leaf::parameter) return at("par", e.index);
    if (e.kind == leaf::input) return at("in", e.index);
    if (e.kind == leaf::input_region) return at("region", e.index);
    throw std::runtime_error("a hot leaf in cold code");
  };
  std::vector<target> c, r;
  store(c, "c", cold.person);
  store(r, "r", cold.region);
  std::ofstream p(directory + "/prepare.h");
  p << "// Written by tools/generate from src/chain/chain.rhs.h: do not edit.\n"
    << "// What stays the same between two edges: of the person, and of one region.\n#pragma once\n"
    << "static void gen_prepare(const kn_f *par, const kn_f *in, kn_f *restrict c) {\n"
    << write_statements(t, c, spell_cold, none, nullptr, nullptr) << "}\n\n"
    << "static void gen_prepare_region(const kn_f *par, const kn_f *in, const kn_f *region, kn_f *restrict r) {\n"
    << write_statements(t, r, spell_cold, none, nullptr, nullptr) << "}\n";
  write_whole(t, directory + "/whole.h", link, join, rate, region, spell_cold);
  if (!h.flush() || !p.flush()) throw std::runtime_error("cannot write to " + directory);
  fprintf(
      stderr,
      "generate: %d + %d R states, %d links, %d joins; slopes %d + %d + %d R, factors %d + %d R, coefficients %d + %d "
      "R, carried %d/%d, tape %d\n",
      n, nr, links, joins, jl.size(), jp.size(), jr.size(), ap.size(), ar.size(), (int)cold.person.size(),
      (int)cold.region.size(), carry, carry_slopes, t.size());
}

int main(int argc, char **argv) {
  if (argc != 2) return fprintf(stderr, "usage: generate DIRECTORY\n"), 2;
  try {
    generate(argv[1]);
  } catch (const std::exception &e) {
    fprintf(stderr, "generate: %s\n", e.what());
    return 1;
  }
}
