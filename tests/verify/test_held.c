// One threshold of bruising for a session, which knows how its cycle goes on, and for a plant, which does not [K4] [J1].
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "touch/cycle.h"
#include "touch/plant.h"

static const char *const MODE[] = {"single", "window"};
static kn_touch *made(const kn_touch_def *d) {
  kn_touch *p;
  kn_error e = {0};
  if (kn_touch_create(d, &p, &e)) fail_msg("%s: %s", e.where, e.what);
  return p;
}
static double share(double a, double b) { return fabs(a / b - 1.0); }

// One more step of 10 ms under this force at this place and speed
static kn_touch_out bore(kn_touch *p, double force, double x, double speed) {
  kn_touch_in in = {.force_control = true, .force_N = force, .position_m = {x}, .velocity_m_s = {speed}};
  kn_touch_out o;
  assert_int_equal(kn_touch_step(p, &in, &o), KN_OK);
  return o;
}
static kn_touch_def elbow(kn_touch_mode mode) { // on the low back, stopped by nothing but the tissue
  kn_touch_def d = kn_default_touch();
  d.mode = mode;
  d.tool = (kn_touch_tool){.shape = KN_TOUCH_SPHERE, .radius_mm = 20};
  d.step_s = 0.01, d.force_limit_N = 1000, d.depth_limit_mm = 23, d.pain_threshold_kPa = 5000;
  return d;
}
static double bruises_after(kn_touch *p, double force, double seconds) { // s; of a held force, INFINITY: not so soon
  size_t size = kn_touch_state_size(p);
  char *fresh = malloc(size);
  kn_touch_save(p, fresh);
  double at = INFINITY;
  for (int i = 0; i < (int)(seconds / 0.01) && at == INFINITY; i++)
    if (bore(p, force, 0, 0).stop == KN_STOP_BRUISE) at = 0.01 * (i + 1);
  assert_int_equal(kn_touch_restore(p, fresh, size), KN_OK);
  free(fresh);
  return at;
}
static void a_held_elbow_of_100_N_stops_within_seconds_and_not_at_once(void **state) { // [K4]
  (void)state;
  for (int m = 0; m < 2; m++) {
    kn_touch_def d = elbow((kn_touch_mode)m);
    kn_touch *p = made(&d);
    double after = bruises_after(p, 100, 10);
    print_message("  %s: an elbow held at 100 N stops after %.2f s\n", MODE[m], after);
    assert_true(after > 0.5 && after <= 3);
    assert_true(bruises_after(p, 60, 30) == INFINITY);
    kn_touch_destroy(p);
  }
}
// The session's own holds on a plant, again and again until they repeat themselves: is one of them too much?
static bool stops_in_holds(const kn_touch_def *d, const kn_hand_par *hand, const kn_stroke *stroke) {
  enum { SECONDS = 2400 };
  kn_touch *p = made(d);
  bool stops = false;
  for (int i = 0; i < (int)(SECONDS / d->step_s) && !stops; i++) {
    double cycles = (i + 0.5) * d->step_s * stroke->rate;
    stops = bore(p, kn_motion_at(hand, stroke, cycles - floor(cycles)).normal, 0, 0).stop == KN_STOP_BRUISE;
  }
  kn_touch_destroy(p);
  return stops;
}
static void a_machine_stops_a_hold_where_a_session_bruises(void **state) { // [K4] [J1]
  (void)state;
  static const double MOST = 110, WITHIN = 0.05;
  kn_touch_numbers n;
  kn_touch_numbers_fill(&n);
  kn_touch_def d = elbow(KN_TOUCH_SINGLE);
  kn_stack stack;
  kn_touch_stack_si(&d.stack, &stack);
  kn_touch_place place = {.numbers = &n, .stack = &stack, .length = 0.3, .width = 0.2};
  kn_touch_hand hand = {.aspect = 1, .stroke = {.pattern = KN_HOLD, .rate = 0.25, .on = 0.6}};
  kn_touch_tool_si(&d.tool, &hand.tool);
  kn_cycle_solver *b = malloc(kn_cycle_solver_size());
  assert_int_equal(kn_cycle_begin(b, &place, &hand.tool, MOST, kn_touch_plain_alloc, kn_touch_plain_release, NULL),
                   KN_OK);
  double force[2]; // at which the session has c_p p 5 % below and above its threshold
  for (int side = 0; side < 2; side++) {
    double low = 60, high = MOST;
    for (int i = 0; i < 7; i++) {
      kn_touch_cycle c;
      hand.stroke.force = 0.5 * (low + high);
      assert_true(kn_cycle_solve(b, &hand, &c));
      *(n.tissue.c_p * c.p > n.tissue.p_dam * (1 + (side ? WITHIN : -WITHIN)) ? &high : &low) = hand.stroke.force;
    }
    force[side] = 0.5 * (low + high);
  }
  kn_cycle_end(b);
  free(b);
  print_message("  a session has c_p p within 5 %% of p_dam from %.1f to %.1f N\n", force[0], force[1]);
  for (int m = 0; m < 2; m++) {
    d.mode = (kn_touch_mode)m, d.step_s = 0.05; // as a session cuts its cycle
    for (int side = 0; side < 2; side++) {
      hand.stroke.force = force[side];
      if (stops_in_holds(&d, &n.hand, &hand.stroke) != (side == 1))
        fail_msg("%s mode, %.1f N: %s", MODE[m], force[side], side ? "goes on" : "stops");
    }
  }
}
// What the plant counts as borne, over p_dam, from where it just stops: a stack on which pressure goes with force
static kn_touch_def stiff(kn_touch_mode mode) {
  kn_touch_def d = kn_default_touch();
  d.mode = mode;
  d.step_s = 0.01, d.force_limit_N = 1000, d.pain_threshold_kPa = 5000;
  d.tool.area_cm2 = 12, d.tool.area_exponent = 0, d.tool.aspect = 1, d.tool.friction = 0;
  for (int l = 0; l < d.stack.layer_count; l++) {
    d.stack.layer[l].shear_kPa *= 50;
    memset(d.stack.layer[l].g, 0, sizeof d.stack.layer[l].g);
    d.stack.layer[l].glide_kPa_s_mm = d.stack.layer[l].permeability_m4_Ns = 0;
  }
  return d;
}
static double stops_from(kn_touch *p, double (*load)(double t, double *speed), double seconds) { // N
  size_t size = kn_touch_state_size(p);
  char *fresh = malloc(size);
  kn_touch_save(p, fresh);
  double low = 5, high = 900;
  for (int k = 0; k < 14; k++) {
    double force = 0.5 * (low + high), x = 0;
    bool stops = false;
    for (int i = 0; i < (int)(seconds / 0.01) && !stops; i++) {
      double speed = 0, now = force * load(0.01 * (i + 0.5), &speed);
      x += 0.01 * speed;
      stops = bore(p, now, x, speed).stop == KN_STOP_BRUISE;
    }
    *(stops ? &high : &low) = force;
    assert_int_equal(kn_touch_restore(p, fresh, size), KN_OK);
  }
  free(fresh);
  return high;
}
static const double PI = 3.141592653589793;
static double at_once(double t, double *speed) { return (void)speed, t < 0.01; }
static double held(double t, double *speed) { return (void)t, (void)speed, 1; }
static double pulses(double t, double *speed) { // half sines of 1 s, 1 s apart
  return (void)speed, fmax(sin(PI * t), 0);
}
static double slow_pulse(double t, double *speed) { return (void)speed, t < 6 ? sin(PI * t / 6) : 0; }
static double gliding(double t, double *speed) { return (void)t, *speed = 0.05, 1; }
static void a_pulse_counts_as_a_half_sine_and_a_hold_as_its_plateau(void **state) { // [K4]
  (void)state;
  kn_touch_def d = stiff(KN_TOUCH_SINGLE);
  kn_touch *p = made(&d);
  double once = stops_from(p, at_once, 0.05), hold = stops_from(p, held, 4), row = stops_from(p, pulses, 10),
         slow = stops_from(p, slow_pulse, 6), glide = stops_from(p, gliding, 4);
  print_message("  just stops: at once %.1f N, held %.1f, half sines of 1 s %.1f, one of 6 s %.1f, gliding %.1f\n",
                once, hold, row, slow, glide);
  assert_true(share(hold, once * 2 / PI) < 0.01); // pressure grows a little less than force
  assert_true(share(row, once) < 0.005);          // however many there are
  assert_true(share(glide, once) < 0.005);        // a row of pulses, for the tissue
  // a slow one is half way to a hold: it stops sooner, not later
  assert_true(slow < 0.9 * once && slow > hold);
  // minutes of a light load do not hide a heavy one that follows in the same contact
  kn_touch_out o = {0};
  for (int i = 0; i < 30000; i++) assert_int_equal(bore(p, 0.3 * hold, 0, 0).stop, KN_STOP_NONE);
  int steps = 0;
  while (steps < 1000 && o.stop != KN_STOP_BRUISE) o = bore(p, 1.3 * hold, 0, 0), steps++;
  print_message("  after five minutes at 0.3 of it 1.3 of it stops in %.2f s\n", 0.01 * steps);
  assert_true(steps > 50 && steps < 300);
  // and what was lifted begins anew
  bore(p, 0, 0, 0);
  assert_int_equal(bore(p, 1.3 * hold, 0, 0).stop, KN_STOP_NONE);
  kn_touch_destroy(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_held_elbow_of_100_N_stops_within_seconds_and_not_at_once),
      cmocka_unit_test(a_machine_stops_a_hold_where_a_session_bruises),
      cmocka_unit_test(a_pulse_counts_as_a_half_sine_and_a_hold_as_its_plateau),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
