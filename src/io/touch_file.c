// touch_file.c -- stack, tool and plant of a file into the plant's definition. Bounds are those of <knead/touch.h>;
// what the plant itself refuses later is told at the same lines (kn_touch_file_blame).
#include "touch_file.h"
#include "reader.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// ---- its words -----------------------------------------------------------------------------------------------------
enum { IN_FILE, IN_STACK, IN_LAYER, IN_RELAXATION, IN_MEMBRANE, IN_GLIDE, IN_DRAINAGE, IN_TOOL, IN_PLANT, SECTIONS };
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

#define NAMES(function, ...)                                                                                           \
  static const char *function(int i) {                                                                                 \
    static const char *const name[] = {__VA_ARGS__, NULL};                                                             \
    return name[i];                                                                                                    \
  }
NAMES(kind_name, "stack", "tool", "plant")
NAMES(shape_name, "patch", "sphere", "punch")
NAMES(mode_name, "single", "window")

static kn_touch_file *file_of(const kn_reader *r) { return r->into; }

// ---- values that remember where they stand --------------------------------------------------------------------------
__attribute__((format(printf, 3, 4))) static void remember(kn_reader *r, const kn_node *n, const char *format, ...) {
  kn_touch_file *f = file_of(r);
  if (f->place_count == KN_TOUCH_PLACES) return;
  kn_touch_place *p = &f->place[f->place_count++];
  va_list list;
  va_start(list, format);
  vsnprintf(p->field, sizeof p->field, format, list);
  va_end(list);
  p->line = n->line, p->column = n->column, p->width = n->width;
}

// where: "stack.layer[1]."; field: the name in <knead/touch.h>
static bool measure(kn_reader *r, const kn_node *map, const char *where, const char *field, const kn_measure *k,
                    double *value) {
  const kn_node *n = kn_child(map, k->key);
  if (n == NULL) return false;
  remember(r, n, "%s%s", where, field);
  return kn_read_measure(r, n, k, NULL, 0, value);
}

static bool score(kn_reader *r, const kn_node *map, const char *where, const char *field, const kn_score *k,
                  double *value) {
  const kn_node *n = kn_child(map, k->key);
  if (n == NULL) return false;
  remember(r, n, "%s%s", where, field);
  return kn_read_score(r, n, k, NULL, 0, value);
}

// Not when a misspelt key was meant for it: that has been complained about.
static void needs(kn_reader *r, const kn_node *map, int section, const char *what, const char *key,
                  const char *example) {
  for (const kn_node *n = map->first; n; n = n->next) {
    const char *meant = strcmp(n->key->text, key) == 0 ? key : kn_suggest(n->key->text, sections[section].keys);
    if (meant && strcmp(meant, key) == 0) return;
  }
  kn_hint(kn_complain(r, map->key ? map->key : map, "%s needs `%s`", what, key), "write for example `%s: %s`", key,
          example);
}

// Names become parts of column names, so they are plain words.
static bool read_name(kn_reader *r, const kn_node *map, size_t size, char *name) {
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

// ---- stack --------------------------------------------------------------------------------------------------------------
static void read_relaxation(kn_reader *r, const kn_node *list, const char *where, kn_touch_layer *l) {
  static const kn_score share = {"share", 0, 0.99, "0.3", "the part of the stiffness that is lost in this time"};
  static const kn_measure time = {"time", 1e-4, 1e5, {"s", "ms", "min"}, "6 s", NULL};
  if (list->kind == KN_NODE_REFUSED) return;
  if (list->kind != KN_NODE_LIST) {
    kn_hint(kn_complain(r, list, "`relaxation` should be a list"), "write `relaxation: [{share: 0.3, time: 6 s}]`");
    return;
  }
  double sum = 0;
  int i = 0;
  for (const kn_node *n = list->first; n; n = n->next, i++) {
    if (i == KN_TOUCH_TERMS) {
      kn_hint(kn_complain(r, n, "more than %d terms of relaxation", KN_TOUCH_TERMS), "keep those that matter most");
      return;
    }
    if (!kn_check_section(r, n, IN_RELAXATION)) continue;
    needs(r, n, IN_RELAXATION, "a term of `relaxation`", "share", "0.3");
    needs(r, n, IN_RELAXATION, "a term of `relaxation`", "time", "6 s");
    char field[24];
    snprintf(field, sizeof field, "g[%d]", i);
    score(r, n, where, field, &share, &l->g[i]);
    snprintf(field, sizeof field, "tau_s[%d]", i);
    measure(r, n, where, field, &time, &l->tau_s[i]);
    sum += l->g[i];
  }
  if (sum >= 1)
    kn_hint(
        kn_complain(r, list, "the shares of `relaxation` add up to %s; allowed is below 1", kn_number_text(sum).text),
        "what is left of 1 is the stiffness after a long time");
}

static void read_membrane(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  static const kn_measure stiffness = {"stiffness", 0, 1e6, {"N/m", "N/mm"}, "200 N/m", "along the sheet"};
  static const kn_measure tension = {"tension", 0, 1e4, {"N/m", "N/mm"}, "20 N/m", "along the sheet, before any load"};
  static const kn_score at = {"at", 0, 1, "0.5", "0 is the top of the layer, 1 its bottom"};
  if (!kn_check_section(r, n, IN_MEMBRANE)) return;
  needs(r, n, IN_MEMBRANE, "`membrane`", "stiffness", "200 N/m");
  measure(r, n, where, "membrane_N_m", &stiffness, &l->membrane_N_m);
  measure(r, n, where, "tension_N_m", &tension, &l->tension_N_m);
  score(r, n, where, "membrane_at", &at, &l->membrane_at);
}

static void read_glide(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  static const kn_measure stiffness = {"stiffness", 0, 1e4, {"kPa/mm", "Pa/m"}, "0.03 kPa/mm", NULL};
  static const kn_measure viscosity = {"viscosity", 0, 1e4, {"kPa s/mm", "Pa s/m"}, "0.01 kPa s/mm", NULL};
  if (!kn_check_section(r, n, IN_GLIDE)) return;
  needs(r, n, IN_GLIDE, "`glide`", "stiffness", "0.03 kPa/mm");
  measure(r, n, where, "glide_kPa_mm", &stiffness, &l->glide_kPa_mm);
  measure(r, n, where, "glide_kPa_s_mm", &viscosity, &l->glide_kPa_s_mm);
}

static void read_drainage(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  static const kn_measure permeability = {"permeability", 1e-20,
                                          1e-6,           {"m4/N/s", "mm4/N/s"},
                                          "1e-14 m4/N/s", "leave `drainage` out for tissue that keeps its fluid"};
  static const kn_measure modulus = {"modulus",      0.1,      1e5,
                                     {"kPa", "MPa"}, "20 kPa", "lambda + 2 mu of the tissue once its fluid may leave"};
  if (!kn_check_section(r, n, IN_DRAINAGE)) return;
  needs(r, n, IN_DRAINAGE, "`drainage`", "permeability", "1e-14 m4/N/s");
  needs(r, n, IN_DRAINAGE, "`drainage`", "modulus", "20 kPa");
  measure(r, n, where, "permeability_m4_Ns", &permeability, &l->permeability_m4_Ns);
  measure(r, n, where, "aggregate_kPa", &modulus, &l->aggregate_kPa);
}

static void read_terms(kn_reader *r, const kn_node *n, const char *where, kn_touch_layer *l) {
  uint64_t terms;
  remember(r, n, "%sstiffening_terms", where);
  if (n->kind == KN_NODE_WORD && strcmp(n->text, "all") == 0)
    l->stiffening_terms = 0;
  else if (kn_read_count(r, n, "stiffening-terms", 1, 20, &terms))
    l->stiffening_terms = (int)terms;
}

static void read_layer(kn_reader *r, const kn_node *map, int i) {
  static const kn_measure thickness = {"thickness", 0.3, 400, {"mm", "cm"}, "8 mm", NULL};
  static const kn_measure shear = {"shear",       0.05,    5000,
                                   {"kPa", "Pa"}, "6 kPa", "the shear modulus at small strain, before any relaxation"};
  static const kn_score stiffening = {"stiffening", 0, 10, "2", "b of mu = mu0 exp(b (I1 - 3)); 0 is neo-Hookean"};
  kn_touch_stack *s = &file_of(r)->def.stack;
  kn_touch_layer *l = &s->layer[i];
  *l = (kn_touch_layer){.membrane_at = 0.5};
  memcpy(l->name, (char[]){'l', 'a', 'y', 'e', 'r', (char)('1' + i), 0}, 7);
  if (!kn_check_section(r, map, IN_LAYER)) return;
  char where[24];
  snprintf(where, sizeof where, "stack.layer[%d].", i);
  remember(r, map, "stack.layer[%d]", i);
  needs(r, map, IN_LAYER, "a layer", "name", "muscle");
  needs(r, map, IN_LAYER, "a layer", "thickness", "8 mm");
  needs(r, map, IN_LAYER, "a layer", "shear", "6 kPa");
  if (read_name(r, map, sizeof l->name, l->name))
    for (int k = 0; k < i; k++)
      if (strcmp(s->layer[k].name, l->name) == 0)
        kn_hint(kn_complain(r, kn_child(map, "name"), "two layers are called `%s`", l->name),
                "give this one a name of its own");
  measure(r, map, where, "thickness_mm", &thickness, &l->thickness_mm);
  measure(r, map, where, "shear_kPa", &shear, &l->shear_kPa);
  score(r, map, where, "stiffening", &stiffening, &l->stiffening);
  const kn_node *n;
  if ((n = kn_child(map, "stiffening-terms"))) read_terms(r, n, where, l);
  if ((n = kn_child(map, "relaxation"))) read_relaxation(r, n, where, l);
  if ((n = kn_child(map, "membrane"))) read_membrane(r, n, where, l);
  if ((n = kn_child(map, "drainage"))) read_drainage(r, n, where, l);
  if ((n = kn_child(map, "glide"))) {
    if (i == 0)
      kn_hint(kn_complain(r, n->key, "the first layer has nothing above it to glide on"),
              "give `glide` to the lower one of the two layers");
    else
      read_glide(r, n, where, l);
  }
}

static void read_stack(kn_reader *r, const kn_node *map) {
  kn_touch_stack *s = &file_of(r)->def.stack;
  if (!kn_check_section(r, map, IN_STACK)) return;
  memset(s, 0, sizeof *s);
  snprintf(s->name, sizeof s->name, "stack");
  read_name(r, map, sizeof s->name, s->name);
  const kn_node *layers = kn_child(map, "layers"), *n;
  if ((n = kn_child(map, "drained-interfaces"))) {
    remember(r, n, "stack.drained_interfaces");
    kn_read_switch(r, n, "drained-interfaces", &s->drained_interfaces);
  }
  if (layers == NULL) {
    kn_hint(kn_complain(r, map->key, "`stack` needs `layers`"),
            "list them from the skin downwards: `- {name: skin, thickness: 2 mm, shear: 8 kPa}`");
    return;
  }
  if (layers->kind == KN_NODE_REFUSED) return;
  remember(r, layers, "stack.layer_count");
  if (layers->kind != KN_NODE_LIST || layers->count == 0) {
    kn_hint(kn_complain(r, layers->kind == KN_NODE_WORD && *layers->text == 0 ? layers->key : layers,
                        "`layers` should be a list"),
            "list them from the skin downwards: `- {name: skin, thickness: 2 mm, shear: 8 kPa}`");
    return;
  }
  for (n = layers->first; n; n = n->next) {
    if (s->layer_count == KN_TOUCH_LAYERS) {
      kn_hint(kn_complain(r, n, "more than %d layers", KN_TOUCH_LAYERS), "below the last lies bone");
      return;
    }
    read_layer(r, n, s->layer_count++);
  }
}

// ---- tool -----------------------------------------------------------------------------------------------------------------
// A key that means nothing for this shape would be silently lost.
static void check_shape(kn_reader *r, const kn_node *map, kn_touch_shape shape) {
  static const char *const patch_only[] = {"area", "at-force", "exponent", "aspect", "squareness", "profile"};
  const kn_node *n;
  if (shape == KN_TOUCH_PATCH) {
    needs(r, map, IN_TOOL, "a patch", "area", "60 cm2");
    if ((n = kn_child(map, "radius")))
      kn_hint(kn_complain(r, n->key, "a patch has no `radius`"), "say its `area`; or make it a sphere or a punch");
    return;
  }
  needs(r, map, IN_TOOL, shape == KN_TOUCH_SPHERE ? "a sphere" : "a punch", "radius", "20 mm");
  for (size_t i = 0; i < sizeof patch_only / sizeof *patch_only; i++)
    if ((n = kn_child(map, patch_only[i])))
      kn_hint(kn_complain(r, n->key, "a %s has no `%s`", shape_name((int)shape), patch_only[i]),
              "leave it out; a rigid tool has a `radius` only");
}

static void read_tool(kn_reader *r, const kn_node *map) {
  static const kn_measure area = {"area", 0.1, 1000, {"cm2", "mm2"}, "60 cm2", NULL};
  static const kn_measure at_force = {"at-force", 0.01, 1000, {"N"}, "40 N", "the force at which it has this area"};
  static const kn_measure radius = {"radius", 0.5, 500, {"mm", "cm"}, "20 mm", NULL};
  static const kn_score exponent = {"exponent", 0, 1, "0.4", "area grows as (force / at-force)^exponent; 0 is fixed"};
  static const kn_score aspect = {"aspect", 1, 10, "1.5", "long axis over short axis"};
  static const kn_score square = {"squareness", 1, 20, "2", "exponent of the superellipse: 2 is an ellipse"};
  static const kn_score profile = {"profile", 0, 10, "0.5", "n of p0 (1 - r^2)^n: 0 is flat, 0.5 as under a ball"};
  static const kn_score friction = {"friction", 0, 2, "0.36", "dry skin 0.36, oiled 0.1 to 0.2"};
  kn_touch_tool *t = &file_of(r)->def.tool;
  if (!kn_check_section(r, map, IN_TOOL)) return;
  kn_touch_tool usual = kn_default_tool();
  *t = (kn_touch_tool){
      .shape = KN_TOUCH_PATCH, .area_force_N = usual.area_force_N, .aspect = 1, .squareness = 2, .profile = 0.5};
  snprintf(t->name, sizeof t->name, "tool");
  read_name(r, map, sizeof t->name, t->name);
  const kn_node *n = kn_child(map, "shape");
  if (n == NULL)
    kn_hint(kn_complain(r, map->key, "`tool` needs a `shape`"), "one of patch, sphere, punch");
  else {
    remember(r, n, "tool.shape");
    int shape = kn_read_name(r, n, "shape", "shape", shape_name);
    if (shape >= 0) check_shape(r, map, t->shape = (kn_touch_shape)shape);
  }
  measure(r, map, "tool.", "area_cm2", &area, &t->area_cm2);
  measure(r, map, "tool.", "area_force_N", &at_force, &t->area_force_N);
  measure(r, map, "tool.", "radius_mm", &radius, &t->radius_mm);
  score(r, map, "tool.", "area_exponent", &exponent, &t->area_exponent);
  score(r, map, "tool.", "aspect", &aspect, &t->aspect);
  score(r, map, "tool.", "squareness", &square, &t->squareness);
  score(r, map, "tool.", "profile", &profile, &t->profile);
  score(r, map, "tool.", "friction", &friction, &t->friction);
}

// ---- plant ------------------------------------------------------------------------------------------------------------------
static void read_plant(kn_reader *r, const kn_node *map) {
  static const kn_measure step = {"step", 0.0005, 0.05, {"s", "ms"}, "1 ms", NULL};
  static const kn_measure spacing = {"spacing", 0.5, 50, {"mm", "cm"}, "5 mm", "or leave it out: chosen from the tool"};
  static const kn_measure pain = {
      "pain-threshold", 20,        3000,
      {"kPa", "N/cm2"}, "350 kPa", "the person's pressure-pain threshold under a probe of 1 cm2"};
  static const kn_measure force = {"force-limit", 0.1, 2000, {"N"}, "150 N", NULL};
  static const kn_measure depth = {"depth-limit", 0.1, 400, {"mm", "cm"}, "30 mm", NULL};
  kn_touch_def *d = &file_of(r)->def;
  if (!kn_check_section(r, map, IN_PLANT)) return;
  const kn_node *n = kn_child(map, "mode");
  if (n) {
    remember(r, n, "mode");
    int mode = kn_read_name(r, n, "mode", "mode", mode_name);
    if (mode >= 0) d->mode = (kn_touch_mode)mode;
  }
  measure(r, map, "", "step_s", &step, &d->step_s);
  measure(r, map, "", "spacing_mm", &spacing, &d->spacing_mm);
  measure(r, map, "", "pain_threshold_kPa", &pain, &d->pain_threshold_kPa);
  measure(r, map, "", "force_limit_N", &force, &d->force_limit_N);
  measure(r, map, "", "depth_limit_mm", &depth, &d->depth_limit_mm);
}

// ---- the whole file -----------------------------------------------------------------------------------------------------------
static void read_parts(kn_reader *r, const kn_node *root) {
  kn_touch_file *f = file_of(r);
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
  if ((f->has_stack = stack != NULL)) read_stack(r, stack);
  if ((f->has_tool = tool != NULL)) read_tool(r, tool);
  if ((f->has_plant = plant != NULL)) read_plant(r, plant);
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

// ---- what the plant refused ----------------------------------------------------------------------------------------------------
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
  const char *what = *e->what ? e->what : "the plant refuses it";
  kn_diagnostic *d = best ? kn_complain_at(&r, best->line, best->column, best->width, "%s", what)
                          : kn_complain(&r, NULL, "%s%s%s", e->where, *e->where ? ": " : "", what);
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
