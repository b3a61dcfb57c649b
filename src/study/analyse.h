// analyse.h -- a trial's readings as its statistician would look at them. Differences are the treatment (arm 0) minus a
// comparator, in the outcome's unit.
#pragma once
#include "effect.h"
#include "people.h"

// One outcome of everybody: rows are participants, of a crossover participants times periods.
typedef struct kn_trial_data {
  kn_design design;
  int n, arms, visits, better; // visits: with the baseline, which is 0
  int people, strata, therapists, clusters;
  double responder;
  const int *person, *arm, *period, *stratum, *therapist, *cluster; // of each row; therapist, cluster -1: none
  const double *y;                                                  // n by visits; NAN: not seen
  struct kn_kept_fit
      *kept; // of all visits with any covariance: the same for every question; NULL: fitted anew for each
} kn_trial_data;

typedef struct kn_finding { // of one comparator at one visit
  int arm, visit;
  kn_sample treated, compared; // readings
  kn_estimate change;          // of the changes from baseline, Welch
  kn_estimate covariance;      // at this visit, adjusted for baseline and strata
  kn_estimate model;           // the same with random intercepts of therapists or clusters: the primary analysis
  kn_estimate naive;           // the primary analysis without therapists and clusters
  kn_estimate repeated;        // all visits together: arm and baseline by visit, strata, participants and therapists
  kn_estimate
      unstructured; // the same, but visits may spread and go together in any way; NAN: too many of them, too few people
  kn_estimate g;    // Hedges g of the readings, exact interval
  kn_share treated_yes, compared_yes;
  kn_estimate ratio, difference; // of responders
  kn_needed needed;
  double therapist_sd, person_sd, residual_sd; // of the model
} kn_finding;
// Of a crossover only the readings, the model (participants, periods, therapists) and its naive sister are given; the rest
// compares people with themselves and is NAN. False: no memory.
bool kn_analyse(const kn_trial_data *d, int arm, int visit, double level, kn_finding *f);
// Only the model, and what ignoring therapists (or clusters) would have said. Quicker.
bool kn_analyse_model(const kn_trial_data *d, int arm, int visit, double level, kn_finding *f);

// Readings of an arm at a visit.
kn_sample kn_arm_sample(const kn_trial_data *d, int arm, int visit);

// The data of an outcome of a finished trial; kn_trial_data_free ends it. NULL: no memory.
kn_trial_data *kn_trial_data_of(const kn_trial *t, int outcome);
void kn_trial_data_free(kn_trial_data *d);
