// Equations held against the oracle here: [J1] [J2] [J3] [J4] [J5] [J6] [J7] [J8] [J9] [J10] [J11]
// The joined chain against an independent implementation of the same equations.
//
// The oracle is the merged prototype: one mind and one or two bodies, no skin, its blood flow set by hand. Ours gets
// the same: the state muscle_flow is held at the flow b_m of its sessions, so that b = b_m S^-k_bS; and its pump drains
// swelling, where ours is drained by lymph. In one place the
// oracle is not what its own text says: two of its parameters, of endorphin (mind 14) and of oedema (repair 17), carry
// one name, k_EM, and the second value stands for both. Nothing reads endorphin; the tests that compare rates and runs
// set the mind's k_EM to that value.
//
// Orders used by all tables. Dose of a session, 12 numbers: rest contact p (kPa, in muscle) p_s (kPa, mean on the
//   skin) p_pk (kPa, its peak) f (Hz) v (cm/s) context u_p u_ct abdomen b_m; then the duty of each region. States: the
//   23 of mind.def, then for each region the 14 of repair.def and the 7 of nerve.def.
// oracle/chain_rhs_1.f64, chain_rhs_2.f64: 500 rows of 114 and of 162 doubles for one and two regions: t (h, in steps
//   of 1/1024, which the oracle's clock does not round), a_ult, phase (turns), cox, life stress, source factor,
//   threat; dose; for each region source, load, tone share, jD, jL (1/h); states; their rates (1/h); the person's
//   pain.
// oracle/chain_session.f64, _doms, _course, _anxious: the settled person's states at midnight, then for each arm its
//   dose and rows of t (h) and the states. Computed with LSODA at a relative tolerance of 1e-9; ultradian pulses off.
//     session  chronic low-back pain, an hour at 15:00: none rest room light relax deep painful; 11 rows in 40 h
//     doms     healthy, eccentric bout 09:00-09:30, then none or 10 min of relax at 12:00; 40 rows, every 6 h
//     course   chronic low-back pain, an hour a week on days 1, 8 ... 64: none relax light; 27 rows, weekly at noon
//     anxious  an hour every 3 or 4 days at 15:00 on days 1 ... 32: none relax; 9 rows, weekly at noon
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lane/random.h"
#include "../oracle/fixture.h"
#include "chain_state.h"

enum { REPAIR = 14, NERVE = 7, BODY = REPAIR + NERVE, DOSE = 12 };
_Static_assert(MIND == 23, "the mind's states");
_Static_assert(sizeof(kn_repair_state) == REPAIR * sizeof(double), "the states of repair");
_Static_assert(sizeof(kn_nerve_state) == NERVE * sizeof(double), "the states of nerve");
_Static_assert(offsetof(kn_region_state, flow) == BODY * sizeof(double), "repair and nerve side by side");

// Our place of the oracle's i-th state, and the row of the tables that describes our i-th
static int ours(int i) { return i < MIND ? i : i + (i - MIND) / BODY * (KN_REGION_STATES - BODY); }

static kn_chain_par as_the_oracle(void) {
  kn_numbers n = reference_numbers();
  n.room.chain.mind.k_EM = 0.004; // see the top
  return n.room.chain;
}

// Hands as the oracle's dose has them, put in place of what hand, tissue and touch clock would say.
static void begin_dose(const kn_chain_par *k, int regions, const double *dose, const double *duty, kn_chain_in *in) {
  double p = dose[2] * 1e3, mean = dose[3] * 1e3, peak = dose[4] * 1e3, rate = dose[5], speed = dose[6] * 0.01;
  kn_chain_end_session(k, regions, in);
  in->rest = dose[0], in->contact = dose[1], in->context = dose[7];
  in->pressure = dose[8], in->c_tactile = dose[9], in->abdomen = dose[10];
  for (int i = 0; i < regions; i++) {
    kn_region_in *u = &in->region[i];
    u->repair = kn_repair_session(&k->repair, p, rate, duty[i], 1, kn_tissue_bruise(&k->tissue, p));
    u->repair.drain = u->repair.pump; // the oracle pumps out its swelling
    u->nerve = kn_nerve_session(&k->nerve, mean, peak, speed, duty[i], u->repair.q);
  }
}

// Every parameter of the oracle that has a counterpart, with its value there, in the unit of our table. Renamed by us:
// the memory's tau_Qm (repair.tau_Q), nociceptors' tau_Sp (nerve.tau_S), acid's ac0 (nerve.a0), softening's k_Zt and
// tau_Zt (nerve.k_Z, nerve.tau_Z), x3ref (chain.x3_ref). Left out: a_ult (0.6 there, off here); the mind's k_EM (top);
// tau_src (5 years of 365 d); ROM0 (100 % there, 1 here); t_on and srcfloor, which are the sim's business.
static const struct {
  const char *room, *values;
} oracle_parameters[] = {
    {"mind",
     "chi_w 18.2 chi_s 4.2 Hp 0.67 Hm 0.17 a_c 0.12 phi_c 18.0 tau_W 0.1 del_W 0.022 k_bed_in 0.04 k_bed_out 0.6 "
     "k_hyp 0.2 t_bed 23.0 t_wake 7.0 tau_Z 24.0 z_f0 -2.8 k_fa 1.6 k_fT 1.3 k_fp 1.0 k_fS 0.8 k_fD 0.5 "
     "tau_S 0.2 tau_V 0.12 cSa 0.55 cSL 0.25 cSp 0.2 cSW 0.35 cSrest 0.06 cSR 0.22 cVa 0.4 cVL 0.25 cVp 0.15 "
     "cVW 0.3 cVrest 0.1 cVR 0.32 c_tick 0.18 cSn 0.35 cVn 0.3 g1 10.39720770839918 g2 2.079441541679836 "
     "g3 0.519860385419959 gP 0.0014440566261665526 gA 0.0009627044174443685 K_GR 4.0 gE 1.039720770839918 "
     "kap1 1.407 phi_h 8.68 kap2 -0.454 phi_h2 10.62 u0 0.5 A_car 1.6 B_car 1.05 w_car 0.344 T_ult 1.3 kap_u 2.0 "
     "k_ua 0.15 k_up 0.05 k_us 0.2 k_uac 2.0 th_ac 0.16 k_uth 2.1 cS_th 0.6 cV_th 0.5 ka_th 3.2 k_uO 0.55 "
     "k_uX 0.02 p50 0.35 p_tick 0.2 hb 0.6 kHb 3.0 tau_Hb 6.0 kRp 0.45 kRct 0.15 kRex 0.8 kRn 0.9 tau_X 0.35 "
     "kXct 0.35 kXctx 0.12 kXrest 0.1 tau_a 0.75 a0 0.25 kaT 1.9 kas 0.6 kap 0.6 kaS 0.3 kaD 0.3 kaF 0.2 kaW 0.6 "
     "ka_rest 0.3 kaR 0.58 kaX 0.05 kaO 0.4 kaQ 0.35 tau_T 240.0 kTps 1.0 kTL 0.4 kTD 0.5 kTZ 1.0 kTQ 1.05 "
     "tau_ps 168.0 ps0 0.3 kpa 2.2 kps 0.6 kpF 0.4 tau_D 144.0 rD 0.42 kapD 0.4 h0 0.019 khT 0.17 khps 0.1 "
     "khL 0.05 khp 0.05 khZ 0.2 khQ 0.03 tau_L 720.0 wx 0.15 wS 0.45 wZ 0.9 wp 0.25 tau_F 36.0 kFZ 4.0 kFD 1.5 "
     "kFp 0.8 kFL 0.4 tau_Ex 1440.0 kEx 0.25 Ex0 0.45 kQ 0.13 tau_Q 1200.0 kMa 1.0 kMS 0.35 tau_G 18.0 kGa 0.5 "
     "kDD 0.35 s0 0.3 s_day 0.35 theta -1.0986 resp 1.0 nonsp 1.0 O0 0.15 tau_O 0.5 k_OT 0.25 k_touch 0.38 "
     "w_ct 0.25 k_e 0.12 k_OQ 0.12 k_Os 0.15 i_OC 0.6 kap_O 1.8 ks_ps 0.8 ks_a 0.25 ks_S 0.08 s_h 0.2"},
    {"repair",
     "p_pump 2.5 n_pump 1.5 f_pump 0.2 p_q 1.5 n_q 2.0 p_qmax 25.0 f_q 0.15 k_D0 0.004 k_DN 0.008 k_DM 0.036 "
     "k_DM2 0.012 k_ros 0.006 K_ros 1.0 k_L0 0.006 k_LS 0.0085 K_NL 1.5 k_Lros 0.002 k_QL 1.0 k_N 0.2 mu_N 0.08 "
     "c_N 1.6 k_QN 0.9 K10N 1.0 k_M1N 0.034 k_M1D 0.016 k_M1ng 0.02 mu_M1 0.01 k_12 0.018 i12 0.8 c_M 0.3 "
     "mu_M2 0.011 y_M2 1.0 aD 0.65 aN 0.3 aM 0.28 aT 0.02 aS 0.25 ang 0.8 K_NF 0.6 r_ng 0.05 k_QNF 1.3 "
     "k_10NF 0.35 mu_T 0.2 k_T 1.0 c_cyt 1.0 mu_6 0.25 k_6 0.6 k_6D 1.3 mu_10 0.1 k_10M 0.16 k_106 0.012 "
     "mu_G 0.05 k_GM2 0.09 k_GM1 0.02 k_S 0.03 mu_SC 0.02 k_SM2 0.01 k_F 0.01 mu_F 0.014 k_FT 0.1 k_C 0.0012 "
     "tau_COL 1440.0 k_QC 3.0 k_E 0.0035 k_EM 0.004 mu_E 0.02 c_E 0.5 ng_E 0.0005 k_Q 6.0 tau_Q 24.0 k_Dx 0.003 s_h "
     "0.2"},
    {"tissue", "p_dam 40.0 w_dam 4.0 k_dam 0.6 dZ 0.09 s_A 4.0 s_C 0.6 s_E 1.2 s_X 0.2 s_S 0.15 r_st 0.3"},
    {"nerve",
     "k_G 0.22 K_GD 0.5 k_QG 0.4 mu_Gn 0.045 k_GX 0.02 k_SG 0.11 k_ST 0.002 k_Sa 0.02 tau_S 14.0 S_max 2.0 "
     "w_m 0.13 k_S_noc 4.0 w_E 0.1 w_a 0.6 w_p 0.55 r_b0 0.06 g_b 1.2 g_OI 0.5 b_I 0.25 g_CI 0.2 d_C 0.5 w_C 1.7 "
     "w_d 0.35 w_b 0.25 w_wind 0.6 k_Cc 2.2 w_I 0.42 w_O 1.1 w_s 0.1 th 0.0 eps 0.1 tau_C 1600.0 g_C 2.0 "
     "th_C 0.3 n_C 2.0 r_OC 1.0 Tp 0.45 n_p 1.25 PPT0 400.0 aS_ppt 0.6 aC_ppt 0.35 aO_ppt 1.5 tau_A 0.05 "
     "A_r 0.015 k_AT 0.035 k_Al 0.01 kH 2.4 pH 2.0 k_X 0.009 A_X 0.05 k_Xe 0.004 K_Xe 0.3 mu_X 0.008 c_X 0.35 "
     "k_ap 6.0 k_au 4.0 xA 0.3 A_occ 0.18 n_occ 2.5 a0 0.1 k_Z 12.0 tau_Z 0.018 r_tol 0.25 k_gZ 1.0 k_gA 0.3 "
     "k_SZ 0.02 s_h 0.2"},
    {"chain", "K_un 0.1 g_pm 0.4 m_max 8.0 k_cF 0.1 x3_ref 0.69 k_bS 0.2"},
    {"hand", "m_area 0.4 n_profile 0.5"},
    {"chain", "P_u 2.7 P_ct 7.0 v_ct 3.0 w_ct_v 1.0"},
};

static void parameters_are_the_oracles(void **unused) {
  (void)unused;
  int count = 0, bad = 0;
  for (size_t r = 0; r < sizeof oracle_parameters / sizeof *oracle_parameters; r++) {
    char symbol[32], name[64];
    double value;
    int used;
    for (const char *s = oracle_parameters[r].values; sscanf(s, "%31s %lf%n", symbol, &value, &used) == 2; s += used) {
      snprintf(name, sizeof name, "%s.%s", oracle_parameters[r].room, symbol);
      int i = kn_param_find(name);
      count++;
      if (i >= 0 && fabs(kn_param_at(i)->value - value) <= 1e-12 * fabs(value)) continue;
      print_error("%s is %.17g, the oracle's %.17g\n", name, i >= 0 ? kn_param_at(i)->value : NAN, value);
      bad++;
    }
  }
  assert_int_equal(count, 313);
  assert_int_equal(bad, 0);
}

static void compare_rates(const char *file, int regions, worst *w) {
  enum { ROWS = 500, HEAD = 7, REGION = 5 };
  int n = MIND + regions * BODY, fields = HEAD + DOSE + regions + regions * REGION + 2 * n + 1;
  double *table = malloc((size_t)ROWS * (size_t)fields * sizeof *table);
  assert_non_null(table);
  read_fixture(file, table, (size_t)ROWS * (size_t)fields);
  kn_chain_par k = as_the_oracle();
  for (int row = 0; row < ROWS; row++) {
    const double *c = table + row * fields, *dose = c + HEAD, *duty = dose + DOSE, *region = duty + regions;
    const double *y0 = region + regions * REGION, *rate = y0 + n;
    kn_chain_in in = {0};
    begin_dose(&k, regions, dose, duty, &in);
    k.mind.a_ult = c[1];
    in.ultradian_phase = c[2], in.cox_block = c[3], in.life_stress = c[4], in.source_factor = c[5], in.threat = c[6];
    state y = {0};
    for (int i = 0; i < n; i++) y.y[ours(i)] = y0[i];
    for (int i = 0; i < regions; i++) {
      const double *u = region + i * REGION;
      kn_region_in *to = &in.region[i];
      to->source = u[0], to->load = u[1], to->tone_share = u[2];
      to->injury_debris = u[3] / HOUR, to->injury_force = u[4] / HOUR;
      y.s.region[i].flow.muscle_flow = dose[11];
    }
    rates r;
    kn_chain_seen seen;
    kn_chain(&k, regions, c[0] * HOUR, &in, &y.s, &r.s, &seen);
    for (int i = 0; i < n; i++) {
      double make = r.r[ours(i)].make, loss = r.r[ours(i)].lose * y.y[ours(i)];
      meet(w, fabs(make - loss - rate[i] / HOUR) / (fabs(make) + fabs(loss)), row_of(ours(i))->name, row);
    }
    meet(w, fabs(seen.pain / rate[n] - 1.0), "pain", row);
  }
  free(table);
}

static void the_whole_right_hand_side_equals_the_merged_oracle(void **unused) {
  (void)unused;
  for (int regions = 1; regions <= 2; regions++) {
    worst w = {0};
    compare_rates(regions == 1 ? "chain_rhs_1.f64" : "chain_rhs_2.f64", regions, &w);
    print_message("%d region%s: worst relative deviation %.1e (%s, row %ld)\n", regions, regions == 1 ? "" : "s",
                  w.size, w.what, w.row);
    assert_true(w.size <= 1e-10);
  }
}

// Low back, 2.2 + 8 + 36 mm. The middle of the muscle lies 28.2 mm deep, which the oracle rounds to 28.
static const half_layers rounded_back = {2.2e-3, 8e-3, 35.6e-3};

static void strokes_become_the_oracles_stimuli(void **unused) {
  (void)unused;
  static const struct {
    int technique;
    double p, mean, peak, rate, speed, felt, tactile; // kPa kPa kPa Hz cm/s
  } oracle[] = {
      {KN_LIGHT_TOUCH, 0.47852144466078916, 1.67459095433972, 2.51188643150958, 0.1, 3.0, 0.16241302061139506,
       0.8069544762220798},
      {KN_RELAXATION, 2.787626370493581, 5.551646182553329, 8.331576690330731, 0.44, 7.6, 0.643490730624444,
       0.3646750380179281},
      {KN_DEEP, 4.676557253158732, 25.64592077508306, 60.756444078955916, 0.3225, 3.95, 0.8187204546255347,
       0.33750342280483275},
      {KN_ELBOW_PRESSURE, 13.20076045449424, 137.87359214647495, 242.71297477995913, 0.295, 3.2, 0.9521833110958491,
       0.1290625798047773},
  };
  kn_numbers n = reference_numbers();
  const kn_chain_par *k = &n.room.chain;
  worst w = {0};
  for (size_t i = 0; i < sizeof oracle / sizeof *oracle; i++) {
    const double share = 0.5;
    half_session s = session_of(oracle[i].technique, share);
    if (oracle[i].technique == KN_ELBOW_PRESSURE) s.stroke[1].force = 120; // the oracle's, N
    kn_chain_in in = {0};
    half_begin(k, 1, &rounded_back, &s, &in);
    double p = oracle[i].p * 1e3;
    kn_repair_drive r = kn_repair_session(&k->repair, p, oracle[i].rate, share, 1, kn_tissue_bruise(&k->tissue, p));
    kn_nerve_drive d =
        kn_nerve_session(&k->nerve, oracle[i].mean * 1e3, oracle[i].peak * 1e3, oracle[i].speed * 0.01, share, r.q);
    const kn_repair_drive *repair = &in.region[0].repair;
    const kn_nerve_drive *nerve = &in.region[0].nerve;
    const double pairs[][2] = {{in.pressure, oracle[i].felt},
                               {in.c_tactile, oracle[i].tactile},
                               {repair->pump, r.pump},
                               {repair->q, r.q},
                               {nerve->touch, d.touch},
                               {nerve->h_reflex, d.h_reflex},
                               {nerve->peak, d.peak},
                               {nerve->duty, d.duty},
                               {nerve->q, d.q}};
    for (size_t j = 0; j < sizeof pairs / sizeof *pairs; j++)
      meet(&w, fabs(pairs[j][0] / pairs[j][1] - 1.0), kn_technique_at(oracle[i].technique)->key, (long)j);
    assert_true(repair->bruise == 0 && r.bruise == 0); // far below the pressure that bruises
    assert_true(in.contact == 1 && in.rest == s.rest && in.context == s.context);
  }
  print_message("worst relative deviation %.1e (%s, number %ld)\n", w.size, w.what, w.row);
  assert_true(w.size <= 1e-10);
}

// ---- runs
// -----------------------------------------------------------------------------------------------------------
typedef struct run_def {
  const char *file;
  int arms, rows, sessions;
  double theta, s0, source, load, tone_share;
  double minutes, bout_h; // length of a session; when the eccentric bout begins, or < 0
  double session_h[10];
} run_def;
typedef struct life {
  const kn_chain_par *k;
  kn_chain_in in;
  double flow;
} life;
static int live(double t, const double *y, double *dydt, void *user) {
  const life *l = user;
  state s = {0};
  rates r;
  kn_chain_seen seen;
  memcpy(s.y, y, (MIND + BODY) * sizeof *y);
  s.s.region[0].flow.muscle_flow = l->flow;
  kn_chain(l->k, 1, t, &l->in, &s.s, &r.s, &seen);
  double check = 0;
  for (int i = 0; i < MIND + BODY; i++) check += dydt[i] = r.r[i].make - r.r[i].lose * y[i];
  return !isfinite(check);
}

// Moves y from t0 to t1 (h), stopping at the edges of sessions and of the bout.
static void follow(const kn_chain_par *k, const run_def *d, const double *dose, kn_solver *solver, double t0, double t1,
                   double *y) {
  const double bout = 0.5;
  while (t0 < t1) {
    double next = t1, edges[22];
    int count = 0;
    for (int i = 0; i < d->sessions; i++)
      edges[count++] = d->session_h[i], edges[count++] = d->session_h[i] + d->minutes / 60.0;
    edges[count++] = d->bout_h, edges[count++] = d->bout_h + bout;
    for (int i = 0; i < count; i++)
      if (edges[i] > t0 + 1e-9 && edges[i] < next - 1e-9) next = edges[i];
    double middle = 0.5 * (t0 + next);
    life l = {.k = k, .flow = 1.0};
    kn_chain_end_session(k, 1, &l.in);
    for (int i = 0; i < d->sessions; i++)
      if (d->session_h[i] < middle && middle < d->session_h[i] + d->minutes / 60.0) {
        begin_dose(k, 1, dose, dose + DOSE, &l.in);
        l.flow = dose[11];
      }
    l.in.life_stress = l.in.source_factor = 1.0;
    l.in.region[0].source = d->source, l.in.region[0].load = d->load, l.in.region[0].tone_share = d->tone_share;
    if (d->bout_h >= 0 && d->bout_h < middle && middle < d->bout_h + bout)
      l.in.region[0].injury_debris = 2.0 / HOUR, l.in.region[0].injury_force = 1.3 / HOUR;
    kn_solver_fault fault;
    assert_true(kn_solver_run(solver, live, &l, t0 * HOUR, next * HOUR, y, &fault));
    t0 = next;
  }
}

// A state that hardly moves in a run has no range to speak of. A fiftieth of its ordinary change (the scale of its table)
// then stands for one: the 1 % of it is 2e-4 of that change, far below what any outcome shows and above the integrator.
static const double RANGE_FLOOR = 0.02;
static void compare_run(const run_def *d, worst *w) {
  enum { N = MIND + BODY, ROW = 1 + N, ARM = DOSE + 1 };
  int size = N + d->arms * (ARM + d->rows * ROW);
  double *table = malloc((size_t)size * sizeof *table), low[N], high[N], atol[N], off[N] = {0};
  assert_non_null(table);
  read_fixture(d->file, table, (size_t)size);
  kn_chain_par k = as_the_oracle();
  k.mind.theta = d->theta, k.mind.s0 = d->s0;
  for (int i = 0; i < N; i++) low[i] = high[i] = table[i], atol[i] = 1e-8 * row_of(i)->scale;
  for (int a = 0; a < d->arms; a++)
    for (int n = 0; n < d->rows; n++) {
      const double *y = table + N + a * (ARM + d->rows * ROW) + ARM + n * ROW + 1;
      for (int i = 0; i < N; i++) low[i] = fmin(low[i], y[i]), high[i] = fmax(high[i], y[i]);
    }
  if (!kn_solver_there()) skip(); // this build has no integrator for equations of a test's own
  kn_solver *solver = kn_solver_create(N, 1e-7, atol);
  assert_non_null(solver);
  for (int a = 0; a < d->arms; a++) {
    const double *dose = table + N + a * (ARM + d->rows * ROW), *row = dose + ARM;
    double y[N], t = 0;
    memcpy(y, table, sizeof y);
    for (int n = 0; n < d->rows; n++, t = row[0], row += ROW) {
      follow(&k, d, dose, solver, t, row[0], y);
      for (int i = 0; i < N; i++)
        off[i] = fmax(off[i], fabs(y[i] - row[1 + i]) / fmax(high[i] - low[i], RANGE_FLOOR * row_of(i)->scale));
    }
  }
  for (int i = 0; i < N; i++) meet(w, off[i], row_of(i)->name, i);
  kn_solver_destroy(solver);
  free(table);
}

static void the_merged_chain_follows_the_oracle_on_its_demonstration_runs(void **unused) {
  (void)unused;
  static const run_def runs[] = {
      {"chain_session.f64", 7, 11, 1, -0.85, 0.36, 0.21, 1.15, 0.7, 60, -1, {15}},
      {"chain_doms.f64", 2, 40, 1, -1.0986, 0.30, 0, 1, 1, 10, 9, {12}},
      {"chain_course.f64",
       3,
       27,
       10,
       -0.85,
       0.36,
       0.21,
       1.15,
       0.7,
       60,
       -1,
       {39, 207, 375, 543, 711, 879, 1047, 1215, 1383, 1551}},
      {"chain_anxious.f64",
       2,
       9,
       10,
       -0.30,
       0.52,
       0.12,
       1.05,
       1.3,
       60,
       -1,
       {39, 111, 207, 303, 375, 447, 543, 639, 711, 783}},
  };
  worst all = {0};
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    worst w = {0};
    compare_run(&runs[i], &w);
    print_message("%-17s worst deviation %.3f %% of the range (%s)\n", runs[i].file, 100 * w.size, w.what);
    meet(&all, w.size, w.what, w.row);
  }
  assert_true(all.size <= 0.01);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_are_the_oracles),
      cmocka_unit_test(the_whole_right_hand_side_equals_the_merged_oracle),
      cmocka_unit_test(strokes_become_the_oracles_stimuli),
      cmocka_unit_test(the_merged_chain_follows_the_oracle_on_its_demonstration_runs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
