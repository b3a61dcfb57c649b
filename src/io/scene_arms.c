// scene_arms.c -- what is done: the treatment and what it is compared with, each an arm with a technique and a course.
#include "scene_inner.h"
#include <math.h>
#include <string.h>

enum { USUAL_CARE_MINUTES = 20 };
static const double usual_care_per_week = 0.2; // a visit every 35 days

// ---- the fields of one arm ------------------------------------------------------------------------------------------
static void read_regions(kn_reader *r, const kn_node *map, kn_session_def *session) {
  const kn_node *one = kn_child(map, "region"), *many = kn_child(map, "regions"), *n = many ? many : one, *item;
  if (n == NULL || n->kind == KN_NODE_REFUSED) return;
  if (one && many) {
    kn_hint(kn_complain(r, one->key, "`region` and `regions` both say where"), "leave out one of them");
    return;
  }
  if (n->kind == KN_NODE_MAP || (n == one && n->kind == KN_NODE_LIST)) {
    kn_hint(kn_complain(r, n, "`%s` takes %s", n->key->text, n == one ? "one region" : "a list of regions"),
            "write `regions: [low-back, thigh]`");
    return;
  }
  if (n->kind == KN_NODE_LIST && n->count == 0) {
    kn_hint(kn_complain(r, n, "`regions` is empty"), "name one region, or leave the line out");
    return;
  }
  int count = 0;
  for (int i = 0; (item = kn_item(n, i)); i++) {
    int region = kn_read_name(r, item, n->key->text, "region", kn_region_name);
    bool again = false;
    for (int k = 0; k < count; k++) again = again || session->region[k] == region;
    if (region < 0) continue;
    if (again) {
      kn_hint(kn_complain(r, item, "`%s` stands here a second time", item->text), "name each region once");
    } else if (count == KN_MAX_REGIONS) {
      kn_hint(kn_complain(r, item, "more than %d regions in one session", KN_MAX_REGIONS), "leave some out");
      return;
    } else
      session->region[count++] = region;
  }
  if (count) session->region_count = count;
}

// The region of the session that allows the least force.
static const kn_region_info *tenderest(const kn_session_def *session) {
  const kn_region_info *least = NULL;
  for (int i = 0; i < session->region_count; i++) {
    const kn_region_info *info = kn_region_at(session->region[i]);
    if (info && (least == NULL || info->force_limit_N < least->force_limit_N)) least = info;
  }
  return least;
}

// Mean pressure of a stroke and its force: p = F/A with the area A = A0 (F/F0)^m of a yielding hand.
double kn_hand_value(const char *symbol) {
  const kn_param_info *p;
  for (int i = 0; (p = kn_param_at(i)); i++)
    if (strcmp(p->room, "hand") == 0 && strcmp(p->symbol, symbol) == 0) return p->value;
  return 0;
}
static double area_exponent(void) { return kn_hand_value("m_area"); }
static double force_of(const kn_technique_stroke_info *s, double kPa) {
  double m = area_exponent();
  return pow(kPa * 1e3 * s->area_cm2 * 1e-4 / pow(s->area_force_N, m), 1 / (1 - m));
}
static double pressure_of(const kn_technique_stroke_info *s, double N) {
  return N / (s->area_cm2 * 1e-4 * pow(N / s->area_force_N, area_exponent())) * 1e-3;
}

// The strokes of a technique keep their proportion: what is asked of the main one may be too much of another.
static bool check_force(kn_reader *r, const kn_session_def *session, const kn_node *where) {
  const kn_technique_info *technique = kn_technique_at(session->technique);
  const kn_region_info *limit = tenderest(session);
  kn_technique_stroke_info first, worst, other;
  if (limit == NULL || !kn_technique_stroke(session->technique, 0, &first)) return true;
  worst = first;
  for (int i = 1; kn_technique_stroke(session->technique, i, &other); i++)
    if (other.force_N > worst.force_N) worst = other;
  const double least_N = 0.5;
  bool by_force = session->force_N > 0, by_pressure = !by_force && session->pressure_kPa > 0;
  double N = by_force ? session->force_N : by_pressure ? force_of(&first, session->pressure_kPa) : first.force_N;
  double worst_N = worst.force_N * (N / first.force_N), most = limit->force_limit_N / worst.force_N * first.force_N;
  if (by_pressure && N < least_N)
    kn_hint(kn_complain(r, where, "%.4g kPa under the %s is hardly a touch", session->pressure_kPa, first.tool),
            "write `pressure: %.2g kPa` or more", pressure_of(&first, least_N) * 1.05);
  if (worst_N <= limit->force_limit_N) return true;
  if (by_pressure)
    kn_hint(kn_complain(r, where, "%.4g kPa makes the %s press with %.0f N; %s allows up to %.4g N",
                        session->pressure_kPa, worst.tool, worst_N, limit->key, limit->force_limit_N),
            "write `pressure: %.4g kPa` or less", floor(pressure_of(&first, most) * 10) / 10);
  else if (by_force)
    kn_hint(kn_complain(r, where, "%.4g N of the %s makes the %s press with %.4g N; %s allows up to %.4g N",
                        session->force_N, first.tool, worst.tool, worst_N, limit->key, limit->force_limit_N),
            "write `force: %.4g N` or less", floor(most * 10) / 10);
  else
    kn_hint(kn_complain(r, where, "%s presses with up to %.4g N (%s); %s allows up to %.4g N",
                        technique ? technique->key : "this", worst_N, worst.tool, limit->key, limit->force_limit_N),
            "add `force: %.4g N` or less", floor(most * 10) / 10);
  return false;
}

// Force times speed of every stroke stays below what skin bears without a burn.
static void check_rub(kn_reader *r, const kn_session_def *session, const kn_node *where) {
  kn_technique_stroke_info first, stroke;
  if (!kn_technique_stroke(session->technique, 0, &first)) return;
  double N = session->force_N > 0        ? session->force_N
             : session->pressure_kPa > 0 ? force_of(&first, session->pressure_kPa)
                                         : first.force_N;
  double faster = session->speed_cm_s >= 0 ? session->speed_cm_s / first.speed_cm_s : 1, most = 0;
  for (int i = 0; kn_technique_stroke(session->technique, i, &stroke); i++)
    most = fmax(most, stroke.force_N * (N / first.force_N) * stroke.speed_cm_s * 0.01 * faster);
  double limit = kn_hand_value("rub_max");
  if (!(most > limit)) return;
  kn_hint(kn_complain(r, where, "%.4g N at this speed rubs with %.3g W; the skin burns above %.3g W", N, most, limit),
          "press less, or write `speed: %.2g cm/s` or less", floor(10 * first.speed_cm_s * faster * limit / most) / 10);
}

bool kn_is_word(const kn_node *n, const char *word) { return n->kind == KN_NODE_WORD && strcmp(n->text, word) == 0; }

static void read_touch(kn_reader *r, const kn_node *map, kn_session_def *session, const kn_node *where) {
  static const kn_measure pressure = {"pressure", 0.05, 500, {"kPa", "mmHg", "N/cm2"}, "5 kPa", NULL};
  static const kn_measure speed = {"speed", 0, 100, {"cm/s", "m/s"}, "8 cm/s", NULL};
  static const kn_measure rate = {"rate", 0.01, 60, {"Hz", "1/min"}, "0.4 Hz", "how often the hand loads a point"};
  const kn_technique_info *technique = kn_technique_at(session->technique);
  const kn_region_info *limit = tenderest(session);
  kn_technique_stroke_info stroke;
  const kn_node *f = kn_child(map, "force"), *p = kn_child(map, "pressure"), *v = kn_child(map, "speed"),
                *h = kn_child(map, "rate"), *all[] = {f, p, v, h};
  if (!kn_technique_stroke(session->technique, 0, &stroke)) {
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
      if (all[i] && !kn_is_word(all[i], "as-technique"))
        kn_hint(kn_complain(r, all[i]->key, "`%s` is without touch; `%s` means nothing here",
                            technique ? technique->key : "this", all[i]->key->text),
                "leave the line out");
    return;
  }
  char why[96] = "";
  if (limit) snprintf(why, sizeof why, "the limit is that of the region %s", limit->key);
  const kn_measure force = {"force", 0.5, limit ? limit->force_limit_N : 250, {"N", "kgf"}, "30 N", why};
  bool says_force = f && !kn_is_word(f, "as-technique"), says_pressure = p && !kn_is_word(p, "as-technique"),
       good = true;
  if (says_force && says_pressure) {
    kn_hint(kn_complain(r, p->key, "`force` and `pressure` both say how hard"), "leave out one of them");
    good = false;
  }
  // Each of the two sets the other aside, also one that was inherited.
  if (says_force || says_pressure) session->force_N = session->pressure_kPa = KN_AS_TECHNIQUE;
  if (f) good &= kn_read_measure(r, f, &force, "as-technique", KN_AS_TECHNIQUE, &session->force_N);
  if (p && !says_force)
    good &= kn_read_measure(r, p, &pressure, "as-technique", KN_AS_TECHNIQUE, &session->pressure_kPa);
  bool quick = true;
  if (v) quick = kn_read_measure(r, v, &speed, "as-technique", KN_AS_TECHNIQUE, &session->speed_cm_s);
  if (h) kn_read_measure(r, h, &rate, "as-technique", KN_AS_TECHNIQUE, &session->rate_Hz);
  const kn_node *hard = says_force ? f : says_pressure ? p : where;
  if (good && check_force(r, session, hard) && quick) check_rub(r, session, v ? v : hard);
}

// technique: the one that is written here, -1: none
static void read_session(kn_reader *r, const kn_node *map, int arm, int technique, const kn_node *where) {
  kn_session_def *session = &kn_scene_of(r)->def.arm[arm].session;
  static const kn_measure duration = {"duration", 1, 180, {"min", "h"}, "60 min", NULL};
  static const kn_score context = {"context", 0, 1, "0.9", "0 is nobody there, 1 is a therapist's full attention"};
  static const kn_score rest = {"rest", 0, 1, "1", "1 is lying quietly, 0 is not resting at all"};
  static const kn_score share = {"share", 0, 1, "0.5", "how much of the hands-on time falls on these regions"};
  const kn_node *n;
  bool own = kn_says_strokes(map), sequence = own || session->stroke_count > 0;
  if ((n = kn_child(map, "duration")) && !sequence) kn_read_measure(r, n, &duration, NULL, 0, &session->minutes);
  if ((n = kn_child(map, "share"))) kn_read_score(r, n, &share, "as-technique", KN_AS_TECHNIQUE, &session->share);
  if ((n = kn_child(map, "context"))) kn_read_score(r, n, &context, "as-technique", KN_AS_TECHNIQUE, &session->context);
  if ((n = kn_child(map, "rest"))) kn_read_score(r, n, &rest, "as-technique", KN_AS_TECHNIQUE, &session->rest);
  if (sequence) {
    kn_refuse_beside_strokes(r, map, own);
    if (own) read_regions(r, map, session);
    if (own) kn_read_strokes(r, map, arm, technique);
    return;
  }
  if ((n = kn_child(map, "tool")))
    kn_hint(kn_complain(r, n->key, "`tool` is a word of strokes"),
            "write it into an item of `strokes`, or leave it out");
  read_regions(r, map, session);
  read_touch(r, map, session, where);
}

static void read_name(kn_reader *r, const kn_node *map, int i) {
  char *name = kn_scene_of(r)->arm_name[i];
  const kn_session_def *session = &kn_scene_of(r)->def.arm[i].session;
  const kn_technique_info *info = kn_technique_at(session->technique);
  const kn_node *n = kn_child(map, "name");
  const char *text = n ? kn_word(r, n, "name", "softer") : NULL;
  snprintf(name, sizeof kn_scene_of(r)->arm_name[i], "%s", session->stroke_count ? "sequence" : info ? info->key : "");
  if (text == NULL) return;
  bool good = strlen(text) < sizeof kn_scene_of(r)->arm_name[i] && text[0] != ' ' && strpbrk(text, "\"\\,`") == NULL &&
              strcmp(kn_show(text).text, text) == 0;
  if (good)
    snprintf(name, sizeof kn_scene_of(r)->arm_name[i], "%s", text);
  else
    kn_hint(kn_complain(r, n, "`%s` cannot name an arm", kn_show(text).text),
            "at most 40 characters on one line, without quotes, commas and backslashes");
}

// ---- all arms -------------------------------------------------------------------------------------------------------
static void start_arm(kn_course_def *c, int technique, const kn_session_def *like) {
  *c = kn_default_course(technique);
  c->start_s = NULL;
  if (like == NULL) return;
  c->session.minutes = like->minutes;
  c->session.region_count = like->region_count;
  memcpy(c->session.region, like->region, sizeof like->region);
}

// Usual care comes in a few short visits of its own, whatever rhythm the massage has.
static bool few_visits(kn_course_def *c, kn_when *w) {
  const kn_technique_info *info = kn_technique_at(c->session.technique);
  if (info == NULL || info->visits <= 0) return false;
  *w = (kn_when){.at = w->at, .per_week = usual_care_per_week, .sessions = info->visits, .where = w->where};
  c->session.minutes = USUAL_CARE_MINUTES;
  return true;
}

static bool says_when(const kn_node *map) {
  return kn_child(map, "times") || kn_child(map, "weeks") || kn_child(map, "sessions") || kn_child(map, "dates");
}

static void read_treatment(kn_reader *r, const kn_node *map, kn_when *w) {
  kn_scene *s = kn_scene_of(r);
  kn_course_def *c = &s->def.arm[0];
  const kn_node *t = kn_child(map, "technique");
  int technique = KN_RELAXATION, written = -1;
  if (t) {
    written = kn_read_name(r, t, "technique", "technique", kn_technique_name);
    if (written >= 0) technique = written;
  } else if (map && map->kind == KN_NODE_MAP && !kn_says_strokes(map)) {
    char list[400];
    kn_join(kn_technique_name, list, sizeof list);
    kn_hint(kn_complain(r, map->key, "`treatment` needs a `technique`, or `strokes`"), "one of %s", list);
  }
  start_arm(c, technique, NULL);
  c->session.region_count = 1; // spelled out, so that the scene as understood says where
  c->session.region[0] = s->def.person.region[0];
  w->where = map;
  if (!says_when(map) && !few_visits(c, w)) {
    w->sessions = c->sessions > 0 ? c->sessions : 1;
    w->per_week = c->per_week;
    if (map) kn_read_when(r, map, w); // the hour
  } else if (map) {
    bool few = !says_when(map);
    kn_when fresh = {.at = w->at, .where = map};
    if (!few) *w = fresh;
    kn_read_when(r, map, w);
  }
  if (map) read_session(r, map, 0, t && written < 0 ? KN_REFUSED_NAME : written, t ? t : map);
  read_name(r, map, 0);
}

// A name of a technique, or a group of fields (strokes too). Without a technique of its own, it is the treatment with those fields
// changed; with one, it takes only the treatment's rhythm, duration and regions.
static bool read_comparator(kn_reader *r, const kn_node *n, int i, kn_when *w) {
  kn_scene *s = kn_scene_of(r);
  kn_course_def *c = &s->def.arm[i];
  const kn_node *t = n->kind == KN_NODE_MAP ? kn_child(n, "technique") : n;
  int technique = -1;
  if (n->kind == KN_NODE_REFUSED || (n->kind == KN_NODE_MAP && !kn_check_section(r, n, KN_IN_COMPARATOR))) return false;
  if (t) {
    technique = kn_read_name(r, t, n == t ? "compared-with" : "technique", "technique", kn_technique_name);
    if (technique < 0) return false;
    start_arm(c, technique, &s->def.arm[0].session);
    if (!says_when(n)) few_visits(c, w);
  } else {
    *c = s->def.arm[0];
    c->start_s = NULL;
    memcpy(s->stroke_line[i], s->stroke_line[0], sizeof s->stroke_line[i]);
  }
  kn_read_when(r, n, w);
  read_session(r, n, i, technique, t ? t : n);
  read_name(r, n, i);
  for (int k = 0; k < i; k++)
    if (strcmp(s->arm_name[k], s->arm_name[i]) == 0) {
      kn_hint(kn_complain(r, n, "two arms are called `%s`", s->arm_name[i]), "give this one a `name` of its own");
      break;
    }
  return true;
}

void kn_read_arms(kn_reader *r, const kn_node *treatment, const kn_node *compared) {
  kn_scene *s = kn_scene_of(r);
  static const int usual_hour = 15 * 60;
  kn_when base = {.at = usual_hour};
  kn_origin origin = {0};
  if (treatment && !kn_check_section(r, treatment, KN_IN_TREATMENT)) treatment = NULL;
  read_treatment(r, treatment, &base);
  kn_set_times(r, 0, &base, &origin);
  s->def.arm_count = 1;
  s->def.person.starts_h = origin.minute / 60.0;
  if (origin.dated) s->start_day_number = (double)origin.day;
  base.inherited = true;

  if (compared == NULL) {
    if (s->def.arm[0].session.technique == KN_NOTHING) return;
    start_arm(&s->def.arm[1], KN_NOTHING, &s->def.arm[0].session);
    kn_set_times(r, 1, &base, &origin);
    read_name(r, NULL, 1);
    if (strcmp(s->arm_name[0], s->arm_name[1]) == 0)
      kn_hint(kn_complain(r, kn_child(treatment, "name"), "`nothing` is the name of its comparator"), "choose another");
    s->def.arm_count = 2;
    return;
  }
  if (compared->kind == KN_NODE_MAP) {
    kn_hint(kn_complain(r, compared, "`compared-with` should be a list"),
            "write `compared-with: [nothing, light-touch]`");
    return;
  }
  const kn_node *item;
  for (int i = 0; (item = kn_item(compared, i)); i++) {
    if (s->def.arm_count == KN_MAX_ARMS) {
      kn_hint(kn_complain(r, item, "more than %d comparators", KN_MAX_ARMS - 1), "leave some out");
      return;
    }
    int arm = s->def.arm_count;
    kn_when own = base;
    if (!read_comparator(r, item, arm, &own)) continue;
    kn_set_times(r, arm, &own, &origin);
    s->def.arm_count++;
  }
}
