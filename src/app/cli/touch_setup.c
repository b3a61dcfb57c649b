// touch_setup.c -- from options and files to a plant, and a run of it.
#include "progress.h"
#include "text.h"
#include "touch.h"
#include <knead/knead.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLANT, STACK = TOUCH_STACK, TOOL = TOUCH_TOOL };

static int usage(const char *what, const char *hint) {
  fprintf(stderr, "knead touch: %s\n   hint: %s\n", what, hint);
  return EXIT_USAGE;
}

// ---- files ------------------------------------------------------------------------------------------------------------
static int read_file(touch_setup *s, int which, const char *path) {
  static const char *const needed[] = {"plant", "stack", "tool"};
  kn_touch_file *f = s->file[which] = text_must(calloc(1, sizeof *f));
  int code = kn_touch_file_read(path, f);
  bool there[] = {f->has_plant || f->has_stack || f->has_tool, f->has_stack, f->has_tool};
  if (code)
    kn_report_print(&f->report, stderr);
  else if (!there[which]) {
    fprintf(stderr, "%s: error: this file has no `%s`\n   hint: knead touch %s%s lists some\n", f->report.name,
            needed[which], which == TOOL ? "tool" : "stack", "s");
    code = EXIT_INPUT;
  }
  return code;
}

// What a file holds besides what it was named for counts too, until a later option says otherwise.
static void merge(touch_setup *s, const kn_touch_file *f) {
  kn_touch_def *d = &s->def;
  if (f->has_stack) d->stack = f->def.stack;
  if (f->has_tool) d->tool = f->def.tool;
  if (!f->has_plant) return;
  d->mode = f->def.mode;
  d->step_s = f->def.step_s;
  d->spacing_mm = f->def.spacing_mm;
  d->pain_threshold_kPa = f->def.pain_threshold_kPa;
  d->force_limit_N = f->def.force_limit_N;
  d->depth_limit_mm = f->def.depth_limit_mm;
}

static int read_named(const touch_options *t, int which, touch_setup *s) {
  char path[2 * TOUCH_PATH];
  const char *what = which == STACK ? t->stack : t->tool;
  if (what == NULL) return EXIT_DONE;
  int code = touch_find("knead touch", what, which, path, sizeof path);
  s->known[which] = code == EXIT_DONE && *path == 0;
  if (code || s->known[which] || (code = read_file(s, which, path))) return code;
  if (which == STACK)
    touch_stack_note(what, &s->file[which]->def.stack, s->note[which], sizeof s->note[which]);
  else
    touch_tool_note(what, &s->file[which]->def.tool, s->note[which], sizeof s->note[which]);
  return EXIT_DONE;
}

static bool says(const touch_setup *s, const char *field) {
  for (int i = 0; i < 3; i++)
    if (kn_touch_file_says(s->file[i], field)) return true;
  return false;
}

static void take_region(const touch_options *t, touch_setup *s) {
  int region = kn_region_find(t->stack);
  touch_known_stack(region, t, &s->def.stack);
  if (!says(s, "pain_threshold_kPa")) s->def.pain_threshold_kPa = kn_region_at(region)->ppt_kPa;
}

static int read_files(const touch_options *t, touch_setup *s) {
  int code = t->plant ? read_file(s, PLANT, t->plant) : EXIT_DONE, bad;
  for (int which = STACK; which <= TOOL; which++)
    if ((bad = read_named(t, which, s))) code = bad;
  if (code) return code;
  bool person = isfinite(t->male) || isfinite(t->age_y) || isfinite(t->bmi);
  if (person && !s->known[STACK])
    return usage("--sex, --age and --bmi go with a region", "say --stack low-back, or another of: knead list regions");
  // The tool's own file last, the stack's before: a stack file may bring a tool, but --tool decides.
  for (int i = 0; i < 3; i++)
    if (s->file[i]) merge(s, s->file[i]);
  if (s->file[STACK]) s->def.stack = s->file[STACK]->def.stack;
  if (s->known[STACK]) take_region(t, s);
  if (s->known[TOOL]) touch_known_tool(kn_tool_find(t->tool), &s->def.tool);
  if (t->mode) s->def.mode = strcmp(t->mode, "window") == 0 ? KN_TOUCH_WINDOW : KN_TOUCH_SINGLE;
  if (isfinite(t->step_s)) s->def.step_s = t->step_s;
  return EXIT_DONE;
}

// ---- the load ------------------------------------------------------------------------------------------------------------
static int read_load(const touch_options *t, kn_trajectory *path) {
  bool depth = isfinite(t->depth_mm), force = isfinite(t->force_N);
  if ((t->trajectory != NULL) + depth + force != 1)
    return usage(t->trajectory || depth || force ? "--trajectory, --depth and --force exclude each other"
                                                 : "what should the tool do?",
                 "say one of --trajectory FILE.csv, --depth MM, --force N");
  if (t->trajectory) {
    if (isfinite(t->ramp_s) || isfinite(t->hold_s))
      return usage("--ramp and --hold do not go with --trajectory", "its own times say how fast");
    int bad = kn_trajectory_read(t->trajectory, path);
    if (bad) kn_report_print(&path->report, stderr);
    return bad;
  }
  double ramp = isfinite(t->ramp_s) ? t->ramp_s : 1, hold = isfinite(t->hold_s) ? t->hold_s : 1;
  if (!kn_trajectory_press(path, force, force ? t->force_N : t->depth_mm * 1e-3, ramp, hold))
    return fputs("knead: out of memory\n", stderr), EXIT_BUG;
  return EXIT_DONE;
}

// The plant is made for loads up to its limits. Limits that nobody stated give way to a load that somebody did; and
// no tool goes more than half way to the bone.
static void fit_limits(touch_setup *s) {
  static const double margin = 1.1;
  kn_touch_def *d = &s->def;
  double most = margin * kn_trajectory_most(&s->path), half = 0;
  for (int i = 0; i < d->stack.layer_count; i++) half += 0.5 * d->stack.layer[i].thickness_mm;
  if (!says(s, "force_limit_N") && s->path.force_control) d->force_limit_N = fmin(fmax(d->force_limit_N, most), 1000);
  if (says(s, "depth_limit_mm")) return;
  if (!s->path.force_control) d->depth_limit_mm = fmax(d->depth_limit_mm, 1e3 * most);
  d->depth_limit_mm = fmin(d->depth_limit_mm, half);
}

int touch_setup_read(const options *o, bool load, touch_setup *s) {
  memset(s, 0, sizeof *s);
  s->def = kn_default_touch();
  int bad = load ? read_load(&o->touch, &s->path) : EXIT_DONE,
      worse = bad == EXIT_USAGE ? bad : read_files(&o->touch, s);
  fit_limits(s);
  return bad ? bad : worse;
}

void touch_setup_free(touch_setup *s) {
  for (int i = 0; i < 3; i++) {
    kn_touch_file_free(s->file[i]);
    free(s->file[i]);
  }
  kn_trajectory_free(&s->path);
}

// ---- the plant -----------------------------------------------------------------------------------------------------------
static int failed(const kn_error *e, const char *doing, double time_s) {
  bool numeric = e->status == KN_INTEGRATION || e->status == KN_NOT_FINITE || e->status == KN_NO_EQUILIBRIUM;
  fprintf(stderr, "knead: %s: %s\n", numeric ? "numerical failure" : "unexpected failure", kn_status_text(e->status));
  fprintf(stderr, "   where: %s", *e->where ? e->where : doing);
  if (isfinite(time_s)) fprintf(stderr, ", at %.4g s", time_s);
  fputc('\n', stderr);
  if (*e->what) fprintf(stderr, "   what:  %s\n", e->what);
  if (*e->hint) fprintf(stderr, "   hint:  %s\n", e->hint);
  return numeric ? EXIT_NUMERIC : EXIT_BUG;
}

int touch_create(touch_setup *s, kn_touch **plant) {
  kn_error e = {.nearest = NAN};
  kn_status status = kn_touch_create(&s->def, plant, &e);
  if (status == KN_OK) return EXIT_DONE;
  e.status = status;
  if (status != KN_OUT_OF_RANGE && status != KN_BAD_ARGUMENT) return failed(&e, "making the plant", NAN);
  // Of the files that may say it, the last one did.
  int which = strncmp(e.where, "stack", 5) == 0 ? STACK : strncmp(e.where, "tool", 4) == 0 ? TOOL : PLANT;
  static const int order[3][3] = {{TOOL, STACK, PLANT}, {STACK, TOOL, PLANT}, {TOOL, STACK, PLANT}};
  for (int i = 0; i < 3 && !s->known[which]; i++) {
    kn_touch_file *f = s->file[order[which][i]];
    bool has = f && (which == STACK ? f->has_stack : which == TOOL ? f->has_tool : f->has_plant);
    if (!has) continue;
    kn_touch_file_blame(f, &e);
    kn_report_print(&f->report, stderr);
    return EXIT_INPUT;
  }
  fprintf(stderr, "knead touch: %s%s%s\n", e.where, *e.where ? ": " : "", *e.what ? e.what : kn_status_text(status));
  if (*e.hint) fprintf(stderr, "   hint: %s\n", e.hint);
  return EXIT_INPUT;
}

static void keep(touch_summary *sum, double now, const kn_touch_out *out) {
  sum->end_s = now;
  sum->last = *out;
  if (sum->steps == 1 || fabs(out->force_N[2]) > fabs(sum->peak.force_N[2])) sum->peak = *out, sum->peak_s = now;
  if (out->stop != KN_STOP_NONE && sum->stop == KN_STOP_NONE) sum->stop = out->stop, sum->stop_s = now;
}

int touch_run(touch_setup *s, kn_touch *plant, bool quiet, touch_row *row, void *user, touch_summary *sum) {
  enum { LOOK_EVERY = 256 }; // steps between looks at the clock and at Ctrl-C
  *sum = (touch_summary){0};
  double step = s->def.step_s, start = kn_trajectory_start_s(&s->path);
  long steps = kn_trajectory_steps(&s->path, step);
  progress p;
  progress_start(&p, quiet);
  for (long k = 1; k <= steps; k++) {
    kn_touch_in in;
    kn_touch_out out;
    double now = start + (double)k * step;
    kn_trajectory_at(&s->path, now, &in);
    kn_status status = kn_touch_step(plant, &in, &out);
    if (status != KN_OK) {
      progress_end(&p);
      return failed(&(kn_error){.status = status}, "step of the plant", now);
    }
    sum->steps = k;
    keep(sum, now, &out);
    if (row) row(user, now, &in, &out);
    if (k % LOOK_EVERY == 0 && !progress_tell((double)k / (double)steps, "pressing", &p)) {
      progress_end(&p);
      fputs("knead: interrupted\n", stderr);
      return EXIT_STOPPED;
    }
  }
  progress_end(&p);
  return EXIT_DONE;
}

void touch_load_text(const kn_trajectory *t, char *to, size_t n) {
  const double *last = &t->row[(t->count - 1) * KN_TRAJECTORY_ROW];
  if (*t->report.name) {
    char name[128];
    text_clean(name, sizeof name, t->report.name);
    snprintf(to, n, "%s: %s along %d rows, %.4g to %.4g s", name, t->force_control ? "force" : "position", t->count,
             t->row[0], last[0]);
    return;
  }
  const double *top = &t->row[KN_TRAJECTORY_ROW];
  if (t->force_control)
    snprintf(to, n, "to %.4g N in %.4g s, held %.4g s", top[3], top[0], last[0] - top[0]);
  else
    snprintf(to, n, "to %.4g mm in %.4g s, held %.4g s", 1e3 * top[3], top[0], last[0] - top[0]);
}
