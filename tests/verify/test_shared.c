// Strokes that everybody shares: what is read from the atlas for a body is what is solved in that body's own tissue, and
// nobody's life hangs on who opened the page.
#include "verify/behaviour.h"

typedef struct body {
  const char *who;
  kn_sex sex;
  double age_y, mass_kg, pain;
} body;
static const body bodies[] = {
    {"slight", KN_FEMALE, 30, 57, 4}, {"middling", KN_FEMALE, 47, 72, 6}, {"heavy", KN_MALE, 60, 96, 7}};

static kn_sim *someone(kn_ctx *in, const body *b, double force) {
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  who.sex = b->sex, who.age_y = b->age_y, who.mass_kg = b->mass_kg, who.pain[0] = b->pain;
  kn_sim *s;
  ok(kn_model_load(in, NULL, &model), kn_ctx_error(in));
  ok(kn_sim_create(in, model, &who, 1, &s), kn_ctx_error(in));
  kn_session_def d = kn_default_session(KN_LIGHT_TOUCH);
  d.start_s = H, d.force_N = force;
  ok(kn_sim_session(s, &d), &s->error);
  return s;
}
static kn_ctx *with(kn_atlas *a) {
  kn_ctx_def def = kn_default_ctx();
  kn_ctx *c;
  def.atlas = a;
  assert_int_equal(kn_open(&def, &c), KN_OK);
  return c;
}

// Somebody is stopped while she makes a page: she leaves nothing behind that others would take for an answer.
static bool a_few_times(void *user) { return --*(int *)user > 0; }
static void stopped_while_making(kn_atlas *a) {
  int left;
  kn_ctx_def def = kn_default_ctx();
  kn_ctx *c;
  kn_sim *s;
  def.atlas = a;
  assert_int_equal(kn_open(&def, &c), KN_OK);
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  ok(kn_model_load(c, NULL, &model), kn_ctx_error(c));
  ok(kn_sim_create(c, model, &who, 1, &s), kn_ctx_error(c));
  c->def.keep_going = a_few_times;
  c->def.user = &left;
  left = 4;
  kn_session_def d = kn_default_session(KN_LIGHT_TOUCH);
  d.start_s = H, d.force_N = 4.0;
  assert_int_equal(kn_sim_session(s, &d), KN_CANCELLED);
  kn_close(c);
}

// A palm: pressures within 3 %, flows within 1 %. Small hard tools are further away (LIMITS).
static void what_is_read_for_a_body_is_what_is_solved_in_it(void **state) {
  (void)state;
  kn_atlas *a;
  kn_atlas_def def = kn_default_atlas();
  def.threads = 2;
  assert_int_equal(kn_atlas_create(&def, &a), KN_OK);
  kn_ctx *read = with(a), *own = with(NULL);
  uint64_t hash = 0;
  for (int i = 0; i < 3; i++) {
    double force = i == 2 ? 5.0 : 4.0; // another hand leans harder
    kn_sim *r = someone(read, &bodies[i], force), *o = someone(own, &bodies[i], force);
    kn_stroke_reading x, y;
    assert_true(kn_sim_stroke(r, 0, &x) && kn_sim_stroke(o, 0, &y));
    print_message("%-8s %.0f N: depth %.3f (own %.3f) mm, muscle %.4f (%.4f) kPa, flow %.4f (%.4f), %.4f (%.4f)\n",
                  bodies[i].who, x.force_N, x.depth_mm, y.depth_mm, x.muscle_kPa, y.muscle_kPa, x.skin_flow,
                  y.skin_flow, x.muscle_flow, y.muscle_flow);
    assert_true(fabs(x.force_N / y.force_N - 1) < 1e-3);
    assert_true(fabs(x.depth_mm / y.depth_mm - 1) < 0.03);
    assert_true(fabs(x.surface_kPa / y.surface_kPa - 1) < 0.03);
    assert_true(fabs(x.muscle_kPa / y.muscle_kPa - 1) < 0.03);
    assert_true(fabs(x.skin_flow / y.skin_flow - 1) < 0.01);
    assert_true(fabs(x.muscle_flow / y.muscle_flow - 1) < 0.01);
    ok(kn_sim_advance(r, D), &r->error);
    if (i == 1) hash = kn_sim_hash(r);
  }
  kn_close(read), kn_close(own);
  kn_atlas_destroy(a);
  def.threads = 1; // the same life from an atlas that she opens herself
  assert_int_equal(kn_atlas_create(&def, &a), KN_OK);
  stopped_while_making(a);
  read = with(a);
  kn_sim *alone = someone(read, &bodies[1], 4.0);
  ok(kn_sim_advance(alone, D), &alone->error);
  assert_true(kn_sim_hash(alone) == hash);
  kn_close(read);
  kn_atlas_destroy(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_read_for_a_body_is_what_is_solved_in_it)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
