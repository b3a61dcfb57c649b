// The Jacobian that a room yields when it is run over dual numbers is the Jacobian of the room: compared with differences
// of the same source compiled over plain doubles (same/lane_kernel.c), at random admissible states and inputs.
#define KN_NUMBER "number/dual.h"
#define KN_DUALS  32 // variables a pass; longer vectors take several passes
#include "number/room_tables.h"
#include "same/lane_kernel.h"
#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <vector>
#include <csetjmp>
extern "C" {
#include <cmocka.h>
}

typedef std::vector<double> numbers;
enum { P = KERNEL_PERSONS, DRAWS = 20 };
static const double TOLERANCE = 1e-6;

// Everything a room computes: make and lose of each state, the outputs. Everything it depends on: states, then inputs.
struct sample {
  numbers par, in, y;
  double t;
};
static sample draw(const room &m, uint64_t number) {
  sample s = {numbers((size_t)m.params), numbers((size_t)m.ins), numbers((size_t)m.states), room_draw_time(number)};
  for (int i = 0; i < m.params; i++) s.par[(size_t)i] = room_draw_param(&m.param[i], number);
  for (int i = 0; i < m.ins; i++) s.in[(size_t)room_place(m.in, i)] = room_draw_in(&m.in[i], number);
  for (int i = 0; i < m.states; i++) s.y[(size_t)i] = room_draw_state(&m.state[i], number);
  return s;
}

// value[row], jacobian[row * variables + variable]
static void by_duals(const room &m, const sample &s, numbers &value, numbers &jacobian) {
  int rows = 2 * m.states + m.outs, variables = m.states + m.ins;
  value.assign((size_t)rows, 0.0);
  jacobian.assign((size_t)(rows * variables), 0.0);
  std::vector<kn_f> par(s.par.begin(), s.par.end()), in(s.in.begin(), s.in.end()), y(s.y.begin(), s.y.end());
  std::vector<kn_f> rate((size_t)(2 * m.states)), out((size_t)m.outs);
  for (int first = 0; first < variables; first += KN_DUALS) {
    int last = std::min(first + KN_DUALS, variables);
    auto number = [&](int i) -> kn_f & { return i < m.states ? y[(size_t)i] : in[(size_t)(i - m.states)]; };
    for (int i = first; i < last; i++) number(i).d[i - first] = 1.0;
    m.eval(par.data(), kn_f(s.t), in.data(), y.data(), rate.data(), out.data());
    for (int i = first; i < last; i++) number(i).d[i - first] = 0.0;
    for (int r = 0; r < rows; r++) {
      const kn_f &x = r < 2 * m.states ? rate[(size_t)r] : out[(size_t)(r - 2 * m.states)];
      value[(size_t)r] = x.v;
      for (int i = first; i < last; i++) jacobian[(size_t)(r * variables + i)] = x.d[i - first];
    }
  }
}

static numbers spread(const numbers &x) {
  numbers wide(x.size() * P);
  for (size_t i = 0; i < x.size(); i++)
    for (size_t p = 0; p < P; p++) wide[i * P + p] = x[i];
  return wide;
}
// The rows of 8 variants of the sample, person p having added[p] on one variable
static void by_doubles(const room &m, int id, const sample &s, int variable, const double *added, numbers &rows) {
  numbers par = spread(s.par), in = spread(s.in), y = spread(s.y), t((size_t)P, s.t);
  numbers rate((size_t)(2 * m.states * P) + 1), out((size_t)(m.outs * P) + 1);
  for (int p = 0; p < P; p++)
    (variable < m.states ? y[(size_t)(variable * P + p)] : in[(size_t)((variable - m.states) * P + p)]) += added[p];
  kernel_rates_1(id, par.data(), t.data(), in.data(), y.data(), rate.data(), out.data());
  rows.assign(rate.begin(), rate.end() - 1);
  rows.insert(rows.end(), out.begin(), out.end() - 1);
}

// How far each row strays when one variable after the other is all but still: the rounding of its value.
static numbers rounding(const room &m, int id, const sample &s, const numbers &size) {
  numbers noise((size_t)(2 * m.states + m.outs)), rows;
  for (int i = 0; i < m.states + m.ins; i++) {
    double x = i < m.states ? s.y[(size_t)i] : s.in[(size_t)(i - m.states)], added[P];
    for (int p = 0; p < P; p++) added[p] = p * std::max(1e-12 * size[(size_t)i], 4e-16 * std::fabs(x));
    by_doubles(m, id, s, i, added, rows);
    for (size_t r = 0; r < noise.size(); r++)
      for (size_t p = 1; p < P; p++) noise[r] = std::max(noise[r], std::fabs(rows[r * P + p] - rows[r * P]));
  }
  return noise;
}

// Central differences at steps h, h/2, h/4 ..., extrapolated to step 0; the estimate that its neighbours and the rounding
// of the differences leave least in doubt is taken.
static void by_differences(const room &m, int id, const sample &s, int variable, double h, const numbers &noise,
                           numbers &slope, numbers &doubt) {
  enum { LEVELS = 16 };
  size_t n = (size_t)(2 * m.states + m.outs);
  double x = variable < m.states ? s.y[(size_t)variable] : s.in[(size_t)(variable - m.states)], added[P];
  numbers rows;
  std::vector<numbers> table(LEVELS, numbers(n * LEVELS));
  for (int k = 0; k < LEVELS; k += 4) {
    for (int j = 0; j < 4; j++) {
      added[2 * j] = std::ldexp(h, -(k + j));
      added[2 * j + 1] = -added[2 * j];
    }
    by_doubles(m, id, s, variable, added, rows);
    for (size_t r = 0; r < n; r++)
      for (int j = 0; j < 4; j++) {
        double width = (x + added[2 * j]) - (x + added[2 * j + 1]); // what was really added, rounded
        double difference = rows[r * P + (size_t)(2 * j)] - rows[r * P + (size_t)(2 * j + 1)];
        table[(size_t)(k + j)][r * LEVELS] = difference / width;
      }
  }
  slope.assign(n, 0.0);
  doubt.assign(n, HUGE_VAL);
  for (size_t r = 0; r < n; r++) {
    for (size_t k = 1; k < LEVELS; k++)
      for (size_t j = 1; j <= std::min<size_t>(k, 4); j++) {
        double *row = &table[k][r * LEVELS], *above = &table[k - 1][r * LEVELS];
        row[j] = row[j - 1] + (row[j - 1] - above[j - 1]) / (std::ldexp(1.0, (int)(2 * j)) - 1.0);
        if (j == k) continue;
        double d =
            std::max({std::fabs(row[j] - row[j - 1]), std::fabs(row[j] - above[j - 1]), std::fabs(row[j] - above[j])}) +
            noise[r] / std::ldexp(h, -(int)k);
        if (d < doubt[r]) doubt[r] = d, slope[r] = row[j];
      }
  }
}

// Size of an ordinary change of a variable and its distance to the nearest bound, SI
static double ordinary(const room &m, const sample &s, int variable) {
  bool state = variable < m.states;
  const room_row *e = &m.state[0];
  if (state) e = &m.state[variable];
  for (int i = 0; !state && i < m.ins; i++)
    if (room_place(m.in, i) == variable - m.states) e = &m.in[i];
  double low = room_si(e, e->low), high = room_si(e, e->high);
  double x = state ? s.y[(size_t)variable] : s.in[(size_t)(variable - m.states)];
  double size = state ? room_unit(e).factor * e->scale : 0.1 * (high - low);
  return std::min({size, 0.5 * (x - low), 0.5 * (high - x)});
}

static void dual_numbers_give_the_slope_of(int id) {
  const room &m = room_all[id];
  int rows = 2 * m.states + m.outs, variables = m.states + m.ins;
  double worst = 0, worst_value = 0;
  int wrong = 0;
  std::vector<char> nonzero((size_t)(m.states * m.states), 0);
  for (int n = 0; n < DRAWS; n++) {
    sample s = draw(m, (uint64_t)n);
    numbers value, jacobian, plain, slope, doubt;
    by_duals(m, s, value, jacobian);
    double none[P] = {0};
    by_doubles(m, id, s, 0, none, plain);
    numbers size((size_t)variables), differences((size_t)(rows * variables)), doubts = differences;
    for (int r = 0; r < rows; r++) {
      double v = value[(size_t)r], error = std::fabs(v - plain[(size_t)(r * P)]) / std::max(std::fabs(v), 1e-12);
      worst_value = std::max(worst_value, error);
    }
    for (int i = 0; i < variables; i++) size[(size_t)i] = ordinary(m, s, i);
    numbers noise = rounding(m, id, s, size);
    for (int i = 0; i < variables; i++) {
      by_differences(m, id, s, i, 0.1 * size[(size_t)i], noise, slope, doubt);
      for (int r = 0; r < rows; r++) {
        differences[(size_t)(r * variables + i)] = slope[(size_t)r];
        doubts[(size_t)(r * variables + i)] = doubt[(size_t)r];
      }
    }
    // An entry counts as much as an ordinary change of its variable moves the row, beside what the others do, a
    // thousandth of the row itself, and what differences of a row that cancels (evoked nociception) can tell.
    // Differences that doubt themselves, near the bend of a threshold, may be wrong by their doubt, up to 1e-4 of that.
    for (int r = 0; r < rows; r++) {
      double scale = std::max(1e-3 * std::fabs(value[(size_t)r]), 1e8 * noise[(size_t)r]);
      for (int i = 0; i < variables; i++)
        scale = std::max(scale, std::fabs(jacobian[(size_t)(r * variables + i)]) * size[(size_t)i]);
      for (int i = 0; i < variables; i++) {
        size_t at = (size_t)(r * variables + i);
        double whole = size[(size_t)i] / std::max(scale, 1e-280); // an age is 1e9 s
        double error = std::fabs(jacobian[at] - differences[at]) * whole,
               excuse = std::min(5 * doubts[at] * whole, 1e-4);
        if (!(error <= TOLERANCE + excuse))
          std::fprintf(stderr, "%s, draw %d: row %d by %s: %.12g by duals, %.12g by differences\n", m.name, n, r,
                       i < m.states ? m.state[i].name : "an input", jacobian[at], differences[at]);
        worst = std::isnan(error) ? HUGE_VAL : std::max(worst, error);
        wrong += !(error <= TOLERANCE + excuse);
      }
    }
    for (int i = 0; i < m.states; i++)
      for (int j = 0; j < m.states; j++) {
        double make = jacobian[(size_t)(2 * i * variables + j)], lose = jacobian[(size_t)((2 * i + 1) * variables + j)];
        if (i == j || std::fabs(make) > 0 || std::fabs(lose) > 0) nonzero[(size_t)(i * m.states + j)] = 1;
      }
  }
  std::printf(
      "%s: %d x %d, largest error %.1e of its row; values within %.1e; %d of %d entries of the Jacobian are not 0\n",
      m.name, rows, variables, worst, worst_value, (int)std::count(nonzero.begin(), nonzero.end(), (char)1),
      m.states * m.states);
  assert_int_equal(wrong, 0);
  assert_true(worst_value < 1e-10);
}
#define ROOM_TEST(name, own, step)                                                                                     \
  static void dual_numbers_give_the_slopes_of_##name(void **) { dual_numbers_give_the_slope_of(ROOM_##name); }
ROOM_LIST(ROOM_TEST)

static void slopes_of_the_curves_are_those_of_the_textbook(void **) {
  auto slope = [](kn_f f) { return f.d[0]; };
  for (double v = 0.05; v < 3.0; v += 0.05) {
    kn_f x = kn_variable(v, 0);
    double e = 1e-12;
    assert_true(std::fabs(slope(kn_exp(x)) - std::exp(v)) < e * 30);
    assert_true(std::fabs(slope(kn_log(x)) - 1 / v) < e * 30);
    assert_true(std::fabs(slope(kn_sqrt(x)) - 0.5 / std::sqrt(v)) < e * 30);
    assert_true(std::fabs(slope(kn_atan(x)) - 1 / (1 + v * v)) < e);
    assert_true(std::fabs(slope(kn_tanh(x)) - 1 / std::pow(std::cosh(v), 2)) < e);
    assert_true(std::fabs(slope(kn_logistic(x)) - 0.25 / std::pow(std::cosh(v / 2), 2)) < e);
    assert_true(std::fabs(slope(kn_softplus(x, kn_num(0.3))) - 1 / (1 + std::exp(-v / 0.3))) < e);
    assert_true(std::fabs(slope(kn_hill(x, kn_num(0.7), kn_num(3.0))) -
                          3 * std::pow(v / 0.7, 3) / v / std::pow(1 + std::pow(v / 0.7, 3), 2)) < e * 30);
    assert_true(std::fabs(slope(kn_cos_turns(x)) + 6.283185307179586 * std::sin(6.283185307179586 * v)) < e * 30);
    assert_true(std::fabs(slope(kn_sin_turns(x)) - 6.283185307179586 * std::cos(6.283185307179586 * v)) < e * 30);
    assert_true(std::fabs(slope(x * x / (2.0 + 5.0 / x)) - v * v * (4 * v + 15) / std::pow(2 * v + 5, 2)) < e);
  }
}

#define ROOM_CASE(name, own, step) cmocka_unit_test(dual_numbers_give_the_slopes_of_##name),
int main() {
  const struct CMUnitTest tests[] = {cmocka_unit_test(slopes_of_the_curves_are_those_of_the_textbook),
                                     ROOM_LIST(ROOM_CASE)};
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
