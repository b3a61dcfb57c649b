#include "life.h"
#include "../lane/random.h"
#include <math.h>

static const double day_s = 86400.0;

static int64_t day_of(const kn_sim *s, double t) { return (int64_t)floor((t + s->who.starts_h * 3600.0) / day_s); }

// Everyone begins at her usual: the stated scores are what she shows then.
void kn_life_begin(kn_sim *s) {
  for (int i = 0; i < 6; i++) s->life.part[i] = s->life.variance[i] = 0.0;
  s->life.day = day_of(s, 0.0);
}

// [J12] x(n+1) = x(n) e^(-1d/tau) + sd sqrt(1 - e^(-2d/tau)) z: exact steps of Ornstein-Uhlenbeck noise
void kn_life_advance(kn_sim *s, double t) {
  if (!s->who.everyday_ups_and_downs) return;
  const kn_join_par *k = &s->numbers.room.chain.join;
  const double tau[3] = {k->life_tau_1, k->life_tau_2, k->life_tau_3};
  const double sd[6] = {k->src_sd_1, k->src_sd_2, k->src_sd_3, k->str_sd_1, k->str_sd_2, k->str_sd_3};
  for (int64_t today = day_of(s, t); s->life.day < today;) {
    s->life.day++;
    for (int i = 0; i < 6; i++) {
      double keep = kn_exp(-day_s / tau[i % 3]);
      double z = kn_normal(s->seed, s->who.id, KN_DRAW_LIFE, (uint64_t)s->life.day * 8 + (uint64_t)i);
      s->life.part[i] = s->life.part[i] * keep + sd[i] * kn_sqrt(1.0 - keep * keep) * z;
      s->life.variance[i] = s->life.variance[i] * keep * keep + sd[i] * sd[i] * (1.0 - keep * keep);
    }
  }
}

void kn_life_factors(const kn_sim *s, double *life_stress, double *source_factor) {
  *life_stress = *source_factor = 1.0;
  if (!s->who.everyday_ups_and_downs) return;
  const double *x = s->life.part;
  // [J12] src(t) = src exp(-t/tau_src) exp(x1 + x2 + x3 - variance/2), in steps of a day: the mean stays what it was
  double faded = (double)(s->life.day - day_of(s, 0.0)) * day_s / s->numbers.room.chain.join.tau_src;
  const double *v = s->life.variance;
  *source_factor = kn_exp(x[0] + x[1] + x[2] - 0.5 * (v[0] + v[1] + v[2]) - faded);
  *life_stress = kn_exp(x[3] + x[4] + x[5] - 0.5 * (v[3] + v[4] + v[5]));
}

double kn_life_next(const kn_sim *s, double t) {
  if (!s->who.everyday_ups_and_downs) return INFINITY;
  double clock = s->who.starts_h * 3600.0;
  return (floor((t + clock) / day_s) + 1.0) * day_s - clock;
}
