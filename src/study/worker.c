#include "worker.h"
#include "crew.h"
#include "follow.h"
#include <pthread.h>
#include <stdlib.h>

enum { STOCK = 16, TASKS = 4096 };

typedef struct kn_held {
  uint64_t id;
  kn_life_line life;
} kn_held;
struct kn_worker {
  const kn_trial_def *def;
  kn_help_def how;
  kn_run_def asks; // for those who make people: whether to go on, and in what company
  kn_convoy *convoy;
  kn_atlas *atlas; // its own, or NULL
  pthread_mutex_t lock;
  kn_errand stock[STOCK];
  int stocked, next;
  bool dry, over;
  kn_held *held;
  int held_count, held_room;
  pthread_mutex_t bringing;
};

kn_worker *kn_worker_new(const kn_trial_def *def, const kn_help_def *how) {
  kn_worker *w = calloc(1, sizeof *w);
  if (w == NULL) return NULL;
  w->def = def;
  w->how = *how;
  const int threads = how->threads > 1 ? how->threads : 1;
  w->asks = (kn_run_def){.keep_going = how->keep_going, .convoy = how->convoy, .atlas = how->atlas, .user = how->user};
  pthread_mutex_init(&w->lock, NULL);
  pthread_mutex_init(&w->bringing, NULL);
  bool good = how->convoy || kn_convoy_create(threads, &w->convoy) == KN_OK;
  kn_atlas_def shared = kn_default_atlas();
  shared.threads = threads;
  if (good && !how->atlas) good = kn_atlas_create(&shared, &w->atlas) == KN_OK;
  if (w->convoy) w->asks.convoy = w->convoy;
  if (w->atlas) w->asks.atlas = w->atlas;
  if (good) return w;
  kn_worker_free(w);
  return NULL;
}

void kn_worker_free(kn_worker *w) {
  if (w == NULL) return;
  for (int i = 0; i < w->held_count; i++) kn_life_line_end(&w->held[i].life);
  kn_convoy_destroy(w->convoy);
  kn_atlas_destroy(w->atlas);
  free(w->held);
  pthread_mutex_destroy(&w->lock);
  pthread_mutex_destroy(&w->bringing);
  free(w);
}

// ---- lives -----------------------------------------------------------------------------------------------------------------
static bool hold(kn_worker *w, uint64_t id, const kn_life_line *life) {
  pthread_mutex_lock(&w->lock);
  if (w->held_count == w->held_room) {
    int room = w->held_room ? 2 * w->held_room : 64;
    kn_held *more = realloc(w->held, (size_t)room * sizeof *more);
    if (more) w->held = more, w->held_room = room;
  }
  bool room = w->held_count < w->held_room;
  if (room) w->held[w->held_count++] = (kn_held){id, *life};
  pthread_mutex_unlock(&w->lock);
  return room;
}

static kn_life_line let_go(kn_worker *w, uint64_t id) {
  kn_life_line life = {0};
  pthread_mutex_lock(&w->lock);
  for (int i = 0; i < w->held_count; i++)
    if (w->held[i].id == id) {
      life = w->held[i].life;
      w->held[i] = w->held[--w->held_count];
      break;
    }
  pthread_mutex_unlock(&w->lock);
  return life;
}

// Of people whom others have followed meanwhile.
static void forget_before(kn_worker *w, uint64_t first) {
  for (int i = w->held_count - 1; i >= 0; i--) {
    if (w->held[i].id >= first) continue;
    kn_life_line_end(&w->held[i].life);
    w->held[i] = w->held[--w->held_count];
  }
}

// ---- pieces ------------------------------------------------------------------------------------------------------------------
static kn_status bring(kn_worker *w, kn_piece kind, uint64_t id, int which, const double *v, int count, kn_error *e) {
  pthread_mutex_lock(&w->bringing);
  bool good = w->how.found(kind, id, which, v, count, w->how.user);
  pthread_mutex_unlock(&w->bringing);
  return good ? KN_OK : kn_study_fail(e, KN_CANCELLED, "trial", "stopped on request");
}

static kn_status recruit(kn_worker *w, const kn_errand *work, kn_error *e) {
  kn_candidate c = {.id = work->id};
  kn_life_line life;
  kn_status st = kn_candidate_make(w->def, &w->asks, false, &c, &life, e);
  if (st != KN_OK) return st;
  const double found[KN_CANDIDATE_SIZE] = {c.draws, c.look, c.usual, c.screened};
  if (life.sim && !hold(w, c.id, &life)) kn_life_line_end(&life); // without memory she will be made again
  return bring(w, KN_PIECE_CANDIDATE, c.id, 0, found, KN_CANDIDATE_SIZE, e);
}

// Periods of a crossover follow from one another: those before one that is missing are gone through again.
static kn_status follow(kn_worker *w, const kn_errand *work, kn_error *e) {
  int size = kn_followed_size(w->def);
  double *v = malloc((size_t)size * sizeof *v);
  kn_followed *f = kn_followed_new(w->def, 1);
  kn_life_line life = let_go(w, work->id);
  kn_status st = v && f ? KN_OK : kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a participant");
  if (st == KN_OK && life.sim == NULL) {
    kn_candidate c = {.id = work->id, .draws = work->draws, .look = work->look};
    st = kn_candidate_make(w->def, &w->asks, true, &c, &life, e);
  }
  const bool one_by_one = w->how.all_arms && kn_period_count(w->def) == 1;
  for (int k = 0; st == KN_OK && k < work->count; k++) {
    if (work->known[k] && (one_by_one || k + 1 == work->count)) continue;
    f->id = work->id;
    f->period = work->period[k];
    f->arm = work->arm[k];
    f->therapist = work->therapist[k];
    st = kn_follow(w->def, &life, w->how.all_arms, f, e);
    kn_followed_to(w->def, f, v);
    if (st == KN_OK && !work->known[k]) st = bring(w, KN_PIECE_FOLLOWED, work->id, k, v, size, e);
  }
  kn_life_line_end(&life);
  free(f);
  free(v);
  return st;
}

// ---- the crew ----------------------------------------------------------------------------------------------------------------
static void refill(kn_worker *w, bool wait) {
  if (w->over || w->next < w->stocked) return;
  int n = w->how.take(w->stock, STOCK, wait, w->how.user);
  w->over = n < 0;
  w->next = 0;
  w->stocked = n > 0 ? n : 0;
  if (n > 0) forget_before(w, w->stock[n - 1].first);
}

// Threads that find nothing leave, and the others do not begin anything more: then all come back together.
static bool next_work(kn_worker *w, kn_errand *work) {
  pthread_mutex_lock(&w->lock);
  if (!w->dry) refill(w, false);
  w->dry = w->dry || w->next == w->stocked;
  bool some = !w->dry;
  if (some) *work = w->stock[w->next++];
  pthread_mutex_unlock(&w->lock);
  return some;
}

static kn_status do_next(int task, void *user, kn_error *e) {
  kn_worker *w = user;
  kn_errand work;
  (void)task;
  if (!next_work(w, &work)) return KN_OK;
  kn_convoy_enter(w->asks.convoy);
  kn_status st = work.kind == KN_PIECE_CANDIDATE ? recruit(w, &work, e) : follow(w, &work, e);
  kn_convoy_leave(w->asks.convoy);
  return st;
}

kn_status kn_worker_go(kn_worker *w, kn_error *e) {
  w->dry = false;
  return kn_crew(kn_convoy_callers(w->asks.convoy), TASKS, do_next, w, e);
}

bool kn_worker_wait(kn_worker *w) {
  refill(w, true);
  return !w->over;
}

kn_status kn_trial_help(const kn_trial_def *def, const kn_help_def *how, kn_error *e) {
  kn_status st = kn_trial_check(def, e);
  if (st != KN_OK) return st;
  kn_worker *w = kn_worker_new(def, how);
  if (w == NULL) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a trial");
  while (st == KN_OK && kn_worker_wait(w)) st = kn_worker_go(w, e);
  kn_worker_free(w);
  return st;
}
