// random.h -- counter-based random numbers (Philox4x32-10 of Random123). A draw is a pure function of its key, so a
// person's draws do not depend on who else is simulated, in which order, or on how many threads.
#pragma once
#include <stdint.h>

// What a draw is for. Append only: the numbers are part of every stored result.
typedef enum kn_draw {
  KN_DRAW_MEASURE = 1,
  KN_DRAW_LIFE = 2,
  KN_DRAW_PEOPLE = 3,     // who she is
  KN_DRAW_PARAMETER = 4,  // the model's parameters of hers
  KN_DRAW_ALLOCATION = 5, // arm, order, therapist
  KN_DRAW_THERAPIST = 6,  // what a therapist is like
  KN_DRAW_ATTENDANCE = 7, // sessions missed, when she leaves
  KN_DRAW_RESAMPLE = 8,   // people taken out of a pool, with their readings
  KN_DRAW_BELIEF = 9      // which arm she thinks she is in
} kn_draw;

double kn_uniform(uint64_t seed, uint64_t person, kn_draw purpose, uint64_t index); // in (0,1)
double kn_normal(uint64_t seed, uint64_t person, kn_draw purpose, uint64_t index);  // mean 0, variance 1
