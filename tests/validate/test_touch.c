// What a hand does against what was measured, on the touch clock: touch.def.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <knead/knead.h>
#include "flow/heat.h"
#include "touch/cycle.h"
#include "touch/region.h"
#define LEDGER "validate/touch.def"
#include "validate/ledger.h"

static const double MMHG = 133.322387415, PI = 3.141592653589793, DEG = 0.017453292519943295;
static kn_touch_numbers n;
static int begin(void **state) {
  (void)state;
  kn_touch_numbers_fill(&n);
  return 0;
}
static void *take(size_t size, void *user) { return (void)user, malloc(size); }
static void give_back(void *p, void *user) { (void)user, free(p); }

typedef struct ground {
  kn_stack stack;
  double length, width;
} ground;
static ground region(int which, double length, double width) {
  ground g = {.length = length, .width = width};
  kn_body who = {0.5, n.tissue.age_ref, n.tissue.bmi_ref};
  kn_region_stack(&n, which, &who, NULL, NULL, &g.stack);
  return g;
}
static const kn_press_tool PALM = {
    .shape = KN_PRESS_PATCH, .area = 60e-4, .force = 40, .exponent = 0.4, .profile = 0.5, .squareness = 2.5};
static kn_touch_cycle palm(const ground *g, kn_stroke stroke) {
  kn_touch_place place = {.numbers = &n, .stack = &g->stack, .length = g->length, .width = g->width};
  kn_touch_hand hand = {PALM, 1.3, stroke};
  kn_touch_cycle c;
  kn_cycle_solver *b = malloc(kn_cycle_solver_size());
  assert_non_null(b);
  assert_int_equal(kn_cycle_begin(b, &place, &PALM, stroke.force, take, give_back, NULL), KN_OK);
  assert_true(kn_cycle_solve(b, &hand, &c));
  kn_cycle_end(b);
  free(b);
  return c;
}
// pattern, N, Hz, m/s, angle, direction, loaded share, swing
static kn_stroke stroke_of(kn_pattern pattern, double force, double rate, double speed, double on) {
  double angle = pattern == KN_GLIDE ? 9 * DEG : pattern == KN_KNEAD ? 15 * DEG : 0; // friction of oiled skin
  return (kn_stroke){pattern, force, rate, speed, angle, 0, on, 0};
}

static void pressure_in_the_tissue(void **state) {
  (void)state;
  ground back = region(KN_LOW_BACK, 0.18, 0.16), calf = region(KN_CALF, 0.28, 0.11),
         thigh = region(KN_THIGH, 0.3, 0.15);
  kn_stroke firm = stroke_of(KN_GLIDE, 60, 0.4, 0.08, 0.5);
  kn_touch_cycle c = palm(&back, firm);
  here[SUB_STROKE] = c.fat / MMHG, here[SKIN_STROKE] = c.skin / MMHG, here[MUSCLE_STROKE] = c.muscle / MMHG;
  here[SKIN_FLOW] = c.skin_flow;
  here[SUB_PRESS] = palm(&back, stroke_of(KN_HOLD, 60, 0.1, 0, 0.5)).fat / MMHG;
  here[SUB_CALF] = palm(&calf, firm).fat / MMHG;
  here[SUB_THIGH] = palm(&thigh, firm).fat / MMHG;
  double each[2]; // lymph of one compression: output times period
  for (int i = 0; i < 2; i++) {
    double period = i ? 11 : 3.5;
    each[i] = palm(&calf, stroke_of(KN_HOLD, 60, 1 / period, 0, 3 / period)).lymph * period;
  }
  here[LYMPH_GAP] = each[1] / each[0];
}

static void flow_and_warmth_of_the_thigh(void **state) {
  (void)state;
  ground thigh = region(KN_THIGH, 0.3, 0.15);
  kn_stroke deep = stroke_of(KN_GLIDE, 45, 0.4, 0.06, 0.5);
  kn_touch_cycle c = palm(&thigh, deep);
  here[HINDS_SKIN] = c.skin_flow;
  here[LIMB_EFFLEURAGE] = palm(&thigh, stroke_of(KN_GLIDE, 30, 0.4, 0.08, 0.5)).muscle_flow;
  here[LIMB_PETRISSAGE] = palm(&thigh, stroke_of(KN_KNEAD, 25, 0.8, 0.04, 0.5)).muscle_flow;
  here[LIMB_TAPOTEMENT] = palm(&thigh, stroke_of(KN_TAP, 20, 6, 0, 0.3)).muscle_flow;
  here[LIMB_DEEP] = palm(&thigh, stroke_of(KN_GLIDE, 60, 0.4, 0.08, 0.5)).muscle_flow;

  // a point is under the hand for this share of the time; friction under it is that of the mean over the half sine
  double share = deep.on * PI * c.radius * c.radius / (thigh.length * thigh.width);
  double thickness[3], rest[3] = {1, 1, 1}, busy[3] = {c.skin_flow, 1, c.muscle_flow};
  int slices[3] = {6, 8, 16};
  for (int l = 0; l < 3; l++) thickness[l] = thigh.stack.layer[l].thickness;
  kn_flow_heat h;
  const kn_flow_par *k = &n.flow;
  assert_true(kn_flow_heat_build(k, thickness, slices, &h));
  kn_flow_surface room = kn_flow_surface_of(k, 0, 0), hand = kn_flow_surface_of(k, share, share * 2 / PI * c.heat);
  kn_flow_heat_settle(k, &h, rest, &room);
  static const double depth[] = {0, 15e-3, 25e-3, 35e-3};
  double before[4], after[3][4]; // after 5, 12, 15 min
  for (int i = 0; i < 4; i++) before[i] = kn_flow_heat_at(k, &h, depth[i], &room);
  for (int m = 1; m <= 15; m++) {
    for (int s = 0; s < 60; s++) kn_flow_heat_step(k, &h, 1, busy, &hand);
    int at = m == 5 ? 0 : m == 12 ? 1 : m == 15 ? 2 : -1;
    for (int i = 0; i < 4 && at >= 0; i++) after[at][i] = kn_flow_heat_at(k, &h, depth[i], &hand) - before[i];
  }
  here[WARM_SKIN] = after[1][0], here[WARM_NS] = after[1][2];
  here[WARM_15] = after[2][1], here[WARM_25] = after[2][2], here[WARM_35] = after[2][3];
  here[WARM_TIME] = after[2][1] / after[0][1];
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(pressure_in_the_tissue),
                                     cmocka_unit_test(flow_and_warmth_of_the_thigh),
                                     cmocka_unit_test(the_published_figures_stand_beside_ours)};
  return cmocka_run_group_tests(tests, begin, NULL);
}
