#include "analyse.h"
#include "allocate.h"
#include "mixed.h"
#include "repeated.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double at(const kn_trial_data *d, int row, int visit) {
  return d->y[(size_t)row * (size_t)d->visits + (size_t)visit];
}

// ---- two groups ------------------------------------------------------------------------------------------------------------
// Readings of an arm at a visit, or their changes from baseline. Missing stays NAN and is left out later.
static void readings(const kn_trial_data *d, int arm, int visit, bool change, double *out) {
  for (int i = 0; i < d->n; i++) out[i] = d->arm[i] != arm ? NAN : at(d, i, visit) - (change ? at(d, i, 0) : 0.0);
}

kn_sample kn_arm_sample(const kn_trial_data *d, int arm, int visit) {
  double *x = malloc((size_t)d->n * sizeof *x);
  if (x == NULL) return (kn_sample){0, NAN, NAN};
  readings(d, arm, visit, false, x);
  kn_sample s = kn_sample_of(x, d->n);
  free(x);
  return s;
}

// A responder's score improved by the given share of her baseline; who was not seen is not counted.
static kn_share responders(const kn_trial_data *d, int arm, int visit) {
  kn_share s = {0, 0};
  for (int i = 0; i < d->n; i++) {
    double before = at(d, i, 0), now = at(d, i, visit);
    if (d->arm[i] != arm || !isfinite(before) || !isfinite(now)) continue;
    s.n++;
    s.yes += d->better * (now - before) >= d->responder * fabs(before) && now != before;
  }
  return s;
}

static bool two_groups(const kn_trial_data *d, int arm, int visit, double level, kn_finding *f) {
  double *x = malloc(2 * (size_t)d->n * sizeof *x), *y = x + d->n;
  if (x == NULL) return false;
  readings(d, 0, visit, false, x);
  readings(d, arm, visit, false, y);
  f->treated = kn_sample_of(x, d->n);
  f->compared = kn_sample_of(y, d->n);
  if (d->design != KN_CROSSOVER) {
    f->g = kn_hedges_exact(f->treated, f->compared, level);
    readings(d, 0, visit, true, x);
    readings(d, arm, visit, true, y);
    f->change = kn_welch(kn_sample_of(x, d->n), kn_sample_of(y, d->n), level);
    if (d->better != 0) {
      f->treated_yes = responders(d, 0, visit);
      f->compared_yes = responders(d, arm, visit);
      f->ratio = kn_responder_ratio(f->treated_yes, f->compared_yes, level);
      f->difference = kn_risk_difference(f->treated_yes, f->compared_yes, level);
      f->needed = kn_needed_to_treat(&f->difference);
    }
  }
  free(x);
  return true;
}

// ---- models ------------------------------------------------------------------------------------------------------------------
typedef struct kn_design_matrix {
  double *X, *y;
  int *person, *group, *visit; // group: therapist or cluster
  int rows, columns, contrast; // contrast: the column of the comparator at the visit asked for
} kn_design_matrix;

static void matrix_free(kn_design_matrix *m) {
  free(m->X);
  free(m->y);
  free(m->person);
  free(m->group);
  free(m->visit);
}

// Whether a row counts at a visit: read then, and at the baseline where that is a covariate.
static bool counts(const kn_trial_data *d, int row, int visit) {
  return isfinite(at(d, row, visit)) && (d->design == KN_CROSSOVER || isfinite(at(d, row, 0)));
}

// Columns: each visit's intercept, baseline and arms; then strata, or the periods of a crossover. only: this visit alone; 0 all.
static bool build(const kn_trial_data *d, int only, int arm, int visit, kn_design_matrix *m) {
  memset(m, 0, sizeof *m);
  bool crossover = d->design == KN_CROSSOVER;
  int first = only ? only : 1, last = only ? only : d->visits - 1, each = (crossover ? 1 : 2) + d->arms - 1;
  int side = crossover ? d->arms : d->strata; // levels of period or stratum
  int used[1 << KN_MAX_STRATA] = {0}, sides = 0;
  size_t most = (size_t)d->n * (size_t)(last - first + 1);
  for (int i = 0; i < d->n; i++) used[crossover ? d->period[i] : d->stratum[i]] = 1;
  for (int k = 0, seen = 0; k < side; k++)
    used[k] = used[k] && seen++ > 0 ? ++sides : 0; // the first one met is the rest
  m->columns = each * (last - first + 1) + sides;
  m->X = calloc(most * (size_t)m->columns + 1, sizeof(double));
  m->y = malloc((most + 1) * sizeof(double));
  m->person = malloc((most + 1) * sizeof(int));
  m->group = malloc((most + 1) * sizeof(int));
  m->visit = malloc((most + 1) * sizeof(int));
  if (!m->X || !m->y || !m->person || !m->group || !m->visit) return matrix_free(m), false;
  double centre = 0.0;
  int known = 0;
  for (int i = 0; i < d->n; i++)
    if (isfinite(at(d, i, 0))) centre += at(d, i, 0), known++;
  centre = known ? centre / known : 0.0;
  for (int i = 0; i < d->n; i++)
    for (int v = first; v <= last; v++) {
      if (!counts(d, i, v)) continue;
      double *x = m->X + (size_t)m->rows * (size_t)m->columns, *own = x + each * (v - first);
      int k = 0;
      own[k++] = 1.0;
      if (!crossover) own[k++] = at(d, i, 0) - centre;
      if (d->arm[i] > 0) own[k + d->arm[i] - 1] = 1.0;
      int s = used[crossover ? d->period[i] : d->stratum[i]];
      if (s > 0) x[m->columns - sides + s - 1] = 1.0;
      m->person[m->rows] = d->person[i];
      m->visit[m->rows] = v - first;
      m->group[m->rows] = d->design == KN_CLUSTER ? d->cluster[i] : d->therapist[i];
      m->y[m->rows++] = at(d, i, v);
    }
  m->contrast = each * (visit - first) + (crossover ? 1 : 2) + arm - 1;
  return true;
}

// The treatment is the arm without a column, so the comparator's column counts backwards.
static kn_estimate fit(const kn_trial_data *d, const kn_design_matrix *m, bool persons, bool groups, double level,
                       kn_finding *f) {
  kn_estimate none = kn_estimate_of(NAN, NAN, NAN, level);
  kn_mixed_data data = {.rows = m->rows, .columns = m->columns, .X = m->X, .y = m->y};
  int count = d->design == KN_CLUSTER ? d->clusters : d->therapists, of_person = -1, of_group = -1;
  if (persons) of_person = data.factors, data.level[data.factors] = m->person, data.levels[data.factors++] = d->people;
  if (groups && count > 0)
    of_group = data.factors, data.level[data.factors] = m->group, data.levels[data.factors++] = count;
  kn_mixed *model;
  double *c = calloc((size_t)m->columns, sizeof *c);
  if (c == NULL || kn_mixed_fit(&data, &model) != KN_MIXED_OK) return free(c), none;
  c[m->contrast] = -1.0;
  kn_estimate e = kn_mixed_contrast(model, c, level);
  if (f) {
    f->person_sd = of_person >= 0 ? kn_mixed_factor_sd(model, of_person) : NAN;
    f->therapist_sd = of_group >= 0 ? kn_mixed_factor_sd(model, of_group) : NAN;
    f->residual_sd = kn_mixed_residual_sd(model);
  }
  kn_mixed_free(model);
  free(c);
  return e;
}

struct kn_kept_fit {
  bool tried;
  kn_repeated *fit; // NULL: there is none
};
static kn_estimate fit_any_covariance(const kn_trial_data *d, const kn_design_matrix *m, double level) {
  int groups = d->design == KN_CLUSTER ? d->clusters : d->therapists;
  kn_repeated_data data = {m->rows,  m->columns, m->X,      m->y,          m->person,
                           m->visit, m->group,   d->people, d->visits - 1, groups};
  struct kn_kept_fit own = {0}, *k = d->kept ? d->kept : &own;
  double *c = calloc((size_t)m->columns, sizeof *c);
  if (c && !k->tried) k->tried = kn_repeated_fit(&data, &k->fit) != KN_MIXED_NO_MEMORY;
  if (c) c[m->contrast] = -1.0;
  kn_estimate e = c && k->fit ? kn_repeated_contrast(k->fit, c, level) : kn_estimate_of(NAN, NAN, NAN, level);
  kn_repeated_free(own.fit);
  free(c);
  return e;
}

static void begin(int arm, int visit, kn_finding *f) {
  kn_estimate none = {NAN, NAN, NAN, NAN, NAN, NAN};
  *f = (kn_finding){.arm = arm, .visit = visit};
  f->treated = f->compared = (kn_sample){0, NAN, NAN};
  f->change = f->covariance = f->model = f->naive = f->repeated = f->unstructured = f->g = f->ratio = f->difference =
      none;
  f->needed = (kn_needed){NAN, NAN, NAN, false};
  f->therapist_sd = f->person_sd = f->residual_sd = NAN;
}

// At the visit, with the spread that readings have there: what happens at other visits cannot bend the error.
static bool at_visit(const kn_trial_data *d, int arm, int visit, double level, kn_finding *f) {
  kn_design_matrix m;
  if (!build(d, visit, arm, visit, &m)) return false;
  f->model = fit(d, &m, d->design == KN_CROSSOVER, true, level, f);
  f->naive = isfinite(f->therapist_sd) ? fit(d, &m, d->design == KN_CROSSOVER, false, level, NULL) : f->model;
  if (d->design != KN_CROSSOVER) f->covariance = f->naive; // without groups it is the analysis of covariance
  matrix_free(&m);
  return true;
}

bool kn_analyse_model(const kn_trial_data *d, int arm, int visit, double level, kn_finding *f) {
  begin(arm, visit, f);
  return at_visit(d, arm, visit, level, f);
}

bool kn_analyse(const kn_trial_data *d, int arm, int visit, double level, kn_finding *f) {
  begin(arm, visit, f);
  if (!two_groups(d, arm, visit, level, f) || !at_visit(d, arm, visit, level, f)) return false;
  if (d->design == KN_CROSSOVER || d->visits < 3) return true;
  kn_finding spreads = *f;
  kn_design_matrix m;
  if (!build(d, 0, arm, visit, &m)) return false;
  f->repeated = fit(d, &m, true, true, level, &spreads);
  f->person_sd = spreads.person_sd;
  f->unstructured = fit_any_covariance(d, &m, level);
  matrix_free(&m);
  return true;
}

// ---- from a trial ------------------------------------------------------------------------------------------------------------
void kn_trial_data_free(kn_trial_data *d) {
  if (d == NULL) return;
  kn_repeated_free(d->kept->fit);
  free(d->kept);
  free(d);
}

kn_trial_data *kn_trial_data_of(const kn_trial *t, int outcome) {
  const kn_trial_def *def = kn_trial_def_of(t);
  int people = kn_trial_people(t), rows = people * kn_period_count(def), visits = def->visit_count;
  size_t ints = (size_t)rows * 6, doubles = (size_t)rows * (size_t)visits;
  kn_trial_data *d = malloc(sizeof *d + doubles * sizeof(double) + ints * sizeof(int));
  struct kn_kept_fit *kept = calloc(1, sizeof *kept);
  if (d == NULL || kept == NULL) return free(d), free(kept), NULL;
  double *y = (double *)(d + 1);
  int *column = (int *)(y + doubles), *to[6];
  for (int k = 0; k < 6; k++) to[k] = column + (size_t)k * (size_t)rows;
  *d = (kn_trial_data){.design = def->design,
                       .n = rows,
                       .arms = def->arm_count,
                       .visits = visits,
                       .better = kn_outcome_at(def->outcome[outcome])->better,
                       .people = people,
                       .strata = kn_strata(def),
                       .therapists = def->therapists.count,
                       .responder = def->responder,
                       .person = to[0],
                       .arm = to[1],
                       .period = to[2],
                       .stratum = to[3],
                       .therapist = to[4],
                       .cluster = to[5],
                       .y = y,
                       .kept = kept};
  int row = 0;
  for (int i = 0; i < people; i++) {
    const kn_participant *p = kn_trial_participant(t, i);
    if (p->cluster >= d->clusters) d->clusters = p->cluster + 1;
    for (int k = 0; k < p->followed_count && k < kn_period_count(def); k++, row++) {
      const kn_followed *f = &p->followed[k];
      const int v[6] = {i, f->arm, f->period, p->stratum, f->therapist, p->cluster};
      for (int j = 0; j < 6; j++) to[j][row] = v[j];
      for (int j = 0; j < visits; j++) y[(size_t)row * (size_t)visits + (size_t)j] = f->reading[j][outcome];
    }
  }
  return d;
}
