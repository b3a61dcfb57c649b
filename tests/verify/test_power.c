// Power by resampling: right where it can be calculated, 5 % where nothing works, honest about therapists and about a pool
// that is small; and quick. The pool is made up: what simulated people would fill it with is another test's matter.
#include "lane/random.h"
#include "study/dist.h"
#include "study/power.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

enum { ROSTER = 24 };
static double z(int purpose, int i) { return kn_normal(77, (uint64_t)purpose, KN_DRAW_RESAMPLE, (uint64_t)i); }

// People whose baseline and later values correlate; arm 0 is better by `effect` and by her therapist's own.
typedef struct made {
  kn_pool pool;
  kn_trial_def trial;
} made;
static made *make(int people, int visits, double effect, double between, int therapists) {
  made *m = calloc(1, sizeof *m);
  double *value = malloc((size_t)people * 2 * (size_t)visits * sizeof *value), *to = value;
  int *stratum = calloc((size_t)people, sizeof *stratum), *therapist = malloc((size_t)people * sizeof *therapist);
  m->pool = (kn_pool){people, 2, visits, therapists ? ROSTER : 0, value, stratum, therapist, 1};
  for (int i = 0; i < people; i++) {
    therapist[i] = therapists ? i % ROSTER : -1;
    for (int a = 0; a < 2; a++)
      for (int v = 0; v < visits; v++) {
        double own = 5.5 + 0.8 * z(1, i), later = 0.6 * z(2, i) + 0.2 * z(3 + v, i);
        double treated = effect + (therapists ? between * z(50, therapist[i]) : 0);
        *to++ = own + (v ? later - 0.5 + (a == 0 ? treated : 0) : 0);
      }
  }
  kn_trial_def *t = &m->trial;
  *t = kn_default_trial();
  t->arm_count = 2;
  t->visit_count = visits;
  for (int v = 0; v < visits; v++) t->visit[v].at_s = 86400.0 * 30 * v;
  t->primary_visit = visits - 1;
  t->outcome_count = 1;
  t->outcome[0] = KN_PAIN;
  t->therapists.count = therapists;
  t->therapists.arm[0] = therapists > 0;
  return m;
}
static void drop(made *m) {
  free((void *)m->pool.value);
  free((void *)m->pool.stratum);
  free((void *)m->pool.therapist);
  free(m);
}
static void run(const made *m, const int *sizes, int n, int trials, int threads, kn_power *r) {
  kn_power_def d = {.trial = &m->trial,
                    .size_count = n,
                    .size = sizes,
                    .trials = trials,
                    .level = 0.05,
                    .uncertainty = 0.3,
                    .threads = threads};
  kn_error e;
  kn_status st = kn_power_run(&m->pool, &d, r, &e);
  if (st) print_error("%s\n", e.what);
  assert_int_equal(st, KN_OK);
}

static void power_is_that_of_the_noncentral_t(void **state) {
  (void)state;
  made *m = make(20000, 2, -0.6, 0, 0);
  const int sizes[] = {30, 60, 120};
  kn_power r[3];
  run(m, sizes, 3, 2000, 2, r);
  for (int i = 0; i < 3; i++) {
    double before = 0.8 * 0.8 + 0.9 * 0.9, after = 0.8 * 0.8 + 0.6 * 0.6 + 0.2 * 0.2 + 0.9 * 0.9, both = 0.8 * 0.8;
    double sd = sqrt(after - both * both / before), df = sizes[i] - 3;
    double delta = 0.6 / (sd * sqrt(4.0 / sizes[i])), t = kn_t_quantile(0.975, df);
    double expected = 1 - kn_noncentral_t_cdf(t, df, delta) + kn_noncentral_t_cdf(-t, df, delta);
    print_message("n %d: power %.3f +- %.3f (calculated %.3f), effect %.3f, assurance %.3f\n", sizes[i], r[i].power,
                  r[i].monte_carlo, expected, r[i].effect, r[i].assurance);
    assert_true(fabs(r[i].power - expected) < 3 * r[i].monte_carlo + 0.01);
    assert_true(fabs(r[i].effect + 0.6) < 0.02 && r[i].failed == 0);
    assert_true((r[i].assurance < r[i].power) == (r[i].power > 0.5)); // an uncertain effect pulls towards the middle
  }
  double n80 = kn_power_size(r, 3, 1, 0.8);
  assert_true(isnan(n80) || (n80 > 60 && n80 < 200));
  drop(m);
}

static void nothing_is_found_in_five_percent_and_a_model_without_therapists_claims_more(void **state) {
  (void)state;
  made *m = make(1200, 2, 0, 0.5, 8);
  const int size = 160;
  kn_power r;
  run(m, &size, 1, 2000, 2, &r);
  print_message("no effect: model %.1f %%, without therapists %.1f %%; as if: %.1f and %.1f %%\n", 100 * r.power,
                100 * r.naive, 100 * r.null, 100 * r.null_naive);
  // The pool's roster has an effect of its own, which is why it says how far it can be trusted.
  assert_true(r.null < 0.08 && r.null_naive > r.null + 0.03 && r.naive > r.power);
  drop(m);
  m = make(1200, 4, -0.8, 0.5, 8);
  run(m, &size, 1, 400, 2, &r);
  print_message("effect 0.8: power %.2f, without therapists claimed %.2f\n", r.power, r.naive);
  assert_true(r.naive > r.power + 0.02);
  drop(m);
}

static void identical_arms_reject_at_five_percent_through_the_whole_trial(void **state) {
  (void)state;
  made *m = make(1000, 3, 0, 0, 0);
  double *value = (double *)m->pool.value;
  for (int i = 0; i < 1000; i++) // pain drifts, and people drift apart: no two visits spread or go together alike
    for (int v = 1; v < 3; v++) value[i * 6 + v] = value[i * 6] + (v == 1 ? 0.3 : 1.4) * z(60 + v, i);
  for (size_t i = 0; i < 1000; i++) // the same person, whatever the arm
    memcpy((double *)m->pool.value + i * 6 + 3, m->pool.value + i * 6, 3 * sizeof(double));
  m->trial.dropout = 0.15;
  const int size = 60;
  kn_power r;
  for (m->trial.primary_visit = 1; m->trial.primary_visit < 3; m->trial.primary_visit++) {
    run(m, &size, 1, 2000, 2, &r);
    print_message("identical arms: %.2f %% +- %.2f\n", 100 * r.power, 100 * r.monte_carlo);
    assert_true(fabs(r.power - 0.05) < 3 * sqrt(0.05 * 0.95 / 2000));
  }
  drop(m);
}

static void a_small_pool_says_that_it_is_small(void **state) {
  (void)state;
  const int size = 80;
  kn_power small, large;
  made *m = make(40, 2, -0.5, 0, 0);
  run(m, &size, 1, 300, 2, &small);
  drop(m);
  m = make(4000, 2, -0.5, 0, 0);
  run(m, &size, 1, 300, 2, &large);
  drop(m);
  print_message("share of the pool: %.3f with 40 people, %.3f with 4000\n", small.pool, large.pool);
  assert_true(small.pool > 3 * large.pool && large.pool < 0.02);
  m = make(30, 2, -0.5, 0.3, 4);
  kn_power_def d = {.trial = &m->trial, .size_count = 1, .size = &size, .trials = 10, .level = 0.05, .threads = 1};
  kn_error e;
  assert_int_equal(kn_power_run(&m->pool, &d, &small, &e), KN_OUT_OF_RANGE);
  m->trial.design = KN_CROSSOVER; // whose people would have to live through both arms
  assert_int_equal(kn_power_run(&m->pool, &d, &small, &e), KN_BAD_ARGUMENT);
  drop(m);
}

static void threads_do_not_matter_and_a_curve_takes_seconds(void **state) {
  (void)state;
  made *m = make(1000, 4, -0.6, 0.4, 6);
  m->trial.dropout = 0.1;
  const int sizes[] = {40, 80, 120, 160, 200, 240};
  kn_power one[6], two[6];
  memset(one, 0, sizeof one), memset(two, 0, sizeof two);
  struct timespec from, to;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  run(m, sizes, 6, 200, 2, two);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  double s = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
  print_message("6 sizes x 200 trials, 3 visits after the baseline, 6 therapists: %.1f s of a processor\n", s);
  run(m, sizes, 2, 200, 1, one);
  for (int i = 0; i < 2; i++) assert_true(one[i].power == two[i].power && one[i].effect == two[i].effect);
  for (int i = 0; i < 6; i++)
    print_message("n %3d: power %.2f +- %.2f, pool %.3f, assurance %.2f, claimed without therapists %.2f\n",
                  two[i].size, two[i].power, two[i].monte_carlo, two[i].pool, two[i].assurance, two[i].naive);
  assert_true(two[5].power > two[0].power);
  drop(m);
}

// Everybody lives both sequences: treatment first, or second. What a person is like cancels; periods differ by 0.4, and the
// treatment leaves `carry` behind.
static made *cross(int people, double effect, double carry) {
  made *m = make(people, 2, 0, 0, 0);
  double *value = malloc((size_t)people * 8 * sizeof *value);
  for (int i = 0; i < people; i++)
    for (int s = 0; s < 2; s++)
      for (int k = 0; k < 2; k++)
        for (int v = 0; v < 2; v++) {
          int arm = (k + s) % 2, life = (i * 2 + s) * 2 + k;
          value[life * 2 + v] = 5.5 + 0.8 * z(1, i) + 0.4 * k + (v ? 0.5 * z(20 + k, i) : 0) +
                                (v && arm == 0 ? effect : 0) + (k == 1 && arm == 1 ? carry : 0);
        }
  free((void *)m->pool.value);
  m->pool.value = value;
  m->pool.periods = 2;
  m->trial.design = KN_CROSSOVER;
  m->trial.washout_s = 86400 * 20;
  return m;
}

static void a_crossover_has_the_power_of_the_paired_t_and_carry_over_takes_of_its_effect(void **state) {
  (void)state;
  made *m = cross(8000, -0.5, 0);
  const int sizes[] = {20, 40};
  kn_power r[2];
  run(m, sizes, 2, 1000, 2, r);
  for (int i = 0; i < 2; i++) {
    double sd = sqrt(2 * (0.5 * 0.5 + 0.9 * 0.9)), delta = 0.5 / (sd / sqrt(sizes[i])), df = sizes[i] - 2;
    double t = kn_t_quantile(0.975, df);
    double expected = 1 - kn_noncentral_t_cdf(t, df, delta) + kn_noncentral_t_cdf(-t, df, delta);
    print_message("crossover of %d: power %.3f +- %.3f (calculated %.3f), effect %.3f, truth %.3f\n", sizes[i],
                  r[i].power, r[i].monte_carlo, expected, r[i].effect, r[i].truth);
    assert_true(fabs(r[i].power - expected) < 3 * r[i].monte_carlo + 0.01);
    assert_true(fabs(r[i].truth + 0.5) < 1e-9 && fabs(r[i].effect - r[i].truth) < 4 * r[i].spread / sqrt(1000));
    assert_true(r[i].failed == 0 && fabs(r[i].null - 0.05) < 3 * sqrt(0.05 * 0.95 / 1000) + 0.005);
  }
  drop(m);
  m = cross(2000, -0.5, -0.3); // half of the comparator's periods come after the treatment
  m->trial.dropout = 0.2;
  run(m, sizes, 2, 400, 2, r);
  print_message("with 0.3 carried over: effect %.3f, truth %.3f\n", r[1].effect, r[1].truth);
  assert_true(fabs(r[1].truth + 0.35) < 1e-9 && fabs(r[1].effect + 0.35) < 0.05);
  drop(m);
}

// Half of the people leave. Evenly, the analysis is right; when those leave who do not get better, the comparator loses more
// of them, those who stay have done well in either arm, and the analysis claims less than the truth.
static void leaving_because_of_no_relief_is_told_as_bias(void **state) {
  (void)state;
  const int size = 200;
  kn_power r;
  made *m = make(3000, 3, -1.2, 0, 0);
  m->trial.dropout = 0.5;
  double bias[2];
  for (int informed = 0; informed < 2; informed++) {
    m->trial.dropout_slope = informed ? -8 : 0;
    run(m, &size, 1, 400, 2, &r);
    bias[informed] = r.effect - r.truth;
    print_message("leaving %s: claimed %.3f, truth %.3f, bias %.3f +- %.3f\n", informed ? "without relief" : "evenly",
                  r.effect, r.truth, bias[informed], r.spread / sqrt(400));
    assert_true(fabs(bias[informed]) < 3.5 * r.spread / sqrt(400) || informed);
  }
  assert_true(bias[1] > 0.05);
  drop(m);
}

static void what_people_believe_bends_what_they_say_and_nothing_else(void **state) {
  (void)state;
  const int size = 100;
  kn_power r;
  made *m = make(2000, 2, 0, 0, 0);
  m->trial.arm[0] = kn_default_course(KN_RELAXATION);
  m->trial.arm[1] = kn_default_course(KN_NOTHING);
  m->trial.blinding.signal = 1;
  m->trial.blinding.demand = 0.05; // half a point of ten
  run(m, &size, 1, 300, 2, &r);
  // Nobody who gets nothing takes it for the treatment: 0.5; of the treated, the mean of the logistic's tanh: 0.5 x 0.33
  print_message("demand of half a point: effect %.3f, truth %.3f\n", r.effect, r.truth);
  assert_true(fabs(r.truth) < 1e-9 && fabs(r.effect + 0.67) < 0.05);
  m->trial.outcome[0] = KN_PPT;
  for (int i = 0; i < 2000 * 2 * 2; i++) ((double *)m->pool.value)[i] *= 60;
  run(m, &size, 1, 300, 2, &r);
  assert_true(fabs(r.effect) < 4 * r.spread / sqrt(300));
  drop(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(power_is_that_of_the_noncentral_t),
      cmocka_unit_test(identical_arms_reject_at_five_percent_through_the_whole_trial),
      cmocka_unit_test(nothing_is_found_in_five_percent_and_a_model_without_therapists_claims_more),
      cmocka_unit_test(a_small_pool_says_that_it_is_small),
      cmocka_unit_test(a_crossover_has_the_power_of_the_paired_t_and_carry_over_takes_of_its_effect),
      cmocka_unit_test(leaving_because_of_no_relief_is_told_as_bias),
      cmocka_unit_test(what_people_believe_bends_what_they_say_and_nothing_else),
      cmocka_unit_test(threads_do_not_matter_and_a_curve_takes_seconds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
