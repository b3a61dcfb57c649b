// The same person in several arms: settled once, copied, and looked at on the same visits.
#include "settle.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct kn_comparison {
  kn_object object;
  int arms, visits, samples;
  double *time;                     // of each sample, s
  double *value, *reading, *series; // [arm][visit][outcome], [arm][outcome][sample]
  kn_work work;
  uint64_t hash;
  int latents;
  kn_stroke_reading *stroke[KN_MAX_ARMS];
  int strokes[KN_MAX_ARMS];
  kn_latent latent[KN_MAX_LATENTS];
  char latent_name[KN_MAX_LATENTS][64];
};

static void destroy(kn_object *o) {
  kn_comparison *c = (kn_comparison *)o;
  kn_release(o->ctx, c->time);
  kn_release(o->ctx, c->value);
  kn_release(o->ctx, c->reading);
  kn_release(o->ctx, c->series);
  for (int i = 0; i < KN_MAX_ARMS; i++) kn_release(o->ctx, c->stroke[i]);
}

kn_compare_def kn_default_compare(void) {
  kn_compare_def d = {.person = kn_default_person(KN_HEALTHY), .seed = 1, .cookie = KN_COOKIE_COMPARE};
  return d;
}

static double *value_at(const kn_comparison *c, double *v, int arm, int visit, int outcome) {
  return &v[((size_t)arm * (size_t)c->visits + (size_t)visit) * KN_OUTCOME_COUNT + (size_t)outcome];
}
static double *sample_at(const kn_comparison *c, int arm, int outcome, int i) {
  return &c->series[((size_t)arm * KN_OUTCOME_COUNT + (size_t)outcome) * (size_t)c->samples + (size_t)i];
}

static kn_status check(kn_ctx *ctx, const kn_compare_def *d) {
  if (d->cookie != KN_COOKIE_COMPARE)
    return kn_fail(&ctx->error, KN_BAD_DEFINITION, "compare", "fill it with kn_default_compare()",
                   "the definition has no cookie");
  if (d->arm_count < 1 || d->arm_count > KN_MAX_ARMS)
    return kn_fail(&ctx->error, KN_OUT_OF_RANGE, "compare.arms", "", "%d arms; 1 to %d", d->arm_count, KN_MAX_ARMS);
  if (d->visit_count < 1 || d->visit_count > KN_MAX_VISITS)
    return kn_fail(&ctx->error, KN_OUT_OF_RANGE, "compare.visits", "", "%d visits; 1 to %d", d->visit_count,
                   KN_MAX_VISITS);
  const double century = 100 * 365.25 * 86400.0, most_samples = 1e6;
  for (int i = 0; i < d->visit_count; i++)
    if (!(d->visit[i].at_s <= century))
      return kn_fail_near(&ctx->error, KN_OUT_OF_RANGE, century, "compare.visits", "",
                          "visit `%s` at %g s; at most %g s", d->visit[i].name, d->visit[i].at_s, century);
  double samples = (d->series_s > 0 ? d->visit[d->visit_count - 1].at_s / d->series_s : 0) +
                   (d->first_day_s > 0 ? 86400.0 / d->first_day_s : 0);
  if (!(samples <= most_samples))
    return kn_fail(&ctx->error, KN_OUT_OF_RANGE, "compare.series", "space the series wider",
                   "%g samples an arm; at most %g", samples, most_samples);
  for (int i = 0; i < d->arm_count; i++)
    if (d->arm[i].cookie != KN_COOKIE_COURSE || !kn_technique_at(d->arm[i].session.technique))
      return kn_fail(&ctx->error, KN_BAD_DEFINITION, "compare.arms", "fill each with kn_default_course()",
                     "arm %d is not a course of a technique", i);
  for (int i = 0; i < d->visit_count; i++)
    if (!(d->visit[i].at_s >= (i ? d->visit[i - 1].at_s : 0.0)))
      return kn_fail(&ctx->error, KN_BAD_ARGUMENT, "compare.visits", "put them in order of time",
                     "visit `%s` comes before the one in front of it", d->visit[i].name);
  return KN_OK;
}

// Times of the samples up to end; returns how many. time NULL: only counts.
static int sample_times(const kn_compare_def *d, double end, double *time) {
  const double day = 86400.0;
  int n = 0;
  if (!(d->series_s > 0)) return 0;
  double fine = d->first_day_s > 0 && d->first_day_s < d->series_s ? d->first_day_s : d->series_s;
  for (int i = 0; i * fine < fmin(day, end * (1 + 1e-12)); i++, n++)
    if (time) time[n] = i * fine;
  for (int i = (int)ceil(day / d->series_s - 1e-9); i * d->series_s <= end * (1 + 1e-12); i++, n++)
    if (time) time[n] = i * d->series_s;
  return n;
}

static void look(kn_comparison *c, const kn_sim *s, int arm, int visit) {
  double *v = value_at(c, c->value, arm, visit, 0), *r = value_at(c, c->reading, arm, visit, 0);
  kn_sim_get_all(s, v);
  for (int o = 0; o < KN_OUTCOME_COUNT; o++) r[o] = kn_sim_reading(s, o, v[o]);
}
static void sample(kn_comparison *c, const kn_sim *s, int arm, int i) {
  double v[KN_OUTCOME_COUNT];
  kn_sim_get_all(s, v);
  for (int o = 0; o < KN_OUTCOME_COUNT; o++) *sample_at(c, arm, o, i) = v[o];
}

// All arms from time 0 to the last visit, stopping together at visits and samples.
static kn_status fly(kn_ctx *ctx, const kn_compare_def *def, kn_comparison *c, kn_sim *const *s, double end) {
  kn_status st = KN_OK;
  for (int arm = 0; arm < c->arms && st == KN_OK; arm++)
    if ((st = kn_sim_course(s[arm], &def->arm[arm])) != KN_OK) ctx->error = s[arm]->error;
  int visit = 0, i = 0;
  while (st == KN_OK && (visit < c->visits || i < c->samples)) {
    double tv = visit < c->visits ? def->visit[visit].at_s : INFINITY, ts = i < c->samples ? c->time[i] : INFINITY;
    double until[KN_MAX_ARMS], t = tv < ts ? tv : ts;
    for (int arm = 0; arm < c->arms; arm++) until[arm] = t;
    st = kn_sims_advance(s, c->arms, until, 1);
    for (int arm = 0; arm < c->arms && st != KN_OK; arm++)
      if (s[arm]->error.status == st) {
        ctx->error = s[arm]->error;
        return st;
      }
    for (int arm = 0; arm < c->arms; arm++) {
      if (tv <= t) look(c, s[arm], arm, visit);
      if (ts <= t) sample(c, s[arm], arm, i);
    }
    visit += tv <= t;
    i += ts <= t;
    if (def->progress && !def->progress(end > 0 ? t / end : 1.0, "all arms", def->user))
      st = kn_fail(&ctx->error, KN_CANCELLED, "compare", "", "stopped on request");
  }
  return st;
}

static kn_status keep_strokes(kn_comparison *c, int arm, const kn_sim *s) {
  kn_ctx *ctx = c->object.ctx;
  kn_stroke_reading k;
  int n = 0;
  while (kn_sim_stroke(s, n, &k)) n++;
  if (n == 0) return KN_OK;
  c->stroke[arm] = kn_alloc(ctx, (size_t)n * sizeof k);
  if (c->stroke[arm] == NULL) return kn_fail(&ctx->error, KN_NO_MEMORY, "compare", "", "no memory");
  c->strokes[arm] = n;
  for (int i = 0; i < n; i++) kn_sim_stroke(s, i, &c->stroke[arm][i]);
  return KN_OK;
}

static void name_latents(kn_comparison *c, const kn_sim *s) {
  c->latents = s->beginning.latents;
  for (int i = 0; i < c->latents; i++) {
    const kn_latent_value *l = &s->beginning.latent[i];
    const kn_latent_row *row = kn_latent_row_at(l->latent);
    snprintf(c->latent_name[i], sizeof c->latent_name[i], "%s%s%s", row->name,
             l->latent == KN_LATENT_SOURCE ? ", " : "",
             l->latent == KN_LATENT_SOURCE ? kn_region_at(s->region[l->region])->key : "");
    c->latent[i] = (kn_latent){c->latent_name[i], "1", kn_outcome_at(row->score)->key, l->value, l->stated, l->reached};
  }
}

kn_status kn_compare(kn_ctx *ctx, const kn_model *model, const kn_compare_def *def, kn_comparison **result) {
  if (ctx == NULL || model == NULL || def == NULL || result == NULL) return KN_BAD_ARGUMENT;
  *result = NULL;
  kn_status st = check(ctx, def);
  if (st != KN_OK) return st;
  if (def->progress && !def->progress(0.0, "settling", def->user))
    return kn_fail(&ctx->error, KN_CANCELLED, "compare", "", "stopped on request");
  kn_comparison *c = kn_object_create(ctx, sizeof *c, destroy);
  if (c == NULL) return kn_fail(&ctx->error, KN_NO_MEMORY, "compare", "", "no memory");
  double end = def->visit[def->visit_count - 1].at_s;
  c->arms = def->arm_count;
  c->visits = def->visit_count;
  c->samples = sample_times(def, end, NULL);
  size_t cells = (size_t)c->arms * (size_t)c->visits * KN_OUTCOME_COUNT;
  c->time = kn_alloc(ctx, (size_t)c->samples * sizeof *c->time);
  c->value = kn_alloc(ctx, cells * sizeof *c->value);
  c->reading = kn_alloc(ctx, cells * sizeof *c->reading);
  c->series = kn_alloc(ctx, (size_t)c->arms * KN_OUTCOME_COUNT * (size_t)c->samples * sizeof *c->series);
  kn_sim *untouched = NULL, *arm[KN_MAX_ARMS] = {NULL};
  if (c->time) sample_times(def, end, c->time);
  if (!c->time || !c->value || !c->reading || !c->series)
    st = kn_fail(&ctx->error, KN_NO_MEMORY, "compare", "", "no memory");
  else
    st = kn_sim_create(ctx, model, &def->person, def->seed, &untouched);
  if (st == KN_OK) {
    name_latents(c, untouched);
    c->work = kn_sim_work(untouched);
  }
  c->hash = 14695981039346656037u;
  for (int i = 0; i < c->arms && st == KN_OK; i++) st = kn_sim_twin(untouched, &arm[i]);
  if (st == KN_OK) st = fly(ctx, def, c, arm, end);
  for (int i = 0; i < c->arms && arm[i]; i++) {
    if (st == KN_OK) st = keep_strokes(c, i, arm[i]);
    kn_work w = kn_sim_work(arm[i]);
    c->work.steps += w.steps;
    c->work.rates += w.rates;
    c->work.jacobians += w.jacobians;
    c->work.failures += w.failures;
    c->work.restarts += w.restarts;
    c->hash = (c->hash ^ kn_sim_hash(arm[i])) * 1099511628211u;
    kn_sim_destroy(arm[i]);
  }
  kn_sim_destroy(untouched);
  if (st != KN_OK) {
    kn_object_destroy(&c->object);
    return st;
  }
  *result = c;
  return KN_OK;
}

void kn_comparison_destroy(kn_comparison *c) {
  if (c) kn_object_destroy(&c->object);
}
static bool inside(const kn_comparison *c, int arm, int visit, int outcome) {
  return arm >= 0 && arm < c->arms && visit >= 0 && visit < c->visits && kn_outcome_at(outcome);
}
double kn_comparison_value(const kn_comparison *c, int arm, int visit, int outcome) {
  return inside(c, arm, visit, outcome) ? *value_at(c, c->value, arm, visit, outcome) : NAN;
}
double kn_comparison_reading(const kn_comparison *c, int arm, int visit, int outcome) {
  return inside(c, arm, visit, outcome) ? *value_at(c, c->reading, arm, visit, outcome) : NAN;
}
int kn_comparison_series(const kn_comparison *c, int arm, int outcome, const double **values) {
  if (!inside(c, arm, 0, outcome) || c->samples == 0) return *values = NULL, 0;
  *values = sample_at(c, arm, outcome, 0);
  return c->samples;
}
double kn_comparison_series_time(const kn_comparison *c, int i) { return i >= 0 && i < c->samples ? c->time[i] : NAN; }
bool kn_comparison_stroke(const kn_comparison *c, int arm, int i, kn_stroke_reading *reading) {
  if (arm < 0 || arm >= c->arms || i < 0 || i >= c->strokes[arm]) return false;
  *reading = c->stroke[arm][i];
  return true;
}
kn_work kn_comparison_work(const kn_comparison *c) { return c->work; }
uint64_t kn_comparison_hash(const kn_comparison *c) { return c->hash; }
const kn_latent *kn_comparison_latent(const kn_comparison *c, int i) {
  return i >= 0 && i < c->latents ? &c->latent[i] : NULL;
}
