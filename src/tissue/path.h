// path.h -- a tool on a stack from touch to its deepest level, ready for the touch clock: for each level what it does at once
// (finite.h) and how that fades (relax.h), as a share of what the linear layers with the level's secant moduli do.
#pragma once
#include "axis.h"
#include "finite.h"
#include "relax.h"

enum { KN_LEVELS = 14 };
// What a press is read by: the depth of the tool, then per layer mean strain, strain, shear and pressure at mid-depth.
enum {
  KN_DEPTH = 0,
  KN_STRAIN = 1,
  KN_STRAIN_MID = KN_STRAIN + KN_LAYERS,
  KN_SHEAR = KN_STRAIN_MID + KN_LAYERS,
  KN_PRESSURE = KN_SHEAR + KN_LAYERS,
  KN_READINGS = KN_PRESSURE + KN_LAYERS
};
// How far a path is built. CREEP: tissue that is held or stroked again and again sinks as deep as so many times the force sinks it
// at once. SPHERE: radii of a sphere, beyond which its contact would pass its equator. BEYOND: depths over the last level's at
// which the model has ended. FLOOR: of the depth to the bone: no tool goes deeper.
static const double KN_PATH_CREEP = 5.0, KN_PATH_SPHERE = 1.2, KN_PATH_BEYOND = 1.001, KN_PATH_FLOOR = 0.95;
typedef struct kn_path_level {
  kn_level finite;
  kn_column column;                               // with the secant moduli that reproduce the level's depth
  kn_disc load;                                   // its pressure
  double per_force[KN_READINGS];                  // reading at once / force: m/N, 1/N, Pa/N
  double memory[KN_READINGS][KN_MEMORIES];        // dA_j / force; of the depth, over the depth at once instead
  double memory_spread[KN_READINGS][KN_MEMORIES]; // its d/d ln(contact radius): long waves mind the radius less
  double spread[KN_READINGS]; // d ln(reading)/d ln(contact radius): tissue that has crept is deeper at the same force
} kn_path_level;
typedef struct kn_path {
  kn_stack stack;
  kn_press_tool tool;
  int levels;
  double ln_depth[KN_LEVELS], ln_give[KN_LEVELS],
      ln_radius[KN_LEVELS]; // depth (m), depth/force (m/N), contact radius (m)
  double give_power,
      radius_power;              // of the depth, towards first touch: Hertz's for a sphere, the area law's for a patch
  double last_give, last_radius; // and beyond the last level, as between the last two
  kn_path_level level[KN_LEVELS];
} kn_path;
// deepest: depth of a rigid tool (m) or force on a patch (N) to go to. Uses `memory` (kn_path_memory bytes) while it works.
// False when not even the first two levels have an equilibrium; fewer levels than wanted when a deeper one has none.
size_t kn_path_memory(const kn_stack *s, const kn_press_tool *t, double deepest);
bool kn_path_build(kn_path *p, const kn_hankel *h, const kn_relax *r, const kn_stack *s, const kn_press_tool *t,
                   double deepest, void *memory);

// Between levels, by depth: cubic in ln depth over four of them. Outside them, what is per newton stays.
typedef struct kn_at {
  int first, count; // levels
  double weight[4];
  double slope[4]; // d weight/d ln depth
  double below;    // ln of the depth over the first level's, if below it; else 0
  double above;    // the same over the last level's, if above it
} kn_at;
kn_at kn_path_at(const kn_path *p, double depth);
static inline double kn_at_mean(const kn_at *a, const double *value) {
  double sum = 0.0;
  for (int i = 0; i < a->count; i++) sum += a->weight[i] * value[a->first + i];
  return sum;
}
static inline double kn_path_ln_give(const kn_path *p, const kn_at *a) {
  return kn_at_mean(a, p->ln_give) + p->give_power * a->below + p->last_give * a->above;
}
static inline double kn_path_ln_radius(const kn_path *p, const kn_at *a) {
  return kn_at_mean(a, p->ln_radius) + p->radius_power * a->below + p->last_radius * a->above;
}
// ln of the path's contact radius there over that of the nearest level: not 0 outside the levels only
static inline double kn_path_outside(const kn_path *p, const kn_at *a) {
  return p->radius_power * a->below + p->last_radius * a->above;
}
double kn_path_give_slope(const kn_path *p, const kn_at *a); // d ln(depth/force)/d ln depth
// ln of the contact radius now over that of the level: of a patch, whose area follows its force; else 0
double kn_path_wider(const kn_path *p, const kn_at *at, double force);
// What one newton now adds to a reading at once [C3], and into memory (KN_MEMORIES, or NULL) what that will still do [D3].
// wider: ln of the contact radius over the path's there, as kn_path_wider has it.
double kn_path_gain(const kn_path *p, const kn_at *at, int reading, double wider, double *memory);
double kn_path_contact(const kn_path *p, double depth,
                       double force); // radius, m; force 0: the path's own at this depth

// A step of Newton on ln depth towards f(depth) = 0, as force is near a power of depth; slope: df/d ln depth. True: there.
static inline bool kn_path_nearer(double *depth, double f, double slope) {
  static const double MOST = 0.7, NEAR = 1e-10;
  double step = -f / slope;
  if (step > MOST) step = MOST;
  if (step < -MOST) step = -MOST;
  *depth *= kn_exp(step);
  return kn_abs(step) < NEAR;
}
enum { KN_PATH_TRIES = 12 };
