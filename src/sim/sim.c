// A life line: creating, copying, and moving it through time.
#include "sim.h"
#include "person.h"
#include "life.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double RELATIVE = 1e-5; // of a Rosenbrock step; outcomes then are right to a ten-thousandth of their range

static void destroy(kn_object *o) {
  kn_sim *s = (kn_sim *)o;
  kn_release(o->ctx, s->events);
  kn_release(o->ctx, s->blocks);
}

kn_status kn_sim_create(kn_ctx *ctx, const kn_model *model, const kn_person_def *who, uint64_t seed, kn_sim **sim) {
  if (ctx == NULL || model == NULL || who == NULL || sim == NULL) return KN_BAD_ARGUMENT;
  *sim = NULL;
  kn_status st = kn_person_check(who, &ctx->error);
  if (st != KN_OK) return st;
  kn_sim *s = kn_object_create(ctx, sizeof *s, destroy);
  if (s == NULL) return kn_fail(&ctx->error, KN_NO_MEMORY, "sim", "", "no memory for a sim");
  s->numbers = model->numbers;
  s->shared = model->shared;
  s->who = *who;
  s->seed = seed;
  s->rtol = RELATIVE;
  kn_person_apply(s);
  st = kn_sim_begin(s);
  if (st != KN_OK) {
    ctx->error = s->error;
    kn_object_destroy(&s->object);
    return st;
  }
  s->error = ctx->error = (kn_error){0};
  kn_life_begin(s);
  *sim = s;
  return KN_OK;
}

void kn_sim_destroy(kn_sim *s) {
  if (s) kn_object_destroy(&s->object);
}

static void *copy(kn_ctx *ctx, const void *p, size_t size) {
  void *q = kn_alloc(ctx, size);
  if (q && p) memcpy(q, p, size);
  return q;
}

kn_status kn_sim_twin(const kn_sim *sim, kn_sim **twin) {
  if (sim == NULL || twin == NULL) return KN_BAD_ARGUMENT;
  *twin = NULL;
  kn_ctx *ctx = sim->object.ctx;
  kn_sim *t = kn_object_create(ctx, sizeof *t, destroy);
  if (t == NULL) return kn_fail(&ctx->error, KN_NO_MEMORY, "twin", "", "no memory for a twin");
  kn_object header = t->object;
  *t = *sim;
  t->object = header;
  t->work = (kn_solver_stats){0};
  t->events = copy(ctx, sim->events, (size_t)sim->event_room * sizeof *t->events);
  t->blocks = copy(ctx, sim->blocks, (size_t)sim->block_room * sizeof *t->blocks);
  if (!t->events || !t->blocks) {
    kn_object_destroy(&t->object);
    return kn_fail(&ctx->error, KN_NO_MEMORY, "twin", "", "no memory for a twin");
  }
  *twin = t;
  return KN_OK;
}

void kn_sim_inputs(const kn_sim *s, double t, kn_chain_in *in) {
  memset(in, 0, sizeof *in);
  const kn_chain_par *k = &s->numbers.room.chain;
  kn_chain_end_session(k, s->regions, in);
  for (int i = 0; i < s->event_count; i++)
    if (s->events[i].block >= 0 && s->events[i].start < t && t < s->events[i].end)
      *in = s->blocks[s->events[i].block].in;
  kn_life_factors(s, &in->life_stress, &in->source_factor);
  for (int i = 0; i < s->regions; i++) {
    in->region[i].source = s->source[i];
    in->region[i].load = s->load[i];
    in->region[i].tone_share = kn_region_tone_share(s->region[i]);
    in->region[i].injury_debris = in->region[i].injury_force = 0.0;
  }
  for (int i = 0; i < s->event_count; i++) {
    const kn_event *e = &s->events[i];
    if (e->block >= 0 || !(e->start < t && t < e->end)) continue;
    in->region[e->region].injury_debris += e->debris;
    in->region[e->region].injury_force += e->force;
    in->region[e->region].flow.lactate += e->lactate;
  }
}

void kn_sim_work_add(kn_solver_stats *sum, const kn_solver_stats *w) {
  sum->steps += w->steps;
  sum->rates += w->rates;
  sum->jacobians += w->jacobians;
  sum->failures += w->failures;
  sum->restarts += w->restarts;
}

// One leg under inputs that are given
typedef struct single {
  kn_flight flight;
  kn_line line;
  kn_sim *s;
  double t0, t1;
  bool flown;
} single;
static bool single_next(void *user, kn_leg *leg) {
  single *o = user;
  if (!o->flown) {
    *leg = (kn_leg){.line = &o->line, .t0 = o->t0 + o->line.clock, .t1 = o->t1 + o->line.clock};
    return o->flown = true;
  }
  kn_sim_work_add(&o->s->work, &leg->work);
  o->line.status = leg->failed ? kn_flight_fault(&o->flight, leg, &o->s->error) : KN_OK;
  return false;
}
kn_status kn_sim_integrate(kn_sim *s, const kn_chain_in *in, double t0, double t1, double *y) {
  single o = {.s = s, .t0 = t0, .t1 = t1};
  o.flight = (kn_flight){
      .ctx = s->object.ctx, .regions = s->regions, .lines = 1, .rtol = s->rtol, .next = single_next, .user = &o};
  o.line = (kn_line){.par = &s->numbers.room.chain, .in = *in, .person = s->who.id, .clock = s->who.starts_h * 3600.0};
  memcpy(o.line.y, y, (size_t)s->states * sizeof *y);
  kn_status st = kn_fly(&o.flight, &s->error);
  if (st == KN_OK) st = o.line.status;
  if (st == KN_OK) memcpy(y, o.line.y, (size_t)s->states * sizeof *y);
  return st;
}

double kn_sim_time(const kn_sim *s) { return s->time; }
const kn_error *kn_sim_error(const kn_sim *s) { return &s->error; }
kn_work kn_sim_work(const kn_sim *s) {
  return (kn_work){s->work.steps, s->work.rates, s->work.jacobians, s->work.failures, s->work.restarts};
}

static uint64_t mix(uint64_t h, const void *bytes, size_t n) { // FNV-1a
  const unsigned char *b = bytes;
  for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 1099511628211u;
  return h;
}
uint64_t kn_sim_hash(const kn_sim *s) {
  uint64_t h = mix(14695981039346656037u, &s->time, sizeof s->time);
  h = mix(h, s->y, (size_t)s->states * sizeof *s->y);
  return mix(h, s->life.part, sizeof s->life.part);
}
