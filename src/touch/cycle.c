#include "cycle.h"
#include "../flow/cycle.h"
#include "../tissue/field.h"

enum { PASSES = 6, SAMPLES_MOST = 240, SAMPLES_LEAST = 32, OFFSETS = 4, SMALL_GRID = 32, LARGE_GRID = 64 };
static const double LONGEST = 0.05;                  // s between samples
static const double REPEATS = 2e-3;                  // of the largest pressure: the cycle has come round
static const double FINEST = 2e-3, COARSEST = 10e-3; // m between points of the grid
static const double DEEPEST = 0.6;                   // a rigid tool is followed to this share of the depth to bone
static const double BAND = 0.7;       // contact radii between the bands of vessels beside a stroke's path
static const double EXTENSION = 2.25; // (3/2)^2: largest shear of a uniaxial strain e is 3/2 e
static const double HOUR = 3600.0;    // s over which a schedule is laid

struct kn_cycle_solver {
  kn_touch_place place;
  kn_hankel hankel;
  kn_relax relax;
  kn_path path;
  double spacing;
  int n;
  void *(*alloc)(size_t size, void *user);
  void (*release)(void *p, void *user);
  void *user;
  void *kernels_memory, *field_memory;
  const kn_touch_kernels *kernels;
  double oval[KN_LEVELS];        // give of the tool's own contact over that of a round one, by level
  double calm_skin, calm_muscle; // flow at rest in her sympathetic tone, 1 = at usual tone
};
size_t kn_cycle_solver_size(void) { return sizeof(kn_cycle_solver); }

// Points fine enough for the contact, few enough to be quick: a palm gets ten millimetres, a thumb two or three.
static void grid_for(kn_cycle_solver *b, double force) {
  double radius = b->path.tool.shape == KN_PRESS_PATCH ? kn_press_radius(&b->path.tool, force)
                                                       : b->path.level[b->path.levels - 1].finite.radius;
  double spacing = radius / 4.0;
  b->spacing = spacing < FINEST ? FINEST : spacing > COARSEST ? COARSEST : spacing;
  // the box holds the contact and the layers' reach on both sides of it
  double need = 4.0 * kn_stack_depth(b->place.stack) + 2.0 * radius;
  b->n = SMALL_GRID * b->spacing >= need ? SMALL_GRID : LARGE_GRID;
}

// [G6] flow at rest in a sympathetic tone: what a stroke's flow is relative to. 1 at usual tone.
static double calm(const kn_flow_par *k, const kn_flow_kind *kind, double tone) {
  const double nothing[1] = {0.0};
  kn_flow_wave wave = {nothing, NULL, 1, 1.0};
  kn_flow_around rest = kn_flow_calm(k, kind, 0.0);
  rest.tone = tone;
  return kn_flow_until_periodic_wave(k, kind, &rest, &wave).mean;
}

kn_status kn_cycle_begin(kn_cycle_solver *b, const kn_touch_place *place, const kn_press_tool *tool, double force,
                         void *(*alloc)(size_t size, void *user), void (*release)(void *p, void *user), void *user) {
  memset(b, 0, sizeof *b);
  b->place = *place;
  b->alloc = alloc, b->release = release, b->user = user;
  kn_hankel_fill(&b->hankel);
  kn_relax_fill(&b->relax);
  double deepest = KN_PATH_CREEP * force;
  if (tool->shape != KN_PRESS_PATCH) {
    deepest = DEEPEST * kn_stack_depth(place->stack);
    if (tool->shape == KN_PRESS_SPHERE) deepest = kn_min(deepest, KN_PATH_SPHERE * tool->radius);
  }
  void *memory = alloc(kn_path_memory(place->stack, tool, deepest), user);
  bool ok = memory && kn_path_build(&b->path, &b->hankel, &b->relax, place->stack, tool, deepest, memory);
  if (memory) release(memory, user);
  if (memory == NULL) return KN_NO_MEMORY;
  if (!ok) return KN_NO_EQUILIBRIUM;
  grid_for(b, force);
  const kn_flow_par *vessels = &place->numbers->flow;
  kn_flow_kind skin = kn_flow_skin(vessels), muscle = kn_flow_muscle(vessels);
  b->calm_skin = calm(vessels, &skin, place->tone);
  b->calm_muscle = calm(vessels, &muscle, place->tone);
  b->kernels_memory = alloc(kn_kernels_size(b->n), user);
  b->field_memory = alloc(kn_field_size(b->n), user);
  if (b->kernels_memory && b->field_memory)
    b->kernels = kn_kernels_fill(b->kernels_memory, &b->path, &b->hankel, &b->relax, b->n, b->spacing, true);
  kn_status st = b->kernels ? KN_OK : b->kernels_memory && b->field_memory ? KN_NO_EQUILIBRIUM : KN_NO_MEMORY;
  if (st != KN_OK) kn_cycle_end(b);
  return st;
}

void kn_cycle_end(kn_cycle_solver *b) {
  if (b->kernels_memory) b->release(b->kernels_memory, b->user);
  if (b->field_memory) b->release(b->field_memory, b->user);
  b->kernels_memory = b->field_memory = NULL;
  b->kernels = NULL;
}

// The depth at which tissue with this past bears a force: few steps from the one before, as force is near a power of depth
static double bear(const kn_cycle_solver *b, const kn_field *f, double past, double force, double before,
                   double *radius) {
  double d = before > 1e-5 ? before : 1e-3;
  for (int i = 0; i < 8; i++) {
    kn_at level = kn_path_at(&b->path, d);
    *radius = b->path.tool.shape == KN_PRESS_PATCH ? kn_press_radius(&b->path.tool, force)
                                                   : kn_exp(kn_path_ln_radius(&b->path, &level));
    double next = past + kn_field_give(f, b->kernels, d, *radius) * kn_at_mean(&level, b->oval) * force;
    if (next < 1e-6) next = 1e-6;
    if (kn_abs(next - d) < 1e-4 * d) return next;
    d = kn_sqrt(next * d);
  }
  return d;
}

// [A1] The tool's outline on the skin, of the area of this radius
static kn_hand_patch outline(const kn_hand_par *k, const kn_touch_hand *hand, double radius, double *squareness) {
  bool square = hand->tool.shape == KN_PRESS_PATCH && hand->tool.squareness > 2.0;
  kn_hand_tool t = {.area_ref = k->pi * radius * radius, .force_ref = 1.0, .aspect = hand->aspect};
  t.squareness = *squareness = square ? hand->tool.squareness : 2.0;
  return kn_hand_press(k, &t, 1.0);
}

typedef struct trace { // one cycle at the places that are looked at
  double skin[OFFSETS][SAMPLES_MOST], muscle[OFFSETS][SAMPLES_MOST], drag[OFFSETS][SAMPLES_MOST];
} trace;

// Runs one cycle. look: fields are read into the statistics and the trace; else only what is remembered moves on.
static double run(kn_cycle_solver *b, kn_field *f, const kn_touch_hand *hand, int samples, const double *offset,
                  bool look, kn_touch_cycle *c, trace *t) {
  const kn_hand_par *k = &b->place.numbers->hand;
  double middle = 0.5 * b->n * b->spacing, depth = 0.0, before = 0.0, force_before = 0.0, largest = 0.0;
  double turned_cos = kn_cos_turns(hand->stroke.direction / (2.0 * k->pi)),
         turned_sin = kn_sin_turns(hand->stroke.direction / (2.0 * k->pi));
  for (int i = 0; i < samples; i++) {
    kn_motion m = kn_motion_at(k, &hand->stroke, (i + 0.5) / samples);
    kn_place_on_grid at = {middle + m.x, middle + m.y, turned_cos, turned_sin, hand->aspect, 0.0};
    double past = kn_field_past(f, b->kernels, at.x, at.y);
    bool on = m.normal > 0;
    if (i == 0) before = past; // it meets the dent of the cycle before
    depth = on ? bear(b, f, past, m.normal, depth, &at.radius) : past;
    kn_field_move(f, on ? b->kernels : NULL, &at, depth, m.normal, m.tx, m.ty, look);
    // work: mean force of two samples over the way between them
    if (on || force_before > 0) c->energy += 0.5 * (m.normal + force_before) * (depth - before);
    before = depth;
    force_before = m.normal;
    if (!look) continue;
    if (m.normal > c->force) {
      c->force = m.normal;
      c->depth = depth;
      c->radius = at.radius;
    }
    double squareness = 2.0;
    kn_hand_patch skin = on ? outline(k, hand, c->radius, &squareness) : (kn_hand_patch){0};
    for (int q = 0; q < OFFSETS; q++) {
      // across the path, from its middle
      double x = middle - turned_sin * offset[q], y = middle + turned_cos * offset[q];
      t->skin[q][i] = kn_field_at(f, KN_FIELD_P_SKIN, x, y);
      t->muscle[q][i] = kn_field_at(f, KN_FIELD_P_MUSCLE, x, y);
      double dx = (x - at.x) * turned_cos + (y - at.y) * turned_sin,
             dy = -(x - at.x) * turned_sin + (y - at.y) * turned_cos;
      bool under = on && kn_hand_within(&skin, squareness, dx, dy) < 1.0;
      t->drag[q][i] = under ? kn_sqrt(m.tx * m.tx + m.ty * m.ty) / skin.area : 0.0;
      if (kn_abs(t->muscle[q][i]) > largest) largest = kn_abs(t->muscle[q][i]);
    }
    double fat = kn_field_at(f, KN_FIELD_P_FAT, middle, middle);
    if (fat > c->fat) c->fat = fat;
    double e[3] = {kn_field_at(f, KN_FIELD_E_SKIN, middle, middle), kn_field_at(f, KN_FIELD_E_FAT, middle, middle),
                   kn_field_at(f, KN_FIELD_E_MUSCLE, middle, middle)};
    double *most[3] = {&c->strain_skin, &c->strain_fat, &c->strain_muscle};
    double *shear[3] = {&c->shear_skin, &c->shear_fat, &c->shear_muscle};
    for (int l = 0; l < 3; l++) {
      if (e[l] > *most[l]) *most[l] = e[l];
      // in the plane under the middle: half the sum of vertical compression and sideways stretch, and the shear there
      double gx = kn_field_at(f, KN_FIELD_GX_SKIN + l, middle, middle),
             gy = kn_field_at(f, KN_FIELD_GY_SKIN + l, middle, middle);
      double g = kn_sqrt(EXTENSION * e[l] * e[l] + gx * gx + gy * gy);
      if (g > *shear[l]) *shear[l] = g;
    }
  }
  return largest;
}

static double peak_of(const double *v, int n) {
  double most = v[0];
  for (int i = 1; i < n; i++)
    if (v[i] > most) most = v[i];
  return most;
}

static double mean_of(const double *v, int n) {
  double sum = 0.0;
  for (int i = 0; i < n; i++) sum += v[i];
  return sum / n;
}

// [J1] mean over the loaded half of the cycle: the half of the samples that is largest
static double loaded_half(const double *v, int n) {
  double copy[SAMPLES_MOST], sum = 0.0;
  memcpy(copy, v, (size_t)n * sizeof *v);
  for (int i = 0; i < n / 2; i++) { // the largest of what is left comes to the front
    int most = i;
    for (int j = i + 1; j < n; j++)
      if (copy[j] > copy[most]) most = j;
    double x = copy[i];
    copy[i] = copy[most], copy[most] = x;
    sum += copy[i] > 0 ? copy[i] : 0.0;
  }
  return sum / (n / 2);
}

// Vessels under the stroke, in bands beside its path, and what that is for the whole region while one place is worked on
static void flow(const kn_cycle_solver *b, const trace *t, int samples, const double *offset, double half_tile,
                 double period, kn_touch_cycle *c) {
  const kn_flow_par *k = &b->place.numbers->flow;
  kn_flow_kind skin = kn_flow_skin(k), muscle = kn_flow_muscle(k);
  double q_skin = 0.0, q_muscle = 0.0, lymph = 0.0, weight = 0.0;
  for (int q = 0; q < OFFSETS; q++) {
    // the band of points nearer to this one than to its neighbours
    double low = q ? 0.5 * (offset[q - 1] + offset[q]) : 0.0,
           high = q + 1 < OFFSETS ? 0.5 * (offset[q] + offset[q + 1]) : half_tile;
    if (high > half_tile) high = half_tile;
    if (!(high > low)) continue;
    kn_flow_around calm_skin = kn_flow_calm(k, &skin, 0.0), calm_muscle = kn_flow_calm(k, &muscle, 0.0);
    calm_skin.tone = calm_muscle.tone = b->place.tone;
    kn_flow_wave wave = {t->skin[q], t->drag[q], samples, period};
    kn_flow_cycle s = kn_flow_until_periodic_wave(k, &skin, &calm_skin, &wave);
    wave = (kn_flow_wave){t->muscle[q], NULL, samples, period};
    kn_flow_cycle m = kn_flow_until_periodic_wave(k, &muscle, &calm_muscle, &wave);
    q_skin += (high - low) * s.mean / b->calm_skin, q_muscle += (high - low) * m.mean / b->calm_muscle;
    lymph += (high - low) * 0.5 * (s.lymph + m.lymph), weight += high - low;
    if (q > 0) continue;
    c->skin_oxygen = s.oxygen, c->lymph = s.lymph;
    c->muscle_oxygen = m.oxygen, c->muscle_lymph = m.lymph;
    c->lactate = m.lactate, c->lactate_made = m.made;
  }
  c->skin_flow = 1.0 + c->share * (q_skin / weight - 1.0);
  c->muscle_flow = 1.0 + c->share * (q_muscle / weight - 1.0);
  c->lymph_flow = 1.0 + c->share * (lymph / weight - 1.0);
}

bool kn_cycle_solve(kn_cycle_solver *b, const kn_touch_hand *hand, kn_touch_cycle *c) {
  memset(c, 0, sizeof *c);
  const kn_touch_numbers *n = b->place.numbers;
  double period = kn_stroke_period(&hand->stroke);
  int samples = (int)(period / LONGEST) + 1;
  samples = samples < SAMPLES_LEAST ? SAMPLES_LEAST : samples > SAMPLES_MOST ? SAMPLES_MOST : samples;
  double peak = kn_stroke_normal(&n->hand, &hand->stroke);
  if (!(peak > 0)) return false;
  double radius = b->path.tool.shape == KN_PRESS_PATCH ? kn_press_radius(&b->path.tool, peak) : 0.0;
  kn_field *f = kn_field_begin(b->field_memory, &b->relax, b->n, b->spacing, period / samples);
  double offset[OFFSETS] = {0}, before = 0.0, keep[KN_MEMORIES];
  trace t;
  for (int j = 0; j < KN_MEMORIES; j++) keep[j] = kn_exp(-period / b->relax.time[j]);
  kn_touch_cycle blank = {0};
  kn_field_oval(f, b->kernels, hand->aspect, b->oval);
  run(b, f, hand, samples, offset, false, &blank, &t);
  // one cycle from rest leaves (1 - e^(-T/T_j)) of what cycles without end leave [D3]
  kn_field_repeat(f, keep);
  for (c->passes = 1; c->passes < PASSES; c->passes++) {
    int passes = c->passes;
    *c = (kn_touch_cycle){.passes = passes};
    if (radius > 0)
      for (int q = 0; q < OFFSETS; q++) offset[q] = BAND * q * radius;
    double largest = run(b, f, hand, samples, offset, true, c, &t);
    if (!(radius > 0)) { // of a rigid tool the first pass tells how wide it presses
      radius = c->radius;
      continue;
    }
    if (kn_abs(largest - before) <= REPEATS * largest) break;
    before = largest;
  }

  c->beyond = c->depth > b->path.level[b->path.levels - 1].finite.depth * KN_PATH_BEYOND;
  // a stretch that drags is borne by the skin; one that does not turns the joint to the end of its range and holds it
  c->stretches = hand->stroke.pattern == KN_STRETCH && !(hand->stroke.angle > 0);
  c->held = kn_stroke_loaded(&hand->stroke);
  c->rate = 1.0 / period;
  c->speed = hand->stroke.speed;
  double area = n->hand.pi * c->radius * c->radius;
  c->surface_mean = c->force / area;
  kn_at level = kn_path_at(&b->path, c->depth);
  for (int i = 0; i < level.count; i++) {
    const kn_level *l = &b->path.level[level.first + i].finite;
    c->surface_peak += level.weight[i] * l->peak * n->hand.pi * l->radius * l->radius / l->force * c->surface_mean;
  }
  kn_motion m = kn_motion_at(&n->hand, &hand->stroke, 0.5 * kn_stroke_loaded(&hand->stroke));
  c->heat = m.slips ? kn_hand_rub(&n->hand, c->surface_mean, c->speed) : 0.0;
  c->skin = peak_of(t.skin[0], samples);
  c->muscle = peak_of(t.muscle[0], samples);
  c->p = loaded_half(t.muscle[0], samples);
  double half = c->radius * kn_sqrt(hand->aspect);
  kn_schedule plan = kn_schedule_over(&n->hand, &hand->stroke, b->place.length, b->place.width, half,
                                      c->radius / kn_sqrt(hand->aspect), HOUR);
  c->share = 1.0 / (plan.nx * plan.ny);
  flow(b, &t, samples, offset, 0.5 * plan.tile_y > c->radius ? 0.5 * plan.tile_y : c->radius, period, c);
  kn_cycle_film(&b->place, &hand->stroke, c);
  kn_cycle_tendon(&b->place, &hand->stroke, c);
  double skin = mean_of(t.skin[0], samples),
         mean[3] = {skin, c->skin > 0 ? c->fat * skin / c->skin : 0.0, mean_of(t.muscle[0], samples)};
  kn_cycle_fluid(&b->place, mean, c);
  return true;
}
