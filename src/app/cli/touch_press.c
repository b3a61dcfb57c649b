// touch_press.c -- `knead touch press`: a trajectory in, a row of CSV a step out.
#include "csv.h"
#include "outfile.h"
#include "text.h"
#include "touch.h"
#include <math.h>
#include <stdlib.h>

typedef struct table {
  FILE *f;
  const kn_touch_stack *stack;
} table;

static void head(const table *t) {
  static const char *const fixed[] = {"time_s",   "x_mm",      "y_mm",     "z_mm",          "command_N",
                                      "fx_N",     "fy_N",      "fz_N",     "stiffness_N_m", "depth_mm",
                                      "area_cm2", "radius_mm", "mean_kPa", "peak_kPa"};
  static const char *const layered[][2] = {{"strain_", ""}, {"strain_mid_", ""}, {"shear_", ""}, {"pressure_", "_kPa"}};
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) csv_text(t->f, fixed[i], ',');
  for (size_t k = 0; k < sizeof layered / sizeof *layered; k++)
    for (int i = 0; i < t->stack->layer_count; i++) {
      char name[64];
      snprintf(name, sizeof name, "%s%s%s", layered[k][0], t->stack->layer[i].name, layered[k][1]);
      csv_text(t->f, name, ',');
    }
  csv_text(t->f, "pain_index", ',');
  csv_text(t->f, "stop", '\n');
}

// Fourteen digits are more than the model has, and leave out the noise of 0.1 + 0.2.
static void number(FILE *f, double v) {
  char text[40];
  snprintf(text, sizeof text, "%.14g", v);
  csv_number(f, isfinite(v) ? strtod(text, NULL) : v, ',');
}

static void row(void *user, double time_s, const kn_touch_in *in, const kn_touch_out *out) {
  const table *t = user;
  const double *layered[] = {out->strain, out->strain_mid, out->shear, out->pressure_kPa};
  const double value[] = {time_s,
                          1e3 * in->position_m[0],
                          1e3 * in->position_m[1],
                          in->force_control ? NAN : 1e3 * in->position_m[2],
                          in->force_control ? in->force_N : NAN,
                          out->force_N[0],
                          out->force_N[1],
                          out->force_N[2],
                          out->stiffness_N_m,
                          out->depth_mm,
                          out->area_cm2,
                          out->radius_mm,
                          out->mean_kPa,
                          out->peak_kPa};
  for (size_t i = 0; i < sizeof value / sizeof *value; i++) number(t->f, value[i]);
  for (size_t k = 0; k < sizeof layered / sizeof *layered; k++)
    for (int i = 0; i < t->stack->layer_count; i++) number(t->f, layered[k][i]);
  number(t->f, out->pain_index);
  csv_text(t->f, out->stop == KN_STOP_NONE ? "" : kn_touch_stop_text(out->stop), '\n');
}

static void say_step(const char *name, double at, const kn_touch_out *o) {
  fprintf(stderr, " %-7s force %.4g N at %.4g s, depth %.4g mm, area %.4g cm2, pressure mean %.4g, peak %.4g kPa\n",
          name, fabs(o->force_N[2]), at, o->depth_mm, o->area_cm2, o->mean_kPa, o->peak_kPa);
}

static void say(const touch_setup *s, const touch_summary *sum) {
  char shape[96], load[256];
  touch_shape_text(&s->def.tool, shape, sizeof shape);
  touch_load_text(&s->path, load, sizeof load);
  fprintf(stderr, " press   %s (%s) on %s; %s mode\n", s->def.tool.name, shape, s->def.stack.name,
          s->def.mode == KN_TOUCH_WINDOW ? "window" : "single");
  fprintf(stderr, " load    %s; %ld steps of %.4g ms\n", load, sum->steps, 1e3 * s->def.step_s);
  for (int i = 0; i < 3; i++)
    if (*s->note[i]) fprintf(stderr, " note    %s\n", s->note[i]);
  say_step("peak", sum->peak_s, &sum->peak);
  say_step("end", sum->end_s, &sum->last);
  if (sum->stop == KN_STOP_NONE)
    fputs(" stop    none\n", stderr);
  else
    fprintf(stderr, " stop    %s, first at %.4g s\n", kn_touch_stop_text(sum->stop), sum->stop_s);
}

static int press(const options *o, touch_setup *s, kn_touch *plant) {
  outfile out;
  touch_summary sum;
  table t = {.f = stdout, .stack = &s->def.stack};
  if (o->out) {
    int wrong = outfile_open(&out, o->out);
    if (wrong) return wrong;
    t.f = out.f;
  }
  head(&t);
  int code = touch_run(s, plant, o->quiet, row, &t, &sum);
  if (o->out) {
    int wrong = outfile_close(&out, code == EXIT_DONE);
    if (wrong) code = wrong;
  }
  if (code == EXIT_DONE && !o->quiet) say(s, &sum);
  return code;
}

int verb_touch_press(const options *o) {
  touch_setup *s = text_must(calloc(1, sizeof *s));
  kn_touch *plant = NULL;
  int code = touch_setup_read(o, true, s);
  if (code == EXIT_DONE) code = touch_create(s, &plant);
  if (code == EXIT_DONE) code = press(o, s, plant);
  kn_touch_destroy(plant);
  touch_setup_free(s);
  free(s);
  return code;
}
