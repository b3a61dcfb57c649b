// The first links of the chain after the hand against closed forms and published figures: tissue [B-V3] [T1] [K4], flow [G1] [G2] [G3] [G4] [G5] [G6] [G7] [G8] [G9]
// [G13] [H4] [I1] [I2] [I3], and the maps of outcome [O1] [O2] [O3] [O4] [O5] [O6] [O7].
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "sim/model.h"
#include "flow/cycle.h"
#include <math.h>
#include <string.h>

static kn_numbers n;
static const double MMHG = 133.322387415;

static int begin(void **state) {
  (void)state;
  kn_ctx *ctx;
  kn_model *m;
  if (kn_open(NULL, &ctx) || kn_model_load(ctx, NULL, &m)) return 1;
  n = m->numbers;
  kn_close(ctx);
  return 0;
}
static void near(double v, double want, double error) {
  if (!(fabs(v - want) <= error)) fail_msg("%.9g is not %.9g +- %g", v, want, error);
}

static void pressure_fades_with_depth_as_under_hertz(void **state) { // [B-V3]
  (void)state;
  near(kn_tissue_depth(0.5, 1.0), 0.44643, 5e-6);
  near(kn_tissue_depth(1.0, 1.0), 0.21460, 5e-6);
  near(kn_tissue_depth(2.0, 1.0), 0.07270, 5e-6);
  near(kn_tissue_depth(1e-9, 1.0), 1.0, 1e-8);
  // far away like a point load: P -> p0 (a/z)^2/3
  near(kn_tissue_depth(50.0, 1.0) * 3 * 2500, 1.0, 1e-3);
}

static void a_palm_presses_the_layers_as_the_layered_stack_does(void **state) { // [J1], tissue-flow 15
  (void)state;
  kn_tissue_layers back = {2.2e-3, 8e-3, 36e-3};
  kn_tissue_load p = kn_tissue_press(&n.room.chain.tissue, &back, 15e3, 43.7e-3);
  near(p.muscle, 8.5e3, 0.3e3);                // 8.3-8.7 kPa at 60 N
  near(p.skin, 14.1e3, 0.5e3);                 // 13.9-14.4
  assert_true(p.fat > 11e3 && p.fat < p.skin); // the half-space is low here, LIMITS says by how much
  near(p.mean, 2 / 3.141592653589793 * p.muscle, 1e-9);
}

static void heavier_people_have_more_fat_and_less_pressure_below(void **state) { // [T1]
  (void)state;
  const kn_tissue_par *k = &n.room.chain.tissue;
  kn_tissue_layers ref = {2.2e-3, 8e-3, 36e-3}, usual = kn_tissue_build(k, &ref, 23),
                   heavy = kn_tissue_build(k, &ref, 35);
  near(usual.fat, 8e-3, 1e-15);
  near(heavy.fat, 20e-3, 1e-12);
  near(kn_tissue_build(k, &ref, 10).fat, 1e-3, 1e-12);
  assert_true(kn_tissue_press(k, &heavy, 15e3, 0.04).muscle < kn_tissue_press(k, &usual, 15e3, 0.04).muscle);
}

static void tense_swollen_muscle_is_stiffer_and_moves_less(void **state) { // [nerve 36] [nerve 37]
  (void)state;
  const kn_tissue_par *k = &n.room.chain.tissue;
  kn_tissue_in relaxed = {0, 0, 0, 1, 0, 0, 0}, tense = {0.05, 0.3, 0, 0.8, 0.2, 0.1, 9};
  near(kn_tissue_feel(k, &relaxed).stiffness, 1, 1e-12);
  near(kn_tissue_feel(k, &relaxed).range, 1, 1e-12);
  double stiff = 1 + 4 * 0.05 + 0.6 * 0.2 + 1.2 * 0.1 + 0.2 * 0.3 + 0.15 * 3; // damage counts up to 3
  near(kn_tissue_feel(k, &tense).stiffness, stiff, 1e-12);
  near(kn_tissue_feel(k, &tense).range, (1 - 0.3 * (stiff - 1) / stiff) * sqrt(0.8), 1e-12);
  tense.thixotropy = 1;
  near(kn_tissue_feel(k, &tense).stiffness, stiff * 0.91, 1e-12);
}

static void ordinary_pressure_does_not_bruise(void **state) { // [K4]
  (void)state;
  const kn_tissue_par *k = &n.room.chain.tissue;
  assert_true(kn_tissue_bruise(k, 10e3) == 0);
  assert_true(kn_tissue_bruise(k, 60e3) > kn_tissue_bruise(k, 45e3) && kn_tissue_bruise(k, 45e3) > 0);
  near(kn_tissue_bruise(k, 80e3) * 3600, 0.6 * 100, 0.2); // ten widths above the threshold
}

static void rest_is_a_fixed_point_of_the_vascular_cell(void **state) { // [G1]-[G9] [H4], G-V1
  (void)state;
  const kn_flow_par *k = &n.room.chain.flow;
  kn_flow_kind kinds[] = {kn_flow_skin(k), kn_flow_muscle(k)};
  for (int i = 0; i < 2; i++) {
    kn_flow_cell rest = {1, 1, 0, 0, 0, 1}, r;
    near(kn_flow_cell_rates(k, &kinds[i], 0, &rest, &r), 1.0, 1e-12);
    near(fabs(r.v) + fabs(r.g) + fabs(r.M) + fabs(r.N) + fabs(r.H) + fabs(r.O), 0, 1e-12);
  }
}

// Waterfall with g = c = 1 clamped, s_v = 12 mmHg: the published steady points of G-V2
static void flow_falls_over_the_waterfall(void **state) { // [G1] [G3] [G4]
  (void)state;
  static const double points[][3] = {
      {10, 0.89701, 0.73990}, {20, 0.78343, 0.57828}, {40, 0.54373, 0.37684}, {60, 0.30761, 0.24108}};
  const kn_flow_par *k = &n.room.chain.flow;
  kn_flow_kind skin = kn_flow_skin(k);
  for (int i = 0; i < 4; i++) {
    double p = points[i][0] * MMHG, v = points[i][2];
    kn_flow_cell y = {v, 1, 0, 0, 0, 1}, r;
    double q = kn_flow_cell_rates(k, &skin, p, &y, &r);
    // undo G2, which the closed form holds at 1
    double P1 = p + k->P_1r + k->s_v * log(v), Pam = 0.5 * (k->P_a + P1) - p, Pam0 = 0.5 * (k->P_a + k->P_1r);
    double open = (1 + exp(-(Pam0 - k->P_cl) / k->w_cl)) / (1 + exp(-(Pam - k->P_cl) / k->w_cl));
    near(q / open, points[i][1], 2e-4);
    near((P1 - k->P_v) / (k->P_1r - k->P_v) * v * v, points[i][1], 2e-4); // what flows in flows out
  }
}

static void metabolic_debt_builds_without_oxygen(void **state) { // [G7], G-V3
  (void)state;
  const kn_flow_par *k = &n.room.chain.flow;
  kn_flow_kind skin = kn_flow_skin(k);
  kn_flow_cell y = {1, 1, 0, 0, 0, 0}, r; // no oxygen: M = 1 - exp(-t/tau_M)
  double M = 0;
  for (double t = 0, h = 0.05; t < 180 - 1e-9; t += h) {
    y.M = M;
    kn_flow_cell_rates(k, &skin, 0, &y, &r);
    y.M = M + 0.5 * h * r.M;
    kn_flow_cell_rates(k, &skin, 0, &y, &r);
    M += h * r.M;
  }
  near(M, 0.4590, 1e-4);
}

static void stroking_hardly_changes_muscle_flow(void **state) { // Shoemaker 1997, Hinds 2004: within 10 %
  (void)state;
  const kn_flow_par *k = &n.room.chain.flow;
  kn_flow_kind muscle = kn_flow_muscle(k);
  kn_flow_cycle palm = kn_flow_until_periodic(k, &muscle, 4.4e3, 0.4);
  print_message("muscle flow under a 30-N palm: mean %.3f, %.2f .. %.2f, repeats after %.0f s\n", palm.mean, palm.low,
                palm.high, palm.seconds);
  near(palm.mean, 1.0, 0.10);
  assert_true(palm.low < palm.mean && palm.mean < palm.high);
  near(kn_flow_until_periodic(k, &muscle, 0, 0.4).mean, 1.0, 0);
}

static void heat_balances_at_rest_and_under_the_hand(void **state) { // [I1] [I2] [I3] [G13]
  (void)state;
  const kn_flow_par *k = &n.room.chain.flow;
  kn_flow_drive drives[] = {{1, 1, 0, 0}, {1.5, 1.02, 0.15, 11}};
  double skin[2], muscle[2];
  for (int d = 0; d < 2; d++) {
    kn_flow_state y = {1, 1, 306, 309};
    kn_flow_rates r;
    for (int i = 0; i < 20000; i++) { // to rest, in steps of 5 s
      kn_flow(k, &drives[d], &y, &r);
      const kn_rate *rate = (const kn_rate *)&r;
      double *v = (double *)&y;
      for (int j = 0; j < 4; j++) v[j] += 5.0 * (rate[j].make - rate[j].lose * v[j]);
    }
    near(y.skin_flow, drives[d].skin, 1e-9);
    skin[d] = y.skin_temperature - 273.15, muscle[d] = y.muscle_temperature - 273.15;
    // what comes in goes out, both nodes together
    double in = drives[d].heat + k->M_s + k->M_m + k->B_s * y.skin_flow * (k->T_a - y.skin_temperature) +
                (k->B_m * y.muscle_flow + k->U_mc) * (k->T_a - y.muscle_temperature);
    double out = drives[d].contact * k->h_c * (y.skin_temperature - k->T_hand) +
                 (1 - drives[d].contact) * k->h_0 * (y.skin_temperature - k->T_room);
    near(in, out, 1e-6);
  }
  near(skin[0], 33, 0.4);      // Hinds 2004: 31-32 on the leg, 33 on the back
  near(muscle[0], 35.66, 0.2); // Pennes half-space at 15 mm, I-V1
  assert_true(skin[1] > skin[0] && muscle[1] > muscle[0] && muscle[1] - muscle[0] < 1.0);
}

static void scores_of_known_states_are_known(void **state) { // [O1]-[O7]
  (void)state;
  kn_outcome_in u;
  kn_outcome_out o;
  memset(&u, 0, sizeof u);
  u.sympathetic = u.vagal = u.heart_scale = 1, u.cortisol = 0.69, u.anxiety = u.trait = 0.25, u.stress = 0.3;
  u.depression = 0.22, u.gut = 1, u.range = 1, u.stiffness = 1, u.sleep_efficiency = 0.9;
  kn_outcomes(&n.room.map, &u, &o);
  near(o.HEART_RATE * 60, 100 * 1.15 * 0.625, 1e-9);
  near(o.RMSSD, 0.042, 1e-12);
  near(o.SYSTOLIC / MMHG, 116, 1e-9);
  near(o.STATE_ANXIETY, 35, 1e-12);
  near(o.PERCEIVED_STRESS, 12, 1e-12);
  near(o.DEPRESSION, 13.5, 1e-12);                            // half of the scale at its half
  assert_true(o.CORTISOL * 1e6 > 1 && o.CORTISOL * 1e6 < 20); // nmol/L
}

// At its reference state every logistic map stands at its offset
static void questionnaires_stand_at_their_offset_for_the_reference_person(void **state) { // [O8]-[O15]
  (void)state;
  kn_outcome_in u;
  kn_outcome_out o;
  memset(&u, 0, sizeof u);
  u.sympathetic = u.vagal = u.heart_scale = 1, u.cortisol = 0.69, u.anxiety = u.trait = 0.25, u.stress = 0.3;
  u.depression = 0.04, u.fatigue = 0.2, u.gut = 1, u.range = 0.9, u.stiffness = 1.1, u.effort = 0.042;
  kn_outcomes(&n.room.map, &u, &o);
  near(o.ANXIETY_RATED, 56 / (1 + exp(2.0)), 1e-9);                           // [O8]
  near(o.WELL_BEING, 100 / (1 + exp(-0.8 + 3 * (0.04 / 0.26 - 0.08))), 1e-9); // [O9]
  near(o.SLEEP_QUALITY, 21 / (1 + exp(1.75)), 1e-9);                          // [O10]
  near(o.FATIGUE, 36, 1e-9);                                                  // [O11]
  near(o.HEADACHE / 86400, 28 / (1 + exp(2.2)), 1e-9);                        // [O12]
  near(o.DIGESTION, 1 + 6 / (1 + exp(2.0)), 1e-9);                            // [O13]
  near(o.RDQ, 23 / (1 + exp(1.75 + 0.8 * 0.05)), 1e-9);                       // [O14]
  near(o.NDI, 50 / (1 + exp(2.2)), 1e-9);                                     // [O15]
  u.pain = 5;
  kn_outcomes(&n.room.map, &u, &o);
  near(o.RDQ, 23 / (1 + exp(1.75 + 0.8 * 0.05 - 1.25)), 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pressure_fades_with_depth_as_under_hertz),
      cmocka_unit_test(a_palm_presses_the_layers_as_the_layered_stack_does),
      cmocka_unit_test(heavier_people_have_more_fat_and_less_pressure_below),
      cmocka_unit_test(tense_swollen_muscle_is_stiffer_and_moves_less),
      cmocka_unit_test(ordinary_pressure_does_not_bruise),
      cmocka_unit_test(rest_is_a_fixed_point_of_the_vascular_cell),
      cmocka_unit_test(flow_falls_over_the_waterfall),
      cmocka_unit_test(metabolic_debt_builds_without_oxygen),
      cmocka_unit_test(stroking_hardly_changes_muscle_flow),
      cmocka_unit_test(heat_balances_at_rest_and_under_the_hand),
      cmocka_unit_test(scores_of_known_states_are_known),
      cmocka_unit_test(questionnaires_stand_at_their_offset_for_the_reference_person),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
