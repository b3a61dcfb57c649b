// The batch integrator: of order four, exact at the edges, right between the steps, L-stable; and on people it comes to
// what the reference integrator finds at a tight tolerance.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "chain/lanes.h"
#include "sim/sim.h"

// y0' = -k (y0 - cos t) - sin t, y1' = y0 y1: y0 = cos t, y1 = exp(sin t). k is the coefficient.
static void line_rates(const kn_system *s, const void *c, const void *t, const void *y, void *f, void *scratch) {
  (void)s, (void)scratch;
  const double k = *(const double *)c, now = *(const double *)t, *x = y;
  double *r = f;
  r[0] = -k * (x[0] - cos(now)) - sin(now);
  r[1] = x[0] * x[1];
}
static void line_slopes(const kn_system *s, const void *c, const void *t, const void *y, void *f, void *by_time,
                        void *J, void *scratch) {
  line_rates(s, c, t, y, f, scratch);
  const double k = *(const double *)c, now = *(const double *)t, *x = y;
  double *r = by_time, *slope = J;
  r[0] = -k * sin(now) - cos(now), r[1] = 0;
  slope[0] = -k, slope[1] = x[1], slope[2] = x[0]; // J00, J10, J11
}
static void line_factor(const kn_system *s, const void *c, const void *g, const void *J, void *A, void *scratch) {
  (void)s, (void)c, (void)scratch;
  const double *slope = J, gi = *(const double *)g;
  double *a = A;
  a[0] = gi - slope[0], a[1] = -slope[1], a[2] = gi - slope[2];
}
static void line_solve(const kn_system *s, const void *c, const void *A, void *b, void *scratch) {
  (void)s, (void)c, (void)scratch;
  const double *a = A;
  double *x = b;
  x[0] = x[0] / a[0];
  x[1] = (x[1] - a[1] * x[0]) / a[2];
}
static const kn_system LINE = {.lanes = 1,
                               .blocks = 1,
                               .states = 2,
                               .coefficients = 1,
                               .slopes = 3,
                               .factors = 3,
                               .scratch = 1,
                               .rates = line_rates,
                               .by_state = line_slopes,
                               .factor = line_factor,
                               .solve = line_solve};

typedef struct course {
  kn_leg legs[3];
  int count, given;
  double worst; // error at the looks
  kn_leg ended;
} course;
static bool next(void *user, kn_leg *leg) {
  course *c = user;
  if (leg->line) c->ended = *leg;
  if (c->given == c->count || leg->failed) return false;
  *leg = c->legs[c->given++];
  leg->line = c;
  return true;
}
static void seen(void *user, const kn_leg *leg, int i, const double *y) {
  course *c = user;
  c->worst = fmax(c->worst, fabs(y[0] - cos(leg->look[i])) + fabs(y[1] - exp(sin(leg->look[i]))));
}
static void run(const kn_system *s, course *c, double rtol, double atol, double first, double longest) {
  double tolerance[KN_MAX_STATES];
  for (int i = 0; i < s->states; i++) tolerance[i] = atol / rtol;
  kn_batch b = {.rtol = rtol,
                .least = tolerance,
                .first_step = first,
                .longest_step = longest,
                .next = next,
                .seen = seen,
                .user = c};
  void *memory = malloc(kn_batch_memory(s));
  assert_non_null(memory);
  assert_true(kn_batch_run(&b, s, memory));
  free(memory);
}

static void the_order_is_four_and_three_between_the_steps(void **state) {
  (void)state;
  double before[2] = {0};
  for (int steps = 20; steps <= 80; steps *= 2) {
    double y[2] = {1, 1}, k = 1, look[99];
    for (int i = 0; i < 99; i++) look[i] = 0.02 * (i + 1) + 0.003;
    course c = {.legs = {{.t1 = 2, .y = y, .c = &k, .look = look, .looks = 99}}, .count = 1};
    run(&LINE, &c, 1e6, 1e6, 2.0 / steps, 2.0 / steps);
    double end = fabs(y[0] - cos(2)) + fabs(y[1] - exp(sin(2)));
    print_message("%d steps: error %.2e at the end, %.2e between\n", steps, end, c.worst);
    if (steps > 20) {
      double order = log2(before[0] / end), between = log2(before[1] / c.worst);
      print_message("  order %.2f, between the steps %.2f\n", order, between);
      assert_true(order > 3.8 && between > 3.6); // local order 4 of what lies between
    }
    before[0] = end, before[1] = c.worst;
    assert_int_equal(c.ended.work.steps, steps);
  }
}

static void the_tolerance_is_kept_and_stiffness_costs_nothing(void **state) {
  (void)state;
  for (double k = 1; k < 1e9; k *= 1e3)
    for (double rtol = 1e-4; rtol > 1e-9; rtol *= 1e-2) {
      double y[2] = {1, 1};
      course c = {.legs = {{.t1 = 1, .y = y, .c = &k}, {.t0 = 1, .t1 = 2, .y = y, .c = NULL}}, .count = 2};
      run(&LINE, &c, rtol, rtol, 0.01, 10);
      double error = fabs(y[0] - cos(2)) + fabs(y[1] - exp(sin(2)));
      assert_true(error < 5 * rtol);
      assert_true(c.ended.work.steps < 700);
    }
  // the stiff part of a bad start dies within a step or two, without ringing (L-stability)
  double y[2] = {100, 1}, k = 1e9;
  course c = {.legs = {{.t1 = 2, .y = y, .c = &k}}, .count = 1};
  run(&LINE, &c, 1e-6, 1e-6, 0.1, 10);
  assert_true(fabs(y[0] - cos(2)) < 1e-5);
}

static void what_cannot_be_integrated_is_told(void **state) {
  (void)state;
  double y[2] = {1, 1}, k = NAN;
  course c = {.legs = {{.t0 = 3, .t1 = 4, .y = y, .c = &k}}, .count = 1};
  run(&LINE, &c, 1e-6, 1e-6, 0.1, 1);
  assert_true(c.ended.failed && c.ended.not_finite && c.ended.fault.time == 3 && c.ended.fault.worst == 0);
  assert_true(y[0] == 1 && y[1] == 1);
}

// ---- people ---------------------------------------------------------------------------------------------------------
static kn_ctx *opened(int solver, kn_sim **s) {
  kn_ctx_def d = kn_default_ctx();
  d.solver = solver;
  kn_ctx *ctx;
  kn_model *model;
  assert_int_equal(kn_open(&d, &ctx), KN_OK);
  assert_int_equal(kn_model_load(ctx, NULL, &model), KN_OK);
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  assert_int_equal(kn_sim_create(ctx, model, &who, 1, s), KN_OK);
  return ctx;
}

static void an_afternoon_is_integrated_to_fourth_order(void **state) {
  (void)state;
  kn_sim *s;
  kn_ctx *ctx = opened(KN_SOLVER_LANES, &s);
  kn_chain_in in;
  kn_sim_inputs(s, 0, &in);
  kn_system sys;
  assert_true(kn_chain_system(1, 1, &sys));
  double *coefficients = malloc((size_t)sys.coefficients * sizeof(double)), exact[KN_MAX_STATES], y[KN_MAX_STATES];
  kn_chain_prepare(&s->numbers.room.chain, 1, &in, coefficients);
  double before = 0, from = 14 * 3600.0, to = 18 * 3600.0;
  assert_int_equal(kn_sim_integrate(s, &in, 0, from - s->who.starts_h * 3600, s->y), KN_OK);
  for (int steps = 4096; steps >= 32; steps = steps == 4096 ? 256 : steps / 2) {
    memcpy(y, s->y, sizeof y);
    course c = {.legs = {{.t0 = from, .t1 = to, .y = y, .c = coefficients}}, .count = 1};
    run(&sys, &c, 1e6, 1e6, (to - from) / steps, (to - from) / steps);
    if (steps == 4096) {
      memcpy(exact, y, sizeof exact);
      continue;
    }
    double error = 0;
    for (int i = 0; i < s->states; i++) error = fmax(error, fabs(y[i] - exact[i]) / kn_state_of(i)->scale);
    print_message("steps of %4.0f s: %.2e of a scale%s", (to - from) / steps, error, before > 0 ? "" : "\n");
    if (before > 0) {
      print_message(", order %.2f\n", log2(error / before));
      assert_true(log2(error / before) > 3.5);
    }
    before = error;
  }
  free(coefficients);
  kn_close(ctx);
}

// Ten days, two sessions, everyday tolerance, against the reference at 1e-10
static void people_come_to_what_the_reference_finds(void **state) {
  (void)state;
  kn_ctx_def d = kn_default_ctx();
  d.solver = KN_SOLVER_CVODE;
  kn_ctx *probe;
  if (kn_open(&d, &probe) == KN_NOT_BUILT) {
    print_message("this build is without the reference integrator\n");
    skip();
  }
  kn_close(probe);
  kn_sim *ours, *its;
  kn_ctx *a = opened(KN_SOLVER_LANES, &ours), *b = opened(KN_SOLVER_CVODE, &its);
  double begun = 0;
  for (int i = 0; i < ours->states; i++) begun = fmax(begun, fabs(ours->y[i] - its->y[i]) / kn_state_of(i)->scale);
  print_message("settled by the one and by the other: %.1e of a scale apart\n", begun);
  assert_true(begun < 1e-2); // settled is what moves less than 1e-5 in a day, and slow states forget in a thousand days
  memcpy(its->y, ours->y, sizeof its->y);
  its->numbers = ours->numbers;
  memcpy(its->source, ours->source, sizeof its->source);
  its->rtol = 1e-9; // a tenth of it
  kn_sim *both[] = {ours, its};
  for (int i = 0; i < 2; i++)
    for (int n = 0; n < 2; n++) {
      kn_session_def x = kn_default_session(n ? KN_DEEP : KN_RELAXATION);
      x.start_s = (1 + 4 * n) * 86400.0;
      assert_int_equal(kn_sim_session(both[i], &x), KN_OK);
    }
  double worst = 0, square[KN_OUTCOME_COUNT] = {0};
  const char *who = "", *what = "";
  enum { LOOKS = 40 };
  for (int l = 1; l <= LOOKS; l++) {
    for (int i = 0; i < 2; i++) assert_int_equal(kn_sim_advance(both[i], l * 6 * 3600.0), KN_OK);
    for (int i = 0; i < ours->states; i++) {
      double e = fabs(ours->y[i] - its->y[i]) / kn_state_of(i)->scale;
      if (e > worst) worst = e, who = kn_state_of(i)->name;
    }
    for (int o = 0; o < KN_OUTCOME_COUNT; o++) {
      double u, v;
      kn_sim_get(ours, o, &u), kn_sim_get(its, o, &v);
      double e = (u - v) / (kn_outcome_at(o)->high - kn_outcome_at(o)->low);
      square[o] += e * e;
      assert_true(fabs(e) < 1e-3);
    }
  }
  double rms = 0;
  for (int o = 0; o < KN_OUTCOME_COUNT; o++)
    if (sqrt(square[o] / LOOKS) > rms) rms = sqrt(square[o] / LOOKS), what = kn_outcome_at(o)->key;
  print_message(
      "everyday tolerance against the reference at 1e-10: states %.1e of a scale (%s), outcomes %.1e rms (%s)\n", worst,
      who, rms, what);
  assert_true(worst < 1e-3 && rms < 3e-5);
  kn_close(a), kn_close(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_order_is_four_and_three_between_the_steps),
                                     cmocka_unit_test(the_tolerance_is_kept_and_stiffness_costs_nothing),
                                     cmocka_unit_test(what_cannot_be_integrated_is_told),
                                     cmocka_unit_test(an_afternoon_is_integrated_to_fourth_order),
                                     cmocka_unit_test(people_come_to_what_the_reference_finds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
