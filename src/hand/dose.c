#include "dose.h"

// Mean interval between the starts of loadings, those left out that are more than thrice as long: pauses
static double interval(const kn_hand_par *k, const kn_levels *v, const kn_sample *r, long n) {
  double usual = __builtin_inf();
  for (int turn = 0; turn < 3; turn++) {
    kn_loading l = {0, -1, 0, -1};
    double sum = 0, before = 0;
    long count = -1, kept = 0;
    while (kn_record_next(k, v, r, n, &l)) {
      double t = r[l.first].t;
      if (++count > 0 && t - before <= 3.0 * usual) sum += t - before, kept++;
      before = t;
    }
    if (kept == 0) return 0.0;
    usual = sum / (double)kept;
  }
  return usual;
}

kn_dose kn_dose_of(const kn_hand_par *k, const kn_hand_tool *tool, const kn_sample *r, long n) {
  kn_dose d = {0};
  if (n < 3) return d;
  kn_levels v = kn_record_levels(k, r, n);
  d.seconds = r[n - 1].t - r[0].t, d.base = v.base, d.noise = v.noise;
  double normal = 0, tangential = 0, angle = 0, weight = 0;
  kn_loading l = {0, -1, 0, -1}, whole = l;
  for (long i = 0; i < n; i++) d.impulse += (r[i].fz - v.base) * kn_record_step(r, n, i);
  while (kn_record_next(k, &v, r, n, &l)) {
    if (d.loadings++ == 0) whole.first = l.first;
    whole.last = l.last;
    for (long i = l.first; i <= l.last; i++) {
      double f = r[i].fz - v.base, dt = kn_record_step(r, n, i);
      d.contact += dt;
      normal += f * dt;
      d.force_peak = kn_max(d.force_peak, kn_record_force(r, n, i) - v.base);
      if (f > 0.0) d.pressure_mean += dt * f / kn_hand_area(tool->area_ref, tool->force_ref, tool->exponent, f);
      kn_velocity u = kn_record_velocity(&v, r, n, i);
      d.path += kn_velocity_speed(&u) * dt;
      double q = kn_measured(r[i].fx) ? kn_sqrt(r[i].fx * r[i].fx + r[i].fy * r[i].fy) : 0.0;
      tangential += q * dt;
      if (f > 0.0) {
        angle += (kn_measured(r[i].angle) ? r[i].angle : kn_direction_of(k, f, q)) * f * dt;
        weight += f * dt;
      }
    }
  }
  if (d.loadings == 0 || !(d.contact > 0.0)) return d.impulse = 0.0, d;
  d.duty = d.contact / d.seconds;
  d.force_mean = normal / d.contact;
  d.pressure_mean /= d.contact;
  d.pressure_peak = (tool->profile + 1.0) * d.force_peak /
                    kn_hand_area(tool->area_ref, tool->force_ref, tool->exponent, d.force_peak);
  d.speed = d.path / d.contact;
  d.ratio = normal > 0.0 ? tangential / normal : 0.0;
  d.angle = weight > 0.0 ? angle / weight : 0.0;
  if (d.loadings > 1) {
    double T = interval(k, &v, r, n);
    d.rate = T > 0.0 ? 1.0 / T : 0.0;
  } else {
    kn_swing s = kn_record_swing(r, whole.first, whole.last, 0, 0, 1, 3.0 * v.noise);
    if (s.amplitude > k->c_swing * d.force_mean) d.rate = s.rate;
  }
  return d;
}
