#include "session.h"
#include "../flow/cycle.h"

static void drives(const kn_chain_par *k, kn_region_in *u, double p, double mean, double peak, double rate,
                   double speed, double duty, double bruise) {
  u->repair = kn_repair_session(&k->repair, p, rate, duty, bruise);
  u->nerve = kn_nerve_session(&k->nerve, mean, peak, speed, duty, u->repair.q);
}

void kn_chain_end_session(const kn_chain_par *k, int regions, kn_chain_in *in) {
  in->rest = in->contact = in->pressure = in->c_tactile = in->context = in->abdomen = 0;
  for (int i = 0; i < regions; i++) {
    drives(k, &in->region[i], 0, 0, 0, 0, 0, 0, 0);
    in->region[i].flow = (kn_flow_drive){1.0, 1.0, 0.0, 0.0};
  }
}

void kn_chain_begin_session(const kn_chain_par *k, int regions, const kn_tissue_layers *layers,
                            const kn_chain_session *s, kn_chain_in *in) {
  kn_chain_end_session(k, regions, in);
  in->rest = s->rest;
  in->context = s->context;
  if (s->strokes == 0) return;
  in->contact = 1.0;
  in->abdomen = s->abdomen;
  // J2 is a matter of the whole person: the layers of the region that gets most of the session stand for all of it.
  int main_region = 0;
  for (int i = 1; i < regions; i++)
    if (s->duty[i] > s->duty[main_region]) main_region = i;

  kn_flow_kind skin = kn_flow_skin(&k->flow), muscle = kn_flow_muscle(&k->flow);
  for (int i = 0; i < regions; i++) {
    // Means over the strokes, weighted by share; the peak by its square, since pain grows with the square (nerve 21)
    double p = 0, bruise = 0, mean = 0, peak2 = 0, rate = 0, speed = 0, heat = 0, q_skin = 0, q_muscle = 0, felt = 0,
           tactile = 0;
    for (int n = 0; n < s->strokes; n++) {
      const kn_hand_stroke *st = &s->stroke[n];
      kn_hand_contact c = kn_hand_touch(&k->hand, st);
      kn_tissue_load load = kn_tissue_press(&k->tissue, &layers[i], c.peak, c.radius);
      p += st->share * load.mean;
      bruise += st->share * kn_tissue_bruise(&k->tissue, load.mean); // each stroke for itself: it is convex
      mean += st->share * c.mean;
      peak2 += st->share * c.peak * c.peak;
      rate += st->share * st->rate;
      speed += st->share * st->speed;
      heat += st->share * c.heat;
      felt += st->share * kn_join_pressure(&k->join, load.mean);
      tactile += st->share * kn_join_c_tactile(&k->join, st->speed, c.mean);
      if (s->duty[i] > 0) {
        q_skin += st->share * kn_flow_until_periodic(&k->flow, &skin, load.skin, st->rate).mean;
        q_muscle += st->share * kn_flow_until_periodic(&k->flow, &muscle, load.muscle, st->rate).mean;
      }
    }
    double duty = s->duty[i];
    drives(k, &in->region[i], p, mean, kn_sqrt(peak2), rate, speed, duty, bruise);
    double contact = duty * k->hand.c_contact, share = duty * k->flow.c_press;
    in->region[i].flow =
        (kn_flow_drive){1.0 + share * (q_skin - 1.0), 1.0 + share * (q_muscle - 1.0), contact, contact * heat};
    if (i == main_region) {
      in->pressure = felt;
      in->c_tactile = tactile;
    }
  }
}
