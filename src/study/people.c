// people.c -- drawing a person: correlated normals for what one can ask her, and the model's own parameters with the
// spreads of the tables. Every draw is keyed by (seed, person, attempt), so a person does not depend on the others.
#include <knead/study.h>
#include "matrix.h"
#include "people.h"
#include "../lane/lane.h"
#include "../lane/random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What a trait may be at all: the limits of kn_person_def; of the body-mass index what height and weight leave.
static const struct {
  const char *key;
  double low, high, mean;
} traits[KN_TRAIT_COUNT] = {
    [KN_TRAIT_AGE] = {"age", 18, 100, 45},
    [KN_TRAIT_BMI] = {"body-mass-index", 15, 50, 23},
    [KN_TRAIT_PAIN] = {"pain", 0, 10, 0},
    [KN_TRAIT_PERCEIVED_STRESS] = {"perceived-stress", 0, 40, 13},
    [KN_TRAIT_TRAIT_ANXIETY] = {"trait-anxiety", 20, 80, 36},
    [KN_TRAIT_DEPRESSION] = {"depression", 0, 27, 3},
    [KN_TRAIT_SLEEP_QUALITY] = {"sleep-quality", 0, 21, 4},
    [KN_TRAIT_EXPECTATION] = {"expectation", 0.1, 0.9, 0.45},
};

const char *kn_trait_key(int i) { return i >= 0 && i < KN_TRAIT_COUNT ? traits[i].key : NULL; }

kn_people_def kn_default_people(int condition) {
  const kn_condition_info *c = kn_condition_at(condition);
  kn_people_def p = {
      .condition = condition, .region = -1, .female = 0.5, .height_m = {1.64, 1.77}, .cookie = KN_COOKIE_PEOPLE};
  for (int i = 0; i < KN_TRAIT_COUNT; i++) {
    p.trait[i] = (kn_trait_def){traits[i].mean, 0.0, traits[i].low, traits[i].high};
    p.correlation[i][i] = 1.0;
  }
  snprintf(p.name, sizeof p.name, "%s", c ? c->key : "people");
  return p;
}

static kn_status out_of(kn_error *e, const char *what, double v, double low, double high) {
  return kn_study_fail(e, KN_OUT_OF_RANGE, what, "%s %g is outside %g .. %g", what, v, low, high);
}

// Cholesky factor of the correlations among traits that vary; those that do not have a row of their own.
static bool factor(const kn_people_def *p, double *L) {
  enum { N = KN_TRAIT_COUNT };
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) L[i * N + j] = p->correlation[i][j];
  return kn_cholesky(L, N);
}

kn_status kn_people_check(const kn_people_def *p, kn_error *e) {
  double L[KN_TRAIT_COUNT * KN_TRAIT_COUNT];
  if (p->cookie != KN_COOKIE_PEOPLE)
    return kn_study_fail(e, KN_BAD_DEFINITION, "people",
                         "the definition of people was not filled by kn_default_people()");
  if (!kn_condition_at(p->condition)) return kn_study_fail(e, KN_UNKNOWN_NAME, "people.condition", "no such condition");
  if (p->region >= 0 && !kn_region_at(p->region))
    return kn_study_fail(e, KN_UNKNOWN_NAME, "people.region", "no such region");
  if (!(p->female >= 0.0 && p->female <= 1.0)) return out_of(e, "people.female", p->female, 0, 1);
  for (int s = 0; s < 2; s++)
    if (!(p->height_m[s] >= 1.4 && p->height_m[s] <= 2.0)) return out_of(e, "people.height", p->height_m[s], 1.4, 2);
  if (!(p->height_sd_m >= 0.0 && p->height_sd_m <= 0.12)) return out_of(e, "people.height", p->height_sd_m, 0, 0.12);
  if (!(p->parameter_spread >= 0.0 && p->parameter_spread <= 2.0))
    return out_of(e, "people.parameter-spread", p->parameter_spread, 0, 2);
  for (int i = 0; i < KN_TRAIT_COUNT; i++) {
    const kn_trait_def *t = &p->trait[i];
    char name[64];
    snprintf(name, sizeof name, "people.%s", traits[i].key);
    if (!(t->low >= traits[i].low)) return out_of(e, name, t->low, traits[i].low, traits[i].high);
    if (!(t->high <= traits[i].high)) return out_of(e, name, t->high, traits[i].low, traits[i].high);
    if (!(t->mean >= t->low && t->mean <= t->high)) return out_of(e, name, t->mean, t->low, t->high);
    if (!(t->sd >= 0.0 && t->sd <= traits[i].high - traits[i].low))
      return out_of(e, name, t->sd, 0, traits[i].high - traits[i].low);
    for (int j = 0; j < KN_TRAIT_COUNT; j++)
      if (!(fabs(p->correlation[i][j]) <= 1.0) || p->correlation[i][j] != p->correlation[j][i] ||
          p->correlation[i][i] != 1.0)
        return kn_study_fail(e, KN_OUT_OF_RANGE, "people.correlations",
                             "correlations are symmetrical, and within -1 .. 1");
  }
  if (!factor(p, L))
    return kn_study_fail(e, KN_OUT_OF_RANGE, "people.correlations",
                         "no people can have all these correlations at once");
  return KN_OK;
}

kn_status kn_people_draw(const kn_people_def *p, uint64_t seed, uint64_t id, int attempt, kn_person_def *who,
                         kn_error *e) {
  enum { N = KN_TRAIT_COUNT, SEX = 0, HEIGHT = 1, FIRST = 2, ROOM = 64 };
  double L[N * N], z[N], v[N];
  uint64_t from = (uint64_t)attempt * ROOM;
  if (!factor(p, L)) return kn_people_check(p, e);
  for (int i = 0; i < N; i++) z[i] = kn_normal(seed, id, KN_DRAW_PEOPLE, from + FIRST + (uint64_t)i);
  *who = kn_default_person(p->condition);
  if (p->region >= 0) who->region_count = 1, who->region[0] = p->region;
  who->id = id;
  who->sex = kn_uniform(seed, id, KN_DRAW_PEOPLE, from + SEX) < p->female ? KN_FEMALE : KN_MALE;
  who->height_m =
      p->height_m[who->sex == KN_MALE] + p->height_sd_m * kn_normal(seed, id, KN_DRAW_PEOPLE, from + HEIGHT);
  for (int i = 0; i < N; i++) {
    double sum = 0.0;
    for (int j = 0; j <= i; j++) sum += L[i * N + j] * z[j];
    v[i] = p->trait[i].mean + p->trait[i].sd * sum;
    if (!(v[i] >= p->trait[i].low && v[i] <= p->trait[i].high))
      return kn_study_fail(e, KN_OUT_OF_RANGE, traits[i].key, "an implausible draw: %s %g", traits[i].key, v[i]);
  }
  who->age_y = v[KN_TRAIT_AGE];
  who->mass_kg = v[KN_TRAIT_BMI] * who->height_m * who->height_m;
  // People without pain are not asked for it: no source is sought that would show exactly none.
  who->pain[0] =
      p->trait[KN_TRAIT_PAIN].mean > 0.0 || p->trait[KN_TRAIT_PAIN].sd > 0.0 ? v[KN_TRAIT_PAIN] : KN_UNSTATED;
  who->perceived_stress = v[KN_TRAIT_PERCEIVED_STRESS];
  who->trait_anxiety = v[KN_TRAIT_TRAIT_ANXIETY];
  who->depression = v[KN_TRAIT_DEPRESSION];
  who->sleep_quality = v[KN_TRAIT_SLEEP_QUALITY];
  who->expectation = v[KN_TRAIT_EXPECTATION];
  who->everyday_ups_and_downs = true;
  if (!(who->height_m >= 1.4 && who->height_m <= 2.1 && who->mass_kg >= 38.0 && who->mass_kg <= 180.0))
    return kn_study_fail(e, KN_OUT_OF_RANGE, "height", "an implausible draw: %g m, %g kg", who->height_m, who->mass_kg);
  return KN_OK;
}

// What her scores decide is not drawn.
static bool decided_by_scores(const kn_param_info *p) {
  static const char *const names[][2] = {{"chain", "src"}, {"mind", "s0"},   {"mind", "theta"},
                                         {"mind", "h0"},   {"mind", "z_f0"}, {"mind", "Ex0"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(p->room, names[i][0]) == 0 && strcmp(p->symbol, names[i][1]) == 0) return true;
  return false;
}

static bool is_set(const kn_model_def *base, const char *name) {
  for (int i = 0; base && i < base->setting_count; i++)
    if (strcmp(base->settings[i].name, name) == 0) return true;
  return false;
}

// The tables' value is the mean of a log-normal. Outside the bounds the parameter is drawn again, by the next index.
static bool draw_parameter(const kn_param_info *p, double share, uint64_t seed, uint64_t id, int attempt, int i,
                           double *value) {
  enum { TRIES = 32, ROOM = 4096 };
  double cv = p->spread * share, s = p->spread_kind == 'l' ? kn_sqrt(kn_log(1.0 + cv * cv)) : cv;
  for (int k = 0; k < TRIES; k++) {
    double z = kn_normal(seed, id, KN_DRAW_PARAMETER, (uint64_t)(attempt * TRIES + k) * ROOM + (uint64_t)i);
    *value = p->spread_kind == 'l' ? p->value * kn_exp(s * z - 0.5 * s * s) : p->value + s * z;
    if (*value >= p->low && *value <= p->high) return true;
  }
  return false;
}

kn_status kn_people_model(kn_ctx *ctx, const kn_people_def *people, const kn_model_def *base, uint64_t seed,
                          uint64_t id, int attempt, kn_model **model) {
  typedef char name_of[48];
  const kn_param_info *p;
  int count = 0, n = 0;
  *model = NULL;
  while (kn_param_at(count)) count++;
  kn_model_def def = base ? *base : kn_default_model();
  size_t room = (size_t)(count + 1);
  kn_setting *setting = malloc(room * sizeof *setting);
  name_of *name = malloc(room * sizeof *name);
  kn_status st = setting && name ? KN_OK : KN_NO_MEMORY;
  for (int i = 0; st == KN_OK && (p = kn_param_at(i)); i++) {
    snprintf(name[n], sizeof *name, "%s.%s", p->room, p->symbol);
    if (p->spread_kind == 'f' || !(people->parameter_spread > 0.0) || decided_by_scores(p) || is_set(base, name[n]))
      continue;
    setting[n].name = name[n];
    if (!draw_parameter(p, people->parameter_spread, seed, id, attempt, i, &setting[n].value)) st = KN_OUT_OF_RANGE;
    n++;
  }
  def.own = setting;
  def.own_count = n;
  if (st == KN_OK) st = kn_model_load(ctx, &def, model);
  free(setting);
  free(name);
  return st;
}
