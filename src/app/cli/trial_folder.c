// trial_folder.c -- the folder of results of a trial: tidy tables, what their columns mean, methods, inputs.
#include "csv.h"
#include "hdf5_file.h"
#include "json.h"
#include "package.h"
#include "text.h"
#include "trial.h"
#include <math.h>
#include <string.h>
#include <time.h>

static void text_cell(FILE *f, const char *s, char after) {
  char clean[256];
  text_clean(clean, sizeof clean, s);
  csv_text(f, clean, after);
}
static void count_cell(FILE *f, long v, char after) { csv_number(f, (double)v, after); }

// ---- results.csv -------------------------------------------------------------------------------------------------------
static const package_field results_fields[] = {
    {"outcome", "string", NULL, "what was measured; the first is the primary outcome"},
    {"unit", "string", NULL, "unit of estimate, se, low and high, where the method does not say otherwise"},
    {"visit", "string", NULL, "when it was measured"},
    {"time_s", "number", "s", "since the first session"},
    {"arm", "string", NULL, "the treatment"},
    {"compared_with", "string", NULL, "the comparator"},
    {"method", "string", NULL,
     "change: of the changes, Welch; covariance: adjusted for baseline and strata; mixed: the same with therapists or "
     "clusters (primary); naive: mixed without those; "
     "repeated: all visits together, with participants; unstructured: all visits together, with any covariance of "
     "them; "
     "hedges-g: of the readings, no unit; responder-ratio, "
     "responder-difference, number-needed: of responders, no unit"},
    {"estimate", "number", NULL, "treatment minus comparator, or the ratio"},
    {"se", "number", NULL, "standard error; of a ratio that of its logarithm"},
    {"low", "number", NULL, "lower end of the 95 % interval; of number-needed: the interval may run through infinity"},
    {"high", "number", NULL, "upper end"},
    {"df", "number", NULL, "degrees of freedom; empty: normal"},
    {"p", "number", NULL, "two-sided, of no difference"},
    {"n_arm", "integer", NULL, "people of the treatment who were read at this visit"},
    {"n_compared", "integer", NULL, "people of the comparator"},
    {"grade", "string", NULL, "evidence that massage moves this outcome as the model says: A best to D speculation"}};

static void write_results(const trial_run *r, FILE *f) {
  const kn_trial_def *d = trial_def(r);
  fputs("outcome,unit,visit,time_s,arm,compared_with,method,estimate,se,low,high,df,p,n_arm,n_compared,grade\r\n", f);
  for (int o = 0; o < d->outcome_count; o++)
    for (int v = 1; v < d->visit_count; v++)
      for (int a = 1; a < d->arm_count; a++) {
        const kn_outcome_info *info = kn_outcome_at(d->outcome[o]);
        kn_finding x;
        text_must(trial_analyse(r, o, a, v, &x) ? &x : NULL);
        const kn_estimate needed = {x.needed.value, NAN, x.needed.low, x.needed.high, NAN, NAN};
        const struct {
          const char *name;
          const kn_estimate *e;
        } rows[] = {{"change", &x.change},     {"covariance", &x.covariance}, {"mixed", &x.model},
                    {"naive", &x.naive},       {"repeated", &x.repeated},     {"unstructured", &x.unstructured},
                    {"hedges-g", &x.g},        {"responder-ratio", &x.ratio}, {"responder-difference", &x.difference},
                    {"number-needed", &needed}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
          const kn_estimate *e = rows[i].e;
          if (!isfinite(e->value)) continue;
          text_cell(f, info->key, ',');
          text_cell(f, info->unit, ',');
          text_cell(f, d->visit[v].name, ',');
          csv_number(f, d->visit[v].at_s, ',');
          text_cell(f, d->arm_name[0], ',');
          text_cell(f, d->arm_name[a], ',');
          text_cell(f, rows[i].name, ',');
          const double numbers[] = {e->value, e->se, e->low, e->high, e->df, e->p};
          for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) csv_number(f, numbers[k], ',');
          count_cell(f, x.treated.n, ',');
          count_cell(f, x.compared.n, ',');
          fprintf(f, "%c\r\n", info->grade);
        }
      }
}

// ---- arms.csv ------------------------------------------------------------------------------------------------------------
static const package_field arms_fields[] = {{"arm", "string", NULL, "the treatment or a comparator"},
                                            {"outcome", "string", NULL, "what was measured"},
                                            {"unit", "string", NULL, "unit of mean and sd"},
                                            {"visit", "string", NULL, "when"},
                                            {"time_s", "number", "s", "since the first session"},
                                            {"n", "integer", NULL, "people who were read"},
                                            {"mean", "number", NULL, "of the readings"},
                                            {"sd", "number", NULL, "of the readings"}};

static void write_arms(const trial_run *r, FILE *f) {
  const kn_trial_def *d = trial_def(r);
  fputs("arm,outcome,unit,visit,time_s,n,mean,sd\r\n", f);
  for (int a = 0; a < d->arm_count; a++)
    for (int o = 0; o < d->outcome_count; o++)
      for (int v = 0; v < d->visit_count; v++) {
        kn_sample s = kn_arm_sample(r->data[o], a, v);
        text_cell(f, d->arm_name[a], ',');
        text_cell(f, kn_outcome_at(d->outcome[o])->key, ',');
        text_cell(f, kn_outcome_at(d->outcome[o])->unit, ',');
        text_cell(f, d->visit[v].name, ',');
        csv_number(f, d->visit[v].at_s, ',');
        count_cell(f, s.n, ',');
        csv_number(f, s.mean, ',');
        csv_number(f, s.sd, '\n');
      }
}

// ---- rows on request -------------------------------------------------------------------------------------------------------
static const package_field people_fields[] = {
    {"person", "integer", NULL, "number of the candidate; keys her random draws"},
    {"sequence", "integer", NULL, "arm allocated, from 0; of a crossover the order of arms"},
    {"stratum", "integer", NULL, "stratum of the randomisation, from 0"},
    {"cluster", "integer", NULL, "place, from 0; empty: not a cluster design"},
    {"sex", "string", NULL, "female or male"},
    {"age", "number", "y", ""},
    {"height", "number", "m", ""},
    {"mass", "number", "kg", ""},
    {"pain", "number", "points", "her usual pain, 0-10; empty: no complaint"},
    {"perceived_stress", "number", "points", "PSS-10"},
    {"trait_anxiety", "number", "points", "STAI-T"},
    {"depression", "number", "points", "PHQ-9"},
    {"sleep_quality", "number", "points", "PSQI, high is bad"},
    {"expectation", "number", NULL, "0-1"},
    {"draws", "integer", NULL, "people drawn until one was plausible"},
    {"look", "integer", NULL, "at which look she was taken"},
    {"usual", "number", NULL, "of the outcome asked for, in its unit: her own level"},
    {"screened", "number", NULL, "the reading she was taken by"}};

static void write_people(const trial_run *r, FILE *f) {
  fputs("person,sequence,stratum,cluster,sex,age,height,mass,pain,perceived_stress,trait_anxiety,depression,"
        "sleep_quality,expectation,draws,look,usual,screened\r\n",
        f);
  for (int i = 0; i < kn_trial_people(r->trial); i++) {
    const kn_participant *p = kn_trial_participant(r->trial, i);
    const kn_person_def *w = &p->candidate.who;
    fprintf(f, "%llu,", (unsigned long long)w->id);
    count_cell(f, p->sequence, ',');
    count_cell(f, p->stratum, ',');
    csv_number(f, p->cluster < 0 ? (double)NAN : p->cluster, ',');
    text_cell(f, w->sex == KN_MALE ? "male" : "female", ',');
    const double numbers[] = {w->age_y,
                              w->height_m,
                              w->mass_kg,
                              w->pain[0] < 0 ? NAN : w->pain[0],
                              w->perceived_stress,
                              w->trait_anxiety,
                              w->depression,
                              w->sleep_quality,
                              w->expectation};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) csv_number(f, numbers[k], ',');
    count_cell(f, p->candidate.draws, ',');
    count_cell(f, p->candidate.look, ',');
    csv_number(f, p->candidate.usual, ',');
    csv_number(f, p->candidate.screened, '\n');
  }
}

static const package_field readings_fields[] = {
    {"person", "integer", NULL, "as in people.csv"},
    {"period", "integer", NULL, "of a crossover, from 1; else 1"},
    {"arm", "string", NULL, "what was done"},
    {"therapist", "integer", NULL, "who did it, from 0; empty: nobody in particular"},
    {"visit", "string", NULL, "when"},
    {"time_s", "number", "s", "since the period's first session"},
    {"outcome", "string", NULL, "what was measured"},
    {"unit", "string", NULL, "unit of value and reading"},
    {"value", "number", NULL, "the model's own; empty: she had left"},
    {"reading", "number", NULL, "with the error of a reading"},
    {"sessions_due", "integer", NULL, "of the period"},
    {"sessions_attended", "integer", NULL, "of the period"},
    {"guess", "string", NULL,
     "at the last visit: treatment, comparator or unknown; empty: not asked, or she had left"}};

static void write_readings(const trial_run *r, FILE *f) {
  const kn_trial_def *d = trial_def(r);
  fputs("person,period,arm,therapist,visit,time_s,outcome,unit,value,reading,sessions_due,sessions_attended,guess\r\n",
        f);
  for (int i = 0; i < kn_trial_people(r->trial); i++) {
    const kn_participant *p = kn_trial_participant(r->trial, i);
    for (int k = 0; k < p->followed_count; k++)
      for (int v = 0; v < d->visit_count; v++)
        for (int o = 0; o < d->outcome_count; o++) {
          const kn_followed *w = &p->followed[k];
          fprintf(f, "%llu,", (unsigned long long)w->id);
          count_cell(f, w->period + 1, ',');
          text_cell(f, d->arm_name[w->arm], ',');
          csv_number(f, w->therapist < 0 ? (double)NAN : w->therapist, ',');
          text_cell(f, d->visit[v].name, ',');
          csv_number(f, d->visit[v].at_s, ',');
          text_cell(f, kn_outcome_at(d->outcome[o])->key, ',');
          text_cell(f, kn_outcome_at(d->outcome[o])->unit, ',');
          csv_number(f, w->value[v][o], ',');
          csv_number(f, w->reading[v][o], ',');
          count_cell(f, w->due, ',');
          count_cell(f, w->attended, ',');
          text_cell(f, trial_guess(r, w), '\n');
        }
  }
}

// ---- the rest ----------------------------------------------------------------------------------------------------------------
static void write_text(FILE *f, const kn_report *r) { fwrite(r->text, 1, r->text_size, f); }
void trial_write_file(const trial_run *r, FILE *f) { write_text(f, &r->file->scene.report); }
void trial_write_people(const trial_run *r, FILE *f) { write_text(f, &r->file->people.report); }

static json_t *table_of(const char *name, const char *description, const package_field *fields, size_t count,
                        const char *const *keys) {
  json_t *list = text_must(json_array()), *key = text_must(json_array());
  char path[32];
  snprintf(path, sizeof path, "%s.csv", name);
  for (size_t i = 0; i < count; i++) json_push(list, package_field_of(&fields[i]));
  for (; *keys; keys++) json_push(key, json_text(*keys));
  return package_resource(name, path, description, list, key);
}

void trial_package(const trial_run *r, const char *kind, json_t *list, FILE *f) {
  json_t *o = text_must(json_object());
  char name[64];
  snprintf(name, sizeof name, "%s-%.8s", kind, r->inputs_hash);
  json_add(o, "profile", json_text("tabular-data-package"));
  json_add(o, "name", json_text(name));
  json_add(o, "title", json_text(*r->file->scene.title ? r->file->scene.title : r->options->operand));
  json_add(o, "description",
           json_text("Virtual people of the knead model. Research and teaching; not a medical device, no "
                     "evidence that massage works."));
  json_add(o, "resources", list);
  json_dumpf(o, f, JSON_INDENT(2));
  fputc('\n', f);
  json_decref(o);
}

static void write_package(const trial_run *r, FILE *f) {
#define COUNT(x) (sizeof x / sizeof *x)
  json_t *list = text_must(json_array());
  json_push(list, table_of("results", "every comparison by every method", results_fields, COUNT(results_fields),
                           (const char *const[]){"outcome", "visit", "compared_with", "method", NULL}));
  json_push(list, table_of("arms", "readings of every arm", arms_fields, COUNT(arms_fields),
                           (const char *const[]){"arm", "outcome", "visit", NULL}));
  if (trial_def(r)->blinding.asked)
    json_push(list, table_of("blinding", "which arm people thought they were in", trial_blinding_fields,
                             TRIAL_BLINDING_FIELDS, (const char *const[]){"arm", NULL}));
  if (r->options->rows) {
    json_push(list, table_of("people", "participants as they came", people_fields, COUNT(people_fields),
                             (const char *const[]){"person", NULL}));
    json_push(list, table_of("readings", "every reading of every participant", readings_fields, COUNT(readings_fields),
                             (const char *const[]){"person", "period", "visit", "outcome", NULL}));
  }
#undef COUNT
  trial_package(r, "knead-trial", list, f);
}

// The only file that knows the hour and the duration; all others are the same bytes every time.
void trial_manifest(const trial_run *r, json_t *o, const char *schema) {
  char text[32];
  time_t now = time(NULL);
  struct tm utc;
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
  json_add(o, "schema", json_text(schema));
  json_add(o, "knead", json_text(kn_version_text()));
  json_add(o, "created", json_text(text));
  json_add(o, "wall_s", json_number(r->wall_s));
  json_add(o, "trial", json_text(r->options->operand));
  json_add(o, "people", json_text(r->file->people.report.name));
  json_add(o, "inputs_sha256", json_text(r->inputs_hash));
  json_add(o, "seed", json_count(trial_def(r)->seed));
  json_add(o, "random", json_text("Philox4x32-10, keyed by seed, person, purpose, index"));
  json_add(o, "solver", json_text(kn_solver_text(KN_SOLVER_LANES)));
  json_add(o, "compiler", json_text(KN_BUILD_COMPILER));
  snprintf(text, sizeof text, "%016llx", (unsigned long long)kn_trial_hash(r->trial));
  json_add(o, "hash", json_text(text));
}

void trial_write_json(json_t *o, FILE *f) {
  json_dumpf(o, f, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
  fputc('\n', f);
  json_decref(o);
}

static void write_manifest(const trial_run *r, FILE *f) {
  json_t *o = text_must(json_object());
  trial_manifest(r, o, "knead-trial-manifest/1");
  trial_write_json(o, f);
}

bool trial_files_write(const trial_run *r, folder *f, const trial_file *files, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (files[i].on_request && !r->options->rows) continue;
    FILE *out = folder_create(f, files[i].name);
    if (out == NULL) return false;
    files[i].write(r, out);
    if (!folder_close(f, out, files[i].name)) return false;
  }
  return true;
}

bool trial_folder_write(const trial_run *r, folder *f) {
  static const trial_file files[] = {
      {"results.csv", write_results, false},   {"arms.csv", write_arms, false},
      {"people.csv", write_people, true},      {"readings.csv", write_readings, true},
      {"methods.md", methods_write, false},    {"datapackage.json", write_package, false},
      {"trial.yaml", trial_write_file, false}, {"people.yaml", trial_write_people, false},
      {"manifest.json", write_manifest, false}};
  static const trial_file blinding = {"blinding.csv", trial_write_blinding, false};
  if (!trial_files_write(r, f, files, sizeof files / sizeof *files)) return false;
  if (trial_def(r)->blinding.asked && !trial_files_write(r, f, &blinding, 1)) return false;
  char path[FOLDER_PATH + 160];
  snprintf(path, sizeof path, "%s/trial.h5", f->partial);
  if (hdf5_write(r, path)) return true;
  snprintf(f->why, sizeof f->why, "%s cannot be written", path);
  return false;
}
