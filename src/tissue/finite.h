// finite.h -- a round tool pressed into the layers, at finite strain: the large-strain truth that the linear Fourier
// solver is corrected by (path.h). An axisymmetric finite-element solution, coarse but converged to about 1 % in force,
// followed from touch to the deepest level once for a stack and a tool. Everything acts at once: nothing relaxes or drains.
#pragma once
#include "column.h"
#include "hankel.h"

typedef enum kn_press_shape { KN_PRESS_PATCH, KN_PRESS_SPHERE, KN_PRESS_PUNCH, KN_PRESS_SLIDING } kn_press_shape;
typedef struct kn_press_tool {
  kn_press_shape shape;
  bool dead;                    // patch: its load stays where it was on the skin and vertical, as the reference has it
  double radius;                // sphere; punch, m
  double area, force, exponent; // [A2] patch: A = area (F/force)^exponent
  double profile;               // [A1] patch: n of p0 (1 - r^2)^n
  double squareness; // [A1] of a patch's outline, on the grid; here it is the disc of its area. 0 or 2: an ellipse
} kn_press_tool;
double kn_press_radius(const kn_press_tool *t, double force); // of a patch under a force, or of a punch; m

// The tissue under a tool at one depth. Values on the load's axis; compression positive.
typedef struct kn_level {
  double depth, force, radius; // m, N; of the contact, m
  double peak;                 // contact pressure in the middle, Pa
  double load[KN_SHAPES];      // c_n of its pressure (hankel.h), N; their sum of P_2n is f
  double top[KN_LAYERS];       // displacement of each layer's top, m
  double strain[KN_LAYERS];    // mid-depth, vertical
  double pressure[KN_LAYERS];  // mid-depth, Pa
  double shear[KN_LAYERS];     // largest shear strain at mid-depth, anywhere under the tool
  double secant[KN_LAYERS];    // modulus by which the layer's energy grows, over that at rest
} kn_level;

typedef struct kn_finite kn_finite;
size_t kn_finite_size(const kn_stack *s, const kn_press_tool *t,
                      double deepest); // bytes of memory that a solution needs
// Starts at rest in `memory` (of that size, aligned for doubles). deepest: depth or, of a patch, the radius to be resolved (m).
kn_finite *kn_finite_begin(void *memory, const kn_stack *s, const kn_press_tool *t, double deepest);
// Moves on to a depth (rigid tools, m) or force (patch, N), from where it stands; fills *level. False when the tissue gives
// no further equilibrium (it buckles or the mesh tangles): it then stands where it stood.
bool kn_finite_press(kn_finite *f, double to, kn_level *level);
