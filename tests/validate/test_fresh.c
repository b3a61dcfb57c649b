// One point of a power curve with fresh people: what trials resampled from a pool say is what trials find that recruit,
// treat and follow people of their own. Only with KN_VALIDATE (make validate): it simulates some 600
// people, five minutes of a processor.
#include "io/trial_file.h"
#include "study/power.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { POOL = 100, ROSTER = 20, TRIALS = 30, PEOPLE = 16, RESAMPLED = 2000, THREADS = 2 };
static const char *const folders[] = {KN_SOURCE_DIR "/data/people"};

static kn_atlas *atlas; // of everybody's strokes

static kn_trial *run(const kn_trial_def *d, bool all_arms) {
  kn_run_def how = {.threads = THREADS, .all_arms = all_arms, .atlas = atlas};
  kn_trial *t;
  kn_error e = {0};
  kn_status st = kn_trial_run(d, &how, &t, &e);
  if (st) fail_msg("%s: %s", e.where, e.what);
  return t;
}

static void a_resampled_power_is_that_of_fresh_people(void **state) {
  (void)state;
  if (!getenv("KN_VALIDATE")) skip();
  kn_trial_file *file = calloc(1, sizeof *file);
  assert_int_equal(
      kn_trial_read(KN_SOURCE_DIR "/tests/validate/fresh.yaml", folders, 1, kn_default_trial, kn_default_people, file),
      0);
  kn_atlas_def shared = kn_default_atlas();
  shared.threads = THREADS;
  assert_int_equal(kn_atlas_create(&shared, &atlas), KN_OK);
  kn_trial_def d = file->def;
  d.people.parameter_spread = 0; // people differ by their traits; parameters that nobody can be cost half of the time
  kn_trial_def pool_def = d;
  pool_def.recruit.people = POOL;
  pool_def.therapists.count = ROSTER;
  pool_def.dropout = 0;
  kn_trial *t = run(&pool_def, true);
  kn_pool *pool = kn_pool_of(t, 0);
  const int size = PEOPLE;
  kn_power_def def = {.trial = &d,
                      .size_count = 1,
                      .size = &size,
                      .trials = RESAMPLED,
                      .level = 0.05,
                      .uncertainty = 0.35,
                      .threads = THREADS};
  kn_power p;
  kn_error e;
  assert_int_equal(kn_power_run(pool, &def, &p, &e), KN_OK);
  kn_trial_free(t);

  d.recruit.people = PEOPLE;
  double found = 0, sum = 0, square = 0;
  for (int i = 0; i < TRIALS; i++) {
    d.seed = 5000 + (uint64_t)i;
    t = run(&d, false);
    kn_trial_data *data = kn_trial_data_of(t, 0);
    kn_finding f;
    assert_true(kn_analyse_model(data, 1, d.primary_visit, 0.95, &f));
    found += f.model.p < 0.05;
    sum += f.model.value;
    square += f.model.value * f.model.value;
    kn_trial_data_free(data);
    kn_trial_free(t);
  }
  double share = found / TRIALS, mean = sum / TRIALS, sd = sqrt((square - TRIALS * mean * mean) / (TRIALS - 1));
  double by_chance = sqrt(fmax(share * (1 - share), 0.05) / TRIALS);
  print_message("pool of %d: power %.3f +- %.3f by chance +- %.3f by the pool, effect %.3f (%.3f)\n", POOL, p.power,
                p.monte_carlo, p.pool, p.effect, p.spread);
  print_message("%d fresh trials of %d: power %.3f +- %.3f, effect %.3f (%.3f)\n", TRIALS, PEOPLE, share, by_chance,
                mean, sd);
  assert_true(fabs(share - p.power) < 3 * sqrt(by_chance * by_chance + p.pool * p.pool));
  // the pool's own mean is off by its people and therapists: two standard deviations of a trial over the root of its people
  double of_pool = p.spread * sqrt((double)PEOPLE / POOL), of_trials = sd / sqrt(TRIALS);
  assert_true(fabs(mean - p.effect) < 3 * sqrt(of_pool * of_pool + of_trials * of_trials));
  assert_true(fabs(log(sd / p.spread)) < 3 / sqrt(2.0 * TRIALS) + 0.1);
  kn_atlas_destroy(atlas);
  kn_pool_free(pool);
  kn_trial_file_free(file);
  free(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_resampled_power_is_that_of_fresh_people)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
