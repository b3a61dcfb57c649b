#include "skin.h"

enum { GROUPS = 3 }; // layers that the grid's fields tell apart

kn_status kn_skin_lay(kn_skin *s, const kn_path *path, const kn_hankel *h, const kn_relax *r, int n, double spacing,
                      bool drag, void *(*alloc)(size_t size, void *user), void (*release)(void *p, void *user),
                      void *user) {
  memset(s, 0, sizeof *s);
  s->floor = KN_PATH_FLOOR * kn_stack_depth(&path->stack);
  s->path = path, s->spacing = spacing, s->box = n * spacing;
  s->alloc = alloc, s->release = release, s->user = user;
  s->kernels_memory = alloc(kn_kernels_size(n), user);
  s->field_memory = alloc(kn_field_size(n), user);
  bool have = s->kernels_memory && s->field_memory;
  if (have) s->kernels = kn_kernels_fill(s->kernels_memory, path, h, r, n, spacing, drag);
  if (s->kernels) return KN_OK;
  kn_skin_end(s);
  return have ? KN_NO_EQUILIBRIUM : KN_NO_MEMORY;
}

void kn_skin_end(kn_skin *s) {
  if (s->kernels_memory) s->release(s->kernels_memory, s->user);
  if (s->field_memory) s->release(s->field_memory, s->user);
  s->kernels_memory = s->field_memory = NULL;
  s->kernels = NULL, s->field = NULL;
}

void kn_skin_rest(kn_skin *s, const kn_relax *r, double step, double aspect) {
  int n = (int)(s->box / s->spacing + 0.5);
  s->field = kn_field_begin(s->field_memory, r, n, s->spacing, step);
  if (!(s->aspect >= aspect && s->aspect <= aspect)) kn_field_oval(s->field, s->kernels, aspect, s->oval);
  s->aspect = aspect;
}

// ---- how deep --------------------------------------------------------------------------------------------------------
kn_pressed kn_skin_meet(const kn_skin *s, double x, double y) {
  kn_past past = kn_field_past(s->field, s->kernels, x, y);
  kn_pressed p = {.was = past.now, .past = past.coming};
  p.bulge = kn_min(p.past, 0.0);
  p.level = p.past - p.bulge, p.depth = p.past;
  return p;
}

static double give(const kn_skin *s, double depth, double force, kn_at *at) {
  *at = kn_path_at(s->path, depth);
  return kn_field_give(s->field, s->kernels, depth, kn_path_contact(s->path, depth, force)) * kn_at_mean(at, s->oval);
}

static void stands(const kn_skin *s, kn_pressed *p, double level, double force) {
  p->level = level, p->depth = level + p->bulge, p->force = force;
  p->give = give(s, level, force, &p->at);
  double wider = kn_path_wider(s->path, &p->at, force);
  p->now = kn_path_gain(s->path, &p->at, KN_DEPTH, wider, NULL) * kn_at_mean(&p->at, s->oval) * force;
}

// Newton on ln depth, as force is near a power of it.
void kn_skin_bear(const kn_skin *s, kn_pressed *p, double force, double before) {
  double past = p->past - p->bulge, d = before > 1e-6 ? before : 1e-4;
  for (int i = 0; force > 0 && i < KN_PATH_TRIES; i++) {
    kn_at at;
    double g = give(s, d, force, &at) * force;
    if (kn_path_nearer(&d, g + past - d, g * kn_path_give_slope(s->path, &at) - d)) break;
  }
  stands(s, p, force > 0 ? kn_min(d, s->floor) : past, kn_max(force, 0.0));
}

void kn_skin_go(const kn_skin *s, kn_pressed *p, double depth) {
  double past = p->past - p->bulge, level = past, force = 0.0;
  bool meets = depth > p->past;
  if (meets) level = kn_min(depth - p->bulge, s->floor);
  kn_at at;
  for (int i = 0; meets && i < 6; i++) // the area of a patch follows the force, and the force the area
    force = (level - past) / give(s, level, force, &at);
  stands(s, p, level, force);
}

void kn_skin_step(kn_skin *s, kn_pressed *p, kn_place_on_grid *at, double drag_x, double drag_y, kn_under *under) {
  double wider = kn_path_wider(s->path, &p->at, p->force);
  for (int q = 0; under && q < KN_READINGS; q++) p->word[q] = kn_path_gain(s->path, &p->at, q, wider, NULL);
  const kn_touch_kernels *k = p->force > 0 ? s->kernels : NULL;
  at->radius = kn_path_contact(s->path, p->level, p->force);
  if (under)
    kn_field_step_under(s->field, k, at, p->level, p->force, drag_x, drag_y, under);
  else
    kn_field_move(s->field, k, at, p->level, p->force, drag_x, drag_y, false);
}

// ---- what is read ----------------------------------------------------------------------------------------------------
// A reading that is not a field of its own follows one that is, in the path's own ratio; where that is far from 1, as under
// a tool that hardly strains the middle of the skin, what is left of it follows the force.
static double beside(double want, double has, double value, double force) {
  static const double LEAST = 0.5, MOST = 2.0;
  double r = has > 0 || has < 0 ? want / has : 1.0;
  r = r < LEAST ? LEAST : r > MOST ? MOST : r;
  return r * value + (want - r * has) * force;
}

// What the path says of this step's newton under the tool's middle over what the grid says there: the kernels are coarser,
// between levels and where the grid does not resolve the tool. An oval contact keeps its share.
static double missed(double path, const kn_under *u, int field) {
  static const double LEAST = 0.3, MOST = 1.5;
  double now = (double)u->now[field], round = (double)u->round[field], r = round > 0 || round < 0 ? now / round : 1.0;
  if (!(r > LEAST && r < MOST)) r = 1.0;
  return r * path - now;
}

// all: fields at a place; force: this step's, as far as it presses there
static void read(const kn_skin *s, const kn_pressed *p, const kn_under *u, const float *all, double force, double *to) {
  static const int PRESSURE[GROUPS] = {KN_FIELD_P_SKIN, KN_FIELD_P_FAT, KN_FIELD_P_MUSCLE};
  const double *path = p->word;
  to[KN_DEPTH] = (double)all[KN_FIELD_W];
  for (int l = 0; l < s->path->stack.layers; l++) {
    int g = l < GROUPS ? l : GROUPS - 1; // layers below the third follow it
    double has = path[KN_STRAIN_MID + g],
           e = (double)all[KN_FIELD_E_SKIN + g] + missed(has, u, KN_FIELD_E_SKIN + g) * force;
    double pressure = (double)all[PRESSURE[g]] + missed(path[KN_PRESSURE + g], u, PRESSURE[g]) * force;
    double gx = (double)all[KN_FIELD_GX_SKIN + g], gy = (double)all[KN_FIELD_GY_SKIN + g];
    to[KN_STRAIN + l] = beside(path[KN_STRAIN + l], has, e, force);
    to[KN_STRAIN_MID + l] = beside(path[KN_STRAIN_MID + l], has, e, force);
    to[KN_PRESSURE + l] = beside(path[KN_PRESSURE + l], path[KN_PRESSURE + g], pressure, force);
    // largest shear under a tool that presses, and what dragging adds to it
    double pressed = beside(path[KN_SHEAR + l], has, e, force);
    to[KN_SHEAR + l] = kn_sqrt(pressed * pressed + gx * gx + gy * gy);
  }
}

void kn_skin_read(const kn_skin *s, const kn_pressed *p, const kn_under *under, double *reading) {
  read(s, p, under, under->all, p->force, reading);
}

// Beside the middle the path knows less and less, and the grid has the word from the contact's rim on
void kn_skin_read_spot(const kn_skin *s, const kn_pressed *p, const kn_place_on_grid *at, const kn_under *under,
                       int spot, double x, double y, double *reading) {
  double r2 = 1.0; // square of the distance from the tool's middle, 1 at an oval's rim
  if (p->force > 0) {
    double dx = x - at->x, dy = y - at->y, along = dx * at->cos + dy * at->sin, across = dy * at->cos - dx * at->sin;
    r2 = (along * along / at->aspect + across * across * at->aspect) / (at->radius * at->radius);
  }
  read(s, p, under, under->spot[spot], r2 < 1.0 ? (1.0 - r2) * p->force : 0.0, reading);
}
