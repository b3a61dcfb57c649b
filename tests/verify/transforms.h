// transforms.h -- numerical transforms for tests: sums over waves of a round load, and back from Laplace's variable to time.
#pragma once
#include "tissue/kernel.h"
#include "tissue/hankel.h"
#include <math.h>

// Stehfest's inversion of F(s) at t: sum V_i F(i ln 2/t) ln 2/t. Good for what creeps or decays. Each two terms more gain a
// digit of the formula and lose one and a half of F, which the kernel's condition gives to 1e-8.
enum { STEHFEST = 8 };
static double back_in_time(double (*f)(double s, void *of), void *of, double t) {
  double sum = 0;
  for (int i = 1; i <= STEHFEST; i++) {
    int half = STEHFEST / 2, from = (i + 1) / 2, to = i < half ? i : half;
    double v = 0;
    for (int k = from; k <= to; k++)
      v += pow(k, half) * tgamma(2 * k + 1) /
           (tgamma(half - k + 1) * tgamma(k + 1) * tgamma(k) * tgamma(i - k + 1) * tgamma(2 * k - i + 1));
    sum += ((i + half) & 1 ? -v : v) * f(i * log(2) / t, of);
  }
  return sum * log(2) / t;
}

// Hertz's load of unit force on radius a, and an even one: their transforms by x = k a
static double hertz(double x) { return x < 0.02 ? 1 - x * x / 10 : 3 * (sin(x) - x * cos(x)) / (x * x * x); }
static double even(double x) { return x < 1e-3 ? 1 - x * x / 8 : 2 * j1(x) / x; }

typedef struct at_depths {
  double w[KN_DEPTHS], p[KN_DEPTHS], dw[KN_DEPTHS];
} at_depths;
// What a round load of unit force does on its axis: int p^(k) A(k) k dk/(2 pi), Gauss on panels up to kappa = k a = last
static bool on_the_axis(const kn_column *c, double s, double a, double (*load)(double), double last, int n,
                        const double *z, at_depths *out) {
  double x[6], g[6];
  kn_gauss_legendre(6, x, g);
  *out = (at_depths){0};
  for (double edge = 0, width; edge < last; edge += width) {
    width = fmin(fmax(0.02, 0.5 * edge), 2.0);
    for (int q = 0; q < 6; q++) {
      double kappa = edge + width * x[q], k = kappa / a;
      kn_response r[KN_DEPTHS];
      if (!kn_kernel(c, k, s, KN_NORMAL, n, z, r)) return false;
      double v = load(kappa) * k * width * g[q] / a / (2 * 3.141592653589793);
      for (int i = 0; i < n; i++) out->w[i] += v * r[i].w, out->p[i] += v * r[i].p, out->dw[i] += v * r[i].dw;
    }
  }
  return true;
}
