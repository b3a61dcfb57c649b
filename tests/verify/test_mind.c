// Equations held against the oracle here: [mind 1] [mind 2] [mind 3] [mind 4] [mind 5] [mind 6] [mind 7] [mind 8]
// [mind 9] [mind 10] [mind 11] [mind 12] [mind 13] [mind 14] [mind 15] [mind 16] [mind 17] [mind 19] [mind 21]
// [mind 22] [mind 23] [mind 24] [mind 25] [mind 26] [mind 27] [mind 28] [mind 29] [mind 30] [mind 31] [mind 32]
// [mind 33] [mind 34] [mind 37] [mind 40] [J4] [J5] [J7]
// The room `mind`: its right-hand side against two earlier implementations, and facts that must hold for any input.
//
// oracle/mind_rhs.f64: the room before it was merged with the body. 1000 rows of 58 little-endian doubles:
//   0 t (h), 1-23 states in the order of mind.def, 24-34 inputs rest contact pressure c_tactile context abdomen
//   evoked pain life_stress threat ultradian_phase, 35 felt relaxation R, 36-57 rates (1/h) of all states but
//   `descending`.
//   The merge replaced the rows descending [mind 18], muscle tone [mind 38], sensitisation [mind 39]: they are exempt.
//   Column `descending` is O0 + O/kap_O of the old opioid state O, so that the mind feels the same.
//   The row expectation is exempt where R < 0: there the merge holds the taught expectation at 0.
// oracle/mind_rhs_merged.f64: the merged chain, one person with one region. 1000 rows of 63 doubles:
//   0 t (h), 1-23 states, 24-36 inputs in the order of kn_mind_in, 37-59 rates (1/h), 60-62 stress, tone drive,
//   sleep loss.
// Two repairs were made to those implementations: the logistic of the first lost small values to cancellation; in the
// second the oedema's k_EM (0.004) had overwritten the endorphin's (0.25), which is used here.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include "../../src/lane/random.h"
#include "../../src/lane/unit.h"
#include "../../src/mind/mind.rhs.h"

enum { STATES = sizeof(kn_mind_state) / sizeof(kn_f), INPUTS = sizeof(kn_mind_in) / sizeof(kn_f), ROWS = 1000 };
enum { DESCENDING = offsetof(kn_mind_state, descending) / sizeof(kn_f) };
enum { EXPECTATION = offsetof(kn_mind_state, expectation) / sizeof(kn_f) };
static const char *const names[] = {
#define KN_STATE(name, symbol, unit, start, low, high, scale, grade, source, sentence) #name,
#include "../../src/mind/mind.def"
};
static const double starts[] = {
#define KN_STATE(name, symbol, unit, start, low, high, scale, grade, source, sentence) start,
#include "../../src/mind/mind.def"
};
static const double highs[] = {
#define KN_STATE(name, symbol, unit, start, low, high, scale, grade, source, sentence) high,
#include "../../src/mind/mind.def"
};

// The structs as what they are in memory: arrays of kn_f.
typedef union {
  kn_mind_state s;
  kn_f y[STATES];
} state;
typedef union {
  kn_mind_in s;
  kn_f u[INPUTS];
} input;
typedef union {
  kn_mind_rates s;
  kn_rate r[STATES];
} rates;

static kn_f si(double value, const char *unit) {
  kn_unit u;
  assert_true(kn_unit_parse(unit, &u));
  return kn_num(kn_unit_to_si(&u, value));
}
static kn_mind_par parameters(void) {
  kn_mind_par k;
#define KN_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence) k.symbol = si(value, unit);
#include "../../src/mind/mind.def"
  return k;
}
static state start(void) {
  state y;
  for (int i = 0; i < STATES; i++) y.y[i] = kn_num(starts[i]);
  return y;
}
static input nothing(void) {
  input u;
  for (int i = 0; i < INPUTS; i++) u.u[i] = kn_num(0);
  u.s.life_stress = kn_num(1);
  return u;
}
static rates evaluate(const kn_mind_par *k, double hours, const input *u, const state *y, kn_mind_out *out) {
  rates r;
  kn_mind_sense(k, &y->s, out);
  kn_mind(k, kn_num(hours * 3600.0), &u->s, &y->s, out, &r.s);
  return r;
}
static double net(const rates *r, const state *y, int i) {
  return kn_lane(r->r[i].make, 0) - kn_lane(r->r[i].lose, 0) * kn_lane(y->y[i], 0);
}
// Deviation of one row from the oracle's rate (1/h), relative to the size of its two terms.
static double deviation(const rates *r, const state *y, int i, double per_hour) {
  double make = kn_lane(r->r[i].make, 0), loss = kn_lane(r->r[i].lose, 0) * kn_lane(y->y[i], 0);
  return fabs(make - loss - per_hour / 3600.0) / (fabs(make) + fabs(loss));
}
static void read_fixture(const char *file, double *to, size_t n) {
  char path[4096];
  snprintf(path, sizeof path, "%s/oracle/%s", KN_TEST_DIR, file);
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  assert_int_equal(fread(to, sizeof *to, n, f), n);
  assert_int_equal(fgetc(f), EOF);
  fclose(f);
}

static void right_hand_side_equals_the_unmerged_oracle(void **unused) {
  (void)unused;
  static double table[ROWS][58];
  read_fixture("mind_rhs.f64", &table[0][0], sizeof table / sizeof(double));
  kn_mind_par k = parameters();
  k.a_ult = kn_num(0.6), k.m_ult = kn_num(0.3085); // pulses on, with the rounding of that oracle
  k.kQ = si(0.16, "1/h"), k.e_Ex = kn_num(0);      // as before the merge; w_bed is 0.03 h on both sides
  double worst = 0;
  int bad = 0, clamped = 0;
  for (int n = 0; n < ROWS; n++) {
    const double *c = table[n];
    state y;
    input u = nothing();
    kn_f *to[] = {&u.s.rest,   &u.s.contact, &u.s.pressure,    &u.s.c_tactile, &u.s.context,        &u.s.abdomen,
                  &u.s.evoked, &u.s.pain,    &u.s.life_stress, &u.s.threat,    &u.s.ultradian_phase};
    for (int i = 0; i < STATES; i++) y.y[i] = kn_num(c[1 + i]);
    for (int i = 0; i < 11; i++) *to[i] = kn_num(c[24 + i]);
    kn_mind_out out;
    rates r = evaluate(&k, c[0], &u, &y, &out);
    const double *rate = c + 36;
    for (int i = 0; i < STATES; i++) {
      if (i == DESCENDING) continue;
      double d = deviation(&r, &y, i, *rate++);
      if (i == EXPECTATION &&
          c[35] < 0) { // the merge keeps the taught expectation positive: exempt where felt relaxation is not
        clamped++;
        continue;
      }
      if (d > worst) worst = d;
      if (!(d <= 1e-10) && bad++ < 10) print_error("row %d, %s: relative deviation %.2e\n", n, names[i], d);
    }
  }
  print_message("worst relative deviation %.1e, %d clamped expectations\n", worst, clamped);
  assert_int_equal(bad, 0);
  assert_true(clamped < ROWS / 4);
}

static void right_hand_side_equals_the_merged_oracle(void **unused) {
  (void)unused;
  static double table[ROWS][63];
  read_fixture("mind_rhs_merged.f64", &table[0][0], sizeof table / sizeof(double));
  kn_mind_par k = parameters();
  k.a_ult = kn_num(0.6);
  double worst = 0;
  int bad = 0;
  for (int n = 0; n < ROWS; n++) {
    const double *c = table[n];
    state y;
    input u;
    for (int i = 0; i < STATES; i++) y.y[i] = kn_num(c[1 + i]);
    for (int i = 0; i < INPUTS; i++) u.u[i] = kn_num(c[24 + i]);
    kn_mind_out out;
    rates r = evaluate(&k, c[0], &u, &y, &out);
    for (int i = 0; i < STATES; i++) {
      double d = deviation(&r, &y, i, c[37 + i]);
      if (d > worst) worst = d;
      if (!(d <= 1e-10) && bad++ < 10) print_error("row %d, %s: relative deviation %.2e\n", n, names[i], d);
    }
    const double sensed[] = {kn_lane(out.stress, 0), kn_lane(out.tone_drive, 0), kn_lane(out.sleep_loss, 0)};
    for (int i = 0; i < 3; i++)
      if (!(fabs(sensed[i] / c[60 + i] - 1.0) <= 1e-10) && bad++ < 10) print_error("row %d, output %d\n", n, i);
  }
  print_message("worst relative deviation %.1e\n", worst);
  assert_int_equal(bad, 0);
}

// B as the distance from the middle of the night would write it, with its kink there.
static void bed_gate_is_the_interval_from_bed_to_wake(void **unused) {
  (void)unused;
  kn_mind_par k = parameters();
  for (int n = 0; n < 20000; n++) {
    double bed = 20.0 + 8.0 * kn_uniform(1, 0, KN_DRAW_LIFE, (uint64_t)n),
           night = 4.0 + 10.0 * kn_uniform(1, 1, KN_DRAW_LIFE, (uint64_t)n);
    double t = 240.0 * kn_uniform(1, 2, KN_DRAW_LIFE, (uint64_t)n), wake = fmod(bed + night, 24.0);
    k.t_bed = si(bed, "h"), k.t_wake = si(wake, "h");
    double x = fmod(t - bed - 0.5 * night + 12.0 + 48.0, 24.0) - 12.0;
    double expected = 1.0 / (1.0 + exp(-(0.5 * night - fabs(x)) / 0.03));
    assert_true(fabs(kn_lane(kn_mind_in_bed(&k, kn_num(t * 3600.0)), 0) - expected) < 1e-12);
  }
}

// Karin 2020: whatever drives the axis, growth of the two glands brings CRH and ACTH back to 1; only cortisol keeps it.
static void glands_compensate_any_drive(void **unused) {
  (void)unused;
  double cortisol[2];
  for (int strong = 0; strong < 2; strong++) {
    kn_mind_par k = parameters();
    if (strong) k.u0 = 3.0 * k.u0;
    input u = nothing();
    state y = start();
    kn_mind_out out;
    y.s.wake = y.s.crh = y.s.acth = y.s.pituitary = y.s.adrenal = kn_num(1);
    double low = 1e-3, high = 50; // cortisol at which CRH = 1 stands still
    for (int n = 0; n < 100; n++) {
      double x = 0.5 * (low + high);
      y.s.cortisol = kn_num(x);
      rates r = evaluate(&k, 15.0, &u, &y, &out);
      if (kn_lane(r.s.crh.make, 0) > kn_lane(r.s.crh.lose, 0))
        low = x;
      else
        high = x;
    }
    rates r = evaluate(&k, 15.0, &u, &y, &out);
    y.s.pituitary = r.s.acth.lose / r.s.acth.make;
    y.s.adrenal = r.s.cortisol.lose * y.s.cortisol / r.s.cortisol.make;
    r = evaluate(&k, 15.0, &u, &y, &out);
    const kn_rate *row[] = {&r.s.crh, &r.s.acth, &r.s.cortisol, &r.s.pituitary, &r.s.adrenal};
    const kn_f *value[] = {&y.s.crh, &y.s.acth, &y.s.cortisol, &y.s.pituitary, &y.s.adrenal};
    for (int i = 0; i < 5; i++) {
      double lose = kn_lane(row[i]->lose, 0), v = kn_lane(*value[i], 0);
      assert_true(fabs(kn_lane(row[i]->make, 0) - lose * v) <= (i < 3 ? 1e-12 : 0.0) * lose * v);
    }
    cortisol[strong] = kn_lane(y.s.cortisol, 0);
    y.s.crh = kn_num(1.1), y.s.acth = kn_num(0.9);
    r = evaluate(&k, 15.0, &u, &y, &out);
    assert_true(net(&r, &y, offsetof(kn_mind_state, pituitary) / sizeof(kn_f)) > 0);
    assert_true(net(&r, &y, offsetof(kn_mind_state, adrenal) / sizeof(kn_f)) < 0);
  }
  assert_true(cortisol[1] > 2.0 * cortisol[0] && cortisol[1] < 3.0 * cortisol[0]);
}

// Levels at which depression stands still, everything else held: an odd number, stable and unstable by turns.
static int moods(double feedback, double drive) {
  kn_mind_par k = parameters();
  k.rD = kn_num(feedback), k.h0 = kn_num(drive);
  input u = nothing();
  state y = start();
  kn_mind_out out;
  int count = 0, last = 1;
  for (int n = 0; n < 2000; n++) {
    y.s.depression = kn_num(1e-3 * n);
    rates r = evaluate(&k, 15.0, &u, &y, &out);
    int up = net(&r, &y, offsetof(kn_mind_state, depression) / sizeof(kn_f)) > 0;
    count += up != last;
    last = up;
  }
  assert_int_equal(last, 0);
  return count;
}
static void depression_folds_only_under_strong_feedback(void **unused) {
  (void)unused;
  for (double drive = -0.05; drive < 0.3; drive += 0.002) { // below 1.54 kapD = 0.616: one mood, whatever drives it
    assert_int_equal(moods(0.42, drive), 1);
    assert_int_equal(moods(0.60, drive), 1);
  }
  assert_int_equal(moods(0.80, 0.019), 3); // two stable moods and the ridge between them
  assert_int_equal(moods(0.80, 0.2), 1);   // pushed over the fold
}

static void states_stay_in_their_domain(void **unused) {
  (void)unused;
  kn_mind_par k = parameters();
  k.a_ult = kn_num(0.6);
  int bad = 0;
  for (int n = 0; n < 20000; n++) {
    uint64_t index = 0;
#define DRAW() kn_uniform(7, (uint64_t)n, KN_DRAW_LIFE, index++)
    state y;
    input u;
    for (int i = 0; i < STATES; i++) y.y[i] = kn_num((highs[i] > 1 ? 4.0 : 1.0) * DRAW());
    y.s.sympathetic = kn_num(exp(4.0 * DRAW() - 2.0)), y.s.vagal = kn_num(exp(4.0 * DRAW() - 2.0));
    y.s.cortisol = kn_num(exp(6.0 * DRAW() - 4.0));
    for (int i = 0; i < INPUTS; i++) u.u[i] = kn_num(DRAW());
    u.s.life_stress = kn_num(3.0 * DRAW());
    double t = 48.0 * DRAW();
#undef DRAW
    kn_mind_out out;
    rates r = evaluate(&k, t, &u, &y, &out);
    bad += !(kn_lane(out.stress, 0) > 0) + !(kn_lane(out.tone_drive, 0) > 0) + !(kn_lane(out.sleep_loss, 0) > 0);
    for (int i = 0; i < STATES; i++) {
      double make = kn_lane(r.r[i].make, 0), lose = kn_lane(r.r[i].lose, 0);
      bad += !(make >= 0 && isfinite(make) && lose >= 0 && isfinite(lose));
    }
    for (int i = 0; i < STATES; i++) {
      if (highs[i] > 1) continue; // only states between 0 and 1: nothing leaves through 1
      state face = y;
      face.y[i] = kn_num(1);
      r = evaluate(&k, t, &u, &face, &out);
      bad += !(kn_lane(r.r[i].make, 0) <= kn_lane(r.r[i].lose, 0));
    }
  }
  assert_int_equal(bad, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(right_hand_side_equals_the_unmerged_oracle),
      cmocka_unit_test(right_hand_side_equals_the_merged_oracle),
      cmocka_unit_test(bed_gate_is_the_interval_from_bed_to_wake),
      cmocka_unit_test(glands_compensate_any_drive),
      cmocka_unit_test(depression_folds_only_under_strong_feedback),
      cmocka_unit_test(states_stay_in_their_domain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
