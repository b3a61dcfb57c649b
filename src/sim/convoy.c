// Callers hand their flights in and sleep; pilots, a thread each, take legs from all flights at hand. No more threads than
// were asked for are awake, and one caller beside them: a caller that wakes up goes before a pilot whose lanes run empty,
// since she brings new lines.
#include "convoy.h"
#include "../chain/lanes.h"
#include <pthread.h>
#include <stdlib.h>

enum { CALLERS = 12 }; // a pilot: half as many again as its lanes, for those who are busy with something else

typedef struct request {
  kn_flight *flight;
  struct request *next;
  pthread_mutex_t lock; // around the flight's source
  pthread_cond_t ended;
  int out;   // lines in lanes
  bool over; // its source has no more
  kn_status status;
  kn_error error;
} request;

typedef struct pilot {
  kn_convoy *convoy;
  pthread_t thread;
  int regions, busy; // of the batch in the air: its kind, its lanes that have a line
  double *coefficients;
} pilot;

struct kn_convoy {
  pthread_mutex_t lock;
  pthread_cond_t seat, work; // for callers; for pilots
  request *first, *last;     // flights whose sources may have more
  int threads, pilots;
  int awake, active,
      waiting; // threads at work; callers between enter and leave, not asleep in a flight; and without a seat
  bool closing;
  pilot *pilot;
};

// ---- seats: c->lock is held ----------------------------------------------------------------------------------------
// One caller more than threads were asked for: she is soon back with new lines, and no processor waits for her to wake up.
static int seats(const kn_convoy *c) { return c->threads > 1 ? c->threads + 1 : 1; }
static void wake_one(kn_convoy *c) {
  if (c->waiting > 0 && c->awake < seats(c))
    pthread_cond_signal(&c->seat);
  else if (c->awake < c->threads)
    pthread_cond_broadcast(&c->work);
}
static void sit_down(kn_convoy *c) {
  c->active++;
  c->waiting++;
  while (c->awake >= seats(c)) pthread_cond_wait(&c->seat, &c->lock);
  c->waiting--;
  c->awake++;
}
static void get_up(kn_convoy *c) {
  c->active--;
  c->awake--;
  wake_one(c);
}

void kn_convoy_enter(kn_convoy *c) {
  if (c == NULL) return;
  pthread_mutex_lock(&c->lock);
  sit_down(c);
  pthread_mutex_unlock(&c->lock);
}
void kn_convoy_leave(kn_convoy *c) {
  if (c == NULL) return;
  pthread_mutex_lock(&c->lock);
  get_up(c);
  if (c->active == 0) pthread_cond_broadcast(&c->work); // nobody is left to wait for
  pthread_mutex_unlock(&c->lock);
}

// ---- legs ----------------------------------------------------------------------------------------------------------
static request *of_kind(const kn_convoy *c, int regions) {
  request *r = c->first;
  while (r && regions > 0 && r->flight->regions != regions) r = r->next;
  return r;
}
static void take_out(kn_convoy *c, request *r) {
  request *before = NULL;
  for (request *i = c->first; i; before = i, i = i->next)
    if (i == r) {
      if (before)
        before->next = r->next;
      else
        c->first = r->next;
      if (c->last == r) c->last = before;
      return;
    }
}

// The flight's next leg, put in this lane; ended: one that comes back from it. Asks whether to go on at each leg.
static bool from_source(pilot *p, request *r, kn_leg *leg) {
  kn_flight *f = r->flight;
  pthread_mutex_lock(&r->lock);
  bool more = r->status == KN_OK && f->next(f->user, leg);
  if (more && !kn_keep_going(f->ctx, &r->error)) r->status = KN_CANCELLED, more = false;
  pthread_mutex_unlock(&r->lock);
  if (!more) return false;
  kn_line *line = leg->line;
  line->flight = r;
  leg->y = line->y;
  leg->c = p->coefficients;
  leg->rtol = f->rtol;
  kn_chain_prepare(line->par, f->regions, &line->in, p->coefficients);
  return true;
}
static void end_line(kn_convoy *c, request *r) { // c->lock is held
  if (!r->over) take_out(c, r);
  r->over = true;
  if (--r->out == 0) pthread_cond_signal(&r->ended);
}

// A lane is empty: another flight's leg; or, while callers have no seat, theirs to give one; or nothing for now.
static bool refill(pilot *p, kn_leg *leg) {
  kn_convoy *c = p->convoy;
  pthread_mutex_lock(&c->lock);
  for (;;) {
    request *r = of_kind(c, p->regions);
    if (r) {
      r->out++;
      pthread_mutex_unlock(&c->lock);
      leg->line = NULL;
      if (from_source(p, r, leg)) {
        p->busy++;
        return true;
      }
      pthread_mutex_lock(&c->lock);
      end_line(c, r);
      continue;
    }
    if (c->waiting == 0) break;
    c->awake--;
    wake_one(c);
    do pthread_cond_wait(&c->work, &c->lock);
    while (c->awake >= c->threads || c->waiting > 0 ||
           (c->active > 0 && of_kind(c, p->regions) == NULL && !c->closing));
    c->awake++;
  }
  pthread_mutex_unlock(&c->lock);
  return false;
}

static bool next(void *user, kn_leg *leg) {
  pilot *p = user;
  if (leg->line) {
    request *r = ((kn_line *)leg->line)->flight;
    if (from_source(p, r, leg)) return true;
    p->busy--;
    pthread_mutex_lock(&p->convoy->lock);
    end_line(p->convoy, r);
    pthread_mutex_unlock(&p->convoy->lock);
  }
  return refill(p, leg);
}

// All flights at hand end for want of memory.
static void no_memory(kn_convoy *c) {
  while (c->first) {
    request *r = c->first;
    take_out(c, r);
    r->over = true;
    if (r->status == KN_OK)
      r->status = kn_fail(&r->error, KN_NO_MEMORY, "integrator", "", "no memory for the integrator");
    if (r->out == 0) pthread_cond_signal(&r->ended);
  }
}

static bool fly_kind(pilot *p) {
  kn_system s;
  double least[KN_MAX_STATES];
  if (!kn_chain_system(kn_lanes_widest(), p->regions, &s)) return false;
  kn_flight_least(p->regions, least);
  void *memory = malloc(kn_batch_memory(&s));
  p->coefficients = malloc((size_t)s.coefficients * sizeof(double));
  bool good = memory && p->coefficients;
  if (good) {
    kn_batch b = {.rtol = 1.0, // each leg has its own
                  .relative = kn_flight_relative,
                  .least = least,
                  .first_step = kn_first_step,
                  .longest_step = kn_longest_step,
                  .next = next,
                  .refill = true,
                  .user = p};
    p->busy = 0;
    kn_batch_run(&b, &s, memory);
  }
  free(memory);
  free(p->coefficients);
  return good;
}

static void *fly(void *user) {
  pilot *p = user;
  kn_convoy *c = p->convoy;
  pthread_mutex_lock(&c->lock);
  while (!c->closing) {
    if (c->first == NULL || c->awake >= c->threads || c->waiting > 0) {
      pthread_cond_wait(&c->work, &c->lock);
      continue;
    }
    c->awake++;
    p->regions = c->first->flight->regions;
    pthread_mutex_unlock(&c->lock);
    bool good = fly_kind(p);
    pthread_mutex_lock(&c->lock);
    if (!good) no_memory(c);
    c->awake--;
    wake_one(c);
  }
  pthread_mutex_unlock(&c->lock);
  return NULL;
}

kn_status kn_convoy_fly(kn_convoy *c, kn_flight *f, kn_error *e) {
  request r = {.flight = f, .status = KN_OK};
  if (pthread_mutex_init(&r.lock, NULL) != 0)
    return kn_fail(e, KN_NO_MEMORY, "integrator", "", "no memory for the integrator");
  if (pthread_cond_init(&r.ended, NULL) != 0) {
    pthread_mutex_destroy(&r.lock);
    return kn_fail(e, KN_NO_MEMORY, "integrator", "", "no memory for the integrator");
  }
  pthread_mutex_lock(&c->lock);
  if (c->last)
    c->last->next = &r;
  else
    c->first = &r;
  c->last = &r;
  get_up(c);
  while (!r.over || r.out > 0) pthread_cond_wait(&r.ended, &c->lock);
  sit_down(c);
  pthread_mutex_unlock(&c->lock);
  pthread_cond_destroy(&r.ended);
  pthread_mutex_destroy(&r.lock);
  if (r.status != KN_OK) *e = r.error;
  return r.status;
}

// ---- the convoy ----------------------------------------------------------------------------------------------------
int kn_convoy_callers(const kn_convoy *c) { return c ? c->pilots * CALLERS : 0; }

kn_status kn_convoy_create(int threads, kn_convoy **convoy) {
  if (convoy == NULL || threads < 1) return KN_BAD_ARGUMENT;
  *convoy = NULL;
  kn_convoy *c = calloc(1, sizeof *c);
  if (c == NULL) return KN_NO_MEMORY;
  c->threads = threads;
  c->pilot = calloc((size_t)threads, sizeof *c->pilot);
  bool lock = pthread_mutex_init(&c->lock, NULL) == 0, seat = pthread_cond_init(&c->seat, NULL) == 0,
       work = pthread_cond_init(&c->work, NULL) == 0;
  for (; c->pilot && lock && seat && work && c->pilots < threads; c->pilots++) {
    pilot *p = &c->pilot[c->pilots];
    p->convoy = c;
    if (pthread_create(&p->thread, NULL, fly, p) != 0) break; // fewer are slower, not wrong
  }
  if (c->pilots > 0) {
    *convoy = c;
    return KN_OK;
  }
  if (work) pthread_cond_destroy(&c->work);
  if (seat) pthread_cond_destroy(&c->seat);
  if (lock) pthread_mutex_destroy(&c->lock);
  free(c->pilot);
  free(c);
  return KN_NO_MEMORY;
}

void kn_convoy_destroy(kn_convoy *c) {
  if (c == NULL) return;
  pthread_mutex_lock(&c->lock);
  c->closing = true;
  pthread_cond_broadcast(&c->work);
  pthread_mutex_unlock(&c->lock);
  for (int i = 0; i < c->pilots; i++) pthread_join(c->pilot[i].thread, NULL);
  pthread_cond_destroy(&c->work);
  pthread_cond_destroy(&c->seat);
  pthread_mutex_destroy(&c->lock);
  free(c->pilot);
  free(c);
}
