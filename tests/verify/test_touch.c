// Pressure under the hand as the chain first had it, a half-space [B-V3] [J1], bruising [T1] [K4], and the maps of outcome
// [O1] [O2] [O3] [O4] [O5] [O6] [O7].
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "sim/model.h"
#include "half_space.h"
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
  near(half_depth(0.5, 1.0), 0.44643, 5e-6);
  near(half_depth(1.0, 1.0), 0.21460, 5e-6);
  near(half_depth(2.0, 1.0), 0.07270, 5e-6);
  near(half_depth(1e-9, 1.0), 1.0, 1e-8);
  // far away like a point load: P -> p0 (a/z)^2/3
  near(half_depth(50.0, 1.0) * 3 * 2500, 1.0, 1e-3);
}

static void the_half_space_gives_muscle_what_the_layered_stack_gives(void **state) { // [J1], tissue-flow 15
  (void)state;
  half_layers back = {2.2e-3, 8e-3, 36e-3};
  near(half_muscle(&back, 15e3, 43.7e-3), 8.5e3, 0.3e3); // 8.3-8.7 kPa at 60 N
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
      cmocka_unit_test(the_half_space_gives_muscle_what_the_layered_stack_gives),
      cmocka_unit_test(tense_swollen_muscle_is_stiffer_and_moves_less),
      cmocka_unit_test(ordinary_pressure_does_not_bruise),
      cmocka_unit_test(scores_of_known_states_are_known),
      cmocka_unit_test(questionnaires_stand_at_their_offset_for_the_reference_person),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
