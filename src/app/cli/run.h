// run.h -- one run, done: what the tables, charts, JSON and the folder of results are made from.
#pragma once
#include "../../io/scene.h"
#include "../../io/sha256.h"
#include "cli.h"

typedef struct run {
  const options *options;
  const kn_scene *scene;
  const kn_comparison *result;
  char folder[3072];
  char scene_hash[KN_SHA256_HEX];  // of the file
  char inputs_hash[KN_SHA256_HEX]; // of everything that decides the result: version, file, seed, quick
  double wall_s;
} run;

static inline double run_value(const run *r, int arm, int visit, int outcome) {
  return kn_comparison_value(r->result, arm, visit, outcome);
}
// Standard deviation of one reading around a value.
double run_error_sd(int outcome, double value);
// The visit at which arms are compared: "end of course" ("after" when there is one session), else the last one; -1
// when there is none.
int run_end_visit(const run *r);
// Outcomes of the main table in their order; *hidden counts those left out as hypotheses, listed after the shown.
int run_outcomes(const run *r, int outcome[KN_OUTCOME_COUNT], int *hidden);
