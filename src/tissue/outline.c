#include "outline.h"
#include "hankel.h"

static const double PI = 3.141592653589793;

// A ray at angle phi from the middle to the rim, which it meets at rho(phi), is loaded by p0 (1 - s^2)^n, s = r/rho; all of
// them add up to
//   [B8] p^(k) = p0 int rho^2 G(k rho cos(phi - theta)) dphi,   G(t) = int_0^1 s (1 - s^2)^n cos(t s) ds
enum { RAY = 4096, ALONG = 96, RIM = 48 };
static const double RAY_STEP = 0.02;
typedef struct ray {
  double at[RAY]; // G(t)/G(0) over t
} ray;

// s = sin alpha: smooth at the rim for any n
static void ray_fill(ray *g, double profile) {
  double x[ALONG], w[ALONG], s[ALONG], sum = 0.0;
  kn_gauss_legendre(ALONG, x, w);
  for (int q = 0; q < ALONG; q++) {
    double c = kn_cos_turns(0.25 * x[q]);
    s[q] = kn_sin_turns(0.25 * x[q]);
    w[q] *= s[q] * kn_pow(c, 2.0 * profile + 1.0);
    sum += w[q];
  }
  for (int i = 0; i < RAY; i++) {
    double turns = i * RAY_STEP / (2.0 * PI);
    g->at[i] = 0.0;
    for (int q = 0; q < ALONG; q++) g->at[i] += w[q] / sum * kn_cos_turns(turns * s[q]);
  }
}
static double ray_at(const ray *g, double t) {
  double u = kn_abs(t) / RAY_STEP;
  if (!(u < RAY - 1)) return 0.0;
  int i = (int)u;
  return g->at[i] + (u - i) * (g->at[i + 1] - g->at[i]);
}

void kn_outline_fill(kn_outline *o, double squareness, double profile) {
  ray g;
  ray_fill(&g, profile);
  // the rim over an eighth of a turn; the rest are its mirror images
  double x[RIM], w[RIM], along[RIM], across[RIM], weight[RIM], round[RIM], area = 0.0;
  kn_gauss_legendre(RIM, x, w);
  for (int q = 0; q < RIM; q++) {
    double c = kn_cos_turns(x[q] / 8.0), s = kn_sin_turns(x[q] / 8.0);
    double rho = kn_pow(1.0 + kn_pow(s / c, squareness), -1.0 / squareness) / c;
    along[q] = rho * c, across[q] = rho * s;
    weight[q] = w[q] * rho * rho, area += weight[q];
    round[q] = kn_cos_turns(0.25 * x[q]); // of the ellipse: over a quarter
  }
  o->half = 1.0 / kn_sqrt(area); // the disc of radius 1 has the same area
  for (int q = 0; q < RIM; q++) along[q] *= o->half, across[q] *= o->half, weight[q] /= 4.0 * area;
  for (int j = 0; j < KN_OUTLINE; j++)
    for (int i = 0; i <= j; i++) { // the two half axes are alike
      double u = i * KN_OUTLINE_STEP, v = j * KN_OUTLINE_STEP, kappa = kn_sqrt(u * u + v * v), sum = 0.0;
      for (int q = 0; q < RIM; q++) {
        double a = u * along[q], b = v * across[q], c = u * across[q], d = v * along[q];
        sum += weight[q] * (ray_at(&g, a + b) + ray_at(&g, a - b) + ray_at(&g, c + d) + ray_at(&g, c - d)) -
               w[q] * ray_at(&g, kappa * round[q]);
      }
      o->corner[j][i] = o->corner[i][j] = (float)sum;
    }
}
