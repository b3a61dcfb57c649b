// What loads of the past still do under the middle of a tool, on the grid and by the tool's path: a load is remembered at one
// level for the whole skin, and comes in as what makes the dent that the path says.
#include "field_inner.h"

static const double MARGIN = 0.4; // ln of the radius beyond those of the path's levels
static const double SMALL = 0.02; // of all creep: a memory with less of it follows the sum of them
static const double FAR = 3.0;    // no memory comes in at more than so many times, or less, what their sum does
static const double MOST = 5.0; // nor their sum, nor is anything revalued by more: a grid that cannot resolve the tool

void kn_creep_fill(kn_touch_kernels *k, const kn_modes *m) {
  double least = k->path->ln_radius[0], most = least;
  for (int i = 1; i < k->levels; i++)
    least = kn_min(least, k->path->ln_radius[i]), most = kn_max(most, k->path->ln_radius[i]);
  k->narrowest = least - MARGIN, k->widen = (most - least + 2.0 * MARGIN) / (KN_WIDTHS - 1);
  int waves[KN_RADII] = {0};
  for (int i = 0; i < m->count; i++) waves[m->mode[i].radius]++;
  float shape[KN_RADII];
  for (int i = 0; i < k->levels; i++)
    for (int w = 0; w < KN_WIDTHS; w++) {
      double *sum = k->creep[i][w];
      kn_kernels_shape(k, k->path->level[i].finite.depth, kn_exp(k->narrowest + w * k->widen), m, shape);
      for (int r = 0; r < m->radii; r++)
        for (int j = 0; j < KN_MEMORIES; j++)
          sum[j] += 2.0 * waves[r] / (k->box * k->box) * (double)shape[r] * (double)kn_kernels_w(k, i, r)[16 * (j + 1)];
    }
}

// m/N under the middle that the grid's kernels at this depth's level hold of a load of this radius
static void creep(const kn_touch_kernels *k, double depth, double ln_radius, double *out) {
  float share;
  int i = kn_kernels_level(k, depth, &share);
  double u = kn_min(kn_max((ln_radius - k->narrowest) / k->widen, 0.0), KN_WIDTHS - 1.0);
  int w = (int)kn_min(u, KN_WIDTHS - 2.0);
  for (int j = 0; j < KN_MEMORIES; j++) {
    double a = k->creep[i][w][j] + (u - w) * (k->creep[i][w + 1][j] - k->creep[i][w][j]),
           b = k->creep[i + 1][w][j] + (u - w) * (k->creep[i + 1][w + 1][j] - k->creep[i + 1][w][j]);
    out[j] = a + (double)share * (b - a);
  }
}

// want over has, memory by memory
static void over(const double *want, const double *has, float *out) {
  double wanted = 0.0, had = 0.0;
  for (int j = 0; j < KN_MEMORIES; j++) wanted += want[j], had += has[j];
  double all = wanted > 0 && had > 0 ? kn_min(kn_max(wanted / had, 1.0 / MOST), MOST) : 1.0;
  for (int j = 0; j < KN_MEMORIES; j++) {
    double own = want[j] > SMALL * wanted && has[j] > SMALL * had ? want[j] / has[j] : all;
    out[j] = (float)kn_min(kn_max(own, all / FAR), all * FAR);
  }
}

void kn_creep_comes(const kn_touch_kernels *k, double depth, double radius, double past_depth, float *comes) {
  double want[KN_MEMORIES], has[KN_MEMORIES], ln_radius = kn_log(radius);
  kn_at at = kn_path_at(k->path, depth);
  kn_path_gain(k->path, &at, KN_DEPTH, ln_radius - kn_path_ln_radius(k->path, &at), want);
  creep(k, past_depth, ln_radius, has);
  over(want, has, comes);
}

void kn_creep_worth(const kn_touch_kernels *k, double from, double to, float *worth) {
  double was[KN_MEMORIES], is[KN_MEMORIES], ln_radius = k->path->ln_radius[k->levels / 2];
  creep(k, from, ln_radius, was);
  creep(k, to, ln_radius, is);
  over(was, is, worth);
}
