// trace_strokes.c -- from a measured trace to its dose and to strokes of a session.
#include "trace.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// A reading of the file and one of the public face are the same eight numbers.
_Static_assert(sizeof(kn_touch_sample) == sizeof(kn_sample), "the same members");
_Static_assert((int)KN_PATTERN_STRETCH == (int)KN_STRETCH && (int)KN_STRETCH + 1 == KN_PATTERNS,
               "patterns in one order");
static const kn_touch_sample *public_of(const kn_sample *s) { return (const kn_touch_sample *)s; }

bool kn_trace_read_under(const kn_trace *t, const kn_touch_tool *tool, int most, kn_trace_reading *out) {
  memset(out, 0, sizeof *out);
  kn_touch_sample *played = malloc((size_t)t->count * sizeof *played);
  if (played == NULL) return false;
  memcpy(played, t->sample, (size_t)t->count * sizeof *played);
  // Times and forces were checked when the file was read, so that only a tool without an area can refuse.
  bool good = kn_touch_trace_dose(tool, public_of(t->sample), t->count, &out->measured) == KN_OK;
  kn_touch_trace_strokes(public_of(t->sample), t->count, most, out->stroke, &out->count);
  kn_touch_trace_play(out->stroke, out->count, played, t->count);
  good = good && kn_touch_trace_dose(tool, played, t->count, &out->played) == KN_OK;
  free(played);
  return good;
}

bool kn_trace_read_strokes(const kn_trace *t, int tool, int most, kn_trace_reading *out) {
  const kn_tool_info *info = kn_tool_at(tool);
  memset(out, 0, sizeof *out);
  if (info == NULL) return false;
  kn_touch_tool law = kn_default_tool();
  law.area_cm2 = info->area_cm2;
  law.area_force_N = info->area_force_N;
  law.area_exponent = info->exponent;
  law.aspect = info->aspect;
  law.squareness = info->squareness;
  law.profile = info->profile;
  return kn_trace_read_under(t, &law, most, out);
}

static double four_digits(double v) {
  double places = pow(10, 3 - floor(log10(fabs(v) > 1e-6 ? fabs(v) : 1e-6)));
  return floor(v * places + 0.5) / places;
}
static double between(double v, double low, double high) { return v < low ? low : v > high ? high : v; }

// The technique in which a movement is at home.
static int technique_of(const kn_touch_stroke *s) {
  static const double longest_tap_s = 0.15; // as t_tap of the room hand; a slower hump is pressing
  static const int technique[] = {
      [KN_PATTERN_GLIDE] = KN_EFFLEURAGE,           [KN_PATTERN_CIRCLE] = KN_CIRCULAR_FRICTION,
      [KN_PATTERN_KNEAD] = KN_PETRISSAGE,           [KN_PATTERN_CROSS] = KN_TRANSVERSE_FRICTION,
      [KN_PATTERN_HOLD] = KN_ISCHAEMIC_COMPRESSION, [KN_PATTERN_TAP] = KN_TAPOTEMENT,
      [KN_PATTERN_VIBRATE] = KN_VIBRATION,          [KN_PATTERN_STRETCH] = KN_MYOFASCIAL_RELEASE};
  if (s->pattern == KN_PATTERN_TAP && s->on > longest_tap_s * s->rate_Hz) return KN_PETRISSAGE;
  return technique[s->pattern];
}

int kn_trace_session(const kn_trace_reading *reading, int technique, int tool,
                     kn_session_stroke out[KN_MAX_SESSION_STROKES]) {
  static const double shortest_s = 0.1, shortest_pause_s = 1;
  int n = 0;
  for (int i = 0; i < reading->count && n < KN_MAX_SESSION_STROKES; i++) {
    const kn_touch_stroke *s = &reading->stroke[i];
    kn_session_stroke *k = &out[n++];
    *k = kn_default_session_stroke(technique >= 0 ? technique : technique_of(s));
    k->minutes = four_digits(fmax(s->seconds, shortest_s) / 60);
    k->tool = tool;
    k->pattern = s->pattern;
    k->force_N = four_digits(s->force_N);
    k->angle_deg = four_digits(between(fabs(s->angle_deg), 0, 80)); // to which side does not matter to round tissue
    k->rate_Hz = four_digits(s->rate_Hz);
    k->speed_cm_s = four_digits(s->speed_cm_s);
    k->direction_deg = four_digits(s->direction_deg < 0 ? s->direction_deg + 360 : s->direction_deg);
    k->on = four_digits(between(s->on, 0.02, 1));
    if (s->pattern == KN_PATTERN_VIBRATE) k->swing = four_digits(between(s->swing, 0.01, 1));
    if (s->rest_s < shortest_pause_s || n == KN_MAX_SESSION_STROKES) continue;
    out[n] = kn_default_session_stroke(KN_REST);
    out[n++].minutes = four_digits(s->rest_s / 60);
  }
  return n;
}
