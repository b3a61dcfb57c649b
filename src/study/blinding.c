#include "blinding.h"
#include "allocate.h"
#include "../lane/lane.h"
#include "../lane/random.h"
#include <math.h>

static double within(double v, double low, double high) { return v < low ? low : v > high ? high : v; }

// ---- what she believes ----------------------------------------------------------------------------------------------------
double kn_improvement(const kn_trial_def *t, double before, double now) {
  double better = kn_outcome_at(t->outcome[0])->better;
  if (!isfinite(before) || !isfinite(now) || before == 0.0) return 0.0;
  return within(better * (now - before) / fabs(before), -1.0, 1.0);
}

static bool touches(const kn_session_def *s) {
  kn_technique_stroke_info stroke;
  return s->stroke_count > 0 || kn_technique_stroke(s->technique, 0, &stroke);
}
static double context(const kn_session_def *s) {
  return s->context == KN_AS_TECHNIQUE ? kn_technique_at(s->technique)->context : s->context;
}

double kn_promise(const kn_trial_def *t, int arm) {
  const kn_session_def *treatment = &t->arm[0].session, *own = &t->arm[arm].session;
  if (arm == 0) return 1.0;
  if (t->blinding.promise[arm] >= 0.0) return t->blinding.promise[arm];
  if (touches(treatment) && !touches(own)) return -1.0;
  return context(treatment) > 0.0 ? within(context(own) / context(treatment), 0.0, 1.0) : 1.0;
}

double kn_belief_chance(const kn_trial_def *t, uint64_t id, int period) {
  return kn_uniform(t->seed, id, KN_DRAW_BELIEF, (uint64_t)period);
}

double kn_belief(const kn_trial_def *t, int arm, double chance, double improvement) {
  const kn_blinding_def *b = &t->blinding;
  double promise = kn_promise(t, arm);
  if (promise < 0.0) return -INFINITY;
  return b->signal * (2.0 * promise - 1.0) + b->improvement * improvement + kn_log(chance) - kn_log(1.0 - chance);
}

// Sure of the treatment 1, of the comparator -1: the hyperbolic tangent of half the log odds
double kn_demand(const kn_trial_def *t, int outcome, double belief) {
  const kn_outcome_info *o = kn_outcome_at(outcome);
  if (t->blinding.demand == 0.0 || !kn_outcome_self_reported(outcome)) return 0.0;
  double less = kn_exp(-fabs(belief)), sure = (1.0 - less) / (1.0 + less);
  return o->better * t->blinding.demand * (o->high - o->low) * (belief < 0.0 ? -sure : sure);
}

kn_guess kn_guess_of(const kn_trial_def *t, double belief) {
  if (belief > t->blinding.unsure) return KN_GUESS_TREATMENT;
  return belief < -t->blinding.unsure ? KN_GUESS_COMPARATOR : KN_GUESS_UNKNOWN;
}

bool kn_guess_asked(const kn_trial_def *t, const kn_followed *f, kn_guess *guess) {
  double now = f->value[t->visit_count - 1][0];
  if (!t->blinding.asked || !isfinite(now)) return false;
  *guess = kn_guess_of(
      t, kn_belief(t, f->arm, kn_belief_chance(t, f->id, f->period), kn_improvement(t, f->value[0][0], now)));
  return true;
}

kn_guesses kn_guesses_of(const kn_trial *t, int arm) {
  const kn_trial_def *d = kn_trial_def_of(t);
  kn_guesses g = {{{0}}};
  for (int i = 0; i < kn_trial_people(t); i++) {
    const kn_participant *p = kn_trial_participant(t, i);
    for (int k = 0; k < p->followed_count; k++) {
      const kn_followed *f = &p->followed[k];
      kn_guess guess;
      if ((f->arm == 0 || f->arm == arm) && kn_guess_asked(d, f, &guess)) g.count[f->arm != 0][guess]++;
    }
  }
  return g;
}

// ---- indices --------------------------------------------------------------------------------------------------------------
kn_estimate kn_bang(const kn_guesses *g, int arm, double level) {
  const int *c = g->count[arm];
  double n = c[0] + c[1] + c[2], right = c[arm] / n, wrong = c[1 - arm] / n;
  if (!(n > 0.0)) return kn_estimate_of(NAN, NAN, NAN, level);
  return kn_estimate_of(right - wrong, sqrt((right * (1.0 - right) + wrong * (1.0 - wrong) + 2.0 * right * wrong) / n),
                        INFINITY, level);
}

// With the weights 0, 1/2 and 1 the index is 1 - D + D^2 m / (2 F): D the share that guesses, m of wrong guesses, F what m
// would be by chance, times D^2.
kn_estimate kn_james(const kn_guesses *g, double level) {
  double p[2][2], all = 0.0; // [arm][guess]
  for (int a = 0; a < 2; a++)
    for (int k = 0; k < KN_GUESSES; k++) all += g->count[a][k];
  for (int a = 0; a < 2; a++)
    for (int k = 0; k < 2; k++) p[a][k] = g->count[a][k] / all;
  double arm[2] = {p[0][0] + p[0][1], p[1][0] + p[1][1]}, guess[2] = {p[0][0] + p[1][0], p[0][1] + p[1][1]};
  double D = arm[0] + arm[1], m = p[0][1] + p[1][0], F = guess[0] * arm[1] + guess[1] * arm[0];
  if (!(F > 0.0)) return kn_estimate_of(D == 0.0 ? 1.0 : NAN, NAN, NAN, level);
  double mean = 0.0, square = 0.0, index = 1.0 - D + D * D * m / (2.0 * F);
  for (int a = 0; a < 2; a++)
    for (int k = 0; k < 2; k++) {
      double of_F = arm[1 - k] + guess[1 - a];
      double slope = -1.0 + D * m / F + D * D * ((a != k) / (2.0 * F) - m * of_F / (2.0 * F * F));
      mean += p[a][k] * slope;
      square += p[a][k] * slope * slope;
    }
  kn_estimate e = kn_estimate_of(index - 0.5, sqrt((square - mean * mean) / all), INFINITY, level);
  e.value += 0.5, e.low += 0.5, e.high += 0.5;
  return e;
}
