// Reading a sim: outcomes as a clinic would measure them, with and without the error of a reading; states by name.
#include "sim.h"
#include "../lane/random.h"
#include "../lane/unit.h"
#include <stdio.h>
#include <string.h>

double kn_outcome_in_unit(int outcome, double si) {
  kn_unit u = {.factor = 1.0};
  kn_unit_parse(kn_outcome_at(outcome)->unit, &u);
  return kn_unit_from_si(&u, si);
}

kn_joint kn_sim_joint(const kn_joint_par *k, int region) {
  switch (region) {
  case KN_CALF:
  case KN_SHIN:
  case KN_FOOT_SOLE:
    return kn_joint_ankle(k);
  case KN_NECK:
  case KN_NECK_SHOULDER:
  case KN_UPPER_BACK:
    return kn_joint_neck(k);
  case KN_SHOULDER:
  case KN_CHEST:
  case KN_ARM:
  case KN_FOREARM:
  case KN_HAND:
    return kn_joint_shoulder(k);
  default:
    return kn_joint_knee(k); // low back, buttock, thigh, hamstrings, knee: the straight leg raised
  }
}

void kn_sim_outcomes(const kn_sim *s, const kn_chain_in *in, double t, const double *y, int region, kn_outcome_out *o) {
  kn_chain_state state = {0};
  memcpy(&state, y, (size_t)s->states * sizeof *y);
  kn_chain_rates rates;
  kn_chain_seen seen;
  const kn_chain_par *k = &s->numbers.room.chain;
  kn_chain(k, s->regions, t + s->who.starts_h * 3600.0, in, &state, &rates, &seen);

  const kn_mind_state *m = &state.mind;
  const kn_region_state *r = &state.region[region];
  const kn_region_seen *q = &seen.region[region];
  const kn_nerve_in *n = &q->nerve_in;
  double vessels = r->flow.muscle_flow > 0 ? q->flow / r->flow.muscle_flow : 1.0;
  kn_tissue_in ti = {r->nerve.tone,      r->nerve.contracture, r->nerve.thixotropy, q->nerve.tolerance,
                     r->repair.collagen, r->repair.oedema,     r->repair.debris};
  kn_tissue_out to = kn_tissue_feel(&k->tissue, &ti);
  kn_joint joint = kn_sim_joint(&k->joint, s->region[region]);
  double stiffer = kn_joint_stiffness(&k->joint, to.stiffness / kn_sim_rested_stiffness(&k->tissue)),
         borne = kn_joint_tolerance(&joint, q->nerve.tolerance, r->joint.stretch_tolerance),
         range = kn_joint_range_crept(&k->joint, &joint, stiffer, borne, r->joint.crept);
  kn_outcome_in u = {
      .pain = q->nerve.pain,
      .pain_moving = kn_nerve_felt(&k->nerve, n, &r->nerve, s->numbers.room.map.k_move, 1.0, 1.0),
      .soreness = kn_nerve_felt(&k->nerve, n, &r->nerve, 1.0, 0.0, 1.0),
      .threshold = q->nerve.threshold,
      .range = to.range * range / kn_joint_range(&k->joint, &joint, stiffer, borne), // [joint 2] what creep adds
      .stiffness = to.stiffness,
      .joint_range = range,
      .force_deficit = r->repair.force_deficit,
      .oedema = r->repair.oedema,
      .debris = r->repair.debris,
      .tnf = r->repair.tnf,
      .il6 = r->repair.il6,
      .skin_flow = r->flow.skin_flow * vessels,
      .muscle_flow = q->flow,
      .skin_temperature = r->flow.skin_temperature,
      .muscle_temperature = r->flow.muscle_temperature,
      .lymph = in->region[region].flow.lymph,
      .lactate = r->flow.lactate,
      .worst_pain = seen.pain,
      .sympathetic = m->sympathetic,
      .vagal = m->vagal,
      .cortisol = m->cortisol,
      .endorphin = m->endorphin,
      .oxytocin = m->oxytocin,
      .anxiety = m->anxiety,
      .trait = m->trait,
      .stress = m->stress,
      .depression = m->depression,
      .fatigue = m->fatigue,
      .sleep_efficiency = m->sleep_efficiency,
      .sleep_loss = seen.mind.sleep_loss,
      .gut = m->gut,
      .heart_scale = s->heart_scale,
      .pressure_offset = s->pressure_offset,
  };
  u.after_soreness = u.soreness - kn_nerve_felt(&k->nerve, n, &r->nerve, 1.0, 0.0, 0.0);
  for (int i = 0; i < s->regions; i++)
    if (seen.region[i].nerve.effort > u.effort) u.effort = seen.region[i].nerve.effort;
  kn_outcomes(&s->numbers.room.map, &u, o);
}

kn_status kn_sim_get_in(const kn_sim *s, int outcome, int region, double *value) {
  if (s == NULL || value == NULL || !kn_outcome_at(outcome)) return KN_BAD_ARGUMENT;
  int i = 0;
  while (i < s->regions && s->region[i] != region) i++;
  if (i == s->regions) return KN_UNKNOWN_NAME;
  kn_chain_in in;
  kn_sim_inputs(s, s->time, &in);
  kn_outcome_out o;
  kn_sim_outcomes(s, &in, s->time, s->y, i, &o);
  *value = kn_outcome_in_unit(outcome, kn_outcome_pick(&o, outcome));
  return KN_OK;
}

kn_status kn_sim_get(const kn_sim *s, int outcome, double *value) {
  return s ? kn_sim_get_in(s, outcome, s->region[0], value) : KN_BAD_ARGUMENT;
}

// The reading's error is keyed by person, outcome and the minute of the reading: looking twice gives the same number.
kn_status kn_sim_measure(const kn_sim *s, int outcome, double *value) {
  kn_status st = kn_sim_get(s, outcome, value);
  if (st != KN_OK) return st;
  const kn_outcome_info *o = kn_outcome_at(outcome);
  uint64_t minute = (uint64_t)(s->time / 60.0);
  double z = kn_normal(s->seed, s->who.id, KN_DRAW_MEASURE, minute * 64 + (uint64_t)outcome);
  *value = o->error_is_fraction ? *value * kn_exp(o->error * z) : *value + o->error * z;
  if (*value < o->low) *value = o->low;
  if (*value > o->high) *value = o->high;
  return KN_OK;
}

kn_status kn_sim_state(const kn_sim *s, const char *name, double *value) {
  if (s == NULL || name == NULL || value == NULL) return KN_BAD_ARGUMENT;
  for (int i = 0; kn_state_at(i); i++) {
    const kn_state_info *st = kn_state_at(i);
    size_t n = strlen(st->room);
    if (strncmp(st->room, name, n) == 0 && name[n] == '.' && strcmp(name + n + 1, st->name) == 0) {
      *value = s->y[i];
      return KN_OK;
    }
  }
  return KN_UNKNOWN_NAME;
}
