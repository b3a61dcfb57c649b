// touch_bench.c -- `knead touch bench`: how long a step of the plant takes, and that none asks for memory.
#include "grid.h"
#include "json.h"
#include "progress.h"
#include "text.h"
#include "touch.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct counter {
  long asked;
  void *(*alloc)(size_t size, void *user);
  void (*release)(void *p, void *user);
  void *user;
} counter;

static void *counted(size_t size, void *user) {
  counter *c = user;
  c->asked++;
  return c->alloc ? c->alloc(size, c->user) : malloc(size);
}

static void released(void *p, void *user) {
  counter *c = user;
  if (c->release)
    c->release(p, c->user);
  else
    free(p);
}

typedef struct timing {
  const char *mode;
  long steps, asked, slow; // slow: longer than 1 ms
  double create_ms, p50_us, p99_us, p999_us, worst_us;
  double force_N, depth_mm; // the largest, to see that something was pressed
} timing;

// Pressing at a petrissage's pace while stroking to and fro, the force never the same for long.
static void stroke(const kn_touch_tool *tool, double t, kn_touch_in *in) {
  static const double press_Hz = 0.8, stroke_Hz = 0.3, reach_m = 0.06, palm_N = 30, rigid_m = 0.004;
  double turn = 2 * acos(-1.0), load = 0.5 - 0.5 * cos(turn * press_Hz * t), along = turn * stroke_Hz;
  *in = (kn_touch_in){.force_control = tool->shape == KN_TOUCH_PATCH};
  in->position_m[0] = reach_m * sin(along * t);
  in->velocity_m_s[0] = reach_m * along * cos(along * t);
  if (in->force_control)
    in->force_N = palm_N * load;
  else
    in->position_m[2] = rigid_m * load;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double share(const double *sorted, long n, double p) { // the value that a share p of all does not exceed
  long i = (long)ceil(p * (double)n) - 1;
  return sorted[i < 0 ? 0 : i >= n ? n - 1 : i];
}

static int measure(touch_setup *s, kn_touch_mode mode, double seconds, bool quiet, timing *t) {
  counter c = {.alloc = s->def.alloc, .release = s->def.release, .user = s->def.user};
  touch_setup own = *s;
  own.def.mode = mode;
  own.def.alloc = counted;
  own.def.release = released;
  own.def.user = &c;
  *t = (timing){.mode = mode == KN_TOUCH_WINDOW ? "window" : "single"};
  kn_touch *plant = NULL;
  double from = progress_now_s();
  int code = touch_create(&own, &plant);
  if (code) return code;
  t->create_ms = 1e3 * (progress_now_s() - from);
  t->steps = (long)floor(seconds / own.def.step_s + 0.5);
  double *us = text_must(malloc((size_t)t->steps * sizeof *us));
  for (long k = 0; k < t->steps; k++) us[k] = 0; // the pages are there before the clock runs
  long before = c.asked;
  progress p;
  progress_start(&p, quiet);
  for (long k = 0; k < t->steps && code == EXIT_DONE; k++) {
    kn_touch_in in;
    kn_touch_out out;
    stroke(&own.def.tool, (double)(k + 1) * own.def.step_s, &in);
    double start = progress_now_s();
    kn_status status = kn_touch_step(plant, &in, &out);
    us[k] = 1e6 * (progress_now_s() - start);
    if (status != KN_OK) {
      fprintf(stderr, "knead: numerical failure: %s, step %ld in %s mode\n", kn_status_text(status), k + 1, t->mode);
      code = EXIT_NUMERIC;
    }
    t->force_N = fmax(t->force_N, fabs(out.force_N[2]));
    t->depth_mm = fmax(t->depth_mm, out.depth_mm);
    if (k % 256 == 0 && !progress_tell((double)k / (double)t->steps, t->mode, &p)) code = EXIT_STOPPED;
  }
  progress_end(&p);
  t->asked = c.asked - before;
  for (long k = 0; k < t->steps; k++) t->slow += us[k] > 1e3;
  qsort(us, (size_t)t->steps, sizeof *us, by_value);
  t->p50_us = share(us, t->steps, 0.5);
  t->p99_us = share(us, t->steps, 0.99);
  t->p999_us = share(us, t->steps, 0.999);
  t->worst_us = us[t->steps - 1];
  free(us);
  kn_touch_destroy(plant);
  if (code == EXIT_STOPPED) fputs("knead: interrupted\n", stderr);
  return code;
}

static void print_table(const touch_setup *s, const timing *t, int n) {
  char shape[96];
  touch_shape_text(&s->def.tool, shape, sizeof shape);
  printf("%s (%s) on %s, steps of %.4g ms; one thread, the clock's own time included\n", s->def.tool.name, shape,
         s->def.stack.name, 1e3 * s->def.step_s);
  for (int i = 0; i < 3; i++)
    if (*s->note[i]) printf("note: %s\n", s->note[i]);
  grid *g = grid_new();
  static const char *const head[] = {"mode",      "steps",        "p50 us",    "p99 us",  "p99.9 us", "worst us",
                                     "over 1 ms", "memory asked", "create ms", "force N", "depth mm"};
  for (size_t i = 0; i < sizeof head / sizeof *head; i++)
    grid_column(g, i ? GRID_RIGHT : GRID_LEFT | GRID_STICKY, 1, head[i]);
  for (int i = 0; i < n; i++, t++) {
    const double value[] = {(double)t->steps, t->p50_us,        t->p99_us,    t->p999_us, t->worst_us,
                            (double)t->slow,  (double)t->asked, t->create_ms, t->force_N, t->depth_mm};
    grid_row(g);
    grid_cell(g, TONE_BOLD, t->mode);
    for (size_t k = 0; k < sizeof value / sizeof *value; k++) {
      char text[32];
      text_number(text, sizeof text, value[k], k == 0 || k == 5 || k == 6 ? 0 : value[k] < 100 ? 2 : 0, false);
      grid_cell(g, TONE_PLAIN, text);
    }
  }
  grid_print(g, stdout, SCREEN_WIDTH, false);
  grid_free(g);
}

static void print_json(const touch_setup *s, const timing *t, int n) {
  json_t *o = text_must(json_object()), *list = text_must(json_array());
  json_add(o, "schema", json_text("knead-touch-bench/1"));
  json_add(o, "tool", json_text(s->def.tool.name));
  json_add(o, "stack", json_text(s->def.stack.name));
  json_add(o, "step_s", json_number(s->def.step_s));
  for (int i = 0; i < n; i++, t++) {
    json_t *row = text_must(json_object());
    json_add(row, "mode", json_text(t->mode));
    json_add(row, "steps", json_number((double)t->steps));
    json_add(row, "p50_us", json_number(t->p50_us));
    json_add(row, "p99_us", json_number(t->p99_us));
    json_add(row, "p999_us", json_number(t->p999_us));
    json_add(row, "worst_us", json_number(t->worst_us));
    json_add(row, "over_1_ms", json_number((double)t->slow));
    json_add(row, "allocations", json_number((double)t->asked));
    json_add(row, "create_ms", json_number(t->create_ms));
    json_add(row, "force_N", json_number(t->force_N));
    json_add(row, "depth_mm", json_number(t->depth_mm));
    json_push(list, row);
  }
  json_add(o, "modes", list);
  json_dumpf(o, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
  fputc('\n', stdout);
  json_decref(o);
}

int verb_touch_bench(const options *o) {
  touch_setup *s = text_must(calloc(1, sizeof *s));
  int code = touch_setup_read(o, false, s), n = 0;
  double seconds = isfinite(o->touch.seconds) ? o->touch.seconds : 10;
  timing t[2];
  for (int mode = KN_TOUCH_SINGLE; mode <= KN_TOUCH_WINDOW && code == EXIT_DONE; mode++) {
    if (o->touch.mode && (int)s->def.mode != mode) continue;
    code = measure(s, (kn_touch_mode)mode, seconds, o->quiet || o->json, &t[n]);
    if (code == EXIT_DONE) n++;
  }
  if (code == EXIT_DONE && o->json)
    print_json(s, t, n);
  else if (code == EXIT_DONE)
    print_table(s, t, n);
  touch_setup_free(s);
  free(s);
  return code;
}
