// guard.rhs.h -- what must not happen, and how near it is: pain, bruise, strain, pressure in time, force. Tags as in
// docs/theory/joint.md. One set of thresholds: repair's damage and a machine's stop read the same.
#pragma once
#include "march.h"
#include "tissue.rhs.h"

typedef struct kn_guard_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "guard.def"
} kn_guard_par;

typedef struct kn_guard_in {
  kn_f p_surface;          // mean over the most pressed 1 cm2 of skin, Pa: kn_guard_pressure, or a raster's own
  kn_f area;               // contact area, m2
  kn_f threshold;          // the person's pressure-pain threshold under 1 cm2, Pa (nerve)
  kn_f p_muscle;           // muscle pressure, mean of the loaded half cycle, of a hold its plateau, Pa
  kn_f p_now;              // the same at this moment, Pa: dwell adds it up in time itself
  kn_f suction, gradient;  // lifting of the skin, Pa; largest gradient of surface pressure, Pa/m
  kn_f fragility;          // of capillaries, 1 = healthy adult
  kn_f shear;              // largest local shear strain in the muscle
  kn_f force, force_limit; // N; limit of the region
} kn_guard_in;

// How near each limit is: 1 = reached
typedef struct kn_guard_margin {
  kn_f pain, bruise, strain, pressure_time, force;
} kn_guard_margin;

// What has gathered; begin with 0
typedef struct kn_guard_state {
  kn_f pain;   // seconds at full pain drive
  kn_f bruise; // debris made by bruising
  kn_f strain; // D: share of the fibres damaged by strain, 0-1
  kn_f dwell;  // seconds under a pressure that shuts capillaries, forgotten after a rest
} kn_guard_state;
typedef struct kn_guard_rates {
  kn_rate pain, bruise, strain, dwell;
} kn_guard_rates;

// [K1] mean of p0 (1 - r^2)^n over the middle 1 cm2 of a contact area; smaller contacts are counted whole
static inline kn_f kn_guard_pressure(const kn_guard_par *g, kn_f peak, kn_f area, kn_f n) {
  kn_f share = kn_min(g->ppt_A / area, kn_num(1.0)), left = 1.0 - share;
  kn_m ring = kn_lt(kn_num(0.0), left);
  kn_f outside = kn_sel(ring, kn_pow(kn_sel(ring, left, kn_num(1.0)), n + 1.0), kn_num(0.0));
  return peak * (1.0 - outside) / ((n + 1.0) * share);
}
// [K1] x = p (A/1 cm2)^0.49/PPT, A up to 2 cm2: the pressure that a 1-cm2 probe would need for the same pain, over the
//      threshold; x = 1 hurts
static inline kn_f kn_guard_pain(const kn_guard_par *g, kn_f p, kn_f area, kn_f threshold) {
  return p / threshold * kn_pow(kn_min(area, g->ppt_max) / g->ppt_A, g->ppt_n);
}
// [K1] pain drive N_p = x^2/(1 + x^2), 0-1
static inline kn_f kn_guard_drive(kn_f x) { return kn_hill2(x, kn_num(1.0)); }

// [K4] what bruises, on the scale of p_dam [J1]: fragility x the largest of c_p p, suction and gradient times a length
static inline kn_f kn_guard_bruising(const kn_tissue_par *k, const kn_guard_par *g, const kn_guard_in *u) {
  return u->fragility * kn_max(kn_max(k->c_p * u->p_muscle, g->bru_s * u->suction), g->bru_l * u->gradient);
}
// [K2] debris made by strain: k ((g - g_c)/w)+^2, nothing well below, no more than at gam_top widths
static inline kn_f kn_guard_over(const kn_guard_par *g, kn_f shear) {
  kn_f over = kn_min(kn_pos((shear - g->gam_c) / g->gam_w, g->gam_e), g->gam_top);
  return kn_sel(kn_lt(g->gam_0 * g->gam_c, shear), over, kn_num(0.0));
}
// [K3] p_crit = K/(1 + e^(a (t - t0))) + C, Pa; t: dwell. Held against p_muscle: a pulse is not what was borne for so long.
static inline kn_f kn_guard_bearable(const kn_guard_par *g, kn_f dwell) {
  return g->pt_K * kn_logistic(-g->pt_a * (dwell - g->pt_t)) + g->pt_C;
}

static inline kn_guard_margin kn_guard_margins(const kn_tissue_par *k, const kn_guard_par *g, const kn_guard_in *u,
                                               const kn_guard_state *y) {
  kn_guard_margin m;
  m.pain = kn_guard_pain(g, u->p_surface, u->area, u->threshold);
  m.bruise = kn_guard_bruising(k, g, u) / k->p_dam;
  m.strain = u->shear / g->gam_c;
  m.pressure_time = u->p_muscle / kn_guard_bearable(g, y->dwell);
  m.force = u->force / u->force_limit;
  return m;
}

// Which limits are reached, a bit each. What is not a number counts as reached: a machine must stop then too.
enum {
  KN_GUARD_PAIN = 1,
  KN_GUARD_BRUISE = 2,
  KN_GUARD_STRAIN = 4,
  KN_GUARD_PRESSURE_TIME = 8,
  KN_GUARD_FORCE = 16,
};
static inline kn_m kn_guard_flags(const kn_guard_margin *m) {
  kn_f one = kn_num(1.0);
  return (~kn_lt(m->pain, one) & KN_GUARD_PAIN) | (~kn_lt(m->bruise, one) & KN_GUARD_BRUISE) |
         (~kn_lt(m->strain, one) & KN_GUARD_STRAIN) | (~kn_lt(m->pressure_time, one) & KN_GUARD_PRESSURE_TIME) |
         (~kn_lt(m->force, one) & KN_GUARD_FORCE);
}

// [K2] [K4] debris made a second under the hand: repair's damage drive. Without suction, edges, fragile vessels and extreme
//           strain it is kn_tissue_bruise of c_p p.
static inline kn_f kn_guard_damage(const kn_tissue_par *k, const kn_guard_par *g, const kn_guard_in *u) {
  return kn_tissue_bruise(k, kn_guard_bruising(k, g, u)) + g->gam_k * kn_sq(kn_guard_over(g, u->shear));
}

// What gathers: [K1] seconds of pain, [K4] debris, [K2] D' = (1 - D) ((g - g_c)/w)+/tau, [K3] dwell
static inline void kn_guard(const kn_tissue_par *k, const kn_guard_par *g, const kn_guard_in *u, kn_guard_rates *r) {
  kn_f loaded = kn_hill(u->p_now, g->pt_p, g->pt_n), per = 1.0 / g->pt_rest;
  r->pain.make = kn_guard_drive(kn_guard_pain(g, u->p_surface, u->area, u->threshold));
  r->pain.lose = 0.0 * per;
  r->bruise.make = kn_tissue_bruise(k, kn_guard_bruising(k, g, u));
  r->bruise.lose = 0.0 * per;
  r->strain.make = kn_guard_over(g, u->shear) / g->gam_t;
  r->strain.lose = r->strain.make;
  r->dwell.make = loaded;
  r->dwell.lose = (1.0 - loaded) * per;
}
static inline void kn_guard_step(const kn_tissue_par *k, const kn_guard_par *g, const kn_guard_in *u, kn_guard_state *y,
                                 kn_f dt) {
  kn_guard_rates r;
  kn_guard(k, g, u, &r);
  y->pain = kn_march(y->pain, r.pain, dt);
  y->bruise = kn_march(y->bruise, r.bruise, dt);
  y->strain = kn_march(y->strain, r.strain, dt);
  y->dwell = kn_march(y->dwell, r.dwell, dt);
}
