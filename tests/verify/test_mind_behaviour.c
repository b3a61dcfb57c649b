// What the mind half does in the merged chain: the behaviours 1-24 of the mind science, in a healthy person and in an
// anxious one. A structural behaviour asserts. A calibrated one has a band and asserts too, unless it is a known miss.
// Sizes g are differences of one nominal person between arms, over the spread between people that is named with them.
#include "verify/behaviour.h"

static const double STAI_SD = 10.0; // the norm's, mind.md section 8
static const double CORTISOL_CV =
    0.35; // between people in the afternoon: 30 % of the level and 12 % of the assay, and a little
static kn_sim *healthy, *anxious;

// ---- flying --------------------------------------------------------------------------------------------------------
static double percent(double v, double of) { return 100.0 * (v / of - 1.0); }
static kn_mind_state *mind(kn_sim *s) { return &((kn_chain_state *)(void *)s->y)->mind; }
static kn_mind_par *par(kn_sim *s) { return &s->numbers.room.chain.mind; }
static double plasma(const kn_sim *s) { return 300.0 * ((const kn_chain_state *)(const void *)s->y)->mind.cortisol; }
static kn_sim *person(int condition) {
  kn_person_def who = kn_default_person(condition);
  kn_sim *s;
  ok(kn_sim_create(ctx, model, &who, 1, &s), kn_ctx_error(ctx));
  return s;
}
// One session at once; context below 0 leaves the technique's own.
static kn_sim *session(const kn_sim *from, int technique, double minutes, double context) {
  kn_sim *s = twin(from);
  kn_session_def d = kn_default_session(technique);
  d.minutes = minutes;
  if (context >= 0) d.context = context;
  ok(kn_sim_session(s, &d), &s->error);
  return s;
}
static kn_sim *course(const kn_sim *from, int technique, int sessions, double per_week, double context) {
  kn_sim *s = twin(from);
  kn_course_def c = kn_default_course(technique);
  c.session.start_s = D;
  if (context >= 0) c.session.context = context;
  c.sessions = sessions;
  c.per_week = per_week;
  ok(kn_sim_course(s, &c), &s->error);
  return s;
}
// To a time under threat: no calendar entry holds it, so the inputs are changed here.
static void threaten(kn_sim *s, double until, double threat) {
  kn_chain_in in;
  kn_sim_inputs(s, 0.5 * (s->time + until), &in);
  in.threat = threat;
  ok(kn_sim_integrate(s, &in, s->time, until, s->y), &s->error);
  s->time = until;
}
// Time of the sim at which the clock next shows an hour of a day
static double clock_at(const kn_sim *s, int day, double hour) { return (day * 24 + hour - s->who.starts_h) * H; }

static int begin(void **state_) {
  (void)state_;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  healthy = person(KN_HEALTHY);
  anxious = person(KN_ANXIETY);
  return 0;
}

// ---- 1-4: hormones -------------------------------------------------------------------------------------------------
static double woke_at(kn_sim *s) { // sim time of waking on the first morning
  for (double t = clock_at(s, 1, 5);; t += 3 * MIN) {
    go(s, t);
    if (mind(s)->wake > 0.5) return t;
  }
}
static void cortisol_rises_after_waking_and_is_low_at_night(void **state_) {
  (void)state_;
  kn_sim *s = twin(healthy);
  go(s, clock_at(s, 0, 23));
  double night = get(s, KN_CORTISOL), low = 1e9, high = 0, low_at = 0, high_at = 0;
  for (double h = 20; h <= 28; h += 0.25) { // the nadir of the plasma
    kn_sim *t = s;
    if (h > 23) go(t, clock_at(t, 0, h));
    if (h >= 23 && plasma(t) < low) low = plasma(t), low_at = h;
  }
  double woke = woke_at(s), waking = get(s, KN_CORTISOL), peak = waking, peak_at = 0;
  double half = 0;
  for (int m = 3; m <= 120; m += 3) {
    go(s, woke + m * MIN);
    double v = get(s, KN_CORTISOL);
    if (m == 30) half = v;
    if (v > peak) peak = v, peak_at = m;
    if (plasma(s) > high) high = plasma(s), high_at = m;
  }
  behaviour("1", waking, 9, 16, "nmol/L", "saliva at waking");
  behaviour("1", half, 15, 27, "nmol/L", "saliva 30 min later");
  behaviour("1", night, 1, 3, "nmol/L", "saliva at 23 h");
  behaviour("1", percent(half, waking), 40, 80, "%", "awakening response");
  behaviour("1", peak_at, 25, 50, "min", "its peak");
  behaviour("2", low_at, 22, 26, "h", "nadir of the plasma");
  behaviour("2", high_at, 30, 75, "min", "maximum of the plasma after waking");
  behaviour("2", high / low, 4, 20, "", "maximum over nadir");
  kn_sim_destroy(s);
}
static void without_the_awakening_pulse_and_after_a_nap_there_is_no_awakening_response(void **state_) {
  (void)state_;
  kn_sim *s = twin(healthy);
  par(s)->A_car = par(s)->B_car = 0;
  double woke = woke_at(s), waking = get(s, KN_CORTISOL);
  go(s, woke + 30 * MIN);
  double rise = percent(get(s, KN_CORTISOL), waking);
  print_message("behaviour 3: rise in half an hour after waking %+.0f %% without the pulse\n", rise);
  assert_true(rise < 15);
  kn_sim_destroy(s);
  // Asleep at 18 h and awake again: the pulse belongs to the morning
  kn_sim *t = twin(healthy);
  s = twin(healthy);
  go(s, clock_at(s, 0, 18));
  go(t, clock_at(t, 0, 18));
  mind(t)->wake = 0.02;
  mind(t)->sleep_need = 0.6;
  go(s, clock_at(s, 0, 19));
  go(t, clock_at(t, 0, 19));
  print_message("behaviour 3: cortisol half an hour after an evening nap %+.1f %% against no nap\n",
                percent(get(t, KN_CORTISOL), get(s, KN_CORTISOL)));
  assert_true(mind(t)->wake > 0.9);
  assert_true(percent(get(t, KN_CORTISOL), get(s, KN_CORTISOL)) < 3);
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}
// Mean of CRH and ACTH over a day, by the trapezium rule at 15 min
static void day_means(kn_sim *s, double *crh, double *acth) {
  double t0 = s->time, sum1 = 0, sum2 = 0;
  for (int i = 0; i < 96; i++) {
    double a = mind(s)->crh, b = mind(s)->acth;
    go(s, t0 + (i + 1) * 15 * MIN);
    sum1 += 0.5 * (a + mind(s)->crh);
    sum2 += 0.5 * (b + mind(s)->acth);
  }
  *crh = sum1 / 96;
  *acth = sum2 / 96;
}
static void glands_bring_the_mean_of_crh_and_acth_back_to_one_and_need_weeks(void **state_) {
  (void)state_;
  double crh, acth;
  for (int i = 0; i < 2; i++) {
    kn_sim *s = twin(i ? anxious : healthy);
    day_means(s, &crh, &acth);
    print_message("behaviour 4: %s: mean CRH %.4f, ACTH %.4f of a settled day\n", i ? "anxious" : "healthy", crh, acth);
    assert_true(fabs(crh - 1) < 0.005 && fabs(acth - 1) < 0.005);
    kn_sim_destroy(s);
  }
  // A drive 60 % stronger: far from one on the first day, still off after two weeks, one again when the glands have
  // grown
  kn_sim *s = twin(healthy);
  par(s)->u0 *= 1.6;
  day_means(s, &crh, &acth);
  double first = crh;
  go(s, 14 * D);
  day_means(s, &crh, &acth);
  double later = fmax(fabs(crh - 1), fabs(acth - 1));
  ok(kn_sim_begin(s), &s->error);
  s->time = 0;
  day_means(s, &crh, &acth);
  print_message("behaviour 4: with a stronger drive CRH %.2f on the first day, %.0f %% off after two weeks, %.4f and "
                "ACTH %.4f settled\n",
                first, 100 * later, crh, acth);
  assert_true(fabs(first - 1) > 0.05 && later > 0.03);
  assert_true(fabs(crh - 1) < 0.005 && fabs(acth - 1) < 0.005);
  kn_sim_destroy(s);
}

// ---- 5: Trier social stress test -----------------------------------------------------------------------------------
// Held: the descending state is kept at a value by making it infinitely slow.
static double stress_rise(double hold, double *peak_at, double *left) {
  kn_sim *s = twin(healthy), *t = twin(healthy);
  kn_sim *both[] = {s, t};
  for (int i = 0; i < 2 && hold > 0; i++) {
    par(both[i])->tau_O = 1e12;
    mind(both[i])->descending = hold;
    go(both[i], 6 * H); // until what the state does to cortisol has settled
  }
  double t0 = s->time, most = 0;
  threaten(t, t0 + 20 * MIN, 1);
  go(s, t0 + 20 * MIN);
  for (int m = 23; m <= 140; m += 3) {
    go(s, t0 + m * MIN);
    go(t, t0 + m * MIN);
    double d = get(t, KN_CORTISOL) - get(s, KN_CORTISOL);
    if (d > most) most = d, *peak_at = m;
    *left = d / most;
  }
  kn_sim_destroy(s);
  kn_sim_destroy(t);
  return most;
}
static void threat_raises_cortisol_and_a_strong_opioid_tone_takes_part_of_it(void **state_) {
  (void)state_;
  double at, left, held_at, held_left;
  double rise = stress_rise(0, &at, &left);
  // Morphine held the old opioid state at 1; on the scale of the merged one that is O0 + 1/kap_O. Both at 21 h.
  const double morphine = par(healthy)->O0 + 1 / par(healthy)->kap_O;
  double with = stress_rise(morphine, &held_at, &held_left),
         without = stress_rise(mind(healthy)->descending, &held_at, &held_left);
  behaviour("5", rise, 3, 10, "nmol/L", "saliva after 20 min of social threat at 15 h (science 4.9)");
  known_miss("5", at, 30, 50, "min", "its peak after onset (science 63)");
  known_miss("5", 100 * left, 0, 25, "%", "of it left at 140 min");
  behaviour("5", 100 * (1 - with / without), 25, 100, "%", "of the rise that a strong opioid tone takes");
  kn_sim *s = twin(healthy);
  threaten(s, 20 * MIN, 1);
  kn_sim *t = twin(healthy);
  go(t, 20 * MIN);
  behaviour("5", get(s, KN_HEART_RATE) - get(t, KN_HEART_RATE), 8, 20, "bpm", "heart rate at its end (science 12.7)");
  assert_true(get(s, KN_STATE_ANXIETY) > get(t, KN_STATE_ANXIETY) + 5);
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}

// ---- 6, 7, 13, 14, 19: what hands do while they work ---------------------------------------------------------------
static void moderate_pressure_slows_the_heart_and_light_contact_does_not(void **state_) {
  (void)state_;
  // The same attention in all, so that only the hands differ
  kn_sim *rest = session(healthy, KN_REST, 15, 0.1), *light = session(healthy, KN_LIGHT_TOUCH, 15, 0.1),
         *firm = session(healthy, KN_RELAXATION, 15, 0.1);
  go(rest, 15 * MIN), go(light, 15 * MIN), go(firm, 15 * MIN);
  kn_sim *none = twin(healthy);
  go(none, 15 * MIN);
  double base = get(none, KN_HEART_RATE), vagal = get(none, KN_RMSSD);
  print_message(
      "behaviour 6: heart rate %.1f: rest %+.1f, light %+.1f, moderate %+.1f bpm; RMSSD %.0f: %+.0f, %+.0f, %+.0f ms\n",
      base, get(rest, KN_HEART_RATE) - base, get(light, KN_HEART_RATE) - base, get(firm, KN_HEART_RATE) - base, vagal,
      get(rest, KN_RMSSD) - vagal, get(light, KN_RMSSD) - vagal, get(firm, KN_RMSSD) - vagal);
  assert_true(get(firm, KN_HEART_RATE) < get(rest, KN_HEART_RATE) && get(firm, KN_RMSSD) > get(rest, KN_RMSSD));
  assert_true(get(light, KN_HEART_RATE) > get(rest, KN_HEART_RATE) && get(light, KN_RMSSD) < get(rest, KN_RMSSD));
  behaviour("6", get(firm, KN_HEART_RATE) - base, -9, -3, "bpm", "15 min of moderate pressure");
  kn_sim_destroy(rest), kn_sim_destroy(light), kn_sim_destroy(firm), kn_sim_destroy(none);
}
static void touch_satiates_within_an_hour_and_recovers(void **state_) {
  (void)state_;
  kn_sim *s = session(healthy, KN_RELAXATION, 60, -1);
  double most = 0, most_at = 0, last = -1, gain[13];
  for (int i = 1; i <= 12; i++) {
    go(s, i * 5 * MIN - 1e-3);
    assert_true(mind(s)->habituation > last);
    last = mind(s)->habituation;
    gain[i] = 1 - par(s)->hb * last;
    if (mind(s)->vagal > most) most = mind(s)->vagal, most_at = i * 5;
  }
  print_message("behaviour 7: gain of touch %.2f at 15 min, %.2f at 45 min; vagal tone is highest at %g min\n", gain[3],
                gain[9], most_at);
  assert_true(gain[9] < gain[3] - 0.05);
  assert_true(most_at <= 30);
  go(s, D);
  assert_true(mind(s)->habituation < 0.1);
  kn_sim_destroy(s);
}
static void oxytocin_follows_stroking_and_nothing_follows_oxytocin(void **state_) {
  (void)state_;
  kn_sim *light = session(healthy, KN_LIGHT_TOUCH, 60, -1), *firm = session(healthy, KN_RELAXATION, 60, -1),
         *rest = session(healthy, KN_REST, 60, -1);
  go(light, H), go(firm, H), go(rest, H);
  print_message("behaviour 13: oxytocin %.2f after light touch, %.2f after massage, %.2f after rest\n",
                get(light, KN_OXYTOCIN), get(firm, KN_OXYTOCIN), get(rest, KN_OXYTOCIN));
  assert_true(get(light, KN_OXYTOCIN) >= get(firm, KN_OXYTOCIN) && get(firm, KN_OXYTOCIN) > get(rest, KN_OXYTOCIN));
  behaviour("14", percent(get(firm, KN_ENDORPHIN), get(rest, KN_ENDORPHIN)), 0, 16, "%",
            "beta-endorphin at the end of a massage against rest");
  kn_sim_destroy(light), kn_sim_destroy(firm), kn_sim_destroy(rest);

  kn_sim *a = course(anxious, KN_RELAXATION, 6, 2, -1), *b = course(anxious, KN_RELAXATION, 6, 2, -1),
         *none = twin(anxious);
  par(b)->kXct = par(b)->kXctx = par(b)->kXrest = 0;
  double worst = 0;
  const char *which = "";
  const double looks[] = {D + 58 * MIN, 20 * D};
  for (int i = 0; i < 2; i++) {
    go(a, looks[i]), go(b, looks[i]), go(none, looks[i]);
    for (int o = 0; o < KN_OUTCOME_COUNT; o++) {
      if (o == KN_OXYTOCIN) continue;
      double effect = get(a, o) - get(none, o), change = get(b, o) - get(a, o);
      const kn_outcome_info *info = kn_outcome_at(o);
      double reading = info->error_is_fraction ? info->error * get(none, o) : info->error;
      if (fabs(effect) < 0.5 * reading) continue; // an effect that nobody could see is none
      if (fabs(change / effect) > worst) worst = fabs(change / effect), which = kn_outcome_at(o)->key;
    }
  }
  print_message("  most changed: %s\n", which);
  behaviour("13", 100 * worst, 0, 5, "%", "largest share of any effect that oxytocin carries");
  kn_sim_destroy(a), kn_sim_destroy(b), kn_sim_destroy(none);
}
static void painful_hands_alarm(void **state_) {
  (void)state_;
  kn_sim *hurt = session(anxious, KN_ELBOW_PRESSURE, 60, -1), *firm = session(anxious, KN_RELAXATION, 60, -1),
         *rest = session(anxious, KN_REST, 60, -1), *none = twin(anxious);
  go(hurt, 59 * MIN), go(firm, 59 * MIN), go(rest, 59 * MIN), go(none, 59 * MIN);
  double conductance = pow(mind(hurt)->sympathetic, 1.5) / pow(mind(none)->sympathetic, 1.5);
  print_message("behaviour 19: STAI-S %.1f: rest %+.1f, massage %+.1f, too painful %+.1f\n",
                get(none, KN_STATE_ANXIETY), get(rest, KN_STATE_ANXIETY) - get(none, KN_STATE_ANXIETY),
                get(firm, KN_STATE_ANXIETY) - get(none, KN_STATE_ANXIETY),
                get(hurt, KN_STATE_ANXIETY) - get(none, KN_STATE_ANXIETY));
  // Structural: pain takes from all that pressure gives
  assert_true(mind(hurt)->sympathetic > mind(firm)->sympathetic && mind(hurt)->vagal < mind(firm)->vagal);
  assert_true(get(hurt, KN_STATE_ANXIETY) > get(firm, KN_STATE_ANXIETY) + 0.5);
  known_miss("19", percent(conductance, 1), 0, 100, "%", "skin conductance in a painful session");
  known_miss("19", get(hurt, KN_HEART_RATE) - get(none, KN_HEART_RATE), 0, 20, "bpm",
             "heart rate in a painful session");
  known_miss("19",
             (get(none, KN_STATE_ANXIETY) - get(hurt, KN_STATE_ANXIETY)) /
                 (get(none, KN_STATE_ANXIETY) - get(rest, KN_STATE_ANXIETY)),
             -5, 1, "", "gain in STAI-S in a painful session over that of rest");
  kn_sim_destroy(hurt), kn_sim_destroy(firm), kn_sim_destroy(rest), kn_sim_destroy(none);
}

// ---- 8, 9, 20: one session -----------------------------------------------------------------------------------------
static void one_session_lowers_state_anxiety_more_in_the_anxious_and_leaves_cortisol(void **state_) {
  (void)state_;
  double points[2];
  for (int i = 0; i < 2; i++) {
    const kn_sim *who = i ? anxious : healthy;
    kn_sim *firm = session(who, KN_RELAXATION, 60, -1), *rest = session(who, KN_REST, 60, -1), *none = twin(who);
    go(firm, 69 * MIN), go(rest, 69 * MIN), go(none, 69 * MIN);
    points[i] = get(none, KN_STATE_ANXIETY) - get(firm, KN_STATE_ANXIETY);
    if (i == 1) {
      behaviour("8", points[1] / STAI_SD, 0.5, 0.9, "g", "STAI-S 9 min after a session against nothing, anxious");
      behaviour("8", (get(rest, KN_STATE_ANXIETY) - get(firm, KN_STATE_ANXIETY)) / STAI_SD, 0.2, 0.6, "g",
                "against quiet rest");
      behaviour("9", (get(firm, KN_CORTISOL) / get(none, KN_CORTISOL) - 1) / CORTISOL_CV, -0.3, 0.3, "g",
                "cortisol after one session");
    }
    kn_sim_destroy(firm), kn_sim_destroy(rest), kn_sim_destroy(none);
  }
  print_message("behaviour 8: %.1f points in the healthy, %.1f in the anxious\n", points[0], points[1]);
  assert_true(points[0] > 0 && points[0] < points[1]);
}

// ---- 10, 11, 12, 20, 23: courses of two sessions a week ------------------------------------------------------------
static void a_course_lowers_trait_anxiety_and_depression_and_each_part_has_its_share(void **state_) {
  (void)state_;
  double end_at = 36 * D;
  kn_sim *none = twin(anxious), *full = course(anxious, KN_RELAXATION, 10, 2, -1);
  kn_sim *room = course(anxious, KN_RELAXING_ROOM, 10, 2, -1), *light = course(anxious, KN_LIGHT_TOUCH, 10, 2, -1);
  kn_sim *touch = course(anxious, KN_RELAXATION, 10, 2, 0.0),
         *attention = course(anxious, KN_RELAXING_ROOM, 10, 2, 1.0);
  go(none, end_at), go(full, end_at), go(room, end_at), go(light, end_at), go(touch, end_at), go(attention, end_at);
  double gain = get(none, KN_TRAIT_ANXIETY) - get(full, KN_TRAIT_ANXIETY);
  behaviour("10", gain / STAI_SD, 0.5, 1.0, "g", "trait anxiety after ten massages in five weeks");
  behaviour("10", (get(none, KN_DEPRESSION) - get(full, KN_DEPRESSION)) / 5.0, 0.4, 0.8, "g",
            "PHQ-9 after it (spread 5 points)");
  behaviour("9", (get(full, KN_CORTISOL) / get(none, KN_CORTISOL) - 1) / CORTISOL_CV, -0.3, 0.3, "g",
            "cortisol after it");
  double room_share = 100 * (get(none, KN_TRAIT_ANXIETY) - get(room, KN_TRAIT_ANXIETY)) / gain;
  behaviour("11", room_share, 40, 95, "%", "of the massage's effect on trait anxiety that a relaxing room has");
  behaviour("11", 100 * (get(none, KN_TRAIT_ANXIETY) - get(light, KN_TRAIT_ANXIETY)) / gain, 55, 95, "%",
            "that light touch has");
  double alone = 100 * (get(none, KN_TRAIT_ANXIETY) - get(touch, KN_TRAIT_ANXIETY)) / gain;
  known_miss("20", alone, 40, 60, "%",
             "that touch without any attention has, course (it teaches no safety without context)");
  behaviour("20", 100 * (get(none, KN_TRAIT_ANXIETY) - get(attention, KN_TRAIT_ANXIETY)) / gain, 40, 95, "%",
            "that full attention without touch has, course");
  go(full, end_at + 26 * 7 * D);
  go(none, end_at + 26 * 7 * D);
  behaviour("23", 100 * (get(none, KN_TRAIT_ANXIETY) - get(full, KN_TRAIT_ANXIETY)) / gain, 0, 25, "%",
            "of it left 26 weeks after the end");
  kn_sim_destroy(none), kn_sim_destroy(full), kn_sim_destroy(room), kn_sim_destroy(light), kn_sim_destroy(touch),
      kn_sim_destroy(attention);

  kn_sim *a = twin(anxious), *b = session(anxious, KN_RELAXATION, 60, -1), *c = session(anxious, KN_RELAXATION, 60, 0),
         *d = session(anxious, KN_RELAXING_ROOM, 60, 1);
  go(a, H), go(b, H), go(c, H), go(d, H);
  double one = get(a, KN_STATE_ANXIETY) - get(b, KN_STATE_ANXIETY);
  known_miss("20", 100 * (get(a, KN_STATE_ANXIETY) - get(c, KN_STATE_ANXIETY)) / one, 40, 60, "%",
             "of the fall of STAI-S in a session that touch alone has");
  behaviour("20", 100 * (get(a, KN_STATE_ANXIETY) - get(d, KN_STATE_ANXIETY)) / one, 40, 100, "%",
            "of it that full attention alone has");
  kn_sim_destroy(a), kn_sim_destroy(b), kn_sim_destroy(c), kn_sim_destroy(d);
}
static void most_of_the_gain_of_twelve_weeks_comes_in_the_first_six(void **state_) {
  (void)state_;
  kn_sim *s = course(anxious, KN_RELAXATION, 24, 2, -1);
  double base = get(anxious, KN_ANXIETY_RATED);
  go(s, 42 * D);
  double half = base - get(s, KN_ANXIETY_RATED);
  go(s, 84 * D);
  behaviour("12", 100 * half / (base - get(s, KN_ANXIETY_RATED)), 65, 100, "%",
            "of the gain in HAM-A in the first half");
  kn_sim_destroy(s);
}

// ---- 15, 16, 17, 21 ------------------------------------------------------------------------------------------------
static void the_anxious_have_less_vagal_tone(void **state_) {
  (void)state_;
  known_miss("15", log(get(anxious, KN_RMSSD) / get(healthy, KN_RMSSD)) / 0.45, -0.6, -0.3, "g",
             "RMSSD, anxious against healthy (spread 0.40 and reading 0.20 in ln)");
}
static void a_bad_night_does_more_to_pain_than_pain_to_the_night(void **state_) {
  (void)state_;
  // One usual step of each: sleep efficiency by 3 points, pain by 1 point (source moved)
  kn_sim *base = twin(anxious), *tired = twin(anxious), *sore = twin(anxious);
  double day = clock_at(base, 1, 8), later = clock_at(base, 1, 15);
  go(base, day), go(tired, day), go(sore, day);
  mind(tired)->sleep_efficiency -= 0.05;
  double z = 0.05 / 0.05; // steps of the night, in spreads of 5 %
  go(base, later), go(tired, later);
  double pain_by_sleep = (get(tired, KN_PAIN) - get(base, KN_PAIN)) / 1.5 / z; // in spreads of 1.5 points
  sore->source[0] += 0.02;
  go(sore, later);
  double p = (get(sore, KN_PAIN) - get(base, KN_PAIN)) / 1.5;
  go(base, clock_at(base, 2, 8)), go(sore, clock_at(sore, 2, 8));
  double sleep_by_pain = (get(base, KN_SLEEP_EFFICIENCY) - get(sore, KN_SLEEP_EFFICIENCY)) / 5.0 / p;
  print_message("behaviour 16: pain by a bad night %.3f, the night by pain %.3f, in spreads\n", pain_by_sleep,
                sleep_by_pain);
  assert_true(pain_by_sleep > 0 && sleep_by_pain > 0);
  assert_true(pain_by_sleep > sleep_by_pain);
  kn_sim_destroy(base), kn_sim_destroy(tired), kn_sim_destroy(sore);
}
static void complaints_about_sleep_follow_mood_also_when_sleep_is_the_same(void **state_) {
  (void)state_;
  kn_sim *s = twin(healthy);
  double before = get(s, KN_SLEEP_QUALITY), efficiency = get(s, KN_SLEEP_EFFICIENCY);
  mind(s)->trait += 0.15;
  mind(s)->depression += 0.1;
  print_message("behaviour 17: PSQI %.2f -> %.2f at the same efficiency\n", before, get(s, KN_SLEEP_QUALITY));
  assert_true(get(s, KN_SLEEP_QUALITY) > before + 0.3);
  assert_true(get(s, KN_SLEEP_EFFICIENCY) == efficiency);
  kn_sim_destroy(s);
}
static void headaches_are_fewer_after_six_weeks_and_half_of_that_is_placebo(void **state_) {
  (void)state_;
  kn_sim *full = course(anxious, KN_RELAXATION, 12, 2, -1), *room = course(anxious, KN_RELAXING_ROOM, 12, 2, -1);
  kn_sim *none = twin(anxious), *all[] = {full, room, none};
  for (int i = 0; i < 3; i++) {
    all[i]->numbers.room.map.ha_0 = -0.6; // tension-type headache
    go(all[i], 43 * D);
  }
  double fall = percent(get(full, KN_HEADACHE), get(none, KN_HEADACHE)),
         placebo = percent(get(room, KN_HEADACHE), get(none, KN_HEADACHE));
  behaviour("21", fall, -30, -15, "%", "headache days after six weeks, anxious person prone to tension headache");
  behaviour("21", 100 * placebo / fall, 50, 100, "%", "of it with a relaxing room");
  assert_true(fall < placebo && placebo < 0);
  kn_sim_destroy(full), kn_sim_destroy(room), kn_sim_destroy(none);
}

// ---- 18: the cusp of depression ------------------------------------------------------------------------------------
// Equilibria of the room's own depression equation for a constant drive: D = h + rD D^2/(kapD^2 + D^2)
static int equilibria(kn_sim *s, double rD, double h) {
  int found = 0;
  double last = 0;
  par(s)->rD = rD;
  for (int i = 0; i <= 40000; i++) {
    double d = i * 2.5e-5;
    kn_chain_state y;
    memcpy(&y.mind, mind(s), sizeof y.mind);
    y.mind.depression = d;
    kn_mind_in in = {.life_stress = 1.0};
    kn_mind_out out;
    kn_mind_rates r;
    // h is reached through its constant part, all else in it being what it is now
    kn_mind_sense(par(s), &y.mind, &out);
    par(s)->h0 = 0;
    y.mind.trait = par(s)->T_r;
    y.mind.stress = par(s)->ps_r;
    y.mind.load = par(s)->L_r;
    y.mind.safety = 0;
    out.sleep_loss = 0;
    par(s)->d_h = 1e-9; // the smooth positive part out of the way
    par(s)->h0 = h;
    kn_mind(par(s), 12 * 3600.0, &in, &y.mind, &out, &r);
    double rate = r.depression.make - r.depression.lose * d;
    if (i > 0 && (rate > 0) != (last > 0)) found++;
    last = rate;
  }
  return found;
}
static void self_feedback_of_depression_above_the_cusp_gives_two_states_and_below_it_one(void **state_) {
  (void)state_;
  kn_sim *s = twin(healthy);
  // The cusp of this curve is at rD = 8/(3 sqrt 3) kapD = 0.6158
  int most_above = 0, most_below = 0;
  for (int i = 1; i <= 16; i++) {
    int above = equilibria(s, 0.66, 0.005 * i), below = equilibria(s, 0.60, 0.005 * i);
    if (above > most_above) most_above = above;
    if (below > most_below) most_below = below;
  }
  print_message("behaviour 18: at most %d equilibria with rD 0.66, %d with 0.60\n", most_above, most_below);
  assert_int_equal(most_above, 3);
  assert_int_equal(most_below, 1);
  kn_sim_destroy(s);
}
static void a_vulnerable_person_stays_where_she_is_and_a_healthy_one_comes_back(void **state_) {
  (void)state_;
  static const double rD[] = {0.80, 0.42};
  double phq[2][2];
  for (int i = 0; i < 2; i++)
    for (int high = 0; high < 2; high++) {
      kn_sim *s = twin(healthy);
      par(s)->rD = rD[i];
      mind(s)->depression = high ? 0.7 : 0.03;
      go(s, 120 * D);
      phq[i][high] = get(s, KN_DEPRESSION);
      kn_sim_destroy(s);
    }
  print_message("behaviour 18: PHQ-9 after 120 days, started low and high: %.1f and %.1f with rD 0.80 (science 5.3, "
                "20.3), %.1f and %.1f with 0.42 (2.5)\n",
                phq[0][0], phq[0][1], phq[1][0], phq[1][1]);
  assert_true(phq[0][1] > phq[0][0] + 8);
  assert_true(fabs(phq[1][1] - phq[1][0]) < 0.5);
}

// ---- 22, 24 --------------------------------------------------------------------------------------------------------
static void abdominal_massage_moves_the_gut_over_weeks(void **state_) {
  (void)state_;
  kn_sim *s[2]; // the first one's gut does not feel the hands; all else of the hour is the same
  for (int i = 0; i < 2; i++) {
    s[i] = twin(healthy);
    if (i == 0) par(s[i])->kGa = 0;
    kn_course_def c = kn_default_course(KN_RELAXATION);
    c.session.start_s = D;
    c.session.minutes = 15;
    c.session.region_count = 1;
    c.session.region[0] = KN_ABDOMEN;
    c.session.share = 1;
    c.session.context = 0.3;
    c.sessions = 28;
    c.per_week = 7;
    ok(kn_sim_course(s[i], &c), &s[i]->error);
    go(s[i], 29 * D);
  }
  double base = get(healthy, KN_DIGESTION);
  print_message("behaviour 22: gut motility %.4f at first, %.4f after four weeks on an abdomen that does not feel it, "
                "%.4f on one that does; "
                "GSRS %.3f, %.3f, %.3f\n",
                mind(healthy)->gut, mind(s[0])->gut, mind(s[1])->gut, base, get(s[0], KN_DIGESTION),
                get(s[1], KN_DIGESTION));
  assert_true(mind(s[1])->gut > mind(s[0])->gut && get(s[1], KN_DIGESTION) < get(s[0], KN_DIGESTION));
  assert_true(mind(s[1])->gut > mind(healthy)->gut && get(s[1], KN_DIGESTION) < base);
  kn_sim_destroy(s[0]), kn_sim_destroy(s[1]);
}
static void every_state_stays_in_its_domain_under_abuse(void **state_) {
  (void)state_;
  kn_sim *s = twin(anxious);
  s->source[0] *= 4;
  par(s)->s0 *= 2;
  static const int all[] = {KN_RELAXATION, KN_DEEP, KN_ELBOW_PRESSURE, KN_LIGHT_TOUCH};
  for (int d = 0; d < 60; d++) {
    kn_session_def one = kn_default_session(all[d % 4]);
    one.start_s = d * D;
    one.minutes = 90;
    ok(kn_sim_session(s, &one), &s->error);
    for (int h = 1; h <= 4; h++) {
      go(s, d * D + h * 5 * H);
      for (int i = 0; i < s->states; i++) {
        const kn_state_info *info = kn_state_at(i);
        double offset = strcmp(info->unit, "degC") == 0 ? 273.15 : 0.0, slack = 1e-6 * info->scale;
        if (!(s->y[i] - offset >= info->low - slack && s->y[i] - offset <= info->high + slack))
          fail_msg("%s.%s = %g", info->room, info->name, s->y[i]);
      }
    }
  }
  print_message("behaviour 24: after 60 days of abuse pain %.1f, PHQ-9 %.1f, sympathetic tone %.2f, descending %.2f\n",
                get(s, KN_PAIN), get(s, KN_DEPRESSION), mind(s)->sympathetic, mind(s)->descending);
  assert_true(get(s, KN_PAIN) < 9.5 && mind(s)->sympathetic < 3 && mind(s)->descending < 1.5);
  kn_sim_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cortisol_rises_after_waking_and_is_low_at_night),
      cmocka_unit_test(without_the_awakening_pulse_and_after_a_nap_there_is_no_awakening_response),
      cmocka_unit_test(glands_bring_the_mean_of_crh_and_acth_back_to_one_and_need_weeks),
      cmocka_unit_test(threat_raises_cortisol_and_a_strong_opioid_tone_takes_part_of_it),
      cmocka_unit_test(moderate_pressure_slows_the_heart_and_light_contact_does_not),
      cmocka_unit_test(touch_satiates_within_an_hour_and_recovers),
      cmocka_unit_test(oxytocin_follows_stroking_and_nothing_follows_oxytocin),
      cmocka_unit_test(painful_hands_alarm),
      cmocka_unit_test(one_session_lowers_state_anxiety_more_in_the_anxious_and_leaves_cortisol),
      cmocka_unit_test(a_course_lowers_trait_anxiety_and_depression_and_each_part_has_its_share),
      cmocka_unit_test(most_of_the_gain_of_twelve_weeks_comes_in_the_first_six),
      cmocka_unit_test(the_anxious_have_less_vagal_tone),
      cmocka_unit_test(a_bad_night_does_more_to_pain_than_pain_to_the_night),
      cmocka_unit_test(complaints_about_sleep_follow_mood_also_when_sleep_is_the_same),
      cmocka_unit_test(headaches_are_fewer_after_six_weeks_and_half_of_that_is_placebo),
      cmocka_unit_test(self_feedback_of_depression_above_the_cusp_gives_two_states_and_below_it_one),
      cmocka_unit_test(a_vulnerable_person_stays_where_she_is_and_a_healthy_one_comes_back),
      cmocka_unit_test(abdominal_massage_moves_the_gut_over_weeks),
      cmocka_unit_test(every_state_stays_in_its_domain_under_abuse),
      cmocka_unit_test(what_the_merged_parameters_miss),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
