// chain.rhs.h -- the rooms joined: one person, up to KN_CHAIN_REGIONS regions, every loop closed. Tags [Jn] as in
// docs/theory/chain.md. Rooms never see each other; what passes between them is wired here and listed in links.def.
//
// State vector: mind, then for each region repair, nerve, flow, joint; in the order of the .def tables.
#pragma once
#include "../hand/hand.rhs.h"
#include "../tissue/tissue.rhs.h"
#include "../tissue/joint.rhs.h"
#include "../tissue/glide.rhs.h"
#include "../tissue/guard.rhs.h"
#include "../flow/flow.rhs.h"
#include "../repair/repair.rhs.h"
#include "../nerve/nerve.rhs.h"
#include "../mind/mind.rhs.h"

enum { KN_CHAIN_REGIONS = 4 };

typedef struct kn_join_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "chain.def"
} kn_join_par;

typedef struct kn_chain_par {
  kn_hand_par hand;
  kn_tissue_par tissue;
  kn_joint_par joint;
  kn_guard_par guard;
  kn_flow_par flow;
  kn_repair_par repair;
  kn_nerve_par nerve;
  kn_mind_par mind;
  kn_join_par join;
} kn_chain_par;

typedef struct kn_region_state {
  kn_repair_state repair;
  kn_nerve_state nerve;
  kn_flow_state flow;
  kn_joint_state joint;
} kn_region_state;
typedef struct kn_region_rates {
  kn_repair_rates repair;
  kn_nerve_rates nerve;
  kn_flow_rates flow;
  kn_joint_rates joint;
} kn_region_rates;
typedef struct kn_chain_state {
  kn_mind_state mind;
  kn_region_state region[KN_CHAIN_REGIONS];
} kn_chain_state;
typedef struct kn_chain_rates {
  kn_mind_rates mind;
  kn_region_rates region[KN_CHAIN_REGIONS];
} kn_chain_rates;
enum {
  KN_MIND_STATES = sizeof(kn_mind_state) / sizeof(kn_f),
  KN_REGION_STATES = sizeof(kn_region_state) / sizeof(kn_f),
};

// Inputs of one region: the session block's drives, an injury, and what this person brings.
typedef struct kn_region_in {
  kn_repair_drive repair;
  kn_nerve_drive nerve;
  kn_flow_drive flow;
  kn_f stretch;                     // drive of the stretch tolerance, 0-1
  kn_joint_hold hold;               // what held stretches do
  kn_f film;                        // mean rate of shear of the film under the fascia, 1/s
  kn_f injury_debris, injury_force; // jD, jL, 1/s
  kn_f source, load, tone_share;    // src, habitual load, w_Ms
} kn_region_in;

// Inputs of the person. Constant between the edges at which the integrator restarts.
typedef struct kn_chain_in {
  kn_f rest, contact, pressure, c_tactile, context, abdomen; // the session block: u_rest u_c u_p u_ct ctx u_abd
  kn_f life_stress, source_factor;                           // everyday ups and downs, 1 = steady
  kn_f threat, ultradian_phase, cox_block;
  kn_region_in region[KN_CHAIN_REGIONS];
} kn_chain_in;

// What is computed on the way and worth reading.
typedef struct kn_region_seen {
  kn_repair_out repair;
  kn_nerve_out nerve;
  kn_nerve_in nerve_in; // for outcomes that ask the gate a second time
  kn_f flow;            // b
} kn_region_seen;
typedef struct kn_chain_seen {
  kn_mind_out mind;
  kn_mind_in mind_in;
  kn_f pain; // the person's pain, 0-10
  kn_region_seen region[KN_CHAIN_REGIONS];
} kn_chain_seen;

// [J2] u_p = 1 - exp(-p/P_u): pressure that feels moderate; p: muscle pressure, mean of the loaded half (Pa)
static inline kn_f kn_join_pressure(const kn_join_par *k, kn_f p) { return 1.0 - kn_exp(-p / k->P_u); }
// [J2] u_ct = exp(-1/2 ln^2(v/3 cm/s))/(1 + p_s/P_ct): C-tactile response (Loken 2009); v m/s, p_s Pa
static inline kn_f kn_join_c_tactile(const kn_join_par *k, kn_f v, kn_f p_s) {
  kn_f z = kn_log(kn_max(v, k->v_min) / k->v_ct) / k->w_ct_v;
  return kn_exp(-0.5 * z * z) / (1.0 + p_s / k->P_ct);
}

static inline void kn_chain(const kn_chain_par *k, int regions, kn_f t, const kn_chain_in *in, const kn_chain_state *y,
                            kn_chain_rates *r, kn_chain_seen *seen) {
  const kn_join_par *j = &k->join;
  const kn_mind_state *m = &y->mind;
  kn_mind_sense(&k->mind, m, &seen->mind);
  // [J10] NF-kB drive x (x3/x3_ref)^-k_cF
  kn_f cortisol_brake = kn_pow(m->cortisol / j->x3_ref, -j->k_cF);
  // [J11] b = q_m S^-k_bS
  kn_f vessels = kn_pow(m->sympathetic, -j->k_bS);

  kn_f pain_m = kn_num(0.0), T8 = kn_num(0.0), CT8 = kn_num(0.0), evoked = kn_num(0.0);
  for (int i = 0; i < regions; i++) {
    const kn_region_in *u = &in->region[i];
    const kn_region_state *s = &y->region[i];
    kn_region_seen *o = &seen->region[i];
    kn_region_rates *dr = &r->region[i];
    o->flow = s->flow.muscle_flow * vessels;

    kn_nerve_in *n = &o->nerve_in;
    n->drive = u->nerve;
    n->load = u->load;
    n->source = u->source * in->source_factor;
    n->tone_share = u->tone_share;
    n->debris = s->repair.debris;
    n->tnf = kn_pos(s->repair.tnf - 1.0, k->repair.e_cyt);
    n->oedema = s->repair.oedema;
    n->mechano = s->repair.mechano;
    n->flow = o->flow;
    n->descending = m->descending;
    n->descending_rest = k->mind.O0;
    n->stress = seen->mind.stress;
    n->tone_drive = seen->mind.tone_drive;
    n->sleep_loss = seen->mind.sleep_loss;
    n->anxiety_excess = seen->mind.anxiety_excess;
    n->cox_block = in->cox_block;
    n->nfkb = kn_num(0.0);
    kn_nerve_sense(&k->nerve, n, &s->nerve, &o->nerve);

    kn_repair_in p;
    p.drive = u->repair;
    p.injury_debris = u->injury_debris;
    p.injury_force = u->injury_force;
    p.stress = seen->mind.stress;
    p.nociception = o->nerve.nociception;
    p.ischaemic_contracture = s->nerve.contracture * o->nerve.acid;
    p.flow = o->flow;
    p.cortisol_brake = cortisol_brake;
    kn_repair(&k->repair, &p, &s->repair, &dr->repair, &o->repair);
    n->nfkb = o->repair.nfkb;
    kn_nerve(&k->nerve, n, &s->nerve, &o->nerve, &dr->nerve);
    kn_flow(&k->flow, &u->flow, &s->flow, &dr->flow);
    dr->joint.stretch_tolerance = kn_joint_tolerance_rate(&k->joint, u->stretch); // [joint 6]
    // [joint 2] a stretch is held at what she tolerates then
    dr->joint.crept = kn_joint_creep_rate(&k->joint, &u->hold, o->nerve.tolerance * (1.0 + s->joint.stretch_tolerance));
    dr->joint.film = kn_glide_structure_rate(&k->joint, u->film); // [E3]

    // [J9] pain = [sum (pain_r^2 + e^2)^(m/2)]^(1/m), a smooth maximum
    kn_f p2 = kn_sq(o->nerve.pain / j->pain_max) + kn_sq(j->e_pain / j->pain_max);
    pain_m = pain_m + kn_pow(p2, 0.5 * j->m_max);
    // [J4] T^ = (sum T_c^8)^(1/8), C^ = C weighted by T_c^8
    kn_f T = kn_sq(kn_sq(kn_sq(o->nerve.transmission) + kn_sq(j->e_T)));
    T8 = T8 + T;
    CT8 = CT8 + s->nerve.central * T;
    evoked = evoked + o->nerve.evoked;
  }
  kn_f pain = kn_pow(pain_m, 1.0 / j->m_max);
  seen->pain = j->pain_max * pain;

  kn_mind_in *u = &seen->mind_in;
  u->rest = in->rest;
  u->contact = in->contact;
  u->pressure = in->pressure;
  u->c_tactile = in->c_tactile;
  u->context = in->context;
  u->abdomen = in->abdomen;
  u->evoked = kn_hill1(evoked, j->K_un); // [J3] u_n = d/(d + K_un)
  u->pain = j->g_pm * pain;              // [J9] pn = g_pm pain/10
  u->transmission = kn_sqrt(kn_sqrt(kn_sqrt(T8)));
  u->central = CT8 / T8;
  u->life_stress = in->life_stress;
  u->threat = in->threat;
  u->ultradian_phase = in->ultradian_phase;
  kn_mind(&k->mind, t, u, m, &seen->mind, &r->mind);
}
