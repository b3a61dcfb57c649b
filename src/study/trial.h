// trial.h -- a trial while it runs and after: its records, and how a piece of work is written as numbers.
#pragma once
#include "people.h"

enum { KN_CANDIDATE_SIZE = 4, KN_FOLLOWED_SIZE = 5 }; // numbers of a piece; of a followed one before its visits

struct kn_trial {
  kn_trial_def def;
  kn_run_def how;
  kn_candidate *candidate;
  int screened;
  kn_participant *participant;
  int people;
};

int kn_followed_size(const kn_trial_def *d);
void kn_followed_from(const kn_trial_def *d, const double *v, kn_followed *f);
void kn_followed_to(const kn_trial_def *d, const kn_followed *f, double *v);
// As many records, one allocation, with room for what is seen at the trial's visits; NULL: no memory.
kn_followed *kn_followed_new(const kn_trial_def *d, int count);
