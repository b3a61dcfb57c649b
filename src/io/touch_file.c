// touch_file.c -- the words of stacks, tools and plants, and the file as a whole. What the plant itself refuses later is
// told at the same lines (kn_touch_file_blame).
#include "touch_inner.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// ---- its words -----------------------------------------------------------------------------------------------------
static const char *const key_table[SECTIONS][16] = {
    [IN_FILE] = {"schema", "kind", "stack", "tool", "plant"},
    [IN_STACK] = {"name", "layers", "drained-interfaces"},
    [IN_LAYER] = {"name", "thickness", "shear", "stiffening", "stiffening-terms", "relaxation", "membrane", "glide",
                  "drainage"},
    [IN_RELAXATION] = {"share", "time"},
    [IN_MEMBRANE] = {"stiffness", "tension", "at"},
    [IN_GLIDE] = {"stiffness", "viscosity"},
    [IN_DRAINAGE] = {"permeability", "modulus"},
    [IN_TOOL] = {"name", "shape", "area", "at-force", "exponent", "aspect", "squareness", "profile", "radius",
                 "friction"},
    [IN_PLANT] = {"mode", "step", "spacing", "pain-threshold", "force-limit", "depth-limit"},
};
#define KEYS_OF(SECTION)                                                                                               \
  static const char *keys_##SECTION(int i) { return i < 16 ? key_table[SECTION][i] : NULL; }
KEYS_OF(IN_FILE)
KEYS_OF(IN_STACK)
KEYS_OF(IN_LAYER)
KEYS_OF(IN_RELAXATION)
KEYS_OF(IN_MEMBRANE)
KEYS_OF(IN_GLIDE)
KEYS_OF(IN_DRAINAGE)
KEYS_OF(IN_TOOL)
KEYS_OF(IN_PLANT)
static const kn_section sections[SECTIONS] = {
    [IN_FILE] = {"the top level", keys_IN_FILE, false},
    [IN_STACK] = {"`stack`", keys_IN_STACK, true},
    [IN_LAYER] = {"a layer", keys_IN_LAYER, false},
    [IN_RELAXATION] = {"`relaxation`", keys_IN_RELAXATION, false},
    [IN_MEMBRANE] = {"`membrane`", keys_IN_MEMBRANE, false},
    [IN_GLIDE] = {"`glide`", keys_IN_GLIDE, true},
    [IN_DRAINAGE] = {"`drainage`", keys_IN_DRAINAGE, false},
    [IN_TOOL] = {"`tool`", keys_IN_TOOL, false},
    [IN_PLANT] = {"`plant`", keys_IN_PLANT, false},
};
static const kn_language language = {"touch file", "`schema: knead-touch/1` and `kind: stack`", sections, SECTIONS};

NAMES(kind_name, "stack", "tool", "plant")

// ---- values that remember where they stand --------------------------------------------------------------------------
void kn_touch_remember(kn_reader *r, const kn_node *n, const char *format, ...) {
  kn_touch_file *f = kn_touch_file_of(r);
  if (f->place_count == KN_TOUCH_PLACES) return;
  kn_touch_place *p = &f->place[f->place_count++];
  va_list list;
  va_start(list, format);
  vsnprintf(p->field, sizeof p->field, format, list);
  va_end(list);
  p->line = n->line, p->column = n->column, p->width = n->width;
}

// The plant's own bounds; a reader's own low one counts if it is narrower.
static void bounds(const char *where, const char *field, double *low, double *high) {
  char name[sizeof((kn_touch_place *)0)->field];
  double least;
  snprintf(name, sizeof name, "%s%s", where, field);
  if (kn_touch_bounds(name, &least, high, NULL) && least > *low) *low = least;
}

bool kn_touch_measure(kn_reader *r, const kn_node *map, const char *where, const char *field, const kn_measure *k,
                      double *value) {
  const kn_node *n = kn_child(map, k->key);
  if (n == NULL) return false;
  kn_measure own = *k;
  bounds(where, field, &own.low, &own.high);
  kn_touch_remember(r, n, "%s%s", where, field);
  return kn_read_measure(r, n, &own, NULL, 0, value);
}

bool kn_touch_score(kn_reader *r, const kn_node *map, const char *where, const char *field, const kn_score *k,
                    double *value) {
  const kn_node *n = kn_child(map, k->key);
  if (n == NULL) return false;
  kn_score own = *k;
  bounds(where, field, &own.low, &own.high);
  kn_touch_remember(r, n, "%s%s", where, field);
  return kn_read_score(r, n, &own, NULL, 0, value);
}

void kn_touch_needs(kn_reader *r, const kn_node *map, int section, const char *what, const char *key,
                    const char *example) {
  for (const kn_node *n = map->first; n; n = n->next) {
    const char *meant = strcmp(n->key->text, key) == 0 ? key : kn_suggest(n->key->text, sections[section].keys);
    if (meant && strcmp(meant, key) == 0) return;
  }
  kn_hint(kn_complain(r, map->key ? map->key : map, "%s needs `%s`", what, key), "write for example `%s: %s`", key,
          example);
}

bool kn_touch_name(kn_reader *r, const kn_node *map, size_t size, char *name) {
  const kn_node *n = kn_child(map, "name");
  const char *text = n ? kn_word(r, n, "name", "back") : NULL;
  if (text == NULL) return false;
  size_t length = strlen(text);
  if (length < size && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length) {
    memcpy(name, text, length + 1);
    return true;
  }
  kn_hint(kn_complain(r, n, "`%s` cannot be a name here", kn_show(text).text), "at most %d letters, digits and hyphens",
          (int)size - 1);
  return false;
}

// ---- the whole file -----------------------------------------------------------------------------------------------------------
static void read_parts(kn_reader *r, const kn_node *root) {
  kn_touch_file *f = kn_touch_file_of(r);
  if (root->kind != KN_NODE_MAP) {
    kn_hint(kn_complain(r, root, "a touch file is a group of `key: value` lines"),
            "begin the file with `schema: knead-touch/1`");
    return;
  }
  kn_check_section(r, root, IN_FILE);
  kn_read_fixed(r, root, "schema", "knead-touch/1");
  const kn_node *kind = kn_child(root, "kind"), *stack = kn_child(root, "stack"), *tool = kn_child(root, "tool"),
                *plant = kn_child(root, "plant");
  if (kind == NULL)
    kn_hint(kn_complain(r, NULL, "the touch file has no `kind`"), "write `kind: stack`, `kind: tool` or `kind: plant`");
  else {
    int k = kn_read_name(r, kind, "kind", "kind", kind_name);
    if (k >= 0 && !kn_child(root, kind_name(k)))
      kn_hint(kn_complain(r, kind, "the touch file has no `%s`", kind_name(k)),
              "add `%s:` and, indented below it, what it is made of", kind_name(k));
  }
  if ((f->has_stack = stack != NULL)) kn_touch_read_stack(r, stack);
  if ((f->has_tool = tool != NULL)) kn_touch_read_tool(r, tool);
  if ((f->has_plant = plant != NULL)) kn_touch_read_plant(r, plant);
}

static void begin(kn_touch_file *f) {
  memset(f, 0, sizeof *f);
  f->def = kn_default_touch();
}

int kn_touch_file_parse(const char *name, const char *text, size_t size, kn_touch_file *f) {
  begin(f);
  if (!kn_report_take(&f->report, name ? name : "touch file", text, size, KN_FILE_BYTES)) return KN_READ_REFUSED;
  kn_reader r = {.report = &f->report, .language = &language, .into = f};
  const kn_node *root = kn_tree_read(&r, f->report.text, f->report.text_size);
  if (root && !r.broken) {
    kn_report_title(&f->report, f->title, sizeof f->title);
    read_parts(&r, root);
  }
  kn_tree_free(&r);
  return f->report.diagnostic_count ? KN_READ_REFUSED : KN_READ_DONE;
}

int kn_touch_file_read(const char *path, kn_touch_file *f) {
  begin(f);
  size_t size;
  char *text = kn_report_load(&f->report, path, KN_FILE_BYTES, &size);
  int status = text ? kn_touch_file_parse(path, text, size, f) : KN_READ_UNREADABLE;
  free(text);
  return status;
}

void kn_touch_file_free(kn_touch_file *f) {
  if (f == NULL) return;
  free(f->report.text);
  memset(f, 0, sizeof *f);
}

bool kn_touch_file_says(const kn_touch_file *f, const char *field) {
  for (int i = 0; f && i < f->place_count; i++)
    if (strcmp(f->place[i].field, field) == 0) return true;
  return false;
}

// ---- what the plant refused ----------------------------------------------------------------------------------------------------
// The plant speaks of "stack.layer[1].glide_kPa_mm"; the file has its own word for that.
static const char *key_of(const char *field) {
  static const char *const key[][2] = {{"thickness_mm", "thickness"},
                                       {"shear_kPa", "shear"},
                                       {"stiffening_terms", "stiffening-terms"},
                                       {"stiffening", "stiffening"},
                                       {"g", "share"},
                                       {"tau_s", "time"},
                                       {"membrane_N_m", "stiffness"},
                                       {"tension_N_m", "tension"},
                                       {"membrane_at", "at"},
                                       {"glide_kPa_mm", "stiffness"},
                                       {"glide_kPa_s_mm", "viscosity"},
                                       {"permeability_m4_Ns", "permeability"},
                                       {"aggregate_kPa", "modulus"},
                                       {"layer_count", "layers"},
                                       {"shape", "shape"},
                                       {"friction", "friction"},
                                       {"radius_mm", "radius"},
                                       {"area_cm2", "area"},
                                       {"area_exponent", "exponent"},
                                       {"area_force_N", "at-force"},
                                       {"aspect", "aspect"},
                                       {"squareness", "squareness"},
                                       {"profile", "profile"},
                                       {"mode", "mode"},
                                       {"step_s", "step"},
                                       {"spacing_mm", "spacing"},
                                       {"pain_threshold_kPa", "pain-threshold"},
                                       {"force_limit_N", "force-limit"},
                                       {"depth_limit_mm", "depth-limit"}};
  const char *last = strrchr(field, '.');
  last = last ? last + 1 : field;
  size_t n = strcspn(last, "[");
  for (size_t i = 0; i < sizeof key / sizeof *key; i++)
    if (strlen(key[i][0]) == n && strncmp(key[i][0], last, n) == 0) return key[i][1];
  return NULL;
}

void kn_touch_file_blame(kn_touch_file *f, const kn_error *e) {
  kn_reader r = {.report = &f->report, .language = &language, .into = f};
  const kn_touch_place *best = NULL;
  size_t longest = 0;
  for (int i = 0; i < f->place_count; i++) { // the longest field that begins what is at fault
    size_t n = strlen(f->place[i].field);
    char after = e->where[n < sizeof e->where ? n : 0];
    if (n > longest && strncmp(e->where, f->place[i].field, n) == 0 && (after == 0 || strchr(".,[ ", after)))
      best = &f->place[i], longest = n;
  }
  const char *what = *e->what ? e->what : "the plant refuses it", *key = key_of(e->where);
  size_t named = strlen(e->where);
  char own[sizeof e->what + 32];
  if (key && strncmp(what, e->where, named) == 0 && what[named] == ' ') {
    snprintf(own, sizeof own, "`%s`%s", key, what + named);
    what = own, named = 0;
  }
  kn_diagnostic *d = best ? kn_complain_at(&r, best->line, best->column, best->width, "%s", what)
                          : kn_complain(&r, NULL, "%s%s%s", named ? e->where : "", named ? ": " : "", what);
  kn_hint(d, "%s", e->hint);
}

bool kn_touch_quantity(const char *text, const char *unit, double *value) {
  const char *rest;
  double v;
  kn_unit from, to;
  if (!kn_number(text, &v, &rest)) return false;
  if (*rest == 0) return *value = v, true;
  if (!kn_unit_parse(rest, &from) || !kn_unit_parse(unit, &to) || !kn_unit_same_dim(&from, &to)) return false;
  return *value = kn_unit_from_si(&to, kn_unit_to_si(&from, v)), true;
}
