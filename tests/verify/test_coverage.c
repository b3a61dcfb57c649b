// Two thousand made-up trials each: what is called 5 % is 5 %, what is called 95 % is 95 %, and what that costs when
// therapists differ. A band is three Monte-Carlo standard errors.
#include "lane/random.h"
#include "study/blinding.h"
#include "study/effect.h"
#include "study/meta.h"
#include "study/mixed.h"
#include "study/repeated.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { REPEATS = 2000, PEOPLE = 400, VISITS = 3 };

static uint64_t repeat; // each repeat draws by its own key
static double z(int purpose, int i) { return kn_normal(20261127, repeat, (kn_draw)purpose, (uint64_t)i); }

static void share_is(const char *what, int hits, double expected, double allowed) {
  double share = (double)hits / REPEATS, band = 3 * sqrt(expected * (1 - expected) / REPEATS) + allowed;
  print_message("%s: %.2f %% (expected %.3g +- %.2f)\n", what, 100 * share, 100 * expected, 100 * band);
  if (fabs(share - expected) > band) fail_msg("%s: %.4f", what, share);
}

// One made-up trial. Its change is `effect` in the treated half, who share therapists with intercepts of SD `between`.
typedef struct made {
  int n, therapists, visits;
  double effect, between;
} made;
static double X[PEOPLE * VISITS * 6], y[PEOPLE * VISITS];
static int person[PEOPLE * VISITS], therapist[PEOPLE * VISITS];

static kn_estimate analyse(const made *m, bool with_people, bool with_therapists) {
  int row = 0, p = m->visits + 2;
  for (int i = 0; i < m->n; i++) {
    bool treated = i % 2 == 0;
    int who = treated && m->therapists ? (i / 2) % m->therapists : -1;
    double own = z(1, i), baseline = own + 0.7 * z(2, i);
    for (int v = 0; v < m->visits; v++, row++) {
      double *x = X + row * p;
      memset(x, 0, (size_t)p * sizeof *x);
      x[0] = treated;
      x[1] = baseline;
      x[2 + v] = 1;
      y[row] = own + (treated ? m->effect : 0) + (who >= 0 ? m->between * z(3, who) : 0) + z(10 + v, i);
      person[row] = i;
      therapist[row] = who;
    }
  }
  kn_mixed_data d = {.rows = row, .columns = p, .X = X, .y = y};
  if (with_people) d.level[d.factors] = person, d.levels[d.factors++] = m->n;
  if (with_therapists) d.level[d.factors] = therapist, d.levels[d.factors++] = m->therapists;
  kn_mixed *f;
  assert_int_equal(kn_mixed_fit(&d, &f), KN_MIXED_OK);
  double c[8] = {1};
  kn_estimate e = kn_mixed_contrast(f, c, 0.95);
  kn_mixed_free(f);
  return e;
}

static void two_identical_arms_reject_at_five_percent(void **state) {
  (void)state;
  int once = 0, repeated = 0, change = 0;
  const made single = {60, 0, 1, 0, 0}, visits = {60, 0, 3, 0, 0};
  for (repeat = 0; repeat < REPEATS; repeat++) {
    once += analyse(&single, false, false).p < 0.05;
    double a[30], b[30];
    for (int i = 0; i < 60; i++) (i % 2 == 0 ? a : b)[i / 2] = y[i] - X[i * 3 + 1];
    change += kn_welch(kn_sample_of(a, 30), kn_sample_of(b, 30), 0.95).p < 0.05;
    repeated += analyse(&visits, true, false).p < 0.05;
  }
  share_is("change, Welch", change, 0.05, 0);
  share_is("analysis of covariance", once, 0.05, 0);
  share_is("mixed model, three visits", repeated, 0.05, 0);
}

// Fewer therapists than about eight are few for any analysis: the estimated spread between them is then often zero.
static void with_therapists_who_differ_the_naive_analysis_rejects_too_often_and_the_mixed_model_does_not(void **state) {
  (void)state;
  int naive = 0, mixed = 0, repeated = 0;
  const made single = {160, 10, 1, 0, 0.45}, visits = {160, 10, 3, 0, 0.45};
  for (repeat = 0; repeat < REPEATS; repeat++) {
    naive += analyse(&single, false, false).p < 0.05;
    mixed += analyse(&single, false, true).p < 0.05;
    if (repeat % 2 == 0) repeated += 2 * (analyse(&visits, true, true).p < 0.05);
  }
  print_message("naive: %.2f %%\n", 100.0 * naive / REPEATS);
  assert_true(naive > 0.10 * REPEATS);
  share_is("mixed model", mixed, 0.05, 0);
  share_is("mixed model, three visits", repeated, 0.05, 0.007);
}

// Pain drifts: people spread more at later visits, and near visits go together more. Random intercepts of people say that
// they do not, so at the last visit identical arms differ too often; with any covariance of visits they do not.
static void where_pain_drifts_only_a_free_covariance_of_visits_keeps_its_five_percent(void **state) {
  (void)state;
  enum { FEW = 400, N = 120, P = 3 * VISITS };
  int free_covariance = 0, intercepts = 0, visit[PEOPLE * VISITS];
  for (repeat = 0; repeat < FEW; repeat++) {
    static double W[PEOPLE * VISITS * P];
    int row = 0;
    for (int i = 0; i < N; i++) {
      double own = z(1, i), baseline = own + 0.7 * z(2, i), now = own;
      int who = i % 2 == 0 ? (i / 2) % 10 : -1;
      for (int v = 0; v < VISITS; v++) {
        now += (0.3 + 0.5 * v) * z(50 + v, i);
        if (v > 0 && z(60, i) > 1.3) continue; // has left
        double *x = W + row * P;
        memset(x, 0, P * sizeof *x);
        x[3 * v] = 1, x[3 * v + 1] = baseline, x[3 * v + 2] = i % 2 == 0;
        y[row] = now + 0.7 * z(10 + v, i) + (who >= 0 ? 0.35 * z(3, who) : 0);
        person[row] = i, therapist[row] = who, visit[row++] = v;
      }
    }
    double c[P] = {0};
    c[P - 1] = 1;
    kn_repeated_data d = {row, P, W, y, person, visit, therapist, N, VISITS, 10};
    kn_repeated *f;
    assert_int_equal(kn_repeated_fit(&d, &f), KN_MIXED_OK);
    free_covariance += kn_repeated_contrast(f, c, 0.95).p < 0.05;
    kn_repeated_free(f);

    kn_mixed_data m = {row, P, W, y, 2, {person, therapist}, {N, 10}};
    kn_mixed *g;
    assert_int_equal(kn_mixed_fit(&m, &g), KN_MIXED_OK);
    intercepts += kn_mixed_contrast(g, c, 0.95).p < 0.05;
    kn_mixed_free(g);
  }
  print_message("random intercepts of people: %.1f %%; any covariance: %.1f %%\n", 100.0 * intercepts / FEW,
                100.0 * free_covariance / FEW);
  assert_true(fabs(free_covariance - 0.05 * FEW) < 3 * sqrt(0.05 * 0.95 * FEW) + 0.007 * FEW);
  assert_true(intercepts > 0.08 * FEW);
}

static void intervals_cover_what_they_say(void **state) {
  (void)state;
  int difference = 0, g = 0, exact = 0, ratio = 0, risk = 0, mixed = 0, pooled = 0;
  const made visits = {80, 10, 2, -0.6, 0.4};
  for (repeat = 0; repeat < REPEATS; repeat++) {
    double a[20], b[28];
    for (int i = 0; i < 20; i++) a[i] = 1.0 + 2.0 * z(20, i);
    for (int i = 0; i < 28; i++) b[i] = z(21, i);
    kn_sample sa = kn_sample_of(a, 20), sb = kn_sample_of(b, 28);
    kn_estimate e = kn_welch(sa, sb, 0.95);
    difference += e.low < 1.0 && e.high > 1.0;
    for (int i = 0; i < 20; i++) a[i] = 0.5 + z(20, i);
    sa = kn_sample_of(a, 20);
    e = kn_hedges(sa, sb, 0.95);
    g += e.low < 0.5 && e.high > 0.5;
    e = kn_hedges_exact(sa, sb, 0.95);
    exact += e.low < 0.5 && e.high > 0.5;
    kn_share ra = {0, 60}, rb = {0, 55};
    for (int i = 0; i < 60; i++) ra.yes += kn_uniform(7, repeat, (kn_draw)30, (uint64_t)i) < 0.55;
    for (int i = 0; i < 55; i++) rb.yes += kn_uniform(7, repeat, (kn_draw)31, (uint64_t)i) < 0.30;
    e = kn_responder_ratio(ra, rb, 0.95);
    ratio += e.low < 0.55 / 0.30 && e.high > 0.55 / 0.30;
    e = kn_risk_difference(ra, rb, 0.95);
    risk += e.low < 0.25 && e.high > 0.25;
    double effect[15], v[15];
    for (int i = 0; i < 15; i++) {
      v[i] = 0.02 + 0.01 * (i % 5);
      effect[i] = -0.5 + sqrt(0.06 + v[i]) * z(40, i);
    }
    e = kn_meta_reml(effect, v, 15, 0.95).effect;
    pooled += e.low < -0.5 && e.high > -0.5;
    e = analyse(&visits, true, true);
    mixed += e.low < visits.effect && e.high > visits.effect;
  }
  share_is("difference of means", difference, 0.95, 0);
  share_is("g, normal interval", g, 0.95, 0);
  share_is("g, noncentral t", exact, 0.95, 0);
  share_is("ratio of responders", ratio, 0.95, 0.005);
  share_is("difference of shares", risk, 0.95, 0.005);
  share_is("mixed model with therapists", mixed, 0.95, 0.01);
  share_is("pooled effect, 15 studies", pooled, 0.95,
           0.015); // a normal interval with an estimated tau2 is a little short
}

static void indices_of_blinding_cover_what_they_say(void **state) {
  (void)state;
  enum { ARM = 80 };
  static const double chance[2][KN_GUESSES] = {{0.55, 0.20, 0.25}, {0.35, 0.40, 0.25}}; // of each arm's answers
  int bang = 0, james = 0;
  double D = 0.75, m = 0.5 * (0.20 + 0.35), F = 0.5 * 0.75 * (0.45 + 0.30); // both arms alike in who answers
  double truth = 1 - D + D * D * m / (2 * F);
  for (repeat = 0; repeat < REPEATS; repeat++) {
    kn_guesses g = {{{0}}};
    for (int i = 0; i < 2 * ARM; i++) {
      double u = kn_uniform(11, repeat, (kn_draw)70, (uint64_t)i);
      const double *p = chance[i % 2];
      g.count[i % 2][u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2]++;
    }
    kn_estimate e = kn_bang(&g, 0, 0.95);
    bang += e.low < 0.35 && e.high > 0.35;
    e = kn_james(&g, 0.95);
    james += e.low < truth && e.high > truth;
  }
  share_is("Bang's index, 80 people", bang, 0.95, 0.01);
  share_is("James's index, 160 people", james, 0.95, 0.01);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_identical_arms_reject_at_five_percent),
      cmocka_unit_test(with_therapists_who_differ_the_naive_analysis_rejects_too_often_and_the_mixed_model_does_not),
      cmocka_unit_test(where_pain_drifts_only_a_free_covariance_of_visits_keeps_its_five_percent),
      cmocka_unit_test(intervals_cover_what_they_say),
      cmocka_unit_test(indices_of_blinding_cover_what_they_say),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
