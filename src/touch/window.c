// The plant with a piece of skin under its tool: a grid of waves that remembers where it was pressed and dragged. The grid
// stays with the skin and the tool moves over it; after WAVES spacings the skin repeats itself, so that a tool which goes
// further meets its own track.
#include "../tissue/field.h"
#include "plant.h"

enum { WAVES = 32, GROUPS = 3 };                     // layers that the grid's fields tell apart
static const double FINEST = 2e-3, COARSEST = 10e-3; // m between points
static const double FINE = 4.0, COARSE = 2.0;        // points of a contact's radius: wanted, least

struct kn_window {
  void *kernels_memory, *field_memory;
  const kn_touch_kernels *kernels;
  kn_field *field;
  double spacing, box;
  double oval[KN_LEVELS]; // give of the oval over that of the round contact, by level
};

double kn_window_spacing(const kn_touch *p) { return p->window->spacing; }

// A quarter of the contact's radius; coarser, if so the box holds the reach of the layers on both sides of it.
static double spacing_for(const kn_touch *p) {
  if (p->def.spacing_mm > 0) return p->def.spacing_mm * 1e-3;
  const kn_press_tool *t = &p->path.tool;
  double radius = t->shape == KN_PRESS_PATCH ? kn_press_radius(t, t->exponent > 0 ? t->force : p->def.force_limit_N)
                                             : p->path.level[p->path.levels - 1].finite.radius;
  double spacing = radius / FINE, reach = (4.0 * kn_stack_depth(&p->path.stack) + 2.0 * radius) / WAVES;
  if (spacing < reach) spacing = reach < radius / COARSE ? reach : radius / COARSE;
  return spacing < FINEST ? FINEST : spacing > COARSEST ? COARSEST : spacing;
}

void kn_window_destroy(kn_touch *p) {
  kn_window *w = p->window;
  if (w == NULL) return;
  if (w->kernels_memory) p->def.release(w->kernels_memory, p->def.user);
  if (w->field_memory) p->def.release(w->field_memory, p->def.user);
  p->def.release(w, p->def.user);
  p->window = NULL;
}

kn_status kn_window_create(kn_touch *p, kn_error *error) {
  kn_window *w = p->def.alloc(sizeof *w, p->def.user);
  if (w == NULL) return kn_touch_fail(error, KN_NO_MEMORY, "plant", "no memory for a window", "");
  memset(w, 0, sizeof *w);
  p->window = w;
  w->spacing = spacing_for(p);
  w->box = WAVES * w->spacing;
  w->kernels_memory = p->def.alloc(kn_kernels_size(WAVES), p->def.user);
  w->field_memory = p->def.alloc(kn_field_size(WAVES), p->def.user);
  if (w->kernels_memory == NULL || w->field_memory == NULL) {
    kn_window_destroy(p);
    return kn_touch_fail(error, KN_NO_MEMORY, "plant", "no memory for a window", "");
  }
  w->kernels =
      kn_kernels_fill(w->kernels_memory, &p->path, &p->hankel, &p->relax, WAVES, w->spacing, p->def.tool.friction > 0);
  if (w->kernels == NULL) {
    kn_window_destroy(p);
    return kn_touch_fail(error, KN_NO_EQUILIBRIUM, "stack", "the layers give no finite answer to waves of the window",
                         "look at thickness and stiffness of the layers, or use single mode");
  }
  w->field = kn_field_begin(w->field_memory, &p->relax, WAVES, w->spacing, p->def.step_s);
  kn_field_oval(w->field, w->kernels, p->def.tool.shape == KN_TOUCH_PATCH ? p->def.tool.aspect : 1.0, w->oval);
  return KN_OK;
}

// ---- a step ----------------------------------------------------------------------------------------------------------
// m/N at this depth under this force, what fades within the step included
static double give(const kn_touch *p, double depth, double force, kn_at *at) {
  const kn_window *w = p->window;
  *at = kn_path_at(&p->path, depth);
  return kn_field_give(w->field, w->kernels, depth, kn_touch_radius(p, depth, force)) * kn_at_mean(at, w->oval);
}

// The depth at which the skin, `past` deep here already, bears this force: Newton on ln depth, as force is near a power of it.
static double bear(const kn_touch *p, double past, double force, double before) {
  double d = before > 1e-6 ? before : 1e-4;
  for (int i = 0; i < 12; i++) {
    kn_at at;
    double g = give(p, d, force, &at) * force;
    if (kn_touch_nearer(&d, g + past - d, g * kn_path_give_slope(&p->path, &at) - d)) break;
  }
  return d;
}

// A reading that is not a field of its own follows one that is, in the path's own ratio; where that is far from 1, as under
// a tool that hardly strains the middle of the skin, what is left of it follows the force.
static double beside(double want, double has, double value, double force) {
  static const double LEAST = 0.5, MOST = 2.0;
  double r = has > 0 || has < 0 ? want / has : 1.0;
  r = r < LEAST ? LEAST : r > MOST ? MOST : r;
  return r * value + (want - r * has) * force;
}

// A field under the tool with the path's own word for what this step's force does at once: the kernels are coarser, between
// levels and where the grid does not resolve the tool. An oval contact keeps its share.
static double exact(double path, const kn_under *u, int field, double force) {
  static const double LEAST = 0.3, MOST = 1.5;
  double now = (double)u->now[field], round = (double)u->round[field], r = round > 0 || round < 0 ? now / round : 1.0;
  if (!(r > LEAST && r < MOST)) r = 1.0;
  return (double)u->all[field] + (r * path - now) * force;
}

static void read(const kn_touch *p, const kn_under *u, kn_contact *c) {
  static const int PRESSURE[GROUPS] = {KN_FIELD_P_SKIN, KN_FIELD_P_FAT, KN_FIELD_P_MUSCLE};
  double wider = kn_path_wider(&p->path, &c->at, c->force), path[KN_READINGS];
  for (int q = 0; q < KN_READINGS; q++) path[q] = kn_touch_gain(p, &c->at, q, wider, NULL);
  for (int l = 0; l < p->path.stack.layers; l++) {
    int g = l < GROUPS ? l : GROUPS - 1; // layers below the third follow it
    double has = path[KN_STRAIN_MID + g], e = exact(has, u, KN_FIELD_E_SKIN + g, c->force);
    double pressure = exact(path[KN_PRESSURE + g], u, PRESSURE[g], c->force);
    double gx = (double)u->all[KN_FIELD_GX_SKIN + g], gy = (double)u->all[KN_FIELD_GY_SKIN + g];
    c->reading[KN_STRAIN + l] = beside(path[KN_STRAIN + l], has, e, c->force);
    c->reading[KN_STRAIN_MID + l] = beside(path[KN_STRAIN_MID + l], has, e, c->force);
    c->reading[KN_PRESSURE + l] = beside(path[KN_PRESSURE + l], path[KN_PRESSURE + g], pressure, c->force);
    // largest shear under a tool that presses, and what dragging adds to it
    double pressed = beside(path[KN_SHEAR + l], has, e, c->force);
    c->reading[KN_SHEAR + l] = kn_sqrt(pressed * pressed + gx * gx + gy * gy);
  }
}

static double around(double x, double box) { // on the torus
  return x - box * kn_round(x / box);
}

void kn_window_step(kn_touch *p, const kn_touch_in *in, const double *drag, kn_contact *c) {
  kn_window *w = p->window;
  double turn = in->heading_rad / (2.0 * p->numbers.hand.pi);
  kn_place_on_grid at = {around(in->position_m[0], w->box),
                         around(in->position_m[1], w->box),
                         kn_cos_turns(turn),
                         kn_sin_turns(turn),
                         p->def.tool.shape == KN_TOUCH_PATCH ? p->def.tool.aspect : 1.0,
                         0.0};
  double past = kn_field_past(w->field, w->kernels, at.x, at.y);
  // skin that bulges beside an earlier press is met above z = 0: the tool's own depth counts from there
  double bulge = past < 0 ? past : 0.0, depth = past - bulge, force = 0.0;
  if (in->force_control) {
    if (in->force_N > 0)
      depth = kn_min(bear(p, past - bulge, in->force_N, p->state.depth - bulge), p->floor), force = in->force_N;
    c->give = give(p, depth, force, &c->at);
  } else {
    bool meets = in->position_m[2] > past;
    if (meets) depth = kn_min(in->position_m[2] - bulge, p->floor);
    c->give = give(p, depth, 0.0, &c->at);
    for (int i = 0; meets && i < 5; i++) { // the area of a patch follows the force, and the force the area
      force = (depth - (past - bulge)) / c->give;
      c->give = give(p, depth, force, &c->at);
    }
    if (meets) force = (depth - (past - bulge)) / c->give;
  }
  kn_under under;
  at.radius = kn_touch_radius(p, depth, force);
  kn_field_step_under(w->field, force > 0 ? w->kernels : NULL, &at, depth, force, drag[0] * force, drag[1] * force,
                      &under);
  c->force = force;
  c->depth = depth + bulge;
  c->level = depth;
  read(p, &under, c);
}

// ---- save and restore ----
size_t kn_window_saved_size(const kn_touch *p) { return kn_field_saved_size(p->window->field); }
void kn_window_save(const kn_touch *p, void *bytes) { kn_field_save(p->window->field, bytes); }
void kn_window_restore(kn_touch *p, const void *bytes) {
  kn_field_restore(p->window->field, p->window->kernels, bytes);
}
