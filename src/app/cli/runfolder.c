#include "runfolder.h"
#include "csv.h"
#include "json.h"
#include "package.h"
#include "text.h"
#include "words.h"
#include <math.h>
#include <time.h>

static void write_outcomes(const run *r, FILE *f) {
  const kn_compare_def *d = &r->scene->def;
  fputs("person,arm,visit,time_s,outcome,unit,value,reading,error_sd,grade\r\n", f);
  for (int a = 0; a < d->arm_count; a++)
    for (int v = 0; v < d->visit_count; v++)
      for (int i = 0; i < KN_OUTCOME_COUNT; i++) {
        const kn_outcome_info *o = kn_outcome_at(i);
        char arm[64], visit[64];
        double value = run_value(r, a, v, i);
        scene_arm_name(arm, sizeof arm, r->scene, a);
        text_clean(visit, sizeof visit, d->visit[v].name);
        fprintf(f, "%llu,", (unsigned long long)d->person.id);
        csv_text(f, arm, ',');
        csv_text(f, visit, ',');
        csv_number(f, d->visit[v].at_s, ',');
        csv_text(f, o->key, ',');
        csv_text(f, o->unit, ',');
        csv_number(f, value, ',');
        csv_number(f, kn_comparison_reading(r->result, a, v, i), ',');
        csv_number(f, isfinite(value) ? run_error_sd(i, value) : NAN, ',');
        fprintf(f, "%c\r\n", o->grade);
      }
}

// One row a time and arm, one column an outcome: long form would repeat the time 36 times.
static void write_series(const run *r, FILE *f) {
  const kn_compare_def *d = &r->scene->def;
  fputs("person,arm,time_s", f);
  for (int i = 0; i < KN_OUTCOME_COUNT; i++) fprintf(f, ",%s", kn_outcome_at(i)->key);
  fputs("\r\n", f);
  for (int a = 0; a < d->arm_count; a++) {
    const double *values[KN_OUTCOME_COUNT];
    int length[KN_OUTCOME_COUNT], rows = 0;
    char arm[64];
    scene_arm_name(arm, sizeof arm, r->scene, a);
    for (int i = 0; i < KN_OUTCOME_COUNT; i++) {
      length[i] = kn_comparison_series(r->result, a, i, &values[i]);
      if (length[i] > rows) rows = length[i];
    }
    for (int k = 0; k < rows; k++) {
      fprintf(f, "%llu,", (unsigned long long)d->person.id);
      csv_text(f, arm, ',');
      csv_number(f, kn_comparison_series_time(r->result, k), ',');
      for (int i = 0; i < KN_OUTCOME_COUNT; i++)
        csv_number(f, k < length[i] ? values[i][k] : NAN, i + 1 < KN_OUTCOME_COUNT ? ',' : '\n');
    }
  }
}

static json_t *work_of(const kn_comparison *c) {
  kn_work w = kn_comparison_work(c);
  json_t *o = text_must(json_object());
  json_add(o, "steps", text_must(json_integer(w.steps)));
  json_add(o, "rates", text_must(json_integer(w.rates)));
  json_add(o, "jacobians", text_must(json_integer(w.jacobians)));
  json_add(o, "failures", text_must(json_integer(w.failures)));
  json_add(o, "restarts", text_must(json_integer(w.restarts)));
  return o;
}

// The only file that knows the hour and the duration; all others are the same bytes every time.
static void write_manifest(const run *r, FILE *f) {
  json_t *o = text_must(json_object()), *scene = text_must(json_object()), *build = text_must(json_object());
  json_t *solver = text_must(json_object());
  char created[32];
  time_t now = time(NULL);
  struct tm utc;
  strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
  json_add(scene, "file", json_text(r->options->operand));
  json_add(scene, "sha256", json_text(r->scene_hash));
  json_add(build, "compiler", json_text(KN_BUILD_COMPILER));
  json_add(build, "flags", json_text(KN_BUILD_FLAGS));
  json_add(solver, "name", json_text(kn_solver_text(r->options->cvode ? KN_SOLVER_CVODE : KN_SOLVER_LANES)));
  json_add(solver, "version", json_text(r->options->cvode ? KN_BUILD_SUNDIALS : kn_version_text()));
  json_add(o, "schema", json_text("knead-manifest/1"));
  json_add(o, "knead", json_text(kn_version_text()));
  json_add(o, "created", json_text(created));
  json_add(o, "wall_s", json_number(r->wall_s));
  json_add(o, "scene", scene);
  json_add(o, "inputs_sha256", json_text(r->inputs_hash));
  json_add(o, "seed", json_count(r->scene->def.seed));
  json_add(o, "quick", text_must(json_boolean(r->options->quick)));
  json_add(o, "random", json_text("Philox4x32-10, keyed by seed, person, purpose, index"));
  json_add(o, "solver", solver);
  json_add(o, "build", build);
  json_add(o, "work", work_of(r->result));
  json_add(o, "person", json_person(&r->scene->def.person));
  json_add(o, "began", json_began(r->result));
  json_add(o, "hash", json_hash(r->result));
  json_add(o, "exit", text_must(json_integer(EXIT_DONE)));
  json_dumpf(o, f, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
  fputc('\n', f);
  json_decref(o);
}

static void write_scene(const run *r, FILE *f) { kn_scene_write(r->scene, f); }

bool runfolder_write(const run *r, folder *f) {
  static const struct {
    const char *name;
    void (*write)(const run *r, FILE *f);
  } files[] = {{"outcomes.csv", write_outcomes},
               {"series.csv", write_series},
               {"datapackage.json", package_write},
               {"scene.yaml", write_scene},
               {"manifest.json", write_manifest}};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    FILE *out = folder_create(f, files[i].name);
    if (out == NULL) return false;
    files[i].write(r, out);
    if (!folder_close(f, out, files[i].name)) return false;
  }
  return true;
}
