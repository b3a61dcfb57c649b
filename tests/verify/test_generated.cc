// The kernel that is written out from the chain's equations is the chain: its rates, its slopes and the solution of its
// bordered linear equations are those of the same source run over dual numbers, for every number of regions and every
// width, at random admissible states and inputs.
#define KN_NUMBER "number/dual.h"
#define KN_DUALS  192
#include "number/room_tables.h"
extern "C" {
#include "chain/lanes.h"
}
#include <cmath>
#include <cstdarg>
#include <cstring>
#include <vector>
#include <csetjmp>
extern "C" {
#include <cmocka.h>
}

typedef std::vector<double> numbers;
enum { N_MAX = sizeof(kn_chain_state) / sizeof(kn_f), TIME = N_MAX, DRAWS = 6 };
static_assert(N_MAX < KN_DUALS, "a dual for each state and one for time");

struct sample {
  numbers par, in, y, right;
  double t;
};
static sample draw(const room &m, uint64_t number) {
  sample s = {numbers((size_t)m.params), numbers((size_t)m.ins), numbers((size_t)m.states), numbers((size_t)m.states),
              room_draw_time(number)};
  for (int i = 0; i < m.params; i++) s.par[(size_t)i] = room_draw_param(&m.param[i], number);
  for (int i = 0; i < m.ins; i++) s.in[(size_t)room_place(m.in, i)] = room_draw_in(&m.in[i], number);
  room_dice dice = room_dice_of("right", number);
  for (int i = 0; i < m.states; i++) {
    s.y[(size_t)i] = room_draw_state(&m.state[i], number);
    s.right[(size_t)i] = 2.0 * room_draw(&dice) - 1.0;
  }
  return s;
}

// f[i] with its slopes, and the size of the terms that it is made of
static void by_duals(const sample &s, int regions, std::vector<kn_f> &f, numbers &size) {
  static std::vector<kn_f> par, in, y;
  par.assign(s.par.begin(), s.par.end()), in.assign(s.in.begin(), s.in.end()), y.assign(s.y.begin(), s.y.end());
  static kn_chain_rates r;
  static kn_chain_seen seen;
  size_t n = (size_t)(KN_MIND_STATES + regions * KN_REGION_STATES);
  for (size_t i = 0; i < n; i++) y[i] = kn_variable(s.y[i], (int)i);
  kn_chain((const kn_chain_par *)par.data(), regions, kn_variable(s.t, TIME), (const kn_chain_in *)in.data(),
           (const kn_chain_state *)y.data(), &r, &seen);
  f.resize(n), size.resize(n);
  for (size_t i = 0; i < n; i++) {
    const kn_rate &q = ((const kn_rate *)&r)[i];
    f[i] = q.make - q.lose * y[i];
    size[i] = std::fabs(q.make.v) + std::fabs(q.lose.v * y[i].v);
  }
}

static void *aligned(numbers &memory, size_t count) {
  memory.assign(count + 8, 0.0);
  return (void *)(((uintptr_t)memory.data() + 63) & ~(uintptr_t)63);
}

// One lane's numbers beside seven other people's
static void a_kernel_is_the_chain(int regions, int lanes) {
  const room &m = room_all[ROOM_chain];
  kn_system s;
  if (!kn_chain_system(lanes, regions, &s)) {
    print_message("%d lanes: not on this machine\n", lanes);
    return;
  }
  size_t w = (size_t)lanes, n = (size_t)s.states, nc = (size_t)s.coefficients;
  numbers memory[10];
  double *c = (double *)aligned(memory[0], nc * w), *y = (double *)aligned(memory[1], n * w),
         *f = (double *)aligned(memory[2], n * w), *ft = (double *)aligned(memory[3], n * w),
         *J = (double *)aligned(memory[4], (size_t)s.slopes * w),
         *A = (double *)aligned(memory[5], (size_t)s.factors * w),
         *scratch = (double *)aligned(memory[6], (size_t)s.scratch * w), *b = (double *)aligned(memory[7], n * w),
         *t = (double *)aligned(memory[8], w), *g = (double *)aligned(memory[9], w);
  double worst_rate = 0, worst_time = 0, worst_solve = 0;
  for (uint64_t first = 0; first < DRAWS; first++) {
    std::vector<sample> people;
    numbers own(nc);
    for (size_t l = 0; l < w; l++) {
      people.push_back(draw(m, first + l));
      const sample &p = people.back();
      kn_chain_prepare(p.par.data(), regions, p.in.data(), own.data());
      for (size_t i = 0; i < nc; i++) c[i * w + l] = own[i];
      for (size_t i = 0; i < n; i++) y[i * w + l] = p.y[i];
      t[l] = p.t;
    }
    for (size_t l = 0; l < w; l++) {
      std::vector<kn_f> exact;
      numbers size;
      by_duals(people[l], regions, exact, size);
      s.rates(&s, c, t, y, f, scratch);
      for (size_t i = 0; i < n; i++) worst_rate = std::fmax(worst_rate, std::fabs(f[i * w + l] - exact[i].v) / size[i]);
      s.by_state(&s, c, t, y, f, ft, J, scratch);
      for (size_t i = 0; i < n; i++) {
        worst_rate = std::fmax(worst_rate, std::fabs(f[i * w + l] - exact[i].v) / size[i]);
        double slope = exact[i].d[TIME], scale = std::fmax(std::fabs(slope), 1e-3 * size[i] / 3600);
        worst_time = std::fmax(worst_time, std::fabs(ft[i * w + l] - slope) / scale);
      }
      for (double h = 1; h < 1e5; h *= 30) {
        for (size_t k = 0; k < w; k++) g[k] = 4.0 / h;
        for (size_t i = 0; i < n; i++)
          for (size_t k = 0; k < w; k++) b[i * w + k] = people[k].right[i] / h;
        s.factor(&s, c, g, J, A, scratch);
        s.solve(&s, c, A, b, scratch);
        for (size_t i = 0; i < n; i++) { // (g I - J) x against b
          double sum = 4.0 / h * b[i * w + l], most = std::fabs(sum) + std::fabs(people[l].right[i] / h);
          for (size_t j = 0; j < n; j++) {
            double term = exact[i].d[j] * b[j * w + l];
            sum -= term;
            most += std::fabs(term);
          }
          worst_solve = std::fmax(worst_solve, std::fabs(sum - people[l].right[i] / h) / most);
        }
      }
    }
  }
  print_message("%d regions, %d lanes: rates %.1g, slopes by time %.1g, linear equations %.1g\n", regions, lanes,
                worst_rate, worst_time, worst_solve);
  assert_true(worst_rate < 1e-12);
  assert_true(worst_time < 1e-9);
  assert_true(worst_solve < 1e-9);
}

static void the_written_kernel_is_the_chain(void **) {
  for (int regions = 1; regions <= KN_CHAIN_REGIONS; regions++)
    for (int lanes = 1; lanes <= 8; lanes *= 2) a_kernel_is_the_chain(regions, lanes);
}

int main() {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_written_kernel_is_the_chain)};
  return cmocka_run_group_tests(tests, nullptr, nullptr);
}
