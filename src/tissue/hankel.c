#include "hankel.h"

static const double PI = 3.141592653589793;

// J_n(x) = (1/pi) int_0^pi cos(n theta - x sin theta) d theta: the midpoint rule of a periodic function, which converges
// faster than any power once the points of the whole turn, 4 m, outnumber x by some x^(1/3).
double kn_bessel(int n, double x) {
  int m = (int)(0.3 * kn_abs(x)) + 12;
  double sum = 0.0;
  for (int j = 0; j < m; j++) {
    double s = kn_sin_turns((j + 0.5) / (4.0 * m)), turns = x * s / (2.0 * PI);
    sum += n == 0 ? kn_cos_turns(turns) : s * kn_sin_turns(turns);
  }
  return sum / m;
}

void kn_gauss_legendre(int n, double *x, double *weight) {
  for (int i = 0; i < n; i++) {
    double z = kn_cos_turns(0.5 * (i + 0.75) / (n + 0.5)), slope = 1.0;
    for (int it = 0; it < 8; it++) { // Newton on the Legendre polynomial
      double a = 1.0, b = 0.0;
      for (int k = 1; k <= n; k++) {
        double c = b;
        b = a;
        a = ((2.0 * k - 1.0) * z * b - (k - 1.0) * c) / k;
      }
      slope = n * (z * a - b) / (z * z - 1.0);
      z -= a / slope;
    }
    x[i] = 0.5 * (1.0 - z);
    weight[i] = 1.0 / ((1.0 - z * z) * slope * slope);
  }
}

// P_0, P_2, P_4 ... at x
static void even_legendre(double x, double *p) {
  double a = 1.0, b = 0.0;
  for (int k = 1, n = 0; n < KN_SHAPES; k++) {
    if ((k & 1) == 1) p[n++] = a;
    double c = b;
    b = a;
    a = ((2.0 * k - 1.0) * x * b - (k - 1.0) * c) / k;
  }
}

void kn_hankel_fill(kn_hankel *h) {
  memset(h, 0, sizeof *h);
  kn_gauss_legendre(KN_CHORDS, h->x, h->x_weight);
  for (int i = 0; i < KN_CHORDS; i++) even_legendre(h->x[i], h->legendre[i]);
  enum { POINTS = 4, PANELS = KN_WAVES / POINTS };
  double gx[POINTS], gw[POINTS], edge = 0.0;
  kn_gauss_legendre(POINTS, gx, gw);
  for (int p = 0; p < PANELS; p++) {
    double width = edge < 0.015 ? 0.02 : 0.8 * edge; // geometric at first, where bone is felt
    if (width > 1.5) width = 1.5;
    for (int i = 0; i < POINTS; i++) {
      h->kappa[p * POINTS + i] = edge + width * gx[i];
      h->kappa_weight[p * POINTS + i] = width * gw[i];
    }
    edge += width;
  }
  enum { DENSE = 96 };
  double dx[DENSE], dw[DENSE], p[KN_SHAPES];
  kn_gauss_legendre(DENSE, dx, dw);
  for (int i = 0; i < KN_WAVES; i++)
    for (int q = 0; q < DENSE; q++) {
      double c = dw[q] * kn_cos_turns(h->kappa[i] * dx[q] / (2.0 * PI));
      even_legendre(dx[q], p);
      for (int n = 0; n < KN_SHAPES; n++) h->shape[i][n] += c * p[n];
    }
  // p(0) = (1/(2 pi a^2)) [f(0) - f(1) + int_0^1 (f(0) - f(x))/x^2 dx]
  double zero[KN_SHAPES];
  even_legendre(0.0, zero);
  for (int n = 0; n < KN_SHAPES; n++) {
    h->centre[n] = zero[n] - 1.0;
    for (int i = 0; i < KN_CHORDS; i++)
      h->centre[n] += h->x_weight[i] * (zero[n] - h->legendre[i][n]) / (h->x[i] * h->x[i]);
  }
  // rings: Gauss on 0-1 and on 1-3, so that the edge of the load is not stepped over
  enum { INNER = KN_RINGS / 2 };
  double x[KN_RINGS], w[KN_RINGS];
  kn_gauss_legendre(INNER, x, w);
  kn_gauss_legendre(KN_RINGS - INNER, x + INNER, w + INNER);
  for (int j = 0; j < KN_RINGS; j++) {
    double width = j < INNER ? 1.0 : 2.0;
    h->rho[j] = (j < INNER ? 0.0 : 1.0) + width * x[j];
    h->rho_weight[j] = width * w[j] * h->rho[j];
    for (int i = 0; i < KN_WAVES; i++) {
      double z = h->kappa[i] * h->rho[j];
      h->j0[j][i] = kn_bessel(0, z);
      h->j1[j][i] = kn_bessel(1, z);
      h->j2[j][i] = z > 1e-6 ? 2.0 * h->j1[j][i] / z - h->j0[j][i] : 0.0;
    }
  }
}
