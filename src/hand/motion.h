// motion.h -- how a hand moves and presses during one cycle of a stroke, and how strokes are laid over a region.
// Closed forms of the phase: nothing is remembered, any phase may be asked for in any order.
//
// s: phase of the cycle, 0-1; on: loaded share; T = 1/rate; the loaded part comes first, u = s/on runs through it.
// The path of the loaded part is speed x on x T in every pattern that moves.
//
// pattern  force along the normal                         movement while loaded                   skin
// GLIDE    half sine                                      straight, steady; back while lifted     slips
// KNEAD    half sine                                      once round a circle, steady             slips
// TAP      half sine                                      none                                    sticks
// HOLD     raised-cosine ramp up, hold, ramp down         none                                    sticks
// STRETCH  as HOLD                                        out along `direction` and back          sticks
// CIRCLE   as HOLD; no ramps when on = 1                  once round a circle, steady             sticks
// CROSS    as CIRCLE                                      one sine to and fro along `direction`   sticks
// VIBRATE  mean + sine; force = mean (1 + swing)          one sine to and fro, if speed > 0       sticks
#pragma once
#include <stdbool.h>
#include "../lane/stroke.h"
#include "hand.rhs.h"

typedef struct kn_motion {
  double x, y;   // from the middle of the stroke, m
  double vx, vy; // m/s
  double normal; // N, >= 0; 0 = lifted
  double tx, ty; // tangential force on the skin, N
  bool slips;    // the hand slides over the skin; false: the skin goes with it
} kn_motion;

double kn_stroke_period(const kn_stroke *s);                                    // T, s
double kn_stroke_loaded(const kn_stroke *s);                                    // on, as the pattern uses it
kn_motion kn_motion_at(const kn_hand_par *k, const kn_stroke *s, double phase); // phase wraps
double kn_stroke_path(const kn_stroke *s);                                      // of the loaded part of one cycle, m
double kn_stroke_normal(const kn_hand_par *k, const kn_stroke *s); // peak of the normal force, F cos(angle), N
// Moments of the normal force over one whole cycle, over its peak: mean, and mean square.
// The mean over the loaded part is mean/on; the impulse of a cycle is mean x peak x T.
typedef struct kn_moments {
  double mean, square;
} kn_moments;
kn_moments kn_stroke_moments(const kn_hand_par *k, const kn_stroke *s);

// ---- a session over a region -------------------------------------------------------------------------------------------
// The region is length (x) by width (y), its middle at (0, 0). A stroke and its patch cover a tile; nx x ny tiles cover
// the region, their middles evenly spaced, visited row by row to and fro (serpentine). Each visit is a whole number of
// cycles, then the hand moves on until the next visit begins. So at a place the rate of loading during a visit is the
// stroke's, and its share of the session is tile over region = 1/(nx ny), less the moves.
typedef struct kn_schedule {
  int nx, ny;             // places along and across
  double tile_x, tile_y;  // distance of neighbouring places, m
  double visit;           // from one visit's start to the next, s
  int cycles;             // loaded cycles in a visit
  int visits;             // in the session
  double period, seconds; // T; the session
  double share;           // of the session's time that a place is being worked on
  double covered;         // share of the places that are reached at all; < 1 when the session is too short
} kn_schedule;
typedef struct kn_place {
  int visit, column, row; // column < 0: before the start or after the end
  double x, y;            // middle of the stroke, m
  double phase;           // of the cycle; meaningless while moving
  bool moving;            // between two places, nothing is loaded
} kn_place;
// half_x, half_y: half the extent of the contact patch along the region's length and width
kn_schedule kn_schedule_over(const kn_hand_par *k, const kn_stroke *s, double length, double width, double half_x,
                             double half_y, double seconds);
kn_place kn_schedule_at(const kn_schedule *c, double t);
