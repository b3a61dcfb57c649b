#include "board.h"
#include "allocate.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_SCREENED = 40, NOBODY = 250 }; // candidates a participant; that are enough to see that none can be taken
enum { ANYBODY = -1 };                     // has no life line yet: of people whose record comes from the log

typedef struct kn_seen { // of a candidate
  int place, home;       // place: among the participants, -1: not taken or not decided yet
  bool done;
} kn_seen;
typedef enum kn_turn { READY, HANDED_OUT, FINISHED } kn_turn;
typedef struct kn_place { // of a participant
  int home, left;         // home: who has her life line; left: pieces still to be found
  kn_turn turn;
} kn_place;

struct kn_board {
  kn_trial *t;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  kn_candidate *candidate; // by number; the first `decided` have been taken or left aside, `begun` have been handed out
  kn_seen *seen;
  int begun, decided, room;
  kn_place *place;
  int first, finished; // the first participant who is not finished, and how many are
  int ready;
  kn_allocation allocation;
  int turn[KN_MAX_ARMS][KN_MAX_ARMS]; // therapists'
  double *piece;                      // room for the numbers of one
  kn_status status;
  kn_error error;
};

// ---- what is known already -------------------------------------------------------------------------------------------------
static bool find(kn_board *b, kn_piece kind, uint64_t id, int which, int count) {
  const kn_run_def *how = &b->t->how;
  return how->find && how->find(kind, id, which, b->piece, count, how->user);
}

static void fail(kn_board *b, kn_status status, const kn_error *e) {
  if (b->status != KN_OK) return;
  b->status = status;
  if (e) b->error = *e;
  pthread_cond_broadcast(&b->changed);
}
static void cancel(kn_board *b) {
  kn_error e;
  fail(b, kn_study_fail(&e, KN_CANCELLED, "trial", "stopped on request"), &e);
}

static void candidate_from(kn_board *b, int i, const double *v) {
  kn_candidate *c = &b->candidate[i];
  kn_error e;
  c->id = (uint64_t)i + 1;
  c->draws = (int)v[0];
  c->look = (int)v[1];
  c->usual = v[2];
  c->screened = v[3];
  kn_status st = kn_people_draw(&b->t->def.people, b->t->def.seed, c->id, c->draws - 1, &c->who, &e);
  c->who.starts_h = b->t->def.starts_h;
  if (st != KN_OK) fail(b, st, &e);
  b->seen[i].done = true;
}

static void participant_done(kn_board *b, int i) {
  b->place[i].turn = FINISHED;
  b->finished++;
  while (b->first < b->t->people && b->place[b->first].turn == FINISHED) b->first++;
}

// ---- from candidate to participant -------------------------------------------------------------------------------------------
static kn_status plan(kn_board *b, int i, kn_error *e) {
  kn_trial *t = b->t;
  const kn_trial_def *d = &t->def;
  kn_participant *p = &t->participant[i];
  p->stratum = kn_stratum_of(d, &p->candidate.who);
  p->sequence = kn_allocate_next(&b->allocation, p->stratum, &p->cluster);
  int periods = t->how.all_arms ? kn_pool_periods(d) : kn_period_count(d);
  p->followed = kn_followed_new(d, periods);
  if (p->followed == NULL) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for %d people", d->recruit.people);
  p->followed_count = periods;
  for (int k = 0; k < periods; k++) {
    kn_followed *f = &p->followed[k];
    f->id = p->candidate.id;
    f->period = k;
    f->arm = kn_arm_in(d, p->sequence, k);
    if (t->how.all_arms) kn_pool_period(d, k, &f->period, &f->arm);
    // In a pool everybody has one therapist, whatever the arm; in a trial those of an arm take turns.
    bool treated = d->therapists.count > 0 && d->therapists.arm[f->arm];
    f->therapist = !treated          ? -1
                   : t->how.all_arms ? i % d->therapists.count
                   : d->design == KN_CLUSTER
                       ? p->cluster % d->therapists.count // a place has one
                       : kn_therapist_of(d, d->seed, f->arm, f->period, b->turn[f->arm][f->period]++);
  }
  return KN_OK;
}

static void take_in(kn_board *b, int candidate) {
  kn_trial *t = b->t;
  int i = t->people, size = kn_followed_size(&t->def);
  kn_participant *p = &t->participant[i];
  kn_error e;
  p->candidate = b->candidate[candidate];
  kn_status st = plan(b, i, &e);
  if (st != KN_OK) {
    fail(b, st, &e);
    return;
  }
  b->seen[candidate].place = i;
  kn_place *place = &b->place[i];
  *place = (kn_place){b->seen[candidate].home, p->followed_count, READY};
  t->people++;
  for (int k = 0; k < p->followed_count; k++) {
    p->followed[k].due = -1; // not found yet
    if (find(b, KN_PIECE_FOLLOWED, p->candidate.id, k, size))
      kn_followed_from(&t->def, b->piece, &p->followed[k]), place->left--;
  }
  if (place->left == 0)
    participant_done(b, i);
  else
    b->ready++;
}

// Whoever comes later waits for whoever came first, so that arms and therapists are those of one candidate after the other.
static void decide(kn_board *b) {
  for (; b->status == KN_OK && b->decided < b->begun && b->seen[b->decided].done; b->decided++)
    if (b->candidate[b->decided].look > 0) take_in(b, b->decided);
  b->t->screened = b->decided;
}

static bool over(const kn_board *b) { return b->status != KN_OK || b->finished == b->t->def.recruit.people; }

// ---- handing out -------------------------------------------------------------------------------------------------------------
static int under_way(const kn_board *b) { return b->begun - b->decided + b->t->people - b->finished; }
static int may_begin(const kn_board *b) {
  const kn_run_def *how = &b->t->how;
  int want = b->t->def.recruit.people, missing = want - b->t->people - (b->begun - b->decided);
  double window = (double)KN_UNDER_WAY * (how->threads > 1 ? how->threads : 1) * (1 + how->helpers) - under_way(b);
  return window < missing ? (int)window : missing;
}

static void begin(kn_board *b) {
  int want = b->t->def.recruit.people;
  kn_error e;
  if (b->begun / MOST_SCREENED >= want || (b->t->people == 0 && b->decided >= NOBODY)) {
    fail(b,
         kn_study_fail(&e, KN_OUT_OF_RANGE, "trial.recruitment",
                       "only %d of %d candidates could be taken; ask for less than %s %g .. %g, or other people",
                       b->t->people, b->decided, kn_outcome_at(b->t->def.recruit.outcome)->key,
                       b->t->def.recruit.at_least, b->t->def.recruit.at_most),
         &e);
    return;
  }
  if (b->begun == b->room) {
    int room = b->room ? 2 * b->room : 256;
    kn_candidate *c = realloc(b->candidate, (size_t)room * sizeof *c);
    if (c) b->candidate = c;
    kn_seen *s = c ? realloc(b->seen, (size_t)room * sizeof *s) : NULL;
    if (s) b->seen = s;
    if (!c || !s) {
      fail(b, kn_study_fail(&e, KN_NO_MEMORY, "trial", "no memory for %d people", want), &e);
      return;
    }
    b->room = room;
  }
  int i = b->begun++;
  b->candidate[i] = (kn_candidate){0};
  b->seen[i] = (kn_seen){-1, ANYBODY, false};
  if (find(b, KN_PIECE_CANDIDATE, (uint64_t)i + 1, 0, KN_CANDIDATE_SIZE)) candidate_from(b, i, b->piece);
}

static void work_of(const kn_board *b, int i, kn_errand *w) {
  const kn_participant *p = &b->t->participant[i];
  w->kind = KN_PIECE_FOLLOWED;
  w->id = p->candidate.id;
  w->draws = p->candidate.draws;
  w->look = p->candidate.look;
  w->count = p->followed_count;
  for (int k = 0; k < p->followed_count; k++) {
    w->period[k] = p->followed[k].period;
    w->arm[k] = p->followed[k].arm;
    w->therapist[k] = p->followed[k].therapist;
    w->known[k] = p->followed[k].due >= 0;
  }
}

static bool take_ready(kn_board *b, int process, bool of_others, kn_errand *w) {
  for (int i = b->first; b->ready > 0 && i < b->t->people; i++) {
    kn_place *p = &b->place[i];
    if (p->turn != READY || !(of_others || p->home == process || p->home == ANYBODY)) continue;
    p->turn = HANDED_OUT;
    b->ready--;
    work_of(b, i, w);
    return true;
  }
  return false;
}

// Her own people first, then new ones; others' only when there is nothing else, for their lives must be made again.
static bool take(kn_board *b, int process, kn_errand *w) {
  *w = (kn_errand){.first =
                       b->first < b->t->people ? b->t->participant[b->first].candidate.id : (uint64_t)b->decided + 1};
  for (;;) {
    decide(b);
    if (over(b)) return false;
    if (take_ready(b, process, false, w)) return true;
    if (may_begin(b) <= 0) return take_ready(b, process, true, w);
    int i = b->begun;
    begin(b);
    if (b->status == KN_OK && !b->seen[i].done) {
      w->kind = KN_PIECE_CANDIDATE;
      w->id = (uint64_t)i + 1;
      return true;
    }
  }
}

int kn_board_take(kn_board *b, int process, kn_errand *work, int most) {
  pthread_mutex_lock(&b->lock);
  int left = may_begin(b) + b->ready, share = left / (4 * (1 + b->t->how.helpers)), n = 0;
  if (most > share) most = share > 1 ? share : 1;
  while (n < most && take(b, process, &work[n])) n++;
  if (over(b)) pthread_cond_broadcast(&b->changed);
  pthread_mutex_unlock(&b->lock);
  return n;
}

// ---- bringing back -------------------------------------------------------------------------------------------------------------
static bool brought(kn_board *b, int process, kn_piece kind, uint64_t id, int which, const double *v, int count) {
  kn_trial *t = b->t;
  if (id < 1 || id > (uint64_t)b->begun) return false;
  int i = (int)id - 1, place = b->seen[i].place;
  if (kind == KN_PIECE_CANDIDATE) {
    if (count != KN_CANDIDATE_SIZE || b->seen[i].done) return false;
    candidate_from(b, i, v);
    b->seen[i].home = process;
    return true;
  }
  if (place < 0 || which < 0 || which >= t->participant[place].followed_count || count != kn_followed_size(&t->def))
    return false;
  kn_followed *f = &t->participant[place].followed[which];
  if (f->due >= 0) return false;
  kn_followed_from(&t->def, v, f);
  if (--b->place[place].left == 0) participant_done(b, place);
  return true;
}

static bool tell(kn_board *b) {
  const kn_run_def *how = &b->t->how;
  double want = b->t->def.recruit.people, share = 0.5 * (b->t->people + b->finished) / want;
  return how->progress == NULL || how->progress(share, b->t->people < want ? "recruiting" : "following", how->user);
}

bool kn_board_put(kn_board *b, int process, kn_piece kind, uint64_t id, int which, const double *values, int count) {
  const kn_run_def *how = &b->t->how;
  kn_error e;
  pthread_mutex_lock(&b->lock);
  if (b->status == KN_OK) {
    if (!brought(b, process, kind, id, which, values, count))
      fail(b, kn_study_fail(&e, KN_BAD_ARGUMENT, "trial", "a piece of work came back that was not handed out"), &e);
    else if (how->save && !how->save(kind, id, which, values, count, how->user))
      cancel(b);
    decide(b);
    if (!tell(b)) cancel(b);
  }
  bool good = b->status == KN_OK;
  pthread_cond_broadcast(&b->changed);
  pthread_mutex_unlock(&b->lock);
  return good;
}

void kn_board_fail(kn_board *b, kn_status status, const kn_error *e) {
  pthread_mutex_lock(&b->lock);
  fail(b, status, e);
  pthread_mutex_unlock(&b->lock);
}

// ---- begin and end -------------------------------------------------------------------------------------------------------------
bool kn_board_over(kn_board *b) {
  pthread_mutex_lock(&b->lock);
  bool yes = over(b);
  pthread_mutex_unlock(&b->lock);
  return yes;
}

void kn_board_wait(kn_board *b) {
  struct timespec until;
  pthread_mutex_lock(&b->lock);
  timespec_get(&until, TIME_UTC);
  until.tv_nsec += 200000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  if (!over(b) && b->ready == 0 && may_begin(b) <= 0) pthread_cond_timedwait(&b->changed, &b->lock, &until);
  if (!kn_board_asks(b)) cancel(b);
  pthread_mutex_unlock(&b->lock);
}

bool kn_board_asks(const kn_board *b) {
  const kn_run_def *how = &b->t->how;
  return how->keep_going == NULL || how->keep_going(how->user);
}

kn_status kn_board_status(kn_board *b, kn_error *e) {
  pthread_mutex_lock(&b->lock);
  kn_status st = b->status;
  if (st != KN_OK && e) *e = b->error;
  pthread_mutex_unlock(&b->lock);
  return st;
}

kn_status kn_board_open(kn_trial *t, kn_board **result, kn_error *e) {
  size_t want = (size_t)t->def.recruit.people, size = (size_t)kn_followed_size(&t->def);
  kn_board *b = *result = calloc(1, sizeof *b);
  if (b) {
    b->t = t;
    b->allocation = (kn_allocation){.t = &t->def, .seed = t->def.seed};
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    b->place = calloc(want, sizeof *b->place);
    b->piece = malloc((size + KN_CANDIDATE_SIZE) * sizeof *b->piece);
    t->participant = calloc(want, sizeof *t->participant);
  }
  if (b && b->place && b->piece && t->participant) return KN_OK;
  kn_board_close(b);
  *result = NULL;
  return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for %d people", t->def.recruit.people);
}

void kn_board_close(kn_board *b) {
  if (b == NULL) return;
  b->t->candidate = b->candidate;
  free(b->seen);
  free(b->place);
  free(b->piece);
  pthread_cond_destroy(&b->changed);
  pthread_mutex_destroy(&b->lock);
  free(b);
}
