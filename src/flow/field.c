#define KN_LANES 4
#include "field.h"
#include "flow.rhs.h"

// Compiled once for any machine and once for one with wider vectors, as the grid's step is; with the same bits.
typedef void stepper(const double *par, int kind, int n, double dt, double tone, double feed, const kn_flow_field *f);
stepper kn_flow_field_step_plain, kn_flow_field_step_avx2;
#ifndef KN_FLOW_FIELD_STEP
#define KN_FLOW_FIELD_STEP kn_flow_field_step_plain
void kn_flow_field_step(const double *par, int kind, int n, double dt, double tone, double feed,
                        const kn_flow_field *f) {
  stepper *step = kn_flow_field_step_plain;
#ifdef KN_AVX2
  if (__builtin_cpu_supports("avx2")) step = kn_flow_field_step_avx2;
#endif
  step(par, kind, n, dt, tone, feed, f);
}

void kn_flow_field_rest(int n, const kn_flow_field *f) {
  for (int i = 0; i < n; i++) {
    f->v[i] = f->g[i] = f->O[i] = 1.0;
    f->M[i] = f->N[i] = f->H[i] = f->X[i] = 0.0;
  }
}

#endif

static inline kn_f get(const double *x, size_t bytes) {
  kn_f a;
  memset(&a, 0, sizeof a);
  memcpy(&a, x, bytes);
  return a;
}

void KN_FLOW_FIELD_STEP(const double *par, int kind, int n, double dt, double tone, double feed,
                        const kn_flow_field *f) {
  kn_flow_par k;
  kn_f *wide = (kn_f *)&k;
  for (size_t i = 0; i < sizeof k / sizeof *wide; i++) wide[i] = kn_num(par[i]);
  kn_flow_kind c = kind == KN_FLOW_FIELD_SKIN ? kn_flow_skin(&k) : kn_flow_muscle(&k);
  kn_flow_around u = kn_flow_calm(&k, &c, kn_num(0.0));
  u.tone = kn_num(tone);
  u.feed = kn_num(feed);
  kn_f h = kn_num(dt);
  for (int i = 0; i < n; i += KN_LANES) {
    size_t b = n - i < KN_LANES ? (size_t)(n - i) * sizeof(double) : sizeof(kn_f); // the last lanes may be idle
    kn_flow_cell y = kn_flow_rest();
    memcpy(&y.v, f->v + i, b), memcpy(&y.g, f->g + i, b), memcpy(&y.M, f->M + i, b), memcpy(&y.N, f->N + i, b);
    memcpy(&y.H, f->H + i, b), memcpy(&y.X, f->X + i, b), memcpy(&y.O, f->O + i, b);
    u.p = get(f->p + i, b);
    if (f->shear) u.shear = get(f->shear + i, b);
    if (f->temperature) {
      u.temperature = c.T_0;
      memcpy(&u.temperature, f->temperature + i, b);
    }
    kn_flow_through t = kn_flow_cell_move(&k, &c, &u, &u, h, &y);
    memcpy(f->v + i, &y.v, b), memcpy(f->g + i, &y.g, b), memcpy(f->M + i, &y.M, b), memcpy(f->N + i, &y.N, b);
    memcpy(f->H + i, &y.H, b), memcpy(f->X + i, &y.X, b), memcpy(f->O + i, &y.O, b);
    if (f->in) memcpy(f->in + i, &t.in, b);
    if (f->out) memcpy(f->out + i, &t.out, b);
  }
}
