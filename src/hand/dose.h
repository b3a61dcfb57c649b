// dose.h -- what a force-motion record adds up to, in the terms that devices and trials report.
#pragma once
#include "record.h"

typedef struct kn_dose {
  double seconds;                      // length of the record
  double contact, duty;                // s on the skin; its share
  double impulse;                      // N s: integral of the normal force, the sensor's zero taken off
  double force_mean, force_peak;       // normal force on the skin, N: mean over contact; highest of medians of three
  double pressure_mean, pressure_peak; // Pa: mean over contact of F/A(F); p0 of [A1] at the peak force
  long loadings;                       // contacts that begin
  double rate;        // Hz: of loadings, pauses left out; of the force's swings when it is never lifted
  double path, speed; // m, m/s: along the skin while in contact; mean
  double angle;       // rad, of the force to the normal, mean over contact weighted by force
  double ratio;       // tangential over normal force, both summed over contact
  double base, noise; // of the sensor, N
} kn_dose;
// A dose of zeros when nothing is ever on the skin.
kn_dose kn_dose_of(const kn_hand_par *k, const kn_hand_tool *tool, const kn_sample *record, long n);
