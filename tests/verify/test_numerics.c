// Whether the numbers are those of the equations: the daily cycle closes, tolerance and stops do not matter, states
// stay in their domains, twins are equal until they are treated, and a failure leaves a life line as it was.
#include "verify/flying.h"
#include "sim/life.h"
#include "lane/random.h"

static kn_sim *healthy, *patient;

static kn_sim *person(const kn_person_def *who) {
  kn_sim *s;
  ok(kn_sim_create(ctx, model, who, 1, &s), kn_ctx_error(ctx));
  return s;
}
static void session(kn_sim *s, int technique, double start, double minutes) {
  kn_session_def d = kn_default_session(technique);
  d.start_s = start;
  d.minutes = minutes;
  ok(kn_sim_session(s, &d), &s->error);
}
static const kn_state_info *row(int i) {
  return kn_state_at(i < KN_MIND_STATES ? i : KN_MIND_STATES + (i - KN_MIND_STATES) % KN_REGION_STATES);
}
static void tolerance(kn_sim *s, double rtol) { s->rtol = rtol; }

static int begin(void **state) {
  (void)state;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  kn_person_def who = kn_default_person(KN_HEALTHY);
  healthy = person(&who);
  who = kn_default_person(KN_CHRONIC_LOW_BACK_PAIN);
  who.id = 7;
  patient = person(&who);
  return 0;
}

// ---- time ----------------------------------------------------------------------------------------------------------
static double apart(const kn_sim *s, const kn_sim *t, const char **who) {
  double worst = 0;
  for (int i = 0; i < s->states; i++) {
    double d = fabs(s->y[i] - t->y[i]) / row(i)->scale;
    if (!(d <= worst)) worst = d, *who = row(i)->name;
  }
  return worst;
}

// The cycle itself closes: flown tightly, a month (for time's sake) changes nothing. At the everyday tolerance what
// remains is the integrator's own error, largest in the sleep efficiency, whose gate opens and shuts within two
// minutes.
static void health_is_a_daily_cycle_for_a_year(void **state) {
  (void)state;
  static const double rtol[] = {1e-8, 1e-5}, days[] = {30, 365}, allowed[] = {1e-4, 3e-3};
  for (int i = 0; i < 2; i++) {
    kn_sim *s = twin(healthy);
    tolerance(s, rtol[i]);
    go(s, days[i] * D);
    const char *who = "none";
    double worst = apart(s, healthy, &who);
    print_message("%g days later, at the same hour, rtol %g: %.2g scales (%s)\n", days[i], rtol[i], worst, who);
    assert_true(worst < allowed[i]);
    kn_sim_destroy(s);
  }
}

// Range of a state: first that of its table, then the far smaller one of what it sweeps in these days (or its ordinary
// change if it hardly moves). Sleep efficiency, whose gate shuts within two minutes, comes to two thousandths of that [LIMITS.md].
static void the_everyday_tolerance_agrees_with_1e10(void **state) {
  (void)state;
  kn_sim *s = twin(patient), *t = twin(patient);
  tolerance(t, 1e-10);
  kn_sim *both[] = {s, t};
  for (int i = 0; i < 2; i++) {
    session(both[i], KN_RELAXATION, 1 * D, 60);
    session(both[i], KN_DEEP, 5 * D, 60);
  }
  enum { LOOKS = 20 };
  double low[KN_MAX_STATES], high[KN_MAX_STATES], error[KN_MAX_STATES] = {0}, square[KN_OUTCOME_COUNT] = {0};
  for (int i = 0; i < s->states; i++) low[i] = high[i] = t->y[i];
  for (int l = 1; l <= LOOKS; l++) {
    go(s, l * 12 * H), go(t, l * 12 * H);
    for (int i = 0; i < s->states; i++) {
      low[i] = fmin(low[i], t->y[i]), high[i] = fmax(high[i], t->y[i]);
      error[i] = fmax(error[i], fabs(s->y[i] - t->y[i]));
    }
    for (int o = 0; o < KN_OUTCOME_COUNT; o++) {
      double d = (get(s, o) - get(t, o)) / (kn_outcome_at(o)->high - kn_outcome_at(o)->low);
      square[o] += d * d;
    }
  }
  double worst = 0, rms = 0;
  const char *who = "", *what = "";
  for (int i = 0; i < s->states; i++) {
    if (!(error[i] < 1.5e-4 * (row(i)->high - row(i)->low))) fail_msg("%s differs by %g", row(i)->name, error[i]);
    double d = error[i] / fmax(high[i] - low[i], row(i)->scale);
    if (d > worst) worst = d, who = row(i)->name;
  }
  for (int o = 0; o < KN_OUTCOME_COUNT; o++)
    if (sqrt(square[o] / LOOKS) > rms) rms = sqrt(square[o] / LOOKS), what = kn_outcome_at(o)->key;
  print_message("everyday tolerance against 1e-10: states %.2g of their range (%s), outcomes %.2g rms (%s)\n", worst,
                who, rms, what);
  assert_true(worst < 2.5e-3);
  assert_true(rms < 1e-4);
  kn_sim_destroy(s), kn_sim_destroy(t);
}

// A variable-order method with long steps could step over the bed gate, two minutes wide, or a session.
static void a_step_over_the_night_is_not_missed(void **state) {
  (void)state;
  kn_sim *s = twin(patient), *t = twin(patient);
  session(s, KN_RELAXATION, 20 * D, 5);
  session(t, KN_RELAXATION, 20 * D, 5);
  go(s, 30 * D);
  for (int d = 1; d <= 30; d++) go(t, d * D);
  const char *who = "none";
  double worst = apart(s, t, &who);
  print_message("30 days at once against day by day: %.2g scales (%s)\n", worst, who);
  assert_true(worst < 1e-3);
  // and at a finer cut, in the middle of the night and of the session
  kn_sim *u = twin(patient);
  session(u, KN_RELAXATION, 20 * D, 5);
  for (int i = 1; i <= 60; i++) go(u, i * 12 * H + (i % 2) * 2 * MIN);
  go(u, 30 * D + 2 * MIN);
  go(s, 30 * D + 2 * MIN);
  worst = apart(s, u, &who);
  print_message("and twelve hours at a time: %.2g scales (%s)\n", worst, who);
  assert_true(worst < 1e-3);
  kn_sim_destroy(s), kn_sim_destroy(t), kn_sim_destroy(u);
}

// ---- twins ---------------------------------------------------------------------------------------------------------
static void a_twin_flies_the_same_until_it_is_treated(void **state) {
  (void)state;
  kn_sim *s = twin(patient);
  session(s, KN_RELAXATION, 2 * D, 60);
  go(s, 2 * D + 20 * MIN); // in the middle of a session
  kn_sim *t = twin(s);
  assert_true(kn_sim_hash(s) == kn_sim_hash(t) && kn_sim_time(s) == kn_sim_time(t));
  go(s, 4 * D), go(t, 4 * D);
  assert_true(kn_sim_hash(s) == kn_sim_hash(t));
  assert_memory_equal(s->y, t->y, (size_t)s->states * sizeof *s->y);
  for (int o = 0; o < KN_OUTCOME_COUNT; o++) {
    double a, b;
    ok(kn_sim_measure(s, o, &a), &s->error);
    ok(kn_sim_measure(t, o, &b), &t->error);
    assert_true(a == b && get(s, o) == get(t, o));
  }
  session(t, KN_LIGHT_TOUCH, 4 * D + H, 10);
  go(s, 4 * D + H), go(t, 4 * D + H);
  assert_true(kn_sim_hash(s) == kn_sim_hash(t)); // a session of the future changes nothing before it begins
  go(s, 4 * D + 70 * MIN), go(t, 4 * D + 70 * MIN);
  assert_true(kn_sim_hash(s) != kn_sim_hash(t));
  kn_sim_destroy(s);
  go(t, 5 * D); // and a twin outlives the life line it came from
  kn_sim_destroy(t);
}

// [J12]
static void the_twins_share_their_ups_and_downs(void **state) {
  (void)state;
  enum { DAYS = 5 };
  kn_sim *line[4];
  for (int i = 0; i < 4; i++) {
    line[i] = twin(patient);
    line[i]->who.everyday_ups_and_downs = true;
    line[i]->seed = i == 2 ? 2 : 1;
    if (i == 3) line[i]->who.id = 8; // another person of the same study
    kn_life_begin(line[i]);
  }
  session(line[1], KN_RELAXATION, 4 * D, 60);
  for (int d = 1; d <= DAYS; d++) {
    for (int i = 0; i < 4; i++) go(line[i], d * D);
    double stress[4], source[4];
    for (int i = 0; i < 4; i++) kn_life_factors(line[i], &stress[i], &source[i]);
    assert_true(stress[0] == stress[1] && source[0] == source[1]); // treated or not, the same days
    assert_true(stress[0] != stress[2] && source[0] != source[2]);
    assert_true(stress[0] != stress[3] && source[0] != source[3]);
    if (d <= 4) assert_true(kn_sim_hash(line[0]) == kn_sim_hash(line[1]));
    assert_true(kn_sim_hash(line[0]) != kn_sim_hash(line[2]));
  }
  assert_true(kn_sim_hash(line[0]) != kn_sim_hash(line[1]));
  // Looking more often changes nothing of what life brings
  kn_sim *often = twin(patient);
  often->who.everyday_ups_and_downs = true;
  kn_life_begin(often);
  for (int i = 1; i <= DAYS * 8; i++) go(often, i * 3 * H);
  assert_memory_equal(often->life.part, line[0]->life.part, sizeof often->life.part);
  assert_true(fabs(get(often, KN_PAIN) - get(line[0], KN_PAIN)) < 1e-3);
  kn_sim_destroy(often);
  for (int i = 0; i < 4; i++) kn_sim_destroy(line[i]);
}

// The source of pain over many seeds, without flying: its mean is exp(-t/tau_src), whatever the fluctuations.
static void the_source_of_pain_fades_over_years_in_the_mean_of_many_lives(void **state) {
  (void)state;
  enum { LIVES = 2000 };
  const kn_join_par *k = &patient->numbers.room.chain.join;
  double variance = k->src_sd_1 * k->src_sd_1 + k->src_sd_2 * k->src_sd_2 + k->src_sd_3 * k->src_sd_3;
  static const double years[] = {0.5, 1, 2};
  double sum[3] = {0}, square[3] = {0}, first = 0;
  kn_sim *s = twin(patient);
  s->who.everyday_ups_and_downs = true;
  for (int i = 0; i < LIVES; i++) {
    s->seed = 1000 + (uint64_t)i;
    kn_life_begin(s);
    for (int y = 0; y < 3; y++) {
      double stress, source;
      if (y == 0) kn_life_factors(s, &stress, &source), first += source;
      kn_life_advance(s, years[y] * 365 * D);
      kn_life_factors(s, &stress, &source);
      sum[y] += source;
      square[y] += source * source;
    }
  }
  assert_true(first == LIVES); // everyone begins at her usual
  for (int y = 0; y < 3; y++) {
    double mean = sum[y] / LIVES, sd = sqrt(square[y] / LIVES - mean * mean),
           expected = exp(-years[y] * 365 * D / k->tau_src);
    print_message("after %.1f years: source x %.3f (SD %.3f), expected %.3f\n", years[y], mean, sd, expected);
    assert_true(fabs(mean - expected) < 4 * sd / sqrt(LIVES));
    assert_true(fabs(sd / mean - sqrt(exp(variance) - 1)) < 0.1 * sqrt(variance));
    if (y > 0) assert_true(sum[y] < sum[y - 1]);
  }
  kn_sim_destroy(s);
}
// With life switched on her pain follows: a sample of two seeds only, for time's sake, against steady life.
static void everyday_pain_varies_by_tenths_of_a_point(void **state) {
  (void)state;
  double sum = 0, square = 0;
  int n = 0;
  for (uint64_t seed = 1; seed <= 2; seed++) {
    kn_sim *s = twin(patient);
    s->who.everyday_ups_and_downs = true;
    s->seed = seed;
    kn_life_begin(s);
    for (int d = 20; d <= 60; d += 4) {
      go(s, d * D);
      double v = get(s, KN_PAIN);
      sum += v, square += v * v, n++;
    }
    kn_sim_destroy(s);
  }
  double mean = sum / n, sd = sqrt(square / n - mean * mean);
  print_message("pain with ups and downs %.2f (SD %.2f), steady %.2f\n", mean, sd, get(patient, KN_PAIN));
  assert_true(sd > 0.1 && sd < 2);
  assert_true(fabs(mean - get(patient, KN_PAIN)) < 1.5);
}

// ---- domains -------------------------------------------------------------------------------------------------------
static double draw(uint64_t *n, double low, double high) {
  // a distribution function of a normal draw is uniform enough for choosing tests
  double z = kn_normal(77, 77, 0, (*n)++);
  return low + (high - low) * 0.5 * erfc(-z / sqrt(2.0));
}
// A sample: three people, who lie in bed for at most eight and a half hours, each settled once, in two dozen lives of
// three days. Strokes are at most two a second here: the touch clock's time grows with their rate. The equations keep
// the domains; the integrator keeps them to its tolerance: rtol times bound and scale is allowed, and the worst is
// printed.
static void any_inputs_in_range_keep_every_state_in_its_domain(void **state) {
  (void)state;
  uint64_t n = 0;
  double worst = 0;
  const char *who = "none";
  int lives = 0, refused = 0, people = 0;
  for (int p = 0; p < 3; p++) {
    kn_person_def d = kn_default_person((int)draw(&n, 0, KN_CONDITION_COUNT - 1e-9));
    d.age_y = draw(&n, 18, 100), d.height_m = draw(&n, 1.2, 2.2), d.mass_kg = draw(&n, 35, 200);
    d.bed_h = draw(&n, 22.5, 24), d.wake_h = draw(&n, 5.5, 7), d.starts_h = draw(&n, 0, 24);
    d.expectation = draw(&n, 0.1, 0.9);
    d.everyday_ups_and_downs = p % 2;
    kn_sim *base;
    ok(kn_sim_create(ctx, model, &d, 5, &base), kn_ctx_error(ctx));
    people++;
    for (int life = 0; life < 8; life++, lives++) {
      kn_sim *s = twin(base);
      if (life % 3 == 0) ok(kn_sim_bout(s, s->region[0], draw(&n, 0, D), draw(&n, 0, 5)), &s->error);
      for (int i = 0; i < 3; i++) {
        kn_session_def x = kn_default_session((int)draw(&n, 0, KN_TECHNIQUE_COUNT - 1e-9));
        x.start_s = (i + draw(&n, 0, 0.8)) * D;
        x.minutes = draw(&n, 0.5, 240);
        x.share = draw(&n, 0, 1), x.context = draw(&n, 0, 1), x.rest = draw(&n, 0, 1);
        // Mostly hands as people have them; the edge of what is accepted is the matter of the last test.
        x.force_N = draw(&n, 0.5, 30), x.rate_Hz = pow(10, draw(&n, -2, 0.3));
        x.speed_cm_s = draw(&n, 0, fmin(100, 1500 / x.force_N));
        if (life % 4 == 1) x.force_N = draw(&n, 30, 250), x.speed_cm_s = draw(&n, 0, 5), x.technique = KN_EFFLEURAGE;
        x.region_count = 1;
        x.region[0] = draw(&n, 0, 1) < 0.7 ? s->region[0] : (int)draw(&n, 0, KN_REGION_COUNT - 1e-9);
        kn_status st = kn_sim_session(s, &x);
        while (st == KN_OUT_OF_RANGE) { // too strong for that region, or too hard a rub: as much as it may be
          refused++;
          if (strstr(s->error.where, "speed"))
            x.speed_cm_s *= 0.5;
          else
            x.force_N = s->error.nearest;
          st = kn_sim_session(s, &x);
        }
        if (st != KN_OVERLAP) ok(st, &s->error); // four hours may reach into the next day's
      }
      for (int h = 1; h <= 18; h++) {
        go(s, h * 4 * H);
        for (int i = 0; i < s->states; i++) {
          const kn_state_info *info = row(i);
          double offset = strcmp(info->unit, "degC") == 0 ? 273.15 : 0.0, v = s->y[i] - offset;
          double out = fmax(info->low - v, v - info->high);
          double bound = info->low - v > v - info->high ? info->low : info->high;
          if (!(out <= 1e-6 * (fabs(bound) + info->scale)))
            fail_msg("%s.%s = %.12g is outside %g .. %g", info->room, info->name, v, info->low, info->high);
          if (out > worst) worst = out, who = info->name;
        }
        for (int o = 0; o < KN_OUTCOME_COUNT; o++) assert_true(isfinite(get(s, o)));
      }
      kn_sim_destroy(s);
    }
    kn_sim_destroy(base);
  }
  print_message("%d lives of %d people, %d forces refused; furthest out of its domain: %.2g (%s)\n", lives, people,
                refused, worst, who);
  assert_true(people >= 2 && lives >= 14);
}

// ---- failure -------------------------------------------------------------------------------------------------------
static void fails(kn_sim *s) {
  uint64_t hash = kn_sim_hash(s);
  double time = kn_sim_time(s);
  kn_life life = s->life;
  kn_status st = kn_sim_advance(s, time + 3 * D);
  assert_true(st == KN_INTEGRATION || st == KN_NOT_FINITE);
  const kn_error *e = kn_sim_error(s);
  print_message("%s: %s\n", e->where, e->what);
  assert_int_equal(e->status, st);
  assert_true(kn_sim_hash(s) == hash && kn_sim_time(s) == time);
  assert_memory_equal(&s->life, &life, sizeof life);
  assert_non_null(strstr(e->where, "person 7"));
  assert_non_null(strstr(e->where, " d, "));
}
static void failure_leaves_the_sim_as_it_was(void **state) {
  (void)state;
  kn_sim *s = twin(patient);
  go(s, 0.5 * D);
  // A rate that is not a number from the first moment
  const double source = s->source[0];
  s->source[0] = NAN;
  fails(s);
  s->source[0] = source;
  // A time constant that feeds itself: the state grows until its rate is no longer finite
  const double tau = s->numbers.room.chain.mind.tau_F;
  s->numbers.room.chain.mind.tau_F = -60.0;
  fails(s);
  s->numbers.room.chain.mind.tau_F = tau;
  // In the middle of a life with sessions, with a part of the way already gone well
  s->who.everyday_ups_and_downs = true;
  kn_life_begin(s);
  session(s, KN_RELAXATION, 1.5 * D, 60);
  const double peak = s->blocks[0].in.region[0].nerve.peak;
  s->blocks[0].in.region[0].nerve.peak = NAN;
  fails(s);
  assert_true(strstr(kn_sim_error(s)->where, ", 1.5") != NULL); // where the session begins
  s->blocks[0].in.region[0].nerve.peak = peak;
  // It flies on as if nothing had been
  kn_sim *t = twin(s);
  go(s, 3 * D), go(t, 3 * D);
  assert_true(kn_sim_hash(s) == kn_sim_hash(t));
  kn_sim_destroy(s), kn_sim_destroy(t);
}
// The room and the state are part of what the error promises. Here one rate alone is not finite each time.
static void the_error_names_the_state_whose_rate_is_not_finite(void **state) {
  (void)state;
  bool right = true;
  kn_sim *s = twin(patient);
  s->numbers.room.chain.mind.tau_F = 0;
  fails(s);
  right = right && strstr(kn_sim_error(s)->where, "mind.fatigue");
  kn_sim_destroy(s);
  s = twin(patient);
  s->numbers.room.chain.repair.mu_G = NAN;
  fails(s);
  right = right && strstr(kn_sim_error(s)->where, "repair.tgf");
  kn_sim_destroy(s);
  assert_true(right);
}
int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(health_is_a_daily_cycle_for_a_year),
      cmocka_unit_test(the_everyday_tolerance_agrees_with_1e10),
      cmocka_unit_test(a_step_over_the_night_is_not_missed),
      cmocka_unit_test(a_twin_flies_the_same_until_it_is_treated),
      cmocka_unit_test(the_twins_share_their_ups_and_downs),
      cmocka_unit_test(the_source_of_pain_fades_over_years_in_the_mean_of_many_lives),
      cmocka_unit_test(everyday_pain_varies_by_tenths_of_a_point),
      cmocka_unit_test(any_inputs_in_range_keep_every_state_in_its_domain),
      cmocka_unit_test(failure_leaves_the_sim_as_it_was),
      cmocka_unit_test(the_error_names_the_state_whose_rate_is_not_finite),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
