// What must not happen and how near it is: [K1] pain by pressure, [K2] strain, [K3] pressure in time, [K4] bruising, one set
// of thresholds for repair and for a machine's stop.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "verify/joint_numbers.h"

static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
static const double PPT = 400e3; // nerve.PPT0

// A load of `force` on a contact of `area`, Hertz-like, for a healthy person
static kn_guard_in load(double force, double area, double p_muscle) {
  kn_guard_in u;
  memset(&u, 0, sizeof u);
  u.p_surface = kn_guard_pressure(&G, 1.5 * force / area, area, 0.5);
  u.area = area, u.threshold = PPT, u.p_muscle = u.p_now = p_muscle, u.fragility = 1, u.force = force,
  u.force_limit = 250;
  return u;
}
static kn_guard_margin margin(const kn_guard_in *u, double dwell) {
  kn_guard_state y = {0, 0, 0, dwell};
  return kn_guard_margins(&T, &G, u, &y);
}

static void the_middle_square_centimetre_is_averaged_in_closed_form(void **state) { // [K1]
  (void)state;
  for (double area = 0.3e-4; area < 80e-4; area *= 1.7) {
    double a = sqrt(area / 3.141592653589793), rim = fmin(a, sqrt(1e-4 / 3.141592653589793)), sum = 0;
    for (int i = 0; i < 200000; i++) { // rings; the last one is open where the ellipsoid ends
      double r = (i + 0.5) * rim / 200000;
      sum += sqrt(1 - r * r / (a * a)) * 2 * r * rim / 200000;
    }
    near(kn_guard_pressure(&G, 1, area, 0.5), sum / (rim * rim), 1e-6);
  }
  // a flat load is its own mean, an ellipsoid on 1 cm2 has 2/3 of its peak
  near(kn_guard_pressure(&G, 7e4, 20e-4, 0), 7e4, 1e-6);
  near(kn_guard_pressure(&G, 9e4, 1e-4, 0.5), 6e4, 1e-6);
}

static void a_palm_is_far_from_pain_and_a_thumb_near_it(void **state) { // [K1] the ordering of loads
  (void)state;
  kn_guard_in palm = load(60, 60e-4, 5.4e3), thumb = load(50, 3.5e-4, 5e3), light = load(20, 60e-4, 2e3);
  double p = margin(&palm, 0).pain, t = margin(&thumb, 0).pain, l = margin(&light, 0).pain;
  print_message("pain threshold = 1: light palm %.3f, 60-N palm %.3f, 50-N thumb %.3f\n", l, p, t);
  assert_true(l < p && p < 0.1);
  assert_true(t > 0.5 && t < 1.2);
  assert_true(kn_guard_drive(p) < 0.01 && kn_guard_drive(t) > 0.2);
  near(kn_guard_drive(1), 0.5, 1e-15);
  // someone tender feels the thumb as pain: the threshold of the back in Defrin 2003
  thumb.threshold = 406e3 * pow(0.5, 0.49);
  kn_guard_margin m = margin(&thumb, 0);
  print_message("the same thumb at a threshold of %.0f kPa: %.3f\n", thumb.threshold / 1e3, m.pain);
  assert_true(m.pain > 0.9);
}

static void a_larger_probe_hurts_at_a_lower_pressure(void **state) { // [K1] Defrin 2003
  (void)state;
  // threshold pressures of flat probes for a person of this threshold under 1 cm2
  double one = 406e3 * pow(0.5, 0.49);
#define THRESHOLD(cm2) (one / kn_guard_pain(&G, one, (cm2)*1e-4, one) / 1e3)
  near(THRESHOLD(2), 205, 3);
  near(THRESHOLD(1), one / 1e3, 1e-9);
  near(THRESHOLD(20), THRESHOLD(2), 1e-9); // no more summation than was measured
}

static void bruising_has_one_threshold(void **state) { // [K4] [repair 3]
  (void)state;
  for (double p = 0; p < 90e3; p += 1.7e3) {
    kn_guard_in u = load(40, 20e-4, p);
    near(kn_guard_damage(&T, &G, &u), kn_tissue_bruise(&T, T.c_p * p), 0); // repair reads the same number
    near(margin(&u, 0).bruise, T.c_p * p / T.p_dam, 1e-15);
  }
  kn_guard_in u = load(40, 20e-4, T.p_dam / T.c_p);
  kn_guard_margin m = margin(&u, 0);
  assert_true(kn_guard_flags(&m) & KN_GUARD_BRUISE);
  u.p_muscle *= 0.999, m = margin(&u, 0);
  assert_false(kn_guard_flags(&m) & KN_GUARD_BRUISE);
  // suction, sharp edges and fragile vessels move the load, not the threshold
  u = load(10, 20e-4, 2e3), u.suction = 60e3; // a strong cup
  m = margin(&u, 0);
  assert_true(m.bruise > 1 && kn_guard_damage(&T, &G, &u) > 0);
  u = load(40, 20e-4, 25e3), u.fragility = 2;
  m = margin(&u, 0);
  assert_true(m.bruise > 1 && kn_guard_damage(&T, &G, &u) > kn_tissue_bruise(&T, T.c_p * 25e3));
  u = load(50, 3.5e-4, 5e3), u.gradient = 1.5 * 50 / 3.5e-4 / 10.6e-3; // a thumb's edge
  near(margin(&u, 0).bruise, 1e-3 * u.gradient / T.p_dam, 1e-12);
  assert_true(margin(&u, 0).bruise < 1);
}

static void strain_damages_only_beyond_its_threshold_and_with_time(void **state) { // [K2] Loerakker 2010
  (void)state;
  kn_guard_in u = load(60, 60e-4, 5.4e3);
  u.shear = 0.4; // what a palm does
  kn_guard_state y = {0, 0, 0, 0};
  for (int i = 0; i < 60; i++) kn_guard_step(&T, &G, &u, &y, 60);
  near(y.strain, 0, 0);
  u.shear = 0.85;
  double at[2] = {600, 7200}, D[2];
  for (int i = 0; i < 2; i++) {
    kn_guard_state z = {0, 0, 0, 0};
    kn_guard_step(&T, &G, &u, &z, at[i]);
    D[i] = z.strain;
    near(D[i], 1 - exp(-kn_guard_over(&G, 0.85) * at[i] / G.gam_t), 1e-12);
  }
  assert_true(D[0] > 0 && D[1] > 5 * D[0] && D[1] < 1);
  // two minutes of relief now and then change nothing but the time under load
  kn_guard_state z = {0, 0, 0, 0}, whole = z;
  kn_guard_in rest = u;
  rest.shear = 0, rest.p_muscle = rest.p_now = 0;
  for (int i = 0; i < 12; i++) kn_guard_step(&T, &G, &u, &z, 600), kn_guard_step(&T, &G, &rest, &z, 120);
  kn_guard_step(&T, &G, &u, &whole, 7200);
  near(z.strain, whole.strain, 1e-12);
  assert_true(kn_guard_damage(&T, &G, &u) > kn_tissue_bruise(&T, T.c_p * u.p_muscle)); // repair hears of it
}

static void bearable_pressure_falls_with_dwell(void **state) { // [K3]
  (void)state;
  near(kn_guard_bearable(&G, 0) / 1e3, 32, 0.1); // 23 + 9
  near(kn_guard_bearable(&G, 90 * 60) / 1e3, 9 + 11.5, 1e-9);
  near(kn_guard_bearable(&G, 4 * 3600) / 1e3, 9, 0.01);
  // a stroke's dwell is two decades below what matters; lying on it for two hours is not
  kn_guard_in u = load(60, 60e-4, 15e3);
  kn_guard_state y = {0, 0, 0, 0};
  kn_guard_step(&T, &G, &u, &y, 30);
  assert_true(y.dwell > 29 && y.dwell < 30);
  kn_guard_margin m = kn_guard_margins(&T, &G, &u, &y);
  assert_false(kn_guard_flags(&m) & KN_GUARD_PRESSURE_TIME);
  for (int i = 0; i < 120; i++) kn_guard_step(&T, &G, &u, &y, 60);
  m = kn_guard_margins(&T, &G, &u, &y);
  assert_true(kn_guard_flags(&m) & KN_GUARD_PRESSURE_TIME);
  u.p_now = 0; // an hour free of load
  double before = y.dwell;
  kn_guard_step(&T, &G, &u, &y, 3600);
  near(y.dwell, before * exp(-6), 1e-6);
}

static void flags_say_which_limit_is_reached(void **state) { // [K1] [K2] [K3] [K4]
  (void)state;
  kn_guard_margin none = {0.1, 0.2, 0.3, 0.4, 0.999};
  assert_int_equal(kn_guard_flags(&none), 0);
  for (int i = 0; i < 5; i++) {
    kn_guard_margin m = none;
    kn_f *part[] = {&m.pain, &m.bruise, &m.strain, &m.pressure_time, &m.force};
    *part[i] = 1;
    assert_int_equal(kn_guard_flags(&m), 1 << i);
    *part[i] = NAN; // a machine that lost its reading stops
    assert_int_equal(kn_guard_flags(&m), 1 << i);
  }
  // what the techniques do by ordinary force is free of all
  kn_guard_in palm = load(60, 60e-4, 5.4e3);
  palm.shear = 0.4;
  kn_guard_margin m = margin(&palm, 600);
  assert_int_equal(kn_guard_flags(&m), 0);
  palm.force = 260, m = margin(&palm, 0);
  assert_true(kn_guard_flags(&m) & KN_GUARD_FORCE);
}

static void doses_gather_as_the_drives_say(void **state) { // [K1] [K4]
  (void)state;
  kn_guard_in u = load(70, 3.5e-4, 45e3);
  kn_guard_state y = {0, 0, 0, 0};
  for (int i = 0; i < 200; i++) kn_guard_step(&T, &G, &u, &y, 0.05);
  near(y.pain, 10 * kn_guard_drive(margin(&u, 0).pain), 1e-9);
  near(y.bruise, 10 * kn_tissue_bruise(&T, T.c_p * 45e3), 1e-12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_middle_square_centimetre_is_averaged_in_closed_form),
      cmocka_unit_test(a_palm_is_far_from_pain_and_a_thumb_near_it),
      cmocka_unit_test(a_larger_probe_hurts_at_a_lower_pressure),
      cmocka_unit_test(bruising_has_one_threshold),
      cmocka_unit_test(strain_damages_only_beyond_its_threshold_and_with_time),
      cmocka_unit_test(bearable_pressure_falls_with_dwell),
      cmocka_unit_test(flags_say_which_limit_is_reached),
      cmocka_unit_test(doses_gather_as_the_drives_say),
  };
  return cmocka_run_group_tests(tests, numbers, NULL);
}
