// power.c -- every trial of a power curve: its therapists are drawn from the roster, its people from those therapists' people
// in the pool, arms by the trial's own blocks, readings with fresh errors; then analysed as the trial would. What each trial
// found (estimate, standard error) says by shifting the estimate what would have been found with another effect: that gives
// assurance, the error that comes from the pool, and the rate of false positives, without any further trial.
#include "power.h"
#include "allocate.h"
#include "blinding.h"
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
  int lived = kn_pool_periods(d);
  size_t values = (size_t)n * (size_t)lived * (size_t)d->visit_count;
  kn_pool *p = malloc(sizeof *p + values * sizeof(double) + 2 * (size_t)n * sizeof(int));
  if (p == NULL) return NULL;
  double *value = (double *)(p + 1);
  int *stratum = (int *)(value + values), *therapist = stratum + n;
  *p = (kn_pool){n, d->arm_count, d->visit_count, d->therapists.count, value, stratum, therapist, kn_period_count(d)};
  for (int i = 0; i < n; i++) {
    const kn_participant *q = kn_trial_participant(t, i);
    stratum[i] = q->stratum;
    therapist[i] = d->therapists.count > 0 ? i % d->therapists.count : -1;
    for (int k = 0; k < lived; k++)
      for (int v = 0; v < d->visit_count; v++) *value++ = q->followed[k].value[v][outcome];
  }
  return p;
}

static int periods_of(const kn_pool *p) { return p->periods > 1 ? p->periods : 1; }
static double value_of(const kn_pool *p, int person, int sequence, int period, int visit) {
  int life = (person * p->arms + sequence) * periods_of(p) + period;
  return p->value[(size_t)life * (size_t)p->visits + (size_t)visit];
}

// The treatment less a comparator in one person; of a crossover over all places that the arms have in the sequences.
static double effect_in(const kn_pool *p, const kn_trial_def *t, int person, int arm, int visit) {
  double sum[2] = {0.0, 0.0};
  int periods = periods_of(p);
  for (int s = 0; s < p->arms; s++)
    for (int k = 0; k < periods; k++) {
      int given = kn_arm_in(t, s, k);
      if (given == 0 || given == arm) sum[given != 0] += value_of(p, person, s, k, visit) / periods;
    }
  return sum[0] - sum[1];
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

typedef struct kn_room { // of one trial: of each row, a person's period; pick, sequence and hands of each person
  int *person, *arm, *period, *stratum, *therapist, *cluster, *pick, *sequence, *hands, *stands;
  double *y;
} kn_room;
static void room_free(kn_room *r) {
  free(r->person);
  free(r->y);
}
static bool room_make(kn_room *r, int n, int visits) {
  *r = (kn_room){.person = malloc(10 * (size_t)n * sizeof(int))};
  r->y = malloc((size_t)n * (size_t)visits * sizeof(double));
  if (!r->person || !r->y) return room_free(r), false;
  int **column[] = {&r->arm,  &r->period,   &r->stratum, &r->therapist, &r->cluster,
                    &r->pick, &r->sequence, &r->hands,   &r->stands};
  for (int i = 0; i < 9; i++) *column[i] = r->person + (i + 1) * n;
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

// What one person in one period would have been read at, and until when she is there.
static double read_person(const kn_pool *p, const kn_power_def *d, kn_stream_of *s, int pick, int sequence, int period,
                          double left, double *y) {
  const kn_trial_def *t = d->trial;
  int outcome = t->outcome[d->outcome], arm = kn_arm_in(t, sequence, period);
  const kn_outcome_info *o = kn_outcome_at(outcome);
  double from = period * kn_period_s(t), before = value_of(p, pick, sequence, period, 0);
  double chance = t->blinding.demand != 0.0 ? uniform(s) : 0.5;
  for (int v = 0; v < p->visits; v++) {
    double now = value_of(p, pick, sequence, period, v), improvement = kn_improvement(t, before, now);
    double r = reading(o, now, normal(s));
    if (v > 0 && t->blinding.demand != 0.0)
      r = fmin(fmax(r + kn_demand(t, outcome, kn_belief(t, arm, chance, improvement)), o->low), o->high);
    y[v] = from + t->visit[v].at_s <= left ? r : NAN;
    if (t->dropout_slope != 0.0) {
      double leaves = from + kn_leaving_after(t, period, v, improvement, uniform(s));
      left = fmin(left, leaves);
    }
  }
  return left;
}

static kn_trial_data assemble(const kn_pool *p, const kn_power_def *d, int n, uint64_t trial, kn_room *r) {
  const kn_trial_def *t = d->trial;
  const kn_outcome_info *o = kn_outcome_at(t->outcome[d->outcome]);
  kn_stream_of s = {t->seed, trial, 0};
  int chosen[KN_MAX_THERAPISTS], therapists = draw_therapists(p, t->therapists.count, &s, chosen), places = 0, row = 0;
  bool cluster = t->design == KN_CLUSTER;
  for (int i = 0; i < n; i++) {
    int turn = cluster ? i / t->cluster_size : i;
    r->hands[i] = therapists > 0 ? turn % therapists : -1;
    r->pick[i] = draw_person(p, therapists > 0 ? chosen[r->hands[i]] : -1, &s);
    r->stands[i] = p->stratum[r->pick[i]];
  }
  // Blocks of this trial: the allocation's own keys, with a seed of the trial's own.
  kn_allocate_known(t, t->seed ^ (trial * 0x9e3779b97f4a7c15u), r->stands, n, r->sequence, r->cluster);
  for (int i = n - 1; i >= 0; i--) // from people to rows, backwards within the same room
    for (int k = periods_of(p) - 1; k >= 0; k--) r->cluster[i * periods_of(p) + k] = r->cluster[i];
  for (int i = 0; i < n; i++) {
    double left = kn_leaving_evenly(t, uniform(&s));
    for (int k = 0; k < periods_of(p); k++, row++) {
      r->person[row] = i;
      r->period[row] = k;
      r->stratum[row] = r->stands[i];
      r->arm[row] = kn_arm_in(t, r->sequence[i], k);
      if (r->cluster[row] >= places) places = r->cluster[row] + 1;
      r->therapist[row] = therapists > 0 && t->therapists.arm[r->arm[row]] ? r->hands[i] : -1;
      left = read_person(p, d, &s, r->pick[i], r->sequence[i], k, left, r->y + (size_t)row * (size_t)p->visits);
    }
  }
  return (kn_trial_data){.design = t->design,
                         .n = row,
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
  if (!room_make(&room, n * periods_of(c->pool), c->pool->visits))
    return kn_study_fail(e, KN_NO_MEMORY, "power", "no memory for a trial");
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
static double pool_effect_se(const kn_pool *p, const kn_trial_def *t, int arm) {
  double sum = 0.0, square = 0.0, by[KN_MAX_THERAPISTS] = {0};
  int count[KN_MAX_THERAPISTS] = {0}, n = 0;
  for (int i = 0; i < p->people; i++) {
    double difference = effect_in(p, t, i, arm, t->primary_visit);
    if (!isfinite(difference)) continue;
    sum += difference;
    square += difference * difference;
    n++;
    if (p->therapist[i] >= 0) by[p->therapist[i]] += difference, count[p->therapist[i]]++;
  }
  double simple = n > 1 ? (square - sum * sum / n) / (n - 1) / n : NAN, between = 0.0, mean = 0.0, squares = 0.0;
  if (p->therapists > 1 && t->therapists.arm[0]) {
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
  for (int i = 0; i < c->pool->people; i++)
    r.truth += effect_in(c->pool, d->trial, i, arm, d->trial->primary_visit) / c->pool->people;
  double se = pool_effect_se(c->pool, d->trial, arm), wide = 1.0 / sqrt(2.0 * c->pool->people);
  double by_effect = 0.5 * (share(x, n, stride, se, 1.0, false) - share(x, n, stride, -se, 1.0, false)),
         by_spread = 0.5 * (share(x, n, stride, 0.0, 1.0 - wide, false) - share(x, n, stride, 0.0, 1.0 + wide, false));
  r.pool = sqrt(by_effect * by_effect + by_spread * by_spread);
  r.assurance = assurance(x, n, stride, r.effect, d->uncertainty);
  return r;
}

kn_status kn_power_run(const kn_pool *pool, const kn_power_def *def, kn_power *result, kn_error *e) {
  if (periods_of(pool) != kn_period_count(def->trial))
    return kn_study_fail(e, KN_BAD_ARGUMENT, "power.pool",
                         "the people of this pool did not live the periods of this design");
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
