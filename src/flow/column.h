// column.h -- diffusion up and down through the layers of one place: the solver that interstitial fluid and heat share.
// Finite volumes; TR-BDF2, second order in time and damping what a step cannot resolve, so that any step is stable.
#pragma once

enum { KN_FLOW_NODES = 64 };
// store_i y_i' = pass_i (y_i-1 - y_i) + pass_i+1 (y_i+1 - y_i) + make_i - lose_i y_i; beyond the ends: top, bottom
typedef struct kn_flow_column {
  int n;
  double store[KN_FLOW_NODES], make[KN_FLOW_NODES], lose[KN_FLOW_NODES];
  double pass[KN_FLOW_NODES + 1]; // pass[0] to the top, pass[n] to the bottom; 0 = closed
  double top, bottom;
} kn_flow_column;
// What happened during a step: time integrals of what came in at the ends, and of y at each node. They add up exactly:
// sum(store dy) = top + bottom + sum(make h - lose mean).
typedef struct kn_flow_came {
  double top, bottom;
  double mean[KN_FLOW_NODES];
} kn_flow_came;

// Carries y h seconds on with everything else constant; fills *came.
void kn_flow_column_step(const kn_flow_column *c, double h, double *y, kn_flow_came *came);
// Where y settles
void kn_flow_column_settle(const kn_flow_column *c, double *y);

// Layers of the given thickness (m) cut into the given numbers of slices: thickness and middle of each, and its layer.
// Returns their number, or 0 if they do not fit.
int kn_flow_column_cut(const double *thickness, const int *slices, int layers, double *dz, double *z, int *layer);
