#include "axis.h"

static const double PI = 3.141592653589793;
static const double LONGEST = 0.02, SHORTEST = 8.0; // k of the table: times 1/depth of bone, 1/first slab
static const double SHARPEST = 60.0;                // and at most this over the load's radius

void kn_disc_patch(const kn_hankel *h, double radius, double profile, double force, kn_disc *load) {
  memset(load, 0, sizeof *load);
  load->radius = radius;
  double sum = 0.0;
  for (int i = 0; i < KN_CHORDS; i++) { // f(x) = (1 - x^2)^(n + 1/2)
    double f = kn_pow(1.0 - h->x[i] * h->x[i], profile + 0.5) * h->x_weight[i];
    sum += f;
    for (int n = 0; n < KN_SHAPES; n++) load->load[n] += (4 * n + 1) * f * h->legendre[i][n];
  }
  for (int n = 0; n < KN_SHAPES; n++) load->load[n] *= force / sum;
}

double kn_disc_force(const kn_disc *load) { return load->load[0]; }

// Spherical Bessel j_2n by the downward recurrence of Miller: c_n come with (-1)^n j_2n(kappa)
double kn_disc_transform(const kn_disc *load, double k) {
  double x = k * load->radius, j[2 * KN_SHAPES + 2], up = 0.0, now = 1e-30, scale;
  if (x < 1e-4) return load->load[0];
  int start = 2 * KN_SHAPES + (int)(1.2 * x) + 24;
  for (int n = start; n > 0; n--) {
    double down = (2.0 * n + 1.0) / x * now - up;
    up = now, now = down;
    if (n - 1 < 2 * KN_SHAPES + 2) j[n - 1] = now;
    if (kn_abs(now) > 1e200) { // far above the order that matters: start over from here
      now *= 1e-200, up *= 1e-200;
      for (int i = n - 1; i < 2 * KN_SHAPES + 2; i++) j[i] *= 1e-200;
    }
  }
  double zero = kn_sin_turns(x / (2.0 * PI)) / x, one = zero / x - kn_cos_turns(x / (2.0 * PI)) / x;
  scale = kn_abs(zero) > kn_abs(one) ? zero / j[0] : one / j[1];
  double sum = 0.0;
  for (int n = 0; n < KN_SHAPES; n++) sum += (n & 1 ? -1.0 : 1.0) * load->load[n] * j[2 * n] * scale;
  return sum;
}

bool kn_table_fill(kn_table *t, const kn_column *c, double radius, double s, kn_load load, int n, const double *z) {
  double highest = SHORTEST / c->slab[0].thickness, sharp = SHARPEST / radius;
  if (sharp < highest) highest = sharp;
  t->depths = n;
  t->lowest = kn_log(LONGEST / kn_stack_depth(c->stack));
  t->step = (kn_log(highest) - t->lowest) / (KN_GRID - 1);
  for (int i = 0; i < KN_GRID; i++)
    if (!kn_kernel(c, kn_exp(t->lowest + i * t->step), s, load, n, z, t->at[i])) return false;
  return true;
}

void kn_table_read(const kn_table *t, double k, kn_response *out) {
  double u = (kn_log(k) - t->lowest) / t->step;
  int i = (int)u - 1;
  if (u < 0) i = 0;
  if (i < 0) i = 0;
  if (i > KN_GRID - 4) i = KN_GRID - 4;
  double x = u - i, fade = 1.0;
  if (u < 0) fade = kn_exp(2.0 * u * t->step), x = 0.0; // incompressible layers on bone hardly answer long waves
  if (u > KN_GRID - 1) {
    memset(out, 0, (size_t)t->depths * sizeof *out);
    // the skin's own surface still answers as a half-space, w ~ 1/k
    out[0].w = t->at[KN_GRID - 1][0].w * kn_exp((KN_GRID - 1 - u) * t->step);
    return;
  }
  double a = -(x - 1) * (x - 2) * (x - 3) / 6, b = x * (x - 2) * (x - 3) / 2, c = -x * (x - 1) * (x - 3) / 2,
         d = x * (x - 1) * (x - 2) / 6;
  for (int q = 0; q < t->depths; q++) {
    const kn_response *p = &t->at[i][q], *r = &t->at[i + 1][q], *v = &t->at[i + 2][q], *w = &t->at[i + 3][q];
    out[q].w = fade * (a * p->w + b * r->w + c * v->w + d * w->w);
    out[q].u = fade * (a * p->u + b * r->u + c * v->u + d * w->u);
    out[q].dw = fade * (a * p->dw + b * r->dw + c * v->dw + d * w->dw);
    out[q].du = fade * (a * p->du + b * r->du + c * v->du + d * w->du);
    out[q].p = u < 0 ? a * p->p + b * r->p + c * v->p + d * w->p : fade * (a * p->p + b * r->p + c * v->p + d * w->p);
  }
}

void kn_axis(const kn_hankel *h, const kn_table *t, const kn_disc *load, kn_response *out) {
  memset(out, 0, (size_t)t->depths * sizeof *out);
  double a = load->radius;
  for (int i = 0; i < KN_WAVES; i++) {
    kn_response r[KN_DEPTHS];
    kn_table_read(t, h->kappa[i] / a, r);
    double p = 0.0;
    for (int n = 0; n < KN_SHAPES; n++) p += load->load[n] * h->shape[i][n];
    double v = p * h->kappa[i] * h->kappa_weight[i] / (2.0 * PI * a * a);
    for (int q = 0; q < t->depths; q++) {
      out[q].w += v * r[q].w;
      out[q].dw += v * r[q].dw;
      out[q].p += v * r[q].p;
    }
  }
}
