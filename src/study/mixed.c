// mixed.c -- what is kept of the data are cross-products of W = [Z_2 Z_3 | X | y]: of all rows, and for each number of
// rows that a level of the first factor has, the sum of outer products of its levels' sums. Then a deviance costs no more
// than the factors of a few dozen rows: V_1 = I + tau_1 Z_1 Z_1' has the inverse I - tau_1/(1 + tau_1 c) 1 1' a level.
#include "mixed.h"
#include "matrix.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct kn_level_class { // levels of the first factor with the same number of rows
  int rows, levels;
  double *sum; // w by w
} kn_level_class;

struct kn_mixed {
  int rows, p, q, w; // columns of X; levels of the later factors; q + p + 1
  int factors;
  int level_from[KN_MAX_FACTORS + 1]; // of the later factors in the q
  double *all;                        // w by w
  kn_level_class *classes;
  int class_count;
  double *C, *M;            // room: w by w, q by q
  double u[KN_MAX_FACTORS]; // tau/(1 + tau)
  double s2, deviance;
  double *L, *b; // Cholesky factor of X'V^-1X, coefficients
};
static const double U_MOST = 1.0 - 1e-6;

void kn_mixed_free(kn_mixed *f) {
  if (f == NULL) return;
  for (int i = 0; i < f->class_count; i++) free(f->classes[i].sum);
  free(f->classes);
  free(f->all);
  free(f->C);
  free(f->M);
  free(f->L);
  free(f->b);
  free(f);
}

static void outer(double *sum, const double *a, int w) {
  for (int i = 0; i < w; i++) {
    if (a[i] == 0.0) continue;
    for (int j = 0; j <= i; j++) sum[i * w + j] += a[i] * a[j];
  }
}

static void row_of(const kn_mixed *f, const kn_mixed_data *d, int i, double *a) {
  memset(a, 0, (size_t)f->w * sizeof *a);
  for (int k = 1; k < d->factors; k++)
    if (d->level[k][i] >= 0) a[f->level_from[k] + d->level[k][i]] = 1.0;
  memcpy(a + f->q, d->X + (size_t)i * (size_t)f->p, (size_t)f->p * sizeof *a);
  a[f->q + f->p] = d->y[i];
}

// Sums of the first factor's levels, level by level, into classes of equal count.
static bool classify(kn_mixed *f, const kn_mixed_data *d) {
  int n = d->factors > 0 ? d->levels[0] : 0;
  if (n == 0) return true;
  size_t w = (size_t)f->w;
  int *count = calloc((size_t)n, sizeof *count);
  double *sum = calloc((size_t)n * w, sizeof *sum), *a = malloc(w * sizeof *a);
  f->classes = calloc((size_t)n, sizeof *f->classes);
  bool good = count && sum && a && f->classes;
  for (int i = 0; good && i < d->rows; i++) {
    int level = d->level[0][i];
    if (level < 0) continue;
    row_of(f, d, i, a);
    count[level]++;
    for (size_t j = 0; j < w; j++) sum[(size_t)level * w + j] += a[j];
  }
  for (int level = 0; good && level < n; level++) {
    if (count[level] == 0) continue;
    int k = 0;
    while (k < f->class_count && f->classes[k].rows != count[level]) k++;
    if (k == f->class_count) {
      f->classes[k] = (kn_level_class){.rows = count[level], .sum = calloc(w * w, sizeof(double))};
      if (f->classes[k].sum == NULL) good = false;
      if (good) f->class_count++;
    }
    if (!good) break;
    f->classes[k].levels++;
    outer(f->classes[k].sum, sum + (size_t)level * w, f->w);
  }
  free(count);
  free(sum);
  free(a);
  return good;
}

static double tau_of(double u) { return u / (1.0 - u); }

// Deviance at u; leaves [X y]'V^-1[X y] factored in C: L of X'V^-1X, forward-solved right-hand side, residual. NAN: singular.
static double deviance(kn_mixed *f, const double *u, double *log_dets, double *r2) {
  int w = f->w, q = f->q, p = f->p, x = q + p;
  double *C = f->C, *M = f->M, log_det = 0.0;
  memcpy(C, f->all, (size_t)w * (size_t)w * sizeof *C);
  double tau1 = f->factors > 0 ? tau_of(u[0]) : 0.0;
  for (int k = 0; k < f->class_count; k++) {
    const kn_level_class *c = &f->classes[k];
    double by = tau1 / (1.0 + tau1 * c->rows);
    log_det += c->levels * log1p(tau1 * c->rows);
    for (int i = 0; i < w; i++)
      for (int j = 0; j <= i; j++) C[i * w + j] -= by * c->sum[i * w + j];
  }
  if (q > 0) { // I + T^1/2 Z'V_1^-1 Z T^1/2, and what it takes from the rows below
    double root[KN_MAX_FACTORS];
    for (int k = 1; k < f->factors; k++) root[k] = sqrt(tau_of(u[k]));
    for (int k = 1; k < f->factors; k++)
      for (int j = f->level_from[k]; j < f->level_from[k + 1]; j++)
        for (int i = j; i < w; i++) C[i * w + j] *= root[k];
    for (int k = 1; k < f->factors; k++)
      for (int i = f->level_from[k]; i < f->level_from[k + 1]; i++)
        for (int j = 0; j <= i; j++) M[i * q + j] = C[i * w + j] * root[k] + (i == j);
    if (!kn_cholesky(M, q)) return NAN;
    log_det += kn_cholesky_log_det(M, q);
    for (int i = q; i < w; i++) kn_forward(M, q, C + i * w);
    for (int i = q; i < w; i++)
      for (int j = q; j <= i; j++) {
        double s = 0.0;
        for (int k = 0; k < q; k++) s += C[i * w + k] * C[j * w + k];
        C[i * w + j] -= s;
      }
  }
  double *L = f->L, *b = f->b;
  for (int i = 0; i < p; i++)
    for (int j = 0; j <= i; j++) L[i * p + j] = C[(q + i) * w + q + j];
  if (!kn_cholesky(L, p)) return NAN;
  for (int i = 0; i < p; i++) b[i] = C[x * w + q + i];
  kn_forward(L, p, b);
  double rest = C[x * w + x];
  for (int i = 0; i < p; i++) rest -= b[i] * b[i];
  if (!(rest > 0.0)) return NAN;
  log_det += kn_cholesky_log_det(L, p);
  if (log_dets) *log_dets = log_det;
  if (r2) *r2 = rest;
  double m = f->rows - p;
  return log_det + m * (1.0 + log(2.0 * 3.14159265358979323846 * rest / m));
}

static double along(kn_mixed *f, double *u, int k, double v) {
  double keep = u[k];
  u[k] = v;
  double d = deviance(f, u, NULL, NULL);
  u[k] = keep;
  return isnan(d) ? INFINITY : d;
}

// Golden section over one u, the others held: the profile is smooth and, in u, as good as always of one valley.
static void search(kn_mixed *f, double *u, int k, double wide) {
  const double gold = 0.61803398874989485;
  double a = fmax(0.0, u[k] - wide), b = fmin(U_MOST, u[k] + wide), c = b - gold * (b - a), d = a + gold * (b - a);
  double fc = along(f, u, k, c), fd = along(f, u, k, d);
  while (b - a > 1e-5) {
    if (fc < fd) {
      b = d, d = c, fd = fc;
      fc = along(f, u, k, c = b - gold * (b - a));
    } else {
      a = c, c = d, fc = fd;
      fd = along(f, u, k, d = a + gold * (b - a));
    }
  }
  double mid = 0.5 * (a + b);
  if (a < 1e-5 && along(f, u, k, 0.0) <= along(f, u, k, mid)) mid = 0.0;
  u[k] = mid;
}

// First and second differences of the deviance in those u that are off the boundary, fourth order
static int curvature(kn_mixed *f, double *u, int *which, double *gradient, double *hessian) {
  int n = 0;
  double h[KN_MAX_FACTORS], f0 = deviance(f, u, NULL, NULL);
  for (int k = 0; k < f->factors; k++)
    if (u[k] > 0.0) h[n] = 0.02 * fmin(u[k], 1.0 - u[k]), which[n++] = k;
  for (int i = 0; i < n; i++) {
    double v = u[which[i]], e[4];
    for (int s = 0; s < 4; s++) e[s] = along(f, u, which[i], v + (s < 2 ? s - 2 : s - 1) * h[i]);
    gradient[i] = (e[0] - 8.0 * e[1] + 8.0 * e[2] - e[3]) / (12.0 * h[i]);
    hessian[i * n + i] = (-e[0] + 16.0 * e[1] - 30.0 * f0 + 16.0 * e[2] - e[3]) / (12.0 * h[i] * h[i]);
    for (int j = 0; j < i; j++) {
      double cross = 0.0, keep = u[which[j]];
      for (int s = -1; s <= 1; s += 2)
        for (int t = -1; t <= 1; t += 2) {
          u[which[j]] = keep + t * h[j];
          cross += s * t * along(f, u, which[i], v + s * h[i]);
        }
      u[which[j]] = keep;
      hessian[i * n + j] = cross / (4.0 * h[i] * h[j]);
    }
  }
  return n;
}

static void polish(kn_mixed *f, double *u) {
  for (int round = 0; round < 20; round++) {
    int which[KN_MAX_FACTORS];
    double g[KN_MAX_FACTORS], H[KN_MAX_FACTORS * KN_MAX_FACTORS], move = 0.0;
    int n = curvature(f, u, which, g, H);
    if (n == 0 || !kn_cholesky(H, n)) return;
    kn_forward(H, n, g);
    kn_backward(H, n, g);
    for (int i = 0; i < n; i++) {
      double to = u[which[i]] - g[i];
      if (to < 0.2 * u[which[i]] || to > 1.0 - 0.2 * (1.0 - u[which[i]]))
        return; // not yet near: leave it to the search
      move = fmax(move, fabs(g[i]));
    }
    for (int i = 0; i < n; i++) u[which[i]] -= g[i];
    if (move < 1e-11) return;
  }
}

static void optimise(kn_mixed *f) {
  double *u = f->u;
  for (int k = 0; k < f->factors; k++) u[k] = 0.3;
  for (int round = 0; round < 40; round++) {
    double before[KN_MAX_FACTORS], moved = 0.0;
    memcpy(before, u, sizeof before);
    for (int k = 0; k < f->factors; k++) search(f, u, k, 1.0);
    for (int k = 0; k < f->factors; k++) moved = fmax(moved, fabs(u[k] - before[k]));
    if (f->factors < 2 || moved < 1e-4) break;
  }
  polish(f, u);
}

kn_mixed_status kn_mixed_fit(const kn_mixed_data *d, kn_mixed **fit) {
  *fit = NULL;
  if (d->rows <= d->columns) return KN_MIXED_SINGULAR;
  kn_mixed *f = calloc(1, sizeof *f);
  if (f == NULL) return KN_MIXED_NO_MEMORY;
  f->rows = d->rows;
  f->p = d->columns;
  f->factors = d->factors;
  for (int k = 1; k < d->factors; k++) f->level_from[k + 1] = f->level_from[k] + d->levels[k];
  f->q = d->factors > 1 ? f->level_from[d->factors] : 0;
  f->w = f->q + f->p + 1;
  size_t w = (size_t)f->w, q = (size_t)f->q + 1, p = (size_t)f->p;
  double *a = malloc(w * sizeof *a);
  f->all = calloc(w * w, sizeof(double));
  f->C = calloc(w * w, sizeof(double));
  f->M = calloc(q * q, sizeof(double));
  f->L = calloc(p * p, sizeof(double));
  f->b = calloc(p, sizeof(double));
  kn_mixed_status status = KN_MIXED_NO_MEMORY;
  if (a && f->all && f->C && f->M && f->L && f->b && classify(f, d)) {
    for (int i = 0; i < d->rows; i++) {
      row_of(f, d, i, a);
      outer(f->all, a, f->w);
    }
    double none[KN_MAX_FACTORS] = {0}, r2 = NAN;
    status = isnan(deviance(f, none, NULL, NULL)) ? KN_MIXED_SINGULAR : KN_MIXED_OK;
    if (status == KN_MIXED_OK) {
      optimise(f);
      f->deviance = deviance(f, f->u, NULL, &r2);
      f->s2 = r2 / (f->rows - f->p);
      kn_backward(f->L, f->p, f->b);
    }
  }
  free(a);
  if (status == KN_MIXED_OK)
    *fit = f;
  else
    kn_mixed_free(f);
  return status;
}

double kn_mixed_coefficient(const kn_mixed *f, int i) { return f->b[i]; }
double kn_mixed_residual_sd(const kn_mixed *f) { return sqrt(f->s2); }
double kn_mixed_factor_sd(const kn_mixed *f, int k) { return sqrt(f->s2 * tau_of(f->u[k])); }
double kn_mixed_deviance(const kn_mixed *f) { return f->deviance; }

// c'(X'V^-1X)^-1 c with the factor that deviance() left in L
static double spread(const double *L, int p, const double *c, double *room) {
  memcpy(room, c, (size_t)p * sizeof *c);
  kn_forward(L, p, room);
  double v = 0.0;
  for (int i = 0; i < p; i++) v += room[i] * room[i];
  return v;
}

// The deviance with the residual variance not profiled out, in (u of the free factors, ln s2), up to a constant; and the
// contrast's variance there.
typedef struct kn_full {
  kn_mixed *f;
  const double *c;
  double *room;
} kn_full;
static double full(const kn_full *a, const double *u, double log_s2, double *variance) {
  double log_dets = 0.0, r2 = 0.0, d = deviance(a->f, u, &log_dets, &r2);
  if (variance) *variance = exp(log_s2) * spread(a->f->L, a->f->p, a->c, a->room);
  return isnan(d) ? NAN : log_dets + (a->f->rows - a->f->p) * log_s2 + r2 * exp(-log_s2);
}

// The full deviance with parameter i moved by s steps and parameter j by t (j < 0: none). Parameters: the free u, then ln s2.
typedef struct kn_axes {
  int n, factor[KN_MAX_FACTORS + 1]; // -1: ln s2
  double step[KN_MAX_FACTORS + 1];
} kn_axes;
static double moved(const kn_full *a, const kn_axes *x, int i, double s, int j, double t, double *variance) {
  double u[KN_MAX_FACTORS], log_s2 = log(a->f->s2);
  memcpy(u, a->f->u, sizeof u);
  const int axis[2] = {i, j};
  const double by[2] = {s, t};
  for (int k = 0; k < 2; k++) {
    if (axis[k] < 0) continue;
    double *to = x->factor[axis[k]] < 0 ? &log_s2 : &u[x->factor[axis[k]]];
    *to += by[k] * x->step[axis[k]];
  }
  return full(a, u, log_s2, variance);
}

// df = 2 v^2 / (g' A g), A = 2 H^-1 the covariance of the variance parameters, g the slope of v along them
static double satterthwaite(const kn_full *a, double variance) {
  enum { N = KN_MAX_FACTORS + 1 };
  const kn_mixed *f = a->f;
  kn_axes x = {0};
  double g[N], H[N * N], residual = f->rows - f->p;
  for (int k = 0; k < f->factors; k++)
    if (f->u[k] > 0.0) x.factor[x.n] = k, x.step[x.n++] = 0.01 * fmin(f->u[k], 1.0 - f->u[k]);
  if (x.n == 0) return residual;
  x.factor[x.n] = -1;
  x.step[x.n++] = 0.01;
  double centre = moved(a, &x, -1, 0.0, -1, 0.0, NULL);
  for (int i = 0; i < x.n; i++) {
    double h = x.step[i], v[4], e[4];
    for (int s = 0; s < 4; s++) e[s] = moved(a, &x, i, s < 2 ? s - 2 : s - 1, -1, 0.0, &v[s]);
    g[i] = (v[0] - 8.0 * v[1] + 8.0 * v[2] - v[3]) / (12.0 * h);
    H[i * x.n + i] = (-e[0] + 16.0 * e[1] - 30.0 * centre + 16.0 * e[2] - e[3]) / (12.0 * h * h);
    for (int j = 0; j < i; j++) {
      double cross[3]; // over one step and over two: together to fourth order
      for (int r = 1; r <= 2; r++)
        cross[r] = (moved(a, &x, i, r, j, r, NULL) - moved(a, &x, i, r, j, -r, NULL) - moved(a, &x, i, -r, j, r, NULL) +
                    moved(a, &x, i, -r, j, -r, NULL)) /
                   (4.0 * r * r * h * x.step[j]);
      H[i * x.n + j] = (4.0 * cross[1] - cross[2]) / 3.0;
    }
  }
  if (!kn_cholesky(H, x.n)) return residual;
  kn_forward(H, x.n, g);
  double of_variance = 0.0;
  for (int i = 0; i < x.n; i++) of_variance += 2.0 * g[i] * g[i];
  return of_variance > 0.0 ? 2.0 * variance * variance / of_variance : residual;
}

// The fit's room is used on the way; what it says stays as it was.
kn_estimate kn_mixed_contrast(kn_mixed *f, const double *c, double level) {
  double value = 0.0, *keep = malloc(((size_t)f->p * (size_t)f->p + 2 * (size_t)f->p) * sizeof *keep);
  if (keep == NULL) return kn_estimate_of(NAN, NAN, NAN, level);
  double *b = keep + f->p * f->p, *room = b + f->p;
  memcpy(keep, f->L, (size_t)f->p * (size_t)f->p * sizeof *keep);
  memcpy(b, f->b, (size_t)f->p * sizeof *b);
  for (int i = 0; i < f->p; i++) value += c[i] * f->b[i];
  double variance = f->s2 * spread(f->L, f->p, c, room);
  kn_full a = {f, c, room};
  double df = f->factors > 0 ? satterthwaite(&a, variance) : f->rows - f->p;
  memcpy(f->L, keep, (size_t)f->p * (size_t)f->p * sizeof *keep);
  memcpy(f->b, b, (size_t)f->p * sizeof *b);
  free(keep);
  return kn_estimate_of(value, sqrt(variance), df, level);
}
