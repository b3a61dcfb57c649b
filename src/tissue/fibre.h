// fibre.h -- what the layers are made of at finite strain: an exponential solid and sheets of fibres.
#pragma once
#include "column.h"

// [C2] slope W' = (mu0/2) e(b x) and curvature W'' of the energy by x = I1 - 3; e: the exponential or its series
static inline void kn_fibre_law(const kn_layer *y, double x, double *slope, double *curve) {
  double b = y->stiffening, t = 1.0, sum = 1.0, before = 1.0;
  if (!(b > 0)) {
    *slope = 0.5 * y->shear;
    *curve = 0.0;
    return;
  }
  if (y->series == 0) {
    sum = before = kn_exp(kn_min(b * x, 12.0)); // far beyond what tissue bears; keeps a wild trial step finite
  } else
    for (int n = 1; n <= y->series; n++) {
      before = sum;
      t = t * b * x / n;
      sum = sum + t;
    }
  *slope = 0.5 * y->shear * sum;
  *curve = 0.5 * y->shear * b * before;
}

// Compression that a sheet bears before it folds, N/m: 3/2 (2 D)^(1/3) S^(2/3) of a film of bending stiffness D on tissue of stiffness
// S k, S = 2 (mu + mu'), is 16 for 3000 N/m in 0.1 mm between fat and muscle, and 10 for the dermis.
static const double KN_FIBRE_BEARS = 15.0;
// Tension of a sheet that is straight under x (N/m), and its slope: pushed, it bears little and folds. (A membrane that bore all
// would buckle at the shortest wave k of the mesh: tissue holds it by S k, pushing bends it by x k^2.)
static inline double kn_fibre_tension(double x, double *slope) {
  *slope = x < 0 ? kn_exp(x / KN_FIBRE_BEARS) : 1.0;
  return x < 0 ? KN_FIBRE_BEARS * (*slope - 1.0) : x;
}
// First and second slope of a sheet's energy an area by the square A of its stretch l in one direction: its tension, by undeformed
// width, is that of T + C/2 (l - 1/l)
static inline double kn_fibre_stretch(double C, double T, double A, double *second) {
  double l = kn_sqrt(A), slope, n = kn_fibre_tension(T + 0.5 * C * (l - 1.0 / l), &slope);
  *second = 0.125 * slope * C * (1.0 + 1.0 / A) / A - 0.25 * n / (A * l);
  return 0.5 * n / l;
}
// Forces and stiffness (over 2 pi) of one ring of a sheet with in-plane stiffness C (N/m; Poisson's ratio 0) and pre-tension T,
// between two nodes at r0 < r1 with displacements (u0, w0, u1, w1). A and B: squares of the stretch along the meridian and round
// the axis.
static inline void kn_fibre_sheet(double C, double T, double r0, double r1, const double *x, double *force,
                                  double k[4][4]) {
  double L = r1 - r0;
  memset(k, 0, 16 * sizeof(double));
  memset(force, 0, 4 * sizeof(double));
  for (int q = 0; q < 2; q++) {
    double s = q ? 0.7886751345948129 : 0.2113248654051871, R = r0 + s * L, weight = 0.5 * L * R;
    double dr = 1.0 + (x[2] - x[0]) / L, dz = (x[3] - x[1]) / L, hoop = 1.0 + ((1.0 - s) * x[0] + s * x[2]) / R;
    double A = dr * dr + dz * dz, B = hoop * hoop, eaa, ebb;
    double da[4] = {-2.0 * dr / L, -2.0 * dz / L, 2.0 * dr / L, 2.0 * dz / L};
    double db[4] = {2.0 * hoop * (1.0 - s) / R, 0.0, 2.0 * hoop * s / R, 0.0};
    double ea = kn_fibre_stretch(C, T, A, &eaa), eb = kn_fibre_stretch(C, T, B, &ebb);
    for (int i = 0; i < 4; i++) {
      force[i] += weight * (ea * da[i] + eb * db[i]);
      for (int j = 0; j < 4; j++) {
        double two = (i & 1) == (j & 1) ? ((i < 2) == (j < 2) ? 2.0 : -2.0) / (L * L) : 0.0;
        double round = (i & 1) || (j & 1) ? 0.0 : 2.0 * (i ? s : 1.0 - s) * (j ? s : 1.0 - s) / (R * R);
        k[i][j] += weight * (ea * two + eb * round + eaa * da[i] * da[j] + ebb * db[i] * db[j]);
      }
    }
  }
}
