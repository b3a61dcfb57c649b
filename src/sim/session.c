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

// What the hands of a technique's stroke do, as the touch clock takes it.
static kn_touch_hand hand_of(const kn_technique_stroke_info *info, double force, double rate, double speed) {
  const kn_tool_info *t = kn_tool_at(info->tool_index);
  const double deg = 0.017453292519943295;
  static const kn_pattern pattern[] = {KN_GLIDE, KN_CIRCLE, KN_KNEAD,   KN_CROSS,
                                       KN_HOLD,  KN_TAP,    KN_VIBRATE, KN_STRETCH};
  kn_touch_hand h = {.aspect = t->shape == KN_SHAPE_PATCH ? t->aspect : 1.0};
  h.tool = (kn_press_tool){.shape = t->shape == KN_SHAPE_SPHERE  ? KN_PRESS_SPHERE
                                    : t->shape == KN_SHAPE_PUNCH ? KN_PRESS_PUNCH
                                                                 : KN_PRESS_PATCH,
                           .radius = t->radius_mm * 1e-3,
                           .area = info->area_cm2 * 1e-4,
                           .force = info->area_force_N,
                           .exponent = t->exponent,
                           .profile = t->profile};
  h.stroke = (kn_stroke){.pattern = pattern[info->pattern],
                         .force = force,
                         .rate = rate,
                         .speed = speed,
                         .angle = info->angle_deg * deg,
                         .direction = info->direction_deg * deg,
                         .on = info->on};
  return h;
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
    c->hand[n] = hand_of(&info, info.force_N * scale, info.rate_Hz * oftener, info.speed_cm_s * 1e-2 * faster);
    IN_RANGE("session.force x speed", c->hand[n].stroke.force * c->hand[n].stroke.speed, 0.0,
             s->numbers.room.chain.hand.rub_max, "W");
  }
  c->session.strokes = n;
  return KN_OK;
}

static kn_status describe(kn_sim *s, const kn_session_def *d, kn_plan *plan) {
  memset(plan, 0, sizeof *plan);
  kn_chain_session *c = &plan->session;
  const kn_technique_info *t = kn_technique_at(d->technique);
  if (t == NULL) return kn_fail(&s->error, KN_UNKNOWN_NAME, "session.technique", "", "no technique %d", d->technique);
  if (d->region_count < 0 || d->region_count > KN_MAX_REGIONS)
    return kn_fail(&s->error, KN_OUT_OF_RANGE, "session.region_count", "", "%d regions; at most %d", d->region_count,
                   KN_MAX_REGIONS);
  c->rest = or_else(d->rest, t->rest);
  c->context = or_else(d->context, t->context);
  double share = or_else(d->share, s->numbers.room.chain.join.c_duty);
  IN_RANGE("session.rest", c->rest, 0.0, 1.0, "");
  IN_RANGE("session.context", c->context, 0.0, 1.0, "");
  IN_RANGE("session.share", share, 0.0, 1.0, "");
  int n = d->region_count ? d->region_count : 1;
  for (int i = 0; i < n; i++) {
    int region = d->region_count ? d->region[i] : s->region[0];
    if (!kn_region_at(region)) return kn_fail(&s->error, KN_UNKNOWN_NAME, "session.region", "", "no region %d", region);
    // Hands on a region that she does not track still touch her: felt, but no local state of it is kept.
    for (int j = 0; j < s->regions; j++)
      if (s->region[j] == region) c->duty[j] += share / n;
    if (region == KN_ABDOMEN) c->abdomen += share / n;
  }
  return strokes(s, d, d->region_count ? d->region : s->region, n, plan);
}

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

kn_status kn_sim_session(kn_sim *s, const kn_session_def *d) {
  if (s == NULL || d == NULL) return KN_BAD_ARGUMENT;
  if (d->cookie != KN_COOKIE_SESSION)
    return kn_fail(&s->error, KN_BAD_DEFINITION, "session", "fill it with kn_default_session()",
                   "the session definition has no cookie");
  IN_RANGE("session.minutes", d->minutes, 0.5, 240.0, "min");
  kn_plan plan;
  kn_status st = describe(s, d, &plan);
  if (st != KN_OK) return st;
  int block = kn_sim_block(s, &plan, s->y);
  if (block < 0) return s->error.status;
  return add(s, (kn_event){.start = d->start_s, .end = d->start_s + d->minutes * 60.0, .block = block}, "session");
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
                        .force = severity * k->bout_L},
             "bout");
}
