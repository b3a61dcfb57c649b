// outcome.rhs.h -- what could be measured, from what is known about the person. Tags [On] as in docs/theory/outcome.md.
// Values are SI (fractions, Pa, K, 1/s, mol/m3); sim turns them into the unit of outcome.def.
#pragma once
#include "../lane/table.h"

typedef struct kn_outcome_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "map.def"
} kn_outcome_par;

typedef struct kn_outcome_in {
  // one region
  kn_f pain, pain_moving, soreness, after_soreness; // 0-10
  kn_f threshold, range, stiffness;                 // Pa, 1, 1
  kn_f joint_range;                                 // rad
  kn_f force_deficit, oedema, debris, tnf, il6;
  kn_f skin_flow, muscle_flow, skin_temperature, muscle_temperature;
  kn_f lymph, lactate; // 1 = rest; mol/m3
  // the person
  kn_f worst_pain, effort; // over her regions: pain 0-10, muscle tension MVC
  kn_f sympathetic, vagal, cortisol, endorphin, oxytocin, anxiety, trait, stress, depression, fatigue;
  kn_f sleep_efficiency, sleep_loss, gut;
  kn_f heart_scale;     // this person's heart rate relative to usual
  kn_f pressure_offset; // this person's systolic pressure above usual, Pa
} kn_outcome_in;

typedef struct kn_outcome_out {
#define KN_OUTCOME(ID, key, unit, low, high, error, kind, scope, better, digits, grade, instrument, source, sentence)  \
  kn_f ID;
#include "outcome.def"
} kn_outcome_out;

static inline void kn_outcomes(const kn_outcome_par *k, const kn_outcome_in *u, kn_outcome_out *o) {
  kn_f pain = u->pain / k->pain_max, worst = u->worst_pain / k->pain_max;
  kn_f tension = u->effort / k->Al_h - 1.0, low_mood = u->depression / (u->depression + k->phq_K);
  kn_f nerves = u->anxiety + u->trait - k->aT_h, lost_range = k->dis_r - u->range;
  o->PAIN = u->pain;
  o->PAIN_MOVING = u->pain_moving;
  o->SORENESS = u->soreness;
  o->AFTER_SORENESS = u->after_soreness;
  o->PPT = u->threshold;
  o->ROM = u->range;
  o->JOINT_RANGE = u->joint_range;
  o->STIFFNESS = u->stiffness;
  o->STRENGTH = 1.0 - u->force_deficit;
  o->SWELLING = u->oedema;
  o->BRUISING = u->debris;
  o->TNF = u->tnf;
  o->IL6 = u->il6;
  o->LYMPH = u->lymph;
  o->LACTATE = u->lactate;
  o->SKIN_FLOW = u->skin_flow;
  o->MUSCLE_FLOW = u->muscle_flow;
  o->SKIN_TEMPERATURE = u->skin_temperature;
  o->MUSCLE_TEMPERATURE = u->muscle_temperature;
  // [O1] HR = hr0 (1 + 0.30 S/(1 + S))(1 - 0.75 V/(1 + V)) (Rosenblueth & Simeone 1934)
  o->HEART_RATE = u->heart_scale * k->hr_0 * (1.0 + k->hr_S * kn_hill1(u->sympathetic, kn_num(1.0))) *
                  (1.0 - k->hr_V * kn_hill1(u->vagal, kn_num(1.0)));
  // [O2] RMSSD = r0 V^1.25
  o->RMSSD = k->rm_0 * kn_pow(u->vagal, k->rm_n);
  // [O3] SBP = b0 + 16 ln S - 7 ln V
  o->SYSTOLIC = k->bp_0 + u->pressure_offset + k->bp_S * kn_log(u->sympathetic) - k->bp_V * kn_log(u->vagal);
  // [O4] free cortisol U = sqrt(Z^2 + 0.0122 c) - Z, Z = 0.0167 + 0.182 (CBG - c) (Coolens 1987); saliva 0.55 U
  kn_f c = k->co_unit * u->cortisol, z = k->co_0 + k->co_1 * (k->co_cbg - c);
  o->CORTISOL = k->co_sal * (kn_sqrt(z * z + k->co_2 * c) - z);
  o->ENDORPHIN = u->endorphin;
  o->OXYTOCIN = u->oxytocin;
  // [O5] STAI = 20 + 60 a
  o->STATE_ANXIETY = k->stai_0 + k->stai_1 * u->anxiety;
  o->TRAIT_ANXIETY = k->stai_0 + k->stai_1 * u->trait;
  // [O6] PSS-10 = 40 ps      [O7] PHQ-9 = 27 D/(D + 0.22)
  o->PERCEIVED_STRESS = k->pss_1 * u->stress;
  o->DEPRESSION = k->phq_1 * low_mood;
  // [O8] HAM-A = 56 logistic(-2.0 + 1.8 (a + T - 0.5) + 0.3 (Al/0.042 - 1) + 1.2 zl + 0.4 (F - 0.2))
  o->ANXIETY_RATED = k->ham_1 * kn_logistic(k->ham_0 + k->ham_a * nerves + k->ham_A * tension +
                                            k->ham_Z * u->sleep_loss + k->ham_F * (u->fatigue - k->F_h));
  // [O9] WHO-5 = 100 logistic(0.8 - 3 (PHQ/27 - 0.08) - 1.5 (a + T - 0.5) - 3 zl - 1.5 (F - 0.2) - 0.8 pain/10)
  o->WELL_BEING =
      k->who_1 * kn_logistic(k->who_0 - k->who_D * (low_mood - k->who_D0) - k->who_a * nerves -
                             k->who_Z * u->sleep_loss - k->who_F * (u->fatigue - k->F_h) - k->who_p * worst);
  // [O10] PSQI = 21 logistic(-1.75 + 8 zl + 1.6 (T - 0.25) + 1.2 (D - 0.04) + (F - 0.2))
  o->SLEEP_QUALITY = k->psqi_1 * kn_logistic(k->psqi_0 + k->psqi_Z * u->sleep_loss + k->psqi_T * (u->trait - k->T_h) +
                                             k->psqi_D * (u->depression - k->D_h) + k->psqi_F * (u->fatigue - k->F_h));
  o->SLEEP_EFFICIENCY = u->sleep_efficiency;
  // [O11] MFI = 20 + 80 F
  o->FATIGUE = k->mfi_0 + k->mfi_1 * u->fatigue;
  // [O12] headache days in 28 = 28 logistic(l0 + 0.9 (Al/0.042 - 1) + 1.8 (ps - 0.3) + 2 zl)
  o->HEADACHE =
      k->ha_1 * kn_logistic(k->ha_0 + k->ha_A * tension + k->ha_ps * (u->stress - k->ps_h) + k->ha_Z * u->sleep_loss);
  // [O13] GSRS = 1 + 6 logistic(-2 + 2.5 (1 - G) + 1.8 (a - 0.25))
  o->DIGESTION = k->gs_0 + k->gs_1 * kn_logistic(k->gs_b + k->gs_G * (1.0 - u->gut) + k->gs_a * (u->anxiety - k->T_h));
  // [O14] RDQ = 23 logistic(-1.75 + 0.25 pain + 0.8 (T - 0.3) + 2 (0.9 - ROM))
  o->RDQ =
      k->rdq_1 * kn_logistic(k->rdq_0 + k->rdq_p * pain + k->rdq_T * (u->trait - k->rdq_T0) + k->rdq_r * lost_range);
  // [O15] NDI, WOMAC = range logistic(c0 + c1 pain + c2 (0.9 - ROM) + c3 (stiffness - 1.1))
  o->NDI = k->ndi_1 *
           kn_logistic(k->ndi_0 + k->ndi_p * pain + k->ndi_r * lost_range + k->ndi_st * (u->stiffness - k->dis_st));
  o->WOMAC =
      k->wo_1 * kn_logistic(k->wo_0 + k->wo_p * pain + k->wo_r * lost_range + k->wo_st * (u->stiffness - k->dis_st));
}
