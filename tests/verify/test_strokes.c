// What strokes do beside the field of their pressure, and that a session runs it: tendon, creep of a held joint, film under
// the fascia, sympathetic tone of the vessels under the hands, lymph, lactate, fluid pressed out of the layers.
// [joint 2] [joint 5] [E2] [E3] [G6] [F2] [F7] [H3] [repair 17]
#include "verify/behaviour.h"

static int begin(void **state) {
  (void)state;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  return 0;
}
static kn_sim *person_of(kn_model *of, int region) {
  kn_person_def who = kn_default_person(KN_HEALTHY);
  who.region_count = 1, who.region[0] = region;
  kn_sim *s;
  ok(kn_sim_create(ctx, of, &who, 1, &s), kn_ctx_error(ctx));
  return s;
}
static kn_sim *person(int region) { return person_of(model, region); }
static kn_model *with(const char *name, double value) {
  kn_setting set = {name, value};
  kn_model_def d = kn_default_model();
  d.settings = &set, d.setting_count = 1;
  kn_model *m;
  ok(kn_model_load(ctx, &d, &m), kn_ctx_error(ctx));
  return m;
}
static kn_model *without(const char *link) {
  kn_model_def d = kn_default_model();
  d.links_off = &link, d.link_off_count = 1;
  kn_model *m;
  ok(kn_model_load(ctx, &d, &m), kn_ctx_error(ctx));
  return m;
}
static const kn_block *session(kn_sim *s, int technique, double start_s, double minutes) {
  kn_session_def d = kn_default_session(technique);
  d.start_s = start_s, d.share = 1, d.minutes = minutes;
  ok(kn_sim_session(s, &d), &s->error);
  return &s->blocks[s->events[s->event_count - 1].block];
}
static kn_stroke_reading stroke(const kn_sim *s, int i) {
  kn_stroke_reading k;
  assert_true(kn_sim_stroke(s, i, &k));
  return k;
}

// ---- tendon ---------------------------------------------------------------------------------------------------------
static void transverse_friction_loads_the_tendon(void **state) {
  (void)state;
  kn_sim *s = person(KN_KNEE);
  session(s, KN_TRANSVERSE_FRICTION, H, 5);
  kn_stroke_reading k = stroke(s, 0);
  print_message("patellar tendon: strain %.2f %%, %.0f N, under %.0f kPa and a shear of %.1f kPa\n",
                100 * k.tendon_strain, k.tendon_N, k.tendon_kPa, k.tendon_shear_kPa);
  assert_true(k.tendon_strain > 0 && k.tendon_strain < 0.025 && k.tendon_N > 5 && k.tendon_N < 200);
  assert_true(k.tendon_kPa > 30 && k.tendon_kPa < k.surface_kPa && k.tendon_shear_kPa > 0);
  assert_true(k.tendon_shear_kPa < k.tendon_kPa);
  // along the fibres the same hand presses on it and drags, but bows nothing
  kn_session_def d = kn_default_session(KN_TRANSVERSE_FRICTION);
  d.start_s = 2 * H, d.stroke_count = 1;
  d.stroke[0] = kn_default_session_stroke(KN_TRANSVERSE_FRICTION);
  d.stroke[0].direction_deg = 0;
  ok(kn_sim_session(s, &d), &s->error);
  kn_stroke_reading along = stroke(s, 1);
  assert_true(along.tendon_N < 1e-3 * k.tendon_N && along.tendon_kPa > 0.9 * k.tendon_kPa);
  session(s, KN_RELAXATION, 3 * H, 5); // other strokes do not
  k = stroke(s, 2);
  assert_true(k.tendon_N <= 0 && k.tendon_kPa <= 0);
  kn_sim_destroy(s);
  s = person(KN_THIGH); // no tendon that hands reach
  session(s, KN_TRANSVERSE_FRICTION, H, 5);
  assert_true(stroke(s, 0).tendon_N <= 0);
  kn_sim_destroy(s);
}

static void a_stretch_loads_the_tendon_with_what_the_joint_bears(void **state) {
  (void)state;
  kn_sim *s = person(KN_CALF);
  session(s, KN_PASSIVE_STRETCH, H, 5);
  kn_stroke_reading k = stroke(s, 0);
  kn_joint calf = kn_joint_ankle(&s->numbers.room.chain.joint);
  kn_region_tendon_info t;
  assert_true(kn_region_tendon(KN_CALF, &t));
  print_message("Achilles tendon: strain %.2f %%, %.0f N, %.0f %% of the time beyond the toe\n", 100 * k.tendon_strain,
                k.tendon_N, 100 * k.tendon_stretched);
  double whole = calf.tol / (t.lever_mm * 1e-3); // of a person whom nothing hurts
  assert_true(k.tendon_N > 0.7 * whole && k.tendon_N < 1.01 * whole);
  assert_true(k.tendon_kPa <= 0); // the hand is not on it
  kn_sim_destroy(s);
  s = person(KN_KNEE); // the raised straight leg slackens the patellar tendon
  session(s, KN_PASSIVE_STRETCH, H, 5);
  assert_true(stroke(s, 0).tendon_N <= 0);
  kn_sim_destroy(s);
}

// ---- joint ----------------------------------------------------------------------------------------------------------
static void a_held_stretch_creeps_and_recovers(void **state) {
  (void)state;
  kn_sim *s = person(KN_CALF), *drag = person(KN_CALF);
  session(s, KN_PASSIVE_STRETCH, H, 5);
  session(drag, KN_MYOFASCIAL_RELEASE, H, 5); // drags the skin, turns no joint
  double crept[5], range[5];
  static const double after[5] = {-301, 0, 300, 1200, 3600};
  for (int i = 0; i < 5; i++) {
    go(s, H + 300 + after[i]);
    assert_int_equal(kn_sim_state(s, "joint.crept", &crept[i]), KN_OK);
    range[i] = get(s, KN_JOINT_RANGE);
    print_message("%5.0f s after five minutes of stretching: crept %.3f, range %.1f deg\n", after[i], crept[i],
                  range[i]);
  }
  assert_true(crept[0] <= 0 && crept[1] > 0.1);
  assert_true(crept[2] < 0.5 * crept[1] && crept[2] > 0.2 * crept[1] && crept[3] < 0.05 * crept[1]);
  assert_true(range[1] > range[2] && range[2] > range[3] && range[3] > range[4] && fabs(range[4] - range[0]) < 1.5);
  // beside the tolerance that it raised: cut that, and creep alone still turns it further
  kn_model *stubborn = with("joint.tol_max", 0.2);
  kn_sim *t = person_of(stubborn, KN_CALF);
  session(t, KN_PASSIVE_STRETCH, H, 5);
  double before = get(t, KN_JOINT_RANGE), rom = get(t, KN_ROM);
  go(t, H + 300);
  assert_true(get(t, KN_JOINT_RANGE) > before + 2 && get(t, KN_ROM) > rom);
  go(drag, H + 300);
  double dragged;
  kn_sim_state(drag, "joint.crept", &dragged);
  assert_true(dragged <= 0);
  kn_sim_destroy(s), kn_sim_destroy(drag), kn_sim_destroy(t);
}

// ---- film under the fascia ------------------------------------------------------------------------------------------
static double film_of(const kn_sim *s) {
  double v;
  assert_int_equal(kn_sim_state(s, "joint.film", &v), KN_OK);
  return v;
}
static void strokes_break_the_film_and_rest_rebuilds_it(void **state) {
  (void)state;
  kn_sim *s = person(KN_LOW_BACK);
  session(s, KN_RELAXATION, H, 10);
  assert_true(film_of(s) > 0.9999);
  go(s, H + 600);
  double broken = film_of(s), tau = s->numbers.room.chain.joint.fas_tb;
  go(s, H + 600 + tau);
  print_message("film: %.2f of its structure left by ten minutes of strokes, %.2f after ten minutes of rest\n", broken,
                film_of(s));
  assert_true(broken < 0.5);
  assert_true(fabs(1 - film_of(s) - (1 - broken) * exp(-1)) < 1e-4); // [E3]
  // who comes back at once meets a film half as viscous; who waits, the old one
  const kn_block *at_once, *later;
  kn_sim *again = person(KN_LOW_BACK);
  session(again, KN_RELAXATION, H, 10);
  session(again, KN_RELAXATION, H + 600, 10);
  session(again, KN_RELAXATION, 5 * H, 10);
  go(again, 5 * H + 60);
  at_once = &again->blocks[again->events[1].block], later = &again->blocks[again->events[2].block];
  assert_true(at_once->tissue[0].glide < 0.8 && later->tissue[0].glide > 0.95);
  print_message("muscle pressure %.3f kPa instead of %.3f\n", at_once->cycle[0][0].p * 1e-3,
                later->cycle[0][0].p * 1e-3);
  kn_sim_destroy(s), kn_sim_destroy(again);
}

static void glide_without_thixotropy_is_unchanged(void **state) { // the prior of its effect includes 0
  (void)state;
  kn_sim *s = person_of(with("joint.fas_e", 0), KN_LOW_BACK);
  session(s, KN_RELAXATION, H, 10);
  session(s, KN_RELAXATION, H + 600, 10);
  go(s, H + 660);
  assert_true(film_of(s) < 0.9); // broken, but nothing hangs on it
  assert_int_equal(s->block_count, 1);
  kn_sim_destroy(s);
}

// ---- vessels --------------------------------------------------------------------------------------------------------
// A stroke's flow is told relative to rest in the same sympathetic tone; what the tone itself does is [J11]'s alone.
static void sympathetic_tone_is_counted_once(void **state) {
  (void)state;
  kn_sim *calm = person(KN_CALF), *tense = person(KN_CALF);
  double y[KN_MAX_STATES];
  memcpy(y, tense->y, sizeof y);
  ((kn_chain_state *)y)->mind.sympathetic *= 4;
  kn_plan plan = session(calm, KN_TRIGGER_POINT, H, 10)->plan;
  session(tense, KN_TRIGGER_POINT, H, 10);
  int known = tense->block_count, block = kn_sim_block(tense, &plan, y);
  assert_true(block == known); // solved again: her vessels are another matter
  const kn_touch_cycle *a = &calm->blocks[0].cycle[0][0], *b = &tense->blocks[block].cycle[0][0];
  print_message("thumb: skin flow %.4f calm, %.4f tense; muscle %.5f, %.5f\n", a->skin_flow, b->skin_flow,
                a->muscle_flow, b->muscle_flow);
  // S^-0.2 = 0.76 would be told twice; relative to her own rest the region is at it within a few per cent
  assert_true(fabs(b->muscle_flow - a->muscle_flow) < 0.02 && fabs(b->skin_flow - a->skin_flow) < 0.1);
  assert_true(a->skin_flow < b->skin_flow || a->skin_flow > b->skin_flow);
  kn_sim_destroy(calm), kn_sim_destroy(tense);
}

static void strokes_carry_lymph_and_drain_a_swelling(void **state) {
  (void)state;
  kn_sim *s = person(KN_CALF), *held = person(KN_CALF);
  const kn_block *b = session(s, KN_RELAXATION, H, 30), *c = session(held, KN_ISCHAEMIC_COMPRESSION, H, 30);
  kn_stroke_reading k = stroke(s, 0), l = stroke(held, 0);
  print_message("lymph: %.2f of rest over the calf under strokes, %.2f under a thumb that stays\n", k.lymph_flow,
                l.lymph_flow);
  assert_true(k.lymph_flow > 1.2 && k.lymph_flow < 15 && l.lymph_flow < 0.5 * (1 + k.lymph_flow));
  assert_true(b->in.region[0].repair.drain > 5 * c->in.region[0].repair.drain);
  assert_true(get(s, KN_LYMPH) <= 1 && get(s, KN_LYMPH) >= 1); // beside the session
  go(s, H + 600);
  assert_true(get(s, KN_LYMPH) > 1.2);
  // and it is lymph that drains: without it the same strokes leave the swelling where it was
  kn_sim *drained = person(KN_CALF), *not = person_of(without("flow-to-repair-lymph"), KN_CALF);
  for (int i = 0; i < 2; i++) {
    kn_sim *w = i ? not : drained;
    ok(kn_sim_bout(w, KN_CALF, H, 1.0), &w->error);
    go(w, 3 * D);
    session(w, KN_RELAXATION, 3 * D + H, 60);
    go(w, 3 * D + 2 * H + 60);
  }
  assert_true(get(drained, KN_SWELLING) < 0.98 * get(not, KN_SWELLING));
  kn_sim_destroy(s), kn_sim_destroy(held), kn_sim_destroy(drained), kn_sim_destroy(not );
}

static void lactate_is_not_washed_out(void **state) { // negative control [H3]
  (void)state;
  kn_sim *rest = person(KN_CALF);
  ok(kn_sim_bout(rest, KN_CALF, H, 1.0), &rest->error);
  double before = get(rest, KN_LACTATE);
  go(rest, 1.5 * H + 60);
  double worked = get(rest, KN_LACTATE);
  assert_true(fabs(before - 1.2) < 0.02 && worked > before + 1);
  for (int t = 0; t < 3; t++) {
    static const int technique[] = {KN_RELAXATION, KN_DEEP, KN_PETRISSAGE};
    kn_sim *w, *twin;
    ok(kn_sim_twin(rest, &w), kn_ctx_error(ctx));
    ok(kn_sim_twin(rest, &twin), kn_ctx_error(ctx));
    session(w, technique[t], 1.5 * H + 120, 20);
    session(twin, KN_REST, 1.5 * H + 120, 20);
    go(w, 1.5 * H + 120 + 1200), go(twin, 1.5 * H + 120 + 1200);
    print_message("lactate %.2f mmol/l after work; 20 min later %.3f at rest, %.3f under %s\n", worked,
                  get(twin, KN_LACTATE), get(w, KN_LACTATE), kn_technique_at(technique[t])->key);
    assert_true(fabs(get(w, KN_LACTATE) / get(twin, KN_LACTATE) - 1) < 0.03);
    kn_sim_destroy(w), kn_sim_destroy(twin);
  }
  kn_sim_destroy(rest);
}

static void strokes_press_a_little_fluid_out_of_every_layer(void **state) { // [F2]
  (void)state;
  kn_sim *s = person(KN_LOW_BACK), *light = person(KN_LOW_BACK);
  session(s, KN_RELAXATION, H, 10), session(light, KN_LIGHT_TOUCH, H, 10);
  kn_stroke_reading k = stroke(s, 0), l = stroke(light, 0);
  print_message("fluid pressed out in ten minutes: skin %.0f, fat %.0f, muscle %.0f micrometres\n", k.drained_um[0],
                k.drained_um[1], k.drained_um[2]);
  for (int i = 0; i < 3; i++) assert_true(k.drained_um[i] > l.drained_um[i] && k.drained_um[i] < 100);
  kn_sim_destroy(s), kn_sim_destroy(light);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(transverse_friction_loads_the_tendon),
      cmocka_unit_test(a_stretch_loads_the_tendon_with_what_the_joint_bears),
      cmocka_unit_test(a_held_stretch_creeps_and_recovers),
      cmocka_unit_test(strokes_break_the_film_and_rest_rebuilds_it),
      cmocka_unit_test(glide_without_thixotropy_is_unchanged),
      cmocka_unit_test(sympathetic_tone_is_counted_once),
      cmocka_unit_test(strokes_carry_lymph_and_drain_a_swelling),
      cmocka_unit_test(lactate_is_not_washed_out),
      cmocka_unit_test(strokes_press_a_little_fluid_out_of_every_layer),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
