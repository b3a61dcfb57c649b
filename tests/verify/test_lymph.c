// Lymph and filtration against closed forms: [F4] [F5] [F6] [F7].
#include "flow_near.h"
#include "flow/cell.h"

static kn_flow_par changed; // a copy to change

static void lymph_rests(void **state) { // [F5] [F6] [F7]
  (void)state;
  kn_flow_lymph y = kn_flow_lymph_rest(k), r;
  near(kn_flow_lymph_rates(k, 0, 0, &y, &r), 1, 1e-12);
  near(fabs(r.v) + fabs(r.c), 0, 1e-15);
  double out = 0;
  for (int i = 0; i < 72000; i++) out += kn_flow_lymph_step(k, 0, 0, 0.05, &y);
  near(out * k->T_l / 3600, 1, 1e-9);
  near(y.v, kn_flow_lymph_rest(k).v, 1e-12);
}

// Full emptying every gap: 1 - e^(-gap/tau_f) of the volume comes each time, F-V3
static void a_longer_gap_fills_the_lymphatics_again(void **state) { // [F5], F-V3
  (void)state;
  static const double gaps[][2] = {{0.5, 0.3193}, {2, 0.7853}, {8, 0.9979}};
  changed = *k;
  changed.T_l = 1e9 * 60; // no resting flow: the closed form knows none
  double per[3];
  for (int g = 0; g < 3; g++)
    for (int real = 0; real < 2; real++) {
      const kn_flow_par *par = real ? k : &changed;
      kn_flow_lymph y = kn_flow_lymph_rest(par);
      double ejected = 0;
      for (int cycle = 0; cycle < 40; cycle++) {
        double full = y.v;
        kn_flow_lymph_step(par, 400e3, 0, 3, &y); // ten times tau_o
        ejected = full - y.v;
        y.c = 0; // whatever the collector does
        kn_flow_lymph_step(par, 0, 0, gaps[g][0], &y);
      }
      if (real)
        per[g] = ejected;
      else
        near(ejected, gaps[g][1], 1e-4);
    }
  print_message("volume a compression after 0.5, 2, 8 s: %.3f %.3f %.3f\n", per[0], per[1], per[2]);
  inside(per[2] / per[0], 2.7, 3.3); // three times, McGeown 1988
}

static void duration_hardly_matters_and_pressure_does(void **state) { // [F5], McGeown 1988
  (void)state;
  double by_time[2], last = 0;
  for (int i = 0; i < 2; i++) {
    kn_flow_lymph y = kn_flow_lymph_rest(k);
    double before = y.v;
    kn_flow_lymph_step(k, 100 * MMHG, 0, i ? 18 : 1, &y);
    by_time[i] = before - y.v;
  }
  near(by_time[1] / by_time[0], 1, 0.05);
  static const double p[] = {20, 40, 80, 160, 320};
  for (int i = 0; i < 5; i++) {
    kn_flow_lymph y = kn_flow_lymph_rest(k);
    double before = y.v;
    kn_flow_lymph_step(k, p[i] * MMHG, 0, 3, &y);
    double e = (before - y.v) / before;
    near(e, 1 - exp(-p[i] / 80), 0.02); // e(p)
    assert_true(e > last + 0.02);
    last = e;
  }
}

// The exact step against many small midpoint steps through every order of the valves
static void one_exact_step_is_many_small_ones(void **state) { // [F5] [F6] [F7]
  (void)state;
  static const double cases[][3] = {{1.0, 40, 0}, {0.3, 40, 0},  {0.05, 0, 0},
                                    {0.9, 0, 3},  {0.99, 5, -2}, {0.2, 120, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    kn_flow_lymph y = {cases[i][0], 0}, r, small = y;
    double load = cases[i][1] * MMHG, swell = cases[i][2] * MMHG, h = 1e-4;
    kn_flow_lymph held = {y.v, 0};
    double ejected = 0;
    for (int s = 0; s < 20000; s++) { // 2 s; the collector held, as the exact step holds it
      kn_flow_lymph_rates(k, load, swell, &held, &r);
      kn_flow_lymph half = {held.v + 0.5 * h * r.v, 0};
      kn_flow_lymph_rates(k, load, swell, &half, &r);
      kn_flow_valves f = kn_flow_valves_at(k, load, swell, 0);
      held.v += h * r.v;
      ejected += h * (r.c + f.pump + f.by);
    }
    double out = kn_flow_lymph_step(k, load, swell, 2, &y);
    near(y.v, held.v, 2e-6);
    near(y.c + out, ejected, 2e-6); // nothing is lost between vessel and collector
    // and with the collector free, at 10 ms
    kn_flow_lymph fine = small;
    for (int s = 0; s < 200; s++) kn_flow_lymph_step(k, load, swell, 0.01, &small);
    for (int s = 0; s < 20000; s++) kn_flow_lymph_step(k, load, swell, 1e-4, &fine);
    near(small.v, fine.v, 2e-3);
    near(small.c, fine.c, 5e-3);
  }
}

static void the_collector_pumps_harder_when_filled_and_rests_in_a_flood(void **state) { // [F6]
  (void)state;
  near(kn_flow_valves_at(k, 0, 0, 0).pump * k->T_l, 1, 1e-12);
  double c = 0.5 * k->p_f / k->s_lc / k->a_f; // +50 %
  kn_flow_valves f = kn_flow_valves_at(k, 0, 0, c);
  near(f.pump * k->T_l * (1 + f.by * k->T_l / k->q_Nl), 1.5, 1e-12);
  changed = *k;
  changed.q_Nl = 1e12;
  near(kn_flow_valves_at(&changed, 0, 0, 1e3).pump * k->T_l, k->f_l, 1e-6); // bounded
  near(kn_flow_valves_at(&changed, 0, 0, -1e3).pump, 0, 0);
}

// A swollen tissue drains itself: the fluid pressure at which lymph takes what capillaries filter, F-V4
static void swelling_stops_where_lymph_balances_filtration(void **state) { // [F4] [F5], F-V4
  (void)state;
  double J0 = kn_flow_filtered(k, k->P_1r, 0), venous = 5 * MMHG; // capillaries 5 mmHg above rest
  inside(J0 * 70e3 * 86400, 1e3, 5e3);                            // ml a day of 70 litres of tissue: 2-4 L, from memory
  // analytic: J_v(p) = J0 (e^(p/p_e) - e^-s0)/(1 - e^-s0), collector at rest; straight for p << p_e
  double rest = 1 - (k->tau_lf + k->tau_lo) / k->T_l, p = 0;
  for (int i = 0; i < 50; i++) {
    double up = J0 * (exp(p / k->p_e) - rest) / (1 - rest), slope = J0 * exp(p / k->p_e) / (1 - rest) / k->p_e;
    p -= (up - kn_flow_filtered(k, k->P_1r + venous, p)) / (slope + k->L_pS);
  }
  double straight = venous / (1 + J0 / k->L_pS / (1 - rest) / k->p_e);
  // dynamic: a slice of muscle filling, its lymphatics at work
  changed = *k;
  changed.s_lc = 1e-9 * MMHG;
  kn_flow_lymph y = kn_flow_lymph_rest(&changed), r;
  double swell = 0, h = 0.25;
  for (int i = 0; i < 400000; i++) {
    kn_flow_lymph_rates(&changed, 0, swell, &y, &r);
    double q_o = (y.v - kn_flow_valves_at(&changed, 0, swell, 0).out) / k->tau_lo; // in volumes a second
    swell += h * k->H_m * (kn_flow_filtered(k, k->P_1r + venous, swell) - J0 * k->T_l * q_o);
    kn_flow_lymph_step(&changed, 0, swell, h, &y);
    y.c = 0;
  }
  print_message("venous +5 mmHg: tissue fluid +%.3f mmHg (straight %.3f), lymph %.2f of rest\n", swell / MMHG,
                straight / MMHG, kn_flow_filtered(k, k->P_1r + venous, swell) / J0);
  near(swell, p, 1e-3 * p);
  near(straight / p, 1, 0.02);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lymph_rests),
      cmocka_unit_test(a_longer_gap_fills_the_lymphatics_again),
      cmocka_unit_test(duration_hardly_matters_and_pressure_does),
      cmocka_unit_test(one_exact_step_is_many_small_ones),
      cmocka_unit_test(the_collector_pumps_harder_when_filled_and_rests_in_a_flood),
      cmocka_unit_test(swelling_stops_where_lymph_balances_filtration),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
