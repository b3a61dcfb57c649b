// A session as a sequence of strokes: what it is the same as, what it refuses, and a measured trace as its source.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "hand/motion.h"
#include "io/scene.h"
#include "io/trace.h"
#include "lane/random.h"
#include "verify/hand_numbers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double MIN = 60, H = 3600, D = 86400;
static kn_ctx *ctx;
static kn_model *model;
static kn_sim *fresh, *warm; // warm: knows how effleurage is, from a session far ahead

static void ok(kn_status st, const kn_error *e) {
  if (st != KN_OK) fail_msg("%s: %s: %s", kn_status_text(st), e->where, e->what);
}
static int begin(void **state) {
  (void)state;
  ok(kn_open(NULL, &ctx), &(kn_error){0});
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  who.region_count = 2;
  who.region[0] = KN_LOW_BACK, who.region[1] = KN_NECK_SHOULDER;
  ok(kn_sim_create(ctx, model, &who, 1, &fresh), kn_ctx_error(ctx));
  return 0;
}
static kn_sim *twin_of(const kn_sim *s) {
  kn_sim *t;
  ok(kn_sim_twin(s, &t), kn_ctx_error(ctx));
  return t;
}
static kn_sim *twin(void) { return twin_of(fresh); }
static int end(void **state) {
  (void)state;
  kn_close(ctx);
  return 0;
}
static double get(const kn_sim *s, int outcome) {
  double v = NAN;
  assert_int_equal(kn_sim_get(s, outcome, &v), KN_OK);
  return v;
}
static void advance(kn_sim *s, double t) { ok(kn_sim_advance(s, t), kn_sim_error(s)); }

static kn_session_stroke stroke(int technique, double minutes) {
  kn_session_stroke k = kn_default_session_stroke(technique);
  k.minutes = minutes;
  return k;
}
static kn_session_def sequence(int n, const kn_session_stroke *k) {
  kn_session_def d = kn_default_session(KN_RELAXATION); // lying and attention are its
  d.stroke_count = n;
  memcpy(d.stroke, k, (size_t)n * sizeof *k);
  return d;
}
#define SEQUENCE(...)                                                                                                  \
  sequence((int)(sizeof((kn_session_stroke[]){__VA_ARGS__}) / sizeof(kn_session_stroke)),                              \
           (const kn_session_stroke[]){__VA_ARGS__})

// ---- the same as ------------------------------------------------------------------------------------------------------
static void a_sequence_is_its_techniques_one_after_the_other_to_the_last_bit(void **state) {
  (void)state;
  const struct {
    int technique, region;
    double minutes, force_N;
  } part[] = {{KN_EFFLEURAGE, KN_LOW_BACK, 7, KN_AS_TECHNIQUE},
              {KN_ISCHAEMIC_COMPRESSION, KN_NECK_SHOULDER, 3.3, 40},
              {KN_REST, KN_LOW_BACK, 2, KN_AS_TECHNIQUE},
              {KN_TRANSVERSE_FRICTION, KN_LOW_BACK, 4.7, 30}};
  enum { PARTS = sizeof part / sizeof *part };
  kn_session_stroke k[PARTS];
  kn_sim *one = twin(), *many = twin();
  double at = H;
  for (int i = 0; i < PARTS; i++) {
    k[i] = stroke(part[i].technique, part[i].minutes);
    k[i].force_N = part[i].force_N;
    if (part[i].technique != KN_REST) k[i].region = part[i].region;
    kn_session_def d = kn_default_session(part[i].technique);
    d.region_count = 1;
    d.region[0] = part[i].region;
    d.start_s = at;
    d.minutes = part[i].minutes;
    d.share = 1;
    d.force_N = part[i].force_N;
    d.context = kn_technique_at(KN_RELAXATION)->context;
    d.rest = kn_technique_at(KN_RELAXATION)->rest;
    ok(kn_sim_session(many, &d), kn_sim_error(many));
    at += part[i].minutes * MIN;
  }
  kn_session_def all = sequence(PARTS, k);
  all.start_s = H;
  ok(kn_sim_session(one, &all), kn_sim_error(one));
  const double looks[] = {H + 3 * MIN, H + 8 * MIN, H + 16 * MIN, at, at + H, 2 * D};
  for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
    advance(one, looks[i]);
    advance(many, looks[i]);
    for (int o = 0; o < KN_OUTCOME_COUNT; o++) assert_true(get(one, o) == get(many, o));
    assert_true(kn_sim_hash(one) == kn_sim_hash(many));
  }
  assert_true(get(one, KN_PAIN) < get(fresh, KN_PAIN));
  kn_sim_destroy(one);
  kn_sim_destroy(many);
}

static void order_matters_only_through_time(void **state) {
  (void)state;
  kn_sim *a = twin(), *b = twin(), *none = twin();
  kn_session_def first = SEQUENCE(stroke(KN_EFFLEURAGE, 20), stroke(KN_ISCHAEMIC_COMPRESSION, 5));
  kn_session_def last = SEQUENCE(stroke(KN_ISCHAEMIC_COMPRESSION, 5), stroke(KN_EFFLEURAGE, 20));
  ok(kn_sim_session(a, &first), kn_sim_error(a));
  ok(kn_sim_session(b, &last), kn_sim_error(b));
  double apart[3], effect[3];
  const double looks[] = {25 * MIN, D, 7 * D};
  for (int i = 0; i < 3; i++) {
    advance(a, looks[i]);
    advance(b, looks[i]);
    advance(none, looks[i]);
    apart[i] = fabs(get(a, KN_PAIN) - get(b, KN_PAIN));
    effect[i] = fabs(get(a, KN_PAIN) - get(none, KN_PAIN));
    print_message("after %.3g h: %.3g points apart, effect %.3g\n", looks[i] / H, apart[i], effect[i]);
  }
  assert_true(apart[0] > 0); // what came last is nearer
  for (int i = 1; i < 3; i++) assert_true(apart[i] < 0.02 * effect[i]);
  kn_sim_destroy(a);
  kn_sim_destroy(b);
  kn_sim_destroy(none);
}

static void a_sequence_is_as_long_as_its_strokes(void **state) {
  (void)state;
  kn_session_def d = SEQUENCE(stroke(KN_EFFLEURAGE, 10), stroke(KN_REST, 5), stroke(KN_PETRISSAGE, 12.5));
  assert_true(kn_session_minutes(&d) == 27.5); // whatever d.minutes says
  kn_session_def plain = kn_default_session(KN_EFFLEURAGE);
  plain.minutes = 20;
  assert_true(kn_session_minutes(&plain) == 20);
  kn_sim *s = twin();
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  plain.start_s = 27.4 * MIN;
  assert_int_equal(kn_sim_session(s, &plain), KN_OVERLAP);
  plain.start_s = 27.5 * MIN;
  ok(kn_sim_session(s, &plain), kn_sim_error(s));
  kn_sim_destroy(s);
}

static void a_course_of_sequences_is_each_of_them(void **state) {
  (void)state;
  kn_sim *a = twin(), *b = twin(), *c;
  kn_course_def course = kn_default_course(KN_RELAXATION);
  course.session = SEQUENCE(stroke(KN_EFFLEURAGE, 6), stroke(KN_PETRISSAGE, 4));
  course.session.start_s = 2 * H;
  course.sessions = 3;
  course.per_week = 2;
  ok(kn_sim_course(a, &course), kn_sim_error(a));
  const double day[] = {0, 4, 7};
  for (int i = 0; i < 3; i++) {
    kn_session_def d = course.session;
    d.start_s += day[i] * D;
    ok(kn_sim_session(b, &d), kn_sim_error(b));
  }
  advance(a, 2 * H + 3 * MIN); // in the middle of a stroke
  ok(kn_sim_twin(a, &c), kn_ctx_error(ctx));
  advance(a, 8 * D);
  advance(c, 8 * D);
  advance(b, 2 * H + 3 * MIN);
  advance(b, 8 * D);
  assert_true(kn_sim_hash(a) == kn_sim_hash(b));
  assert_true(kn_sim_hash(a) == kn_sim_hash(c));
  kn_sim_destroy(a);
  kn_sim_destroy(b);
  kn_sim_destroy(c);
}

// ---- what a stroke says -------------------------------------------------------------------------------------------------
static void what_a_stroke_does_not_say_is_as_in_its_technique(void **state) {
  (void)state;
  for (int t = 0; t < KN_TECHNIQUE_COUNT; t++) {
    kn_technique_stroke_info first, info;
    kn_session_stroke k = kn_default_session_stroke(t);
    if (!kn_technique_stroke(t, 0, &first)) {
      assert_false(kn_session_stroke_info(&k, &info));
      continue;
    }
    for (int i = 1; kn_technique_stroke(t, i, &info); i++) // its main stroke, not what warms up for it
      if (info.share > first.share) first = info;
    assert_true(kn_session_stroke_info(&k, &info));
    assert_true(info.force_N == first.force_N && info.rate_Hz == first.rate_Hz && info.on == first.on);
    assert_true(info.speed_cm_s == first.speed_cm_s && info.angle_deg == first.angle_deg);
    assert_true(info.tool_index == first.tool_index && info.pattern == first.pattern && info.share == 1);
    k.tool = KN_TOOL_ELBOW, k.pattern = KN_PATTERN_HOLD, k.force_N = 12, k.rate_Hz = 0.1, k.on = 0.4, k.angle_deg = 3;
    assert_true(kn_session_stroke_info(&k, &info));
    assert_true(info.tool_index == KN_TOOL_ELBOW && strcmp(info.tool, "elbow") == 0 && info.area_cm2 == 4);
    assert_true(info.pattern == KN_PATTERN_HOLD && info.force_N == 12 && info.rate_Hz == 0.1);
    assert_true(info.on == 0.4 && info.angle_deg == 3 && info.speed_cm_s == first.speed_cm_s);
  }
}

static void everything_that_a_stroke_says_reaches_the_tissue(void **state) {
  (void)state;
  kn_session_stroke usual = stroke(KN_EFFLEURAGE, 10), k[9];
  for (int i = 0; i < 9; i++) k[i] = usual;
  k[1].force_N = 45, k[2].rate_Hz = 0.7, k[3].speed_cm_s = 16, k[4].angle_deg = 40, k[5].on = 0.9;
  k[6].tool = KN_TOOL_FIST, k[7].pattern = KN_PATTERN_HOLD, k[8].region = KN_NECK_SHOULDER;
  uint64_t hash[9];
  for (int i = 0; i < 9; i++) {
    kn_sim *s = twin();
    kn_session_def d = sequence(1, &k[i]);
    ok(kn_sim_session(s, &d), kn_sim_error(s));
    advance(s, 10 * MIN);
    hash[i] = kn_sim_hash(s);
    for (int j = 0; j < i; j++)
      if (hash[i] == hash[j]) fail_msg("strokes %d and %d come to the same", i, j);
    kn_sim_destroy(s);
  }
}

static void a_thumb_after_the_palm_presses_deeper_than_the_palm_again(void **state) {
  (void)state;
  double pain[2], sore[2];
  for (int i = 0; i < 2; i++) {
    kn_session_stroke second = stroke(KN_ISCHAEMIC_COMPRESSION, 8);
    second.force_N = 40;
    second.tool = i ? KN_TOOL_THUMB : KN_TOOL_PALM;
    kn_session_def d = SEQUENCE(stroke(KN_EFFLEURAGE, 10), second);
    kn_sim *s = twin();
    ok(kn_sim_session(s, &d), kn_sim_error(s));
    advance(s, 10 * MIN);
    advance(s, 14 * MIN);
    pain[i] = get(s, KN_PAIN);
    advance(s, D);
    sore[i] = get(s, KN_AFTER_SORENESS);
    kn_sim_destroy(s);
  }
  print_message("40 N held, palm and thumb: pain meanwhile %.3g, %.3g; soreness a day later %.3g, %.3g\n", pain[0],
                pain[1], sore[0], sore[1]);
  assert_true(pain[1] > pain[0]);
  assert_true(sore[1] > sore[0]);
}

static void a_percussion_device_may_run_at_53_hertz(void **state) {
  (void)state;
  kn_session_stroke gun = stroke(KN_PERCUSSION_DEVICE, 5);
  gun.rate_Hz = 53;
  kn_session_def d = sequence(1, &gun);
  kn_sim *s = twin();
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  advance(s, H);
  assert_true(get(s, KN_PAIN) < get(fresh, KN_PAIN) + 10);
  kn_sim_destroy(s);
  const char *text = "schema: knead/1\nkind: scene\nperson: {condition: healthy}\n"
                     "treatment: {technique: percussion-device, rate: 53 Hz, region: thigh, duration: 5 min}\n";
  kn_scene *scene = malloc(sizeof *scene);
  assert_int_equal(kn_scene_parse("gun", text, strlen(text), scene), 0);
  assert_true(scene->def.arm[0].session.rate_Hz == 53);
  kn_scene_free(scene);
  free(scene);
}

// ---- refusals -----------------------------------------------------------------------------------------------------------
static void refused(kn_session_stroke k, kn_status want, const char *where, double nearest) {
  if (warm == NULL) {
    warm = twin();
    kn_session_def ahead = SEQUENCE(stroke(KN_EFFLEURAGE, 5));
    ahead.start_s = 100 * D;
    ok(kn_sim_session(warm, &ahead), kn_sim_error(warm));
  }
  kn_sim *s = twin_of(warm);
  kn_session_def d = SEQUENCE(stroke(KN_EFFLEURAGE, 5), stroke(KN_REST, 1), k);
  assert_int_equal(kn_sim_session(s, &d), want);
  const kn_error *e = kn_sim_error(s);
  if (strcmp(e->where, where) != 0) fail_msg("`%s`, not `%s`: %s", e->where, where, e->what);
  assert_true(strlen(e->what) > 5);
  if (nearest == nearest) assert_true(fabs(e->nearest - nearest) < 1e-9);
  // nothing of it is left: the time is free, and the person as she was
  kn_session_def free_time = kn_default_session(KN_REST);
  free_time.minutes = 60;
  ok(kn_sim_session(s, &free_time), kn_sim_error(s));
  assert_true(kn_sim_hash(s) == kn_sim_hash(fresh));
  kn_sim_destroy(s);
}
static void what_cannot_be_done_is_refused_at_its_stroke_and_nothing_is_kept(void **state) {
  (void)state;
  kn_session_stroke k;
#define REFUSED(technique, field, value, status, where, nearest)                                                       \
  k = stroke(technique, 5), k.field = value, refused(k, status, "session.stroke[2]." where, nearest)
  REFUSED(KN_EFFLEURAGE, technique, -1, KN_UNKNOWN_NAME, "technique", NAN);
  REFUSED(KN_EFFLEURAGE, technique, KN_TECHNIQUE_COUNT, KN_UNKNOWN_NAME, "technique", NAN);
  REFUSED(KN_EFFLEURAGE, region, KN_REGION_COUNT, KN_UNKNOWN_NAME, "region", NAN);
  REFUSED(KN_EFFLEURAGE, region, -7, KN_UNKNOWN_NAME, "region", NAN);
  REFUSED(KN_EFFLEURAGE, tool, KN_TOOL_COUNT, KN_UNKNOWN_NAME, "tool", NAN);
  REFUSED(KN_EFFLEURAGE, tool, -2, KN_UNKNOWN_NAME, "tool", NAN);
  REFUSED(KN_EFFLEURAGE, pattern, 8, KN_UNKNOWN_NAME, "pattern", NAN);
  REFUSED(KN_EFFLEURAGE, minutes, 0, KN_OUT_OF_RANGE, "minutes", 1.0 / 600);
  REFUSED(KN_EFFLEURAGE, minutes, -3, KN_OUT_OF_RANGE, "minutes", 1.0 / 600);
  REFUSED(KN_EFFLEURAGE, minutes, 300, KN_OUT_OF_RANGE, "minutes", 240);
  REFUSED(KN_EFFLEURAGE, force_N, 0.2, KN_OUT_OF_RANGE, "force", 0.5);
  REFUSED(KN_EFFLEURAGE, force_N, 251, KN_OUT_OF_RANGE, "force", 250);
  REFUSED(KN_EFFLEURAGE, force_N, NAN, KN_OUT_OF_RANGE, "force", NAN);
  REFUSED(KN_EFFLEURAGE, angle_deg, 90, KN_OUT_OF_RANGE, "angle", 80);
  REFUSED(KN_EFFLEURAGE, rate_Hz, 0, KN_OUT_OF_RANGE, "rate", 0.002);
  REFUSED(KN_EFFLEURAGE, rate_Hz, 61, KN_OUT_OF_RANGE, "rate", 60);
  REFUSED(KN_EFFLEURAGE, speed_cm_s, 101, KN_OUT_OF_RANGE, "speed", 100);
  REFUSED(KN_EFFLEURAGE, direction_deg, 361, KN_OUT_OF_RANGE, "direction", 360);
  REFUSED(KN_EFFLEURAGE, on, 1.2, KN_OUT_OF_RANGE, "loaded", 1);
  REFUSED(KN_VIBRATION, swing, 1.2, KN_OUT_OF_RANGE, "swing", 1);
  REFUSED(KN_REST, force_N, 10, KN_BAD_ARGUMENT, "technique", NAN);
  k = stroke(KN_EFFLEURAGE, 5), k.force_N = 100, k.speed_cm_s = 60;
  refused(k, KN_OUT_OF_RANGE, "session.stroke[2].force x speed", 15);
  // beyond the limit of its own region, not of the session's
  k = stroke(KN_EFFLEURAGE, 5), k.force_N = 130, k.region = KN_NECK_SHOULDER;
  refused(k, KN_OUT_OF_RANGE, "session.stroke[2].force", 120);
}

static void a_stroke_far_into_what_bruises_is_refused_with_the_force_that_is_not(void **state) {
  (void)state;
  kn_session_stroke k = stroke(KN_ISCHAEMIC_COMPRESSION, 2);
  k.tool = KN_TOOL_ELBOW, k.region = KN_NECK_SHOULDER, k.force_N = 118;
  kn_sim *s = twin();
  kn_session_def d = SEQUENCE(stroke(KN_EFFLEURAGE, 5), k);
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  const kn_error *e = kn_sim_error(s);
  assert_string_equal(e->where, "session.stroke[1].force");
  assert_non_null(strstr(e->what, "bruises"));
  print_message("%s; nearest %.1f N\n", e->what, e->nearest);
  d.stroke[1].force_N = floor(e->nearest);
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  kn_sim_destroy(s);
}

static void a_whole_session_is_checked_too(void **state) {
  (void)state;
  kn_sim *s = twin();
  kn_session_def d = SEQUENCE(stroke(KN_EFFLEURAGE, 130), stroke(KN_PETRISSAGE, 130));
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  assert_string_equal(kn_sim_error(s)->where, "session.minutes");
  d = SEQUENCE(stroke(KN_EFFLEURAGE, 0.2), stroke(KN_PETRISSAGE, 0.2));
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  d = SEQUENCE(stroke(KN_EFFLEURAGE, 10));
  d.stroke_count = KN_MAX_SESSION_STROKES + 1;
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  assert_string_equal(kn_sim_error(s)->where, "session.stroke_count");
  d.stroke_count = -1;
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  d.stroke_count = 1;
  d.force_N = 30; // whose force would that be?
  assert_int_equal(kn_sim_session(s, &d), KN_BAD_ARGUMENT);
  assert_string_equal(kn_sim_error(s)->where, "session.stroke");
  d.force_N = KN_AS_TECHNIQUE;
  d.share = 2;
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  assert_string_equal(kn_sim_error(s)->where, "session.share");
  d.share = KN_AS_TECHNIQUE;
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  assert_int_equal(kn_sim_session(s, &d), KN_OVERLAP); // a second time in the same minutes
  kn_sim_destroy(s);
}

// ---- a measured trace ------------------------------------------------------------------------------------------------------
// data/traces/back-palm.csv is made here: motion of three strokes, a sensor's zero and noise, 50 readings a second. With
// KN_WRITE_TRACE set in the environment it is written instead of compared.
typedef struct played {
  kn_stroke stroke;
  double seconds, x, y; // 0 N: hands off
} played;
static const played recorded[] = {{{KN_GLIDE, 28, 0.4, 0.08, 0.15, 0, 0.5, 0}, 20, 0, 0},
                                  {{KN_KNEAD, 24, 0.8, 0.05, 0.25, 1.5708, 0.6, 0}, 15, 0.06, 0.02},
                                  {{KN_HOLD, 0, 1, 0, 0, 0, 1, 0}, 3, 0, 0},
                                  {{KN_HOLD, 35, 0.1, 0, 0, 0, 0.7, 0}, 30, -0.04, 0.03}};
enum { RECORDED = sizeof recorded / sizeof *recorded };
static char *record(void) {
  const double rate = 50, zero = 0.6, noise = 0.2, place = 0.05;
  kn_hand_par k = hand_numbers();
  char *text = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&text, &size);
  fputs(
      "# A palm on a back: long strokes, kneading, three seconds off, a held press. Not measured on anybody: made by\n"
      "# the program itself (tests/unit/test_session.c), with the noise and the wrong zero of a sensor. CC BY 4.0.\n"
      "time_s,x_mm,y_mm,fx_N,fy_N,fz_N\n",
      f);
  long row = 0;
  for (int i = 0; i < RECORDED; i++) {
    long n = (long)(recorded[i].seconds * rate + 0.5);
    for (long j = 0; j < n; j++, row++) {
      kn_motion m = {0};
      const kn_stroke *s = &recorded[i].stroke;
      if (s->force > 0) m = kn_motion_at(&k, s, (double)j / rate * s->rate);
#define NOISE(what) kn_normal(11, 1, KN_DRAW_MEASURE, (uint64_t)row * 8 + (what))
      fprintf(f, "%.2f,%.1f,%.1f,%.1f,%.1f,%.1f\n", (double)row / rate, 1e3 * (m.x + recorded[i].x) + place * NOISE(0),
              1e3 * (m.y + recorded[i].y) + place * NOISE(1), m.tx + noise * NOISE(2), m.ty + noise * NOISE(3),
              m.normal + zero + noise * NOISE(4));
    }
  }
  fclose(f);
  return text;
}
static const char *trace_path(void) { return KN_SOURCE_DIR "/data/traces/back-palm.csv"; }

static void the_example_trace_is_the_one_that_the_program_makes(void **state) {
  (void)state;
  char *text = record();
  if (getenv("KN_WRITE_TRACE")) {
    FILE *f = fopen(trace_path(), "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
  }
  FILE *f = fopen(trace_path(), "rb");
  assert_non_null(f);
  char *there = calloc(1, strlen(text) + 2);
  assert_int_equal(fread(there, 1, strlen(text) + 1, f), strlen(text));
  assert_string_equal(there, text);
  fclose(f);
  free(there);
  free(text);
}

static void near(const char *what, double v, double want, double share) {
  if (!(fabs(v - want) <= share * fabs(want))) fail_msg("%s: %.5g, not %.5g within %g", what, v, want, share);
}
static void a_trace_comes_back_as_the_strokes_it_was_made_of(void **state) {
  (void)state;
  kn_trace t;
  assert_int_equal(kn_trace_read(trace_path(), &t), 0);
  kn_trace_reading *r = calloc(1, sizeof *r);
  assert_true(kn_trace_read_strokes(&t, KN_TOOL_PALM, KN_TRACE_SESSION, r));
  assert_int_equal(r->count, 3);
  near("impulse of the strokes", r->played.impulse_N_s, r->measured.impulse_N_s, 0.01);
  near("mean force of the strokes", r->played.mean_N, r->measured.mean_N, 0.05);
  near("peak force of the strokes", r->played.peak_N, r->measured.peak_N, 0.05);
  near("rate of the strokes", r->played.rate_Hz, r->measured.rate_Hz, 0.05);
  near("path of the strokes", r->played.path_m, r->measured.path_m, 0.05);
  near("zero of the sensor", r->measured.zero_N, 0.6, 0.15);
  kn_session_stroke k[KN_MAX_SESSION_STROKES];
  int n = kn_trace_session(r, -1, KN_TOOL_PALM, k), j = 0;
  assert_int_equal(n, 4); // the lifted part of a hold belongs to its cycle
  const int technique[] = {KN_EFFLEURAGE, KN_PETRISSAGE, KN_REST, KN_ISCHAEMIC_COMPRESSION};
  for (int i = 0; i < n; i++) {
    assert_int_equal(k[i].technique, technique[i]);
    if (k[i].technique == KN_REST) continue;
    while (!(recorded[j].stroke.force > 0)) j++;
    const played *p = &recorded[j++];
    assert_int_equal(k[i].pattern, (int)p->stroke.pattern);
    assert_int_equal(k[i].tool, KN_TOOL_PALM);
    near("force", k[i].force_N, p->stroke.force, 0.05);
    near("rate", k[i].rate_Hz, p->stroke.rate, 0.05);
    near("loaded share", k[i].on, p->stroke.on, 0.05);
    if (p->stroke.speed > 0) near("speed", k[i].speed_cm_s, 100 * p->stroke.speed, 0.05);
  }
  assert_int_equal(kn_trace_session(r, KN_DEEP_STRIPPING, KN_TOOL_PALM, k), n);
  assert_int_equal(k[0].technique, KN_DEEP_STRIPPING);
  free(r);
  kn_trace_free(&t);
}

// A scene in a folder of its own, with the example trace beside it
static kn_scene *read_scene(const char *text, int want) {
  char folder[] = "/tmp/knead-session-XXXXXX", path[64], trace[64];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/scene.yaml", folder);
  snprintf(trace, sizeof trace, "%s/back-palm.csv", folder);
  char *recorded_text = record();
  const char *const file[][2] = {{path, text}, {trace, recorded_text}};
  for (int i = 0; i < 2; i++) {
    FILE *f = fopen(file[i][0], "wb");
    assert_non_null(f);
    fputs(file[i][1], f);
    fclose(f);
  }
  free(recorded_text);
  kn_scene *s = malloc(sizeof *s);
  int status = kn_scene_read(path, s);
  remove(path), remove(trace), rmdir(folder);
  if (status != want) kn_report_print(&s->report, stderr);
  assert_int_equal(status, want);
  return s;
}
#define HEAD "schema: knead/1\nkind: scene\nperson: {condition: chronic-low-back-pain}\n"

static void a_scene_takes_its_strokes_from_a_trace(void **state) {
  (void)state;
  kn_scene *s = read_scene(HEAD "treatment: {from-trace: back-palm.csv, tool: palm}\n", 0);
  const kn_session_def *d = &s->def.arm[0].session;
  assert_true(d->stroke_count == 4 && d->technique == KN_EFFLEURAGE && d->region[0] == KN_LOW_BACK);
  near("the trace's own length", d->minutes, 68 / 60.0, 0.05);
  assert_true(d->minutes == kn_session_minutes(d));
  // stretched: the same strokes in the same proportions
  kn_scene *longer =
      read_scene(HEAD "treatment: {from-trace: back-palm.csv, tool: palm, region: thigh, duration: 20 min}\n", 0);
  const kn_session_def *e = &longer->def.arm[0].session;
  near("stretched", e->minutes, 20, 1e-12);
  assert_true(e->stroke_count == 4 && e->region[0] == KN_THIGH);
  for (int i = 0; i < 4; i++) {
    near("proportion", e->stroke[i].minutes / e->minutes, d->stroke[i].minutes / d->minutes, 1e-12);
    assert_true(e->stroke[i].force_N == d->stroke[i].force_N && e->stroke[i].rate_Hz == d->stroke[i].rate_Hz);
  }
  // the lines of `knead touch strokes` are the same session
  char *lines = NULL;
  size_t size = 0;
  FILE *f = open_memstream(&lines, &size);
  fputs(HEAD "treatment:\n  strokes:\n", f);
  for (int i = 0; i < 4; i++) {
    kn_session_stroke k = d->stroke[i];
    k.region = -1; // not of the trace
    kn_scene_write_stroke(&k, 4, false, f);
  }
  fclose(f);
  kn_scene *pasted = read_scene(lines, 0);
  for (int i = 0; i < 4; i++) {
    const kn_session_stroke *a = &d->stroke[i], *b = &pasted->def.arm[0].session.stroke[i];
    assert_true(a->technique == b->technique && a->region == b->region && a->minutes == b->minutes);
    assert_true(a->tool == b->tool && a->pattern == b->pattern && a->force_N == b->force_N && a->on == b->on);
    assert_true(a->rate_Hz == b->rate_Hz && a->speed_cm_s == b->speed_cm_s && a->angle_deg == b->angle_deg);
    assert_true(a->direction_deg == b->direction_deg && a->swing == b->swing);
  }
  free(lines);
  kn_scene *all[] = {s, longer, pasted};
  for (int i = 0; i < 3; i++) kn_scene_free(all[i]), free(all[i]);
}

static void text_that_is_no_file_opens_none(void **state) {
  (void)state;
  const char *text = HEAD "treatment: {from-trace: data/traces/back-palm.csv, tool: palm}\n";
  kn_scene *s = malloc(sizeof *s);
  assert_int_equal(kn_scene_parse("scene", text, strlen(text), s), 3);
  assert_int_equal(s->report.diagnostic_count, 1);
  assert_non_null(strstr(s->report.diagnostic[0].what, "a scene that is no file cannot name another"));
  kn_scene_free(s);
  free(s);
}

static void a_session_from_a_trace_can_be_carried_out(void **state) {
  (void)state;
  kn_scene *scene = read_scene(HEAD "treatment: {from-trace: back-palm.csv, tool: palm, duration: 20 min}\n", 0);
  kn_sim *s = twin();
  ok(kn_sim_session(s, &scene->def.arm[0].session), kn_sim_error(s));
  advance(s, H);
  assert_true(get(s, KN_PAIN) < get(fresh, KN_PAIN));
  kn_sim_destroy(s);
  kn_scene_free(scene);
  free(scene);
}

static void a_trace_that_is_none_is_a_bad_argument(void **state) {
  (void)state;
  kn_touch_sample t[40] = {{0}};
  kn_touch_stroke k[KN_TOUCH_STROKES];
  kn_touch_dose d;
  kn_touch_tool palm = kn_default_tool();
  int n;
  for (int i = 0; i < 40; i++) t[i].time_s = 0.02 * i, t[i].x_m = t[i].y_m = t[i].fx_N = t[i].fy_N = NAN;
  assert_int_equal(kn_touch_trace_dose(&palm, t, 40, &d), KN_OK);
  assert_true(d.impulse_N_s == 0 && d.loadings == 0);
  assert_int_equal(kn_touch_trace_strokes(t, 40, 8, k, &n), KN_OK);
  assert_int_equal(n, 0);
  assert_int_equal(kn_touch_trace_strokes(t, 40, 1, k, &n), KN_BAD_ARGUMENT);
  assert_int_equal(kn_touch_trace_strokes(t, 40, KN_TOUCH_STROKES + 1, k, &n), KN_BAD_ARGUMENT);
  assert_int_equal(kn_touch_trace_strokes(NULL, 40, 8, k, &n), KN_BAD_ARGUMENT);
  assert_int_equal(kn_touch_trace_dose(NULL, t, 40, &d), KN_BAD_ARGUMENT);
  assert_int_equal(kn_touch_trace_play(k, 1, t, -1), KN_BAD_ARGUMENT);
  k[0] = (kn_touch_stroke){.pattern = 8, .rate_Hz = 1};
  assert_int_equal(kn_touch_trace_play(k, 1, t, 40), KN_BAD_ARGUMENT);
  t[7].time_s = t[6].time_s;
  assert_int_equal(kn_touch_trace_dose(&palm, t, 40, &d), KN_BAD_ARGUMENT);
  t[7].time_s = 0.14, t[8].fz_N = NAN;
  assert_int_equal(kn_touch_trace_strokes(t, 40, 8, k, &n), KN_BAD_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sequence_is_its_techniques_one_after_the_other_to_the_last_bit),
      cmocka_unit_test(order_matters_only_through_time),
      cmocka_unit_test(a_sequence_is_as_long_as_its_strokes),
      cmocka_unit_test(a_course_of_sequences_is_each_of_them),
      cmocka_unit_test(what_a_stroke_does_not_say_is_as_in_its_technique),
      cmocka_unit_test(everything_that_a_stroke_says_reaches_the_tissue),
      cmocka_unit_test(a_thumb_after_the_palm_presses_deeper_than_the_palm_again),
      cmocka_unit_test(a_percussion_device_may_run_at_53_hertz),
      cmocka_unit_test(what_cannot_be_done_is_refused_at_its_stroke_and_nothing_is_kept),
      cmocka_unit_test(a_stroke_far_into_what_bruises_is_refused_with_the_force_that_is_not),
      cmocka_unit_test(a_whole_session_is_checked_too),
      cmocka_unit_test(the_example_trace_is_the_one_that_the_program_makes),
      cmocka_unit_test(a_trace_comes_back_as_the_strokes_it_was_made_of),
      cmocka_unit_test(a_scene_takes_its_strokes_from_a_trace),
      cmocka_unit_test(text_that_is_no_file_opens_none),
      cmocka_unit_test(a_session_from_a_trace_can_be_carried_out),
      cmocka_unit_test(a_trace_that_is_none_is_a_bad_argument),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
