// A trial is put together from pieces that are found anywhere, in any order: it is always the same trial. The pieces here are
// made up, so thousands of people are quick.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "lane/random.h"
#include "study/allocate.h"
#include "study/board.h"

enum { PEOPLE = 200, HELPERS = 3 };

static kn_trial_def a_trial(kn_design design, int people) {
  kn_trial_def t = kn_default_trial();
  t.recruit.people = people;
  t.design = design;
  t.arm_count = 3;
  for (int i = 0; i < 3; i++) t.arm[i] = kn_default_course(i ? KN_NOTHING : KN_RELAXATION);
  t.visit_count = 3;
  for (int i = 0; i < 3; i++) t.visit[i].at_s = i * 7 * 86400.0;
  t.primary_visit = 2;
  t.outcome_count = 2;
  t.outcome[0] = KN_PAIN, t.outcome[1] = KN_PERCEIVED_STRESS;
  t.stratum_count = 1;
  t.stratum[0] = (kn_stratum_def){-1, 0};
  t.therapists = (kn_therapists_def){3, 0.1, 0, 0.1, {true}};
  t.people.female = 0.5;
  return t;
}
static double u(uint64_t id, int purpose) { return kn_uniform(99, id, KN_DRAW_PEOPLE, 1000 + (uint64_t)purpose); }

// What a piece would find, by its keys alone. Two in five candidates are never badly enough off.
static void make_up(const kn_trial_def *d, kn_piece kind, uint64_t id, int which, double *v, int count) {
  kn_person_def who;
  if (kind == KN_PIECE_CANDIDATE) {
    int k = 0;
    while (kn_people_draw(&d->people, d->seed, id, k, &who, NULL) != KN_OK) k++;
    v[0] = k + 1, v[1] = u(id, 0) < 0.4 ? 0 : 1 + floor(5 * u(id, 1)), v[2] = u(id, 2), v[3] = u(id, 3);
    return;
  }
  for (int i = 0; i < count; i++) v[i] = i < 2 ? 4 : u(id, 10 + 100 * which + i);
}
static bool known(kn_piece kind, uint64_t id, int which, double *v, int count, void *user) {
  make_up(user, kind, id, which, v, count);
  return true;
}
static bool known_in_part(kn_piece kind, uint64_t id, int which, double *v, int count, void *user) {
  return u(id, 5 + which) < 0.5 && known(kind, id, which, v, count, user);
}

typedef struct on_its_way { // a piece that somebody works at
  kn_errand errand;
  int process;
} on_its_way;

static void bring(kn_board *b, const kn_trial_def *d, const on_its_way *w) {
  double v[KN_FOLLOWED_SIZE + 2 * KN_MAX_VISITS * KN_MAX_TRIAL_OUTCOMES];
  const kn_errand *x = &w->errand;
  bool candidate = x->kind == KN_PIECE_CANDIDATE;
  int size = candidate ? KN_CANDIDATE_SIZE : kn_followed_size(d);
  for (int k = 0; k < (candidate ? 1 : x->count); k++) {
    if (!candidate && x->known[k]) continue;
    make_up(d, x->kind, x->id, k, v, size);
    assert_true(kn_board_put(b, w->process, x->kind, x->id, k, v, size));
  }
}

// Processes take and bring back in an order that is left to chance. *most: people under way at once. The hash.
static uint64_t by_chance(const kn_trial_def *def, const kn_run_def *how, int luck, int *most) {
  enum { WAY = 4096 };
  static on_its_way way[WAY];
  int n = 0;
  uint64_t step = 0;
  kn_trial *t = calloc(1, sizeof *t);
  kn_board *b;
  t->def = *def;
  t->how = *how;
  assert_int_equal(kn_board_open(t, &b, NULL), KN_OK);
  while (!kn_board_over(b)) {
    double r = kn_uniform((uint64_t)luck, step++, KN_DRAW_PEOPLE, 0);
    int process = (int)(r * 64) % (1 + how->helpers), got = 0;
    if (r < 0.6 && n < WAY - 16) {
      kn_errand e[16];
      got = kn_board_take(b, process, e, 1 + (int)(r * 1000) % 16);
      for (int i = 0; i < got; i++) way[n++] = (on_its_way){e[i], process};
    }
    if (got > 0 || n == 0) continue;
    int i = (int)(kn_uniform((uint64_t)luck, step, KN_DRAW_PEOPLE, 1) * n); // any of those who are at work is the next
    if (r > 0.97) i = 0;
    bring(b, def, &way[i]);
    way[i] = way[--n];
    if (n > *most) *most = n;
  }
  assert_int_equal(kn_board_status(b, NULL), KN_OK);
  kn_board_close(b);
  uint64_t h = kn_trial_hash(t);
  kn_trial_free(t);
  return h;
}

static uint64_t in_one_go(const kn_trial_def *d, bool all_arms, int *screened) {
  kn_trial *t;
  kn_error e;
  const kn_run_def how = {.threads = 1, .all_arms = all_arms, .find = known, .user = (void *)d};
  if (kn_trial_run(d, &how, &t, &e) != KN_OK) fail_msg("%s", e.what);
  uint64_t h = kn_trial_hash(t);
  *screened = kn_trial_screened(t);
  assert_int_equal(kn_trial_people(t), d->recruit.people);
  assert_true(kn_trial_candidate(t, *screened - 1)->look > 0); // nobody is looked at after the last one taken
  kn_trial_free(t);
  return h;
}

static void any_order_and_any_number_of_processes_give_the_same_trial(void **state) {
  (void)state;
  for (int kind = 0; kind < 4; kind++) { // parallel, crossover, cluster; a pool
    bool pool = kind == 3;
    kn_trial_def d = a_trial(pool ? KN_PARALLEL : (kn_design)kind, PEOPLE);
    int screened;
    uint64_t expected = in_one_go(&d, pool, &screened);
    print_message("%d people of %d candidates\n", PEOPLE, screened);
    for (int luck = 0; luck < 12; luck++) {
      int most = 0;
      const kn_run_def how = {.threads = 1 + luck % 2,
                              .helpers = luck % (HELPERS + 1),
                              .all_arms = pool,
                              .find = luck % 3 == 2 ? known_in_part : NULL,
                              .user = &d};
      uint64_t h = by_chance(&d, &how, luck, &most);
      if (h != expected) fail_msg("design %d, by chance %d: another trial", kind, luck);
    }
  }
}

static void people_under_way_do_not_grow_with_the_trial(void **state) {
  (void)state;
  int most[2] = {0};
  for (int i = 0; i < 2; i++) {
    kn_trial_def d = a_trial(KN_PARALLEL, i ? 20000 : 5000);
    const kn_run_def how = {.threads = 1, .helpers = HELPERS};
    by_chance(&d, &how, 1, &most[i]);
  }
  print_message("at most %d under way of 5000 people, %d of 20000\n", most[0], most[1]);
  assert_true(most[0] <= KN_UNDER_WAY * (1 + HELPERS) && most[1] <= KN_UNDER_WAY * (1 + HELPERS));
}

static void arms_are_those_of_one_candidate_after_the_other(void **state) {
  (void)state;
  kn_trial_def d = a_trial(KN_PARALLEL, PEOPLE);
  kn_trial *t;
  const kn_run_def how = {.threads = 1, .find = known, .user = &d};
  assert_int_equal(kn_trial_run(&d, &how, &t, NULL), KN_OK);
  kn_participant *p = calloc(PEOPLE, sizeof *p);
  for (int i = 0; i < PEOPLE; i++) p[i].candidate = kn_trial_participant(t, i)->candidate;
  kn_allocate(&d, d.seed, p, PEOPLE);
  for (int i = 0; i < PEOPLE; i++) {
    assert_int_equal(p[i].sequence, kn_trial_participant(t, i)->sequence);
    if (i > 0) assert_true(p[i].candidate.id > p[i - 1].candidate.id);
  }
  free(p);
  kn_trial_free(t);
}

static void a_piece_that_was_not_handed_out_ends_the_trial(void **state) {
  (void)state;
  kn_trial_def d = a_trial(KN_PARALLEL, PEOPLE);
  kn_trial *t = calloc(1, sizeof *t);
  kn_board *b;
  kn_errand e;
  kn_error why;
  double v[KN_CANDIDATE_SIZE];
  t->def = d;
  assert_int_equal(kn_board_open(t, &b, NULL), KN_OK);
  assert_int_equal(kn_board_take(b, 1, &e, 1), 1);
  make_up(&d, e.kind, e.id, 0, v, KN_CANDIDATE_SIZE);
  assert_true(kn_board_put(b, 1, e.kind, e.id, 0, v, KN_CANDIDATE_SIZE));
  assert_false(kn_board_put(b, 1, e.kind, e.id, 0, v, KN_CANDIDATE_SIZE)); // twice
  assert_int_equal(kn_board_status(b, &why), KN_BAD_ARGUMENT);
  assert_true(kn_board_over(b) && kn_board_take(b, 0, &e, 1) == 0);
  kn_board_close(b);
  kn_trial_free(t);
}

static void people_who_cannot_be_found_are_given_up(void **state) {
  (void)state;
  kn_trial_def d = a_trial(KN_PARALLEL, 6);
  kn_trial *t = calloc(1, sizeof *t);
  kn_board *b;
  kn_errand e;
  kn_error why;
  t->def = d;
  assert_int_equal(kn_board_open(t, &b, NULL), KN_OK);
  while (!kn_board_over(b)) {
    if (kn_board_take(b, 0, &e, 1) == 0) continue;
    double v[KN_CANDIDATE_SIZE];
    make_up(&d, e.kind, e.id, 0, v, KN_CANDIDATE_SIZE);
    v[1] = 0; // never badly off
    assert_true(kn_board_put(b, 0, e.kind, e.id, 0, v, KN_CANDIDATE_SIZE));
  }
  assert_int_equal(kn_board_status(b, &why), KN_OUT_OF_RANGE);
  assert_int_equal(t->screened, 240);
  kn_board_close(b);
  kn_trial_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_order_and_any_number_of_processes_give_the_same_trial),
      cmocka_unit_test(people_under_way_do_not_grow_with_the_trial),
      cmocka_unit_test(arms_are_those_of_one_candidate_after_the_other),
      cmocka_unit_test(a_piece_that_was_not_handed_out_ends_the_trial),
      cmocka_unit_test(people_who_cannot_be_found_are_given_up),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
