#include "surface.h"
#include <stddef.h>

// Half of the width, in logarithms, that a node is away from the middle; read to twice that.
static const double width[KN_SURFACE_AXES] = {0.15, 0.45, 0.2, 0.2, 0.1, 0.2, 0.4, 0.3, 0.8, 0.35, 0.2};
static const double FAR = 2.0;

#define FIELD(name) offsetof(kn_touch_cycle, name)
static const size_t field[KN_SURFACE_FIELDS] = {
    FIELD(p),
    FIELD(surface_mean),
    FIELD(surface_peak),
    FIELD(skin),
    FIELD(fat),
    FIELD(muscle),
    FIELD(strain_skin),
    FIELD(strain_fat),
    FIELD(strain_muscle),
    FIELD(under[0]),
    FIELD(under[1]),
    FIELD(under[2]),
    FIELD(shear_skin),
    FIELD(shear_fat),
    FIELD(shear_muscle),
    FIELD(depth),
    FIELD(radius),
    FIELD(force),
    FIELD(energy),
    FIELD(heat),
    FIELD(skin_flow),
    FIELD(muscle_flow),
    FIELD(lymph_flow),
    FIELD(skin_oxygen),
    FIELD(lymph),
    FIELD(muscle_oxygen),
    FIELD(muscle_lymph),
    FIELD(lactate),
    FIELD(lactate_made),
    FIELD(drained[0]),
    FIELD(drained[1]),
    FIELD(drained[2]),
    FIELD(slip),
    FIELD(film),
    FIELD(tendon_strain),
    FIELD(tendon_force),
    FIELD(tendon.pressure),
    FIELD(tendon.shear),
    FIELD(tendon.stretched),
};
static double *of(kn_touch_cycle *c, int i) { return (double *)((char *)c + field[i]); }
static double value(const kn_touch_cycle *c, int i) { return *(const double *)((const char *)c + field[i]); }

// A layer of muscle, by its place in the stack
static bool muscle(const kn_stack *s, int layer) { return layer >= kn_stack_muscle(s) && layer > 0; }

// The fascia: the deepest sheet
static int fascia(const kn_stack *s) {
  int l = s->layers - 1;
  while (l > 0 && !(s->layer[l].sheet > 0)) l--;
  return l;
}

// The middle stack moved along an axis by x widths
static void move(const kn_stack *middle, int axis, double x, kn_stack *to) {
  *to = *middle;
  const double times = kn_exp(x * width[axis]);
  for (int l = 0; l < to->layers; l++) {
    kn_layer *a = &to->layer[l];
    if (axis == KN_AXIS_THICKNESS + l && l < 4) a->thickness *= times;
    if (axis == KN_AXIS_SHEAR + (muscle(to, l) ? 2 : l)) a->shear *= times;
    if (axis == KN_AXIS_SHEET && l == fascia(middle)) a->sheet *= times;
    if (axis == KN_AXIS_GLIDE) a->glide_viscous *= times;
  }
}

static double log_ratio(double a, double b) { return a > 0 && b > 0 ? kn_log(a / b) : 0.0; }

// Where a stack lies, in widths
static void place_of(const kn_stack *middle, const kn_stack *s, double *x) {
  for (int a = 0; a < KN_SURFACE_AXES; a++) x[a] = 0.0;
  for (int l = 0; l < s->layers; l++) {
    const kn_layer *a = &s->layer[l], *m = &middle->layer[l];
    if (l < 4) x[KN_AXIS_THICKNESS + l] = log_ratio(a->thickness, m->thickness);
    x[KN_AXIS_SHEAR + (muscle(s, l) ? 2 : l)] = log_ratio(a->shear, m->shear);
    if (l == fascia(middle)) x[KN_AXIS_SHEET] = log_ratio(a->sheet, m->sheet);
    if (m->glide_viscous > 0) x[KN_AXIS_GLIDE] = log_ratio(a->glide_viscous, m->glide_viscous);
  }
  for (int a = 0; a < KN_SURFACE_AXES; a++) x[a] /= width[a];
}

static int axis_of(int node) { return (node - 1) / 2; }
static double side_of(int node) { return node % 2 ? -1.0 : 1.0; }
static int node_at(int axis, int side) { return 1 + 2 * axis + (side > 0); }

bool kn_surface_solves(int node) { return node == 0 || axis_of(node) != KN_AXIS_FORCE; }

static bool strokes(const kn_surface *s, kn_cycle_solver *bench, double times, kn_surface_node *to) {
  to->good = true;
  for (int i = 0; i < s->strokes && to->good; i++) {
    kn_touch_hand h = s->hand[i];
    h.stroke.force *= times;
    to->good = kn_cycle_solve(bench, &h, &to->cycle[i]);
  }
  return to->good;
}

kn_status kn_surface_solve(const kn_surface *s, const kn_touch_place *place, int node, kn_surface_node *nodes,
                           void *(*alloc)(size_t size, void *user), void (*release)(void *p, void *user), void *user) {
  kn_touch_place at = *place;
  kn_stack stack = s->middle;
  int axis = node > 0 ? axis_of(node) : -1;
  at.tone = s->tone;
  if (axis == KN_AXIS_TONE)
    at.tone += side_of(node) * width[axis];
  else if (axis >= 0)
    move(&s->middle, axis, side_of(node), &stack);
  at.stack = &stack;
  double most = 0.0, more = node == 0 ? kn_exp(width[KN_AXIS_FORCE]) : 1.0;
  for (int i = 0; i < s->strokes; i++) most = kn_max(most, s->hand[i].stroke.force);
  kn_cycle_solver *bench = alloc(kn_cycle_solver_size(), user);
  if (bench == NULL) return KN_NO_MEMORY;
  kn_status st = kn_cycle_begin(bench, &at, &s->hand[0].tool, more * most, alloc, release, user);
  nodes[node].good = st == KN_OK && strokes(s, bench, 1.0, &nodes[node]);
  for (int side = -1; st == KN_OK && node == 0 && side < 2; side += 2)
    strokes(s, bench, side < 0 ? 1.0 / more : more, &nodes[node_at(KN_AXIS_FORCE, side)]);
  if (st == KN_OK) kn_cycle_end(bench);
  release(bench, user);
  return st == KN_NO_MEMORY ? st : KN_OK;
}

static void through(kn_surface_fit *f, const kn_surface_node *nodes, int stroke, int i) {
  double v[KN_SURFACE_NODES];
  f->log = true;
  for (int n = 0; n < KN_SURFACE_NODES; n++) {
    if (!nodes[n].good) continue;
    v[n] = value(&nodes[n].cycle[stroke], i);
    f->log = f->log && v[n] > 0;
  }
  for (int n = 0; n < KN_SURFACE_NODES && f->log; n++)
    if (nodes[n].good) v[n] = kn_log(v[n]);
  f->at = v[0];
  for (int a = 0; a < KN_SURFACE_AXES; a++) {
    int low = node_at(a, -1), high = node_at(a, 1);
    bool below = nodes[low].good, above = nodes[high].good;
    double down = below ? v[0] - v[low] : 0.0, up = above ? v[high] - v[0] : 0.0;
    f->slope[a] = below && above ? 0.5 * (up + down) : up + down; // straight on where one side found no equilibrium
    f->bend[a] = below && above ? 0.5 * (up - down) : 0.0;
  }
}

bool kn_surface_through(kn_surface *s, const kn_surface_node *nodes) {
  if (!nodes[0].good) return false;
  for (int k = 0; k < s->strokes; k++) {
    s->at[k] = nodes[0].cycle[k];
    for (int i = 0; i < KN_SURFACE_FIELDS; i++) through(&s->fit[k][i], nodes, k, i);
  }
  return true;
}

bool kn_surface_read(const kn_surface *s, const kn_stack *stack, double times, double tone, kn_touch_cycle *cycle) {
  double x[KN_SURFACE_AXES];
  if (stack->layers != s->middle.layers || !(times > 0)) return false;
  place_of(&s->middle, stack, x);
  x[KN_AXIS_FORCE] = kn_log(times) / width[KN_AXIS_FORCE];
  x[KN_AXIS_TONE] = (tone - s->tone) / width[KN_AXIS_TONE];
  for (int a = 0; a < KN_SURFACE_AXES; a++)
    if (!(kn_abs(x[a]) <= FAR)) return false;
  for (int k = 0; k < s->strokes; k++) {
    cycle[k] = s->at[k];
    for (int i = 0; i < KN_SURFACE_FIELDS; i++) {
      const kn_surface_fit *f = &s->fit[k][i];
      double v = f->at;
      for (int a = 0; a < KN_SURFACE_AXES; a++) v += x[a] * (f->slope[a] + f->bend[a] * x[a]);
      *of(&cycle[k], i) = f->log ? kn_exp(v) : v;
    }
  }
  return true;
}
