// What one bout of exercise and one massage do to a healthy person: the behaviours T1-T19, T25 and T28 of the repair
// and pain science, with the parameters of the merged chain. A structural behaviour asserts. A calibrated one has a
// band and asserts too, unless it is a known miss: those are printed at the end, since a model that cannot do
// something should say so. The bout is in the low back, whose layers the science used; the massage has all its time
// there (share 1).
#include "verify/behaviour.h"
#include "half_space.h"

static kn_sim *healthy;

// ---- flying --------------------------------------------------------------------------------------------------------
static kn_sim *bout(double severity) {
  kn_sim *s = twin(healthy);
  ok(kn_sim_bout(s, KN_LOW_BACK, 0.0, severity), &s->error);
  return s;
}
static void massage(kn_sim *s, int technique, double start, double minutes) {
  kn_session_def d = kn_default_session(technique);
  d.start_s = start;
  d.minutes = minutes;
  d.share = 1.0;
  ok(kn_sim_session(s, &d), &s->error);
}
static double state(const kn_sim *s, const char *name) {
  double v = NAN;
  ok(kn_sim_state(s, name, &v), &s->error);
  return v;
}
static const kn_region_state *region_of(const kn_sim *s) {
  return (const kn_region_state *)(const void *)(s->y + KN_MIND_STATES);
}
// What the chain computes on the way, now: NF-kB is not a state.
static double nfkb(const kn_sim *s) {
  kn_chain_in in;
  kn_chain_state y = {0};
  kn_chain_rates r;
  kn_chain_seen seen;
  kn_sim_inputs(s, s->time, &in);
  memcpy(&y, s->y, (size_t)s->states * sizeof *s->y);
  kn_chain(&s->numbers.room.chain, s->regions, s->time + s->who.starts_h * H, &in, &y, &r, &seen);
  return seen.region[0].repair.nfkb;
}
// The stroke of the last session replaced by one of a given mean surface pressure (Pa) on an area (m2).
static void press(kn_sim *s, double pressure, double area, double rate, double speed) {
  half_stroke one = {1.0, pressure * area, area, pressure * area, rate, speed};
  half_replace(s, &one, 0);
}

// The two weeks after the bout, hour by hour, untreated and after the massages that several tests look at.
enum { HOURS = 14 * 24 };
enum { SORE, PPT, STRENGTH, OEDEMA, IL6, TNF, IL10, N, M1, M2, ROM, ROWS };
typedef struct course {
  double v[ROWS][HOURS + 1];
} course;
static course untreated, ten_at_3, thirty_at_2;

static void follow(kn_sim *s, course *c) {
  for (int h = 0; h <= HOURS; h++) {
    go(s, h * H);
    const kn_repair_state *r = &region_of(s)->repair;
    const double row[ROWS] = {get(s, KN_SORENESS),
                              get(s, KN_PPT),
                              get(s, KN_STRENGTH),
                              r->oedema,
                              r->il6,
                              r->tnf,
                              r->il10,
                              r->neutrophils,
                              r->m1,
                              r->m2,
                              get(s, KN_ROM)};
    for (int i = 0; i < ROWS; i++) c->v[i][h] = row[i];
  }
}
static int peak(const course *c, int row) {
  int best = 0;
  for (int h = 0; h <= HOURS; h++)
    if (c->v[row][h] > c->v[row][best]) best = h;
  return best;
}
static double top(const course *c, int row) { return c->v[row][peak(c, row)]; }
static double percent(double v, double of) { return 100.0 * (v / of - 1.0); }

static int begin(void **state_) {
  (void)state_;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  kn_person_def who = kn_default_person(KN_HEALTHY);
  ok(kn_sim_create(ctx, model, &who, 1, &healthy), kn_ctx_error(ctx));
  kn_sim *s = bout(1.0);
  follow(s, &untreated);
  kn_sim_destroy(s);
  s = bout(1.0);
  massage(s, KN_RELAXATION, 3 * H, 10);
  follow(s, &ten_at_3);
  kn_sim_destroy(s);
  s = bout(1.0);
  massage(s, KN_RELAXATION, 2 * H, 30);
  follow(s, &thirty_at_2);
  kn_sim_destroy(s);
  return 0;
}

// ---- T1, T2 --------------------------------------------------------------------------------------------------------
// Health is a daily cycle, not a point: the same clock hour is compared, in ordinary changes of each state. Flown tightly
// the cycle closes to what settling stops at; the everyday tolerance adds its own error, largest in sleep efficiency.
static void health_is_a_daily_cycle(void **state_) {
  (void)state_;
  kn_sim *s = NULL;
  for (int tight = 1; tight >= 0; tight--) {
    kn_sim_destroy(s);
    s = twin(healthy);
    if (tight) s->rtol = 1e-8;
    go(s, 30 * D);
    double worst = 0;
    for (int i = 0; i < s->states; i++) {
      double d = fabs(s->y[i] - healthy->y[i]) / kn_state_at(i)->scale;
      if (d > worst) worst = d;
    }
    if (tight)
      behaviour("T1", worst, 0, 1e-4, "scales", "largest drift in 30 days of health, rtol 1e-8");
    else
      behaviour("T1", worst, 0, 3e-3, "scales", "largest drift in 30 days of health, rtol 1e-6");
  }
  for (int i = 1; i <= 24; i++) { // the tissue has no clock of its own: it must hardly breathe with the day
    go(s, 30 * D + i * H);
    assert_true(fabs(get(s, KN_SORENESS) - get(healthy, KN_SORENESS)) < 0.1);
    assert_true(get(s, KN_STRENGTH) > 99.9);
  }
  kn_sim_destroy(s);
}

// The equations keep every state in its domain; the integrator keeps that up to its tolerance, which near 0 is a tenth
// of rtol times the scale of the state. So the band of T2 is asked of a tight flight, and of the everyday one its
// tolerance.
static void leave(kn_sim *s, double *below, double *above, const char **who) {
  for (int i = 0; i < s->states; i++) {
    const kn_state_info *info = kn_state_at(i);
    double offset = strcmp(info->unit, "degC") == 0 ? 273.15 : 0.0;
    double low = s->y[i] - offset - info->low, high = s->y[i] - offset - info->high;
    if (low < *below) *below = low, *who = info->name;
    if (high > *above) *above = high;
  }
}
static void a_double_bout_with_massage_keeps_every_state_in_its_domain(void **state_) {
  (void)state_;
  for (int tight = 0; tight < 2; tight++) {
    kn_sim *s = bout(2.0);
    if (tight) s->rtol = 1e-9;
    massage(s, KN_DEEP, 1 * H, 60);
    massage(s, KN_ELBOW_PRESSURE, 48 * H, 60);
    double below = 0, above = -1;
    const char *who = "none";
    for (int h = 0; h < 10 * 24; h += 2) {
      go(s, h * H);
      leave(s, &below, &above, &who);
    }
    if (tight) {
      behaviour("T2", below, -1e-8, 0, "", "how far any state falls below its domain, rtol 1e-9");
      behaviour("T2", above, -1, 1e-8, "", "how far any state rises above its domain, rtol 1e-9");
    } else {
      known_miss("T2", below, -1e-8, 0, "", "how far any state falls below its domain, rtol 1e-6");
      print_message("  by %s\n", who);
      assert_true(below > -1e-6 && above < 1e-6);
    }
    kn_sim_destroy(s);
  }
}

// ---- T3-T8: the untreated bout -------------------------------------------------------------------------------------
static void neutrophils_come_before_m1_before_m2(void **state_) {
  (void)state_;
  behaviour("T3", peak(&untreated, N), 12, 30, "h", "peak of neutrophils");
  behaviour("T4", peak(&untreated, M1), 36, 72, "h", "peak of M1");
  behaviour("T4", peak(&untreated, M2), 96, 168, "h", "peak of M2");
  assert_true(peak(&untreated, N) < peak(&untreated, M1) && peak(&untreated, M1) < peak(&untreated, M2));
}
static void il6_peaks_before_tnf_before_il10(void **state_) {
  (void)state_;
  behaviour("T5", peak(&untreated, IL6), 6, 18, "h", "peak of IL-6");
  behaviour("T5", peak(&untreated, TNF), 12, 36, "h", "peak of TNF");
  behaviour("T5", peak(&untreated, IL10), 72, 144, "h", "peak of IL-10");
  assert_true(peak(&untreated, IL6) < peak(&untreated, TNF) && peak(&untreated, TNF) < peak(&untreated, IL10));
}
static void soreness_comes_late_and_goes_within_a_week(void **state_) {
  (void)state_;
  double most = top(&untreated, SORE);
  behaviour("T6", peak(&untreated, SORE), 24, 72, "h", "peak of soreness");
  behaviour("T6", 100 * untreated.v[SORE][8] / most, 0, 20, "%", "of it at 8 h");
  behaviour("T6", 100 * untreated.v[SORE][168] / most, 0, 15, "%", "of it at 7 d");
  behaviour("T6", most, 4, 7, "points", "its height (science 5.7)");
}
static void swelling_peaks_after_three_to_five_days(void **state_) {
  (void)state_;
  behaviour("T7", peak(&untreated, OEDEMA), 72, 120, "h", "peak of swelling");
}
static void half_the_strength_is_lost_and_most_is_back_in_a_week(void **state_) {
  (void)state_;
  behaviour("T8", untreated.v[STRENGTH][1], 40, 70, "%", "strength at 1 h");
  behaviour("T8", untreated.v[STRENGTH][168], 80, 95, "%", "strength at 7 d");
}

// ---- T9-T13 --------------------------------------------------------------------------------------------------------
static void early_massage_lowers_peak_soreness(void **state_) {
  (void)state_;
  behaviour("T9", percent(top(&ten_at_3, SORE), top(&untreated, SORE)), -35, -5, "%", "peak soreness, 10 min at 3 h");
  behaviour("T9", percent(top(&thirty_at_2, SORE), top(&untreated, SORE)), -35, -5, "%",
            "peak soreness, 30 min at 2 h");
  for (int h = 24; h <= 72; h += 24)
    print_message("  at %d h: %+.0f %% after 10 min, %+.0f %% after 30 min\n", h,
                  percent(ten_at_3.v[SORE][h], untreated.v[SORE][h]),
                  percent(thirty_at_2.v[SORE][h], untreated.v[SORE][h]));
}
static void one_massage_hardly_changes_the_return_of_strength(void **state_) {
  (void)state_;
  double without = 0, with = 0;
  for (int h = 1; h <= HOURS; h++) without += 100 - untreated.v[STRENGTH][h], with += 100 - ten_at_3.v[STRENGTH][h];
  behaviour("T10", percent(with, without), -10, 10, "%", "area under the loss of strength, 10 min at 3 h");
}
static void massage_lowers_swelling(void **state_) {
  (void)state_;
  behaviour("T11", percent(top(&ten_at_3, OEDEMA), top(&untreated, OEDEMA)), -30, -3, "%",
            "peak of swelling, 10 min at 3 h");
}
static void massage_of_a_sore_muscle_helps_for_less_than_an_hour(void **state_) {
  (void)state_;
  kn_sim *s = bout(1.0), *t = bout(1.0);
  massage(t, KN_RELAXATION, 48 * H, 10);
  go(s, 48 * H + 10 * MIN);
  go(t, 48 * H + 10 * MIN);
  known_miss("T12", get(t, KN_SORENESS) - get(s, KN_SORENESS), -2, -0.5, "points",
             "soreness at the end of 10 min at 48 h");
  behaviour("T13", percent(get(t, KN_PPT), get(s, KN_PPT)), 5, 25, "%",
            "pressure-pain threshold at the end of 10 min at 48 h");
  go(s, 49 * H + 10 * MIN);
  go(t, 49 * H + 10 * MIN);
  behaviour("T12", get(s, KN_SORENESS) - get(t, KN_SORENESS), 0, 0.2, "points", "less soreness 60 min later");
  kn_sim_destroy(s);
  kn_sim_destroy(t);
  s = twin(healthy);
  massage(s, KN_RELAXATION, 0, 60);
  go(s, 60 * MIN);
  behaviour("T13", percent(get(s, KN_PPT), get(healthy, KN_PPT)), 5, 25, "%",
            "threshold at the end of 60 min, not sore");
  kn_sim_destroy(s);
}

// ---- T14: blocked COX-2 and B2. No calendar entry holds a drug, so the inputs are changed here. ---------------------
static void drug(kn_sim *s, double until, double share) {
  kn_chain_in in;
  double edge = s->numbers.room.chain.join.bout_time;
  while (s->time < until) {
    double next = s->time < edge && edge < until ? edge : until;
    kn_sim_inputs(s, 0.5 * (s->time + next), &in);
    in.cox_block = share;
    ok(kn_sim_integrate(s, &in, s->time, next, s->y), &s->error);
    s->time = next;
  }
}
static void a_block_of_cox2_helps_early_and_not_late(void **state_) {
  (void)state_;
  kn_sim *early = bout(1.0), *late = bout(1.0);
  drug(early, 14 * H, 1.0);
  go(early, 24 * H);
  double first = percent(get(early, KN_SORENESS), untreated.v[SORE][24]);
  go(early, 48 * H);
  double second = percent(get(early, KN_SORENESS), untreated.v[SORE][48]);
  go(late, 48 * H);
  drug(late, 54 * H, 1.0);
  double third = percent(get(late, KN_SORENESS), untreated.v[SORE][54]);
  print_message(
      "behaviour T14: soreness %+.0f %% at 24 h, %+.0f %% at 48 h by a block at 0-14 h; %+.1f %% by one at 48-54 h\n",
      first, second, third);
  assert_true(first < third && second < third && third <= 0);
  behaviour("T14", third, -10, 0, "%", "late block (rats: none)");
  known_miss("T14", second, -100, -50, "%", "early block at 48 h (rats: complete)");
  kn_sim_destroy(early);
  kn_sim_destroy(late);
}

// ---- T15: dose in pressure -----------------------------------------------------------------------------------------
static double sore_after(double kPa, double *bruise) {
  kn_sim *s = bout(1.0);
  massage(s, KN_RELAXATION, 2.5 * H, 10);
  press(s, kPa * 1e3, 60e-4, 0.6, 0.06);
  go(s, 2.5 * H);
  double before = region_of(s)->repair.debris;
  go(s, 2.5 * H + 10 * MIN);
  *bruise = region_of(s)->repair.debris - before;
  double most = 0;
  for (int h = 24; h <= 72; h += 3) {
    go(s, h * H);
    if (get(s, KN_SORENESS) > most) most = get(s, KN_SORENESS);
  }
  kn_sim_destroy(s);
  double same = 0;
  for (int h = 24; h <= 72; h += 3)
    if (untreated.v[SORE][h] > same) same = untreated.v[SORE][h];
  return percent(most, same);
}
static void soreness_is_an_inverted_u_of_pressure_and_bruising_pressure_harms(void **state_) {
  (void)state_;
  static const double kPa[] = {1, 3, 6, 12, 25, 50, 75, 100, 140, 180};
  enum { DOSES = sizeof kPa / sizeof *kPa };
  double change[DOSES], bruise;
  int best = 0;
  print_message("behaviour T15: peak soreness against pressure under the palm:");
  for (int i = 0; i < DOSES; i++) {
    change[i] = sore_after(kPa[i], &bruise);
    if (change[i] < change[best]) best = i;
    print_message(" %g kPa %+.1f %%%s", kPa[i], change[i], bruise > 0.01 ? " (bruised)" : "");
  }
  print_message("\n");
  assert_true(best > 0 && best < DOSES - 1);
  assert_true(change[0] > change[best] + 3 && change[0] < 0.5);
  assert_true(change[DOSES - 1] > 2); // more debris than it takes away
  for (int i = 1; i <= best; i++) assert_true(change[i] <= change[i - 1] + 1e-6);
  for (int i = best + 1; i < DOSES; i++) assert_true(change[i] >= change[i - 1] - 1e-6);
}

// ---- T16: sessions of 15 min on four days, from at once or from 48 h
// --------------------------------------------------
static void daily_massage_begun_at_once_helps_strength_more_than_begun_late(void **state_) {
  (void)state_;
  kn_sim *soon = bout(1.0), *late = bout(1.0);
  for (int i = 0; i < 4; i++) {
    massage(soon, KN_RELAXATION, H + i * D, 15);
    massage(late, KN_RELAXATION, (2 + i) * D, 15);
  }
  double less = 0, gain = 0;
  for (int h = 2; h <= 144; h += 2) {
    go(soon, h * H);
    if (untreated.v[N][h] - region_of(soon)->repair.neutrophils > less)
      less = untreated.v[N][h] - region_of(soon)->repair.neutrophils;
    if (h == 96) gain = get(soon, KN_STRENGTH) - untreated.v[STRENGTH][96];
  }
  go(late, 144 * H);
  double late_gain = get(late, KN_STRENGTH) - untreated.v[STRENGTH][144];
  print_message("  at 144 h %.1f, begun at 48 h %.1f, untreated %.1f %%; neutrophils at most %.2f fewer\n",
                get(soon, KN_STRENGTH), get(late, KN_STRENGTH), untreated.v[STRENGTH][144], less);
  behaviour("T16", late_gain, 0.2, 20, "%", "strength gained by four sessions from 48 h, at 144 h");
  behaviour("T16", gain - late_gain, 0.2, 20, "%",
            "gained by four sessions begun at once (at 96 h) over those (at 144 h)");
  assert_true(less > 0.05);
  kn_sim_destroy(soon);
  kn_sim_destroy(late);
}

// ---- T17 -----------------------------------------------------------------------------------------------------------
static void massage_after_exercise_holds_nfkb_and_cytokines_down_and_leaves_acid_alone(void **state_) {
  (void)state_;
  kn_sim *s = bout(1.0), *t = bout(1.0);
  massage(t, KN_RELAXATION, 3 * H, 10);
  double at = 3 * H + 10 * MIN + 2.5 * H;
  go(s, at);
  go(t, at);
  const kn_region_state *a = region_of(s), *b = region_of(t);
  behaviour("T17", percent(nfkb(t), nfkb(s)), -100, -5, "%", "NF-kB (science -40, merged -35)");
  behaviour("T17", percent(b->repair.tnf - 1, a->repair.tnf - 1), -100, -2, "%",
            "TNF above rest (science -29, merged -25)");
  behaviour("T17", percent(b->repair.il6 - 1, a->repair.il6 - 1), -100, -2, "%", "IL-6 above rest (science -29)");
  behaviour("T17", percent(1 + 1.3 * b->repair.mechano, 1 + 1.3 * a->repair.mechano), 5, 200, "%",
            "PGC-1a = 1 + 1.3 Q_m (science +60)");
  behaviour("T17", percent(1 - b->nerve.atp, 1 - a->nerve.atp), -5, 5, "%", "acid (science -2)");
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}

// ---- T18, T19, T28 -------------------------------------------------------------------------------------------------
static double reflex(double kPa) {
  kn_sim *s = twin(healthy);
  massage(s, KN_PETRISSAGE, 0, 5);
  press(s, kPa * 1e3, 60e-4, 0.6, 0.06);
  double v = 100 * (s->blocks[0].in.region[0].nerve.h_reflex - 1);
  kn_sim_destroy(s);
  return v;
}
static void pressure_depresses_the_h_reflex_more_the_deeper_and_only_while_it_lasts(void **state_) {
  (void)state_;
  double light = reflex(1.25), deep = reflex(2.5);
  known_miss("T18", light, -80, -50, "%", "H-reflex under 1.25 kPa");
  behaviour("T18", deep, -80, -50, "%", "H-reflex under 2.5 kPa (Morelli -71, -70)");
  assert_true(deep < light && light < 0);
  kn_sim *s = twin(healthy);
  massage(s, KN_PETRISSAGE, 0, 5);
  behaviour("T18", 100 * (s->blocks[0].in.region[0].nerve.h_reflex - 1), -80, -50, "%", "H-reflex under petrissage");
  double rest = state(s, "nerve.tone");
  go(s, 5 * MIN);
  double during = state(s, "nerve.tone");
  kn_chain_in in;
  kn_sim_inputs(s, 5.5 * MIN, &in);
  assert_true(in.region[0].nerve.h_reflex == 1.0); // the reflex itself is back with the last stroke
  go(s, 10 * MIN);
  behaviour("T18", 100 * (rest - state(s, "nerve.tone")) / (rest - during), -5, 25, "%",
            "of the fall in tone left 5 min after");
  assert_true(during < 0.7 * rest);
  go(s, 20 * MIN);
  assert_true(fabs(percent(state(s, "nerve.tone"), rest)) < 3);
  kn_sim_destroy(s);
}
static void stiffness_falls_for_minutes(void **state_) {
  (void)state_;
  kn_sim *s = twin(healthy);
  double rest = get(s, KN_STIFFNESS);
  massage(s, KN_RELAXATION, 0, 7);
  go(s, 7 * MIN);
  double after = percent(get(s, KN_STIFFNESS), rest);
  behaviour("T19", after, -10, -2, "%", "stiffness at the end of 7 min");
  go(s, 7 * MIN + 3.6 * MIN);
  behaviour("T19", 100 * percent(get(s, KN_STIFFNESS), rest) / after, 0, 50, "%", "of it left at 3.6 min");
  kn_sim_destroy(s);
}
static void range_of_motion_is_gained_for_hours_and_collagen_is_not_touched(void **state_) {
  (void)state_;
  kn_sim *s = bout(1.0), *t = bout(1.0);
  massage(t, KN_RELAXATION, 48 * H, 30);
  go(s, 48.5 * H);
  go(t, 48.5 * H);
  double gain = get(t, KN_ROM) - get(s, KN_ROM);
  double tol_gain = get(s, KN_PAIN) - get(t, KN_PAIN);
  double collagen = percent(state(t, "repair.collagen"), state(s, "repair.collagen"));
  go(s, 49.5 * H);
  go(t, 49.5 * H);
  double left = get(t, KN_ROM) - get(s, KN_ROM);
  print_message(
      "behaviour T28: range of motion %+.2f %% at the end, %+.2f %% an hour later; collagen %+.3f %%; pain %.2f less\n",
      gain, left, collagen, tol_gain);
  assert_true(gain > 0.5);
  assert_true(left < 0.6 * gain && left > -0.5);
  assert_true(fabs(collagen) < 0.5);
  assert_true(tol_gain > 0); // part of the gain is what can be borne
  kn_sim_destroy(s);
  kn_sim_destroy(t);
}

// ---- T25 -----------------------------------------------------------------------------------------------------------
static double pain_under(double kPa) {
  kn_sim *s = twin(healthy);
  massage(s, KN_RELAXATION, 0, 10);
  press(s, kPa * 1e3, 28e-4, 0.4, 0.06);
  go(s, 5 * MIN);
  kn_chain_in in; // inside the session, where kn_sim_get looks too
  kn_sim_inputs(s, s->time, &in);
  kn_outcome_out o;
  kn_sim_outcomes(s, &in, s->time, s->y, 0, &o);
  double v = kn_outcome_in_unit(KN_PAIN, o.PAIN);
  kn_sim_destroy(s);
  return v;
}
// The science's mean of a quarter of the threshold stood for a peak at the threshold; the merged chain takes the peak
// itself, half as large again as the mean (J2).
static void firm_pressure_does_not_hurt_a_healthy_person_and_pressure_at_her_threshold_does(void **state_) {
  (void)state_;
  behaviour("T25", pain_under(20), 0, 1, "points", "pain under a mean of 20 kPa");
  behaviour("T25", pain_under(get(healthy, KN_PPT) / 1.5), 3, 10, "points", "pain under a peak at the threshold");
  known_miss("T25", pain_under(get(healthy, KN_PPT) / 4), 3, 10, "points",
             "pain under a mean of a quarter of the threshold");
  double last = -1; // it never falls as pressure grows beyond what is moderate
  for (double kPa = 30; kPa <= 480; kPa += 50) {
    double v = pain_under(kPa);
    assert_true(v > last);
    last = v;
  }
  behaviour("T25", last, 3, 10, "points", "pain under a peak of nearly twice the threshold");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(health_is_a_daily_cycle),
      cmocka_unit_test(a_double_bout_with_massage_keeps_every_state_in_its_domain),
      cmocka_unit_test(neutrophils_come_before_m1_before_m2),
      cmocka_unit_test(il6_peaks_before_tnf_before_il10),
      cmocka_unit_test(soreness_comes_late_and_goes_within_a_week),
      cmocka_unit_test(swelling_peaks_after_three_to_five_days),
      cmocka_unit_test(half_the_strength_is_lost_and_most_is_back_in_a_week),
      cmocka_unit_test(early_massage_lowers_peak_soreness),
      cmocka_unit_test(one_massage_hardly_changes_the_return_of_strength),
      cmocka_unit_test(massage_lowers_swelling),
      cmocka_unit_test(massage_of_a_sore_muscle_helps_for_less_than_an_hour),
      cmocka_unit_test(a_block_of_cox2_helps_early_and_not_late),
      cmocka_unit_test(soreness_is_an_inverted_u_of_pressure_and_bruising_pressure_harms),
      cmocka_unit_test(daily_massage_begun_at_once_helps_strength_more_than_begun_late),
      cmocka_unit_test(massage_after_exercise_holds_nfkb_and_cytokines_down_and_leaves_acid_alone),
      cmocka_unit_test(pressure_depresses_the_h_reflex_more_the_deeper_and_only_while_it_lasts),
      cmocka_unit_test(stiffness_falls_for_minutes),
      cmocka_unit_test(range_of_motion_is_gained_for_hours_and_collagen_is_not_touched),
      cmocka_unit_test(firm_pressure_does_not_hurt_a_healthy_person_and_pressure_at_her_threshold_does),
      cmocka_unit_test(what_the_merged_parameters_miss),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
