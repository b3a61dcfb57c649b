// power.c -- every trial of a power curve: its therapists are drawn from the roster, its people from those therapists' people
// in the pool, arms by the trial's own blocks, readings with fresh errors; then analysed as the trial would. What each trial
// found (estimate, standard error) says by shifting the estimate what would have been found with another effect: that gives
// assurance, the error that comes from the pool, and the rate of false positives, without any further trial.
#include "power.h"
#include "allocate.h"
#include "crew.h"
#include "dist.h"
#include "../lane/lane.h"
#include "../lane/random.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// ---- the pool ------------------------------------------------------------------------------------------------------------
void kn_pool_free(kn_pool *p) { free(p); }

kn_pool *kn_pool_of(const kn_trial *t, int outcome) {
  const kn_trial_def *d = kn_trial_def_of(t);
  int n = kn_trial_people(t);
  size_t values = (size_t)n * (size_t)d->arm_count * (size_t)d->visit_count;
  kn_pool *p = malloc(sizeof *p + values * sizeof(double) + 2 * (size_t)n * sizeof(int));
  if (p == NULL) return NULL;
  double *value = (double *)(p + 1);
  int *stratum = (int *)(value + values), *therapist = stratum + n;
  *p = (kn_pool){n, d->arm_count, d->visit_count, d->therapists.count, value, stratum, therapist};
  for (int i = 0; i < n; i++) {
    const kn_participant *q = kn_trial_participant(t, i);
    stratum[i] = q->stratum;
    therapist[i] = d->therapists.count > 0 ? i % d->therapists.count : -1;
    for (int a = 0; a < d->arm_count; a++)
      for (int v = 0; v < d->visit_count; v++) *value++ = q->followed[a].value[v][outcome];
  }
  return p;
}

static double value_of(const kn_pool *p, int person, int arm, int visit) {
  return p->value[((size_t)person * (size_t)p->arms + (size_t)arm) * (size_t)p->visits + (size_t)visit];
}

// ---- one trial -------------------------------------------------------------------------------------------------------------
typedef struct kn_drawn { // what one trial of one comparator found
  double estimate, se, critical, naive, naive_se, naive_critical;
} kn_drawn;

// A stream of draws of one trial
typedef struct kn_stream_of {
  uint64_t seed, trial, next;
} kn_stream_of;
static double uniform(kn_stream_of *s) { return kn_uniform(s->seed, s->trial, KN_DRAW_RESAMPLE, s->next++); }
static double normal(kn_stream_of *s) { return kn_normal(s->seed, s->trial, KN_DRAW_RESAMPLE, s->next++); }

typedef struct kn_room { // of one trial
  int *person, *arm, *period, *stratum, *therapist, *cluster, *pick;
  double *y;
} kn_room;
static void room_free(kn_room *r) {
  free(r->person);
  free(r->y);
}
static bool room_make(kn_room *r, int n, int visits) {
  *r = (kn_room){.person = malloc(7 * (size_t)n * sizeof(int))};
  r->y = malloc((size_t)n * (size_t)visits * sizeof(double));
  if (!r->person || !r->y) return room_free(r), false;
  int **column[] = {&r->arm, &r->period, &r->stratum, &r->therapist, &r->cluster, &r->pick};
  for (int i = 0; i < 6; i++) *column[i] = r->person + (i + 1) * n;
  return true;
}

static double reading(const kn_outcome_info *o, double value, double z) {
  double v = o->error_is_fraction ? value * kn_exp(o->error * z) : value + o->error * z;
  return v < o->low ? o->low : v > o->high ? o->high : v;
}

// The therapists of one trial out of the roster, each once.
static int draw_therapists(const kn_pool *p, int count, kn_stream_of *s, int chosen[KN_MAX_THERAPISTS]) {
  int all[KN_MAX_THERAPISTS], n = p->therapists;
  for (int i = 0; i < n; i++) all[i] = i;
  for (int i = 0; i < count && i < n; i++) {
    int k = i + (int)(uniform(s) * (n - i)), keep = all[i];
    all[i] = all[k];
    all[k] = keep;
    chosen[i] = all[i];
  }
  return count < n ? count : n;
}

// People of a therapist stand in the pool at every so many places.
static int draw_person(const kn_pool *p, int therapist, kn_stream_of *s) {
  if (therapist < 0) return (int)(uniform(s) * p->people);
  int own = (p->people - therapist + p->therapists - 1) / p->therapists;
  return therapist + p->therapists * (int)(uniform(s) * own);
}

static kn_trial_data assemble(const kn_pool *p, const kn_power_def *d, int n, uint64_t trial, kn_room *r) {
  const kn_trial_def *t = d->trial;
  const kn_outcome_info *o = kn_outcome_at(t->outcome[d->outcome]);
  kn_stream_of s = {t->seed, trial, 0};
  int chosen[KN_MAX_THERAPISTS], therapists = draw_therapists(p, t->therapists.count, &s, chosen), places = 0;
  bool cluster = t->design == KN_CLUSTER;
  for (int i = 0; i < n; i++) {
    int turn = cluster ? i / t->cluster_size : i;
    r->therapist[i] = therapists > 0 ? chosen[turn % therapists] : -1;
    r->pick[i] = draw_person(p, r->therapist[i], &s);
    r->stratum[i] = p->stratum[r->pick[i]];
  }
  // Blocks of this trial: the allocation's own keys, with a seed of the trial's own.
  kn_allocate_known(t, t->seed ^ (trial * 0x9e3779b97f4a7c15u), r->stratum, n, r->arm, r->cluster);
  for (int i = 0; i < n; i++) {
    r->person[i] = i;
    r->period[i] = 0;
    if (r->cluster[i] >= places) places = r->cluster[i] + 1;
    bool treated = therapists > 0 && t->therapists.arm[r->arm[i]];
    for (int k = 0; treated && k < therapists; k++)
      if (chosen[k] == r->therapist[i]) {
        r->therapist[i] = k;
        break;
      }
    if (!treated) r->therapist[i] = -1;
    double leaves = uniform(&s), last = t->visit[t->visit_count - 1].at_s;
    double left = leaves < t->dropout ? leaves / t->dropout * last : INFINITY;
    for (int v = 0; v < p->visits; v++) {
      double y = reading(o, value_of(p, r->pick[i], r->arm[i], v), normal(&s));
      r->y[i * p->visits + v] = t->visit[v].at_s <= left ? y : NAN;
    }
  }
  return (kn_trial_data){.design = t->design,
                         .n = n,
                         .arms = p->arms,
                         .visits = p->visits,
                         .better = o->better,
                         .people = n,
                         .strata = kn_strata(t),
                         .therapists = therapists,
                         .clusters = places,
                         .responder = t->responder,
                         .person = r->person,
                         .arm = r->arm,
                         .period = r->period,
                         .stratum = r->stratum,
                         .therapist = r->therapist,
                         .cluster = r->cluster,
                         .y = r->y};
}

typedef struct kn_curve {
  const kn_pool *pool;
  const kn_power_def *def;
  kn_drawn *drawn; // [size][trial][comparator]
  pthread_mutex_t lock;
  int done;
} kn_curve;

static kn_status one_trial(int task, void *user, kn_error *e) {
  kn_curve *c = user;
  const kn_power_def *d = c->def;
  int n = d->size[task / d->trials], comparators = c->pool->arms - 1;
  kn_room room;
  if (!room_make(&room, n, c->pool->visits)) return kn_study_fail(e, KN_NO_MEMORY, "power", "no memory for a trial");
  kn_trial_data data = assemble(c->pool, d, n, (uint64_t)task + 1, &room);
  bool good = true;
  for (int a = 1; good && a <= comparators; a++) {
    kn_finding f;
    good = kn_analyse_model(&data, a, d->trial->primary_visit, 1.0 - d->level, &f);
    kn_drawn *x = &c->drawn[task * comparators + a - 1];
    *x = (kn_drawn){f.model.value, f.model.se, kn_t_quantile(1.0 - 0.5 * d->level, f.model.df),
                    f.naive.value, f.naive.se, kn_t_quantile(1.0 - 0.5 * d->level, f.naive.df)};
  }
  room_free(&room);
  if (!good) return kn_study_fail(e, KN_NO_MEMORY, "power", "no memory for a trial");
  pthread_mutex_lock(&c->lock);
  c->done++;
  bool on =
      d->progress == NULL || d->progress((double)c->done / (d->size_count * d->trials), "resampling trials", d->user);
  pthread_mutex_unlock(&c->lock);
  return on ? KN_OK : kn_study_fail(e, KN_CANCELLED, "power", "stopped on request");
}

// ---- from trials to power ----------------------------------------------------------------------------------------------------
// Share of trials that would be significant if every estimate were moved and every standard error stretched.
static double share(const kn_drawn *x, int n, int stride, double move, double stretch, bool naive) {
  int yes = 0;
  for (int i = 0; i < n; i++, x += stride) {
    double value = (naive ? x->naive : x->estimate) + move, se = (naive ? x->naive_se : x->se) * stretch;
    yes += fabs(value) > (naive ? x->naive_critical : x->critical) * se; // NAN: no
  }
  return (double)yes / n;
}

// What the pool's own sampling leaves open: the standard error of its mean effect (between therapists where there are
// any), and the relative one of its SD.
static double pool_effect_se(const kn_pool *p, int arm, int visit, const bool *treats) {
  double sum = 0.0, square = 0.0, by[KN_MAX_THERAPISTS] = {0};
  int count[KN_MAX_THERAPISTS] = {0}, n = 0;
  for (int i = 0; i < p->people; i++) {
    double difference = value_of(p, i, 0, visit) - value_of(p, i, arm, visit);
    if (!isfinite(difference)) continue;
    sum += difference;
    square += difference * difference;
    n++;
    if (p->therapist[i] >= 0) by[p->therapist[i]] += difference, count[p->therapist[i]]++;
  }
  double simple = n > 1 ? (square - sum * sum / n) / (n - 1) / n : NAN, between = 0.0, mean = 0.0, squares = 0.0;
  if (p->therapists > 1 && treats[0]) {
    int k = 0;
    for (int i = 0; i < p->therapists; i++)
      if (count[i] > 0) mean += by[i] / count[i], squares += by[i] / count[i] * (by[i] / count[i]), k++;
    if (k > 1) between = (squares - mean * mean / k) / (k - 1) / k;
  }
  return sqrt(fmax(simple, between));
}

// Expected power over a normal effect: midpoints of equal steps of its probability
static double assurance(const kn_drawn *x, int n, int stride, double effect, double uncertainty) {
  enum { STEPS = 100 };
  double sum = 0.0;
  for (int i = 0; i < STEPS; i++)
    sum += share(x, n, stride, effect * uncertainty * kn_normal_quantile((i + 0.5) / STEPS), 1.0, false);
  return sum / STEPS;
}

static kn_power summarise(const kn_curve *c, int size, int arm) {
  const kn_power_def *d = c->def;
  int stride = c->pool->arms - 1, n = d->trials, good = 0;
  const kn_drawn *x = c->drawn + (size_t)size * (size_t)n * (size_t)stride + (arm - 1);
  kn_power r = {.size = d->size[size], .arm = arm};
  double sum = 0.0, square = 0.0, naive_sum = 0.0;
  for (int i = 0; i < n; i++) {
    const kn_drawn *y = &x[i * stride];
    if (!isfinite(y->estimate)) continue;
    sum += y->estimate;
    square += y->estimate * y->estimate;
    naive_sum += y->naive;
    good++;
  }
  r.failed = n - good;
  r.effect = good ? sum / good : NAN;
  r.spread = good > 1 ? sqrt(fmax(0.0, (square - sum * sum / good) / (good - 1))) : NAN;
  r.power = share(x, n, stride, 0.0, 1.0, false);
  r.naive = share(x, n, stride, 0.0, 1.0, true);
  r.null = share(x, n, stride, -r.effect, 1.0, false);
  r.null_naive = good ? share(x, n, stride, -naive_sum / good, 1.0, true) : NAN;
  r.monte_carlo = sqrt(r.power * (1.0 - r.power) / n);
  double se = pool_effect_se(c->pool, arm, d->trial->primary_visit, d->trial->therapists.arm),
         wide = 1.0 / sqrt(2.0 * c->pool->people);
  double by_effect = 0.5 * (share(x, n, stride, se, 1.0, false) - share(x, n, stride, -se, 1.0, false)),
         by_spread = 0.5 * (share(x, n, stride, 0.0, 1.0 - wide, false) - share(x, n, stride, 0.0, 1.0 + wide, false));
  r.pool = sqrt(by_effect * by_effect + by_spread * by_spread);
  r.assurance = assurance(x, n, stride, r.effect, d->uncertainty);
  return r;
}

kn_status kn_power_run(const kn_pool *pool, const kn_power_def *def, kn_power *result, kn_error *e) {
  if (def->trial->design == KN_CROSSOVER)
    return kn_study_fail(e, KN_BAD_ARGUMENT, "power",
                         "twins have no carry-over: a crossover's power cannot be had from a pool");
  if (pool->therapists > 0 && pool->people < 2 * pool->therapists)
    return kn_study_fail(e, KN_OUT_OF_RANGE, "power.pool",
                         "a pool of %d people is too small for a roster of %d therapists", pool->people,
                         pool->therapists);
  for (int i = 0; i < def->size_count; i++)
    if (def->trial->design == KN_CLUSTER && def->size[i] < 2 * pool->arms * def->trial->cluster_size)
      return kn_study_fail(
          e, KN_OUT_OF_RANGE, "power.people",
          "%d people are fewer than two places of %d for each of %d arms; a place cannot be told from its arm",
          def->size[i], def->trial->cluster_size, pool->arms);
  kn_curve c = {.pool = pool, .def = def};
  int comparators = pool->arms - 1;
  c.drawn = calloc((size_t)def->size_count * (size_t)def->trials * (size_t)comparators, sizeof *c.drawn);
  if (c.drawn == NULL || pthread_mutex_init(&c.lock, NULL) != 0) {
    free(c.drawn);
    return kn_study_fail(e, KN_NO_MEMORY, "power", "no memory for a power curve");
  }
  kn_status st = kn_crew(def->threads, def->size_count * def->trials, one_trial, &c, e);
  for (int s = 0; st == KN_OK && s < def->size_count; s++)
    for (int a = 1; a <= comparators; a++) result[s * comparators + a - 1] = summarise(&c, s, a);
  pthread_mutex_destroy(&c.lock);
  free(c.drawn);
  return st;
}

double kn_power_size(const kn_power *r, int count, int stride, double target) {
  for (int i = 0; i + 1 < count; i++) {
    const kn_power *a = &r[i * stride], *b = &r[(i + 1) * stride];
    if (!(a->power <= target && b->power >= target) || a->power == b->power) continue;
    double low = kn_normal_quantile(fmax(a->power, 1e-3)), high = kn_normal_quantile(fmin(b->power, 1.0 - 1e-3)),
           want = kn_normal_quantile(target), from = sqrt(a->size), to = sqrt(b->size);
    double root = from + (to - from) * fmin(fmax((want - low) / (high - low), 0.0), 1.0);
    return root * root;
  }
  return NAN;
}
