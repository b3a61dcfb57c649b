#include "people_file.h"
#include "reader.h"
#include "scene_inner.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IN_PEOPLE, IN_HEIGHT, IN_TRAITS, IN_TRAIT, IN_CORRELATION, IN_SPREAD, SECTIONS };
static const char *const keys[SECTIONS][10] = {
    [IN_PEOPLE] = {"schema", "kind", "condition", "female", "height", "traits", "correlations", "parameter-spread"},
    [IN_HEIGHT] = {"women", "men", "sd"},
    [IN_TRAITS] = {"age", "body-mass-index", "pain", "perceived-stress", "trait-anxiety", "depression", "sleep-quality",
                   "expectation"},
    [IN_TRAIT] = {"mean", "sd", "low", "high", "grade", "source"},
    [IN_CORRELATION] = {"between", "r", "grade", "source"},
    [IN_SPREAD] = {"value", "grade", "source"},
};
#define KEYS_OF(SECTION)                                                                                               \
  static const char *keys_##SECTION(int i) { return i < 10 ? keys[SECTION][i] : NULL; }
KEYS_OF(IN_PEOPLE)
KEYS_OF(IN_HEIGHT)
KEYS_OF(IN_TRAITS)
KEYS_OF(IN_TRAIT)
KEYS_OF(IN_CORRELATION)
KEYS_OF(IN_SPREAD)
static const kn_section sections[SECTIONS] = {
    {"the top level", keys_IN_PEOPLE, false},     {"`height`", keys_IN_HEIGHT, false},
    {"`traits`", keys_IN_TRAITS, false},          {"a trait", keys_IN_TRAIT, true},
    {"a correlation", keys_IN_CORRELATION, true}, {"`parameter-spread`", keys_IN_SPREAD, true}};
static const kn_language language = {"people file", "`schema: knead/1` and `kind: people`", sections, SECTIONS};

static kn_people_file *file_of(const kn_reader *r) { return r->into; }

// Grade and source of a number: both must be there.
static char read_basis(kn_reader *r, const kn_node *map, char *source, size_t n) {
  const kn_node *g = kn_child(map, "grade"), *s = kn_child(map, "source");
  const char *grade = g ? kn_word(r, g, "grade", "D") : NULL, *text = s ? kn_word(r, s, "source", "assumed") : NULL;
  if (g == NULL || s == NULL)
    kn_hint(kn_complain(r, map->key ? map->key : map, "this number has no `%s`", g ? "source" : "grade"),
            "write `grade: D, source: assumed` when nothing is known");
  if (grade && (strlen(grade) != 1 || strchr("ABCD", *grade) == NULL))
    kn_hint(kn_complain(r, g, "`grade` is `%s`; allowed is A, B, C or D", kn_show(grade).text),
            "A replicated or measured directly, B some studies, C calibrated, D assumed");
  if (text && source) {
    if (strlen(text) >= n) kn_complain(r, s, "`source` is longer than %d characters", (int)n - 1);
    snprintf(source, n, "%s", text);
  }
  return grade && strchr("ABCD", *grade) ? *grade : 'D';
}

static bool read_value(kn_reader *r, const kn_node *n, int trait, const char *key, double low, double high, double *v) {
  if (trait == KN_TRAIT_AGE) {
    const kn_measure m = {key, low, high, {"y"}, "47 y", NULL};
    return kn_read_measure(r, n, &m, NULL, 0, v);
  }
  const kn_score s = {key, low, high, trait == KN_TRAIT_EXPECTATION ? "0.45" : "6", NULL};
  return kn_read_score(r, n, &s, NULL, 0, v);
}

static void read_trait(kn_reader *r, const kn_node *map, int i) {
  kn_people_file *p = file_of(r);
  kn_trait_def *t = &p->def.trait[i];
  double low = t->low, high = t->high; // what the trait may be at all
  const kn_node *n;
  if (!kn_check_section(r, map, IN_TRAIT)) return;
  if ((n = kn_child(map, "low"))) read_value(r, n, i, "low", low, high, &t->low);
  if ((n = kn_child(map, "high"))) read_value(r, n, i, "high", t->low, high, &t->high);
  if ((n = kn_child(map, "mean")))
    read_value(r, n, i, "mean", t->low, t->high, &t->mean);
  else
    kn_hint(kn_complain(r, map->key, "`%s` needs a `mean`", map->key->text), "write `{mean: ..., sd: ...}`");
  if ((n = kn_child(map, "sd"))) read_value(r, n, i, "sd", 0, high - low, &t->sd);
  p->grade[i] = read_basis(r, map, p->source[i], sizeof p->source[i]);
}

static int trait_named(kn_reader *r, const kn_node *n) {
  return kn_read_name(r, n, "between", "trait", keys_IN_TRAITS);
}

static void read_correlation(kn_reader *r, const kn_node *map) {
  static const kn_score score = {"r", -0.95, 0.95, "0.3", "the correlation of the two"};
  if (!kn_check_section(r, map, IN_CORRELATION)) return;
  const kn_node *between = kn_child(map, "between"), *value = kn_child(map, "r");
  double v = 0;
  read_basis(r, map, NULL, 0);
  if (between == NULL || between->kind != KN_NODE_LIST || between->count != 2 || value == NULL) {
    kn_hint(kn_complain(r, between ? between : map, "a correlation is between two traits"),
            "write `{between: [pain, depression], r: 0.3, grade: D, source: assumed}`");
    return;
  }
  int a = trait_named(r, kn_item(between, 0)), b = trait_named(r, kn_item(between, 1));
  bool good = kn_read_score(r, value, &score, NULL, 0, &v);
  if (a < 0 || b < 0 || !good) return;
  kn_people_def *p = &file_of(r)->def;
  if (a == b || p->correlation[a][b] != 0.0)
    kn_hint(kn_complain(r, between, a == b ? "a trait's correlation with itself is 1" : "these two stand here already"),
            "name each pair once");
  else
    p->correlation[a][b] = p->correlation[b][a] = v;
}

static void read_parts(kn_reader *r, const kn_node *root, kn_people_usual *usual) {
  static const kn_score share = {"female", 0, 1, "0.6", "the share of women"},
                        spread = {"value", 0, 2, "0.5", "1: parameters spread between people as the tables say"};
  static const kn_measure height = {"height", 1.4, 2.0, {"m", "cm"}, "164 cm", NULL},
                          height_sd = {"sd", 0, 0.12, {"m", "cm"}, "6.6 cm", NULL};
  kn_people_file *p = file_of(r);
  const kn_node *n, *c;
  if (root->kind != KN_NODE_MAP) {
    kn_hint(kn_complain(r, root, "a people file is a group of `key: value` lines"), "begin it with `schema: knead/1`");
    return;
  }
  kn_check_section(r, root, IN_PEOPLE);
  kn_read_fixed(r, root, "schema", "knead/1");
  kn_read_fixed(r, root, "kind", "people");
  int condition = -1;
  if ((n = kn_child(root, "condition")))
    condition = kn_read_name(r, n, "condition", "condition", kn_condition_name);
  else
    kn_hint(kn_complain(r, NULL, "the people have no `condition`"),
            "write for example `condition: chronic-low-back-pain`");
  if (condition >= 0) p->def = usual(condition);
  if ((n = kn_child(root, "female"))) kn_read_score(r, n, &share, NULL, 0, &p->def.female);
  if ((n = kn_child(root, "height")) && kn_check_section(r, n, IN_HEIGHT)) {
    if ((c = kn_child(n, "women"))) kn_read_measure(r, c, &height, NULL, 0, &p->def.height_m[0]);
    if ((c = kn_child(n, "men"))) kn_read_measure(r, c, &height, NULL, 0, &p->def.height_m[1]);
    if ((c = kn_child(n, "sd"))) kn_read_measure(r, c, &height_sd, NULL, 0, &p->def.height_sd_m);
  }
  if ((n = kn_child(root, "traits")) && kn_check_section(r, n, IN_TRAITS))
    for (int i = 0; i < KN_TRAIT_COUNT; i++)
      if ((c = kn_child(n, keys[IN_TRAITS][i]))) read_trait(r, c, i);
  if ((n = kn_child(root, "correlations"))) {
    if (n->kind == KN_NODE_MAP)
      kn_complain(r, n, "`correlations` should be a list");
    else
      for (int i = 0; (c = kn_item(n, i)); i++) read_correlation(r, c);
  }
  if ((n = kn_child(root, "parameter-spread")) && kn_check_section(r, n, IN_SPREAD)) {
    read_basis(r, n, NULL, 0);
    if ((c = kn_child(n, "value"))) kn_read_score(r, c, &spread, NULL, 0, &p->def.parameter_spread);
  }
}

int kn_people_read(const char *path, kn_people_usual *usual, kn_people_file *p) {
  memset(p, 0, sizeof *p);
  size_t size;
  char *text = kn_report_load(&p->report, path, KN_FILE_BYTES, &size);
  if (text == NULL) return KN_READ_UNREADABLE;
  p->def = usual(KN_HEALTHY);
  bool taken = kn_report_take(&p->report, path, text, size, KN_FILE_BYTES);
  free(text);
  if (!taken) return KN_READ_REFUSED;
  kn_reader r = {.report = &p->report, .language = &language, .into = p};
  const kn_node *root = kn_tree_read(&r, p->report.text, p->report.text_size);
  if (root && !r.broken) {
    kn_report_title(&p->report, p->title, sizeof p->title);
    read_parts(&r, root, usual);
  }
  kn_tree_free(&r);
  return p->report.diagnostic_count ? KN_READ_REFUSED : KN_READ_DONE;
}

void kn_people_file_free(kn_people_file *p) {
  free(p->report.text);
  memset(p, 0, sizeof *p);
}
