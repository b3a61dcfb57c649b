// people.h -- a cohort of people under massage, for the integrators that are compared on it.
#pragma once
#include "chain/chain.rhs.h"
#include "solve/solve.h"

enum {
  PEOPLE = 128,
  PEOPLE_DAYS = 14,
  PEOPLE_EDGES = 5,
  PEOPLE_LOOKS = PEOPLE_DAYS * 4,
  PEOPLE_STATES = KN_MIND_STATES + KN_REGION_STATES
};
typedef struct cohort {
  double edge[PEOPLE_EDGES + 1]; // clock times at which inputs change; the first is the start
  double look[PEOPLE_LOOKS];     // and at which all is looked at
  double scale[PEOPLE_STATES];   // of each state, for absolute tolerances
  double start[PEOPLE_STATES];
  kn_chain_par par[PEOPLE];
  kn_chain_in in[2]; // untouched, massaged
} cohort;
static inline int cohort_massaged(int leg) { return leg & 1; }

// How an error is weighed: a state may be off by share (scale + relative |y|).
typedef struct cohort_weight {
  double share, relative;
} cohort_weight;
// Flies people 0 .. count-1; out: [person][look][state]. The CPU time it took, s; NAN: it failed.
typedef double cohort_fly(const cohort *c, int count, cohort_weight w, double *out);
cohort_fly people_lanes_1, people_lanes_2, people_lanes_4, people_lanes_8, people_cvode_dense, people_cvode_klu;
cohort_fly people_desolve;
bool people_desolve_there(void); // R and its package are on this machine
