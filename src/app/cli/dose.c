// dose.c -- `knead dose TRIAL`: the same people under several doses of the trial's treatment and under its first comparator,
// each as her own twin.
#include "csv.h"
#include "grid.h"
#include "json.h"
#include "package.h"
#include "text.h"
#include "trial.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct dose { // one arm
  double minutes, per_week;
  int sessions;
} dose;
typedef struct dose_run {
  trial_run trial; // first: files are written from it
  dose_options how;
  dose dose[KN_MAX_ARMS];
  int count; // doses; the comparator is the arm after them
} dose_run;

// ---- arms ----------------------------------------------------------------------------------------------------------------
static int refuse(const trial_run *r, const char *what, const char *hint) {
  fprintf(stderr, "knead dose: %s: %s\n   hint: %s\n", r->options->operand, what, hint);
  return EXIT_INPUT;
}

static int prepare(dose_run *p, const options *o) {
  trial_run *r = &p->trial;
  int code = trial_read(r, o, "dose");
  if (code != EXIT_DONE) return code;
  p->how = o->dose;
  kn_trial_def *d = &r->file->def;
  kn_course_def treatment = d->arm[0], comparator = d->arm[1];
  if (treatment.session.stroke_count > 0)
    return refuse(r, "its treatment is a sequence of strokes, which has a length of its own",
                  "write a `technique` instead");
  double weeks = treatment.sessions / treatment.per_week;
  if (treatment.sessions < 2 || !(weeks >= 1))
    return refuse(r, "its treatment is no course of some weeks", "write `times: 1 / week` and `weeks: 10`");
  char name[2][48];
  memcpy(name[1], d->arm_name[1], sizeof name[1]);
  p->count = 0;
  for (int i = 0; i < p->how.minutes_count; i++)
    for (int k = 0; k < p->how.times_count; k++) {
      if (p->count == KN_MAX_ARMS - 1) return refuse(r, "more than 11 doses", "give fewer --minutes or --times");
      dose *x = &p->dose[p->count];
      *x = (dose){p->how.minutes[i], p->how.times[k], (int)floor(p->how.times[k] * weeks + 0.5)};
      if (x->sessions < 1) x->sessions = 1;
      kn_course_def *c = &d->arm[p->count];
      *c = treatment;
      c->session.minutes = x->minutes;
      c->per_week = x->per_week;
      c->sessions = x->sessions;
      c->start_s = NULL;
      snprintf(d->arm_name[p->count], sizeof d->arm_name[0], "%.3g min %.3g/week", x->minutes, x->per_week);
      p->count++;
    }
  d->arm[p->count] = comparator;
  memcpy(d->arm_name[p->count], name[1], sizeof name[1]);
  d->arm_count = p->count + 1;
  d->therapists.count = 0; // all alike: doses are compared, not hands
  d->dropout = d->missed = 0;
  d->design = KN_PARALLEL;
  d->recruit.people = p->how.people;
  char what[512] = "dose";
  for (int i = 0; i < p->count; i++)
    text_add(what, sizeof what, " %.6g x %.6g", p->dose[i].minutes, p->dose[i].per_week);
  trial_name_inputs(r, what);
  return EXIT_DONE;
}

// Differences to the comparator at a visit, of everybody; true values.
static kn_estimate effect(const dose_run *p, int outcome, int arm, int visit, double *sd, double *responders) {
  int n = kn_trial_people(p->trial.trial), yes = 0;
  double *x = text_must(malloc((size_t)n * sizeof *x)), share = trial_def(&p->trial)->responder;
  int better = kn_outcome_at(trial_def(&p->trial)->outcome[outcome])->better;
  for (int i = 0; i < n; i++) {
    const kn_participant *q = kn_trial_participant(p->trial.trial, i);
    const kn_followed *f = &q->followed[arm];
    x[i] = f->value[visit][outcome] - q->followed[p->count].value[visit][outcome];
    yes += better * (f->value[visit][outcome] - f->value[0][outcome]) >= share * fabs(f->value[0][outcome]);
  }
  *sd = kn_sample_of(x, n).sd;
  *responders = (double)yes / n;
  kn_estimate e = kn_paired(x, n, 0.95);
  free(x);
  return e;
}

// ---- on the screen ---------------------------------------------------------------------------------------------------------
static void estimate_text(char *to, size_t n, const kn_estimate *e) {
  char v[24], low[24], high[24];
  text_number(v, sizeof v, e->value, 2, false);
  text_number(low, sizeof low, e->low, 2, false);
  text_number(high, sizeof high, e->high, 2, false);
  snprintf(to, n, "%s (%s, %s)", v, low, high);
}

static void print(const dose_run *p, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(&p->trial);
  char text[128];
  text_clean(text, sizeof text, *p->trial.file->scene.title ? p->trial.file->scene.title : p->trial.options->operand);
  fprintf(f, "%s%s%s\n", tone_start(colour, TONE_BOLD), text, tone_end(colour, TONE_BOLD));
  trial_arm_name(text, sizeof text, d, p->count);
  fprintf(f,
          " %d people, each under every dose and under %s; difference at \"%s\" (95 %% interval: so many people and no "
          "more)\n",
          kn_trial_people(p->trial.trial), text, d->visit[d->primary_visit].name);
  for (int o = 0; o < d->outcome_count; o++) {
    const kn_outcome_info *info = kn_outcome_at(d->outcome[o]);
    fprintf(f, "\n %s, %s (grade %c)\n", info->key, info->unit, info->grade);
    grid *g = grid_new();
    static const char *const heads[] = {"minutes",           "a week",  "sessions",  "hours in all", "difference",
                                        "SD between people", "an hour", "responders"};
    for (int i = 0; i < 8; i++) grid_column(g, GRID_RIGHT | (i < 2 ? GRID_STICKY : 0), 0, heads[i]);
    for (int a = 0; a < p->count; a++) {
      const dose *x = &p->dose[a];
      double sd, responders, hours = x->sessions * x->minutes / 60;
      kn_estimate e = effect(p, o, a, d->primary_visit, &sd, &responders);
      grid_row(g);
      const double numbers[] = {x->minutes, x->per_week, x->sessions, hours};
      for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof text, "%.3g", numbers[i]);
        grid_cell(g, i < 2 ? TONE_BOLD : TONE_PLAIN, text);
      }
      estimate_text(text, sizeof text, &e);
      grid_cell(g, TONE_PLAIN, text);
      text_number(text, sizeof text, sd, 2, false);
      grid_cell(g, TONE_DIM, text);
      text_number(text, sizeof text, e.value / hours, 3, false);
      grid_cell(g, TONE_PLAIN, text);
      snprintf(text, sizeof text, info->better ? "%.0f %%" : "–", 100 * responders);
      grid_cell(g, TONE_PLAIN, text);
    }
    grid_print(g, f, SCREEN_WIDTH, colour);
    grid_free(g);
  }
  fprintf(f,
          "\n responders: %.0f %% better than at the first session. Therapists all alike, nobody misses or leaves.\n"
          " The interval says nothing of the model's own error: it is nearly linear in minutes a week, as the knee "
          "trial of Perlman\n"
          " 2012 up to an hour; the neck trial of Sherman 2014 found nothing for half an hour (LIMITS.md). Grade C at "
          "best.\n"
          " results in %s (%.0f s; hash %016llx)\n",
          100 * d->responder, p->trial.folder, p->trial.wall_s, (unsigned long long)kn_trial_hash(p->trial.trial));
}

// ---- files -----------------------------------------------------------------------------------------------------------------
static const package_field fields[] = {
    {"outcome", "string", NULL, "what was measured"},
    {"unit", "string", NULL, "unit of difference, low, high, sd"},
    {"visit", "string", NULL, "when"},
    {"time_s", "number", "s", "since the first session"},
    {"minutes", "number", "min", "of a session"},
    {"per_week", "number", "1/week", "sessions a week"},
    {"sessions", "integer", NULL, "in all"},
    {"difference", "number", NULL, "mean over people of the dose minus the comparator, of the model's own values"},
    {"low", "number", NULL, "lower end of its 95 % interval: sampling of people only"},
    {"high", "number", NULL, "upper end"},
    {"sd", "number", NULL, "of the difference between people"},
    {"responders", "number", NULL, "share of people who are better than at the first session by the trial's share"},
    {"people", "integer", NULL, "number of people"},
    {"grade", "string", NULL, "evidence that massage moves this outcome as the model says: A best to D speculation"}};

static void write_dose(const trial_run *whole, FILE *f) {
  const dose_run *p = (const dose_run *)whole;
  const kn_trial_def *d = trial_def(&p->trial);
  fputs("outcome,unit,visit,time_s,minutes,per_week,sessions,difference,low,high,sd,responders,people,grade\r\n", f);
  for (int o = 0; o < d->outcome_count; o++)
    for (int v = 1; v < d->visit_count; v++)
      for (int a = 0; a < p->count; a++) {
        const kn_outcome_info *info = kn_outcome_at(d->outcome[o]);
        const dose *x = &p->dose[a];
        double sd, responders;
        char visit[64];
        kn_estimate e = effect(p, o, a, v, &sd, &responders);
        text_clean(visit, sizeof visit, d->visit[v].name);
        csv_text(f, info->key, ',');
        csv_text(f, info->unit, ',');
        csv_text(f, visit, ',');
        const double numbers[] = {d->visit[v].at_s, x->minutes,
                                  x->per_week,      x->sessions,
                                  e.value,          e.low,
                                  e.high,           sd,
                                  responders,       kn_trial_people(p->trial.trial)};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) csv_number(f, numbers[k], ',');
        fprintf(f, "%c\r\n", info->grade);
      }
}

static void write_package(const trial_run *whole, FILE *f) {
  const dose_run *p = (const dose_run *)whole;
  json_t *columns = text_must(json_array()), *key = text_must(json_array()), *list = text_must(json_array());
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) json_push(columns, package_field_of(&fields[i]));
  static const char *const keys[] = {"outcome", "visit", "minutes", "per_week"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) json_push(key, json_text(keys[i]));
  json_push(list, package_resource("dose", "dose.csv", "effect of each dose on the same people", columns, key));
  trial_package(&p->trial, "knead-dose", list, f);
}

static void write_manifest(const trial_run *whole, FILE *f) {
  const dose_run *p = (const dose_run *)whole;
  json_t *o = text_must(json_object());
  trial_manifest(&p->trial, o, "knead-dose-manifest/1");
  json_add(o, "simulated", text_must(json_integer(kn_trial_people(p->trial.trial))));
  trial_write_json(o, f);
}

static bool write_all(const dose_run *p, folder *f) {
  static const trial_file files[] = {{"dose.csv", write_dose, false},
                                     {"datapackage.json", write_package, false},
                                     {"trial.yaml", trial_write_file, false},
                                     {"people.yaml", trial_write_people, false},
                                     {"manifest.json", write_manifest, false}};
  return trial_files_write(&p->trial, f, files, sizeof files / sizeof *files);
}

int verb_dose(const options *o) {
  dose_run p = {0};
  int code = prepare(&p, o);
  folder *f = text_must(calloc(1, sizeof *f));
  if (code == EXIT_DONE) code = trial_try_folder(&p.trial, f);
  if (code == EXIT_DONE) code = trial_simulate(&p.trial, true);
  if (code == EXIT_DONE && (!folder_begin(f, p.trial.folder) || !write_all(&p, f) || !folder_commit(f))) {
    fprintf(stderr, "knead: cannot write the results: %s\n   hint: what was done is in %s; add --resume\n", f->why,
            p.trial.log_path);
    folder_abandon(f);
    code = EXIT_FILES;
  }
  if (code == EXIT_DONE) {
    trial_log_done(&p.trial);
    print(&p, stdout, colour_on(o->colour, stdout));
  }
  free(f);
  trial_end(&p.trial);
  return code;
}
