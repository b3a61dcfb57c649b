// Reading the finite-strain solution: force, contact, and what the layers feel on the axis of the load.
#include "finite_inner.h"
#include "fibre.h"

static const double PI = 3.141592653589793;

// Value at depth z of something known in the middle of each row of elements
static double between(const kn_finite *f, const double *mid, double z) {
  int i = 0;
  while (i < f->rows - 2 && 0.5 * (f->z[i + 1] + f->z[i + 2]) < z) i++;
  double a = 0.5 * (f->z[i] + f->z[i + 1]), b = 0.5 * (f->z[i + 1] + f->z[i + 2]), t = (z - a) / (b - a);
  return mid[i] + t * (mid[i + 1] - mid[i]);
}

// The same, not looking across the boundaries of the layer
static double within(const kn_finite *f, const double *mid, int layer, double z) {
  int first = 0, last = f->rows - 1;
  while (f->layer[first] != layer) first++;
  while (f->layer[last] != layer) last--;
  double lo = 0.5 * (f->z[first] + f->z[first + 1]), hi = 0.5 * (f->z[last] + f->z[last + 1]);
  return between(f, mid, z < lo ? lo : z > hi ? hi : z);
}

// Pressure round the axis, mean of the innermost elements; largest shear in a row
static void rows(const kn_finite *f, double *pressure, double *strain, double *shear) {
  for (int row = 0; row < f->rows; row++) {
    pressure[row] = shear[row] = 0.0;
    int a = kn_finite_node(f, 0, row), b = a + 1;
    strain[row] = -(f->u[2 * b + 1] - f->u[2 * a + 1]) / (f->z[row + 1] - f->z[row]);
    for (int col = 0; col < f->cols; col++) {
      kn_point pt;
      int id[8];
      double p, dp, dv[8], size;
      kn_finite_point(f, f->u, col, row, 0.0, 0.0, &pt, id);
      if (col < 2 && kn_finite_swell(f, f->u, col, row, &p, &dp, dv, &size)) pressure[row] -= 0.5 * p;
      // largest shear strain: half the difference of the principal Green strains in the meridian plane, doubled
      double c11 = pt.f[0] * pt.f[0] + pt.f[2] * pt.f[2], c33 = pt.f[1] * pt.f[1] + pt.f[3] * pt.f[3];
      double c13 = pt.f[0] * pt.f[1] + pt.f[2] * pt.f[3], half = 0.25 * (c11 - c33);
      double g = 2.0 * kn_sqrt(half * half + 0.25 * c13 * c13);
      if (g > shear[row]) shear[row] = g;
    }
  }
}

// [C2] energy of a layer over that of the same strains at the modulus of rest
static void secants(const kn_finite *f, double *secant) {
  double stiff[KN_LAYERS] = {0}, soft[KN_LAYERS] = {0};
  for (int row = 0; row < f->rows; row++)
    for (int col = 0; col < f->cols; col++) {
      kn_point pt;
      int id[8];
      double g[5], I = 0.0, slope, curve;
      kn_finite_point(f, f->u, col, row, 0.0, 0.0, &pt, id);
      double J = kn_finite_volume(pt.f, g, NULL);
      for (int a = 0; a < 5; a++) I += pt.f[a] * pt.f[a];
      double x = kn_pow(J, -2.0 / 3.0) * I - 3.0;
      const kn_layer *y = &f->stack->layer[f->layer[row]];
      kn_fibre_law(y, x, &slope, &curve);
      stiff[f->layer[row]] += pt.weight * x * slope;
      soft[f->layer[row]] += pt.weight * x * 0.5 * y->shear;
    }
  for (int l = 0; l < f->stack->layers; l++) secant[l] = soft[l] > 0 ? stiff[l] / soft[l] : 1.0;
}

// Contact radius of rings as that of p0 (1 - r^2/a^2)^n with the same second moment: <r^2> = a^2/(n + 2). It grows evenly with
// depth, while the last node that touches jumps by an element. Of few rings n is Hertz's; of many it is told by
// <r^4>/<r^2>^2 = 2 (n + 2)/(n + 3).
static double reach(const kn_ring *ring, int count) {
  static const double HERTZ = 0.5, FLATTEST = 0.3, SHARPEST = 1.2;
  enum { FEW = 8, MANY = 16 };
  double force = 0.0, second = 0.0, fourth = 0.0;
  for (int i = 0; i < count; i++) {
    double q = ring[i].r * ring[i].r;
    force += ring[i].force, second += ring[i].force * q, fourth += ring[i].force * q * q;
  }
  if (!(force > 0) || !(second > 0)) return count > 0 ? ring[count - 1].r : 0.0;
  double n = HERTZ, ratio = fourth * force / (second * second), trust = (double)(count - FEW) / (MANY - FEW);
  if (trust > 0) {
    double told = (3.0 * ratio - 4.0) / (2.0 - ratio);
    told = told < FLATTEST ? FLATTEST : told > SHARPEST ? SHARPEST : told;
    n += (trust < 1 ? trust : 1.0) * (told - n);
  }
  return kn_sqrt((n + 2.0) * second / force);
}

// Even Legendre coefficients of the contact's pressure from its rings: c_n = (4n+1)(2/pi) sum Q int_0^(pi/2) P_2n(rho sin t) dt
static void profile(const kn_ring *ring, int count, kn_level *level) {
  enum { USED = 5, ANGLES = 24 };
  for (int i = 0; i < count; i++)
    for (int k = 0; k < ANGLES; k++) {
      double rho = ring[i].r < level->radius ? ring[i].r / level->radius : 1.0;
      double x = rho * kn_sin_turns((k + 0.5) / (4.0 * ANGLES)), a = 1.0, b = 0.0;
      for (int d = 1, n = 0; n < USED; d++) {
        if (d & 1) level->load[n] += (4 * n + 1) * ring[i].force / ANGLES * a, n++;
        double c = b;
        b = a;
        a = ((2.0 * d - 1.0) * x * b - (d - 1.0) * c) / d;
      }
    }
}

// Pressure in the middle of a contact: the force of the innermost rings on the disc that is theirs. (The profile's own p(0) is no
// use: it sums c_n with growing weights, and a contact of few rings does not know them.)
static double middle(const kn_ring *ring, int count, double radius) {
  enum { INNER = 3 };
  double force = 0.0;
  int n = count > INNER ? INNER : (count + 1) / 2;
  for (int i = 0; i < n; i++) force += ring[i].force;
  double edge = n < count ? 0.5 * (ring[n - 1].r + ring[n].r) : radius;
  return edge > 0 ? force / (PI * edge * edge) : 0.0;
}

void kn_finite_look(kn_finite *f, kn_level *level) {
  memset(level, 0, sizeof *level);
  double pressure[KN_FINITE_ROWS], strain[KN_FINITE_ROWS], shear[KN_FINITE_ROWS];
  rows(f, pressure, strain, shear);
  secants(f, level->secant);
  level->depth = f->u[1];
  for (int l = 0, row = 0; l < f->stack->layers; l++) {
    while (row < f->rows && f->layer[row] != l) row++;
    level->top[l] = f->u[2 * kn_finite_node(f, 0, row) + 1];
    double mid = kn_stack_top(f->stack, l) + 0.5 * f->stack->layer[l].thickness;
    level->strain[l] = within(f, strain, l, mid);
    level->pressure[l] = within(f, pressure, l, mid);
    level->shear[l] = within(f, shear, l, mid);
  }
  if (f->tool.shape == KN_PRESS_PATCH) {
    level->force = f->at;
    level->radius = kn_press_radius(&f->tool, f->at);
    level->peak = (f->tool.profile + 1.0) * f->at / (PI * level->radius * level->radius);
    return;
  }
  level->depth = f->at;
  if (f->tool.shape == KN_PRESS_SPHERE) {
    kn_ring ring[KN_CONTACT_RINGS];
    int count = kn_finite_contact(f, f->u, f->at, false, ring);
    for (int i = 0; i < count; i++) level->force += ring[i].force;
    level->radius = reach(ring, count);
    if (!(level->radius > 0)) level->radius = 0.5 * f->r[1]; // the node on the axis alone
    profile(ring, count, level);
    level->peak = middle(ring, count, level->radius);
    return;
  }
  level->radius = f->tool.radius;
  if (!kn_finite_inside(f, f->u)) return;
  kn_ring ring[KN_FINITE_COLS + 1];
  int count = 0;
  for (int col = 0; col <= f->cols && f->r[col] <= f->tool.radius + 1e-9; col++) {
    int n = kn_finite_node(f, col, 0);
    ring[count++] = (kn_ring){f->r[col] + f->u[2 * n], -2.0 * PI * f->rhs[2 * n + 1]};
    level->force += ring[count - 1].force;
  }
  level->peak = middle(ring, count, level->radius);
}
