// validate_table.c -- the ledger on a terminal, as CSV and as JSON.
#include "csv.h"
#include "grid.h"
#include "json.h"
#include "text.h"
#include "validate.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *outcome_key(const kn_study_row *row) { return kn_outcome_at(row->effect.outcome)->key; }
static const char *visit_name(const ledger_study *s, int v) { return s->file->trial.def.visit[v].name; }
static const char *arm_name(const ledger_study *s, int a) { return s->file->trial.def.arm_name[a]; }
static bool is_null(const kn_study_row *row) { return row->effect.measure == KN_NULL; }
static bool is_direction(const kn_study_row *row) { return row->effect.measure == KN_DIRECTION; }

// ---- on the screen ---------------------------------------------------------------------------------------------------------
static void figure(char *to, size_t n, double v) {
  double size = fabs(v);
  text_number(to, n, v, size >= 100 ? 0 : size >= 10 ? 1 : 2, false);
}

static void published_text(char *to, size_t n, const kn_study_row *row) {
  const kn_published *e = &row->effect;
  char v[32], low[32], high[32];
  if (is_null(row)) {
    snprintf(to, n, "no difference");
  } else if (is_direction(row)) {
    snprintf(to, n, "%s", e->value > 0 ? "higher" : "lower");
  } else {
    figure(v, sizeof v, e->value);
    if (!isfinite(e->low)) {
      snprintf(to, n, "%s", v);
      return;
    }
    figure(low, sizeof low, e->low);
    figure(high, sizeof high, e->high);
    snprintf(to, n, "%s (%s, %s)", v, low, high);
  }
}

static const char *unit_of(const kn_study_row *row) {
  switch (row->effect.measure) {
  case KN_MEAN_DIFFERENCE:
  case KN_WITHIN_CHANGE:
  case KN_LEVEL:
    return kn_outcome_at(row->effect.outcome)->unit;
  case KN_PERCENT:
  case KN_SHARE_OF_CHANGE:
  case KN_SHARE:
    return "%";
  case KN_RATIO:
  case KN_RESPONDER_RATIO:
    return "ratio";
  default:
    return "SD";
  }
}

static void print_row(grid *g, const ledger_study *s, int i) {
  const kn_study_row *row = &s->file->row[i];
  const kn_effect *e = &s->effect[i];
  char text[256], v[32], se[32];
  grid_row(g);
  snprintf(text, sizeof text, "%s", outcome_key(row));
  grid_cell(g, TONE_BOLD, text);
  grid_cell(g, TONE_PLAIN, visit_name(s, row->effect.visit));
  snprintf(text, sizeof text, "%s%s%s", row->effect.arm ? arm_name(s, row->effect.arm) : "",
           row->effect.arm ? " / " : "",
           row->effect.versus < 0 ? visit_name(s, row->effect.from) : arm_name(s, row->effect.versus));
  grid_cell(g, TONE_PLAIN, text);
  grid_cell(g, TONE_DIM, unit_of(row));
  published_text(text, sizeof text, row);
  grid_cell(g, TONE_PLAIN, text);
  figure(v, sizeof v, e->simulated);
  figure(se, sizeof se, e->se);
  snprintf(text, sizeof text, "%s ± %s", v, se);
  grid_cell(g, TONE_BOLD, text);
  text_number(text, sizeof text, e->off, 2, true);
  grid_cell(g, TONE_DIM, text);
  snprintf(text, sizeof text, "%s%s", e->inside ? "in" : "OUT", e->unsure ? "?" : "");
  grid_cell(g, e->inside ? TONE_BETTER : TONE_WORSE, text);
}

static void print_study(const ledger *l, const ledger_study *s, FILE *f, bool colour) {
  const kn_study_file *file = s->file;
  char text[512];
  text_clean(text, sizeof text, *file->trial.scene.title ? file->trial.scene.title : s->name);
  fprintf(f, "\n%s%s%s\n", tone_start(colour, TONE_BOLD), text, tone_end(colour, TONE_BOLD));
  fprintf(f, " %s · %s · %d people, each in %d arms", s->name, kn_study_role_name((int)file->role), l->people,
          file->trial.def.arm_count);
  if (s->published_people) fprintf(f, " (published: %d)", s->published_people);
  fputc('\n', f);
  if (*file->stand_in) {
    text_clean(text, sizeof text, file->stand_in);
    fputs(" stand-in: ", f);
    text_wrap(f, text, 11, 11, SCREEN_WIDTH);
  }
  if (!s->run) {
    text_clean(text, sizeof text, s->failed);
    fprintf(f, " %sNOT RUN%s: %s\n", tone_start(colour, TONE_WORSE), tone_end(colour, TONE_WORSE), text);
    return;
  }
  grid *g = grid_new();
  static const char *const heads[] = {"outcome", "at", "against", "in", "published", "here ± by chance", "off, SD", ""};
  for (int i = 0; i < 8; i++)
    grid_column(g, (i >= 4 && i <= 6 ? GRID_RIGHT : 0) | (i == 0 ? GRID_STICKY : 0), 0, heads[i]);
  int rows = 0;
  for (int i = 0; i < file->row_count; i++)
    if (!*file->row[i].cannot) print_row(g, s, i), rows++;
  if (rows) grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
  for (int i = 0; i < file->row_count; i++) {
    if (!*file->row[i].cannot) continue;
    char what[128];
    text_clean(what, sizeof what, file->row[i].what);
    text_clean(text, sizeof text, file->row[i].cannot);
    fprintf(f, " %s%s: cannot: %s%s\n", tone_start(colour, TONE_DIM), what, text, tone_end(colour, TONE_DIM));
  }
}

// ---- the sums --------------------------------------------------------------------------------------------------------------------
typedef enum kind { SIZES, NULLS, DIRECTIONS, ALL } kind;
typedef struct choice {
  kn_study_role role;
  kind kind;
  int stand_in; // 0: without, 1: with one, -1: either
  const char *family, *comparator;
} choice;
static bool chosen(const ledger_study *s, const kn_study_row *row, const void *user) {
  const choice *c = user;
  kind k = is_null(row) ? NULLS : is_direction(row) ? DIRECTIONS : SIZES;
  return s->file->role == c->role && (c->kind == ALL || c->kind == k) &&
         (c->stand_in < 0 || c->stand_in == (*s->file->stand_in != 0)) &&
         (c->family == NULL || strcmp(c->family, ledger_family(row->effect.outcome)) == 0) &&
         (c->comparator == NULL || strcmp(c->comparator, ledger_comparator(s, row)) == 0);
}

static void tally_cells(grid *g, const ledger *l, choice c) {
  tally t = ledger_tally(l, chosen, &c);
  char text[64];
  snprintf(text, sizeof text, t.rows ? "%d of %d" : "–", t.inside, t.rows);
  grid_cell(g, TONE_PLAIN, text);
  text_number(text, sizeof text, t.sizes ? t.off / t.sizes : NAN, 2, false);
  grid_cell(g, TONE_PLAIN, text);
}

static void sum_row(grid *g, const ledger *l, const char *name, choice c) {
  choice other = c;
  c.role = KN_STUDY_CALIBRATE, other.role = KN_STUDY_VALIDATE;
  if (ledger_tally(l, chosen, &c).rows + ledger_tally(l, chosen, &other).rows == 0) return;
  grid_row(g);
  grid_cell(g, TONE_BOLD, name);
  tally_cells(g, l, c);
  tally_cells(g, l, other);
}

static void print_sums(const ledger *l, FILE *f, bool colour) {
  grid *g = grid_new();
  static const char *const heads[] = {"", "calibrate: inside", "mean error, SD", "validate: inside", "mean error, SD"};
  static const char *const kinds[] = {"sizes", "null findings", "directions", "all"};
  for (int i = 0; i < 5; i++) grid_column(g, (i ? GRID_RIGHT : GRID_STICKY), 0, heads[i]);
  const char *name;
  char text[96];
  for (int k = SIZES; k <= ALL; k++) sum_row(g, l, kinds[k], (choice){.kind = (kind)k, .stand_in = -1});
  sum_row(g, l, "all, people of the publication", (choice){.kind = ALL, .stand_in = 0});
  sum_row(g, l, "all, with a stand-in", (choice){.kind = ALL, .stand_in = 1});
  for (int i = 0; ledger_family_at(i, &name); i++)
    sum_row(g, l, name, (choice){.kind = ALL, .stand_in = -1, .family = name});
  for (int i = 0; ledger_comparator_at(i); i++) {
    snprintf(text, sizeof text, "against %s", ledger_comparator_at(i));
    sum_row(g, l, text, (choice){.kind = ALL, .stand_in = -1, .comparator = ledger_comparator_at(i)});
  }
  fputc('\n', f);
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
}

void ledger_print(const ledger *l, FILE *f, bool colour) {
  int unsure = 0, rows = 0, cannot = 0, failed = 0;
  for (int i = 0; i < l->count; i++) {
    const ledger_study *s = &l->study[i];
    print_study(l, s, f, colour);
    failed += !s->run;
    for (int k = 0; k < s->file->row_count; k++) {
      bool no = *s->file->row[k].cannot != 0;
      cannot += no;
      rows += !no && s->run;
      unsure += !no && s->run && s->effect[k].unsure;
    }
  }
  if (l->count > 1) print_sums(l, f, colour);
  fprintf(
      f,
      "\n in: within the published interval, or 0.2 SD where none was published; of no difference: less than 0.2 SD; "
      "of a\n direction: at least 0.2 SD on its side. ?: so few people that it may turn.\n"
      " %d studies (%d not run), %d numbers compared (%d ?), %d that the model has no answer to; %d people a study; "
      "%.0f s\n",
      l->count, failed, rows, unsure, cannot, l->people, l->wall_s);
}

// ---- CSV -------------------------------------------------------------------------------------------------------------------------
static const char *verdict(const ledger_study *s, int i) {
  return *s->file->row[i].cannot ? "cannot" : !s->run ? "not run" : s->effect[i].inside ? "inside" : "outside";
}

void ledger_csv(const ledger *l, FILE *f) {
  fputs("study,authors,year,doi,role,stand_in,what,outcome,family,measure,unit,at,from,arm,against,comparator,"
        "published,low,"
        "high,interval_from,p,simulated,se,sd,off_sd,verdict,unsure,people,people_published,seen,note,cannot,url\r\n",
        f);
  for (int i = 0; i < l->count; i++) {
    const ledger_study *s = &l->study[i];
    const kn_study_file *file = s->file;
    for (int k = 0; k < file->row_count; k++) {
      const kn_study_row *row = &file->row[k];
      const kn_published *p = &row->effect;
      const kn_effect *e = &s->effect[k];
      bool no = *row->cannot != 0, run = s->run && !no;
      csv_text(f, s->name, ',');
      csv_text(f, file->authors, ',');
      csv_number(f, file->year ? (double)file->year : (double)NAN, ',');
      csv_text(f, file->doi, ',');
      csv_text(f, kn_study_role_name((int)file->role), ',');
      csv_text(f, file->stand_in, ',');
      csv_text(f, row->what, ',');
      csv_text(f, no ? "" : outcome_key(row), ',');
      csv_text(f, no ? "" : ledger_family(p->outcome), ',');
      csv_text(f, no ? "" : kn_effect_measure_name((int)p->measure), ',');
      csv_text(f, no ? "" : unit_of(row), ',');
      csv_text(f, no ? "" : visit_name(s, p->visit), ',');
      csv_text(f, no ? "" : visit_name(s, p->from), ',');
      csv_text(f, no ? "" : arm_name(s, p->arm), ',');
      csv_text(f, no || p->versus < 0 ? "" : arm_name(s, p->versus), ',');
      csv_text(f, no ? "" : ledger_comparator(s, row), ',');
      const double published[] = {no ? NAN : p->value, no ? NAN : p->low, no ? NAN : p->high};
      for (int j = 0; j < 3; j++) csv_number(f, published[j], ',');
      csv_text(f, row->interval_from >= 0 ? kn_interval_from_name(row->interval_from) : "", ',');
      csv_number(f, row->p, ',');
      const double found[] = {e->simulated, e->se, e->sd, e->off};
      for (int j = 0; j < 4; j++) csv_number(f, run ? found[j] : NAN, ',');
      csv_text(f, verdict(s, k), ',');
      csv_text(f, run && e->unsure ? "yes" : run ? "no" : "", ',');
      csv_number(f, run ? (double)e->people : (double)NAN, ',');
      csv_number(f, s->published_people ? (double)s->published_people : (double)NAN, ',');
      csv_text(f, row->seen, ',');
      csv_text(f, row->note, ',');
      csv_text(f, row->cannot, ',');
      csv_text(f, file->url, '\n');
    }
  }
}

// ---- JSON ------------------------------------------------------------------------------------------------------------------------
static json_t *row_json(const ledger_study *s, int i) {
  const kn_study_row *row = &s->file->row[i];
  const kn_published *p = &row->effect;
  const kn_effect *e = &s->effect[i];
  json_t *o = text_must(json_object());
  json_add(o, "verdict", json_text(verdict(s, i)));
  if (*row->what) json_add(o, "what", json_text(row->what));
  json_add(o, "seen", json_text(row->seen));
  if (*row->note) json_add(o, "note", json_text(row->note));
  if (*row->cannot) {
    json_add(o, "cannot", json_text(row->cannot));
    return o;
  }
  json_add(o, "outcome", json_text(outcome_key(row)));
  json_add(o, "family", json_text(ledger_family(p->outcome)));
  json_add(o, "measure", json_text(kn_effect_measure_name((int)p->measure)));
  json_add(o, "unit", json_text(unit_of(row)));
  json_add(o, "at", json_text(visit_name(s, p->visit)));
  json_add(o, "arm", json_text(arm_name(s, p->arm)));
  if (p->versus >= 0) json_add(o, "versus", json_text(arm_name(s, p->versus)));
  json_add(o, "published", json_number(p->value));
  json_add(o, "low", json_number(p->low));
  json_add(o, "high", json_number(p->high));
  if (!s->run) return o;
  json_add(o, "simulated", json_number(e->simulated));
  json_add(o, "se", json_number(e->se));
  json_add(o, "sd", json_number(e->sd));
  json_add(o, "off_sd", json_number(e->off));
  json_add(o, "unsure", text_must(json_boolean(e->unsure)));
  return o;
}

static json_t *tally_json(const ledger *l, choice c) {
  tally t = ledger_tally(l, chosen, &c);
  json_t *o = text_must(json_object());
  json_add(o, "rows", text_must(json_integer(t.rows)));
  json_add(o, "inside", text_must(json_integer(t.inside)));
  json_add(o, "unsure", text_must(json_integer(t.unsure)));
  json_add(o, "mean_error_sd", json_number(t.sizes ? t.off / t.sizes : NAN));
  return o;
}

void ledger_json(const ledger *l, FILE *f) {
  static const char *const kinds[] = {"sizes", "null_findings", "directions", "all"};
  json_t *o = text_must(json_object()), *studies = text_must(json_array()), *sums = text_must(json_object());
  json_add(o, "schema", json_text("knead-ledger/1"));
  json_add(o, "version", json_text(kn_version_text()));
  json_add(o, "people", text_must(json_integer(l->people)));
  for (int i = 0; i < l->count; i++) {
    const ledger_study *s = &l->study[i];
    json_t *one = text_must(json_object()), *rows = text_must(json_array());
    json_add(one, "study", json_text(s->name));
    json_add(one, "authors", json_text(s->file->authors));
    json_add(one, "year", json_number(s->file->year ? (double)s->file->year : (double)NAN));
    json_add(one, "doi", json_text(s->file->doi));
    json_add(one, "url", json_text(s->file->url));
    json_add(one, "role", json_text(kn_study_role_name((int)s->file->role)));
    if (*s->file->stand_in) json_add(one, "stand_in", json_text(s->file->stand_in));
    if (!s->run) json_add(one, "failed", json_text(s->failed));
    for (int k = 0; k < s->file->row_count; k++) json_push(rows, row_json(s, k));
    json_add(one, "published", rows);
    json_push(studies, one);
  }
  json_add(o, "studies", studies);
  for (int role = 0; role < 2; role++) {
    json_t *one = text_must(json_object());
    for (int k = SIZES; k <= ALL; k++)
      json_add(one, kinds[k], tally_json(l, (choice){.role = (kn_study_role)role, .kind = (kind)k, .stand_in = -1}));
    json_add(sums, kn_study_role_name(role), one);
  }
  json_add(o, "summary", sums);
  json_dumpf(o, f, JSON_COMPACT);
  fputc('\n', f);
  json_decref(o);
}
