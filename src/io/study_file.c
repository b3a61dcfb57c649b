// study_file.c -- what a study has beyond a trial: where it was published, what it may be used for, and its numbers.
#include "study_file.h"
#include "trial_inner.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

_Static_assert(offsetof(kn_study_file, trial) == 0, "the trial's readers take the study's file for a trial's");

enum { IN_SOURCE = KN_TRIAL_SECTIONS, IN_PUBLISHED };
static const char *top_key(int i) {
  static const char *const own[] = {"source", "role", "role-because", "stand-in", "published"};
  int trials = 0;
  while (kn_trial_key(trials)) trials++;
  return i < trials ? kn_trial_key(i) : i < trials + 5 ? own[i - trials] : NULL;
}
static const char *source_key(int i) {
  static const char *const keys[] = {"authors", "year", "doi", "url", "design"};
  return i < 5 ? keys[i] : NULL;
}
static const char *published_key(int i) {
  static const char *const keys[] = {"outcome",     "what",   "at",       "from",          "arm",   "versus",
                                     "measure",     "value",  "interval", "interval-from", "sd",    "p",
                                     "improvement", "beyond", "seen",     "note",          "cannot"};
  return i < 17 ? keys[i] : NULL;
}

const char *kn_study_role_name(int i) {
  static const char *const names[] = {"calibrate", "validate"};
  return i >= 0 && i < 2 ? names[i] : NULL;
}
const char *kn_effect_measure_name(int i) {
  static const char *const names[KN_EFFECT_MEASURE_COUNT] = {
      "mean-difference", "within-change", "smd",   "percent",       "ratio",    "responder-ratio",
      "share-of-change", "level",         "share", "no-difference", "direction"};
  return i >= 0 && i < KN_EFFECT_MEASURE_COUNT ? names[i] : NULL;
}
const char *kn_interval_from_name(int i) {
  static const char *const names[] = {"paper", "p", "sd", "se", "range"};
  return i >= 0 && i < 5 ? names[i] : NULL;
}

static kn_study_file *file_of(const kn_reader *r) { return r->into; }

static bool take_text(kn_reader *r, const kn_node *map, const char *key, const char *example, char *to, size_t n) {
  const kn_node *c = kn_child(map, key);
  const char *text = c ? kn_word(r, c, key, example) : NULL;
  *to = 0;
  if (text == NULL) return false;
  if (strlen(text) >= n)
    kn_hint(kn_complain(r, c, "`%s` is longer than %d characters", key, (int)n - 1), "keep the words that carry it");
  snprintf(to, n, "%s", text);
  return true;
}

// ---- source and role -------------------------------------------------------------------------------------------------------
static void read_source(kn_reader *r, const kn_node *map) {
  kn_study_file *s = file_of(r);
  const kn_node *n;
  uint64_t year;
  if (!kn_check_section(r, map, IN_SOURCE)) return;
  if (!take_text(r, map, "authors", "Cherkin et al.", s->authors, sizeof s->authors) && !kn_child(map, "authors"))
    kn_hint(kn_complain(r, map->key, "`source` names no `authors`"), "write `authors: Cherkin et al.`");
  if ((n = kn_child(map, "year")) && !kn_is_word(n, "unknown") && kn_read_count(r, n, "year", 1900, 2100, &year))
    s->year = (int)year;
  if (n == NULL) kn_hint(kn_complain(r, map->key, "`source` has no `year`"), "write `year: 2011`, or `year: unknown`");
  take_text(r, map, "doi", "10.1007/s00421-007-0469-9", s->doi, sizeof s->doi);
  if (!take_text(r, map, "url", "https://pubmed.ncbi.nlm.nih.gov/18794556/", s->url, sizeof s->url) &&
      !kn_child(map, "url"))
    kn_hint(kn_complain(r, map->key, "`source` does not say where its words were seen"),
            "write `url: https://pubmed.ncbi.nlm.nih.gov/18794556/`");
  take_text(r, map, "design", "randomised trial", s->design, sizeof s->design);
}

static void read_role(kn_reader *r, const kn_node *root) {
  kn_study_file *s = file_of(r);
  const kn_node *n = kn_child(root, "role");
  if (n == NULL)
    kn_hint(kn_complain(r, NULL, "the study has no `role`"),
            "write `role: calibrate` when its numbers may fit the model, `role: validate` when they may only be "
            "compared with");
  int role = n ? kn_read_name(r, n, "role", "role", kn_study_role_name) : -1;
  if (role >= 0) s->role = (kn_study_role)role;
  take_text(r, root, "role-because", "one of its numbers was kept back", s->why, sizeof s->why);
  take_text(r, root, "stand-in", "chronic low-back pain for cancer pain", s->stand_in, sizeof s->stand_in);
}

// ---- one published number ---------------------------------------------------------------------------------------------------
static int read_arm(kn_reader *r, const kn_node *n, const char *key) {
  const kn_trial_def *d = &file_of(r)->trial.def;
  const char *name = kn_word(r, n, key, d->arm_name[0]);
  for (int a = 0; name && a < d->arm_count; a++)
    if (strcmp(d->arm_name[a], name) == 0) return a;
  if (name == NULL) return -1;
  char list[400] = "";
  for (int a = 0; a < d->arm_count; a++)
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", a ? ", " : "", d->arm_name[a]);
  kn_hint(kn_complain(r, n, "there is no arm `%s`", kn_show(name).text), "one of %s", list);
  return -1;
}

static int read_visit(kn_reader *r, const kn_node *n, const char *key) {
  const kn_trial_def *d = &file_of(r)->trial.def;
  const char *name = kn_word(r, n, key, "end of course");
  for (int v = 0; name && v < d->visit_count; v++)
    if (strcmp(d->visit[v].name, name) == 0) return v;
  if (name)
    kn_hint(kn_complain(r, n, "`%s` is no visit of this study", kn_show(name).text),
            "name one of those under `observe: at`, or add it there");
  return -1;
}

// Outcomes are those under `observe`; or, when none are named there, those of the published numbers.
static int read_outcome(kn_reader *r, const kn_node *n) {
  kn_study_file *s = file_of(r);
  kn_trial_def *d = &s->trial.def;
  int outcome = kn_read_name(r, n, "outcome", "outcome", kn_outcome_name);
  if (outcome < 0) return -1;
  for (int o = 0; o < d->outcome_count; o++)
    if (d->outcome[o] == outcome) return outcome;
  if (s->trial.scene.outcome_count > 0) {
    kn_hint(kn_complain(r, n, "`%s` is not among the outcomes under `observe`", n->text),
            "add it there, or leave `outcomes` out");
    return -1;
  }
  if (d->outcome_count == KN_MAX_TRIAL_OUTCOMES) {
    kn_hint(kn_complain(r, n, "more than %d outcomes", KN_MAX_TRIAL_OUTCOMES),
            "write what is left as `what:` with `cannot:`, or into another file");
    return -1;
  }
  d->outcome[d->outcome_count++] = outcome;
  return outcome;
}

static bool number(kn_reader *r, const kn_node *n, const char *key, const char *example, double low, double high,
                   double *to) {
  const kn_score s = {key, low, high, example, NULL};
  return kn_read_score(r, n, &s, NULL, 0, to);
}

static void read_value(kn_reader *r, const kn_node *map, kn_study_row *row) {
  kn_published *e = &row->effect;
  const kn_node *n = kn_child(map, "value");
  if (e->measure == KN_NULL) {
    e->value = 0.0;
    if (n)
      kn_hint(kn_complain(r, n->key, "a finding of `no-difference` has no `value`"),
              "leave it out; or write the measure that the value belongs to");
    return;
  }
  if (n == NULL) {
    kn_hint(kn_complain(r, map->first->key, "this finding has no `value`"),
            e->measure == KN_DIRECTION ? "write `value: lower` or `value: higher`" : "write `value: -1.7`");
    return;
  }
  if (e->measure == KN_DIRECTION) {
    bool lower = kn_is_word(n, "lower");
    if (!lower && !kn_is_word(n, "higher"))
      kn_hint(kn_complain(r, n, "a direction is `lower` or `higher`, not `%s`",
                          n->kind == KN_NODE_WORD ? kn_show(n->text).text : "a group"),
              "of the arm, against what it is compared with");
    e->value = lower ? -1.0 : 1.0;
    return;
  }
  bool ratio = e->measure == KN_RATIO || e->measure == KN_RESPONDER_RATIO;
  number(r, n, "value", "-1.7", ratio ? 1e-3 : -1e5, 1e5, &e->value);
}

static void read_interval(kn_reader *r, const kn_node *map, kn_study_row *row) {
  kn_published *e = &row->effect;
  const kn_node *n = kn_child(map, "interval"), *from = kn_child(map, "interval-from");
  row->interval_from = -1;
  if (n == NULL) {
    if (from) kn_complain(r, from->key, "`interval-from` without an `interval`");
    return;
  }
  if (n->kind != KN_NODE_LIST || n->count != 2) {
    kn_hint(kn_complain(r, n, "`interval` is a list of its two ends"), "write `interval: [-2.2, -1.2]`");
    return;
  }
  bool good = number(r, kn_item(n, 0), "interval", "-2.2", -1e5, 1e5, &e->low);
  good = number(r, kn_item(n, 1), "interval", "-1.2", -1e5, 1e5, &e->high) && good;
  if (good && !(e->low <= e->high))
    kn_hint(kn_complain(r, n, "`interval` begins above its end"), "the lower end comes first");
  else if (good && isfinite(e->value) && !(e->value >= e->low && e->value <= e->high))
    kn_hint(kn_complain(r, n, "the value %g lies outside its own interval", e->value),
            "look at the signs: lower is negative, also where lower is better");
  row->interval_from = from ? kn_read_name(r, from, "interval-from", "origin", kn_interval_from_name) : 0;
}

static void read_improvement(kn_reader *r, const kn_node *map, kn_published *e) {
  const kn_node *n = kn_child(map, "improvement");
  if (n == NULL) {
    kn_hint(kn_complain(r, map->first->key, "who is a responder?"),
            "write `improvement: 5` in the outcome's unit, or `improvement: 30 %%` of what she began with");
    return;
  }
  const char *text = kn_word(r, n, "improvement", "5"), *rest;
  if (text == NULL) return;
  if (kn_number(text, &e->improvement, &rest) && strcmp(rest, "%") == 0 && e->improvement > 0 &&
      e->improvement <= 100) {
    e->improvement /= 100.0;
    e->improvement_is_share = true;
    return;
  }
  number(r, n, "improvement", "5", 1e-6, 1e4, &e->improvement);
}

static bool needs_versus(kn_effect_measure m) {
  return m == KN_MEAN_DIFFERENCE || m == KN_RATIO || m == KN_RESPONDER_RATIO;
}
static bool refuses_versus(kn_effect_measure m) { return m == KN_WITHIN_CHANGE || m == KN_LEVEL || m == KN_SHARE; }

static void read_effect(kn_reader *r, const kn_node *map, kn_study_row *row) {
  kn_published *e = &row->effect;
  const kn_node *n, *versus = kn_child(map, "versus");
  static const struct {
    const char *key, *example;
  } needed[] = {{"outcome", "pain"}, {"measure", "mean-difference"}, {"at", "end of course"}};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (!kn_child(map, needed[i].key))
      kn_hint(kn_complain(r, map, "a published number needs `%s`", needed[i].key), "write `%s: %s`", needed[i].key,
              needed[i].example);
  if ((n = kn_child(map, "outcome"))) e->outcome = read_outcome(r, n);
  if ((n = kn_child(map, "at"))) e->visit = read_visit(r, n, "at");
  if ((n = kn_child(map, "from"))) e->from = read_visit(r, n, "from");
  if ((n = kn_child(map, "arm"))) e->arm = read_arm(r, n, "arm");
  if (versus) e->versus = read_arm(r, versus, "versus");
  int measure = (n = kn_child(map, "measure")) ? kn_read_name(r, n, "measure", "measure", kn_effect_measure_name) : -1;
  if (measure < 0) return;
  e->measure = (kn_effect_measure)measure;
  if (needs_versus(e->measure) && !versus)
    kn_hint(kn_complain(r, n, "`%s` compares an arm with another: `versus` is missing", n->text), "write `versus: %s`",
            file_of(r)->trial.def.arm_name[1]);
  if (refuses_versus(e->measure) && versus)
    kn_hint(kn_complain(r, versus->key, "`%s` is of one arm", n->text), "leave `versus` out");
  if (versus && e->versus >= 0 && e->versus == e->arm)
    kn_hint(kn_complain(r, versus, "an arm compared with itself"), "name another under `versus`");
  if (e->visit >= 0 && e->visit == e->from && e->measure != KN_LEVEL && e->measure != KN_SHARE)
    kn_hint(kn_complain(r, kn_child(map, "at"), "nothing has happened at this visit yet"), "name a later visit");
  read_value(r, map, row);
  read_interval(r, map, row);
  if (e->measure == KN_RESPONDER_RATIO) read_improvement(r, map, e);
  if (e->measure == KN_SHARE && !kn_child(map, "beyond"))
    kn_hint(kn_complain(r, n, "`share` of whom?"), "write `beyond: 2`: readings there or worse");
  if ((n = kn_child(map, "beyond"))) number(r, n, "beyond", "2", -1e4, 1e4, &e->beyond);
  if ((n = kn_child(map, "sd"))) number(r, n, "sd", "2.1", 1e-6, 1e5, &e->sd);
  if ((n = kn_child(map, "p"))) number(r, n, "p", "0.03", 0, 1, &row->p);
}

static void read_row(kn_reader *r, const kn_node *map, kn_study_row *row) {
  *row = (kn_study_row){.line = map->line, .interval_from = -1, .p = NAN};
  row->effect = (kn_published){.versus = -1, .value = NAN, .low = NAN, .high = NAN, .sd = NAN};
  if (!kn_check_section(r, map, IN_PUBLISHED)) return;
  if (!take_text(r, map, "seen", "adjusted mean score was 2.9 points lower", row->seen, sizeof row->seen) &&
      !kn_child(map, "seen"))
    kn_hint(kn_complain(r, map, "the words that carried this number are missing"),
            "write `seen: \"adjusted mean score was 2.9 points lower\"`");
  take_text(r, map, "what", "Roland Disability Questionnaire", row->what, sizeof row->what);
  take_text(r, map, "note", "computed from p", row->note, sizeof row->note);
  if (take_text(r, map, "cannot", "the model has no creatine kinase", row->cannot, sizeof row->cannot)) {
    if (*row->what == 0)
      kn_hint(kn_complain(r, map, "what cannot be compared?"), "write `what: serum creatine kinase`");
    return;
  }
  read_effect(r, map, row);
}

static void read_published(kn_reader *r, const kn_node *list) {
  kn_study_file *s = file_of(r);
  const kn_node *item;
  if (list->kind == KN_NODE_REFUSED) return;
  if (list->kind != KN_NODE_LIST || list->count == 0) {
    kn_hint(kn_complain(r, list, "`published` is a list of the numbers"),
            "write `- {outcome: pain, at: end of course, measure: mean-difference, versus: nothing, ...}`");
    return;
  }
  for (int i = 0; (item = kn_item(list, i)); i++) {
    if (s->row_count == KN_MAX_PUBLISHED) {
      kn_complain(r, item, "more than %d published numbers", KN_MAX_PUBLISHED);
      return;
    }
    read_row(r, item, &s->row[s->row_count++]);
  }
}

static void read_study(kn_reader *r, const kn_node *root) {
  kn_study_file *s = file_of(r);
  const kn_node *n;
  if ((n = kn_child(root, "source")))
    read_source(r, n);
  else
    kn_hint(kn_complain(r, NULL, "the study has no `source`"), "write `source: {authors: ..., year: ..., url: ...}`");
  read_role(r, root);
  s->says_people = (n = kn_child(root, "recruitment")) && kn_child(n, "people");
  if ((n = kn_child(root, "published")))
    read_published(r, n);
  else
    kn_hint(kn_complain(r, NULL, "the study has no `published` numbers"), "without them it is a trial: `kind: trial`");
  kn_trial_def *d = &s->trial.def;
  if (d->outcome_count == 0) d->outcome[d->outcome_count++] = KN_PAIN;
}

int kn_study_read(const char *path, const char *const *folders, int folder_count, kn_trial_usual *usual_trial,
                  kn_people_usual *usual, kn_study_file *s) {
  static const kn_section more[] = {{"`source`", source_key, true}, {"a published number", published_key, false}};
  static const kn_trial_kind kind = {.noun = "study",
                                     .begins = "`schema: knead/1` and `kind: study`",
                                     .top = top_key,
                                     .more = more,
                                     .more_count = 2,
                                     .outcomes_follow = true,
                                     .read = read_study};
  s->role = KN_STUDY_VALIDATE;
  s->year = s->row_count = 0;
  *s->authors = *s->doi = *s->url = *s->design = *s->why = *s->stand_in = 0;
  return kn_trial_read_kind(path, folders, folder_count, usual_trial, usual, &kind, &s->trial);
}

void kn_study_file_free(kn_study_file *s) { kn_trial_file_free(&s->trial); }
