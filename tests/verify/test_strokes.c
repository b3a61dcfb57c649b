// What strokes do beside the field of their pressure, and that a session runs it: tendon, creep of a held joint, film under
// the fascia, sympathetic tone of the vessels under the hands, lymph, lactate, fluid pressed out of the layers.
// [joint 2] [joint 5] [E2] [E3] [G6] [F2] [F7] [H3] [repair 17]
#include "verify/behaviour.h"
#include "io/people_file.h"
#include <stdlib.h>

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

// ---- where hands are, whether or not it is followed ------------------------------------------------------------------
static void put(kn_sim *s, int technique, int region, double start_s) {
  kn_session_def d = kn_default_session(technique);
  d.start_s = start_s, d.minutes = 5, d.share = 1, d.region_count = 1, d.region[0] = region;
  ok(kn_sim_session(s, &d), &s->error);
}
static void friction_on_the_knee_is_told_of_the_knee(void **state) {
  (void)state;
  kn_sim *calf = person(KN_CALF), *knee = person(KN_KNEE), *left = person(KN_CALF);
  put(calf, KN_TRANSVERSE_FRICTION, KN_KNEE, H), put(knee, KN_TRANSVERSE_FRICTION, KN_KNEE, H);
  kn_stroke_reading there = stroke(calf, 0), own = stroke(knee, 0), k;
  print_message("patellar tendon under friction: %.1f N in one who is followed at the calf, %.1f N at the knee\n",
                there.tendon_N, own.tendon_N);
  assert_int_equal(there.region, KN_KNEE);
  assert_false(kn_sim_stroke(calf, 1, &k)); // and of the knee alone
  // at rest both knees are those of a healthy person, to what half an hour of an untouched life moves
  assert_true(own.tendon_N > 5 && fabs(there.tendon_N / own.tendon_N - 1) < 0.02);
  assert_true(fabs(there.muscle_kPa / own.muscle_kPa - 1) < 0.05);
  // a stretch of the back bears on no tendon, and the calf's own state is as if its hands were elsewhere
  put(calf, KN_PASSIVE_STRETCH, KN_LOW_BACK, 2 * H);
  k = stroke(calf, 1);
  assert_int_equal(k.region, KN_LOW_BACK);
  assert_true(k.tendon_N <= 0);
  go(calf, H + 300), go(left, H + 300);
  static const char *const local[] = {"joint.crept", "joint.film", "repair.debris"};
  for (int i = 0; i < 3; i++) {
    double a, b;
    assert_int_equal(kn_sim_state(calf, local[i], &a), KN_OK);
    assert_int_equal(kn_sim_state(left, local[i], &b), KN_OK);
    assert_true(fabs(a - b) < 1e-6);
  }
  kn_sim_destroy(calf), kn_sim_destroy(knee), kn_sim_destroy(left);
}

static void what_is_felt_comes_from_the_tissue_that_is_pressed(void **state) {
  (void)state;
  kn_sim *s = person(KN_CALF), *thigh = person(KN_GLUTEAL);
  put(s, KN_DEEP, KN_GLUTEAL, H), put(s, KN_DEEP, KN_CALF, 2 * H), put(thigh, KN_DEEP, KN_GLUTEAL, H);
  const kn_chain_in *away = &s->blocks[0].in, *here = &s->blocks[1].in, *hers = &thigh->blocks[0].in;
  print_message("felt pressure: gluteal %.3f where it is not followed, %.3f where it is; calf %.3f\n", away->pressure,
                hers->pressure, here->pressure);
  assert_true(fabs(away->pressure / hers->pressure - 1) < 0.01);
  assert_true(fabs(away->c_tactile / hers->c_tactile - 1) < 0.01);
  assert_true(fabs(away->pressure / here->pressure - 1) > 0.05); // another tissue is another pressure
  assert_true(away->region[0].nerve.peak <= 0 && here->region[0].nerve.peak > 0);
  // of several places each is solved in its own tissue, and the one that gets most time is felt; of equals, her own
  kn_session_def d = kn_default_session(KN_DEEP);
  d.start_s = 3 * H, d.region_count = 2, d.region[0] = KN_GLUTEAL, d.region[1] = KN_CALF;
  ok(kn_sim_session(s, &d), &s->error);
  const kn_block *both = &s->blocks[2];
  assert_int_equal(both->plan.places, 2);
  for (int n = 0; n < both->plan.session.strokes; n++) {
    assert_true(fabs(both->cycle[0][n].p / s->blocks[0].cycle[0][n].p - 1) < 1e-12);
    assert_true(fabs(both->cycle[1][n].p / s->blocks[1].cycle[0][n].p - 1) < 1e-12);
  }
  assert_true(fabs(both->in.pressure - s->blocks[1].in.pressure) < 1e-12);
  kn_sim_destroy(s), kn_sim_destroy(thigh);
}

static kn_status hold(kn_sim *s, int technique, double force) {
  kn_session_def d = kn_default_session(technique);
  d.start_s = s->event_count * H, d.stroke_count = 1;
  d.stroke[0] = kn_default_session_stroke(technique);
  d.stroke[0].tool = KN_TOOL_ELBOW, d.stroke[0].pattern = KN_PATTERN_HOLD, d.stroke[0].rate_Hz = 0.25;
  d.stroke[0].on = 0.6, d.stroke[0].force_N = force;
  return kn_sim_session(s, &d);
}
static void the_nearest_force_is_one_that_works(void **state) {
  (void)state;
  kn_sim *s = person(KN_LOW_BACK);
  assert_int_equal(hold(s, KN_ELBOW_PRESSURE, 120), KN_OUT_OF_RANGE);
  double nearest = s->error.nearest;
  print_message("an elbow that stays with 120 N is refused; nearest %.2f N\n", nearest);
  assert_string_equal(s->error.where, "session.stroke[0].force");
  ok(hold(s, KN_ELBOW_PRESSURE, nearest), &s->error);
  assert_int_equal(hold(s, KN_ELBOW_PRESSURE, 1.07 * nearest), KN_OUT_OF_RANGE);
  assert_true(fabs(s->error.nearest / nearest - 1) < 0.05); // wherever one comes from
  assert_int_equal(s->event_count, 1);
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
  assert_true(fabs(b->muscle_flow - a->muscle_flow) < 0.02);
  // the same hand opens narrowed skin vessels by more of what they carry at rest: 6.3 % of it calm, 7.5 % tense
  double opened = (b->skin_flow - 1) / (a->skin_flow - 1);
  assert_true(a->skin_flow > 1.01 && opened > 1.05 && opened < 1.5);
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

static void strokes_move_a_little_fluid_through_the_layers(void **state) { // [F2]
  (void)state;
  static const int technique[] = {KN_LIGHT_TOUCH, KN_RELAXATION, KN_TRANSVERSE_FRICTION};
  double um[3][3];
  for (int t = 0; t < 3; t++) {
    kn_sim *s = person(KN_LOW_BACK);
    session(s, technique[t], H, 10);
    kn_stroke_reading k = stroke(s, 0);
    memcpy(um[t], k.drained_um, sizeof k.drained_um);
    print_message("pressed out in ten minutes of %s: skin %.1f, fat %.1f, muscle %.1f micrometres\n",
                  kn_technique_at(technique[t])->key, um[t][0], um[t][1], um[t][2]);
    for (int l = 0; l < 3; l++) assert_true(fabs(um[t][l]) < 200); // of layers of millimetres
    kn_sim_destroy(s);
  }
  for (int l = 0; l < 3; l++) assert_true(um[1][l] > um[0][l] && um[1][l] > 0); // a palm: harder presses out more
  // a thumb's pressure stays near the surface: it moves more out of skin than a palm, and of muscle's share hardly any
  assert_true(um[2][0] > um[1][0] && fabs(um[2][2]) / um[2][0] < 0.25 * um[1][2] / um[1][0]);
}

// The way to where a cycle repeats is leapt over in part; a sore, swollen trapezius under kneading fingers was thrown about
// by that, to a "depth" of -7 mm. Then it is walked.
static void a_leap_that_throws_the_skin_about_is_walked_instead(void **state) {
  (void)state;
  static const char *const folder = KN_SOURCE_DIR "/data/people/healthy.yaml";
  kn_people_file *file = calloc(1, sizeof *file);
  assert_int_equal(kn_people_read(folder, kn_default_people, file), 0);
  file->def.region = KN_NECK_SHOULDER;
  kn_sim *s = NULL;
  for (int attempt = 0; s == NULL; attempt++) {
    kn_person_def who;
    kn_error e;
    kn_model *hers;
    if (kn_people_draw(&file->def, 1, 1, attempt, &who, &e) != KN_OK) continue;
    ok(kn_people_model(ctx, &file->def, NULL, 1, 1, attempt, &hers), kn_ctx_error(ctx));
    if (kn_sim_create(ctx, hers, &who, 1, &s) != KN_OK) s = NULL;
  }
  ok(kn_sim_bout(s, KN_NECK_SHOULDER, D, 1.0), &s->error);
  ok(kn_sim_advance(s, 3 * D), &s->error);
  const kn_block *b = session(s, KN_PETRISSAGE, 3 * D, 10);
  for (int n = 0; n < b->plan.session.strokes; n++) {
    const kn_touch_cycle *c = &b->cycle[0][n];
    print_message("sore trapezius, stroke %d: depth %.2f mm, muscle %.2f kPa in %d passes\n", n, 1e3 * c->depth,
                  1e-3 * c->muscle, c->passes);
    assert_true(c->depth > 1e-3 && c->depth < 0.02 && c->muscle > 1e3 && c->muscle < 2e4);
  }
  kn_sim_destroy(s);
  kn_people_file_free(file);
  free(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leap_that_throws_the_skin_about_is_walked_instead),
      cmocka_unit_test(transverse_friction_loads_the_tendon),
      cmocka_unit_test(a_stretch_loads_the_tendon_with_what_the_joint_bears),
      cmocka_unit_test(friction_on_the_knee_is_told_of_the_knee),
      cmocka_unit_test(what_is_felt_comes_from_the_tissue_that_is_pressed),
      cmocka_unit_test(the_nearest_force_is_one_that_works),
      cmocka_unit_test(a_held_stretch_creeps_and_recovers),
      cmocka_unit_test(strokes_break_the_film_and_rest_rebuilds_it),
      cmocka_unit_test(glide_without_thixotropy_is_unchanged),
      cmocka_unit_test(sympathetic_tone_is_counted_once),
      cmocka_unit_test(strokes_carry_lymph_and_drain_a_swelling),
      cmocka_unit_test(lactate_is_not_washed_out),
      cmocka_unit_test(strokes_move_a_little_fluid_through_the_layers),
  };
  return cmocka_run_group_tests(tests, begin, NULL);
}
