// What the estimators say of committed data sets is what R says of them (tests/reference/statistics).
#include "study/dist.h"
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

#define FOLDER KN_SOURCE_DIR "/tests/reference/statistics/"
enum { ROWS = 300, NAMES = 400 };
static struct {
  char name[48];
  double value;
} said[NAMES];
static int said_count;

static FILE *open_file(const char *name) {
  char path[512], line[256];
  snprintf(path, sizeof path, "%s%s", FOLDER, name);
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  assert_non_null(fgets(line, sizeof line, f)); // the header
  return f;
}

static int read_said(void **state) {
  (void)state;
  FILE *f = open_file("r.csv");
  while (fscanf(f, "%47[^,],%lf ", said[said_count].name, &said[said_count].value) == 2)
    assert_true(++said_count < NAMES);
  fclose(f);
  return said_count > 200 ? 0 : -1;
}

static double r(const char *name) {
  for (int i = 0; i < said_count; i++)
    if (strcmp(said[i].name, name) == 0) return said[i].value;
  fail_msg("R was not asked for %s", name);
  return NAN;
}

static double worst;
static void agree(const char *name, double ours, double tolerance) {
  double theirs = r(name), scale = fmax(1.0, fabs(theirs)), off = fabs(ours - theirs) / scale;
  if (isinf(theirs) && ours == theirs) return;
  if (!(off <= tolerance)) fail_msg("%s: %.12g, R says %.12g", name, ours, theirs);
  worst = fmax(worst, off);
}
static void agree_all(const char *name, const kn_estimate *e, double tolerance) {
  const char *part[] = {"value", "se", "df", "p", "low", "high"};
  const double v[] = {e->value, e->se, e->df, e->p, e->low, e->high};
  for (int i = 0; i < 6; i++) {
    char full[80];
    snprintf(full, sizeof full, "%s.%s", name, part[i]);
    agree(full, v[i], tolerance);
  }
}

static void distributions_are_those_of_r(void **state) {
  (void)state;
  int asked = 0;
  worst = 0;
  for (int i = 0; i < said_count; i++) {
    char kind[16];
    double a, b = 0, c = 0, ours = NAN, theirs = said[i].value;
    if (sscanf(said[i].name, "%15s %lf %lf %lf", kind, &a, &b, &c) < 2) continue;
    if (strcmp(kind, "pnorm") == 0) ours = kn_normal_cdf(a);
    if (strcmp(kind, "qnorm") == 0) ours = kn_normal_quantile(a);
    if (strcmp(kind, "pt") == 0) ours = kn_t_cdf(a, b);
    if (strcmp(kind, "two") == 0) ours = kn_t_two_sided(a, b);
    if (strcmp(kind, "qt") == 0) ours = kn_t_quantile(a, b);
    if (strcmp(kind, "pchisq") == 0) ours = kn_chi2_cdf(a, b);
    if (strcmp(kind, "qchisq") == 0) ours = kn_chi2_quantile(a, b);
    if (strcmp(kind, "pf") == 0) ours = kn_f_cdf(a, b, c);
    if (strcmp(kind, "qf") == 0) ours = kn_f_quantile(a, b, c);
    if (strcmp(kind, "pnct") == 0) ours = kn_noncentral_t_cdf(a, b, c);
    asked++;
    double off = theirs != 0 ? fabs(ours - theirs) / fabs(theirs) : fabs(ours);
    if (strcmp(kind, "pnct") == 0) off = fabs(ours - theirs);
    if (!(off < 1e-9)) fail_msg("%s: %.15g, R says %.15g", said[i].name, ours, theirs);
    worst = fmax(worst, off);
  }
  assert_true(asked > 120);
  print_message("%d values, at most %.1e apart\n", asked, worst);
}

static void outside_their_domain_they_say_so(void **state) {
  (void)state;
  assert_true(isnan(kn_normal_quantile(1.5)) && isnan(kn_t_cdf(1, 0)) && isnan(kn_t_quantile(0.5, -1)));
  assert_true(isnan(kn_chi2_cdf(1, 0)) && isnan(kn_beta_cdf(0.5, 0, 1)) && isnan(kn_f_cdf(1, 0, 2)));
  assert_true(kn_normal_quantile(0) == -INFINITY && kn_t_quantile(1, 3) == INFINITY);
  assert_true(kn_t_two_sided(2, INFINITY) == 2 * kn_normal_cdf(-2));
  kn_sample one = kn_sample_of((const double[]){3}, 1), two = kn_sample_of((const double[]){1, NAN, 2}, 3);
  assert_true(two.n == 2 && two.mean == 1.5 && isnan(one.sd) && isnan(kn_welch(one, two, 0.95).p));
  assert_true(isnan(kn_risk_difference((kn_share){0, 0}, (kn_share){1, 2}, 0.95).low));
  assert_true(isnan(kn_meta_reml((const double[]){1}, (const double[]){1}, 1, 0.95).tau2));
}

// ---- parallel.csv ---------------------------------------------------------------------------------------------------
static struct {
  int id[ROWS], arm[ROWS], high[ROWS], therapist[ROWS], visit[ROWS]; // arm: 0 usual, 1 massage, 2 touch
  double baseline[ROWS], y[ROWS];
} d;
static int rows;

static void read_parallel(void) {
  FILE *f = open_file("parallel.csv");
  char arm[16], stratum[16];
  rows = 0;
  while (fscanf(f, "%d,%15[^,],%15[^,],%d,%d,%lf,%lf ", &d.id[rows], arm, stratum, &d.therapist[rows], &d.visit[rows],
                &d.baseline[rows], &d.y[rows]) == 7) {
    d.id[rows]--;
    d.therapist[rows]--;
    d.arm[rows] = strcmp(arm, "massage") == 0 ? 1 : strcmp(arm, "touch") == 0 ? 2 : 0;
    d.high[rows] = strcmp(stratum, "low") != 0 ? 0 : 1; // R's second level is `low`
    rows++;
  }
  fclose(f);
  assert_int_equal(rows, 254);
}

static int of_arm(int arm, double *y, kn_share *responders) {
  int n = 0;
  *responders = (kn_share){0, 0};
  for (int i = 0; i < rows; i++) {
    if (d.visit[i] != 3 || d.arm[i] != arm) continue;
    responders->yes += d.y[i] < 0.7 * d.baseline[i];
    y[n++] = d.y[i];
  }
  responders->n = n;
  return n;
}

static void two_arms_differ_as_r_says(void **state) {
  (void)state;
  double y[ROWS];
  kn_share ra, rb;
  read_parallel();
  worst = 0;
  kn_sample a = kn_sample_of(y, of_arm(1, y, &ra)), b = kn_sample_of(y, of_arm(0, y, &rb));
  kn_estimate e = kn_welch(a, b, 0.95);
  agree_all("welch", &e, 1e-9);
  double change[ROWS];
  int n_change = 0;
  for (int i = 0; i < rows; i++)
    if (d.visit[i] == 3 && d.arm[i] == 1) change[n_change++] = d.y[i] - d.baseline[i];
  e = kn_paired(change, n_change, 0.95);
  agree_all("paired", &e, 1e-9);
  e = kn_hedges(a, b, 0.95);
  agree_all("hedges", &e, 1e-9);
  e = kn_hedges_exact(a, b, 0.95);
  agree("hedges.exact.low", e.low, 1e-7);
  agree("hedges.exact.high", e.high, 1e-7);
  e = kn_responder_ratio(ra, rb, 0.95);
  agree_all("ratio", &e, 1e-9);
  e = kn_responder_ratio((kn_share){0, 20}, (kn_share){4, 22}, 0.95);
  agree_all("ratio.zero", &e, 1e-9);
  e = kn_risk_difference(ra, rb, 0.95);
  agree_all("difference", &e, 1e-9);
  kn_needed n = kn_needed_to_treat(&e);
  assert_true(!n.through && fabs(n.value - 1 / e.value) < 1e-12 && n.low < n.value && n.value < n.high);
  kn_estimate none = {.value = 0.05, .low = -0.1, .high = 0.2};
  n = kn_needed_to_treat(&none);
  assert_true(n.through && n.low == -10 && n.high == 5);
  print_message("at most %.1e apart\n", worst);
}

// ---- linear models --------------------------------------------------------------------------------------------------
enum { MOST = 16 };
static double X[ROWS * MOST], y[ROWS];
static int person[ROWS], therapist[ROWS];

// Intercept, arms, [visits and their products with arms,] stratum, baseline. only: this visit; 0 all
static kn_mixed_data parallel(int only, int *columns) {
  int n = 0, p = *columns = only ? 5 : 11;
  for (int i = 0; i < rows; i++) {
    if (only && d.visit[i] != only) continue;
    double *x = X + n * p, m = d.arm[i] == 1, t = d.arm[i] == 2, v1 = d.visit[i] == 1, v2 = d.visit[i] == 2;
    const double all[] = {1, m, t, (double)d.high[i], d.baseline[i], v1, v2, m * v1, m * v2, t * v1, t * v2};
    memcpy(x, all, (size_t)p * sizeof *x);
    person[n] = d.id[i];
    therapist[n] = d.therapist[i];
    y[n++] = d.y[i];
  }
  return (kn_mixed_data){.rows = n, .columns = p, .X = X, .y = y};
}

static kn_mixed *fit(const kn_mixed_data *data, const char *name) {
  kn_mixed *f;
  char full[64];
  assert_int_equal(kn_mixed_fit(data, &f), KN_MIXED_OK);
  if (data->factors == 0) return f;
  snprintf(full, sizeof full, "%s.deviance", name);
  agree(full, kn_mixed_deviance(f), 1e-9);
  snprintf(full, sizeof full, "%s.residual", name);
  agree(full, kn_mixed_residual_sd(f), 1e-6);
  return f;
}
static void term(kn_mixed *f, int p, int i, const char *name) {
  double c[MOST] = {0};
  assert_true(i < p);
  c[i] = 1;
  kn_estimate e = kn_mixed_contrast(f, c, 0.95);
  agree_all(name, &e, 1e-6);
}

static void covariance_is_analysed_as_r_does(void **state) {
  (void)state;
  int p;
  worst = 0;
  kn_mixed_data data = parallel(3, &p);
  kn_mixed *f = fit(&data, "ancova");
  term(f, p, 1, "ancova.armmassage");
  term(f, p, 2, "ancova.armtouch");
  term(f, p, 4, "ancova.baseline");
  kn_mixed_free(f);
  print_message("at most %.1e apart\n", worst);
}

static void mixed_models_are_those_of_lme4_and_lmertest(void **state) {
  (void)state;
  int p;
  worst = 0;
  kn_mixed_data data = parallel(0, &p);
  data.factors = 1;
  data.level[0] = person;
  data.levels[0] = 96;
  kn_mixed *f = fit(&data, "person");
  agree("person.sd.id", kn_mixed_factor_sd(f, 0), 1e-6);
  agree("nlme.armmassage.value", kn_mixed_coefficient(f, 1), 1e-6);
  agree("nlme.residual", kn_mixed_residual_sd(f), 1e-6);
  term(f, p, 1, "person.armmassage");
  term(f, p, 2, "person.armtouch");
  kn_mixed_free(f);

  data.factors = 2; // partial nesting
  data.level[1] = therapist;
  data.levels[1] = 9;
  f = fit(&data, "partial");
  agree("partial.sd.id", kn_mixed_factor_sd(f, 0), 1e-6);
  agree("partial.sd.th", kn_mixed_factor_sd(f, 1), 1e-6);
  term(f, p, 1, "partial.armmassage");
  term(f, p, 2, "partial.armtouch");
  kn_mixed_free(f);

  data = parallel(3, &p); // one visit: therapists only, as the first factor
  data.factors = 1;
  data.level[0] = therapist;
  data.levels[0] = 9;
  f = fit(&data, "once");
  agree("once.sd.th", kn_mixed_factor_sd(f, 0), 1e-6);
  term(f, p, 1, "once.armmassage");
  term(f, p, 2, "once.armtouch");
  kn_mixed_free(f);
  print_message("at most %.1e apart\n", worst);
}

// nlme stops at about 1e-6 in what it estimates; the same likelihood at its exact maximum is in R's script too.
static void any_covariance_of_visits_is_fitted_as_nlme_does(void **state) {
  (void)state;
  static const int element[6][2] = {{0, 0}, {1, 0}, {2, 0}, {1, 1}, {2, 1}, {2, 2}};
  static int visit[ROWS];
  int p;
  worst = 0;
  kn_mixed_data m = parallel(0, &p);
  for (int i = 0; i < rows; i++) visit[i] = d.visit[i] - 1;
  for (int with = 0; with < 2; with++) {
    const char *name = with ? "visits.th" : "visits";
    char full[80];
    kn_repeated_data data = {m.rows, p, X, y, person, visit, therapist, 96, 3, with ? 9 : 0};
    kn_repeated *f;
    assert_int_equal(kn_repeated_fit(&data, &f), KN_MIXED_OK);
    snprintf(full, sizeof full, "%s.deviance", name);
    agree(full, kn_repeated_deviance(f), 1e-9);
    for (int k = 0; k < 6; k++) {
      snprintf(full, sizeof full, "%s.S%d", name, k + 1);
      agree(full, kn_repeated_covariance(f, element[k][0], element[k][1]), 1e-6);
    }
    if (with) agree("visits.th.sd.th", kn_repeated_group_sd(f), 1e-6);
    for (int i = 1; i < 3; i++) {
      double c[MOST] = {0};
      c[i] = 1;
      kn_estimate e = kn_repeated_contrast(f, c, 0.95);
      snprintf(full, sizeof full, "%s.%s", name, i == 1 ? "armmassage" : "armtouch");
      agree_all(full, &e, 1e-6);
      snprintf(full, sizeof full, "%s.nlme.%s.value", name, i == 1 ? "armmassage" : "armtouch");
      double keep = worst;
      agree(full, e.value, 1e-5);
      snprintf(full, sizeof full, "%s.nlme.%s.se", name, i == 1 ? "armmassage" : "armtouch");
      agree(full, e.se, 1e-5);
      worst = keep;
    }
    kn_repeated_free(f);
  }
  kn_repeated_data one = {m.rows, p, X, y, person, visit, therapist, 96, 3, 0}; // a visit that nobody came to
  kn_repeated *f;
  one.visits = 4;
  assert_int_equal(kn_repeated_fit(&one, &f), KN_MIXED_SINGULAR);
  print_message("at most %.1e apart\n", worst);
}

static void a_crossover_with_crossed_therapists_too(void **state) {
  (void)state;
  FILE *file = open_file("crossover.csv");
  int n = 0, period;
  char treatment[16];
  worst = 0;
  while (fscanf(file, "%d,%d,%15[^,],%d,%lf ", &person[n], &period, treatment, &therapist[n], &y[n]) == 5) {
    person[n]--;
    therapist[n]--;
    const double x[] = {1, strcmp(treatment, "massage") == 0, period == 2};
    memcpy(X + 3 * n++, x, sizeof x);
  }
  fclose(file);
  kn_mixed_data data = {80, 3, X, y, 2, {person, therapist}, {40, 6}};
  kn_mixed *f = fit(&data, "crossover");
  agree("crossover.sd.id", kn_mixed_factor_sd(f, 0), 1e-6);
  agree("crossover.sd.therapist", kn_mixed_factor_sd(f, 1), 1e-6);
  term(f, 3, 1, "crossover.treatmentmassage");
  term(f, 3, 2, "crossover.period2");
  kn_mixed_free(f);
  print_message("at most %.1e apart\n", worst);
}

static void columns_that_follow_from_others_are_refused(void **state) {
  (void)state;
  int p;
  kn_mixed *f;
  kn_mixed_data data = parallel(3, &p);
  for (int i = 0; i < data.rows; i++) X[i * p + 4] = X[i * p + 1] - 2 * X[i * p + 2];
  assert_int_equal(kn_mixed_fit(&data, &f), KN_MIXED_SINGULAR);
  assert_null(f);
  data.rows = 4;
  assert_int_equal(kn_mixed_fit(&data, &f), KN_MIXED_SINGULAR);
}

static void studies_are_pooled_as_metafor_does(void **state) {
  (void)state;
  FILE *file = open_file("meta.csv");
  double v[20];
  int n = 0;
  worst = 0;
  while (fscanf(file, "%lf,%lf ", &y[n], &v[n]) == 2) n++;
  fclose(file);
  kn_pooled m = kn_meta_reml(y, v, n, 0.95);
  agree_all("meta", &m.effect, 1e-8);
  agree("meta.tau2", m.tau2, 1e-8);
  agree("meta.se_tau2", m.se_tau2, 1e-8);
  agree("meta.Q", m.Q, 1e-9);
  agree("meta.Qp", m.Q_p, 1e-9);
  agree("meta.I2", m.I2, 1e-8);
  agree("meta.predicted.low", m.predicted_low, 1e-8);
  agree("meta.predicted.high", m.predicted_high, 1e-8);
  m = kn_meta_reml((const double[]){-0.3, -0.31, -0.29, -0.3}, (const double[]){0.04, 0.05, 0.06, 0.05}, 4, 0.95);
  agree("meta.flat.tau2", m.tau2, 1e-9);
  agree("meta.flat.value", m.effect.value, 1e-9);
  print_message("at most %.1e apart\n", worst);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(distributions_are_those_of_r),
      cmocka_unit_test(outside_their_domain_they_say_so),
      cmocka_unit_test(two_arms_differ_as_r_says),
      cmocka_unit_test(covariance_is_analysed_as_r_does),
      cmocka_unit_test(mixed_models_are_those_of_lme4_and_lmertest),
      cmocka_unit_test(any_covariance_of_visits_is_fitted_as_nlme_does),
      cmocka_unit_test(a_crossover_with_crossed_therapists_too),
      cmocka_unit_test(columns_that_follow_from_others_are_refused),
      cmocka_unit_test(studies_are_pooled_as_metafor_does),
  };
  return cmocka_run_group_tests(tests, read_said, NULL);
}
