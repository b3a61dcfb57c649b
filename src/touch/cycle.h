// cycle.h -- one representative cycle of a stroke on the touch clock: hand, layers and vessels together, repeated until it
// repeats itself; and the statistics of it that the slower clocks live by. Solved once for a person, region and stroke.
#pragma once
#include "../flow/flow.rhs.h"
#include "../hand/motion.h"
#include "../tissue/path.h"
#include "../tissue/tendon.rhs.h"
#include "numbers.h"
#include <knead/status.h>

// What the chain reads of a stroke. Pressures are those at the middle of the stroke's path.
typedef struct kn_touch_cycle {
  double p;                                      // [J1] at mid-muscle, mean over the loaded half of the cycle, Pa
  double surface_mean, surface_peak;             // p_s = F/A and p_0 at the peak of the force, Pa
  double skin, fat, muscle;                      // peak pressure at mid-depth, Pa
  double strain_skin, strain_fat, strain_muscle; // largest vertical strain at mid-depth
  double under[3]; // the same under the tool's own middle, wherever it is: as a plant says it
  double shear_skin, shear_fat, shear_muscle; // largest shear strain at mid-depth
  double depth, radius, force;                // m, m, N at the peak of the force
  double energy;                              // left in the tissue by one cycle, J
  double rate, speed, heat;                   // Hz, m/s, friction heat under the hand, W/m2
  double share;                               // of the region that is worked on at a time
  double skin_flow, muscle_flow;              // mean over the region while it is worked on, 1 = rest in her tone
  double lymph_flow;                          // the same of skin and muscle together, 1 = rest
  double skin_oxygen, lymph;                  // of the skin of the place that is worked on, 1 = rest
  double muscle_oxygen, muscle_lymph;         // of its muscle
  double lactate, lactate_made;               // of its muscle: where it would settle, mol/m3; made, mol/m3/s
  double drained[KN_FLOW_LAYERS];             // [F2] fluid that ten minutes press out of skin, fat, muscle, m
  double slip, film;                          // [E1] of the film on the muscle: largest slip, m; mean rate, 1/s
  double tendon_strain, tendon_force;         // [joint 5] of the region's tendon: largest; N
  kn_tendon_rates tendon;                     // its dose a second, mean over the cycle
  bool stretches;                             // the joint is turned to the end of its range and held
  double held;                                // share of the cycle that it is loaded
  int passes;                                 // until the cycle repeated
  bool round;                                 // it did repeat; else the last pass
  bool beyond;                                // the force is more than the tissue model holds; values are carried on
} kn_touch_cycle;

// What is worked with, and where.
typedef struct kn_touch_place {
  const kn_touch_numbers *numbers;
  const kn_stack *stack;
  double length, width;         // of the region, m
  double tone;                  // ln of sympathetic tone, 0 = usual
  double broken;                // share of the structure of the film on the muscle that is broken, 0 = rested
  double torque;                // N m at which a stretch of the region's joint is held
  const kn_tendon_line *tendon; // NULL: the region has none that hands reach
} kn_touch_place;
typedef struct kn_touch_hand {
  kn_press_tool tool;
  double aspect; // long over short side of a patch; its squareness is the tool's
  kn_stroke stroke;
} kn_touch_hand;

// A tool on a stack, ready for strokes up to a force: made once for all strokes of one tool. Memory is the caller's.
typedef struct kn_cycle_solver kn_cycle_solver;
size_t kn_cycle_solver_size(void);
// KN_NO_MEMORY, or KN_NO_EQUILIBRIUM when the tool finds no equilibrium on this stack; then nothing is held.
kn_status kn_cycle_begin(kn_cycle_solver *b, const kn_touch_place *place, const kn_press_tool *tool, double force,
                         void *(*alloc)(size_t size, void *user), void (*release)(void *p, void *user), void *user);
void kn_cycle_end(kn_cycle_solver *b);
// What the cycle of the last solve does beside the field: film, tendon, fluid (loads.c).
void kn_cycle_film(const kn_touch_place *place, const kn_stroke *stroke, kn_touch_cycle *cycle);
void kn_cycle_tendon(const kn_touch_place *place, const kn_stroke *stroke, kn_touch_cycle *cycle);
// mean: pressure at mid-depth of skin, fat and muscle, mean over the cycle, Pa
void kn_cycle_fluid(const kn_touch_place *place, const double *mean, kn_touch_cycle *cycle);
// Thickness of skin, fat and all below, m, of any stack; fewer layers are cut in parts, so that the depth stays.
void kn_touch_three_layers(const kn_stack *stack, double *thickness);
bool kn_cycle_solve(kn_cycle_solver *b, const kn_touch_hand *hand, kn_touch_cycle *cycle);
