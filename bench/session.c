// session.c -- half an hour of mixed strokes on a back of 300 x 200 mm, on the grid of the touch clock: every one of 36,000 steps
// of 50 ms computed, with six memories a wave and vessels of skin and muscle beside it; and the same session as the chain
// computes it, one representative cycle for each stroke.
#include "bench.h"
#include "flow/field.h"
#include "tissue/field.h"
#include "touch/cycle.h"
#include "touch/plant.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double LENGTH = 0.3, WIDTH = 0.2, SECONDS = 1800, STEP = 0.05, BLOCK = 150;
enum { STROKES = 4, TOOLS = 2, CELLS_X = 30, CELLS_Y = 20, CELLS = CELLS_X * CELLS_Y, FLOW_EVERY = 2 };

// Palm and thumb of data/techniques.yaml; the strokes are those of its techniques of these names, in turns
static const kn_press_tool tools[TOOLS] = {
    {.shape = KN_PRESS_PATCH, .area = 60e-4, .force = 40, .exponent = 0.4, .profile = 0.5, .squareness = 2.5},
    {.shape = KN_PRESS_PATCH, .area = 3.5e-4, .force = 20, .exponent = 0.4, .profile = 0.5, .squareness = 2}};
static const double aspect[TOOLS] = {1.3, 1.4};
static const struct {
  const char *name;
  int tool;
  kn_stroke stroke;
} strokes[STROKES] = {
    {"effleurage", 0, {.pattern = KN_GLIDE, .force = 30, .rate = 0.4, .speed = 0.08, .angle = 0.157, .on = 0.5}},
    {"petrissage",
     0,
     {.pattern = KN_KNEAD, .force = 25, .rate = 0.8, .speed = 0.04, .angle = 0.26, .direction = 1.57, .on = 0.5}},
    {"friction",
     1,
     {.pattern = KN_CROSS, .force = 20, .rate = 2, .speed = 0.04, .angle = 0.26, .direction = 1.57, .on = 1}},
    {"thumb", 1, {.pattern = KN_CIRCLE, .force = 12, .rate = 1, .speed = 0.02, .angle = 0.1, .on = 0.8}},
};

typedef struct session {
  kn_touch_numbers numbers;
  kn_hankel hankel;
  kn_relax relax;
  kn_stack stack;
  kn_path path[TOOLS];
  kn_touch_kernels *kernels[TOOLS];
  void *kernels_memory[TOOLS], *field_memory;
  double row[2][9][CELLS], p[2][CELLS], shear[CELLS]; // vessels of skin and muscle
  double force, depth, flow;                          // largest, and mean of muscle, to see that something was done
} session;

static void *take(size_t size, void *user) { return (void)user, malloc(size); }
static void give(void *p, void *user) { (void)user, free(p); }

static bool begin(session *s) {
  kn_touch_numbers_fill(&s->numbers);
  kn_hankel_fill(&s->hankel);
  kn_relax_fill(&s->relax);
  kn_touch_stack back = kn_default_stack();
  kn_touch_stack_si(&back, &s->stack);
  for (int t = 0; t < TOOLS; t++) {
    double most = 5.0 * (t ? 20 : 30); // a stroked place sinks as deep as under a stronger force at once
    void *m = malloc(kn_path_memory(&s->stack, &tools[t], most));
    bool built = m && kn_path_build(&s->path[t], &s->hankel, &s->relax, &s->stack, &tools[t], most, m);
    free(m);
    if (!built) return false;
  }
  return true;
}

static bool lay(session *s, int n, double spacing) {
  s->field_memory = malloc(kn_field_size(n));
  for (int t = 0; t < TOOLS; t++) {
    s->kernels_memory[t] = malloc(kn_kernels_size(n));
    if (s->kernels_memory[t] == NULL || s->field_memory == NULL) return false;
    s->kernels[t] = kn_kernels_fill(s->kernels_memory[t], &s->path[t], &s->hankel, &s->relax, n, spacing, true);
    if (s->kernels[t] == NULL) return false;
  }
  return true;
}
static void clear(session *s) {
  for (int t = 0; t < TOOLS; t++) free(s->kernels_memory[t]), s->kernels_memory[t] = NULL;
  free(s->field_memory), s->field_memory = NULL;
}

static kn_flow_field vessels(session *s, int kind) {
  double(*r)[CELLS] = s->row[kind];
  return (kn_flow_field){r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], s->p[kind], kind ? NULL : s->shear,
                         NULL};
}

// The depth at which the skin bears a force: force is near a power of depth
static double bear(const session *s, const kn_field *f, int t, double past, double force, double before,
                   double radius) {
  double d = before > 1e-5 ? before : 1e-3;
  for (int i = 0; i < 8; i++) {
    double next = past + kn_field_give(f, s->kernels[t], d, radius) * force;
    if (next < 1e-6) next = 1e-6;
    if (fabs(next - d) < 1e-4 * d) return next;
    d = sqrt(next * d);
  }
  return d;
}

static void flow_step(session *s, const kn_field *f, double spacing, double low_x, double low_y,
                      const kn_place_on_grid *at, double drag) {
  int every = (int)(0.01 / spacing + 0.5);
  for (int j = 0; j < CELLS_Y; j++)
    for (int i = 0; i < CELLS_X; i++) { // cells of 10 mm lie on points of the grid
      float v[16];
      int x = (int)(low_x / spacing + 0.5) + i * every, y = (int)(low_y / spacing + 0.5) + j * every,
          c = j * CELLS_X + i;
      kn_field_point(f, x, y, v);
      s->p[0][c] = (double)v[KN_FIELD_P_SKIN], s->p[1][c] = (double)v[KN_FIELD_P_MUSCLE];
      double dx = x * spacing - at->x, dy = y * spacing - at->y;
      s->shear[c] = dx * dx + dy * dy < at->radius * at->radius ? drag : 0.0;
    }
  const kn_flow_par *k = &s->numbers.flow;
  for (int kind = 0; kind < 2; kind++) {
    kn_flow_field v = vessels(s, kind);
    kn_flow_field_step((const double *)k, kind ? KN_FLOW_FIELD_MUSCLE : KN_FLOW_FIELD_SKIN, CELLS, FLOW_EVERY * STEP,
                       0.0, k->P_a, &v);
  }
}

static void run(session *s, int n, double spacing) {
  const kn_hand_par *k = &s->numbers.hand;
  kn_field *f = kn_field_begin(s->field_memory, &s->relax, n, spacing, STEP);
  for (int kind = 0; kind < 2; kind++) {
    kn_flow_field v = vessels(s, kind);
    kn_flow_field_rest(CELLS, &v);
  }
  kn_schedule plan[STROKES];
  for (int q = 0; q < STROKES; q++) {
    double half = kn_press_radius(&tools[strokes[q].tool], strokes[q].stroke.force), a = sqrt(aspect[strokes[q].tool]);
    plan[q] = kn_schedule_over(k, &strokes[q].stroke, LENGTH, WIDTH, half * a, half / a, BLOCK);
  }
  double middle = 0.5 * n * spacing, low_x = middle - 0.5 * LENGTH, low_y = middle - 0.5 * WIDTH, depth = 0.0;
  s->force = s->depth = s->flow = 0.0;
  int steps = (int)(SECONDS / STEP + 0.5);
  for (int i = 0; i < steps; i++) {
    double t = (i + 0.5) * STEP;
    int q = (int)(t / BLOCK) % STROKES, tool = strokes[q].tool;
    const kn_stroke *stroke = &strokes[q].stroke;
    kn_place place = kn_schedule_at(&plan[q], t - BLOCK * (int)(t / BLOCK));
    bool on = place.column >= 0 && !place.moving;
    kn_motion m = on ? kn_motion_at(k, stroke, place.phase) : (kn_motion){0};
    on = on && m.normal > 0;
    kn_place_on_grid at = {middle + place.x + m.x, middle + place.y + m.y, cos(stroke->direction),
                           sin(stroke->direction), aspect[tool],           0.0};
    if (on) {
      at.radius = kn_press_radius(&tools[tool], m.normal);
      depth = bear(s, f, tool, kn_field_past(f, s->kernels[tool], at.x, at.y), m.normal, depth, at.radius);
      s->force = fmax(s->force, m.normal), s->depth = fmax(s->depth, depth);
    }
    kn_field_step(f, on ? s->kernels[tool] : NULL, &at, depth, m.normal, m.tx, m.ty);
    if (i % FLOW_EVERY == 0)
      flow_step(s, f, spacing, low_x, low_y, &at, on ? hypot(m.tx, m.ty) / (3.14159 * at.radius * at.radius) : 0.0);
  }
  for (int c = 0; c < CELLS; c++) s->flow += s->row[1][7][c] / CELLS;
}

static bool without_reuse(bench *b, session *s, double built, int n, double spacing, double limit,
                          const char *const *name) {
  double from = bench_cpu_s();
  if (!lay(s, n, spacing)) return clear(s), false;
  built += bench_cpu_s() - from;
  from = bench_cpu_s();
  run(s, n, spacing);
  double took = bench_cpu_s() - from;
  clear(s);
  bool good = isfinite(s->flow) && s->flow > 0 && s->force > 20 && s->depth > 1e-3 && s->depth < 0.05;
  if (!good) fprintf(stderr, "bench: session: force %g N, depth %g m, flow %g\n", s->force, s->depth, s->flow);
  bench_add(b, &(bench_row){name[0], took, NAN, "CPU s", limit, NAN});
  bench_add(b, &(bench_row){name[1], built, NAN, "CPU s", NAN, NAN});
  return good;
}

static bool with_reuse(bench *b, const session *s) {
  kn_touch_place place = {.numbers = &s->numbers, .stack = &s->stack, .length = LENGTH, .width = WIDTH};
  kn_cycle_solver *ready[TOOLS] = {0};
  double from = bench_cpu_s(), prepared, sum = 0.0;
  bool good = true;
  for (int t = 0; t < TOOLS && good; t++) {
    ready[t] = malloc(kn_cycle_solver_size());
    good = ready[t] && kn_cycle_begin(ready[t], &place, &tools[t], t ? 20 : 30, take, give, NULL) == KN_OK;
    if (!good) free(ready[t]), ready[t] = NULL;
  }
  prepared = bench_cpu_s() - from;
  from = bench_cpu_s();
  kn_touch_cycle c[STROKES];
  for (int q = 0; q < STROKES && good; q++)
    good = kn_cycle_solve(ready[strokes[q].tool],
                          &(kn_touch_hand){tools[strokes[q].tool], aspect[strokes[q].tool], strokes[q].stroke}, &c[q]);
  for (int i = 0; good && i < (int)(SECONDS / BLOCK);
       i++) { // what the session's clock adds up: energy, load of the muscle
    const kn_touch_cycle *y = &c[i % STROKES];
    sum += BLOCK * (y->rate * y->energy + y->p * y->share);
  }
  double took = bench_cpu_s() - from;
  for (int t = 0; t < TOOLS; t++)
    if (ready[t]) kn_cycle_end(ready[t]), free(ready[t]);
  if (!good || !isfinite(sum)) return fputs("bench: a cycle failed\n", stderr), false;
  bench_add(b, &(bench_row){"session of strokes, cycles reused", took, NAN, "CPU s", 1, NAN});
  bench_add(b, &(bench_row){"  kernels built before, two tools", prepared, NAN, "CPU s", NAN, NAN});
  return true;
}

bool bench_session(bench *b) {
  session *s = calloc(1, sizeof *s);
  if (s == NULL) return false;
  double from = bench_cpu_s();
  bool good = begin(s);
  double built = bench_cpu_s() - from;
  static const char *const fine[] = {"session of strokes, 36,000 steps, 5 mm",
                                     "  kernels built before, 64 x 64, two tools"},
                           *const coarse[] = {"session of strokes, 36,000 steps, 10 mm",
                                              "  kernels built before, 32 x 32, two tools"};
  good = good && without_reuse(b, s, built, 64, 0.005, 14, fine) && without_reuse(b, s, built, 32, 0.01, 3, coarse) &&
         with_reuse(b, s);
  if (!good) fputs("bench: the session of strokes failed\n", stderr);
  free(s);
  return good;
}
