// The tables of techniques, tools, regions, layers and membranes, and the layers of a person that come from them:
// [T2] thickness and [T3] stiffness by sex, age, body-mass index and spread, against [T1] and published measurements.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "sim/model.h"
#include "tissue/body.rhs.h"
#include <math.h>
#include <string.h>

static const kn_tissue_par *k;
static kn_numbers n;
static const double YEAR = 31557600.0, MM = 1e-3, KPA = 1e3;

static int begin(void **state) {
  (void)state;
  kn_ctx *ctx;
  kn_model *m;
  if (kn_open(NULL, &ctx) || kn_model_load(ctx, NULL, &m)) return 1;
  n = m->numbers;
  k = &n.room.chain.tissue;
  kn_close(ctx);
  return 0;
}

// A region's rows as the room takes them; their number.
static int rows_of(int region, kn_body_row row[KN_BODY_LAYERS]) {
  kn_region_layer_info l;
  int count = 0;
  for (; kn_region_layer(region, count, &l); count++)
    row[count] = (kn_body_row){.thickness = l.thickness_mm * MM,
                               .cv = l.cv,
                               .per_bmi = l.per_bmi_mm * MM,
                               .per_year = l.per_year_mm * MM / YEAR,
                               .male = l.male,
                               .shear = l.shear_kPa * KPA,
                               .shear_cv = l.shear_cv,
                               .male_shear = l.male_shear,
                               .per_year_shear = l.per_year_shear / YEAR,
                               .least = l.layer == KN_LAYER_FAT ? k->fat_min : 0.0};
  return count;
}
static int stack(int region, double male, double years, double bmi, const kn_body_draw *draw, kn_body_layer *out) {
  kn_body_row row[KN_BODY_LAYERS];
  int count = rows_of(region, row);
  kn_body who = {male, years * YEAR, bmi};
  kn_tissue_stack_of(k, row, count, &who, draw, out);
  return count;
}

static void every_region_has_its_layers_and_membranes_with_grade_and_source(void **state) {
  (void)state;
  assert_true(KN_REGION_COUNT >= 14);
  for (int i = 0; i < KN_REGION_COUNT; i++) {
    const kn_region_info *r = kn_region_at(i);
    kn_region_layer_info l;
    kn_region_membrane_info m;
    int layers = 0, membranes = 0;
    for (; kn_region_layer(i, layers, &l); layers++) {
      assert_int_equal((int)l.layer, layers); // from the skin inwards
      assert_true(l.thickness_mm > 0 && l.cv > 0 && l.shear_kPa > 0 && l.shear_cv > 0 && l.stiffening >= 0);
      assert_true(l.male > 0 && l.male_shear > 0);
      assert_true(strlen(l.source) >= 7 && l.grade >= 'A' && l.grade <= 'D');
      double in_region[] = {r->skin_mm, r->fat_mm, r->muscle_mm, r->deep_mm};
      assert_true(l.thickness_mm == in_region[l.layer]);
    }
    for (; kn_region_membrane(i, membranes, &m); membranes++) {
      assert_int_equal((int)m.membrane, membranes);
      assert_true(m.stiffness_N_m > 0 && m.tension_N_m > 0 && strlen(m.source) >= 7);
    }
    assert_true(layers >= 3 && layers <= KN_LAYER_COUNT && membranes == KN_MEMBRANE_COUNT);
    assert_true((layers == 4) == (r->deep_mm > 0));
    assert_true(strlen(r->choir) >= 3 && strlen(r->source) >= 7 && r->ppt_kPa > 0 && r->length_mm > 0 &&
                r->width_mm > 0 && r->limb_radius_mm >= 0);
  }
  kn_region_layer_info l;
  kn_region_membrane_info m;
  assert_false(kn_region_layer(-1, 0, &l) || kn_region_layer(KN_REGION_COUNT, 0, &l));
  assert_false(kn_region_membrane(KN_LOW_BACK, 2, &m));
  assert_true(kn_region_at(KN_ABDOMEN)->deep_mm > 50); // something lies behind the wall
}

static void every_stroke_says_how_it_moves_within_what_a_therapist_may_do(void **state) {
  (void)state;
  int patterns = 0;
  for (int i = 0; i < KN_TECHNIQUE_COUNT; i++) {
    kn_technique_stroke_info s;
    for (int j = 0; kn_technique_stroke(i, j, &s); j++) {
      const kn_tool_info *t = kn_tool_at(s.tool_index);
      assert_string_equal(t->key, s.tool);
      assert_int_equal(kn_tool_find(s.tool), s.tool_index);
      assert_true(t->area_cm2 == s.area_cm2 && t->area_force_N == s.area_force_N);
      assert_true(s.force_low_N > 0 && s.force_low_N <= s.force_N && s.force_N <= s.force_high_N);
      assert_true(s.rate_low_Hz > 0 && s.rate_low_Hz <= s.rate_Hz && s.rate_Hz <= s.rate_high_Hz);
      assert_true(s.speed_low_cm_s > 0 && s.speed_low_cm_s <= s.speed_cm_s && s.speed_cm_s <= s.speed_high_cm_s);
      assert_true(s.on > 0 && s.on <= 1 && s.angle_deg >= 0 && s.angle_deg < 80);
      assert_true(strlen(s.source) >= 7 && s.grade >= 'A' && s.grade <= 'D');
      patterns |= 1 << s.pattern;
    }
  }
  assert_int_equal(patterns, (1 << (KN_PATTERN_STRETCH + 1)) - 1); // each of the eight is used
  for (int i = 0; i < KN_TOOL_COUNT; i++)
    assert_true((kn_tool_at(i)->shape == KN_SHAPE_PATCH) == (kn_tool_at(i)->radius_mm == 0));
  assert_null(kn_tool_at(KN_TOOL_COUNT));
  assert_null(kn_tool_at(-1));
}

// What the chain is calibrated on: these numbers must not move.
static void the_strokes_that_the_chain_is_calibrated_on_are_unchanged(void **state) {
  (void)state;
  static const struct {
    int technique;
    double share, force;
    const char *tool;
    double area, at, rate, speed;
  } was[] = {
      {KN_LIGHT_TOUCH, 1.00, 4, "palm", 60, 40, 0.10, 3},    {KN_RELAXATION, 0.90, 30, "palm", 60, 40, 0.40, 8},
      {KN_RELAXATION, 0.10, 25, "palm", 60, 40, 0.80, 4},    {KN_DEEP, 0.40, 45, "palm", 60, 40, 0.40, 6},
      {KN_DEEP, 0.35, 70, "forearm", 70, 40, 0.25, 3},       {KN_DEEP, 0.25, 35, "thumb", 3.5, 20, 0.30, 2},
      {KN_EFFLEURAGE, 1.00, 30, "palm", 60, 40, 0.40, 8},    {KN_PETRISSAGE, 0.60, 25, "palm", 60, 40, 0.80, 4},
      {KN_PETRISSAGE, 0.40, 30, "fist", 28, 40, 0.80, 4},    {KN_TRIGGER_POINT, 0.50, 30, "thumb", 3.5, 20, 0.05, 0.5},
      {KN_TRIGGER_POINT, 0.50, 25, "palm", 60, 40, 0.40, 6}, {KN_ELBOW_PRESSURE, 0.30, 60, "palm", 60, 40, 0.40, 6},
      {KN_ELBOW_PRESSURE, 0.70, 80, "elbow", 4, 40, 0.25, 2}};
  int last = -1, j = 0;
  for (size_t i = 0; i < sizeof was / sizeof *was; i++) {
    kn_technique_stroke_info s;
    j = was[i].technique == last ? j + 1 : 0;
    last = was[i].technique;
    assert_true(kn_technique_stroke(last, j, &s));
    assert_true(s.share == was[i].share && s.force_N == was[i].force && s.area_cm2 == was[i].area &&
                s.area_force_N == was[i].at && s.rate_Hz == was[i].rate && s.speed_cm_s == was[i].speed);
    assert_string_equal(s.tool, was[i].tool);
  }
  static const double about[][3] = {{0, 0, 0},    {1, 0.25, 2}, {1, 0.10, 0}, {1, 0.80, 0}, {1, 0.80, 0}, {1, 0.90, 0},
                                    {1, 0.85, 0}, {1, 0.90, 0}, {1, 0.90, 0}, {1, 0.85, 0}, {1, 0.85, 0}};
  for (int i = 0; i < 11; i++) {
    const kn_technique_info *t = kn_technique_at(i);
    assert_true(t->rest == about[i][0] && t->context == about[i][1] && t->visits == (int)about[i][2]);
  }
}

static void a_woman_of_45_has_the_layers_of_the_table(void **state) { // [T2] [T3]
  (void)state;
  for (int i = 0; i < KN_REGION_COUNT; i++) {
    kn_body_layer s[KN_BODY_LAYERS];
    kn_region_layer_info l;
    int count = stack(i, 0, 45, 23, NULL, s);
    for (int j = 0; j < count && kn_region_layer(i, j, &l); j++) {
      assert_true(fabs(s[j].thickness / (l.thickness_mm * MM) - 1) < 1e-12);
      assert_true(fabs(s[j].shear / (l.shear_kPa * KPA) - 1) < 1e-12);
    }
  }
}

static void her_low_back_gains_a_millimetre_of_fat_a_unit_of_body_mass_index(void **state) { // [T2]
  (void)state;
  for (double bmi = 23; bmi <= 40; bmi += 0.5) {
    kn_body_layer s[KN_BODY_LAYERS];
    assert_int_equal(stack(KN_LOW_BACK, 0, 45, bmi, NULL, s), 3);
    assert_true(fabs(s[0].thickness - 2.2e-3) < 1e-15 && fabs(s[2].thickness - 36e-3) < 1e-15);
    assert_true(fabs(s[1].thickness - (8.0 + bmi - 23.0) * 1e-3) < 1e-15);
  }
}

static void fat_grows_with_body_mass_index_and_never_below_its_least(void **state) { // [T2]
  (void)state;
  for (int i = 0; i < KN_REGION_COUNT; i++) {
    kn_body_layer lean[KN_BODY_LAYERS], heavy[KN_BODY_LAYERS], none[KN_BODY_LAYERS];
    kn_body_draw thin[KN_BODY_LAYERS] = {{-8, 0}, {-8, 0}, {-8, 0}, {-8, 0}};
    int count = stack(i, 0, 45, 20, NULL, lean);
    stack(i, 0, 45, 35, NULL, heavy);
    stack(i, 0.5, 45, 15, thin, none);
    assert_true(heavy[1].thickness > lean[1].thickness);
    assert_true(none[1].thickness >= k->fat_min);
    for (int j = 0; j < count; j++) assert_true(none[j].thickness > 0 && lean[j].shear == heavy[j].shear);
  }
}

static void men_have_less_fat_and_more_and_mostly_stiffer_muscle(void **state) { // [T2] [T3]
  (void)state;
  for (int i = 0; i < KN_REGION_COUNT; i++) {
    kn_body_layer woman[KN_BODY_LAYERS], man[KN_BODY_LAYERS], either[KN_BODY_LAYERS];
    stack(i, 0, 45, 25, NULL, woman);
    stack(i, 1, 45, 25, NULL, man);
    stack(i, 0.5, 45, 25, NULL, either);
    assert_true(man[0].thickness >= woman[0].thickness);
    if (i != KN_HAND && i != KN_FOOT_SOLE) assert_true(man[1].thickness < woman[1].thickness); // pads, not stores
    assert_true(man[2].thickness > woman[2].thickness);
    // the biceps is the measured exception: there women tend to be the stiffer (Eby 2015)
    if (i == KN_ARM)
      assert_true(man[2].shear == woman[2].shear);
    else
      assert_true(man[2].shear > woman[2].shear);
    assert_true(fabs(either[1].thickness - 0.5 * (man[1].thickness + woman[1].thickness)) < 1e-12);
  }
}

static void age_thins_and_stiffens_the_quadriceps(void **state) { // [T2] [T3]
  (void)state;
  kn_body_layer young[KN_BODY_LAYERS], old[KN_BODY_LAYERS];
  stack(KN_THIGH, 0, 26, 23, NULL, young);
  stack(KN_THIGH, 0, 70, 23, NULL, old);
  // published: 33.0 mm at 26 y, 25.5 mm at 70 y
  assert_true(fabs((young[2].thickness - old[2].thickness) / MM - 7.5) < 0.1);
  assert_true(old[2].shear > young[2].shear);
  kn_body_layer oldest[KN_BODY_LAYERS];
  for (int i = 0; i < KN_REGION_COUNT; i++)
    for (int j = stack(i, 1, 100, 23, NULL, oldest) - 1; j >= 0; j--)
      assert_true(oldest[j].thickness > 0 && oldest[j].shear > 0);
}

static void people_spread_log_normally_about_the_median(void **state) { // [T2] [T3]
  (void)state;
  kn_body_draw up[KN_BODY_LAYERS] = {{1, 1}, {1, 1}, {1, 1}, {1, 1}},
               down[KN_BODY_LAYERS] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
  for (int i = 0; i < KN_REGION_COUNT; i++) {
    kn_body_layer a[KN_BODY_LAYERS], b[KN_BODY_LAYERS], m[KN_BODY_LAYERS];
    kn_region_layer_info l;
    int count = stack(i, 0, 45, 23, up, a);
    stack(i, 0, 45, 23, down, b);
    stack(i, 0, 45, 23, NULL, m);
    for (int j = 0; j < count && kn_region_layer(i, j, &l); j++) {
      double s = sqrt(log(1 + l.cv * l.cv));
      assert_true(fabs(log(a[j].thickness / m[j].thickness) - s) < 1e-12);
      assert_true(fabs(a[j].thickness * b[j].thickness / (m[j].thickness * m[j].thickness) - 1) < 1e-12);
      assert_true(fabs(log(a[j].shear / m[j].shear) - sqrt(log(1 + l.shear_cv * l.shear_cv))) < 1e-12);
    }
  }
}

// A published mean must lie where 95 of 100 people of the table lie (two sigma), for the people it was measured on.
static void published_thickness_lies_within_the_spread_of_the_table(void **state) {
  (void)state;
  static const struct {
    int region;
    kn_layer_kind layer;
    double male, age, bmi, mm; // people of the study; BMI 25 and age 45 where the abstract gives none
    const char *who;
  } seen[] = {
      {KN_SHOULDER, KN_LAYER_SKIN, 0.5, 45, 28, 2.2, "Gibney 2010, arm"},
      {KN_ARM, KN_LAYER_SKIN, 0.5, 45, 25, 2.00, "Sim 2014, upper arm"},
      {KN_THIGH, KN_LAYER_SKIN, 0.5, 45, 28, 1.9, "Gibney 2010, thigh"},
      {KN_THIGH, KN_LAYER_SKIN, 0, 45, 28, 1.65, "Derraik 2014, women (dermis)"},
      {KN_THIGH, KN_LAYER_SKIN, 1, 45, 28, 1.89, "Derraik 2014, men (dermis)"},
      {KN_ABDOMEN, KN_LAYER_SKIN, 0.5, 45, 28, 2.2, "Gibney 2010, abdomen"},
      {KN_ABDOMEN, KN_LAYER_SKIN, 0.5, 45, 25, 2.29, "Sim 2014, abdomen"},
      {KN_GLUTEAL, KN_LAYER_SKIN, 0.5, 45, 28, 2.4, "Gibney 2010, buttocks"},
      {KN_THIGH, KN_LAYER_FAT, 0.5, 45, 28, 10.4, "Gibney 2010, thigh"},
      {KN_THIGH, KN_LAYER_FAT, 0, 45, 28, 21.3, "Derraik 2014, women"},
      {KN_THIGH, KN_LAYER_FAT, 1, 45, 28, 17.9, "Derraik 2014, men"},
      {KN_ARM, KN_LAYER_FAT, 0.5, 45, 25, 5.5, "Sim 2014, upper arm"},
      {KN_SHOULDER, KN_LAYER_FAT, 0.5, 45, 28, 10.8, "Gibney 2010, arm"},
      {KN_ABDOMEN, KN_LAYER_FAT, 0.5, 45, 28, 13.9, "Gibney 2010, abdomen"},
      {KN_ABDOMEN, KN_LAYER_FAT, 0.5, 45, 25, 10.15, "Sim 2014, abdomen"},
      {KN_ABDOMEN, KN_LAYER_FAT, 0, 45, 28, 17.7, "Derraik 2014, women"},
      {KN_ABDOMEN, KN_LAYER_FAT, 1, 45, 28, 9.8, "Derraik 2014, men"},
      {KN_GLUTEAL, KN_LAYER_FAT, 0.5, 45, 28, 15.4, "Gibney 2010, buttocks"},
      {KN_GLUTEAL, KN_LAYER_FAT, 1, 45, 23, -33.56 + 0.078 * 45 + 3.042 * 23, "Frank 2019, man"},
      {KN_GLUTEAL, KN_LAYER_FAT, 1, 45, 35, -33.56 + 0.078 * 45 + 3.042 * 35, "Frank 2019, heavy man"},
      {KN_FOOT_SOLE, KN_LAYER_FAT, 0.5, 46.5, 25, 19.94, "Belhan 2019, heel"},
      {KN_FOOT_SOLE, KN_LAYER_FAT, 0.5, 46.5, 25, 6.75, "Belhan 2019, first metatarsal head"},
      {KN_THIGH, KN_LAYER_MUSCLE, 0.5, 26, 23, 33.0, "rectus femoris + vastus intermedius, young"},
      {KN_THIGH, KN_LAYER_MUSCLE, 0.5, 70, 23, 25.5, "the same, old"},
  };
  for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
    kn_body_layer s[KN_BODY_LAYERS];
    kn_region_layer_info l;
    stack(seen[i].region, seen[i].male, seen[i].age, seen[i].bmi, NULL, s);
    assert_true(kn_region_layer(seen[i].region, (int)seen[i].layer, &l));
    double median = s[seen[i].layer].thickness / MM, sigmas = log(seen[i].mm / median) / sqrt(log(1 + l.cv * l.cv));
    print_message("%s: %.4g mm; table %.3g mm, %+.1f sigma\n", seen[i].who, seen[i].mm, median, sigmas);
    assert_true(fabs(sigmas) < 2);
  }
}

static void stiffness_agrees_with_elastography_of_resting_back_muscle(void **state) { // [T3]
  (void)state;
  // about 4 kPa erector spinae, 6 kPa multifidus at rest, 120 people (Clin Biomech 2019 62:113)
  kn_body_layer s[KN_BODY_LAYERS];
  stack(KN_LOW_BACK, 0.5, 35, 25, NULL, s);
  assert_true(s[2].shear > 4 * KPA && s[2].shear < 8 * KPA);
  // fat is the softest layer, as magnetic resonance has it; skin is the stiffest
  for (int i = 0; i < KN_REGION_COUNT; i++) {
    stack(i, 0, 45, 23, NULL, s);
    assert_true(s[1].shear < s[2].shear && s[2].shear < s[0].shear);
  }
}

static void pain_thresholds_fall_from_the_low_back_to_the_neck(void **state) { // Hogeweg 1992, Binderup 2010
  (void)state;
  static const int upwards[] = {KN_LOW_BACK, KN_UPPER_BACK, KN_NECK_SHOULDER, KN_NECK};
  for (int i = 1; i < 4; i++) assert_true(kn_region_at(upwards[i])->ppt_kPa < kn_region_at(upwards[i - 1])->ppt_kPa);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_region_has_its_layers_and_membranes_with_grade_and_source),
      cmocka_unit_test(every_stroke_says_how_it_moves_within_what_a_therapist_may_do),
      cmocka_unit_test(the_strokes_that_the_chain_is_calibrated_on_are_unchanged),
      cmocka_unit_test(a_woman_of_45_has_the_layers_of_the_table),
      cmocka_unit_test(her_low_back_gains_a_millimetre_of_fat_a_unit_of_body_mass_index),
      cmocka_unit_test(fat_grows_with_body_mass_index_and_never_below_its_least),
      cmocka_unit_test(men_have_less_fat_and_more_and_mostly_stiffer_muscle),
      cmocka_unit_test(age_thins_and_stiffens_the_quadriceps),
      cmocka_unit_test(people_spread_log_normally_about_the_median),
      cmocka_unit_test(published_thickness_lies_within_the_spread_of_the_table),
      cmocka_unit_test(stiffness_agrees_with_elastography_of_resting_back_muscle),
      cmocka_unit_test(pain_thresholds_fall_from_the_low_back_to_the_neck),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
