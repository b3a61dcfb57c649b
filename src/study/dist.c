// dist.c -- incomplete beta and gamma functions by series and continued fractions (Abramowitz & Stegun 6.5.29, 6.5.31,
// 26.5.4, 26.5.8; Lentz's method), and what follows from them. Quantiles by bracketing: never astray.
#include "dist.h"
#include <float.h>
#include <math.h>
#include <stddef.h>

static const double TINY = 1e-300;
enum { TERMS = 20000 };

// ln Gamma(x), x > 0: Stirling's series from 10 upwards, brought there by the recurrence
double kn_ln_gamma(double x) {
  double down = 0.0;
  while (x < 10.0) {
    down += log(x);
    x += 1.0;
  }
  double y = 1.0 / (x * x);
  double series =
      (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * (691.0 / 360360)))))) / x;
  return (x - 0.5) * log(x) - x + 0.91893853320467274178 + series - down;
}

double kn_normal_cdf(double z) { return 0.5 * erfc(-z * 0.70710678118654752440); }

// Chandrupatla 1997 (Adv Eng Softw 28, 145): inverse quadratic steps where they are safe, else halves; some ten rounds.
double kn_root(kn_rising *f, const double *par, double p, double low, double high) {
  double a = high, b = low, fa = f(a, par) - p, fb = f(b, par) - p, c = b, fc = fb, share = 0.5;
  if (fa == 0.0 || fb == 0.0) return fa == 0.0 ? high : low;
  for (int i = 0; i < 200; i++) {
    double x = a + share * (b - a), fx = f(x, par) - p;
    if ((fx > 0.0) == (fa > 0.0)) {
      c = a, fc = fa;
    } else {
      c = b, fc = fb;
      b = a, fb = fa;
    }
    a = x, fa = fx;
    double best = fabs(fa) < fabs(fb) ? a : b, width = fabs(b - a), digit = 2.0 * DBL_EPSILON * fabs(best) + TINY;
    if (fa == 0.0 || !(width > 2.0 * digit)) return fa == 0.0 ? a : best;
    double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
    share = 0.5;
    if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi)
      share = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
    double least = digit / width;
    share = share > least ? share < 1.0 - least ? share : 1.0 - least : least;
  }
  return a;
}

static double normal_up(double x, const double *par) { return (void)par, kn_normal_cdf(x); }
double kn_normal_quantile(double p) {
  if (!(p > 0.0 && p < 1.0)) return p == 0.0 ? -INFINITY : p == 1.0 ? INFINITY : NAN;
  if (p > 0.5) return -kn_normal_quantile(1.0 - p);
  return kn_root(normal_up, NULL, p, -40.0, 0.0);
}

// Continued fraction of the incomplete beta function, converging fast for x < (a+1)/(a+b+2)
static double beta_fraction(double x, double a, double b) {
  double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
  if (fabs(d) < TINY) d = TINY;
  d = 1.0 / d;
  double h = d;
  for (int m = 1; m <= TERMS; m++) {
    double m2 = 2.0 * m, even = m * (b - m) * x / ((a + m2 - 1.0) * (a + m2)),
           odd = -(a + m) * (a + b + m) * x / ((a + m2) * (a + m2 + 1.0));
    const double step[2] = {even, odd};
    double change = 1.0;
    for (int i = 0; i < 2; i++) {
      d = 1.0 + step[i] * d;
      c = 1.0 + step[i] / c;
      if (fabs(d) < TINY) d = TINY;
      if (fabs(c) < TINY) c = TINY;
      d = 1.0 / d;
      change = d * c;
      h *= change;
    }
    if (fabs(change - 1.0) < DBL_EPSILON) break;
  }
  return h;
}

double kn_beta_cdf(double x, double a, double b) {
  if (!(a > 0.0 && b > 0.0) || isnan(x)) return NAN;
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  double front = exp(kn_ln_gamma(a + b) - kn_ln_gamma(a) - kn_ln_gamma(b) + a * log(x) + b * log1p(-x));
  return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(x, a, b) / a
                                       : 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

double kn_gamma_cdf(double x, double a) {
  if (!(a > 0.0) || isnan(x)) return NAN;
  if (x <= 0.0) return 0.0;
  if (isinf(x)) return 1.0;
  double front = exp(a * log(x) - x - kn_ln_gamma(a));
  if (x < a + 1.0) {
    double term = 1.0 / a, sum = term;
    for (int n = 1; n <= TERMS && term > sum * DBL_EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * front;
  }
  double b = x + 1.0 - a, c = 1.0 / TINY, d = 1.0 / b, h = d;
  for (int n = 1; n <= TERMS; n++) {
    double an = -n * (n - a);
    b += 2.0;
    d = an * d + b;
    c = b + an / c;
    if (fabs(d) < TINY) d = TINY;
    if (fabs(c) < TINY) c = TINY;
    d = 1.0 / d;
    h *= d * c;
    if (fabs(d * c - 1.0) < DBL_EPSILON) break;
  }
  return 1.0 - front * h;
}

double kn_t_two_sided(double t, double df) {
  if (!(df > 0.0) || isnan(t)) return NAN;
  if (isinf(df)) return erfc(fabs(t) * 0.70710678118654752440);
  double x = t * t;
  return x < 1.0 ? 1.0 - kn_beta_cdf(x / (df + x), 0.5, 0.5 * df) : kn_beta_cdf(df / (df + x), 0.5 * df, 0.5);
}

double kn_t_cdf(double t, double df) {
  double tail = 0.5 * kn_t_two_sided(t, df);
  return t > 0.0 ? 1.0 - tail : tail;
}

static double t_up(double x, const double *par) { return kn_t_cdf(x, par[0]); }
double kn_t_quantile(double p, double df) {
  if (!(df > 0.0)) return NAN;
  if (isinf(df)) return kn_normal_quantile(p);
  if (!(p > 0.0 && p < 1.0)) return p == 0.0 ? -INFINITY : p == 1.0 ? INFINITY : NAN;
  if (p > 0.5) return -kn_t_quantile(1.0 - p, df);
  double low = -1.0;
  while (kn_t_cdf(low, df) > p) low *= 4.0;
  return kn_root(t_up, &df, p, low, 0.0);
}

double kn_chi2_cdf(double x, double df) { return kn_gamma_cdf(0.5 * x, 0.5 * df); }
static double chi2_up(double x, const double *par) { return kn_chi2_cdf(x, par[0]); }
double kn_chi2_quantile(double p, double df) {
  if (!(df > 0.0) || !(p >= 0.0 && p < 1.0)) return p == 1.0 ? INFINITY : NAN;
  double high = df + 1.0;
  while (kn_chi2_cdf(high, df) < p) high *= 2.0;
  return kn_root(chi2_up, &df, p, 0.0, high);
}

double kn_f_cdf(double x, double df1, double df2) {
  if (!(df1 > 0.0 && df2 > 0.0) || isnan(x)) return NAN;
  return x <= 0.0 ? 0.0 : kn_beta_cdf(df1 * x / (df1 * x + df2), 0.5 * df1, 0.5 * df2);
}
static double f_up(double x, const double *par) { return kn_f_cdf(x, par[0], par[1]); }
double kn_f_quantile(double p, double df1, double df2) {
  const double par[2] = {df1, df2};
  if (!(df1 > 0.0 && df2 > 0.0) || !(p >= 0.0 && p < 1.0)) return p == 1.0 ? INFINITY : NAN;
  double high = 2.0;
  while (kn_f_cdf(high, df1, df2) < p) high *= 2.0;
  return kn_root(f_up, par, p, 0.0, high);
}

// Lenth (1989), Applied Statistics 38, 185: a Poisson mixture of incomplete beta functions, summed from its middle terms
// on by plain recomputation, which costs little at the degrees of freedom of trials.
double kn_noncentral_t_cdf(double t, double df, double delta) {
  if (!(df > 0.0) || isnan(t) || !(fabs(delta) < 37.0)) return NAN;
  if (t < 0.0) return 1.0 - kn_noncentral_t_cdf(-t, df, -delta);
  double half = 0.5 * delta * delta, x = t * t / (t * t + df), sum = kn_normal_cdf(-delta), left = 1.0;
  if (t == 0.0) return sum;
  for (int j = 0; j < TERMS; j++) {
    double p = half > 0.0 ? exp(-half + j * log(half) - kn_ln_gamma(j + 1.0)) : j == 0 ? 1.0 : 0.0;
    double q = exp(-half + (j > 0 ? j * log(half > 0.0 ? half : TINY) : 0.0) - kn_ln_gamma(j + 1.5)) * delta *
               0.70710678118654752440;
    if (half == 0.0 && j > 0) q = 0.0;
    sum += 0.5 * (p * kn_beta_cdf(x, j + 0.5, 0.5 * df) + q * kn_beta_cdf(x, j + 1.0, 0.5 * df));
    left -= p;
    if (j > half && left < 1e-15) break;
    if (j > half + 50.0 + 12.0 * sqrt(half)) break;
  }
  return sum < 0.0 ? 0.0 : sum > 1.0 ? 1.0 : sum;
}
