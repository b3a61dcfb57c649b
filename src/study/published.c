// published.c -- a published effect in a virtual trial in which everybody was followed in every arm: the same statistic of
// the twins, its error from the number of people (jackknife), and whether it lies where the publication says.
#include "effect.h"
#include "people.h"
#include "../lane/lane.h"
#include <math.h>
#include <stdlib.h>

static const double BAND = 0.2;          // of an SD: what counts as the same where no interval was published
static const double LOG_RATIO_SD = 1.81; // pi/sqrt(3): SD of a logistic variable; Chinn 2000, Stat Med 19:3127
enum { LEAST = 3 };

// Of everybody with all of it: the arm at the visit and before, the comparator at both, the first arm at both.
typedef enum column { ARM, ARM_FROM, VERSUS, VERSUS_FROM, FIRST, FIRST_FROM, COLUMNS } column;
typedef struct sample {
  int n;
  double *value[COLUMNS], *reading[COLUMNS]; // n each
} sample;

static const kn_followed *followed(const kn_participant *p, int arm) {
  for (int k = 0; k < p->followed_count; k++)
    if (p->followed[k].arm == arm) return &p->followed[k];
  return NULL;
}

static int place_of(const kn_trial_def *d, int outcome) {
  for (int o = 0; o < d->outcome_count; o++)
    if (d->outcome[o] == outcome) return o;
  return -1;
}

static bool take(const kn_trial *t, const kn_published *p, int outcome, sample *s) {
  int people = kn_trial_people(t), versus = p->versus >= 0 ? p->versus : p->arm;
  const int arm[COLUMNS] = {p->arm, p->arm, versus, versus, 0, 0};
  double *room = malloc((size_t)people * 2 * COLUMNS * sizeof *room);
  s->n = 0;
  s->value[0] = room;
  if (room == NULL) return false;
  for (int c = 0; c < COLUMNS; c++) {
    s->value[c] = room + c * people;
    s->reading[c] = room + (COLUMNS + c) * people;
  }
  for (int i = 0; i < people; i++) {
    bool all = true;
    for (int c = 0; c < COLUMNS; c++) {
      const kn_followed *f = followed(kn_trial_participant(t, i), arm[c]);
      int visit = c == ARM || c == VERSUS || c == FIRST ? p->visit : p->from;
      s->value[c][s->n] = f ? f->value[visit][outcome] : NAN;
      s->reading[c][s->n] = f ? f->reading[visit][outcome] : NAN;
      all = all && isfinite(s->value[c][s->n]) && isfinite(s->reading[c][s->n]);
    }
    s->n += all;
  }
  return true;
}

// Means without person `out` (-1: of everybody).
static double mean(const double *x, int n, int out) {
  double sum = 0.0;
  for (int i = 0; i < n; i++) sum += i == out ? 0.0 : x[i];
  return sum / (out < 0 ? n : n - 1);
}
static double variance(const double *x, int n, int out) {
  double m = mean(x, n, out), sum = 0.0;
  for (int i = 0; i < n; i++) sum += i == out ? 0.0 : (x[i] - m) * (x[i] - m);
  return sum / (out < 0 ? n - 1 : n - 2);
}
static double pooled(const sample *s, int out, column a, column b) {
  return kn_sqrt(0.5 * (variance(s->reading[a], s->n, out) + variance(s->reading[b], s->n, out)));
}

static bool responds(const kn_published *p, double at, double from) {
  int better = kn_outcome_at(p->outcome)->better > 0 ? 1 : -1;
  return better * (at - from) >= (p->improvement_is_share ? p->improvement * fabs(from) : p->improvement);
}
// A half is added to every cell, so that nobody responding is a ratio too.
static double responders(const sample *s, const kn_published *p, int out, column at, column from) {
  double yes = 0.5;
  for (int i = 0; i < s->n; i++) yes += i != out && responds(p, s->reading[at][i], s->reading[from][i]);
  return yes / (s->n - (out >= 0) + 1.0);
}
static double beyond(const sample *s, const kn_published *p, int out) {
  double yes = 0.0;
  int worse = kn_outcome_at(p->outcome)->better > 0 ? -1 : 1;
  for (int i = 0; i < s->n; i++) yes += i != out && worse * (s->reading[ARM][i] - p->beyond) >= 0.0;
  return 100.0 * yes / (s->n - (out >= 0));
}

static double change(const sample *s, int out, column at, column from) {
  return mean(s->value[at], s->n, out) - mean(s->value[from], s->n, out);
}

static double statistic(const sample *s, const kn_published *p, int out) {
  bool within = p->versus < 0;
  int n = s->n - (out >= 0);
  double before = mean(s->value[ARM_FROM], s->n, out);
  switch (p->measure) {
  case KN_MEAN_DIFFERENCE:
    return change(s, out, ARM, VERSUS);
  case KN_WITHIN_CHANGE:
    return change(s, out, ARM, ARM_FROM);
  case KN_SMD:
  case KN_NULL:
  case KN_DIRECTION:
    return kn_hedges_correction(2.0 * n - 2.0) * change(s, out, ARM, within ? ARM_FROM : VERSUS) /
           pooled(s, out, ARM, within ? ARM_FROM : VERSUS);
  case KN_PERCENT:
    return 100.0 * (change(s, out, ARM, ARM_FROM) / before -
                    (within ? 0.0 : change(s, out, VERSUS, VERSUS_FROM) / mean(s->value[VERSUS_FROM], s->n, out)));
  case KN_RATIO:
    return mean(s->value[ARM], s->n, out) / mean(s->value[VERSUS], s->n, out);
  case KN_RESPONDER_RATIO:
    return responders(s, p, out, ARM, ARM_FROM) / responders(s, p, out, VERSUS, VERSUS_FROM);
  case KN_SHARE_OF_CHANGE:
    return 100.0 * (change(s, out, ARM, ARM_FROM) - (within ? 0.0 : change(s, out, VERSUS, VERSUS_FROM))) /
           change(s, out, FIRST, FIRST_FROM);
  case KN_LEVEL:
    return mean(s->value[ARM], s->n, out);
  case KN_SHARE:
    return beyond(s, p, out);
  case KN_EFFECT_MEASURE_COUNT:
    break;
  }
  return NAN;
}

// One SD between people in the measure's own unit; of a ratio of responders in its logarithm.
static double one_sd(const sample *s, const kn_published *p) {
  column other = p->versus < 0 ? ARM_FROM : VERSUS;
  double sd = isfinite(p->sd) ? p->sd : pooled(s, -1, ARM, other);
  switch (p->measure) {
  case KN_SMD:
  case KN_NULL:
  case KN_DIRECTION:
    return 1.0;
  case KN_PERCENT:
    return 100.0 * sd / fabs(mean(s->value[ARM_FROM], s->n, -1));
  case KN_RATIO:
    return sd / fabs(mean(s->value[VERSUS], s->n, -1));
  case KN_RESPONDER_RATIO:
    return LOG_RATIO_SD;
  case KN_SHARE_OF_CHANGE:
    return 100.0 * sd / fabs(change(s, -1, FIRST, FIRST_FROM));
  case KN_SHARE:
    return kn_sqrt(fmax(0.0, p->value * (100.0 - p->value)));
  default:
    return sd;
  }
}

static double jackknife(const sample *s, const kn_published *p) {
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < s->n; i++) sum += statistic(s, p, i);
  for (int i = 0; i < s->n; i++) {
    double d = statistic(s, p, i) - sum / s->n;
    squares += d * d;
  }
  return kn_sqrt(squares * (s->n - 1) / s->n);
}

static void judge(const kn_published *p, kn_effect *e) {
  bool ratio = p->measure == KN_RESPONDER_RATIO;
  double value = p->measure == KN_NULL ? 0.0 : p->value;
  e->low = p->low, e->high = p->high;
  e->off = ratio ? kn_log(e->simulated / value) / e->sd : (e->simulated - value) / e->sd;
  if (p->measure == KN_DIRECTION) { // far enough on the right side
    e->low = value > 0 ? BAND : -INFINITY;
    e->high = value > 0 ? INFINITY : -BAND;
    e->off = NAN;
  } else if (!isfinite(e->low) || !isfinite(e->high)) {
    e->low = ratio ? value * kn_exp(-BAND * e->sd) : value - BAND * e->sd;
    e->high = ratio ? value * kn_exp(BAND * e->sd) : value + BAND * e->sd;
  }
  e->inside = e->simulated >= e->low && e->simulated <= e->high;
  e->unsure = fmin(fabs(e->simulated - e->low), fabs(e->simulated - e->high)) < 2.0 * e->se;
}

static bool one_of(int i, int low, int count) { return i >= low && i < count; }

kn_status kn_trial_effect(const kn_trial *t, const kn_published *p, kn_effect *e) {
  const kn_trial_def *d = kn_trial_def_of(t);
  int outcome = place_of(d, p->outcome);
  bool versus_needed = p->measure == KN_MEAN_DIFFERENCE || p->measure == KN_RATIO || p->measure == KN_RESPONDER_RATIO;
  *e = (kn_effect){.simulated = NAN, .se = NAN, .sd = NAN, .off = NAN, .low = NAN, .high = NAN};
  if (outcome < 0 || !one_of((int)p->measure, 0, KN_EFFECT_MEASURE_COUNT) || !one_of(p->arm, 0, d->arm_count) ||
      !one_of(p->versus, versus_needed ? 0 : -1, d->arm_count) || !one_of(p->visit, 0, d->visit_count) ||
      !one_of(p->from, 0, d->visit_count))
    return KN_BAD_ARGUMENT;
  sample s;
  if (!take(t, p, outcome, &s)) return KN_NO_MEMORY;
  e->people = s.n;
  if (s.n >= LEAST) {
    e->simulated = statistic(&s, p, -1);
    e->se = jackknife(&s, p);
    e->sd = one_sd(&s, p);
    judge(p, e);
  }
  free(s.value[0]);
  return s.n >= LEAST ? KN_OK : KN_BAD_ARGUMENT;
}
