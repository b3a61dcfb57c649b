#include "contact.h"

static const double PI = 3.141592653589793;

enum { SIDES = 2 };
typedef struct equations {
  double matrix[KN_SHAPES][KN_SHAPES], rhs[KN_SHAPES][SIDES]; // for a unit depth; for the shape of a sphere
} equations;

// c_m/(4m+1) + sum_n c_n (2/pi) int H shape_m shape_n dkappa = 8 mu a (depth delta_m0 - G_m)
static bool fill(const kn_hankel *h, const kn_column *c, double s, double sphere, double a, equations *e) {
  memset(e, 0, sizeof *e);
  const kn_slab *skin = &c->slab[0];
  double mu = skin->shear * kn_layer_kept(&c->stack->layer[skin->layer], s), top = 0.0;
  for (int i = 0; i < KN_WAVES; i++) {
    double k = h->kappa[i] / a;
    kn_response r;
    if (!kn_kernel(c, k, s, KN_NORMAL, 1, &top, &r)) return false;
    double added = 2.0 / PI * h->kappa_weight[i] * (2.0 * mu * k * r.w - 1.0);
    for (int m = 0; m < KN_SHAPES; m++)
      for (int n = 0; n <= m; n++) e->matrix[m][n] += added * h->shape[i][m] * h->shape[i][n];
  }
  for (int m = 0; m < KN_SHAPES; m++) {
    for (int n = 0; n < m; n++) e->matrix[n][m] = e->matrix[m][n];
    e->matrix[m][m] += 1.0 / (4.0 * m + 1.0);
  }
  e->rhs[0][0] = 8.0 * mu * a;
  if (sphere > 0) // G(x) = (t/2) ln((R + t)/(R - t)), t = a x
    for (int i = 0; i < KN_CHORDS; i++) {
      double t = a * h->x[i], g = 8.0 * mu * a * h->x_weight[i] * 0.5 * t * kn_log((sphere + t) / (sphere - t));
      for (int m = 0; m < KN_SHAPES; m++) e->rhs[m][1] += g * h->legendre[i][m];
    }
  return true;
}

// Gauss's elimination; the matrix is symmetric and positive, so no pivots
static bool solve(equations *e) {
  for (int j = 0; j < KN_SHAPES; j++) {
    if (!(e->matrix[j][j] > 0)) return false;
    for (int i = j + 1; i < KN_SHAPES; i++) {
      double l = e->matrix[i][j] / e->matrix[j][j];
      for (int k = j; k < KN_SHAPES; k++) e->matrix[i][k] -= l * e->matrix[j][k];
      for (int k = 0; k < SIDES; k++) e->rhs[i][k] -= l * e->rhs[j][k];
    }
  }
  for (int i = KN_SHAPES - 1; i >= 0; i--)
    for (int k = 0; k < SIDES; k++) {
      for (int j = i + 1; j < KN_SHAPES; j++) e->rhs[i][k] -= e->matrix[i][j] * e->rhs[j][k];
      e->rhs[i][k] /= e->matrix[i][i];
    }
  return true;
}

static bool press(const kn_hankel *h, const kn_column *c, double s, double sphere, double a, double depth,
                  kn_contact *out) {
  equations e;
  if (!(a > 0) || !fill(h, c, s, sphere, a, &e) || !solve(&e)) return false;
  double flat = 0.0, round = 0.0, edge = 0.0;
  for (int n = 0; n < KN_SHAPES; n++) flat += e.rhs[n][0], round += e.rhs[n][1];
  *out = (kn_contact){.radius = a, .depth = sphere > 0 ? round / flat : depth}; // of a sphere: no pressure at the edge
  for (int n = 0; n < KN_SHAPES; n++) {
    out->load[n] = out->depth * e.rhs[n][0] - e.rhs[n][1];
    out->peak += out->load[n] * h->centre[n];
    edge += out->load[n];
  }
  // p(0) 2 pi a^2 = f(0) + int (f(0) - f)/x^2: what `centre` has, and the edge
  out->peak = (out->peak + edge) / (2.0 * PI * a * a);
  out->force = out->load[0];
  return true;
}

bool kn_contact_sphere(const kn_hankel *h, const kn_column *c, double s, double sphere, double radius,
                       kn_contact *out) {
  return radius < sphere && press(h, c, s, sphere, radius, 0.0, out);
}
bool kn_contact_punch(const kn_hankel *h, const kn_column *c, double s, double radius, double depth, kn_contact *out) {
  return press(h, c, s, 0.0, radius, depth, out);
}
