// march.h -- exact steps of linear states: y' = make - lose y with both held still, and what a straight input leaves.
#pragma once
#include "../lane/lane.h"

// (1 - e^-z)/z for z >= 0; a short series below 1/1000, where the difference would cancel
static inline kn_f kn_march_mean(kn_f z) {
  kn_m small = kn_lt(z, kn_num(1e-3));
  kn_f series = 1.0 - z / 2.0 * (1.0 - z / 3.0 * (1.0 - z / 4.0 * (1.0 - z / 5.0)));
  return kn_sel(small, series, (1.0 - kn_exp(-z)) / kn_sel(small, kn_num(1.0), z));
}
// y after dt (s)
static inline kn_f kn_march(kn_f y, kn_rate r, kn_f dt) {
  kn_f z = r.lose * dt;
  return y * kn_exp(-z) + r.make * dt * kn_march_mean(z);
}
