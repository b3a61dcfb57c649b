// The curves that all equations are made of, against long double over the whole range in which they are used. Each test
// prints the worst error it met; the bounds asserted are those measured, rounded up.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <string.h>
#include "lane/lane.h"
#include "lane/fast.h"

static uint64_t seed = 1;
static double uniform(void) { // splitmix64, in (0,1)
  uint64_t z = (seed += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}
static double between(double a, double b) { return a + (b - a) * uniform(); }
static double log_between(double a, double b) { return exp(between(log(a), log(b))); }

typedef struct worst {
  double error, at;
} worst;
static void meet(worst *w, long double is, long double should, long double scale, double at) {
  double e = (double)(fabsl(is - should) / scale);
  if (!(e <= w->error)) *w = (worst){e, at}; // also keeps a NaN
}
static void relative(worst *w, double is, long double should, double at) {
  if (should == 0)
    meet(w, is == 0 ? 0 : 1, 0, 1, at);
  else
    meet(w, is, should, fabsl(should), at);
}
static void below(const char *name, worst w, double bound) {
  print_message("%s: worst error %.2e = %.2f epsilon, at %.17g\n", name, w.error, w.error / DBL_EPSILON, w.at);
  assert_true(w.error < bound);
}

// The written-out kernel's own: as right as the others, exp up to e^230 either way
static void fast_curves_are_right_to_one_epsilon(void **state) {
  (void)state;
  worst we = {0, 0}, wl = {0, 0}, w1 = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double x = i % 2 ? between(-230, 230) : between(-2, 2), y = i % 2 ? log_between(1e-300, 1e300) : between(0.5, 2);
    double e = i % 2 ? log_between(1e-300, 1) : between(0, 1);
    relative(&we, kn_fast_exp(x), expl(x), x);
    relative(&wl, kn_fast_log(y), logl(y), y);
    relative(&w1, kn_fast_log1p(e), log1pl(e), e);
  }
  below("fast exp", we, 2.3e-16);
  below("fast log", wl, 2.3e-16);
  below("fast log1p", w1, 4.5e-16);
  assert_true(kn_fast_exp(0.0) == 1.0 && kn_fast_log(1.0) == 0.0 && kn_fast_log1p(0.0) == 0.0);
  assert_true(kn_fast_exp(1e300) == kn_fast_exp(230.0) && kn_fast_exp(-1e300) > 0.0);
  assert_true(isnan(kn_fast_log(0.0)) && isnan(kn_fast_log(-1.0)));
}
static void exp_is_right_to_one_epsilon_from_minus_700_to_700(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = -700000; i <= 700000; i++) {
    double x = 0.001 * i;
    relative(&w, kn_exp(x), expl(x), x);
  }
  for (int i = 0; i < 1000000; i++) {
    double x = i % 2 ? between(-700, 700) : between(-2, 2);
    relative(&w, kn_exp(x), expl(x), x);
  }
  for (int i = 0; i < 100000; i++) {
    double x = log_between(1e-300, 1);
    relative(&w, kn_exp(x), expl(x), x);
    relative(&w, kn_exp(-x), expl(-x), -x);
  }
  below("exp", w, 2.2e-16);
  assert_true(kn_exp(0.0) == 1.0 && kn_exp(-0.0) == 1.0);
  // beyond its range it stays finite and positive: both sides of a choice must be numbers
  assert_true(kn_exp(701.0) == kn_exp(700.0) && kn_exp(1e300) == kn_exp(700.0) && isfinite(kn_exp(1e300)));
  assert_true(kn_exp(-701.0) == kn_exp(-700.0) && kn_exp(-1e300) > 0.0);
}

static void log_is_right_to_one_epsilon_for_every_normal_double(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) { // every exponent, any mantissa
    uint64_t bits = (uint64_t)(1 + i % 2046) << 52 | (uint64_t)(uniform() * 0x1p52);
    double x;
    memcpy(&x, &bits, 8);
    relative(&w, kn_log(x), logl(x), x);
  }
  for (int i = 0; i < 1000000; i++) {
    double x = i % 2 ? between(0.5, 2) : between(0.98, 1.02);
    relative(&w, kn_log(x), logl(x), x);
  }
  for (int k = 1; k <= 52; k++) // towards 1 from both sides, where the result vanishes
    for (int s = -1; s <= 1; s += 2) {
      double x = 1.0 + s * ldexp(1.0, -k);
      if (x > 0) relative(&w, kn_log(x), logl(x), x);
    }
  relative(&w, kn_log(DBL_MIN), logl(DBL_MIN), DBL_MIN);
  relative(&w, kn_log(DBL_MAX), logl(DBL_MAX), DBL_MAX);
  for (int n = -5; n <= 5; n++) { // the seam at sqrt(1/2), where the reduction changes
    double x = 0.70710678118654752440 * (1 + n * DBL_EPSILON);
    relative(&w, kn_log(x), logl(x), x);
  }
  below("log", w, 2e-16);
  assert_true(kn_log(1.0) == 0.0);
}

static void log1p_of_a_fraction_keeps_its_digits_down_to_nothing(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double e = i % 2 ? uniform() : log_between(1e-290, 1);
    relative(&w, kn_log1p(e), log1pl(e), e);
  }
  below("log1p", w, 3.5e-16);
  assert_true(kn_log1p(0.0) == 0.0);
  assert_true(kn_log1p(1e-305) == 1e-305);
}

// The argument is reduced to one turn exactly, so the reference is taken of the same fraction of a turn
static void cosine_and_sine_of_turns_are_right_to_an_epsilon_and_a_quarter(void **state) {
  (void)state;
  worst c = {0, 0}, s = {0, 0};
  const long double turn = 6.283185307179586476925286766559L;
  for (int i = 0; i < 3000000; i++) {
    double x = i % 3 == 0 ? between(-1, 1) : i % 3 == 1 ? between(-1e6, 1e6) : 0.001 * (i - 1500000);
    long double r = turn * ((long double)x - nearbyintl(x));
    meet(&c, kn_cos_turns(x), cosl(r), 1, x);
    meet(&s, kn_sin_turns(x), sinl(r), 1, x);
  }
  below("cos_turns", c, 2.7e-16);
  below("sin_turns", s, 2.7e-16);
  const double far[] = {0, 1, -3, 4096, 1e6, -1e6, 0x1p40};
  for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
    double x = far[i];
    assert_true(kn_cos_turns(x) == 1.0);
    assert_true(kn_cos_turns(x + 0.25) == 0.0 && kn_cos_turns(x - 0.25) == 0.0);
    assert_true(kn_cos_turns(x + 0.5) == -1.0);
    assert_true(kn_sin_turns(x) == 0.0 && kn_sin_turns(x + 0.5) == 0.0);
    assert_true(kn_sin_turns(x + 0.25) == 1.0 && kn_sin_turns(x - 0.25) == -1.0);
  }
}

static void sine_of_a_small_part_of_a_turn_keeps_its_digits(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 200000; i++) {
    double x = log_between(1e-300, 0.25);
    relative(&w, kn_sin_turns(x), sinl(6.283185307179586476925286766559L * x), x);
  }
  below("sin_turns, relative", w, 3e-16);
}

static void arctan_is_right_from_nothing_to_infinity(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double x = i % 2 ? between(0, 3) : log_between(1e-150, 1e150);
    relative(&w, kn_atan(x), atanl(x), x);
  }
  relative(&w, kn_atan(1.0), atanl(1.0), 1);
  relative(&w, kn_atan(1.0 + DBL_EPSILON), atanl(1.0 + DBL_EPSILON), 1);
  below("atan", w, 6.5e-16);
  assert_true(kn_atan(0.0) == 0.0);
}

// A quotient of differences from 1: near 0 the error is absolute
static void tanh_is_right_to_one_epsilon(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double x = i % 2 ? between(-25, 25) : between(-1, 1);
    meet(&w, kn_tanh(x), tanhl(x), 1, x);
    assert_true(kn_tanh(-x) == -kn_tanh(x));
  }
  below("tanh", w, 2e-16);
  assert_true(kn_tanh(0.0) == 0.0 && kn_tanh(400.0) == 1.0 && kn_tanh(-400.0) == -1.0);
}

static void logistic_is_right_from_minus_700_to_700(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double z = i % 2 ? between(-700, 700) : between(-20, 20);
    relative(&w, kn_logistic(z), 1 / (1 + expl(-(long double)z)), z);
  }
  below("logistic", w, 3e-16);
  assert_true(kn_logistic(0.0) == 0.5);
  assert_true(kn_logistic(800.0) == 1.0 && kn_logistic(-800.0) > 0.0);
  w = (worst){0, 0};
  for (int i = 0; i < 100000; i++) { // and log-odds undo it, as well as a fraction near 1 can tell
    double p = between(0.001, 0.999);
    meet(&w, kn_logistic(kn_logit(p)), p, 1, p);
  }
  below("logistic of log-odds", w, 2e-16);
}

static void softplus_is_right_far_below_at_and_far_above_its_threshold(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double d = log_between(1e-3, 1e5), q = i % 2 ? between(-690, 690) : between(-5, 5), x = q * d;
    long double e = (long double)(x / d);
    relative(&w, kn_softplus(x, d), d * (fmaxl(e, 0) + log1pl(expl(-fabsl(e)))), q);
  }
  below("softplus", w, 5.5e-16);
  assert_true(kn_softplus(5e9, 1.0) == 5e9);
  assert_true(kn_softplus(-5e9, 1.0) >= 0.0);
}

static void power_loses_no_more_digits_than_its_exponent_costs(void **state) {
  (void)state;
  worst w = {0, 0}, scaled = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double x = log_between(1e-6, 1e6), n = between(-4, 4);
    long double y = n * logl(x);
    relative(&w, kn_pow(x, n), expl(y), x);
    meet(&scaled, kn_pow(x, n), expl(y), expl(y) * (1 + fabsl(y)), x);
  }
  below("pow for x in 1e-6..1e6, n in -4..4", w, 5e-15);
  below("pow, divided by 1 + |n ln x|", scaled, 2.2e-16);
  assert_true(kn_pow(1.0, 17.3) == 1.0);
  assert_true(kn_pow(5.0, 0.0) == 1.0);
}

static void hill_curves_are_right_and_agree_with_each_other(void **state) {
  (void)state;
  worst general = {0, 0}, first = {0, 0}, second = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double x = log_between(1e-4, 1e5), K = log_between(1e-2, 1e4), n = between(0.5, 6);
    long double r = powl((long double)x / K, n), r2 = (long double)x / K * ((long double)x / K);
    relative(&general, kn_hill(x, K, n), r / (1 + r), x);
    relative(&first, kn_hill1(x, K), (long double)x / ((long double)x + K), x);
    relative(&second, kn_hill2(x, K), r2 / (1 + r2), x);
  }
  below("hill", general, 2.5e-14);
  below("hill1", first, 2.5e-16);
  below("hill2", second, 4.5e-16);
  assert_true(kn_hill(0.0, 2.0, 3.0) < 1e-290 && kn_hill(0.0, 2.0, 3.0) >= 0.0);
  assert_true(kn_hill(2.0, 2.0, 3.7) == 0.5);
  assert_true(kn_hill1(0.0, 1.0) == 0.0 && kn_hill2(0.0, 1.0) == 0.0);
}

static void positive_part_is_smooth_and_never_negative(void **state) {
  (void)state;
  worst w = {0, 0};
  for (int i = 0; i < 1000000; i++) {
    double x = between(-3, 3), e = log_between(1e-4, 1);
    meet(&w, kn_pos(x, e), 0.5L * (x + sqrtl((long double)x * x + (long double)e * e)), 1, x);
    assert_true(kn_pos(x, e) >= 0.0);
    assert_true(kn_pos(x, 0.0) == (x > 0 ? x : 0.0));
  }
  below("pos", w, 6e-16);
}

static void rounding_masks_and_choices_are_exact(void **state) {
  (void)state;
  for (int i = 0; i < 100000; i++) {
    double x = i % 2 ? between(-1e6, 1e6) : between(-1e15, 1e15), y = between(-1, 1), z = between(-1, 1);
    assert_true(kn_round(x) == nearbyint(x));
    assert_true(kn_max(y, z) == fmax(y, z) && kn_min(y, z) == fmin(y, z) && kn_abs(y) == fabs(y));
    assert_true(kn_sel(kn_lt(y, z), y, z) == fmin(y, z));
    assert_true(kn_sqrt(kn_abs(x)) == sqrt(fabs(x)));
  }
  assert_true(kn_round(0.5) == 0.0 && kn_round(1.5) == 2.0 && kn_round(-0.5) == 0.0);
  assert_true(kn_lt(1.0, 2.0) == -1 && kn_lt(2.0, 1.0) == 0 && kn_lt(1.0, 1.0) == 0 && kn_lt((double)NAN, 1.0) == 0);
  assert_true(kn_sel(0, (double)NAN, 3.0) == 3.0 &&
              kn_sel(-1, 3.0, (double)INFINITY) == 3.0); // no leak of the other side
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fast_curves_are_right_to_one_epsilon),
      cmocka_unit_test(exp_is_right_to_one_epsilon_from_minus_700_to_700),
      cmocka_unit_test(log_is_right_to_one_epsilon_for_every_normal_double),
      cmocka_unit_test(log1p_of_a_fraction_keeps_its_digits_down_to_nothing),
      cmocka_unit_test(cosine_and_sine_of_turns_are_right_to_an_epsilon_and_a_quarter),
      cmocka_unit_test(sine_of_a_small_part_of_a_turn_keeps_its_digits),
      cmocka_unit_test(arctan_is_right_from_nothing_to_infinity),
      cmocka_unit_test(tanh_is_right_to_one_epsilon),
      cmocka_unit_test(logistic_is_right_from_minus_700_to_700),
      cmocka_unit_test(softplus_is_right_far_below_at_and_far_above_its_threshold),
      cmocka_unit_test(power_loses_no_more_digits_than_its_exponent_costs),
      cmocka_unit_test(hill_curves_are_right_and_agree_with_each_other),
      cmocka_unit_test(positive_part_is_smooth_and_never_negative),
      cmocka_unit_test(rounding_masks_and_choices_are_exact),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
