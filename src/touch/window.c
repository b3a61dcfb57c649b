// The plant with a piece of skin under its tool: a grid of waves that remembers where it was pressed and dragged. The grid
// stays with the skin and the tool moves over it; after WAVES spacings the skin repeats itself, so that a tool which goes
// further meets its own track.
#include "plant.h"

enum { WAVES = 32 };
static const double FINEST = 2e-3, COARSEST = 10e-3; // m between points
static const double FINE = 4.0, COARSE = 2.0;        // points of a contact's radius: wanted, least

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
  if (p->window == NULL) return;
  kn_skin_end(p->window);
  p->def.release(p->window, p->def.user);
  p->window = NULL;
}

static double aspect(const kn_touch *p) { return p->def.tool.shape == KN_TOUCH_PATCH ? p->def.tool.aspect : 1.0; }

kn_status kn_window_create(kn_touch *p, kn_error *error) {
  kn_skin *w = p->def.alloc(sizeof *w, p->def.user);
  if (w == NULL) return kn_touch_fail(error, KN_NO_MEMORY, "plant", "no memory for a window", "");
  kn_status st = kn_skin_lay(w, &p->path, &p->hankel, &p->relax, WAVES, spacing_for(p), p->def.tool.friction > 0,
                             p->def.alloc, p->def.release, p->def.user);
  if (st != KN_OK) {
    p->def.release(w, p->def.user);
    return st == KN_NO_MEMORY
               ? kn_touch_fail(error, st, "plant", "no memory for a window", "")
               : kn_touch_fail(error, st, "stack", "the layers give no finite answer to waves of the window",
                               "look at thickness and stiffness of the layers, or use single mode");
  }
  kn_skin_rest(w, &p->relax, p->def.step_s, aspect(p));
  p->window = w;
  return KN_OK;
}

// ---- a step ----------------------------------------------------------------------------------------------------------
static double around(double x, double box) { // on the torus
  return x - box * kn_round(x / box);
}

void kn_window_step(kn_touch *p, const kn_touch_in *in, const double *drag, kn_contact *c) {
  kn_skin *skin = p->window;
  double turn = in->heading_rad / (2.0 * p->numbers.hand.pi);
  kn_place_on_grid at = {around(in->position_m[0], skin->box),
                         around(in->position_m[1], skin->box),
                         kn_cos_turns(turn),
                         kn_sin_turns(turn),
                         aspect(p),
                         0.0};
  kn_pressed tip = kn_skin_meet(skin, at.x, at.y);
  if (in->force_control)
    kn_skin_bear(skin, &tip, in->force_N, p->state.depth - tip.bulge);
  else
    kn_skin_go(skin, &tip, in->position_m[2]);
  kn_under under;
  kn_skin_step(skin, &tip, &at, drag[0] * tip.force, drag[1] * tip.force, &under);
  kn_skin_read(skin, &tip, &under, c->reading);
  c->force = tip.force, c->depth = tip.depth, c->level = tip.level, c->give = tip.give, c->at = tip.at;
}

// ---- save and restore ----
size_t kn_window_saved_size(const kn_touch *p) { return (void)p, kn_field_saved_size(WAVES); }
void kn_window_save(const kn_touch *p, void *bytes) { kn_field_save(p->window->field, bytes); }
void kn_window_restore(kn_touch *p, const void *bytes) {
  kn_field_restore(p->window->field, p->window->kernels, bytes);
}
