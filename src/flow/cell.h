// cell.h -- one vascular cell and its lymphatics on the touch clock, a step at a time.
#pragma once
#include "flow.rhs.h"

// Carries the cell dt seconds on (at most 50 ms) under constant surroundings. Returns the flows at mid-step.
kn_flow_through kn_flow_cell_step(const kn_flow_par *k, const kn_flow_kind *kind, const kn_flow_around *around,
                                  double dt, kn_flow_cell *y);
// What a laser Doppler shows after dt seconds of flow q: exact while q is constant.
void kn_flow_doppler_step(const kn_flow_par *k, double q, double dt, kn_flow_doppler *y);
// Lactate (mol/m3) after dt seconds of oxygen O and flow q: exact while they are constant.
double kn_flow_lactate_step(const kn_flow_par *k, double O, double q, double dt, double L);
// The lymphatics under a constant load and swelling (Pa above rest), any dt: exact exponential between switches of the
// valves, collector pump held over the step. Returns what left the region, in volumes of the filled initial lymphatics.
double kn_flow_lymph_step(const kn_flow_par *k, double load, double swell, double dt, kn_flow_lymph *y);
