// trial_def.c -- the definition of a trial: what is usual, and what is refused.
#include "allocate.h"
#include "people.h"
#include <math.h>

kn_trial_def kn_default_trial(void) {
  kn_trial_def t = {.recruit = {.people = 40,
                                .outcome = KN_PAIN,
                                .at_least = 3.0,
                                .at_most = 10.0,
                                .above_usual = 0.3,
                                .looks = 20,
                                .every_s = 7 * 86400.0,
                                .wait_s = 7 * 86400.0},
                    .starts_h = 15,
                    .responder = 0.3,
                    .block = 2,
                    .washout_s = 28 * 86400.0,
                    .cluster_size = 8,
                    .seed = 1,
                    .cookie = KN_COOKIE_TRIAL};
  t.people = kn_default_people(KN_CHRONIC_LOW_BACK_PAIN);
  for (int a = 0; a < KN_MAX_ARMS; a++) t.blinding.promise[a] = -1.0;
  return t;
}

// A crossover's next period begins when the last is over for everybody, whatever her arm: when she has been looked at for
// harms a day after her last session, too; and there is time for the exercise before it.
static kn_status check_periods(const kn_trial_def *t, kn_error *e) {
  double last = t->visit[t->visit_count - 1].at_s, end = last;
  for (int a = 0; a < t->arm_count; a++) {
    const kn_course_def *c = &t->arm[a];
    if (c->sessions > 0) end = fmax(end, kn_session_start(c, c->sessions - 1) + 86400.0);
  }
  if (last + t->washout_s - t->bout_before_s * (t->bout > 0) >= end) return KN_OK;
  return kn_study_fail(
      e, KN_OUT_OF_RANGE, "trial.randomisation.washout",
      "a washout of %g d is too short: people are looked at for harms a day after their last session%s; "
      "at least %g d",
      t->washout_s / 86400.0, t->bout > 0 ? ", and exercise before the next period" : "",
      ceil((end - last + t->bout_before_s * (t->bout > 0)) / 86400.0));
}

kn_status kn_trial_check(const kn_trial_def *t, kn_error *e) {
  if (t->cookie != KN_COOKIE_TRIAL)
    return kn_study_fail(e, KN_BAD_DEFINITION, "trial",
                         "the definition of a trial was not filled by kn_default_trial()");
  const kn_recruit_def *r = &t->recruit;
  const struct {
    const char *what;
    double v, low, high;
  } bounds[] = {
      {"trial.recruitment.people", r->people, 2, KN_MAX_TRIAL_PEOPLE},
      {"trial.recruitment.looks", r->looks, 1, 200},
      {"trial.recruitment.every", r->every_s, 86400, 366 * 86400.0},
      {"trial.recruitment.wait", r->wait_s, 0, 366 * 86400.0},
      {"trial.recruitment.at-most", r->at_most, r->at_least, INFINITY},
      {"trial.arms", t->arm_count, 2, KN_MAX_ARMS},
      {"trial.visits", t->visit_count, 2, KN_MAX_VISITS},
      {"trial.outcomes", t->outcome_count, 1, KN_MAX_TRIAL_OUTCOMES},
      {"trial.analysis.visit", t->primary_visit, 1, t->visit_count - 1},
      {"trial.analysis.responders", t->responder, 0.01, 1},
      {"trial.randomisation.strata", t->stratum_count, 0, KN_MAX_STRATA},
      {"trial.randomisation.blocks", t->block, 1, 8},
      {"trial.randomisation.washout", t->washout_s, 0, 366 * 86400.0},
      {"trial.randomisation.cluster", t->cluster_size, 1, KN_MAX_TRIAL_PEOPLE},
      {"trial.therapists.count", t->therapists.count, 0, KN_MAX_THERAPISTS},
      {"trial.therapists.force", t->therapists.force_cv, 0, 1},
      {"trial.therapists.skill", t->therapists.skill_cv, 0, 1},
      {"trial.therapists.warmth", t->therapists.warmth_sd, 0, 0.5},
      {"trial.bout.severity", t->bout, 0, 5},
      {"trial.bout.before", t->bout_before_s, 0, t->bout > 0 ? fmin(r->wait_s, 30 * 86400.0) : INFINITY},
      {"trial.attendance.missed", t->missed, 0, 0.95},
      {"trial.attendance.dropout", t->dropout, 0, 0.95},
      {"trial.attendance.dropout-by-improvement", t->dropout_slope, -10, 10},
      {"trial.blinding.signal", t->blinding.signal, 0, 10},
      {"trial.blinding.improvement", t->blinding.improvement, -10, 10},
      {"trial.blinding.unsure", t->blinding.unsure, 0, 10},
      {"trial.blinding.demand", t->blinding.demand, 0, 0.2},
  };
  for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
    if (!(bounds[i].v >= bounds[i].low && bounds[i].v <= bounds[i].high))
      return kn_study_fail(e, KN_OUT_OF_RANGE, bounds[i].what, "%s %g is outside %g .. %g", bounds[i].what, bounds[i].v,
                           bounds[i].low, bounds[i].high);
  if (t->design == KN_CLUSTER && r->people < 2 * t->arm_count * t->cluster_size)
    return kn_study_fail(
        e, KN_OUT_OF_RANGE, "trial.randomisation.cluster",
        "%d people are fewer than two places of %d for each of %d arms; a place cannot be told from its arm", r->people,
        t->cluster_size, t->arm_count);
  if (!kn_outcome_at(r->outcome))
    return kn_study_fail(e, KN_UNKNOWN_NAME, "trial.recruitment.outcome", "no such outcome");
  for (int i = 0; i < t->outcome_count; i++)
    if (!kn_outcome_at(t->outcome[i])) return kn_study_fail(e, KN_UNKNOWN_NAME, "trial.outcomes", "no such outcome");
  for (int i = 0; i < t->stratum_count; i++)
    if (t->stratum[i].trait < -1 || t->stratum[i].trait >= KN_TRAIT_COUNT)
      return kn_study_fail(e, KN_UNKNOWN_NAME, "trial.randomisation.strata", "no such trait");
  if (t->visit[0].at_s != 0.0)
    return kn_study_fail(e, KN_OUT_OF_RANGE, "trial.visits", "the first visit is the baseline, at the first session");
  for (int i = 1; i < t->visit_count; i++)
    if (!(t->visit[i].at_s >= t->visit[i - 1].at_s))
      return kn_study_fail(e, KN_OUT_OF_RANGE, "trial.visits", "visits are in order of time");
  for (int i = 0; i < t->arm_count; i++)
    if (!kn_technique_at(t->arm[i].session.technique))
      return kn_study_fail(e, KN_UNKNOWN_NAME, "trial.arms", "no such technique");
  kn_status st = t->design == KN_CROSSOVER ? check_periods(t, e) : KN_OK;
  return st == KN_OK ? kn_people_check(&t->people, e) : st;
}
