// A person's life is hers alone: the same bits whoever flies beside her, in whatever order, over any number of lanes and
// threads, settled or compared. And the same for both compilers and all levels of optimisation: the hash below.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <string.h>
#include "lane/system.h"
#include "sim/sim.h"

// FNV-1a over the lives below. It changes when an equation, a parameter, the integrator or the touch clock does.
static const uint64_t EXPECTED = 0xf911e374ab916506;

enum { PEOPLE = 11, DAYS = 3 };
static const double D = 86400.0, H = 3600.0;

static kn_ctx *opened(int lanes, kn_model **model) {
  kn_ctx *ctx;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ctx->lanes = lanes;
  assert_int_equal(kn_model_load(ctx, NULL, model), KN_OK);
  return ctx;
}
static void ok(kn_status st, const kn_error *e) {
  if (st != KN_OK) fail_msg("%s: %s", e->where, e->what);
}

// Different people, with different days: every third is massaged, every fourth hurt, every second has ups and downs. Of
// one, two or three regions.
static kn_sim *someone(kn_ctx *ctx, const kn_model *model, int i) {
  static const int condition[] = {KN_CHRONIC_LOW_BACK_PAIN, KN_HEALTHY, KN_ANXIETY};
  static kn_person_def who;
  who = kn_default_person(condition[i % 3]);
  who.id = (uint64_t)(100 + i);
  who.everyday_ups_and_downs = i % 2;
  who.starts_h = 8 + i % 5;
  if (i % 4 == 3) {
    who.region_count = 2;
    who.region[0] = KN_LOW_BACK, who.region[1] = KN_THIGH;
  }
  kn_sim *s;
  ok(kn_sim_create(ctx, model, &who, 7, &s), kn_ctx_error(ctx));
  if (i % 4 == 0) ok(kn_sim_bout(s, s->region[0], 2 * H + i * 600.0, 1.0), &s->error);
  if (i % 3 == 0) {
    kn_session_def x = kn_default_session(i % 2 ? KN_DEEP : KN_RELAXATION);
    x.start_s = D + i * H / 3;
    x.minutes = 20 + i;
    ok(kn_sim_session(s, &x), &s->error);
  }
  return s;
}
static double until_of(int i) { return (DAYS - i % 3) * D + i * 1000.0; }

static uint64_t alone[PEOPLE];

static void everyone_alone_in_one_lane(void **state) {
  (void)state;
  kn_model *model;
  kn_ctx *ctx = opened(1, &model);
  uint64_t all = 14695981039346656037u;
  for (int i = 0; i < PEOPLE; i++) {
    kn_sim *s = someone(ctx, model, i);
    ok(kn_sim_advance(s, until_of(i)), &s->error);
    alone[i] = kn_sim_hash(s);
    for (int b = 0; b < 64; b += 8) all = (all ^ (alone[i] >> b & 255)) * 1099511628211u;
  }
  kn_close(ctx);
  print_message("static const uint64_t EXPECTED = 0x%016llx;\n", (unsigned long long)all);
  if (all != EXPECTED)
    fail_msg("hash 0x%016llx, expected 0x%016llx", (unsigned long long)all, (unsigned long long)EXPECTED);
}

static void any_company_order_width_and_threads_give_the_same_bits(void **state) {
  (void)state;
  static const int step[] = {1, 3, 7}; // orders: 11 is prime
  for (int lanes = 1; lanes <= 8; lanes *= 2) {
    if (!kn_lanes_run(lanes)) {
      print_message("%d lanes: not on this machine\n", lanes);
      continue;
    }
    kn_model *model;
    kn_ctx *ctx = opened(lanes, &model);
    kn_sim *base[PEOPLE];
    for (int i = 0; i < PEOPLE; i++) base[i] = someone(ctx, model, i); // settled over lanes too
    for (int order = 0; order < 3; order++) {
      kn_sim *crowd[PEOPLE];
      double until[PEOPLE];
      int who[PEOPLE];
      for (int i = 0; i < PEOPLE; i++) {
        who[i] = (i * step[order] + order) % PEOPLE;
        ok(kn_sim_twin(base[who[i]], &crowd[i]), kn_ctx_error(ctx));
        until[i] = until_of(who[i]);
      }
      kn_status st = kn_sims_advance(crowd, PEOPLE, until, order + 1);
      if (st != KN_OK) fail_msg("%s", kn_status_text(st));
      for (int i = 0; i < PEOPLE; i++) {
        if (kn_sim_hash(crowd[i]) != alone[who[i]])
          fail_msg("person %d differs over %d lanes in order %d", who[i], lanes, order);
        kn_sim_destroy(crowd[i]);
      }
    }
    kn_close(ctx);
  }
}

// ---- in a convoy: everybody in a thread and a context of her own ------------------------------------------------------
typedef struct caller {
  kn_convoy *convoy;
  int i;
  uint64_t hash;
  pthread_t thread;
} caller;
static void *live(void *user) {
  caller *c = user;
  kn_ctx_def def = kn_default_ctx();
  def.convoy = c->convoy;
  kn_convoy_enter(c->convoy);
  kn_ctx *ctx;
  kn_model *model;
  kn_open(&def, &ctx);
  kn_model_load(ctx, NULL, &model);
  kn_sim *s = someone(ctx, model, c->i);
  if (kn_sim_advance(s, until_of(c->i)) == KN_OK) c->hash = kn_sim_hash(s);
  kn_close(ctx);
  kn_convoy_leave(c->convoy);
  return NULL;
}
static void in_a_convoy_everybody_lives_as_alone(void **state) {
  (void)state;
  for (int threads = 1; threads <= 2; threads++) {
    caller c[PEOPLE] = {0};
    kn_convoy *convoy;
    assert_int_equal(kn_convoy_create(threads, &convoy), KN_OK);
    assert_true(kn_convoy_callers(convoy) > threads);
    for (int i = 0; i < PEOPLE; i++) {
      c[i] = (caller){.convoy = convoy, .i = i};
      assert_int_equal(pthread_create(&c[i].thread, NULL, live, &c[i]), 0);
    }
    for (int i = 0; i < PEOPLE; i++) pthread_join(c[i].thread, NULL);
    kn_convoy_destroy(convoy);
    for (int i = 0; i < PEOPLE; i++)
      if (c[i].hash != alone[i]) fail_msg("person %d differs in a convoy of %d threads", i, threads);
  }
}

static void a_comparison_gives_the_same_bits_over_any_lanes(void **state) {
  (void)state;
  uint64_t first = 0;
  for (int lanes = 1; lanes <= 8; lanes *= 2) {
    if (!kn_lanes_run(lanes)) continue;
    kn_model *model;
    kn_ctx *ctx = opened(lanes, &model);
    static kn_compare_def d;
    d = kn_default_compare();
    d.person = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
    static const int arm[] = {KN_RELAXATION, KN_NOTHING, KN_LIGHT_TOUCH};
    d.arm_count = 3;
    for (int i = 0; i < 3; i++) {
      d.arm[i] = kn_default_course(arm[i]);
      d.arm[i].sessions = 2, d.arm[i].per_week = 7;
    }
    d.visit_count = 1;
    d.visit[0] = (kn_visit){"end", 2 * D};
    kn_comparison *c;
    ok(kn_compare(ctx, model, &d, &c), kn_ctx_error(ctx));
    if (lanes == 1) first = kn_comparison_hash(c);
    assert_true(kn_comparison_hash(c) == first);
    kn_close(ctx);
  }
}

// One who fails does not disturb the others, and is as she was.
static void a_failure_stays_in_its_lane(void **state) {
  (void)state;
  kn_model *model;
  kn_ctx *ctx = opened(0, &model);
  kn_sim *s[3];
  double until[3];
  for (int i = 0; i < 3; i++) s[i] = someone(ctx, model, 4 * i), until[i] = until_of(4 * i);
  uint64_t before = kn_sim_hash(s[1]);
  s[1]->source[0] = __builtin_nan("");
  kn_status st = kn_sims_advance(s, 3, until, 2);
  assert_true(st == KN_NOT_FINITE || st == KN_INTEGRATION);
  assert_true(s[1]->error.status == st && kn_sim_hash(s[1]) == before);
  assert_true(kn_sim_hash(s[0]) == alone[0] && kn_sim_hash(s[2]) == alone[8]);
  // a time in the past, or none, is refused the same way
  until[0] = until[2] = (DAYS + 1) * D, until[1] = -1;
  assert_int_equal(kn_sims_advance(s, 3, until, 1), KN_BAD_ARGUMENT);
  assert_true(s[1]->error.status == KN_BAD_ARGUMENT && kn_sim_time(s[0]) == until[0] && kn_sim_time(s[2]) == until[2]);
  assert_int_equal(kn_sims_advance(s, 3, until, 0), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sims_advance(NULL, 3, until, 1), KN_BAD_ARGUMENT);
  assert_int_equal(kn_sims_advance(NULL, 0, NULL, 1), KN_OK);
  kn_close(ctx);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(everyone_alone_in_one_lane),
                                     cmocka_unit_test(any_company_order_width_and_threads_give_the_same_bits),
                                     cmocka_unit_test(in_a_convoy_everybody_lives_as_alone),
                                     cmocka_unit_test(a_comparison_gives_the_same_bits_over_any_lanes),
                                     cmocka_unit_test(a_failure_stays_in_its_lane)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
