// emit.h -- expressions as straight-line C over kn_f.
#pragma once
#include "tape.h"
#include <set>

// What hot code reads of what does not change between two edges: each gets a place in the coefficients.
struct coefficients {
  std::vector<node> person, region; // by place
  std::map<node, int> place;
};
uint32_t hot_leaves(); // of these only hot code is made
inline bool is_cold(const tape &t, node n) { return !(t.at(n).needs & hot_leaves()); }

struct target {
  std::string left; // "f[3] =", "w[0] +="
  node what;
};
// C statements that store each target. spell: how a leaf is written; known: nodes that are already in some array. cold:
// NULL in code that computes the coefficients themselves. computed: all hot nodes that were written out.
std::string write_statements(const tape &t, const std::vector<target> &targets,
                             const std::function<std::string(const entry &)> &spell,
                             const std::map<node, std::string> &known, coefficients *cold, std::set<node> *computed);
