#include "allocate.h"
#include "../lane/lane.h"
#include "../lane/random.h"
#include <math.h>

// Who is asked of a draw: kinds of allocation in the key's place of the person
enum { BLOCKS = 1, ROTATION = 2, HANDS = 3 };
static uint64_t about(int kind, int which) { return (uint64_t)kind << 32 | (uint64_t)which; }

int kn_strata(const kn_trial_def *t) { return 1 << t->stratum_count; }

static double trait_of(const kn_person_def *w, int trait) {
  const double v[KN_TRAIT_COUNT] = {w->age_y,         w->mass_kg / (w->height_m * w->height_m),
                                    w->pain[0],       w->perceived_stress,
                                    w->trait_anxiety, w->depression,
                                    w->sleep_quality, w->expectation};
  return v[trait];
}

int kn_stratum_of(const kn_trial_def *t, const kn_person_def *w) {
  int s = 0;
  for (int i = 0; i < t->stratum_count; i++) {
    bool above = t->stratum[i].trait < 0 ? w->sex == KN_MALE : trait_of(w, t->stratum[i].trait) > t->stratum[i].above;
    s |= above << i;
  }
  return s;
}

// Block sizes 1 .. block times the arms, each shuffled (Fisher and Yates).
static int next_of(const kn_trial_def *t, uint64_t seed, kn_stream *s, int stream, int options) {
  uint64_t key = about(BLOCKS, stream);
  if (s->used == s->size) {
    int times = 1 + (int)(kn_uniform(seed, key, KN_DRAW_ALLOCATION, s->drawn++) * t->block);
    s->size = times * options;
    s->used = 0;
    for (int i = 0; i < s->size; i++) s->slot[i] = i % options;
    for (int i = s->size - 1; i > 0; i--) {
      int k = (int)(kn_uniform(seed, key, KN_DRAW_ALLOCATION, s->drawn++) * (i + 1)), keep = s->slot[i];
      s->slot[i] = s->slot[k];
      s->slot[k] = keep;
    }
  }
  return s->slot[s->used++];
}

int kn_allocate_next(kn_allocation *a, int stratum, int *cluster) {
  const kn_trial_def *t = a->t;
  int i = a->met++;
  *cluster = -1;
  if (t->design != KN_CLUSTER) return next_of(t, a->seed, &a->stream[stratum], stratum, t->arm_count);
  *cluster = i / t->cluster_size; // places recruit one after the other
  if (i % t->cluster_size == 0) a->arm_of_place = next_of(t, a->seed, &a->stream[0], 0, t->arm_count);
  return a->arm_of_place;
}

void kn_allocate(const kn_trial_def *t, uint64_t seed, kn_participant *p, int n) {
  kn_allocation a = {.t = t, .seed = seed};
  for (int i = 0; i < n; i++) {
    p[i].stratum = kn_stratum_of(t, &p[i].candidate.who);
    p[i].sequence = kn_allocate_next(&a, p[i].stratum, &p[i].cluster);
  }
}

void kn_allocate_known(const kn_trial_def *t, uint64_t seed, const int *stratum, int n, int *arm, int *cluster) {
  kn_allocation a = {.t = t, .seed = seed};
  for (int i = 0; i < n; i++) arm[i] = kn_allocate_next(&a, stratum[i], &cluster[i]);
}

int kn_period_count(const kn_trial_def *t) { return t->design == KN_CROSSOVER ? t->arm_count : 1; }

// Sequences of a crossover are the rows of a cyclic Latin square in Williams' order (1949): 0, 1, n-1, 2, n-2 ..., each
// row one further, so that every arm stands in every period equally often.
int kn_arm_in(const kn_trial_def *t, int sequence, int period) {
  if (t->design != KN_CROSSOVER) return sequence;
  int n = t->arm_count, first = period % 2 ? (period + 1) / 2 : (n - period / 2) % n;
  return (first + sequence) % n;
}

int kn_pool_periods(const kn_trial_def *t) { return t->arm_count * kn_period_count(t); }
void kn_pool_period(const kn_trial_def *t, int k, int *period, int *arm) {
  *period = k % kn_period_count(t);
  *arm = kn_arm_in(t, k / kn_period_count(t), *period);
}

int kn_therapist_of(const kn_trial_def *t, uint64_t seed, int arm, int period, int k) {
  const kn_therapists_def *d = &t->therapists;
  if (d->count == 0 || !d->arm[arm]) return -1;
  double turn = kn_uniform(seed, about(ROTATION, arm), KN_DRAW_ALLOCATION, (uint64_t)period);
  return (k + (int)(turn * d->count)) % d->count;
}

kn_hands kn_therapist_hands(const kn_trial_def *t, int therapist) {
  const kn_therapists_def *d = &t->therapists;
  if (therapist < 0) return (kn_hands){1.0, 1.0, 0.0};
  double z[3];
  for (int i = 0; i < 3; i++) z[i] = kn_normal(t->seed, about(HANDS, therapist), KN_DRAW_THERAPIST, (uint64_t)i);
  double f = kn_sqrt(kn_log(1.0 + d->force_cv * d->force_cv)), s = kn_sqrt(kn_log(1.0 + d->skill_cv * d->skill_cv));
  return (kn_hands){kn_exp(f * z[0] - 0.5 * f * f), kn_exp(s * z[1] - 0.5 * s * s), d->warmth_sd * z[2]};
}

// ---- attendance -----------------------------------------------------------------------------------------------------------
double kn_period_s(const kn_trial_def *t) { return t->visit[t->visit_count - 1].at_s + t->washout_s; }
static double last_visit_s(const kn_trial_def *t) {
  return (kn_period_count(t) - 1) * kn_period_s(t) + t->visit[t->visit_count - 1].at_s;
}

double kn_leaving_evenly(const kn_trial_def *t, double chance) {
  if (t->dropout_slope != 0.0 || !(chance < t->dropout)) return INFINITY;
  return chance / t->dropout * last_visit_s(t);
}
double kn_leaving(const kn_trial_def *t, uint64_t seed, uint64_t id) {
  return kn_leaving_evenly(t, kn_uniform(seed, id, KN_DRAW_ATTENDANCE, 0));
}

double kn_leaving_after(const kn_trial_def *t, int period, int visit, double improvement, double chance) {
  double from = t->visit[visit].at_s, to = visit + 1 < t->visit_count ? t->visit[visit + 1].at_s : kn_period_s(t);
  double last = last_visit_s(t), before = period * kn_period_s(t) + from;
  if (t->dropout_slope == 0.0 || !(to > from) || !(before < last)) return INFINITY;
  double share = t->dropout * (to - from) / last / (1.0 - t->dropout * before / last);
  double odds = share / (1.0 - share) * kn_exp(t->dropout_slope * improvement), leaves = odds / (1.0 + odds);
  return chance < leaves ? from + chance / leaves * (to - from) : INFINITY;
}

double kn_leaving_chance(const kn_trial_def *t, uint64_t id, int period, int visit) {
  enum { AFTER_SESSIONS = 32768 }; // sessions that are missed come first
  return kn_uniform(t->seed, id, KN_DRAW_ATTENDANCE, 1 + (uint64_t)period * 65536 + AFTER_SESSIONS + (uint64_t)visit);
}

bool kn_misses(const kn_trial_def *t, uint64_t id, int period, int session) {
  uint64_t index = 1 + (uint64_t)period * 65536 + (uint64_t)session;
  return kn_uniform(t->seed, id, KN_DRAW_ATTENDANCE, index) < t->missed;
}
