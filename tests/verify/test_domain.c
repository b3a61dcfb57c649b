// Facts of the joined chain that must hold for any state and any input: domains, abuse, and a day that closes.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "lane/random.h"
#include "chain_state.h"
#include "../oracle/fixture.h"

// Any state inside the bounds of the tables, small values as often as large ones.
static void any_state(uint64_t key, int n, double *y) {
  for (int i = 0; i < n; i++) {
    const kn_state_info *s = row_of(i);
    double u = kn_uniform(11, key, KN_DRAW_LIFE, (uint64_t)i);
    if (s->high > 1) u = u * u * u;
    y[i] = s->low + (s->high - s->low) * u + offset_of(i);
  }
}
static void any_input(uint64_t key, int regions, kn_chain_in *in) {
  memset(in, 0, sizeof *in);
#define DRAW(i, high) ((high)*kn_uniform(12, key, KN_DRAW_LIFE, i))
  in->rest = DRAW(0, 1), in->contact = DRAW(1, 1), in->pressure = DRAW(2, 1), in->c_tactile = DRAW(3, 1);
  in->context = DRAW(4, 1), in->abdomen = DRAW(5, 1), in->threat = DRAW(6, 1), in->cox_block = DRAW(7, 1);
  in->life_stress = DRAW(8, 4), in->source_factor = DRAW(9, 3), in->ultradian_phase = DRAW(10, 1);
  for (int r = 0; r < regions; r++) {
    kn_region_in *u = &in->region[r];
    uint64_t i = 20 + 20 * (uint64_t)r;
    u->repair = (kn_repair_drive){DRAW(i, 1), DRAW(i + 16, 1), DRAW(i + 1, 1), DRAW(i + 2, 100.0 / HOUR)};
    u->nerve = (kn_nerve_drive){DRAW(i + 3, 1), DRAW(i + 4, 1), DRAW(i + 5, 1e6), DRAW(i + 6, 1), u->repair.q};
    u->flow = (kn_flow_drive){DRAW(i + 7, 12),   DRAW(i + 8, 12),  DRAW(i + 9, 1),
                              DRAW(i + 10, 500), DRAW(i + 17, 10), DRAW(i + 18, 0.05)};
    u->hold = (kn_joint_hold){DRAW(i + 19, 1), 0.02 * DRAW(i + 19, 1), DRAW(i + 19, 1)}, u->film = DRAW(i + 16, 50);
    u->injury_debris = DRAW(i + 11, 10.0 / HOUR), u->injury_force = DRAW(i + 12, 10.0 / HOUR);
    u->source = DRAW(i + 13, 0.8), u->load = DRAW(i + 14, 4), u->tone_share = DRAW(i + 15, 2);
  }
#undef DRAW
}

static void states_stay_in_their_domain(void **unused) {
  (void)unused;
  kn_numbers numbers = reference_numbers();
  kn_chain_par *k = &numbers.room.chain;
  k->mind.a_ult = 0.6;
  int bad = 0;
  long faces = 0;
  for (uint64_t key = 0; key < 20000; key++) {
    int regions = 1 + (int)(key % 2), n = states_of(regions);
    state y, face;
    rates r;
    kn_chain_seen seen;
    kn_chain_in in;
    any_state(key, n, y.y);
    any_input(key, regions, &in);
    double t = 48.0 * HOUR * kn_uniform(13, key, KN_DRAW_LIFE, 0);
    kn_chain(k, regions, t, &in, &y.s, &r.s, &seen);
    for (int i = 0; i < n; i++) {
      bool fine = isfinite(r.r[i].make) && r.r[i].make >= 0 && isfinite(r.r[i].lose) && r.r[i].lose >= 0;
      if (!fine && bad++ < 10)
        print_error("state %d, %s: %g, %g\n", (int)key, row_of(i)->name, r.r[i].make, r.r[i].lose);
    }
    for (int i = 0; i < n; i++) { // states between 0 and 1: nothing leaves through 1
      if (row_of(i)->high > 1 || row_of(i)->low < 0) continue;
      face = y;
      face.y[i] = 1;
      kn_chain(k, regions, t, &in, &face.s, &r.s, &seen);
      faces++;
      bool fine = r.r[i].make <= r.r[i].lose;
      if (!fine && bad++ < 10)
        print_error("face %d, %s: %g, %g\n", (int)key, row_of(i)->name, r.r[i].make, r.r[i].lose);
    }
  }
  print_message("%ld faces\n", faces);
  assert_int_equal(bad, 0);
}

typedef struct world {
  kn_ctx *ctx;
  kn_sim *sim;
} world;
static world someone(int condition) {
  world w;
  kn_model *model;
  kn_person_def who = kn_default_person(condition);
  assert_int_equal(kn_open(NULL, &w.ctx), KN_OK);
  assert_int_equal(kn_model_load(w.ctx, NULL, &model), KN_OK);
  assert_int_equal(kn_sim_create(w.ctx, model, &who, 1, &w.sim), KN_OK);
  return w;
}

static void abuse_stays_in_the_domain(void **unused) {
  (void)unused;
  world w = someone(KN_CHRONIC_LOW_BACK_PAIN);
  kn_course_def daily = kn_default_course(KN_ELBOW_PRESSURE);
  daily.sessions = 60, daily.per_week = 7, daily.session.start_s = 20 * HOUR;
  w.sim->source[0] *= 2;
  w.sim->numbers.room.chain.mind.s0 *= 2;
  assert_int_equal(kn_sim_course(w.sim, &daily), KN_OK);
  double highest = 0, lowest = 0, pain = 0;
  for (int quarter = 1; quarter <= 4 * 62; quarter++) {
    assert_int_equal(kn_sim_advance(w.sim, quarter * 6 * HOUR), KN_OK);
    for (int i = 0; i < w.sim->states; i++) {
      const kn_state_info *s = row_of(i);
      double over = (w.sim->y[i] - offset_of(i) - s->high) / s->scale;
      double under = (s->low - w.sim->y[i] + offset_of(i)) / s->scale;
      assert_true(isfinite(w.sim->y[i]));
      highest = fmax(highest, over), lowest = fmax(lowest, under);
    }
    double felt;
    assert_int_equal(kn_sim_get(w.sim, KN_PAIN, &felt), KN_OK);
    pain = fmax(pain, felt);
  }
  kn_close(w.ctx);
  print_message("beyond the bounds by %.1e and %.1e of a state's scale; worst pain %.2f\n", highest, lowest, pain);
  assert_true(highest <= 1e-6 && lowest <= 1e-6); // the integrator may pass a bound by its tolerance
  assert_true(pain > 6 && pain < 10);
}

// Largest multiplier of the day's map around y: differences in units of scale, then the growth of its powers.
static double largest_multiplier(kn_sim *s, const kn_chain_in *in, const double *y) {
  enum { MOST = MIND + KN_REGION_STATES, SQUARINGS = 20 };
  static double M[MOST][MOST], P[MOST][MOST];
  double base[KN_MAX_STATES], z[KN_MAX_STATES];
  memcpy(base, y, sizeof base);
  assert_int_equal(kn_sim_integrate(s, in, 0, 24 * HOUR, base), KN_OK);
  for (int j = 0; j < MOST; j++) {
    double h = 2e-2 * row_of(j)->scale;
    memcpy(z, y, sizeof z);
    if (z[j] + h > row_of(j)->high + offset_of(j)) h = -h;
    z[j] += h;
    assert_int_equal(kn_sim_integrate(s, in, 0, 24 * HOUR, z), KN_OK);
    for (int i = 0; i < MOST; i++) M[i][j] = (z[i] - base[i]) / row_of(i)->scale * row_of(j)->scale / h;
  }
  double growth = 0; // ln |M^(2^n)|
  for (int n = 0; n < SQUARINGS; n++) {
    double norm = 0;
    for (int i = 0; i < MOST; i++)
      for (int j = 0; j < MOST; j++) {
        P[i][j] = 0;
        for (int l = 0; l < MOST; l++) P[i][j] += M[i][l] * M[l][j];
        norm = fmax(norm, fabs(P[i][j]));
      }
    growth = 2 * growth + log(norm);
    for (int i = 0; i < MOST; i++)
      for (int j = 0; j < MOST; j++) M[i][j] = P[i][j] / norm;
  }
  return exp(growth / (1 << SQUARINGS));
}

static void the_day_closes_and_dies_out(void **unused) {
  (void)unused;
  static const struct {
    int condition;
    const char *name, *text;
    double oracle; // largest multiplier without ultradian pulses; the text has them on
  } people[] = {{KN_HEALTHY, "healthy", "0.9854", 0.98541},
                {KN_CHRONIC_LOW_BACK_PAIN, "chronic low-back pain", "0.985", 0.98543},
                {KN_ANXIETY, "anxious", "0.9937", 0.99349}};
  for (int p = 0; p < 3; p++) {
    world w = someone(people[p].condition);
    kn_sim *s = w.sim;
    assert_true(s->numbers.room.chain.mind.a_ult == 0);
    kn_chain_in in;
    double y[KN_MAX_STATES];
    memcpy(y, s->y, sizeof y);
    kn_sim_inputs(s, 0, &in);
    double own = s->rtol;
    s->rtol = 1e-7; // as the day was settled
    assert_int_equal(kn_sim_integrate(s, &in, 0, 24 * HOUR, y), KN_OK);
    double multiplier = largest_multiplier(s, &in, s->y), told = s->beginning.spectral_radius;
    s->rtol = own;
    worst drift = {0};
    for (int i = 0; i < s->states; i++) meet(&drift, fabs(y[i] - s->y[i]) / row_of(i)->scale, row_of(i)->name, i);
    print_message("%s: after a day off by %.1e of the scale (%s); largest multiplier %.4f, the oracle's %.4f, in its "
                  "text %s; the sim says %.4f\n",
                  people[p].name, drift.size, drift.what, multiplier, people[p].oracle, people[p].text, told);
    assert_true(drift.size <= 1e-5);
    assert_true(multiplier < 1 && told < 1 && fabs(told - multiplier) < 1e-3);
    assert_true(fabs(multiplier - people[p].oracle) < 1e-3);
    kn_close(w.ctx);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(states_stay_in_their_domain),
      cmocka_unit_test(abuse_stays_in_the_domain),
      cmocka_unit_test(the_day_closes_and_dies_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
