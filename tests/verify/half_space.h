// half_space.h -- pressure under the hand as the chain first had it, and as its oracle still has it: an ellipsoidal load on an
// incompressible half-space [B-V3] with one gain for the bonded layers [J1]. The layered solver replaced it in the program;
// here it feeds the oracle's stimuli to the chain, so that chain and oracle can be held against each other.
#pragma once
#include "flow/cycle.h"
#include "sim/sim.h"

typedef struct half_layers {
  double skin, fat, muscle; // m
} half_layers;
typedef struct half_stroke {
  double share, force, area_ref, force_ref, rate, speed;
} half_stroke;
typedef struct half_session {
  int strokes;
  half_stroke stroke[KN_SESSION_STROKES];
  double rest, context, duty[KN_CHAIN_REGIONS], abdomen;
} half_session;

// P/p0 = 1 - zeta atan(1/zeta), zeta = z/a
static double half_depth(double z, double a) { return 1.0 - z / a * kn_atan(a / z); }

// P_m = k_L p0 [1 - zeta atan(1/zeta)], k_L = 1 + 0.58 tanh(a/44 mm)/tanh 1; p = (2/pi) P_m
static double half_muscle(const half_layers *l, double peak, double radius) {
  double gain = 1.0 + 0.58 * kn_tanh(radius / 44e-3) / kn_tanh(1.0);
  return gain * peak * half_depth(l->skin + l->fat + 0.5 * l->muscle, radius);
}

static kn_touch_cycle half_cycle(const kn_chain_par *k, const half_layers *l, const half_stroke *s) {
  kn_hand_stroke st = {s->share, s->force, s->area_ref, s->force_ref, s->rate, s->speed};
  kn_hand_contact c = kn_hand_touch(&k->hand, &st);
  double muscle = half_muscle(l, c.peak, c.radius), skin = c.peak * half_depth(0.5 * l->skin, c.radius);
  kn_flow_kind vessels = kn_flow_skin(&k->flow), deep = kn_flow_muscle(&k->flow);
  return (kn_touch_cycle){.p = 2.0 / k->hand.pi * muscle / k->tissue.c_p,
                          .surface_mean = c.mean,
                          .surface_peak = c.peak,
                          .skin = skin,
                          .fat = c.peak * half_depth(l->skin + 0.5 * l->fat, c.radius),
                          .muscle = muscle,
                          .radius = c.radius,
                          .force = s->force,
                          .rate = s->rate,
                          .speed = s->speed,
                          .heat = c.heat,
                          .share = 1.0,
                          .skin_flow = kn_flow_until_periodic(&k->flow, &vessels, skin, s->rate).mean,
                          .muscle_flow = kn_flow_until_periodic(&k->flow, &deep, muscle, s->rate).mean};
}

static void half_begin(const kn_chain_par *k, int regions, const half_layers *l, const half_session *h,
                       kn_chain_in *in) {
  kn_chain_session s = {.strokes = h->strokes, .rest = h->rest, .context = h->context, .abdomen = h->abdomen};
  kn_touch_cycle cycle[KN_CHAIN_REGIONS][KN_SESSION_STROKES] = {0};
  for (int i = 0; i < regions; i++) {
    s.duty[i] = h->duty[i];
    for (int n = 0; n < h->strokes; n++) {
      s.share[n] = h->stroke[n].share;
      cycle[i][n] = half_cycle(k, &l[i], &h->stroke[n]);
    }
  }
  int most = 0;
  for (int i = 1; i < regions; i++)
    if (s.duty[i] > s.duty[most]) most = i;
  const kn_touch_cycle *touched[KN_CHAIN_REGIONS] = {NULL};
  for (int i = 0; i < regions; i++) touched[i] = s.duty[i] > 0 || i == most ? cycle[i] : NULL;
  kn_chain_begin_session(k, regions, &s, touched, cycle[most], in);
  for (int i = 0; i < regions; i++)
    in->region[i].repair.drain = in->region[i].repair.pump; // its swelling is pumped out
}

// The oracle's stimuli in the block of a sim's last session; they stand, whatever becomes of the tissue. hardest: the force of
// its last stroke where the oracle presses harder than layered tissue is let (N), or 0.
static void half_replace(kn_sim *s, const half_stroke *instead, double hardest) {
  kn_block *b = &s->blocks[s->events[s->event_count - 1].block];
  const kn_chain_session *c = &b->plan.session;
  half_session h = {.strokes = instead ? 1 : c->strokes, .rest = c->rest, .context = c->context, .abdomen = c->abdomen};
  memcpy(h.duty, c->duty, sizeof h.duty);
  for (int i = 0; i < h.strokes; i++) {
    const kn_touch_hand *t = &b->plan.hand[i];
    h.stroke[i] = instead ? *instead : (half_stroke){c->share[i],    t->tool.force > 0 ? t->stroke.force : 0,
                                                     t->tool.area,   t->tool.force,
                                                     t->stroke.rate, t->stroke.speed};
  }
  if (hardest > 0) h.stroke[h.strokes - 1].force = hardest;
  half_layers layers[KN_CHAIN_REGIONS];
  for (int i = 0; i < KN_CHAIN_REGIONS; i++) layers[i] = (half_layers){2.2e-3, 8.03e-3, 36e-3};
  half_begin(&s->numbers.room.chain, s->regions, layers, &h, &b->in);
  s->numbers.room.chain.join.re_solve = 1e9;
}

static half_session session_of(int technique, double share) {
  half_session s = {.rest = kn_technique_at(technique)->rest, .context = kn_technique_at(technique)->context};
  kn_technique_stroke_info info;
  for (; s.strokes < KN_SESSION_STROKES && kn_technique_stroke(technique, s.strokes, &info); s.strokes++)
    s.stroke[s.strokes] = (half_stroke){.share = info.share,
                                        .force = info.force_N,
                                        .area_ref = info.area_cm2 * 1e-4,
                                        .force_ref = info.area_force_N,
                                        .rate = info.rate_Hz,
                                        .speed = info.speed_cm_s * 0.01};
  s.duty[0] = share;
  return s;
}
