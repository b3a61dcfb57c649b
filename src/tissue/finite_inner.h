// finite_inner.h -- what the finite-strain solution (finite.c) and its reading (finite_look.c) share.
#pragma once
#include "finite.h"

enum { KN_FINITE_ROWS = 40, KN_FINITE_COLS = 64 };
struct kn_finite {
  const kn_stack *stack;
  kn_press_tool tool;
  int rows, cols, nodes, unknowns, band;
  int layer[KN_FINITE_ROWS];                             // of each row of elements
  double sheet[KN_FINITE_ROWS], tension[KN_FINITE_ROWS]; // of the line below each row
  double z[KN_FINITE_ROWS + 1], r[KN_FINITE_COLS + 1];
  int touching; // nodes of the skin on the tool, from the axis
  double at;    // depth or force reached
  double *u, *trial, *rhs, *matrix;
  double *pressure, *settled; // of the elements: on trial, and where it stands (mean stress, Pa)
};

static inline int kn_finite_node(const kn_finite *f, int col, int row) { return col * (f->rows + 1) + row; }

// Gradient of the deformation in the order rr, rz, zr, zz, hoop at a point of an element, and its slopes by the nodes
typedef struct kn_point {
  double weight;            // R dA
  double slope[5][8], f[5]; // by u and w of the four nodes
} kn_point;

static const double KN_GAUSS_2 = 0.5773502691896258;

static inline void kn_finite_point(const kn_finite *f, const double *u, int col, int row, double xi, double eta,
                                   kn_point *p, int *id) {
  double r0 = f->r[col], r1 = f->r[col + 1], z0 = f->z[row], z1 = f->z[row + 1];
  double n[4] = {0.25 * (1 - xi) * (1 - eta), 0.25 * (1 + xi) * (1 - eta), 0.25 * (1 + xi) * (1 + eta),
                 0.25 * (1 - xi) * (1 + eta)};
  double dr[4] = {-(1 - eta), 1 - eta, 1 + eta, -(1 + eta)}, dz[4] = {-(1 - xi), -(1 + xi), 1 + xi, 1 - xi};
  double R = 0.5 * (r0 + r1) + 0.5 * xi * (r1 - r0);
  int at[4] = {kn_finite_node(f, col, row), kn_finite_node(f, col + 1, row), kn_finite_node(f, col + 1, row + 1),
               kn_finite_node(f, col, row + 1)};
  p->weight = 0.25 * (r1 - r0) * (z1 - z0) * R;
  memset(p->slope, 0, sizeof p->slope);
  p->f[0] = p->f[3] = p->f[4] = 1.0;
  p->f[1] = p->f[2] = 0.0;
  for (int i = 0; i < 4; i++) {
    double gr = 0.5 * dr[i] / (r1 - r0), gz = 0.5 * dz[i] / (z1 - z0);
    id[2 * i] = 2 * at[i], id[2 * i + 1] = 2 * at[i] + 1;
    p->slope[0][2 * i] = gr, p->slope[1][2 * i] = gz, p->slope[4][2 * i] = n[i] / R;
    p->slope[2][2 * i + 1] = gr, p->slope[3][2 * i + 1] = gz;
    double ur = u[2 * at[i]], uz = u[2 * at[i] + 1];
    p->f[0] += gr * ur, p->f[1] += gz * ur, p->f[4] += n[i] / R * ur;
    p->f[2] += gr * uz, p->f[3] += gz * uz;
  }
}

// J and its first and second slopes by the deformation gradient
static inline double kn_finite_volume(const double *f, double *g, double h[5][5]) {
  double m = f[0] * f[3] - f[1] * f[2], t = f[4];
  g[0] = t * f[3], g[1] = -t * f[2], g[2] = -t * f[1], g[3] = t * f[0], g[4] = m;
  if (h) {
    memset(h, 0, 25 * sizeof(double));
    h[0][3] = h[3][0] = t, h[1][2] = h[2][1] = -t;
    h[0][4] = h[4][0] = f[3], h[1][4] = h[4][1] = -f[2], h[2][4] = h[4][2] = -f[1], h[3][4] = h[4][3] = f[0];
  }
  return t * m;
}

// Mean dilatation of an element and its pressure p = K ln(J)/J; false when it is turned inside out. slope: dp/dJ; dv: by the nodes.
bool kn_finite_swell(const kn_finite *f, const double *u, int col, int row, double *p, double *slope, double *dv,
                     double *size);
// A ring of contact under a rigid sphere: radius, force (N). Returns their number.
typedef struct kn_ring {
  double r, force;
} kn_ring;
enum { KN_CONTACT_RINGS = KN_FINITE_COLS };
int kn_finite_contact(kn_finite *f, const double *u, double depth, bool assemble, kn_ring *rings);
// Forces of the tissue on its nodes at u in f->rhs (negative), without load or holds.
bool kn_finite_inside(kn_finite *f, const double *u);
void kn_finite_look(kn_finite *f, kn_level *level);
