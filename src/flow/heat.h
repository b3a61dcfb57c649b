// heat.h -- temperature through skin, fat and muscle of one place: Pennes' balance of conduction, blood and metabolism.
#pragma once
#include "column.h"
#include "flow.rhs.h"

typedef struct kn_flow_heat {
  int n;
  int layer[KN_FLOW_NODES];
  double dz[KN_FLOW_NODES], z[KN_FLOW_NODES]; // thickness and depth of each slice, m
  double T[KN_FLOW_NODES];                    // K
  double core;                                // temperature below the deepest layer, K; below 0: no heat passes
  // since the beginning, J/m2: through the surface, from the core, from blood, from metabolism
  double surface, deep, blood, made;
} kn_flow_heat;

// At arterial temperature; thickness (m) of skin, fat, muscle and the slices of each. 0 if they do not fit.
int kn_flow_heat_build(const kn_flow_par *k, const double *thickness, const int *slices, kn_flow_heat *h);
// flow: of each layer, 1 = rest. The surface comes from kn_flow_surface_of (contact, friction heat).
void kn_flow_heat_step(const kn_flow_par *k, kn_flow_heat *h, double dt, const double *flow,
                       const kn_flow_surface *surface);
// Where it settles
void kn_flow_heat_settle(const kn_flow_par *k, kn_flow_heat *h, const double *flow, const kn_flow_surface *surface);
// Temperature at a depth (m), K; at 0 that of the surface itself
double kn_flow_heat_at(const kn_flow_par *k, const kn_flow_heat *h, double depth, const kn_flow_surface *surface);
