// A vertical cut through the tissue under the tool, for pictures: Hankel's integral of the level's linear layers, scaled to
// the depth that the tool has now.
#include "plant.h"
#include <stdlib.h>

enum { BATCH = KN_DEPTHS - 1 };

// Different depths of the asked points, at most BATCH of them above `from`; ascending
static int depths(int count, const double *z, double from, double *out) {
  int n = 0;
  for (int i = 0; i < count; i++) {
    double v = z[i] < 0 ? 0.0 : z[i];
    if (!(v > from)) continue;
    int at = 0;
    while (at < n && out[at] < v) at++;
    if (at < n && !(out[at] > v)) continue;
    if (at == BATCH) continue; // a later batch
    if (n < BATCH) n++;
    for (int k = n - 1; k > at; k--) out[k] = out[k - 1];
    out[at] = v;
  }
  return n;
}

typedef struct wave { // of the transforms at one kappa, at the batch's depths
  double v;
  kn_response r[KN_DEPTHS];
} wave;

static bool batch(const kn_touch *p, const kn_path_level *level, double scale, int count, const double *x,
                  const double *z, int n, const double *depth, kn_table *t, wave *waves, double *u, double *w,
                  double *pr, double *shear) {
  const kn_hankel *h = &p->hankel;
  double a = level->load.radius;
  if (!kn_table_fill(t, &level->column, a, KN_AT_ONCE, KN_NORMAL, n, depth)) return false;
  for (int k = 0; k < KN_WAVES; k++) {
    double load = 0.0;
    for (int s = 0; s < KN_SHAPES; s++) load += level->load.load[s] * h->shape[k][s];
    waves[k].v = scale * load * h->kappa[k] * h->kappa_weight[k] / (2.0 * p->numbers.hand.pi * a * a);
    kn_table_read(t, h->kappa[k] / a, waves[k].r);
  }
  for (int i = 0; i < count; i++) {
    double at = z[i] < 0 ? 0.0 : z[i], r = kn_abs(x[i]), sum[6] = {0};
    int q = 0;
    while (q < n && (depth[q] < at || depth[q] > at)) q++;
    if (q == n) continue;
    for (int k = 0; k < KN_WAVES; k++) {
      const kn_response *o = &waves[k].r[q];
      double kappa = h->kappa[k], j0 = kn_bessel(0, kappa * r / a), j1 = kn_bessel(1, kappa * r / a), v = waves[k].v;
      double j2 = kappa * r / a > 1e-6 ? 2.0 * j1 / (kappa * r / a) - j0 : 0.0;
      sum[0] += v * o->w * j0, sum[1] += v * o->u * j1, sum[2] += v * o->p * j0;
      sum[3] += v * o->dw * j0, sum[4] += v * o->dw * j2, sum[5] += v * (o->du - kappa / a * o->w) * j1;
    }
    if (w) w[i] = sum[0];
    if (u) u[i] = x[i] < 0 ? -sum[1] : sum[1];
    if (pr) pr[i] = sum[2];
    if (shear) { // in the plane of the cut: e_zz, e_rr = -(e_zz + J2 part)/2, gamma_rz
      double e_rr = -0.5 * (sum[3] - sum[4]), half = 0.5 * (sum[3] - e_rr);
      shear[i] = 2.0 * kn_sqrt(half * half + 0.25 * sum[5] * sum[5]);
    }
  }
  return true;
}

kn_status kn_touch_look(const kn_touch *p, int count, const double *x, const double *z, double *u, double *w,
                        double *pr, double *shear) {
  if (p == NULL || count < 0 || (count > 0 && (x == NULL || z == NULL))) return KN_BAD_ARGUMENT;
  for (int i = 0; i < count; i++) {
    if (!(x[i] - x[i] == 0.0) || !(z[i] - z[i] == 0.0)) return KN_NOT_FINITE;
    if (u) u[i] = 0.0;
    if (w) w[i] = 0.0;
    if (pr) pr[i] = 0.0;
    if (shear) shear[i] = 0.0;
  }
  double now = p->state.depth;
  if (!(now > 0)) return KN_OK;
  int near = 0;
  while (near < p->path.levels - 1 && p->path.level[near].finite.depth < now) near++;
  const kn_path_level *level = &p->path.level[near];
  size_t size = sizeof(kn_table) + KN_WAVES * sizeof(wave);
  char *memory = p->def.alloc(size, p->def.user);
  if (memory == NULL) return KN_NO_MEMORY;
  kn_status st = KN_OK;
  double depth[BATCH], from = -1.0;
  for (int n; st == KN_OK && (n = depths(count, z, from, depth)) > 0; from = depth[n - 1])
    if (!batch(p, level, now / level->finite.depth, count, x, z, n, depth, (kn_table *)memory,
               (wave *)(memory + sizeof(kn_table)), u, w, pr, shear))
      st = KN_NOT_FINITE;
  p->def.release(memory, p->def.user);
  return st;
}
