// Interstitial fluid against the theory of consolidation: [F1] [F2] [F3]; order of the column's scheme, conservation.
#include "flow_near.h"
#include "flow/fluid.h"
#include "flow/cell.h"

// One layer of skin of thickness h, linear, no exchange: the textbook's column
static kn_flow_par bare(void) {
  kn_flow_par b = *k;
  b.L_pS = 0, b.m_k = 0, b.M_k = 0, b.al_k = 0;
  return b;
}
static const double h = 0.01;
static kn_flow_fluid column(int slices) {
  kn_flow_fluid f;
  double thickness[3] = {h, 0, 0};
  int cut[3] = {slices, 0, 0};
  assert_int_equal(kn_flow_fluid_build(thickness, cut, &f), slices);
  f.open_top = 1;
  return f;
}
// Degree of consolidation, U = 1 - sum 2/m^2 e^(-m^2 T)
static double terzaghi(double T) {
  double U = 1;
  for (int i = 0; i < 2000; i++) {
    double m = PI * (i + 0.5);
    U -= 2 / m / m * exp(-m * m * T);
  }
  return U;
}
static double settled(const kn_flow_par *par, kn_flow_fluid *f, double T, int steps) {
  double c = par->kap_s * par->H_s, p[KN_FLOW_NODES];
  for (int i = 0; i < f->n; i++) p[i] = 10e3;
  kn_flow_fluid_load(f, p);
  for (int i = 0; i < steps; i++) kn_flow_fluid_step(par, f, T * h * h / c / steps, NULL, NULL, NULL);
  return kn_flow_fluid_lost(par, f) / (10e3 / par->H_s * h);
}

static void a_loaded_layer_drains_as_terzaghi_says(void **state) { // [F1] [F2], F-V1
  (void)state;
  static const double at[][2] = {{0.01, 0.11284}, {0.05, 0.25231},  {0.1, 0.35682}, {0.197, 0.50034},
                                 {0.5, 0.76395},  {0.848, 0.89998}, {1, 0.93126},   {2, 0.99417}};
  kn_flow_par b = bare();
  for (int i = 0; i < 8; i++) {
    kn_flow_fluid f = column(KN_FLOW_NODES);
    double U = settled(&b, &f, at[i][0], 100);
    near(terzaghi(at[i][0]), at[i][1], 1e-5);
    near(U / at[i][1], 1, 0.01);
    near(f.ends, kn_flow_fluid_lost(&b, &f), 1e-10 * h);
  }
}

// The dossier's measure: steps of T = 0.005, error of U at T = 0.02; backward Euler misses 3.1 % there
static void a_coarse_step_is_five_times_better_than_backward_euler(void **state) { // F-V1
  (void)state;
  kn_flow_par b = bare();
  kn_flow_fluid f = column(KN_FLOW_NODES);
  double U = settled(&b, &f, 0.02, 4), error = U / terzaghi(0.02) - 1;
  // backward Euler on the same column
  double y[KN_FLOW_NODES], x[KN_FLOW_NODES], up[KN_FLOW_NODES], n_ = KN_FLOW_NODES, dt = 0.005 * n_ * n_;
  int N = KN_FLOW_NODES;
  for (int i = 0; i < N; i++) y[i] = 1;
  for (int s = 0; s < 4; s++) {
    for (int i = 0; i < N; i++) {
      double d = 1 + dt * ((i ? 1 : 2) + (i + 1 < N ? 1 : 0)), below = i ? -dt : 0;
      double q = d - (i ? below * up[i - 1] : 0);
      up[i] = i + 1 < N ? -dt / q : 0;
      x[i] = (y[i] - (i ? below * x[i - 1] : 0)) / q;
    }
    for (int i = N - 2; i >= 0; i--) x[i] -= up[i] * x[i + 1];
    memcpy(y, x, sizeof y);
  }
  double left = 0;
  for (int i = 0; i < N; i++) left += y[i] / n_;
  double euler = (1 - left) / terzaghi(0.02) - 1;
  print_message("Terzaghi at T = 0.02 in steps of 0.005: %+.2f %%, backward Euler %+.2f %%\n", 100 * error,
                100 * euler);
  near(euler, -0.031, 0.002);
  assert_true(fabs(error) <= fabs(euler) / 5);
}

// A smooth load: orders in time and space
static void the_column_is_second_order_in_time_and_space(void **state) { // [F1]
  (void)state;
  kn_flow_par b = bare();
  double lost[3], c = b.kap_s * b.H_s, p[KN_FLOW_NODES];
  for (int e = 0; e < 3; e++) { // load ramped and eased over T = 0.5
    kn_flow_fluid f = column(32);
    int steps = e == 2 ? 2048 : 16 << e;
    for (int s = 0; s < steps; s++) {
      for (int i = 0; i < f.n; i++) p[i] = 10e3 * pow(sin(0.5 * PI * (s + 1) / steps), 2);
      kn_flow_fluid_step(&b, &f, 0.5 * h * h / c / steps, p, NULL, NULL);
    }
    lost[e] = kn_flow_fluid_lost(&b, &f);
  }
  double time = log2(fabs(lost[0] - lost[2]) / fabs(lost[1] - lost[2]));
  double U[3];
  for (int e = 0; e < 3; e++) {
    kn_flow_fluid f = column(16 << e);
    U[e] = settled(&b, &f, 0.2, 4000) - terzaghi(0.2);
  }
  double space = log2(fabs(U[0] / U[1])), finer = log2(fabs(U[1] / U[2]));
  print_message("order of the column: %.2f in time, %.2f and %.2f in space\n", time, space, finer);
  inside(time, 1.8, 2.3);
  inside(space, 1.8, 2.2);
  inside(finer, 1.8, 2.2);
}

static double ramp_stress(double T, double T0) { // F-V2 over H_A eps_0: stress on the loaded, drained face
  double s = 0;
  for (int i = 1; i < 4000; i++) {
    double a = i * i * PI * PI;
    s += T <= T0 ? -2 * exp(-a * T) / a / T0 : 2 / T0 * (exp(-a * (T - T0)) - exp(-a * T)) / a;
  }
  return T <= T0 ? T / T0 + (1.0 / 3.0) / T0 + s : 1 + s;
}
// Stress relaxation, one face drained and pressed in at a constant speed, then held. The column's lost volume is the
// settlement: the load that keeps it at e(t) is found step by step.
static void a_compressed_layer_relaxes_as_a_biphasic_one(void **state) { // [F1] [F2], F-V2
  (void)state;
  static const double at[][3] = {{0.05, 0.05, 5.04627}, {0.05, 0.1, 2.09026}, {0.05, 0.2, 1.36153},
                                 {0.05, 0.5, 1.01860},  {0.5, 0.25, 1.13229}, {0.5, 0.5, 1.66375},
                                 {0.5, 1, 1.00289}};
  kn_flow_par b = bare();
  double c = b.kap_s * b.H_s;
  for (int i = 0; i < 7; i++) {
    near(ramp_stress(at[i][1], at[i][0]), at[i][2], 2e-5);
    kn_flow_fluid f = column(KN_FLOW_NODES), tried;
    int steps = 2000;
    double dt = at[i][1] / steps, eps0 = 0.01, load = 0;
    double p[KN_FLOW_NODES];
    for (int s = 1; s <= steps; s++) {
      double want = eps0 * h * fmin(s * dt / at[i][0], 1), lost[2];
      for (int t = 0; t < 2; t++) { // linear in the load: two trials give it
        tried = f;
        for (int j = 0; j < f.n; j++) p[j] = load + t * 100;
        kn_flow_fluid_step(&b, &tried, dt * h * h / c, p, NULL, NULL);
        lost[t] = kn_flow_fluid_lost(&b, &tried);
      }
      load += 100 * (want - lost[0]) / (lost[1] - lost[0]);
      for (int j = 0; j < f.n; j++) p[j] = load;
      kn_flow_fluid_step(&b, &f, dt * h * h / c, p, NULL, NULL);
    }
    near(load / (b.H_s * eps0) / at[i][2], 1, 0.03);
  }
}

static void permeability_falls_with_lost_fluid(void **state) { // [F3]
  (void)state;
  kn_flow_layer skin = kn_flow_layer_of(k, KN_FLOW_SKIN), muscle = kn_flow_layer_of(k, KN_FLOW_MUSCLE);
  near(kn_flow_permeability(k, KN_FLOW_SKIN, &skin, 0) / k->kap_s, 1, 1e-12);
  near(kn_flow_permeability(k, KN_FLOW_SKIN, &skin, 0.1) / k->kap_s, exp(-0.294), 1e-12);
  near(kn_flow_permeability(k, KN_FLOW_MUSCLE, &muscle, 0) / k->kap_m, 1, 1e-12);
  double J = 0.9, phi = 1 - 0.25 / J;
  near(kn_flow_permeability(k, KN_FLOW_MUSCLE, &muscle, 0.1) / k->kap_m, pow(phi / 0.75, 2) * exp(2 * (J * J - 1)),
       1e-12);
  // and the nonlinear column stays second order
  kn_flow_par b = *k;
  b.L_pS = 0, b.m_k = 20;
  double lost[3], c = b.kap_s * b.H_s, p[KN_FLOW_NODES];
  for (int e = 0; e < 3; e++) {
    kn_flow_fluid f = column(32);
    int steps = e == 2 ? 4096 : 64 << e;
    for (int s = 0; s < steps; s++) {
      for (int i = 0; i < f.n; i++) p[i] = 10e3 * pow(sin(0.5 * PI * (s + 1) / steps), 2);
      kn_flow_fluid_step(&b, &f, 0.5 * h * h / c / steps, p, NULL, NULL);
    }
    lost[e] = kn_flow_fluid_lost(&b, &f);
  }
  double order = log2(fabs(lost[0] - lost[2]) / fabs(lost[1] - lost[2]));
  print_message("with falling permeability: order %.2f in time\n", order);
  inside(order, 1.7, 2.4);
}

// All layers, capillaries, lymph, escape sideways, both ends: fluid lost = ends + sides + lymph - filtered, F-V5
static void no_fluid_is_made_or_lost(void **state) { // [F1] [F4] [F7], F-V5
  (void)state;
  kn_flow_fluid f;
  double thickness[3] = {2.2e-3, 8e-3, 36e-3}, p[KN_FLOW_NODES], cap[KN_FLOW_NODES], lymph[KN_FLOW_NODES];
  int slices[3] = {6, 8, 10};
  assert_int_equal(kn_flow_fluid_build(thickness, slices, &f), 24);
  near(f.z[23] + 0.5 * f.dz[23], 46.2e-3, 1e-12);
  f.width = 0.04, f.open_bottom = 1;
  for (int s = 0; s < 3000; s++) {
    for (int i = 0; i < f.n; i++) {
      p[i] = s < 2000 ? 14e3 * exp(-f.z[i] / 0.03) * (1 + sin(0.3 * s)) : 0;
      cap[i] = 0.4 * p[i], lymph[i] = 2e-6 * (s % 7);
    }
    if (s % 2) kn_flow_fluid_load(&f, p);
    kn_flow_fluid_step(k, &f, 0.5, p, cap, lymph);
  }
  double sum = 0;
  for (int l = 0; l < KN_FLOW_LAYERS; l++) sum += kn_flow_fluid_lost_of(k, &f, l);
  near(sum, kn_flow_fluid_lost(k, &f), 1e-15);
  double lost = kn_flow_fluid_lost(k, &f), out = f.ends + f.sides + f.lymph - f.filtered;
  double turned = fabs(f.ends) + fabs(f.sides) + fabs(f.lymph) + fabs(f.filtered);
  print_message("fluid: lost %.6e m, ends %.1e sides %.1e lymph %.1e filtered %.1e, imbalance %.1e\n", lost, f.ends,
                f.sides, f.lymph, f.filtered, (lost - out) / turned);
  near(lost, out, 1e-10 * turned);
}

static void at_rest_nothing_moves_and_a_stroke_squeezes_out_next_to_nothing(void **state) {
  (void)state;
  kn_flow_fluid f;
  double thickness[3] = {2.2e-3, 8e-3, 36e-3}, p[KN_FLOW_NODES];
  int slices[3] = {6, 8, 10};
  kn_flow_fluid_build(thickness, slices, &f);
  for (int s = 0; s < 100; s++) kn_flow_fluid_step(k, &f, 10, NULL, NULL, NULL);
  near(kn_flow_fluid_lost(k, &f), 0, 0);
  for (int i = 0; i < f.n; i++) p[i] = 14e3 * exp(-f.z[i] / 0.05);
  kn_flow_fluid_load(&f, p);
  for (int i = 0; i < f.n; i++) near(f.p[i], p[i], 0); // undrained: the fluid carries it
  for (int s = 0; s < 2; s++) kn_flow_fluid_step(k, &f, 0.5, NULL, p, NULL);
  double one = kn_flow_fluid_lost(k, &f);
  for (int s = 0; s < 1800; s++) kn_flow_fluid_step(k, &f, 1, NULL, p, NULL);
  double half_hour = kn_flow_fluid_lost(k, &f);
  print_message("14 kPa held: settles %.2f um in 1 s, %.0f um in half an hour\n", one * 1e6, half_hour * 1e6);
  inside(one, -10e-6, 10e-6);
  inside(half_hour, -20e-6, 20e-6); // squeezed capillaries give back what drains
}

// Everything together: strokes on a column whose every slice has a vascular cell and lymphatics
static void strokes_drain_what_the_lymphatics_carry_away(void **state) { // [F1] [F4] [F5] [F6] [F7]
  (void)state;
  kn_flow_fluid f;
  double thickness[3] = {2.2e-3, 8e-3, 36e-3}, p[KN_FLOW_NODES], cap[KN_FLOW_NODES], take[KN_FLOW_NODES], dt = 0.05;
  int slices[3] = {3, 3, 4};
  int n_ = kn_flow_fluid_build(thickness, slices, &f);
  kn_flow_kind skin = kn_flow_skin(k), muscle = kn_flow_muscle(k);
  kn_flow_cell cell[KN_FLOW_NODES];
  kn_flow_lymph lymph[KN_FLOW_NODES];
  double carried = 0, depth = 46.2e-3;
  for (int i = 0; i < n_; i++) cell[i] = kn_flow_rest(), lymph[i] = kn_flow_lymph_rest(k);
  for (int s = 0; s < 12000; s++) { // ten minutes, a stroke every 2.5 s
    double phase = (s % 50 + 1) / 50.0, load = phase < 0.5 ? 14e3 * sin(2 * PI * phase) : 0;
    for (int i = 0; i < n_; i++) {
      const kn_flow_kind *kind = f.layer[i] == KN_FLOW_MUSCLE ? &muscle : &skin;
      p[i] = load * exp(-f.z[i] / 0.05);
      kn_flow_around u = kn_flow_calm(k, kind, f.p[i]);
      cap[i] = kn_flow_cell_step(k, kind, &u, dt, &cell[i]).P - k->P_1r;
      double J = kn_flow_lymph_step(k, f.p_u[i], f.p[i] - f.p_u[i], dt, &lymph[i]) * k->T_l / dt;
      take[i] = kn_flow_uptake(k, J);
      carried += J * f.dz[i] / depth * dt / 600;
    }
    kn_flow_fluid_step(k, &f, dt, p, cap, take);
  }
  double lost = kn_flow_fluid_lost(k, &f), turned = fabs(f.lymph) + fabs(f.filtered);
  print_message(
      "ten minutes of strokes: lymph %.1f of rest, layers thinner by %.1f um (lymph %.1f, capillaries %.1f)\n", carried,
      lost * 1e6, f.lymph * 1e6, -f.filtered * 1e6);
  near(lost, f.lymph - f.filtered, 1e-10 * turned);
  assert_true(carried > 1);
  inside(lost, -1e-3, 1e-3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_loaded_layer_drains_as_terzaghi_says),
      cmocka_unit_test(a_coarse_step_is_five_times_better_than_backward_euler),
      cmocka_unit_test(the_column_is_second_order_in_time_and_space),
      cmocka_unit_test(a_compressed_layer_relaxes_as_a_biphasic_one),
      cmocka_unit_test(permeability_falls_with_lost_fluid),
      cmocka_unit_test(no_fluid_is_made_or_lost),
      cmocka_unit_test(strokes_drain_what_the_lymphatics_carry_away),
      cmocka_unit_test(at_rest_nothing_moves_and_a_stroke_squeezes_out_next_to_nothing),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
