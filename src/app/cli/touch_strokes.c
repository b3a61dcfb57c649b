// touch_strokes.c -- `knead touch strokes`: a measured trace, its dose, and the strokes of a session that stand for it.
#include "../../io/scene.h"
#include "../../io/trace.h"
#include "grid.h"
#include "json.h"
#include "text.h"
#include "touch.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct metric {
  const char *name, *unit;
  size_t at; // in kn_touch_dose
  bool compared;
} metric;
static const metric metrics[] = {{"length", "s", offsetof(kn_touch_dose, seconds), false},
                                 {"contact", "s", offsetof(kn_touch_dose, contact_s), true},
                                 {"duty", "", offsetof(kn_touch_dose, duty), true},
                                 {"impulse", "N s", offsetof(kn_touch_dose, impulse_N_s), true},
                                 {"mean force", "N", offsetof(kn_touch_dose, mean_N), true},
                                 {"peak force", "N", offsetof(kn_touch_dose, peak_N), true},
                                 {"mean pressure", "kPa", offsetof(kn_touch_dose, mean_kPa), true},
                                 {"peak pressure", "kPa", offsetof(kn_touch_dose, peak_kPa), true},
                                 {"rate", "Hz", offsetof(kn_touch_dose, rate_Hz), true},
                                 {"speed", "cm/s", offsetof(kn_touch_dose, speed_cm_s), true},
                                 {"path", "m", offsetof(kn_touch_dose, path_m), true},
                                 {"angle", "deg", offsetof(kn_touch_dose, angle_deg), true},
                                 {"tangential ratio", "", offsetof(kn_touch_dose, ratio), true},
                                 {"sensor's zero", "N", offsetof(kn_touch_dose, zero_N), false},
                                 {"sensor's noise", "N", offsetof(kn_touch_dose, noise_N), false}};
static double value(const kn_touch_dose *d, const metric *m) { return *(const double *)((const char *)d + m->at); }
static double differs(const kn_trace_reading *t, const metric *m) { // as a share; NAN: there is nothing to compare with
  double measured = value(&t->measured, m), played = value(&t->played, m);
  return m->compared && fabs(measured) > 1e-9 ? played / measured - 1 : NAN;
}

// What pressed, and the tool that sessions know for it: their strokes name one of theirs.
typedef struct pressed {
  kn_touch_tool law;
  int tool;
  char name[64], note[128];
} pressed;

// ---- for people -----------------------------------------------------------------------------------------------------
static void cell(grid *g, double v, const char *format) {
  char text[32] = "";
  if (isfinite(v)) snprintf(text, sizeof text, format, v);
  grid_cell(g, TONE_PLAIN, text);
}

static void print_dose(const kn_trace_reading *t) {
  grid *g = grid_new();
  grid_column(g, GRID_LEFT | GRID_STICKY, 1, "dose");
  grid_column(g, GRID_LEFT, 1, "unit");
  grid_column(g, GRID_RIGHT, 1, "trace");
  grid_column(g, GRID_RIGHT, 1, "strokes");
  grid_column(g, GRID_RIGHT, 1, "differ");
  for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
    const metric *m = &metrics[i];
    grid_row(g);
    grid_cell(g, TONE_BOLD, m->name);
    grid_cell(g, TONE_PLAIN, m->unit);
    cell(g, value(&t->measured, m), "%.4g");
    cell(g, m->compared ? value(&t->played, m) : NAN, "%.4g");
    double percent = 100 * differs(t, m);
    cell(g, fabs(percent) < 0.05 ? 0 : percent, "%+.1f %%"); // never "-0.0"
  }
  grid_print(g, stdout, SCREEN_WIDTH, false);
  grid_free(g);
}

static void print_strokes(const char *name, const pressed *p, const kn_session_stroke *stroke, int n) {
  printf("\n# from %s, measured with the %s\n", name, p->name);
  if (*p->note) printf("# %s\n", p->note);
  puts("  strokes:");
  for (int i = 0; i < n; i++) kn_scene_write_stroke(&stroke[i], 4, false, stdout);
}

// ---- for programs ---------------------------------------------------------------------------------------------------
static json_t *dose_object(const kn_touch_dose *d) {
  json_t *o = text_must(json_object());
  json_add(o, "seconds", json_number(d->seconds));
  json_add(o, "contact_s", json_number(d->contact_s));
  json_add(o, "duty", json_number(d->duty));
  json_add(o, "impulse_N_s", json_number(d->impulse_N_s));
  json_add(o, "mean_N", json_number(d->mean_N));
  json_add(o, "peak_N", json_number(d->peak_N));
  json_add(o, "mean_kPa", json_number(d->mean_kPa));
  json_add(o, "peak_kPa", json_number(d->peak_kPa));
  json_add(o, "loadings", json_number(d->loadings));
  json_add(o, "rate_Hz", json_number(d->rate_Hz));
  json_add(o, "speed_cm_s", json_number(d->speed_cm_s));
  json_add(o, "path_m", json_number(d->path_m));
  json_add(o, "angle_deg", json_number(d->angle_deg));
  json_add(o, "tangential_ratio", json_number(d->ratio));
  json_add(o, "zero_N", json_number(d->zero_N));
  json_add(o, "noise_N", json_number(d->noise_N));
  return o;
}

static void print_json(const char *name, const char *tool, const kn_trace_reading *t, const kn_session_stroke *stroke,
                       int n) {
  json_t *o = text_must(json_object()), *list = text_must(json_array());
  json_add(o, "schema", json_text("knead-touch-strokes/1"));
  json_add(o, "trace", json_text(name));
  json_add(o, "tool", json_text(tool));
  json_add(o, "measured", dose_object(&t->measured));
  json_add(o, "played", dose_object(&t->played));
  for (int i = 0; i < n; i++) {
    const kn_session_stroke *k = &stroke[i];
    json_t *row = text_must(json_object());
    json_add(row, "technique", json_text(kn_technique_at(k->technique)->key));
    json_add(row, "minutes", json_number(k->minutes));
    kn_technique_stroke_info info;
    if (kn_session_stroke_info(k, &info)) {
      json_add(row, "pattern", json_text(kn_stroke_pattern_name((int)info.pattern)));
      json_add(row, "force_N", json_number(info.force_N));
      json_add(row, "angle_deg", json_number(info.angle_deg));
      json_add(row, "rate_Hz", json_number(info.rate_Hz));
      json_add(row, "speed_cm_s", json_number(info.speed_cm_s));
      json_add(row, "direction_deg", json_number(info.direction_deg));
      json_add(row, "loaded", json_number(info.on));
      if (k->swing >= 0) json_add(row, "swing", json_number(k->swing));
    }
    json_push(list, row);
  }
  json_add(o, "strokes", list);
  json_dumpf(o, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
  fputc('\n', stdout);
  json_decref(o);
}

// ---- the verb ---------------------------------------------------------------------------------------------------------
// A rigid tool of a file has a radius but no area of its own, so that the nearest one's counts.
static int nearest(const kn_touch_tool *t) {
  int best = -1;
  double least = INFINITY;
  kn_touch_tool k;
  for (int i = 0; touch_known_tool(i, &k); i++) {
    if (k.shape != t->shape) continue;
    double to_same = pow(t->area_force_N / k.area_force_N, k.area_exponent);
    double off = t->shape == KN_TOUCH_PATCH ? fabs(log(t->area_cm2 / (k.area_cm2 * to_same)))
                                            : fabs(log(t->radius_mm / k.radius_mm));
    if (off < least) least = off, best = i;
  }
  return best;
}

static int read_tool(const char *path, const char *what, pressed *p) {
  kn_touch_file *f = text_must(calloc(1, sizeof *f));
  int code = kn_touch_file_read(path, f);
  if (code)
    kn_report_print(&f->report, stderr);
  else if (!f->has_tool) {
    fprintf(stderr, "%s: error: this file has no `tool`\n   hint: knead touch tools lists some\n", f->report.name);
    code = EXIT_INPUT;
  } else {
    const kn_touch_tool *t = &f->def.tool;
    p->tool = kn_tool_find(what);
    if (p->tool < 0) p->tool = nearest(t);
    touch_known_tool(p->tool, &p->law);
    if (t->shape == KN_TOUCH_PATCH) p->law = *t;
    text_clean(p->name, sizeof p->name, t->name);
    const char *key = kn_tool_at(p->tool)->key;
    touch_tool_note(what, t, p->note, sizeof p->note);
    if (strcmp(key, t->name) != 0)
      snprintf(p->note, sizeof p->note, "sessions do not know it; the nearest that they know%s is the %s",
               t->shape == KN_TOUCH_PATCH ? "" : ", whose area counts here,", key);
  }
  kn_touch_file_free(f);
  free(f);
  return code;
}

static int find_tool(const char *what, pressed *p) {
  char path[2 * TOUCH_PATH];
  *p = (pressed){.tool = kn_tool_find(what)};
  int code = touch_find("knead touch strokes", what, TOUCH_TOOL, path, sizeof path);
  if (code == EXIT_DONE && *path) return read_tool(path, what, p);
  if (code == EXIT_DONE && touch_known_tool(p->tool, &p->law)) snprintf(p->name, sizeof p->name, "%s", p->law.name);
  return code;
}

static int print(const options *o, const kn_trace *trace, const pressed *p) {
  kn_session_stroke stroke[KN_MAX_SESSION_STROKES];
  kn_trace_reading *t = text_must(calloc(1, sizeof *t));
  int code = EXIT_DONE;
  char name[128];
  text_clean(name, sizeof name, trace->report.name);
  if (!kn_trace_read_under(trace, &p->law, KN_TRACE_SESSION, t)) {
    fputs("knead: out of memory\n", stderr);
    code = EXIT_BUG;
  } else if (t->count == 0) {
    fprintf(stderr, "%s: error: nothing ever presses in this trace\n   hint: fz is positive when the hand presses\n",
            name);
    code = EXIT_INPUT;
  } else {
    int n = kn_trace_session(t, -1, p->tool, stroke);
    if (o->json)
      print_json(name, p->name, t, stroke, n);
    else {
      print_dose(t);
      print_strokes(name, p, stroke, n);
    }
  }
  free(t);
  return code;
}

int verb_touch_strokes(const options *o) {
  pressed p;
  int wrong = find_tool(o->touch.tool ? o->touch.tool : "palm", &p);
  if (wrong) return wrong;
  kn_trace *trace = text_must(calloc(1, sizeof *trace));
  int code = kn_trace_read(o->operand, trace);
  if (code)
    kn_trace_print_diagnostics(trace, stderr);
  else
    code = print(o, trace, &p);
  kn_trace_free(trace);
  free(trace);
  return code;
}
