// repeated.c -- one covariance of visits for everybody, so people are gone through one by one: whitened by the factor of
// their own part of S they add to the cross-products of W = [Z X y]. With C = W'S^-1 W + diag(1/tau, 0) (Henderson's
// equations) P y = S^-1 (y - W x), and slopes and average information in S and tau need no matrix larger than C.
#include "repeated.h"
#include "matrix.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VISITS = 8, MOST = MOST_VISITS * (MOST_VISITS + 1) / 2 + 1 }; // elements of S, and tau
typedef struct kn_point { // where the likelihood is asked: lower triangle of S row by row, then tau
  double v[MOST];
} kn_point;

struct kn_repeated {
  int rows, p, q, w, m, people; // columns of X; groups; q + p; visits
  int n;                        // parameters: elements of S, and tau when it is free
  int elements;
  double *W;                  // rows by w + 1: [Z X y], people one after the other
  int *first, *visit, *group; // rows of a person begin at first[i]; of each row
  kn_point at;
  double *A, *C;       // room: cross-products of W whitened; the factor of C
  double *x;           // solution of Henderson's equations
  double deviance, *H; // factor of the observed Hessian of the deviance, n by n
};

void kn_repeated_free(kn_repeated *f) {
  if (f == NULL) return;
  free(f->W);
  free(f->first);
  free(f->A);
  free(f->H);
  free(f);
}

static int element(int a, int b) { return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a; }
static double tau_of(const kn_repeated *f, const kn_point *t) { return f->q > 0 ? t->v[f->elements] : 0.0; }

// Factor of a person's part of S; her rows of [Z X y] whitened by it. rows: of hers. False: S is no covariance.
static bool whiten(const kn_repeated *f, const kn_point *t, int person, double *L, double *white) {
  int from = f->first[person], k = f->first[person + 1] - from, w = f->w + 1;
  for (int a = 0; a < k; a++)
    for (int b = 0; b <= a; b++) L[a * k + b] = t->v[element(f->visit[from + a], f->visit[from + b])];
  if (!kn_cholesky(L, k)) return false;
  memcpy(white, f->W + (size_t)from * (size_t)w, (size_t)(k * w) * sizeof *white);
  for (int a = 0; a < k; a++)
    for (int j = 0; j < w; j++) {
      double s = white[a * w + j];
      for (int b = 0; b < a; b++) s -= L[a * k + b] * white[b * w + j];
      white[a * w + j] = s / L[a * k + a];
    }
  return true;
}

// Deviance; leaves cross-products in A, the factor of C (groups scaled by the root of tau) and the solution. NAN: no such point.
static double deviance(kn_repeated *f, const kn_point *t) {
  enum { K = MOST_VISITS };
  int w = f->w + 1, q = f->q;
  double L[K * K], log_det = 0.0, root = sqrt(tau_of(f, t)), *white = f->C; // C is free until A is whole
  if (!(root >= 0.0)) return NAN;
  memset(f->A, 0, (size_t)w * (size_t)w * sizeof *f->A);
  for (int i = 0; i < f->people; i++) {
    int k = f->first[i + 1] - f->first[i];
    if (!whiten(f, t, i, L, white)) return NAN;
    log_det += kn_cholesky_log_det(L, k);
    for (int a = 0; a < k; a++)
      for (int j = 0; j < w; j++) {
        double v = white[a * w + j];
        if (v == 0.0) continue;
        for (int l = 0; l <= j; l++) f->A[j * w + l] += v * white[a * w + l];
      }
  }
  for (int j = 0; j < f->w; j++) // the right-hand side is the last row of A
    for (int l = 0; l <= j; l++)
      f->C[j * f->w + l] = f->A[j * w + l] * (j < q ? root : 1.0) * (l < q ? root : 1.0) + (j == l && j < q);
  for (int j = 0; j < f->w; j++) f->x[j] = f->A[f->w * w + j] * (j < q ? root : 1.0);
  if (!kn_cholesky(f->C, f->w)) return NAN;
  kn_forward(f->C, f->w, f->x);
  double r2 = f->A[f->w * w + f->w];
  for (int j = 0; j < f->w; j++) r2 -= f->x[j] * f->x[j];
  kn_backward(f->C, f->w, f->x);
  const double log_2pi = 1.8378770664093453;
  return log_det + kn_cholesky_log_det(f->C, f->w) + r2 + (f->rows - f->p) * log_2pi;
}

// What one person adds: S^-1 of hers, S^-1 W (groups scaled), and S^-1 (y - W x) = her part of P y.
typedef struct kn_part {
  int k, from;
  double inverse[MOST_VISITS * MOST_VISITS], py[MOST_VISITS], *G;
} kn_part;
static void part_of(const kn_repeated *f, const kn_point *t, int person, double *white, kn_part *o) {
  int w = f->w + 1, k;
  double L[MOST_VISITS * MOST_VISITS], root = sqrt(tau_of(f, t));
  o->from = f->first[person];
  o->k = k = f->first[person + 1] - o->from;
  whiten(f, t, person, L, white);
  for (int b = 0; b < k; b++) {
    double e[MOST_VISITS] = {0};
    e[b] = 1.0;
    kn_forward(L, k, e);
    kn_backward(L, k, e);
    for (int a = 0; a < k; a++) o->inverse[a * k + b] = e[a];
  }
  for (int j = 0; j < w; j++) { // backwards through the factor: from whitened to S^-1
    double e[MOST_VISITS];
    for (int a = 0; a < k; a++) e[a] = white[a * w + j] * (j < f->q ? root : 1.0);
    kn_backward(L, k, e);
    for (int a = 0; a < k; a++) white[a * w + j] = e[a];
  }
  for (int a = 0; a < k; a++) {
    double s = white[a * w + f->w];
    for (int j = 0; j < f->w; j++) s -= white[a * w + j] * f->x[j];
    o->py[a] = s;
  }
  o->G = white;
}

// Z'P y of each group
static void of_groups(const kn_repeated *f, const kn_point *t, double *room, double *zpy) {
  kn_part o;
  memset(zpy, 0, (size_t)f->q * sizeof *zpy);
  for (int i = 0; f->q > 0 && i < f->people; i++) {
    part_of(f, t, i, room, &o);
    for (int a = 0; a < o.k; a++)
      if (f->group[o.from + a] >= 0) zpy[f->group[o.from + a]] += o.py[a];
  }
}

typedef struct kn_slopes {
  double slope[MOST];
  double information[MOST * MOST]; // n by n, lower triangle: the average one, of the likelihood
} kn_slopes;
typedef struct kn_room { // of slopes(): G of one person; W'S^-1 V_j P y of each parameter; Z'P y
  double *white, *c, *row, *zpy;
} kn_room;

// y'P V_j P V_l P y is v_j'S^-1 v_l less what W takes, with v_j = V_j P y, the slope of the covariance along parameter j
static void inform(const kn_repeated *f, const kn_part *o, int n, const kn_room *r, double *information) {
  int k = o->k, w = f->w + 1;
  double v[MOST_VISITS * MOST] = {0};
  for (int a = 0; a < k; a++) {
    for (int b = 0; b < k; b++) v[a * MOST + element(f->visit[o->from + a], f->visit[o->from + b])] = o->py[b];
    int g = n > f->elements ? f->group[o->from + a] : -1;
    if (g >= 0) v[a * MOST + f->elements] = r->zpy[g];
  }
  for (int j = 0; j < n; j++) {
    double *c = r->c + j * f->w, sv[MOST_VISITS] = {0};
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) sv[a] += o->inverse[a * k + b] * v[b * MOST + j];
      if (v[a * MOST + j] == 0.0) continue;
      for (int l = 0; l < f->w; l++) c[l] += o->G[a * w + l] * v[a * MOST + j];
    }
    for (int l = 0; l <= j; l++)
      for (int a = 0; a < k; a++) information[j * n + l] += 0.5 * v[a * MOST + l] * sv[a];
  }
}

// dD/dS = sum of S^-1 - S^-1 W C^-1 W'S^-1 - P y (P y)'. Uses G up.
static void slope_of_part(const kn_repeated *f, const kn_part *o, double *slope) {
  int k = o->k, w = f->w + 1;
  for (int a = 0; a < k; a++) kn_forward(f->C, f->w, o->G + a * w);
  for (int a = 0; a < k; a++)
    for (int b = 0; b <= a; b++) {
      double s = o->inverse[a * k + b] - o->py[a] * o->py[b];
      for (int l = 0; l < f->w; l++) s -= o->G[a * w + l] * o->G[b * w + l];
      slope[element(f->visit[o->from + a], f->visit[o->from + b])] += (a == b ? 1.0 : 2.0) * s;
    }
}

// dD/dtau = tr(Z'P Z) - |Z'P y|^2
static double slope_of_tau(const kn_repeated *f, double root, const kn_room *r) {
  int w = f->w + 1;
  double sum = 0.0;
  for (int g = 0; g < f->q; g++) {
    for (int l = 0; l < f->w; l++) r->row[l] = f->A[l <= g ? g * w + l : l * w + g] * (l < f->q ? root : 1.0);
    kn_forward(f->C, f->w, r->row);
    sum += f->A[g * w + g] - r->zpy[g] * r->zpy[g];
    for (int l = 0; l < f->w; l++) sum -= r->row[l] * r->row[l];
  }
  return sum;
}

// At a point where deviance() was asked just before. n: parameters that are free; 0: no information wanted.
static bool slopes(const kn_repeated *f, const kn_point *t, int n, kn_slopes *s) {
  size_t most = (size_t)(f->m * (f->w + 1)), wide = (size_t)f->w;
  double *store = calloc(most + wide * (size_t)(n + 1) + (size_t)f->q, sizeof *store);
  if (store == NULL) return false;
  kn_room r = {store, store + most, store + most + wide * (size_t)n, store + most + wide * (size_t)(n + 1)};
  memset(s, 0, sizeof *s);
  of_groups(f, t, r.white, r.zpy);
  for (int i = 0; i < f->people; i++) {
    kn_part o;
    part_of(f, t, i, r.white, &o);
    if (n > 0) inform(f, &o, n, &r, s->information);
    slope_of_part(f, &o, s->slope);
  }
  if (f->q > 0) s->slope[f->elements] = slope_of_tau(f, sqrt(tau_of(f, t)), &r);
  for (int j = 0; j < n; j++) kn_forward(f->C, f->w, r.c + (size_t)j * wide);
  for (int j = 0; j < n; j++)
    for (int l = 0; l <= j; l++)
      for (int i = 0; i < f->w; i++) s->information[j * n + l] -= 0.5 * r.c[j * f->w + i] * r.c[l * f->w + i];
  free(store);
  return true;
}

// ---- the fit ---------------------------------------------------------------------------------------------------------------
// Moments of what least squares leaves, shrunk to their diagonal until they are a covariance
static bool begin(kn_repeated *f) {
  double sum[MOST] = {0}, count[MOST] = {0}, L[MOST_VISITS * MOST_VISITS];
  int w = f->w + 1;
  f->at = (kn_point){{0}};
  for (int a = 0; a < f->m; a++) f->at.v[element(a, a)] = 1.0;
  if (isnan(deviance(f, &f->at))) return false;
  for (int i = 0; i < f->people; i++)
    for (int a = f->first[i]; a < f->first[i + 1]; a++)
      for (int b = f->first[i]; b <= a; b++) {
        double left[2];
        for (int k = 0; k < 2; k++) {
          const double *row = f->W + (size_t)(k ? b : a) * (size_t)w;
          left[k] = row[f->w];
          for (int j = f->q; j < f->w; j++) left[k] -= row[j] * f->x[j];
        }
        int e = element(f->visit[a], f->visit[b]);
        sum[e] += left[0] * left[1];
        count[e] += 1.0;
      }
  for (double keep = 0.95; keep > 0.0; keep -= 0.15) {
    for (int a = 0; a < f->m; a++)
      for (int b = 0; b <= a; b++) {
        int e = element(a, b);
        f->at.v[e] = count[e] > 0.0 ? sum[e] / count[e] * (a == b ? 1.0 : keep) : 0.0;
        L[a * f->m + b] = f->at.v[e];
      }
    if (kn_cholesky(L, f->m)) return true;
  }
  return false;
}

// Steps by the average information, halved until the deviance falls; near the minimum, where it has no digits left to fall
// by, as they are. True: there.
static bool descend(kn_repeated *f, int n) {
  enum { ROUNDS = 200, LAST = 3 };
  double step[MOST], now = deviance(f, &f->at);
  for (int round = 0, last = 0; round < ROUNDS; round++) {
    kn_slopes s;
    if (isnan(now) || !slopes(f, &f->at, n, &s) || !kn_cholesky(s.information, n)) return false;
    for (int j = 0; j < n; j++) step[j] = -0.5 * s.slope[j];
    kn_forward(s.information, n, step);
    kn_backward(s.information, n, step);
    const double near = 1e-9 + 1e-13 * fabs(now); // of many people the deviance is large, and its last digits are noise
    double decrement = 0.0, next = NAN, share = 1.0;
    for (int j = 0; j < n; j++) decrement -= step[j] * s.slope[j];
    if (decrement < near && last++ == LAST) return true;
    for (int half = 0; half < 40 && !(next <= now); half++, share *= 0.5) {
      kn_point to = f->at;
      for (int j = 0; j < n; j++) to.v[j] += share * step[j];
      next = deviance(f, &to);
      if (next <= now || (decrement < near && !isnan(next))) {
        f->at = to;
        break;
      }
    }
    if (isnan(next) || (next > now && !(decrement < near))) return false;
    now = next;
  }
  return false;
}

static double scale(const kn_repeated *f, int j) {
  for (int a = 0; a < f->m; a++)
    for (int b = 0; b <= a; b++)
      if (element(a, b) == j) return sqrt(f->at.v[element(a, a)] * f->at.v[element(b, b)]);
  return f->at.v[j];
}

// Differences of the slopes
static bool observe(kn_repeated *f) {
  int n = f->n;
  kn_slopes *s = malloc(2 * sizeof *s);
  f->H = calloc((size_t)(n * n), sizeof *f->H);
  bool good = s && f->H;
  for (int j = 0; good && j < n; j++) {
    double h = 1e-4 * scale(f, j);
    for (int k = 0; good && k < 2; k++) {
      kn_point to = f->at;
      to.v[j] += k ? h : -h;
      good = !isnan(deviance(f, &to)) && slopes(f, &to, 0, &s[k]);
    }
    for (int l = 0; good && l < n; l++) {
      double slope = (s[1].slope[l] - s[0].slope[l]) / (2.0 * h);
      f->H[l > j ? l * n + j : j * n + l] += l == j ? slope : 0.5 * slope;
    }
  }
  free(s);
  return good && kn_cholesky(f->H, n);
}

// People one after the other, whatever the order of the rows; who has no row is nobody.
static bool sort(kn_repeated *f, const kn_repeated_data *d) {
  int *count = calloc((size_t)d->people + 1, sizeof *count), w = f->w + 1;
  if (count == NULL) return false;
  for (int i = 0; i < d->rows; i++) count[d->person[i]]++;
  for (int i = 0, from = 0; i < d->people; i++) {
    int k = count[i];
    count[i] = from;
    if (k > 0) f->first[f->people++] = from;
    from += k;
  }
  f->first[f->people] = d->rows;
  for (int i = 0; i < d->rows; i++) {
    int to = count[d->person[i]]++, g = f->q > 0 ? d->group[i] : -1;
    double *row = f->W + (size_t)to * (size_t)w;
    if (g >= 0) row[g] = 1.0;
    memcpy(row + f->q, d->X + (size_t)i * (size_t)f->p, (size_t)f->p * sizeof *row);
    row[f->w] = d->y[i];
    f->visit[to] = d->visit[i];
    f->group[to] = g;
  }
  free(count);
  return true;
}

static kn_mixed_status fit_by_steps(kn_repeated *f) {
  if (!begin(f)) return KN_MIXED_SINGULAR;
  f->n = f->elements;
  if (!descend(f, f->n)) return KN_MIXED_SINGULAR;
  kn_slopes s;
  if (f->q > 0) { // groups only where they make the data likelier
    if (!slopes(f, &f->at, 0, &s)) return KN_MIXED_NO_MEMORY;
    if (s.slope[f->elements] < 0.0) {
      double mean = 0.0;
      for (int a = 0; a < f->m; a++) mean += f->at.v[element(a, a)] / f->m;
      double before = deviance(f, &f->at);
      for (double tau = 0.1 * mean; tau > 1e-9 * mean; tau *= 0.25) {
        f->at.v[f->elements] = tau;
        if (deviance(f, &f->at) < before) break;
      }
      f->n++;
      if (!descend(f, f->n)) return KN_MIXED_SINGULAR;
    }
  }
  if (!observe(f)) return KN_MIXED_SINGULAR;
  f->deviance = deviance(f, &f->at);
  return KN_MIXED_OK;
}

kn_mixed_status kn_repeated_fit(const kn_repeated_data *d, kn_repeated **fit) {
  *fit = NULL;
  if (d->rows <= d->columns || d->visits > MOST_VISITS || d->visits < 1) return KN_MIXED_SINGULAR;
  kn_repeated *f = calloc(1, sizeof *f);
  if (f == NULL) return KN_MIXED_NO_MEMORY;
  f->rows = d->rows;
  f->p = d->columns;
  f->q = d->groups;
  f->w = f->q + f->p;
  f->m = d->visits;
  f->elements = f->m * (f->m + 1) / 2;
  size_t w = (size_t)f->w + 1, rows = (size_t)f->rows, square = w * (w > MOST_VISITS ? w : MOST_VISITS);
  f->W = calloc(rows * w, sizeof *f->W);
  f->first = malloc(((size_t)d->people + 1 + 2 * rows) * sizeof *f->first);
  f->A = malloc((w * w + square + w) * sizeof *f->A);
  kn_mixed_status status = KN_MIXED_NO_MEMORY;
  if (f->W && f->first && f->A) {
    f->visit = f->first + d->people + 1;
    f->group = f->visit + rows;
    f->C = f->A + w * w;
    f->x = f->C + square;
    if (sort(f, d)) status = fit_by_steps(f);
  }
  if (status == KN_MIXED_OK)
    *fit = f;
  else
    kn_repeated_free(f);
  return status;
}

double kn_repeated_coefficient(const kn_repeated *f, int i) { return f->x[f->q + i]; }
double kn_repeated_covariance(const kn_repeated *f, int a, int b) { return f->at.v[element(a, b)]; }
double kn_repeated_group_sd(const kn_repeated *f) { return sqrt(tau_of(f, &f->at)); }
double kn_repeated_deviance(const kn_repeated *f) { return f->deviance; }

// v = c'(X'V^-1X)^-1 c; its slope along a parameter is z'V_j z with z = V^-1 X (X'V^-1X)^-1 c, which is S^-1 W C^-1 (0, c).
kn_estimate kn_repeated_contrast(const kn_repeated *f, const double *c, double level) {
  double value = 0.0, variance = 0.0, along[MOST] = {0};
  size_t wide = (size_t)f->w;
  double *h = calloc(wide + (size_t)(f->m * (f->w + 1)) + (size_t)f->q, sizeof *h);
  if (h == NULL) return kn_estimate_of(NAN, NAN, NAN, level);
  double *white = h + wide, *of_group = white + f->m * (f->w + 1);
  for (int i = 0; i < f->p; i++) value += c[i] * f->x[f->q + i], h[f->q + i] = c[i];
  kn_forward(f->C, f->w, h);
  for (int j = 0; j < f->w; j++) variance += h[j] * h[j];
  kn_backward(f->C, f->w, h);
  for (int i = 0; i < f->people; i++) {
    kn_part o;
    double z[MOST_VISITS];
    part_of(f, &f->at, i, white, &o);
    for (int a = 0; a < o.k; a++) {
      z[a] = 0.0;
      for (int j = 0; j < f->w; j++) z[a] += o.G[a * (f->w + 1) + j] * h[j];
      if (f->group[o.from + a] >= 0) of_group[f->group[o.from + a]] += z[a];
      for (int b = 0; b <= a; b++)
        along[element(f->visit[o.from + a], f->visit[o.from + b])] += (a == b ? 1.0 : 2.0) * z[a] * z[b];
    }
  }
  for (int g = 0; g < f->q; g++) along[f->elements] += of_group[g] * of_group[g];
  free(h);
  kn_forward(f->H, f->n, along);
  double of_variance = 0.0; // 2 H^-1 is the covariance of the parameters
  for (int j = 0; j < f->n; j++) of_variance += 2.0 * along[j] * along[j];
  return kn_estimate_of(value, sqrt(variance), 2.0 * variance * variance / of_variance, level);
}
