// scene_strokes.c -- a session as a sequence: a list of strokes, or those that stand for a measured trace.
#include "scene_inner.h"
#include "trace.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *kn_stroke_pattern_name(int i) { return kn_pattern_key(i); }

static const double shortest_min = 1, longest_min = 180; // of a session

bool kn_says_strokes(const kn_node *map) { return kn_child(map, "strokes") || kn_child(map, "from-trace"); }

static bool says(const kn_node *n) { return n && !kn_is_word(n, "as-technique"); }

void kn_refuse_beside_strokes(kn_reader *r, const kn_node *map, bool own) {
  static const char *const keys[] = {"force", "pressure", "speed", "rate", "regions", "duration", "region", "tool"};
  enum { FOR_INHERITED = 6 }; // the last two
  const kn_node *n;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (!says(n = kn_child(map, keys[i]))) continue;
    if (!own)
      kn_hint(kn_complain(r, n->key, "the treatment is a sequence of strokes, which `%s` cannot change", keys[i]),
              "write its `strokes` here again, with what should be different");
    else if (i >= FOR_INHERITED || (strcmp(keys[i], "duration") == 0 && !kn_child(map, "strokes")))
      continue;
    else if (strcmp(keys[i], "duration") == 0)
      kn_hint(kn_complain(r, n->key, "the session is as long as its strokes; `duration` says it a second time"),
              "leave the line out");
    else
      kn_hint(kn_complain(r, n->key, "each stroke says its own; `%s` means nothing beside them", keys[i]),
              strcmp(keys[i], "regions") == 0
                  ? "write `region` into the strokes, or one `region` here for those that do not"
                  : "write it into the strokes, or leave the line out");
  }
}

// ---- one stroke ---------------------------------------------------------------------------------------------------------
// Index of a name; -1 for the word that leaves it to the technique, -2 with a complaint.
static int name_or_technique(kn_reader *r, const kn_node *n, const char *key, kn_name_fn *name) {
  if (!says(n)) return -1;
  int i = kn_read_name(r, n, key, key, name);
  return i < 0 ? KN_REFUSED_NAME : i;
}

// What a pause cannot have.
static void read_pause(kn_reader *r, const kn_node *map, const char *technique) {
  for (const kn_node *n = map->first; n; n = n->next)
    if (strcmp(n->key->text, "technique") != 0 && strcmp(n->key->text, "duration") != 0 && says(n))
      kn_hint(kn_complain(r, n->key, "`%s` is a pause without touch; `%s` means nothing here", technique, n->key->text),
              "leave the key out, or choose a technique with hands");
}

// The whole stroke, with what the technique says, against what the region and the skin bear. of_trace: its number there
static bool check_whole(kn_reader *r, const kn_session_stroke *k, const kn_node *where, int of_trace) {
  kn_technique_stroke_info info;
  const kn_region_info *region = kn_region_at(k->region);
  if (!kn_session_stroke_info(k, &info) || region == NULL) return true;
  if (info.force_N > region->force_limit_N) {
    char what[48];
    if (of_trace > 0)
      snprintf(what, sizeof what, "stroke %d of this trace", of_trace);
    else
      snprintf(what, sizeof what, "%s", kn_technique_name(k->technique));
    kn_diagnostic *d = kn_complain(r, where, "%s presses with %.4g N; %s allows up to %.4g N", what, info.force_N,
                                   region->key, region->force_limit_N);
    if (of_trace > 0)
      kn_hint(d, "choose another region; all of its strokes: knead touch strokes");
    else
      kn_hint(d, "add `force: %.4g N` or less", region->force_limit_N);
    return false;
  }
  double rub = info.force_N * info.speed_cm_s * 0.01, limit = kn_hand_value("rub_max");
  if (!(rub > limit)) return true;
  kn_hint(kn_complain(r, where, "%.4g N at %.4g cm/s rubs with %.3g W; the skin burns above %.3g W", info.force_N,
                      info.speed_cm_s, rub, limit),
          "press less, or write `speed: %.2g cm/s` or less", floor(10 * info.speed_cm_s * limit / rub) / 10);
  return false;
}

static void read_hand(kn_reader *r, const kn_node *map, kn_session_stroke *k) {
  static const kn_measure angle = {"angle",        0,        80,
                                   {"deg", "rad"}, "10 deg", "of the force to the skin's normal: 0 is straight down"};
  static const kn_measure rate = {"rate", 0.002, 60, {"Hz", "1/min"}, "0.4 Hz", "cycles a second at one place"};
  static const kn_measure speed = {"speed", 0, 100, {"cm/s", "m/s"}, "8 cm/s", NULL};
  static const kn_measure direction = {
      "direction", -180, 360, {"deg", "rad"}, "90 deg", "0 is towards the head, 90 to the left, 180 towards the feet"};
  static const kn_score loaded = {"loaded", 0.02, 1, "0.5", "the share of the cycle that presses"};
  static const kn_score swing = {"swing", 0.01, 1, "0.3", "how far a vibration's force swings about its mean"};
  const char *word = "as-technique";
  const kn_region_info *limit = kn_region_at(k->region);
  char why[96] = "";
  if (limit) snprintf(why, sizeof why, "the limit is that of the region %s", limit->key);
  const kn_measure force = {"force", 0.5, limit ? limit->force_limit_N : 250, {"N", "kgf"}, "30 N", why};
  const kn_node *f = kn_child(map, "force"), *v = kn_child(map, "speed"), *n;
  bool good = true;
  if (f) good &= kn_read_measure(r, f, &force, word, KN_AS_TECHNIQUE, &k->force_N);
  if (v) good &= kn_read_measure(r, v, &speed, word, KN_AS_TECHNIQUE, &k->speed_cm_s);
  if ((n = kn_child(map, "angle"))) kn_read_measure(r, n, &angle, word, KN_AS_TECHNIQUE, &k->angle_deg);
  if ((n = kn_child(map, "rate"))) kn_read_measure(r, n, &rate, word, KN_AS_TECHNIQUE, &k->rate_Hz);
  if ((n = kn_child(map, "loaded"))) kn_read_score(r, n, &loaded, word, KN_AS_TECHNIQUE, &k->on);
  if (says(n = kn_child(map, "direction")) && kn_read_measure(r, n, &direction, NULL, 0, &k->direction_deg) &&
      k->direction_deg < 0)
    k->direction_deg += 360;
  if (says(n = kn_child(map, "swing"))) {
    kn_technique_stroke_info info;
    if (kn_session_stroke_info(k, &info) && info.pattern != KN_PATTERN_VIBRATE)
      kn_hint(kn_complain(r, n->key, "only a vibration swings; this stroke's pattern is `%s`",
                          kn_stroke_pattern_name((int)info.pattern)),
              "leave it out, or write `pattern: vibrate`");
    else
      kn_read_score(r, n, &swing, NULL, 0, &k->swing);
  }
  const kn_node *t = kn_child(map, "technique");
  if (good) check_whole(r, k, says(f) ? f : v ? v : t ? t : map, 0);
}

// False when there is no telling what it is.
static bool read_stroke(kn_reader *r, const kn_node *map, int technique, int region, kn_session_stroke *k) {
  static const kn_measure duration = {"duration", 1.0 / 600, 180, {"min", "s", "h"}, "5 min", NULL};
  if (!kn_check_section(r, map, KN_IN_STROKE)) return false;
  const kn_node *t = kn_child(map, "technique"), *d = kn_child(map, "duration"), *n;
  if (t)
    technique = kn_read_name(r, t, "technique", "technique", kn_technique_name);
  else if (technique == -1) {
    char list[400];
    kn_join(kn_technique_name, list, sizeof list);
    kn_hint(kn_complain(r, map, "this stroke needs a `technique`"), "here, or once for all above `strokes`: %s", list);
  }
  bool known = technique >= 0;
  kn_technique_stroke_info info;
  *k = kn_default_session_stroke(known ? technique : KN_EFFLEURAGE);
  k->minutes = 0;
  if (d == NULL)
    kn_hint(kn_complain(r, map, "this stroke needs a `duration`"), "write for example `duration: 5 min`");
  else
    kn_read_measure(r, d, &duration, NULL, 0, &k->minutes);
  if (known && !kn_technique_stroke(technique, 0, &info)) return read_pause(r, map, kn_technique_name(technique)), true;
  k->region = region;
  if ((n = kn_child(map, "region"))) {
    int found = kn_read_name(r, n, "region", "region", kn_region_name);
    if (found >= 0) k->region = found;
  }
  int tool = name_or_technique(r, kn_child(map, "tool"), "tool", kn_tool_name),
      pattern = name_or_technique(r, kn_child(map, "pattern"), "pattern", kn_stroke_pattern_name);
  if (tool >= 0) k->tool = tool;
  if (pattern >= 0) k->pattern = pattern;
  read_hand(r, map, k);
  return true;
}

static bool read_list(kn_reader *r, const kn_node *list, int technique, kn_session_def *session, int *line) {
  if (list->kind == KN_NODE_REFUSED) return false;
  if (list->kind != KN_NODE_LIST || list->count == 0) {
    kn_hint(kn_complain(r, list->kind == KN_NODE_LIST || *list->text ? list : list->key,
                        "`strokes` should be a list of strokes"),
            "below it, write for example `- {technique: effleurage, duration: 5 min}`");
    return false;
  }
  const kn_node *item;
  int region = session->region_count ? session->region[0] : 0;
  for (int i = 0; (item = kn_item(list, i)); i++) {
    if (session->stroke_count == KN_MAX_SESSION_STROKES) {
      kn_hint(kn_complain(r, item, "more than %d strokes in one session", KN_MAX_SESSION_STROKES),
              "join those that are alike");
      break;
    }
    int n = session->stroke_count;
    if (!read_stroke(r, item, technique, region, &session->stroke[n])) continue;
    line[n] = item->line;
    session->stroke_count++;
  }
  return session->stroke_count > 0;
}

// ---- a measured trace -----------------------------------------------------------------------------------------------------
// A path in a scene is meant from the scene's folder.
static bool beside(const char *scene, const char *file, char *path, size_t n) {
  const char *slash = strrchr(scene, '/');
  int folder = slash && file[0] != '/' ? (int)(slash - scene) + 1 : 0, wrote;
  wrote = snprintf(path, n, "%.*s%s", folder, scene, file);
  return wrote >= 0 && (size_t)wrote < n;
}

// Its own complaints name the file, line and column in it; the first is told at the line of the scene that names it.
static void pass_on(kn_reader *r, const kn_node *at, const char *file, const kn_report *trace) {
  const kn_diagnostic *d = &trace->diagnostic[0];
  char place[48] = "";
  if (d->line > 0) snprintf(place, sizeof place, ", line %d column %d", d->line, d->column);
  kn_diagnostic *here = kn_complain(r, at, "the trace cannot be used%s: %s", place, d->what);
  if (trace->diagnostic_count > 1)
    kn_hint(here, "%s; all its %d mistakes: knead touch strokes %s", d->hint, trace->diagnostic_count,
            kn_show(file).text);
  else
    kn_hint(here, "%s", d->hint);
}

static bool read_trace(kn_reader *r, const kn_node *map, int technique, kn_session_def *session, int *line) {
  static const kn_measure duration = {"duration", 1, 180, {"min", "h"}, "20 min", NULL};
  const kn_node *n = kn_child(map, "from-trace"), *t = kn_child(map, "tool"), *d = kn_child(map, "duration");
  const char *file = kn_word(r, n, "from-trace", "measured.csv"), *scene = kn_scene_of(r)->path;
  int tool = -1;
  double minutes = 0;
  if (t)
    tool = kn_read_name(r, t, "tool", "tool", kn_tool_name);
  else {
    char list[400];
    kn_join(kn_tool_name, list, sizeof list);
    kn_hint(kn_complain(r, n->key, "`from-trace` needs to know with which `tool` it was measured"), "one of %s", list);
  }
  bool as_long = d && kn_read_measure(r, d, &duration, NULL, 0, &minutes);
  if (file == NULL) return false;
  char path[1024];
  if (scene == NULL) {
    kn_hint(kn_complain(r, n, "a scene that is no file cannot name another"),
            "write its `strokes`: knead touch strokes %s", kn_show(file).text);
    return false;
  }
  if (!beside(scene, file, path, sizeof path)) {
    kn_complain(r, n, "this path is too long");
    return false;
  }
  kn_trace *trace = calloc(1, sizeof *trace);
  kn_trace_reading *reading = calloc(1, sizeof *reading);
  bool good = trace && reading;
  if (!good)
    kn_complain(r, NULL, "there is not enough memory to read this file");
  else if (kn_trace_read(path, trace))
    pass_on(r, n, file, &trace->report), good = false;
  else if (tool >= 0 && !kn_trace_read_strokes(trace, tool, KN_TRACE_SESSION, reading))
    kn_complain(r, NULL, "there is not enough memory to read this file"), good = false;
  else if (tool >= 0 && reading->count == 0)
    kn_hint(kn_complain(r, n, "nothing ever presses in this trace"), "fz is positive when the hand presses"),
        good = false;
  good = good && tool >= 0;
  if (good) session->stroke_count = kn_trace_session(reading, technique, tool, session->stroke);
  if (trace) kn_trace_free(trace);
  free(trace);
  free(reading);
  if (!good) return false;
  double whole = kn_session_minutes(session);
  for (int i = 0; i < session->stroke_count; i++) {
    kn_session_stroke *k = &session->stroke[i];
    kn_technique_stroke_info info;
    line[i] = n->line;
    if (as_long) k->minutes *= minutes / whole; // what was measured goes on in the same proportions
    if (!kn_session_stroke_info(k, &info)) continue;
    k->region = session->region_count ? session->region[0] : 0;
    if (info.force_N < 0.5 || info.rate_Hz < 0.002 || info.rate_Hz > 60 || info.speed_cm_s > 100) {
      kn_hint(kn_complain(r, n,
                          "stroke %d of this trace has %.3g N, %.3g Hz and %.3g cm/s, which no session may ask for",
                          i + 1, info.force_N, info.rate_Hz, info.speed_cm_s),
              "check the units of the trace: knead touch strokes %s", kn_show(file).text);
      return false;
    }
    if (!check_whole(r, k, n, i + 1)) return false;
  }
  if (!d && (whole < shortest_min || whole > longest_min)) {
    kn_hint(kn_complain(r, n, "the strokes of this trace take %.3g min; a session takes %g to %g min", whole,
                        shortest_min, longest_min),
            "add `duration: 20 min`: what was measured then goes on in the same proportions");
    return false;
  }
  return true;
}

// ---- all of them ----------------------------------------------------------------------------------------------------------
// The regions in the order in which hands come to them: where comparators without strokes of their own work.
static void collect_regions(kn_session_def *session) {
  session->region_count = 0;
  for (int i = 0; i < session->stroke_count; i++) {
    int region = session->stroke[i].region;
    bool known = region < 0 || session->region_count == KN_MAX_REGIONS;
    for (int k = 0; k < session->region_count; k++) known = known || session->region[k] == region;
    if (!known) session->region[session->region_count++] = region;
  }
}

static bool touches(int technique) {
  kn_technique_stroke_info info;
  return kn_technique_stroke(technique, 0, &info);
}

void kn_read_strokes(kn_reader *r, const kn_node *map, int arm, int technique) {
  kn_session_def *session = &kn_scene_of(r)->def.arm[arm].session;
  const kn_node *list = kn_child(map, "strokes"), *trace = kn_child(map, "from-trace"), *tool = kn_child(map, "tool");
  int *line = kn_scene_of(r)->stroke_line[arm];
  bool derived = technique == -1 && arm == 0;
  if (technique >= 0 && !touches(technique)) {
    kn_hint(kn_complain(r, kn_child(map, "technique"), "`%s` is without touch, and `strokes` are hands",
                        kn_technique_name(technique)),
            "leave the line out; a pause is a stroke of its own: `- {technique: rest, duration: 2 min}`");
    technique = KN_REFUSED_NAME;
  }
  if (technique == -1 && arm > 0 && !trace && touches(session->technique)) technique = session->technique;
  session->force_N = session->pressure_kPa = session->speed_cm_s = session->rate_Hz = KN_AS_TECHNIQUE;
  session->stroke_count = 0;
  if (list && trace) {
    kn_hint(kn_complain(r, trace->key, "`strokes` and `from-trace` both say what is done"), "leave out one of them");
    return;
  }
  if (list && tool)
    kn_hint(kn_complain(r, tool->key, "each stroke says its own; `tool` means nothing beside them"),
            "write it into the strokes, or leave the line out");
  int before = r->report->diagnostic_count;
  bool good = list ? read_list(r, list, technique, session, line) : read_trace(r, map, technique, session, line);
  collect_regions(session);
  session->minutes = kn_session_minutes(session);
  int first = 0;
  while (first < session->stroke_count && !touches(session->stroke[first].technique)) first++;
  if (good && first == session->stroke_count)
    kn_hint(kn_complain(r, list, "none of these strokes touches her"),
            "write `technique: rest` and a `duration` instead");
  else if (good && (derived || !touches(session->technique)))
    session->technique = session->stroke[first].technique;
  if (list && r->report->diagnostic_count == before &&
      !(session->minutes >= shortest_min && session->minutes <= longest_min))
    kn_hint(kn_complain(r, list, "the strokes take %.4g min together; a session takes %g to %g min", session->minutes,
                        shortest_min, longest_min),
            session->minutes < shortest_min ? "make some of them longer" : "make some of them shorter");
  if (r->report->diagnostic_count > before) session->minutes = shortest_min; // brings no second complaint
}
