// follow.h -- one candidate and one participant: made, screened, treated, looked at.
#pragma once
#include "allocate.h"

// A life in a context of its own, so that any thread may go on with it.
typedef struct kn_life_line {
  kn_ctx *ctx;
  kn_sim *sim;   // at inclusion, later where it was left
  kn_sim *twin;  // of a pool: in one arm, or through the periods of one sequence
  bool has_left; // in an earlier period, because of how she fared
  double zero_s; // sim time of the first session
} kn_life_line;

// Draws candidate `id` until she is plausible, and looks at her until she can be taken. known: the record is there already
// (from the log): then only her life line is made again, up to inclusion. A candidate who is not taken has no life line.
kn_status kn_candidate_make(const kn_trial_def *t, const kn_run_def *how, bool known, kn_candidate *c,
                            kn_life_line *life, kn_error *e);
// Follows her through one arm: f's id, period, arm and therapist say which; a crossover's later periods go on from the
// earlier ones of the same life. life->sim itself is moved when `twin` is false; else a twin, made in the first period and
// ended with the last.
kn_status kn_follow(const kn_trial_def *t, kn_life_line *life, bool twin, kn_followed *f, kn_error *e);
void kn_life_line_end(kn_life_line *life);
