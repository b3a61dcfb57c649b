// Life lines through the integrators. Times here are clock times: seconds since midnight of the day her life began.
#include "convoy.h"
#include "../chain/lanes.h"
#include <math.h>
#include <stdio.h>

const double kn_first_step = 60.0;
const double kn_longest_step = 3600.0; // shorter than any session's pause, so that no stretch of a day is stepped over

const char *kn_solver_text(int solver) {
  if (solver == KN_SOLVER_LANES)
    return "RODAS, Rosenbrock of order 4 over lanes, relative 1e-5, absolute 1e-6 of each state's scale";
  if (solver == KN_SOLVER_CVODE && kn_solver_there())
    return "SUNDIALS CVODES, BDF, relative 1e-6, absolute 1e-7 of each state's scale";
  return NULL;
}

int kn_flight_least(int regions, double *least) {
  int n = KN_MIND_STATES + regions * KN_REGION_STATES;
  for (int i = 0; i < n; i++) least[i] = 0.1 * kn_state_of(i)->scale;
  return n;
}

// ---- over lanes ----------------------------------------------------------------------------------------------------
static bool prepared(void *user, kn_leg *leg) {
  kn_flight *f = user;
  if (!f->next(f->user, leg)) return false;
  kn_line *line = leg->line;
  leg->y = line->y;
  leg->c = f->coefficients;
  kn_chain_prepare(line->par, f->regions, &line->in, f->coefficients);
  return true;
}
static bool keep_going(void *user) {
  kn_error ignored;
  return kn_keep_going(((kn_flight *)user)->ctx, &ignored);
}

static kn_status over_lanes(kn_flight *f, kn_error *e) {
  kn_system s;
  int lanes = f->ctx->lanes ? f->ctx->lanes : f->lines > 1 ? kn_lanes_widest() : 1;
  if (!kn_chain_system(lanes, f->regions, &s))
    return kn_fail(e, KN_BAD_ARGUMENT, "lanes", "", "this machine does not run %d lanes", lanes);
  double least[KN_MAX_STATES];
  kn_flight_least(f->regions, least);
  void *memory = kn_alloc(f->ctx, kn_batch_memory(&s));
  f->coefficients = kn_alloc(f->ctx, (size_t)s.coefficients * sizeof(double));
  kn_status st = KN_OK;
  if (memory == NULL || f->coefficients == NULL) {
    st = kn_fail(e, KN_NO_MEMORY, "integrator", "", "no memory for the integrator");
  } else {
    kn_batch b = {.rtol = f->rtol,
                  .least = least,
                  .first_step = kn_first_step,
                  .longest_step = kn_longest_step,
                  .next = prepared,
                  .keep_going = keep_going,
                  .user = f};
    if (!kn_batch_run(&b, &s, memory)) st = kn_fail(e, KN_CANCELLED, "knead", "", "stopped on request");
  }
  kn_release(f->ctx, memory);
  kn_release(f->ctx, f->coefficients);
  return st;
}

// ---- by the reference integrator -----------------------------------------------------------------------------------
typedef struct rhs_user {
  kn_flight *f;
  const kn_line *line;
  bool not_finite, stop;
  unsigned asked;
} rhs_user;

// dy/dt; the first state whose rate is not finite, or -1
static int rates(const kn_line *line, int regions, double t, const double *y, double *dydt) {
  kn_chain_rates rates;
  kn_chain_seen seen;
  kn_chain(line->par, regions, t, &line->in, (const kn_chain_state *)y, &rates, &seen);
  const kn_rate *r = (const kn_rate *)&rates;
  int worst = -1;
  for (int i = KN_MIND_STATES + regions * KN_REGION_STATES - 1; i >= 0; i--) {
    dydt[i] = r[i].make - r[i].lose * y[i];
    if (!isfinite(dydt[i])) worst = i;
  }
  return worst;
}
static int rhs(double t, const double *y, double *dydt, void *user) {
  rhs_user *u = user;
  if (++u->asked % 4096 == 0 && !keep_going(u->f)) return u->stop = true, -1;
  u->not_finite = rates(u->line, u->f->regions, t, y, dydt) >= 0;
  return u->not_finite;
}

static kn_status by_reference(kn_flight *f, kn_error *e) {
  double atol[KN_MAX_STATES], rtol = 0.1 * f->rtol; // what it needs to be as right as the other
  int n = kn_flight_least(f->regions, atol);
  for (int i = 0; i < n; i++) atol[i] *= rtol;
  kn_solver *solver = kn_solver_create(n, rtol, atol);
  if (solver == NULL) return kn_fail(e, KN_NO_MEMORY, "integrator", "", "no memory for the integrator");
  rhs_user u = {f, NULL, false, false, 0};
  kn_status st = KN_OK;
  for (kn_leg leg = {0}; f->next(f->user, &leg);) {
    u.line = leg.line;
    leg.y = ((kn_line *)leg.line)->y;
    kn_solver_stats before = kn_solver_work(solver), after;
    leg.failed = !kn_solver_run(solver, rhs, &u, leg.t0, leg.t1, leg.y, &leg.fault);
    leg.not_finite = leg.failed && u.not_finite;
    after = kn_solver_work(solver);
    leg.work =
        (kn_solver_stats){after.steps - before.steps, after.rates - before.rates, after.jacobians - before.jacobians,
                          after.failures - before.failures, after.restarts - before.restarts};
    if (u.stop) {
      st = kn_fail(e, KN_CANCELLED, "knead", "", "stopped on request");
      break;
    }
  }
  kn_solver_destroy(solver);
  return st;
}

kn_status kn_fly(kn_flight *f, kn_error *e) {
  if (!kn_keep_going(f->ctx, e)) return KN_CANCELLED;
  if (f->ctx->def.solver == KN_SOLVER_CVODE) return by_reference(f, e);
  return f->ctx->def.convoy ? kn_convoy_fly(f->ctx->def.convoy, f, e) : over_lanes(f, e);
}

kn_status kn_flight_fault(const kn_flight *f, const kn_leg *leg, kn_error *e) {
  const kn_line *line = leg->line;
  double dydt[KN_MAX_STATES];
  int worst = rates(line, f->regions, leg->fault.time, leg->y, dydt);
  kn_status st = worst >= 0 || leg->not_finite ? KN_NOT_FINITE : KN_INTEGRATION;
  if (worst < 0) worst = leg->fault.worst;
  const kn_state_info *row = worst >= 0 ? kn_state_of(worst) : NULL;
  char where[96];
  snprintf(where, sizeof where, "person %llu, %.3f d, %s%s%s", (unsigned long long)line->person,
           (leg->fault.time - line->clock) / 86400.0, row ? row->room : "", row ? "." : "",
           row ? row->name : "all states");
  return kn_fail(e, st, where, "look at the settings of that room; the sim is as it was", "%s",
                 st == KN_NOT_FINITE ? "a rate of change is not finite" : leg->fault.what);
}
