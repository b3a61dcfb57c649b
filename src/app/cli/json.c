#include "json.h"
#include "text.h"
#include "words.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *json_text(const char *s) {
  size_t n = strlen(s ? s : "") + 1;
  char *clean = text_must(malloc(n));
  text_clean(clean, n, s ? s : "");
  json_t *j = text_must(json_string(clean));
  free(clean);
  return j;
}

json_t *json_number(double v) { return text_must(isfinite(v) ? json_real(v) : json_null()); }

json_t *json_count(uint64_t v) {
  char digits[32];
  snprintf(digits, sizeof digits, "%llu", (unsigned long long)v);
  return json_text(digits);
}

json_t *json_hash(const kn_comparison *c) {
  char digits[32];
  snprintf(digits, sizeof digits, "%016llx", (unsigned long long)kn_comparison_hash(c));
  return json_text(digits);
}

static void need(int bad) {
  if (bad) text_must(NULL);
}

void json_add(json_t *object, const char *key, json_t *value) { need(json_object_set_new(object, key, value)); }
void json_push(json_t *array, json_t *value) { need(json_array_append_new(array, value)); }

// A score that was not stated is null: the condition's usual level stands.
static json_t *stated(double v) { return json_number(v < 0 ? NAN : v); }

json_t *json_person(const kn_person_def *p) {
  json_t *o = text_must(json_object()), *region = text_must(json_array()), *pain = text_must(json_array());
  const kn_condition_info *c = kn_condition_at(p->condition);
  int first = c ? c->region : 0;
  int count = p->region_count > 0 ? p->region_count : 1;
  for (int i = 0; i < count; i++) {
    const kn_region_info *r = kn_region_at(p->region_count > 0 ? p->region[i] : first);
    json_push(region, json_text(r ? r->key : "?"));
    json_push(pain, stated(p->pain[i]));
  }
  json_add(o, "id", json_count(p->id));
  json_add(o, "age_y", json_number(p->age_y));
  json_add(o, "height_m", json_number(p->height_m));
  json_add(o, "mass_kg", json_number(p->mass_kg));
  json_add(o, "sex", json_text(p->sex == KN_FEMALE ? "female" : p->sex == KN_MALE ? "male" : "unstated"));
  json_add(o, "condition", json_text(c ? c->key : "?"));
  json_add(o, "regions", region);
  json_add(o, "pain", pain);
  json_add(o, "perceived-stress", stated(p->perceived_stress));
  json_add(o, "trait-anxiety", stated(p->trait_anxiety));
  json_add(o, "depression", stated(p->depression));
  json_add(o, "sleep-quality", stated(p->sleep_quality));
  json_add(o, "expectation", stated(p->expectation));
  json_add(o, "heart-rate_bpm", stated(p->heart_rate_bpm));
  json_add(o, "systolic_mmHg", stated(p->systolic_mmHg));
  json_add(o, "bed_h", json_number(p->bed_h));
  json_add(o, "wake_h", json_number(p->wake_h));
  json_add(o, "starts_h", json_number(p->starts_h));
  json_add(o, "everyday-ups-and-downs", text_must(json_boolean(p->everyday_ups_and_downs)));
  return o;
}

json_t *json_began(const kn_comparison *c) {
  json_t *list = text_must(json_array());
  const kn_latent *l;
  for (int i = 0; (l = kn_comparison_latent(c, i)); i++) {
    json_t *o = text_must(json_object());
    json_add(o, "name", json_text(l->name));
    json_add(o, "unit", json_text(l->unit));
    json_add(o, "value", json_number(l->value));
    json_add(o, "score", json_text(l->score));
    json_add(o, "stated", json_number(l->stated));
    json_add(o, "reached", json_number(l->reached));
    json_push(list, o);
  }
  return list;
}

static json_t *outcomes_at(const run *r, int arm, int visit) {
  json_t *o = text_must(json_object());
  for (int i = 0; i < KN_OUTCOME_COUNT; i++) {
    const kn_outcome_info *info = kn_outcome_at(i);
    json_t *one = text_must(json_object());
    json_add(one, "value", json_number(run_value(r, arm, visit, i)));
    json_add(one, "unit", json_text(info->unit));
    json_add(one, "grade", json_text((char[]){info->grade, 0}));
    json_add(o, info->key, one);
  }
  return o;
}

static json_t *visits_of(const run *r, int arm) {
  const kn_compare_def *d = &r->scene->def;
  json_t *list = text_must(json_array());
  for (int v = 0; v < d->visit_count; v++) {
    json_t *o = text_must(json_object());
    json_add(o, "name", json_text(d->visit[v].name));
    json_add(o, "time_s", json_number(d->visit[v].at_s));
    if (arm >= 0) json_add(o, "outcomes", outcomes_at(r, arm, v));
    json_push(list, o);
  }
  return list;
}

// What each stroke of an arm does in her tissue
static json_t *strokes_of(const run *r, int arm) {
  json_t *list = text_must(json_array());
  kn_stroke_reading k;
  for (int i = 0; kn_comparison_stroke(r->result, arm, i, &k); i++) {
    json_t *o = text_must(json_object()), *drained = text_must(json_array());
    json_add(o, "region", json_text(kn_region_at(k.region)->key));
    json_add(o, "start_s", json_number(k.start_s));
    json_add(o, "share", json_number(k.share));
    json_add(o, "force_N", json_number(k.force_N));
    json_add(o, "depth_mm", json_number(k.depth_mm));
    json_add(o, "surface_kPa", json_number(k.surface_kPa));
    json_add(o, "skin_kPa", json_number(k.skin_kPa));
    json_add(o, "muscle_kPa", json_number(k.muscle_kPa));
    json_add(o, "muscle_strain", json_number(k.muscle_strain));
    json_add(o, "muscle_shear", json_number(k.muscle_shear));
    json_add(o, "skin_flow", json_number(k.skin_flow));
    json_add(o, "muscle_flow", json_number(k.muscle_flow));
    json_add(o, "lymph_flow", json_number(k.lymph_flow));
    json_add(o, "muscle_oxygen", json_number(k.muscle_oxygen));
    json_add(o, "muscle_lactate_mM", json_number(k.muscle_lactate_mM));
    for (int l = 0; l < 3; l++) json_push(drained, json_number(k.drained_um[l]));
    json_add(o, "drained_um", drained);
    json_add(o, "slip_mm", json_number(k.slip_mm));
    json_add(o, "film_rate_Hz", json_number(k.film_rate_Hz));
    json_add(o, "tendon_strain", json_number(k.tendon_strain));
    json_add(o, "tendon_N", json_number(k.tendon_N));
    json_add(o, "tendon_kPa", json_number(k.tendon_kPa));
    json_add(o, "tendon_shear_kPa", json_number(k.tendon_shear_kPa));
    json_add(o, "tendon_stretched", json_number(k.tendon_stretched));
    json_add(o, "beyond", text_must(json_boolean(k.beyond)));
    json_push(list, o);
  }
  return list;
}

void json_print(const run *r, FILE *f) {
  const kn_scene *s = r->scene;
  json_t *o = text_must(json_object()), *scene = text_must(json_object()), *arms = text_must(json_array());
  json_add(scene, "file", json_text(r->options->operand));
  json_add(scene, "title", json_text(s->title));
  json_add(scene, "sha256", json_text(r->scene_hash));
  json_add(scene, "seed", json_count(s->def.seed));
  for (int a = 0; a < s->def.arm_count; a++) {
    char name[64];
    scene_arm_name(name, sizeof name, s, a);
    json_t *arm = text_must(json_object());
    json_add(arm, "name", json_text(name));
    json_add(arm, "technique", json_text(scene_technique(s, a)));
    json_add(arm, "visits", visits_of(r, a));
    json_add(arm, "strokes", strokes_of(r, a));
    json_push(arms, arm);
  }
  json_add(o, "schema", json_text("knead-run/1"));
  json_add(o, "knead", json_text(kn_version_text()));
  json_add(o, "scene", scene);
  json_add(o, "person", json_person(&s->def.person));
  json_add(o, "visits", visits_of(r, -1));
  json_add(o, "arms", arms);
  json_add(o, "began", json_began(r->result));
  json_add(o, "hash", json_hash(r->result));
  json_add(o, "out", json_text(r->folder));
  json_dumpf(o, f, JSON_COMPACT | JSON_REAL_PRECISION(17));
  fputc('\n', f);
  json_decref(o);
}
