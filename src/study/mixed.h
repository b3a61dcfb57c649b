// mixed.h -- the linear model, with and without random intercepts: y = X b + sum over factors (Z_k u_k) + e,
// u_k ~ N(0, tau_k s2), e ~ N(0, s2). A row belongs to one level of each factor or to none: therapists of the treated arms
// only are partial nesting. Without factors it is ordinary least squares, which is the analysis of covariance.
// Fitted by REML, its deviance profiled to the tau_k (Bates et al. 2015, J Stat Softw 67(1)): the participants' factor, which
// has many levels, goes first and is eliminated in closed form. Agrees with lme4 and lmerTest: tests/reference/statistics.
#pragma once
#include "effect.h"
#include <stddef.h>

enum { KN_MAX_FACTORS = 3 };
typedef struct kn_mixed_data {
  int rows, columns;                // of X; rows > columns
  const double *X, *y;              // X row by row
  int factors;                      // 0 .. KN_MAX_FACTORS
  const int *level[KN_MAX_FACTORS]; // of every row, from 0; -1: of none
  int levels[KN_MAX_FACTORS];
} kn_mixed_data;

typedef enum kn_mixed_status {
  KN_MIXED_OK,
  KN_MIXED_NO_MEMORY,
  KN_MIXED_SINGULAR // columns of X that follow from one another, or too few rows
} kn_mixed_status;

typedef struct kn_mixed kn_mixed;
kn_mixed_status kn_mixed_fit(const kn_mixed_data *d, kn_mixed **fit);
void kn_mixed_free(kn_mixed *fit); // NULL is fine
double kn_mixed_coefficient(const kn_mixed *f, int i);
double kn_mixed_residual_sd(const kn_mixed *f);
double kn_mixed_factor_sd(const kn_mixed *f, int factor); // of its random intercepts; 0 at the boundary
double kn_mixed_deviance(const kn_mixed *f);              // REML criterion, -2 ln L, as lme4's REMLcrit
// A combination c'b of the coefficients, with Satterthwaite's degrees of freedom (from the REML information on the variances
// that are not at zero, as lmerTest; without factors rows - columns).
kn_estimate kn_mixed_contrast(kn_mixed *f, const double *c, double level);
