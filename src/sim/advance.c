// Moving life lines through time, one or many: each to its own hour, each as it would go alone.
#include "life.h"
#include "sim.h"
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

// One sim on its way. What it was is kept until it has arrived.
typedef struct way {
  kn_line line; // first: a leg's line
  kn_sim *s;
  double until, next, before, step;
  kn_life life;
  bool ended;
} way;
// Sims that fly together: of one number of regions and one tolerance. Threads take from one list.
typedef struct crowd {
  way *ways;
  int count;
  atomic_int taken;
} crowd;
typedef struct pilot {
  kn_flight flight;
  crowd *crowd;
  kn_error error;
  kn_status status;
  pthread_t thread;
} pilot;

// The next instant after t at which an input changes.
static double next_edge(const kn_sim *s, double t, double until) {
  double next = until;
  for (int i = 0; i < s->event_count; i++) {
    if (s->events[i].start > t && s->events[i].start < next) next = s->events[i].start;
    if (s->events[i].end > t && s->events[i].end < next) next = s->events[i].end;
  }
  double midnight = kn_life_next(s, t);
  return midnight < next ? midnight : next;
}
// Whether an input may have changed at t: then the integrator feels its way anew.
static bool is_edge(const kn_sim *s, double t) {
  for (int i = 0; i < s->event_count; i++)
    if (!(s->events[i].start < t || s->events[i].start > t) || !(s->events[i].end < t || s->events[i].end > t))
      return true;
  return isfinite(kn_life_next(s, t)) && fabs(fmod(t + s->who.starts_h * 3600.0, 86400.0)) < 1e-6;
}

// A session that begins now meets the tissue as it is: its strokes are solved again if tone, swelling or warmth have moved
// the layers since.
static kn_status begin_sessions(kn_sim *s, const double *y) {
  for (int i = 0; i < s->event_count; i++) {
    kn_event *e = &s->events[i];
    if (e->block < 0 || e->start < s->time || e->start > s->time) continue;
    kn_plan plan = s->blocks[e->block].plan;
    int block = kn_sim_block(s, &plan, y);
    if (block < 0) return s->error.status;
    e->block = block;
  }
  return KN_OK;
}

static kn_status check(kn_sim *s, double until) {
  if (!isfinite(until))
    return kn_fail(&s->error, KN_BAD_ARGUMENT, "kn_sim_advance", "give a time in seconds", "%g s is not a time", until);
  if (!(until >= s->time))
    return kn_fail_near(&s->error, KN_BAD_ARGUMENT, s->time, "kn_sim_advance", "time only goes forward",
                        "%g s is before now, %g s", until, s->time);
  return KN_OK;
}

static void set_out(way *w, kn_sim *s, double until) {
  w->s = s;
  w->until = until;
  w->before = s->time;
  w->step = s->step;
  w->life = s->life;
  w->line.par = &s->numbers.room.chain;
  w->line.person = s->who.id;
  w->line.clock = s->who.starts_h * 3600.0;
  w->line.status = check(s, until);
  memcpy(w->line.y, s->y, sizeof s->y);
}
static void end(way *w, kn_status status) {
  kn_sim *s = w->s;
  w->ended = true;
  w->line.status = status;
  if (status == KN_OK) {
    memcpy(s->y, w->line.y, sizeof s->y);
    s->error = (kn_error){0};
  } else { // as it was
    s->time = w->before;
    s->step = w->step;
    s->life = w->life;
  }
}

static kn_status prepare(way *w, kn_leg *leg) {
  kn_sim *s = w->s;
  kn_status st = begin_sessions(s, w->line.y);
  if (st != KN_OK) return st;
  w->next = next_edge(s, s->time, w->until);
  kn_life_advance(s, s->time);
  kn_sim_inputs(s, s->time + 0.5 * (w->next - s->time), &w->line.in);
  *leg = (kn_leg){.line = w, .t0 = s->time + w->line.clock, .t1 = w->next + w->line.clock, .step = s->step};
  if (leg->step > kn_first_step && is_edge(s, s->time)) leg->step = kn_first_step;
  return KN_OK;
}

static bool next_leg(void *user, kn_leg *leg) {
  pilot *p = user;
  way *w = leg->line;
  if (w) {
    kn_sim *s = w->s;
    kn_sim_work_add(&s->work, &leg->work);
    if (leg->failed) {
      end(w, kn_flight_fault(&p->flight, leg, &s->error));
    } else {
      s->time = w->next;
      s->step = leg->step;
    }
  }
  for (;;) {
    if (w && !w->ended && w->s->time < w->until) {
      kn_status st = prepare(w, leg);
      if (st == KN_OK) return true;
      end(w, st);
    } else if (w && !w->ended) {
      end(w, KN_OK);
    }
    int i = atomic_fetch_add(&p->crowd->taken, 1);
    if (i >= p->crowd->count) return false;
    w = &p->crowd->ways[i];
    if (w->line.status != KN_OK) end(w, w->line.status);
  }
}

static void *fly(void *user) {
  pilot *p = user;
  p->status = kn_fly(&p->flight, &p->error);
  return NULL;
}

enum { MOST_THREADS = 256 };

// ways of one kind; each ends well or with its own error
static void fly_crowd(kn_ctx *ctx, way *ways, int count, int threads) {
  crowd c = {.ways = ways, .count = count};
  atomic_init(&c.taken, 0);
  if (threads > count) threads = count;
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  pilot alone, *pilots = threads > 1 ? kn_alloc(ctx, (size_t)threads * sizeof *pilots) : NULL;
  if (pilots == NULL) threads = 1, pilots = &alone; // without memory for more, one does it all
  int flying = 1;
  for (int i = 0; i < threads; i++) {
    const kn_sim *s = ways[0].s;
    pilots[i] = (pilot){.crowd = &c};
    pilots[i].flight = (kn_flight){.ctx = ctx,
                                   .regions = s->regions,
                                   .lines = (count + threads - 1) / threads,
                                   .rtol = s->rtol,
                                   .next = next_leg,
                                   .user = &pilots[i]};
  }
  for (; flying < threads; flying++)
    if (pthread_create(&pilots[flying].thread, NULL, fly, &pilots[flying])) break;
  fly(&pilots[0]);
  for (int i = 1; i < flying; i++) pthread_join(pilots[i].thread, NULL);
  const kn_error *why = &pilots[0].error;
  for (int i = 0; i < flying; i++)
    if (pilots[i].status != KN_OK) why = &pilots[i].error;
  for (int i = 0; i < count; i++) // whoever is still on the way when all have stopped was stopped
    if (!ways[i].ended) {
      if (ways[i].line.status == KN_OK) ways[i].s->error = *why;
      end(&ways[i], ways[i].s->error.status);
    }
  if (pilots != &alone) kn_release(ctx, pilots);
}

static bool alike(const kn_sim *a, const kn_sim *b) {
  return a->object.ctx == b->object.ctx && a->regions == b->regions && !(a->rtol < b->rtol) && !(a->rtol > b->rtol);
}

kn_status kn_sims_advance(kn_sim *const *sims, int count, const double *until_s, int threads) {
  if (count < 0 || (count > 0 && (sims == NULL || until_s == NULL)) || threads < 1) return KN_BAD_ARGUMENT;
  for (int i = 0; i < count; i++)
    if (sims[i] == NULL) return KN_BAD_ARGUMENT;
  if (count == 0) return KN_OK;
  kn_ctx *ctx = sims[0]->object.ctx;
  way single, *ways = count > 1 ? kn_alloc(ctx, (size_t)count * sizeof *ways) : &single;
  bool *done = count > 1 ? kn_alloc(ctx, (size_t)count * sizeof *done) : NULL;
  if (ways == NULL || (count > 1 && done == NULL)) {
    if (count > 1) kn_release(ctx, ways), kn_release(ctx, done);
    return kn_fail(&sims[0]->error, KN_NO_MEMORY, "kn_sims_advance", "", "no memory for %d sims", count);
  }
  kn_status st = KN_OK;
  if (count == 1) {
    memset(&single, 0, sizeof single);
    set_out(&single, sims[0], until_s[0]);
    fly_crowd(ctx, &single, 1, 1);
    return single.line.status;
  }
  for (int first = 0; first < count; first++) {
    if (done[first]) continue;
    int n = 0;
    for (int i = first; i < count; i++)
      if (!done[i] && alike(sims[first], sims[i])) {
        memset(&ways[n], 0, sizeof *ways);
        set_out(&ways[n++], sims[i], until_s[i]);
        done[i] = true;
      }
    fly_crowd(sims[first]->object.ctx, ways, n, threads);
    for (int i = 0; i < n && st == KN_OK; i++) st = ways[i].line.status;
  }
  kn_release(ctx, ways);
  kn_release(ctx, done);
  return st;
}

kn_status kn_sim_advance(kn_sim *s, double until) { return s ? kn_sims_advance(&s, 1, &until, 1) : KN_BAD_ARGUMENT; }
