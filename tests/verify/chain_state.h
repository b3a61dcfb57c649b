// chain_state.h -- the chain's states and rates as one row of numbers, and the rows of the tables that describe them.
#pragma once
#include <math.h>
#include <string.h>
#include "sim/sim.h"
#include "half_space.h"

enum { MIND = KN_MIND_STATES };
static const double HOUR = 3600.0;

typedef union state {
  kn_chain_state s;
  double y[KN_MAX_STATES];
} state;
typedef union rates {
  kn_chain_rates s;
  kn_rate r[KN_MAX_STATES];
} rates;
static int states_of(int regions) { return MIND + regions * KN_REGION_STATES; }
static const kn_state_info *row_of(int i) { return kn_state_at(i < MIND ? i : MIND + (i - MIND) % KN_REGION_STATES); }
static double offset_of(int i) { return strcmp(row_of(i)->unit, "degC") == 0 ? 273.15 : 0.0; }
static double clamp(double v, double low, double high) { return fmin(fmax(v, low), high); }
