// trial.c -- a trial from candidates to the last visit: recruit, allocate, follow. Pieces of work are persons; what a piece
// finds depends on its keys alone, so neither the number of threads nor an interruption can be seen in the results.
#include "crew.h"
#include "follow.h"
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct kn_trial {
  kn_trial_def def;
  kn_run_def how;
  kn_candidate *candidate;
  int screened;
  kn_participant *participant;
  kn_life_line *life; // of participants
  int people;
  pthread_mutex_t lock;
  int done, to_do; // pieces, for the progress
};
enum { MOST_SCREENED = 40 }; // candidates a participant

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
  return t;
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
  return kn_people_check(&t->people, e);
}

void kn_trial_free(kn_trial *t) {
  if (t == NULL) return;
  for (int i = 0; i < t->people; i++) {
    if (t->life) kn_life_line_end(&t->life[i]);
    if (t->participant) free(t->participant[i].followed);
  }
  free(t->life);
  free(t->participant);
  free(t->candidate);
  pthread_mutex_destroy(&t->lock);
  free(t);
}

// ---- the log ---------------------------------------------------------------------------------------------------------------
enum { CANDIDATE = 4, FOLLOWED = 5 };
static int followed_size(const kn_trial_def *d) { return FOLLOWED + 2 * d->visit_count * d->outcome_count; }

static bool find(kn_trial *t, kn_piece kind, uint64_t id, int which, double *v, int count) {
  if (t->how.find == NULL) return false;
  pthread_mutex_lock(&t->lock);
  bool known = t->how.find(kind, id, which, v, count, t->how.user);
  pthread_mutex_unlock(&t->lock);
  return known;
}

static kn_status save(kn_trial *t, kn_piece kind, uint64_t id, int which, const double *v, int count, kn_error *e) {
  pthread_mutex_lock(&t->lock);
  bool good = t->how.save == NULL || t->how.save(kind, id, which, v, count, t->how.user);
  pthread_mutex_unlock(&t->lock);
  return good ? KN_OK : kn_study_fail(e, KN_CANCELLED, "trial", "stopped on request");
}

static kn_status tell(kn_trial *t, const char *doing, kn_error *e) {
  pthread_mutex_lock(&t->lock);
  t->done++;
  double share = t->to_do > 0 ? fmin(1.0, (double)t->done / t->to_do) : 0.0;
  bool on = t->how.progress == NULL || t->how.progress(share, doing, t->how.user);
  pthread_mutex_unlock(&t->lock);
  return on ? KN_OK : kn_study_fail(e, KN_CANCELLED, "trial", "stopped on request");
}

static void followed_from(const kn_trial_def *d, const double *v, kn_followed *f) {
  f->due = (int)v[0];
  f->attended = (int)v[1];
  f->left_s = v[2];
  f->soreness = v[3];
  f->bruising = v[4];
  v += FOLLOWED;
  for (int i = 0; i < KN_MAX_VISITS; i++)
    for (int o = 0; o < KN_MAX_TRIAL_OUTCOMES; o++) f->value[i][o] = f->reading[i][o] = NAN;
  for (int i = 0; i < d->visit_count; i++)
    for (int o = 0; o < d->outcome_count; o++, v += 2) f->value[i][o] = v[0], f->reading[i][o] = v[1];
}
static void followed_to(const kn_trial_def *d, const kn_followed *f, double *v) {
  v[0] = f->due;
  v[1] = f->attended;
  v[2] = f->left_s;
  v[3] = f->soreness;
  v[4] = f->bruising;
  v += FOLLOWED;
  for (int i = 0; i < d->visit_count; i++)
    for (int o = 0; o < d->outcome_count; o++, v += 2) v[0] = f->value[i][o], v[1] = f->reading[i][o];
}

// ---- recruiting -----------------------------------------------------------------------------------------------------------
typedef struct kn_wave { // candidates that are looked at together
  kn_trial *t;
  int first;
  kn_life_line *life;
} kn_wave;

static kn_status recruit_one(int i, void *user, kn_error *e) {
  kn_wave *w = user;
  kn_trial *t = w->t;
  kn_candidate *c = &t->candidate[w->first + i];
  double v[CANDIDATE];
  c->id = (uint64_t)(w->first + i + 1);
  kn_status st;
  if (find(t, KN_PIECE_CANDIDATE, c->id, 0, v, CANDIDATE)) {
    c->draws = (int)v[0];
    c->look = (int)v[1];
    c->usual = v[2];
    c->screened = v[3];
    st = kn_people_draw(&t->def.people, t->def.seed, c->id, c->draws - 1, &c->who, e);
    c->who.starts_h = t->def.starts_h;
    return st;
  }
  st = kn_candidate_make(&t->def, &t->how, false, c, &w->life[i], e);
  if (st != KN_OK) return st;
  const double found[CANDIDATE] = {c->draws, c->look, c->usual, c->screened};
  st = save(t, KN_PIECE_CANDIDATE, c->id, 0, found, CANDIDATE, e);
  return st == KN_OK ? tell(t, "recruiting", e) : st;
}

// As many candidates at a time as people are still missing: who is taken does not depend on the number of threads.
static kn_status recruit(kn_trial *t, kn_error *e) {
  int want = t->def.recruit.people, most = want * MOST_SCREENED;
  t->candidate = calloc((size_t)most, sizeof *t->candidate);
  t->participant = calloc((size_t)want, sizeof *t->participant);
  t->life = calloc((size_t)want, sizeof *t->life);
  kn_life_line *life = calloc((size_t)want, sizeof *life);
  kn_status st = KN_OK;
  if (!t->candidate || !t->participant || !t->life || !life)
    st = kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for %d people", want);
  while (st == KN_OK && t->people < want) {
    int n = want - t->people;
    if (t->screened + n > most) {
      st = kn_study_fail(e, KN_UNREACHABLE, "trial.recruitment",
                         "only %d of %d candidates could be taken; ask for less than %s %g .. %g, or other people",
                         t->people, t->screened, kn_outcome_at(t->def.recruit.outcome)->key, t->def.recruit.at_least,
                         t->def.recruit.at_most);
      break;
    }
    kn_wave w = {t, t->screened, life};
    memset(life, 0, (size_t)n * sizeof *life);
    st = kn_crew(t->how.threads, n, recruit_one, &w, e);
    for (int i = 0; i < n; i++) {
      const kn_candidate *c = &t->candidate[w.first + i];
      if (st == KN_OK && c->look > 0) {
        t->participant[t->people].candidate = *c;
        t->life[t->people++] = life[i];
      } else {
        kn_life_line_end(&life[i]);
      }
    }
    if (st == KN_OK) t->screened += n;
  }
  free(life);
  return st;
}

// ---- following -------------------------------------------------------------------------------------------------------------
static kn_status plan(kn_trial *t, kn_error *e) {
  const kn_trial_def *d = &t->def;
  kn_allocate(d, d->seed, t->participant, t->people);
  int periods = t->how.all_arms ? d->arm_count : kn_period_count(d);
  int turn[KN_MAX_ARMS][KN_MAX_ARMS] = {{0}};
  for (int i = 0; i < t->people; i++) {
    kn_participant *p = &t->participant[i];
    p->followed = calloc((size_t)periods, sizeof *p->followed);
    if (p->followed == NULL) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for %d people", t->people);
    p->followed_count = periods;
    for (int k = 0; k < periods; k++) {
      kn_followed *f = &p->followed[k];
      f->id = p->candidate.id;
      f->period = t->how.all_arms ? 0 : k;
      f->arm = t->how.all_arms ? k : kn_arm_in(d, p->sequence, k);
      // In a pool everybody has one therapist, whatever the arm; in a trial those of an arm take turns.
      bool treated = d->therapists.count > 0 && d->therapists.arm[f->arm];
      f->therapist = !treated          ? -1
                     : t->how.all_arms ? i % d->therapists.count
                     : d->design == KN_CLUSTER
                         ? p->cluster % d->therapists.count // a place has one
                         : kn_therapist_of(d, d->seed, f->arm, f->period, turn[f->arm][f->period]++);
    }
  }
  return KN_OK;
}

static kn_status follow_one(int i, void *user, kn_error *e) {
  kn_trial *t = user;
  kn_participant *p = &t->participant[i];
  kn_life_line *life = &t->life[i];
  int size = followed_size(&t->def);
  double *v = malloc((size_t)size * sizeof *v);
  if (v == NULL) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a participant");
  kn_status st = KN_OK;
  // Periods of a crossover follow from one another: the life is gone through from the first that is missing backwards.
  bool known[KN_MAX_ARMS], all = true;
  for (int k = 0; k < p->followed_count; k++) {
    known[k] = find(t, KN_PIECE_FOLLOWED, p->candidate.id, k, v, size);
    if (known[k]) followed_from(&t->def, v, &p->followed[k]);
    all = all && known[k];
  }
  if (!all && life->sim == NULL) {
    kn_candidate c = p->candidate;
    st = kn_candidate_make(&t->def, &t->how, true, &c, life, e);
  }
  for (int k = 0; st == KN_OK && !all && k < p->followed_count; k++) {
    if (known[k] && (t->how.all_arms || k + 1 == p->followed_count)) continue;
    st = kn_follow(&t->def, life, t->how.all_arms, &p->followed[k], e);
    if (st == KN_OK && !known[k]) {
      followed_to(&t->def, &p->followed[k], v);
      st = save(t, KN_PIECE_FOLLOWED, p->candidate.id, k, v, size, e);
    }
  }
  free(v);
  kn_life_line_end(life);
  return st == KN_OK ? tell(t, "following", e) : st;
}

kn_status kn_trial_run(const kn_trial_def *def, const kn_run_def *how, kn_trial **trial, kn_error *e) {
  *trial = NULL;
  kn_status st = kn_trial_check(def, e);
  if (st != KN_OK) return st;
  kn_trial *t = calloc(1, sizeof *t);
  if (t == NULL) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a trial");
  t->def = *def;
  t->how = *how;
  if (pthread_mutex_init(&t->lock, NULL) != 0) {
    free(t);
    return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a trial");
  }
  t->to_do = 3 * def->recruit.people;
  st = recruit(t, e);
  t->done = t->screened;
  t->to_do = t->screened + t->people;
  if (st == KN_OK) st = plan(t, e);
  if (st == KN_OK) st = kn_crew(how->threads, t->people, follow_one, t, e);
  if (st != KN_OK) {
    kn_trial_free(t);
    return st;
  }
  *trial = t;
  return KN_OK;
}

const kn_trial_def *kn_trial_def_of(const kn_trial *t) { return &t->def; }
int kn_trial_people(const kn_trial *t) { return t->people; }
const kn_participant *kn_trial_participant(const kn_trial *t, int i) {
  return i >= 0 && i < t->people ? &t->participant[i] : NULL;
}
int kn_trial_screened(const kn_trial *t) { return t->screened; }
const kn_candidate *kn_trial_candidate(const kn_trial *t, int i) {
  return i >= 0 && i < t->screened ? &t->candidate[i] : NULL;
}

static uint64_t mix(uint64_t h, double v) { // FNV-1a over the bytes; every NAN is the same
  unsigned char b[sizeof v];
  if (v != v) v = NAN;
  memcpy(b, &v, sizeof v);
  for (size_t i = 0; i < sizeof v; i++) h = (h ^ b[i]) * 1099511628211u;
  return h;
}
uint64_t kn_trial_hash(const kn_trial *t) {
  uint64_t h = 14695981039346656037u;
  double v[FOLLOWED + 2 * KN_MAX_VISITS * KN_MAX_TRIAL_OUTCOMES];
  for (int i = 0; i < t->screened; i++) {
    h = mix(h, t->candidate[i].draws);
    h = mix(h, t->candidate[i].look);
    h = mix(h, t->candidate[i].screened);
  }
  for (int i = 0; i < t->people; i++)
    for (int k = 0; k < t->participant[i].followed_count; k++) {
      const kn_followed *f = &t->participant[i].followed[k];
      followed_to(&t->def, f, v);
      h = mix(h, f->arm);
      h = mix(h, f->therapist);
      for (int j = 0; j < followed_size(&t->def); j++) h = mix(h, v[j]);
    }
  return h;
}
