// fluid.h -- interstitial fluid in one column: what was squeezed out of the layers, and how fast it comes back.
// The mechanics gives the undrained pressure p_u; the pressure p of the fluid starts there and spreads. Pa above rest.
#pragma once
#include "column.h"
#include "flow.rhs.h"

typedef struct kn_flow_fluid {
  int n;
  int layer[KN_FLOW_NODES];
  double dz[KN_FLOW_NODES], z[KN_FLOW_NODES]; // thickness and depth of each slice, m
  double p[KN_FLOW_NODES], p_u[KN_FLOW_NODES];
  double width;              // m, radius of the loaded patch over which fluid escapes sideways; 0: not at all
  int open_top, open_bottom; // 1: the surface lets fluid out at rest pressure (for tests: skin and bone do not)
  // since the beginning, m3/m2 = m: left through the ends and sideways, taken by lymph, filtered by capillaries
  double ends, sides, lymph, filtered;
} kn_flow_fluid;

// At rest; thickness (m) of skin, fat, muscle and the slices of each. 0 if they do not fit KN_FLOW_NODES.
int kn_flow_fluid_build(const double *thickness, const int *slices, kn_flow_fluid *f);
// A sudden load: a new undrained pressure at every slice, which the fluid takes up at once.
void kn_flow_fluid_load(kn_flow_fluid *f, const double *p_u);
// p_u: undrained pressure reached in a straight line at the end of the step; NULL: it stays. capillary: pressure of the
// capillaries above rest, Pa (a squeezed capillary has the tissue's pressure on top of its own); lymph: uptake beyond
// that of rest, 1/s; each a slice, or NULL for none.
void kn_flow_fluid_step(const kn_flow_par *k, kn_flow_fluid *f, double dt, const double *p_u, const double *capillary,
                        const double *lymph);
// Fluid missing, m3/m2 = m: the settlement of the surface [F2]
double kn_flow_fluid_lost(const kn_flow_par *k, const kn_flow_fluid *f);
double kn_flow_fluid_lost_of(const kn_flow_par *k, const kn_flow_fluid *f, int layer); // by one layer
