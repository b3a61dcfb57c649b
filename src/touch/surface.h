// surface.h -- the strokes of one tool as smooth functions of the layers they meet, of their force and of the tone of the
// vessels: solved on a few stacks around a middle one, read anywhere near. For cohorts, where a thousand people get the same
// strokes in tissue that differs a little.
#pragma once
#include "cycle.h"

enum { KN_SURFACE_STROKES = 3, KN_SURFACE_FIELDS = 39 };
enum kn_surface_axis {
  KN_AXIS_THICKNESS,                     // of the first four layers
  KN_AXIS_SHEAR = KN_AXIS_THICKNESS + 4, // of skin, of fat, of all muscle
  KN_AXIS_SHEET = KN_AXIS_SHEAR + 3,     // of the fascia
  KN_AXIS_GLIDE,                         // viscous, of all slip planes
  KN_AXIS_FORCE,                         // of all strokes
  KN_AXIS_TONE,                          // place.tone
  KN_SURFACE_AXES
};
enum { KN_SURFACE_NODES = 1 + 2 * KN_SURFACE_AXES };

// f = at + sum slope x + bend x^2, of the field or of its logarithm; x: shares of an axis' width from the middle
typedef struct kn_surface_fit {
  double at, slope[KN_SURFACE_AXES], bend[KN_SURFACE_AXES];
  bool log;
} kn_surface_fit;
typedef struct kn_surface {
  kn_stack middle;
  double tone; // of the middle
  int strokes;
  kn_touch_hand hand[KN_SURFACE_STROKES]; // of one tool
  kn_touch_cycle at[KN_SURFACE_STROKES];  // in the middle
  kn_surface_fit fit[KN_SURFACE_STROKES][KN_SURFACE_FIELDS];
} kn_surface;
typedef struct kn_surface_node {
  bool good;
  kn_touch_cycle cycle[KN_SURFACE_STROKES];
} kn_surface_node;

// Solves the strokes of s->hand at a node; node 0 gives those of other forces, nodes 1 .. 2, too. place: the middle's, its stack and tone
// not read. KN_OK also where the tissue finds no equilibrium: then the node is not good. Nodes may be solved at the same time.
kn_status kn_surface_solve(const kn_surface *s, const kn_touch_place *place, int node, kn_surface_node *nodes,
                           void *(*alloc)(size_t size, void *user), void (*release)(void *p, void *user), void *user);
bool kn_surface_solves(int node); // false: given by another
// Puts the surface through the nodes; false: the middle is not good.
bool kn_surface_through(kn_surface *s, const kn_surface_node *nodes);
// The strokes on a stack, with a force `times` that of s->hand; false: too far away to be read here.
bool kn_surface_read(const kn_surface *s, const kn_stack *stack, double times, double tone, kn_touch_cycle *cycle);
