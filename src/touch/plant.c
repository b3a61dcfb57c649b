// The real-time plant: its making and its steps. In single mode a step is the tool's path of levels and the fading memory of
// what it did; window mode has its own contact (window.c).
#include "plant.h"
#include <stdlib.h>

void *kn_touch_plain_alloc(size_t size, void *user) { return (void)user, malloc(size); }
void kn_touch_plain_release(void *p, void *user) { (void)user, free(p); }

kn_status kn_touch_fail(kn_error *e, kn_status status, const char *where, const char *what, const char *hint) {
  if (e == NULL) return status;
  memset(e, 0, sizeof *e);
  e->status = status;
  e->nearest = __builtin_nan("");
  strncpy(e->where, where, sizeof e->where - 1);
  strncpy(e->what, what, sizeof e->what - 1);
  strncpy(e->hint, hint, sizeof e->hint - 1);
  return status;
}

static bool relaxes(const kn_touch_stack *s) {
  for (int l = 0; l < s->layer_count; l++) {
    if (s->layer[l].permeability_m4_Ns > 0 || s->layer[l].glide_kPa_s_mm > 0) return true;
    for (int j = 0; j < KN_TOUCH_TERMS; j++)
      if (s->layer[l].g[j] > 0) return true;
  }
  return false;
}

// A patch goes to the force limit and a little beyond, a rigid tool to the depth limit.
static double deepest_of(const kn_touch_def *d, const kn_press_tool *t) {
  const double beyond = 1.05;
  if (t->shape == KN_PRESS_PATCH) return (relaxes(&d->stack) ? KN_PATH_CREEP : beyond) * d->force_limit_N;
  double depth = beyond * d->depth_limit_mm * 1e-3;
  return t->shape == KN_PRESS_SPHERE ? kn_min(depth, KN_PATH_SPHERE * t->radius) : depth;
}

kn_status kn_touch_create(const kn_touch_def *def, kn_touch **plant, kn_error *error) {
  if (plant == NULL) return kn_touch_fail(error, KN_BAD_ARGUMENT, "plant", "no place to put the plant", "");
  *plant = NULL;
  if (def == NULL)
    return kn_touch_fail(error, KN_BAD_ARGUMENT, "def", "no definition", "fill it with kn_default_touch()");
  kn_status st = kn_touch_check(def, error);
  if (st != KN_OK) return st;
  kn_touch_def d = *def;
  if (d.alloc == NULL) d.alloc = kn_touch_plain_alloc, d.release = kn_touch_plain_release;
  kn_touch *p = d.alloc(sizeof *p, d.user);
  if (p == NULL) return kn_touch_fail(error, KN_NO_MEMORY, "plant", "no memory for a plant", "");
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
    return memory == NULL ? kn_touch_fail(error, KN_NO_MEMORY, "plant", "no memory for a plant", "")
                          : kn_touch_fail(error, KN_NO_EQUILIBRIUM, "stack",
                                          "this tool finds no equilibrium on this stack even near touch",
                                          "look at thickness and stiffness of the layers");
  }
  p->deepest = p->path.level[p->path.levels - 1].finite.depth;
  p->floor = KN_PATH_FLOOR * kn_stack_depth(&stack);
  if (d.mode == KN_TOUCH_WINDOW && (st = kn_window_create(p, error)) != KN_OK) {
    d.release(p, d.user);
    return st;
  }
  p->fingerprint = kn_touch_fingerprint(&d);
  *plant = p;
  return KN_OK;
}

void kn_touch_destroy(kn_touch *p) {
  if (p == NULL) return;
  kn_window_destroy(p);
  p->def.release(p, p->def.user);
}

// ---- a step ----------------------------------------------------------------------------------------------------------
// What becomes within a step of what is remembered under a tool that moves on by its own radius a at speed v, exactly:
// P' = (P0 - P)/T - P v/a. keep: share of the past that stays; feed: share of P0 that comes.
typedef struct fading {
  double keep[KN_MEMORIES], feed[KN_MEMORIES];
} fading;
static void fade(const kn_touch *p, double speed, double radius, fading *f) {
  double left = speed * p->def.step_s / radius, stays = kn_exp(-left);
  for (int j = 0; j < KN_MEMORIES; j++) {
    double eased = p->def.step_s / p->relax.time[j];
    f->keep[j] = p->keep[j] * stays;
    f->feed[j] = eased / (eased + left) * (1.0 - f->keep[j]);
  }
}
// kn_path_gain with its own fading within the step
static double gain(const kn_touch *p, const kn_at *at, int q, double wider, const fading *f, double *memory) {
  double sum = kn_path_gain(&p->path, at, q, wider, memory);
  for (int j = 0; j < KN_MEMORIES; j++) sum += f->feed[j] * memory[j];
  return sum;
}
static double past(const kn_touch *p, int q, const fading *f) {
  double sum = 0.0;
  for (int j = 0; j < KN_MEMORIES; j++) sum += f->keep[j] * p->state.memory[q][j];
  return sum;
}

// The depth at which the tissue bears this force: Newton on ln depth, as force is near a power of it.
static double bear(const kn_touch *p, double force, const fading *own, double before) {
  double memory[KN_MEMORIES], hist = past(p, KN_DEPTH, own), d = before > 1e-6 ? before : 1e-4;
  for (int i = 0; i < KN_PATH_TRIES; i++) {
    kn_at at = kn_path_at(&p->path, d);
    double g = gain(p, &at, KN_DEPTH, kn_path_wider(&p->path, &at, force), own, memory) * force, f = g + hist - d,
           slope = g * kn_path_give_slope(&p->path, &at) - d;
    if (kn_path_nearer(&d, f, slope)) break;
  }
  return d;
}

// [K4] Muscle pressure as a session counts it, the mean over the loaded half of a cycle, while nobody knows how the load goes
// on: 2/pi of the pressure of the moment, as if a half sine peaked now, and no less than S/T, what was borne since the contact
// began over T, its part before the last T fading with T: S' = p - S v/a, and - S/T from T on. A held load comes to its plateau,
// also one that grew late. Tissue that the tool moves on from, by the contact's radius a, is left behind as the memory of single
// mode is: a glide is a row of pulses.
static const double HELD =
    1.0; // T, s: half sines that stay in one place, kneading and taps, are shorter, and holds longer
static double borne(kn_touch *p, const kn_touch_out *o, double pressure, double speed) {
  kn_touch_state *s = &p->state;
  double pulse = 2.0 / p->numbers.hand.pi * pressure;
  if (!(o->radius_mm > 0)) { // in the air: the next contact begins anew
    s->borne = s->borne_s = 0.0;
    return pulse;
  }
  double dt = p->def.step_s, stays = 1.0 / (1.0 + dt * speed / (o->radius_mm * 1e-3));
  s->borne = (s->borne + pressure * dt) * stays;
  s->borne_s = (s->borne_s + dt) * stays;
  if (s->borne_s > HELD) s->borne *= HELD / s->borne_s, s->borne_s = HELD;
  return kn_max(pulse, s->borne / HELD);
}

static void guards(kn_touch *p, const kn_touch_out *o, double speed, kn_guard_in *u) {
  const kn_touch_numbers *n = &p->numbers;
  double area = o->area_cm2 * 1e-4, mean = o->mean_kPa * 1e3, surface = mean;
  // [K1] A flat punch is the algometer that defines the threshold: its reading is F/A, as thresholds under wider probes are told.
  // Of the others the middle 1 cm2, and never less than F/A, as the most pressed part is not below the whole.
  if (area > 0 && p->def.tool.shape != KN_TOUCH_PUNCH) {
    const double hertz = 0.5, profile = p->def.tool.shape == KN_TOUCH_PATCH ? p->def.tool.profile : hertz;
    surface = kn_max(mean, kn_guard_pressure(&n->guard, o->peak_kPa * 1e3, area, profile));
  }
  *u = (kn_guard_in){.p_surface = surface,
                     .area = area > 0 ? area : n->guard.ppt_A,
                     .threshold = p->def.pain_threshold_kPa * 1e3,
                     .fragility = 1.0,
                     .force = -o->force_N[2],
                     .force_limit = p->def.force_limit_N};
  int muscle = kn_stack_muscle(&p->path.stack);
  u->p_now = kn_max(o->pressure_kPa[muscle] * 1e3, 0.0);
  u->p_muscle = borne(p, o, u->p_now, speed);
  u->shear = o->shear[muscle];
}

// Single mode: one tool, and as it moves on by its own radius it leaves its memory behind.
static void single(kn_touch *p, const kn_touch_in *in, double speed, kn_contact *c) {
  kn_touch_state *s = &p->state;
  fading own;
  fade(p, speed, kn_path_contact(&p->path, s->depth, 0.0), &own);
  double memory[KN_MEMORIES], hist = past(p, KN_DEPTH, &own), force = 0.0, depth = hist;
  if (in->force_control) {
    if (in->force_N > 0) depth = kn_min(bear(p, in->force_N, &own, s->depth), p->floor), force = in->force_N;
  } else if (in->position_m[2] > hist && in->position_m[2] > 0)
    depth = kn_min(in->position_m[2], p->floor);
  c->at = kn_path_at(&p->path, depth);
  double wider = 0.0;
  c->give = gain(p, &c->at, KN_DEPTH, wider, &own, memory);
  if (in->force_control)
    wider = kn_path_wider(&p->path, &c->at, force);
  else if (depth > hist) // the area of a patch follows the force, and the force the area
    for (int i = 0; i < 4; i++) {
      force = (depth - hist) / c->give;
      wider = kn_path_wider(&p->path, &c->at, force);
      c->give = gain(p, &c->at, KN_DEPTH, wider, &own, memory);
    }
  if (!in->force_control && depth > hist) force = (depth - hist) / c->give;
  for (int q = 0; q < KN_READINGS; q++) {
    double g = gain(p, &c->at, q, wider, &own, memory);
    c->reading[q] = g * force + past(p, q, &own);
    for (int j = 0; j < KN_MEMORIES; j++)
      s->memory[q][j] = own.keep[j] * s->memory[q][j] + own.feed[j] * memory[j] * force;
  }
  c->depth = c->level = depth, c->force = force;
}

// Nothing that a hand or a robot does: m, rad, m/s, N
static const double FARTHEST = 1e3, DEEPEST = 10.0, MOST_TURNED = 1e6, FASTEST = 1e3, HARDEST = 1e5;
static kn_status sound_input(const kn_touch_in *in) {
  const double value[] = {in->position_m[0],   in->position_m[1], in->velocity_m_s[0],
                          in->velocity_m_s[1], in->heading_rad,   in->force_control ? in->force_N : in->position_m[2]},
               most[] = {FARTHEST, FARTHEST, FASTEST, FASTEST, MOST_TURNED, in->force_control ? HARDEST : DEEPEST};
  for (size_t i = 0; i < sizeof value / sizeof *value; i++)
    if (!kn_touch_finite(value[i])) return KN_NOT_FINITE;
  for (size_t i = 0; i < sizeof value / sizeof *value; i++)
    if (kn_abs(value[i]) > most[i]) return KN_OUT_OF_RANGE;
  return KN_OK;
}

kn_status kn_touch_step(kn_touch *p, const kn_touch_in *in, kn_touch_out *out) {
  if (p == NULL || in == NULL || out == NULL) return KN_BAD_ARGUMENT;
  memset(out, 0, sizeof *out);
  kn_status sound = sound_input(in);
  if (sound != KN_OK) {
    out->stop = KN_STOP_INPUT;
    return sound;
  }
  kn_touch_state *s = &p->state;
  const double step = p->def.step_s;
  // [A4] q = -mu p v/sqrt(v^2 + v_e^2)
  double vx = in->velocity_m_s[0], vy = in->velocity_m_s[1], speed = kn_sqrt(vx * vx + vy * vy);
  const double v_e = p->numbers.hand.v_e;
  double slip = p->def.tool.friction / kn_sqrt(speed * speed + v_e * v_e), drag[2] = {slip * vx, slip * vy};
  kn_contact c = {0};
  if (p->window)
    kn_window_step(p, in, drag, &c);
  else
    single(p, in, speed, &c);
  double force = c.force, depth = c.depth;
  s->depth = depth;
  s->time += step;

  out->depth_mm = depth * 1e3;
  if (force > 0) {
    double radius = kn_path_contact(&p->path, c.level, force);
    double area = p->numbers.hand.pi * radius * radius, peak = 0.0; // mean pressure x the level's own crowding
    for (int i = 0; i < c.at.count; i++) {
      const kn_level *l = &p->path.level[c.at.first + i].finite;
      peak += c.at.weight[i] * l->peak * p->numbers.hand.pi * l->radius * l->radius / l->force;
    }
    out->radius_mm = radius * 1e3;
    out->area_cm2 = area * 1e4;
    out->mean_kPa = force / area * 1e-3;
    out->peak_kPa = kn_max(peak, 1.0) * out->mean_kPa; // in the middle, where a flat punch presses least
    out->stiffness_N_m = (1.0 / c.give - force * kn_path_give_slope(&p->path, &c.at) / c.level);
  }
  for (int l = 0; l < p->path.stack.layers; l++) {
    out->strain[l] = c.reading[KN_STRAIN + l];
    out->strain_mid[l] = c.reading[KN_STRAIN_MID + l];
    out->shear[l] = c.reading[KN_SHEAR + l];
    out->pressure_kPa[l] = c.reading[KN_PRESSURE + l] * 1e-3;
  }
  out->force_N[0] = -drag[0] * force, out->force_N[1] = -drag[1] * force, out->force_N[2] = -force;

  kn_guard_in u;
  guards(p, out, speed, &u);
  kn_guard_margin m = kn_guard_margins(&p->numbers.tissue, &p->numbers.guard, &u, &s->guard);
  kn_guard_step(&p->numbers.tissue, &p->numbers.guard, &u, &s->guard, step);
  out->pain_index = force > 0 ? m.pain : 0.0;
  kn_m flags = kn_guard_flags(&m);
  out->stop = flags & KN_GUARD_FORCE                               ? KN_STOP_FORCE
              : depth * 1e3 > p->def.depth_limit_mm                ? KN_STOP_DEPTH
              : force > 0 && (flags & KN_GUARD_PAIN)               ? KN_STOP_PAIN
              : flags & (KN_GUARD_BRUISE | KN_GUARD_PRESSURE_TIME) ? KN_STOP_BRUISE
              : flags & KN_GUARD_STRAIN                            ? KN_STOP_STRAIN
              : depth > KN_PATH_BEYOND * p->deepest                ? KN_STOP_MODEL
                                                                   : KN_STOP_NONE;
  return KN_OK;
}

double kn_touch_time_s(const kn_touch *p) { return p ? p->state.time : 0.0; }
