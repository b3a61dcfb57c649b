#include "effect.h"
#include "dist.h"
#include <math.h>

kn_estimate kn_estimate_of(double value, double se, double df, double level) {
  kn_estimate e = {.value = value, .se = se, .df = df, .low = NAN, .high = NAN, .p = NAN};
  if (!(se > 0.0) || !(df > 0.0)) return e;
  double t = kn_t_quantile(0.5 + 0.5 * level, df);
  e.low = value - t * se;
  e.high = value + t * se;
  e.p = kn_t_two_sided(value / se, df);
  return e;
}

kn_sample kn_sample_of(const double *x, int n) {
  kn_sample s = {.mean = NAN, .sd = NAN};
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < n; i++)
    if (isfinite(x[i])) sum += x[i], s.n++;
  if (s.n > 0) s.mean = sum / s.n;
  for (int i = 0; i < n; i++)
    if (isfinite(x[i])) squares += (x[i] - s.mean) * (x[i] - s.mean);
  if (s.n > 1) s.sd = sqrt(squares / (s.n - 1));
  return s;
}

kn_estimate kn_welch(kn_sample a, kn_sample b, double level) {
  double va = a.sd * a.sd / a.n, vb = b.sd * b.sd / b.n, v = va + vb;
  double df = v * v / (va * va / (a.n - 1) + vb * vb / (b.n - 1));
  return kn_estimate_of(a.mean - b.mean, sqrt(v), df, level);
}

kn_estimate kn_paired(const double *difference, int n, double level) {
  kn_sample s = kn_sample_of(difference, n);
  return kn_estimate_of(s.mean, s.sd / sqrt(s.n), s.n - 1, level);
}

double kn_hedges_correction(double m) {
  return m > 1.0 ? exp(kn_ln_gamma(0.5 * m) - 0.5 * log(0.5 * m) - kn_ln_gamma(0.5 * (m - 1.0))) : NAN;
}

static double pooled_d(kn_sample a, kn_sample b) {
  double m = a.n + b.n - 2.0;
  return (a.mean - b.mean) / sqrt(((a.n - 1) * a.sd * a.sd + (b.n - 1) * b.sd * b.sd) / m);
}

kn_estimate kn_hedges(kn_sample a, kn_sample b, double level) {
  double g = pooled_d(a, b) * kn_hedges_correction(a.n + b.n - 2.0);
  return kn_estimate_of(g, sqrt(1.0 / a.n + 1.0 / b.n + g * g / (2.0 * (a.n + b.n))), INFINITY, level);
}

// The noncentrality at which t stands at probability p: falling in delta
static double above(double delta, const double *par) { return -kn_noncentral_t_cdf(par[0], par[1], delta); }
static double noncentrality(double t, double df, double p) {
  const double par[2] = {t, df};
  return kn_root(above, par, -p, t - 10.0 - 0.5 * fabs(t), t + 10.0 + 0.5 * fabs(t));
}

kn_estimate kn_hedges_exact(kn_sample a, kn_sample b, double level) {
  double m = a.n + b.n - 2.0, J = kn_hedges_correction(m), d = pooled_d(a, b), root = sqrt(1.0 / a.n + 1.0 / b.n);
  kn_estimate e = kn_hedges(a, b, level);
  e.df = m;
  e.p = kn_t_two_sided(d / root, m);
  if (!isfinite(d) || fabs(d / root) > 18.0) return e; // out there the normal interval is as good
  e.low = J * root * noncentrality(d / root, m, 0.5 + 0.5 * level);
  e.high = J * root * noncentrality(d / root, m, 0.5 - 0.5 * level);
  return e;
}

kn_estimate kn_responder_ratio(kn_share a, kn_share b, double level) {
  double k = a.yes == 0 || b.yes == 0 || a.yes == a.n || b.yes == b.n ? 0.5 : 0.0;
  double ya = a.yes + k, na = a.n + 2.0 * k, yb = b.yes + k, nb = b.n + 2.0 * k;
  if (a.n <= 0 || b.n <= 0) ya = NAN;
  kn_estimate e =
      kn_estimate_of(log((ya / na) / (yb / nb)), sqrt(1.0 / ya - 1.0 / na + 1.0 / yb - 1.0 / nb), INFINITY, level);
  e.value = exp(e.value);
  e.low = exp(e.low);
  e.high = exp(e.high);
  return e;
}

void kn_wilson(kn_share s, double level, double *low, double *high) {
  double z = kn_normal_quantile(0.5 + 0.5 * level), n = s.n, p = s.yes / n, mid = p + z * z / (2.0 * n);
  double half = z * sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)), whole = 1.0 + z * z / n;
  *low = s.yes == 0 ? 0.0 : (mid - half) / whole;
  *high = s.yes == s.n ? 1.0 : (mid + half) / whole;
}

kn_estimate kn_risk_difference(kn_share a, kn_share b, double level) {
  double pa = (double)a.yes / a.n, pb = (double)b.yes / b.n, al, ah, bl, bh;
  if (a.n <= 0 || b.n <= 0) return kn_estimate_of(NAN, NAN, NAN, level);
  kn_estimate e = kn_estimate_of(pa - pb, sqrt(pa * (1.0 - pa) / a.n + pb * (1.0 - pb) / b.n), INFINITY, level);
  kn_wilson(a, level, &al, &ah);
  kn_wilson(b, level, &bl, &bh);
  e.low = e.value - sqrt((pa - al) * (pa - al) + (bh - pb) * (bh - pb));
  e.high = e.value + sqrt((ah - pa) * (ah - pa) + (pb - bl) * (pb - bl));
  return e;
}

kn_needed kn_needed_to_treat(const kn_estimate *d) {
  kn_needed n = {1.0 / d->value, 1.0 / d->high, 1.0 / d->low, d->low < 0.0 && d->high > 0.0};
  if (n.through) n.low = 1.0 / d->low, n.high = 1.0 / d->high;
  return n;
}
