// Reading scenes: what good ones mean, that they survive being written out, and what is said about bad ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "io/scene.h"
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY = 86400, WEEK = 7 * DAY };

// ---- helpers --------------------------------------------------------------------------------------------------------
static char *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (f == NULL) return NULL;
  char *text = malloc(1 << 21);
  *size = fread(text, 1, 1 << 21, f);
  fclose(f);
  return text;
}

static char *diagnostics(const kn_scene *s) {
  char *text = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&text, &size);
  kn_report_print(&s->report, f);
  fclose(f);
  return text;
}

static char *written(const kn_scene *s) {
  char *text = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&text, &size);
  kn_scene_write(s, f);
  fclose(f);
  return text;
}

// The scene of a text that must be good.
static kn_scene *good(const char *text) {
  kn_scene *s = malloc(sizeof *s);
  int status = kn_scene_parse("scene", text, strlen(text), s);
  if (status != 0) {
    char *what = diagnostics(s);
    print_error("%s", what);
    free(what);
  }
  assert_int_equal(status, 0);
  return s;
}

static void drop(kn_scene *s) {
  kn_scene_free(s);
  free(s);
}

#define HEAD "schema: knead/1\nkind: scene\nperson: {condition: chronic-low-back-pain}\n"

static void assert_same_session(const kn_session_def *a, const kn_session_def *b) {
  assert_int_equal(a->technique, b->technique);
  assert_int_equal(a->region_count, b->region_count);
  for (int i = 0; i < a->region_count; i++) assert_int_equal(a->region[i], b->region[i]);
  assert_true(a->start_s == b->start_s && a->minutes == b->minutes && a->share == b->share);
  assert_true(a->force_N == b->force_N && a->pressure_kPa == b->pressure_kPa);
  assert_true(a->speed_cm_s == b->speed_cm_s && a->rate_Hz == b->rate_Hz);
  assert_true(a->context == b->context && a->rest == b->rest);
  assert_int_equal(a->stroke_count, b->stroke_count);
  for (int i = 0; i < a->stroke_count; i++) {
    const kn_session_stroke *j = &a->stroke[i], *k = &b->stroke[i];
    assert_true(j->technique == k->technique && j->region == k->region && j->minutes == k->minutes);
    assert_true(j->tool == k->tool && j->pattern == k->pattern && j->force_N == k->force_N && j->on == k->on);
    assert_true(j->angle_deg == k->angle_deg && j->rate_Hz == k->rate_Hz && j->speed_cm_s == k->speed_cm_s);
    assert_true(j->direction_deg == k->direction_deg && j->swing == k->swing);
  }
  assert_int_equal(a->cookie, b->cookie);
}

static void assert_same_scene(const kn_scene *a, const kn_scene *b) {
  const kn_person_def *p = &a->def.person, *q = &b->def.person;
  assert_string_equal(a->title, b->title);
  assert_true(p->id == q->id && p->age_y == q->age_y && p->height_m == q->height_m && p->mass_kg == q->mass_kg);
  assert_true(p->sex == q->sex && p->condition == q->condition && p->region_count == q->region_count);
  for (int i = 0; i < p->region_count; i++) assert_true(p->region[i] == q->region[i] && p->pain[i] == q->pain[i]);
  assert_true(p->perceived_stress == q->perceived_stress && p->trait_anxiety == q->trait_anxiety);
  assert_true(p->depression == q->depression && p->sleep_quality == q->sleep_quality &&
              p->expectation == q->expectation);
  assert_true(p->heart_rate_bpm == q->heart_rate_bpm && p->systolic_mmHg == q->systolic_mmHg);
  assert_true(p->bed_h == q->bed_h && p->wake_h == q->wake_h && p->starts_h == q->starts_h);
  assert_true(p->everyday_ups_and_downs == q->everyday_ups_and_downs && p->cookie == q->cookie);
  assert_true(a->def.seed == b->def.seed && a->def.series_s == b->def.series_s &&
              a->def.first_day_s == b->def.first_day_s);
  assert_int_equal(a->def.arm_count, b->def.arm_count);
  for (int i = 0; i < a->def.arm_count; i++) {
    const kn_course_def *c = &a->def.arm[i], *d = &b->def.arm[i];
    assert_string_equal(a->arm_name[i], b->arm_name[i]);
    assert_same_session(&c->session, &d->session);
    assert_int_equal(c->sessions, d->sessions);
    assert_true(c->per_week == d->per_week && c->cookie == d->cookie && (c->start_s == NULL) == (d->start_s == NULL));
    for (int k = 0; c->start_s && k < c->sessions; k++) assert_true(c->start_s[k] == d->start_s[k]);
  }
  assert_int_equal(a->def.visit_count, b->def.visit_count);
  for (int i = 0; i < a->def.visit_count; i++) {
    assert_string_equal(a->def.visit[i].name, b->def.visit[i].name);
    assert_true(a->def.visit[i].at_s == b->def.visit[i].at_s);
  }
  assert_true(a->start_day_number == b->start_day_number || (isnan(a->start_day_number) && isnan(b->start_day_number)));
  assert_int_equal(a->outcome_count, b->outcome_count);
  for (int i = 0; i < a->outcome_count; i++) assert_int_equal(a->outcome[i], b->outcome[i]);
  assert_int_equal(a->setting_count, b->setting_count);
  for (int i = 0; i < a->setting_count; i++) {
    assert_string_equal(a->setting[i].name, b->setting[i].name);
    assert_true(a->setting[i].value == b->setting[i].value);
  }
  assert_int_equal(a->link_off_count, b->link_off_count);
  for (int i = 0; i < a->link_off_count; i++) assert_string_equal(a->link_off[i], b->link_off[i]);
}

static void assert_round_trip(const kn_scene *s) {
  char *once = written(s);
  kn_scene *again = good(once);
  assert_same_scene(s, again);
  char *twice = written(again);
  assert_string_equal(once, twice);
  drop(again);
  free(once);
  free(twice);
}

static const char *const shipped[] = {"low-back-pain", "anxious", "healthy", "trapezius-trigger-point"};

static kn_scene *ship(const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/scenes/%s.yaml", KN_SOURCE_DIR, name);
  kn_scene *s = malloc(sizeof *s);
  assert_int_equal(kn_scene_read(path, s), 0);
  assert_int_equal(s->report.diagnostic_count, 0);
  return s;
}

// ---- good scenes ------------------------------------------------------------------------------------------------------
static void the_low_back_scene_is_the_weekly_course_it_says(void **state) {
  (void)state;
  kn_scene *s = ship("low-back-pain");
  const kn_person_def *p = &s->def.person;
  assert_true(p->age_y == 46 && p->sex == KN_FEMALE && p->condition == KN_CHRONIC_LOW_BACK_PAIN);
  assert_true(p->region_count == 1 && p->region[0] == KN_LOW_BACK && p->pain[0] == 6.2);
  assert_true(p->perceived_stress == 15 && p->trait_anxiety == 40 && p->sleep_quality == 6.5);
  assert_true(p->depression == KN_UNSTATED && p->starts_h == 15);
  assert_int_equal(s->def.arm_count, 5);
  const char *const names[] = {"relaxation-massage", "nothing", "rest", "light-touch", "deep-massage"};
  for (int i = 0; i < 5; i++) {
    const kn_course_def *c = &s->def.arm[i];
    assert_string_equal(s->arm_name[i], names[i]);
    assert_int_equal(c->session.technique, kn_technique_find(names[i]));
    assert_true(c->sessions == 10 && c->per_week == 1 && c->session.minutes == 60 && c->session.start_s == 0);
    assert_true(c->session.region_count == 1 && c->session.region[0] == KN_LOW_BACK);
    for (int k = 0; k < 10; k++) assert_true(c->start_s[k] == k * (double)WEEK);
  }
  const double at[] = {0, 69 * 60, DAY, WEEK, 65 * DAY, 65 * DAY + 12 * WEEK};
  assert_int_equal(s->def.visit_count, 6);
  for (int i = 0; i < 6; i++) assert_true(s->def.visit[i].at_s == at[i]);
  assert_string_equal(s->def.visit[4].name, "end of course");
  assert_true(s->def.series_s == 6 * 3600 && isnan(s->start_day_number));
  assert_string_equal(s->title, "A woman with chronic low-back pain, massaged for an hour a week over ten weeks");
  drop(s);
}

static void the_anxious_scene_has_two_sessions_a_week_on_whole_days(void **state) {
  (void)state;
  kn_scene *s = ship("anxious");
  const kn_course_def *c = &s->def.arm[0];
  assert_true(s->def.person.condition == KN_ANXIETY && s->def.person.starts_h == 17);
  assert_true(s->def.arm_count == 4 && c->sessions == 10 && c->session.region[0] == KN_NECK_SHOULDER);
  for (int k = 0; k < 10; k++) assert_true(c->start_s[k] == floor(3.5 * k + 0.5) * DAY);
  drop(s);
}

static void the_healthy_scene_is_one_short_session(void **state) {
  (void)state;
  kn_scene *s = ship("healthy");
  const kn_course_def *c = &s->def.arm[0];
  assert_true(s->def.person.condition == KN_HEALTHY && c->sessions == 1 && c->session.minutes == 20);
  assert_true(c->start_s == NULL && s->def.arm_count == 3 && s->def.series_s == 360);
  drop(s);
}

static void the_trigger_point_scene_is_a_sequence_of_strokes(void **state) {
  (void)state;
  kn_scene *s = ship("trapezius-trigger-point");
  const kn_session_def *d = &s->def.arm[0].session;
  const int technique[] = {KN_EFFLEURAGE, KN_PETRISSAGE,     KN_ISCHAEMIC_COMPRESSION,
                           KN_REST,       KN_DEEP_STRIPPING, KN_EFFLEURAGE};
  assert_true(d->stroke_count == 6 && d->minutes == 30 && d->technique == KN_EFFLEURAGE);
  for (int i = 0; i < 6; i++) assert_int_equal(d->stroke[i].technique, technique[i]);
  assert_true(d->stroke[2].force_N == 35 && d->stroke[2].tool == -1 && d->stroke[2].region == KN_NECK_SHOULDER);
  assert_true(d->stroke[4].direction_deg == 180 && d->stroke[5].region == KN_UPPER_BACK);
  assert_true(d->region_count == 2 && d->region[0] == KN_NECK_SHOULDER && d->region[1] == KN_UPPER_BACK);
  assert_string_equal(s->arm_name[0], "sequence");
  assert_true(s->def.arm[0].sessions == 6 && s->def.visit[1].at_s == 39 * 60);
  // who is only touched lightly is so for as long, and in the same places
  const kn_session_def *light = &s->def.arm[2].session;
  assert_true(light->technique == KN_LIGHT_TOUCH && light->stroke_count == 0 && light->minutes == 30);
  assert_true(light->region_count == 2 && light->region[1] == KN_UPPER_BACK);
  assert_true(s->def.arm[3].session.stroke_count == 2 && s->def.arm[3].session.minutes == 30);
  drop(s);
}

static void every_word_of_a_stroke_survives_being_written_out(void **state) {
  (void)state;
  kn_scene *s = good(
      HEAD
      "treatment:\n  technique: petrissage\n  region: thigh\n  share: 0.8\n  context: 0.7\n  strokes:\n"
      "    - {duration: 100 s}\n"
      "    - {technique: effleurage, region: low-back, duration: 0.1 h, tool: forearm, pattern: glide,\n"
      "       force: 3.3 kgf, angle: 0.2 rad, rate: 21 1/min, speed: 0.0521 m/s, direction: -90 deg, loaded: 0.55}\n"
      "    - {technique: vibration, duration: 2.5 min, swing: 0.37}\n"
      "    - {technique: vibration, duration: 2.5 min, swing: as-technique, direction: as-technique, tool: "
      "as-technique}\n"
      "    - {technique: relaxing-room, duration: 90 s}\n"
      "    - {technique: light-touch, pattern: vibrate, swing: 1, duration: 7 s, direction: 359.9 deg}\n"
      "compared-with:\n"
      "  - {strokes: [{duration: 10 min, force: 20 N}], name: only kneaded, share: as-technique}\n"
      "  - {name: alone, context: 0.1}\n"
      "  - {technique: deep-massage, force: 40 N}\n"
      "  - {technique: tapotement, strokes: [{duration: 5 min}, {duration: 5 min, region: calf}], name: tapped}\n");
  const kn_session_def *d = &s->def.arm[0].session;
  assert_true(d->technique == KN_PETRISSAGE && d->stroke_count == 6 && d->share == 0.8);
  assert_true(d->stroke[0].technique == KN_PETRISSAGE && d->stroke[0].region == KN_THIGH);
  assert_true(d->stroke[0].tool == -1 && d->stroke[0].pattern == -1 && d->stroke[0].force_N == KN_AS_TECHNIQUE);
  assert_true(d->stroke[1].tool == KN_TOOL_FOREARM && d->stroke[1].pattern == KN_PATTERN_GLIDE);
  assert_true(d->stroke[1].minutes == 6 && fabs(d->stroke[1].speed_cm_s - 5.21) < 1e-12);
  assert_true(d->stroke[1].direction_deg == 270); // never what KN_AS_TECHNIQUE is
  assert_true(d->stroke[2].swing == 0.37 && d->stroke[3].swing == KN_AS_TECHNIQUE);
  assert_true(d->stroke[4].region == -1); // a pause is nowhere
  const kn_session_def *kneaded = &s->def.arm[1].session, *alone = &s->def.arm[2].session;
  assert_true(kneaded->stroke_count == 1 && kneaded->stroke[0].technique == KN_PETRISSAGE && kneaded->minutes == 10);
  assert_true(kneaded->context == 0.7 && alone->stroke_count == 6 && alone->context == 0.1);
  assert_true(s->def.arm[3].session.stroke_count == 0 && s->def.arm[3].session.minutes == d->minutes);
  assert_true(s->def.arm[4].session.stroke[1].technique == KN_TAPOTEMENT);
  assert_round_trip(s);
  drop(s);
}

static void strokes_after_a_plain_treatment_take_nothing_of_its_force(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment: {technique: deep-massage, force: 60 N, speed: 4 cm/s, duration: 40 min}\n"
                          "compared-with:\n  - {strokes: [{technique: effleurage, duration: 40 min}], name: softer}\n");
  const kn_session_def *d = &s->def.arm[1].session;
  assert_true(d->stroke_count == 1 && d->force_N == KN_AS_TECHNIQUE && d->speed_cm_s == KN_AS_TECHNIQUE);
  assert_true(d->technique == KN_DEEP); // whose attention it keeps
  assert_round_trip(s);
  drop(s);
}

static void the_shipped_scenes_survive_being_written_out(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
    kn_scene *s = ship(shipped[i]);
    assert_round_trip(s);
    drop(s);
  }
}

static void the_shipped_scenes_begin_with_three_lines_of_words(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
    kn_scene *s = ship(shipped[i]);
    const char *p = s->report.text;
    for (int line = 0; line < 3; line++) {
      assert_true(p[0] == '#' && p[1] == ' ');
      p = strchr(p, '\n') + 1;
    }
    assert_true(strncmp(p, "schema: knead/1\n", 16) == 0);
    drop(s);
  }
}

static void every_key_of_the_grammar_survives_being_written_out(void **state) {
  (void)state;
  kn_scene *s = good(
      "# Everything, with odd numbers\n"
      "schema: knead/1\nkind: scene\n"
      "person:\n  id: 18446744073709551615\n  age: 46.123456789 y\n  sex: male\n  height: 1.6789012345 m\n"
      "  weight: 70.1 kg\n  condition: anxiety\n  pain: {neck-shoulder: 4.4, low-back: unstated, calf: 0}\n"
      "  perceived-stress: 15.3\n  trait-anxiety: 40\n  depression: 6\n  sleep-quality: 6.5\n"
      "  expectation: 0.45\n  heart-rate: 1.2 Hz\n  systolic-pressure: 16.5 kPa\n"
      "  sleeps: {from: \"00:20\", to: \"06:50\"}\n  everyday-ups-and-downs: true\n"
      "treatment:\n  technique: deep-massage\n  name: deep é\n  regions: [neck-shoulder, calf]\n"
      "  share: 0.7\n  duration: 0.75 h\n  force: 3.1 kgf\n  speed: 0.05 m/s\n  rate: 21 1/min\n"
      "  context: 0.3\n  rest: 0.9\n  at: 9:40\n  times: 2.7 / week\n  weeks: 3.3\n"
      "compared-with:\n  - usual-care\n  - {force: 12 N, name: softer}\n  - {pressure: 40 mmHg, name: by pressure}\n"
      "  - {technique: rest, at: \"07:00\", times: 10 / week, weeks: 2, name: often}\n"
      "  - {technique: light-touch, sessions: 1, region: calf}\n"
      "observe:\n  at: [+100 days, week 2, after, before, +2 h, end of course, +1 week, +90 min]\n"
      "  outcomes: [heart-rate, pain]\n"
      "seed: 12345678901234567890\n"
      "model:\n  set: {mind.tau_W: 0.123456789012345678}\n  off: [hand-to-nerve-gate]\n");
  assert_string_equal(s->title, "Everything, with odd numbers");
  assert_round_trip(s);
  drop(s);
}

static void dates_survive_being_written_out(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment:\n  technique: effleurage\n  duration: 30 min\n"
                          "  dates: [2027-12-31 10:15, 2028-02-29, 2028-02-29 18:00, 2028-03-01]\n"
                          "compared-with:\n  - nothing\n  - usual-care\n  - {technique: rest, at: \"08:00\"}\n"
                          "  - {technique: light-touch, dates: [2028-01-05, 2028-01-07]}\n");
  const kn_course_def *c = &s->def.arm[0];
  assert_true(s->start_day_number == 21183 && s->def.person.starts_h == 10.25); // days to the end of 2027
  assert_true(c->sessions == 4 && c->start_s[0] == 0);
  assert_true(c->start_s[1] == 60 * (double)DAY + 4.75 * 3600 && c->start_s[2] == c->start_s[1] + 3 * 3600);
  assert_true(s->def.arm[2].start_s[1] == 35 * (double)DAY + 4.75 * 3600); // usual care keeps its own rhythm, at 15:00
  assert_true(s->def.arm[4].start_s[1] - s->def.arm[4].start_s[0] == 2 * DAY);
  assert_round_trip(s);
  drop(s);
}

static void a_comparator_takes_rhythm_duration_and_regions_but_not_the_force(void **state) {
  (void)state;
  kn_scene *s =
      good(HEAD "treatment:\n  technique: relaxation-massage\n  region: thigh\n  duration: 45 min\n  force: 50 N\n"
                "  times: 2 / week\n  weeks: 3\ncompared-with: [light-touch, nothing]\n");
  for (int i = 1; i < 3; i++) {
    const kn_course_def *c = &s->def.arm[i];
    assert_true(c->sessions == 6 && c->session.minutes == 45 && c->session.region[0] == KN_THIGH);
    assert_true(c->session.force_N == KN_AS_TECHNIQUE && c->start_s[5] == s->def.arm[0].start_s[5]);
  }
  drop(s);
}

static void a_comparator_without_a_technique_is_the_treatment_with_changes(void **state) {
  (void)state;
  kn_scene *s =
      good(HEAD "treatment:\n  technique: relaxation-massage\n  pressure: 5 kPa\n  context: 0.4\n  sessions: 1\n"
                "compared-with:\n  - {force: 15 N, name: softer}\n  - {weeks: 2, times: 1 / week, name: longer}\n");
  const kn_session_def *softer = &s->def.arm[1].session;
  assert_true(softer->technique == KN_RELAXATION && softer->force_N == 15 && softer->context == 0.4);
  assert_true(softer->pressure_kPa == KN_AS_TECHNIQUE);
  assert_true(s->def.arm[2].sessions == 2 && s->def.arm[2].session.pressure_kPa == 5);
  assert_string_equal(s->arm_name[1], "softer");
  drop(s);
}

static void usual_care_is_two_visits_of_twenty_minutes(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment:\n  technique: relaxation-massage\n  times: 1 / week\n  weeks: 10\n"
                          "compared-with: usual-care\n");
  const kn_course_def *c = &s->def.arm[1];
  assert_true(c->sessions == 2 && c->session.minutes == 20 && c->start_s[0] == 0 && c->start_s[1] == 35 * DAY);
  drop(s);
}

static void more_than_seven_a_week_means_twice_on_some_days(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment:\n  technique: relaxation-massage\n  times: 14 / week\n  weeks: 1\n");
  const kn_course_def *c = &s->def.arm[0];
  assert_int_equal(c->sessions, 14);
  for (int k = 0; k < 14; k++) assert_true(c->start_s[k] == k / 2 * (double)DAY + k % 2 * 4 * 3600);
  drop(s);
}

static void a_comparator_at_an_earlier_hour_begins_the_next_day(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment:\n  technique: relaxation-massage\n  sessions: 1\n"
                          "compared-with:\n  - {technique: rest, at: \"09:00\"}\n");
  assert_true(s->def.arm[1].session.start_s == 18 * 3600);
  drop(s);
}

static void visits_after_the_end_of_the_course_count_from_there(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment:\n  technique: relaxation-massage\n  times: 1 / week\n  weeks: 2\n"
                          "observe:\n  at: [+1 day, end of course, +1 day, week 1]\n");
  const kn_visit *v = s->def.visit;
  assert_int_equal(s->def.visit_count, 4);
  assert_true(v[0].at_s == DAY && v[1].at_s == WEEK && v[2].at_s == WEEK + 2 * DAY && v[3].at_s == WEEK + 3 * DAY);
  assert_string_equal(v[1].name, "week 1");
  drop(s);
}

static void a_single_session_ends_a_day_later(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment: {technique: relaxation-massage}\nobserve: {at: [end of course]}\n");
  assert_true(s->def.arm[0].sessions == 1 && s->def.visit[0].at_s == DAY);
  drop(s);
}

static void what_is_left_out_is_the_default(void **state) {
  (void)state;
  kn_scene *s = good(HEAD "treatment: {technique: relaxation-massage}\n");
  kn_person_def p = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  assert_true(s->def.person.age_y == p.age_y && s->def.person.expectation == p.expectation);
  assert_true(s->def.person.region[0] == KN_LOW_BACK && s->def.person.pain[0] == KN_UNSTATED);
  assert_true(s->def.arm_count == 2 && s->def.arm[1].session.technique == KN_NOTHING);
  assert_true(s->def.visit_count == 4 && s->outcome_count == 0 && s->title[0] == 0);
  drop(s);
}

static void json_is_read_as_the_yaml_it_is(void **state) {
  (void)state;
  kn_scene *s = good("{\"schema\": \"knead/1\", \"kind\": \"scene\", \"person\": {\"condition\": \"healthy\"},\n"
                     " \"treatment\": {\"technique\": \"rest\", \"duration\": \"20 min\"}, \"seed\": 7}\n");
  assert_true(s->def.seed == 7 && s->def.arm[0].session.minutes == 20);
  drop(s);
}

static void a_byte_order_mark_and_windows_lines_do_no_harm(void **state) {
  (void)state;
  kn_scene *s = good("\xef\xbb\xbf# Title\r\nschema: knead/1\r\nkind: scene\r\nperson: {condition: healthy}\r\n"
                     "treatment:\r\n  technique: rest\r\n");
  assert_string_equal(s->title, "Title");
  drop(s);
}

// ---- bad scenes -------------------------------------------------------------------------------------------------------
// With KN_WRITE_EXPECT set in the environment the .expect files are written instead; read them before keeping them.
static void every_bad_scene_is_told_exactly_what_is_wrong(void **state) {
  (void)state;
  char dir[400], path[900];
  snprintf(dir, sizeof dir, "%s/scenes/bad", KN_TEST_DIR);
  DIR *d = opendir(dir);
  char before[400];
  assert_non_null(d);
  assert_non_null(getcwd(before, sizeof before));
  assert_int_equal(chdir(dir), 0); // names without their folders; traces are found from the scene's
  int count = 0, wrong = 0;
  for (struct dirent *e; (e = readdir(d));) {
    size_t n = strlen(e->d_name), expect_size = 0;
    if (n < 6 || strcmp(e->d_name + n - 5, ".yaml") != 0) continue;
    count++;
    kn_scene *s = malloc(sizeof *s);
    int status = kn_scene_read(e->d_name, s);
    char *said = diagnostics(s);
    snprintf(path, sizeof path, "%s/%.*s.expect", dir, (int)(n - 5), e->d_name);
    if (getenv("KN_WRITE_EXPECT")) {
      FILE *f = fopen(path, "wb");
      assert_non_null(f);
      fputs(said, f);
      fclose(f);
    }
    char *expect = read_file(path, &expect_size);
    bool same = expect && expect_size == strlen(said) && memcmp(expect, said, expect_size) == 0;
    if (status != 3 || !same) {
      wrong++;
      print_error("%s: status %d\n--- expected\n%.*s--- said\n%s", e->d_name, status, (int)expect_size,
                  expect ? expect : "", said);
    }
    free(expect);
    free(said);
    drop(s);
  }
  closedir(d);
  assert_int_equal(chdir(before), 0);
  assert_true(count >= 120);
  assert_int_equal(wrong, 0);
}

static void errors_come_in_the_order_of_the_file(void **state) {
  (void)state;
  const char *text =
      "seed: x\nmodel: {off: [nowhere]}\nperson: {age: 4 y, condition: ill}\nkind: scene\nschema: knead/1\n"
      "treatment: {technique: no, duration: 1}\n";
  kn_scene *s = malloc(sizeof *s);
  assert_int_equal(kn_scene_parse("x", text, strlen(text), s), 3);
  assert_int_equal(s->report.diagnostic_count, 6);
  for (int i = 1; i < s->report.diagnostic_count; i++) {
    const kn_diagnostic *a = &s->report.diagnostic[i - 1], *b = &s->report.diagnostic[i];
    assert_true(a->line < b->line || (a->line == b->line && a->column <= b->column));
  }
  drop(s);
}

static void a_file_that_is_not_there_gives_seven(void **state) {
  (void)state;
  kn_scene *s = malloc(sizeof *s);
  assert_int_equal(kn_scene_read("/nowhere/at/all.yaml", s), 7);
  assert_int_equal(s->report.diagnostic_count, 1);
  drop(s);
  s = malloc(sizeof *s);
  assert_int_equal(kn_scene_read(KN_SOURCE_DIR, s), 7); // a folder
  assert_int_equal(s->report.diagnostic_count, 1);
  drop(s);
}

static void huge_files_are_refused_before_they_are_read(void **state) {
  (void)state;
  size_t size = (1 << 20) + 1;
  char *text = malloc(size);
  memset(text, ' ', size);
  kn_scene *s = malloc(sizeof *s);
  assert_int_equal(kn_scene_parse("huge", text, size, s), 3);
  assert_non_null(strstr(s->report.diagnostic[0].what, "1 MiB"));
  drop(s);
  memset(text, '\n', size - 1);
  s = malloc(sizeof *s);
  assert_int_equal(kn_scene_parse("huge", text, size - 1, s), 3);
  assert_non_null(strstr(s->report.diagnostic[0].what, "10000 lines"));
  drop(s);
  free(text);
}

// Any bytes at all: a status, diagnostics that print, and whatever reads as good can be written out and read again.
static void random_changes_never_do_harm(void **state) {
  (void)state;
  uint64_t seed = 1;
  static const char *const bits[] = {"\n",  ": ",       "- ",   "[",     "]",  "{",  "}",     "\"",     "#",
                                     "&a ", "*a",       "!!",   "  ",    "0",  "-1", "1e308", "\t",     "|",
                                     ">",   "\xc3\xa9", "\xff", "---\n", "? ", ",",  "week",  "times: "};
  for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
    kn_scene *base = ship(shipped[i]);
    for (int round = 0; round < 700; round++) {
      char *text = malloc(base->report.text_size + 256);
      size_t size = base->report.text_size;
      memcpy(text, base->report.text, size);
      int changes = 1 + round % 6;
      for (int c = 0; c < changes; c++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(seed >> 33) % size, kind = (size_t)(seed >> 20) % 4;
        const char *bit = bits[(size_t)(seed >> 24) % (sizeof bits / sizeof *bits)];
        if (kind == 0)
          text[at] = (char)(seed >> 40);
        else if (kind == 1 && at + 8 < size)
          memmove(text + at, text + at + 7, size - at - 7), size -= 7;
        else
          memmove(text + at + strlen(bit), text + at, size - at), memcpy(text + at, bit, strlen(bit)),
              size += strlen(bit);
      }
      kn_scene *s = malloc(sizeof *s);
      int status = kn_scene_parse("changed", text, size, s);
      assert_true(status == 0 || status == 3);
      assert_true((status == 0) == (s->report.diagnostic_count == 0));
      char *said = diagnostics(s);
      free(said);
      if (status == 0) assert_round_trip(s);
      drop(s);
      free(text);
    }
    drop(base);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_low_back_scene_is_the_weekly_course_it_says),
      cmocka_unit_test(the_anxious_scene_has_two_sessions_a_week_on_whole_days),
      cmocka_unit_test(the_healthy_scene_is_one_short_session),
      cmocka_unit_test(the_trigger_point_scene_is_a_sequence_of_strokes),
      cmocka_unit_test(every_word_of_a_stroke_survives_being_written_out),
      cmocka_unit_test(strokes_after_a_plain_treatment_take_nothing_of_its_force),
      cmocka_unit_test(the_shipped_scenes_survive_being_written_out),
      cmocka_unit_test(the_shipped_scenes_begin_with_three_lines_of_words),
      cmocka_unit_test(every_key_of_the_grammar_survives_being_written_out),
      cmocka_unit_test(dates_survive_being_written_out),
      cmocka_unit_test(a_comparator_takes_rhythm_duration_and_regions_but_not_the_force),
      cmocka_unit_test(a_comparator_without_a_technique_is_the_treatment_with_changes),
      cmocka_unit_test(usual_care_is_two_visits_of_twenty_minutes),
      cmocka_unit_test(more_than_seven_a_week_means_twice_on_some_days),
      cmocka_unit_test(a_comparator_at_an_earlier_hour_begins_the_next_day),
      cmocka_unit_test(visits_after_the_end_of_the_course_count_from_there),
      cmocka_unit_test(a_single_session_ends_a_day_later),
      cmocka_unit_test(what_is_left_out_is_the_default),
      cmocka_unit_test(json_is_read_as_the_yaml_it_is),
      cmocka_unit_test(a_byte_order_mark_and_windows_lines_do_no_harm),
      cmocka_unit_test(every_bad_scene_is_told_exactly_what_is_wrong),
      cmocka_unit_test(errors_come_in_the_order_of_the_file),
      cmocka_unit_test(a_file_that_is_not_there_gives_seven),
      cmocka_unit_test(huge_files_are_refused_before_they_are_read),
      cmocka_unit_test(random_changes_never_do_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
