// allocate.h -- who gets what: stratified randomisation in permuted blocks, clusters, sequences, therapists. Everything is
// keyed by the trial's seed and by what is allocated, so it does not depend on how the work is done.
#pragma once
#include "people.h"

int kn_strata(const kn_trial_def *t); // 2^stratum_count
int kn_stratum_of(const kn_trial_def *t, const kn_person_def *who);
// One stream of permuted blocks.
typedef struct kn_stream {
  int slot[KN_MAX_ARMS * 8], size, used;
  uint64_t drawn;
} kn_stream;
// Allocates one after the other, in order of recruitment. Begins with t and seed, all else 0.
typedef struct kn_allocation {
  const kn_trial_def *t;
  uint64_t seed;
  kn_stream stream[1 << KN_MAX_STRATA];
  int met, arm_of_place; // people so far
} kn_allocation;
// The arm (of a crossover the sequence) and cluster, or -1, of the next participant.
int kn_allocate_next(kn_allocation *a, int stratum, int *cluster);
// Fills stratum, cluster and sequence (the arm; of a crossover the order of arms) of n participants in order of recruitment.
void kn_allocate(const kn_trial_def *t, uint64_t seed, kn_participant *p, int n);
// The same of people whose strata are known: arm (of a crossover the sequence) and cluster, or -1, of each.
void kn_allocate_known(const kn_trial_def *t, uint64_t seed, const int *stratum, int n, int *arm, int *cluster);
int kn_period_count(const kn_trial_def *t);
int kn_arm_in(const kn_trial_def *t, int sequence, int period); // the arm of a sequence in a period
// Lives that each person of a pool leads, one a sequence (else one an arm), and the periods of all of them.
int kn_pool_periods(const kn_trial_def *t);
void kn_pool_period(const kn_trial_def *t, int k, int *period, int *arm);
// The k-th participant of an arm and period who needs a therapist gets this one; -1 where the arm has none.
int kn_therapist_of(const kn_trial_def *t, uint64_t seed, int arm, int period, int k);

typedef struct kn_hands { // of one therapist: factors on force, on the share of time where it hurts, and added context
  double force, skill, warmth;
} kn_hands;
kn_hands kn_therapist_hands(const kn_trial_def *t, int therapist);
double kn_session_start(const kn_course_def *c, int k); // s from the first session of the period (follow.c)
double kn_period_s(const kn_trial_def *t);              // from one period's first session to the next one's
// When she leaves, in seconds from the first session; INFINITY: she stays. Where leaving depends on how she fares, it is
// decided at each visit instead. Whether she misses session k.
double kn_leaving(const kn_trial_def *t, uint64_t seed, uint64_t id);
double kn_leaving_evenly(const kn_trial_def *t, double chance);
// She was at a visit, so much better than at the baseline (kn_improvement): when she leaves before the next, in seconds
// from the period's first session. chance: in (0,1). At no improvement she leaves as often as evenly spread leaving has it.
double kn_leaving_after(const kn_trial_def *t, int period, int visit, double improvement, double chance);
double kn_leaving_chance(const kn_trial_def *t, uint64_t id, int period, int visit);
bool kn_misses(const kn_trial_def *t, uint64_t id, int period, int session);
