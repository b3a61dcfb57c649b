// effect.h -- how far two arms differ, with an interval: means, standardised means, shares of responders.
// Differences are first minus second. level: of the interval, 0.95. Pure functions; where the data cannot say (fewer than
// two values, no spread) the fields are NAN. Intervals and tests agree with R to 1e-6 or better (tests/reference/statistics).
#pragma once
#include <stdbool.h>

typedef struct kn_estimate {
  double value, se;
  double low, high; // interval
  double df, p;     // of the t test of no effect, two-sided; df INFINITY: normal
} kn_estimate;
// value +- t(df) se, tested against zero.
kn_estimate kn_estimate_of(double value, double se, double df, double level);

typedef struct kn_sample {
  int n;
  double mean, sd; // sd with n - 1; NAN below two values
} kn_sample;
kn_sample kn_sample_of(const double *x, int n); // values that are not finite (missing) are left out
// Welch's two-sample t: unequal variances, Satterthwaite's degrees of freedom. Welch 1947, Biometrika 34, 28.
kn_estimate kn_welch(kn_sample a, kn_sample b, double level);
// Hedges' g: (mean - mean)/pooled SD, times the exact correction J(m) = G(m/2)/(sqrt(m/2) G((m-1)/2)), m = n1 + n2 - 2;
// variance 1/n1 + 1/n2 + g^2/(2 (n1 + n2)), normal interval: as metafor's escalc(measure = "SMD"). Hedges 1981.
kn_estimate kn_hedges(kn_sample a, kn_sample b, double level);
double kn_hedges_correction(double m);
// The same g with the exact interval: d = g/J with the noncentral t at both ends (Steiger & Fouladi 1997), times J.
kn_estimate kn_hedges_exact(kn_sample a, kn_sample b, double level);

typedef struct kn_share { // how many of how many responded
  int yes, n;
} kn_share;
// Ratio of shares; the interval is symmetrical in the logarithm (Katz 1978), as metafor's escalc(measure = "RR"): with a
// zero cell, a half is added to every cell. se and df are those of the logarithm.
kn_estimate kn_responder_ratio(kn_share a, kn_share b, double level);
// Difference of shares, Wald's p and se; the interval is Newcombe's hybrid of two Wilson scores (1998, Stat Med 17, 873).
kn_estimate kn_risk_difference(kn_share a, kn_share b, double level);
// Number needed to treat: 1/difference. Where the interval of the difference holds zero, that of the number runs through
// infinity: from low (harm, negative) by infinity to high (benefit); through is then true. Altman 1998, BMJ 317, 1309.
typedef struct kn_needed {
  double value, low, high;
  bool through;
} kn_needed;
kn_needed kn_needed_to_treat(const kn_estimate *difference);
void kn_wilson(kn_share s, double level, double *low, double *high);
// The mean of differences within pairs, with the t test: twins, or people before and after. Those not finite are left out.
kn_estimate kn_paired(const double *difference, int n, double level);
