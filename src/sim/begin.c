// How she begins. Stated scores are targets: the settled untreated person shows them at time 0. Unknowns are her
// state (a fixed point of the 24-hour map) and her latent parameters, solved together by Newton's method with a
// difference Jacobian: slow states of months cost no more than fast ones, and an unstable branch is seen by its
// multiplier. The oracle waits 500 days instead.
#include "sim.h"
#include "../solve/lu.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct latent_row {
  const char *name, *parameter;
  int score;
  double step;
} latent_row;
static const latent_row rows[] = {
#define KN_LATENT(ID, name, parameter, score, step, sentence) {name, parameter, KN_##score, step},
#include "latent.def"
};
enum latent_id {
#define KN_LATENT(ID, name, parameter, score, step, sentence) LATENT_##ID,
#include "latent.def"
  LATENTS
};

enum { N = KN_MAX_STATES + KN_MAX_LATENTS };
static const double DAY = 86400.0;
static const double DRIFT = 1e-5; // settled: no state moves more than this share of its scale in a day
static const double SCORE = 1e-4; // and every stated score is met to this many points
static const double NUDGE = 2e-2; // difference step of a state, share of its scale
static const int ROUNDS = 40;
static const double DOUBT = 0.99; // above this multiplier the stability is looked at with a fresh Jacobian

typedef struct search {
  kn_sim *s;
  kn_solver *solver;
  int n, k; // states, free latents
  kn_latent_value latent[KN_MAX_LATENTS];
  bool pinned[KN_MAX_LATENTS]; // at a bound: its score is out of reach
  double scale[KN_MAX_STATES];
  double jacobian[N * N]; // by columns: column j at jacobian[j * N]
  double power[2][KN_MAX_STATES * KN_MAX_STATES];
} search;

static const kn_state_info *row_of(int i) {
  return kn_state_at(i < KN_MIND_STATES ? i : KN_MIND_STATES + (i - KN_MIND_STATES) % KN_REGION_STATES);
}

static void put(search *q, int i) {
  kn_latent_value *l = &q->latent[i];
  if (l->latent == LATENT_SOURCE)
    q->s->source[l->region] = l->value;
  else
    q->s->numbers.flat[kn_param_find(rows[l->latent].parameter)] = l->value; // all of them are dimensionless
}
static double bound(const search *q, int i, bool high) {
  const kn_param_info *p = kn_param_at(kn_param_find(rows[q->latent[i].latent].parameter));
  return high ? p->high : p->low;
}

static double score_of(search *q, int i, const double *y) {
  kn_chain_in in;
  kn_sim_inputs(q->s, 0.0, &in);
  in.life_stress = in.source_factor = 1.0;
  kn_outcome_out o;
  kn_sim_outcomes(q->s, &in, 0.0, y, q->latent[i].latent == LATENT_SOURCE ? q->latent[i].region : 0, &o);
  int outcome = rows[q->latent[i].latent].score;
  return kn_outcome_in_unit(outcome, kn_outcome_pick(&o, outcome));
}

// One untreated day of steady life
static kn_status day(search *q, double days, double *y) {
  kn_sim *s = q->s;
  if (!kn_keep_going(s->object.ctx, &s->error)) return KN_CANCELLED;
  kn_chain_in in;
  kn_sim_inputs(s, 0.0, &in);
  in.life_stress = in.source_factor = 1.0;
  kn_solver *own = s->solver;
  s->solver = q->solver;
  kn_status st = kn_sim_integrate(s, &in, 0.0, days * DAY, y);
  s->solver = own;
  s->beginning.days += (long)days;
  return st;
}

// F = (state after a day - state, in scales; score - stated, in points). Only free latents have a row.
static kn_status residual(search *q, const double *y, double *F, double *after) {
  memcpy(after, y, (size_t)q->n * sizeof *y);
  kn_status st = day(q, 1.0, after);
  if (st != KN_OK) return st;
  for (int i = 0; i < q->n; i++) F[i] = (after[i] - y[i]) / q->scale[i];
  int row = q->n;
  for (int i = 0; i < q->k; i++)
    if (!q->pinned[i]) F[row++] = score_of(q, i, y) - q->latent[i].stated;
  return KN_OK;
}

static double size_of(const search *q, const double *F, int m) {
  double worst = 0;
  for (int i = 0; i < m; i++) {
    double v = fabs(F[i]) / (i < q->n ? DRIFT : SCORE);
    if (v > worst || !(v == v)) worst = v;
  }
  return worst;
}

static int unknowns(const search *q) {
  int m = q->n;
  for (int i = 0; i < q->k; i++) m += !q->pinned[i];
  return m;
}

// Columns in units of scale and step, by one-sided differences of the day's map.
static kn_status differences(search *q, const double *y, const double *F) {
  double z[KN_MAX_STATES], after[KN_MAX_STATES], G[N];
  int m = unknowns(q), column = 0;
  for (int j = 0; j < q->n; j++, column++) {
    memcpy(z, y, (size_t)q->n * sizeof *y);
    double h = NUDGE * q->scale[j];
    if (z[j] + h > row_of(j)->high) h = -h;
    z[j] += h;
    kn_status st = residual(q, z, G, after);
    if (st != KN_OK) return st;
    for (int i = 0; i < m; i++) q->jacobian[column * N + i] = (G[i] - F[i]) * q->scale[j] / h;
  }
  for (int l = 0; l < q->k; l++) {
    if (q->pinned[l]) continue;
    double keep = q->latent[l].value, h = 0.1 * rows[q->latent[l].latent].step;
    if (keep + h > bound(q, l, true)) h = -h;
    q->latent[l].value = keep + h;
    put(q, l);
    kn_status st = residual(q, y, G, after);
    q->latent[l].value = keep;
    put(q, l);
    if (st != KN_OK) return st;
    for (int i = 0; i < m; i++) q->jacobian[column * N + i] = (G[i] - F[i]) * rows[q->latent[l].latent].step / h;
    column++;
  }
  return KN_OK;
}

// Solves J x = -F; false when singular.
static bool solve(search *q, int m, const double *F, double *x) {
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
static void update(search *q, int m, const double *x, const double *F, const double *G) {
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

static double inside(double v, double low, double high) {
  double edge = 1e-9 * (high - low);
  return v < low + edge ? low + edge : v > high - edge ? high - edge : v;
}

// Largest multiplier of the settled day: how fast the slowest disturbance v dies (below 1) or grows. By squaring the
// day's matrix (rho = |M^n|^(1/n), n = 4096): the slowest are often a pair of glands that turn as they die, and a plain
// power iteration never settles on such a pair.
static double spectral_radius(search *q, double *v) {
  enum { SQUARINGS = 12 };
  int n = q->n;
  double *M = q->power[0], *S = q->power[1], log_norm = 0.0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) M[i * n + j] = q->jacobian[j * N + i] + (i == j); // M = I + J
  for (int round = 0; round <= SQUARINGS; round++) {
    double norm = 0.0;
    for (int i = 0; i < n * n; i++) norm = fmax(norm, fabs(M[i]));
    for (int i = 0; i < n * n; i++) M[i] /= norm;
    log_norm += log(norm) / (double)(1 << round);
    if (round == SQUARINGS) break;
    memset(S, 0, (size_t)(n * n) * sizeof *S);
    for (int i = 0; i < n; i++)
      for (int k = 0; k < n; k++)
        for (int j = 0; j < n; j++) S[i * n + j] += M[i * n + k] * M[k * n + j];
    double *swap = M;
    M = S;
    S = swap;
  }
  double most = 0.0;
  for (int i = 0; i < n; i++) {
    v[i] = 0.0;
    for (int j = 0; j < n; j++) v[i] += M[i * n + j];
    most = fmax(most, fabs(v[i]));
  }
  for (int i = 0; i < n && most > 0; i++) v[i] /= most;
  return exp(log_norm);
}

// The start of the search: table values, moved by what the condition says.
static void guess(kn_sim *s, bool painful, double *y) {
  for (int i = 0; i < s->states; i++) {
    const kn_state_info *st = row_of(i);
    y[i] = st->start + (strcmp(st->unit, "degC") == 0 ? 273.15 : 0.0);
  }
  kn_chain_state *c = (kn_chain_state *)y;
  c->mind.expectation = s->numbers.room.chain.mind.Ex0;
  for (int i = 0; i < s->regions; i++) {
    c->region[i].nerve.central = painful && s->source[i] > 0 ? 0.5 : 0.0;
    c->region[i].nerve.contracture = painful && s->source[i] > 0 ? 0.3 : 0.09;
  }
}

static void name_latents(search *q) {
  const kn_person_def *d = &q->s->who;
  const double stated[LATENTS] = {
      [LATENT_LIFE_STRESS] = d->perceived_stress,
      [LATENT_TRAIT] = d->trait_anxiety,
      [LATENT_MOOD] = d->depression,
      [LATENT_SLEEP] = d->sleep_quality,
  };
  for (int i = 0; i < q->s->regions; i++)
    if (d->pain[i] != KN_UNSTATED)
      q->latent[q->k++] = (kn_latent_value){LATENT_SOURCE, i, fmax(q->s->source[i], 0.02), d->pain[i], 0};
  for (int l = LATENT_LIFE_STRESS; l < LATENTS; l++)
    if (stated[l] != KN_UNSTATED)
      q->latent[q->k++] = (kn_latent_value){l, 0, q->s->numbers.flat[kn_param_find(rows[l].parameter)], stated[l], 0};
  for (int i = 0; i < q->k; i++) put(q, i);
}

static kn_status unreachable(search *q, int i) {
  kn_sim *s = q->s;
  const kn_outcome_info *o = kn_outcome_at(rows[q->latent[i].latent].score);
  char where[96];
  if (q->latent[i].latent == LATENT_SOURCE)
    snprintf(where, sizeof where, "person.pain.%s", kn_region_at(s->region[q->latent[i].region])->key);
  else
    snprintf(where, sizeof where, "person.%s", o->key);
  return kn_fail_near(&s->error, KN_UNREACHABLE, q->latent[i].reached, where,
                      "state the nearest value, or change the other scores",
                      "%s %g cannot be shown by a person with the other scores stated; the nearest is %.2f", o->key,
                      q->latent[i].stated, q->latent[i].reached);
}

static kn_status newton(search *q, double *y) {
  double F[N], G[N], x[N], z[KN_MAX_STATES], after[KN_MAX_STATES];
  kn_status st = residual(q, y, F, after);
  bool fresh = false;
  for (int round = 0; round < ROUNDS && st == KN_OK; round++) {
    int m = unknowns(q);
    double now = size_of(q, F, m);
    if (now < 1.0) return KN_OK;
    if (!fresh) {
      st = differences(q, y, F);
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
      for (int i = 0; i < q->n; i++) {
        double offset = strcmp(row_of(i)->unit, "degC") == 0 ? 273.15 : 0.0;
        z[i] = inside(y[i] + share * x[i] * q->scale[i], row_of(i)->low + offset, row_of(i)->high + offset);
      }
      hit = false;
      for (int i = 0; i < q->k; i++) {
        if (q->pinned[i]) continue;
        double want = keep[i] + share * x[column++] * rows[q->latent[i].latent].step;
        double got = fmin(fmax(want, bound(q, i, false)), bound(q, i, true));
        hit = hit || got != want;
        q->latent[i].value = got;
        put(q, i);
      }
      st = residual(q, z, G, after);
      if (st == KN_CANCELLED) return st;
      then = st == KN_OK ? size_of(q, G, m) : INFINITY;
      if (then < now || (hit && tries > 0)) break;
    }
    if (st != KN_OK) return st;
    if (!(then < 0.7 * now)) fresh = false;
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
        st = residual(q, y, F, after);
      }
    }
  }
  if (st != KN_OK) return st;
  return kn_fail(&q->s->error, KN_UNREACHABLE, "person", "state fewer scores, or less extreme ones",
                 "no settled person with these scores was found");
}

static void key_of(const kn_sim *s, char key[65]) {
  const char *version = kn_version_text();
  uint64_t h[4];
  for (int k = 0; k < 4; k++) {
    h[k] = 14695981039346656037u + (uint64_t)k * 0x9e3779b97f4a7c15u;
    const unsigned char *parts[] = {(const unsigned char *)s->numbers.flat, (const unsigned char *)s->source,
                                    (const unsigned char *)s->load, (const unsigned char *)s->region,
                                    (const unsigned char *)s->who.pain};
    const size_t sizes[] = {sizeof s->numbers.flat, sizeof s->source, sizeof s->load, sizeof s->region,
                            sizeof s->who.pain};
    for (int p = 0; p < 5; p++)
      for (size_t i = 0; i < sizes[p]; i++) h[k] = (h[k] ^ parts[p][i]) * 1099511628211u;
    const double scores[] = {s->who.perceived_stress, s->who.trait_anxiety, s->who.depression, s->who.sleep_quality,
                             s->who.starts_h};
    for (size_t i = 0; i < sizeof scores; i++) h[k] = (h[k] ^ ((const unsigned char *)scores)[i]) * 1099511628211u;
    for (const char *c = version; *c; c++) h[k] = (h[k] ^ (unsigned char)*c) * 1099511628211u;
  }
  snprintf(key, 65, "%016llx%016llx%016llx%016llx", (unsigned long long)h[0], (unsigned long long)h[1],
           (unsigned long long)h[2], (unsigned long long)h[3]);
}

// Her own level of heart rate and pressure, so that she shows the stated ones at time 0.
static void levels(kn_sim *s) {
  kn_chain_in in;
  kn_sim_inputs(s, 0.0, &in);
  in.life_stress = in.source_factor = 1.0;
  kn_outcome_out o;
  kn_sim_outcomes(s, &in, 0.0, s->y, 0, &o);
  if (s->who.heart_rate_bpm != KN_UNSTATED)
    s->heart_scale = s->who.heart_rate_bpm / kn_outcome_in_unit(KN_HEART_RATE, o.HEART_RATE);
  if (s->who.systolic_mmHg != KN_UNSTATED)
    s->pressure_offset = (s->who.systolic_mmHg - kn_outcome_in_unit(KN_SYSTOLIC, o.SYSTOLIC)) * 133.322387415;
}

// A fixed point from which she would drift away is no way to begin: say where she would end instead. Where two states
// are stable (the switch of chain 4), the stated pain between them is such a point.
static kn_status stable(search *q, const double *y) {
  kn_sim *s = q->s;
  double v[KN_MAX_STATES], z[KN_MAX_STATES], F[N], after[KN_MAX_STATES];
  double radius = spectral_radius(q, v);
  if (radius > DOUBT) { // the Jacobian has been carried along since an earlier point: take it anew
    kn_status st = residual(q, y, F, after);
    if (st == KN_OK) st = differences(q, y, F);
    if (st != KN_OK) return st;
    radius = spectral_radius(q, v);
  }
  s->beginning.spectral_radius = radius;
  if (radius < 1.0 || q->k == 0) return KN_OK;
  double stated = q->latent[0].stated, ends[2];
  for (int side = 0; side < 2; side++) {
    for (int i = 0; i < q->n; i++) {
      double offset = strcmp(row_of(i)->unit, "degC") == 0 ? 273.15 : 0.0;
      z[i] = inside(y[i] + (side ? 0.5 : -0.5) * v[i] * q->scale[i], row_of(i)->low + offset, row_of(i)->high + offset);
    }
    kn_status st = day(q, 400.0, z);
    if (st != KN_OK) return st;
    ends[side] = score_of(q, 0, z);
  }
  q->latent[0].reached = fabs(ends[0] - stated) < fabs(ends[1] - stated) ? ends[0] : ends[1];
  return unreachable(q, 0);
}

static kn_status settle(search *q, double *y) {
  kn_sim *s = q->s;
  q->n = s->states;
  double keep_pulses = s->numbers.room.chain.mind.a_ult;
  s->numbers.room.chain.mind.a_ult = 0.0; // pulses of another period would leave no daily cycle to find
  for (int i = 0; i < q->n; i++) q->scale[i] = row_of(i)->scale;
  guess(s, kn_condition_row_at(s->who.condition)->painful || s->who.pain[0] > 3.0, y);
  name_latents(q);
  kn_status st = day(q, 20.0, y);
  if (st == KN_OK) st = newton(q, y);
  for (int i = 0; st == KN_OK && i < q->k; i++) q->latent[i].reached = score_of(q, i, y);
  for (int i = 0; st == KN_OK && i < q->k; i++)
    if (q->pinned[i]) st = unreachable(q, i);
  if (st == KN_OK) st = stable(q, y);
  if (st == KN_OK) {
    memcpy(s->beginning.latent, q->latent, sizeof q->latent);
    s->beginning.latents = q->k;
    memcpy(s->beginning.y, y, (size_t)q->n * sizeof *y);
  }
  s->numbers.room.chain.mind.a_ult = keep_pulses;
  return st;
}

kn_status kn_sim_begin(kn_sim *s) {
  kn_ctx *ctx = s->object.ctx;
  char key[65];
  key_of(s, key);
  kn_beginning *b = &s->beginning;
  memset(b, 0, sizeof *b);
  kn_status st = KN_OK;
  search *q = kn_alloc(ctx, sizeof *q);
  if (q == NULL) return kn_fail(&s->error, KN_NO_MEMORY, "person", "", "no memory to settle a person");
  q->s = s;
  if (ctx->def.cache_get && ctx->def.cache_get(key, b, sizeof *b, ctx->def.user)) {
    memcpy(q->latent, b->latent, sizeof q->latent);
    q->k = b->latents;
    for (int i = 0; i < q->k; i++) put(q, i);
  } else {
    q->solver = kn_sim_solver(s->regions, 1e-8);
    double y[KN_MAX_STATES];
    st = q->solver ? settle(q, y) : kn_fail(&s->error, KN_NO_MEMORY, "person", "", "no memory to settle a person");
    if (q->solver) {
      kn_solver_stats w = kn_solver_work(q->solver);
      s->work = w;
    }
    kn_solver_destroy(q->solver);
    if (st == KN_OK && ctx->def.cache_put) ctx->def.cache_put(key, b, sizeof *b, ctx->def.user);
  }
  if (st == KN_OK) {
    memcpy(s->y, b->y, sizeof s->y);
    levels(s);
  }
  kn_release(ctx, q);
  return st;
}
