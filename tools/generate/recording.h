// recording.h -- the chain written down: what a person with one region more costs, and where the two meet.
#pragma once
#include "tape.h"

// Found by recording two regions. A region reads links of the person; the person reads joins: sums over the regions.
struct recording {
  tape t;
  int parameters, inputs,
      inputs_region; // doubles in the structs: of the person's inputs without regions, of one region's
  int states, states_region;
  std::vector<node> link;        // over state
  std::vector<node> join;        // one region's term, over state_region and link
  std::vector<node> rate;        // of the person, over state, join and time
  std::vector<node> rate_region; // over state_region and link
};
void record(recording &r); // throws std::runtime_error when the chain is not of this form

// Derivatives of some expressions with respect to some leaves: slope[i] maps a leaf's node to an expression. Written as
// the elimination of the vertices between them, the cheapest first.
std::vector<std::map<node, node>> differentiate(tape &t, const std::vector<node> &of,
                                                const std::function<bool(const entry &)> &by);
// Divisions by what does not change become products, others share their reciprocals; a logarithm's is taken out of it.
node lower(tape &t, node n, std::map<node, node> &done, uint32_t hot);
// Coefficients gathered, sums in the order in which their terms are ready.
void tidy(tape &t, std::vector<node> &all, uint32_t hot);
