#include "lane_kernel.h"
#include "number/room_tables.h"

#define JOIN_(a, b)  a##b
#define JOIN(a, b)   JOIN_(a, b)
#define KERNEL(name) JOIN(kernel_##name##_, KN_LANES)

// Persons first to first + KN_LANES - 1, and back
static void gather(int n, const double *from, int first, kn_f *to) {
  for (int i = 0; i < n; i++)
    for (int l = 0; l < KN_LANES; l++) kn_set_lane(&to[i], l, from[i * KERNEL_PERSONS + first + l]);
}
static void scatter(int n, const kn_f *from, int first, double *to) {
  for (int i = 0; i < n; i++)
    for (int l = 0; l < KN_LANES; l++) to[i * KERNEL_PERSONS + first + l] = kn_lane(from[i], l);
}

void KERNEL(rates)(int id, const double *par, const double *t, const double *in, const double *y, double *rate,
                   double *out) {
  const room *m = &room_all[id];
  kn_f p[ROOM_MAX], u[ROOM_MAX], s[ROOM_MAX], r[2 * ROOM_MAX], o[ROOM_MAX], now;
  memset(s, 0, sizeof s); // rooms without states read none
  for (int first = 0; first < KERNEL_PERSONS; first += KN_LANES) {
    gather(m->params, par, first, p);
    gather(m->ins, in, first, u);
    gather(m->states, y, first, s);
    gather(1, t, first, &now);
    m->eval(p, now, u, s, r, o);
    scatter(2 * m->states, r, first, rate);
    scatter(m->outs, o, first, out);
  }
}

// y e^(-a h) + b (1 - e^(-a h))/a for y' = b - a y; for small |a h| the fraction is h (1 - a h/2)
static kn_f step(kn_f y, kn_f b, kn_f a, double h) {
  kn_f z = a * h, e = kn_exp(-z);
  kn_m small = kn_lt(kn_abs(z), kn_num(1e-5));
  kn_f one = kn_num(1.0), gain = kn_sel(small, h * (1.0 - 0.5 * z), (1.0 - e) / kn_sel(small, one, a));
  return y * e + b * gain;
}

void KERNEL(march)(int id, const double *par, const double *t, const double *in, double h, int steps, double *y) {
  const room *m = &room_all[id];
  kn_f p[ROOM_MAX], u[ROOM_MAX], s[ROOM_MAX], half[ROOM_MAX], r[2 * ROOM_MAX], o[ROOM_MAX], now;
  for (int first = 0; first < KERNEL_PERSONS; first += KN_LANES) {
    gather(m->params, par, first, p);
    gather(m->ins, in, first, u);
    gather(m->states, y, first, s);
    gather(1, t, first, &now);
    for (int n = 0; n < steps; n++) {
      m->eval(p, now, u, s, r, o);
      for (int i = 0; i < m->states; i++) half[i] = step(s[i], r[2 * i], r[2 * i + 1], 0.5 * h);
      m->eval(p, now + 0.5 * h, u, half, r, o);
      for (int i = 0; i < m->states; i++) s[i] = step(s[i], r[2 * i], r[2 * i + 1], h);
      now = now + h;
    }
    scatter(m->states, s, first, y);
  }
}

void KERNEL(curves)(int n, const double *x, double *curves) {
  for (int first = 0; first < KERNEL_PERSONS; first += KN_LANES)
    for (int i = 0; i < n; i++) {
      kn_f a, c[16], one = kn_num(1.0), b;
      gather(1, x + i * KERNEL_PERSONS, first, &a);
      b = kn_abs(a) + 1e-3; // a positive argument
      c[0] = kn_exp(a), c[1] = kn_log(b), c[2] = kn_log1p(kn_exp(-kn_abs(a))), c[3] = kn_cos_turns(a);
      c[4] = kn_sin_turns(a), c[5] = kn_sqrt(b), c[6] = kn_round(a), c[7] = kn_logistic(a);
      c[8] = kn_softplus(a, b), c[9] = kn_pos(a, one), c[10] = kn_pow(b, 0.01 * a), c[11] = kn_hill(b, one, one + one);
      c[12] = kn_atan(b), c[13] = kn_tanh(a), c[14] = kn_min(kn_max(a, -one), one), c[15] = kn_hill2(b, one);
      scatter(16, c, first, curves + 16 * i * KERNEL_PERSONS);
    }
}
