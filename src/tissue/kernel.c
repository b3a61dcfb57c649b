#include "kernel.h"

enum { ELEMENTS = 96, UNKNOWNS = 2 * (2 * ELEMENTS + 1) + KN_SLABS + ELEMENTS + 2, BAND = 10 };
// Quadratic elements: k h of the one at the skin, and how they grow with k z as the mode fades
static const double FINE = 0.5, GROWTH = 0.2;
// Pore pressure is only linear in an element, and where fluid leaves it falls over the depth that drains in a time 1/s
static const double PORE_FINE = 0.25, DRAINS = 0.15, DRAINS_GROWTH = 0.25;
// Nearly incompressible: bulk to shear modulus. Its error is its inverse.
static const double INCOMPRESSIBLE = 1e7;

double kn_layer_kept(const kn_layer *l, double s) {
  if (s < 0) return 1.0;
  // [D1] mu(s)/mu = g_inf + sum g_j s tau_j/(1 + s tau_j)
  double kept = 1.0;
  for (int j = 0; j < KN_TERMS; j++)
    if (l->g[j] > 0) kept -= l->g[j] / (1.0 + s * l->tau[j]);
  return kept;
}

typedef struct element {
  double top, h, mu;
  const kn_layer *porous; // NULL: undrained
  int u[3], w[3], pi[2];  // unknowns; -1 = held at zero
} element;

typedef struct mesh {
  int elements, unknowns;
  element e[ELEMENTS];
  double band[UNKNOWNS][BAND]; // lower band of the symmetric matrix: band[i][i - j]
  double rhs[UNKNOWNS];
} mesh;

static void add(mesh *m, int i, int j, double v) {
  if (i < 0 || j < 0) return;
  if (i >= j) m->band[i][i - j] += v;
}

// Shape functions of the quadratic element at xi in [-1, 1] and their slopes d/dxi
static void shapes(double x, double *n, double *d) {
  n[0] = 0.5 * x * (x - 1.0), n[1] = 1.0 - x * x, n[2] = 0.5 * x * (x + 1.0);
  d[0] = x - 0.5, d[1] = -2.0 * x, d[2] = x + 0.5;
}

// Integrals over xi of products of the shapes n and their slopes d, in closed form
static const double NN[3][3] = {
    {4.0 / 15, 2.0 / 15, -1.0 / 15}, {2.0 / 15, 16.0 / 15, 2.0 / 15}, {-1.0 / 15, 2.0 / 15, 4.0 / 15}};
static const double DD[3][3] = {
    {7.0 / 6, -4.0 / 3, 1.0 / 6}, {-4.0 / 3, 8.0 / 3, -4.0 / 3}, {1.0 / 6, -4.0 / 3, 7.0 / 6}};
static const double ND[3][3] = {{-1.0 / 2, 2.0 / 3, -1.0 / 6}, {-2.0 / 3, 0.0, 2.0 / 3}, {1.0 / 6, -2.0 / 3, 1.0 / 2}};
// against 1 and against xi
static const double N1[3] = {1.0 / 3, 4.0 / 3, 1.0 / 3}, NX[3] = {-1.0 / 3, 0.0, 1.0 / 3};
static const double D1[3] = {-1.0, 0.0, 1.0}, DX[3] = {2.0 / 3, -4.0 / 3, 2.0 / 3};
static const double GAUSS_2 = 0.5773502691896258;

// Lays the elements and numbers the unknowns from the skin down. across: one displacement, no pressure.
static void lay(mesh *m, const kn_column *c, double k, double s, bool across) {
  m->elements = m->unknowns = 0;
  double entered = 0.0;
  int next = 0, last_u = next++, last_w = across ? -1 : next++, last_pi = -1;
  for (int b = 0; b < c->slabs; b++) {
    const kn_slab *sl = &c->slab[b];
    const kn_layer *y = &c->stack->layer[sl->layer];
    bool porous = !across && y->permeability > 0 && s >= 0;
    bool enters = b == 0 || c->slab[b - 1].layer != sl->layer;
    if (enters) entered = sl->top;
    if (enters) last_pi = porous && !c->stack->drained ? next++ : -1;
    bool glides = enters && b > 0 && (sl->glide > 0 || sl->glide_viscous > 0);
    if (glides && !(s < 0 && sl->glide_viscous > 0)) last_u = next++; // a viscous film holds at once
    for (double z = sl->top, end = sl->top + sl->thickness; z < end;) {
      double h = (porous ? PORE_FINE : FINE) / k + GROWTH * z;
      if (porous && s > 0) { // fluid that leaves at the top empties a thin layer first
        double thin = DRAINS * kn_sqrt(y->permeability * y->aggregate / s) + DRAINS_GROWTH * (z - entered);
        if (thin < h) h = thin;
      }
      bool last = z + 1.4 * h > end || m->elements + c->slabs - b >= ELEMENTS;
      if (last) h = end - z; // z + (end - z) may fall short of the end by a bit: no test whether it is reached
      element *e = &m->e[m->elements++];
      bool bone = b == c->slabs - 1 && last;
      *e = (element){.top = z,
                     .h = h,
                     .mu = sl->shear * kn_layer_kept(y, s),
                     .porous = porous ? y : NULL,
                     .u = {last_u, next, -1},
                     .w = {last_w, across ? -1 : next + 1, -1},
                     .pi = {last_pi, -1}};
      next += across ? 1 : 2;
      if (!bone) {
        e->u[2] = last_u = next++;
        if (!across) e->w[2] = last_w = next++;
      }
      if (porous) e->pi[1] = last_pi = next++; // bone and the layer's bottom are impermeable
      z = last ? end : z + h;
    }
  }
  m->unknowns = next;
  memset(m->band, 0, (size_t)next * sizeof *m->band);
  memset(m->rhs, 0, (size_t)next * sizeof *m->rhs);
}

// [B2] the element's part of the weak form
static void stiffen(mesh *m, const element *e, double k, double s) {
  double half = 0.5 * e->h;
  // moduli of this element: in a permeable layer the drained solid's lambda instead of incompressibility
  double lambda = e->porous ? e->porous->aggregate - 2.0 * e->mu : INCOMPRESSIBLE * e->mu;
  double solid = e->porous ? lambda : 0.0;
  int row[6] = {e->u[0], e->w[0], e->u[1], e->w[1], e->u[2], e->w[2]};
  double a[6][6], f[6][2], bulk[2][6]; // bulk: integrals of kU + W' against 1 and xi
  double nn_u = (2.0 * e->mu + solid) * k * k * half, dd_u = e->mu / half; // of U: 2 mu k^2 + lambda k^2; mu
  double nn_w = e->mu * k * k * half, dd_w = (2.0 * e->mu + solid) / half;
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j <= i; j++) {
      a[2 * i][2 * j] = nn_u * NN[i][j] + dd_u * DD[i][j];
      a[2 * i + 1][2 * j + 1] = nn_w * NN[i][j] + dd_w * DD[i][j];
      a[2 * i + 1][2 * j] = k * (solid * ND[j][i] - e->mu * ND[i][j]); // W of i, U of j
      if (j < i) a[2 * i][2 * j + 1] = k * (solid * ND[i][j] - e->mu * ND[j][i]);
    }
    bulk[0][2 * i] = k * half * N1[i], bulk[0][2 * i + 1] = D1[i];
    bulk[1][2 * i] = k * half * NX[i], bulk[1][2 * i + 1] = DX[i];
  }
  for (int i = 0; i < 6; i++) { // pore pressure, linear: -pi (kU~ + W~') and its transpose
    f[i][0] = -0.5 * (bulk[0][i] - bulk[1][i]);
    f[i][1] = -0.5 * (bulk[0][i] + bulk[1][i]);
  }
  if (!e->porous) // pressure linear and free in each element, condensed: P = -Lambda (kU + W')
    for (int i = 0; i < 6; i++)
      for (int j = 0; j <= i; j++) a[i][j] += lambda * (bulk[0][i] * bulk[0][j] + 3.0 * bulk[1][i] * bulk[1][j]) / e->h;
  for (int i = 0; i < 6; i++)
    for (int j = 0; j <= i; j++) {
      add(m, row[i], row[j], a[i][j]);
      if (row[i] < row[j]) add(m, row[j], row[i], a[i][j]); // a slip plane's unknown is numbered later
    }
  if (!e->porous) return;
  // [F1] kU + W' = (kappa/s) laplacian pi: fluid that leaves an element flows along the pressure's slope
  double flow = e->porous->permeability / s;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j <= i; j++)
      add(m, e->pi[i], e->pi[j],
          -flow * (k * k * e->h * (i == j ? 1.0 / 3.0 : 1.0 / 6.0) + (i == j ? 1.0 : -1.0) / e->h));
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 2; j++) {
      add(m, row[i], e->pi[j], f[i][j]);
      if (row[i] < e->pi[j]) add(m, e->pi[j], row[i], f[i][j]);
    }
}

// [B3] the same for movement across the mode
static void stiffen_across(mesh *m, const element *e, double k) {
  double half = 0.5 * e->h, nn = e->mu * k * k * half, dd = e->mu / half;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j <= i; j++) add(m, e->u[i], e->u[j], nn * NN[i][j] + dd * DD[i][j]);
}

// Fibre sheets and slip planes. [E1] a slip plane: K_i(s) = K_e + s eta/h_f
static void join(mesh *m, const kn_column *c, double k, double s, bool across) {
  for (int b = 0, i = 0; b < c->slabs; b++) {
    const kn_slab *sl = &c->slab[b];
    while (i < m->elements && m->e[i].top < sl->top - 1e-12) i++;
    const element *first = &m->e[i];
    if (b > 0 && (sl->glide > 0 || sl->glide_viscous > 0)) {
      int above = m->e[i - 1].u[2], below = first->u[0];
      if (above != below) {
        double K = sl->glide + (s > 0 ? s * sl->glide_viscous : 0.0);
        add(m, above, above, K);
        add(m, below, below, K);
        add(m, below, above, -K);
      }
    }
    while (i + 1 < m->elements && m->e[i + 1].top < sl->top + sl->thickness - 1e-12) i++;
    const element *last = &m->e[i];
    if (sl->sheet > 0) // in-plane: C k^2 along; C (1 - nu)/2 k^2 across, nu of a sheet of crossed fibres = 0
      add(m, last->u[2], last->u[2], k * k * sl->sheet * (across ? 0.5 : 1.0));
    if (!across && sl->tension > 0) add(m, last->w[2], last->w[2], k * k * sl->tension);
  }
}

// L D L^T of a quasi-definite band matrix needs no pivots. False when a pivot vanishes.
static bool solve(mesh *m) {
  int n = m->unknowns;
  for (int j = 0; j < n; j++) {
    double d = m->band[j][0];
    if (!(d > 0 || d < 0)) return false;
    int end = j + BAND < n ? j + BAND : n;
    for (int i = j + 1; i < end; i++) {
      double l = m->band[i][i - j];
      if (!(l < 0 || l > 0)) continue;
      l /= d;
      for (int r = i; r < end; r++) m->band[r][r - i] -= l * m->band[r][r - j];
      m->rhs[i] -= l * m->rhs[j];
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    double x = m->rhs[i];
    int end = i + BAND < n ? i + BAND : n;
    for (int r = i + 1; r < end; r++) x -= m->band[r][r - i] * m->rhs[r];
    m->rhs[i] = x / m->band[i][0];
  }
  return true;
}

static double known(const mesh *m, int i) { return i < 0 ? 0.0 : m->rhs[i]; }

static void read(const mesh *m, const element *e, double z, double k, kn_response *r) {
  double half = 0.5 * e->h, xi = (z - e->top - half) / half, n[3], d[3];
  if (xi < -1.0) xi = -1.0;
  if (xi > 1.0) xi = 1.0;
  shapes(xi, n, d);
  *r = (kn_response){0};
  double b0 = 0.0, b1 = 0.0;
  for (int i = 0; i < 3; i++) {
    double u = known(m, e->u[i]), w = known(m, e->w[i]);
    r->u += n[i] * u, r->w += n[i] * w;
    r->du += d[i] / half * u, r->dw += d[i] / half * w;
  }
  if (e->porous) {
    r->p = 0.5 * (1.0 - xi) * known(m, e->pi[0]) + 0.5 * (1.0 + xi) * known(m, e->pi[1]);
    return;
  }
  for (int i = 0; i < 3; i++) {
    double u = k * known(m, e->u[i]), w = known(m, e->w[i]) / half;
    b0 += 0.5 * (N1[i] * u + D1[i] * w), b1 += 0.5 * (NX[i] * u + DX[i] * w);
  }
  // The element's linear P is best at xi = +-1/sqrt 3; between, P is harmonic: P'' = k^2 P. W' = -kU, as nothing shrinks.
  double x = half * GAUSS_2, c = kn_exp(k * x), kx = k * half * xi, g = kn_exp(kx);
  double even = b0 / (0.5 * (c + 1.0 / c)), odd = 3.0 * GAUSS_2 * b1 / (0.5 * (c - 1.0 / c));
  r->p = -INCOMPRESSIBLE * e->mu * (even * 0.5 * (g + 1.0 / g) + odd * 0.5 * (g - 1.0 / g));
  r->dw = -k * r->u;
}

bool kn_kernel(const kn_column *c, double k, double s, kn_load load, int n, const double *z, kn_response *out) {
  mesh m;
  bool across = load == KN_ACROSS;
  lay(&m, c, k, s, across);
  for (int i = 0; i < m.elements; i++)
    if (across)
      stiffen_across(&m, &m.e[i], k);
    else
      stiffen(&m, &m.e[i], k, s);
  join(&m, c, k, s, across);
  m.rhs[load == KN_NORMAL ? m.e[0].w[0] : m.e[0].u[0]] = 1.0;
  if (!solve(&m)) return false;
  for (int i = 0, e = 0; i < n; i++) {
    while (e + 1 < m.elements && z[i] >= m.e[e + 1].top - 1e-12) e++;
    read(&m, &m.e[e], z[i], k, &out[i]);
    if (!(out[i].w - out[i].w == 0.0) || !(out[i].p - out[i].p == 0.0)) return false;
  }
  return true;
}
