#include "words.h"
#include "text.h"
#include <math.h>
#include <string.h>

enum { DAY = 86400, HOUR = 3600 };

void words_time(char *to, size_t n, double s) {
  const char *sign = s < 0 ? "−" : "";
  double a = fabs(s);
  if (a < 1)
    snprintf(to, n, "0");
  else if (a < 2 * HOUR)
    snprintf(to, n, "%s%.3g min", sign, a / 60);
  else if (a < 2 * DAY)
    snprintf(to, n, "%s%.2g h", sign, a / HOUR);
  else
    snprintf(to, n, "%s%.0f d", sign, a / DAY);
}

void words_name(char *to, size_t n, const char *key) {
  text_clean(to, n, key);
  for (char *c = to; *c; c++)
    if (*c == '-') *c = ' ';
}

const char *scene_technique(const kn_scene *s, int arm) {
  const kn_technique_info *t = kn_technique_at(s->def.arm[arm].session.technique);
  return t ? t->key : "?";
}

int scene_region(const kn_scene *s) {
  if (s->def.person.region_count > 0) return s->def.person.region[0];
  const kn_condition_info *c = kn_condition_at(s->def.person.condition);
  return c ? c->region : 0;
}

void scene_arm_name(char *to, size_t n, const kn_scene *s, int arm) {
  text_clean(to, n, *s->arm_name[arm] ? s->arm_name[arm] : scene_technique(s, arm));
}

double technique_force_N(int technique) {
  kn_technique_stroke_info s;
  return kn_technique_stroke(technique, 0, &s) ? s.force_N : 0;
}

double course_start(const kn_course_def *c, int k) {
  if (c->start_s && c->sessions > 1) return c->start_s[k];
  double days = c->per_week > 0 ? floor(k * 7.0 / c->per_week + 0.5) : 0;
  return c->session.start_s + days * DAY;
}

// Whether explicit times are what so many a week would give: written out, they still are "2 a week".
static bool is_regular(const kn_course_def *c) {
  if (c->per_week <= 0) return false;
  for (int k = 0; k < c->sessions; k++)
    if (fabs(course_start(c, k) - course_start(c, 0) - k * 7.0 / c->per_week * DAY) > DAY) return false;
  return true;
}

// Year, month and day of a day number since 1970-01-01 (proleptic Gregorian).
static void civil(long day, int *year, int *month, int *mday) {
  long z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
  long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  long mp = (5 * doy + 2) / 153;
  *mday = (int)(doy - (153 * mp + 2) / 5 + 1);
  *month = (int)(mp < 10 ? mp + 3 : mp - 9);
  *year = (int)(yoe + era * 400 + (*month <= 2));
}

// Local midnights passed between time 0's own midnight and t.
static double day_of(const kn_scene *s, double t) { return floor((t + s->def.person.starts_h * HOUR) / DAY); }

void words_when(char *to, size_t n, const kn_scene *s, double t) {
  double hour = fmod(t / HOUR + s->def.person.starts_h, 24);
  if (hour < 0) hour += 24;
  int minutes = (int)(hour * 60 + 0.5) % 1440;
  double first = s->def.arm_count > 0 ? course_start(&s->def.arm[0], 0) : 0;
  *to = 0;
  if (isfinite(s->start_day_number)) {
    int y, m, d;
    civil((long)(s->start_day_number + day_of(s, t) - day_of(s, first)), &y, &m, &d);
    text_add(to, n, "%04d-%02d-%02d", y, m, d);
  } else
    text_add(to, n, "day %.0f", day_of(s, t));
  text_add(to, n, " at %02d:%02d", minutes / 60, minutes % 60);
}

static void region_list(char *to, size_t n, const int *region, int count) {
  for (int i = 0; i < count; i++) {
    const kn_region_info *r = kn_region_at(region[i]);
    char name[48];
    words_name(name, sizeof name, r ? r->key : "?");
    text_add(to, n, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", name);
  }
}

static const char *who(kn_sex sex) { return sex == KN_FEMALE ? "woman" : sex == KN_MALE ? "man" : "person"; }

void words_person(char *to, size_t n, const kn_scene *s) {
  const kn_person_def *p = &s->def.person;
  const kn_condition_info *c = kn_condition_at(p->condition);
  char condition[64];
  words_name(condition, sizeof condition, c ? c->key : "?");
  *to = 0;
  text_add(to, n, "%s, %.4g y, %.4g cm, %.4g kg; %s; region%s ", who(p->sex), p->age_y, 100 * p->height_m, p->mass_kg,
           condition, p->region_count > 1 ? "s" : "");
  int region = scene_region(s);
  if (p->region_count > 0)
    region_list(to, n, p->region, p->region_count);
  else
    region_list(to, n, &region, 1);
}

static void score(char *to, size_t n, const char *what, double value, const char *scale) {
  if (value >= 0) text_add(to, n, "%s%s %.3g%s", *to ? ", " : "", what, value, scale);
}

void words_scores(char *to, size_t n, const kn_scene *s) {
  const kn_person_def *p = &s->def.person;
  *to = 0;
  score(to, n, "pain", p->pain[0], " of 10");
  for (int i = 1; i < p->region_count; i++) {
    const kn_region_info *r = kn_region_at(p->region[i]);
    char what[64] = "pain in ", name[48];
    words_name(name, sizeof name, r ? r->key : "?");
    text_add(what, sizeof what, "%s", name);
    score(to, n, what, p->pain[i], " of 10");
  }
  score(to, n, "perceived stress", p->perceived_stress, " of 40");
  score(to, n, "trait anxiety", p->trait_anxiety, " (20-80)");
  score(to, n, "depression", p->depression, " of 27");
  score(to, n, "sleep complaints", p->sleep_quality, " of 21");
}

static void item(char *to, size_t n, bool usual, const char *what) {
  if (usual) text_add(to, n, "%s%s", *to ? ", " : "", what);
}

void words_defaults(char *to, size_t n, const kn_scene *s) {
  const kn_person_def *p = &s->def.person;
  const kn_person_def d = kn_default_person(p->condition);
  char part[80];
  *to = 0;
  snprintf(part, sizeof part, "age %.4g y", d.age_y), item(to, n, p->age_y == d.age_y, part);
  snprintf(part, sizeof part, "height %.4g cm", 100 * d.height_m), item(to, n, p->height_m == d.height_m, part);
  snprintf(part, sizeof part, "mass %.4g kg", d.mass_kg), item(to, n, p->mass_kg == d.mass_kg, part);
  item(to, n, p->sex == KN_SEX_UNSTATED, "sex unstated");
  item(to, n, p->pain[0] < 0, "pain as usual in the condition");
  item(to, n, p->perceived_stress < 0, "perceived stress as usual");
  item(to, n, p->trait_anxiety < 0, "trait anxiety as usual");
  item(to, n, p->depression < 0, "depression as usual");
  item(to, n, p->sleep_quality < 0, "sleep as usual");
  item(to, n, p->expectation < 0, "expectation as usual");
  item(to, n, p->heart_rate_bpm < 0, "heart rate as usual");
  item(to, n, p->systolic_mmHg < 0, "blood pressure as usual");
  snprintf(part, sizeof part, "in bed from %.3g h to %.3g h", d.bed_h, d.wake_h);
  item(to, n, p->bed_h == d.bed_h && p->wake_h == d.wake_h, part);
  item(to, n, p->everyday_ups_and_downs == d.everyday_ups_and_downs,
       d.everyday_ups_and_downs ? "everyday ups and downs on" : "everyday ups and downs off");
}

// "1 effleurage, 1 petrissage" are too many words; "effleurage, petrissage and effleurage" says the order.
static void sequence(char *to, size_t n, const kn_session_def *x) {
  text_add(to, n, "a sequence: ");
  int region[KN_MAX_SESSION_STROKES], regions = 0;
  for (int i = 0; i < x->stroke_count; i++) {
    const kn_technique_info *t = kn_technique_at(x->stroke[i].technique);
    char name[64];
    words_name(name, sizeof name, t ? t->key : "?");
    text_add(to, n, "%s%s", i == 0 ? "" : i + 1 < x->stroke_count ? ", " : " and ", name);
    bool known = x->stroke[i].region < 0;
    for (int k = 0; k < regions; k++) known = known || region[k] == x->stroke[i].region;
    if (!known) region[regions++] = x->stroke[i].region;
  }
  text_add(to, n, " of the ");
  region_list(to, n, region, regions);
}

void words_stroke(char *to, size_t n, const kn_scene *s, int arm, int i) {
  const kn_session_stroke *k = &s->def.arm[arm].session.stroke[i];
  const kn_technique_info *t = kn_technique_at(k->technique);
  kn_technique_stroke_info info;
  char name[64], time[32];
  words_name(name, sizeof name, t ? t->key : "?");
  if (k->minutes < 1)
    snprintf(time, sizeof time, "%.3g s", 60 * k->minutes);
  else
    snprintf(time, sizeof time, "%.3g min", k->minutes);
  *to = 0;
  if (!kn_session_stroke_info(k, &info)) {
    text_add(to, n, "pause (%s), %s", name, time);
    return;
  }
  char tool[48];
  words_name(tool, sizeof tool, info.tool);
  text_add(to, n, "%s of the ", name);
  region_list(to, n, &k->region, 1);
  text_add(to, n, ", %s: %s, %s, %.3g N", time, tool, kn_stroke_pattern_name((int)info.pattern), info.force_N);
  if (info.angle_deg > 0) text_add(to, n, " at %.3g deg", info.angle_deg);
  text_add(to, n, ", %.3g Hz", info.rate_Hz);
  bool moves = info.pattern != KN_PATTERN_HOLD && info.pattern != KN_PATTERN_TAP && info.speed_cm_s > 0;
  if (moves) text_add(to, n, ", %.3g cm/s", info.speed_cm_s);
  if (moves && k->direction_deg >= 0) text_add(to, n, " towards %.3g deg", info.direction_deg);
  if (k->on >= 0) text_add(to, n, ", loaded share %.2g", info.on);
}

static void unusual(char *to, size_t n, int stroke, const char *technique, const char *what, double v, double low,
                    double high, const char *unit) {
  if (v < 0 || (v >= low && v <= high)) return;
  char name[64], which[32] = "";
  words_name(name, sizeof name, technique);
  if (stroke >= 0) snprintf(which, sizeof which, "stroke %d: ", stroke + 1);
  text_add(to, n, "%s%s%.3g %s is %s the usual %s of %s, %.3g to %.3g %s", *to ? "; " : "", which, v, unit,
           v < low ? "below" : "above", what, name, low, high, unit);
}

void words_unusual(char *to, size_t n, const kn_scene *s, int arm) {
  const kn_session_def *x = &s->def.arm[arm].session;
  kn_technique_stroke_info info;
  *to = 0;
  for (int i = 0; i < x->stroke_count; i++) {
    const kn_session_stroke *k = &x->stroke[i];
    if (!kn_technique_stroke(k->technique, 0, &info)) continue;
    const char *key = kn_technique_at(k->technique)->key;
    unusual(to, n, i, key, "force", k->force_N, info.force_low_N, info.force_high_N, "N");
    unusual(to, n, i, key, "rate", k->rate_Hz, info.rate_low_Hz, info.rate_high_Hz, "Hz");
  }
  if (x->stroke_count || !kn_technique_stroke(x->technique, 0, &info)) return;
  const char *key = kn_technique_at(x->technique)->key;
  unusual(to, n, -1, key, "force", x->force_N, info.force_low_N, info.force_high_N, "N");
  unusual(to, n, -1, key, "rate", x->rate_Hz, info.rate_low_Hz, info.rate_high_Hz, "Hz");
}

void words_course(char *to, size_t n, const kn_scene *s, int arm) {
  const kn_course_def *c = &s->def.arm[arm];
  const kn_session_def *x = &c->session;
  const kn_technique_info *t = kn_technique_at(x->technique);
  char name[64];
  words_name(name, sizeof name, t ? t->key : "?");
  *to = 0;
  if (x->stroke_count)
    sequence(to, n, x);
  else
    text_add(to, n, "%s", name);
  if (c->sessions == 0 || (x->technique == KN_NOTHING && x->stroke_count == 0)) return;
  double usual = x->stroke_count ? 0 : technique_force_N(x->technique);
  if (usual > 0) {
    int region = scene_region(s);
    text_add(to, n, " of ");
    region_list(to, n, x->region_count > 0 ? x->region : &region, x->region_count > 0 ? x->region_count : 1);
  }
  if (t && t->visits > 0 && x->stroke_count == 0) {
    text_add(to, n, ", %d visits of 20 min in the course", t->visits);
    return;
  }
  text_add(to, n, ", %.4g min", x->minutes);
  if (x->pressure_kPa >= 0)
    text_add(to, n, " at %.3g kPa", x->pressure_kPa);
  else if (x->force_N >= 0)
    text_add(to, n, " at %.3g N", x->force_N);
  else if (usual > 0)
    text_add(to, n, " at the usual %.3g N", usual);
  if (c->sessions == 1)
    text_add(to, n, ", once");
  else if (is_regular(c))
    text_add(to, n, ", %d sessions, %.3g a week", c->sessions, c->per_week);
  else
    text_add(to, n, ", %d sessions on stated days", c->sessions);
}
