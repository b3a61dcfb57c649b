// Definitions with their defaults, and from a definition to the numbers of one person.
#include "sim.h"
#include "person.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

kn_person_def kn_default_person(int condition) {
  kn_person_def d = {.id = 1,
                     .age_y = 45,
                     .height_m = 1.68,
                     .mass_kg = 65,
                     .condition = condition,
                     .perceived_stress = KN_UNSTATED,
                     .trait_anxiety = KN_UNSTATED,
                     .depression = KN_UNSTATED,
                     .sleep_quality = KN_UNSTATED,
                     .expectation = KN_UNSTATED,
                     .heart_rate_bpm = KN_UNSTATED,
                     .systolic_mmHg = KN_UNSTATED,
                     .bed_h = 23,
                     .wake_h = 7,
                     .starts_h = 15,
                     .cookie = KN_COOKIE_PERSON};
  for (int i = 0; i < KN_MAX_REGIONS; i++) d.pain[i] = KN_UNSTATED;
  return d;
}

kn_session_def kn_default_session(int technique) {
  return (kn_session_def){.technique = technique,
                          .minutes = 60,
                          .share = KN_AS_TECHNIQUE,
                          .force_N = KN_AS_TECHNIQUE,
                          .pressure_kPa = KN_AS_TECHNIQUE,
                          .speed_cm_s = KN_AS_TECHNIQUE,
                          .rate_Hz = KN_AS_TECHNIQUE,
                          .context = KN_AS_TECHNIQUE,
                          .rest = KN_AS_TECHNIQUE,
                          .cookie = KN_COOKIE_SESSION};
}

kn_course_def kn_default_course(int technique) {
  return (kn_course_def){
      .session = kn_default_session(technique), .sessions = 1, .per_week = 1, .cookie = KN_COOKIE_COURSE};
}

static kn_status range(kn_error *e, const char *what, double v, double low, double high, const char *unit) {
  if (v >= low && v <= high) return KN_OK;
  return kn_fail_near(e, KN_OUT_OF_RANGE, v < low ? low : high, what, "", "%s %g is outside %g .. %g %s", what, v, low,
                      high, unit);
}
static kn_status score(kn_error *e, const char *what, double v, double low, double high) {
  return v == KN_UNSTATED ? KN_OK : range(e, what, v, low, high, "points");
}

kn_status kn_person_check(const kn_person_def *d, kn_error *e) {
  if (d->cookie != KN_COOKIE_PERSON)
    return kn_fail(e, KN_BAD_DEFINITION, "person", "fill it with kn_default_person()",
                   "the person definition has no cookie");
  kn_status s = KN_OK;
  if (!kn_condition_at(d->condition))
    return kn_fail(e, KN_UNKNOWN_NAME, "person.condition", "", "no condition %d", d->condition);
  if (d->region_count < 0 || d->region_count > KN_MAX_REGIONS)
    return kn_fail(e, KN_OUT_OF_RANGE, "person.region_count", "", "%d regions; at most %d", d->region_count,
                   KN_MAX_REGIONS);
  for (int i = 0; i < d->region_count; i++) {
    if (!kn_region_at(d->region[i]))
      return kn_fail(e, KN_UNKNOWN_NAME, "person.region", "", "no region %d", d->region[i]);
    for (int j = 0; j < i; j++)
      if (d->region[i] == d->region[j])
        return kn_fail(e, KN_BAD_ARGUMENT, "person.region", "name each region once", "region `%s` twice",
                       kn_region_at(d->region[i])->key);
  }
  if (!s) s = range(e, "person.age", d->age_y, 18, 100, "y");
  if (!s) s = range(e, "person.height", d->height_m, 1.2, 2.2, "m");
  if (!s) s = range(e, "person.weight", d->mass_kg, 35, 250, "kg");
  for (int i = 0; !s && i < KN_MAX_REGIONS; i++) s = score(e, "person.pain", d->pain[i], 0, 10);
  if (!s) s = score(e, "person.perceived-stress", d->perceived_stress, 0, 40);
  if (!s) s = score(e, "person.trait-anxiety", d->trait_anxiety, 20, 80);
  if (!s) s = score(e, "person.depression", d->depression, 0, 27);
  if (!s) s = score(e, "person.sleep-quality", d->sleep_quality, 0, 21);
  if (!s) s = score(e, "person.expectation", d->expectation, 0.1, 0.9);
  if (!s && d->heart_rate_bpm != KN_UNSTATED) s = range(e, "person.heart-rate", d->heart_rate_bpm, 40, 120, "bpm");
  if (!s && d->systolic_mmHg != KN_UNSTATED)
    s = range(e, "person.systolic-pressure", d->systolic_mmHg, 80, 200, "mmHg");
  if (!s) s = range(e, "person.starts", d->starts_h, 0, 24, "h");
  if (!s) s = range(e, "person.bed", d->bed_h < 12 ? d->bed_h + 24 : d->bed_h, 20, 26, "h");
  if (!s) s = range(e, "person.wake", d->wake_h, 4, 10, "h");
  return s;
}

// Everything about her that does not need settling.
kn_status kn_person_apply(kn_sim *s) {
  const kn_person_def *d = &s->who;
  const kn_condition_row *c = kn_condition_row_at(d->condition);
  s->regions = d->region_count ? d->region_count : 1;
  s->states = KN_MIND_STATES + s->regions * KN_REGION_STATES;
  for (int i = 0; i < s->regions; i++) {
    s->region[i] = d->region_count ? d->region[i] : c->info.region;
    bool complaint = s->region[i] == c->info.region || i == 0;
    s->source[i] = complaint ? c->source : 0.0;
    s->load[i] = complaint ? c->load : 1.0;
  }
  kn_mind_par *m = &s->numbers.room.chain.mind;
  m->theta = c->theta;
  m->s0 = c->s0;
  const double hour = 3600.0;
  m->t_bed = (d->bed_h < 12 ? d->bed_h + 24 : d->bed_h) * hour;
  m->t_wake = d->wake_h * hour;
  if (d->expectation != KN_UNSTATED) m->Ex0 = d->expectation;
  s->heart_scale = 1.0;
  s->pressure_offset = 0.0;
  return KN_OK;
}
