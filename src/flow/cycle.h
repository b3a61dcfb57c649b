// cycle.h -- the touch clock of flow: a vascular cell under a stroke's repeated pressure, until it repeats itself.
#pragma once
#include "cell.h"

typedef struct kn_flow_cycle {
  double mean; // inflow, mean over the last cycle, 1 = rest
  double low, high;
  double seconds;    // touch-clock time until the mean repeated to the tolerance
  double oxygen;     // of the tissue, mean over the last cycle, 1 = rest
  double oxygen_low; // its lowest
  double lymph;      // what leaves the region, mean over the last cycle, 1 = rest
  double made;       // lactate, mean over the last cycle, mol/m3/s
  double lactate;    // mol/m3, where it settles if the strokes go on
  kn_flow_cell cell; // the cell at the end of the last cycle, and its lymphatics
  kn_flow_lymph lymphatics;
} kn_flow_cycle;

// One cycle of a stroke at one point of one layer: samples at equal intervals, the first one follows the last.
typedef struct kn_flow_wave {
  const double *pressure; // interstitial pressure above rest, Pa
  const double *shear;    // shear stress on the skin, Pa; NULL: none
  int samples;
  double period; // s
} kn_flow_wave;

// The cell under the wave, its values joined by straight lines, in surroundings whose pressure and shear it adds to.
kn_flow_cycle kn_flow_until_periodic_wave(const kn_flow_par *k, const kn_flow_kind *kind, const kn_flow_around *rest,
                                          const kn_flow_wave *wave);
// Pressure pulses of the given peak (Pa) and rate (Hz): half a cycle loaded as a half sine, half a cycle free.
kn_flow_cycle kn_flow_until_periodic(const kn_flow_par *k, const kn_flow_kind *kind, double peak, double rate);
