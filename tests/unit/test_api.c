// The public face: what it refuses and with which words, what it promises of memory, and that its tables are those of
// names.h. Only knead.h is used; the .def files are read for their order.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <knead/knead.h>

static const double H = 3600.0, D = 86400.0, MIN = 60.0;

// ---- a context whose memory is counted and whose settled beginnings are kept
// ------------------------------------------
enum { CACHE = 16 };
typedef struct shelf {
  long living, taken, fail_at; // fail_at: the n-th call returns nothing; 0 = never
  int kept, hits;
  struct {
    char key[65];
    void *bytes;
    size_t size;
  } book[CACHE];
} shelf;
static shelf common;

static void *take(size_t size, void *user) {
  shelf *s = user;
  if (++s->taken == s->fail_at) return NULL;
  void *p = malloc(size);
  if (p) memset(p, 0xa5, size), s->living++; // what is not cleared shows
  return p;
}
static void give(void *p, void *user) {
  shelf *s = user;
  assert_non_null(p);
  s->living--;
  free(p);
}
static bool look(const char *key, void *bytes, size_t size, void *user) {
  (void)user; // one shelf of beginnings for all contexts: settling is what takes the time
  for (int i = 0; i < common.kept; i++)
    if (strcmp(common.book[i].key, key) == 0 && common.book[i].size == size) {
      memcpy(bytes, common.book[i].bytes, size);
      common.hits++;
      return true;
    }
  return false;
}
static void keep(const char *key, const void *bytes, size_t size, void *user) {
  (void)user;
  assert_int_equal(strlen(key), 64);
  assert_int_equal(strspn(key, "0123456789abcdef"), 64);
  if (common.kept == CACHE) return;
  snprintf(common.book[common.kept].key, sizeof common.book[0].key, "%s", key);
  common.book[common.kept].bytes = malloc(size);
  if (!common.book[common.kept].bytes) return;
  memcpy(common.book[common.kept].bytes, bytes, size);
  common.book[common.kept++].size = size;
}
static kn_ctx_def counted(shelf *s) {
  kn_ctx_def d = kn_default_ctx();
  d.alloc = take;
  d.release = give;
  d.cache_get = look;
  d.cache_put = keep;
  d.user = s;
  return d;
}

static shelf own;
static kn_ctx *ctx;
static kn_model *model;
static kn_sim *healthy;

static void ok(kn_status st, const kn_error *e) {
  if (st != KN_OK) fail_msg("%s: %s: %s", kn_status_text(st), e->where, e->what);
}
static int begin(void **state) {
  (void)state;
  kn_ctx_def d = counted(&own);
  assert_int_equal(kn_open(&d, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  kn_person_def who = kn_default_person(KN_HEALTHY);
  ok(kn_sim_create(ctx, model, &who, 1, &healthy), kn_ctx_error(ctx));
  return 0;
}
static int end(void **state) {
  (void)state;
  kn_close(ctx);
  for (int i = 0; i < common.kept; i++) free(common.book[i].bytes);
  return own.living == 0 ? 0 : -1;
}
static kn_sim *twin(void) {
  kn_sim *t;
  ok(kn_sim_twin(healthy, &t), kn_ctx_error(ctx));
  return t;
}
static double get(const kn_sim *s, int outcome) {
  double v = NAN;
  assert_int_equal(kn_sim_get(s, outcome, &v), KN_OK);
  return v;
}
// A complaint is whole: its status, where and what; nearest is a number where one was promised.
static void complains(const kn_error *e, kn_status want, const char *where) {
  assert_int_equal(e->status, want);
  if (!strstr(e->where, where)) fail_msg("`%s` does not say `%s`", e->where, where);
  assert_true(strlen(e->what) > 5);
  if (want == KN_OUT_OF_RANGE || want == KN_UNREACHABLE) assert_true(isfinite(e->nearest));
}

// ---- tables --------------------------------------------------------------------------------------------------------
static void names_are_in_the_order_of_the_tables(void **state) {
  (void)state;
  int n = 0;
#define KN_OUTCOME(ID, key_, unit_, ...)                                                                               \
  assert_int_equal(KN_##ID, n);                                                                                        \
  assert_string_equal(kn_outcome_at(KN_##ID)->key, key_);                                                              \
  assert_string_equal(kn_outcome_at(KN_##ID)->unit, unit_);                                                            \
  assert_int_equal(kn_outcome_find(key_), n++);
#include "../../src/outcome/outcome.def"
  assert_int_equal(n, KN_OUTCOME_COUNT);
  assert_null(kn_outcome_at(n));
  n = 0;
#define KN_TECHNIQUE(ID, key_, ...)                                                                                    \
  assert_int_equal(KN_##ID, n);                                                                                        \
  assert_string_equal(kn_technique_at(KN_##ID)->key, key_);                                                            \
  assert_int_equal(kn_technique_find(key_), n++);
#include <tables/technique.def>
  assert_int_equal(n, KN_TECHNIQUE_COUNT);
  assert_null(kn_technique_at(n));
  n = 0;
#define KN_REGION(ID, key_, ...)                                                                                       \
  assert_int_equal(KN_##ID, n);                                                                                        \
  assert_string_equal(kn_region_at(KN_##ID)->key, key_);                                                               \
  assert_int_equal(kn_region_find(key_), n++);
#include <tables/region.def>
  assert_int_equal(n, KN_REGION_COUNT);
  assert_null(kn_region_at(n));
  n = 0;
#define KN_CONDITION(ID, key_, region_, ...)                                                                           \
  assert_int_equal(KN_##ID, n);                                                                                        \
  assert_string_equal(kn_condition_at(KN_##ID)->key, key_);                                                            \
  assert_int_equal(kn_condition_at(KN_##ID)->region, KN_##region_);                                                    \
  assert_int_equal(kn_condition_find(key_), n++);
#include "../../src/chain/condition.def"
  assert_int_equal(n, KN_CONDITION_COUNT);
  assert_null(kn_condition_at(n));
  n = 0;
#define KN_LINK(ID, key_, ...)                                                                                         \
  assert_string_equal(kn_link_at(n)->key, key_);                                                                       \
  assert_int_equal(kn_link_find(key_), n++);
#include "../../src/chain/links.def"
  assert_null(kn_link_at(n));
}
static void tables_end_and_unknown_keys_are_minus_one(void **state) {
  (void)state;
  assert_null(kn_outcome_at(-1));
  assert_null(kn_technique_at(-1));
  assert_null(kn_region_at(-1));
  assert_null(kn_condition_at(-1));
  assert_null(kn_link_at(-1));
  assert_null(kn_param_at(-1));
  assert_null(kn_state_at(-1));
  assert_int_equal(kn_outcome_find("Pain"), -1);
  assert_int_equal(kn_technique_find(""), -1);
  assert_int_equal(kn_region_find(NULL), -1);
  assert_int_equal(kn_condition_find("well"), -1);
  assert_int_equal(kn_link_find("nothing"), -1);
  for (int i = 0; kn_param_at(i); i++)
    assert_true(kn_param_at(i)->low <= kn_param_at(i)->value && kn_param_at(i)->value <= kn_param_at(i)->high);
  for (int i = 0; kn_state_at(i); i++)
    assert_true(kn_state_at(i)->scale > 0 && kn_state_at(i)->low <= kn_state_at(i)->start &&
                kn_state_at(i)->start <= kn_state_at(i)->high);
  for (int i = 0; kn_technique_at(i); i++) {
    kn_technique_stroke_info s;
    double share = 0;
    int n = 0;
    for (; kn_technique_stroke(i, n, &s); n++) share += s.share;
    assert_true(n == 0 || fabs(share - 1) < 1e-12);
    assert_false(kn_technique_stroke(i, n, &s));
  }
  kn_technique_stroke_info s;
  assert_false(kn_technique_stroke(-1, 0, &s));
  assert_false(kn_technique_stroke(KN_TECHNIQUE_COUNT, 0, &s));
  assert_int_equal(kn_version(), KN_VERSION);
  for (int i = 0; i < KN_STATUS_COUNT; i++) assert_true(strlen(kn_status_text((kn_status)i)) > 3);
  assert_non_null(kn_status_text((kn_status)99));
}

// ---- refusals ------------------------------------------------------------------------------------------------------
static void a_definition_not_made_by_its_default_is_refused(void **state) {
  (void)state;
  kn_ctx *c = ctx;
  kn_ctx_def nothing = {0};
  assert_int_equal(kn_open(&nothing, &c), KN_BAD_DEFINITION);
  assert_null(c);
  kn_ctx_def half = kn_default_ctx();
  half.alloc = take;
  assert_int_equal(kn_open(&half, &c), KN_BAD_ARGUMENT);
  assert_int_equal(kn_open(NULL, NULL), KN_BAD_ARGUMENT);
  kn_close(NULL);

  kn_model *m = model;
  kn_model_def md = {0};
  assert_int_equal(kn_model_load(ctx, &md, &m), KN_BAD_DEFINITION);
  assert_null(m);
  complains(kn_ctx_error(ctx), KN_BAD_DEFINITION, "model");
  kn_sim *s = healthy;
  kn_person_def pd = {.age_y = 40};
  assert_int_equal(kn_sim_create(ctx, model, &pd, 1, &s), KN_BAD_DEFINITION);
  assert_null(s);
  complains(kn_ctx_error(ctx), KN_BAD_DEFINITION, "person");
  s = twin();
  kn_session_def sd = {.minutes = 60};
  assert_int_equal(kn_sim_session(s, &sd), KN_BAD_DEFINITION);
  complains(kn_sim_error(s), KN_BAD_DEFINITION, "session");
  kn_course_def cd = {.sessions = 1};
  assert_int_equal(kn_sim_course(s, &cd), KN_BAD_DEFINITION);
  cd = kn_default_course(KN_RELAXATION);
  cd.session.cookie = 0; // also one within another
  assert_int_equal(kn_sim_course(s, &cd), KN_BAD_DEFINITION);
  kn_comparison *r = NULL;
  kn_compare_def xd = {.arm_count = 1};
  assert_int_equal(kn_compare(ctx, model, &xd, &r), KN_BAD_DEFINITION);
  assert_null(r);
  // A mix-up of kinds is seen as well
  sd = kn_default_session(KN_RELAXATION);
  sd.cookie = kn_default_course(KN_RELAXATION).cookie;
  assert_int_equal(kn_sim_session(s, &sd), KN_BAD_DEFINITION);
  pd = kn_default_person(KN_HEALTHY);
  pd.cookie = kn_default_model().cookie;
  kn_sim *t;
  assert_int_equal(kn_sim_create(ctx, model, &pd, 1, &t), KN_BAD_DEFINITION);
  kn_sim_destroy(s);
  kn_sim_destroy(NULL);
}
static void missing_arguments_are_refused(void **state) {
  (void)state;
  kn_sim *s = twin();
  kn_model *m;
  kn_person_def who = kn_default_person(KN_HEALTHY);
  kn_session_def d = kn_default_session(KN_REST);
  kn_course_def c = kn_default_course(KN_REST);
  kn_compare_def x = kn_default_compare();
  kn_comparison *r;
  double v;
  assert_int_equal(kn_model_load(NULL, NULL, &m), KN_BAD_ARGUMENT);
  assert_int_equal(kn_model_load(ctx, NULL, NULL), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_create(NULL, model, &who, 1, &s), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_create(ctx, NULL, &who, 1, &s), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_create(ctx, model, NULL, 1, &s), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, NULL), KN_BAD_ARGUMENT);
  s = s ? s : twin();
  assert_int_equal(kn_sim_twin(NULL, &s), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_twin(healthy, NULL), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_session(NULL, &d), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_session(s, NULL), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_course(NULL, &c), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_course(s, NULL), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_bout(NULL, KN_LOW_BACK, 0, 1), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_advance(NULL, 1), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_get(NULL, KN_PAIN, &v), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_get(s, KN_PAIN, NULL), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_get(s, -1, &v), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_get(s, KN_OUTCOME_COUNT, &v), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_measure(NULL, KN_PAIN, &v), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_state(s, NULL, &v), KN_BAD_ARGUMENT);
  assert_int_equal(kn_compare(NULL, model, &x, &r), KN_BAD_ARGUMENT);
  assert_int_equal(kn_compare(ctx, model, &x, NULL), KN_BAD_ARGUMENT);
  kn_sim_destroy(s);
}
static void unknown_names_are_named(void **state) {
  (void)state;
  kn_model_def d = kn_default_model();
  kn_model *m;
  kn_setting wrong[] = {{"nerve.c_X", 0.35}, {"nerve.nothing", 1}};
  d.settings = wrong;
  d.setting_count = 2;
  assert_int_equal(kn_model_load(ctx, &d, &m), KN_UNKNOWN_NAME);
  assert_non_null(strstr(kn_ctx_error(ctx)->what, "nerve.nothing"));
  d = kn_default_model();
  const char *link = "hand-to-moon";
  d.links_off = &link;
  d.link_off_count = 1;
  assert_int_equal(kn_model_load(ctx, &d, &m), KN_UNKNOWN_NAME);
  assert_non_null(strstr(kn_ctx_error(ctx)->what, "hand-to-moon"));
  link = "hand-to-tissue"; // known, but it is the stroke itself
  assert_int_equal(kn_model_load(ctx, &d, &m), KN_BAD_ARGUMENT);
  link = "tissue-to-nerve-release";
  ok(kn_model_load(ctx, &d, &m), kn_ctx_error(ctx));

  kn_sim *s;
  kn_person_def who = kn_default_person(KN_CONDITION_COUNT);
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, &s), KN_UNKNOWN_NAME);
  who = kn_default_person(KN_HEALTHY);
  who.region_count = 1;
  who.region[0] = KN_REGION_COUNT;
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, &s), KN_UNKNOWN_NAME);
  who.region_count = 2;
  who.region[0] = who.region[1] = KN_CALF;
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, &s), KN_BAD_ARGUMENT);
  assert_non_null(strstr(kn_ctx_error(ctx)->what, "calf"));
  s = twin();
  kn_session_def x = kn_default_session(KN_TECHNIQUE_COUNT);
  assert_int_equal(kn_sim_session(s, &x), KN_UNKNOWN_NAME);
  x = kn_default_session(KN_RELAXATION);
  x.region_count = 1;
  x.region[0] = -1;
  assert_int_equal(kn_sim_session(s, &x), KN_UNKNOWN_NAME);
  assert_int_equal(kn_sim_bout(s, KN_CALF, 0, 1), KN_UNKNOWN_NAME); // not among hers
  double v;
  assert_int_equal(kn_sim_get_in(s, KN_PAIN, KN_CALF, &v), KN_UNKNOWN_NAME);
  assert_int_equal(kn_sim_state(s, "nerve.nothing", &v), KN_UNKNOWN_NAME);
  assert_int_equal(kn_sim_state(s, "nerve", &v), KN_UNKNOWN_NAME);
  assert_int_equal(kn_sim_state(s, "nerve.central", &v), KN_OK);
  kn_sim_destroy(s);
}

static void session_refused(kn_sim *s, kn_session_def d, const char *where, double nearest) {
  uint64_t hash = kn_sim_hash(s);
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  complains(kn_sim_error(s), KN_OUT_OF_RANGE, where);
  if (fabs(kn_sim_error(s)->nearest - nearest) > 1e-9)
    fail_msg("%s: nearest is %g, not %g", where, kn_sim_error(s)->nearest, nearest);
  assert_true(kn_sim_hash(s) == hash);
}
static void person_refused(kn_person_def d, const char *where, double nearest) {
  kn_sim *s = healthy;
  assert_int_equal(kn_sim_create(ctx, model, &d, 1, &s), KN_OUT_OF_RANGE);
  assert_null(s);
  complains(kn_ctx_error(ctx), KN_OUT_OF_RANGE, where);
  if (fabs(kn_ctx_error(ctx)->nearest - nearest) > 1e-9)
    fail_msg("%s: nearest is %g, not %g", where, kn_ctx_error(ctx)->nearest, nearest);
}
static void values_out_of_range_are_refused_with_the_nearest(void **state) {
  (void)state;
  const kn_person_def usual = kn_default_person(KN_HEALTHY);
  kn_person_def p;
#define PERSON(field, value, where, nearest) p = usual, p.field = value, person_refused(p, where, nearest)
  PERSON(age_y, 17, "person.age", 18);
  PERSON(age_y, 101, "person.age", 100);
  PERSON(height_m, 168, "person.height", 2.2);
  PERSON(mass_kg, 20, "person.weight", 35);
  PERSON(pain[0], 11, "person.pain", 10);
  PERSON(pain[0], -0.5, "person.pain", 0);
  PERSON(perceived_stress, 41, "person.perceived-stress", 40);
  PERSON(trait_anxiety, 10, "person.trait-anxiety", 20);
  PERSON(depression, 28, "person.depression", 27);
  PERSON(sleep_quality, 22, "person.sleep-quality", 21);
  PERSON(expectation, 1, "person.expectation", 0.9);
  PERSON(heart_rate_bpm, 200, "person.heart-rate", 120);
  PERSON(systolic_mmHg, 60, "person.systolic-pressure", 80);
  PERSON(starts_h, 25, "person.starts", 24);
  PERSON(bed_h, 18, "person.bed", 20);
  PERSON(wake_h, 12, "person.wake", 10);
#undef PERSON
  p = usual, p.age_y = NAN;
  kn_sim *none;
  assert_int_equal(kn_sim_create(ctx, model, &p, 1, &none), KN_OUT_OF_RANGE);

  kn_sim *s = twin();
  const kn_session_def hour = kn_default_session(KN_RELAXATION);
  kn_session_def d;
#define SESSION(field, value, where, nearest) d = hour, d.field = value, session_refused(s, d, where, nearest)
  SESSION(minutes, 0.1, "session.minutes", 0.5);
  SESSION(minutes, 300, "session.minutes", 240);
  SESSION(share, 1.5, "session.share", 1);
  SESSION(context, -0.5, "session.context", 0);
  SESSION(rest, 2, "session.rest", 1);
  SESSION(force_N, 0.1, "session.force", 0.5);
  SESSION(force_N, 251, "session.force", 250);
  SESSION(pressure_kPa, 0.01, "session.pressure", 0.05);
  SESSION(pressure_kPa, 501, "session.pressure", 500);
  SESSION(speed_cm_s, 101, "session.speed", 100);
  SESSION(rate_Hz, 0, "session.rate", 0.01);
#undef SESSION
  d = hour, d.minutes = NAN;
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  d = hour, d.start_s = NAN;
  assert_true(kn_sim_session(s, &d) != KN_OK);
  kn_course_def c = kn_default_course(KN_RELAXATION);
  c.sessions = -1;
  assert_int_equal(kn_sim_course(s, &c), KN_OUT_OF_RANGE);
  c.sessions = 5, c.per_week = 100;
  assert_int_equal(kn_sim_course(s, &c), KN_OUT_OF_RANGE);
  assert_true(kn_sim_error(s)->nearest == 14);
  assert_int_equal(kn_sim_bout(s, KN_LOW_BACK, 0, 6), KN_OUT_OF_RANGE);
  assert_true(kn_sim_error(s)->nearest == 5);
  // Nothing of all that is in her calendar
  kn_sim *t = twin();
  ok(kn_sim_advance(s, D), kn_sim_error(s));
  ok(kn_sim_advance(t, D), kn_sim_error(t));
  assert_true(kn_sim_hash(s) == kn_sim_hash(t));
  kn_sim_destroy(s);
  kn_sim_destroy(t);

  kn_model_def md = kn_default_model();
  kn_setting set = {"nerve.c_X", 100};
  md.settings = &set;
  md.setting_count = 1;
  kn_model *m;
  assert_int_equal(kn_model_load(ctx, &md, &m), KN_OUT_OF_RANGE);
  complains(kn_ctx_error(ctx), KN_OUT_OF_RANGE, "nerve.c_X");
  assert_null(m);
  set.value = kn_ctx_error(ctx)->nearest; // and the nearest value works
  ok(kn_model_load(ctx, &md, &m), kn_ctx_error(ctx));
}

// ---- the calendar --------------------------------------------------------------------------------------------------
static void sessions_that_overlap_are_refused_and_a_course_is_all_or_nothing(void **state) {
  (void)state;
  kn_sim *s = twin(), *t = twin();
  kn_session_def d = kn_default_session(KN_RELAXATION);
  d.start_s = D;
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  ok(kn_sim_session(t, &d), kn_sim_error(t));
  d.start_s = D + 30 * MIN;
  assert_int_equal(kn_sim_session(s, &d), KN_OVERLAP);
  assert_true(kn_sim_error(s)->nearest == D + 60 * MIN);
  d.start_s = D - 30 * MIN;
  assert_int_equal(kn_sim_session(s, &d), KN_OVERLAP);
  d.start_s = D + 10 * MIN, d.minutes = 10; // inside
  assert_int_equal(kn_sim_session(s, &d), KN_OVERLAP);
  d.start_s = D - 10 * MIN, d.minutes = 240; // around
  assert_int_equal(kn_sim_session(s, &d), KN_OVERLAP);
  // A course whose third session falls on the one that is there
  kn_course_def c = kn_default_course(KN_DEEP);
  const double starts[] = {D - 20 * H, D - 10 * H, D + 59 * MIN, 2 * D};
  c.start_s = starts;
  c.sessions = 4;
  assert_int_equal(kn_sim_course(s, &c), KN_OVERLAP);
  ok(kn_sim_advance(s, 3 * D), kn_sim_error(s));
  ok(kn_sim_advance(t, 3 * D), kn_sim_error(t));
  assert_true(kn_sim_hash(s) == kn_sim_hash(t)); // nothing of it was left behind
  d.start_s = 2 * D, d.minutes = 60;
  assert_int_equal(kn_sim_session(s, &d), KN_OVERLAP); // the past
  assert_true(kn_sim_error(s)->nearest == 3 * D);
  assert_int_equal(kn_sim_bout(s, KN_LOW_BACK, D, 1), KN_OVERLAP);
  assert_int_equal(kn_sim_advance(s, D), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_advance(s, NAN), KN_BAD_ARGUMENT);
  assert_true(kn_sim_time(s) == 3 * D);
  // One that begins as the other ends is no overlap, and a bout may be during a session
  d.start_s = 4 * D;
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  d.start_s = 4 * D + 60 * MIN;
  ok(kn_sim_session(s, &d), kn_sim_error(s));
  ok(kn_sim_bout(s, KN_LOW_BACK, 4 * D + 30 * MIN, 1), kn_sim_error(s));
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}
static void a_course_keeps_its_hour_and_its_number_a_week(void **state) {
  (void)state;
  // The same as its sessions one by one: days are rounded so that the hour stays
  kn_sim *s = twin(), *t = twin();
  kn_course_def c = kn_default_course(KN_LIGHT_TOUCH);
  c.session.start_s = 2 * H;
  c.session.minutes = 20;
  c.sessions = 4;
  c.per_week = 3;
  ok(kn_sim_course(s, &c), kn_sim_error(s));
  static const int days[] = {0, 2, 5, 7};
  for (int i = 0; i < 4; i++) {
    kn_session_def d = c.session;
    d.start_s = 2 * H + days[i] * D;
    ok(kn_sim_session(t, &d), kn_sim_error(t));
  }
  ok(kn_sim_advance(s, 8 * D), kn_sim_error(s));
  ok(kn_sim_advance(t, 8 * D), kn_sim_error(t));
  assert_true(kn_sim_hash(s) == kn_sim_hash(t));
  c.sessions = 0; // none is a course too
  ok(kn_sim_course(s, &c), kn_sim_error(s));
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}

// ---- beginnings ----------------------------------------------------------------------------------------------------
static void she_shows_the_scores_that_were_stated(void **state) {
  (void)state;
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  who.pain[0] = 6.2;
  who.perceived_stress = 17;
  who.trait_anxiety = 43;
  who.depression = 7.5;
  who.sleep_quality = 8;
  who.heart_rate_bpm = 66;
  who.systolic_mmHg = 131;
  kn_sim *s;
  ok(kn_sim_create(ctx, model, &who, 3, &s), kn_ctx_error(ctx));
  assert_true(kn_sim_time(s) == 0);
  static const struct {
    int outcome;
    double stated;
  } rows[] = {{KN_PAIN, 6.2},        {KN_PERCEIVED_STRESS, 17}, {KN_TRAIT_ANXIETY, 43}, {KN_DEPRESSION, 7.5},
              {KN_SLEEP_QUALITY, 8}, {KN_HEART_RATE, 66},       {KN_SYSTOLIC, 131}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    double v = get(s, rows[i].outcome);
    if (fabs(v - rows[i].stated) > 1e-3)
      fail_msg("%s is %g, stated %g", kn_outcome_at(rows[i].outcome)->key, v, rows[i].stated);
  }
  // and again a day later, at the same hour: that is what settled means
  ok(kn_sim_advance(s, D), kn_sim_error(s));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    double v = get(s, rows[i].outcome);
    if (fabs(v - rows[i].stated) > 5e-3)
      fail_msg("%s is %g a day later, stated %g", kn_outcome_at(rows[i].outcome)->key, v, rows[i].stated);
  }
  kn_sim_destroy(s);
}
static void a_score_that_nobody_shows_is_named_with_the_nearest(void **state) {
  (void)state;
  kn_person_def who = kn_default_person(KN_HEALTHY);
  who.pain[0] = 0.0; // even a healthy day has a little
  kn_sim *s = healthy;
  kn_status st = kn_sim_create(ctx, model, &who, 1, &s);
  const kn_error e = *kn_ctx_error(ctx);
  print_message("%s: %s (%.4f)\n", e.where, e.what, e.nearest);
  assert_int_equal(st, KN_UNREACHABLE);
  assert_null(s);
  complains(&e, KN_UNREACHABLE, "person.pain");
  assert_true(e.nearest > 0 && e.nearest < 0.5);
  // The nearest value works ...
  who.pain[0] = e.nearest;
  ok(kn_sim_create(ctx, model, &who, 1, &s), kn_ctx_error(ctx));
  assert_true(fabs(get(s, KN_PAIN) - e.nearest) < 1e-3);
  kn_sim_destroy(s);
  // ... and is the nearest: one that is nearer does not
  who.pain[0] = e.nearest - 0.005;
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, &s), KN_UNREACHABLE);
}
// 3 * 0.1 days is not 0.3 days in binary: two edges a rounding apart are one, not an interval too short to integrate
static void edges_that_differ_by_a_rounding_are_one(void **state) {
  (void)state;
  kn_sim *s = twin();
  kn_session_def hour = kn_default_session(KN_EFFLEURAGE);
  hour.start_s = 0.1 * 3 * D;
  assert_true(hour.start_s != 0.3 * D);
  ok(kn_sim_session(s, &hour), kn_sim_error(s));
  ok(kn_sim_advance(s, 0.3 * D), kn_sim_error(s));
  ok(kn_sim_advance(s, D), kn_sim_error(s));
  ok(kn_sim_advance(s, nextafter(D, INFINITY)), kn_sim_error(s));
  assert_int_equal(kn_sim_error(s)->status, KN_OK);
  kn_sim_destroy(s);
}
static void times_and_sizes_without_end_are_refused_at_once(void **state) {
  (void)state;
  kn_sim *s = twin();
  assert_int_equal(kn_sim_advance(s, INFINITY), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sim_advance(s, NAN), KN_BAD_ARGUMENT);
  kn_session_def late = kn_default_session(KN_REST);
  late.start_s = INFINITY;
  assert_int_equal(kn_sim_session(s, &late), KN_BAD_ARGUMENT);
  kn_course_def none = kn_default_course(999);
  none.sessions = 0;
  assert_int_equal(kn_sim_course(s, &none), KN_UNKNOWN_NAME);
  kn_sim_destroy(s);
  kn_compare_def d = kn_default_compare();
  kn_comparison *c;
  d.arm_count = d.visit_count = 1;
  d.arm[0] = kn_default_course(KN_REST);
  d.visit[0].at_s = INFINITY;
  assert_int_equal(kn_compare(ctx, model, &d, &c), KN_OUT_OF_RANGE);
  d.visit[0].at_s = D;
  d.series_s = 1e-5;
  assert_int_equal(kn_compare(ctx, model, &d, &c), KN_OUT_OF_RANGE);
  d.series_s = 0;
  d.arm[0] = kn_default_course(999);
  assert_int_equal(kn_compare(ctx, model, &d, &c), KN_BAD_DEFINITION);
  kn_model_def m = kn_default_model();
  kn_model *out;
  m.link_off_count = 1;
  assert_int_equal(kn_model_load(ctx, &m, &out), KN_BAD_ARGUMENT);
}
static void the_cache_gives_the_same_life_as_settling(void **state) {
  (void)state;
  kn_person_def who = kn_default_person(KN_HEALTHY);
  int hits = common.hits;
  kn_sim *s, *t = twin();
  ok(kn_sim_create(ctx, model, &who, 1, &s), kn_ctx_error(ctx));
  assert_int_equal(common.hits, hits + 1);
  assert_true(kn_sim_hash(s) == kn_sim_hash(t));
  ok(kn_sim_advance(s, 2 * D), kn_sim_error(s));
  ok(kn_sim_advance(t, 2 * D), kn_sim_error(t));
  assert_true(kn_sim_hash(s) == kn_sim_hash(t));
  // Who sleeps at other hours is somebody else; the typical person from whom she is sought is the same
  who.wake_h = 8;
  hits = common.hits;
  kn_sim *u;
  ok(kn_sim_create(ctx, model, &who, 1, &u), kn_ctx_error(ctx));
  assert_int_equal(common.hits, hits + 1);
  // and so is who has of her own what others share: she is sought from another typical person, with other last digits
  kn_setting gain = {"chain.g_pm", 0.45};
  kn_model_def d = kn_default_model();
  kn_model *of_all, *of_hers;
  kn_sim *all, *hers;
  d.settings = &gain, d.setting_count = 1;
  ok(kn_model_load(ctx, &d, &of_all), kn_ctx_error(ctx));
  d = kn_default_model();
  d.own = &gain, d.own_count = 1;
  ok(kn_model_load(ctx, &d, &of_hers), kn_ctx_error(ctx));
  who = kn_default_person(KN_HEALTHY);
  ok(kn_sim_create(ctx, of_all, &who, 1, &all), kn_ctx_error(ctx));
  hits = common.hits;
  ok(kn_sim_create(ctx, of_hers, &who, 1, &hers), kn_ctx_error(ctx));
  assert_int_equal(common.hits, hits + 1);
  kn_sim_destroy(all);
  kn_sim_destroy(hers);
  kn_sim_destroy(s);
  kn_sim_destroy(t);
  kn_sim_destroy(u);
}

// ---- lives side by side --------------------------------------------------------------------------------------------
static void two_sims_do_not_affect_each_other(void **state) {
  (void)state;
  kn_session_def d = kn_default_session(KN_RELAXATION);
  d.start_s = 3 * H;
  kn_sim *alone[2], *together[2];
  for (int i = 0; i < 2; i++) {
    alone[i] = twin();
    together[i] = twin();
  }
  for (int h = 0; h < 2; h++) { // one after the other
    kn_session_def x = d;
    x.technique = h ? KN_DEEP : KN_RELAXATION;
    ok(kn_sim_session(alone[h], &x), kn_sim_error(alone[h]));
    for (int i = 1; i <= 10; i++) ok(kn_sim_advance(alone[h], i * H), kn_sim_error(alone[h]));
  }
  for (int h = 0; h < 2; h++) {
    kn_session_def x = d;
    x.technique = h ? KN_DEEP : KN_RELAXATION;
    ok(kn_sim_session(together[h], &x), kn_sim_error(together[h]));
  }
  for (int i = 1; i <= 10; i++) // in turns, with refusals on the way
    for (int h = 0; h < 2; h++) {
      ok(kn_sim_advance(together[h], i * H), kn_sim_error(together[h]));
      assert_int_equal(kn_sim_advance(together[h], 0), KN_BAD_ARGUMENT);
    }
  for (int h = 0; h < 2; h++) {
    assert_true(kn_sim_hash(alone[h]) == kn_sim_hash(together[h]));
    kn_work a = kn_sim_work(alone[h]), b = kn_sim_work(together[h]);
    assert_true(a.steps == b.steps && a.rates == b.rates);
  }
  assert_true(kn_sim_hash(alone[0]) != kn_sim_hash(alone[1]));
  // Readings have an error of their own, the same at the same minute, and stay on the scale
  double v, w;
  assert_int_equal(kn_sim_measure(alone[0], KN_PAIN, &v), KN_OK);
  assert_int_equal(kn_sim_measure(alone[0], KN_PAIN, &w), KN_OK);
  assert_true(v == w && v >= 0 && v <= 10);
  for (int h = 0; h < 2; h++) {
    kn_sim_destroy(alone[h]);
    kn_sim_destroy(together[h]);
  }
}

// ---- memory --------------------------------------------------------------------------------------------------------
static kn_status whole_life(const kn_ctx_def *def, kn_ctx **c) {
  kn_model *m;
  kn_sim *s, *t;
  kn_person_def who = kn_default_person(KN_HEALTHY);
  kn_session_def d = kn_default_session(KN_RELAXATION);
  kn_course_def course = kn_default_course(KN_LIGHT_TOUCH);
  kn_status st = kn_open(def, c);
  if (st == KN_OK) st = kn_model_load(*c, NULL, &m);
  if (st == KN_OK) st = kn_sim_create(*c, m, &who, 1, &s);
  if (st == KN_OK) st = kn_sim_session(s, &d);
  if (st == KN_OK) st = kn_sim_bout(s, KN_LOW_BACK, D, 1);
  if (st == KN_OK) st = kn_sim_twin(s, &t);
  course.session.start_s = 2 * D;
  course.sessions = 40; // more than the first room holds
  course.per_week = 7;
  if (st == KN_OK) {
    st = kn_sim_course(t, &course);
    if (st != KN_OK) { // all of it or nothing
      kn_status again = kn_sim_course(t, &course);
      assert_int_equal(again, KN_OK);
    }
  }
  if (st == KN_OK) st = kn_sim_advance(t, 2 * H);
  return st;
}
static void all_memory_goes_back_and_any_shortage_is_only_a_status(void **state) {
  (void)state;
  int n = 1;
  for (;; n++) {
    shelf s = {.fail_at = n};
    kn_ctx_def def = counted(&s);
    kn_ctx *c = NULL;
    kn_status st = whole_life(&def, &c);
    if (st != KN_OK) assert_int_equal(st, KN_NO_MEMORY);
    if (c && st != KN_OK) assert_true(s.taken >= n);
    kn_close(c);
    assert_int_equal(s.living, 0);
    if (st == KN_OK && s.taken < n) break;
    assert_true(st != KN_OK);
    assert_true(n < 200);
  }
  print_message("%d allocations, each refused once\n", n - 1);
  assert_true(n > 6);
}
static void what_is_destroyed_early_is_not_released_twice(void **state) {
  (void)state;
  shelf s = {0};
  kn_ctx_def def = counted(&s);
  kn_ctx *c;
  assert_int_equal(kn_open(&def, &c), KN_OK);
  kn_model *m;
  ok(kn_model_load(c, NULL, &m), kn_ctx_error(c));
  kn_compare_def x = kn_default_compare();
  x.arm_count = 2;
  x.arm[0] = kn_default_course(KN_RELAXATION);
  x.arm[1] = kn_default_course(KN_NOTHING);
  x.visit_count = 2;
  x.visit[1].at_s = 2 * H;
  x.series_s = H;
  kn_comparison *r, *q;
  ok(kn_compare(c, m, &x, &r), kn_ctx_error(c));
  long before = s.living;
  ok(kn_compare(c, m, &x, &q), kn_ctx_error(c));
  assert_true(kn_comparison_hash(r) == kn_comparison_hash(q));
  assert_true(isnan(kn_comparison_value(r, 2, 0, KN_PAIN)) && isnan(kn_comparison_value(r, 0, 2, KN_PAIN)) &&
              isnan(kn_comparison_reading(r, -1, 0, KN_PAIN)));
  assert_true(kn_comparison_value(r, 0, 0, KN_PAIN) == kn_comparison_value(r, 1, 0, KN_PAIN));
  assert_true(kn_comparison_value(r, 0, 1, KN_STATE_ANXIETY) < kn_comparison_value(r, 1, 1, KN_STATE_ANXIETY));
  const double *series;
  assert_int_equal(kn_comparison_series(r, 0, KN_PAIN, &series), 3);
  assert_true(series[2] == kn_comparison_value(r, 0, 1, KN_PAIN));
  assert_int_equal(kn_comparison_series(r, 7, KN_PAIN, &series), 0);
  kn_comparison_destroy(q);
  assert_int_equal(s.living, before);
  kn_comparison_destroy(NULL);
  kn_close(c);
  assert_int_equal(s.living, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_in_the_order_of_the_tables),
      cmocka_unit_test(tables_end_and_unknown_keys_are_minus_one),
      cmocka_unit_test(a_definition_not_made_by_its_default_is_refused),
      cmocka_unit_test(missing_arguments_are_refused),
      cmocka_unit_test(unknown_names_are_named),
      cmocka_unit_test(values_out_of_range_are_refused_with_the_nearest),
      cmocka_unit_test(sessions_that_overlap_are_refused_and_a_course_is_all_or_nothing),
      cmocka_unit_test(a_course_keeps_its_hour_and_its_number_a_week),
      cmocka_unit_test(she_shows_the_scores_that_were_stated),
      cmocka_unit_test(a_score_that_nobody_shows_is_named_with_the_nearest),
      cmocka_unit_test(edges_that_differ_by_a_rounding_are_one),
      cmocka_unit_test(times_and_sizes_without_end_are_refused_at_once),
      cmocka_unit_test(the_cache_gives_the_same_life_as_settling),
      cmocka_unit_test(two_sims_do_not_affect_each_other),
      cmocka_unit_test(all_memory_goes_back_and_any_shortage_is_only_a_status),
      cmocka_unit_test(what_is_destroyed_early_is_not_released_twice),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
