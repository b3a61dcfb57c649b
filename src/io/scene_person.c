// scene_person.c -- who she is: the `person` of a scene.
#include "scene_inner.h"
#include <string.h>

// The sleep model knows ordinary nights; beyond these hours it has no claim.
enum { BED_FIRST = 20 * 60, BED_LAST = 2 * 60, RISE_FIRST = 4 * 60, RISE_LAST = 10 * 60 };

static void read_sleeps(kn_reader *r, const kn_node *n, kn_person_def *p) {
  if (!kn_check_section(r, n, KN_IN_SLEEPS)) return;
  const kn_node *from = kn_child(n, "from"), *to = kn_child(n, "to");
  int minutes;
  if (from && kn_read_clock(r, from, "from", &minutes)) {
    if (minutes < BED_FIRST && minutes > BED_LAST)
      kn_hint(kn_complain(r, from, "`from` is %s; she may go to bed from 20:00 to 02:00", kn_show(from->text).text),
              "the sleep model knows ordinary nights only");
    else
      p->bed_h = minutes / 60.0;
  }
  if (to && kn_read_clock(r, to, "to", &minutes)) {
    if (minutes < RISE_FIRST || minutes > RISE_LAST)
      kn_hint(kn_complain(r, to, "`to` is %s; she may get up from 04:00 to 10:00", kn_show(to->text).text),
              "the sleep model knows ordinary nights only");
    else
      p->wake_h = minutes / 60.0;
  }
}

// pain: {low-back: 6.2}; the order says which region is looked at
static void read_pain(kn_reader *r, const kn_node *n, kn_person_def *p) {
  if (n->kind == KN_NODE_REFUSED) return;
  if (n->kind != KN_NODE_MAP || n->count == 0) {
    const char *region = kn_region_name(p->region[0]);
    kn_hint(kn_complain(r, *n->text == 0 && n->kind == KN_NODE_WORD ? n->key : n, "`pain` needs a region and a score"),
            "write `pain: {%s: 6}`", region ? region : "low-back");
    return;
  }
  int count = 0;
  for (const kn_node *c = n->first; c; c = c->next) {
    const char *key = c->key->text;
    if (key[0] >= '0' && key[0] <= '9') { // {low-back: 6,2} arrives as {low-back: 6, 2: nothing}
      kn_hint(kn_complain(r, c->key, "`%s` is no region", kn_show(key).text), "decimals take a point: `6.2`");
      continue;
    }
    int region = kn_read_name(r, c->key, "pain", "region", kn_region_name);
    double pain = KN_UNSTATED;
    char label[64];
    snprintf(label, sizeof label, "pain: %s", kn_show(key).text);
    const kn_score score = {label, 0, 10, "6", "0 is no pain, 10 the worst there is"};
    bool good = kn_read_score(r, c, &score, "unstated", KN_UNSTATED, &pain);
    if (region < 0) continue;
    if (count == KN_MAX_REGIONS) {
      kn_hint(kn_complain(r, c->key, "pain in more than %d regions", KN_MAX_REGIONS), "keep the %d that matter most",
              KN_MAX_REGIONS);
      return;
    }
    p->region[count] = region;
    p->pain[count] = good ? pain : KN_UNSTATED;
    count++;
  }
  if (count) p->region_count = count;
}

void kn_read_person(kn_reader *r, const kn_node *map) {
  static const char *const sexes[] = {"unstated", "female", "male"};
  kn_person_def *p = &kn_scene_of(r)->def.person;
  if (!kn_check_section(r, map, KN_IN_PERSON)) return;

  const kn_node *n = kn_child(map, "condition");
  if (n) {
    int condition = kn_read_name(r, n, "condition", "condition", kn_condition_name);
    if (condition >= 0) *p = kn_default_person(condition);
  } else {
    char list[400];
    kn_join(kn_condition_name, list, sizeof list);
    kn_hint(kn_complain(r, map->key, "`person` needs a `condition`"), "one of %s", list);
  }
  if (p->region_count == 0) { // spelled out here, so that the scene as understood says where she is looked at
    const kn_condition_info *info = kn_condition_at(p->condition);
    p->region_count = 1;
    p->region[0] = info ? info->region : 0;
    p->pain[0] = KN_UNSTATED;
  }
  if ((n = kn_child(map, "id"))) kn_read_count(r, n, "id", 0, UINT64_MAX, &p->id);
  if ((n = kn_child(map, "sex"))) {
    const char *text = kn_word(r, n, "sex", "female");
    int sex = -1;
    for (int i = 0; text && i < 3; i++)
      if (strcmp(text, sexes[i]) == 0) sex = i;
    if (sex >= 0)
      p->sex = (kn_sex)sex;
    else if (text)
      kn_hint(kn_complain(r, n, "`sex` is `%s`; allowed is female or male", kn_show(text).text),
              "or leave the line out; that is `unstated`");
  }
  static const kn_measure age = {"age", 18, 100, {"y"}, "46 y", "the model knows adults"};
  static const kn_measure height = {"height", 1.2, 2.2, {"m", "cm"}, "165 cm", NULL};
  static const kn_measure weight = {"weight", 35, 250, {"kg"}, "70 kg", NULL};
  static const kn_measure heart = {"heart-rate", 40, 120, {"bpm"}, "72 bpm", NULL};
  static const kn_measure systolic = {"systolic-pressure", 80, 200, {"mmHg", "kPa"}, "120 mmHg", NULL};
  if ((n = kn_child(map, "age"))) kn_read_measure(r, n, &age, NULL, 0, &p->age_y);
  if ((n = kn_child(map, "height"))) kn_read_measure(r, n, &height, NULL, 0, &p->height_m);
  if ((n = kn_child(map, "weight"))) kn_read_measure(r, n, &weight, NULL, 0, &p->mass_kg);
  if ((n = kn_child(map, "heart-rate"))) kn_read_measure(r, n, &heart, "unstated", KN_UNSTATED, &p->heart_rate_bpm);
  if ((n = kn_child(map, "systolic-pressure")))
    kn_read_measure(r, n, &systolic, "unstated", KN_UNSTATED, &p->systolic_mmHg);

  const struct {
    kn_score score;
    double *value;
  } scores[] = {
      {{"perceived-stress", 0, 40, "15", "give the sum of the PSS-10"}, &p->perceived_stress},
      {{"trait-anxiety", 20, 80, "40", "give the sum of the STAI-T"}, &p->trait_anxiety},
      {{"depression", 0, 27, "6", "give the sum of the PHQ-9"}, &p->depression},
      {{"sleep-quality", 0, 21, "6.5", "give the global score of the PSQI; high is bad"}, &p->sleep_quality},
      {{"expectation", 0.1, 0.9, "0.45", "0.1 is hardly any hope of help, 0.9 is near certainty"}, &p->expectation}};
  for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
    if ((n = kn_child(map, scores[i].score.key)))
      kn_read_score(r, n, &scores[i].score, "unstated", KN_UNSTATED, scores[i].value);
  if ((n = kn_child(map, "pain"))) read_pain(r, n, p);
  if ((n = kn_child(map, "sleeps"))) read_sleeps(r, n, p);
  if ((n = kn_child(map, "everyday-ups-and-downs")))
    kn_read_switch(r, n, "everyday-ups-and-downs", &p->everyday_ups_and_downs);
}
