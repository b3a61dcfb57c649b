// The hand: contact [A1] [A2] [A3] [A4] [A5] [J1], Hertz (A-V2), and how a stroke moves.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "hand/motion.h"
#include "lane/unit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "verify/hand_numbers.h"

static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}
static const double PI = 3.141592653589793;
static double deg(double x) { return x * PI / 180; }

// ---- contact ---------------------------------------------------------------------------------------------------------
static void force_spreads_over_the_patch(void **state) { // [A1] [A2] [A5] [J1]
  kn_hand_par k = hand_numbers();
  kn_hand_stroke s = {1, 40, 60e-4, 40, 0.4, 0.08};
  kn_hand_contact c = kn_hand_touch(&k, &s);
  (void)state;
  near(c.area, 60e-4, 1e-12); // at the reference force, the reference area
  near(c.mean * c.area, 40, 1e-9);
  near(c.peak / c.mean, 1.5, 1e-12);
  // the ellipsoid p0 sqrt(1 - r^2) carries the force: integral 2/3 p0 pi a^2
  near(2.0 / 3.0 * c.peak * PI * c.radius * c.radius, 40, 1e-9);
  near(c.heat, 0.5 * 0.15 * c.mean * 0.08, 1e-9); // [A5]
  s.force = 80;
  near(kn_hand_touch(&k, &s).area / c.area, pow(2, 0.4), 1e-12);
}

static void a_tool_that_is_pushed_twice_as_hard_grows_by_its_own_power(void **state) { // [A1] [A2]
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_hand_tool t = {28e-4, 40, 2.0 / 3.0, 1.8, 2, 1};
  kn_hand_patch one = kn_hand_press(&k, &t, 40), two = kn_hand_press(&k, &t, 80);
  near(two.area / one.area, pow(2, 2.0 / 3.0), 1e-12);
  near(one.a / one.b, 1.8, 1e-12);
  near(PI * one.a * one.b, 28e-4, 1e-9); // pi a b = A0 (F/F0)^m
  near(one.peak, 2 * 40 / 28e-4, 1e-6);  // p0 = (n + 1) F/(pi a b)
  t.squareness = 5;
  one = kn_hand_press(&k, &t, 40); // squarer: smaller semi-axes hold the same area
  near(4 * pow(tgamma(1.2), 2) / tgamma(1.4) * one.a * one.b, 28e-4, 1e-10);
  near(kn_hand_fullness(&k, 2), PI, 1e-8);
  near(kn_hand_fullness(&k, 4), 4 * pow(tgamma(1.25), 2) / tgamma(1.5), 1e-8);
}

static void a_rigid_sphere_sinks_as_hertz_says(void **state) { // [A3], A-V2
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_hertz_contact c = kn_hertz(&k, 0.020, kn_hertz_modulus(30e3, 0.5), 5);
  near(c.radius * 1e3, 12.331, 5e-4);
  near(c.depth * 1e3, 7.603, 5e-4);
  near(c.peak * 1e-3, 15.700, 5e-4);
  near(2.0 / 3.0 * c.peak * PI * c.radius * c.radius, 5, 1e-12);
  near(kn_hertz(&k, 0.020, 40e3, 10).radius / c.radius, pow(2, 1.0 / 3.0), 1e-12); // area grows with F^(2/3)
}

static void friction_drags_along_fully_when_fast_and_not_at_all_at_rest(void **state) { // [A4] [A5]
  (void)state;
  kn_hand_par k = hand_numbers();
  double p = 8e3;
  near(kn_hand_slide(&k, p, 0, 0), 0, 0);
  near(kn_hand_slide(&k, p, 10, 10), k.mu_f * p, 1e-3);
  near(kn_hand_slide(&k, p, k.v_e, k.v_e), k.mu_f * p / sqrt(2), 1e-9);
  near(kn_hand_slide(&k, p, 1e-9, 1e-9), k.mu_f * p * 1e-9 / k.v_e, 1e-12);
  near(kn_hand_slide(&k, p, -0.06, 0.1), -0.6 * k.mu_f * p, 3); // a component, against its own sign
  near(kn_hand_stick(&k, p, 500), 500, 0);
  near(kn_hand_stick(&k, p, 5000), k.mu_s * p, 1e-12);
  assert_true(k.mu_s > k.mu_f);
  near(kn_hand_rub(&k, p, 0.1), 0.5 * 0.15 * 8e3 * 0.1, 1e-9);
}

static void a_place_lies_under_the_patch_or_beside_it(void **state) { // [A1]
  (void)state;
  kn_hand_par k = hand_numbers();
  double m[] = {2, 2.5, 4, 12};
  for (int i = 0; i < 4; i++) {
    kn_hand_tool t = {60e-4, 40, 0.4, 1.7, m[i], 0.5};
    kn_hand_patch c = kn_hand_press(&k, &t, 25);
    enum { FINE = 1000 };
    long in = 0; // what lies under it adds up to its area
    for (int y = 0; y < FINE; y++)
      for (int x = 0; x < FINE; x++)
        in += kn_hand_within(&c, m[i], c.a * ((x + 0.5) / FINE * 2 - 1), -c.b * ((y + 0.5) / FINE * 2 - 1)) < 1;
    near(4 * c.a * c.b * (double)in / (FINE * FINE) / c.area, 1, 1e-3);
    near(kn_hand_within(&c, m[i], 0, 0), 0, 1e-50);
    near(kn_hand_within(&c, m[i], -c.a, 0), 1, 1e-9); // the ends of its axes
    near(kn_hand_within(&c, m[i], 0, c.b), 1, 1e-9);
    near(kn_hand_within(&c, m[i], 0.5 * c.a, 0.5 * c.b), 2 * pow(0.5, m[i]), 1e-9);
  }
}

// ---- how a stroke moves ------------------------------------------------------------------------------------------------------
static kn_stroke stroke_of(kn_pattern p) {
  switch (p) {
  case KN_GLIDE:
    return (kn_stroke){p, 30, 0.4, 0.08, 0, deg(20), 0.5, 0};
  case KN_CIRCLE:
    return (kn_stroke){p, 15, 1.0, 0.04, deg(10), 0, 0.9, 0};
  case KN_KNEAD:
    return (kn_stroke){p, 25, 0.8, 0.04, deg(15), deg(-40), 0.6, 0};
  case KN_CROSS:
    return (kn_stroke){p, 20, 2.0, 0.06, deg(10), deg(90), 1.0, 0};
  case KN_HOLD:
    return (kn_stroke){p, 40, 0.05, 0, 0, 0, 0.7, 0};
  case KN_TAP:
    return (kn_stroke){p, 8, 6.0, 0, 0, 0, 0.3, 0};
  case KN_VIBRATE:
    return (kn_stroke){p, 10, 12.0, 0, 0, 0, 1.0, 0.4};
  default:
    return (kn_stroke){KN_STRETCH, 12, 0.1, 0.005, deg(11), deg(70), 0.8, 0};
  }
}

static void the_moments_of_every_pattern_are_its_closed_forms(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  for (int p = 0; p < KN_PATTERNS; p++)
    for (int v = 0; v < 3; v++) {
      kn_stroke s = stroke_of((kn_pattern)p);
      if (v) s.on = v == 1 ? 1.0 : 0.35;
      enum { STEPS = 200000 };
      double sum = 0, square = 0, path = 0, high = 0, T = kn_stroke_period(&s);
      for (int i = 0; i < STEPS; i++) {
        kn_motion m = kn_motion_at(&k, &s, (i + 0.5) / STEPS);
        sum += m.normal / STEPS, square += m.normal * m.normal / STEPS;
        if (m.normal > 0) path += sqrt(m.vx * m.vx + m.vy * m.vy) * T / STEPS;
        high = fmax(high, m.normal);
      }
      kn_moments e = kn_stroke_moments(&k, &s);
      double F = kn_stroke_normal(&k, &s);
      near(F, s.force * cos(s.angle), 1e-12);
      near(high, F, 1e-8 * F);
      near(sum / F, e.mean, 1e-5);
      near(square / (F * F), e.square, 1e-5);
      near(path, kn_stroke_path(&s), 1e-4 * (kn_stroke_path(&s) + 1e-9));
    }
  // and by hand: mean over the loaded half of a half sine 2/pi; a hold loses one ramp; a vibration its swing
  kn_stroke g = stroke_of(KN_GLIDE), h = stroke_of(KN_HOLD), w = stroke_of(KN_VIBRATE);
  near(kn_stroke_moments(&k, &g).mean / g.on, 2 / PI, 1e-12);
  near(kn_stroke_moments(&k, &h).mean / h.on, 1 - k.k_ramp, 1e-12);
  near(kn_stroke_moments(&k, &w).mean, 1 / 1.4, 1e-12);
  near(kn_stroke_path(&g), 0.08 / 0.4 * 0.5, 1e-12); // speed/rate times the loaded share
  near(kn_stroke_period(&g), 2.5, 1e-12);
}

static void position_velocity_and_force_belong_together(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  for (int p = 0; p < KN_PATTERNS; p++) {
    kn_stroke s = stroke_of((kn_pattern)p);
    double T = kn_stroke_period(&s), F = kn_stroke_normal(&k, &s), step = 1e-6;
    double x = 0, y = 0;
    for (int i = 0; i < 2000; i++) {
      double at = (i + 0.37) / 2000;
      kn_motion a = kn_motion_at(&k, &s, at - step), b = kn_motion_at(&k, &s, at + step), m = kn_motion_at(&k, &s, at);
      near((b.x - a.x) / (2 * step * T), m.vx, 1e-3 * s.speed + 1e-9);
      near((b.y - a.y) / (2 * step * T), m.vy, 1e-3 * s.speed + 1e-9);
      assert_true(fabs(b.normal - a.normal) < 60 * F * step); // no jumps in force
      double t = sqrt(m.tx * m.tx + m.ty * m.ty), most = m.slips && s.pattern <= KN_KNEAD ? k.mu_f : k.mu_s;
      assert_true(m.normal >= 0 && t <= most * m.normal * (1 + 1e-9)); // friction carries no more
      if (m.slips) assert_true(m.tx * m.vx + m.ty * m.vy >= 0);        // and drags the way the hand goes
      x = fmax(x, fabs(m.x)), y = fmax(y, fabs(m.y));
    }
    kn_motion first = kn_motion_at(&k, &s, 0), last = kn_motion_at(&k, &s, 1 - 1e-9), next = kn_motion_at(&k, &s, 3);
    near(first.x, last.x, 1e-6), near(first.y, last.y, 1e-6); // the cycle closes
    near(next.x, first.x, 0), near(next.normal, first.normal, 0);
  }
  kn_stroke s = stroke_of(KN_CROSS); // 10 degrees asked of a skin that holds 12.4
  kn_motion m = kn_motion_at(&k, &s, 0.25);
  near(m.ty / m.normal, tan(deg(10)), 1e-9);
  assert_false(m.slips);
  s.angle = deg(30);
  m = kn_motion_at(&k, &s, 0.25);
  near(m.ty / m.normal, k.mu_s, 1e-9);
  assert_true(m.slips);
}

// ---- a session over a region ---------------------------------------------------------------------------------------------------
static void strokes_cover_the_region_and_share_its_time(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_stroke s = stroke_of(KN_GLIDE);
  s.direction = 0;
  double length = 0.30, width = 0.20, hx = 0.045, hy = 0.035, seconds = 1800;
  kn_schedule c = kn_schedule_over(&k, &s, length, width, hx, hy, seconds);
  assert_int_equal(c.nx, 2); // tile: 10 cm of path and 9 cm of hand
  assert_int_equal(c.ny, 3);
  near(c.covered, 1, 0);
  near(c.visit * c.visits, seconds, 1e-6);
  // every point of the region lies in reach of a stroke
  for (double x = -0.15; x <= 0.15; x += 0.01)
    for (double y = -0.10; y <= 0.10; y += 0.01) {
      double nearest = 1;
      for (int n = 0; n < c.nx * c.ny; n++) {
        kn_place p = kn_schedule_at(&c, (n + 0.5) * c.visit);
        nearest = fmin(nearest, fmax(fabs(x - p.x) / (0.05 + hx), fabs(y - p.y) / hy));
      }
      assert_true(nearest <= 1 + 1e-9);
    }
  // time at a place, rate of loading there, neighbours
  double at[6] = {0}, load[6] = {0}, last_phase = 1;
  int last = -1;
  enum { STEPS = 360000 };
  for (int i = 0; i < STEPS; i++) {
    kn_place p = kn_schedule_at(&c, seconds * (i + 0.5) / STEPS);
    int n = p.row * c.nx + p.column;
    if (last >= 0 && n != last) {
      int apart = abs(n / c.nx - last / c.nx) + abs(n % c.nx - last % c.nx);
      if (!(n == 0 && last == c.visits % 6 + 5))
        assert_true(apart <= 1 || n == 0); // on to a neighbour, or all over again
    }
    if (!p.moving) at[n] += 1.0 / STEPS;
    if (!p.moving && (p.phase < last_phase || n != last)) load[n]++;
    last = n, last_phase = p.moving ? 1 : p.phase;
  }
  for (int n = 0; n < 6; n++) {
    near(at[n], c.share, 1e-3);
    near(load[n] / (at[n] * seconds), s.rate, 0.005 * s.rate); // the rate while it is worked on is the stroke's
  }
  near(c.share, 1.0 / 6, 0.1 / 6); // tile over region, less the moves
  assert_true(c.share <= 1.0 / 6 + 1e-12);
  assert_int_equal(kn_schedule_at(&c, -1).column, -1);
  assert_int_equal(kn_schedule_at(&c, seconds).column, -1);
}

static void too_short_a_session_says_what_it_leaves_out(void **state) {
  (void)state;
  kn_hand_par k = hand_numbers();
  kn_stroke s = stroke_of(KN_HOLD); // 20 s a press
  kn_schedule c = kn_schedule_over(&k, &s, 0.30, 0.20, 0.01, 0.01, 200);
  assert_int_equal(c.nx * c.ny, 150);
  assert_int_equal(c.visits, 10);
  near(c.covered, 10.0 / 150, 1e-12);
  near(c.share, 20.0 / 200, 1e-12);
  c = kn_schedule_over(&k, &s, 0.30, 0.20, 0.01, 0.01, 5); // not even one
  assert_int_equal(c.visits, 0);
  near(c.covered + c.share, 0, 0);
  c = kn_schedule_over(&k, &s, 0.01, 0.01, 0.05, 0.05, 60); // a region smaller than the hand
  assert_int_equal(c.nx * c.ny, 1);
  near(c.share, 1, 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(force_spreads_over_the_patch),
      cmocka_unit_test(a_tool_that_is_pushed_twice_as_hard_grows_by_its_own_power),
      cmocka_unit_test(a_rigid_sphere_sinks_as_hertz_says),
      cmocka_unit_test(friction_drags_along_fully_when_fast_and_not_at_all_at_rest),
      cmocka_unit_test(a_place_lies_under_the_patch_or_beside_it),
      cmocka_unit_test(the_moments_of_every_pattern_are_its_closed_forms),
      cmocka_unit_test(position_velocity_and_force_belong_together),
      cmocka_unit_test(strokes_cover_the_region_and_share_its_time),
      cmocka_unit_test(too_short_a_session_says_what_it_leaves_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
