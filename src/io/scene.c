// scene.c -- a scene from file to struct: opens the file, hands each part of the tree to its reader.
#include "scene_inner.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- its words -----------------------------------------------------------------------------------------------------
#define ARM_KEYS                                                                                                       \
  "technique", "name", "region", "regions", "share", "duration", "force", "pressure", "speed", "rate", "context",      \
      "rest", "at", "times", "weeks", "sessions", "dates", "strokes", "from-trace", "tool"
static const char *const key_table[KN_SECTION_COUNT][20] = {
    [KN_IN_SCENE] = {"schema", "kind", "person", "treatment", "compared-with", "observe", "seed", "model"},
    [KN_IN_PERSON] = {"id", "age", "sex", "height", "weight", "condition", "pain", "perceived-stress", "trait-anxiety",
                      "depression", "sleep-quality", "expectation", "heart-rate", "systolic-pressure", "sleeps",
                      "everyday-ups-and-downs"},
    [KN_IN_SLEEPS] = {"from", "to"},
    [KN_IN_TREATMENT] = {ARM_KEYS},
    [KN_IN_COMPARATOR] = {ARM_KEYS},
    [KN_IN_OBSERVE] = {"at", "outcomes"},
    [KN_IN_MODEL] = {"set", "off"},
    [KN_IN_STROKE] = {"technique", "region", "duration", "tool", "pattern", "force", "angle", "rate", "speed",
                      "direction", "loaded", "swing"},
};

#define KEYS_OF(SECTION)                                                                                               \
  static const char *keys_##SECTION(int i) { return i < 20 ? key_table[SECTION][i] : NULL; }
KEYS_OF(KN_IN_SCENE)
KEYS_OF(KN_IN_PERSON)
KEYS_OF(KN_IN_SLEEPS)
KEYS_OF(KN_IN_TREATMENT)
KEYS_OF(KN_IN_COMPARATOR)
KEYS_OF(KN_IN_OBSERVE)
KEYS_OF(KN_IN_MODEL)
KEYS_OF(KN_IN_STROKE)
static const kn_section sections[KN_SECTION_COUNT] = {
    [KN_IN_SCENE] = {"the top level", keys_KN_IN_SCENE, false},
    [KN_IN_PERSON] = {"`person`", keys_KN_IN_PERSON, false},
    [KN_IN_SLEEPS] = {"`sleeps`", keys_KN_IN_SLEEPS, true},
    [KN_IN_TREATMENT] = {"`treatment`", keys_KN_IN_TREATMENT, false},
    [KN_IN_COMPARATOR] = {"a comparator", keys_KN_IN_COMPARATOR, false},
    [KN_IN_OBSERVE] = {"`observe`", keys_KN_IN_OBSERVE, false},
    [KN_IN_MODEL] = {"`model`", keys_KN_IN_MODEL, false},
    [KN_IN_STROKE] = {"a stroke", keys_KN_IN_STROKE, false},
};
const kn_language kn_scene_language = {"scene", "`schema: knead/1` and `kind: scene`", sections, KN_SECTION_COUNT};

#define KEY_OF(thing)                                                                                                  \
  const char *kn_##thing##_name(int i) {                                                                               \
    const kn_##thing##_info *info = kn_##thing##_at(i);                                                                \
    return info ? info->key : NULL;                                                                                    \
  }
KEY_OF(technique)
KEY_OF(region)
KEY_OF(condition)
KEY_OF(outcome)
KEY_OF(link)
KEY_OF(tool)

// ---- the whole file -------------------------------------------------------------------------------------------------
static void begin(kn_scene *s) {
  memset(s, 0, sizeof *s);
  s->start_day_number = NAN;
  s->def = kn_default_compare();
  s->def.person = kn_default_person(KN_HEALTHY);
}

static void read_parts(kn_reader *r, const kn_node *root) {
  kn_scene *s = kn_scene_of(r);
  if (root->kind != KN_NODE_MAP) {
    kn_hint(kn_complain(r, root, "a scene is a group of `key: value` lines"), "begin the file with `schema: knead/1`");
    return;
  }
  kn_check_section(r, root, KN_IN_SCENE);
  kn_read_fixed(r, root, "schema", "knead/1");
  kn_read_fixed(r, root, "kind", "scene");
  const kn_node *person = kn_child(root, "person"), *treatment = kn_child(root, "treatment"), *n;
  if (person)
    kn_read_person(r, person);
  else
    kn_hint(kn_complain(r, NULL, "the scene has no `person`"),
            "add `person:` and, indented below it, `condition: chronic-low-back-pain`");
  if (!treatment)
    kn_hint(kn_complain(r, NULL, "the scene has no `treatment`"),
            "add `treatment:` and, indented below it, `technique: relaxation-massage`");
  kn_read_arms(r, treatment, kn_child(root, "compared-with"));
  kn_read_observe(r, kn_child(root, "observe"));
  if ((n = kn_child(root, "seed"))) kn_read_count(r, n, "seed", 0, UINT64_MAX, &s->def.seed);
  if ((n = kn_child(root, "model"))) kn_read_model(r, n);
}

static int check(kn_scene *s) {
  kn_reader r = {.report = &s->report, .language = &kn_scene_language, .into = s};
  const kn_node *root = kn_tree_read(&r, s->report.text, s->report.text_size);
  if (root && !r.broken) {
    kn_report_title(&s->report, s->title, sizeof s->title);
    read_parts(&r, root);
  }
  kn_tree_free(&r);
  return s->report.diagnostic_count ? KN_READ_REFUSED : KN_READ_DONE;
}

static int parse(const char *name, const char *path, const char *text, size_t size, kn_scene *s) {
  begin(s);
  s->path = path;
  int status =
      kn_report_take(&s->report, name ? name : "scene", text, size, KN_FILE_BYTES) ? check(s) : KN_READ_REFUSED;
  s->path = NULL;
  return status;
}

int kn_scene_parse(const char *name, const char *text, size_t size, kn_scene *s) {
  return parse(name, NULL, text, size, s);
}

int kn_scene_read(const char *path, kn_scene *s) {
  begin(s);
  size_t size;
  char *text = kn_report_load(&s->report, path, KN_FILE_BYTES, &size);
  int status = text ? parse(path, path, text, size, s) : KN_READ_UNREADABLE;
  free(text);
  return status;
}

void kn_scene_free(kn_scene *s) {
  if (s == NULL) return;
  free(s->report.text);
  for (int i = 0; i < KN_MAX_ARMS; i++) free(s->start_times[i]);
  memset(s, 0, sizeof *s);
}
