// The vascular cell of the touch clock against closed forms: [G1] [G2] [G3] [G4] [G5] [G6] [G7] [G8] [G9] [G10] [G12]
// [G14], oxygen and lactate [H3] [H4] [H5], the cycle, and the field of many cells. Published figures: validate.touch_flow.
#include "flow_near.h"
#include "flow/cycle.h"
#include "flow/field.h"
#include <stdio.h>
#include <time.h>

static kn_flow_par changed; // a copy to change

static double size_of(const kn_flow_cell *r) {
  return fabs(r->v) + fabs(r->g) + fabs(r->M) + fabs(r->N) + fabs(r->H) + fabs(r->X) + fabs(r->O);
}

static void rest_is_a_fixed_point_of_the_vascular_cell(void **state) { // [G1]-[G10] [H4], G-V1
  (void)state;
  kn_flow_kind kinds[] = {kn_flow_skin(k), kn_flow_muscle(k)};
  for (int i = 0; i < 2; i++) {
    kn_flow_cell y = kn_flow_rest(), r;
    kn_flow_around calm = kn_flow_calm(k, &kinds[i], 0);
    kn_flow_through t = kn_flow_cell_rates(k, &kinds[i], &calm, &y, &r);
    near(t.in, 1.0, 1e-12);
    near(t.out, 1.0, 1e-12);
    near(size_of(&r), 0, 1e-15);
    for (int s = 0; s < 100000; s++) kn_flow_cell_step(k, &kinds[i], &calm, 0.05, &y);
    near(fabs(y.v - 1) + fabs(y.g - 1) + y.M + fabs(y.N) + y.H + y.X + fabs(y.O - 1), 0, 1e-12);
  }
}

// Waterfall with g = c = 1 clamped, s_v = 12 mmHg: the published steady points of G-V2
static void flow_falls_over_the_waterfall(void **state) { // [G1] [G3] [G4], G-V2
  (void)state;
  static const double points[][3] = {
      {10, 0.89701, 0.73990}, {20, 0.78343, 0.57828}, {40, 0.54373, 0.37684}, {60, 0.30761, 0.24108}};
  kn_flow_kind skin = kn_flow_skin(k);
  for (int i = 0; i < 4; i++) {
    double p = points[i][0] * MMHG, v = points[i][2];
    kn_flow_cell y = kn_flow_rest(), r;
    y.v = v;
    kn_flow_around u = kn_flow_calm(k, &skin, p);
    kn_flow_through t = kn_flow_cell_rates(k, &skin, &u, &y, &r);
    // undo G2, which the closed form holds at 1
    double Pam = 0.5 * (k->P_a + t.P) - p, Pam0 = 0.5 * (k->P_a + k->P_1r);
    double open = (1 + exp(-(Pam0 - k->P_cl) / k->w_cl)) / (1 + exp(-(Pam - k->P_cl) / k->w_cl));
    near(t.in / open, points[i][1], 2e-4);
    near(t.out, points[i][1], 2e-4); // what flows in flows out
  }
  // a rigid store, s_v -> 0: q = 1 - p/62, v^2 = 10 q/(10 + p)
  changed = *k;
  changed.s_v = 1e-9 * MMHG;
  double p = 31 * MMHG;
  kn_flow_cell y = kn_flow_rest(), r;
  y.v = 0.349;
  kn_flow_around u = kn_flow_calm(k, &skin, p);
  kn_flow_through t = kn_flow_cell_rates(&changed, &skin, &u, &y, &r);
  near((k->P_a - t.P) / (k->P_a - k->P_1r), 0.500, 1e-6);
  near(t.out, 0.500, 1e-3);
}

static void metabolic_debt_builds_without_oxygen(void **state) { // [G7], G-V3
  (void)state;
  static const double at[][2] = {{60, 0.1852}, {180, 0.4590}, {300, 0.6409}};
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_around u = kn_flow_calm(k, &skin, 0);
  for (int i = 0; i < 3; i++) {
    kn_flow_cell y = kn_flow_rest(), r, half; // no oxygen: M = 1 - exp(-t/tau_M)
    y.O = 0;
    double h = 0.05;
    for (int s = 0; s < (int)(at[i][0] / h + 0.5); s++) {
      half = y;
      kn_flow_cell_rates(k, &skin, &u, &half, &r);
      half.M = y.M + 0.5 * h * r.M;
      kn_flow_cell_rates(k, &skin, &u, &half, &r);
      y.M += h * r.M;
    }
    near(y.M, at[i][1], 1e-4);
  }
}

// Runs a cell for `seconds` under what `around` says; returns the mean inflow
static double run(const kn_flow_kind *kind, const kn_flow_around *u, double seconds, double h, kn_flow_cell *y) {
  int steps = (int)(seconds / h + 0.5);
  double sum = 0;
  for (int i = 0; i < steps; i++) sum += kn_flow_cell_step(k, kind, u, h, y).in;
  return sum / steps;
}

static void blood_that_came_in_and_did_not_leave_is_in_the_store(void **state) { // [G5], G-V4
  (void)state;
  kn_flow_kind kinds[] = {kn_flow_skin(k), kn_flow_muscle(k)};
  double error[2];
  for (int i = 0; i < 2; i++) {
    for (int e = 0; e < 2; e++) {
      kn_flow_cell y = kn_flow_rest();
      double h = e ? 0.005 : 0.01, kept = 0, through = 0;
      for (int s = 0; s < (int)(60 / h + 0.5); s++) {
        kn_flow_around u = kn_flow_calm(k, &kinds[i], (1 + sin(2 * PI * (s + 0.5) * h / 2)) * 30 * MMHG);
        kn_flow_through t = kn_flow_cell_step(k, &kinds[i], &u, h, &y);
        kept += h * (t.in - t.out);
        through += h * t.in;
      }
      error[e] = fabs(kept - kinds[i].V_0 * (y.v - 1)) / through;
    }
    print_message("blood balance of a minute of strokes: %.1e of the inflow at 10 ms, %.1e at 5 ms\n", error[0],
                  error[1]);
    assert_true(error[1] < 1e-4);
    inside(log2(error[0] / error[1]), 1.7, 2.4); // it is the second-order error of the step
  }
}

static void a_disturbed_store_returns_with_the_linear_time(void **state) { // [G1] [G4] [G5], G-V5
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_around u = kn_flow_calm(k, &skin, 0);
  kn_flow_cell y = kn_flow_rest(), r;
  double d = 1e-4, h = 0.001, t = 0;
  y.v = 1 + d;
  while (y.v - 1 > d / 2.718281828459045) { // arterioles held
    kn_flow_cell half = y;
    kn_flow_cell_rates(k, &skin, &u, &y, &r);
    half.v = y.v + 0.5 * h * r.v;
    kn_flow_cell_rates(k, &skin, &u, &half, &r);
    y.v += h * r.v;
    t += h;
  }
  // V_0/(2 + s_v/(P_1r - P_v) + s_v/(P_a - P_1r) - slope of G2): 10/3.39 s
  double A = k->s_v / (k->P_1r - k->P_v), B = k->s_v / (k->P_a - k->P_1r),
         x = (0.5 * (k->P_a + k->P_1r) - k->P_cl) / k->w_cl;
  double shut = 0.5 * k->s_v / k->w_cl / (1 + exp(x));
  near(t, skin.V_0 / (2 + A + B - shut), 0.005);
}

static void the_step_is_second_order(void **state) { // [G1]-[G9] [H4]
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  double v[4];
  for (int e = 0; e < 4; e++) {
    double h = 0.04 / (1 << (e == 3 ? 5 : e));
    kn_flow_cell y = kn_flow_rest();
    for (int s = 0; s < (int)(8 / h + 0.5); s++) {
      double t = s * h, rise = 40 * MMHG / 8;
      kn_flow_around a = kn_flow_calm(k, &skin, rise * t), b = kn_flow_calm(k, &skin, rise * (t + 0.5 * h));
      kn_flow_cell_move(k, &skin, &a, &b, h, &y);
    }
    v[e] = y.v + y.g + y.O;
  }
  double order = log2(fabs(v[0] - v[3]) / fabs(v[1] - v[3]));
  print_message("touch clock: error %.1e at 40 ms, order %.2f\n", fabs(v[0] - v[3]), order);
  inside(order, 1.8, 2.3);
}

static void no_pressure_drives_the_store_below_empty(void **state) { // [G4]
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_cell y = kn_flow_rest();
  for (int i = 0; i < 4000; i++) {
    kn_flow_around u = kn_flow_calm(k, &skin, i / 20 % 2 ? 400e3 : 0); // elbow blows, one a second at 50 ms
    kn_flow_cell_step(k, &skin, &u, 0.05, &y);
    assert_true(y.v > 0 && isfinite(y.g) && isfinite(y.O) && y.O > 0 && y.H < 1);
  }
}

static void painful_or_hot_skin_flares_in_seconds_for_minutes(void **state) { // [G9] X, Magerl & Treede 1996
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k), muscle = kn_flow_muscle(k);
  kn_flow_cell y = kn_flow_rest();
  kn_flow_around light = kn_flow_calm(k, &skin, 13e3), sharp = kn_flow_calm(k, &skin, 60e3),
                 calm = kn_flow_calm(k, &skin, 0);
  run(&skin, &light, 60, 0.05, &y);
  near(y.X, 0, 0); // 100 mmHg on the heel does not hurt
  run(&skin, &sharp, 4, 0.01, &y);
  near(y.X, (1 - exp(-(1 / 4.0 + 1 / 150.0) * 4)) * (1 / 4.0) / (1 / 4.0 + 1 / 150.0), 1e-4); // full drive: 4 s
  double X = y.X;
  run(&skin, &calm, 150, 0.05, &y);
  near(y.X, X / 2.718281828459045, 1e-3);
  assert_true(muscle.a_X == 0);
  y = kn_flow_rest();
  kn_flow_around rubbed = calm;
  rubbed.shear = 15e3; // pinching, skin rolled
  run(&skin, &rubbed, 10, 0.05, &y);
  assert_true(y.X > 0.5);
  y = kn_flow_rest();
  kn_flow_around hot = calm;
  hot.temperature = 41 + 273.15;
  run(&skin, &hot, 20, 0.05, &y);
  assert_true(y.X > 0.9);
  hot.temperature = 38 + 273.15;
  y = kn_flow_rest();
  run(&skin, &hot, 20, 0.05, &y);
  near(y.X, 0, 0);
}

static void warmth_opens_and_cold_closes_the_skin(void **state) { // [G10]
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  double q[4], T[4] = {30, 33, 36, 42};
  for (int i = 0; i < 4; i++) {
    kn_flow_cell y = kn_flow_rest();
    kn_flow_around u = kn_flow_calm(k, &skin, 0);
    u.temperature = T[i] + 273.15;
    run(&skin, &u, 1800, 0.05, &y);
    q[i] = run(&skin, &u, 60, 0.05, &y);
  }
  print_message("skin flow at 30, 33, 36, 42 degC: %.2f %.2f %.2f %.2f\n", q[0], q[1], q[2], q[3]);
  near(q[1], 1, 1e-12);
  inside(q[0], 0.7, 0.95);
  inside(q[2], 1.2, 3);
  assert_true(q[3] > 9); // open as wide as vessels go
}

static void sympathetic_tone_narrows_and_a_lower_feed_starves(void **state) { // [G6] [G12]
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_cell y = kn_flow_rest(), r;
  kn_flow_around u = kn_flow_calm(k, &skin, 0);
  u.tone = log(1.5); // target conductance is 1.5^-a_S
  kn_flow_cell_rates(k, &skin, &u, &y, &r);
  near(1 + r.g * k->tau_c, pow(1.5, -k->a_S), 1e-12);
  u.tone = log(0.8);
  kn_flow_cell_rates(k, &skin, &u, &y, &r);
  assert_true(r.g > 0);
  u.tone = 0;
  u.feed = 70 * MMHG;
  kn_flow_through t = kn_flow_cell_rates(k, &skin, &u, &y, &r);
  inside(t.in, 0.8, (70.0 - 18) / (80 - 18) + 1e-9);
}

static void friction_reddens_only_if_shear_releases_mediators(void **state) { // [G9]
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  double press[50], shear[50]; // oiled effleurage: 30 mmHg, friction 0.15, half of a 2.5-s cycle
  for (int i = 0; i < 50; i++) {
    press[i] = i < 25 ? 30 * MMHG * sin(PI * i / 25) : 0;
    shear[i] = 0.15 * press[i];
  }
  kn_flow_around rest = kn_flow_calm(k, &skin, 0);
  kn_flow_wave plain = {press, NULL, 50, 2.5}, rub = {press, shear, 50, 2.5};
  double without = kn_flow_until_periodic_wave(k, &skin, &rest, &plain).mean;
  double with = kn_flow_until_periodic_wave(k, &skin, &rest, &rub).mean;
  changed = *k;
  changed.c_rub = 0;
  double none = kn_flow_until_periodic_wave(&changed, &skin, &rest, &rub).mean;
  for (int i = 0; i < 50; i++) shear[i] = 0.5 * press[i]; // dry
  double dry = kn_flow_until_periodic_wave(k, &skin, &rest, &rub).mean;
  print_message("skin flow under 30-mmHg strokes: %.2f by pressure, %.2f oiled, %.2f dry\n", without, with, dry);
  near(none, without, 1e-12);
  assert_true(with > without && dry > with);
}

static void a_laser_doppler_lags(void **state) { // [G14]
  (void)state;
  kn_flow_doppler y = {1, 1}, one = {1, 1}, r;
  double h = 1e-3;
  for (int i = 0; i < 4000; i++) { // small Euler-midpoint steps against one exact step
    kn_flow_doppler_rates(k, 5, &y, &r);
    kn_flow_doppler half = {y.prompt + 0.5 * h * r.prompt, y.shown + 0.5 * h * r.shown};
    kn_flow_doppler_rates(k, 5, &half, &r);
    y.prompt += h * r.prompt, y.shown += h * r.shown;
  }
  kn_flow_doppler_step(k, 5, 4, &one);
  near(one.prompt, y.prompt, 1e-6);
  near(one.shown, y.shown, 1e-6);
  changed = *k;
  changed.tau_LD = changed.tau_D;
  one = (kn_flow_doppler){1, 1};
  kn_flow_doppler_step(&changed, 5, 4, &one);
  near(one.shown, 5 - 4 * exp(-4 / 3.0) * (1 + 4 / 3.0), 1e-9);
}

static void krogh_cylinder_is_as_in_the_textbook(void **state) { // [H5], H-V1
  (void)state;
  near(kn_flow_krogh(k, 1, k->R_O) / MMHG, -0.356, 5e-4);
  near(kn_flow_krogh(k, 10, k->R_O) / MMHG, -3.561, 5e-4);
  near(kn_flow_krogh_critical(k, 40 * MMHG) * 0.2, 22.46, 0.01); // ml/100 ml/min
  double sum = 0, area = 0;                                      // its mean, by rings
  for (int i = 0; i < 20000; i++) {
    double r = k->r_O + (k->R_O - k->r_O) * (i + 0.5) / 20000;
    sum += kn_flow_krogh(k, 1, r) * r, area += r;
  }
  near(kn_flow_krogh_mean(k, 1) * area / sum, 1, 1e-6);
}

static void oxygen_is_what_flow_brings_and_tissue_uses(void **state) { // [H4], H-V2 H-V3
  (void)state;
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_around u = kn_flow_calm(k, &skin, 40 * MMHG);
  kn_flow_cell y = kn_flow_rest(), r;
  run(&skin, &u, 3000, 0.05, &y);
  double q = run(&skin, &u, 0.05, 0.05, &y);
  near(q * (k->O_sup - y.O) / k->O_gap, (1 + k->O_half) * y.O / (y.O + k->O_half), 1e-6); // Fick
  y = kn_flow_rest();
  u = kn_flow_cuffed(k, &skin);
  run(&skin, &u, 40, 0.01, &y); // the store drains into the veins
  y.O = 0.8;
  kn_flow_cell_rates(k, &skin, &u, &y, &r);
  near(r.O, -1 / k->tau_O2, 0.02 / k->tau_O2); // falls as a straight line
}

static void lactate_rests_rises_without_oxygen_and_is_carried_away(void **state) { // [H3]
  (void)state;
  near(kn_flow_lactate_rate(k, 1, 1, k->L_0), 0, 1e-15);
  assert_true(kn_flow_lactate_made(k, 5) > 0); // nothing is unmade, however much oxygen
  near(kn_flow_lactate_rate(k, 0, 0, k->L_0) * 60, k->G_L * 60 * (1 - 0.15 / 1.15) + k->w_L * 60 * (k->L_0 - k->L_a),
       1e-9);
  double O = 0.4, q = 2, L = kn_flow_lactate_settled(k, kn_flow_lactate_made(k, O), q);
  near(kn_flow_lactate_rate(k, O, q, L), 0, 1e-15);
  double euler = 8;
  for (int i = 0; i < 300000; i++) euler += 1e-3 * kn_flow_lactate_rate(k, O, q, euler);
  near(kn_flow_lactate_step(k, O, q, 300, 8), euler, 1e-5);
}

// The negative control: "flushing toxins". A muscle at 10 mmol/l after exercise, massaged for ten minutes or left alone
static void massage_does_not_flush_lactate(void **state) { // [H3]
  (void)state;
  kn_flow_kind muscle = kn_flow_muscle(k);
  kn_flow_cycle deep = kn_flow_until_periodic(k, &muscle, 8.5e3, 0.4);
  double left[2];
  for (int i = 0; i < 2; i++) {
    double L = 10;
    for (int s = 0; s < 6000; s++) L += 0.1 * kn_flow_lactate_rate(k, i ? deep.oxygen : 1, i ? deep.mean : 1, L);
    left[i] = L;
  }
  print_message("lactate after 10 min: %.2f alone, %.2f under strokes of 8.5 kPa (flow %.3f); settles at %.2f\n",
                left[0], left[1], deep.mean, deep.lactate);
  inside(left[1] / left[0], 0.95, 1.05);
  near(deep.lactate, k->L_0, 0.15);
}

static void a_sampled_half_sine_is_the_half_sine(void **state) {
  (void)state;
  kn_flow_kind kinds[] = {kn_flow_skin(k), kn_flow_muscle(k)};
  double p[200];
  for (int i = 0; i < 200; i++) p[i] = i < 100 ? 6e3 * sin(PI * i / 100) : 0;
  for (int i = 0; i < 2; i++) {
    kn_flow_around rest = kn_flow_calm(k, &kinds[i], 0);
    kn_flow_wave w = {p, NULL, 200, 2.5}, coarse = {p, NULL, 1, 2.5};
    kn_flow_cycle a = kn_flow_until_periodic(k, &kinds[i], 6e3, 0.4),
                  b = kn_flow_until_periodic_wave(k, &kinds[i], &rest, &w);
    near(b.mean, a.mean, 2e-3);
    near(b.oxygen, a.oxygen, 2e-3);
    near(b.lymph / a.lymph, 1, 0.01);
    near(b.low, a.low, 0.02);
    near(b.high, a.high, 0.02);
    assert_true(a.low < a.mean && a.mean < a.high && a.oxygen_low <= a.oxygen);
    near(kn_flow_until_periodic_wave(k, &kinds[i], &rest, &coarse).mean, 1, 1e-9); // one sample: a steady 0
  }
  kn_flow_cycle none = kn_flow_until_periodic(k, &kinds[0], 0, 0.4);
  near(none.mean + none.oxygen + none.lymph, 3, 0);
  near(none.lactate, k->L_0, 0);
}

static void many_cells_at_once_have_the_bits_of_one(void **state) {
  (void)state;
  enum { N = 1027, STEPS = 300 };
  static double v[N], g[N], M[N], N_[N], H[N], X[N], O[N], in[N], out[N], p[N], shear[N], T[N];
  kn_flow_field f = {v, g, M, N_, H, X, O, in, out, p, shear, T};
  kn_flow_kind kinds[] = {kn_flow_skin(k), kn_flow_muscle(k)};
  for (int kind = 0; kind < 2; kind++) {
    kn_flow_field_rest(N, &f);
    for (int s = 0; s < STEPS; s++) {
      for (int i = 0; i < N; i++) {
        p[i] = i * 20.0 * (1 + sin(0.1 * s + i)), shear[i] = 3.0 * i * cos(0.07 * s), T[i] = 303 + 0.01 * i;
      }
      kn_flow_field_step((const double *)k, kind, N, 0.05, 0.1, k->P_a, &f);
    }
    for (int i = 0; i < N; i += 13) {
      kn_flow_cell y = kn_flow_rest();
      kn_flow_through t = {0, 0, 0, 0};
      for (int s = 0; s < STEPS; s++) {
        kn_flow_around u = {i * 20.0 * (1 + sin(0.1 * s + i)), 3.0 * i * cos(0.07 * s), 303 + 0.01 * i, 0.1, k->P_a};
        t = kn_flow_cell_step(k, &kinds[kind], &u, 0.05, &y);
      }
      double one[] = {y.v, y.g, y.M, y.N, y.H, y.X, y.O, t.in, t.out},
             many[] = {v[i], g[i], M[i], N_[i], H[i], X[i], O[i], in[i], out[i]};
      assert_memory_equal(one, many, sizeof one);
    }
  }
  struct timespec a, b;
  double best = 1e9;
  f.shear = NULL, f.temperature = NULL;
  for (int r = 0; r < 20; r++) {
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int s = 0; s < 20; s++) kn_flow_field_step((const double *)k, 0, N, 0.05, 0, k->P_a, &f);
    clock_gettime(CLOCK_MONOTONIC, &b);
    double ns = (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
    if (ns < best) best = ns;
  }
  print_message("field: %.0f ns a cell and step\n", best / 20 / N);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rest_is_a_fixed_point_of_the_vascular_cell),
      cmocka_unit_test(flow_falls_over_the_waterfall),
      cmocka_unit_test(metabolic_debt_builds_without_oxygen),
      cmocka_unit_test(blood_that_came_in_and_did_not_leave_is_in_the_store),
      cmocka_unit_test(a_disturbed_store_returns_with_the_linear_time),
      cmocka_unit_test(the_step_is_second_order),
      cmocka_unit_test(no_pressure_drives_the_store_below_empty),
      cmocka_unit_test(painful_or_hot_skin_flares_in_seconds_for_minutes),
      cmocka_unit_test(warmth_opens_and_cold_closes_the_skin),
      cmocka_unit_test(sympathetic_tone_narrows_and_a_lower_feed_starves),
      cmocka_unit_test(friction_reddens_only_if_shear_releases_mediators),
      cmocka_unit_test(a_laser_doppler_lags),
      cmocka_unit_test(krogh_cylinder_is_as_in_the_textbook),
      cmocka_unit_test(oxygen_is_what_flow_brings_and_tissue_uses),
      cmocka_unit_test(lactate_rests_rises_without_oxygen_and_is_carried_away),
      cmocka_unit_test(massage_does_not_flush_lactate),
      cmocka_unit_test(a_sampled_half_sine_is_the_half_sine),
      cmocka_unit_test(many_cells_at_once_have_the_bits_of_one),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
