// run.c -- `knead run SCENE`: read, simulate every arm, write the folder of results, print.
#include "run.h"
#include "cache.h"
#include "chart.h"
#include "failure.h"
#include "folder.h"
#include "json.h"
#include "progress.h"
#include "runfolder.h"
#include "table.h"
#include "text.h"
#include "words.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double run_error_sd(int outcome, double value) {
  const kn_outcome_info *o = kn_outcome_at(outcome);
  return o->error_is_fraction ? o->error * fabs(value) : o->error;
}

int run_end_visit(const run *r) {
  const kn_compare_def *d = &r->scene->def;
  // After a single session the effect is over in hours; a week later there would be nothing left to compare.
  const char *wanted = d->arm[0].sessions == 1 ? "after" : "end of course";
  for (int v = 0; v < d->visit_count; v++)
    if (strcmp(d->visit[v].name, wanted) == 0) return v;
  return d->visit_count - 1;
}

static int usual_outcomes(const run *r, int outcome[KN_OUTCOME_COUNT]) {
  int region = scene_region(r->scene), n = 0;
  int disability = region == KN_LOW_BACK        ? KN_RDQ
                   : region == KN_NECK_SHOULDER ? KN_NDI
                   : region == KN_KNEE          ? KN_WOMAC
                                                : -1;
  const int usual[] = {KN_PAIN,          disability,          KN_PPT,           KN_ROM,        KN_STIFFNESS,
                       KN_MUSCLE_FLOW,   KN_SKIN_TEMPERATURE, KN_HEART_RATE,    KN_CORTISOL,   KN_STATE_ANXIETY,
                       KN_TRAIT_ANXIETY, KN_DEPRESSION,       KN_SLEEP_QUALITY, KN_WELL_BEING, KN_AFTER_SORENESS,
                       KN_BRUISING};
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (usual[i] >= 0) outcome[n++] = usual[i];
  return n;
}

int run_outcomes(const run *r, int outcome[KN_OUTCOME_COUNT], int *hidden) {
  const kn_scene *s = r->scene;
  *hidden = 0;
  if (r->options->all) {
    for (int i = 0; i < KN_OUTCOME_COUNT; i++) outcome[i] = i;
    return KN_OUTCOME_COUNT;
  }
  if (s->outcome_count > 0) { // who asks for a hypothesis by name gets it
    memcpy(outcome, s->outcome, (size_t)s->outcome_count * sizeof *outcome);
    return s->outcome_count;
  }
  int all[KN_OUTCOME_COUNT], n = usual_outcomes(r, all), shown = 0;
  for (int i = 0; i < n; i++)
    if (kn_outcome_at(all[i])->grade != 'D') outcome[shown++] = all[i];
  for (int i = 0; i < n; i++)
    if (kn_outcome_at(all[i])->grade == 'D') outcome[shown + (*hidden)++] = all[i];
  return shown;
}

// --seed and --quick change the scene itself, so that the scene.yaml written beside the results repeats the run.
static void apply_options(kn_scene *s, const options *o) {
  if (o->has_seed) s->def.seed = o->seed;
  if (!o->quick) return;
  kn_compare_def *d = &s->def;
  double first = d->arm_count > 0 && d->arm[0].sessions > 0 ? course_start(&d->arm[0], 0) : 0;
  int kept = 0;
  for (int v = 0; v < d->visit_count; v++)
    if (d->visit[v].at_s <= first + 7.5 * 86400) d->visit[kept++] = d->visit[v]; // the half: any hour of that day
  d->visit_count = kept > 0 ? kept : d->visit_count > 0 ? 1 : 0;
  d->series_s = 0;
}

static void hash_inputs(run *r) {
  kn_sha256 h;
  kn_sha256_start(&h);
  kn_sha256_add(&h, r->scene->report.text, r->scene->report.text_size);
  kn_sha256_end_hex(&h, r->scene_hash);
  char decides[256];
  int n = snprintf(decides, sizeof decides, "knead %s\nscene %s\nseed %llu\nquick %d\n", kn_version_text(),
                   r->scene_hash, (unsigned long long)r->scene->def.seed, r->options->quick);
  kn_sha256_start(&h);
  kn_sha256_add(&h, decides, (size_t)n);
  kn_sha256_end_hex(&h, r->inputs_hash);
}

static void choose_folder(run *r, const char *path) {
  if (r->options->out) {
    snprintf(r->folder, sizeof r->folder, "%s", r->options->out);
    return;
  }
  const char *slash = strrchr(path, '/');
  char name[128];
  text_clean(name, sizeof name, slash ? slash + 1 : path);
  char *dot = strrchr(name, '.');
  if (dot && dot != name) *dot = 0;
  snprintf(r->folder, sizeof r->folder, "out/%s-%.8s", name, r->inputs_hash);
}

static int cannot_write(folder *f) {
  fprintf(stderr, "knead: cannot write the results: %s\n", f->why);
  folder_abandon(f);
  return EXIT_FILES;
}

static void print(const run *r, bool colour) {
  if (r->options->json) {
    json_print(r, stdout);
    return;
  }
  table_print(r, stdout, colour);
  if (r->options->all) table_print_strokes(r, stdout, colour);
  if (!r->options->quiet) charts_print(r, stdout, colour);
  table_print_end(r, stdout);
}

static int simulate(run *r, kn_scene *s, kn_ctx *ctx, folder *f, kn_comparison **result) {
  char again[512];
  snprintf(again, sizeof again, "KNEAD_CACHE=off knead run %s --seed %llu%s", r->options->operand,
           (unsigned long long)s->def.seed, r->options->quick ? " --quick" : "");
  kn_model *model = NULL;
  if (model_load(ctx, s, &model) != KN_OK) return failure_report(kn_ctx_error(ctx), s, again);
  // Before the long computation: a folder that cannot be written should be known now.
  if (!folder_begin(f, r->folder)) return cannot_write(f);
  progress p;
  progress_start(&p, r->options->quiet);
  s->def.progress = progress_tell;
  s->def.user = &p;
  double start = progress_now_s();
  kn_status status = kn_compare(ctx, model, &s->def, result);
  r->wall_s = progress_now_s() - start;
  s->def.progress = NULL;
  s->def.user = NULL;
  progress_end(&p);
  if (status == KN_OK) {
    r->result = *result;
    return EXIT_DONE;
  }
  folder_abandon(f);
  return failure_report(kn_ctx_error(ctx), s, again);
}

static int run_scene(run *r, kn_scene *s) {
  cache c;
  kn_ctx_def def = kn_default_ctx();
  cache_open(&c);
  cache_use(&c, &def);
  def.keep_going = progress_keep_going;
  kn_ctx *ctx = NULL;
  if (kn_open(&def, &ctx) != KN_OK) return fputs("knead: out of memory\n", stderr), EXIT_BUG;
  folder *f = text_must(calloc(1, sizeof *f));
  kn_comparison *result = NULL;
  int code = simulate(r, s, ctx, f, &result);
  if (code == EXIT_DONE) {
    if (!runfolder_write(r, f))
      code = cannot_write(f);
    else if (progress_stopped()) {
      folder_abandon(f);
      fputs("knead: interrupted; nothing was written\n", stderr);
      code = EXIT_STOPPED;
    } else if (!folder_commit(f))
      code = cannot_write(f);
    else
      print(r, colour_on(r->options->colour, stdout));
  }
  kn_comparison_destroy(result);
  kn_close(ctx);
  free(f);
  return code;
}

int verb_run(const options *o) {
  kn_scene *s = text_must(calloc(1, sizeof *s));
  run r = {.options = o, .scene = s};
  int code = kn_scene_read(o->operand, s);
  if (code != 0)
    kn_report_print(&s->report, stderr);
  else {
    apply_options(s, o);
    hash_inputs(&r);
    choose_folder(&r, o->operand);
    code = run_scene(&r, s);
  }
  kn_scene_free(s);
  free(s);
  return code;
}
