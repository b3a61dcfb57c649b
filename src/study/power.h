// power.h -- power and assurance of a trial against its size, by resampling people who were simulated once in every arm.
#pragma once
#include "analyse.h"

// People with the true values of one outcome at every visit under every arm; of a crossover in every sequence of arms, so
// that what an arm leaves behind is in the next one's values.
typedef struct kn_pool {
  int people, arms, visits, therapists; // therapists: the roster that the pool's people were spread over; 0: none
  const double *value;                  // [person][sequence, else arm][period][visit]
  const int *stratum, *therapist;       // of each person
  int periods;                          // 0 or 1: no crossover
} kn_pool;
kn_pool *kn_pool_of(const kn_trial *all_arms, int outcome); // NULL: no memory
void kn_pool_free(kn_pool *p);

typedef struct kn_power_def {
  const kn_trial_def *trial; // its design, strata, dropout and analysis; trial->therapists.count treat in each trial
  int outcome;               // index into trial->outcome
  int size_count;
  const int *size;    // people in all arms together
  int trials;         // of each size
  double level;       // of the test: 0.05
  double uncertainty; // of the effect, as a share of it (SD): for assurance
  int threads;
  bool (*progress)(double done, const char *doing, void *user); // by one thread at a time; false: stop
  void *user;
} kn_power_def;

typedef struct kn_power { // of one size against one comparator
  int size, arm;
  double power, monte_carlo, pool; // standard errors: of so many trials; of a pool of so many people
  double assurance;                // expected power when the effect is uncertain
  double naive;                    // the power that an analysis without therapists (or places) claims
  double null, null_naive;         // share of trials that would find a difference if there were none
  double effect, spread;           // mean and SD of the estimated effect
  double truth;                    // mean effect on the model's own values, of everybody in the pool: nobody has left
  int failed;                      // trials whose model could not be fitted: they count as not significant
} kn_power;
// result: size_count times (arms - 1), sizes outermost.
kn_status kn_power_run(const kn_pool *pool, const kn_power_def *def, kn_power *result, kn_error *e);
// The size at which power reaches a target, by interpolation between sizes (straight in the normal quantile of power over
// the root of size); NAN outside. r: of one comparator, stride apart.
double kn_power_size(const kn_power *r, int count, int stride, double target);
