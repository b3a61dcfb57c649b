// list.c -- `knead list NAME`: the model's tables for people (aligned), spreadsheets (--csv) and programs (--json).
#include "cli.h"
#include "csv.h"
#include "grid.h"
#include "json.h"
#include "text.h"
#include <knead/knead.h>
#include <math.h>
#include <string.h>

// One entry as named values, filled anew for every row; all three forms of output are made from it.
enum { MAX_FIELDS = 20, MAX_TEXT = 1200 };
typedef struct field {
  const char *name;
  char text[MAX_TEXT];
  double number;
  bool is_number, right;
} field;
typedef struct entry {
  field field[MAX_FIELDS];
  int count;
  const char *sentence;
} entry;

static void add_text(entry *e, const char *name, const char *text) {
  field *f = &e->field[e->count++];
  *f = (field){.name = name};
  snprintf(f->text, sizeof f->text, "%s", text ? text : "");
}

static void add_grade(entry *e, char grade) { add_text(e, "grade", (char[]){grade, 0}); }

static void add_number(entry *e, const char *name, double v) {
  field *f = &e->field[e->count++];
  *f = (field){.name = name, .number = v, .is_number = true, .right = true};
  snprintf(f->text, sizeof f->text, isfinite(v) ? "%.6g" : "–", v);
}

static bool outcome(int i, entry *e) {
  const kn_outcome_info *o = kn_outcome_at(i);
  if (o == NULL) return false;
  add_text(e, "outcome", o->key);
  add_text(e, "unit", o->unit);
  add_number(e, "low", o->low);
  add_number(e, "high", o->high);
  add_text(e, "better", o->better < 0 ? "lower" : o->better > 0 ? "higher" : "");
  add_number(e, "error", o->error);
  add_text(e, "of", o->error_is_fraction ? "value" : "unit");
  add_text(e, "scope", o->local ? "region" : "person");
  add_grade(e, o->grade);
  add_text(e, "source", o->source);
  add_text(e, "instrument", o->instrument);
  e->sentence = o->sentence;
  return true;
}

static const char *pattern_name(kn_stroke_pattern p) {
  static const char *const names[] = {"glide", "circle", "knead", "cross", "hold", "tap", "vibrate", "stretch"};
  return names[p];
}

// Its strokes: share, movement and tool, then force, rate and speed with what a therapist may do.
static bool technique(int i, entry *e) {
  const kn_technique_info *t = kn_technique_at(i);
  if (t == NULL) return false;
  add_text(e, "technique", t->key);
  add_number(e, "rest", t->rest);
  add_number(e, "context", t->context);
  add_number(e, "visits", t->visits);
  add_grade(e, t->grade);
  add_text(e, "source", t->source);
  add_text(e, "strokes", "");
  char *text = e->field[e->count - 1].text;
  kn_technique_stroke_info s;
  for (int k = 0; kn_technique_stroke(i, k, &s); k++)
    text_add(text, MAX_TEXT, "%s%.0f %% %s %s %.3g (%.3g-%.3g) N %.3g (%.3g-%.3g) Hz %.3g (%.3g-%.3g) cm/s, %.0f deg",
             k ? "; " : "", 100 * s.share, s.tool, pattern_name(s.pattern), s.force_N, s.force_low_N, s.force_high_N,
             s.rate_Hz, s.rate_low_Hz, s.rate_high_Hz, s.speed_cm_s, s.speed_low_cm_s, s.speed_high_cm_s, s.angle_deg);
  e->sentence = t->sentence;
  return true;
}

static bool tool(int i, entry *e) {
  static const char *const shapes[] = {"patch", "sphere", "punch"};
  const kn_tool_info *t = kn_tool_at(i);
  if (t == NULL) return false;
  add_text(e, "tool", t->key);
  add_text(e, "shape", shapes[t->shape]);
  add_number(e, "area_cm2", t->area_cm2);
  add_number(e, "at_N", t->area_force_N);
  add_number(e, "exponent", t->exponent);
  add_number(e, "aspect", t->aspect);
  add_number(e, "squareness", t->squareness);
  add_number(e, "profile", t->profile);
  add_number(e, "radius_mm", t->radius_mm);
  add_grade(e, t->grade);
  add_text(e, "source", t->source);
  e->sentence = t->sentence;
  return true;
}

static bool region(int i, entry *e) {
  const kn_region_info *r = kn_region_at(i);
  if (r == NULL) return false;
  add_text(e, "region", r->key);
  add_text(e, "choir", r->choir);
  add_number(e, "skin_mm", r->skin_mm);
  add_number(e, "fat_mm", r->fat_mm);
  add_number(e, "muscle_mm", r->muscle_mm);
  add_number(e, "deep_mm", r->deep_mm);
  add_number(e, "length_mm", r->length_mm);
  add_number(e, "width_mm", r->width_mm);
  add_number(e, "limb_radius_mm", r->limb_radius_mm);
  add_number(e, "ppt_kPa", r->ppt_kPa);
  add_number(e, "force_limit_N", r->force_limit_N);
  add_grade(e, r->grade);
  add_text(e, "source", r->source);
  e->sentence = r->sentence;
  return true;
}

// Layers and membranes of all regions, one line each: the n-th of them all.
static bool layer(int i, entry *e) {
  static const char *const names[] = {"skin", "fat", "muscle", "deep"};
  kn_region_layer_info l;
  for (int region = 0; kn_region_at(region); region++)
    for (int k = 0; kn_region_layer(region, k, &l); k++)
      if (i-- == 0) {
        add_text(e, "region", kn_region_at(region)->key);
        add_text(e, "layer", names[l.layer]);
        add_number(e, "thickness_mm", l.thickness_mm);
        add_number(e, "cv", l.cv);
        add_number(e, "per_bmi_mm", l.per_bmi_mm);
        add_number(e, "per_year_mm", l.per_year_mm);
        add_number(e, "male", l.male);
        add_number(e, "shear_kPa", l.shear_kPa);
        add_number(e, "shear_cv", l.shear_cv);
        add_number(e, "stiffening", l.stiffening);
        add_number(e, "male_shear", l.male_shear);
        add_number(e, "per_year_shear", l.per_year_shear);
        add_grade(e, l.grade);
        add_text(e, "source", l.source);
        return true;
      }
  return false;
}

static bool membrane(int i, entry *e) {
  static const char *const names[] = {"dermis", "fascia"};
  kn_region_membrane_info m;
  for (int region = 0; kn_region_at(region); region++)
    for (int k = 0; kn_region_membrane(region, k, &m); k++)
      if (i-- == 0) {
        add_text(e, "region", kn_region_at(region)->key);
        add_text(e, "membrane", names[m.membrane]);
        add_number(e, "stiffness_N_m", m.stiffness_N_m);
        add_number(e, "tension_N_m", m.tension_N_m);
        add_grade(e, m.grade);
        add_text(e, "source", m.source);
        return true;
      }
  return false;
}

static bool tendon(int i, entry *e) {
  kn_region_tendon_info t;
  for (int region = 0; kn_region_at(region); region++)
    if (kn_region_tendon(region, &t) && i-- == 0) {
      add_text(e, "region", kn_region_at(region)->key);
      add_number(e, "length_mm", t.length_mm);
      add_number(e, "area_mm2", t.area_mm2);
      add_number(e, "lever_mm", t.lever_mm);
      add_grade(e, t.grade);
      add_text(e, "source", t.source);
      return true;
    }
  return false;
}

static bool condition(int i, entry *e) {
  const kn_condition_info *c = kn_condition_at(i);
  if (c == NULL) return false;
  const kn_region_info *r = kn_region_at(c->region);
  add_text(e, "condition", c->key);
  add_text(e, "region", r ? r->key : "");
  add_grade(e, c->grade);
  add_text(e, "source", c->source);
  e->sentence = c->sentence;
  return true;
}

static bool parameter(int i, entry *e) {
  const kn_param_info *p = kn_param_at(i);
  if (p == NULL) return false;
  char name[96];
  snprintf(name, sizeof name, "%s.%s", p->room, p->symbol);
  add_text(e, "parameter", name);
  add_number(e, "value", p->value);
  add_text(e, "unit", p->unit);
  add_number(e, "low", p->low);
  add_number(e, "high", p->high);
  add_number(e, "spread", p->spread);
  add_text(e, "kind", p->spread_kind == 'l' ? "CV" : p->spread_kind == 'n' ? "SD" : "fixed");
  add_grade(e, p->grade);
  add_text(e, "source", p->source);
  e->sentence = p->sentence;
  return true;
}

static bool link_entry(int i, entry *e) {
  const kn_link_info *l = kn_link_at(i);
  if (l == NULL) return false;
  add_text(e, "link", l->key);
  add_text(e, "from", l->from);
  add_text(e, "to", l->to);
  add_grade(e, l->grade);
  add_text(e, "source", l->source);
  e->sentence = l->what;
  return true;
}

static bool state(int i, entry *e) {
  const kn_state_info *s = kn_state_at(i);
  if (s == NULL) return false;
  char name[96];
  snprintf(name, sizeof name, "%s.%s", s->room, s->name);
  add_text(e, "state", name);
  add_text(e, "symbol", s->symbol);
  add_number(e, "start", s->start);
  add_text(e, "unit", s->unit);
  add_number(e, "low", s->low);
  add_number(e, "high", s->high);
  add_grade(e, s->grade);
  add_text(e, "source", s->source);
  e->sentence = s->sentence;
  return true;
}

typedef bool (*fill)(int i, entry *e);
static const struct {
  const char *name, *summary;
  fill fill;
} lists[] = {
    {"outcomes", "what can be measured", outcome},
    {"techniques", "what hands, or their absence, do", technique},
    {"tools", "what touches the skin", tool},
    {"regions", "parts of the body", region},
    {"layers", "skin, fat, muscle and what lies behind, of each region", layer},
    {"membranes", "dermis and fascia of each region", membrane},
    {"tendons", "tendons and ligaments that hands reach", tendon},
    {"conditions", "what a person may have", condition},
    {"parameters", "numbers of the equations", parameter},
    {"links", "what passes from room to room; most can be cut", link_entry},
    {"states", "what changes in time", state},
};
enum { LIST_COUNT = sizeof lists / sizeof *lists };

static bool get(fill fill, int i, entry *e) {
  *e = (entry){.count = 0, .sentence = ""};
  return fill(i, e);
}

static void print_aligned(fill fill, bool colour) {
  entry e;
  grid *g = grid_new();
  for (int i = 0; get(fill, i, &e); i++) {
    for (int k = 0; i == 0 && k < e.count; k++) {
      bool head = k == 0 || !e.field[k].right;
      grid_column(g, (head ? GRID_LEFT : GRID_RIGHT) | (k == 0 ? GRID_STICKY : 0), 1, e.field[k].name);
    }
    grid_row(g);
    for (int k = 0; k < e.count; k++) grid_cell(g, k == 0 ? TONE_BOLD : TONE_PLAIN, e.field[k].text);
    if (*e.sentence) grid_note(g, e.sentence);
  }
  grid_print(g, stdout, 1000, colour); // an entry stays on its line; only sentences wrap
  grid_free(g);
}

static void print_csv(fill fill) {
  entry e;
  for (int i = 0; get(fill, i, &e); i++) {
    for (int k = 0; i == 0 && k < e.count; k++) csv_text(stdout, e.field[k].name, ',');
    if (i == 0) csv_text(stdout, "sentence", '\n');
    for (int k = 0; k < e.count; k++)
      if (e.field[k].is_number)
        csv_number(stdout, e.field[k].number, ',');
      else
        csv_text(stdout, e.field[k].text, ',');
    csv_text(stdout, e.sentence, '\n');
  }
}

static void print_json(const char *name, fill fill) {
  entry e;
  json_t *o = text_must(json_object()), *list = text_must(json_array());
  for (int i = 0; get(fill, i, &e); i++) {
    json_t *one = text_must(json_object());
    for (int k = 0; k < e.count; k++)
      json_add(one, e.field[k].name,
               e.field[k].is_number ? json_number(e.field[k].number) : json_text(e.field[k].text));
    json_add(one, "sentence", json_text(e.sentence));
    json_push(list, one);
  }
  json_add(o, "schema", json_text("knead-list/1"));
  json_add(o, name, list);
  json_dumpf(o, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15));
  fputc('\n', stdout);
  json_decref(o);
}

static const char *list_name(int i, const void *user) {
  (void)user;
  return i < LIST_COUNT ? lists[i].name : NULL;
}

static int unknown(const char *given) {
  char clean[64];
  text_clean(clean, sizeof clean, given);
  const char *near = text_nearest(clean, list_name, NULL);
  fprintf(stderr, "knead list: no list \"%s\"", clean);
  if (near)
    fprintf(stderr, "; did you mean \"%s\"?\n", near);
  else
    fputs("\n   hint: knead list names them\n", stderr);
  return EXIT_USAGE;
}

int verb_list(const options *o) {
  entry e;
  if (o->operand == NULL) {
    if (o->json || o->csv)
      return fputs("knead list: which list?\n   hint: knead list names them\n", stderr), EXIT_USAGE;
    for (int i = 0; i < LIST_COUNT; i++) {
      int n = 0;
      while (get(lists[i].fill, n, &e)) n++;
      printf("  knead list %-12s %4d  %s\n", lists[i].name, n, lists[i].summary);
    }
    return EXIT_DONE;
  }
  for (int i = 0; i < LIST_COUNT; i++) {
    if (strcmp(lists[i].name, o->operand) != 0) continue;
    if (o->json)
      print_json(lists[i].name, lists[i].fill);
    else if (o->csv)
      print_csv(lists[i].fill);
    else
      print_aligned(lists[i].fill, colour_on(o->colour, stdout));
    return EXIT_DONE;
  }
  return unknown(o->operand);
}
