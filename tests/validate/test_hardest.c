// The limits of strokes: every technique at its hardest and fastest with `make validate`, a quarter of them otherwise.
#include "verify/flying.h"
#include <stdlib.h>

static int begin(void **state) {
  (void)state;
  assert_int_equal(kn_open(NULL, &ctx), KN_OK);
  ok(kn_model_load(ctx, NULL, &model), kn_ctx_error(ctx));
  return 0;
}

// The strongest, fastest strokes that the interface accepts, for as long as it accepts: each within the limit of the
// region, and neither skin nor muscle leaves its domain. And a limit holds also where no local state is kept.
static void the_hardest_and_fastest_strokes_stay_within_the_limits_of_the_region(void **state) {
  (void)state;
  const bool all = getenv("KN_VALIDATE") != NULL;
  kn_sim *healthy;
  kn_person_def who = kn_default_person(KN_HEALTHY);
  ok(kn_sim_create(ctx, model, &who, 1, &healthy), kn_ctx_error(ctx));
  for (int i = 0, n = 0; i < KN_TECHNIQUE_COUNT; i++) {
    kn_technique_stroke_info stroke;
    if (!kn_technique_stroke(i, 0, &stroke)) continue;
    if (n++ % 4 != 2 && !all) continue;
    kn_sim *s = twin(healthy);
    kn_session_def d = kn_default_session(i);
    d.minutes = 240;
    d.share = 1;
    d.force_N = kn_region_at(KN_LOW_BACK)->force_limit_N;
    d.speed_cm_s = 100;
    kn_status st = kn_sim_session(s, &d);
    while (st == KN_OUT_OF_RANGE) { // as much as it says
      if (strstr(s->error.where, "speed"))
        d.speed_cm_s *= 0.9;
      else
        d.force_N = s->error.nearest;
      st = kn_sim_session(s, &d);
    }
    ok(st, &s->error);
    double most = 0;
    const kn_plan *plan = &s->blocks[0].plan;
    for (int k = 0; k < plan->session.strokes; k++) most = fmax(most, plan->hand[k].stroke.force);
    go(s, 239 * MIN);
    double skin = get(s, KN_SKIN_TEMPERATURE), bruise = get(s, KN_BRUISING);
    assert_true(most <= kn_region_at(KN_LOW_BACK)->force_limit_N + 1e-9);
    assert_true(bruise <= kn_outcome_at(KN_BRUISING)->high);
    assert_true(skin <= kn_outcome_at(KN_SKIN_TEMPERATURE)->high); // friction
    print_message("%s: %.0f N, %.0f cm/s, skin %.1f degC\n", kn_technique_at(i)->key, most, d.speed_cm_s, skin);
    kn_sim_destroy(s);
  }
  kn_sim *s = twin(healthy); // of whom only the back is followed
  kn_session_def d = kn_default_session(KN_RELAXATION);
  d.region_count = 1;
  d.region[0] = KN_ABDOMEN;
  d.force_N = 5000;
  assert_int_equal(kn_sim_session(s, &d), KN_OUT_OF_RANGE);
  assert_true(kn_sim_error(s)->nearest == kn_region_at(KN_ABDOMEN)->force_limit_N);
  kn_sim_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_hardest_and_fastest_strokes_stay_within_the_limits_of_the_region)};
  return cmocka_run_group_tests(tests, begin, end);
}
