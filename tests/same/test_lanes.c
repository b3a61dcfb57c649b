// One person's numbers do not depend on how many others are computed beside her: 1, 2, 4 or 8 lanes give the same bits,
// and so do both compilers, all levels of optimisation and the sanitizers. The hashes below hold for all of them.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "number/room_tables.h"
#include "lane_kernel.h"

// FNV-1a of the result bytes. They change exactly when an equation, a parameter's value or bounds, or a curve of
// lane.h or shape.h changes: then, and after a look at what changed, copy the rows that the test prints.
static const struct {
  const char *name;
  uint64_t hash;
} EXPECTED[] = {
    {"curves", 0x055b0e1401194313},  //
    {"hand", 0x7ee88c66de6760f9},    //
    {"tissue", 0xcd8d5d85c98b1c13},  //
    {"joint", 0x60c3720065c705d8},   //
    {"flow", 0xfe06c979104068ef},    //
    {"repair", 0xbe12f490fedf52d5},  //
    {"nerve", 0xc42a76e4263bea07},   //
    {"mind", 0xa371bae70854f473},    //
    {"outcome", 0xf1f7c0fbf3978ab8}, //
    {"chain", 0xc6c07e5a57eae5a9},   //
};

typedef struct kernel {
  int lanes;
  void (*rates)(int, const double *, const double *, const double *, const double *, double *, double *);
  void (*march)(int, const double *, const double *, const double *, double, int, double *);
  void (*curves)(int, const double *, double *);
} kernel;
#define KERNEL_ENTRY(n)                                                                                                \
  { n, kernel_rates_##n, kernel_march_##n, kernel_curves_##n }
static const kernel KERNELS[] = {KERNEL_ENTRY(1), KERNEL_ENTRY(2), KERNEL_ENTRY(4), KERNEL_ENTRY(8)};
enum { P = KERNEL_PERSONS, WIDTHS = 4, DRAWS = 50, STEPS = 2000 };

static uint64_t fnv1a(uint64_t h, const double *x, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &x[i], 8);
    for (int b = 0; b < 8; b++) h = (h ^ (bits >> (8 * b) & 255)) * 0x100000001b3u; // the same on every byte order
  }
  return h;
}
static void same_bits(const kernel *k, const char *what, const double *one, const double *other, int n) {
  for (int i = 0; i < n; i++) {
    if (!isfinite(one[i])) fail_msg("%s: value %d of person %d is not finite", what, i / P, i % P);
    if (memcmp(&one[i], &other[i], 8) != 0)
      fail_msg("%s: value %d of person %d is %a alone and %a with %d lanes", what, i / P, i % P, one[i], other[i],
               k->lanes);
  }
}
static void check_hash(const char *name, uint64_t h) {
  print_message("    {\"%s\", 0x%016llx}, //\n", name, (unsigned long long)h);
  for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
    if (strcmp(EXPECTED[i].name, name) == 0) {
      if (EXPECTED[i].hash != h)
        fail_msg("%s: hash 0x%016llx, expected 0x%016llx", name, (unsigned long long)h,
                 (unsigned long long)EXPECTED[i].hash);
      return;
    }
  fail_msg("%s: no expected hash", name);
}

static double par[ROOM_MAX * P], in[ROOM_MAX * P], start[ROOM_MAX * P], t[P];
static void draw(const room *m, uint64_t number) { // every person another one
  for (int p = 0; p < P; p++) {
    uint64_t own = number * P + (uint64_t)p;
    for (int i = 0; i < m->params; i++) par[i * P + p] = room_draw_param(&m->param[i], own);
    for (int i = 0; i < m->ins; i++) in[room_place(m->in, i) * P + p] = room_draw_in(&m->in[i], own);
    for (int i = 0; i < m->states; i++) start[i * P + p] = room_draw_state(&m->state[i], own);
    t[p] = room_draw_time(own);
  }
}

// Rates and outputs of 8 different persons at many states, then a march through time from the last of them
static void a_room_gives_the_same_bits(int id) {
  static double rate[WIDTHS][2 * ROOM_MAX * P], out[WIDTHS][ROOM_MAX * P], y[WIDTHS][ROOM_MAX * P];
  const room *m = &room_all[id];
  uint64_t h = 0xcbf29ce484222325u;
  for (uint64_t n = 0; n < DRAWS; n++) {
    draw(m, n);
    for (int w = 0; w < WIDTHS; w++) {
      KERNELS[w].rates(id, par, t, in, start, rate[w], out[w]);
      same_bits(&KERNELS[w], "rates", rate[0], rate[w], 2 * m->states * P);
      same_bits(&KERNELS[w], "outputs", out[0], out[w], m->outs * P);
    }
    h = fnv1a(h, rate[0], (size_t)(2 * m->states * P));
    h = fnv1a(h, out[0], (size_t)(m->outs * P));
  }
  if (m->step > 0)
    for (int w = 0; w < WIDTHS; w++) {
      memcpy(y[w], start, sizeof start);
      KERNELS[w].march(id, par, t, in, m->step, STEPS, y[w]);
      same_bits(&KERNELS[w], "states after the march", y[0], y[w], m->states * P);
    }
  if (m->step > 0) h = fnv1a(h, y[0], (size_t)(m->states * P));
  check_hash(m->name, h);
}
#define ROOM_TEST(name, own, step)                                                                                     \
  static void name##_gives_the_same_bits_for_any_number_of_lanes(void **state) {                                       \
    (void)state;                                                                                                       \
    a_room_gives_the_same_bits(ROOM_##name);                                                                           \
  }
ROOM_LIST(ROOM_TEST)

static void curves_give_the_same_bits_for_any_number_of_lanes(void **state) {
  (void)state;
  enum { N = 2000 };
  static double x[N * P], c[WIDTHS][16 * N * P];
  static const double special[] = {0.0,    0.25,  0.5,    0.75, 1.0, -0.25, -0.5, -1.0,  700,    -700,
                                   1e-300, 1e-17, -1e-17, 1e-9, 1e5, 1e6,   -1e6, 709.9, -745.2, 0.7071067811865475};
  room_dice dice = room_dice_of("curves", 7);
  for (int i = 0; i < N * P; i++) {
    double u = 2.0 * room_draw(&dice) - 1.0;
    x[i] = i < (int)(sizeof special / sizeof *special) ? special[i]
                                                       : u * (i % 3 == 0   ? 1.0
                                                              : i % 3 == 1 ? 30.0
                                                                           : 600.0);
  }
  for (int w = 0; w < WIDTHS; w++) {
    KERNELS[w].curves(N, x, c[w]);
    same_bits(&KERNELS[w], "curves", c[0], c[w], 16 * N * P);
  }
  check_hash("curves", fnv1a(0xcbf29ce484222325u, c[0], 16 * N * P));
}

// What makes the bits of a person her own: swapping her neighbours changes nothing for her
static void a_person_does_not_notice_who_sits_beside_her(void **state) {
  (void)state;
  const room *m = &room_all[ROOM_chain];
  static double p2[ROOM_MAX * P], i2[ROOM_MAX * P], start2[ROOM_MAX * P], t2[P];
  draw(m, 99);
  for (int i = 0; i < ROOM_MAX; i++)
    for (int p = 0; p < P; p++) {
      p2[i * P + p] = par[i * P + (P - 1 - p)];
      i2[i * P + p] = in[i * P + (P - 1 - p)];
      start2[i * P + p] = start[i * P + (P - 1 - p)];
    }
  for (int p = 0; p < P; p++) t2[p] = t[P - 1 - p];
  KERNELS[2].march(ROOM_chain, par, t, in, m->step, 20, start);
  KERNELS[3].march(ROOM_chain, p2, t2, i2, m->step, 20, start2);
  for (int i = 0; i < m->states; i++)
    for (int p = 0; p < P; p++) assert_memory_equal(&start2[i * P + p], &start[i * P + (P - 1 - p)], 8);
}

#define ROOM_CASE(name, own, step) cmocka_unit_test(name##_gives_the_same_bits_for_any_number_of_lanes),
int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(curves_give_the_same_bits_for_any_number_of_lanes),
                                     ROOM_LIST(ROOM_CASE)
                                         cmocka_unit_test(a_person_does_not_notice_who_sits_beside_her)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
