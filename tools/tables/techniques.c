// techniques.c -- data/techniques.yaml: tools, and techniques as up to three strokes with the context they come in.
#include "tables.h"
#include <math.h>
#include <string.h>

static const char *const shapes[] = {"patch", "sphere", "punch", NULL};
static const char *const patterns[] = {"glide", "circle", "knead", "cross", "hold", "tap", "vibrate", "stretch", NULL};
enum { MOST_STROKES = 3 };

// In the order of the macros' arguments.
static const field tool_fields[] = {
    FIELD_CHOICE("shape", shapes),
    FIELD_NUMBER("area", "cm2", 0.1, 400),
    FIELD_NUMBER("at-force", "N", 1, 500),
    FIELD_NUMBER("exponent", "1", 0, 0.67),
    FIELD_NUMBER("aspect", "1", 1, 10),
    FIELD_NUMBER("squareness", "1", 2, 12),
    FIELD_NUMBER("profile", "1", 0, 2),
    FIELD_NUMBER("radius", "mm", 0, 100),
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
    FIELD("what", TEXT),
};
static const field technique_fields[] = {
    FIELD_NUMBER("rest", "1", 0, 1),
    FIELD_NUMBER("context", "1", 0, 1),
    {"visits", NUMBER, "1", 0, 100, NULL, "0"},
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
    FIELD("what", TEXT),
};
static const field stroke_fields[] = {
    FIELD_NUMBER("share", "1", 0.01, 1),
    FIELD_CHOICE("pattern", patterns),
    FIELD("tool", NAME),
    FIELD_RANGE("force", "N", 0.5, 300),
    FIELD_RANGE("rate", "Hz", 0.005, 100),
    FIELD_RANGE("speed", "cm/s", 0.01, 100),
    FIELD_NUMBER("angle", "deg", 0, 80),
    FIELD_NUMBER("direction", "deg", -180, 180),
    FIELD_NUMBER("on", "1", 0.05, 1),
    FIELD("grade", GRADE),
    FIELD("source", TEXT),
};
enum {
  TOOL_FIELDS = sizeof tool_fields / sizeof *tool_fields,
  TECHNIQUE_FIELDS = sizeof technique_fields / sizeof *technique_fields,
  STROKE_FIELDS = sizeof stroke_fields / sizeof *stroke_fields,
};
static const char *const with_id[] = {"id", NULL}, *const with_strokes[] = {"id", "strokes", NULL};
static const macro macros[] = {
    {"KN_TOOL",
     "ID, key, shape, area_cm2, at_N, exponent, aspect, squareness, profile, radius_mm, grade, source, sentence"},
    {"KN_TECHNIQUE", "ID, key, rest, context, visits, grade, source, sentence"},
    {"KN_STROKE", "ID, share, pattern, tool, force_N, force_low, force_high, rate_Hz, rate_low, rate_high, speed_cm_s, "
                  "speed_low, speed_high, angle_deg, direction_deg, on, grade, source"},
};

static const char *entry_name(int i, const void *user) {
  const node *n = ((const node *)user)->first;
  while (n && i-- > 0) n = n->next;
  return n ? n->key->text : NULL;
}

// Grade, source and sentence end every row.
static void put_end(FILE *f, const field *fields, const value *v, int n, const value *grade, const char *sentence) {
  fprintf(f, ", %s, ", grade->text);
  put_source(f, fields, v, n, grade[1].text);
  if (sentence) fputs(", ", f), put_text(f, sentence);
  fputs(")\n", f);
}

static void tool(const node *n, FILE *f) {
  value v[TOOL_FIELDS];
  const char *id = identifier(n);
  read_fields(n, "a tool", tool_fields, TOOL_FIELDS, with_id, v);
  bool rigid = v[0].at && strcmp(v[0].text, "patch") != 0;
  if (rigid && v[7].at && !(v[7].number[0] > 0)) complain(v[7].at, "a %s needs a radius above 0 mm", v[0].text);
  if (f == NULL) return;
  fprintf(f, "KN_TOOL(%s, ", id);
  put_text(f, n->key->text);
  fputs(", ", f);
  put_capitals(f, v[0].text);
  for (int i = 1; i < 8; i++) fputs(", ", f), put_number(f, v[i].number[0]);
  put_end(f, tool_fields, v, TOOL_FIELDS, &v[8], v[10].text);
}

static double stroke(const node *n, const node *tools, const char *id, FILE *f) {
  value v[STROKE_FIELDS];
  read_fields(n, "a stroke", stroke_fields, STROKE_FIELDS, NULL, v);
  const node *t = child(tools, v[2].text);
  if (v[2].at && t == NULL) {
    const char *meant = nearest(v[2].text, entry_name, tools);
    complain(v[2].at, meant ? "unknown tool `%s`; did you mean `%s`?" : "unknown tool `%s`", v[2].text, meant);
  }
  if (f && t) {
    fprintf(f, "KN_STROKE(%s, ", id);
    put_number(f, v[0].number[0]);
    fputs(", ", f);
    put_capitals(f, v[1].text);
    fprintf(f, ", %s", identifier(t));
    for (int i = 3; i < 6; i++)
      for (int k = 0; k < 3; k++) fputs(", ", f), put_number(f, v[i].number[k]);
    for (int i = 6; i < 9; i++) fputs(", ", f), put_number(f, v[i].number[0]);
    put_end(f, stroke_fields, v, STROKE_FIELDS, &v[9], NULL);
  }
  return v[0].number[0];
}

static void technique(const node *n, const node *tools, FILE *f) {
  value v[TECHNIQUE_FIELDS];
  const char *id = identifier(n);
  read_fields(n, "a technique", technique_fields, TECHNIQUE_FIELDS, with_strokes, v);
  if (v[2].number[0] != (int)v[2].number[0]) complain(v[2].at, "`visits` is a whole number");
  if (f) {
    fprintf(f, "KN_TECHNIQUE(%s, ", id);
    put_text(f, n->key->text);
    for (int i = 0; i < 3; i++) fputs(", ", f), put_number(f, v[i].number[0]);
    put_end(f, technique_fields, v, TECHNIQUE_FIELDS, &v[3], v[5].text);
  }
  const node *strokes = child(n, "strokes");
  if (strokes == NULL) return;
  if (strokes->kind != LIST || strokes->first == NULL) {
    complain(strokes, "`strokes` is a list of groups, each behind a `-`");
    return;
  }
  double sum = 0;
  int count = 0;
  for (const node *s = strokes->first; s; s = s->next, count++) sum += stroke(s, tools, id, f);
  if (count > MOST_STROKES) complain(strokes, "%d strokes; a technique has at most %d", count, MOST_STROKES);
  if (!(fabs(sum - 1) < 1e-9)) complain(strokes, "the shares of the strokes sum to %g, not to 1", sum);
}

void techniques(const node *root, FILE *f) {
  static const char *const groups[] = {"tools", "techniques", NULL};
  if (!check_head(root, "techniques", groups)) return;
  const node *tools = child(root, "tools"), *all = child(root, "techniques");
  if (f) put_head(f, "technique.def", root->file, macros, 3);
  for (const node *n = tools->first; n; n = n->next) tool(n, f);
  for (const node *n = all->first; n; n = n->next) technique(n, tools, f);
  if (f) put_tail(f, macros, 3);
}
