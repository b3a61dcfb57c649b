// A draw is a pure function of (seed, person, purpose, index), well spread in each of them.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lane/random.h"
#include <Random123/philox.h>

enum { N = 100000 };

// The known answers that Random123 publishes with its source (kat_vectors), 10 rounds
static void philox_gives_its_published_answers(void **state) {
  (void)state;
  static const uint32_t kat[3][10] = {
      {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
      {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6,
       0x6d5451fd},
      {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420,
       0x24126ea1},
  };
  for (int i = 0; i < 3; i++) {
    const uint32_t *k = kat[i];
    philox4x32_ctr_t ctr = {{k[0], k[1], k[2], k[3]}};
    philox4x32_key_t key = {{k[4], k[5]}};
    philox4x32_ctr_t r = philox4x32(ctr, key);
    for (int j = 0; j < 4; j++) assert_int_equal(r.v[j], k[6 + j]);
  }
}

// The bits of our own draws, so that no stored result changes its meaning unnoticed
static void a_uniform_is_the_top_52_bits_of_its_block(void **state) {
  (void)state;
  const uint64_t seed = 0x0123456789abcdef, person = 0xfedcba9876543210, index = 0x55aa;
  philox4x32_key_t key = {{0x89abcdef, 0x01234567}};
  philox4x32_ctr_t ctr = {{0x55aa, KN_DRAW_LIFE << 16, 0x76543210, 0xfedcba98}};
  philox4x32_ctr_t r = philox4x32(ctr, key);
  uint64_t bits = ((uint64_t)r.v[0] << 32 | r.v[1]) >> 12;
  assert_true(kn_uniform(seed, person, KN_DRAW_LIFE, index) == ldexp((double)bits + 0.5, -52));
}

static void a_draw_depends_on_its_key_alone_and_not_on_the_order(void **state) {
  (void)state;
  static double forward[2000];
  for (int i = 0; i < 2000; i++) forward[i] = kn_normal(42, (uint64_t)i % 7, KN_DRAW_MEASURE, (uint64_t)i);
  for (int i = 1999; i >= 0; i--) {
    (void)kn_uniform((uint64_t)i, 3, KN_DRAW_LIFE, 9); // others may draw in between
    assert_true(kn_normal(42, (uint64_t)i % 7, KN_DRAW_MEASURE, (uint64_t)i) == forward[i]);
  }
}

static void uniforms_stay_inside_0_and_1_and_fill_it_evenly(void **state) {
  (void)state;
  int bin[20] = {0};
  double sum = 0;
  for (uint64_t i = 0; i < N; i++) {
    double u = kn_uniform(5, 11, KN_DRAW_LIFE, i);
    assert_true(u > 0 && u < 1);
    bin[(int)(20 * u)]++;
    sum += u;
  }
  double chi2 = 0, expected = N / 20.0;
  for (int i = 0; i < 20; i++) chi2 += (bin[i] - expected) * (bin[i] - expected) / expected;
  print_message("mean %.5f, chi2 %.1f of 19 degrees of freedom\n", sum / N, chi2);
  assert_true(fabs(sum / N - 0.5) < 4 * sqrt(1.0 / 12 / N));
  assert_true(chi2 < 19 + 4 * sqrt(2.0 * 19));
}

static void check_normal(const char *along, const double *z) {
  double m = 0, v = 0, skew = 0, kurt = 0;
  int beyond = 0;
  for (int i = 0; i < N; i++) m += z[i] / N;
  for (int i = 0; i < N; i++) {
    double d = z[i] - m;
    v += d * d / N, skew += d * d * d / N, kurt += d * d * d * d / N;
    beyond += fabs(z[i]) > 1.959963984540054;
  }
  print_message("along %s: mean %.5f, variance %.5f, skewness %.4f, kurtosis %.4f, beyond 1.96: %.4f\n", along, m, v,
                skew, kurt, (double)beyond / N);
  assert_true(fabs(m) < 4 * sqrt(1.0 / N));
  assert_true(fabs(v - 1) < 4 * sqrt(2.0 / N));
  assert_true(fabs(skew) < 4 * sqrt(6.0 / N));
  assert_true(fabs(kurt - 3) < 4 * sqrt(24.0 / N));
  assert_true(fabs((double)beyond / N - 0.05) < 4 * sqrt(0.05 * 0.95 / N));
}
static void normals_have_mean_0_and_variance_1_along_every_part_of_the_key(void **state) {
  (void)state;
  static double z[N];
  for (uint64_t i = 0; i < N; i++) z[i] = kn_normal(1, 2, KN_DRAW_MEASURE, i);
  check_normal("index", z);
  for (uint64_t i = 0; i < N; i++) z[i] = kn_normal(1, i, KN_DRAW_MEASURE, 3);
  check_normal("person", z);
  for (uint64_t i = 0; i < N; i++) z[i] = kn_normal(i, 2, KN_DRAW_LIFE, 3);
  check_normal("seed", z);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
// Every part of the key counts, in all of its bits: no two of these thousands of keys give the same draw
static void different_seeds_persons_purposes_and_indices_give_different_draws(void **state) {
  (void)state;
  static double u[4096];
  size_t n = 0;
  const kn_draw purposes[] = {KN_DRAW_MEASURE, KN_DRAW_LIFE};
  for (int p = 0; p < 2; p++) {
    u[n++] = kn_uniform(0, 0, purposes[p], 0);
    for (int bit = 0; bit < 64; bit++) {
      u[n++] = kn_uniform(1ull << bit, 0, purposes[p], 0);
      u[n++] = kn_uniform(0, 1ull << bit, purposes[p], 0);
      if (bit < 48) u[n++] = kn_uniform(0, 0, purposes[p], 1ull << bit); // above, purpose and index would share bits
    }
    for (uint64_t i = 1; i < 30; i++)
      for (uint64_t j = 0; j < 30; j++) u[n++] = kn_uniform(i * 1000003, 3 + j * 7, purposes[p], 5 + i * j);
  }
  qsort(u, n, sizeof *u, by_value);
  for (size_t i = 1; i < n; i++) assert_true(u[i] != u[i - 1]);
}

static void neighbours_in_any_part_of_the_key_are_uncorrelated(void **state) {
  (void)state;
  double index = 0, person = 0, purpose = 0, seed = 0;
  for (uint64_t i = 0; i < N; i++) {
    double z = kn_normal(8, 1, KN_DRAW_MEASURE, i);
    index += z * kn_normal(8, 1, KN_DRAW_MEASURE, i + 1) / N;
    person += z * kn_normal(8, 2, KN_DRAW_MEASURE, i) / N;
    purpose += z * kn_normal(8, 1, KN_DRAW_LIFE, i) / N;
    seed += z * kn_normal(9, 1, KN_DRAW_MEASURE, i) / N;
  }
  double bound = 4 / sqrt((double)N);
  assert_true(fabs(index) < bound && fabs(person) < bound && fabs(purpose) < bound && fabs(seed) < bound);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox_gives_its_published_answers),
      cmocka_unit_test(a_uniform_is_the_top_52_bits_of_its_block),
      cmocka_unit_test(a_draw_depends_on_its_key_alone_and_not_on_the_order),
      cmocka_unit_test(uniforms_stay_inside_0_and_1_and_fill_it_evenly),
      cmocka_unit_test(normals_have_mean_0_and_variance_1_along_every_part_of_the_key),
      cmocka_unit_test(different_seeds_persons_purposes_and_indices_give_different_draws),
      cmocka_unit_test(neighbours_in_any_part_of_the_key_are_uncorrelated),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
