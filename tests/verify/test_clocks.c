// The plant's clock and the session's: the same stroke on both, until it repeats itself [D3]. Peak pressures, strains, depth and
// the energy that a cycle leaves are to agree within 5 %.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "touch/cycle.h"
#include "touch/plant.h"

static kn_touch_numbers n;
static void *take(size_t size, void *user) { return (void)user, malloc(size); }
static void give(void *p, void *user) { (void)user, free(p); }
static int begin(void **state) {
  (void)state;
  kn_touch_numbers_fill(&n);
  return 0;
}

// What is wanted, and what is known to miss it: such a figure may miss as far as it does today and 2 points more, in percent,
// in single mode and in the window. Why they miss:
// E_SKIN, E_FAT  the session reads strains from its grid, whose kernels are coarse where a force is small on tissue that is
//                deep already; the plant takes the path's word for what the force does at once
// ENERGY         the session's grid and the plant's are not as fine; single mode keeps a growing contact's past as one number
static const double WANTED = 5;
enum { DEPTH, SKIN, FAT, MUSCLE, E_SKIN, E_FAT, E_MUSCLE, ENERGY, FIGURES };
typedef double limits[2][FIGURES]; // 0: WANTED
static const char *const NAME[] = {"depth mm",    "pressure skin", "pressure fat",  "pressure muscle kPa",
                                   "strain skin", "strain fat",    "strain muscle", "energy mJ"};

static void by_session(const kn_touch_def *d, const kn_touch_hand *hand, double *f) {
  kn_stack stack;
  kn_touch_stack_si(&d->stack, &stack);
  kn_touch_place place = {.numbers = &n, .stack = &stack, .length = 0.3, .width = 0.2};
  kn_cycle_solver *b = malloc(kn_cycle_solver_size());
  kn_touch_cycle c;
  assert_int_equal(kn_cycle_begin(b, &place, &hand->tool, hand->stroke.force, take, give, NULL), KN_OK);
  assert_true(kn_cycle_solve(b, hand, &c));
  kn_cycle_end(b);
  free(b);
  f[DEPTH] = c.depth * 1e3;
  f[SKIN] = c.skin * 1e-3, f[FAT] = c.fat * 1e-3, f[MUSCLE] = c.muscle * 1e-3;
  f[E_SKIN] = c.strain_skin, f[E_FAT] = c.strain_fat, f[E_MUSCLE] = c.strain_muscle;
  f[ENERGY] = c.energy * 1e3;
}

// The same forces on a plant for so long that it repeats itself; figures of the last cycle
static int by_plant(const kn_touch_def *d, const kn_touch_hand *hand, double seconds, double *f) {
  double period = kn_stroke_period(&hand->stroke);
  int samples = (int)(period / 0.05) + 1, cycles = (int)(seconds / period + 0.5);
  if (samples < 32) samples = 32; // as the session cuts it
  kn_touch_def own = *d;
  own.step_s = period / samples;
  kn_touch *p;
  kn_error e;
  if (kn_touch_create(&own, &p, &e)) fail_msg("%s: %s", e.where, e.what);
  double force = 0.0, depth = 0.0;
  for (int c = 0; c < cycles; c++) {
    double most = 0.0;
    memset(f, 0, FIGURES * sizeof *f);
    for (int i = 0; i < samples; i++) {
      kn_motion m = kn_motion_at(&n.hand, &hand->stroke, (i + 0.5) / samples);
      kn_touch_in in = {.force_control = true, .force_N = m.normal};
      kn_touch_out o;
      assert_int_equal(kn_touch_step(p, &in, &o), KN_OK);
      f[ENERGY] += 0.5 * (m.normal + force) * (o.depth_mm - depth);
      force = m.normal, depth = o.depth_mm;
      bool peak = m.normal > most;
      if (peak) most = m.normal, f[DEPTH] = o.depth_mm; // at the peak of the force, as the session has it
      const double now[] = {0,
                            o.pressure_kPa[0],
                            o.pressure_kPa[1],
                            o.pressure_kPa[2],
                            o.strain_mid[0],
                            o.strain_mid[1],
                            o.strain_mid[2]};
      for (int q = SKIN; q < ENERGY; q++) f[q] = fmax(f[q], now[q]);
    }
  }
  kn_touch_destroy(p);
  return cycles;
}

static void compare(const char *what, const kn_touch_tool *tool, const kn_stroke *stroke, limits known) {
  kn_touch_def d = kn_default_touch();
  d.tool = *tool;
  d.tool.aspect = 1, d.tool.friction = 0; // round and along the normal, as single mode is
  d.step_s = 0.005, d.force_limit_N = stroke->force, d.depth_limit_mm = 20;
  kn_touch_hand hand = {.aspect = 1, .stroke = *stroke};
  kn_touch_tool_si(&d.tool, &hand.tool);
  double session[FIGURES], plant[2][FIGURES];
  by_session(&d, &hand, session);
  int cycles = 0;
  for (int m = 0; m < 2; m++) {
    d.mode = (kn_touch_mode)m;
    cycles = by_plant(&d, &hand, 3000.0, plant[m]);
  }
  print_message("  %s, %d cycles on the plant\n  %-20s %9s %9s %7s %9s %7s\n", what, cycles, "", "session", "window",
                "", "single", "");
  bool good = true;
  for (int q = 0; q < FIGURES; q++) {
    double off[2];
    for (int m = 0; m < 2; m++) {
      double least = q >= E_SKIN && q <= E_MUSCLE ? 0.1 : 0.0; // small strains count as a share of a tenth
      off[m] = 100 * (plant[m][q] - session[q]) / fmax(fabs(session[q]), least);
      if (fabs(off[m]) > (known[m][q] > 0 ? known[m][q] : WANTED)) good = false;
    }
    print_message("  %-20s %9.4g %9.4g %+6.1f%% %9.4g %+6.1f%%%s\n", NAME[q], session[q], plant[1][q], off[1],
                  plant[0][q], off[0], fmax(fabs(off[0]), fabs(off[1])) > WANTED ? "  5 % was wanted" : "");
  }
  assert_true(good);
}

static const kn_touch_tool PALM = {.shape = KN_TOUCH_PATCH,
                                   .area_cm2 = 60,
                                   .area_force_N = 40,
                                   .area_exponent = 0.4,
                                   .squareness = 2,
                                   .profile = 0.5},
                           FIXED = {.shape = KN_TOUCH_PATCH, .area_cm2 = 60, .squareness = 2, .profile = 0.5},
                           THUMB = {.shape = KN_TOUCH_PATCH,
                                    .area_cm2 = 3.5,
                                    .area_force_N = 20,
                                    .area_exponent = 0.4,
                                    .squareness = 2,
                                    .profile = 0.5},
                           ELBOW = {.shape = KN_TOUCH_SPHERE, .radius_mm = 20};

static void a_hold_is_the_same_on_both_clocks(void **state) {
  (void)state;
  kn_stroke hold = {.pattern = KN_HOLD, .force = 30, .rate = 0.25, .on = 0.6};
  compare("palm, hold", &PALM, &hold,
          (limits){[KN_TOUCH_SINGLE] = {[E_SKIN] = 30.6, [ENERGY] = 32.0},
                   [KN_TOUCH_WINDOW] = {[E_SKIN] = 33.5, [E_FAT] = 11.0}});
}
static void a_hold_of_fixed_area_is_the_same_on_both_clocks(void **state) {
  (void)state;
  kn_stroke hold = {.pattern = KN_HOLD, .force = 30, .rate = 0.25, .on = 0.6};
  compare("palm of fixed area, hold", &FIXED, &hold, (limits){{0}});
}
static void a_thumb_is_the_same_on_both_clocks(void **state) {
  (void)state;
  kn_stroke hold = {.pattern = KN_HOLD, .force = 15, .rate = 0.25, .on = 0.6};
  compare("thumb, hold", &THUMB, &hold,
          (limits){[KN_TOUCH_SINGLE] = {[E_SKIN] = 11.0, [E_FAT] = 7.7},
                   [KN_TOUCH_WINDOW] = {[E_SKIN] = 10.6, [E_FAT] = 7.1, [ENERGY] = 10.8}});
}
static void an_elbow_is_the_same_on_both_clocks(void **state) {
  (void)state;
  kn_stroke hold = {.pattern = KN_HOLD, .force = 20, .rate = 0.25, .on = 0.6};
  compare("elbow, hold", &ELBOW, &hold,
          (limits){[KN_TOUCH_SINGLE] = {[ENERGY] = 33.2}, [KN_TOUCH_WINDOW] = {[ENERGY] = 13.7}});
}
static void taps_are_the_same_on_both_clocks(void **state) {
  (void)state;
  kn_stroke tap = {.pattern = KN_TAP, .force = 15, .rate = 2, .on = 0.4};
  compare("palm, taps", &PALM, &tap,
          (limits){[KN_TOUCH_SINGLE] = {[E_FAT] = 10.1, [ENERGY] = 7.0}, [KN_TOUCH_WINDOW] = {[E_FAT] = 9.5}});
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_hold_is_the_same_on_both_clocks),
      cmocka_unit_test(a_hold_of_fixed_area_is_the_same_on_both_clocks),
      cmocka_unit_test(a_thumb_is_the_same_on_both_clocks),
      cmocka_unit_test(an_elbow_is_the_same_on_both_clocks),
      cmocka_unit_test(taps_are_the_same_on_both_clocks),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
