#include "session.h"

static void drives(const kn_chain_par *k, kn_region_in *u, double p, double mean, double peak, double rate,
                   double speed, double duty, double lymph, double bruise) {
  u->repair = kn_repair_session(&k->repair, p, rate, duty, lymph, bruise);
  u->nerve = kn_nerve_session(&k->nerve, mean, peak, speed, duty, u->repair.q);
}

void kn_chain_end_session(const kn_chain_par *k, int regions, kn_chain_in *in) {
  in->rest = in->contact = in->pressure = in->c_tactile = in->context = in->abdomen = 0;
  for (int i = 0; i < regions; i++) {
    drives(k, &in->region[i], 0, 0, 0, 0, 0, 0, 1, 0);
    in->region[i].flow = kn_flow_left_alone(&k->flow);
    in->region[i].stretch = in->region[i].film = 0.0;
    in->region[i].hold = (kn_joint_hold){0.0, 0.0, 0.0};
  }
}

void kn_chain_begin_session(const kn_chain_par *k, int regions, const kn_chain_session *s,
                            const kn_touch_cycle *const *cycle, const kn_touch_cycle *felt, kn_chain_in *in) {
  kn_chain_end_session(k, regions, in);
  in->rest = s->rest;
  in->context = s->context;
  if (s->strokes == 0) return;
  in->contact = 1.0;
  in->abdomen = s->abdomen;
  for (int n = 0; n < s->strokes; n++) {
    in->pressure += s->share[n] * kn_join_pressure(&k->join, k->tissue.c_p * felt[n].p); // [J1]
    in->c_tactile += s->share[n] * kn_join_c_tactile(&k->join, felt[n].speed, felt[n].surface_mean);
  }
  for (int i = 0; i < regions; i++) {
    double duty = s->duty[i];
    if (cycle[i] == NULL) continue;
    // Means over the strokes, weighted by share; the peak by its square, since pain grows with the square (nerve 21)
    double p = 0, bruise = 0, mean = 0, peak2 = 0, rate = 0, speed = 0, heat = 0, q_skin = 0, q_muscle = 0,
           stretched = 0, held = 0, lymph = 0, lactate = 0, film = 0;
    for (int n = 0; n < s->strokes; n++) {
      const kn_touch_cycle *c = &cycle[i][n];
      double share = s->share[n], scaled = k->tissue.c_p * c->p; // [J1]
      kn_guard_in pressed = {.p_muscle = c->p, .fragility = 1.0}, strained = pressed;
      strained.shear = c->shear_muscle;
      p += share * scaled;
      // each stroke for itself: damage is convex. Strain harms only the place that is worked on.
      double harm = kn_guard_damage(&k->tissue, &k->guard, &pressed);
      harm += c->share * (kn_guard_damage(&k->tissue, &k->guard, &strained) - harm);
      bruise += share * harm;
      mean += share * c->surface_mean;
      peak2 += share * c->surface_peak * c->surface_peak;
      rate += share * c->rate;
      speed += share * c->speed;
      heat += share * c->heat;
      q_skin += share * c->skin_flow;
      q_muscle += share * c->muscle_flow;
      lymph += share * c->lymph_flow;
      lactate += share * c->share * (c->lactate_made - in->region[i].flow.lactate); // made in the place worked on
      film += share * c->share * c->film;
      if (c->stretches) stretched += share, held += share * c->held;
    }
    double contact = duty * k->hand.c_contact, share = duty * k->flow.c_press;
    drives(k, &in->region[i], p, mean, kn_sqrt(peak2), rate, speed, duty, 1.0 + k->flow.c_press * (lymph - 1.0),
           bruise);
    in->region[i].flow = (kn_flow_drive){1.0 + share * (q_skin - 1.0),
                                         1.0 + share * (q_muscle - 1.0),
                                         contact,
                                         contact * heat,
                                         1.0 + share * (lymph - 1.0),
                                         in->region[i].flow.lactate + share * lactate};
    // [joint 6] a stretch is held where the person says stop: at the tolerated torque
    in->region[i].stretch = kn_joint_drive(&k->joint, mean, duty, 1.0, 1.0, duty * stretched);
    in->region[i].hold = kn_joint_held(&k->joint, 1.0, 1.0, duty * held);
    in->region[i].film = duty * film;
  }
}
