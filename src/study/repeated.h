// repeated.h -- all visits together, with any covariance between them: y = X b + Z u + e, the errors of one person have the
// unstructured covariance S of the visits she was seen at, u ~ N(0, tau) are intercepts of therapists (or places), which a
// row may have none of. What a mixed model for repeated measures (MMRM) is in trials of drugs; therapists beside it.
// Fitted by REML with the average information (Gilmour, Thompson & Cullis 1995, Biometrics 51, 1440). Agrees with nlme's
// gls and lme (corSymm, varIdent): tests/reference/statistics.
#pragma once
#include "mixed.h"

typedef struct kn_repeated_data {
  int rows, columns;                 // of X
  const double *X, *y;               // X row by row
  const int *person, *visit, *group; // of every row, from 0; a person has one row a visit; group -1: none
  int people, visits, groups;        // groups 0: nobody has any
} kn_repeated_data;

typedef struct kn_repeated kn_repeated;
// KN_MIXED_SINGULAR: too few people for so many visits, columns that follow from one another, or no maximum was found.
kn_mixed_status kn_repeated_fit(const kn_repeated_data *d, kn_repeated **fit);
void kn_repeated_free(kn_repeated *fit); // NULL is fine
double kn_repeated_coefficient(const kn_repeated *f, int i);
double kn_repeated_covariance(const kn_repeated *f, int visit, int other);
double kn_repeated_group_sd(const kn_repeated *f); // 0 at the boundary
double kn_repeated_deviance(const kn_repeated *f); // -2 ln of the restricted likelihood
// c'b with Satterthwaite's degrees of freedom, from the observed information on S and tau; not Kenward and Roger's, whose
// standard errors are a little larger in small samples.
kn_estimate kn_repeated_contrast(const kn_repeated *f, const double *c, double level);
