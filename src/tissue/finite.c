// Total Lagrange, four-node rings, one pressure an element (mean dilatation), pressure or contact loads, Newton with a banded
// factorisation. Unknowns: radial and downward displacement of the nodes of the meridian, numbered down, then outwards.
#include "finite_inner.h"
#include "fibre.h"

enum { ITERATIONS = 24, RINGS = 24 };
static const double PI = 3.141592653589793;
static const double BULK =
    2e7; // Pa: stiff against every layer; what it lets volume change is far below the mesh's error
static const double CONTACT = 4e9;    // Pa/m: penalty of the rigid tool, 0.01 mm at 40 kPa
static const double CONVERGED = 1e-6; // of the force, and of the displacement's change
static const double SHORTEST = 0.004; // part of a step between levels
static const double NEAR = 0.02;      // share of a layer: a sheet so near to its top lies on it
static const double WALL = 3.5, FAR_GROWTH = 1.22, PATCH_GROWTH = 1.05;

double kn_press_radius(const kn_press_tool *t, double force) {
  if (t->shape != KN_PRESS_PATCH) return t->radius;
  double area = t->exponent > 0 ? t->area * kn_pow(force / t->force, t->exponent) : t->area;
  return kn_sqrt(area / PI);
}

// ---- mesh ----
static void lay_rows(kn_finite *f) {
  const kn_stack *s = f->stack;
  double top = 0.0;
  f->rows = 0;
  f->z[0] = 0.0;
  for (int l = 0; l < s->layers; l++) {
    double h = s->layer[l].thickness;
    // fine where the tool is: half-millimetres in the skin, then growing with depth
    double size = 0.9e-3 + 0.06 * top;
    int n = (int)(h / size + 0.5);
    int most = KN_FINITE_ROWS / s->layers;
    if (n < 2) n = 2;
    if (n > most) n = most;
    double growth = n > 3 ? 1.12 : 1.0, sum = 0.0, part = 1.0;
    for (int i = 0; i < n; i++) sum += part, part *= growth;
    part = h / sum;
    for (int i = 0; i < n; i++, part *= growth) {
      f->layer[f->rows] = l;
      f->sheet[f->rows] = f->tension[f->rows] = 0.0;
      f->z[f->rows + 1] = i == n - 1 ? top + h : f->z[f->rows] + part;
      f->rows++;
    }
    const kn_layer *y = &s->layer[l];
    if (y->sheet > 0 || y->tension > 0) { // on the line nearest to it, which moves there
      double at = top + y->at * h;
      // on the very top of a lower layer it is the line they share; the skin's own surface has no line for it
      int first = y->at > NEAR || l == 0 ? f->rows - n + 1 : f->rows - n, best = first;
      for (int i = first; i <= f->rows; i++)
        if (kn_abs(f->z[i] - at) < kn_abs(f->z[best] - at)) best = i;
      if (best < f->rows && best > f->rows - n && y->at > NEAR) f->z[best] = at;
      f->sheet[best - 1] += y->sheet;
      f->tension[best - 1] += y->tension;
    }
    top += h;
  }
}

// Under a patch elements are of one size as far as `even`, then grow a little as far as it reaches.
static void lay_cols(kn_finite *f, double even, double reach, double size) {
  double wall = WALL * kn_stack_depth(f->stack);
  if (wall < 4.0 * reach) wall = 4.0 * reach;
  f->r[0] = 0.0;
  f->cols = 0;
  double step = size;
  while (f->r[f->cols] < wall && f->cols < KN_FINITE_COLS) {
    if (f->r[f->cols] >= reach - 1e-9)
      step *= FAR_GROWTH;
    else if (f->r[f->cols] >= even - 1e-9)
      step *= PATCH_GROWTH;
    f->r[f->cols + 1] = f->r[f->cols] + step;
    f->cols++;
  }
}

// Radius that a patch's elements are cut for: that at its own force, however far it is followed, so that its depth at a force does
// not depend on that; twice or half as large as often as it must.
static double cut_for(const kn_press_tool *t, double widest) {
  if (!(t->exponent > 0)) return widest;
  double a = kn_press_radius(t, t->force);
  while (widest < 0.5 * a) a *= 0.5;
  while (widest > 4.0 * a) a *= 2.0;
  return a;
}

static void lay(kn_finite *f, const kn_stack *s, const kn_press_tool *t, double deepest) {
  memset(f, 0, sizeof *f);
  f->stack = s;
  f->tool = *t;
  lay_rows(f);
  double reach, size, even = 1e3;
  if (t->shape == KN_PRESS_PATCH) {
    double a = cut_for(t, deepest);
    reach = 1.25 * deepest;
    even = 1.25 * a;
    size = a / (0.5 * RINGS);
  } else if (t->shape == KN_PRESS_SPHERE) {
    double a = deepest < t->radius ? kn_sqrt(deepest * (2.0 * t->radius - deepest)) : t->radius;
    reach = 1.2 * a;
    size = reach / RINGS;
  } else {
    size = t->radius / (0.5 * RINGS);
    reach = 1.5 * t->radius;
  }
  lay_cols(f, even, reach, size);
  f->nodes = (f->rows + 1) * (f->cols + 1);
  f->unknowns = 2 * f->nodes;
  f->band = 2 * (f->rows + 1) + 4; // the furthest unknown of an element, and one
}

size_t kn_finite_size(const kn_stack *s, const kn_press_tool *t, double deepest) {
  kn_finite f;
  lay(&f, s, t, deepest);
  return sizeof f + sizeof(double) * (size_t)f.unknowns * (size_t)(3 + f.band) +
         sizeof(double) * (size_t)(2 * f.rows * f.cols);
}

kn_finite *kn_finite_begin(void *memory, const kn_stack *s, const kn_press_tool *t, double deepest) {
  kn_finite *f = memory;
  lay(f, s, t, deepest);
  f->u = (double *)(f + 1);
  f->trial = f->u + f->unknowns;
  f->rhs = f->trial + f->unknowns;
  f->matrix = f->rhs + f->unknowns;
  f->pressure = f->matrix + (size_t)f->unknowns * (size_t)f->band;
  f->settled = f->pressure + f->rows * f->cols;
  memset(f->settled, 0, (size_t)(f->rows * f->cols) * sizeof *f->settled);
  memset(f->u, 0, (size_t)f->unknowns * sizeof *f->u);
  f->touching = 1;
  return f;
}

// ---- assembly ----
static void put(kn_finite *f, int i, int j, double v) {
  if (i >= j) f->matrix[(size_t)j * (size_t)f->band + (size_t)(i - j)] += v; // lower half, column by column
}

// Mean dilatation of an element and its pressure p = K ln(J)/J; false when it is turned inside out.
bool kn_finite_swell(const kn_finite *f, const double *u, int col, int row, double *p, double *slope, double *dv,
                     double *size) {
  double V = 0.0, v = 0.0;
  memset(dv, 0, 8 * sizeof *dv);
  for (int q = 0; q < 4; q++) {
    kn_point pt;
    int id[8];
    double g[5];
    kn_finite_point(f, u, col, row, q & 1 ? KN_GAUSS_2 : -KN_GAUSS_2, q & 2 ? KN_GAUSS_2 : -KN_GAUSS_2, &pt, id);
    double J = kn_finite_volume(pt.f, g, NULL);
    if (!(J > 0)) return false;
    V += pt.weight, v += pt.weight * J;
    for (int i = 0; i < 8; i++)
      for (int a = 0; a < 5; a++) dv[i] += pt.weight * g[a] * pt.slope[a][i];
  }
  double J = v / V;
  *p = BULK * kn_log(J) / J;
  *slope = BULK * (1.0 - kn_log(J)) / (J * J);
  *size = V;
  return true;
}

// One element's forces and stiffness. The pressure is an unknown of its own, condensed: with the pressure that follows from a
// trial volume in the stiffness instead, Newton would only bear tiny steps. [C2] W'(I1) = (mu0/2) exp(b (I1 - 3)), I1 of the deformation without its volume change
static bool element(kn_finite *f, const double *u, int col, int row) {
  double p, dp, dv[8], V, held = f->pressure[col * f->rows + row];
  if (!kn_finite_swell(f, u, col, row, &p, &dp, dv, &V)) return false;
  const kn_layer *y = &f->stack->layer[f->layer[row]];
  double k[8][8] = {{0}}, force[8] = {0};
  int id[8];
  for (int q = 0; q < 4; q++) {
    kn_point pt;
    double g[5], h[5][5], first[5], c[5][5], cb[5][8];
    kn_finite_point(f, u, col, row, q & 1 ? KN_GAUSS_2 : -KN_GAUSS_2, q & 2 ? KN_GAUSS_2 : -KN_GAUSS_2, &pt, id);
    double J = kn_finite_volume(pt.f, g, h), j = kn_pow(J, -2.0 / 3.0), I = 0.0;
    for (int a = 0; a < 5; a++) I += pt.f[a] * pt.f[a];
    double slope, curve;
    kn_fibre_law(y, j * I - 3.0, &slope, &curve);
    double v1 = -2.0 / 3.0 * j / J, v2 = 10.0 / 9.0 * j / (J * J);
    for (int a = 0; a < 5; a++) first[a] = 2.0 * j * pt.f[a] + v1 * I * g[a];
    for (int a = 0; a < 5; a++)
      for (int b = 0; b < 5; b++)
        c[a][b] = curve * first[a] * first[b] +
                  slope * ((a == b ? 2.0 * j : 0.0) + 2.0 * v1 * (pt.f[a] * g[b] + pt.f[b] * g[a]) +
                           v2 * I * g[a] * g[b] + v1 * I * h[a][b]) +
                  held * h[a][b];
    for (int a = 0; a < 5; a++)
      for (int i = 0; i < 8; i++) {
        double s = 0.0;
        for (int b = 0; b < 5; b++) s += c[a][b] * pt.slope[b][i];
        cb[a][i] = s;
      }
    for (int i = 0; i < 8; i++) {
      for (int a = 0; a < 5; a++) force[i] += pt.weight * pt.slope[a][i] * (slope * first[a] + p * g[a]);
      for (int l = 0; l <= i; l++) {
        double s = 0.0;
        for (int a = 0; a < 5; a++) s += pt.slope[a][i] * cb[a][l];
        k[i][l] += pt.weight * s;
      }
    }
  }
  for (int i = 0; i < 8; i++) {
    f->rhs[id[i]] -= force[i];
    for (int l = 0; l <= i; l++) {
      double v = k[i][l] + dp / V * dv[i] * dv[l];
      if (id[i] >= id[l])
        put(f, id[i], id[l], v);
      else
        put(f, id[l], id[i], v);
    }
  }
  return true;
}

// A fibre sheet along the line below a row.
static void sheet(kn_finite *f, const double *u, int row) {
  for (int col = 0; col < f->cols; col++) {
    int a = kn_finite_node(f, col, row + 1), b = kn_finite_node(f, col + 1, row + 1),
        id[4] = {2 * a, 2 * a + 1, 2 * b, 2 * b + 1};
    double x[4] = {u[id[0]], u[id[1]], u[id[2]], u[id[3]]}, force[4], k[4][4];
    kn_fibre_sheet(f->sheet[row], f->tension[row], f->r[col], f->r[col + 1], x, force, k);
    for (int i = 0; i < 4; i++) {
      f->rhs[id[i]] -= force[i];
      for (int l = 0; l <= i; l++) put(f, id[i], id[l], k[i][l]);
    }
  }
}

// Rigid sphere, frictionless. The nodes that touch it are one disc about the axis: their number is what Newton holds fixed
// and the search round it moves (a penalty that switches by itself sends nodes in and out of touch for ever).
static double gap(const kn_finite *f, const double *u, int col, double depth, double *nr, double *nz, double *away) {
  int n = kn_finite_node(f, col, 0);
  double r = f->r[col] + u[2 * n], z = u[2 * n + 1] - (depth - f->tool.radius);
  *away = kn_sqrt(r * r + z * z);
  *nr = r / *away, *nz = z / *away;
  return *away - f->tool.radius;
}

int kn_finite_contact(kn_finite *f, const double *u, double depth, bool assemble, kn_ring *rings) {
  for (int col = 0; col < f->touching; col++) {
    double nr, nz, away, g = gap(f, u, col, depth, &nr, &nz, &away);
    // the node's share of the skin: int N r dr
    double in = col ? f->r[col] - f->r[col - 1] : 0.0, out = f->r[col + 1] - f->r[col], r = f->r[col];
    double w = in * (r / 2.0 - in / 6.0) + out * (r / 2.0 + out / 6.0);
    if (rings) {
      int n = kn_finite_node(f, col, 0);
      rings[col] = (kn_ring){r + u[2 * n], 2.0 * PI * w * CONTACT * -g * nz};
    }
    if (!assemble) continue;
    int id[2] = {2 * kn_finite_node(f, col, 0), 2 * kn_finite_node(f, col, 0) + 1};
    double n[2] = {nr, nz}, t[2] = {nz, -nr};
    for (int i = 0; i < 2; i++) {
      f->rhs[id[i]] -= w * CONTACT * g * n[i];
      for (int l = 0; l <= i; l++) put(f, id[i], id[l], w * CONTACT * (n[i] * n[l] + g / away * t[i] * t[l]));
    }
  }
  return f->touching;
}

// [A1] (1 - r^2/a^2)^n inside the patch
static double profile(double r, double a, double n) {
  double s = 1.0 - r * r / (a * a);
  return s > 0 ? kn_pow(s, n) : 0.0;
}

// [A1] The patch's pressure, of a hand that slides: fixed in space and normal to the skin as it lies. Its work 2 pi int p(r) w r dr
// is conservative, so its stiffness is symmetric, and its sum is the force at any stretch of the skin. A dead load on the undeformed
// skin, as the finite-element reference has it, cannot be followed far: a soft layer that a sheet keeps from spreading ripples
// under a dead pressure of two or three times its modulus, whatever the mesh.
static void patch(kn_finite *f, const double *u, double force) {
  double a = kn_press_radius(&f->tool, force), n = f->tool.profile, sum = 0.0, lies = f->tool.dead ? 0.0 : 1.0;
  enum { FINE = 8 };
  for (int pass = 0; pass < 2; pass++)
    for (int col = 0; col < f->cols; col++) {
      int in = 2 * kn_finite_node(f, col, 0), out = 2 * kn_finite_node(f, col + 1, 0);
      double r0 = f->r[col] + lies * u[in], r1 = f->r[col + 1] + lies * u[out], dr = r1 - r0,
             dw = lies * (u[out + 1] - u[in + 1]), part = force / (2.0 * PI * sum);
      if (!(dr > 0) || r0 >= a) continue;
      // int N p r dx and int (N N)' p r dx over the element's x, 0 at its inner node to 1, as far as the patch goes
      double load[2] = {0}, twice[3] = {0}, end = r1 > a ? (a - r0) / dr : 1.0;
      for (int q = 0; q < FINE; q++) {
        double x = end * (q + 0.5) / FINE, r = r0 + x * dr;
        double p = profile(r, a, n) * r * end / FINE;
        load[0] += (1.0 - x) * p, load[1] += x * p;
        twice[0] += 2.0 * (1.0 - x) * p, twice[1] += (2.0 * x - 1.0) * p, twice[2] += 2.0 * x * p;
      }
      if (pass == 0) {
        sum += (load[0] + load[1]) * dr;
        continue;
      }
      f->rhs[in] -= part * load[0] * dw, f->rhs[in + 1] += part * load[0] * dr;
      f->rhs[out] -= part * load[1] * dw, f->rhs[out + 1] += part * load[1] * dr;
      if (f->tool.dead) continue;
      // the stiffness by parts: the pressure's slope, endless at the rim, is not needed
      double p0 = profile(r0, a, n) * r0, p1 = profile(r1, a, n) * r1, slope = part * dw / dr;
      put(f, in, in, slope * (twice[0] - p0));
      put(f, out, in, slope * twice[1]);
      put(f, out, out, slope * (p1 - twice[2]));
      put(f, in + 1, in, -part * load[0]), put(f, out, in + 1, -part * load[1]);
      put(f, out + 1, in, part * load[0]), put(f, out + 1, out, part * load[1]);
    }
}

// Unknowns that are held: a stiff spring to their place keeps the band matrix plain.
static void hold(kn_finite *f, int i, double away) {
  const double stiff = 1e12;
  put(f, i, i, stiff);
  f->rhs[i] += stiff * away;
}
static void hold_all(kn_finite *f, const double *u, double to) {
  for (int row = 0; row <= f->rows; row++) {
    hold(f, 2 * kn_finite_node(f, 0, row), -u[2 * kn_finite_node(f, 0, row)]); // the axis
    hold(f, 2 * kn_finite_node(f, f->cols, row),
         -u[2 * kn_finite_node(f, f->cols, row)]); // the far wall slides up and down
  }
  for (int col = 0; col <= f->cols; col++) { // bone
    int n = kn_finite_node(f, col, f->rows);
    hold(f, 2 * n, -u[2 * n]);
    hold(f, 2 * n + 1, -u[2 * n + 1]);
  }
  if (f->tool.shape == KN_PRESS_PUNCH || f->tool.shape == KN_PRESS_SLIDING)
    for (int col = 0; col <= f->cols && f->r[col] <= f->tool.radius + 1e-9; col++) {
      int n = kn_finite_node(f, col, 0);
      hold(f, 2 * n + 1, to - u[2 * n + 1]);
      if (f->tool.shape == KN_PRESS_PUNCH) hold(f, 2 * n, -u[2 * n]);
    }
}

bool kn_finite_inside(kn_finite *f, const double *u) {
  memset(f->rhs, 0, (size_t)f->unknowns * sizeof *f->rhs);
  memset(f->matrix, 0, (size_t)f->unknowns * (size_t)f->band * sizeof *f->matrix);
  for (int col = 0; col < f->cols; col++)
    for (int row = 0; row < f->rows; row++)
      if (!element(f, u, col, row)) return false;
  for (int row = 0; row < f->rows; row++)
    if (f->sheet[row] > 0 || f->tension[row] > 0) sheet(f, u, row);
  return true;
}

static bool assemble(kn_finite *f, const double *u, double to) {
  if (!kn_finite_inside(f, u)) return false;
  if (f->tool.shape == KN_PRESS_PATCH) patch(f, u, to);
  if (f->tool.shape == KN_PRESS_SPHERE) kn_finite_contact(f, u, to, true, NULL);
  hold_all(f, u, to);
  return true;
}

// L D L^T in place, then the solution in rhs
static bool solve(kn_finite *f) {
  int n = f->unknowns, band = f->band;
  for (int j = 0; j < n; j++) {
    double *col = f->matrix + (size_t)j * (size_t)band, d = col[0];
    if (!(d > 0 || d < 0)) return false;
    int most = n - j < band ? n - j : band;
    while (most > 1 && !(col[most - 1] < 0 || col[most - 1] > 0)) most--;
    for (int i = 1; i < most; i++) {
      double l = col[i] / d, *to = f->matrix + (size_t)(j + i) * (size_t)band;
      for (int r = 0; r < most - i; r++) to[r] -= l * col[i + r];
      f->rhs[j + i] -= l * f->rhs[j];
    }
  }
  for (int j = n - 1; j >= 0; j--) {
    const double *col = f->matrix + (size_t)j * (size_t)band;
    int most = n - j < band ? n - j : band;
    double x = f->rhs[j];
    for (int i = 1; i < most; i++) x -= col[i] * f->rhs[j + i];
    f->rhs[j] = x / col[0];
  }
  return true;
}

static double largest(const double *v, int n) {
  double most = 0.0;
  for (int i = 0; i < n; i++) most = kn_max(most, kn_abs(v[i]));
  return most;
}

// What the pressures change with the displacements in rhs: dp = h(J) - p + h'(J) dJ
static bool follow(kn_finite *f, const double *u, double step) {
  for (int col = 0; col < f->cols; col++)
    for (int row = 0; row < f->rows; row++) {
      double p, dp, dv[8], V, sum = 0.0, *held = &f->pressure[col * f->rows + row];
      if (!kn_finite_swell(f, u, col, row, &p, &dp, dv, &V)) return false;
      int a = kn_finite_node(f, col, row), b = kn_finite_node(f, col + 1, row), at[4] = {a, b, b + 1, a + 1};
      for (int i = 0; i < 4; i++) sum += dv[2 * i] * f->rhs[2 * at[i]] + dv[2 * i + 1] * f->rhs[2 * at[i] + 1];
      *held += step * (p - *held + dp / V * sum);
    }
  return true;
}

// Newton from u in trial; true when it has settled.
static bool settle(kn_finite *f, double to) {
  memcpy(f->trial, f->u, (size_t)f->unknowns * sizeof *f->u);
  memcpy(f->pressure, f->settled, (size_t)(f->rows * f->cols) * sizeof *f->pressure);
  for (int i = 0; i < ITERATIONS; i++) {
    if (!assemble(f, f->trial, to) || !solve(f)) return false;
    double change = largest(f->rhs, f->unknowns), scale = largest(f->trial, f->unknowns), step = 1.0;
    if (!(change < 1.0)) return false;
    double bound = 2e-3; // no node moves further in one step than a thin layer is thick
    if (change > bound) step = bound / change;
    if (!follow(f, f->trial, step)) return false;
    for (int k = 0; k < f->unknowns; k++) f->trial[k] += step * f->rhs[k];
    if (step >= 1.0 && change <= CONVERGED * (scale + 1e-5)) return true;
  }
  return false;
}

// The same, with the disc of touch found: it grows while the next node is inside the tool, and shrinks while the last one is pulled.
static bool settle_touch(kn_finite *f, double to) {
  if (f->tool.shape != KN_PRESS_SPHERE) return settle(f, to);
  bool shrunk = false;
  for (int tries = 0; tries < f->cols; tries++) {
    if (!settle(f, to)) return false;
    double nr, nz, away;
    if (f->touching > 1 && gap(f, f->trial, f->touching - 1, to, &nr, &nz, &away) > 0) {
      f->touching--;
      shrunk = true;
    } else if (!shrunk && f->touching < f->cols && gap(f, f->trial, f->touching, to, &nr, &nz, &away) < 0 && nz > 0)
      f->touching++;
    else
      return true;
  }
  return false;
}

bool kn_finite_press(kn_finite *f, double to, kn_level *level) {
  double start = f->at, step = to - start;
  while (kn_abs(to - f->at) > 1e-12 * kn_abs(to)) {
    double next = kn_abs(to - f->at) <= kn_abs(step) * 1.0001 ? to : f->at + step;
    int touching = f->touching;
    if (settle_touch(f, next)) {
      memcpy(f->u, f->trial, (size_t)f->unknowns * sizeof *f->u);
      memcpy(f->settled, f->pressure, (size_t)(f->rows * f->cols) * sizeof *f->pressure);
      f->at = next;
      step *= 1.5;
    } else {
      f->touching = touching;
      step *= 0.5;
      if (kn_abs(step) < SHORTEST * kn_abs(to - start)) return false;
    }
  }
  kn_finite_look(f, level);
  return true;
}
