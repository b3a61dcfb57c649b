// trial.c -- a trial from candidates to the last visit: recruit, allocate, follow. Pieces of work are persons; what a piece
// finds depends on its keys alone, so neither the number of threads and processes nor an interruption can be seen in the
// results.
#include "board.h"
#include "worker.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- records -----------------------------------------------------------------------------------------------------------------
int kn_followed_size(const kn_trial_def *d) { return KN_FOLLOWED_SIZE + 2 * d->visit_count * d->outcome_count; }

void kn_followed_from(const kn_trial_def *d, const double *v, kn_followed *f) {
  f->due = (int)v[0];
  f->attended = (int)v[1];
  f->left_s = v[2];
  f->soreness = v[3];
  f->bruising = v[4];
  v += KN_FOLLOWED_SIZE;
  for (int i = 0; i < d->visit_count; i++)
    for (int o = 0; o < d->outcome_count; o++, v += 2) f->value[i][o] = v[0], f->reading[i][o] = v[1];
}
void kn_followed_to(const kn_trial_def *d, const kn_followed *f, double *v) {
  v[0] = f->due;
  v[1] = f->attended;
  v[2] = f->left_s;
  v[3] = f->soreness;
  v[4] = f->bruising;
  v += KN_FOLLOWED_SIZE;
  for (int i = 0; i < d->visit_count; i++)
    for (int o = 0; o < d->outcome_count; o++, v += 2) v[0] = f->value[i][o], v[1] = f->reading[i][o];
}

kn_followed *kn_followed_new(const kn_trial_def *d, int count) {
  size_t n = (size_t)count, visits = (size_t)d->visit_count, seen = visits * sizeof(double[KN_MAX_TRIAL_OUTCOMES]);
  kn_followed *f = calloc(1, n * (sizeof *f + 2 * seen));
  if (f == NULL) return NULL;
  double(*room)[KN_MAX_TRIAL_OUTCOMES] = (double(*)[KN_MAX_TRIAL_OUTCOMES])(f + n);
  for (size_t k = 0; k < n; k++) {
    f[k].value = room + 2 * k * visits;
    f[k].reading = f[k].value + visits;
    for (size_t i = 0; i < visits; i++)
      for (int o = 0; o < KN_MAX_TRIAL_OUTCOMES; o++) f[k].value[i][o] = f[k].reading[i][o] = NAN;
  }
  return f;
}

void kn_trial_free(kn_trial *t) {
  if (t == NULL) return;
  for (int i = 0; i < t->people; i++) free(t->participant[i].followed);
  free(t->participant);
  free(t->candidate);
  free(t);
}

// ---- running -------------------------------------------------------------------------------------------------------------------
static int take(kn_errand *work, int most, bool wait, void *user) {
  kn_board *b = user;
  (void)most, (void)wait;
  return kn_board_take(b, 0, work, 1);
}
static bool found(kn_piece kind, uint64_t id, int which, const double *v, int count, void *user) {
  return kn_board_put(user, 0, kind, id, which, v, count);
}
static bool keep_going(void *user) { return kn_board_asks(user) && !kn_board_over(user); } // of others one has failed

kn_status kn_trial_run(const kn_trial_def *def, const kn_run_def *how, kn_trial **trial, kn_error *e) {
  *trial = NULL;
  kn_status st = kn_trial_check(def, e);
  if (st != KN_OK) return st;
  kn_trial *t = calloc(1, sizeof *t);
  if (t == NULL) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a trial");
  t->def = *def;
  t->how = *how;
  kn_board *b = NULL;
  st = kn_board_open(t, &b, e);
  const kn_help_def own = {.threads = how->threads,
                           .convoy = how->convoy,
                           .atlas = how->atlas,
                           .all_arms = how->all_arms,
                           .take = take,
                           .found = found,
                           .keep_going = keep_going,
                           .user = b};
  kn_worker *w = st == KN_OK ? kn_worker_new(&t->def, &own) : NULL;
  if (st == KN_OK && w == NULL) st = kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a trial");
  if (st == KN_OK) {
    if (how->share) how->share(b, how->user);
    while (!kn_board_over(b)) {
      kn_error wrong = {0};
      st = kn_worker_go(w, &wrong);
      if (st != KN_OK)
        kn_board_fail(b, st, &wrong);
      else
        kn_board_wait(b);
    }
    if (how->share) how->share(NULL, how->user);
    st = kn_board_status(b, e);
  }
  kn_worker_free(w);
  kn_board_close(b);
  if (st != KN_OK)
    kn_trial_free(t);
  else
    *trial = t;
  return st;
}

const kn_trial_def *kn_trial_def_of(const kn_trial *t) { return &t->def; }
int kn_trial_people(const kn_trial *t) { return t->people; }
const kn_participant *kn_trial_participant(const kn_trial *t, int i) {
  return i >= 0 && i < t->people ? &t->participant[i] : NULL;
}
int kn_trial_screened(const kn_trial *t) { return t->screened; }
const kn_candidate *kn_trial_candidate(const kn_trial *t, int i) {
  return i >= 0 && i < t->screened ? &t->candidate[i] : NULL;
}

static uint64_t mix(uint64_t h, double v) { // FNV-1a over the bytes; every NAN is the same
  unsigned char b[sizeof v];
  if (v != v) v = NAN;
  memcpy(b, &v, sizeof v);
  for (size_t i = 0; i < sizeof v; i++) h = (h ^ b[i]) * 1099511628211u;
  return h;
}
uint64_t kn_trial_hash(const kn_trial *t) {
  uint64_t h = 14695981039346656037u;
  double v[KN_FOLLOWED_SIZE + 2 * KN_MAX_VISITS * KN_MAX_TRIAL_OUTCOMES];
  for (int i = 0; i < t->screened; i++) {
    h = mix(h, t->candidate[i].draws);
    h = mix(h, t->candidate[i].look);
    h = mix(h, t->candidate[i].screened);
  }
  for (int i = 0; i < t->people; i++)
    for (int k = 0; k < t->participant[i].followed_count; k++) {
      const kn_followed *f = &t->participant[i].followed[k];
      kn_followed_to(&t->def, f, v);
      h = mix(h, f->arm);
      h = mix(h, f->therapist);
      for (int j = 0; j < kn_followed_size(&t->def); j++) h = mix(h, v[j]);
    }
  return h;
}
