// mind.rhs.h -- sleep, autonomic tone, stress hormones, descending inhibition, mood and learning of one person. Tags
// [mind n], [Jn] are the equations of docs/theory/mind.md. Published structure: Karin 2020 (HPA axis), Borbely & Daan
// (two-process sleep), the cusp of van de Leemput 2014 and Cramer 2016 (depression); nearly every gain between them is
// our calibration (mind.def). Own units nowhere: all values are SI or relative to a healthy person.
#pragma once
#include "../lane/table.h"

typedef struct kn_mind_par {
#define KN_PARAM KN_MEMBER_PARAM
#include "mind.def"
} kn_mind_par;
typedef struct kn_mind_state {
#define KN_STATE KN_MEMBER_STATE
#include "mind.def"
} kn_mind_state;
typedef struct kn_mind_rates {
#define KN_STATE KN_MEMBER_RATE
#include "mind.def"
} kn_mind_rates;

// What reaches the room from the session, the body and life: everything 0 when nothing happens, except life_stress 1.
typedef struct kn_mind_in {
  kn_f rest;            // u_rest: lying quietly, 0-1
  kn_f contact;         // u_c: hands on the body, 0-1
  kn_f pressure;        // u_p: felt moderate pressure, 0-1
  kn_f c_tactile;       // u_ct: C-tactile activity, 0-1
  kn_f context;         // ctx: therapeutic context and attention, 0-1
  kn_f abdomen;         // u_abd: abdominal massage, 0-1
  kn_f evoked;          // u_n: nociception evoked by the hands, 0-1
  kn_f pain;            // pn: the person's pain as the mind weighs it, g_pm pain/10
  kn_f transmission;    // T^: T-cell activity, smooth maximum over the regions
  kn_f central;         // C^: central sensitisation of the regions weighted by T_c^8
  kn_f life_stress;     // factor on s0 from everyday ups and downs, 1 = steady
  kn_f threat;          // thr: phasic social threat, 0-1
  kn_f ultradian_phase; // phase of the hormone pulses at t = 0, turns
} kn_mind_in;

// What the other rooms may read; computed from the state alone.
typedef struct kn_mind_out {
  kn_f stress;         // s: bodily stress, 0.2 = healthy day
  kn_f tone_drive;     // Ms: psychogenic drive of muscle tone, 1 = healthy
  kn_f sleep_loss;     // zl: sleep efficiency missing to 0.90
  kn_f anxiety_excess; // a - a0
} kn_mind_out;

// Signed distance on the circle of one turn, -1/2 to 1/2.
static inline kn_f kn_mind_turn(kn_f x) { return x - kn_round(x); }

// B: 1 in bed, 0 out of bed. x: distance from the middle of the night, q: half its length; x + q is the time since
// going to bed, q - x the time left until getting up; the product of two logistics is smooth all night.
static inline kn_f kn_mind_in_bed(const kn_mind_par *k, kn_f t) {
  kn_f q = 0.5 * (0.5 + kn_mind_turn((k->t_wake - k->t_bed) / k->day - 0.5));
  kn_f x = kn_mind_turn((t - k->t_bed) / k->day - q), sharp = k->day / k->w_bed;
  return kn_logistic((q + x) * sharp) * kn_logistic((q - x) * sharp);
}

static inline void kn_mind_sense(const kn_mind_par *k, const kn_mind_state *y, kn_mind_out *out) {
  kn_f lS = kn_log(y->sympathetic);
  // [J5] s = sfp(s_h + ks_ps (ps - 0.30) + ks_a (a - 0.25) + ks_S ln S, 0.03), sfp(x, d) = d ln(1 + e^(x/d))
  out->stress =
      kn_softplus(k->s_h + k->ks_ps * (y->stress - k->ps_r) + k->ks_a * (y->anxiety - k->a_r) + k->ks_S * lS, k->d_s);
  // [J7] Ms = exp[kMa (a - a0) + kMS ln S - 0.1 (1 - W)]: pain is not in it, guarding belongs to the region
  out->tone_drive = kn_exp(k->kMa * (y->anxiety - k->a0) + k->kMS * lS - k->kMW * (1.0 - y->wake));
  // zl = sfp(0.90 - Z, 0.02)
  out->sleep_loss = kn_softplus(k->Z_r - y->sleep_efficiency, k->d_zl);
  out->anxiety_excess = y->anxiety - k->a0;
}

// t: s since local midnight of day 0
static inline void kn_mind(const kn_mind_par *k, kn_f t, const kn_mind_in *u, const kn_mind_state *y,
                           const kn_mind_out *sense, kn_mind_rates *r) {
  kn_f H = y->sleep_need, W = y->wake, S = y->sympathetic, V = y->vagal, x1 = y->crh, x2 = y->acth;
  kn_f a = y->anxiety, ps = y->stress, Q = y->safety;
  kn_f ea = sense->anxiety_excess, zl = sense->sleep_loss, s = sense->stress;
  kn_f pn = u->pain, lS = kn_log(S), sleep = 1.0 - W;
  kn_f dT = y->trait - k->T_r, dL = y->load - k->L_r, dF = y->fatigue - k->F_r, dD = y->depression - k->D_r;

  // Touch. [mind 1] up = u_p^2/(u_p^2 + p50^2)
  kn_f up = kn_hill2(u->pressure, k->p50);
  // [mind 2] hab = 1 - hb Hb; tick = u_c exp(-(u_p/p_tick)^2): the orienting response to very light contact
  kn_f hab = 1.0 - k->hb * y->habituation;
  kn_f tick = u->contact * kn_exp(-kn_sq(u->pressure / k->p_tick));
  // [mind 3] R_phy = resp hab up
  kn_f Rphy = k->resp * hab * up;
  // [mind 4] R = resp hab (kRp up + kRct u_ct) + nonsp kRex ctx Ex - kRn u_n: felt relaxation
  kn_f expected = k->nonsp * u->context * y->expectation;
  kn_f R = k->resp * hab * (k->kRp * up + k->kRct * u->c_tactile) + k->kRex * expected - k->kRn * u->evoked;
  // [mind 5] Hb' = kHb u_c (1 - Hb) - Hb/tau_Hb
  r->habituation.make = k->kHb * u->contact;
  r->habituation.lose = r->habituation.make + 1.0 / k->tau_Hb;

  // [mind 6] S' = (exp[W cSa (a - a0) + cSL (L - 0.08) + cSp pn - cSW (1 - W) - cSrest rest - cSR R_phy +
  //          c_tick tick + cSn u_n + cS_th thr] - S)/tau_S
  r->sympathetic.make = kn_exp(W * k->cSa * ea + k->cSL * dL + k->cSp * pn - k->cSW * sleep - k->cSrest * u->rest -
                               k->cSR * Rphy + k->c_tick * tick + k->cSn * u->evoked + k->cS_th * u->threat) /
                        k->tau_S;
  r->sympathetic.lose = 1.0 / k->tau_S;
  // [mind 7] V' = (exp[-W cVa (a - a0) - cVL (L - 0.08) - cVp pn + cVW (1 - W) + cVrest rest + cVR R_phy -
  //          c_tick tick - cVn u_n - cV_th thr] - V)/tau_V
  r->vagal.make = kn_exp(-W * k->cVa * ea - k->cVL * dL - k->cVp * pn + k->cVW * sleep + k->cVrest * u->rest +
                         k->cVR * Rphy - k->c_tick * tick - k->cVn * u->evoked - k->cV_th * u->threat) /
                  k->tau_V;
  r->vagal.lose = 1.0 / k->tau_V;

  // Hormones. [mind 8] GR = 1/(1 + (x3/K_GR)^3)
  kn_f x3 = kn_max(y->cortisol, k->x3_min);
  kn_f GR = 1.0 / (1.0 + kn_pow(x3 / k->K_GR, k->n_GR));
  // [mind 17] c = W exp(-(h/w_car)^2), h: signed distance of the clock from t_wake: awakening pulse
  kn_f awakening = W * kn_exp(-kn_sq(kn_mind_turn((t - k->t_wake) / k->day) * k->day / k->w_car));
  // [mind 16] U = 1 + a_u [exp(kap_u (cos(2 pi (t/T_u + phi_u)) - 1))/0.30851 - 1]: ultradian pulses, mean 1
  kn_f wave = kn_cos_turns(t / k->T_ult + u->ultradian_phase) - 1.0;
  kn_f U = 1.0 + k->a_ult * (kn_exp(k->kap_u * wave) / k->m_ult - 1.0);
  // [mind 15] u = u0 U exp{kap1 cos w(t - phi1) + kap2 cos 2w(t - phi2) + A_car c + W [k_ua (a - a0) +
  //           k_uac sfp((a - a0) - (ps - ps0) - th_ac, 0.04)] + k_up pn + k_us (ps - ps0) - k_uO o - k_uX (X - 1) +
  //           k_uth thr}, w = 2 pi/24 h; [J4] o = kap_O (O - O0)
  kn_f opioid = k->kap_O * (y->descending - k->O0), dps = ps - k->ps0;
  kn_f daily = k->kap1 * kn_cos_turns((t - k->phi_h) / k->day) +
               k->kap2 * kn_cos_turns(2.0 * ((t - k->phi_h2) / k->day)) + k->A_car * awakening;
  kn_f arousal = k->k_ua * ea + k->k_uac * kn_softplus(ea - dps - k->th_ac, k->d_ac);
  kn_f drive = k->u0 * U *
               kn_exp(daily + W * arousal + k->k_up * pn + k->k_us * dps - k->k_uO * opioid -
                      k->k_uX * (y->oxytocin - 1.0) + k->k_uth * u->threat);
  kn_f pomc = x1 * y->pituitary * GR;
  // [mind 9] x1' = g1 (u GR MR - x1), MR = 1/x3
  r->crh.make = k->g1 * drive * GR / x3;
  r->crh.lose = k->g1;
  // [mind 10] x2' = g2 (x1 P GR - x2)
  r->acth.make = k->g2 * pomc;
  r->acth.lose = k->g2;
  // [mind 11] x3' = g3 (x2 A exp(B_car c) - x3)
  r->cortisol.make = k->g3 * x2 * y->adrenal * kn_exp(k->B_car * awakening);
  r->cortisol.lose = k->g3;
  // [mind 12] P' = gP P (x1 - 1)
  r->pituitary.make = k->gP * x1 * y->pituitary;
  r->pituitary.lose = k->gP;
  // [mind 13] A' = gA A (x2 - 1)
  r->adrenal.make = k->gA * x2 * y->adrenal;
  r->adrenal.lose = k->gA;
  // [mind 14] E' = gE (x1 P GR + k_EM R_phy - E)
  r->endorphin.make = k->gE * (pomc + k->k_EM * Rphy);
  r->endorphin.lose = k->gE;

  // [J4] O' = (sp(O_inf, 0.02) - O)/tau_O, sp(x, e) = (x + sqrt(x^2 + e^2))/2, replaces [mind 18] and [mind 20];
  //      O_inf = O0 + [k_OT T^ (1 - i_OC C^) + k_touch resp hab u_c (w_ct u_ct + (1 - w_ct) up) + k_e nonsp ctx Ex +
  //              k_OQ Q]/(1 + kDD D/0.25) - k_Os (s - 0.2)
  kn_f touch = k->resp * hab * (k->w_ct * u->c_tactile + (1.0 - k->w_ct) * up) * u->contact;
  kn_f excite =
      k->k_OT * u->transmission * (1.0 - k->i_OC * u->central) + k->k_touch * touch + k->k_e * expected + k->k_OQ * Q;
  kn_f O_inf = k->O0 + excite / (1.0 + k->kDD * y->depression / k->D_O) - k->k_Os * (s - k->s_h);
  r->descending.make = kn_pos(O_inf, k->e_O) / k->tau_O;
  r->descending.lose = 1.0 / k->tau_O;
  // [mind 19] X' = (1 + hab kXct u_ct + kXctx ctx + kXrest rest - X)/tau_X
  r->oxytocin.make = (1.0 + hab * k->kXct * u->c_tactile + k->kXctx * u->context + k->kXrest * u->rest) / k->tau_X;
  r->oxytocin.lose = 1.0 / k->tau_X;

  // [mind 37] sl = s0 (1 + 0.35 cos w(t - 14 h)) * ups and downs: life stress
  kn_f life = k->s0 * (1.0 + k->s_day * kn_cos_turns((t - k->t_stress) / k->day)) * u->life_stress;
  // [mind 22] z_a = logit a0 + kaT (T - 0.25) + kas (sl - 0.30) + kap pn + kaS ln S + kaD D + kaF (F - 0.2) -
  //           kaW (1 - W) - ka_rest rest - kaR R - kaX (X - 1) - kaO o - kaQ Q + 1/4 c_tick tick + ka_th thr
  kn_f za = kn_logit(k->a0) + k->kaT * dT + k->kas * (life - k->s_r) + k->kap * pn + k->kaS * lS +
            k->kaD * y->depression + k->kaF * dF - k->kaW * sleep - k->ka_rest * u->rest - k->kaR * R -
            k->kaX * (y->oxytocin - 1.0) - k->kaO * opioid - k->kaQ * Q + k->g_tick * k->c_tick * tick +
            k->ka_th * u->threat;
  // [mind 21] a' = (sigma(z_a) - a)/tau_a
  r->anxiety.make = kn_logistic(za) / k->tau_a;
  r->anxiety.lose = 1.0 / k->tau_a;
  // [mind 23] T' = (sigma(theta + kTps (ps - ps0) + kTL (L - 0.08) + kTD (D - 0.04) + kTZ zl - kTQ Q) - T)/tau_T
  r->trait.make =
      kn_logistic(k->theta + k->kTps * dps + k->kTL * dL + k->kTD * dD + k->kTZ * zl - k->kTQ * Q) / k->tau_T;
  r->trait.lose = 1.0 / k->tau_T;
  // [mind 24] ps' = W (sigma(logit ps0 + kpa (a - a0) + kps (sl - 0.36) + kpF (F - 0.2)) - ps)/tau_ps
  r->stress.lose = W / k->tau_ps;
  r->stress.make =
      kn_logistic(kn_logit(k->ps0) + k->kpa * ea + k->kps * (life - k->s_p) + k->kpF * dF) * r->stress.lose;
  // [mind 26] h = sfp(h0 + khT (T - 0.25) + khps (ps - 0.30) + khL (L - 0.08) + khp pn + khZ zl - khQ Q, 0.01)
  kn_f h = kn_softplus(
      k->h0 + k->khT * dT + k->khps * (ps - k->ps_r) + k->khL * dL + k->khp * pn + k->khZ * zl - k->khQ * Q, k->d_h);
  // [mind 25] D' = (h + rD D^2/(kapD^2 + D^2) - D)/tau_D
  r->depression.make = (h + k->rD * kn_hill2(y->depression, k->kapD)) / k->tau_D;
  r->depression.lose = 1.0 / k->tau_D;
  // [mind 27] L' = (wx sfp(x3 - 1.05, 0.05) + W wS sfp(S - 1.05, 0.03) + wZ zl + wp pn - L)/tau_L
  r->load.make = (k->wx * kn_softplus(y->cortisol - k->x3_L, k->d_x3) + W * k->wS * kn_softplus(S - k->S_L, k->d_S) +
                  k->wZ * zl + k->wp * pn) /
                 k->tau_L;
  r->load.lose = 1.0 / k->tau_L;
  // [mind 28] F' = (sigma(logit 0.2 + kFZ zl + kFD (D - 0.04) + kFp pn + kFL (L - 0.08)) - F)/tau_F
  r->fatigue.make = kn_logistic(kn_logit(k->F_r) + k->kFZ * zl + k->kFD * dD + k->kFp * pn + k->kFL * dL) / k->tau_F;
  r->fatigue.lose = 1.0 / k->tau_F;

  // [mind 29] Ex' = kEx ctx (sp(0.95 R/sqrt(R^2 + 0.25), 0.02) - Ex) + (Ex0 - Ex)/tau_Ex
  kn_f learn = k->kEx * u->context, taught = k->Ex_max * R / kn_sqrt(R * R + k->K_Ex * k->K_Ex);
  r->expectation.make = learn * kn_pos(taught, k->e_Ex) + k->Ex0 / k->tau_Ex;
  r->expectation.lose = learn + 1.0 / k->tau_Ex;
  // [mind 30] Q' = kQ ctx sfp(R, 0.03) (1 - Q) - Q/tau_Q
  r->safety.make = k->kQ * u->context * kn_softplus(R, k->d_R);
  r->safety.lose = r->safety.make + 1.0 / k->tau_Q;

  // Sleep. [mind 33] f = sigma(z_f + k_fa (a - 0.15) + k_fT (T - 0.25) + k_fp pn + k_fS (ln S + cSW) + k_fD D)
  kn_f f = kn_logistic(k->z_f0 + k->k_fa * (a - k->a_q) + k->k_fT * dT + k->k_fp * pn + k->k_fS * (lS + k->cSW) +
                       k->k_fD * y->depression);
  kn_f asleep = sleep * (1.0 - f), bed = kn_mind_in_bed(k, t); // s_e: asleep and not fragmented
  // [mind 31] H' = W (1 - H)/chi_w - s_e H/chi_s
  r->sleep_need.make = W / k->chi_w;
  r->sleep_need.lose = r->sleep_need.make + asleep / k->chi_s;
  // [mind 32] W' = (sigma([H- + (H+ - H-) W + a_c cos w(t - phi_c) + k_hyp (a - 0.15) - k_in B + k_out (1 - B) -
  //           H]/del_W) - W)/tau_W
  kn_f threshold = k->Hm + (k->Hp - k->Hm) * W + k->a_c * kn_cos_turns((t - k->phi_c) / k->day) +
                   k->k_hyp * (a - k->a_q) - k->k_bed_in * bed + k->k_bed_out * (1.0 - bed);
  r->wake.make = kn_logistic((threshold - H) / k->del_W) / k->tau_W;
  r->wake.lose = 1.0 / k->tau_W;
  // [mind 34] Z' = B (s_e - Z)/tau_Z
  r->sleep_efficiency.lose = bed / k->tau_Z;
  r->sleep_efficiency.make = r->sleep_efficiency.lose * asleep;

  // [mind 40] G' = (2 V/(V + S) + kGa u_abd - G)/tau_G
  r->gut.make = (2.0 * V / (V + S) + k->kGa * u->abdomen) / k->tau_G;
  r->gut.lose = 1.0 / k->tau_G;
}
