// hankel.h -- loads that are round about an axis, in units of their radius a.
//
// A pressure on r < a is written by its Fourier transform p^(k) = int_0^1 f(x) cos(k a x) dx, f(x) = sum c_n P_2n(x):
// any pressure can be, and a rigid tool on layers then leads to a smooth integral equation for f (Sneddon; for bonded
// layers Lebedev & Ufliand), which ten Legendre polynomials solve. f(1) = 0 unless the tool has a sharp edge.
// Nodes in kappa = k a and rho = r/a are fixed, so that the Bessel functions are computed once for all loads.
#pragma once
#include "../lane/lane.h"

enum {
  KN_SHAPES = 10, // c_0 .. c_9
  KN_CHORDS = 32, // Gauss nodes of x on (0, 1)
  KN_WAVES = 304, // nodes of kappa, up to about 100
  KN_RINGS = 18   // radii rho, 0 to 3, where strain is looked at
};
typedef struct kn_hankel {
  double x[KN_CHORDS], x_weight[KN_CHORDS], legendre[KN_CHORDS][KN_SHAPES]; // P_2n(x)
  double kappa[KN_WAVES], kappa_weight[KN_WAVES];
  double shape[KN_WAVES][KN_SHAPES];          // int_0^1 P_2n(x) cos(kappa x) dx, spherical Bessel functions
  double centre[KN_SHAPES];                   // p(0) 2 pi a^2 of each shape, for f(1) = 0
  double rho[KN_RINGS], rho_weight[KN_RINGS]; // weight: of rho d rho
  double j0[KN_RINGS][KN_WAVES], j1[KN_RINGS][KN_WAVES], j2[KN_RINGS][KN_WAVES];
} kn_hankel;
void kn_hankel_fill(kn_hankel *h);
double kn_bessel(int n, double x);                        // J0 or J1, |error| < 1e-13
void kn_gauss_legendre(int n, double *x, double *weight); // on (0, 1)
