// The search itself. Unknowns are her state (a fixed point of the 24-hour map) and her latent parameters, solved
// together by Newton's method with a Jacobian from nearby or by differences, carried along by Broyden's update: slow states
// of months cost no more than fast ones. Waiting instead takes 500 simulated days.
// Days are counted from a quiet hour of the afternoon: around sleep onset and waking the map bends too sharply.
#include "settle.h"
#include "../solve/lu.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = KN_SETTLE_MAX };
static const double HOUR = 3600.0, DAY = 86400.0;
static const double QUIET_H = 15.0; // clock hour at which days are counted
static const double DRIFT = 1e-5;   // settled: no state moves more than this share of its scale in a day
static const double SCORE = 1e-4;   // and every stated score is met to this many points
static const double TIGHT = 1e-6;   // relative tolerance of the days
static const int ROUNDS = 16;

static const kn_latent_row rows[] = {
#define KN_LATENT(ID, name, parameter, score, step, sentence) {name, parameter, KN_##score, step},
#include "latent.def"
};
const kn_latent_row *kn_latent_row_at(int i) { return &rows[i]; }

void kn_settle_put(kn_search *q, int i) {
  kn_latent_value *l = &q->latent[i];
  if (l->latent == KN_LATENT_SOURCE)
    q->s->source[l->region] = l->value;
  else
    q->s->numbers.flat[kn_param_find(rows[l->latent].parameter)] = l->value; // all of them are dimensionless
}
static double bound(const kn_search *q, int i, bool high) {
  const kn_param_info *p = kn_param_at(kn_param_find(rows[q->latent[i].latent].parameter));
  return high ? p->high : p->low;
}

static void steady(const kn_sim *s, kn_chain_in *in) {
  kn_sim_inputs(s, 0.0, in);
  in->life_stress = in->source_factor = 1.0;
}

double kn_settle_score(kn_search *q, int i, const double *y) {
  kn_chain_in in;
  steady(q->s, &in);
  kn_outcome_out o;
  kn_sim_outcomes(q->s, &in, 0.0, y, q->latent[i].latent == KN_LATENT_SOURCE ? q->latent[i].region : 0, &o);
  int outcome = rows[q->latent[i].latent].score;
  return kn_outcome_in_unit(outcome, kn_outcome_pick(&o, outcome));
}

// Sim time of the quiet hour before her life begins at 0.
static double quiet(const kn_search *q) { return -fmod(q->s->who.starts_h - QUIET_H + 24.0, 24.0) * HOUR; }

// ---- days, flown together ------------------------------------------------------------------------------------------
typedef struct days {
  kn_flight flight;
  kn_search *q;
  int count, taken;
} days;
static bool next_leg(void *user, kn_leg *leg) {
  days *f = user;
  kn_day *d = leg->line;
  if (d) {
    kn_sim_work_add(&f->q->s->work, &leg->work);
    if (leg->failed)
      d->line.status = kn_flight_fault(&f->flight, leg, &f->q->s->error);
    else if (++d->part == 1)
      memcpy(d->at_start, d->line.y, sizeof d->at_start);
  }
  if (!d || d->part == d->parts || d->line.status != KN_OK) {
    if (f->taken == f->count) return false;
    d = &f->q->day[f->taken++];
    leg->step = 0;
  }
  *leg = (kn_leg){.line = d, .t0 = d->edge[d->part], .t1 = d->edge[d->part + 1], .step = leg->step};
  return true;
}

// A day (or as many as to the last edge) from y; moved: a latent at another value, -1 none.
static kn_day *plan(kn_search *q, int i, const double *y, double t0, double t1, double t2, int moved, double value) {
  kn_sim *s = q->s;
  kn_day *d = &q->day[i];
  double keep = moved < 0 ? 0.0 : q->latent[moved].value;
  if (moved >= 0) {
    q->latent[moved].value = d->value = value;
    kn_settle_put(q, moved);
  }
  d->moved = moved;
  d->s = s;
  d->part = 0;
  d->line.par = &s->numbers.room.chain;
  if (moved >= 0) d->par = s->numbers.room.chain, d->line.par = &d->par;
  steady(s, &d->line.in);
  d->line.person = s->who.id;
  d->line.clock = s->who.starts_h * HOUR;
  d->line.status = KN_OK;
  memcpy(d->line.y, y, (size_t)q->n * sizeof *y);
  const double edge[3] = {t0, t1, t2};
  d->parts = t2 > t1 ? 2 : 1;
  for (int e = 0; e <= d->parts; e++) d->edge[e] = edge[e] + d->line.clock;
  if (moved >= 0) {
    q->latent[moved].value = keep;
    kn_settle_put(q, moved);
  }
  return d;
}
static kn_status fly(kn_search *q, int count, double rtol) {
  if (q->longest > 0 && q->s->beginning.days > q->longest)
    return kn_fail(&q->s->error, KN_UNREACHABLE, "person", "state less extreme scores, or allow a longer search",
                   "no settled person with these scores was found within %ld days", q->longest);
  days f = {.q = q, .count = count};
  kn_sim *s = q->s;
  f.flight = (kn_flight){
      .ctx = s->object.ctx, .regions = s->regions, .lines = count, .rtol = rtol, .next = next_leg, .user = &f};
  return kn_fly(&f.flight, &s->error);
}

kn_status kn_settle_days(kn_search *q, double count, double *y) {
  q->s->beginning.days += (long)count;
  kn_day *d = plan(q, 0, y, quiet(q), quiet(q) + count * DAY, 0, -1, 0);
  kn_status st = fly(q, 1, 100 * TIGHT); // on the way to where the search begins
  if (st == KN_OK) st = d->line.status;
  if (st == KN_OK) memcpy(y, d->line.y, (size_t)q->n * sizeof *y);
  return st;
}

// F = (state after a day - state, in scales; score - stated, in points). Only latents that are not pinned have a row.
static void begin_day(kn_search *q, int i, const double *y, int moved, double value) {
  kn_day *d = plan(q, i, y, quiet(q), 0.0, quiet(q) + DAY, moved, value);
  memcpy(d->from, y, (size_t)q->n * sizeof *y);
  q->s->beginning.days++;
}
static kn_status end_day(kn_search *q, int i, double *F) {
  kn_day *d = &q->day[i];
  if (d->line.status != KN_OK) return d->line.status;
  for (int j = 0; j < q->n; j++) F[j] = (d->line.y[j] - d->from[j]) / q->scale[j];
  double keep = d->moved < 0 ? 0.0 : q->latent[d->moved].value;
  if (d->moved >= 0) {
    q->latent[d->moved].value = d->value;
    kn_settle_put(q, d->moved);
  }
  int row = q->n;
  for (int j = 0; j < q->k; j++)
    if (!q->pinned[j]) F[row++] = kn_settle_score(q, j, d->at_start) - q->latent[j].stated;
  if (d->moved >= 0) {
    q->latent[d->moved].value = keep;
    kn_settle_put(q, d->moved);
  }
  return KN_OK;
}
kn_status kn_settle_residual(kn_search *q, const double *y, double *F) {
  begin_day(q, 0, y, -1, 0);
  kn_status st = fly(q, 1, TIGHT);
  if (st == KN_OK) st = end_day(q, 0, F);
  memcpy(q->at_start, q->day[0].at_start, sizeof q->at_start);
  return st;
}

static double size_of(const kn_search *q, const double *F, int m) {
  double worst = 0;
  for (int i = 0; i < m; i++) {
    double v = fabs(F[i]) / (i < q->n ? DRIFT : SCORE);
    if (v > worst || !(v == v)) worst = v;
  }
  return worst;
}

static int unknowns(const kn_search *q) {
  int m = q->n;
  for (int i = 0; i < q->k; i++) m += !q->pinned[i];
  return m;
}

double kn_settle_inside(int state, double v) {
  double offset = kn_state_offset(state), low = kn_state_of(state)->low + offset,
         high = kn_state_of(state)->high + offset;
  double edge = 1e-9 * (high - low);
  return v < low ? low + edge : v > high ? high - edge : v;
}

// Columns in units of scale and step, by one-sided differences of the day's map.
kn_status kn_settle_differences(kn_search *q, const double *y, const double *F) {
  double z[KN_MAX_STATES], G[N], h[N], unit[N];
  int m = unknowns(q), column = 0;
  for (int j = 0; j < q->n; j++, column++) {
    memcpy(z, y, (size_t)q->n * sizeof *y);
    unit[column] = q->scale[j];
    h[column] = KN_NUDGE * q->scale[j];
    if (z[j] + h[column] > kn_state_of(j)->high) h[column] = -h[column];
    z[j] += h[column];
    begin_day(q, column, z, -1, 0);
  }
  for (int l = 0; l < q->k; l++) {
    if (q->pinned[l]) continue;
    unit[column] = rows[q->latent[l].latent].step;
    h[column] = 0.1 * unit[column];
    if (q->latent[l].value + h[column] > bound(q, l, true)) h[column] = -h[column];
    begin_day(q, column, y, l, q->latent[l].value + h[column]);
    column++;
  }
  kn_status st = fly(q, m, TIGHT);
  for (int c = 0; c < m && st == KN_OK; c++) {
    st = end_day(q, c, G);
    for (int i = 0; i < m; i++) q->jacobian[c * N + i] = (G[i] - F[i]) * unit[c] / h[c];
  }
  return st;
}

// Solves J x = -F; false when singular.
static bool solve(kn_search *q, int m, const double *F, double *x) {
  double *columns[N], minus[N];
  for (int j = 0; j < m; j++) columns[j] = &q->jacobian[j * N];
  for (int i = 0; i < m; i++) minus[i] = -F[i];
  kn_lu *lu = kn_lu_create(m);
  bool ok = lu && kn_lu_factor(lu, columns);
  if (ok) kn_lu_solve(lu, minus, x);
  kn_lu_destroy(lu);
  return ok;
}

// Broyden's good update of the Jacobian after a step x that turned F into G.
static void update(kn_search *q, int m, const double *x, const double *F, const double *G) {
  double xx = 0;
  for (int i = 0; i < m; i++) xx += x[i] * x[i];
  if (xx == 0) return;
  for (int i = 0; i < m; i++) {
    double Jx = 0;
    for (int j = 0; j < m; j++) Jx += q->jacobian[j * N + i] * x[j];
    double d = (G[i] - F[i] - Jx) / xx;
    for (int j = 0; j < m; j++) q->jacobian[j * N + i] += d * x[j];
  }
}

kn_status kn_settle_newton(kn_search *q, double *y) {
  double F[N], G[N], x[N], z[KN_MAX_STATES];
  kn_status st = kn_settle_residual(q, y, F);
  bool fresh = q->carried;
  int poor = 0, stalled = 0; // rounds in a row that hardly helped: too far away, better to let her live on for a while
  for (int round = 0; round < ROUNDS && st == KN_OK; round++) {
    int m = unknowns(q);
    double now = size_of(q, F, m);
    if (now < 1.0) return KN_OK;
    if (!fresh) {
      st = kn_settle_differences(q, y, F);
      if (st != KN_OK) return st;
      fresh = true;
    }
    if (!solve(q, m, F, x))
      return kn_fail(&q->s->error, KN_INTEGRATION, "person", "", "the search for her settled state is singular");
    double keep[KN_MAX_LATENTS];
    for (int i = 0; i < q->k; i++) keep[i] = q->latent[i].value;
    double share = 1.0, then = now;
    bool hit = false;
    for (int tries = 0; tries < 6; tries++, share *= 0.35) {
      int column = q->n;
      for (int i = 0; i < q->n; i++) z[i] = kn_settle_inside(i, y[i] + share * x[i] * q->scale[i]);
      hit = false;
      for (int i = 0; i < q->k; i++) {
        if (q->pinned[i]) continue;
        double want = keep[i] + share * x[column++] * rows[q->latent[i].latent].step;
        double got = fmin(fmax(want, bound(q, i, false)), bound(q, i, true));
        hit = hit || got != want;
        q->latent[i].value = got;
        kn_settle_put(q, i);
      }
      st = kn_settle_residual(q, z, G);
      if (st == KN_CANCELLED) return st;
      then = st == KN_OK ? size_of(q, G, m) : INFINITY;
      if (then < now || (hit && tries > 0)) break;
    }
    if (st != KN_OK) return st;
    stalled = then < 0.9 * now ? 0 : stalled + 1;
    if (stalled == 3) break;
    poor = then < 0.7 * now ? 0 : poor + 1;
    if (poor == 2) fresh = false, poor = 0;
    double dx[N];
    int column = q->n;
    for (int i = 0; i < q->n; i++) dx[i] = (z[i] - y[i]) / q->scale[i];
    for (int i = 0; i < q->k; i++)
      if (!q->pinned[i]) dx[column++] = (q->latent[i].value - keep[i]) / rows[q->latent[i].latent].step;
    update(q, m, dx, F, G);
    memcpy(y, z, (size_t)q->n * sizeof *y);
    memcpy(F, G, sizeof F);
    // A latent that sits at its bound and is still asked to go further gives up its score.
    for (int i = 0; i < q->k; i++) {
      bool at = q->latent[i].value <= bound(q, i, false) || q->latent[i].value >= bound(q, i, true);
      if (!q->pinned[i] && at && keep[i] == q->latent[i].value) {
        q->pinned[i] = true;
        fresh = false;
        st = kn_settle_residual(q, y, F);
      }
    }
  }
  if (st != KN_OK) return st;
  return kn_fail(&q->s->error, KN_UNREACHABLE, "person", "state fewer scores, or less extreme ones",
                 "no settled person with these scores was found");
}
