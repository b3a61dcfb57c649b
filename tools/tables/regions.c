// regions.c -- data/regions.yaml: parts of the body, their layers and membranes.
#include "tables.h"
#include <stdlib.h>
#include <string.h>

static const field region_fields[] = {
    FIELD_NUMBER("tone", "1", 0, 2),
    FIELD_NUMBER("force-limit", "N", 10, 300),
    FIELD_NUMBER("length", "mm", 20, 600),
    FIELD_NUMBER("width", "mm", 20, 600),
    FIELD_NUMBER("limb-radius", "mm", 0, 300),
    FIELD_NUMBER("ppt", "kPa", 50, 1500),
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
    FIELD("what", TEXT),
};
static const field layer_fields[] = {
    FIELD_NUMBER("thickness", "mm", 0.3, 200),
    FIELD_NUMBER("cv", "1", 0.01, 1),
    FIELD_NUMBER("per-bmi", "mm*m2/kg", -2, 5),
    FIELD_NUMBER("per-year", "mm/y", -1, 1),
    FIELD_NUMBER("male", "1", 0.2, 3),
    FIELD_NUMBER("shear", "kPa", 0.1, 200),
    FIELD_NUMBER("shear-cv", "1", 0.01, 2),
    FIELD_NUMBER("stiffening", "1", 0, 20),
    FIELD_NUMBER("male-shear", "1", 0.5, 2),
    FIELD_NUMBER("per-year-shear", "1/y", -0.02, 0.02),
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
};
static const field membrane_fields[] = {
    FIELD_NUMBER("stiffness", "N/m", 0, 1e5),
    FIELD_NUMBER("tension", "N/m", 0, 1000),
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
};
static const field tendon_fields[] = {
    FIELD_NUMBER("length", "mm", 5, 500),
    FIELD_NUMBER("area", "mm2", 1, 300),
    FIELD_NUMBER("lever", "mm", 0, 100),
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
};
enum {
  TENDON_FIELDS = sizeof tendon_fields / sizeof *tendon_fields,
  REGION_FIELDS = sizeof region_fields / sizeof *region_fields,
  LAYER_FIELDS = sizeof layer_fields / sizeof *layer_fields,
  MEMBRANE_FIELDS = sizeof membrane_fields / sizeof *membrane_fields,
};
static const char *const layers[] = {"skin", "fat", "muscle", "deep", NULL};
static const char *const membranes[] = {"dermis", "fascia", NULL};
static const char *const more[] = {"id", "choir", "layers", "membranes", "tendon", NULL};
static const macro macros[] = {
    {"KN_REGION", "ID, key, choir, tone, force_limit_N, length_mm, width_mm, limb_radius_mm, ppt_kPa, grade, source, "
                  "sentence"},
    {"KN_REGION_LAYER", "ID, layer, thickness_mm, cv, per_bmi_mm, per_year_mm, male_factor, shear_kPa, shear_cv, "
                        "stiffening, male_shear, per_year_shear, grade, source"},
    {"KN_REGION_MEMBRANE", "ID, membrane, stiffness_N_m, tension_N_m, grade, source"},
    {"KN_REGION_TENDON", "ID, length_mm, area_mm2, lever_mm, grade, source"},
};

enum { MACROS = sizeof macros / sizeof *macros };

// Segments of the CHOIR body map: f01 to f36 in front, b01 to b38 behind.
static void choir(const node *region, FILE *f) {
  const node *list = child(region, "choir");
  if (list == NULL || list->kind != LIST || list->first == NULL) {
    complain(list ? list : region->key, "a region needs `choir: [b18, b19]`, segments of the CHOIR body map");
    return;
  }
  if (f) fputs(", \"", f);
  for (const node *n = list->first; n; n = n->next) {
    const char *t = n->text;
    bool good = n->kind == WORD && strlen(t) == 3 && (*t == 'f' || *t == 'b') && strspn(t + 1, "0123456789") == 2;
    int number = good ? atoi(t + 1) : 0;
    if (!good || number < 1 || number > (*t == 'f' ? 36 : 38))
      complain(n, "`%s` is no segment of the CHOIR body map: f01 to f36, b01 to b38", t);
    if (f) fprintf(f, "%s%s", n == list->first ? "" : " ", t);
  }
  if (f) fputc('"', f);
}

// part NULL: there is but one of its kind
static void put_row(FILE *f, const char *name, const char *id, const char *part, const field *fields, const value *v,
                    int n) {
  fprintf(f, "%s(%s", name, id);
  if (part) fputs(", ", f), put_capitals(f, part);
  for (int i = 0; i < n - 2; i++) fputs(", ", f), put_number(f, v[i].number[0]);
  fprintf(f, ", %s, ", v[n - 2].text);
  put_source(f, fields, v, n, v[n - 1].text);
  fputs(")\n", f);
}

// A straight line in body-mass index and age must not leave a layer without thickness. Fat has a stated minimum.
static void check_extremes(const node *n, const value *v) {
  static const double bmi[] = {15 - 23, 50 - 23}, age[] = {18 - 45, 100 - 45};
  if (strcmp(n->key->text, "fat") == 0) return;
  for (int i = 0; i < 4; i++) {
    double a = age[i / 2], b = bmi[i % 2], h = v[0].number[0] + v[2].number[0] * b + v[3].number[0] * a,
           mu = 1 + v[9].number[0] * a;
    if (v[0].at && !(h > 0.2 * v[0].number[0]))
      complain(n->key, "at %g y and %g kg/m2 this layer is %g mm thick", 45 + a, 23 + b, h);
    if (!(mu > 0.2)) complain(n->key, "at %g y the stiffness of this layer is %g of what it was", 45 + a, mu);
  }
}

static const char *part_name(int i, const void *user) { return ((const char *const *)user)[i]; }
static const node *parts(const node *region, const char *key, const char *const *names) {
  const node *group = child(region, key);
  if (group == NULL || group->kind != MAP) {
    complain(group ? group : region->key, "a region lacks a group `%s`", key);
    return NULL;
  }
  for (const node *n = group->first; n; n = n->next) {
    bool known = false;
    for (int i = 0; names[i]; i++) known = known || strcmp(names[i], n->key->text) == 0;
    if (known) continue;
    const char *meant = nearest(n->key->text, part_name, names);
    complain(n->key, meant ? "unknown key `%s`; did you mean `%s`?" : "unknown key `%s`", n->key->text, meant);
  }
  return group;
}

static void region(const node *n, FILE *f) {
  value v[REGION_FIELDS];
  const char *id = identifier(n);
  read_fields(n, "a region", region_fields, REGION_FIELDS, more, v);
  if (f) {
    fprintf(f, "KN_REGION(%s, ", id);
    put_text(f, n->key->text);
  }
  choir(n, f);
  if (f) {
    for (int i = 0; i < 6; i++) fputs(", ", f), put_number(f, v[i].number[0]);
    fprintf(f, ", %s, ", v[6].text);
    put_source(f, region_fields, v, REGION_FIELDS, v[7].text);
    fputs(", ", f);
    put_text(f, v[8].text);
    fputs(")\n", f);
  }
  const node *group = parts(n, "layers", layers);
  for (int i = 0; group && layers[i]; i++) {
    const node *l = child(group, layers[i]);
    value w[LAYER_FIELDS];
    if (l == NULL) {
      if (i < 3) complain(group->key, "a region lacks the layer `%s`", layers[i]);
      continue;
    }
    read_fields(l, "a layer", layer_fields, LAYER_FIELDS, NULL, w);
    check_extremes(l, w);
    if (f) put_row(f, "KN_REGION_LAYER", id, layers[i], layer_fields, w, LAYER_FIELDS);
  }
  group = parts(n, "membranes", membranes);
  for (int i = 0; group && membranes[i]; i++) {
    const node *m = child(group, membranes[i]);
    value w[MEMBRANE_FIELDS];
    if (m == NULL) {
      complain(group->key, "a region lacks the membrane `%s`", membranes[i]);
      continue;
    }
    read_fields(m, "a membrane", membrane_fields, MEMBRANE_FIELDS, NULL, w);
    if (f) put_row(f, "KN_REGION_MEMBRANE", id, membranes[i], membrane_fields, w, MEMBRANE_FIELDS);
  }
  const node *tendon = child(n, "tendon");
  if (tendon == NULL) return; // none that hands reach
  value w[TENDON_FIELDS];
  read_fields(tendon, "a tendon", tendon_fields, TENDON_FIELDS, NULL, w);
  if (f) put_row(f, "KN_REGION_TENDON", id, NULL, tendon_fields, w, TENDON_FIELDS);
}

void regions(const node *root, FILE *f) {
  static const char *const groups[] = {"regions", NULL};
  if (!check_head(root, "regions", groups)) return;
  if (f) put_head(f, "region.def", root->file, macros, MACROS);
  for (const node *n = child(root, "regions")->first; n; n = n->next) region(n, f);
  if (f) put_tail(f, macros, MACROS);
}
