// record.h -- what a force-motion record says before anyone interprets it: where the sensor's zero is, how noisy it is,
// when the hand is on the skin, how fast it moves, whether something swings. No memory of its own: values are found by
// counting, not by sorting.
#pragma once
#include <stdbool.h>
#include "../lane/stroke.h"
#include "hand.rhs.h"

typedef struct kn_levels {
  double base;    // reading of the unloaded sensor, N; 0 when the hand never leaves the skin: then it cannot be known
  double high;    // force exceeded half a per cent of the time, base taken off, N
  double noise;   // SD of the force, N
  double place;   // SD of x and y, m
  double window;  // s to each side that a speed is taken over
  double on, off; // reading above which a contact begins and below which it ends, N
} kn_levels;
kn_levels kn_record_levels(const kn_hand_par *k, const kn_sample *r, long n);

// One loading: samples first..last are in contact. from..to is its part of the record, up to the middle of the gaps
// before and after, so that all parts together are the whole record.
typedef struct kn_loading {
  long first, last, from, to;
} kn_loading;
// The next loading after the one given (or the first, with last = -1); false when there is none.
bool kn_record_next(const kn_hand_par *k, const kn_levels *v, const kn_sample *r, long n, kn_loading *l);

// Least-squares slope of x and y over a window around sample i; variance: noise variance of each component
typedef struct kn_velocity {
  double x, y, variance;
} kn_velocity;
kn_velocity kn_record_velocity(const kn_levels *v, const kn_sample *r, long n, long i);
// Speed with the noise's share taken off; 0 where it could be nothing but noise
double kn_velocity_speed(const kn_velocity *v);

// How often w.(x, y, fz) swings up through its mean, counting only swings of more than `least` to each side
typedef struct kn_swing {
  double rate, amplitude; // Hz; sqrt 2 times the SD
  long count;
} kn_swing;
kn_swing kn_record_swing(const kn_sample *r, long first, long last, double wx, double wy, double wf, double least);

bool kn_measured(double x);                                       // not NAN
double kn_record_step(const kn_sample *r, long n, long i);        // time that sample i stands for, s (trapezium)
double kn_direction_of(const kn_hand_par *k, double x, double y); // -pi..pi
// The middle of samples i - 1, i, i + 1: no single spike passes
double kn_record_force(const kn_sample *r, long n, long i);
