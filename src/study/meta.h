// meta.h -- random-effects meta-analysis: published effects with their variances, pooled.
#pragma once
#include "effect.h"

typedef struct kn_pooled {
  kn_estimate effect; // normal test, as metafor's rma default
  double tau2, se_tau2;
  double Q, Q_p, I2;                    // heterogeneity: Cochran's Q, its p; I^2 by tau2, per cent
  double predicted_low, predicted_high; // of the effect of one more study: normal, as metafor's predict
} kn_pooled;
// REML by Fisher scoring (Viechtbauer 2005, J Educ Behav Stat 30, 261), tau2 kept at or above zero. n >= 2 and every
// variance > 0, or all fields NAN.
kn_pooled kn_meta_reml(const double *y, const double *variance, int n, double level);
