// Published studies as data: what a study's file may say, what of it is refused, and what a trial's people say to a published
// number -- known here in closed form, because the log hands the trial finished people.
#include "io/study_file.h"
#include "study/effect.h"
#include <dirent.h>
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

static int read_file(const char *path, kn_study_file *s) {
  return kn_study_read(path, folders, 1, kn_default_trial, kn_default_people, s);
}
static int read_text(const char *text, kn_study_file *s) {
  char path[] = "/tmp/knead-study-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  close(fd);
  int status = read_file(path, s);
  unlink(path);
  return status;
}

// ---- the studies that come with the program ------------------------------------------------------------------------------
static void every_study_is_read_has_one_role_and_says_where_each_number_was_seen(void **state) {
  (void)state;
  enum { MOST = 400 };
  static char seen[MOST][512];
  int count = 0, roles[2] = {0}, numbers = 0, cannot = 0;
  DIR *d = opendir(KN_SOURCE_DIR "/data/studies");
  assert_non_null(d);
  kn_study_file *s = calloc(1, sizeof *s);
  for (struct dirent *e; (e = readdir(d));) {
    char path[1024];
    if (!strstr(e->d_name, ".yaml")) continue;
    snprintf(path, sizeof path, "%s/data/studies/%s", KN_SOURCE_DIR, e->d_name);
    int status = read_file(path, s);
    if (status) kn_report_print(&s->trial.scene.report, stderr);
    assert_int_equal(status, 0);
    kn_error error;
    if (kn_trial_check(&s->trial.def, &error) != KN_OK) fail_msg("%s: %s", e->d_name, error.what);
    assert_true(strncmp(s->url, "http", 4) == 0 && s->row_count > 0 && count < MOST);
    roles[s->role]++;
    for (int i = 0; i < s->row_count; i++) {
      assert_true(*s->row[i].seen);
      numbers += !*s->row[i].cannot;
      cannot += *s->row[i].cannot != 0;
    }
    snprintf(seen[count], sizeof seen[0], "%s %d %s", s->authors, s->year, s->url);
    for (int k = 0; k < count; k++)
      if (strcmp(seen[k], seen[count]) == 0) fail_msg("a publication stands here twice: %s", seen[k]);
    count++;
    kn_study_file_free(s);
  }
  closedir(d);
  free(s);
  print_message("%d studies, %d to calibrate, %d to validate; %d numbers, %d without an answer\n", count,
                roles[KN_STUDY_CALIBRATE], roles[KN_STUDY_VALIDATE], numbers, cannot);
  assert_true(count >= 40 && roles[KN_STUDY_CALIBRATE] > 0 && roles[KN_STUDY_VALIDATE] > 0);
}

// ---- refusals ------------------------------------------------------------------------------------------------------------
#define HEAD                                                                                                           \
  "schema: knead/1\n"                                                                                                  \
  "kind: study\n"                                                                                                      \
  "source: {authors: A et al., year: 2011, url: \"https://example.org\"}\n"                                            \
  "role: validate\n"                                                                                                   \
  "people: chronic-low-back-pain\n"                                                                                    \
  "treatment: {technique: relaxation-massage, times: 1 / week, weeks: 4}\n"                                            \
  "compared-with: [usual-care]\n"                                                                                      \
  "observe: {at: [before, end of course]}\n"                                                                           \
  "published:\n"

static void a_mistake_in_a_published_number_is_told_with_its_line_and_a_cure(void **state) {
  (void)state;
  static const struct {
    const char *row, *what, *hint;
  } wrong[] = {
      {"{outcome: pain, at: end of course, measure: mean-difference, value: -1, seen: x}", "`versus` is missing",
       "usual-care"},
      {"{outcome: pain, at: end of course, measure: within-change, versus: usual-care, value: -1, seen: x}",
       "of one arm", "leave `versus` out"},
      {"{outcome: pain, at: week 99, measure: within-change, value: -1, seen: x}", "`week 99` is no visit", "observe"},
      {"{outcome: pains, at: end of course, measure: within-change, value: -1, seen: x}", "`pains`", "pain"},
      {"{outcome: pain, at: before, measure: within-change, value: -1, seen: x}", "nothing has happened", "later"},
      {"{outcome: pain, at: end of course, versus: nobody, measure: smd, value: -1, seen: x}", "no arm `nobody`",
       "usual-care"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: cohens-d, value: -1, seen: x}", "`cohens-d`",
       "smd"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: smd, seen: x}", "no `value`", "-1.7"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: smd, value: 0.4, interval: [-0.6, -0.2], seen: "
       "x}",
       "outside its own interval", "signs"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: smd, value: 0.4, interval: [0.6, 0.2], seen: "
       "x}",
       "begins above its end", "lower"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: smd, value: 0.4, interval: 0.2, seen: x}",
       "its two ends", "[-2.2"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: no-difference, value: 0, seen: x}",
       "has no `value`", "leave it out"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: direction, value: down, seen: x}",
       "`lower` or `higher`", "of the arm"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: responder-ratio, value: 2, seen: x}",
       "who is a responder", "improvement"},
      {"{outcome: pain, at: end of course, measure: share, value: 10, seen: x}", "of whom", "beyond"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: smd, value: 0.4}", "words that carried",
       "seen"},
      {"{outcome: disability-knee, at: end of course, versus: usual-care, measure: smd, value: 0.4, seen: x}",
       "asks about the knee", ""},
      {"{cannot: no such thing, seen: x}", "what cannot be compared", "what"},
      {"{outcome: pain, at: end of course, versus: usual-care, measure: smd, effect: 0.4, seen: x}",
       "unknown key `effect`", "value"},
  };
  kn_study_file *s = calloc(1, sizeof *s);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char text[2048];
    snprintf(text, sizeof text, HEAD "  - %s\n", wrong[i].row);
    assert_int_equal(read_text(text, s), 3);
    bool found = false;
    for (int k = 0; k < s->trial.scene.report.diagnostic_count; k++) {
      const kn_diagnostic *d = &s->trial.scene.report.diagnostic[k];
      found =
          found || (strstr(d->what, wrong[i].what) && strstr(d->hint, wrong[i].hint) && (d->line == 10 || !d->line));
    }
    if (!found) {
      kn_report_print(&s->trial.scene.report, stderr);
      fail_msg("nobody said: %s (%s)", wrong[i].what, wrong[i].hint);
    }
    kn_study_file_free(s);
  }
  free(s);
}

static void what_a_study_must_have_is_asked_for_all_at_once(void **state) {
  (void)state;
  static const char *const expected[] = {"no `source`",
                                         "no `role`",
                                         "no `published`",
                                         "asks for no `at-least`",
                                         "before she is included",
                                         "unknown region `calves`"};
  kn_study_file *s = calloc(1, sizeof *s);
  assert_int_equal(read_text("schema: knead/1\n"
                             "kind: study\n"
                             "people: healthy\n"
                             "region: calves\n"
                             "recruitment: {inclusion: anybody, at-least: 3}\n"
                             "bout: {before: 48 h}\n"
                             "treatment: {technique: petrissage}\n",
                             s),
                   3);
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    bool found = false;
    for (int k = 0; k < s->trial.scene.report.diagnostic_count; k++)
      found = found || strstr(s->trial.scene.report.diagnostic[k].what, expected[i]);
    if (!found) {
      kn_report_print(&s->trial.scene.report, stderr);
      fail_msg("nobody said: %s", expected[i]);
    }
  }
  kn_study_file_free(s);
  free(s);
}

static void a_study_may_say_region_bout_and_anybody_and_names_its_outcomes_by_its_numbers(void **state) {
  (void)state;
  kn_study_file *s = calloc(1, sizeof *s);
  int status = read_text("# A study\n"
                         "schema: knead/1\n"
                         "kind: study\n"
                         "source: {authors: A et al., year: unknown, url: \"https://example.org\"}\n"
                         "role: calibrate\n"
                         "people: healthy\n"
                         "region: calf\n"
                         "recruitment: {people: 18, inclusion: anybody, wait: 2 d}\n"
                         "bout: {before: 30 h, severity: 0.5}\n"
                         "treatment: {technique: petrissage, duration: 7 min}\n"
                         "observe: {at: [before, +10 min]}\n"
                         "published:\n"
                         "  - {outcome: stiffness, at: +10 min, measure: percent, value: -5, interval: [-9, -1], "
                         "interval-from: sd, seen: x}\n"
                         "  - {outcome: pain, at: +10 min, measure: responder-ratio, versus: nothing, value: 2, "
                         "improvement: 30 %, seen: x}\n",
                         s);
  if (status) kn_report_print(&s->trial.scene.report, stderr);
  assert_int_equal(status, 0);
  const kn_trial_def *d = &s->trial.def;
  kn_person_def who;
  kn_error e;
  assert_true(d->people.region == KN_CALF && d->arm[0].session.region[0] == KN_CALF && s->year == 0);
  assert_true(d->bout == 0.5 && d->bout_before_s == 30 * 3600.0 && d->recruit.looks == 1);
  assert_int_equal(kn_people_draw(&d->people, 1, 2, 0, &who, &e), KN_OK);
  assert_true(who.region_count == 1 && who.region[0] == KN_CALF && who.pain[0] == KN_UNSTATED);
  assert_true(d->outcome_count == 2 && d->outcome[0] == KN_STIFFNESS && d->outcome[1] == KN_PAIN);
  assert_true(d->arm_count == 2 && strcmp(d->arm_name[1], "nothing") == 0);
  const kn_published *p = &s->row[1].effect;
  assert_true(p->improvement_is_share && fabs(p->improvement - 0.3) < 1e-12 && p->versus == 1 && p->visit == 1);
  assert_true(s->row[0].effect.low == -9 && s->row[0].interval_from == 2 && isnan(p->low));
  kn_study_file_free(s);
  free(s);
}

// ---- effects ----------------------------------------------------------------------------------------------------------------
enum { PEOPLE = 5, ARMS = 3, VISITS = 3 };
// Pain of person i in an arm at a visit; readings lie 0.1 i above it.
static double pain_of(int person, int arm, int visit) {
  static const double at[ARMS][VISITS] = {{6, 3, 3.5}, {6, 5, 5}, {6, 5.5, 6}};
  return at[arm][visit] + 0.2 * (person - 3) * (1 + (visit > 0) * (arm + 1));
}
static bool known(kn_piece kind, uint64_t id, int which, double *v, int count, void *user) {
  (void)user;
  if (kind == KN_PIECE_CANDIDATE) {
    const double c[4] = {1, 1, 6, 6};
    memcpy(v, c, sizeof c);
    return count == 4;
  }
  assert_int_equal(count, 5 + 2 * VISITS);
  for (int i = 0; i < 5; i++) v[i] = i == 2 ? INFINITY : 0;
  for (int visit = 0; visit < VISITS; visit++) {
    v[5 + 2 * visit] = pain_of((int)id, which, visit);
    v[6 + 2 * visit] = v[5 + 2 * visit] + 0.1 * (double)id;
  }
  return true;
}
static kn_trial *finished(void) {
  kn_trial_def d = kn_default_trial();
  d.recruit.people = PEOPLE;
  d.arm_count = ARMS;
  for (int a = 0; a < ARMS; a++) {
    d.arm[a] = kn_default_course(a == 0 ? KN_RELAXATION : a == 1 ? KN_LIGHT_TOUCH : KN_NOTHING);
    snprintf(d.arm_name[a], sizeof d.arm_name[a], "arm %d", a);
  }
  d.visit_count = VISITS;
  for (int v = 0; v < VISITS; v++) d.visit[v].at_s = v * 86400.0;
  d.outcome_count = 1;
  d.outcome[0] = KN_PAIN;
  d.primary_visit = 1;
  kn_run_def how = {.all_arms = true, .find = known};
  kn_trial *t = NULL;
  kn_error e = {0};
  kn_status st = kn_trial_run(&d, &how, &t, &e);
  if (st != KN_OK) fail_msg("%s", e.what);
  return t;
}
static kn_effect effect_of(const kn_trial *t, kn_published p) {
  kn_effect e;
  if (p.low == 0 && p.high == 0) p.low = p.high = NAN;
  if (p.sd == 0) p.sd = NAN;
  p.outcome = KN_PAIN;
  p.visit = 1;
  assert_int_equal(kn_trial_effect(t, &p, &e), KN_OK);
  assert_int_equal(e.people, PEOPLE);
  return e;
}

static void an_effect_is_the_statistic_of_the_twins(void **state) {
  (void)state;
  kn_trial *t = finished();
  double a[PEOPLE], b[PEOPLE], difference[PEOPLE];
  for (int i = 0; i < PEOPLE; i++) {
    a[i] = pain_of(i + 1, 0, 1) + 0.1 * (i + 1);
    b[i] = pain_of(i + 1, 2, 1) + 0.1 * (i + 1);
    difference[i] = a[i] - b[i];
  }
  kn_effect e = effect_of(t, (kn_published){.measure = KN_MEAN_DIFFERENCE, .versus = 2, .value = -2});
  assert_true(fabs(e.simulated + 2.5) < 1e-12); // 3 - 5.5
  assert_true(fabs(e.se - kn_sample_of(difference, PEOPLE).sd / sqrt(PEOPLE)) < 1e-12);
  e = effect_of(t, (kn_published){.measure = KN_WITHIN_CHANGE, .arm = 1, .versus = -1, .value = -1});
  assert_true(fabs(e.simulated + 1) < 1e-12 && fabs(e.off) < 1e-12 && e.inside);
  e = effect_of(t, (kn_published){.measure = KN_SMD, .versus = 2, .value = -1});
  kn_estimate g = kn_hedges(kn_sample_of(a, PEOPLE), kn_sample_of(b, PEOPLE), 0.95);
  assert_true(fabs(e.simulated - g.value) < 1e-9);
  e = effect_of(t, (kn_published){.measure = KN_PERCENT, .versus = 2, .value = -40});
  assert_true(fabs(e.simulated - 100 * (-3.0 / 6 + 0.5 / 6)) < 1e-9);
  e = effect_of(t, (kn_published){.measure = KN_RATIO, .versus = 2, .value = 0.5});
  assert_true(fabs(e.simulated - 3 / 5.5) < 1e-12);
  // The treatment's change is -3: 2 of it beyond light touch, 0.5 of light touch beyond nothing, 0.5 of nothing.
  const double share[3] = {200.0 / 3, 50.0 / 3, 50.0 / 3};
  for (int arm = 0; arm < 3; arm++) {
    e = effect_of(
        t, (kn_published){.measure = KN_SHARE_OF_CHANGE, .arm = arm, .versus = arm < 2 ? arm + 1 : -1, .value = 33});
    assert_true(fabs(e.simulated - share[arm]) < 1e-9);
  }
  e = effect_of(t, (kn_published){.measure = KN_LEVEL, .arm = 2, .versus = -1, .value = 5});
  assert_true(fabs(e.simulated - 5.5) < 1e-12);
  kn_trial_free(t);
}

static void responders_and_shares_are_counted_from_readings(void **state) {
  (void)state;
  kn_trial *t = finished();
  int yes[2] = {0}, beyond = 0;
  for (int i = 1; i <= PEOPLE; i++) {
    for (int k = 0; k < 2; k++) yes[k] += pain_of(i, k, 0) - pain_of(i, k, 1) >= 1.0;
    beyond += pain_of(i, 1, 1) + 0.1 * i >= 5.0;
  }
  assert_true(yes[0] == 5 && yes[1] > 0 && yes[1] < 5);
  kn_effect e = effect_of(t, (kn_published){.measure = KN_RESPONDER_RATIO, .versus = 1, .value = 1, .improvement = 1});
  assert_true(fabs(e.simulated - (yes[0] + 0.5) / (yes[1] + 0.5)) < 1e-12);
  e = effect_of(t, (kn_published){.measure = KN_SHARE, .arm = 1, .versus = -1, .value = 50, .beyond = 5});
  assert_true(fabs(e.simulated - 100.0 * beyond / PEOPLE) < 1e-12);
  kn_trial_free(t);
}

static void inside_is_the_interval_or_a_fifth_of_a_standard_deviation(void **state) {
  (void)state;
  kn_trial *t = finished();
  kn_effect e =
      effect_of(t, (kn_published){.measure = KN_MEAN_DIFFERENCE, .versus = 2, .value = -2, .low = -3, .high = -1});
  assert_true(e.inside && e.low == -3 && e.high == -1);
  e = effect_of(t, (kn_published){.measure = KN_MEAN_DIFFERENCE, .versus = 2, .value = -2, .low = -2.4, .high = -1});
  assert_true(!e.inside);
  e = effect_of(t, (kn_published){.measure = KN_MEAN_DIFFERENCE, .versus = 2, .value = -2, .sd = 3});
  assert_true(e.inside && fabs(e.low + 2.6) < 1e-12 && fabs(e.off + 0.5 / 3) < 1e-12);
  e = effect_of(t, (kn_published){.measure = KN_MEAN_DIFFERENCE, .versus = 2, .value = -2, .sd = 2});
  assert_true(!e.inside);
  assert_true(!effect_of(t, (kn_published){.measure = KN_NULL, .versus = 2}).inside);
  assert_true(effect_of(t, (kn_published){.measure = KN_DIRECTION, .versus = 2, .value = -1}).inside);
  assert_true(!effect_of(t, (kn_published){.measure = KN_DIRECTION, .versus = 2, .value = 1}).inside);
  kn_effect unused;
  kn_published strange = {.measure = KN_MEAN_DIFFERENCE, .outcome = KN_RDQ, .versus = 2, .visit = 1};
  assert_int_equal(kn_trial_effect(t, &strange, &unused), KN_BAD_ARGUMENT); // an outcome that nobody looked at
  strange.outcome = KN_PAIN, strange.versus = ARMS;
  assert_int_equal(kn_trial_effect(t, &strange, &unused), KN_BAD_ARGUMENT);
  kn_trial_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_study_is_read_has_one_role_and_says_where_each_number_was_seen),
      cmocka_unit_test(a_mistake_in_a_published_number_is_told_with_its_line_and_a_cure),
      cmocka_unit_test(what_a_study_must_have_is_asked_for_all_at_once),
      cmocka_unit_test(a_study_may_say_region_bout_and_anybody_and_names_its_outcomes_by_its_numbers),
      cmocka_unit_test(an_effect_is_the_statistic_of_the_twins),
      cmocka_unit_test(responders_and_shares_are_counted_from_readings),
      cmocka_unit_test(inside_is_the_interval_or_a_fifth_of_a_standard_deviation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
