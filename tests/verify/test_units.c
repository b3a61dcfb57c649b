// The unit table and its parser. With --table it prints the table for the comparison with udunits2 (test_units.sh):
// name, SI factor, SI offset, SI unit, the unit as udunits2 spells it; columns separated by "|".
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "lane/unit.h"

static kn_unit parsed(const char *text) {
  kn_unit u;
  if (!kn_unit_parse(text, &u)) fail_msg("\"%s\" was refused", text);
  return u;
}
static void expect(const char *text, double factor, int m, int kg, int s, int K, int mol) {
  kn_unit u = parsed(text), should = {factor, 0.0, {m, kg, s, K, mol}};
  if (fabs(u.factor / factor - 1) > 4e-16) fail_msg("\"%s\": factor %.17g, expected %.17g", text, u.factor, factor);
  if (!kn_unit_same_dim(&u, &should)) {
    char is[64];
    kn_unit_dim_text(u.dim, is, sizeof is);
    fail_msg("\"%s\" has dimension [%s]", text, is);
  }
}

static void products_and_powers_have_the_factor_and_dimension_of_their_parts(void **state) {
  (void)state;
  expect("1/h", 1.0 / 3600.0, 0, 0, -1, 0, 0);
  expect("1/s", 1.0, 0, 0, -1, 0, 0);
  expect("W/m2/K", 1.0, 0, 1, -3, -1, 0);
  expect("W/m2", 1.0, 0, 1, -3, 0, 0);
  expect("N/cm2", 1e4, -1, 1, -2, 0, 0);
  expect("J/m2/K", 1.0, 0, 1, -2, -1, 0);
  expect("cm/s", 0.01, 1, 0, -1, 0, 0);
  expect("mm*m2/kg", 1e-3, 3, -1, 0, 0, 0);
  expect("kg/m2", 1.0, -2, 1, 0, 0, 0);
  expect("m-1 kg s-2", 1.0, -1, 1, -2, 0, 0);
  expect("kg m^2 s^-3", 1.0, 2, 1, -3, 0, 0);
  expect("nmol/L", 1e-6, -3, 0, 0, 0, 1);
  expect("umol/L", 1e-3, -3, 0, 0, 0, 1);
  expect("1/MVC", 1.0, 0, 0, 0, 0, 0);
  expect("%/wk", 0.01 / 604800.0, 0, 0, -1, 0, 0);
  expect("kPa s", 1000.0, -1, 1, -1, 0, 0);
  expect("1", 1.0, 0, 0, 0, 0, 0);
}

// Each of them looks like a unit to a hurried eye
static void what_is_not_a_unit_is_refused_and_leaves_the_result_alone(void **state) {
  (void)state;
  static const char *const bad[] = {"kPaa", "h-",  "",     " ",    "/h",    "1/",     "kPa//s", "kPa/", "k Pa", "kpa",
                                    "KPA",  "Kg",  "sec",  "1/hr", "m2/",   "N/cm2x", "m^",     "m^-",  "2",    "3 m",
                                    "m2.5", "m10", "kPa ", " kPa", "kPa,s", "mm Hg",  "-1",     "°C",   "m--1", "s 2"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    kn_unit u = {-7, -8, {9, 9, 9, 9, 9}}, before = u;
    if (kn_unit_parse(bad[i], &u)) fail_msg("\"%s\" was accepted", bad[i]);
    assert_memory_equal(&u, &before, sizeof u);
  }
}

static void a_value_survives_the_way_to_si_and_back(void **state) {
  (void)state;
  for (int i = 0; kn_unit_name(i); i++) {
    kn_unit u = parsed(kn_unit_name(i));
    for (double v = -40; v <= 40; v += 2.5) {
      double back = kn_unit_from_si(&u, kn_unit_to_si(&u, v));
      assert_true(fabs(back - v) <= 1e-12 + 1e-14 * fabs(v));
    }
  }
  kn_unit degree = parsed("degC"), pressure = parsed("mmHg");
  assert_true(fabs(kn_unit_to_si(&degree, 37.0) - 310.15) < 1e-12);
  assert_true(fabs(kn_unit_to_si(&pressure, 120.0) - 15998.6864898) < 1e-9);
}

static void an_offset_is_kept_only_by_a_unit_that_stands_alone(void **state) {
  (void)state;
  assert_true(parsed("degC").offset > 273);
  assert_true(fabs(parsed("W/m2/degC").offset) <= 0); // a difference of temperatures
  assert_true(fabs(parsed("1/degC").factor - 1) <= 0);
}

static void no_name_appears_twice_and_none_can_be_read_as_another_with_a_power(void **state) {
  (void)state;
  for (int i = 0; kn_unit_name(i); i++)
    for (int j = 0; j < i; j++) assert_string_not_equal(kn_unit_name(i), kn_unit_name(j));
  assert_null(kn_unit_name(-1));
  assert_null(kn_unit_udunits(100000));
}

static void a_dimension_is_written_as_powers_of_base_units(void **state) {
  (void)state;
  char text[64];
  kn_unit u = parsed("kPa");
  kn_unit_dim_text(u.dim, text, sizeof text);
  assert_string_equal(text, "m-1 kg s-2");
  u = parsed("MVC");
  kn_unit_dim_text(u.dim, text, sizeof text);
  assert_string_equal(text, "1");
  u = parsed("nmol/L");
  kn_unit_dim_text(u.dim, text, sizeof text);
  assert_string_equal(text, "m-3 mol");
  for (int i = 0; kn_unit_name(i); i++) { // and what is written can be read
    kn_unit a = parsed(kn_unit_name(i));
    kn_unit_dim_text(a.dim, text, sizeof text);
    kn_unit b = parsed(text);
    assert_true(kn_unit_same_dim(&a, &b));
  }
  for (size_t n = 0; n < 12; n++) { // a short buffer is filled as far as it goes and closed
    char small[16];
    memset(small, '#', sizeof small);
    u = parsed("W/m2/K");
    kn_unit_dim_text(u.dim, small, n);
    assert_true(small[n] == '#');
    if (n) assert_true(strlen(small) < n);
  }
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--table") == 0) {
    for (int i = 0; kn_unit_name(i); i++) {
      kn_unit u = parsed(kn_unit_name(i));
      char dim[64];
      kn_unit_dim_text(u.dim, dim, sizeof dim);
      printf("%s|%.17g|%.17g|%s|%s\n", kn_unit_name(i), u.factor, u.offset, dim, kn_unit_udunits(i));
    }
    return 0;
  }
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(products_and_powers_have_the_factor_and_dimension_of_their_parts),
      cmocka_unit_test(what_is_not_a_unit_is_refused_and_leaves_the_result_alone),
      cmocka_unit_test(a_value_survives_the_way_to_si_and_back),
      cmocka_unit_test(an_offset_is_kept_only_by_a_unit_that_stands_alone),
      cmocka_unit_test(no_name_appears_twice_and_none_can_be_read_as_another_with_a_power),
      cmocka_unit_test(a_dimension_is_written_as_powers_of_base_units),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
