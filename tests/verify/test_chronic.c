// What massage does to a person with chronic low-back pain: the behaviours T20-T24, T26 and T27 of the repair and pain
// science and the figures and tests of the merged chain (sections 5, 8, 11), closed loop, one nominal person, steady
// life. A structural behaviour asserts. A calibrated one has a band and asserts too, unless it is a known miss.
#include "verify/behaviour.h"
#include "half_space.h"

static const double WEEK = 7 * 86400.0;
static kn_sim *patient;

// A figure beside the one that chain.md prints: half * 2 is the width of what counts as the same.
static void figure(const char *what, double v, double science, double half) {
  print_message("  %-46s %8.2f  science %8.2f  (+- %g)\n", what, v, science, half);
  if (!(fabs(v - science) <= half)) fail_msg("%s: %g is not %g +- %g", what, v, science, half);
}
// ---- flying --------------------------------------------------------------------------------------------------------
static double state(const kn_sim *s, const char *name) {
  double v = NAN;
  ok(kn_sim_state(s, name, &v), &s->error);
  return v;
}
static double percent(double v, double of) { return 100.0 * (v / of - 1.0); }

// Weekly hours at the hour at which her life line begins, as the science had it, from the second day on.
static kn_sim *course(const kn_sim *from, int technique, int sessions, double per_week, double minutes) {
  kn_sim *s = twin(from);
  kn_course_def c = kn_default_course(technique);
  c.session.start_s = D;
  c.session.minutes = minutes;
  c.sessions = sessions;
  c.per_week = per_week;
  ok(kn_sim_course(s, &c), &s->error);
  return s;
}

static int begin(void **state_) {
  (void)state_;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  ok(kn_sim_create(ctx, model, &who, 1, &patient), kn_ctx_error(ctx));
  return 0;
}

// ---- the preset ----------------------------------------------------------------------------------------------------
static void the_preset_is_the_one_of_the_science_and_stable(void **state_) {
  (void)state_;
  print_message("behaviour: the preset, beside chain.md section 5\n");
  figure("pain", get(patient, KN_PAIN), 5.8, 0.1);
  figure("STAI-S", get(patient, KN_STATE_ANXIETY), 40, 1);
  figure("STAI-T", get(patient, KN_TRAIT_ANXIETY), 39, 1);
  figure("PSS-10", get(patient, KN_PERCEIVED_STRESS), 14, 0.5);
  figure("PHQ-9", get(patient, KN_DEPRESSION), 6.1, 0.2);
  figure("PSQI", get(patient, KN_SLEEP_QUALITY), 4.4, 0.2);
  // The science printed 87, settled in steps of six minutes; at 45 s its prototype gives 88.3 at this hour too (chain
  // 10)
  figure("sleep efficiency", get(patient, KN_SLEEP_EFFICIENCY), 88.3, 0.3);
  figure("heart rate", get(patient, KN_HEART_RATE), 74, 1);
  figure("central sensitisation", state(patient, "nerve.central"), 0.55, 0.02);
  figure("contracture", state(patient, "nerve.contracture"), 0.30, 0.02);
  figure("threshold", get(patient, KN_PPT), 349, 10);
  figure("range of motion", get(patient, KN_ROM), 81, 1.5);
  behaviour("T26", get(patient, KN_TNF), 1.1, 3, "fold", "TNF in the chronic state (science 1.26, merged 1.23)");
  behaviour("chain 10", patient->beginning.spectral_radius, 0.9, 0.9999, "", "largest multiplier of her settled day");
}

// ---- T20, T21: the fold, with the parameters that chain.md section 4 replaced --------------------------------------
static kn_model *with_fold(void) {
  const kn_setting settings[] = {{"nerve.n_C", 4}, {"nerve.th_C", 0.265}, {"nerve.k_Cc", 3.3}};
  kn_model_def def = kn_default_model();
  def.settings = settings;
  def.setting_count = 3;
  kn_model *m;
  ok(kn_model_load(ctx, &def, &m), kn_ctx_error(ctx));
  return m;
}
// Her settled state at a source, looked for from a low or a high beginning: the condition chooses the search's first
// guess and nothing else once her numbers stand.
static kn_sim *settled_from(const kn_sim *like, const kn_model *m, double source, bool high) {
  kn_sim *s = twin(like);
  s->numbers.room.chain.nerve = m->numbers.room.chain.nerve;
  s->source[0] = source;
  s->who.condition = high ? KN_CHRONIC_LOW_BACK_PAIN : KN_HEALTHY;
  ok(kn_sim_begin(s), &s->error);
  return s;
}

static kn_sim *fold_low;
static void with_the_fold_there_are_two_stable_states_at_one_source_and_without_it_one(void **state_) {
  (void)state_;
  kn_model *fold = with_fold();
  const double source = 0.14;
  kn_sim *low = settled_from(patient, fold, source, false), *high = settled_from(patient, fold, source, true);
  print_message(
      "behaviour T20: source %.2f, with the fold: pain %.2f (multiplier %.4f) and %.2f (%.4f); science 0.9 and 5.9\n",
      source, get(low, KN_PAIN), low->beginning.spectral_radius, get(high, KN_PAIN), high->beginning.spectral_radius);
  assert_true(get(high, KN_PAIN) > get(low, KN_PAIN) + 3);
  assert_true(low->beginning.spectral_radius < 1 && high->beginning.spectral_radius < 1);
  // Both are where a life line stays, also after a push
  double pain = get(high, KN_PAIN);
  go(high, 20 * D);
  assert_true(fabs(get(high, KN_PAIN) - pain) < 0.02);
  fold_low = low;

  kn_sim *one = settled_from(patient, model, source, false), *other = settled_from(patient, model, source, true);
  print_message("  without it: %.3f and %.3f; science 1.5\n", get(one, KN_PAIN), get(other, KN_PAIN));
  assert_true(fabs(get(one, KN_PAIN) - get(other, KN_PAIN)) < 0.01);

  // Healthy inputs with the fold: a person who is put high comes down
  kn_sim *well = twin(patient);
  const kn_sim *const p = patient;
  well->numbers.room.chain.nerve = fold->numbers.room.chain.nerve;
  well->source[0] = 0;
  well->load[0] = 1;
  well->numbers.room.chain.mind.theta = kn_condition_row_at(KN_HEALTHY)->theta;
  well->numbers.room.chain.mind.s0 = kn_condition_row_at(KN_HEALTHY)->s0;
  assert_true(state(p, "nerve.central") > 0.5);
  go(well, 120 * D);
  print_message("  healthy inputs with the fold, 120 days after chronic pain: pain %.2f, central %.3f\n",
                get(well, KN_PAIN), state(well, "nerve.central"));
  assert_true(get(well, KN_PAIN) < 0.5 && state(well, "nerve.central") < 0.15);
  kn_sim_destroy(high);
  kn_sim_destroy(one);
  kn_sim_destroy(other);
  kn_sim_destroy(well);
}

static void one_bout_never_makes_pain_chronic_and_four_weeks_of_damage_do(void **state_) {
  (void)state_;
  assert_non_null(fold_low);
  double before = get(fold_low, KN_PAIN);
  kn_sim *once = twin(fold_low), *worn = twin(fold_low);
  ok(kn_sim_bout(once, KN_LOW_BACK, 0, 1), &once->error);
  go(once, 26 * WEEK);
  // Small damage all day for four weeks, jD = 0.04/h: an injury event longer than a bout
  ok(kn_sim_bout(worn, KN_LOW_BACK, 0, 1), &worn->error);
  worn->events[0].end = 4 * WEEK;
  worn->events[0].debris = 0.04 / H;
  worn->events[0].force = 0;
  go(worn, 26 * WEEK);
  print_message("behaviour T21: with the fold, from pain %.2f: 26 weeks after a bout %.2f, after four weeks of small "
                "damage %.2f\n",
                before, get(once, KN_PAIN), get(worn, KN_PAIN));
  assert_true(get(once, KN_PAIN) < before + 0.5);
  assert_true(get(worn, KN_PAIN) > before + 3);
  kn_sim_destroy(once);
  kn_sim_destroy(worn);
  // Without the fold nothing that heals can make her chronic
  kn_sim *graded = twin(patient);
  ok(kn_sim_bout(graded, KN_LOW_BACK, 0, 1), &graded->error);
  go(graded, 8 * WEEK);
  behaviour("T21", get(graded, KN_PAIN) - get(patient, KN_PAIN), -0.05, 0.2, "points",
            "pain 8 weeks after a bout, no fold");
  kn_sim_destroy(graded);
}

// ---- one session, beside chain.md section 5 ------------------------------------------------------------------------
// The figures are those that the prototype of chain.md prints; the text gives fewer. It held blood flow at 1.05 in
// every session, here the touch clock says; its steps were of minutes. Tolerance: 3 % of the value or 0.1 points.
enum { AT_12, AT_30, AT_END, AFTER_9, AFTER_60, NEXT_DAY, TIMES };
static const double look_at[TIMES] = {12, 30, 59.4, 69, 120, 23.9 * 60 + 0}; // min after the session begins
enum { L_PAIN, L_PPT, L_STAI, L_HR, L_ROM, L_STIFF, LOOKS };
static const int look_for[LOOKS] = {KN_PAIN, KN_PPT, KN_STATE_ANXIETY, KN_HEART_RATE, KN_ROM, KN_STIFFNESS};
typedef struct session_look {
  double v[LOOKS][TIMES];
} session_look;
static session_look one_session(int technique, double force, bool as_the_oracle) { // force: N, -1 the usual
  kn_sim *s = twin(patient);
  kn_session_def d = kn_default_session(technique);
  d.force_N = force;
  ok(kn_sim_session(s, &d), &s->error);
  if (as_the_oracle) half_replace(s, NULL, technique == KN_ELBOW_PRESSURE ? 120 : 0);
  session_look l;
  for (int t = 0; t < TIMES; t++) {
    go(s, look_at[t] * MIN);
    for (int o = 0; o < LOOKS; o++) l.v[o][t] = get(s, look_for[o]);
  }
  kn_sim_destroy(s);
  return l;
}
static double three(double v) { return fmax(0.1, 0.03 * v); }

static void one_session_does_what_the_science_printed(void **state_) {
  (void)state_;
  static const struct {
    const char *name;
    int technique;
    double pain[TIMES], ppt[TIMES], stai[TIMES], hr[TIMES], rom;
  } rows[] = {
      {"rest",
       KN_REST,
       {5.78, 5.74, 5.70, 5.71, 5.78, 5.81},
       {350, 351, 352, 352, 350, 349},
       {39.0, 37.9, 36.7, 37.2, 38.8, 40.0},
       {71.9, 71.2, 70.9, 72.5, 73.7, 73.9},
       80.7},
      {"room",
       KN_RELAXING_ROOM,
       {5.71, 5.59, 5.48, 5.53, 5.72, 5.79},
       {356, 362, 367, 363, 353, 351},
       {38.6, 37.0, 35.3, 35.9, 38.2, 39.8},
       {71.8, 71.1, 70.7, 72.2, 73.5, 73.9},
       81.1},
      {"light touch",
       KN_LIGHT_TOUCH,
       {5.41, 5.09, 4.92, 5.15, 5.65, 5.74},
       {371, 385, 391, 382, 357, 352},
       {38.4, 36.6, 34.7, 35.2, 37.8, 39.7},
       {72.8, 72.5, 72.2, 72.7, 73.4, 73.9},
       82.5},
      {"relaxation",
       KN_RELAXATION,
       {5.09, 4.46, 4.15, 4.55, 5.46, 5.54},
       {388, 411, 420, 403, 360, 354},
       {38.0, 35.6, 33.2, 33.8, 37.1, 39.5},
       {67.7, 67.1, 67.2, 70.5, 73.2, 73.8},
       84.1},
      {"deep",
       KN_DEEP,
       {5.17, 4.53, 4.23, 4.50, 5.46, 5.53},
       {390, 414, 422, 405, 360, 354},
       {38.0, 35.7, 33.3, 33.9, 37.1, 39.5},
       {67.6, 67.1, 67.2, 70.5, 73.3, 73.8},
       84.1},
      {"elbow",
       KN_ELBOW_PRESSURE,
       {6.65, 6.19, 5.97, 4.54, 5.50, 5.57},
       {392, 417, 425, 406, 359, 352},
       {38.6, 37.0, 35.3, 35.6, 37.9, 39.8},
       {70.1, 70.0, 70.3, 72.0, 73.4, 73.9},
       81.5},
  };
  static const char *const when[TIMES] = {"at 12 min", "at 30 min", "at the end", "+9 min", "+1 h", "next day"};
  char what[64];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    session_look l = one_session(rows[i].technique, -1, true);
    print_message("behaviour: one 60-min session, %s\n", rows[i].name);
    for (int t = 0; t < TIMES; t++) {
      snprintf(what, sizeof what, "%s: pain %s", rows[i].name, when[t]);
      figure(what, l.v[L_PAIN][t], rows[i].pain[t], three(rows[i].pain[t]));
      snprintf(what, sizeof what, "%s: threshold %s", rows[i].name, when[t]);
      figure(what, l.v[L_PPT][t], rows[i].ppt[t], three(rows[i].ppt[t]));
      snprintf(what, sizeof what, "%s: STAI-S %s", rows[i].name, when[t]);
      figure(what, l.v[L_STAI][t], rows[i].stai[t], three(rows[i].stai[t]));
      snprintf(what, sizeof what, "%s: heart rate %s", rows[i].name, when[t]);
      figure(what, l.v[L_HR][t], rows[i].hr[t], three(rows[i].hr[t]));
    }
    snprintf(what, sizeof what, "%s: range of motion at the end", rows[i].name);
    figure(what, l.v[L_ROM][AT_END], rows[i].rom, three(rows[i].rom));
    if (rows[i].technique == KN_RELAXATION)
      figure("relaxation: stiffness, change %", percent(l.v[L_STIFF][AT_END], get(patient, KN_STIFFNESS)), -7, 1);
  }
}

static void pain_rises_during_a_painful_session_and_relaxation_is_half_lost(void **state_) {
  (void)state_;
  double before = get(patient, KN_PAIN), calm = get(patient, KN_STATE_ANXIETY);
  // thumbs as hard as some work: more than the skin bears, less than bruises
  session_look e = one_session(KN_DEEP_STRIPPING, 70, false), r = one_session(KN_RELAXATION, -1, false);
  assert_true(e.v[L_PAIN][AT_12] > before + 0.3 && e.v[L_PAIN][AT_30] > before);
  assert_true(e.v[L_PAIN][AFTER_9] < before);
  assert_true(r.v[L_PAIN][AT_12] < before && r.v[L_PAIN][AT_30] < before);
  behaviour("chain 5", 100 * (calm - e.v[L_STAI][AT_END]) / (calm - r.v[L_STAI][AT_END]), 40, 80, "%",
            "of the fall of STAI-S that the painful arm has");
}

// ---- ten weekly sessions -------------------------------------------------------------------------------------------
enum { NOTHING, ROOM, LIGHT, RELAXATION, DEEP, ARMS };
static const int technique_of[ARMS] = {KN_NOTHING, KN_RELAXING_ROOM, KN_LIGHT_TOUCH, KN_RELAXATION, KN_DEEP};
static kn_sim *arm[ARMS];
static const int ladder[] = {KN_PAIN,
                             KN_PAIN_MOVING,
                             KN_PPT,
                             KN_ROM,
                             KN_STIFFNESS,
                             KN_STATE_ANXIETY,
                             KN_TRAIT_ANXIETY,
                             KN_PERCEIVED_STRESS,
                             KN_DEPRESSION,
                             KN_ANXIETY_RATED,
                             KN_WELL_BEING,
                             KN_SLEEP_QUALITY,
                             KN_SLEEP_EFFICIENCY,
                             KN_FATIGUE,
                             KN_HEADACHE,
                             KN_RDQ};
enum { RUNGS = sizeof ladder / sizeof *ladder };

static int fly_arms(void **state_) {
  (void)state_;
  for (int i = 0; i < ARMS; i++) {
    arm[i] = course(patient, technique_of[i], 10, 1, 60);
    go(arm[i], 69 * D);
  }
  return 0;
}

static void each_rung_of_the_comparators_does_more_than_the_one_below(void **state_) {
  (void)state_;
  print_message("behaviour: week 10            nothing      room     light relaxation      deep\n");
  for (int o = 0; o < RUNGS; o++) {
    const kn_outcome_info *info = kn_outcome_at(ladder[o]);
    double v[ARMS];
    for (int i = 0; i < ARMS; i++) v[i] = get(arm[i], ladder[o]);
    print_message("  %-24s %9.2f %9.2f %9.2f %9.2f %9.2f\n", info->key, v[0], v[1], v[2], v[3], v[4]);
    double better = info->better;
    assert_true(better * (v[ROOM] - v[NOTHING]) > 0);
    assert_true(better * (v[LIGHT] - v[ROOM]) >= 0);
    assert_true(better * (v[RELAXATION] - v[LIGHT]) > 0);
  }
  assert_true(get(arm[NOTHING], KN_PAIN) - get(patient, KN_PAIN) < 0.01);
  behaviour("chain 11", get(arm[DEEP], KN_PAIN) - get(arm[RELAXATION], KN_PAIN), -0.3, 0.3, "points",
            "deep less relaxation, pain, week 10");
  behaviour("T22", get(arm[RELAXATION], KN_PAIN) - get(arm[NOTHING], KN_PAIN), -2.2, -0.8, "points",
            "relaxation less nothing, pain, week 10 (Cherkin -1.7)");
  behaviour("T22", get(arm[DEEP], KN_PAIN) - get(arm[NOTHING], KN_PAIN), -2.2, -0.8, "points",
            "deep less nothing, pain, week 10 (Cherkin -1.4)");
  behaviour("Strijkers", get(arm[ROOM], KN_PAIN) - get(arm[NOTHING], KN_PAIN), -1.0, -0.35, "points",
            "room less nothing, pain, week 10 (SMD -0.18 .. -0.55)");
}

static void state_anxiety_pain_and_threshold_climb_the_same_ladder_in_a_session(void **state_) {
  (void)state_;
  static const int rungs[] = {KN_NOTHING, KN_REST, KN_RELAXING_ROOM, KN_LIGHT_TOUCH, KN_RELAXATION};
  double anxiety = 1e9, pain = 1e9, threshold = 0;
  for (int i = 0; i < 5; i++) {
    session_look l = one_session(rungs[i], -1, false);
    assert_true(l.v[L_STAI][AT_END] < anxiety && l.v[L_PAIN][AT_END] < pain && l.v[L_PPT][AFTER_9] > threshold);
    anxiety = l.v[L_STAI][AT_END], pain = l.v[L_PAIN][AT_END], threshold = l.v[L_PPT][AFTER_9];
  }
  // All but the heart: light touch slows it less than rest
  double rest = one_session(KN_REST, -1, false).v[L_HR][AT_END];
  assert_true(one_session(KN_LIGHT_TOUCH, -1, false).v[L_HR][AT_END] > rest);
  assert_true(one_session(KN_RELAXATION, -1, false).v[L_HR][AT_END] < rest);
}

static void cortisol_hardly_knows_about_massage(void **state_) {
  (void)state_;
  double before = get(arm[NOTHING], KN_CORTISOL);
  // |g| < 0.2 with a spread of 30 % between people is 6 % of the level
  behaviour("cortisol", percent(get(arm[RELAXATION], KN_CORTISOL), before), -6, 6, "%",
            "after the course, relaxation against nothing");
  kn_sim *s = twin(patient), *t = twin(patient);
  kn_session_def d = kn_default_session(KN_RELAXATION);
  ok(kn_sim_session(t, &d), &t->error);
  go(s, 69 * MIN);
  go(t, 69 * MIN);
  behaviour("cortisol", percent(get(t, KN_CORTISOL), get(s, KN_CORTISOL)), -6, 6, "%", "9 min after one session");
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}

static void the_course_is_the_one_of_the_science(void **state_) {
  (void)state_;
  // Its figures are means of midday and evening over the three days before the week mark; at 15 h pain is within 0.05
  print_message("behaviour: ten weekly sessions\n");
  figure("room, week 10", get(arm[ROOM], KN_PAIN), 5.27, three(5.27));
  figure("light touch, week 10", get(arm[LIGHT], KN_PAIN), 4.94, three(4.94));
  figure("relaxation, week 10", get(arm[RELAXATION], KN_PAIN), 4.23, three(4.23));
  figure("deep, week 10", get(arm[DEEP], KN_PAIN), 4.32, three(4.32));
  figure("room, STAI-T, week 10", get(arm[ROOM], KN_TRAIT_ANXIETY), 36.89, three(36.89));
  figure("light touch, STAI-T, week 10", get(arm[LIGHT], KN_TRAIT_ANXIETY), 35.89, three(35.89));
  figure("relaxation, STAI-T, week 10", get(arm[RELAXATION], KN_TRAIT_ANXIETY), 34.45, three(34.45));
  figure("deep, STAI-T, week 10", get(arm[DEEP], KN_TRAIT_ANXIETY), 34.83, three(34.83));
  figure("relaxation, PHQ-9, week 10", get(arm[RELAXATION], KN_DEPRESSION), 2.66, 0.2);
  figure("relaxation, central, week 10",
         ((const kn_chain_state *)(const void *)arm[RELAXATION]->y)->region[0].nerve.central, 0.49, 0.015);
  figure("relaxation, contracture, week 10",
         ((const kn_chain_state *)(const void *)arm[RELAXATION]->y)->region[0].nerve.contracture, 0.22, 0.015);
  figure("relaxation, safety, week 10", ((const kn_chain_state *)(const void *)arm[RELAXATION]->y)->mind.safety, 0.32,
         0.015);
}

static void the_effect_is_gone_after_a_year(void **state_) {
  (void)state_;
  kn_sim *s = arm[RELAXATION];
  const double base = get(patient, KN_PAIN); // her twin without massage stays there: see the first rung
  static const struct {
    int week;
    double pain;
  } rows[] = {{14, 4.56}, {26, 5.40}, {36, 5.69}, {52, 5.79}};
  for (int i = 0; i < 4; i++) {
    char what[32];
    go(s, rows[i].week * WEEK - D);
    snprintf(what, sizeof what, "relaxation, week %d", rows[i].week);
    figure(what, get(s, KN_PAIN), rows[i].pain, three(rows[i].pain));
  }
  behaviour("T23", base - get(s, KN_PAIN), -0.05, 0.3, "points", "what is left of the effect on pain at week 52");
}

// ---- T24, T27 ------------------------------------------------------------------------------------------------------
static void more_minutes_and_more_sessions_do_more(void **state_) {
  (void)state_;
  static const double minutes[] = {30, 60}, published[2][3] = {{-0.34, -0.69, -1.03}, {-0.63, -1.24, -1.75}};
  double effect[2][3];
  for (int m = 0; m < 2; m++)
    for (int n = 1; n <= 3; n++) {
      kn_sim *s = course(patient, KN_RELAXATION, 4 * n, n, minutes[m]);
      go(s, 29 * D);
      effect[m][n - 1] = get(s, KN_PAIN) - get(patient, KN_PAIN);
      kn_sim_destroy(s);
    }
  for (int m = 0; m < 2; m++)
    print_message("behaviour T24: four weeks of %2.0f min x 1, 2, 3 a week: %+.2f %+.2f %+.2f (population of the "
                  "science %+.2f %+.2f %+.2f)\n",
                  minutes[m], effect[m][0], effect[m][1], effect[m][2], published[m][0], published[m][1],
                  published[m][2]);
  for (int m = 0; m < 2; m++)
    assert_true(effect[m][0] < 0 && effect[m][1] < effect[m][0] - 0.05 && effect[m][2] < effect[m][1] - 0.05);
  for (int n = 0; n < 3; n++) assert_true(effect[1][n] < effect[0][n] - 0.05);
}

// Her benefit at week 10 against her twin without massage. Expectation is felt in sessions only, so its twin is the one
// at rest; under strain pain changes by itself, so there the twin is flown too.
static double benefit(double expectation, double strain) {
  kn_sim *t = twin(patient), *s = twin(patient);
  t->numbers.room.chain.mind.Ex0 = expectation;
  ((kn_chain_state *)(void *)t->y)->mind.expectation = expectation;
  t->numbers.room.chain.mind.s0 *= strain;
  s->numbers.room.chain.mind.s0 *= strain;
  kn_course_def c = kn_default_course(KN_RELAXATION);
  c.session.start_s = D;
  c.sessions = 10;
  ok(kn_sim_course(t, &c), &t->error);
  go(t, 69 * D);
  if (strain > 1) go(s, 69 * D);
  double v = get(t, KN_PAIN) - get(s, KN_PAIN);
  kn_sim_destroy(s);
  kn_sim_destroy(t);
  return v;
}
static void stress_and_low_expectation_take_from_the_benefit(void **state_) {
  (void)state_;
  double hopeful = benefit(0.8, 1), usual = benefit(0.45, 1), hopeless = benefit(0.1, 1), strained = benefit(0.45, 2.5);
  print_message("behaviour T27: pain at week 10 against her twin: expectation 0.8 %.2f, 0.45 %.2f, 0.1 %.2f; life "
                "stress x 2.5 %.2f\n",
                hopeful, usual, hopeless, strained);
  assert_true(hopeful < usual - 0.05 && usual < hopeless - 0.05);
  assert_true(strained > usual + 0.05);
}

// ---- two regions ---------------------------------------------------------------------------------------------------
static void treating_the_neck_moves_the_back(void **state_) {
  (void)state_;
  kn_person_def who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  who.region_count = 2;
  who.region[0] = KN_LOW_BACK;
  who.region[1] = KN_NECK_SHOULDER;
  who.pain[1] = 0.65; // as sore as the neck of the science
  kn_sim *base;
  ok(kn_sim_create(ctx, model, &who, 1, &base), kn_ctx_error(ctx));
  double untreated = get(base, KN_PAIN), other, v[2], away[2];
  ok(kn_sim_get_in(base, KN_PAIN, KN_NECK_SHOULDER, &other), &base->error);
  for (int i = 0; i < 2; i++) {
    kn_sim *s = twin(base);
    kn_course_def c = kn_default_course(KN_RELAXATION);
    c.session.start_s = D;
    c.sessions = 10;
    c.session.region_count = 1;
    c.session.region[0] = i ? KN_NECK_SHOULDER : KN_LOW_BACK;
    ok(kn_sim_course(s, &c), &s->error);
    go(s, 69 * D);
    v[i] = get(s, KN_PAIN);
    ok(kn_sim_get_in(s, KN_PAIN, KN_NECK_SHOULDER, &away[i]), &s->error);
    kn_sim_destroy(s);
  }
  double share = 100 * (untreated - v[1]) / (untreated - v[0]);
  print_message("behaviour: two regions, back pain %.2f untreated (neck %.2f), %.2f with the back treated, %.2f with "
                "the neck treated\n",
                untreated, other, v[0], v[1]);
  behaviour("chain 8", share, 60, 99, "%", "of the effect on the back that treating the neck has (science 87)");
  assert_true(untreated - v[1] > 0.5);
  kn_sim_destroy(base);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_preset_is_the_one_of_the_science_and_stable),
      cmocka_unit_test(with_the_fold_there_are_two_stable_states_at_one_source_and_without_it_one),
      cmocka_unit_test(one_bout_never_makes_pain_chronic_and_four_weeks_of_damage_do),
      cmocka_unit_test(one_session_does_what_the_science_printed),
      cmocka_unit_test(pain_rises_during_a_painful_session_and_relaxation_is_half_lost),
      cmocka_unit_test_setup(each_rung_of_the_comparators_does_more_than_the_one_below, fly_arms),
      cmocka_unit_test(state_anxiety_pain_and_threshold_climb_the_same_ladder_in_a_session),
      cmocka_unit_test(cortisol_hardly_knows_about_massage),
      cmocka_unit_test(the_course_is_the_one_of_the_science),
      cmocka_unit_test(the_effect_is_gone_after_a_year),
      cmocka_unit_test(more_minutes_and_more_sessions_do_more),
      cmocka_unit_test(stress_and_low_expectation_take_from_the_benefit),
      cmocka_unit_test(treating_the_neck_moves_the_back),
      cmocka_unit_test(what_the_merged_parameters_miss),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
