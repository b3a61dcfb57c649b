// Heat against closed forms, and the session clock's two nodes against the column: [I1] [I2] [I3] [G13].
#include "flow_near.h"
#include "flow/heat.h"

static const double ZERO = 273.15;
static kn_flow_par as_muscle(void) { // one material, with the numbers of I-V1
  kn_flow_par b = *k;
  b.k_hm = 0.49, b.w_hm = 5e-4, b.rc_b = 3.87e6, b.m_hm = 700, b.Q_10 = 1;
  return b;
}
static kn_flow_heat muscle(const kn_flow_par *b, double depth, int slices) {
  kn_flow_heat h;
  double thickness[3] = {0, 0, depth};
  int cut[3] = {0, 0, slices};
  kn_flow_heat_build(b, thickness, cut, &h);
  return h;
}
static const double ones[3] = {1, 1, 1};
static const kn_flow_surface held33 = {1e9, 33 + 273.15, 0};

static void steady_heat_falls_off_as_pennes_says(void **state) { // [I1] [I3], I-V1
  (void)state;
  kn_flow_par b = as_muscle();
  near(sqrt(b.k_hm / b.rc_b / b.w_hm) * 1e3, 15.913, 1e-3);
  kn_flow_heat h = muscle(&b, 0.2, KN_FLOW_NODES);
  h.core = -1; // a half-space: far below nothing passes
  kn_flow_heat_settle(&b, &h, ones, &held33);
  near(kn_flow_heat_at(&b, &h, 0, &held33) - ZERO, 33, 1e-6);
  near(kn_flow_heat_at(&b, &h, 0.015, &held33) - ZERO, 35.662, 0.01);
  near(kn_flow_heat_at(&b, &h, 0.025, &held33) - ZERO, 36.455, 0.01);
  double T25 = kn_flow_heat_at(&b, &h, 0.025, &held33);
  for (int i = 0; i < 100; i++) kn_flow_heat_step(&b, &h, 600, ones, &held33); // and it is where time leads
  near(kn_flow_heat_at(&b, &h, 0.025, &held33), T25, 1e-6);
}

static double warmed(const kn_flow_par *b, int slices, int steps, double q) { // surface +1, 600 s, at 15 mm
  kn_flow_heat h = muscle(b, 0.06, slices);
  double flow[3] = {q, q, q};
  for (int i = 0; i < h.n; i++) h.T[i] = k->T_a;
  kn_flow_surface s = {1e9, k->T_a + 1, 0};
  for (int i = 0; i < steps; i++) kn_flow_heat_step(b, &h, 600.0 / steps, flow, &s);
  return kn_flow_heat_at(b, &h, 0.015, &s) - k->T_a;
}
static void a_warm_surface_is_felt_below_after_a_time(void **state) { // [I1], I-V2
  (void)state;
  kn_flow_par b = as_muscle();
  b.m_hm = 0, b.rc_m = 1050 * 3600;
  double a = b.k_hm / b.rc_m, w = b.rc_b * b.w_hm / b.rc_m, t = 600, z = 0.015, L = sqrt(a / w), r = sqrt(4 * a * t);
  double without = erfc(z / r),
         with = 0.5 * (exp(-z / L) * erfc(z / r - sqrt(w * t)) + exp(z / L) * erfc(z / r + sqrt(w * t)));
  near(without, 0.2291, 1e-4);
  near(with, 0.1918, 3e-4); // as stated; the closed form with these numbers
  print_message("15 mm deep, 600 s after +1 K: %.4f without blood (%.4f), %.4f with (%.4f), 30 slices, 1 s\n",
                warmed(&b, 30, 600, 0), without, warmed(&b, 30, 600, 1), with);
  near(warmed(&b, 30, 600, 0) / without, 1, 0.01);
  near(warmed(&b, 30, 600, 1) / with, 1, 0.01);
  near(warmed(&b, 60, 600, 0) / without, 1, 0.002); // second order in space
  near(warmed(&b, 60, 600, 1) / with, 1, 0.002);
  // a smooth warming: order in time
  double T[3];
  for (int e = 0; e < 3; e++) {
    kn_flow_heat h = muscle(&b, 0.06, 30);
    int steps = e == 2 ? 2048 : 16 << e;
    for (int i = 0; i < steps; i++) {
      kn_flow_surface heated = {100, k->T_a, 500};
      kn_flow_heat_step(&b, &h, 600.0 / steps, ones, &heated);
    }
    T[e] = h.T[8];
  }
  double order = log2(fabs(T[0] - T[2]) / fabs(T[1] - T[2]));
  print_message("heat column: order %.2f in time\n", order);
  inside(order, 1.8, 2.4);
}

static kn_flow_heat back(void) {
  kn_flow_heat h;
  double thickness[3] = {2.2e-3, 8e-3, 36e-3};
  int slices[3] = {6, 8, 16};
  assert_int_equal(kn_flow_heat_build(k, thickness, slices, &h), 30);
  return h;
}
static double stored(const kn_flow_heat *h) {
  double sum = 0;
  for (int i = 0; i < h->n; i++) {
    kn_flow_layer l = kn_flow_layer_of(k, h->layer[i]);
    sum += kn_flow_capacity(&l, h->dz[i]) * h->T[i];
  }
  return sum;
}
static void heat_is_neither_made_nor_lost(void **state) { // [I1] [I2] [I3], I-V3
  (void)state;
  kn_flow_heat h = back();
  double before = stored(&h), flow[3] = {2, 1.5, 1.1};
  for (int i = 0; i < 1800; i++) {
    kn_flow_surface s = kn_flow_surface_of(k, i % 7 == 0, 75);
    flow[0] = 2 + sin(0.01 * i);
    kn_flow_heat_step(k, &h, 1, flow, &s);
  }
  double came = h.surface + h.deep + h.blood + h.made, turned = fabs(h.surface) + fabs(h.deep) + fabs(h.blood) + h.made;
  print_message("heat of half an hour: surface %.0f, core %.0f, blood %.0f, made %.0f J/m2; imbalance %.1e\n",
                h.surface, h.deep, h.blood, h.made, (stored(&h) - before - came) / turned);
  near(stored(&h) - before, came, 1e-8 * turned);
}

static void heat_balances_at_rest_and_under_the_hand(void **state) { // [I1] [I2] [I3] [G13], the two nodes
  (void)state;
  kn_flow_drive drives[] = {{.skin = 1, .muscle = 1}, {.skin = 1.5, .muscle = 1.02, .contact = 0.15, .heat = 11}};
  double skin[2], deep[2];
  for (int d = 0; d < 2; d++) {
    kn_flow_state y = {1, 1, 306, 309, 1.2};
    kn_flow_rates r;
    for (int i = 0; i < 20000; i++) { // to rest, in steps of 5 s
      kn_flow(k, &drives[d], &y, &r);
      const kn_rate *rate = (const kn_rate *)&r;
      double *v = (double *)&y;
      for (int j = 0; j < 4; j++) v[j] += 5.0 * (rate[j].make - rate[j].lose * v[j]);
    }
    near(y.skin_flow, drives[d].skin, 1e-9);
    skin[d] = y.skin_temperature - ZERO, deep[d] = y.muscle_temperature - ZERO;
    // what comes in goes out, both nodes together
    double in = drives[d].heat + k->M_s + k->M_m + k->B_s * y.skin_flow * (k->T_a - y.skin_temperature) +
                (k->B_m * y.muscle_flow + k->U_mc) * (k->T_a - y.muscle_temperature);
    double out = drives[d].contact * k->h_c * (y.skin_temperature - k->T_hand) +
                 (1 - drives[d].contact) * k->h_0 * (y.skin_temperature - k->T_room);
    near(in, out, 1e-6);
  }
  near(skin[0], 33, 0.4);    // Hinds 2004: 31-32 on the leg, 33 on the back
  near(deep[0], 35.66, 0.2); // Pennes half-space at 15 mm, I-V1
  assert_true(skin[1] > skin[0] && deep[1] > deep[0] && deep[1] - deep[0] < 1.0);
}

// The two nodes are the column in short: their constants follow from its layers
static void the_two_nodes_follow_from_the_column(void **state) { // [I1]
  (void)state;
  near(k->C_s / (k->rc_s * 2.2e-3 + k->rc_f * 4e-3), 1, 0.01);
  near(k->C_m / (k->rc_m * 15e-3), 1, 0.01);
  near(k->U_sm * (4e-3 / k->k_hf + 7.5e-3 / k->k_hm), 1, 0.02);
  near(k->U_mc * (22e-3 / k->k_hm), 1, 0.02);
  near(k->B_s / (k->rc_b * (k->w_hs * 2.2e-3 + k->w_hf * 4e-3)), 1, 0.02);
  near(k->B_m / (k->rc_b * k->w_hm * 15e-3), 1, 0.01);
  near(k->M_s / (k->m_hs * 2.2e-3 + k->m_hf * 4e-3), 1, 0.07); // rounded
  near(k->M_m / (k->m_hm * 15e-3), 1, 0.01);
}
static double mean(const kn_flow_heat *h, double from, double to) { // of a range of depths
  double sum = 0;
  for (int i = 0; i < 200; i++) {
    kn_flow_surface none = kn_flow_surface_of(k, 0, 0);
    sum += kn_flow_heat_at(k, h, from + (to - from) * (i + 0.5) / 200, &none);
  }
  return sum / 200;
}
static void the_two_nodes_warm_as_the_column_does(void **state) { // [I1] [I2] [I3]
  (void)state;
  kn_flow_heat h = back();
  kn_flow_surface rest = kn_flow_surface_of(k, 0, 0), hand = kn_flow_surface_of(k, 0.15, 11.25);
  kn_flow_heat_settle(k, &h, ones, &rest);
  double T0 = mean(&h, 0, 6.2e-3), T15 = mean(&h, 10.2e-3, 25.2e-3);
  double flow[3] = {2, 2, 1.02}; // fat breathes with the skin
  kn_flow_drive still = {.skin = 1, .muscle = 1}, u = {.skin = 2, .muscle = 1.02, .contact = 0.15, .heat = 11.25};
  kn_flow_state y = {1, 1, 306, 309, 1.2}, before;
  kn_flow_rates r;
  for (int i = 0; i < 30 * 3600; i++) {
    kn_flow(k, i < 25 * 3600 ? &still : &u, &y, &r);
    if (i == 25 * 3600) before = y;
    const kn_rate *rate = (const kn_rate *)&r;
    double *v = (double *)&y;
    if (i >= 25 * 3600) y.skin_flow = 2, y.muscle_flow = 1.02; // at once in both
    for (int j = 0; j < 4; j++) v[j] += rate[j].make - rate[j].lose * v[j];
    if (i >= 25 * 3600) {
      kn_flow_heat_step(k, &h, 1, flow, &hand);
      int t = i + 1 - 25 * 3600;
      if (t == 900 || t == 3600 || t == 5 * 3600) {
        double skin = y.skin_temperature - before.skin_temperature,
               deep = y.muscle_temperature - before.muscle_temperature;
        double cskin = mean(&h, 0, 6.2e-3) - T0, cdeep = mean(&h, 10.2e-3, 25.2e-3) - T15;
        print_message("%5d s: skin +%.2f (column +%.2f), muscle +%.2f (column +%.2f) K\n", t, skin, cskin, deep, cdeep);
        near(skin, cskin, 0.35);
        near(deep, cdeep, 0.15);
      }
    }
  }
  print_message("at rest: skin %.2f (column %.2f), muscle %.2f (column %.2f) degC\n", before.skin_temperature - ZERO,
                T0 - ZERO, before.muscle_temperature - ZERO, T15 - ZERO);
  near(before.skin_temperature, T0, 0.5);
  near(before.muscle_temperature, T15, 0.5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steady_heat_falls_off_as_pennes_says),
      cmocka_unit_test(a_warm_surface_is_felt_below_after_a_time),
      cmocka_unit_test(heat_is_neither_made_nor_lost),
      cmocka_unit_test(heat_balances_at_rest_and_under_the_hand),
      cmocka_unit_test(the_two_nodes_follow_from_the_column),
      cmocka_unit_test(the_two_nodes_warm_as_the_column_does),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
