// Whether a settled day holds: a disturbance of it must die. The Jacobian that the search has carried along from somebody
// else knows the slow modes that everybody has; a few days from disturbed states correct it where it matters: after a wave
// of all modes, which brings out what only she has, along the slowest that is known so far.
#include "settle.h"
#include <math.h>
#include <string.h>

enum { N = KN_SETTLE_MAX, WAVE = 3, DAYS = 8 };
static const double DOUBT = 0.995; // above this multiplier the whole Jacobian is taken

// rho = |M^n|^(1/n), n = 4096, by squaring M (n x n, lost): the slowest modes are often a pair of glands that turn as they
// die, and a plain power iteration never settles on such a pair. v: the slowest disturbance.
static double radius_of(double *M, double *S, int n, double *v) {
  enum { SQUARINGS = 12 };
  double log_norm = 0.0;
  for (int round = 0; round <= SQUARINGS; round++) {
    double norm = 0.0;
    for (int i = 0; i < n * n; i++) norm = fmax(norm, fabs(M[i]));
    if (!(norm > 0)) return 0.0;
    for (int i = 0; i < n * n; i++) M[i] /= norm;
    log_norm += log(norm) / (double)(1 << round);
    if (round == SQUARINGS) break;
    memset(S, 0, (size_t)(n * n) * sizeof *S);
    for (int i = 0; i < n; i++)
      for (int k = 0; k < n; k++)
        for (int j = 0; j < n; j++) S[i * n + j] += M[i * n + k] * M[k * n + j];
    double *swap = M;
    M = S;
    S = swap;
  }
  double most = 0.0;
  for (int i = 0; i < n; i++) {
    v[i] = 0.0;
    for (int j = 0; j < n; j++) v[i] += M[i * n + j];
    most = fmax(most, fabs(v[i]));
  }
  for (int i = 0; i < n && most > 0; i++) v[i] /= most;
  return exp(log_norm);
}

// w = M v in scales, M the day's Jacobian at y, by one more day
static kn_status after_a_day(kn_search *q, const double *y, const double *F, const double *v, double *w) {
  double most = 0.0, z[KN_MAX_STATES], G[N];
  for (int i = 0; i < q->n; i++) most = fmax(most, fabs(v[i]));
  const double h = KN_NUDGE / most;
  for (int i = 0; i < q->n; i++) z[i] = kn_settle_inside(i, y[i] + h * v[i] * q->scale[i]);
  kn_status st = kn_settle_residual(q, z, G);
  for (int i = 0; st == KN_OK && i < q->n; i++) w[i] = (G[i] - F[i] + (z[i] - y[i]) / q->scale[i]) / h;
  return st;
}

static double of_jacobian(kn_search *q, double *v) {
  const int n = q->n;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) q->power[0][i * n + j] = q->jacobian[j * N + i] + (i == j); // M = I + J
  return radius_of(q->power[0], q->power[1], n, v);
}

// What is left of v after a season by the Jacobian as it stands, largest 1
static void live_on(const kn_search *q, double *v) {
  enum { SEASON = 96 };
  double w[KN_MAX_STATES];
  for (int day = 0; day < SEASON; day++) {
    memcpy(w, v, sizeof w);
    for (int j = 0; j < q->n; j++)
      for (int i = 0; i < q->n; i++) w[i] += q->jacobian[j * N + i] * v[j];
    double most = 0.0;
    for (int i = 0; i < q->n; i++) most = fmax(most, fabs(w[i]));
    for (int i = 0; i < q->n; i++) v[i] = most > 0 ? w[i] / most : 0.0;
  }
}

static double dot(const double *a, const double *b, int n) {
  double sum = 0.0;
  for (int i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

// Secants, each put in along what is new in its direction, so that the earlier ones stay true
static kn_status correct(kn_search *q, const double *y, const double *F) {
  double v[KN_MAX_STATES], w[KN_MAX_STATES], known[DAYS][KN_MAX_STATES];
  const int n = q->n;
  for (int i = 0; i < n; i++) v[i] = 1.0;
  for (int day = 0; day < DAYS; day++) {
    if (day >= WAVE) live_on(q, v);
    kn_status st = after_a_day(q, y, F, v, w);
    if (st != KN_OK) return st;
    double *fresh = known[day];
    memcpy(fresh, v, sizeof v);
    for (int k = 0; k < day; k++) {
      double share = dot(known[k], fresh, n);
      for (int i = 0; i < n; i++) fresh[i] -= share * known[k][i];
    }
    double size = sqrt(dot(fresh, fresh, n)), along;
    if (!(size > 1e-8 * sqrt(dot(v, v, n)))) return KN_OK; // nothing new: the slowest has been found
    for (int i = 0; i < n; i++) fresh[i] /= size;
    along = dot(fresh, v, n);
    for (int i = 0; i < n; i++) {
      double Mv = v[i];
      for (int j = 0; j < n; j++) Mv += q->jacobian[j * N + i] * v[j];
      double d = (w[i] - Mv) / along;
      for (int j = 0; j < n; j++) q->jacobian[j * N + i] += d * fresh[j];
    }
    memcpy(v, w, sizeof v);
  }
  return KN_OK;
}

kn_status kn_settle_stability(kn_search *q, const double *y, double *radius, double *direction) {
  double F[N];
  kn_status st = kn_settle_residual(q, y, F);
  if (st == KN_OK) st = correct(q, y, F);
  if (st != KN_OK) return st;
  *radius = of_jacobian(q, direction);
  if (*radius <= DOUBT) return KN_OK;
  st = kn_settle_differences(q, y, F);
  if (st == KN_OK) *radius = of_jacobian(q, direction);
  return st;
}

bool kn_settle_drifts_to(kn_search *q, const double *y, const double *direction, double *score) {
  double z[KN_MAX_STATES], stated = q->latent[0].stated, F[N];
  bool found = false;
  for (int side = -1; side <= 1; side += 2) {
    for (int i = 0; i < q->n; i++) z[i] = kn_settle_inside(i, y[i] + 0.5 * side * direction[i] * q->scale[i]);
    if (kn_settle_days(q, 400.0, z) != KN_OK || kn_settle_residual(q, z, F) != KN_OK) continue;
    double end = kn_settle_score(q, 0, q->at_start);
    if (!found || fabs(end - stated) < fabs(*score - stated)) *score = end;
    found = true;
  }
  return found;
}
