// Joints, muscle after massage, tendon and pain thresholds against what was measured: joint.def.
// [joint 2] [joint 5] [joint 6] [K1]
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <knead/knead.h>
#include "touch/region.h"
#include "verify/joint_numbers.h"
#define LEDGER "validate/joint.def"
#include "validate/ledger.h"

static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}

// Turned at 5 deg/s to the tolerated angle, held there: share of the torque that is lost
static double relaxed(const kn_joint *j, double after) {
  kn_prony l = kn_prony_unit(&K);
  kn_prony_state y = kn_prony_begin(1.0);
  double end = kn_joint_range(&K, j, 1, j->tol), th = kn_joint_angle(j, 0), dt = 0.01, top = 0, t = 0;
  while (th < end) {
    th = fmin(th + K.v_test * dt, end);
    top = kn_joint_step(&K, j, &l, &y, 1, th, 0, dt);
  }
  for (double now = 0; now < after - 1e-9; now += dt) t = kn_joint_step(&K, j, &l, &y, 1, th, 0, dt);
  return 100 * (1 - t / top);
}
// Held at a constant torque for 30 s, four times, 20 s apart; angle at 0, 5 ... 30 s
static void stretched_four_times(const kn_joint *j, double angle[4][7]) {
  kn_prony l = kn_prony_unit(&K);
  kn_prony_creep r = kn_prony_retard(&l);
  kn_prony_state z = kn_prony_begin(1.0);
  for (int s = 0; s < 4; s++) {
    double e = kn_prony_creep_step(&r, &z, j->tol, 8); // raised in about 8 s
    for (int i = 0; i < 7; i++) {
      if (i) e = kn_prony_creep_step(&r, &z, j->tol, 5);
      angle[s][i] = kn_joint_angle(j, e) / DEG;
    }
    kn_prony_creep_step(&r, &z, 0, 1);
    kn_prony_creep_step(&r, &z, 0, 19);
  }
}
static void a_held_stretch_relaxes_and_creeps_as_published(void **state) { // [joint 2]
  (void)state;
  kn_joint calf = kn_joint_ankle(&K), hamstrings = kn_joint_knee(&K);
  here[HOLD_HAM] = relaxed(&hamstrings, 30);
  here[HOLD_CALF] = relaxed(&calf, 30);
  // "the decline was significant up to 45 s" of 90: the second half of the hold loses little
  double a45 = relaxed(&hamstrings, 45), a90 = relaxed(&hamstrings, 90);
  here[HOLD_45] = 100 * a45 / a90;
  double a[4][7];
  stretched_four_times(&calf, a);
  for (int s = 0; s < 4; s++) print_message("stretch %d: %.2f deg, after 30 s %.2f\n", s + 1, a[s][0], a[s][6]);
  double by15 = 100 * (a[0][3] - a[0][0]) / (a[0][6] - a[0][0]), by20 = 100 * (a[0][4] - a[0][0]) / (a[0][6] - a[0][0]);
  here[CREEP_15] = by15;
  here[CREEP_20] = by20;
  double d2 = a[1][0] - a[0][0], d3 = a[2][0] - a[1][0], d4 = a[3][0] - a[2][0];
  assert_true(d2 > 0 && d3 > 0 && d4 > 0);
  here[PLATEAU] = d4 / d2;
  assert_true(d3 < 0.5 * d2);
}

// Four stretches of 30 s, 20 s apart, at the tolerated torque: what the session's one state keeps of it
static void what_stretches_left_is_gone_in_minutes(void **state) { // [joint 2]
  (void)state;
  kn_joint calf = kn_joint_ankle(&K);
  kn_joint_hold held = kn_joint_held(&K, 1, 1, 1), free = kn_joint_held(&K, 1, 1, 0);
  double left[2], m = kn_joint_range(&K, &calf, 1, calf.tol);
  for (int i = 0; i < 2; i++) { // 2 and 8 min of stretching
    double x = 0;
    for (int n = 0; n < (i ? 16 : 4); n++) {
      if (n) x = kn_march(x, kn_joint_creep_rate(&K, &free, 1), 20);
      x = kn_march(x, kn_joint_creep_rate(&K, &held, 1), 30);
    }
    double later = kn_march(x, kn_joint_creep_rate(&K, &free, 1), i ? 1200 : 600);
    left[i] = 100 * (kn_joint_range_crept(&K, &calf, 1, calf.tol, later) - m) /
              (kn_joint_range_crept(&K, &calf, 1, calf.tol, x) - m);
  }
  here[BACK_10] = left[0];
  here[BACK_20] = left[1];
}

static double tolerance_after(double y, double drive, double seconds) {
  return kn_march(y, kn_joint_tolerance_rate(&K, drive), seconds);
}
static void rolling_the_calf_gains_range_by_tolerance(void **state) { // [joint 6]
  (void)state;
  kn_joint calf = kn_joint_ankle(&K);
  double drive = kn_joint_drive(&K, 60e3, 1, 0, calf.tol, 0), y = tolerance_after(0, drive, 180);
  double before = kn_joint_range(&K, &calf, 1, calf.tol), tol = kn_joint_tolerance(&calf, 1, y);
  double after = kn_joint_range(&K, &calf, 1, tol);
  here[ROLL_TORQUE] = 100 * (tol / calf.tol - 1);
  here[ROLL_60] = 100 * (after / before - 1);
  near(100 * (after / before - 1), 35.9, 1.0); // no stiffness changed
  // decay over 10 to 30 min
  double y30 = tolerance_after(y, 0, 1800), left = kn_joint_range(&K, &calf, 1, kn_joint_tolerance(&calf, 1, y30));
  here[ROLL_LEFT] = 100 * (left - before) / (after - before);
  // other laboratories find far less; their test bears weight. The tables follow Nakamura.
  double y90 = tolerance_after(0, drive, 90), y60 = tolerance_after(0, drive, 60);
#define ROLLED(y) (100 * (kn_joint_range(&K, &calf, 1, kn_joint_tolerance(&calf, 1, y)) / before - 1))
  here[ROLL_30] = ROLLED(y90);
  here[ROLL_20] = ROLLED(y60);
  double y10 = tolerance_after(y, 0, 600);
  assert_true(y10 < y && y10 > 0.4 * y);
  // one change of state: nothing by light touch that does not reach the muscle's end of range
  assert_true(tolerance_after(0, kn_joint_drive(&K, 0, 1, 0, calf.tol, 0), 600) <= 0);
}

static void stretching_gains_range_by_tolerance_and_by_softer_muscle(void **state) { // [joint 6]
  (void)state;
  kn_joint calf = kn_joint_ankle(&K), ham = kn_joint_knee(&K);
  double r0 = kn_joint_range(&K, &calf, 1, calf.tol), h0 = kn_joint_range(&K, &ham, 1, ham.tol);
#define GAIN(j, r, m, t) (100 * (kn_joint_range(&K, &(j), m, (j).tol * (t)) / (r)-1))
  // given the published change of stiffness and of the torque borne: the range
  here[STRETCH_120] = GAIN(calf, r0, kn_joint_stiffness(&K, 1 - 0.388), 1.229);
  here[STRETCH_50] = GAIN(calf, r0, kn_joint_stiffness(&K, 1 - 0.222), 1.069);
  here[HAM_100] = GAIN(ham, h0, 0.93, 1.09);
  here[HAM_110] = GAIN(ham, h0, 0.91, 1.15);
  here[HAM_120] = GAIN(ham, h0, 0.83, 1.15);
  // the same stretches with nothing given: what is tolerated and what creeps come from here
  static const struct {
    int row;
    double share, seconds;
  } own[] = {{OWN_120, 1.2, 100}, {OWN_50, 0.5, 240}};
  for (int i = 0; i < 2; i++) {
    double held = own[i].share * calf.tol,
           rise = tolerance_after(0, kn_joint_drive(&K, 0, 0, held, calf.tol, 1), own[i].seconds);
    kn_joint_hold hold = kn_joint_held(&K, held, calf.tol, 1);
    double crept = kn_march(0, kn_joint_creep_rate(&K, &hold, 1), own[i].seconds);
    here[own[i].row] = 100 * (kn_joint_range_crept(&K, &calf, 1, kn_joint_tolerance(&calf, 1, rise), crept) / r0 - 1);
    print_message("calf at %.0f %%: tolerated +%.0f %%, crept %.2f\n", 100 * own[i].share, 100 * rise, crept);
  }
  // and the model's own stretch raises the tolerance
  double u = kn_joint_drive(&K, 0, 0, calf.tol, calf.tol, 1), y = tolerance_after(0, u, 120);
  assert_true(y > 0.1 && y < K.tol_max);
}

static void massage_of_the_calf_gains_range(void **state) { // [joint 6]
  (void)state;
  kn_joint calf = kn_joint_ankle(&K);
  double r0 = kn_joint_range(&K, &calf, 1, calf.tol);
  // ten minutes of firm strokes, half of the time here; the muscle softens as after Eriksson Crommert's massage
  double y = tolerance_after(0, kn_joint_drive(&K, 10e3, 0.5, 0, calf.tol, 0), 600);
  double m = kn_joint_stiffness(&K, 1 - 0.052);
  here[MASSAGE_10] = (kn_joint_range(&K, &calf, m, kn_joint_tolerance(&calf, 1, y)) - r0) / DEG;
}

// Seven minutes of petrissage on a healthy calf, in the whole chain, beside the same calf at rest
static void massage_softens_for_minutes(void **state) { // [nerve 35] [nerve 36]
  (void)state;
  kn_ctx *ctx;
  kn_model *model;
  kn_sim *s, *rest;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  assert_int_equal(kn_model_load(ctx, NULL, &model), KN_OK);
  kn_person_def who = kn_default_person(KN_HEALTHY);
  who.region_count = 1, who.region[0] = KN_CALF;
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, &s), KN_OK);
  kn_session_def d = kn_default_session(KN_PETRISSAGE);
  d.minutes = 7, d.share = 1, d.start_s = 600;
  assert_int_equal(kn_sim_twin(s, &rest), KN_OK);
  assert_int_equal(kn_sim_session(s, &d), KN_OK);
  d.technique = KN_REST;
  assert_int_equal(kn_sim_session(rest, &d), KN_OK);
  double change[3], at[3] = {600 + 420 + 30, 600 + 420 + 210, 600 + 420 + 1800}; // the probe is put on; 3 min more; 30
  for (int i = 0; i < 3; i++) {
    double with, without;
    assert_int_equal(kn_sim_advance(s, at[i]), KN_OK);
    assert_int_equal(kn_sim_advance(rest, at[i]), KN_OK);
    kn_sim_get(s, KN_STIFFNESS, &with), kn_sim_get(rest, KN_STIFFNESS, &without);
    change[i] = 100 * (with / without - 1);
  }
  // intervals: mean +- 2 standard errors, 8.8 % over 18 people
  here[SOFT_NOW] = change[0];
  here[SOFT_3] = change[1];
  assert_true(fabs(change[1]) < 0.5 * fabs(change[0]) && fabs(change[2]) < fabs(change[1]));
  kn_close(ctx);
}

static kn_tendon_line achilles(void) {
  kn_tendon_line line;
  assert_true(kn_region_tendon_line(KN_CALF, &line));
  return line;
}
static void the_achilles_tendon_is_as_stiff_as_measured(void **state) { // [joint 5]
  (void)state;
  double x = 8e-3, h = 1e-7;
  kn_tendon_line line = achilles();
  double slope = (kn_tendon_force(&K, &line, x + h) - kn_tendon_force(&K, &line, x - h)) / (2 * h);
  here[ACHILLES_FAST] = here[ACHILLES_SLOW] = here[ACHILLES_OTHER] = slope / 1e3;
  // stretched from slack to the end of range: how much of the whole lengthening is tendon
  kn_joint calf = kn_joint_ankle(&K);
  double whole = line.lever * (kn_joint_range(&K, &calf, 1, calf.tol) - kn_joint_angle(&calf, 0));
  here[TENDON_STRAIN] = 100 * kn_tendon_stretched(&K, &line, calf.tol);
  here[TENDON_SHARE] = here[TENDON_STRAIN] * line.length / whole;
}

static void pain_thresholds_fall_with_the_area_of_the_probe(void **state) { // [K1]
  (void)state;
  double one = 406e3 * pow(0.5, 0.49); // of a person whose threshold under 0.5 cm2 is 406 kPa
  here[PPT_HALF] = one / kn_guard_pain(&G, one, 0.5e-4, one) / 1e3;
  here[PPT_2] = one / kn_guard_pain(&G, one, 2e-4, one) / 1e3;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_held_stretch_relaxes_and_creeps_as_published),
      cmocka_unit_test(what_stretches_left_is_gone_in_minutes),
      cmocka_unit_test(rolling_the_calf_gains_range_by_tolerance),
      cmocka_unit_test(stretching_gains_range_by_tolerance_and_by_softer_muscle),
      cmocka_unit_test(massage_of_the_calf_gains_range),
      cmocka_unit_test(massage_softens_for_minutes),
      cmocka_unit_test(the_achilles_tendon_is_as_stiff_as_measured),
      cmocka_unit_test(pain_thresholds_fall_with_the_area_of_the_probe),
      cmocka_unit_test(the_published_figures_stand_beside_ours),
  };
  return cmocka_run_group_tests(tests, numbers, NULL);
}
