#include "cycle.h"

enum { STEPS = 128, FEWEST = 16 }; // steps a half-sine cycle; more when the cycle is long
static const double SHORTEST_STEP = 0.002, LONGEST_STEP = 0.05, TOLERANCE = 1e-4,
                    LIMIT = 3600.0; // s, change of the mean a minute, s

// What a cycle does at one phase, 0-1: added to the surroundings
typedef struct stroke {
  double peak;              // of half a sine, when there is no wave
  const kn_flow_wave *wave; // or samples
} stroke;

static double sample(const double *x, int n, double phase) {
  double at = phase * n;
  int i = (int)at;
  double part = at - i;
  return x[i % n] + part * (x[(i + 1) % n] - x[i % n]);
}
static kn_flow_around at_phase(const kn_flow_around *rest, const stroke *s, double phase) {
  kn_flow_around u = *rest;
  if (s->wave == NULL)
    u.p += phase < 0.5 ? s->peak * kn_sin_turns(phase) : 0.0;
  else {
    u.p += sample(s->wave->pressure, s->wave->samples, phase);
    if (s->wave->shear) u.shear += sample(s->wave->shear, s->wave->samples, phase);
  }
  return u;
}

static kn_flow_cycle at_rest(const kn_flow_par *k) {
  kn_flow_cycle c = {.mean = 1, .low = 1, .high = 1, .oxygen = 1, .oxygen_low = 1, .lymph = 1, .lactate = k->L_0};
  c.made = kn_flow_lactate_made(k, c.oxygen);
  c.cell = kn_flow_rest();
  c.lymphatics = kn_flow_lymph_rest(k);
  return c;
}

static kn_flow_cycle repeat(const kn_flow_par *k, const kn_flow_kind *kind, const kn_flow_around *rest, const stroke *s,
                            double period, int n) {
  kn_flow_cycle c = at_rest(k);
  double h = period / n, t = 0, last_mean = -1, last_time = 0;
  while (t < LIMIT) {
    double sum = 0, oxygen = 0, lymph = 0, made = 0;
    c.low = 1e300, c.high = 0, c.oxygen_low = 1e300;
    for (int i = 0; i < n; i++) {
      kn_flow_around begin = at_phase(rest, s, (double)i / n), middle = at_phase(rest, s, (i + 0.5) / n);
      double q = kn_flow_cell_move(k, kind, &begin, &middle, h, &c.cell).in;
      lymph += kn_flow_lymph_step(k, middle.p, 0.0, h, &c.lymphatics);
      sum += q;
      oxygen += c.cell.O;
      made += kn_flow_lactate_made(k, c.cell.O);
      if (q < c.low) c.low = q;
      if (q > c.high) c.high = q;
      if (c.cell.O < c.oxygen_low) c.oxygen_low = c.cell.O;
    }
    t += period;
    c.mean = sum / n;
    c.oxygen = oxygen / n;
    c.lymph = lymph * k->T_l / period;
    c.made = made / n;
    c.lactate = kn_flow_lactate_settled(k, c.made, c.mean);
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

kn_flow_cycle kn_flow_until_periodic_wave(const kn_flow_par *k, const kn_flow_kind *kind, const kn_flow_around *rest,
                                          const kn_flow_wave *wave) {
  if (!(wave->period > 0) || wave->samples < 1) return at_rest(k);
  stroke s = {0, wave};
  int n = wave->samples;
  while (wave->period / n > LONGEST_STEP) n += wave->samples;
  return repeat(k, kind, rest, &s, wave->period, n);
}

kn_flow_cycle kn_flow_until_periodic(const kn_flow_par *k, const kn_flow_kind *kind, double peak, double rate) {
  if (!(rate > 0) || !(peak > 0)) return at_rest(k);
  stroke s = {peak, NULL};
  kn_flow_around rest = kn_flow_calm(k, kind, 0.0);
  double period = 1.0 / rate;
  int n = STEPS;
  while (n > FEWEST && period / n < SHORTEST_STEP) n /= 2;
  while (period / n > LONGEST_STEP) n *= 2;
  return repeat(k, kind, &rest, &s, period, n);
}
