// The real-time plant in its single-tool form: the tool's path of levels, and the fading memory of what it did.
#include "plant.h"
#include <stdlib.h>

static void *plain_alloc(size_t size, void *user) { return (void)user, malloc(size); }
static void plain_release(void *p, void *user) { (void)user, free(p); }

static kn_status fail(kn_error *e, kn_status status, const char *where, const char *what, const char *hint) {
  if (e == NULL) return status;
  memset(e, 0, sizeof *e);
  e->status = status;
  e->nearest = __builtin_nan("");
  strncpy(e->where, where, sizeof e->where - 1);
  strncpy(e->what, what, sizeof e->what - 1);
  strncpy(e->hint, hint, sizeof e->hint - 1);
  return status;
}

static uint64_t mix(uint64_t h, const void *bytes, size_t n) { // FNV-1a
  const unsigned char *b = bytes;
  for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 1099511628211u;
  return h;
}
static uint64_t fingerprint(const kn_touch *p) {
  uint64_t h = 14695981039346656037u;
  for (int i = 0; i < p->path.levels; i++) h = mix(h, &p->path.level[i].per_force, sizeof p->path.level[i].per_force);
  return mix(h, p->keep, sizeof p->keep);
}

static bool relaxes(const kn_touch_stack *s) {
  for (int l = 0; l < s->layer_count; l++)
    for (int j = 0; j < KN_TOUCH_TERMS; j++)
      if (s->layer[l].g[j] > 0) return true;
  return false;
}

// A patch goes to the force limit and a little beyond, a rigid tool to the depth limit.
static double deepest_of(const kn_touch_def *d, const kn_press_tool *t) {
  const double beyond = 1.05, creep = 5.0; // a held patch sinks as deep as a stronger one does at once
  if (t->shape == KN_PRESS_PATCH) return (relaxes(&d->stack) ? creep : beyond) * d->force_limit_N;
  double depth = beyond * d->depth_limit_mm * 1e-3;
  return t->shape == KN_PRESS_SPHERE && depth > 1.2 * t->radius ? 1.2 * t->radius : depth;
}

kn_status kn_touch_create(const kn_touch_def *def, kn_touch **plant, kn_error *error) {
  if (plant == NULL) return fail(error, KN_BAD_ARGUMENT, "plant", "no place to put the plant", "");
  *plant = NULL;
  if (def == NULL) return fail(error, KN_BAD_ARGUMENT, "def", "no definition", "fill it with kn_default_touch()");
  kn_status st = kn_touch_check(def, error);
  if (st != KN_OK) return st;
  kn_touch_def d = *def;
  if (d.alloc == NULL) d.alloc = plain_alloc, d.release = plain_release;
  kn_touch *p = d.alloc(sizeof *p, d.user);
  if (p == NULL) return fail(error, KN_NO_MEMORY, "plant", "no memory for a plant", "");
  memset(p, 0, sizeof *p);
  p->def = d;
  kn_touch_numbers_fill(&p->numbers);
  kn_hankel_fill(&p->hankel);
  kn_relax_fill(&p->relax);
  for (int j = 0; j < KN_MEMORIES; j++) p->keep[j] = kn_exp(-d.step_s / p->relax.time[j]);
  kn_stack stack;
  kn_press_tool tool;
  kn_touch_stack_si(&d.stack, &stack);
  kn_touch_tool_si(&d.tool, &tool);
  double deepest = deepest_of(&d, &tool);
  void *memory = d.alloc(kn_path_memory(&stack, &tool, deepest), d.user);
  bool built = memory && kn_path_build(&p->path, &p->hankel, &p->relax, &stack, &tool, deepest, memory);
  if (memory) d.release(memory, d.user);
  if (!built) {
    d.release(p, d.user);
    return memory == NULL
               ? fail(error, KN_NO_MEMORY, "plant", "no memory for a plant", "")
               : fail(error, KN_INTEGRATION, "stack", "this tool finds no equilibrium on this stack even near touch",
                      "look at thickness and stiffness of the layers");
  }
  p->deepest = p->path.level[p->path.levels - 1].finite.depth;
  p->fingerprint = fingerprint(p);
  *plant = p;
  return KN_OK;
}

void kn_touch_destroy(kn_touch *p) {
  if (p) p->def.release(p, p->def.user);
}

// ---- a step ----------------------------------------------------------------------------------------------------------
// What one newton now adds to a reading, its own fading within the step included [D3]; memory: what it will still do. wider:
// kn_path_wider
static double gain(const kn_touch *p, const kn_at *at, int q, double wider, const double *keep, double *memory) {
  double give = 0.0, spread = 0.0;
  const kn_path_level *v = p->path.level + at->first;
  for (int j = 0; j < KN_MEMORIES; j++) memory[j] = 0.0;
  for (int i = 0; i < at->count; i++) {
    give += at->weight[i] * v[i].per_force[q];
    spread += at->weight[i] * v[i].spread[q];
    for (int j = 0; j < KN_MEMORIES; j++) memory[j] += at->weight[i] * v[i].memory[q][j];
  }
  double times = kn_exp(spread * wider);
  if (q == KN_DEPTH) give = kn_exp(kn_path_ln_give(&p->path, at)); // a power of the depth
  double sum = give * times;
  for (int j = 0; j < KN_MEMORIES; j++) {
    memory[j] *= q == KN_DEPTH ? give * times : times;
    sum += (1.0 - keep[j]) * memory[j];
  }
  return sum;
}
static double past(const kn_touch *p, int q, const double *keep) {
  double sum = 0.0;
  for (int j = 0; j < KN_MEMORIES; j++) sum += keep[j] * p->state.memory[q][j];
  return sum;
}

// The depth at which the tissue bears this force: Newton on ln depth, as force is near a power of it.
static double bear(const kn_touch *p, double force, const double *keep, double before) {
  double memory[KN_MEMORIES], hist = past(p, KN_DEPTH, keep), d = before > 1e-6 ? before : 1e-4;
  for (int i = 0; i < 12; i++) {
    kn_at at = kn_path_at(&p->path, d);
    double g = gain(p, &at, KN_DEPTH, kn_path_wider(&p->path, &at, force), keep, memory) * force, f = g + hist - d,
           slope = g * kn_path_give_slope(&p->path, &at) - d;
    double step = -f / slope;
    if (step > 0.7) step = 0.7;
    if (step < -0.7) step = -0.7;
    d *= kn_exp(step);
    if (kn_abs(step) < 1e-10) break;
  }
  return d;
}

static bool sound_number(double v) { return v - v == 0.0; }

static void guards(const kn_touch *p, const kn_touch_out *o, kn_guard_in *u) {
  const kn_touch_numbers *n = &p->numbers;
  double area = o->area_cm2 * 1e-4, profile = p->def.tool.shape == KN_TOUCH_PATCH ? p->def.tool.profile : 0.5;
  *u = (kn_guard_in){.p_surface = area > 0 ? kn_guard_pressure(&n->guard, o->peak_kPa * 1e3, area, profile) : 0.0,
                     .area = area > 0 ? area : n->guard.ppt_A,
                     .threshold = p->def.pain_threshold_kPa * 1e3,
                     .fragility = 1.0,
                     .force = -o->force_N[2],
                     .force_limit = p->def.force_limit_N};
  // muscle is the deepest layer but viscera: the third, or the last
  int muscle = p->path.stack.layers > 2 ? 2 : p->path.stack.layers - 1;
  u->p_muscle = 2.0 / n->hand.pi * kn_max(o->pressure_kPa[muscle] * 1e3, 0.0); // mean of a loaded half sine
  u->shear = o->shear[muscle];
}

kn_status kn_touch_step(kn_touch *p, const kn_touch_in *in, kn_touch_out *out) {
  if (p == NULL || in == NULL || out == NULL) return KN_BAD_ARGUMENT;
  memset(out, 0, sizeof *out);
  bool sound = sound_number(in->velocity_m_s[0]) && sound_number(in->velocity_m_s[1]) &&
               sound_number(in->position_m[0]) && sound_number(in->position_m[1]) &&
               sound_number(in->force_control ? in->force_N : in->position_m[2]);
  if (!sound) {
    out->stop = KN_STOP_INPUT;
    return KN_NOT_FINITE;
  }
  kn_touch_state *s = &p->state;
  const double step = p->def.step_s;
  // the tool leaves its memory behind as it moves on by its own radius
  double vx = in->velocity_m_s[0], vy = in->velocity_m_s[1], speed = kn_sqrt(vx * vx + vy * vy), keep[KN_MEMORIES];
  kn_at at = kn_path_at(&p->path, s->depth > 0 ? s->depth : 0.0);
  double radius = kn_exp(kn_path_ln_radius(&p->path, &at)), fresh = kn_exp(-speed * step / radius);
  for (int j = 0; j < KN_MEMORIES; j++) keep[j] = p->keep[j] * fresh;

  double memory[KN_MEMORIES], hist = past(p, KN_DEPTH, keep), force = 0.0, depth = hist;
  if (in->force_control) {
    if (in->force_N > 0) depth = bear(p, in->force_N, keep, s->depth), force = in->force_N;
  } else if (in->position_m[2] > hist && in->position_m[2] > 0)
    depth = in->position_m[2];
  at = kn_path_at(&p->path, depth);
  double wider = 0.0, give = gain(p, &at, KN_DEPTH, wider, keep, memory);
  if (in->force_control)
    wider = kn_path_wider(&p->path, &at, force);
  else if (depth > hist) // the area of a patch follows the force, and the force the area
    for (int i = 0; i < 4; i++) {
      force = (depth - hist) / give;
      wider = kn_path_wider(&p->path, &at, force);
      give = gain(p, &at, KN_DEPTH, wider, keep, memory);
    }
  if (!in->force_control && depth > hist) force = (depth - hist) / give;

  double reading[KN_READINGS];
  for (int q = 0; q < KN_READINGS; q++) {
    double g = gain(p, &at, q, wider, keep, memory);
    reading[q] = g * force + past(p, q, keep);
    for (int j = 0; j < KN_MEMORIES; j++)
      s->memory[q][j] = keep[j] * s->memory[q][j] + (1.0 - keep[j]) * memory[j] * force;
  }
  s->depth = depth;
  s->time += step;

  out->depth_mm = depth * 1e3;
  if (force > 0) {
    radius = kn_exp(kn_path_ln_radius(&p->path, &at));
    if (p->path.tool.shape == KN_PRESS_PATCH) radius = kn_press_radius(&p->path.tool, force);
    double area = p->numbers.hand.pi * radius * radius, peak = 0.0; // mean pressure x the level's own crowding
    for (int i = 0; i < at.count; i++) {
      const kn_level *l = &p->path.level[at.first + i].finite;
      peak += at.weight[i] * l->peak * p->numbers.hand.pi * l->radius * l->radius / l->force;
    }
    out->radius_mm = radius * 1e3;
    out->area_cm2 = area * 1e4;
    out->mean_kPa = force / area * 1e-3;
    out->peak_kPa = peak * out->mean_kPa;
    out->stiffness_N_m = (1.0 / give - force * kn_path_give_slope(&p->path, &at) / depth);
  }
  for (int l = 0; l < p->path.stack.layers; l++) {
    out->strain[l] = reading[KN_STRAIN + l];
    out->strain_mid[l] = reading[KN_STRAIN_MID + l];
    out->shear[l] = reading[KN_SHEAR + l];
    out->pressure_kPa[l] = reading[KN_PRESSURE + l] * 1e-3;
  }
  // [A4] q = -mu p v/sqrt(v^2 + v_e^2)
  const double v_e = p->numbers.hand.v_e;
  double drag = -p->def.tool.friction * force / kn_sqrt(speed * speed + v_e * v_e);
  out->force_N[0] = drag * vx, out->force_N[1] = drag * vy, out->force_N[2] = -force;

  kn_guard_in u;
  guards(p, out, &u);
  kn_guard_margin m = kn_guard_margins(&p->numbers.tissue, &p->numbers.guard, &u, &s->guard);
  kn_guard_step(&p->numbers.tissue, &p->numbers.guard, &u, &s->guard, step);
  out->pain_index = force > 0 ? m.pain : 0.0;
  kn_m flags = kn_guard_flags(&m);
  out->stop = flags & KN_GUARD_FORCE                                              ? KN_STOP_FORCE
              : depth * 1e3 > p->def.depth_limit_mm || depth > p->deepest * 1.001 ? KN_STOP_DEPTH
              : force > 0 && (flags & KN_GUARD_PAIN)                              ? KN_STOP_PAIN
              : flags & (KN_GUARD_BRUISE | KN_GUARD_PRESSURE_TIME)                ? KN_STOP_BRUISE
              : flags & KN_GUARD_STRAIN                                           ? KN_STOP_STRAIN
                                                                                  : KN_STOP_NONE;
  return KN_OK;
}

double kn_touch_time_s(const kn_touch *p) { return p->state.time; }

// ---- save and restore ----
size_t kn_touch_state_size(const kn_touch *p) { return sizeof p->fingerprint + sizeof p->state; }
void kn_touch_save(const kn_touch *p, void *bytes) {
  memcpy(bytes, &p->fingerprint, sizeof p->fingerprint);
  memcpy((char *)bytes + sizeof p->fingerprint, &p->state, sizeof p->state);
}
kn_status kn_touch_restore(kn_touch *p, const void *bytes, size_t size) {
  if (p == NULL || bytes == NULL || size != kn_touch_state_size(p)) return KN_BAD_ARGUMENT;
  if (memcmp(bytes, &p->fingerprint, sizeof p->fingerprint) != 0) return KN_BAD_DEFINITION;
  memcpy(&p->state, (const char *)bytes + sizeof p->fingerprint, sizeof p->state);
  return KN_OK;
}
