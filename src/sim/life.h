// life.h -- everyday ups and downs: what life adds to stress and to the source of pain from day to day.
#pragma once
#include "sim.h"
void kn_life_begin(kn_sim *s);
// Draws the days up to time t that have not been drawn.
void kn_life_advance(kn_sim *s, double t);
void kn_life_factors(const kn_sim *s, double *life_stress, double *source_factor);
double kn_life_next(const kn_sim *s, double t); // next midnight, or infinity when life is steady
