#include "cycle.h"

enum { STEPS = 128, FEWEST = 16 }; // steps a cycle; more when the cycle is long
static const double SHORTEST_STEP = 0.002, LONGEST_STEP = 0.05, TOLERANCE = 1e-4,
                    LIMIT = 3600.0; // s, change of the mean a minute, s

static void move(const kn_flow_cell *y, const kn_flow_cell *r, double h, kn_flow_cell *out) {
  out->v = y->v + h * r->v;
  out->g = y->g + h * r->g;
  out->M = y->M + h * r->M;
  out->N = y->N + h * r->N;
  out->H = y->H + h * r->H;
  out->O = y->O + h * r->O;
}

static double pulse(double peak, double phase) { return phase < 0.5 ? peak * kn_sin_turns(phase) : 0.0; }

// Explicit midpoint: the fastest rate of the cell is below 4/s, the step at most 50 ms.
kn_flow_cycle kn_flow_until_periodic(const kn_flow_par *k, const kn_flow_kind *kind, double peak, double rate) {
  kn_flow_cell y = {1, 1, 0, 0, 0, 1}, r, half;
  kn_flow_cycle c = {1.0, 1.0, 1.0, 0.0};
  if (!(rate > 0) || !(peak > 0)) return c;
  double period = 1.0 / rate;
  int n = STEPS;
  while (n > FEWEST && period / n < SHORTEST_STEP) n /= 2;
  while (period / n > LONGEST_STEP) n *= 2;
  double h = period / n, t = 0, last_mean = -1, last_time = 0;
  while (t < LIMIT) {
    double sum = 0;
    c.low = 1e300, c.high = 0;
    for (int i = 0; i < n; i++) {
      kn_flow_cell_rates(k, kind, pulse(peak, (double)i / n), &y, &r);
      move(&y, &r, 0.5 * h, &half);
      double q = kn_flow_cell_rates(k, kind, pulse(peak, (i + 0.5) / n), &half, &r);
      move(&y, &r, h, &y);
      sum += q;
      if (q < c.low) c.low = q;
      if (q > c.high) c.high = q;
    }
    t += period;
    c.mean = sum / n;
    if (t - last_time >= 60.0) {
      double change = c.mean - last_mean;
      if (last_mean >= 0 && change < TOLERANCE && change > -TOLERANCE) break;
      last_mean = c.mean;
      last_time = t;
    }
  }
  c.seconds = t;
  return c;
}
