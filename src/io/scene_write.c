// scene_write.c -- the scene as understood, every default spelled. What is written reads back as the same scene; that is
// why numbers have as many digits as they need and a value the reader leaves open has a word of its own.
#include "scene_inner.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

static void clock_text(double hours, char out[8]) {
  int minutes = (int)floor(hours * 60 + 0.5) % 1440;
  snprintf(out, 8, "%02d:%02d", minutes / 60 % 24, minutes % 60);
}

static void line(FILE *f, int indent, const char *key, double value, const char *unit, const char *word) {
  fprintf(f, "%*s%s: ", indent, "", key);
  if (word && value < 0)
    fprintf(f, "%s\n", word); // KN_UNSTATED, KN_AS_TECHNIQUE
  else
    fprintf(f, "%s%s%s\n", kn_number_text(value).text, *unit ? " " : "", unit);
}

// Height is a number of metres that people write in centimetres; as such only if that reads back as the same number.
static void write_height(FILE *f, double m) {
  kn_unit cm;
  double v = m * 100;
  for (int digits = 4; kn_unit_parse("cm", &cm) && digits <= 15; digits++) {
    double rounded = floor(v * pow(10, digits - 3) + 0.5) / pow(10, digits - 3);
    if (kn_unit_to_si(&cm, rounded) == m) {
      line(f, 2, "height", rounded, "cm", NULL);
      return;
    }
  }
  line(f, 2, "height", m, "m", NULL);
}

static void write_person(const kn_person_def *p, FILE *f) {
  static const char *const sexes[] = {"unstated", "female", "male"};
  char from[8], to[8];
  const kn_condition_info *condition = kn_condition_at(p->condition);
  fprintf(f, "person:\n  id: %" PRIu64 "\n", p->id);
  line(f, 2, "age", p->age_y, "y", NULL);
  fprintf(f, "  sex: %s\n", sexes[(unsigned)p->sex < 3 ? (unsigned)p->sex : 0]);
  write_height(f, p->height_m);
  line(f, 2, "weight", p->mass_kg, "kg", NULL);
  fprintf(f, "  condition: %s\n  pain: {", condition ? condition->key : "healthy");
  for (int i = 0; i < p->region_count; i++) {
    const kn_region_info *region = kn_region_at(p->region[i]);
    fprintf(f, "%s%s: %s", i ? ", " : "", region ? region->key : "",
            p->pain[i] < 0 ? "unstated" : kn_number_text(p->pain[i]).text);
  }
  fprintf(f, "}\n");
  line(f, 2, "perceived-stress", p->perceived_stress, "", "unstated");
  line(f, 2, "trait-anxiety", p->trait_anxiety, "", "unstated");
  line(f, 2, "depression", p->depression, "", "unstated");
  line(f, 2, "sleep-quality", p->sleep_quality, "", "unstated");
  line(f, 2, "expectation", p->expectation, "", "unstated");
  line(f, 2, "heart-rate", p->heart_rate_bpm, "bpm", "unstated");
  line(f, 2, "systolic-pressure", p->systolic_mmHg, "mmHg", "unstated");
  clock_text(p->bed_h, from);
  clock_text(p->wake_h, to);
  fprintf(f, "  sleeps: {from: \"%s\", to: \"%s\"}\n", from, to);
  fprintf(f, "  everyday-ups-and-downs: %s\n", p->everyday_ups_and_downs ? "true" : "false");
}

// ---- courses --------------------------------------------------------------------------------------------------------
static bool is_regular(const kn_course_def *c) {
  double first = c->session.start_s;
  if (first < 0 || first >= 86400) return false;
  for (int k = 0; k < c->sessions; k++) {
    double start = c->sessions > 1 && c->start_s ? c->start_s[k] : first;
    if (start != first + kn_regular_start(c->per_week, k)) return false;
  }
  return true;
}

static void write_dates(const kn_scene *s, const kn_course_def *c, FILE *f) {
  fprintf(f, "dates: [");
  for (int k = 0; k < c->sessions; k++) {
    double start = c->sessions > 1 && c->start_s ? c->start_s[k] : c->session.start_s;
    double minutes = floor(s->def.person.starts_h * 60 + 0.5) + floor(start / 60 + 0.5);
    long day = (long)s->start_day_number + (long)floor(minutes / 1440);
    char clock[8];
    int y, m, d;
    clock_text(fmod(minutes, 1440) / 60, clock);
    kn_day_date(day, &y, &m, &d);
    fprintf(f, "%s%04d-%02d-%02d %s", k ? ", " : "", y, m, d, clock);
  }
  fprintf(f, "]\n");
}

// ---- strokes --------------------------------------------------------------------------------------------------------
typedef struct fields {
  FILE *f;
  int indent, column; // of the line that is being written
  bool all;
} fields;
// A field of the group: on this line if there is room.
static void field(fields *to, const char *key, const char *value, const char *unit) {
  enum { WIDTH = 110 };
  int n = (int)(strlen(key) + strlen(value) + strlen(unit)) + 2 + (*unit != 0);
  if (to->column + n + 2 > WIDTH) {
    fprintf(to->f, ",\n%*s", to->indent + 3, "");
    to->column = to->indent + 3;
  } else if (to->column > 0)
    fprintf(to->f, ", ");
  to->column = (to->column > 0 ? to->column + 2 : to->indent + 3) + n;
  fprintf(to->f, "%s: %s%s%s", key, value, *unit ? " " : "", unit);
}
static void number(fields *to, const char *key, double value, const char *unit) {
  bool said = !(value < 0);
  if (said || to->all) field(to, key, said ? kn_number_text(value).text : "as-technique", said ? unit : "");
}
static void name(fields *to, const char *key, const char *value) {
  if (value || to->all) field(to, key, value ? value : "as-technique", "");
}

void kn_scene_write_stroke(const kn_session_stroke *k, int indent, bool all, FILE *f) {
  fields to = {f, indent, 0, all};
  const kn_region_info *region = kn_region_at(k->region);
  kn_technique_stroke_info info;
  fprintf(f, "%*s- {", indent, "");
  field(&to, "technique", kn_technique_name(k->technique), "");
  if (region) field(&to, "region", region->key, "");
  field(&to, "duration", kn_number_text(k->minutes).text, "min");
  if (kn_session_stroke_info(k, &info)) {
    name(&to, "tool", kn_tool_name(k->tool));
    name(&to, "pattern", kn_stroke_pattern_name(k->pattern));
    number(&to, "force", k->force_N, "N");
    number(&to, "angle", k->angle_deg, "deg");
    number(&to, "rate", k->rate_Hz, "Hz");
    number(&to, "speed", k->speed_cm_s, "cm/s");
    number(&to, "direction", k->direction_deg, "deg");
    number(&to, "loaded", k->on, "");
    if (info.pattern == KN_PATTERN_VIBRATE) number(&to, "swing", k->swing, "");
  }
  fprintf(f, "}\n");
}

static void write_hands(const kn_session_def *session, int indent, FILE *f) {
  if (session->stroke_count) {
    line(f, indent, "share", session->share, "", "as-technique");
    fprintf(f, "%*sstrokes:\n", indent, "");
    for (int i = 0; i < session->stroke_count; i++) kn_scene_write_stroke(&session->stroke[i], indent + 2, true, f);
    return;
  }
  fprintf(f, "%*sregions: [", indent, "");
  for (int k = 0; k < session->region_count; k++) {
    const kn_region_info *region = kn_region_at(session->region[k]);
    fprintf(f, "%s%s", k ? ", " : "", region ? region->key : "");
  }
  fprintf(f, "]\n");
  line(f, indent, "share", session->share, "", "as-technique");
  line(f, indent, "duration", session->minutes, "min", NULL);
  line(f, indent, "force", session->force_N, "N", "as-technique");
  line(f, indent, "pressure", session->pressure_kPa, "kPa", "as-technique");
  line(f, indent, "speed", session->speed_cm_s, "cm/s", "as-technique");
  line(f, indent, "rate", session->rate_Hz, "Hz", "as-technique");
}

static void write_arm(const kn_scene *s, int i, FILE *f) {
  const kn_course_def *c = &s->def.arm[i];
  const kn_session_def *session = &c->session;
  const kn_technique_info *technique = kn_technique_at(session->technique);
  int indent = i ? 4 : 2;
  bool dated = !isnan(s->start_day_number);
  char at[8];
  fprintf(f, i ? "  - technique: %s\n" : "  technique: %s\n", technique ? technique->key : "nothing");
  fprintf(f, "%*sname: \"%s\"\n", indent, "", s->arm_name[i]);
  write_hands(session, indent, f);
  line(f, indent, "context", session->context, "", "as-technique");
  line(f, indent, "rest", session->rest, "", "as-technique");
  clock_text(fmod(s->def.person.starts_h + session->start_s / 3600, 24), at);
  fprintf(f, "%*sat: \"%s\"\n%*s", indent, "", at, indent, "");
  if (dated && (i == 0 || !is_regular(c))) {
    write_dates(s, c, f);
    return;
  }
  double weeks = fmin(fmax(c->sessions / c->per_week, 1), KN_MAX_WEEKS);
  fprintf(f, "times: %s / week\n%*s", kn_number_text(c->per_week).text, indent, "");
  if (floor(c->per_week * weeks + 0.5) == c->sessions && weeks == floor(weeks))
    line(f, 0, "weeks", weeks, "", NULL);
  else
    fprintf(f, "sessions: %d\n", c->sessions);
}

// ---- visits -----------------------------------------------------------------------------------------------------------
// A visit "+1 day" counts from the end of the course when it stands after `end of course`. So first those that count
// from the beginning, then `end of course`, then those that count from there.
static void write_visits(const kn_scene *s, FILE *f) {
  const kn_compare_def *def = &s->def;
  const char *gap = "";
  fprintf(f, "observe:\n  at: [");
  for (int part = 0; part < 3; part++)
    for (int i = 0; i < def->visit_count; i++) {
      const kn_visit *v = &def->visit[i];
      double offset;
      bool end = strcmp(v->name, "end of course") == 0;
      bool late =
          v->name[0] == '+' && kn_visit_offset(v->name, &offset) && def->arm[0].session.start_s + offset != v->at_s;
      if ((end ? 1 : late ? 2 : 0) != part) continue;
      fprintf(f, "%s%s", gap, v->name);
      gap = ", ";
    }
  fprintf(f, "]\n");
  if (s->outcome_count == 0) return;
  bool all = s->outcome_count == KN_OUTCOME_COUNT;
  for (int i = 0; all && i < KN_OUTCOME_COUNT; i++) all = s->outcome[i] == i;
  fprintf(f, "  outcomes: %s", all ? "all\n" : "[");
  for (int i = 0; !all && i < s->outcome_count; i++) {
    const kn_outcome_info *info = kn_outcome_at(s->outcome[i]);
    fprintf(f, "%s%s%s", i ? ", " : "", info ? info->key : "", i + 1 == s->outcome_count ? "]\n" : "");
  }
}

void kn_scene_write(const kn_scene *s, FILE *f) {
  if (*s->title) fprintf(f, "# %s\n", s->title);
  fprintf(f, "schema: knead/1\nkind: scene\n");
  write_person(&s->def.person, f);
  fprintf(f, "treatment:\n");
  write_arm(s, 0, f);
  fprintf(f, s->def.arm_count > 1 ? "compared-with:\n" : "compared-with: []\n");
  for (int i = 1; i < s->def.arm_count; i++) write_arm(s, i, f);
  write_visits(s, f);
  fprintf(f, "seed: %" PRIu64 "\n", s->def.seed);
  if (s->setting_count == 0 && s->link_off_count == 0) return;
  fprintf(f, "model:\n");
  if (s->setting_count) fprintf(f, "  set:\n");
  for (int i = 0; i < s->setting_count; i++) line(f, 4, s->setting[i].name, s->setting[i].value, "", NULL);
  if (s->link_off_count) fprintf(f, "  off: [");
  for (int i = 0; i < s->link_off_count; i++)
    fprintf(f, "%s%s%s", i ? ", " : "", s->link_off[i], i + 1 == s->link_off_count ? "]\n" : "");
}
