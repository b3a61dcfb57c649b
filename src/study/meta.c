#include "meta.h"
#include "dist.h"
#include <math.h>

typedef struct sums {
  double w, w2, w3, mean;
} sums;
static sums weigh(const double *y, const double *v, int n, double tau2) {
  sums s = {0};
  double wy = 0.0;
  for (int i = 0; i < n; i++) {
    double w = 1.0 / (v[i] + tau2);
    s.w += w;
    s.w2 += w * w;
    s.w3 += w * w * w;
    wy += w * y[i];
  }
  s.mean = wy / s.w;
  return s;
}

kn_pooled kn_meta_reml(const double *y, const double *v, int n, double level) {
  kn_pooled r = {.effect = kn_estimate_of(NAN, NAN, NAN, level),
                 .tau2 = NAN,
                 .se_tau2 = NAN,
                 .Q = NAN,
                 .Q_p = NAN,
                 .I2 = NAN,
                 .predicted_low = NAN,
                 .predicted_high = NAN};
  if (n < 2) return r;
  for (int i = 0; i < n; i++)
    if (!(v[i] > 0.0) || !isfinite(y[i])) return r;
  sums f = weigh(y, v, n, 0.0);
  r.Q = 0.0;
  for (int i = 0; i < n; i++) r.Q += (y[i] - f.mean) * (y[i] - f.mean) / v[i];
  double typical = (n - 1) * f.w / (f.w * f.w - f.w2);
  double tau2 = fmax(0.0, (r.Q - (n - 1)) / (f.w - f.w2 / f.w)); // DerSimonian and Laird, to begin with
  // score: tr(P) - y'PPy = 0; information tr(PP)/2, with P = W - W 1 1' W / sum(w)
  double trPP = NAN;
  for (int round = 0; round < 1000; round++) {
    sums s = weigh(y, v, n, tau2);
    double trP = s.w - s.w2 / s.w, yPPy = 0.0;
    trPP = s.w2 - 2.0 * s.w3 / s.w + s.w2 * s.w2 / (s.w * s.w);
    for (int i = 0; i < n; i++) {
      double Py = (y[i] - s.mean) / (v[i] + tau2);
      yPPy += Py * Py;
    }
    double step = (yPPy - trP) / trPP;
    while (tau2 + step < 0.0 && step < -1e-14) step *= 0.5;
    double next = fmax(0.0, tau2 + step);
    bool done = fabs(next - tau2) <= 1e-14 * (1.0 + tau2);
    tau2 = next;
    if (done) break;
  }
  if (tau2 < 1e-12 * typical) tau2 = 0.0;
  sums s = weigh(y, v, n, tau2);
  trPP = s.w2 - 2.0 * s.w3 / s.w + s.w2 * s.w2 / (s.w * s.w);
  r.effect = kn_estimate_of(s.mean, sqrt(1.0 / s.w), INFINITY, level);
  r.tau2 = tau2;
  r.se_tau2 = sqrt(2.0 / trPP);
  r.Q_p = 1.0 - kn_chi2_cdf(r.Q, n - 1);
  r.I2 = 100.0 * tau2 / (tau2 + typical);
  double half = kn_normal_quantile(0.5 + 0.5 * level) * sqrt(1.0 / s.w + tau2);
  r.predicted_low = s.mean - half;
  r.predicted_high = s.mean + half;
  return r;
}
