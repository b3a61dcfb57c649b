// outline.h -- the load of a tool whose outline is a superellipse [A1], by its Fourier transform: what the grid presses with.
//
// p = p0 (1 - r^2)^n, r^m = |x/a|^m + |y/b|^m. Along and across the tool, in units of the half axes of the ellipse of the same
// area and aspect, the transform of that ellipse is round: it depends on kappa^2 = u^2 + v^2 alone. What the superellipse adds
// to it depends on u and v, is the same for every area, force, aspect and heading, and is worked out once for a tool.
#pragma once
#include "../lane/lane.h"
#include <stdbool.h>

enum { KN_OUTLINE = 161 };
static const double KN_OUTLINE_STEP = 0.25; // of u and v; beyond the table, 40, a patch counts as its ellipse
typedef struct kn_outline {
  double half;                          // half axis over that of the ellipse of the same area
  float corner[KN_OUTLINE][KN_OUTLINE]; // p^/F of the superellipse less that of the ellipse, over |v| and |u|
} kn_outline;
// squareness m >= 1, 2 adds nothing; profile n >= 0
void kn_outline_fill(kn_outline *o, double squareness, double profile);

// The same at |u|/KN_OUTLINE_STEP and |v|/KN_OUTLINE_STEP, linear between the points
static inline float kn_outline_at(const kn_outline *o, float u, float v) {
  static const float END = KN_OUTLINE - 1;
  if (!(u < END && v < END)) return 0.0f;
  int i = (int)u, j = (int)v;
  float x = u - (float)i, y = v - (float)j;
  const float *a = &o->corner[j][i], *b = &o->corner[j + 1][i];
  float low = a[0] + x * (a[1] - a[0]), high = b[0] + x * (b[1] - b[0]);
  return low + y * (high - low);
}
