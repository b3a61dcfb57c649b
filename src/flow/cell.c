#include "cell.h"

kn_flow_through kn_flow_cell_step(const kn_flow_par *k, const kn_flow_kind *kind, const kn_flow_around *around,
                                  double dt, kn_flow_cell *y) {
  return kn_flow_cell_move(k, kind, around, around, dt, y);
}

void kn_flow_doppler_step(const kn_flow_par *k, double q, double dt, kn_flow_doppler *y) {
  double a = k->tau_LD, b = k->tau_D, ea = kn_exp(-dt / a), eb = kn_exp(-dt / b);
  // response of the second filter to the first one's e^(-t/a); two equal times in the limit
  double across = kn_abs(a - b) > 1e-9 * b ? a / (a - b) * (ea - eb) : dt / b * eb;
  double prompt = y->prompt - q;
  y->prompt = q + prompt * ea;
  y->shown = q + (y->shown - q) * eb + prompt * across;
}

double kn_flow_lactate_step(const kn_flow_par *k, double O, double q, double dt, double L) {
  double settled = kn_flow_lactate_settled(k, kn_flow_lactate_made(k, O), q);
  return settled + (L - settled) * kn_exp(-(k->k_ox + k->w_L * q) * dt);
}

double kn_flow_lymph_step(const kn_flow_par *k, double load, double swell, double dt, kn_flow_lymph *y) {
  kn_flow_valves f = kn_flow_valves_at(k, load, swell, y->c);
  double v = y->v, left = dt, ejected = 0;
  if (v > f.in) { // outlet open alone until the inlet opens at v_in
    double t = k->tau_lo * kn_log((v - f.out) / (f.in - f.out)), h = t < left ? t : left;
    double to = t < left ? f.in : f.out + (v - f.out) * kn_exp(-h / k->tau_lo);
    ejected += v - to;
    v = to, left -= h;
  } else if (v < f.out) { // inlet alone until the outlet opens at v_out
    double t = k->tau_lf * kn_log((f.in - v) / (f.in - f.out)), h = t < left ? t : left;
    v = t < left ? f.out : f.in + (v - f.in) * kn_exp(-h / k->tau_lf);
    left -= h;
  }
  if (left > 0) { // both
    double rate = 1.0 / k->tau_lf + 1.0 / k->tau_lo;
    double settled = (f.in / k->tau_lf + f.out / k->tau_lo) / rate, off = v - settled, e = kn_exp(-left * rate);
    ejected += ((settled - f.out) * left + off * (1.0 - e) / rate) / k->tau_lo;
    v = settled + off * e;
  }
  // the collector takes it up and passes it on; its own slow rates are held, its passive drain goes by its exponential
  double pumped = f.pump * dt, c = y->c + ejected - pumped, drained = c > 0 ? c * (1.0 - kn_exp(-dt / k->tau_lc)) : 0;
  y->v = v;
  y->c = c - drained;
  return pumped + drained;
}
