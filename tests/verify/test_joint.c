// Viscoelasticity, joints, thixotropy and tone, fascial glide and tendon against closed forms and published figures:
// [D1] [D3] D-V1 D-V2, joint 1 to joint 6, J-V1 J-V2 J-V3, [C2] [E1] [E2] [E3] [E4] [E5] [E6] E-V1 E-V2 E-V3.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "verify/joint_numbers.h"
#include "verify/validation_rows.h"

static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}

// ---- viscoelasticity ------------------------------------------------------------------------------------------------
static void a_muscle_strained_in_a_second_and_held_relaxes_as_published(void **state) { // D-V1, J-V1
  (void)state;
  static const double at[][2] = {{0.5, 0.43960}, {1, 0.80935},  {2, 0.66062},
                                 {10, 0.48997},  {60, 0.39137}, {300, 0.31236}};
  kn_prony l = kn_prony_muscle(&K);
  for (int i = 0; i < 6; i++) near(kn_prony_ramp(&l, at[i][0], 1.0), at[i][1], 5e-6);
  // the step is exact, however time is cut
  static const double cuts[] = {0.001, 0.05, 0.5};
  for (int c = 0; c < 3; c++) {
    kn_prony_state y = kn_prony_begin(1.0);
    double t = 0, s = 0, dt = cuts[c];
    for (int i = 0; i < 6; i++) {
      while (t < at[i][0] - 1e-9) {
        t += dt;
        s = kn_prony_step(&l, &y, t < 1 ? t : 1, dt);
      }
      near(s, at[i][1], 5e-6);
    }
  }
  near(kn_prony_relax(&l, 0), 1, 1e-15);
  near(kn_prony_relax(&l, 1e6), 0.3, 1e-12);
}

static void the_same_muscle_creeps_with_the_published_times(void **state) { // D-V2, J-V1
  (void)state;
  kn_prony l = kn_prony_muscle(&K);
  kn_prony_creep r = kn_prony_retard(&l);
  static const double times[] = {0.7043, 9.3649, 181.93}, size[] = {0.38922, 0.78598, 1.15812};
  static const double at[][2] = {{1, 1.38108}, {10, 1.96696}, {60, 2.49926}, {300, 3.11069}};
  near(r.tau[0], times[0], 5e-5);
  near(r.tau[1], times[1], 5e-5);
  near(r.tau[2], times[2], 5e-3);
  for (int j = 0; j < 3; j++) near(r.c[j], size[j], 5e-6);
  for (int i = 0; i < 4; i++) near(kn_prony_creep_at(&r, at[i][0]), at[i][1], 5e-6);
  near(kn_prony_creep_at(&r, 0), 1, 0);
  near(kn_prony_creep_at(&r, 1e7), 1 / 0.3, 1e-9);
}

// Creep undoes relaxation for every set of the tables: a line that is strained as it creeps carries a constant load
static void creep_and_relaxation_are_inverses(void **state) { // [D1]
  (void)state;
  kn_prony sets[] = {kn_prony_muscle(&K), kn_prony_fat(&K), kn_prony_skin(&K), kn_prony_unit(&K)};
  for (int s = 0; s < 4; s++) {
    kn_prony_creep r = kn_prony_retard(&sets[s]);
    double at_last = 1 + r.c[0] + r.c[1] + r.c[2];
    near(at_last * kn_prony_rest(&sets[s]), 1, 1e-12);
    kn_prony_state y = kn_prony_begin(1.0), z = kn_prony_begin(1.0);
    // a load that rises for 2 s and stays; small steps, because the creep is not straight within one
    for (int i = 1; i <= 40000; i++) {
      double load = i < 2000 ? i / 2000.0 : 1, e = kn_prony_creep_step(&r, &z, load, 1e-3);
      double back = kn_prony_step(&sets[s], &y, e, 1e-3);
      if (fabs(back - load) > 2e-6) fail_msg("set %d, step %d: %.9g for %.9g", s, i, back, load);
    }
  }
}

// ---- joints ---------------------------------------------------------------------------------------------------------
enum { JOINTS = 4 };
static kn_joint joint_of(int i) {
  return i == 0 ? kn_joint_ankle(&K) : i == 1 ? kn_joint_knee(&K) : i == 2 ? kn_joint_neck(&K) : kn_joint_shoulder(&K);
}

static void the_angle_of_a_torque_is_found_for_every_joint(void **state) { // [joint 1] [joint 6]
  (void)state;
  static const char *const name[] = {"ankle dorsiflexion", "knee extension", "neck rotation", "shoulder rotation"};
  static const double low[] = {15, 50, 65, 75}, high[] = {30, 80, 90, 105};
  for (int i = 0; i < JOINTS; i++) {
    kn_joint j = joint_of(i);
    for (double f = 0; f <= 3.001; f += 0.05) {
      double t = f * j.tol, th = kn_joint_angle(&j, t);
      near(kn_joint_elastic(&j, th) / j.tol, f, 1e-12);
      double h = 1e-5;
      near((kn_joint_elastic(&j, th + h) - kn_joint_elastic(&j, th - h)) / (2 * h) / kn_joint_slope(&j, th), 1, 1e-8);
    }
    for (int n = 0; n < 81; n++) { // also far from the table's numbers
      static const double by[] = {0.33, 1, 3};
      kn_joint o = j;
      o.Ap *= by[n % 3], o.kp *= by[n / 3 % 3], o.Am *= by[n / 9 % 3], o.km *= by[n / 27], o.thm += 0.2;
      near(kn_joint_elastic(&o, kn_joint_angle(&o, o.tol)) / o.tol, 1, 1e-12);
    }
    near(kn_joint_relative(&K, &j, 1, j.tol), 1, 1e-15);
    double range = kn_joint_range(&K, &j, 1, j.tol) / DEG;
    print_message("%-18s range %5.1f deg at %.1f N m, there %.2f N m a degree\n", name[i], range, j.tol,
                  kn_joint_slope(&j, range * DEG) * DEG);
    near(kn_joint_torque_at_range(&K, &j, 1, range * DEG), j.tol, 1e-9 * j.tol);
    assert_true(range > low[i] && range < high[i]);
    assert_true(kn_joint_drag(&K, &j, 0) >= 0 && kn_joint_drag(&K, &j, 0) <= 0);
    assert_true(kn_joint_drag(&K, &j, 2) > 2 * j.B && kn_joint_drag(&K, &j, -2) < -2 * j.B);
  }
}

static void a_linear_joint_under_a_constant_torque_creeps_to_its_range_in_closed_form(void **state) { // J-V2 [joint 2]
  (void)state;
  kn_prony l = kn_prony_unit(&K);
  kn_prony_creep r = kn_prony_retard(&l);
  double stiffness = 40, torque = 20; // N m/rad, N m
  kn_prony_state y = kn_prony_begin(1.0), z = kn_prony_begin(1.0);
  double th = 0;
  for (int i = 0; i <= 3000; i++) { // a step of load, then 30 s
    th = kn_prony_creep_step(&r, &z, torque, i ? 0.01 : 0) / stiffness;
    double back = kn_prony_step(&l, &y, th * stiffness, i ? 0.01 : 0);
    near(back, torque, 1e-4);
    near(th, torque / stiffness * kn_prony_creep_at(&r, i * 0.01), 1e-12);
  }
  near(th, 0.5 * kn_prony_creep_at(&r, 30), 1e-12);
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
  published("hamstrings: torque lost in 30 s, %", "* Peixoto 2015", 25, 22, 28, "%", relaxed(&hamstrings, 30), true,
            ROW_HOLDS);
  published("calf: the same", "* Peixoto 2015 (hamstrings)", 25, 20, 30, "%", relaxed(&calf, 30), true, ROW_HOLDS);
  // "the decline was significant up to 45 s" of 90: the second half of the hold loses little
  double a45 = relaxed(&hamstrings, 45), a90 = relaxed(&hamstrings, 90);
  published("hamstrings: of 90 s' loss, share by 45 s", "* Magnusson 1995", 90, 80, 100, "%", 100 * a45 / a90, false,
            ROW_HOLDS);
  double a[4][7];
  stretched_four_times(&calf, a);
  for (int s = 0; s < 4; s++) print_message("stretch %d: %.2f deg, after 30 s %.2f\n", s + 1, a[s][0], a[s][6]);
  double by15 = 100 * (a[0][3] - a[0][0]) / (a[0][6] - a[0][0]), by20 = 100 * (a[0][4] - a[0][0]) / (a[0][6] - a[0][0]);
  published("calf: share of a 30-s creep by 15 s", "Ryan 2012 (84 % in 15-20 s)", 84, 0, 84, "%", by15, true,
            ROW_HOLDS);
  published("calf: share of a 30-s creep by 20 s", "Ryan 2012", 84, 84, 100, "%", by20, true, ROW_HOLDS);
  double d2 = a[1][0] - a[0][0], d3 = a[2][0] - a[1][0], d4 = a[3][0] - a[2][0];
  assert_true(d2 > 0 && d3 > 0 && d4 > 0);
  published("calf: third gain of four / first gain", "* Ryan 2012 (plateau after the third)", 0, 0, 0.2, "1", d4 / d2,
            true, ROW_HOLDS);
  assert_true(d3 < 0.5 * d2);
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
  published("rolling 3 x 60 s: torque at range", "* Nakamura 2021", 46.4, 40, 53, "%", 100 * (tol / calf.tol - 1), true,
            ROW_HOLDS);
  published("rolling 3 x 60 s: dorsiflexion range", "* Nakamura 2021", 35.9, 30, 42, "%", 100 * (after / before - 1),
            true, ROW_HOLDS);
  near(100 * (after / before - 1), 35.9, 1.0); // no stiffness changed
  // decay over 10 to 30 min
  double y30 = tolerance_after(y, 0, 1800), left = kn_joint_range(&K, &calf, 1, kn_joint_tolerance(&calf, 1, y30));
  published("of the gain, left after 30 min", "* none (n.s.) Nakamura 2021, some PMC5808005", 0, 0, 35, "%",
            100 * (left - before) / (after - before), false, ROW_HOLDS);
  // other laboratories find far less; their test bears weight. The tables follow Nakamura.
  double y90 = tolerance_after(0, drive, 90), y60 = tolerance_after(0, drive, 60);
#define ROLLED(y) (100 * (kn_joint_range(&K, &calf, 1, kn_joint_tolerance(&calf, 1, y)) / before - 1))
  published("rolling 3 x 30 s: dorsiflexion range", "* Halperin 2014", 4, 1, 8, "%", ROLLED(y90), false, ROW_MISSES);
  published("rolling 3 x 20 s: dorsiflexion range", "* PMC6016502", 6, 3, 9, "%", ROLLED(y60), false, ROW_MISSES);
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
  published("calf, 120 % 100 s: range", "Fukaya 2020", 25.7, 25.7 - 19.9, 25.7 + 19.9, "%",
            GAIN(calf, r0, kn_joint_stiffness(&K, 1 - 0.388), 1.229), false, ROW_HOLDS);
  published("calf, 50 % 240 s: range", "Fukaya 2020", 16.0, 16.0 - 11.8, 16.0 + 11.8, "%",
            GAIN(calf, r0, kn_joint_stiffness(&K, 1 - 0.222), 1.069), false, ROW_HOLDS);
  published("hamstrings, 100 % 300 s: range", "* Hatano 2022", 6, 4, 8, "%", GAIN(ham, h0, 0.93, 1.09), true,
            ROW_HOLDS);
  published("hamstrings, 110 % 300 s: range", "* Hatano 2022", 10, 8, 12, "%", GAIN(ham, h0, 0.91, 1.15), false,
            ROW_HOLDS);
  published("hamstrings, 120 % 300 s: range", "* Hatano 2022", 14, 12, 16, "%", GAIN(ham, h0, 0.83, 1.15), false,
            ROW_HOLDS);
  // and the model's own stretch raises the tolerance
  double u = kn_joint_drive(&K, 0, 0, calf.tol, calf.tol, 1), y = tolerance_after(0, u, 120);
  assert_true(y > 0.1 && y < K.tol_max);
}

static void most_of_what_massage_gains_is_tolerance(void **state) { // [joint 6]: >= 70 % tolerance, <= 30 % tissue
  (void)state;
  for (int i = 0; i < JOINTS; i++) {
    kn_joint j = joint_of(i);
    // ten minutes of firm strokes, half of the time here; the muscle softens as after Eriksson Crommert's massage
    double y = tolerance_after(0, kn_joint_drive(&K, 10e3, 0.5, 0, j.tol, 0), 600);
    double m = kn_joint_stiffness(&K, 1 - 0.052);
    kn_joint_gain g = kn_joint_split(&K, &j, 1, j.tol, m, kn_joint_tolerance(&j, 1, y));
    double all = kn_joint_range(&K, &j, m, kn_joint_tolerance(&j, 1, y)) - kn_joint_range(&K, &j, 1, j.tol);
    near(g.tolerance + g.tissue, all, 1e-12);
    assert_true(g.tissue > 0 && g.tolerance >= 0.7 * all);
    if (i == 0) print_message("ankle: %.1f deg gained, %.0f %% of it tolerance\n", all / DEG, 100 * g.tolerance / all);
  }
}

static void stiffer_muscle_or_less_tolerance_means_less_range(void **state) { // [joint 6]
  (void)state;
  for (int i = 0; i < JOINTS; i++) {
    kn_joint j = joint_of(i);
    double r = kn_joint_range(&K, &j, 1, j.tol);
    assert_true(kn_joint_range(&K, &j, kn_joint_stiffness(&K, 1.5), j.tol) < r);
    assert_true(kn_joint_range(&K, &j, 1, kn_joint_tolerance(&j, 0.7, 0)) < r);
    assert_true(isfinite(kn_joint_range(&K, &j, 1, 0)) && kn_joint_range(&K, &j, 1, 0) < r);
  }
}

// ---- thixotropy and tone --------------------------------------------------------------------------------------------
static void thixotropy_settles_in_closed_form(void **state) { // J-V3 [joint 3]
  (void)state;
  for (double rate = 0; rate < 0.4; rate += 0.0371) {
    kn_thixo y = {{1, 1, 1}};
    for (int n = 0; n < 4; n++) kn_thixo_step(&K, &y, -rate, 5000);
    for (int i = 0; i < KN_THIXO; i++) {
      near(y.xi[i], kn_thixo_steady(&K, i, rate), 1e-9);
      near(y.xi[i], 1 / (1 + rate * kn_thixo_time(&K, i) / 0.005), 1e-9);
    }
  }
  kn_thixo rested = {{1, 1, 1}};
  near(kn_thixo_structure(&K, &rested), 1, 1e-15);
  near(kn_thixo_short_range(&K, &rested), 50, 1e-12);
}

static double softer(const kn_thixo *y) { return 100 * T.dZ * kn_thixo_softening(&K, y); }
static void massage_softens_for_minutes_with_a_long_tail(void **state) { // [joint 3]
  (void)state;
  kn_thixo y = {{1, 1, 1}};
  for (int i = 0; i < 420 * 20; i++) kn_thixo_step(&K, &y, 0.1 * cos(6.283185307 * i * 0.05), 0.05); // 7 min at 1 Hz
  kn_thixo_step(&K, &y, 0, 30); // the probe is put on
  double first = softer(&y);
  kn_thixo_step(&K, &y, 0, 180);
  double second = softer(&y);
  kn_thixo later = y;
  kn_thixo_step(&K, &later, 0, 1800 - 210);
  // intervals: mean +- 2 standard errors, 8.8 % over 18 people
  published("7 min of massage: muscle stiffness", "Eriksson Crommert 2015", -5.2, -9.3, -1.1, "%", -first, true,
            ROW_HOLDS);
  published("the same after 3 min of rest", "Eriksson Crommert 2015 (n.s.)", 0, -4.1, 4.1, "%", -second, true,
            ROW_HOLDS);
  assert_true(second < 0.4 * first);                                    // most of it is back in 3 min
  assert_true(softer(&later) > 0.005 && softer(&later) < 0.2 * second); // and it goes on for half an hour (Lakie 1988)
}

static void tone_follows_pain_and_comfort_in_a_minute(void **state) { // [joint 4]
  (void)state;
  double rest = 0.015, a = rest;
  a = kn_march(a, kn_tone_rate(&K, rest, 0, 0), 1000);
  near(a, rest, 1e-12);
  double guarded = kn_march(rest, kn_tone_rate(&K, rest, 0, 1), 1e5);
  near(guarded / rest - 1, 2.35, 0.02); // +235 %
  near(kn_march(rest, kn_tone_rate(&K, rest, 0, 1), 60), guarded + (rest - guarded) * exp(-1), 1e-12);
  near(kn_march(rest, kn_tone_rate(&K, rest, 1, 0), 1e5), 0.7 * rest, 1e-12);
}

static kn_tissue_now rested(void) {
  kn_tissue_now n;
  memset(&n, 0, sizeof n);
  n.in.tone = 0.015, n.in.tolerance = 1;
  n.skin_temperature = 306.15, n.fat_temperature = 307.15, n.muscle_temperature = 308.8;
  return n;
}
static void one_change_of_tone_has_one_meaning(void **state) { // [C2] [nerve 36]
  (void)state;
  kn_tissue_now then = rested(), now = then;
  kn_tissue_modifiers m = kn_tissue_modify(&T, &K, &now, &then);
  near(fabs(m.skin - 1) + fabs(m.fat - 1) + fabs(m.muscle - 1) + fabs(m.fascia - 1) + fabs(m.glide - 1), 0, 0);
  for (int i = 0; i < 6; i++) {
    now = then;
    kn_f *what[] = {&now.in.tone,     &now.in.contracture, &now.in.thixotropy,
                    &now.in.collagen, &now.in.oedema,      &now.in.debris};
    *what[i] += 0.1;
    m = kn_tissue_modify(&T, &K, &now, &then);
    near(m.muscle, kn_tissue_feel(&T, &now.in).stiffness / kn_tissue_feel(&T, &then.in).stiffness, 1e-15);
    assert_true(i == 2 ? m.muscle < 1 : m.muscle > 1);
    near(m.fat, i == 4 ? 1 + 0.5 * T.s_E * 0.1 : 1, 1e-15);
    near(m.skin, m.fat, 1e-15);
    near(m.fascia, i == 3 ? 1 + T.s_C * 0.1 : 1, 1e-15);
  }
  // the plant's thixotropy is nerve's
  kn_thixo half = {{0.5, 0.5, 0.5}};
  now = then, now.in.thixotropy = kn_thixo_softening(&K, &half);
  near(kn_tissue_modify(&T, &K, &now, &then).muscle, 1 + T.dZ * (0.5 - 1), 1e-15);
}
static void warm_tissue_is_softer_and_glides_more_easily(void **state) { // [E2] [C2]
  (void)state;
  kn_tissue_now then = rested(), now = then;
  now.muscle_temperature += 1, now.skin_temperature += 1, now.fat_temperature += 1;
  kn_tissue_modifiers m = kn_tissue_modify(&T, &K, &now, &then);
  near(m.muscle, exp(10000 / 8.314462618 * (1 / 309.8 - 1 / 308.8)), 1e-9);
  near(100 * (1 - m.muscle), 1.25, 0.1); // percent a kelvin
  near(m.glide, exp(25000 / 8.314462618 * (1 / 309.8 - 1 / 308.8)), 1e-9);
  assert_true(m.skin < 1 && m.fat < 1 && m.glide < m.muscle);
}

// ---- fascial glide --------------------------------------------------------------------------------------------------
static void a_film_slips_and_creeps_in_closed_form(void **state) { // E-V1 [E1]
  (void)state;
  double stress = 30; // Pa
  kn_rate r = kn_glide_slip_rate(&K, 1, stress);
  near(r.make, stress * 1e-4 / 1, 1e-15); // tau h_f/eta
  near(1 / r.lose, 0.333, 5e-4);          // eta/(h_f K_e)
  near(1 / r.lose, 1.0 / 3.0, 1e-12);
  double u = kn_march(0, r, 1 / r.lose);
  near(u, stress / 3e4 * (1 - exp(-1)), 1e-12);
  near(kn_glide_stress(&K, 1, u, r.make - r.lose * u), stress, 1e-9);
  near(kn_glide_interface(&K, 1, 3), 3e4 + 3 / 1e-4, 1e-6);
  // pushed back and forth at 1 Hz the step ends in the linear film's amplitude: K_e + i omega eta/h_f
  kn_joint_par own = K;
  K.fas_th = 0, K.fas_e = 0;
  kn_glide_film f = {1, 1, K.fas_T};
  kn_glide_state y = {0, 1};
  double top = 0, g = 0, w = 6.283185307179586;
  for (int i = 0; i < 20000; i++) {
    g = kn_glide_step(&K, &f, &y, stress * sin(w * (i + 0.5) * 1e-3), g, 1e-3);
    if (i > 15000) top = fmax(top, y.slip);
  }
  near(top, stress / sqrt(3e4 * 3e4 + w * w * 1e8), 1e-4 * top);
  K = own;
}
static void squeezing_the_film_out_takes_far_longer_than_a_stroke(void **state) { // E-V2 [E5]
  (void)state;
  near(kn_glide_squeeze(&K, 1, 43.7e-3, 60, 100e-6, 50e-6), 42.96, 5e-3);
}
static void steady_shear_leaves_a_part_of_the_structure(void **state) { // E-V3 [E3]
  (void)state;
  for (double g = 0; g < 100; g += 7) {
    double l = 1;
    for (int i = 0; i < 50; i++) l = kn_march(l, kn_glide_structure_rate(&K, g), 1000);
    near(l, kn_glide_steady(&K, g), 1e-12);
    near(l, 1 / (1 + 0.02 * g * 600), 1e-12);
  }
}
static void thicker_hyaluronan_and_densified_fascia_glide_less(void **state) { // [E2] [E4] [E6]
  (void)state;
  kn_glide_film f = {1, 1, K.fas_T}, thick = {2, 1, K.fas_T}, warm = {1, 1, K.fas_T + 5};
  near(kn_glide_viscosity(&K, &f, 1, 0), 1, 1e-12);
  near(kn_glide_rest(&K, &thick), 10, 0.2);           // twice the concentration, ten times the viscosity
  near(kn_glide_viscosity(&K, &f, 1, 2), 0.5, 1e-12); // theta g' = 1: half
  near(kn_glide_viscosity(&K, &warm, 1, 0), exp(25000 / 8.314462618 * (1 / 313.15 - 1 / 308.15)), 1e-9);
  kn_joint_par own = K;
  near(kn_glide_viscosity(&K, &f, 0.2, 0), 1 + 0.5 * (0.2 - 1), 1e-12);
  K.fas_e = 0; // the hypothesis switched off
  near(kn_glide_viscosity(&K, &f, 0.2, 0), 1, 1e-12);
  K.fas_e = 1; // the dossier's form
  near(kn_glide_viscosity(&K, &f, 0.2, 0), 0.2, 1e-12);
  K.fas_dens = 5;
  near(kn_glide_tie(&K), 1.5e5, 1e-6);
  near(kn_glide_rest(&K, &f), 5, 1e-12);
  K = own;
}

// ---- tendon ---------------------------------------------------------------------------------------------------------
static void the_achilles_tendon_is_as_stiff_as_measured(void **state) { // [joint 5]
  (void)state;
  double x = 8e-3, h = 1e-7;
  double slope = (kn_tendon_force(&K, x + h) - kn_tendon_force(&K, x - h)) / (2 * h);
  near(slope / kn_tendon_stiffness(&K), 1, 1e-6);
  published("Achilles stiffness, fast", "SpringerPlus 2013 2:212", 193, 175, 211, "N/mm", slope / 1e3, true, ROW_HOLDS);
  published("Achilles stiffness, slow", "SpringerPlus 2013 2:212", 207, 185, 229, "N/mm", slope / 1e3, false,
            ROW_HOLDS);
  published("Achilles stiffness, another laboratory", "Peltonen 2010", 430, 230, 630, "N/mm", slope / 1e3, false,
            ROW_MISSES);
  near(kn_tendon_force(&K, -1e-3), 0, 0);
  // toe and line meet with the same slope
  double e = K.ten_t, d = 1e-8;
  near((kn_tendon_stress(&K, e) - kn_tendon_stress(&K, e - d)) / d / K.ten_E, 1, 1e-5);
  near((kn_tendon_stress(&K, e + d) - kn_tendon_stress(&K, e)) / d / K.ten_E, 1, 1e-5);
  kn_tendon_rates r;
  kn_tendon_dose(&K, 80e3, -20e3, 0.03, &r);
  near(r.pressure, 80e3, 0), near(r.shear, 20e3, 0), near(r.stretched, 1, 0);
  kn_tendon_dose(&K, -1, 0, 0.02, &r);
  near(r.pressure, 0, 0), near(r.stretched, 0, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_muscle_strained_in_a_second_and_held_relaxes_as_published),
      cmocka_unit_test(the_same_muscle_creeps_with_the_published_times),
      cmocka_unit_test(creep_and_relaxation_are_inverses),
      cmocka_unit_test(the_angle_of_a_torque_is_found_for_every_joint),
      cmocka_unit_test(a_linear_joint_under_a_constant_torque_creeps_to_its_range_in_closed_form),
      cmocka_unit_test(a_held_stretch_relaxes_and_creeps_as_published),
      cmocka_unit_test(rolling_the_calf_gains_range_by_tolerance),
      cmocka_unit_test(stretching_gains_range_by_tolerance_and_by_softer_muscle),
      cmocka_unit_test(most_of_what_massage_gains_is_tolerance),
      cmocka_unit_test(stiffer_muscle_or_less_tolerance_means_less_range),
      cmocka_unit_test(thixotropy_settles_in_closed_form),
      cmocka_unit_test(massage_softens_for_minutes_with_a_long_tail),
      cmocka_unit_test(tone_follows_pain_and_comfort_in_a_minute),
      cmocka_unit_test(one_change_of_tone_has_one_meaning),
      cmocka_unit_test(warm_tissue_is_softer_and_glides_more_easily),
      cmocka_unit_test(a_film_slips_and_creeps_in_closed_form),
      cmocka_unit_test(squeezing_the_film_out_takes_far_longer_than_a_stroke),
      cmocka_unit_test(steady_shear_leaves_a_part_of_the_structure),
      cmocka_unit_test(thicker_hyaluronan_and_densified_fascia_glide_less),
      cmocka_unit_test(the_achilles_tendon_is_as_stiff_as_measured),
      cmocka_unit_test(the_published_figures_stand_beside_ours),
  };
  return cmocka_run_group_tests(tests, numbers, NULL);
}
