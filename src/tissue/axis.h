// axis.h -- a round load on the linear layers: what lies under it, by Hankel's integral over the modes of kernel.h [B5] [B7].
#pragma once
#include "hankel.h"
#include "kernel.h"

// A round load: radius (m) and the c_n of its pressure (N), hankel.h.
typedef struct kn_disc {
  double radius;
  double load[KN_SHAPES];
} kn_disc;
// p0 (1 - r^2/a^2)^n with force F
void kn_disc_patch(const kn_hankel *h, double radius, double profile, double force, kn_disc *load);
double kn_disc_force(const kn_disc *load);               // = c_0
double kn_disc_transform(const kn_disc *load, double k); // p^(k), N

enum { KN_GRID = 56 };
// The kernel at the depths z, tabulated over ln k; values between by cubic interpolation.
typedef struct kn_table {
  int depths;
  double lowest, step; // ln k
  kn_response at[KN_GRID][KN_DEPTHS];
} kn_table;
// For loads not smaller than `radius`. False when the kernel fails.
bool kn_table_fill(kn_table *t, const kn_column *c, double radius, double s, kn_load load, int n, const double *z);
void kn_table_read(const kn_table *t, double k, kn_response *out); // all depths; below the table ~ k^2, above it 0
// On the axis of the load; u, du: zero there by symmetry, so out[i].u holds the radial strain's even part -w'/2 instead (unused).
void kn_axis(const kn_hankel *h, const kn_table *t, const kn_disc *load, kn_response *out);
