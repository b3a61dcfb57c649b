// power.c -- `knead power TRIAL`: a pool of people simulated in every arm, kept for the next time, and the power curve of the
// trial resampled from it.
#include "../../study/power.h"
#include "csv.h"
#include "grid.h"
#include "json.h"
#include "package.h"
#include "text.h"
#include "trial.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MANY_PEOPLE = 200, FEW_THERAPISTS = 20 };

typedef struct power_run {
  trial_run trial; // first: files are written from it
  power_options how;
  kn_trial_def def; // the trial as it is resampled: with its own number of therapists
  kn_power *result; // [size][comparator]
  kn_pool *pool;
  double pool_s, curve_s;
} power_run;

// ---- what the options say ------------------------------------------------------------------------------------------------
// The pool's therapists stand for all there are: as many as its people can be spread over.
static int roster(const kn_trial_def *d, int people) {
  int least = people >= MANY_PEOPLE ? KN_MAX_THERAPISTS : FEW_THERAPISTS;
  return d->therapists.count == 0 ? 0 : d->therapists.count > least ? d->therapists.count : least;
}

static int refuse(const trial_run *r, const char *what, const char *hint) {
  fprintf(stderr, "knead power: %s: %s\n   hint: %s\n", r->options->operand, what, hint);
  return EXIT_INPUT;
}

static int prepare(power_run *p, const options *o) {
  trial_run *r = &p->trial;
  int code = trial_read(r, o, "power");
  if (code != EXIT_DONE) return code;
  p->how = o->power;
  kn_trial_def *d = &r->file->def;
  if (p->how.therapists) {
    bool any = false;
    for (int a = 0; a < d->arm_count; a++) any = any || d->therapists.arm[a];
    if (!any) return refuse(r, "no arm of this trial has therapists", "leave out --therapists");
    if (d->therapists.count == 0 || !r->file->has_therapists)
      return refuse(r, "--therapists says how many, but not how they differ",
                    "add `therapists: {count: 6, force: 0.15, warmth: 0.08}`");
    d->therapists.count = p->how.therapists;
  }
  p->def = *d;
  d->dropout = d->dropout_slope = 0; // of the pool nobody leaves: every trial draws anew who does
  d->therapists.count = roster(d, p->how.pool);
  if (d->therapists.count && p->how.pool < 2 * d->therapists.count)
    return refuse(r, "the pool is too small for the roster of therapists", "add --pool 40 or more");
  d->recruit.people = p->how.pool;
  trial_pool_names(r);
  return EXIT_DONE;
}

// ---- on the screen ---------------------------------------------------------------------------------------------------------
static void cell(grid *g, double v, int digits, tone t) {
  char text[32];
  text_number(text, sizeof text, v, digits, false);
  grid_cell(g, t, text);
}

// Of the mean of so many trials; the people are the same in both
static double error_of_bias(const kn_power *r, int trials) { return r->spread / sqrt(trials - r->failed); }

static void print(const power_run *p, FILE *f, bool colour) {
  const kn_trial_def *d = &p->def;
  int comparators = d->arm_count - 1;
  const kn_outcome_info *o = kn_outcome_at(d->outcome[0]);
  char name[256], other[64];
  text_clean(name, sizeof name, *p->trial.file->scene.title ? p->trial.file->scene.title : p->trial.options->operand);
  fprintf(f, "%s%s%s\n", tone_start(colour, TONE_BOLD), name, tone_end(colour, TONE_BOLD));
  fprintf(f, " power to find a difference in %s at \"%s\" by the trial's own analysis, two-sided 5 %%\n", o->key,
          d->visit[d->primary_visit].name);
  fprintf(f, " %d trials of each size, resampled from %d people simulated in every arm", p->how.trials,
          p->pool->people);
  if (d->therapists.count) fprintf(f, "; %d therapists in each trial, of %d", d->therapists.count, p->pool->therapists);
  fputc('\n', f);
  for (int a = 1; a <= comparators; a++) {
    trial_arm_name(name, sizeof name, d, 0);
    trial_arm_name(other, sizeof other, d, a);
    fprintf(f, "\n %s against %s\n", name, other);
    grid *g = grid_new();
    static const char *const heads[] = {
        "people in all", "power", "± by chance", "± by the pool",   "assurance",         "claimed without therapists",
        "effect",        "truth", "bias",        "false positives", "without therapists"};
    bool groups = d->therapists.count > 0 || d->design == KN_CLUSTER;
    for (int i = 0; i < 11; i++)
      if (groups || (i != 5 && i != 10)) grid_column(g, GRID_RIGHT | (i == 0 ? GRID_STICKY : 0), 0, heads[i]);
    for (int s = 0; s < p->how.size_count; s++) {
      const kn_power *r = &p->result[s * comparators + a - 1];
      grid_row(g);
      cell(g, r->size, 0, TONE_BOLD);
      cell(g, r->power, 2, TONE_BOLD);
      cell(g, r->monte_carlo, 3, TONE_DIM);
      cell(g, r->pool, 3, TONE_DIM);
      cell(g, r->assurance, 2, TONE_PLAIN);
      if (groups) cell(g, r->naive, 2, r->naive > r->power ? TONE_WORSE : TONE_PLAIN);
      cell(g, r->effect, 2, TONE_PLAIN);
      cell(g, r->truth, 2, TONE_PLAIN);
      cell(g, r->effect - r->truth, 2,
           fabs(r->effect - r->truth) > 3 * error_of_bias(r, p->how.trials) ? TONE_WORSE : TONE_DIM);
      cell(g, r->null, 3, TONE_PLAIN);
      if (groups) cell(g, r->null_naive, 3, r->null_naive > 0.08 ? TONE_WORSE : TONE_PLAIN);
      if (r->failed) {
        char note[96];
        snprintf(note, sizeof note, "%d of these trials could not be analysed; they count as finding nothing",
                 r->failed);
        grid_note(g, note);
      }
    }
    grid_print(g, f, SCREEN_WIDTH, colour);
    grid_free(g);
    for (int t = 80; t <= 90; t += 10) {
      double n = kn_power_size(p->result + a - 1, p->how.size_count, comparators, t / 100.0);
      if (isfinite(n)) fprintf(f, " %d %% at about %.0f people\n", t, ceil(n));
    }
  }
  fprintf(f,
          "\n assurance: expected power when the effect itself is uncertain by %.0f %% of it (SD; assumed, "
          "--uncertainty).\n"
          " truth: effect on the model's own values when everybody in the pool stays; bias: what the trials claim less "
          "that.\n"
          " false positives: share of these trials that would find a difference if there were none.\n"
          " What virtual people show is what the model says: a plan for a trial, no evidence that massage works.\n"
          " results in %s; pool in %s (%.0f s, the curve %.1f s)\n",
          100 * p->how.uncertainty, p->trial.folder, p->trial.log_path, p->pool_s, p->curve_s);
}

// ---- files -----------------------------------------------------------------------------------------------------------------
static const package_field fields[] = {
    {"people", "integer", NULL, "randomised, in all arms together"},
    {"compared_with", "string", NULL, "the comparator"},
    {"power", "number", NULL, "share of trials that find a difference at 5 %, two-sided, by the mixed model"},
    {"se_chance", "number", NULL, "standard error of power: so many trials and no more"},
    {"se_pool", "number", NULL, "standard error of power: so many simulated people and no more"},
    {"assurance", "number", NULL, "expected power with an uncertain effect"},
    {"naive", "number", NULL, "power that an analysis without therapists or places claims"},
    {"null", "number", NULL, "share of trials that would find a difference if there were none"},
    {"null_naive", "number", NULL, "the same without therapists or places"},
    {"effect", "number", NULL, "mean of the estimated difference, in the outcome's unit"},
    {"sd_effect", "number", NULL, "standard deviation of the estimated difference"},
    {"truth", "number", NULL,
     "mean difference of the model's own values of everybody in the pool, whom nobody has left"},
    {"bias", "number", NULL, "effect less truth: readings, beliefs and leaving"},
    {"se_bias", "number", NULL, "standard error of bias: so many trials and no more"},
    {"failed", "integer", NULL, "trials that could not be analysed"}};

static void write_power(const trial_run *whole, FILE *f) {
  const power_run *p = (const power_run *)whole;
  int comparators = p->def.arm_count - 1;
  fputs("people,compared_with,power,se_chance,se_pool,assurance,naive,null,null_naive,effect,sd_effect,truth,bias,se_"
        "bias,failed\r\n",
        f);
  for (int i = 0; i < p->how.size_count * comparators; i++) {
    const kn_power *r = &p->result[i];
    char name[64];
    trial_arm_name(name, sizeof name, &p->def, r->arm);
    csv_number(f, r->size, ',');
    csv_text(f, name, ',');
    const double v[] = {r->power,
                        r->monte_carlo,
                        r->pool,
                        r->assurance,
                        r->naive,
                        r->null,
                        r->null_naive,
                        r->effect,
                        r->spread,
                        r->truth,
                        r->effect - r->truth,
                        error_of_bias(r, p->how.trials)};
    for (size_t k = 0; k < sizeof v / sizeof *v; k++) csv_number(f, v[k], ',');
    csv_number(f, r->failed, '\n');
  }
}

static void write_package(const trial_run *whole, FILE *f) {
  const power_run *p = (const power_run *)whole;
  json_t *list = text_must(json_array()), *columns = text_must(json_array()), *key = text_must(json_array());
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) json_push(columns, package_field_of(&fields[i]));
  json_push(key, json_text("people"));
  json_push(key, json_text("compared_with"));
  json_push(list, package_resource("power", "power.csv", "power against the size of the trial", columns, key));
  trial_package(&p->trial, "knead-power", list, f);
}

static void write_manifest(const trial_run *whole, FILE *f) {
  const power_run *p = (const power_run *)whole;
  json_t *o = text_must(json_object()), *sizes = text_must(json_array());
  trial_manifest(&p->trial, o, "knead-power-manifest/1");
  for (int i = 0; i < p->how.size_count; i++) json_push(sizes, text_must(json_integer(p->how.size[i])));
  json_add(o, "sizes", sizes);
  json_add(o, "trials", text_must(json_integer(p->how.trials)));
  json_add(o, "pool", text_must(json_integer(p->pool->people)));
  json_add(o, "roster", text_must(json_integer(p->pool->therapists)));
  json_add(o, "therapists", text_must(json_integer(p->def.therapists.count)));
  json_add(o, "uncertainty", json_number(p->how.uncertainty));
  trial_write_json(o, f);
}

static bool write_all(const power_run *p, folder *f) {
  static const trial_file files[] = {{"power.csv", write_power, false},
                                     {"datapackage.json", write_package, false},
                                     {"trial.yaml", trial_write_file, false},
                                     {"people.yaml", trial_write_people, false},
                                     {"manifest.json", write_manifest, false}};
  return trial_files_write(&p->trial, f, files, sizeof files / sizeof *files);
}

// ---- all of it -----------------------------------------------------------------------------------------------------------
static int curve(power_run *p) {
  trial_run *r = &p->trial;
  kn_error e = {0};
  p->pool_s = r->wall_s;
  p->pool = text_must(kn_pool_of(r->trial, 0));
  p->result = text_must(calloc((size_t)(p->how.size_count * (p->def.arm_count - 1)), sizeof *p->result));
  kn_power_def def = {.trial = &p->def,
                      .size_count = p->how.size_count,
                      .size = p->how.size,
                      .trials = p->how.trials,
                      .level = 0.05,
                      .uncertainty = p->how.uncertainty,
                      .threads = trial_threads(r),
                      .progress = progress_tell,
                      .user = &r->progress};
  progress_start(&r->progress, r->options->quiet);
  double begun = progress_now_s();
  kn_status st = kn_power_run(p->pool, &def, p->result, &e);
  p->curve_s = progress_now_s() - begun;
  progress_end(&r->progress);
  return st == KN_OK ? EXIT_DONE : trial_failed(r, st, &e);
}

int verb_power(const options *o) {
  power_run p = {0};
  int code = prepare(&p, o);
  folder *f = text_must(calloc(1, sizeof *f));
  if (code == EXIT_DONE) code = trial_try_folder(&p.trial, f);
  if (code == EXIT_DONE) code = trial_simulate(&p.trial, true);
  if (code == EXIT_DONE) code = curve(&p);
  if (code == EXIT_DONE && (!folder_begin(f, p.trial.folder) || !write_all(&p, f) || !folder_commit(f))) {
    fprintf(stderr, "knead: cannot write the results: %s\n", f->why);
    folder_abandon(f);
    code = EXIT_FILES;
  }
  if (code == EXIT_DONE) print(&p, stdout, colour_on(o->colour, stdout));
  free(p.result);
  kn_pool_free(p.pool);
  free(f);
  trial_end(&p.trial);
  return code;
}
