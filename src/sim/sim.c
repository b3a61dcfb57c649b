// A life line: creating, copying, and moving it through time.
#include "sim.h"
#include "person.h"
#include "life.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double RELATIVE = 1e-6;
const char *kn_solver_text(void) { return "SUNDIALS CVODES, BDF, relative 1e-6, absolute 1e-7 of each state's scale"; }

static void destroy(kn_object *o) {
  kn_sim *s = (kn_sim *)o;
  kn_solver_destroy(s->solver);
  kn_release(o->ctx, s->events);
  kn_release(o->ctx, s->blocks);
}

// Absolute tolerance of each state: its ordinary change times the relative tolerance and a hundredth.
kn_solver *kn_sim_solver(int regions, double rtol) {
  double atol[KN_MAX_STATES];
  int n = KN_MIND_STATES + regions * KN_REGION_STATES;
  for (int i = 0; i < n; i++) atol[i] = 0.1 * rtol * kn_state_of(i)->scale;
  return kn_solver_create(n, rtol, atol);
}

kn_status kn_sim_create(kn_ctx *ctx, const kn_model *model, const kn_person_def *who, uint64_t seed, kn_sim **sim) {
  if (ctx == NULL || model == NULL || who == NULL || sim == NULL) return KN_BAD_ARGUMENT;
  *sim = NULL;
  kn_status st = kn_person_check(who, &ctx->error);
  if (st != KN_OK) return st;
  kn_sim *s = kn_object_create(ctx, sizeof *s, destroy);
  if (s == NULL) return kn_fail(&ctx->error, KN_NO_MEMORY, "sim", "", "no memory for a sim");
  s->numbers = model->numbers;
  s->who = *who;
  s->seed = seed;
  s->rtol = RELATIVE;
  kn_person_apply(s);
  s->solver = kn_sim_solver(s->regions, s->rtol);
  st = s->solver ? kn_sim_begin(s) : kn_fail(&s->error, KN_NO_MEMORY, "sim", "", "no memory for the integrator");
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
  t->solver = kn_sim_solver(t->regions, t->rtol);
  t->events = copy(ctx, sim->events, (size_t)sim->event_room * sizeof *t->events);
  t->blocks = copy(ctx, sim->blocks, (size_t)sim->block_room * sizeof *t->blocks);
  if (!t->solver || !t->events || !t->blocks) {
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

typedef struct rhs_user {
  const kn_sim *sim;
  const kn_chain_in *in;
  int not_finite; // the state whose rate was not finite when last asked, or -1
  unsigned asked; // times that rates were computed
  bool stop;      // the caller wants to stop
} rhs_user;

static int rhs(double t, const double *y, double *dydt, void *user) {
  rhs_user *u = user;
  const kn_sim *s = u->sim;
  kn_chain_rates rates;
  kn_chain_seen seen;
  kn_chain(&s->numbers.room.chain, s->regions, t + s->who.starts_h * 3600.0, u->in, (const kn_chain_state *)y, &rates,
           &seen);
  const kn_rate *r = (const kn_rate *)&rates;
  if (++u->asked % 4096 == 0) {
    kn_error stopped;
    if (!kn_keep_going(s->object.ctx, &stopped)) return u->stop = true, -1;
  }
  u->not_finite = -1;
  for (int i = s->states - 1; i >= 0; i--) {
    dydt[i] = r[i].make - r[i].lose * y[i];
    if (!isfinite(dydt[i])) u->not_finite = i;
  }
  return u->not_finite < 0 ? 0 : 1;
}

static void describe(const kn_sim *s, double time, int state, char *where, size_t n) {
  const kn_state_info *st = state >= 0 ? kn_state_of(state) : NULL;
  snprintf(where, n, "person %llu, %.3f d, %s%s%s", (unsigned long long)s->who.id, time / 86400.0, st ? st->room : "",
           st ? "." : "", st ? st->name : "all states");
}

kn_status kn_sim_integrate(kn_sim *s, const kn_chain_in *in, double t0, double t1, double *y) {
  rhs_user u = {s, in, -1, 0, false};
  kn_solver_fault f;
  bool ok = kn_solver_run(s->solver, rhs, &u, t0, t1, y, &f);
  s->work = kn_solver_work(s->solver);
  if (ok) return KN_OK;
  if (u.stop) return kn_fail(&s->error, KN_CANCELLED, "knead", "", "stopped on request");
  char where[96];
  describe(s, f.time, u.not_finite >= 0 ? u.not_finite : f.worst, where, sizeof where);
  return kn_fail(&s->error, u.not_finite >= 0 ? KN_NOT_FINITE : KN_INTEGRATION, where,
                 "look at the settings of that room; the sim is as it was", "%s", f.what);
}

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

kn_status kn_sim_advance(kn_sim *s, double until) {
  if (s == NULL) return KN_BAD_ARGUMENT;
  if (!isfinite(until))
    return kn_fail(&s->error, KN_BAD_ARGUMENT, "kn_sim_advance", "give a time in seconds", "%g s is not a time", until);
  if (!(until >= s->time))
    return kn_fail_near(&s->error, KN_BAD_ARGUMENT, s->time, "kn_sim_advance", "time only goes forward",
                        "%g s is before now, %g s", until, s->time);
  double y[KN_MAX_STATES], before = s->time;
  kn_life life = s->life;
  memcpy(y, s->y, sizeof y);
  kn_status st = KN_OK;
  while (s->time < until && st == KN_OK) {
    if (!kn_keep_going(s->object.ctx, &s->error)) {
      st = KN_CANCELLED;
      break;
    }
    if ((st = begin_sessions(s, y)) != KN_OK) break;
    double next = next_edge(s, s->time, until);
    kn_life_advance(s, s->time);
    kn_chain_in in;
    kn_sim_inputs(s, s->time + 0.5 * (next - s->time), &in);
    st = kn_sim_integrate(s, &in, s->time, next, y);
    if (st == KN_OK) s->time = next;
  }
  if (st != KN_OK) {
    s->time = before;
    s->life = life;
    return st;
  }
  memcpy(s->y, y, sizeof y);
  s->error = (kn_error){0};
  return KN_OK;
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
