// trial_file.c -- the arms, visits and outcomes of a trial are read by the scene's readers: a trial's file is a scene
// whose person is a population. What only a trial has is read here.
#include "trial_inner.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

_Static_assert(offsetof(kn_trial_file, scene) == 0, "the scene's readers take the trial's file for a scene");

#define KEYS 13
static const char *const keys[KN_TRIAL_SECTIONS - KN_SECTION_COUNT][KEYS] = {
    {"schema", "kind", "people", "region", "recruitment", "treatment", "compared-with", "observe", "randomisation",
     "therapists", "attendance", "analysis", "seed"},
    {"people", "inclusion", "outcome", "at-least", "at-most", "above-usual", "looks", "every", "wait"},
    {"before", "severity"},
    {"design", "stratified-by", "blocks", "washout", "cluster"},
    {"trait", "above"},
    {"count", "force", "skill", "warmth", "arms"},
    {"missed", "dropout", "dropout-by-improvement"},
    {"promise", "signal", "improvement", "unsure", "demand"},
    {"arm", "of"},
    {"visit", "responders"},
};
#define KEYS_OF(SECTION)                                                                                               \
  static const char *keys_##SECTION(int i) { return i < KEYS ? keys[SECTION - KN_SECTION_COUNT][i] : NULL; }
KEYS_OF(KN_IN_RECRUITMENT)
KEYS_OF(KN_IN_BOUT)
KEYS_OF(KN_IN_RANDOMISATION)
KEYS_OF(KN_IN_STRATUM)
KEYS_OF(KN_IN_THERAPISTS)
KEYS_OF(KN_IN_ATTENDANCE)
KEYS_OF(KN_IN_BLINDING)
KEYS_OF(KN_IN_PROMISE)
KEYS_OF(KN_IN_ANALYSIS)
const char *kn_trial_key(int i) {
  static const char *const last[] = {"bout", "model", "strokes", "blinding"};
  return i < KEYS ? keys[0][i] : i < KEYS + 4 ? last[i - KEYS] : NULL;
}

static kn_trial_file *file_of(const kn_reader *r) { return r->into; }

// ---- people ------------------------------------------------------------------------------------------------------------
static bool is_file(const char *path) {
  struct stat s;
  return stat(path, &s) == 0 && !S_ISDIR(s.st_mode);
}

// A path is meant from the trial's folder, a name from the folders of people.
static bool find_people(const char *trial, const char *name, const char *const *folders, int count, char *to,
                        size_t n) {
  size_t length = strlen(name);
  if (strchr(name, '/') || (length > 5 && strcmp(name + length - 5, ".yaml") == 0)) {
    const char *slash = strrchr(trial, '/');
    int folder = slash && name[0] != '/' ? (int)(slash - trial) + 1 : 0;
    int wrote = snprintf(to, n, "%.*s%s", folder, trial, name);
    return wrote > 0 && (size_t)wrote < n;
  }
  for (int i = 0; i < count; i++) {
    int wrote = snprintf(to, n, "%s/%s.yaml", folders[i], name);
    if (wrote > 0 && (size_t)wrote < n && is_file(to)) return true;
  }
  return false;
}

static void read_people(kn_reader *r, const kn_node *n, const char *const *folders, int count, kn_people_usual *usual) {
  kn_trial_file *t = file_of(r);
  char path[1024];
  const char *name = kn_word(r, n, "people", "chronic-low-back-pain");
  if (name == NULL) return;
  if (!find_people(t->scene.path, name, folders, count, path, sizeof path)) {
    const char *meant = kn_suggest(name, kn_condition_name);
    kn_hint(kn_complain(r, n, "there are no people called `%s`", kn_show(name).text), "%s%s%s",
            meant ? "did you mean `" : "write a name of data/people, or a path to a file of your own",
            meant ? meant : "", meant ? "`?" : "");
    return;
  }
  if (kn_people_read(path, usual, &t->people) == KN_READ_DONE) {
    t->def.people = t->people.def;
    return;
  }
  const kn_diagnostic *d = &t->people.report.diagnostic[0];
  kn_hint(kn_complain(r, n, "these people cannot be used (%s, line %d): %.100s", kn_show(path).text, d->line, d->what),
          "%.300s", d->hint);
}

// ---- recruitment -----------------------------------------------------------------------------------------------------------
static const char *inclusion_name(int i) {
  static const char *const names[] = {"anybody", "by-score"};
  return i < 2 ? names[i] : NULL;
}
// Whatever her reading is, at the first look, a day after her ordinary one: nobody comes because she is badly off.
static void take_anybody(kn_recruit_def *d) {
  const kn_outcome_info *o = kn_outcome_at(d->outcome);
  d->at_least = o->low;
  d->at_most = o->high;
  d->above_usual = o->low - o->high;
  d->looks = 1;
  d->every_s = 86400;
  d->wait_s = 0;
}

// Days: sessions and readings keep their hour.
static void read_days(kn_reader *r, const kn_node *n, const kn_measure *m, double *seconds) {
  double days;
  if (!kn_read_measure(r, n, m, NULL, 0, &days)) return;
  *seconds = floor(days + 0.5) * 86400;
  if (fabs(days - floor(days + 0.5)) > 1e-9)
    kn_hint(kn_complain(r, n, "`%s` is not a number of whole days", m->key), "people come at the same hour of the day");
}

static void read_recruitment(kn_reader *r, const kn_node *map) {
  static const kn_measure every = {"every", 1, 366, {"d", "weeks"}, "7 d", NULL},
                          wait = {"wait", 0, 366, {"d", "weeks"}, "7 d", NULL};
  kn_recruit_def *d = &file_of(r)->def.recruit;
  const kn_node *n;
  uint64_t v;
  if (!kn_check_section(r, map, KN_IN_RECRUITMENT)) return;
  if ((n = kn_child(map, "people")) && kn_read_count(r, n, "people", 2, KN_MAX_TRIAL_PEOPLE, &v)) d->people = (int)v;
  if ((n = kn_child(map, "inclusion"))) {
    static const char *const of_score[] = {"outcome", "at-least", "at-most", "above-usual", "looks"};
    const kn_node *wrong;
    int inclusion = kn_read_name(r, n, "inclusion", "inclusion", inclusion_name);
    if (inclusion == 0) take_anybody(d);
    for (size_t i = 0; inclusion == 0 && i < sizeof of_score / sizeof *of_score; i++)
      if ((wrong = kn_child(map, of_score[i])))
        kn_hint(kn_complain(r, wrong->key, "who takes anybody asks for no `%s`", of_score[i]),
                "leave out this line, or `inclusion`");
  }
  if ((n = kn_child(map, "outcome"))) {
    int outcome = kn_read_name(r, n, "outcome", "outcome", kn_outcome_name);
    if (outcome >= 0) {
      d->outcome = outcome;
      d->at_least = kn_outcome_at(outcome)->low;
      d->at_most = kn_outcome_at(outcome)->high;
      d->above_usual = 0;
      if (!kn_child(map, "at-least") && !kn_child(map, "at-most"))
        kn_hint(kn_complain(r, n, "`outcome` says what is asked for, but not how much"), "add `at-least` or `at-most`");
    }
  }
  const kn_outcome_info *o = kn_outcome_at(d->outcome);
  const kn_score least = {"at-least", o->low, o->high, "3", o->unit}, most = {"at-most", o->low, o->high, "8", o->unit},
                 above = {"above-usual", 0, o->high - o->low, "0.3", "people come when they are worse than usual"};
  if ((n = kn_child(map, "at-least"))) kn_read_score(r, n, &least, NULL, 0, &d->at_least);
  if ((n = kn_child(map, "at-most"))) kn_read_score(r, n, &most, NULL, 0, &d->at_most);
  if (d->at_most < d->at_least && n) kn_complain(r, n, "`at-most` is below `at-least`");
  if ((n = kn_child(map, "above-usual"))) kn_read_score(r, n, &above, NULL, 0, &d->above_usual);
  if ((n = kn_child(map, "looks")) && kn_read_count(r, n, "looks", 1, 200, &v)) d->looks = (int)v;
  if ((n = kn_child(map, "every"))) read_days(r, n, &every, &d->every_s);
  if ((n = kn_child(map, "wait"))) read_days(r, n, &wait, &d->wait_s);
}

// An eccentric bout of exercise before the first session. It lies between inclusion and the baseline.
static void read_bout(kn_reader *r, const kn_node *map) {
  static const kn_measure before = {"before", 0.5, 720, {"h", "d"}, "24 h", "from its start, half an hour of it"};
  static const kn_score severity = {"severity", 0.01, 5, "1", "1 is the reference maximal bout"};
  kn_trial_def *d = &file_of(r)->def;
  const kn_node *n;
  double hours = 0;
  d->bout = 1;
  if (!kn_check_section(r, map, KN_IN_BOUT)) return;
  if ((n = kn_child(map, "severity"))) kn_read_score(r, n, &severity, NULL, 0, &d->bout);
  if ((n = kn_child(map, "before")) == NULL) {
    kn_hint(kn_complain(r, map->key, "`bout` needs a `before`"), "write `before: 24 h`: of the first session");
    return;
  }
  if (!kn_read_measure(r, n, &before, NULL, 0, &hours)) return;
  d->bout_before_s = hours * 3600;
  if (d->bout_before_s > d->recruit.wait_s)
    kn_hint(kn_complain(r, n, "the bout comes before she is included, %.3g d before the first session",
                        d->recruit.wait_s / 86400),
            "write `wait: %.0f d` under `recruitment`", ceil(hours / 24));
}

// ---- randomisation --------------------------------------------------------------------------------------------------------
static const char *design_name(int i) {
  static const char *const names[] = {"parallel", "crossover", "cluster"};
  return i < 3 ? names[i] : NULL;
}
static const char *stratum_name(int i) {
  static const char *const names[] = {
      "age",           "body-mass-index", "pain", "perceived-stress", "trait-anxiety", "depression",
      "sleep-quality", "expectation",     "sex"};
  return i < 9 ? names[i] : NULL;
}

static void read_strata(kn_reader *r, const kn_node *list) {
  kn_trial_def *d = &file_of(r)->def;
  static const kn_score above = {"above", 0, 100, "6", "people above it are one half, the others the other"};
  const kn_node *item, *n;
  if (list->kind == KN_NODE_MAP) {
    kn_hint(kn_complain(r, list, "`stratified-by` should be a list"),
            "write `stratified-by: [sex, {trait: pain, above: 6}]`");
    return;
  }
  for (int i = 0; (item = kn_item(list, i)); i++) {
    if (d->stratum_count == KN_MAX_STRATA) {
      kn_hint(kn_complain(r, item, "more than %d strata", KN_MAX_STRATA), "blocks of so many halves are never full");
      return;
    }
    const kn_node *name = item->kind == KN_NODE_MAP ? kn_child(item, "trait") : item;
    if (item->kind == KN_NODE_MAP && !kn_check_section(r, item, KN_IN_STRATUM)) continue;
    int trait = name ? kn_read_name(r, name, "trait", "trait", stratum_name) : -1;
    if (name == NULL) kn_complain(r, item, "a stratum needs a `trait`");
    if (trait < 0) continue;
    kn_stratum_def s = {trait == KN_TRAIT_COUNT ? -1 : trait, 0};
    n = item->kind == KN_NODE_MAP ? kn_child(item, "above") : NULL;
    if (s.trait >= 0 && n == NULL) {
      kn_hint(kn_complain(r, item, "`%s` is a number; where is it cut?", name->text), "write `{trait: %s, above: 6}`",
              name->text);
      continue;
    }
    if (s.trait < 0 && n)
      kn_complain(r, n->key, "`sex` is not cut by a number");
    else if (n && !kn_read_score(r, n, &above, NULL, 0, &s.above))
      continue;
    d->stratum[d->stratum_count++] = s;
  }
}

static void read_randomisation(kn_reader *r, const kn_node *map) {
  static const kn_measure washout = {"washout", 0, 366, {"d", "weeks"}, "4 weeks", NULL};
  kn_trial_def *d = &file_of(r)->def;
  const kn_node *n;
  uint64_t v;
  if (!kn_check_section(r, map, KN_IN_RANDOMISATION)) return;
  if ((n = kn_child(map, "design"))) {
    int design = kn_read_name(r, n, "design", "design", design_name);
    if (design >= 0) d->design = (kn_design)design;
  }
  if ((n = kn_child(map, "stratified-by"))) {
    if (d->design == KN_CLUSTER)
      kn_hint(kn_complain(r, n->key,
                          "places are randomised, not people: they cannot be stratified by what people are like"),
              "leave the line out");
    else
      read_strata(r, n);
  }
  if ((n = kn_child(map, "blocks")) && kn_read_count(r, n, "blocks", 1, 8, &v)) d->block = (int)v;
  if ((n = kn_child(map, "washout"))) {
    if (d->design != KN_CROSSOVER)
      kn_hint(kn_complain(r, n->key, "only a crossover has a `washout`"),
              "write `design: crossover`, or leave the line out");
    else
      read_days(r, n, &washout, &d->washout_s);
  }
  if ((n = kn_child(map, "cluster"))) {
    if (d->design != KN_CLUSTER)
      kn_hint(kn_complain(r, n->key, "only a cluster design has a `cluster`"),
              "write `design: cluster`, or leave the line out");
    else if (kn_read_count(r, n, "cluster", 1, 1000, &v))
      d->cluster_size = (int)v;
  }
}

// ---- therapists, attendance, analysis ---------------------------------------------------------------------------------------
static bool touches(const kn_session_def *s) {
  kn_technique_stroke_info info;
  if (kn_technique_stroke(s->technique, 0, &info)) return true;
  for (int i = 0; i < s->stroke_count; i++)
    if (kn_session_stroke_info(&s->stroke[i], &info)) return true;
  return false;
}

static void read_therapists(kn_reader *r, const kn_node *map) {
  static const kn_score force = {"force", 0, 1, "0.15", "coefficient of variation between therapists"},
                        skill = {"skill", 0, 1, "0.1", "coefficient of variation of the time spent where it hurts"},
                        warmth = {"warmth", 0, 0.5, "0.08", "standard deviation of the context, which is 0 to 1"};
  kn_trial_file *t = file_of(r);
  kn_therapists_def *d = &t->def.therapists;
  const kn_node *n, *item;
  uint64_t v;
  for (int i = 0; i < t->scene.def.arm_count; i++) d->arm[i] = touches(&t->scene.def.arm[i].session);
  if (map == NULL || !kn_check_section(r, map, KN_IN_THERAPISTS)) return;
  t->has_therapists = true;
  if ((n = kn_child(map, "count"))) {
    if (kn_read_count(r, n, "count", 1, KN_MAX_THERAPISTS, &v)) d->count = (int)v;
  } else
    kn_hint(kn_complain(r, map->key, "`therapists` needs a `count`"), "write `count: 6`");
  if ((n = kn_child(map, "force"))) kn_read_score(r, n, &force, NULL, 0, &d->force_cv);
  if ((n = kn_child(map, "skill"))) kn_read_score(r, n, &skill, NULL, 0, &d->skill_cv);
  if ((n = kn_child(map, "warmth"))) kn_read_score(r, n, &warmth, NULL, 0, &d->warmth_sd);
  if ((n = kn_child(map, "arms")) && n->kind != KN_NODE_REFUSED) {
    memset(d->arm, 0, sizeof d->arm);
    if (n->kind == KN_NODE_MAP) kn_complain(r, n, "`arms` should be a list of arms");
    for (int i = 0; n->kind != KN_NODE_MAP && (item = kn_item(n, i)); i++) {
      const char *name = kn_word(r, item, "arms", t->scene.arm_name[0]);
      int arm = -1;
      for (int k = 0; name && k < t->scene.def.arm_count; k++)
        if (strcmp(t->scene.arm_name[k], name) == 0) arm = k;
      if (arm >= 0)
        d->arm[arm] = true;
      else if (name)
        kn_hint(kn_complain(r, item, "there is no arm `%s`", kn_show(name).text), "the first is called `%s`",
                t->scene.arm_name[0]);
    }
  }
}

static void read_attendance(kn_reader *r, const kn_node *map) {
  static const kn_score missed = {"missed", 0, 0.95, "0.05", "share of the sessions"},
                        dropout = {"dropout", 0, 0.95, "0.1", "share of the people, by the last visit"},
                        slope = {"dropout-by-improvement", -10, 10, "-2",
                                 "log odds of leaving after a visit, for an improvement by all of the baseline"};
  kn_trial_def *d = &file_of(r)->def;
  const kn_node *n;
  if (!kn_check_section(r, map, KN_IN_ATTENDANCE)) return;
  file_of(r)->has_attendance = true;
  if ((n = kn_child(map, "missed"))) kn_read_score(r, n, &missed, NULL, 0, &d->missed);
  if ((n = kn_child(map, "dropout"))) kn_read_score(r, n, &dropout, NULL, 0, &d->dropout);
  if ((n = kn_child(map, "dropout-by-improvement"))) {
    kn_read_score(r, n, &slope, NULL, 0, &d->dropout_slope);
    if (d->dropout == 0.0 && d->dropout_slope != 0.0)
      kn_hint(kn_complain(r, n->key, "nobody leaves, however she fares"), "add `dropout: 0.1`");
  }
}

static void read_analysis(kn_reader *r, const kn_node *map) {
  static const kn_score responders = {"responders", 0.01, 1, "0.3", "improvement as a share of the baseline"};
  kn_trial_file *t = file_of(r);
  const kn_node *n;
  t->def.primary_visit = t->def.visit_count - 1;
  for (int v = 1; v < t->def.visit_count; v++)
    if (strcmp(t->def.visit[v].name, "end of course") == 0) t->def.primary_visit = v;
  if (map == NULL || !kn_check_section(r, map, KN_IN_ANALYSIS)) return;
  if ((n = kn_child(map, "visit"))) {
    const char *name = kn_word(r, n, "visit", "end of course");
    int visit = -1;
    for (int v = 1; name && v < t->def.visit_count; v++)
      if (strcmp(t->def.visit[v].name, name) == 0) visit = v;
    if (visit > 0)
      t->def.primary_visit = visit;
    else if (name)
      kn_hint(kn_complain(r, n, "`%s` is no visit of this trial after the first", kn_show(name).text),
              "name one of those under `observe: at`");
  }
  if ((n = kn_child(map, "responders"))) {
    t->has_responders = true;
    kn_read_score(r, n, &responders, NULL, 0, &t->def.responder);
  }
}

static void read_strokes(kn_reader *r, const kn_node *n) {
  const char *how = kn_word(r, n, "strokes", "own");
  bool own = how && strcmp(how, "own") == 0;
  file_of(r)->def.own_strokes = own;
  if (how && !own && strcmp(how, "shared") != 0)
    kn_hint(kn_complain(r, n, "`strokes` are `shared` or `own`, not `%s`", kn_show(how).text),
            "`shared`: solved once for people of all sizes; `own`: for each person in her tissue alone, slower");
}

// ---- the whole ----------------------------------------------------------------------------------------------------------------
static void take_arms(kn_trial_file *t) {
  const kn_compare_def *from = &t->scene.def;
  kn_trial_def *d = &t->def;
  d->arm_count = from->arm_count;
  memcpy(d->arm, from->arm, sizeof d->arm);
  memcpy(d->arm_name, t->scene.arm_name, sizeof d->arm_name);
  d->starts_h = from->person.starts_h;
}

// Visits of the scene, with the baseline first.
static void take_visits(kn_reader *r, const kn_node *observe, bool outcomes_follow) {
  kn_trial_file *t = file_of(r);
  const kn_compare_def *from = &t->scene.def;
  kn_trial_def *d = &t->def;
  bool has_first = from->visit_count > 0 && from->visit[0].at_s == 0.0;
  if (!has_first) {
    d->visit[d->visit_count] = (kn_visit){.at_s = 0.0};
    snprintf(d->visit[d->visit_count++].name, sizeof d->visit[0].name, "before");
  }
  for (int i = 0; i < from->visit_count && d->visit_count < KN_MAX_VISITS; i++)
    d->visit[d->visit_count++] = from->visit[i];
  if (d->visit_count < 2)
    kn_hint(kn_complain(r, observe, "a trial looks at people at least once after the first session"),
            "write `observe: {at: [end of course]}`");
  d->outcome_count = 0;
  if (t->scene.outcome_count == 0 && outcomes_follow) return;
  if (t->scene.outcome_count == 0) {
    d->outcome[d->outcome_count++] = d->recruit.outcome;
    return;
  }
  if (t->scene.outcome_count > KN_MAX_TRIAL_OUTCOMES) {
    kn_hint(kn_complain(r, kn_child(observe, "outcomes"), "a trial has at most %d outcomes", KN_MAX_TRIAL_OUTCOMES),
            "the first is the primary one");
    return;
  }
  for (int i = 0; i < t->scene.outcome_count; i++) d->outcome[d->outcome_count++] = t->scene.outcome[i];
}

// A scale that asks about another part of the body than the one these people are treated and looked at in says nothing.
static void check_scales(kn_reader *r, const kn_node *observe) {
  static const struct {
    int outcome, region;
  } scales[] = {{KN_RDQ, KN_LOW_BACK}, {KN_NDI, KN_NECK_SHOULDER}, {KN_WOMAC, KN_KNEE}};
  kn_trial_file *t = file_of(r);
  int region = t->scene.def.person.region[0];
  for (int o = 0; o < t->def.outcome_count; o++)
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
      if (t->def.outcome[o] == scales[i].outcome && region != scales[i].region)
        kn_hint(kn_complain(r, kn_child(observe, "outcomes"),
                            "`%s` asks about the %s; these people have their pain in the %s",
                            kn_outcome_at(t->def.outcome[o])->key, kn_region_at(scales[i].region)->key,
                            kn_region_at(region)->key),
                "leave it out");
}

static void take_model(kn_trial_file *t, const char **off) {
  kn_trial_def *d = &t->def;
  for (int i = 0; i < t->scene.setting_count; i++) t->scene.setting[i].name = t->scene.setting_name[i];
  for (int i = 0; i < t->scene.link_off_count; i++) off[i] = t->scene.link_off[i];
  d->settings = t->scene.setting;
  d->setting_count = t->scene.setting_count;
  d->links_off = off;
  d->link_off_count = t->scene.link_off_count;
}

static void read_parts(kn_reader *r, const kn_node *root, const char *const *folders, int folder_count,
                       kn_people_usual *usual, const kn_trial_kind *kind) {
  kn_trial_file *t = file_of(r);
  const kn_node *n, *treatment = kn_child(root, "treatment"), *observe = kn_child(root, "observe");
  const char *noun = r->language->noun;
  if (root->kind != KN_NODE_MAP) {
    kn_hint(kn_complain(r, root, "a %s is a group of `key: value` lines", noun),
            "begin the file with `schema: knead/1`");
    return;
  }
  kn_check_section(r, root, KN_IN_TRIAL);
  kn_read_fixed(r, root, "schema", "knead/1");
  kn_read_fixed(r, root, "kind", noun);
  if ((n = kn_child(root, "people")))
    read_people(r, n, folders, folder_count, usual);
  else
    kn_hint(kn_complain(r, NULL, "the %s has no `people`", noun), "write for example `people: chronic-low-back-pain`");
  kn_person_def *who = &t->scene.def.person;
  *who = kn_default_person(t->def.people.condition);
  who->region_count = 1;
  who->region[0] = kn_condition_at(t->def.people.condition)->region;
  if ((n = kn_child(root, "region"))) {
    int region = kn_read_name(r, n, "region", "region", kn_region_name);
    if (region >= 0) who->region[0] = t->def.people.region = region;
  }
  if ((n = kn_child(root, "recruitment"))) read_recruitment(r, n);
  if (!treatment)
    kn_hint(kn_complain(r, NULL, "the %s has no `treatment`", noun),
            "add `treatment:` and, indented below it, `technique: relaxation-massage`");
  if ((n = kn_child(root, "bout"))) read_bout(r, n);
  kn_read_arms(r, treatment, kn_child(root, "compared-with"));
  take_arms(t);
  if (t->def.arm_count < 2 && treatment)
    kn_hint(kn_complain(r, treatment->key, "a %s compares the treatment with something", noun),
            "add `compared-with: [usual-care]`");
  for (int a = 0; a < t->def.arm_count; a++)
    for (int i = 0; i < t->def.arm[a].session.region_count; i++)
      if (t->def.arm[a].session.region[i] != who->region[0])
        kn_hint(kn_complain(r, treatment, "people of this %s are looked at in one region, %s", noun,
                            kn_region_at(who->region[0])->key),
                "leave out `region` and `regions`, or write `region` at the top level");
  kn_read_observe(r, observe);
  take_visits(r, observe, kind->outcomes_follow);
  if ((n = kn_child(root, "randomisation"))) read_randomisation(r, n);
  read_therapists(r, kn_child(root, "therapists"));
  if ((n = kn_child(root, "attendance"))) read_attendance(r, n);
  if ((n = kn_child(root, "blinding"))) kn_read_blinding(r, n);
  read_analysis(r, kn_child(root, "analysis"));
  if ((n = kn_child(root, "seed"))) kn_read_count(r, n, "seed", 0, UINT64_MAX, &t->def.seed);
  if ((n = kn_child(root, "strokes"))) read_strokes(r, n);
  if ((n = kn_child(root, "model"))) kn_read_model(r, n);
  if (kind->read) kind->read(r, root);
  check_scales(r, observe);
}

int kn_trial_read_kind(const char *path, const char *const *folders, int folder_count, kn_trial_usual *usual_trial,
                       kn_people_usual *usual, const kn_trial_kind *kind, kn_trial_file *t) {
  memset(t, 0, sizeof *t);
  t->def = usual_trial();
  t->scene.start_day_number = NAN;
  t->scene.def = kn_default_compare();
  size_t size;
  char *text = kn_report_load(&t->scene.report, path, KN_FILE_BYTES, &size);
  if (text == NULL) return KN_READ_UNREADABLE;
  bool taken = kn_report_take(&t->scene.report, path, text, size, KN_FILE_BYTES);
  free(text);
  if (!taken) return KN_READ_REFUSED;
  kn_section sections[KN_TRIAL_SECTIONS + KN_MAX_MORE_SECTIONS];
  memcpy(sections, kn_scene_language.section, KN_SECTION_COUNT * sizeof *sections);
  const kn_section own[] = {{"the top level", kind->top, false},
                            {"`recruitment`", keys_KN_IN_RECRUITMENT, false},
                            {"`bout`", keys_KN_IN_BOUT, true},
                            {"`randomisation`", keys_KN_IN_RANDOMISATION, false},
                            {"a stratum", keys_KN_IN_STRATUM, true},
                            {"`therapists`", keys_KN_IN_THERAPISTS, false},
                            {"`attendance`", keys_KN_IN_ATTENDANCE, false},
                            {"`blinding`", keys_KN_IN_BLINDING, false},
                            {"a promise", keys_KN_IN_PROMISE, true},
                            {"`analysis`", keys_KN_IN_ANALYSIS, false}};
  memcpy(sections + KN_SECTION_COUNT, own, sizeof own);
  for (int i = 0; i < kind->more_count; i++) sections[KN_TRIAL_SECTIONS + i] = kind->more[i];
  // What belongs to a scene alone is no place to send a misplaced line to.
  sections[KN_IN_SCENE].common = sections[KN_IN_PERSON].common = true;
  const kn_language language = {kind->noun, kind->begins, sections, KN_TRIAL_SECTIONS + kind->more_count};
  kn_reader r = {.report = &t->scene.report, .language = &language, .into = t};
  t->scene.path = path;
  const kn_node *root = kn_tree_read(&r, t->scene.report.text, t->scene.report.text_size);
  if (root && !r.broken) {
    kn_report_title(&t->scene.report, t->scene.title, sizeof t->scene.title);
    read_parts(&r, root, folders, folder_count, usual, kind);
    take_model(t, t->link_off);
  }
  kn_tree_free(&r);
  t->scene.path = NULL;
  return t->scene.report.diagnostic_count ? KN_READ_REFUSED : KN_READ_DONE;
}

int kn_trial_read(const char *path, const char *const *folders, int folder_count, kn_trial_usual *usual_trial,
                  kn_people_usual *usual, kn_trial_file *t) {
  static const kn_trial_kind kind = {
      .noun = "trial", .begins = "`schema: knead/1` and `kind: trial`", .top = kn_trial_key};
  return kn_trial_read_kind(path, folders, folder_count, usual_trial, usual, &kind, t);
}

void kn_trial_file_free(kn_trial_file *t) {
  kn_people_file_free(&t->people);
  kn_scene_free(&t->scene);
}
