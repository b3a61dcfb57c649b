// Soft tissue under a tool against what was measured on people, through the touch plant as anyone would use it: tissue.def.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <knead/knead.h>
#include <knead/touch.h>
#include "touch/plant.h"
#include "touch/region.h"
#define LEDGER "validate/tissue.def"
#include "validate/ledger.h"

static const double YEAR = 31557600.0, PI = 3.141592653589793, STEP = 0.01;
static kn_touch_numbers n;
static int begin(void **state) {
  (void)state;
  kn_touch_numbers_fill(&n);
  return 0;
}

static kn_touch_stack region(int which, double male, double years, double bmi) {
  kn_body who = {male, years * YEAR, bmi};
  kn_stack s;
  kn_touch_stack d = {.layer_count = kn_region_stack(&n, which, &who, NULL, NULL, &s)};
  for (int l = 0; l < s.layers; l++) {
    const kn_layer *y = &s.layer[l];
    kn_touch_layer *to = &d.layer[l];
    snprintf(to->name, sizeof to->name, "layer %u", (unsigned)l % 16u);
    to->thickness_mm = y->thickness * 1e3, to->shear_kPa = y->shear * 1e-3, to->stiffening = y->stiffening;
    for (int j = 0; j < KN_TERMS; j++) to->g[j] = y->g[j], to->tau_s[j] = y->tau[j];
    to->membrane_N_m = y->sheet, to->tension_N_m = y->tension, to->membrane_at = y->at;
    to->glide_kPa_mm = y->glide * 1e-6, to->glide_kPa_s_mm = y->glide_viscous * 1e-6;
  }
  return d;
}
static kn_touch_tool flat(double mm2) { // without friction
  return (kn_touch_tool){.name = "probe", .shape = KN_TOUCH_PUNCH, .radius_mm = sqrt(mm2 / PI)};
}
static kn_touch *plant(const kn_touch_stack *stack, const kn_touch_tool *tool, double force, double mm) {
  kn_touch_def d = kn_default_touch();
  kn_error e;
  kn_touch *p;
  d.stack = *stack, d.tool = *tool, d.step_s = STEP, d.force_limit_N = force, d.depth_limit_mm = mm;
  if (kn_touch_create(&d, &p, &e)) fail_msg("%s: %s", e.where, e.what);
  return p;
}
// Pressed on at a steady speed by one step
static double deeper(kn_touch *p, double mm_s, kn_touch_out *out) {
  kn_touch_in in = {.position_m = {0, 0, mm_s * 1e-3 * (kn_touch_time_s(p) + STEP)}};
  if (kn_touch_step(p, &in, out)) fail_msg("the plant refuses to press on");
  return -out->force_N[2];
}

// Strain of whole layers when a tool has gone down to a depth, at once: what the layers' own fading adds at a given depth is
// small, and the plant's reading of it is not to be trusted where it passes zero.
static void strain_at(const kn_touch_stack *stack, const kn_touch_tool *tool, int count, const double *mm, double *fat,
                      double *muscle) { // mm: from the least
  kn_stack s;
  kn_press_tool t;
  kn_level l;
  kn_touch_stack_si(stack, &s);
  kn_touch_tool_si(tool, &t);
  void *memory = malloc(kn_finite_size(&s, &t, mm[count - 1] * 1e-3));
  kn_finite *f = kn_finite_begin(memory, &s, &t, mm[count - 1] * 1e-3);
  double now = 0;
  for (int i = 0; i < count; i++) {
    for (int steps = (int)(mm[i] - now) + 1; steps > 0; steps--) {
      now += (mm[i] - now) / steps;
      if (!kn_finite_press(f, now * 1e-3, &l)) fail_msg("no equilibrium at %g mm", now);
    }
    fat[i] = (l.top[1] - l.top[2]) / s.layer[1].thickness, muscle[i] = l.top[2] / s.layer[2].thickness;
  }
  free(memory);
}

// ---- limbs of people -------------------------------------------------------------------------------------------------
typedef struct site {
  int region;
  double skin, fat, muscle; // mm
  double area, force, rate; // mm2, N, mm/s
} site;
static const site SITES[] = { // in the order of the rows; medians of the summary table
    {KN_FOREARM, 1.26, 5.31, 11.3, 360, 5.44, 4.49}, {KN_FOREARM, 1.18, 2.72, 13.9, 360, 6.42, 4.20},
    {KN_ARM, 1.07, 4.19, 25.6, 360, 5.57, 8.43},     {KN_ARM, 1.48, 9.13, 27.3, 675, 6.72, 7.85},
    {KN_THIGH, 1.48, 9.41, 29.1, 675, 7.79, 7.41},   {KN_HAMSTRING, 1.83, 9.24, 53.5, 675, 7.54, 9.12},
    {KN_SHIN, 1.67, 4.50, 34.3, 675, 10.2, 3.95},    {KN_CALF, 1.37, 7.13, 47.0, 675, 8.89, 7.80}};

static void limbs_are_pressed_as_a_probe_pressed_95_people(void **state) {
  (void)state;
  for (int i = 0; i < 8; i++) {
    const site *s = &SITES[i];
    kn_touch_stack stack = region(s->region, 0.5, 37, 26);
    stack.layer[0].thickness_mm = s->skin, stack.layer[1].thickness_mm = s->fat;
    stack.layer[2].thickness_mm = s->muscle;
    kn_touch_tool probe = flat(s->area);
    kn_touch *p = plant(&stack, &probe, 60, 8);
    kn_touch_out o;
    while (deeper(p, s->rate, &o) < s->force) assert_true(o.depth_mm < 8);
    here[K_FOREARM_FRONT + i] = -o.force_N[2] / o.depth_mm;
    double fat, muscle;
    strain_at(&stack, &probe, 1, &o.depth_mm, &fat, &muscle);
    here[F_FOREARM_FRONT + i] = 100 * fat, here[M_FOREARM_FRONT + i] = 100 * muscle;
    kn_touch_destroy(p);
  }
}

static void the_lower_leg_is_stiffer_than_the_thigh(void **state) {
  (void)state;
  kn_touch_tool ball = {.name = "ball", .shape = KN_TOUCH_SPHERE, .radius_mm = 10};
  double force[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    kn_touch_stack stack = region(i ? KN_SHIN : KN_THIGH, 0.5, 30, 23);
    kn_touch *p = plant(&stack, &ball, 60, 7);
    kn_touch_out o = {.depth_mm = 0};
    while (o.depth_mm < 6 - 1e-9) force[i] = deeper(p, 10, &o);
    kn_touch_destroy(p);
  }
  here[SHANK] = force[1] / force[0];
}

// ---- apparent moduli ---------------------------------------------------------------------------------------------------
static void the_buttock_has_apparent_moduli(void **state) {
  (void)state;
  kn_touch_stack stack = region(KN_GLUTEAL, 1, 21, 22);
  kn_touch_tool probe = flat(360);
  kn_touch *p = plant(&stack, &probe, 60, 30);
  kn_touch_out o;
  // slope of the chord from 10 % below to 10 % above
  static const double at[] = {0.9, 1.1, 4.5, 5.5, 27, 33};
  double force[6], depth[6], fat[6], muscle[6];
  for (int i = 0; i < 6; i++) {
    do force[i] = deeper(p, 2, &o);
    while (force[i] < at[i]);
    depth[i] = o.depth_mm;
  }
  kn_touch_destroy(p);
  strain_at(&stack, &probe, 6, depth, fat, muscle);
#define SLOPE(i, strain) ((force[(i) + 1] - force[i]) / 360e-6 / ((strain)[(i) + 1] - (strain)[i]) / 1e3)
  here[GLUT_FAT_1] = SLOPE(0, fat), here[GLUT_FAT_30] = SLOPE(4, fat);
  here[GLUT_MUSCLE_5] = SLOPE(2, muscle), here[GLUT_MUSCLE_30] = SLOPE(4, muscle);
}

// ---- stiffening ------------------------------------------------------------------------------------------------------
static double growth(double b, double stretch) { // exp(b (I1 - 3)), uniaxial [C]
  return exp(b * (stretch * stretch + 2 / stretch - 3));
}
static void fat_and_muscle_stiffen_when_compressed(void **state) {
  (void)state;
  kn_touch_stack s = region(KN_GLUTEAL, 0.5, 45, 23);
  here[MRE_FAT_80] = growth(s.layer[1].stiffening, 0.8), here[MRE_FAT_60] = growth(s.layer[1].stiffening, 0.6);
  here[MRE_MUSCLE_80] = growth(s.layer[2].stiffening, 0.8), here[MRE_MUSCLE_60] = growth(s.layer[2].stiffening, 0.6);
  here[MRE_FAT_0] = s.layer[1].shear_kPa, here[MRE_MUSCLE_0] = s.layer[2].shear_kPa;
}

// ---- the earlier model -----------------------------------------------------------------------------------------------
static kn_touch_out palm_on(const double *b, double force) {
  kn_touch_stack s = {.name = "earlier model's back", .layer_count = 3};
  static const double thickness[] = {2, 8, 36}, shear[] = {8, 2, 6}, sheet[] = {200, 3000, 0}, tension[] = {20, 10, 0};
  for (int l = 0; l < 3; l++) {
    kn_touch_layer *y = &s.layer[l];
    snprintf(y->name, sizeof y->name, "layer %d", l);
    y->thickness_mm = thickness[l], y->shear_kPa = shear[l], y->stiffening = b[l];
    y->membrane_N_m = sheet[l], y->tension_N_m = tension[l], y->membrane_at = l == 0 ? 0.5 : 1;
  }
  kn_touch_tool palm = {.name = "palm", .shape = KN_TOUCH_PATCH, .area_cm2 = 60, .area_force_N = 40, .aspect = 1};
  palm.squareness = 2, palm.profile = 0.5;
  kn_touch *p = plant(&s, &palm, 60, 15);
  kn_touch_in in = {.force_control = true, .force_N = force};
  kn_touch_out o;
  if (kn_touch_step(p, &in, &o)) fail_msg("the plant refuses %g N", force);
  kn_touch_destroy(p);
  return o;
}
static void a_palm_does_what_it_did_in_the_earlier_model(void **state) {
  (void)state;
  static const double I[] = {2, 1, 2}, II[] = {5, 3, 6};
  kn_touch_out ten = palm_on(I, 10), thirty = palm_on(I, 30), sixty = palm_on(I, 60), stiff = palm_on(II, 60);
  here[E_K10] = 10 / ten.depth_mm, here[E_SOFT] = sixty.depth_mm;
  here[E_STIFF] = stiff.depth_mm, here[E_K60] = 60 / stiff.depth_mm;
  for (int l = 0; l < 3; l++) {
    here[E_SKIN + l] = sixty.pressure_kPa[l], here[E_SKIN_30 + l] = thirty.pressure_kPa[l];
    here[E_STRAIN_SKIN + l] = 100 * sixty.strain[l];
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(limbs_are_pressed_as_a_probe_pressed_95_people),
      cmocka_unit_test(the_lower_leg_is_stiffer_than_the_thigh),
      cmocka_unit_test(the_buttock_has_apparent_moduli),
      cmocka_unit_test(fat_and_muscle_stiffen_when_compressed),
      cmocka_unit_test(a_palm_does_what_it_did_in_the_earlier_model),
      cmocka_unit_test(the_published_figures_stand_beside_ours),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
