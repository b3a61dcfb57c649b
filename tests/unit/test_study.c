// Virtual people and trials before anybody is simulated: who is drawn, who gets what, what an analysis makes of it, and the
// log of finished work.
#include "io/trial_file.h"
#include "io/worklog.h"
#include "lane/random.h"
#include "study/allocate.h"
#include "study/analyse.h"
#include "study/blinding.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const char *const folders[] = {KN_SOURCE_DIR "/data/people"};

// ---- people ----------------------------------------------------------------------------------------------------------
static kn_people_def back_pain(void) {
  kn_people_file *f = calloc(1, sizeof *f);
  assert_int_equal(kn_people_read(KN_SOURCE_DIR "/data/people/chronic-low-back-pain.yaml", kn_default_people, f), 0);
  kn_people_def p = f->def;
  kn_people_file_free(f);
  free(f);
  return p;
}

static void people_have_the_means_spreads_and_correlations_that_were_asked_for(void **state) {
  (void)state;
  enum { N = 20000 };
  kn_people_def p = back_pain();
  kn_error e;
  assert_int_equal(kn_people_check(&p, &e), KN_OK);
  double sum[3] = {0}, square[3] = {0}, cross = 0, women = 0;
  int n = 0;
  for (uint64_t id = 1; id <= N; id++) {
    kn_person_def w;
    if (kn_people_draw(&p, 7, id, 0, &w, &e) != KN_OK) {
      assert_non_null(strstr(e.what, "implausible"));
      continue;
    }
    const double v[3] = {w.age_y, w.depression, w.trait_anxiety};
    for (int i = 0; i < 3; i++) sum[i] += v[i], square[i] += v[i] * v[i];
    cross += v[1] * v[2];
    women += w.sex == KN_FEMALE;
    assert_true(w.age_y >= 20 && w.age_y <= 65 && w.pain[0] >= 3 && w.pain[0] <= 7.6);
    assert_true(w.everyday_ups_and_downs && w.id == id);
    n++;
  }
  double mean[3], sd[3];
  for (int i = 0; i < 3; i++) mean[i] = sum[i] / n, sd[i] = sqrt(square[i] / n - mean[i] * mean[i]);
  double r = (cross / n - mean[1] * mean[2]) / (sd[1] * sd[2]);
  print_message("%d of %d plausible; age %.1f (%.1f), PHQ-9 %.2f (%.2f), r %.2f\n", n, N, mean[0], sd[0], mean[1],
                sd[1], r);
  assert_true(n > 0.5 * N && fabs(mean[0] - 46) < 1.5 && fabs(mean[1] - 7) < 0.6);
  assert_true(fabs(r - 0.6) < 0.1 && fabs(women / n - 0.64) < 0.02);
}

static void every_file_of_people_that_comes_with_the_program_is_sound(void **state) {
  (void)state;
  static const char *const names[] = {"healthy", "chronic-low-back-pain", "chronic-neck-pain", "anxiety",
                                      "knee-osteoarthritis"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[512];
    kn_error e;
    kn_people_file *f = calloc(1, sizeof *f);
    snprintf(path, sizeof path, "%s/%s.yaml", folders[0], names[i]);
    int status = kn_people_read(path, kn_default_people, f);
    if (status) kn_report_print(&f->report, stderr);
    assert_int_equal(status, 0);
    assert_int_equal(kn_people_check(&f->def, &e), KN_OK);
    assert_string_equal(kn_condition_at(f->def.condition)->key, names[i]);
    for (int t = 0; t < KN_TRAIT_COUNT; t++) assert_true(f->grade[t] && *f->source[t]);
    kn_people_file_free(f);
    free(f);
  }
  int conditions = 0;
  while (kn_condition_at(conditions)) conditions++;
  assert_int_equal(conditions, sizeof names / sizeof *names); // each condition has its people
}

static void a_person_is_drawn_from_her_key_alone(void **state) {
  (void)state;
  kn_people_def p = back_pain();
  kn_person_def a, b, c;
  kn_error e;
  memset(&a, 0, sizeof a), memset(&b, 0, sizeof b);
  assert_int_equal(kn_people_draw(&p, 3, 12, 1, &a, &e), kn_people_draw(&p, 3, 12, 1, &b, &e));
  assert_true(a.age_y == b.age_y && a.pain[0] == b.pain[0] && a.height_m == b.height_m);
  kn_people_draw(&p, 3, 12, 2, &c, &e);
  assert_true(c.age_y != a.age_y);
}

static void impossible_correlations_are_refused(void **state) {
  (void)state;
  kn_people_def p = back_pain();
  kn_error e;
  p.correlation[2][3] = p.correlation[3][2] = 0.95;
  p.correlation[2][4] = p.correlation[4][2] = -0.95;
  assert_int_equal(kn_people_check(&p, &e), KN_OUT_OF_RANGE);
  assert_non_null(strstr(e.what, "correlations"));
  p = back_pain();
  p.trait[KN_TRAIT_AGE].high = 130;
  assert_int_equal(kn_people_check(&p, &e), KN_OUT_OF_RANGE);
  p.cookie = 0;
  assert_int_equal(kn_people_check(&p, &e), KN_BAD_DEFINITION);
}

static void parameters_spread_between_people_within_the_bounds_of_the_tables(void **state) {
  (void)state;
  kn_ctx *ctx;
  kn_model *model;
  kn_people_def p = back_pain();
  p.parameter_spread = 1;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  for (uint64_t id = 1; id <= 200; id++) assert_int_equal(kn_people_model(ctx, &p, NULL, 1, id, 0, &model), KN_OK);
  kn_close(ctx);
}

// ---- allocation --------------------------------------------------------------------------------------------------------
static kn_trial_def a_trial(int arms) {
  kn_trial_def t = kn_default_trial();
  t.arm_count = arms;
  for (int a = 0; a < arms; a++) t.arm[a] = kn_default_course(a ? KN_NOTHING : KN_RELAXATION);
  t.visit_count = 2;
  t.visit[1].at_s = 10 * 86400;
  t.primary_visit = t.outcome_count = 1;
  t.outcome[0] = KN_PAIN;
  return t;
}

static kn_participant *some_people(const kn_trial_def *t, int n) {
  kn_participant *p = calloc((size_t)n, sizeof *p);
  kn_people_def d = back_pain();
  kn_error e;
  for (int i = 0; i < n; i++)
    for (int k = 0; kn_people_draw(&d, 1, (uint64_t)i + 1, k, &p[i].candidate.who, &e) != KN_OK;) k++;
  kn_allocate(t, t->seed, p, n);
  return p;
}

static void blocks_keep_the_arms_of_every_stratum_level(void **state) {
  (void)state;
  kn_trial_def t = a_trial(3);
  t.stratum_count = 2;
  t.stratum[0] = (kn_stratum_def){-1, 0};
  t.stratum[1] = (kn_stratum_def){KN_TRAIT_PAIN, 5.5};
  kn_participant *p = some_people(&t, 300);
  int count[4][3] = {{0}}, moved = 0;
  for (int i = 0; i < 300; i++) {
    count[p[i].stratum][p[i].sequence]++;
    moved += i > 0 && p[i].sequence != p[i - 1].sequence;
    for (int s = 0; s < 4; s++)
      for (int a = 0; a < 3; a++) assert_true(abs(count[s][a] - count[s][0]) <= 4);
  }
  assert_true(moved > 120 && count[0][0] > 5 && count[3][0] > 5);
  kn_participant *again = some_people(&t, 300);
  for (int i = 0; i < 300; i++) assert_int_equal(p[i].sequence, again[i].sequence);
  free(p);
  free(again);
}

static void places_are_randomised_whole(void **state) {
  (void)state;
  kn_trial_def t = a_trial(2);
  t.design = KN_CLUSTER;
  t.cluster_size = 7;
  kn_participant *p = some_people(&t, 140);
  int treated = 0;
  for (int i = 0; i < 140; i++) {
    assert_int_equal(p[i].cluster, i / 7);
    assert_int_equal(p[i].sequence, p[i / 7 * 7].sequence);
    treated += p[i].sequence == 0;
  }
  assert_int_equal(treated, 70);
  free(p);
}

static void one_place_an_arm_is_no_trial(void **state) {
  (void)state;
  kn_trial_def t = a_trial(2);
  kn_error e;
  t.design = KN_CLUSTER;
  t.recruit.people = 32;
  assert_int_equal(kn_trial_check(&t, &e), KN_OK);
  t.recruit.people = 31;
  assert_int_equal(kn_trial_check(&t, &e), KN_OUT_OF_RANGE);
  t = a_trial(2);
  t.visit[0].at_s = 60;
  assert_int_equal(kn_trial_check(&t, &e), KN_OUT_OF_RANGE);
  t = a_trial(2);
  t.dropout = 1;
  assert_int_equal(kn_trial_check(&t, &e), KN_OUT_OF_RANGE);
  t.cookie = 0;
  assert_int_equal(kn_trial_check(&t, &e), KN_BAD_DEFINITION);
}

static void orders_of_a_crossover_are_a_williams_square(void **state) {
  (void)state;
  kn_trial_def t = a_trial(4);
  t.design = KN_CROSSOVER;
  int follows[4][4] = {{0}};
  for (int s = 0; s < 4; s++)
    for (int k = 0; k < 4; k++) {
      int seen = 0;
      for (int other = 0; other < 4; other++) seen += kn_arm_in(&t, other, k) == kn_arm_in(&t, s, k);
      assert_int_equal(seen, 1);
      if (k > 0) follows[kn_arm_in(&t, s, k - 1)][kn_arm_in(&t, s, k)]++;
    }
  for (int a = 0; a < 4; a++)
    for (int b = 0; b < 4; b++) assert_int_equal(follows[a][b], a != b); // every arm follows every other once
}

static void people_leave_and_miss_sessions_as_often_as_said(void **state) {
  (void)state;
  kn_trial_def t = a_trial(2);
  t.missed = 0.07;
  t.dropout = 0.2;
  int left = 0, missed = 0;
  double mean = 0;
  for (uint64_t id = 1; id <= 5000; id++) {
    double at = kn_leaving(&t, t.seed, id);
    if (isfinite(at)) left++, mean += at / 86400;
    for (int k = 0; k < 10; k++) missed += kn_misses(&t, id, 0, k);
  }
  assert_true(fabs(left / 5000.0 - 0.2) < 0.02 && fabs(missed / 50000.0 - 0.07) < 0.005);
  assert_true(fabs(mean / left - 5) < 0.5); // evenly over ten days
}

// People come at 0, 10 and 20 days; a third leave when nobody improves, as many in either way of leaving.
static void who_does_not_get_better_leaves_when_the_trial_says_so(void **state) {
  (void)state;
  enum { N = 20000 };
  kn_trial_def t = a_trial(2);
  t.visit_count = 3;
  t.visit[2].at_s = 20 * 86400;
  t.dropout = 1 / 3.0;
  assert_true(isinf(kn_leaving_after(&t, 0, 0, 0, 1e-9)));
  t.dropout_slope = -3;
  assert_true(isinf(kn_leaving(&t, t.seed, 3)));
  int left[3] = {0};
  for (int helped = 0; helped < 3; helped++)
    for (uint64_t id = 1; id <= N; id++)
      for (int v = 0; v < 3; v++) {
        double at = kn_leaving_after(&t, 0, v, v ? 0.5 * helped - 0.5 : 0, kn_leaving_chance(&t, id, 0, v));
        if (isinf(at)) continue;
        assert_true(at > t.visit[v].at_s && at < t.visit[v + 1].at_s);
        left[helped]++;
        break;
      }
  print_message("left: %.1f %% worse by half, %.1f %% unchanged, %.1f %% better by half\n", 100.0 * left[0] / N,
                100.0 * left[1] / N, 100.0 * left[2] / N);
  assert_true(fabs(left[1] / (double)N - 1 / 3.0) < 0.012);
  // a sixth leave by the first visit, a fifth of the others after it: odds of 1/4 times e^1.5 and e^-1.5
  double odds = 0.25 * exp(1.5), worse = 1 / 6.0 + 5 / 6.0 * odds / (1 + odds);
  assert_true(fabs(left[0] / (double)N - worse) < 0.012);
  odds = 0.25 * exp(-1.5);
  assert_true(fabs(left[2] / (double)N - (1 / 6.0 + 5 / 6.0 * odds / (1 + odds))) < 0.012);
}

// ---- blinding --------------------------------------------------------------------------------------------------------------
// Published counts, with the indices that R's package BI 1.2.0 gives for them (Bang 2004, Table 7: 0.75; 0.21 and 0.01).
static void indices_of_blinding_are_the_published_ones(void **state) {
  (void)state;
  static const struct {
    kn_guesses g;
    double james, james_se, bang[2], bang_se[2];
  } seen[] = {{{{{82, 25, 170}, {27, 29, 83}}}, // the CRISP trial
               0.747927537451607,
               0.0217373981300472,
               {0.205776173285199, 0.0143884892086331},
               {0.0352370904724925, 0.0538229624728392}},
              {{{{143, 14, 188}, {104, 57, 175}}}, // patients of Houweling 2014, Table 2
               0.705116289211193,
               0.0159407504147411,
               {0.373913043478261, -0.139880952380952},
               {0.0302291489850797, 0.0369845521897666}},
              {{{{7, 2, 2}, {5, 4, 4}}}, // few people
               0.541666666666667,
               0.0975660806282759,
               {0.454545454545455, -0.076923076923077},
               {0.235790787069208, 0.229780921170978}}};
  for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
    kn_estimate e = kn_james(&seen[i].g, 0.95);
    assert_true(fabs(e.value - seen[i].james) < 1e-12 && fabs(e.se - seen[i].james_se) < 1e-12);
    assert_true(fabs(e.high - e.value - 1.959963984540054 * e.se) < 1e-9);
    for (int a = 0; a < 2; a++) {
      e = kn_bang(&seen[i].g, a, 0.95);
      assert_true(fabs(e.value - seen[i].bang[a]) < 1e-12 && fabs(e.se - seen[i].bang_se[a]) < 1e-12);
    }
  }
  const kn_guesses nobody = {{{0, 0, 9}, {0, 0, 8}}}, all_right = {{{9, 0, 0}, {0, 8, 0}}}, none = {{{0}}};
  assert_true(kn_james(&nobody, 0.95).value == 1 && kn_james(&all_right, 0.95).value == 0);
  assert_true(kn_bang(&all_right, 1, 0.95).value == 1 && isnan(kn_bang(&none, 0, 0.95).value));
}

static void people_believe_what_a_session_promises_and_how_they_fare(void **state) {
  (void)state;
  kn_trial_def t = a_trial(3);
  t.arm[2] = kn_default_course(KN_LIGHT_TOUCH);
  assert_true(kn_promise(&t, 0) == 1 && kn_promise(&t, 1) == -1); // whoever gets nothing knows it
  double as_session = kn_promise(&t, 2);
  assert_true(as_session > 0.5 && as_session < 1);
  t.blinding.promise[2] = 0.25;
  assert_true(kn_promise(&t, 2) == 0.25);
  t.blinding.signal = 2;
  t.blinding.improvement = 1;
  t.blinding.unsure = 0.5;
  assert_true(fabs(kn_belief(&t, 2, 0.5, 0.4) - (2 * -0.5 + 0.4)) < 1e-12 && isinf(kn_belief(&t, 1, 0.5, 1)));
  assert_true(kn_improvement(&t, 6, 3) == 0.5 && kn_improvement(&t, 6, 9) == -0.5 && kn_improvement(&t, 0, 3) == 0);
  int treatment = 0, unknown = 0;
  for (uint64_t id = 1; id <= 20000; id++) {
    kn_guess g = kn_guess_of(&t, kn_belief(&t, 0, kn_belief_chance(&t, id, 0), 0));
    treatment += g == KN_GUESS_TREATMENT;
    unknown += g == KN_GUESS_UNKNOWN;
  }
  double sure = 1 / (1 + exp(0.5 - 2)), wrong = 1 / (1 + exp(0.5 + 2)); // logistic
  assert_true(fabs(treatment / 20000.0 - sure) < 0.01 && fabs(unknown / 20000.0 - (1 - sure - wrong)) < 0.01);
  assert_true(kn_demand(&t, KN_PAIN, 8) == 0);
  t.blinding.demand = 0.1;
  assert_true(fabs(kn_demand(&t, KN_PAIN, 2) + tanh(1)) < 1e-9 && kn_demand(&t, KN_PAIN, -INFINITY) == 1);
  assert_true(kn_demand(&t, KN_WELL_BEING, 50) == 10 && kn_demand(&t, KN_PPT, 50) == 0);
  assert_true(kn_demand(&t, KN_ANXIETY_RATED, 50) == 0 && kn_demand(&t, KN_HEART_RATE, 50) == 0);
}

static void therapists_differ_as_said_and_take_turns(void **state) {
  (void)state;
  kn_trial_def t = a_trial(2);
  t.therapists = (kn_therapists_def){60, 0.2, 0, 0.1, {true}};
  double force = 0, warmth = 0;
  int seen[60] = {0};
  for (int i = 0; i < 60; i++) {
    kn_hands h = kn_therapist_hands(&t, i);
    assert_true(h.skill == 1.0 && h.force > 0);
    force += log(h.force) * log(h.force) / 60;
    warmth += h.warmth * h.warmth / 60;
    seen[kn_therapist_of(&t, t.seed, 0, 0, i)]++;
  }
  for (int i = 0; i < 60; i++) assert_int_equal(seen[i], 1);
  assert_true(fabs(sqrt(force) - 0.2) < 0.07 && fabs(sqrt(warmth) - 0.1) < 0.035);
  assert_int_equal(kn_therapist_of(&t, t.seed, 1, 0, 5), -1);
}

// ---- analysis ------------------------------------------------------------------------------------------------------------
enum { PEOPLE = 120, VISITS = 4, REPEATS = 400 };
typedef struct made {
  int person[2 * PEOPLE], arm[2 * PEOPLE], period[2 * PEOPLE], stratum[2 * PEOPLE], therapist[2 * PEOPLE],
      cluster[2 * PEOPLE];
  double y[2 * PEOPLE * VISITS];
} made;
static double z(int repeat, int purpose, int i) {
  return kn_normal(5, (uint64_t)repeat, (kn_draw)purpose, (uint64_t)i);
}

static kn_trial_data made_up(made *m, int repeat, kn_design design, double effect, double between) {
  bool crossover = design == KN_CROSSOVER;
  int n = crossover ? 2 * PEOPLE : PEOPLE;
  for (int i = 0; i < n; i++) {
    int who = crossover ? i / 2 : i;
    m->person[i] = who;
    m->period[i] = crossover ? i % 2 : 0;
    m->cluster[i] = design == KN_CLUSTER ? i / 8 : -1;
    m->arm[i] = design == KN_CLUSTER ? i / 8 % 2 : crossover ? (i + who) % 2 : i % 3;
    m->stratum[i] = z(repeat, 1, who) > 0;
    m->therapist[i] = m->arm[i] == 0 && design != KN_CLUSTER ? (i / 3) % 8 : -1;
    double shared = m->therapist[i] >= 0 ? between * z(repeat, 2, m->therapist[i]) : 0;
    if (design == KN_CLUSTER) shared = between * z(repeat, 2, m->cluster[i]);
    for (int v = 0; v < VISITS; v++)
      m->y[i * VISITS + v] =
          6 + z(repeat, 1, who) + 0.8 * z(repeat, 3 + v, i) + (v ? shared + (m->arm[i] == 0) * effect : 0);
    if (z(repeat, 9, i) > 1.2) m->y[i * VISITS + 3] = NAN;
  }
  return (kn_trial_data){.design = design,
                         .n = n,
                         .arms = crossover || design == KN_CLUSTER ? 2 : 3,
                         .visits = VISITS,
                         .better = -1,
                         .people = PEOPLE,
                         .strata = 2,
                         .therapists = design == KN_CLUSTER ? 0 : 8,
                         .clusters = design == KN_CLUSTER ? PEOPLE / 8 : 0,
                         .responder = 0.3,
                         .person = m->person,
                         .arm = m->arm,
                         .period = m->period,
                         .stratum = m->stratum,
                         .therapist = m->therapist,
                         .cluster = m->cluster,
                         .y = m->y};
}

static void every_design_finds_the_effect_and_rejects_identical_arms_at_five_percent(void **state) {
  (void)state;
  static made m;
  for (int design = 0; design < 3; design++) {
    int reject = 0, naive = 0, cover = 0;
    double mean = 0, between = design == KN_CROSSOVER ? 0.0 : 0.4;
    for (int k = 0; k < REPEATS; k++) {
      kn_finding f;
      kn_trial_data d = made_up(&m, k, (kn_design)design, 0, between);
      assert_true(kn_analyse_model(&d, 1, 3, 0.95, &f));
      reject += f.model.p < 0.05;
      naive += f.naive.p < 0.05;
      d = made_up(&m, k, (kn_design)design, -0.7, between);
      assert_true(kn_analyse_model(&d, 1, 3, 0.95, &f));
      mean += f.model.value / REPEATS;
      cover += f.model.low < -0.7 && f.model.high > -0.7;
    }
    print_message("design %d: rejects %.1f %%, naive %.1f %%; effect %.3f, covered %.1f %%\n", design,
                  100.0 * reject / REPEATS, 100.0 * naive / REPEATS, mean, 100.0 * cover / REPEATS);
    assert_true(reject < 0.09 * REPEATS && reject > 0.02 * REPEATS);
    assert_true(fabs(mean + 0.7) < 0.05 && cover > 0.91 * REPEATS);
    if (between > 0) assert_true(naive > reject);
  }
}

static void all_methods_agree_on_which_way_it_goes(void **state) {
  (void)state;
  static made m;
  kn_finding f;
  kn_trial_data d = made_up(&m, 3, KN_PARALLEL, -1.5, 0.2);
  assert_true(kn_analyse(&d, 2, 2, 0.95, &f));
  const kn_estimate *all[] = {&f.change, &f.covariance, &f.model, &f.naive, &f.repeated, &f.g};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    assert_true(all[i]->value < -0.5 && all[i]->low < all[i]->value);
  assert_true(f.treated.n == 40 && f.treated_yes.n == 40 && f.ratio.value > 1 && f.needed.value > 1);
  assert_true(f.person_sd > 0.3 && f.person_sd < 1 && f.residual_sd > 0.6 && f.residual_sd < 1);
}

// ---- files ---------------------------------------------------------------------------------------------------------------
static int read_text(const char *text, kn_trial_file *t) {
  char path[] = "/tmp/knead-trial-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  close(fd);
  int status = kn_trial_read(path, folders, 1, kn_default_trial, kn_default_people, t);
  unlink(path);
  return status;
}

static void the_trial_that_comes_with_the_program_is_understood(void **state) {
  (void)state;
  kn_trial_file *t = calloc(1, sizeof *t);
  kn_error e;
  int status =
      kn_trial_read(KN_SOURCE_DIR "/trials/low-back-pain.yaml", folders, 1, kn_default_trial, kn_default_people, t);
  if (status) kn_report_print(&t->scene.report, stderr);
  assert_int_equal(status, 0);
  assert_int_equal(kn_trial_check(&t->def, &e), KN_OK);
  const kn_trial_def *d = &t->def;
  assert_true(d->arm_count == 3 && d->arm[0].sessions == 10 && d->visit_count == 4 && d->outcome_count == 3);
  assert_true(d->recruit.people == 24 && d->recruit.at_most == 9 && d->seed == 2011 && d->stratum_count == 1);
  assert_true(d->therapists.count == 4 && d->therapists.arm[0] && d->therapists.arm[1] && !d->therapists.arm[2]);
  assert_string_equal(d->visit[d->primary_visit].name, "end of course");
  kn_trial_file_free(t);
  free(t);
}

static void mistakes_are_told_all_at_once_with_their_lines(void **state) {
  (void)state;
  kn_trial_file *t = calloc(1, sizeof *t);
  assert_int_equal(read_text("schema: knead/1\n"
                             "kind: trial\n"
                             "people: chronic-low-back-pain\n"
                             "recruitment: {people: 1, at-least: 30, wait: 7}\n"
                             "treatment: {technique: relaxation-massage, weeks: 4, times: 1 / week}\n"
                             "compared-with: [nothing]\n"
                             "observe: {at: [before, end of course], outcomes: [pain, disability-neck]}\n"
                             "randomisation: {design: paralel, washout: 2 weeks, stratified-by: [age]}\n"
                             "therapists: {force: 0.1, arms: [nobody]}\n"
                             "attendance: {dropouts: 0.1, dropout-by-improvement: -2}\n"
                             "blinding: {demand: 0.5, promise: [{arm: treatment, of: 0.1}, {arm: nothing}, {of: 1}]}\n"
                             "analysis: {visit: week 99}\n",
                             t),
                   3);
  static const char *const expected[] = {"`people` is 1",
                                         "`at-least` is 30",
                                         "`wait` needs a unit",
                                         "did you mean `parallel`",
                                         "only a crossover",
                                         "where is it cut",
                                         "needs a `count`",
                                         "no arm `nobody`",
                                         "did you mean `dropout`",
                                         "nobody leaves, however she fares",
                                         "`demand` is 0.5",
                                         "there is no arm `treatment`",
                                         "a promise is `of` an `arm`",
                                         "no visit",
                                         "asks about the neck-shoulder"};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    bool found = false;
    for (int k = 0; k < t->scene.report.diagnostic_count; k++)
      found =
          found || (strstr(t->scene.report.diagnostic[k].what, expected[i]) && t->scene.report.diagnostic[k].line > 2);
    if (!found) fail_msg("nobody said: %s", expected[i]);
  }
  kn_trial_file_free(t);
  assert_int_equal(read_text("schema: knead/1\nkind: trial\npeople: martians\n", t), 3);
  bool found = false;
  for (int k = 0; k < t->scene.report.diagnostic_count; k++)
    found = found || strstr(t->scene.report.diagnostic[k].what, "no people called `martians`");
  assert_true(found);
  kn_trial_file_free(t);
  free(t);
}

static void the_log_gives_back_whole_pieces_and_forgets_torn_ones(void **state) {
  (void)state;
  char path[] = "/tmp/knead-log-XXXXXX";
  close(mkstemp(path));
  kn_worklog *log;
  double v[3] = {1.0 / 3, NAN, -INFINITY}, w[3];
  assert_int_equal(kn_worklog_open(path, "a", false, &log), KN_WORKLOG_EXISTS);
  unlink(path);
  assert_int_equal(kn_worklog_open(path, "a", true, &log), KN_WORKLOG_NONE);
  assert_int_equal(kn_worklog_open(path, "a", false, &log), KN_WORKLOG_OK);
  for (int i = 0; i < 5; i++) assert_true(kn_worklog_save(log, i % 2, (uint64_t)(90 - i), i, v, 3));
  kn_worklog_close(log);
  assert_int_equal(kn_worklog_open(path, "b", true, &log), KN_WORKLOG_OTHER);
  FILE *f = fopen(path, "r+b");
  fseek(f, 0, SEEK_END);
  long size = ftell(f);
  fclose(f);
  assert_int_equal(truncate(path, size - 5), 0); // as a crash may leave it
  assert_int_equal(kn_worklog_open(path, "a", true, &log), KN_WORKLOG_OK);
  assert_int_equal(kn_worklog_found(log), 4);
  assert_true(kn_worklog_find(log, 1, 87, 3, w, 3) && memcmp(v, w, sizeof v) == 0);
  assert_false(kn_worklog_find(log, 0, 86, 4, w, 3));
  assert_false(kn_worklog_find(log, 1, 87, 3, w, 2));
  assert_true(kn_worklog_save(log, 0, 86, 4, v, 3));
  kn_worklog_close(log);
  assert_int_equal(kn_worklog_open(path, "a", true, &log), KN_WORKLOG_OK);
  assert_int_equal(kn_worklog_found(log), 5);
  kn_worklog_close(log);
  f = fopen(path, "r+b");
  fseek(f, size / 2, SEEK_SET);
  fputc('x', f); // one wrong byte: what follows it is not believed either
  fclose(f);
  assert_int_equal(kn_worklog_open(path, "a", true, &log), KN_WORKLOG_OK);
  assert_true(kn_worklog_found(log) < 4);
  kn_worklog_close(log);
  unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(people_have_the_means_spreads_and_correlations_that_were_asked_for),
      cmocka_unit_test(every_file_of_people_that_comes_with_the_program_is_sound),
      cmocka_unit_test(a_person_is_drawn_from_her_key_alone),
      cmocka_unit_test(impossible_correlations_are_refused),
      cmocka_unit_test(parameters_spread_between_people_within_the_bounds_of_the_tables),
      cmocka_unit_test(blocks_keep_the_arms_of_every_stratum_level),
      cmocka_unit_test(places_are_randomised_whole),
      cmocka_unit_test(one_place_an_arm_is_no_trial),
      cmocka_unit_test(orders_of_a_crossover_are_a_williams_square),
      cmocka_unit_test(people_leave_and_miss_sessions_as_often_as_said),
      cmocka_unit_test(who_does_not_get_better_leaves_when_the_trial_says_so),
      cmocka_unit_test(indices_of_blinding_are_the_published_ones),
      cmocka_unit_test(people_believe_what_a_session_promises_and_how_they_fare),
      cmocka_unit_test(therapists_differ_as_said_and_take_turns),
      cmocka_unit_test(every_design_finds_the_effect_and_rejects_identical_arms_at_five_percent),
      cmocka_unit_test(all_methods_agree_on_which_way_it_goes),
      cmocka_unit_test(the_trial_that_comes_with_the_program_is_understood),
      cmocka_unit_test(mistakes_are_told_all_at_once_with_their_lines),
      cmocka_unit_test(the_log_gives_back_whole_pieces_and_forgets_torn_ones),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
