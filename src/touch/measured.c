// A measured force-motion trace through the public face: its dose, the strokes that stand for it, and those played back.
#include "../hand/dose.h"
#include "../hand/trace.h"
#include "numbers.h"
#include <knead/touch.h>
#include <stddef.h>

// The public sample is the room's, member by member: both are eight numbers in the same order.
#define SAME(member, other)                                                                                            \
  _Static_assert(offsetof(kn_touch_sample, member) == offsetof(kn_sample, other), "the same order of members")
_Static_assert(sizeof(kn_touch_sample) == sizeof(kn_sample), "the same members");
SAME(time_s, t);
SAME(x_m, x);
SAME(y_m, y);
SAME(z_m, z);
SAME(fx_N, fx);
SAME(fy_N, fy);
SAME(fz_N, fz);
SAME(angle_rad, angle);
static const kn_sample *record_of(const kn_touch_sample *s) { return (const kn_sample *)s; }

static const double DEG = 0.017453292519943295;

static bool sound(const kn_touch_sample *s, long n) {
  for (long i = 0; i < n; i++) {
    if (!kn_touch_finite(s[i].time_s) || !kn_touch_finite(s[i].fz_N)) return false;
    if (i && !(s[i].time_s > s[i - 1].time_s)) return false;
  }
  return true;
}

kn_status kn_touch_trace_dose(const kn_touch_tool *tool, const kn_touch_sample *s, long n, kn_touch_dose *dose) {
  if (tool == NULL || (s == NULL && n > 0) || n < 0 || dose == NULL || !sound(s, n)) return KN_BAD_ARGUMENT;
  if (!(tool->area_cm2 > 0) || !(tool->area_force_N > 0)) return KN_BAD_ARGUMENT;
  kn_touch_numbers k;
  kn_touch_numbers_fill(&k);
  kn_hand_tool t = {.area_ref = tool->area_cm2 * 1e-4,
                    .force_ref = tool->area_force_N,
                    .exponent = tool->area_exponent,
                    .aspect = tool->aspect,
                    .squareness = tool->squareness,
                    .profile = tool->profile};
  kn_dose d = kn_dose_of(&k.hand, &t, record_of(s), n);
  *dose = (kn_touch_dose){.seconds = d.seconds,
                          .contact_s = d.contact,
                          .duty = d.duty,
                          .impulse_N_s = d.impulse,
                          .mean_N = d.force_mean,
                          .peak_N = d.force_peak,
                          .mean_kPa = d.pressure_mean * 1e-3,
                          .peak_kPa = d.pressure_peak * 1e-3,
                          .rate_Hz = d.rate,
                          .path_m = d.path,
                          .speed_cm_s = d.speed * 1e2,
                          .angle_deg = d.angle / DEG,
                          .ratio = d.ratio,
                          .zero_N = d.base,
                          .noise_N = d.noise,
                          .loadings = (int)d.loadings};
  return KN_OK;
}

kn_status kn_touch_trace_strokes(const kn_touch_sample *s, long n, int most, kn_touch_stroke *stroke, int *count) {
  if ((s == NULL && n > 0) || n < 0 || stroke == NULL || count == NULL || !sound(s, n)) return KN_BAD_ARGUMENT;
  if (most < 2 || most > KN_TOUCH_STROKES) return KN_BAD_ARGUMENT;
  kn_touch_numbers k;
  kn_touch_numbers_fill(&k);
  kn_trace_stroke found[KN_TRACE_STROKES];
  *count = kn_trace_strokes(&k.hand, record_of(s), n, found, most);
  for (int i = 0; i < *count; i++) {
    const kn_trace_stroke *f = &found[i];
    stroke[i] = (kn_touch_stroke){.pattern = (int)f->stroke.pattern,
                                  .force_N = f->stroke.force,
                                  .angle_deg = f->stroke.angle / DEG,
                                  .rate_Hz = f->stroke.rate,
                                  .speed_cm_s = f->stroke.speed * 1e2,
                                  .direction_deg = f->stroke.direction / DEG,
                                  .on = f->stroke.on,
                                  .swing = f->stroke.swing,
                                  .start_s = f->start,
                                  .seconds = f->seconds,
                                  .rest_s = f->rest,
                                  .x_m = f->x,
                                  .y_m = f->y,
                                  .impulse_N_s = f->impulse,
                                  .loadings = (int)(f->loadings + 0.5)};
  }
  return KN_OK;
}

kn_status kn_touch_trace_play(const kn_touch_stroke *stroke, int count, kn_touch_sample *s, long n) {
  if (count < 0 || count > KN_TOUCH_STROKES || (stroke == NULL && count > 0) || (s == NULL && n > 0) || n < 0)
    return KN_BAD_ARGUMENT;
  kn_touch_numbers k;
  kn_touch_numbers_fill(&k);
  kn_trace_stroke played[KN_TRACE_STROKES];
  for (int i = 0; i < count; i++) {
    const kn_touch_stroke *p = &stroke[i];
    if (p->pattern < 0 || p->pattern >= KN_PATTERNS || !(p->rate_Hz > 0)) return KN_BAD_ARGUMENT;
    played[i] = (kn_trace_stroke){.stroke = {(kn_pattern)p->pattern, p->force_N, p->rate_Hz, p->speed_cm_s * 1e-2,
                                             p->angle_deg * DEG, p->direction_deg * DEG, p->on, p->swing},
                                  .start = p->start_s,
                                  .seconds = p->seconds,
                                  .x = p->x_m,
                                  .y = p->y_m};
  }
  for (long i = 0; i < n; i++) {
    kn_motion m = kn_trace_at(&k.hand, played, count, s[i].time_s);
    s[i].x_m = m.x, s[i].y_m = m.y, s[i].z_m = 0;
    s[i].fx_N = m.tx, s[i].fy_N = m.ty, s[i].fz_N = m.normal;
    s[i].angle_rad = 0;
    for (int j = 0; j < count; j++)
      if (s[i].time_s >= played[j].start) s[i].angle_rad = played[j].stroke.angle;
  }
  return KN_OK;
}
