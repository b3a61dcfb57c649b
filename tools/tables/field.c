// field.c -- single values: a number with its unit within bounds, a word of a few, a grade.
#include "tables.h"
#include "../../src/lane/unit.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *choice_name(int i, const void *user) { return ((const char *const *)user)[i]; }

static void unknown(const node *at, const char *what, const char *word, name_fn *name, const void *user) {
  const char *meant = nearest(word, name, user);
  if (meant)
    complain(at, "unknown %s `%s`; did you mean `%s`?", what, word, meant);
  else
    complain(at, "unknown %s `%s`", what, word);
}

// Through unchanged when the units are the same; else to twelve digits, so that 0.3 %/y is 0.003 1/y.
static double convert(double v, const kn_unit *from, const kn_unit *to) {
  if (from->factor == to->factor && from->offset == to->offset) return v;
  char text[32];
  snprintf(text, sizeof text, "%.12g", kn_unit_from_si(to, kn_unit_to_si(from, v)));
  return strtod(text, NULL);
}

static bool read_number(const node *n, const field *f, double *out) {
  if (n->kind != WORD || *n->text == 0) return complain(n, "`%s` should be one value", f->key), false;
  char *rest;
  double v = strtod(n->text, &rest);
  bool digits = isdigit((unsigned char)*n->text) || strchr("+-.", *n->text);
  if (!digits || rest == n->text || !isfinite(v)) {
    complain(n, "`%s` should be a number, not `%s`", f->key, n->text);
    return false;
  }
  while (*rest == ' ') rest++;
  kn_unit want, u;
  if (!kn_unit_parse(f->unit, &want)) return complain(n, "the tool does not know its own unit %s", f->unit), false;
  if (*rest == 0 && strcmp(f->unit, "1") != 0)
    return complain(n, "`%s` needs a unit: write `%s %s`", f->key, n->text, f->unit), false;
  if (!kn_unit_parse(*rest ? rest : "1", &u))
    return complain(n, "`%s`: unknown unit `%s`; it takes %s", f->key, rest, f->unit), false;
  if (!kn_unit_same_dim(&u, &want))
    return complain(n, "`%s` takes %s; `%s` measures something else", f->key, f->unit, n->text), false;
  v = convert(v, &u, &want);
  if (!(v >= f->low && v <= f->high)) {
    const char *unit = strcmp(f->unit, "1") == 0 ? "" : f->unit, *gap = *unit ? " " : "";
    complain(n, "`%s` is %g%s%s; allowed is %g to %g%s%s", f->key, v, gap, unit, f->low, f->high, gap, unit);
    return false;
  }
  return *out = v, true;
}

static void check_grade(const node *n) {
  if (n->kind != WORD || strlen(n->text) != 1 || strchr("ABCD", *n->text) == NULL)
    complain(n, "`grade` is A, B, C or D, not `%s`", n->kind == WORD ? n->text : "a group");
}
static void check_text(const node *n, const char *key) {
  if (n->kind != WORD || *n->text == 0) complain(n, "`%s` should be a line of text", key);
}

// A number or a range, plain or as a group with a grade and a source of its own.
static void read_numbers(const node *n, const field *f, value *v) {
  static const char *const keys[] = {"value", "low", "high", "grade", "source", NULL};
  if (n->kind != MAP) {
    if (f->kind == RANGE)
      complain(n, "`%s` needs a range: {value: %s, low: ..., high: ...}", f->key, n->kind == WORD ? n->text : "...");
    else
      read_number(n, f, &v->number[0]);
    return;
  }
  for (const node *c = n->first; c; c = c->next) {
    bool range = strcmp(c->key->text, "low") == 0 || strcmp(c->key->text, "high") == 0, known = false;
    for (int i = 0; keys[i]; i++) known = known || strcmp(c->key->text, keys[i]) == 0;
    if (!known || (range && f->kind != RANGE)) unknown(c->key, "key", c->key->text, choice_name, keys);
  }
  bool whole = true;
  for (int i = 0; i < (f->kind == RANGE ? 3 : 1); i++) {
    const node *c = child(n, keys[i]);
    if (c == NULL)
      complain(n, "`%s` lacks `%s`", f->key, keys[i]), whole = false;
    else
      whole = read_number(c, f, &v->number[i]) && whole;
  }
  if (whole && f->kind == RANGE && !(v->number[1] <= v->number[0] && v->number[0] <= v->number[2]))
    complain(n, "`%s`: %g is not between %g and %g", f->key, v->number[0], v->number[1], v->number[2]);
  const node *grade = child(n, "grade"), *source = child(n, "source");
  if (grade) check_grade(grade);
  if (source) check_text(source, "source"), v->source = source->text;
}

static void read_field(const node *n, const field *f, value *v) {
  v->at = n;
  v->text = n->text;
  switch (f->kind) {
  case NUMBER:
  case RANGE:
    read_numbers(n, f, v);
    break;
  case CHOICE:
    for (int i = 0; f->choices[i]; i++)
      if (n->kind == WORD && strcmp(n->text, f->choices[i]) == 0) return;
    unknown(n, f->key, n->text, choice_name, f->choices);
    break;
  case GRADE:
    check_grade(n);
    break;
  case TEXT:
  case NAME:
    check_text(n, f->key);
    break;
  }
}

typedef struct known {
  const field *f;
  int n;
  const char *const *more;
} known;
static const char *known_name(int i, const void *user) {
  const known *k = user;
  if (i < k->n) return k->f[i].key;
  return k->more ? k->more[i - k->n] : NULL;
}

void read_fields(const node *map, const char *what, const field *f, int n, const char *const *more, value *v) {
  memset(v, 0, (size_t)n * sizeof *v);
  for (int i = 0; i < n; i++) v[i].text = "";
  if (map->kind != MAP) {
    complain(map, "%s should be a group of `key: value` lines", what);
    return;
  }
  known k = {f, n, more};
  for (const node *c = map->first; c; c = c->next) {
    const char *name;
    bool found = false;
    for (int i = 0; (name = known_name(i, &k)); i++) found = found || strcmp(name, c->key->text) == 0;
    if (!found) unknown(c->key, "key", c->key->text, known_name, &k);
  }
  for (int i = 0; i < n; i++) {
    const node *c = child(map, f[i].key);
    if (c)
      read_field(c, &f[i], &v[i]);
    else if (f[i].otherwise == NULL)
      complain(map->key ? map->key : map, "%s lacks `%s`", what, f[i].key);
    else if (f[i].kind == NUMBER)
      v[i].number[0] = strtod(f[i].otherwise, NULL);
    else
      v[i].text = f[i].otherwise;
  }
}

const char *identifier(const node *entry) {
  const node *id = child(entry, "id");
  const char *from = id && id->kind == WORD ? id->text : entry->key->text;
  char *out = keep(strlen(from) + 1);
  for (size_t i = 0; from[i]; i++) {
    unsigned char c = (unsigned char)from[i];
    out[i] = (char)(c == '-' ? '_' : toupper(c));
    if (!(isalpha(c) || (i && (isdigit(c) || c == '-' || c == '_')))) {
      complain(id ? id : entry->key, "`%s` should be made of letters, digits and `-`", from);
      break;
    }
  }
  return out;
}

bool check_head(const node *root, const char *kind, const char *const *more) {
  static const field head[] = {
      FIELD("schema", TEXT), FIELD("kind", TEXT), FIELD("licence", TEXT), {"what", TEXT, NULL, 0, 0, NULL, ""}};
  value v[4];
  read_fields(root, "the file", head, 4, more, v);
  if (v[0].at && strcmp(v[0].text, "knead-data/1") != 0) complain(v[0].at, "`schema` should be knead-data/1");
  if (v[1].at && strcmp(v[1].text, kind) != 0) complain(v[1].at, "`kind` should be %s", kind);
  for (int i = 0; more[i]; i++) {
    const node *group = child(root, more[i]);
    if (group == NULL || group->kind != MAP || group->first == NULL)
      return complain(group ? group : root, "the file lacks a group `%s`", more[i]), false;
  }
  return true;
}
