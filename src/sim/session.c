// From a session as people describe it to strokes on regions, and into a sim's calendar.
#include "sim.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static double or_else(double v, double otherwise) { return v == KN_AS_TECHNIQUE ? otherwise : v; }

static kn_status out_of(kn_sim *s, const char *what, double v, double low, double high, const char *unit) {
  return kn_fail_near(&s->error, KN_OUT_OF_RANGE, v < low ? low : high, what, "", "%s %g is outside %g .. %g %s", what,
                      v, low, high, unit);
}
#define IN_RANGE(what, v, low, high, unit)                                                                             \
  if (!((v) >= (low) && (v) <= (high))) return out_of(s, what, v, low, high, unit)

// ---- hands -------------------------------------------------------------------------------------------------------------
// What the hands of a stroke do, as the touch clock takes it. Member by member into zeroed memory: plans are compared as bytes.
static void hand_of(const kn_technique_stroke_info *info, double swing, kn_touch_hand *h) {
  const kn_tool_info *t = kn_tool_at(info->tool_index);
  const double deg = 0.017453292519943295;
  static const kn_pattern pattern[] = {KN_GLIDE, KN_CIRCLE, KN_KNEAD,   KN_CROSS,
                                       KN_HOLD,  KN_TAP,    KN_VIBRATE, KN_STRETCH};
  h->aspect = t->shape == KN_SHAPE_PATCH ? t->aspect : 1.0;
  h->tool.shape = t->shape == KN_SHAPE_SPHERE  ? KN_PRESS_SPHERE
                  : t->shape == KN_SHAPE_PUNCH ? KN_PRESS_PUNCH
                                               : KN_PRESS_PATCH;
  h->tool.radius = t->radius_mm * 1e-3;
  h->tool.area = info->area_cm2 * 1e-4;
  h->tool.force = info->area_force_N;
  h->tool.exponent = t->exponent;
  h->tool.profile = t->profile;
  h->tool.squareness = t->squareness;
  h->stroke.pattern = pattern[info->pattern];
  h->stroke.force = info->force_N;
  h->stroke.rate = info->rate_Hz;
  h->stroke.speed = info->speed_cm_s * 1e-2;
  h->stroke.angle = info->angle_deg * deg;
  h->stroke.direction = info->direction_deg * deg;
  h->stroke.on = info->on;
  h->stroke.swing = swing;
}

// The strokes of the technique with the session's own force, pressure, speed or rate put in.
static kn_status strokes(kn_sim *s, const kn_session_def *d, const int *regions, int n_regions, kn_plan *c) {
  kn_technique_stroke_info info, first;
  if (!kn_technique_stroke(d->technique, 0, &first)) return KN_OK;
  const double m = kn_tool_at(first.tool_index)->exponent;
  double force = or_else(d->force_N, first.force_N);
  if (d->pressure_kPa != KN_AS_TECHNIQUE) {
    IN_RANGE("session.pressure", d->pressure_kPa, 0.05, 500.0, "kPa");
    // p = F/A with A = A0 (F/F0)^m, solved for the force
    double a0 = first.area_cm2 * 1e-4, p = d->pressure_kPa * 1e3;
    force = kn_pow(p * a0 / kn_pow(first.area_force_N, m), 1.0 / (1.0 - m));
  }
  // The strongest of its strokes must stay within the limit of every region of the session.
  double limit = 1e9, strongest = 0;
  for (int i = 0; i < n_regions; i++) limit = fmin(limit, kn_region_at(regions[i])->force_limit_N);
  for (int i = 0; kn_technique_stroke(d->technique, i, &info); i++) strongest = fmax(strongest, info.force_N);
  IN_RANGE("session.force", force, 0.5, limit * first.force_N / strongest, "N");
  double scale = force / first.force_N, faster = 1.0, oftener = 1.0;
  if (d->speed_cm_s != KN_AS_TECHNIQUE) {
    IN_RANGE("session.speed", d->speed_cm_s, 0.0, 100.0, "cm/s");
    faster = d->speed_cm_s / first.speed_cm_s;
  }
  if (d->rate_Hz != KN_AS_TECHNIQUE) {
    IN_RANGE("session.rate", d->rate_Hz, 0.01, 60.0, "Hz");
    oftener = d->rate_Hz / first.rate_Hz;
  }
  int n = 0;
  for (; n < KN_SESSION_STROKES && kn_technique_stroke(d->technique, n, &info); n++) {
    c->session.share[n] = info.share;
    info.force_N *= scale;
    info.rate_Hz *= oftener;
    info.speed_cm_s *= faster;
    hand_of(&info, 0.0, &c->hand[n]);
    IN_RANGE("session.force x speed", c->hand[n].stroke.force * c->hand[n].stroke.speed, 0.0,
             s->numbers.room.chain.hand.rub_max, "W");
  }
  c->session.strokes = n;
  return KN_OK;
}

// ---- a session of one technique -------------------------------------------------------------------------------------------
// What surrounds the hands: lying, attention. *share: of the hands-on time that falls on the regions.
static kn_status surroundings(kn_sim *s, const kn_session_def *d, double usual_share, kn_plan *plan, double *share) {
  memset(plan, 0, sizeof *plan);
  kn_chain_session *c = &plan->session;
  const kn_technique_info *t = kn_technique_at(d->technique);
  if (t == NULL) return kn_fail(&s->error, KN_UNKNOWN_NAME, "session.technique", "", "no technique %d", d->technique);
  if (d->region_count < 0 || d->region_count > KN_MAX_REGIONS)
    return kn_fail(&s->error, KN_OUT_OF_RANGE, "session.region_count", "", "%d regions; at most %d", d->region_count,
                   KN_MAX_REGIONS);
  c->rest = or_else(d->rest, t->rest);
  c->context = or_else(d->context, t->context);
  *share = or_else(d->share, usual_share);
  IN_RANGE("session.rest", c->rest, 0.0, 1.0, "");
  IN_RANGE("session.context", c->context, 0.0, 1.0, "");
  IN_RANGE("session.share", *share, 0.0, 1.0, "");
  return KN_OK;
}

// Hands on a region that she does not track are solved in its tissue and felt there, but no local state of it is kept.
static kn_status put_on(kn_sim *s, int region, double duty, const char *where, kn_plan *plan) {
  if (!kn_region_at(region)) return kn_fail(&s->error, KN_UNKNOWN_NAME, where, "", "no region %d", region);
  kn_chain_session *c = &plan->session;
  int place = 0;
  while (place < plan->places && plan->place[place] != region) place++;
  if (place == plan->places) plan->place[plan->places++] = region;
  plan->time[place] += duty;
  for (int j = 0; j < s->regions; j++)
    if (s->region[j] == region) c->duty[j] += duty;
  if (region == KN_ABDOMEN) c->abdomen += duty;
  return KN_OK;
}

static kn_status describe(kn_sim *s, const kn_session_def *d, kn_plan *plan) {
  double share;
  kn_status st = surroundings(s, d, s->numbers.room.chain.join.c_duty, plan, &share);
  const int *region = d->region_count ? d->region : s->region;
  int n = d->region_count ? d->region_count : 1;
  for (int i = 0; i < n && st == KN_OK; i++) st = put_on(s, region[i], share / n, "session.region", plan);
  return st == KN_OK ? strokes(s, d, region, n, plan) : st;
}

// ---- a session of strokes, one after the other ------------------------------------------------------------------------------
kn_session_stroke kn_default_session_stroke(int technique) {
  return (kn_session_stroke){.technique = technique,
                             .region = -1,
                             .minutes = 5,
                             .tool = -1,
                             .pattern = -1,
                             .force_N = KN_AS_TECHNIQUE,
                             .angle_deg = KN_AS_TECHNIQUE,
                             .rate_Hz = KN_AS_TECHNIQUE,
                             .speed_cm_s = KN_AS_TECHNIQUE,
                             .direction_deg = KN_AS_TECHNIQUE,
                             .on = KN_AS_TECHNIQUE,
                             .swing = KN_AS_TECHNIQUE};
}

double kn_session_minutes(const kn_session_def *d) {
  if (d->stroke_count <= 0) return d->minutes;
  double sum = 0;
  for (int i = 0; i < d->stroke_count && i < KN_MAX_SESSION_STROKES; i++) sum += d->stroke[i].minutes;
  return sum;
}

// The one that takes most of the technique's time; of equals the first. false: without touch
static bool main_stroke(int technique, kn_technique_stroke_info *info) {
  kn_technique_stroke_info other;
  if (!kn_technique_stroke(technique, 0, info)) return false;
  for (int i = 1; kn_technique_stroke(technique, i, &other); i++)
    if (other.share > info->share) *info = other;
  return true;
}

bool kn_session_stroke_info(const kn_session_stroke *k, kn_technique_stroke_info *info) {
  if (!main_stroke(k->technique, info)) return false;
  const kn_tool_info *tool = kn_tool_at(k->tool < 0 ? info->tool_index : k->tool);
  if (tool == NULL || k->pattern > KN_PATTERN_STRETCH) return false;
  if (k->tool >= 0) {
    info->tool_index = k->tool;
    info->tool = tool->key;
    info->area_cm2 = tool->area_cm2;
    info->area_force_N = tool->area_force_N;
  }
  if (k->pattern >= 0) info->pattern = (kn_stroke_pattern)k->pattern;
  info->share = 1.0;
  info->force_N = or_else(k->force_N, info->force_N);
  info->angle_deg = or_else(k->angle_deg, info->angle_deg);
  info->rate_Hz = or_else(k->rate_Hz, info->rate_Hz);
  info->speed_cm_s = or_else(k->speed_cm_s, info->speed_cm_s);
  info->direction_deg = or_else(k->direction_deg, info->direction_deg);
  info->on = or_else(k->on, info->on);
  return true;
}

static kn_status describe_stroke(kn_sim *s, const kn_session_def *d, int i, kn_plan *plan) {
  const kn_session_stroke *k = &d->stroke[i];
  char where[48];
#define WHERE(field) (snprintf(where, sizeof where, "session.stroke[%d].%s", i, field), where)
#define STROKE_RANGE(field, v, low, high, unit)                                                                        \
  if (!((v) >= (low) && (v) <= (high))) return out_of(s, WHERE(field), v, low, high, unit)
#define SAID_RANGE(field, v, low, high, unit)                                                                          \
  if ((v) != KN_AS_TECHNIQUE) STROKE_RANGE(field, v, low, high, unit)
  double share;
  kn_status st = surroundings(s, d, 1.0, plan, &share);
  if (st != KN_OK) return st;
  const kn_technique_info *t = kn_technique_at(k->technique);
  if (t == NULL)
    return kn_fail(&s->error, KN_UNKNOWN_NAME, WHERE("technique"), "", "stroke %d: no technique %d", i + 1,
                   k->technique);
  STROKE_RANGE("minutes", k->minutes, 1.0 / 600.0, 240.0, "min");
  kn_technique_stroke_info info;
  if (!kn_technique_stroke(k->technique, 0, &info)) { // a pause
    if (k->tool >= 0 || k->pattern >= 0 || k->force_N != KN_AS_TECHNIQUE)
      return kn_fail(&s->error, KN_BAD_ARGUMENT, WHERE("technique"), "leave tool, pattern and force unsaid",
                     "stroke %d: %s is without touch", i + 1, t->key);
    return KN_OK;
  }
  if (k->tool < -1 || (k->tool >= 0 && !kn_tool_at(k->tool)))
    return kn_fail(&s->error, KN_UNKNOWN_NAME, WHERE("tool"), "", "stroke %d: no tool %d", i + 1, k->tool);
  if (k->pattern < -1 || k->pattern > KN_PATTERN_STRETCH)
    return kn_fail(&s->error, KN_UNKNOWN_NAME, WHERE("pattern"), "", "stroke %d: no pattern %d", i + 1, k->pattern);
  kn_session_stroke_info(k, &info);
  int region = k->region != -1 ? k->region : d->region_count ? d->region[0] : s->region[0];
  st = put_on(s, region, share, WHERE("region"), plan);
  if (st != KN_OK) return st;
  STROKE_RANGE("force", info.force_N, 0.5, kn_region_at(region)->force_limit_N, "N");
  SAID_RANGE("angle", k->angle_deg, 0.0, 80.0, "deg");
  SAID_RANGE("rate", k->rate_Hz, 0.002, 60.0, "Hz");
  SAID_RANGE("speed", k->speed_cm_s, 0.0, 100.0, "cm/s");
  SAID_RANGE("direction", k->direction_deg, 0.0, 360.0, "deg");
  SAID_RANGE("loaded", k->on, 0.02, 1.0, "");
  SAID_RANGE("swing", k->swing, 0.01, 1.0, "");
  plan->session.strokes = 1;
  plan->session.share[0] = 1.0;
  hand_of(&info, or_else(k->swing, 0.0), &plan->hand[0]);
  STROKE_RANGE("force x speed", plan->hand[0].stroke.force * plan->hand[0].stroke.speed, 0.0,
               s->numbers.room.chain.hand.rub_max, "W");
  return KN_OK;
}

// ---- into the calendar -------------------------------------------------------------------------------------------------
static kn_status no_memory(kn_sim *s) {
  return kn_fail(&s->error, KN_NO_MEMORY, "session", "", "no memory for a session");
}

static kn_status add(kn_sim *s, kn_event e, const char *what) {
  if (!isfinite(e.start) || !isfinite(e.end))
    return kn_fail(&s->error, KN_BAD_ARGUMENT, what, "give times in seconds", "%s at %g s", what, e.start);
  if (!(e.start >= s->time))
    return kn_fail_near(&s->error, KN_OVERLAP, s->time, what, "begin it now or later",
                        "%s at %g s lies in the past; it is %g s", what, e.start, s->time);
  for (int i = 0; e.block >= 0 && i < s->event_count; i++) {
    const kn_event *o = &s->events[i];
    if (o->block >= 0 && e.start < o->end && o->start < e.end)
      return kn_fail_near(&s->error, KN_OVERLAP, o->end, what, "begin it after the other ends",
                          "%s at %g s overlaps the one from %g to %g s", what, e.start, o->start, o->end);
  }
  void *p = kn_sim_grow(s, s->events, s->event_count, &s->event_room, sizeof *s->events);
  if (p == NULL) return no_memory(s);
  s->events = p;
  s->events[s->event_count++] = e;
  return KN_OK;
}

// The plan from start to end, unless it would bruise; where: its force, in an error
static kn_status add_plan(kn_sim *s, const kn_plan *plan, double start, double end, const char *where) {
  int known = s->block_count, block = kn_sim_block(s, plan, s->y);
  if (block < 0) {
    if (s->error.status == KN_NO_EQUILIBRIUM) snprintf(s->error.where, sizeof s->error.where, "%s", where);
    return s->error.status;
  }
  const kn_chain_par *k = &s->numbers.room.chain;
  double most = k->guard.bru_most * k->tissue.p_dam, hardest = s->blocks[block].hardest;
  if (hardest > most) { // [K4]
    kn_block hard = s->blocks[block];
    s->block_count = known;
    double bearable = kn_sim_bearable(s, plan, s->y, &hard, most);
    if (!(bearable > 0) && s->error.status == KN_CANCELLED) return s->error.status;
    return kn_fail_near(&s->error, KN_OUT_OF_RANGE, bearable > 0 ? bearable : NAN, where,
                        "less force, or a broader tool",
                        "%g N would press muscle with %.0f kPa, far into what bruises; at most %.0f kPa",
                        plan->hand[0].stroke.force, hardest * 1e-3, most * 1e-3);
  }
  return add(s, (kn_event){.start = start, .end = end, .block = block}, "session");
}

// Each stroke is a stretch of time of its own that begins where the one before ends.
static kn_status add_strokes(kn_sim *s, const kn_session_def *d) {
  if (d->force_N != KN_AS_TECHNIQUE || d->pressure_kPa != KN_AS_TECHNIQUE || d->speed_cm_s != KN_AS_TECHNIQUE ||
      d->rate_Hz != KN_AS_TECHNIQUE)
    return kn_fail(&s->error, KN_BAD_ARGUMENT, "session.stroke", "leave those of the session at KN_AS_TECHNIQUE",
                   "each stroke says its own force, speed and rate");
  double minutes = kn_session_minutes(d), at = d->start_s;
  int events = s->event_count, known = s->block_count;
  kn_status st = KN_OK;
  for (int i = 0; i < d->stroke_count && st == KN_OK; i++) {
    kn_plan plan;
    char where[48];
    snprintf(where, sizeof where, "session.stroke[%d].force", i);
    double end = at + d->stroke[i].minutes * 60.0;
    st = describe_stroke(s, d, i, &plan);
    if (st == KN_OK) st = add_plan(s, &plan, at, end, where);
    at = end;
  }
  if (st == KN_OK && !(minutes >= 0.5 && minutes <= 240.0))
    st = out_of(s, "session.minutes", minutes, 0.5, 240.0, "min");
  if (st != KN_OK) s->event_count = events, s->block_count = known; // all of it or nothing
  return st;
}

kn_status kn_sim_session(kn_sim *s, const kn_session_def *d) {
  if (s == NULL || d == NULL) return KN_BAD_ARGUMENT;
  if (d->cookie != KN_COOKIE_SESSION)
    return kn_fail(&s->error, KN_BAD_DEFINITION, "session", "fill it with kn_default_session()",
                   "the session definition has no cookie");
  if (d->stroke_count < 0 || d->stroke_count > KN_MAX_SESSION_STROKES)
    return kn_fail_near(&s->error, KN_OUT_OF_RANGE, d->stroke_count < 0 ? 0 : KN_MAX_SESSION_STROKES,
                        "session.stroke_count", "", "%d strokes; at most %d", d->stroke_count, KN_MAX_SESSION_STROKES);
  if (d->stroke_count) return add_strokes(s, d);
  IN_RANGE("session.minutes", d->minutes, 0.5, 240.0, "min");
  kn_plan plan;
  kn_status st = describe(s, d, &plan);
  return st == KN_OK ? add_plan(s, &plan, d->start_s, d->start_s + d->minutes * 60.0, "session.force") : st;
}

kn_status kn_sim_course(kn_sim *s, const kn_course_def *c) {
  if (s == NULL || c == NULL) return KN_BAD_ARGUMENT;
  if (c->cookie != KN_COOKIE_COURSE)
    return kn_fail(&s->error, KN_BAD_DEFINITION, "course", "fill it with kn_default_course()",
                   "the course definition has no cookie");
  if (!kn_technique_at(c->session.technique))
    return kn_fail(&s->error, KN_UNKNOWN_NAME, "course.technique", "", "no technique %d", c->session.technique);
  if (c->sessions < 0 || c->sessions > 2000) return out_of(s, "course.sessions", c->sessions, 0, 2000, "");
  if (c->sessions > 1 && !c->start_s) IN_RANGE("course.per_week", c->per_week, 0.05, 14.0, "a week");
  int events = s->event_count;
  kn_status st = KN_OK;
  for (int i = 0; i < c->sessions && st == KN_OK; i++) {
    kn_session_def d = c->session;
    // to the nearest day while there is at most one a day, so that the hour stays
    double days = (double)i * 7.0 / (c->per_week > 0 ? c->per_week : 1.0);
    if (c->start_s)
      d.start_s = c->start_s[i];
    else
      d.start_s += (c->per_week <= 7 ? kn_round(days) : days) * 86400.0;
    st = kn_sim_session(s, &d);
  }
  if (st != KN_OK) s->event_count = events; // all of it or nothing
  return st;
}

// The reference bout of repair-pain 6: half an hour, jD = 2/h, jL = 1.3/h
kn_status kn_sim_bout(kn_sim *s, int region, double start_s, double severity) {
  if (s == NULL) return KN_BAD_ARGUMENT;
  IN_RANGE("bout.severity", severity, 0.0, 5.0, "reference bouts");
  int i = 0;
  while (i < s->regions && s->region[i] != region) i++;
  if (i == s->regions)
    return kn_fail(&s->error, KN_UNKNOWN_NAME, "bout.region", "name it among the person's regions",
                   "region %d is not among hers", region);
  const kn_join_par *k = &s->numbers.room.chain.join;
  return add(s,
             (kn_event){.start = start_s,
                        .end = start_s + k->bout_time,
                        .block = -1,
                        .region = i,
                        .debris = severity * k->bout_D,
                        .force = severity * k->bout_L,
                        .lactate = severity * k->bout_lac},
             "bout");
}
