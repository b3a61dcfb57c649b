// What a stroke does beside the field of its pressure: the film under the fascia, the region's tendon, the fluid of the layers.
#include "../flow/fluid.h"
#include "../tissue/glide.rhs.h"
#include "cycle.h"

enum { PHASES = 96, FLUID_STEPS = 30 };
static const int SLICES[KN_FLOW_LAYERS] = {3, 6, 15};
static const double DRAINING = 600.0; // s of the stroke, all over the region

void kn_touch_three_layers(const kn_stack *s, double *thick) {
  for (int l = 0; l < KN_FLOW_LAYERS; l++) thick[l] = 0.0;
  for (int l = 0; l < s->layers; l++) thick[l < 2 ? l : 2] += s->layer[l].thickness;
  if (s->layers == 1)
    thick[0] = thick[1] = thick[2] = thick[0] / 3.0;
  else if (s->layers == 2)
    thick[1] = thick[2] = thick[1] / 2.0;
}

// [E1] What the hand drags sideways pulls on the fascia, which hangs on the film below it and on the skin's and its own
// sheet around the hand: over a contact of radius a these tether it by their stiffness/a^2.
void kn_cycle_film(const kn_touch_place *place, const kn_stroke *stroke, kn_touch_cycle *c) {
  const kn_joint_par *k = &place->numbers->joint;
  const kn_stack *s = place->stack;
  double sheets = 0.0, a2 = c->radius * c->radius, area = place->numbers->hand.pi * a2;
  bool glides = false;
  for (int l = 0; l < s->layers; l++) sheets += s->layer[l].sheet, glides = glides || s->layer[l].glide > 0;
  if (!glides) return;
  kn_glide_pull pull[PHASES];
  for (int i = 0; i < PHASES; i++) {
    kn_motion m = kn_motion_at(&place->numbers->hand, stroke, (i + 0.5) / PHASES);
    pull[i] = (kn_glide_pull){m.tx / area, m.ty / area};
  }
  kn_glide_film film = {1.0, 1.0, k->fas_T};
  kn_glide_cycle g = kn_glide_under(k, &film, 1.0 - place->broken, pull, PHASES, sheets / a2, kn_stroke_period(stroke));
  c->slip = g.slip;
  c->film = g.rate;
}

// [joint 5] a stretch loads it in series with its muscle; friction across it bows it and presses on it
void kn_cycle_tendon(const kn_touch_place *place, const kn_stroke *stroke, kn_touch_cycle *c) {
  const kn_tendon_line *line = place->tendon;
  if (line == NULL || !((c->stretches && line->lever > 0) || stroke->pattern == KN_CROSS)) return;
  const kn_joint_par *k = &place->numbers->joint;
  double area = place->numbers->hand.pi * c->radius * c->radius, peak = kn_stroke_normal(&place->numbers->hand, stroke);
  for (int i = 0; i < PHASES; i++) {
    kn_motion m = kn_motion_at(&place->numbers->hand, stroke, (i + 0.5) / PHASES);
    double pull = kn_sqrt(m.tx * m.tx + m.ty * m.ty), strain, p = 0.0, q = 0.0;
    if (c->stretches)
      strain = kn_tendon_stretched(k, line, place->torque * m.normal / peak);
    else {
      strain = kn_tendon_plucked(k, line, m.ty); // tendons run along the region: what goes across bows them
      p = m.normal / area, q = pull / area;
    }
    kn_tendon_rates r;
    kn_tendon_dose(k, p, q, strain, &r);
    c->tendon.pressure += r.pressure / PHASES;
    c->tendon.shear += r.shear / PHASES;
    c->tendon.stretched += r.stretched / PHASES;
    if (strain > c->tendon_strain) c->tendon_strain = strain;
  }
  c->tendon_force = kn_tendon_force(k, line, c->tendon_strain * line->length);
}

// [F1] [F2] the column at any place of the region under the stroke's mean pressure there, which is on from the beginning;
// capillaries are squeezed with the tissue, lymph takes up what the stroke makes it carry
void kn_cycle_fluid(const kn_touch_place *place, const double *mean, kn_touch_cycle *c) {
  const kn_flow_par *k = &place->numbers->flow;
  double thick[KN_FLOW_LAYERS], p[KN_FLOW_NODES], uptake[KN_FLOW_NODES];
  double lymph[KN_FLOW_LAYERS] = {c->lymph, c->lymph, c->muscle_lymph};
  kn_touch_three_layers(place->stack, thick);
  kn_flow_fluid f;
  if (!kn_flow_fluid_build(thick, SLICES, &f)) return;
  f.width = c->radius;
  for (int i = 0; i < f.n; i++) {
    int l = f.layer[i];
    p[i] = c->share * mean[l];
    uptake[i] = c->share * kn_flow_uptake(k, lymph[l]);
  }
  kn_flow_fluid_load(&f, p);
  for (int i = 0; i < FLUID_STEPS; i++) kn_flow_fluid_step(k, &f, DRAINING / FLUID_STEPS, NULL, p, uptake);
  for (int l = 0; l < KN_FLOW_LAYERS; l++) c->drained[l] = kn_flow_fluid_lost_of(k, &f, l);
}
