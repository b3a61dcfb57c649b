// Every equation of every room, run once with numbers that know their dimension: [make] = [state]/s, [lose] = 1/s,
// outputs as documented; and the proof that this notices a wrong unit of any parameter.
#define KN_NUMBER "number/dim.h"
#include "number/room_tables.h"
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>
#include <csetjmp>
extern "C" {
#include <cmocka.h>
}

static std::vector<kn_f> ordinary(const room_row *table, int n) {
  std::vector<kn_f> x((size_t)n);
  for (int i = 0; i < n; i++) x[(size_t)room_place(table, i)] = room_number(&table[i], table[i].value);
  return x;
}
static kn_f with_unit(const char *unit) {
  room_row e = {"here", unit, 0, 0, 0, 0, -1};
  return room_number(&e, 1.0);
}

// Runs the room on its ordinary values, parameter `wrong` carrying the dimension of `as`; returns what it complains of.
static std::vector<std::string> complaints(const room &m, int wrong, const kn_f &as) {
  std::vector<std::string> all;
  std::vector<kn_f> par = ordinary(m.param, m.params), in = ordinary(m.in, m.ins), y = ordinary(m.state, m.states);
  kn_f unset = with_unit("mol9");
  unset.v = NAN;
  std::vector<kn_f> rate(2 * (size_t)m.states, unset), out((size_t)m.outs, unset);
  if (wrong >= 0) par[(size_t)wrong] = kn_like(par[(size_t)wrong].v, as);
  kn_f t = with_unit("s");
  t.v = 36000.0; // ten in the morning
  try {
    m.eval(par.data(), t, in.data(), y.data(), rate.data(), out.data());
  } catch (const kn_dim_error &e) { return {e.what()}; }
  auto expect = [&](const std::string &what, const kn_f &x, const kn_f &like) {
    if (!std::isfinite(x.v)) all.push_back(what + " is not a number or was never set");
    if (x.sized && !kn_same_dim(x, like))
      all.push_back(what + " has " + kn_dim_text(x) + ", expected " + kn_dim_text(like));
  };
  kn_f per_second = with_unit("1/s");
  for (int i = 0; i < m.states; i++) {
    expect(std::string(m.state[i].name) + ": what is made", rate[(size_t)(2 * i)], y[(size_t)i] * per_second);
    expect(std::string(m.state[i].name) + ": what is lost", rate[(size_t)(2 * i + 1)], per_second);
  }
  for (int i = 0; i < m.outs; i++) expect(m.out[i].name, out[(size_t)room_place(m.out, i)], with_unit(m.out[i].unit));
  return all;
}

static void every_equation_has_its_dimension(const room &m) {
  std::vector<std::string> all = complaints(m, -1, kn_f(1.0));
  for (const std::string &c : all) std::fprintf(stderr, "%s: %s\n", m.name, c.c_str());
  assert_int_equal(all.size(), 0);
}

static bool dimensionless(const room_row &e) {
  kn_unit u = room_unit(&e);
  for (int d : u.dim)
    if (d) return false;
  return true;
}
// Parameters that no equation over kn_f reads: plain code in chain, flow and sim uses them. Held to be complete and
// not longer than needed by the test below.
static bool outside_the_equations(const room &m, const room_row &e) {
  static const char *const plain[] = {
      "hand.c_contact",   "hand.rub_max",   "hand.k_ramp",    "hand.k_vib",      "hand.t_visit",     "hand.c_on",
      "hand.t_gap",       "hand.t_tap",     "hand.v_still",   "hand.l_skin",     "hand.c_alike",     "hand.c_line",
      "hand.c_flat",      "hand.F_zero",    "hand.c_swing",   "flow.c_press",    "outcome.k_move",   "chain.c_duty",
      "tissue.c_p",       "joint.bru_most", "chain.re_solve", "tissue.fat_min",  "chain.life_tau_1", "chain.life_tau_2",
      "chain.life_tau_3", "chain.src_sd_1", "chain.src_sd_2", "chain.src_sd_3",  "chain.str_sd_1",   "chain.str_sd_2",
      "chain.str_sd_3",   "chain.tau_src",  "chain.src",      "chain.bout_time", "chain.bout_D",     "chain.bout_L",
      "chain.bout_lac"};
  std::string name = std::string(m.name) + "." + e.name;
  for (const char *p : plain)
    if (name == p) return true;
  return false;
}
// Gives every parameter three wrong units in turn: none of them may pass. Numbers without dimension are tried as well:
// one that passes with a unit is not used, or does not do what its table says.
static void every_wrong_unit_is_noticed(const room &m) {
  int tried = 0, caught = 0, missed = 0, without = 0, plain = 0;
  const char *strange[] = {"s", "m", "K"};
  for (int i = m.own; i < m.params; i++) {
    bool bare = dimensionless(m.param[i]);
    kn_f right = room_number(&m.param[i], m.param[i].value);
    bool noticed = true;
    for (const char *s : strange) noticed = noticed && !complaints(m, i, right * with_unit(s)).empty();
    if (!bare) noticed = noticed && !complaints(m, i, with_unit("1")).empty();
    bool outside = outside_the_equations(m, m.param[i]);
    tried++, without += bare && noticed, caught += noticed, plain += outside;
    if (noticed != outside) continue;
    missed++;
    std::fprintf(stderr,
                 outside ? "%s: %s [%s] is now part of an equation: take it off the list of plain parameters\n"
                         : "%s: a wrong unit of %s [%s] is not noticed\n",
                 m.name, m.param[i].name, m.param[i].unit);
  }
  std::printf(
      "%s: wrong units noticed for %d of %d parameters (%d without dimension); %d are read by plain code only\n",
      m.name, caught, tried, without, plain);
  assert_int_equal(missed, 0);
}

#define ROOM_TESTS(name, own, step)                                                                                    \
  static void every_equation_of_##name##_has_the_dimension_of_its_rate(void **) {                                      \
    every_equation_has_its_dimension(room_all[ROOM_##name]);                                                           \
  }                                                                                                                    \
  static void a_wrong_unit_of_any_parameter_of_##name##_is_noticed(void **) {                                          \
    every_wrong_unit_is_noticed(room_all[ROOM_##name]);                                                                \
  }
ROOM_LIST(ROOM_TESTS)

static int parameter(const room &m, const char *symbol) {
  for (int i = 0; i < m.params; i++)
    if (std::strcmp(m.param[i].name, symbol) == 0) return i;
  fail_msg("%s has no parameter %s", m.name, symbol);
  return -1;
}
static void a_wrong_unit_is_caught(void **) {
  const room &m = room_all[ROOM_repair];
  std::vector<std::string> rate = complaints(m, parameter(m, "k_N"), with_unit("1"));
  assert_int_equal(rate.size(), 1);
  assert_string_equal(rate[0].c_str(), "neutrophils: what is made has [1], expected [s-1]");
  std::vector<std::string> pressure = complaints(m, parameter(m, "p_q"), with_unit("Hz"));
  assert_int_equal(pressure.size(), 1);
  assert_string_equal(pressure[0].c_str(), "unit error in 'max': [m-1 kg s-1] and [1]");
  std::vector<std::string> time = complaints(m, parameter(m, "tau_Q"), with_unit("1/s"));
  assert_int_equal(time.size(), 1);
  assert_string_equal(time[0].c_str(), "unit error in '+': [s-1] and [s]");
}

static void numbers_with_dimension_obey_the_rules_of_algebra(void **) {
  kn_f p = with_unit("Pa"), f = with_unit("Hz"), l = with_unit("m"), one = with_unit("1");
  assert_string_equal(kn_dim_text(p * f).c_str(), "[m-1 kg s-3]");
  assert_string_equal(kn_dim_text(kn_sqrt(p)).c_str(), "[m-0.5 kg0.5 s-1]");
  assert_string_equal(kn_dim_text(kn_sqrt(p) * kn_sqrt(p) / p).c_str(), "[1]");
  try {
    (void)(p + f);
    fail_msg("pressure + frequency passed");
  } catch (const kn_dim_error &e) { assert_string_equal(e.what(), "unit error in '+': [m-1 kg s-2] and [s-1]"); }
  int thrown = 0;
  try {
    (void)kn_exp(l);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_log(f);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_pow(l, one);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_pow(one, l);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_cos_turns(f);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_round(l);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_lt(l, p);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_sel(0, l, p);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)kn_softplus(l, p);
  } catch (const kn_dim_error &) { thrown++; }
  try {
    (void)(1.0 + l);
  } catch (const kn_dim_error &) { thrown++; }
  assert_int_equal(thrown, 10);
  // zero alone is the same in all units
  assert_string_equal(kn_dim_text(kn_max(kn_num(0.0), p)).c_str(), "[m-1 kg s-2]");
  assert_string_equal(kn_dim_text(kn_num(0.0) + f).c_str(), "[s-1]");
}

#define ROOM_CASES(name, own, step)                                                                                    \
  cmocka_unit_test(every_equation_of_##name##_has_the_dimension_of_its_rate),                                          \
      cmocka_unit_test(a_wrong_unit_of_any_parameter_of_##name##_is_noticed),
int main() {
  const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_with_dimension_obey_the_rules_of_algebra),
                                     cmocka_unit_test(a_wrong_unit_is_caught), ROOM_LIST(ROOM_CASES)};
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
