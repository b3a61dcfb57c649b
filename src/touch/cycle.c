#include "cycle.h"
#include "../flow/cycle.h"
#include "skin.h"

enum { PASSES = 24, SAMPLES_MOST = 240, SAMPLES_LEAST = 32, OFFSETS = KN_SPOTS, SMALL_GRID = 32, LARGE_GRID = 64 };
static const double LONGEST = 0.05; // s between samples
static const double REPEATS = 2e-3; // of the largest pressure and depth: the cycle has come round
// Share of the way to where the cycle would repeat: tissue that has crept deep creeps less, so that the whole way would go too far
// and come back. It is halved whenever a pass changes more than the one before, and grows again; below the least a cycle just
// follows a cycle.
static const double WAY = 0.8, LEAST_WAY = 0.1, LONGER = 1.25;
static const double FINEST = 2e-3, COARSEST = 10e-3; // m between points of the grid
static const double DEEPEST = 0.6;                   // a rigid tool is followed to this share of the depth to bone
static const double BAND = 0.7;    // contact radii between the bands of vessels beside a stroke's path
static const double HOUR = 3600.0; // s over which a schedule is laid

struct kn_cycle_solver {
  kn_touch_place place;
  kn_hankel hankel;
  kn_relax relax;
  kn_path path;
  kn_skin skin;
  void *before;                  // what was remembered when a cycle began
  double calm_skin, calm_muscle; // flow at rest in her sympathetic tone, 1 = at usual tone
};
size_t kn_cycle_solver_size(void) { return sizeof(kn_cycle_solver); }

// Points fine enough for the contact, few enough to be quick: a palm gets ten millimetres, a thumb two or three.
static int grid_for(const kn_cycle_solver *b, double force, double *spacing) {
  double radius = b->path.tool.shape == KN_PRESS_PATCH ? kn_press_radius(&b->path.tool, force)
                                                       : b->path.level[b->path.levels - 1].finite.radius;
  *spacing = kn_min(kn_max(radius / 4.0, FINEST), COARSEST);
  // the box holds the contact and the layers' reach on both sides of it
  double need = 4.0 * kn_stack_depth(b->place.stack) + 2.0 * radius;
  return SMALL_GRID * *spacing >= need ? SMALL_GRID : LARGE_GRID;
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
  const kn_flow_par *vessels = &place->numbers->flow;
  kn_flow_kind skin = kn_flow_skin(vessels), muscle = kn_flow_muscle(vessels);
  b->calm_skin = calm(vessels, &skin, place->tone);
  b->calm_muscle = calm(vessels, &muscle, place->tone);
  double spacing;
  int n = grid_for(b, force, &spacing);
  kn_status st = kn_skin_lay(&b->skin, &b->path, &b->hankel, &b->relax, n, spacing, true, alloc, release, user);
  if (st != KN_OK) return st;
  b->before = alloc(kn_field_saved_size(n), user);
  if (b->before == NULL) kn_skin_end(&b->skin);
  return b->before ? KN_OK : KN_NO_MEMORY;
}

void kn_cycle_end(kn_cycle_solver *b) {
  if (b->before) b->skin.release(b->before, b->skin.user);
  b->before = NULL;
  if (b->skin.release) kn_skin_end(&b->skin);
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

// Work of a force on the tool's tip from one sample to the next, second order in the step: what goes back at once and how deep the
// skin is where the tool has come to move with the force; what creeps does so under the force of its own step.
typedef struct tip {
  double force, now, was, rest; // N; m, of the depth: at once; what is remembered there, before the step and after it
} tip;
static double work(const tip *a, const tip *b) {
  return 0.5 * (a->force + b->force) * (b->now - a->now + b->was - a->rest) + b->force * (b->rest - b->was);
}

static int layer_of(const kn_cycle_solver *b, int l) { // skin, fat, muscle
  return l == 0 ? 0 : l == 1 ? kn_stack_fat(b->place.stack) : kn_stack_muscle(b->place.stack);
}

// What is felt at the middle of the stroke's path
static void feel(const kn_cycle_solver *b, const double *reading, kn_touch_cycle *c) {
  double *strain[] = {&c->strain_skin, &c->strain_fat, &c->strain_muscle};
  double *shear[] = {&c->shear_skin, &c->shear_fat, &c->shear_muscle};
  for (int l = 0; l < 3; l++) {
    *strain[l] = kn_max(*strain[l], reading[KN_STRAIN_MID + layer_of(b, l)]);
    *shear[l] = kn_max(*shear[l], reading[KN_SHEAR + layer_of(b, l)]);
  }
  c->fat = kn_max(c->fat, reading[KN_PRESSURE + layer_of(b, 1)]);
}

// Runs one cycle. look: the middle and the bands beside it are read into the statistics and the trace; else only what is
// remembered moves on.
static double run(kn_cycle_solver *b, const kn_touch_hand *hand, int samples, const double *offset, bool look,
                  kn_touch_cycle *c, trace *t) {
  const kn_hand_par *k = &b->place.numbers->hand;
  double middle = 0.5 * b->skin.box, level = 0.0, largest = 0.0, spot[OFFSETS][2];
  double turned_cos = kn_cos_turns(hand->stroke.direction / (2.0 * k->pi)),
         turned_sin = kn_sin_turns(hand->stroke.direction / (2.0 * k->pi));
  for (int q = 0; q < OFFSETS; q++) // across the path, from its middle
    spot[q][0] = middle - turned_sin * offset[q], spot[q][1] = middle + turned_cos * offset[q];
  kn_field_spots(b->skin.field, OFFSETS, spot);
  tip first = {0}, before = {0};
  for (int i = 0; i < samples; i++) {
    kn_motion m = kn_motion_at(k, &hand->stroke, (i + 0.5) / samples);
    kn_place_on_grid at = {middle + m.x, middle + m.y, turned_cos, turned_sin, hand->aspect, 0.0};
    kn_pressed p = kn_skin_meet(&b->skin, at.x, at.y);
    kn_skin_bear(&b->skin, &p, m.normal, level - p.bulge);
    level = p.level;
    kn_under under;
    kn_skin_step(&b->skin, &p, &at, m.tx, m.ty, look ? &under : NULL);
    if (!look) continue;
    tip now = {p.force, p.now, p.was, p.depth - p.now};
    if (i == 0)
      first = now;
    else
      c->energy += work(&before, &now);
    before = now;
    double under_tool[KN_READINGS];
    kn_skin_read(&b->skin, &p, &under, under_tool);
    for (int l = 0; l < 3; l++) c->under[l] = kn_max(c->under[l], under_tool[KN_STRAIN_MID + layer_of(b, l)]);
    if (p.force > c->force) c->force = p.force, c->depth = p.depth, c->radius = at.radius;
    double squareness = 2.0;
    kn_hand_patch skin = p.force > 0 ? outline(k, hand, c->radius, &squareness) : (kn_hand_patch){0};
    for (int q = 0; q < OFFSETS; q++) {
      double reading[KN_READINGS], x = spot[q][0] - at.x, y = spot[q][1] - at.y;
      kn_skin_read_spot(&b->skin, &p, &at, &under, q, spot[q][0], spot[q][1], reading);
      t->skin[q][i] = reading[KN_PRESSURE];
      t->muscle[q][i] = reading[KN_PRESSURE + layer_of(b, 2)];
      bool drags = p.force > 0 && kn_hand_within(&skin, squareness, x * turned_cos + y * turned_sin,
                                                 y * turned_cos - x * turned_sin) < 1.0;
      t->drag[q][i] = drags ? kn_sqrt(m.tx * m.tx + m.ty * m.ty) / skin.area : 0.0;
      largest = kn_max(largest, kn_abs(t->muscle[q][i]));
      if (q == 0) feel(b, reading, c);
    }
  }
  c->energy += work(&before, &first); // the next cycle begins as this one did
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

// Cycle after cycle until they are alike: 1; not within PASSES: 0; the skin was thrown about: -1. leap: part of the way to
// where the cycle would repeat is taken at once.
static int repeat_until_round(kn_cycle_solver *b, const kn_touch_hand *hand, int samples, double period, bool leap,
                              double *radius, double *offset, kn_touch_cycle *c, trace *t) {
  double largest = 0.0, depth = 0.0, way = 1.0, changed = 1.0, keep[KN_MEMORIES];
  bool round = false;
  *radius = b->path.tool.shape == KN_PRESS_PATCH
                ? kn_press_radius(&b->path.tool, kn_stroke_normal(&b->place.numbers->hand, &hand->stroke))
                : 0.0;
  for (int q = 0; q < OFFSETS; q++) offset[q] = 0.0;
  kn_skin_rest(&b->skin, &b->relax, period / samples, hand->aspect);
  kn_field *f = b->skin.field;
  for (int j = 0; j < KN_MEMORIES; j++) keep[j] = kn_exp(-period / b->relax.time[j]);
  kn_field_save(f, b->before);
  run(b, hand, samples, offset, false, c, t);
  for (int passes = 1; passes < PASSES && !round; passes++) {
    if (leap && way > LEAST_WAY) kn_field_repeat(f, b->before, keep, way);
    kn_field_save(f, b->before);
    *c = (kn_touch_cycle){.passes = passes};
    for (int q = 0; q < OFFSETS; q++) offset[q] = BAND * q * *radius;
    double pressed = run(b, hand, samples, offset, true, c, t);
    double change = pressed > 0 ? kn_abs(pressed - largest) / pressed : kn_abs(largest) > 0 ? 1.0 : 0.0;
    if (c->depth > 0) change = kn_max(change, kn_abs(c->depth - depth) / c->depth);
    if (!(c->depth > 0) && c->force > 0) return -1; // pressed, and above where it was
    round = change <= REPEATS && *radius > 0;
    way = passes == 1 ? WAY : change > changed ? 0.5 * way : kn_min(LONGER * way, WAY);
    largest = pressed, depth = c->depth, changed = change;
    if (!(*radius > 0)) *radius = c->radius; // of a rigid tool the first pass tells how wide it presses
  }
  return round;
}

bool kn_cycle_solve(kn_cycle_solver *b, const kn_touch_hand *hand, kn_touch_cycle *c) {
  memset(c, 0, sizeof *c);
  const kn_touch_numbers *n = b->place.numbers;
  double period = kn_stroke_period(&hand->stroke);
  int samples = (int)(period / LONGEST) + 1;
  samples = samples < SAMPLES_LEAST ? SAMPLES_LEAST : samples > SAMPLES_MOST ? SAMPLES_MOST : samples;
  double peak = kn_stroke_normal(&n->hand, &hand->stroke);
  if (!(peak > 0)) return false;
  double radius = 0.0, offset[OFFSETS];
  trace t;
  int went = repeat_until_round(b, hand, samples, period, true, &radius, offset, c, &t);
  if (went < 0) went = repeat_until_round(b, hand, samples, period, false, &radius, offset, c, &t);
  if (went < 0) return false;
  c->round = went > 0;
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
