// Blood and warmth under a tool, driven by what the plant gives [F1] [H1].
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "knead/touch.h"
#include <math.h>
#include <string.h>

static const double DT = 0.01;

static kn_vessels *at_the_back(void) {
  kn_touch_def d = kn_default_touch();
  kn_vessels *v = NULL;
  kn_error e = {0};
  if (kn_vessels_create(&d.stack, NULL, NULL, NULL, &v, &e) != KN_OK) fail_msg("%s", e.what);
  return v;
}
static kn_touch_out pressed(double skin_kPa, double muscle_kPa) {
  kn_touch_out t;
  memset(&t, 0, sizeof t);
  t.pressure_kPa[0] = skin_kPa, t.pressure_kPa[2] = muscle_kPa;
  t.mean_kPa = skin_kPa, t.area_cm2 = skin_kPa > 0 ? 60.0 : 0.0;
  return t;
}
static kn_vessels_out for_a_while(kn_vessels *v, double s, const kn_touch_out *t, double speed) {
  kn_vessels_out o = {0};
  for (int i = 0; i < (int)(s / DT); i++) assert_int_equal(kn_vessels_step(v, DT, t, speed, &o), KN_OK);
  return o;
}

static void skin_left_alone_stays_at_rest(void **state) {
  (void)state;
  kn_vessels *v = at_the_back();
  kn_touch_out none = pressed(0, 0);
  kn_vessels_out o = for_a_while(v, 60, &none, 0);
  assert_true(fabs(o.skin_flow - 1) < 1e-6 && fabs(o.muscle_flow - 1) < 1e-6);
  assert_true(fabs(o.skin_oxygen - 1) < 1e-6);
  kn_vessels_out later = for_a_while(v, 600, &none, 0);
  assert_true(fabs(later.skin_degC - o.skin_degC) < 1e-6 && fabs(later.muscle_degC - o.muscle_degC) < 1e-6);
  assert_true(later.skin_degC > 30 && later.skin_degC < 35.5 && later.muscle_degC > later.skin_degC);
  kn_vessels_destroy(v);
}

static void pressed_skin_pales_and_flushes_when_let_go(void **state) { // reactive hyperaemia
  (void)state;
  kn_vessels *v = at_the_back();
  kn_touch_out firm = pressed(25, 15), none = pressed(0, 0);
  kn_vessels_out held = for_a_while(v, 60, &firm, 0);
  assert_true(held.skin_flow < 0.2 && held.skin_oxygen < 0.9);
  kn_vessels_out freed = for_a_while(v, 10, &none, 0);
  assert_true(freed.skin_flow > 1.2 && freed.skin_oxygen > held.skin_oxygen);
  kn_vessels_out rested = for_a_while(v, 1200, &none, 0);
  assert_true(fabs(rested.skin_flow - 1) < 0.1);
  kn_vessels_destroy(v);
}

static void rubbing_warms_the_skin_more_than_a_resting_hand(void **state) {
  (void)state;
  kn_vessels *still = at_the_back(), *rubbed = at_the_back();
  kn_touch_out light = pressed(3, 1.5);
  kn_vessels_out a = for_a_while(still, 300, &light, 0), b = for_a_while(rubbed, 300, &light, 0.3);
  assert_true(b.skin_degC > a.skin_degC + 0.1);
  kn_vessels_destroy(still), kn_vessels_destroy(rubbed);
}

// A stack of one or two layers has its muscle in the last of them
static void muscle_is_pressed_in_thin_stacks_too(void **state) {
  (void)state;
  for (int layers = 1; layers <= 2; layers++) {
    kn_touch_def d = kn_default_touch();
    kn_touch_stack s = d.stack;
    s.layer_count = layers;
    s.layer[layers - 1] = d.stack.layer[d.stack.layer_count - 1];
    kn_vessels *v = NULL;
    kn_error e = {0};
    if (kn_vessels_create(&s, NULL, NULL, NULL, &v, &e) != KN_OK) fail_msg("%s: %s", e.where, e.what);
    kn_touch_out none = pressed(0, 0), firm = pressed(20, 0);
    firm.pressure_kPa[layers - 1] = 20;
    kn_vessels_out rest = for_a_while(v, 10, &none, 0), held = for_a_while(v, 30, &firm, 0);
    assert_true(fabs(rest.muscle_flow - 1) < 1e-6);
    assert_true(held.muscle_flow < rest.muscle_flow - 0.1);
    kn_vessels_destroy(v);
  }
}

// Where the muscle's temperature is read depends on the stack's depth, not on how many layers it is told in
static void one_layer_is_as_deep_as_three_thirds(void **state) {
  (void)state;
  kn_touch_def d = kn_default_touch();
  kn_touch_stack one = d.stack, three = d.stack;
  one.layer_count = 1, one.layer[0] = d.stack.layer[2], one.layer[0].thickness_mm = 30;
  three.layer_count = 3;
  for (int l = 0; l < 3; l++) three.layer[l] = one.layer[0], three.layer[l].thickness_mm = 10;
  kn_vessels_out o[2];
  const kn_touch_stack *stack[2] = {&one, &three};
  kn_touch_out none = pressed(0, 0);
  for (int i = 0; i < 2; i++) {
    kn_vessels *v = NULL;
    kn_error e = {0};
    if (kn_vessels_create(stack[i], NULL, NULL, NULL, &v, &e) != KN_OK) fail_msg("%s: %s", e.where, e.what);
    o[i] = for_a_while(v, 10, &none, 0);
    kn_vessels_destroy(v);
  }
  assert_true(fabs(o[0].muscle_degC - o[1].muscle_degC) < 1e-6 && fabs(o[0].skin_degC - o[1].skin_degC) < 1e-6);
}

static void *no_memory(size_t size, void *user) { return (void)size, (void)user, NULL; }
static void no_release(void *p, void *user) { (void)p, (void)user; }

static void a_refusal_says_why(void **state) {
  (void)state;
  kn_touch_def d = kn_default_touch();
  kn_vessels *v = NULL;
  kn_error e;
  memset(&e, 0, sizeof e);
  assert_int_equal(kn_vessels_create(NULL, NULL, NULL, NULL, &v, &e), KN_BAD_ARGUMENT);
  assert_string_equal(e.where, "stack");
  assert_int_equal(kn_vessels_create(&d.stack, NULL, NULL, NULL, NULL, &e), KN_BAD_ARGUMENT);
  assert_string_equal(e.where, "vessels");
  assert_int_equal(kn_vessels_create(&d.stack, no_memory, NULL, NULL, &v, &e), KN_BAD_ARGUMENT);
  assert_string_equal(e.where, "alloc");
  assert_int_equal(kn_vessels_create(&d.stack, no_memory, no_release, NULL, &v, &e), KN_NO_MEMORY);
  assert_int_equal(e.status, KN_NO_MEMORY);
  assert_true(e.what[0] != 0 && v == NULL);
}

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  kn_vessels *v = at_the_back();
  kn_touch_out none = pressed(0, 0);
  kn_vessels_out o;
  assert_int_equal(kn_vessels_step(v, 0.06, &none, 0, &o), KN_OUT_OF_RANGE);
  assert_int_equal(kn_vessels_step(v, DT, &none, NAN, &o), KN_NOT_FINITE);
  for (int i = 0; i < 5; i++) { // each value that it reads
    kn_touch_out bad = none;
    *(double *[]){&bad.pressure_kPa[0], &bad.pressure_kPa[2], &bad.force_N[0], &bad.area_cm2, &bad.mean_kPa}[i] = NAN;
    assert_int_equal(kn_vessels_step(v, DT, &bad, 0, &o), KN_NOT_FINITE);
  }
  none.pressure_kPa[0] = INFINITY;
  assert_int_equal(kn_vessels_step(v, DT, &none, 0, &o), KN_NOT_FINITE);
  assert_int_equal(kn_vessels_step(NULL, DT, &none, 0, &o), KN_BAD_ARGUMENT);
  kn_vessels_destroy(v), kn_vessels_destroy(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(skin_left_alone_stays_at_rest),
      cmocka_unit_test(pressed_skin_pales_and_flushes_when_let_go),
      cmocka_unit_test(rubbing_warms_the_skin_more_than_a_resting_hand),
      cmocka_unit_test(muscle_is_pressed_in_thin_stacks_too),
      cmocka_unit_test(one_layer_is_as_deep_as_three_thirds),
      cmocka_unit_test(a_refusal_says_why),
      cmocka_unit_test(what_cannot_be_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
