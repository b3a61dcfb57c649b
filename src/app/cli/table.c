#include "table.h"
#include "folder.h"
#include "grid.h"
#include "text.h"
#include "words.h"
#include <math.h>
#include <string.h>

enum { KEY_OUTCOMES = 8 };

// Better or worse than the twin, once the difference shows at all in the digits printed.
static tone judge(const kn_outcome_info *o, double difference) {
  double seen = round(difference * pow(10, o->digits));
  if (!isfinite(seen) || seen == 0 || o->better == 0) return TONE_PLAIN;
  return (seen > 0) == (o->better > 0) ? TONE_BETTER : TONE_WORSE;
}

static const char *arrow(const kn_outcome_info *o) { return o->better < 0 ? "↓" : o->better > 0 ? "↑" : ""; }

static void line(FILE *f, bool colour, const char *head, const char *text) {
  fprintf(f, " %s%-10s%s", tone_start(colour, TONE_BOLD), head, tone_end(colour, TONE_BOLD));
  text_wrap(f, text, 11, 11, SCREEN_WIDTH);
}

static void print_began(const run *r, FILE *f, bool colour) {
  char text[1024] = "";
  const kn_latent *l;
  for (int i = 0; (l = kn_comparison_latent(r->result, i)); i++) {
    bool unit = strcmp(l->unit, "1") != 0;
    text_add(text, sizeof text, "%s%s %.3g by %s %.3g%s%s", i ? "; " : "", l->score, l->reached, l->name, l->value,
             unit ? " " : "", unit ? l->unit : "");
    if (isfinite(l->stated) && fabs(l->stated - l->reached) > 0.05)
      text_add(text, sizeof text, " (stated: %.3g)", l->stated);
  }
  if (*text) line(f, colour, "began", text);
}

static void print_head(const run *r, FILE *f, bool colour) {
  const kn_scene *s = r->scene;
  char text[2048], more[512];
  if (*s->title) {
    text_clean(text, sizeof text, s->title);
    fprintf(f, "%s%s%s\n", tone_start(colour, TONE_BOLD), text, tone_end(colour, TONE_BOLD));
  }
  words_person(text, sizeof text, s);
  words_scores(more, sizeof more, s);
  text_add(text, sizeof text, "%s%s; seed %llu", *more ? "; " : "", more, (unsigned long long)s->def.seed);
  line(f, colour, "person", text);
  words_course(text, sizeof text, s, 0);
  line(f, colour, "treated", text);
  *text = 0;
  for (int a = 1; a < s->def.arm_count; a++) {
    scene_arm_name(more, sizeof more, s, a);
    text_add(text, sizeof text, "%s%s", a > 1 ? ", " : "", more);
  }
  if (*text) text_add(text, sizeof text, " -- the same person, on the same days");
  line(f, colour, "twins", *text ? text : "none: without a comparator no effect can be read");
  print_began(r, f, colour);
  fputc('\n', f);
}

// Name, and time since the first session began, unless the name says it ("+7 days").
static void visit_head(char *to, size_t n, const kn_scene *s, const kn_visit *v) {
  char name[40], time[32];
  double first = s->def.arm[0].sessions > 0 ? course_start(&s->def.arm[0], 0) : 0;
  text_clean(name, sizeof name, v->name);
  words_time(time, sizeof time, v->at_s - first);
  if (*name == '+')
    snprintf(to, n, "%s", name);
  else
    snprintf(to, n, "%s\n%s", name, time);
}

static void main_columns(const run *r, grid *g, int end) {
  const kn_scene *s = r->scene;
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "outcome");
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "unit");
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, " ");
  char head[128], name[64];
  for (int v = 0; v < s->def.visit_count; v++) {
    visit_head(head, sizeof head, s, &s->def.visit[v]);
    grid_column(g, GRID_RIGHT, 1, head);
  }
  for (int a = 1; end >= 0 && a < s->def.arm_count; a++) {
    scene_arm_name(name, sizeof name, s, a);
    snprintf(head, sizeof head, "minus %s", name);
    grid_column(g, GRID_RIGHT, 2, head);
  }
  grid_column(g, GRID_LEFT, 2, "grade");
}

static void main_row(const run *r, grid *g, int outcome, int end) {
  const kn_outcome_info *o = kn_outcome_at(outcome);
  char text[64];
  grid_row(g);
  grid_cell(g, TONE_PLAIN, o->key);
  grid_cell(g, TONE_DIM, o->unit);
  grid_cell(g, TONE_DIM, arrow(o));
  for (int v = 0; v < r->scene->def.visit_count; v++) {
    text_number(text, sizeof text, run_value(r, 0, v, outcome), o->digits, false);
    grid_cell(g, TONE_PLAIN, text);
  }
  for (int a = 1; end >= 0 && a < r->scene->def.arm_count; a++) {
    double d = run_value(r, 0, end, outcome) - run_value(r, a, end, outcome);
    text_number(text, sizeof text, d, o->digits, true);
    grid_cell(g, judge(o, d), text);
  }
  grid_cell(g, TONE_PLAIN, o->grade == 'D' ? "D hypothesis" : (char[]){o->grade, 0});
}

static void print_hidden(const int *outcome, int count, FILE *f) {
  if (count == 0) return;
  char text[640] = "";
  text_add(text, sizeof text, "%d %s (grade D): ", count,
           count == 1 ? "row hidden as a hypothesis" : "rows hidden as hypotheses");
  for (int i = 0; i < count; i++) text_add(text, sizeof text, "%s%s", i ? ", " : "", kn_outcome_at(outcome[i])->key);
  text_add(text, sizeof text, "; --all shows every outcome.");
  fputc(' ', f);
  text_wrap(f, text, 1, 1, SCREEN_WIDTH);
}

static void print_main(const run *r, FILE *f, bool colour, const int *outcome, int count, int hidden) {
  int end = run_end_visit(r);
  grid *g = grid_new();
  main_columns(r, g, end);
  for (int i = 0; i < count; i++) main_row(r, g, outcome[i], end);
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
  print_hidden(outcome + count, hidden, f);
  char name[40] = "", text[256];
  if (end >= 0) text_clean(name, sizeof name, r->scene->def.visit[end].name);
  snprintf(text, sizeof text, "↓ lower is better, ↑ higher is better. \"minus\": treated minus twin at \"%s\".", name);
  fputc(' ', f);
  text_wrap(f, r->scene->def.arm_count > 1 ? text : "↓ lower is better, ↑ higher is better.", 1, 1, SCREEN_WIDTH);
}

// The arm that stands for no treatment: the twin with nothing, else the first twin; 0 when there is no twin.
static int reference_arm(const kn_scene *s) {
  for (int a = 1; a < s->def.arm_count; a++)
    if (s->def.arm[a].session.technique == KN_NOTHING || s->def.arm[a].sessions == 0) return a;
  return s->def.arm_count > 1 ? 1 : 0;
}

static int key_outcomes(const run *r, const int *shown, int count, int key[KEY_OUTCOMES]) {
  static const int wanted[] = {KN_PAIN,     KN_RDQ,           KN_NDI,           KN_WOMAC,      KN_PPT,          KN_ROM,
                               KN_CORTISOL, KN_STATE_ANXIETY, KN_TRAIT_ANXIETY, KN_DEPRESSION, KN_SLEEP_QUALITY};
  int n = 0;
  bool usual = r->scene->outcome_count == 0;
  for (int i = 0; i < count && n < KEY_OUTCOMES; i++)
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
      if (!usual || wanted[w] == shown[i]) {
        if (usual && r->options->all && kn_outcome_at(shown[i])->grade == 'D') break; // the long table has them
        key[n++] = shown[i];
        break;
      }
  return n;
}

static void arms_row(const run *r, grid *g, int arm, int end, int reference, const int *key, int count) {
  char text[64];
  grid_row(g);
  scene_arm_name(text, sizeof text, r->scene, arm);
  grid_cell(g, arm == 0 ? TONE_BOLD : TONE_PLAIN, text);
  for (int i = 0; i < count; i++) {
    const kn_outcome_info *o = kn_outcome_at(key[i]);
    double value = run_value(r, arm, end, key[i]), d = value - run_value(r, reference, end, key[i]);
    text_number(text, sizeof text, value, o->digits, false);
    grid_cell(g, TONE_PLAIN, text);
    text_number(text, sizeof text, d, o->digits, true);
    grid_cell(g, judge(o, d), arm == reference ? "·" : text);
  }
}

static void print_arms(const run *r, FILE *f, bool colour, const int *outcome, int count) {
  const kn_scene *s = r->scene;
  int end = run_end_visit(r), reference = reference_arm(s), key[KEY_OUTCOMES];
  if (end < 0 || reference == 0) return;
  int n = key_outcomes(r, outcome, count, key);
  char name[64], visit[40], head[128];
  scene_arm_name(name, sizeof name, s, reference);
  text_clean(visit, sizeof visit, s->def.visit[end].name);
  fprintf(f, "\n all arms at \"%s\": value, and difference from %s\n", visit, name);
  grid *g = grid_new();
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "arm");
  for (int i = 0; i < n; i++) {
    const kn_outcome_info *o = kn_outcome_at(key[i]);
    snprintf(head, sizeof head, "%s\n%s%s%s", o->key, o->unit, *arrow(o) ? " " : "", arrow(o));
    grid_column(g, GRID_RIGHT, i + 1, head);
    grid_column(g, GRID_RIGHT | GRID_JOINED, i + 1, "");
  }
  for (int a = 0; a < s->def.arm_count; a++) arms_row(r, g, a, end, reference, key, n);
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
}

void table_print(const run *r, FILE *f, bool colour) {
  int outcome[KN_OUTCOME_COUNT], hidden;
  int count = run_outcomes(r, outcome, &hidden);
  print_head(r, f, colour);
  print_main(r, f, colour, outcome, count, hidden);
  print_arms(r, f, colour, outcome, count);
}

void table_print_end(const run *r, FILE *f) {
  static const char *const notes[] = {
      "One nominal person; the model's own values, without measurement error. Bands come with populations, later. One "
      "reading scatters: its 90 % interval is value ± 1.645 error_sd, both in outcomes.csv.",
      "Grades: A replicated trials or direct measurement, B some trials or consistent physiology, C calibrated "
      "hypothesis, D speculation. Research and teaching; not a medical device."};
  fputc('\n', f);
  for (int i = 0; i < 2; i++) {
    fputc(' ', f);
    text_wrap(f, notes[i], 1, 1, SCREEN_WIDTH);
  }
  fprintf(f, " written: %s/\n          ", r->folder);
  for (int i = 0; folder_files[i]; i++) fprintf(f, "%s%s", i ? ", " : "", folder_files[i]);
  fputc('\n', f);
}
