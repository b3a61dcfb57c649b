// cycle.h -- the touch clock of flow: a vascular cell under a stroke's repeated pressure, until it repeats itself.
#pragma once
#include "flow.rhs.h"

typedef struct kn_flow_cycle {
  double mean; // inflow, mean over the last cycle, 1 = rest
  double low, high;
  double seconds; // touch-clock time until the mean repeated to the tolerance
} kn_flow_cycle;

// Pressure pulses of the given peak (Pa) and rate (Hz): half a cycle loaded as a half sine, half a cycle free.
kn_flow_cycle kn_flow_until_periodic(const kn_flow_par *k, const kn_flow_kind *kind, double peak, double rate);
