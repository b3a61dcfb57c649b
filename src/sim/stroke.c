// What the strokes of her sessions do in her tissue, for readers: the touch clock's statistics in the units of knead.h.
#include "sim.h"
#include <math.h>

static const double KPA = 1e-3, MM = 1e3, UM = 1e6;

static void tell(const kn_touch_cycle *c, kn_stroke_reading *r) {
  r->force_N = c->force;
  r->depth_mm = c->depth * MM;
  r->surface_kPa = c->surface_mean * KPA;
  r->skin_kPa = c->skin * KPA;
  r->muscle_kPa = c->muscle * KPA;
  r->muscle_strain = c->strain_muscle;
  r->muscle_shear = c->shear_muscle;
  r->skin_flow = c->skin_flow;
  r->muscle_flow = c->muscle_flow;
  r->lymph_flow = c->lymph_flow;
  r->muscle_oxygen = c->muscle_oxygen;
  r->muscle_lactate_mM = c->lactate;
  for (int l = 0; l < 3; l++) r->drained_um[l] = c->drained[l] * UM + 0.0; // never -0
  r->slip_mm = c->slip * MM;
  r->film_rate_Hz = c->film;
  r->tendon_strain = c->tendon_strain;
  r->tendon_N = c->tendon_force;
  r->tendon_kPa = c->tendon.pressure * KPA;
  r->tendon_shear_kPa = c->tendon.shear * KPA;
  r->tendon_stretched = c->tendon.stretched;
  r->beyond = c->beyond || !c->round;
}

// When the first session begins that runs a block; infinity: none does, it was solved again before it began
static double begins(const kn_sim *s, int block) {
  double start = INFINITY;
  for (int i = 0; i < s->event_count; i++)
    if (s->events[i].block == block && s->events[i].start < start) start = s->events[i].start;
  return start;
}

bool kn_sim_stroke(const kn_sim *s, int i, kn_stroke_reading *r) {
  if (s == NULL || r == NULL || i < 0) return false;
  for (int b = 0; b < s->block_count; b++) {
    const kn_block *o = &s->blocks[b];
    double start = begins(s, b);
    for (int place = 0; place < o->plan.places && isfinite(start); place++)
      for (int n = 0; n < o->plan.session.strokes; n++) {
        const kn_touch_cycle *c = &o->cycle[place][n];
        if (!(c->force > 0) || i-- > 0) continue; // not touched, or not yet the one asked for
        *r = (kn_stroke_reading){.region = o->plan.place[place], .start_s = start, .share = o->plan.session.share[n]};
        tell(c, r);
        return true;
      }
  }
  return false;
}
