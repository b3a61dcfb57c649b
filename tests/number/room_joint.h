// room_joint.h -- the joints, tone, glide, tendon and guards of the room `tissue` as one flat function; see room_tables.h.
#pragma once
#include "tissue/glide.rhs.h"
#include "tissue/guard.rhs.h"
#include "tissue/joint.rhs.h"
#include "tissue/tendon.rhs.h"
#include "tissue/tone.rhs.h"
#define ROOM_PREFIX ""
static const room_row joint_param[] = {
#define KN_PARAM ROOM_PARAM
#include "tissue/tissue.def"
#define KN_PARAM ROOM_PARAM
#include "tissue/joint.def"
#define KN_PARAM ROOM_PARAM
#include "tissue/guard.def"
    ROOM_END};
static const room_row joint_state[] = {ROOM_END};
typedef struct joint_probe_par {
  kn_tissue_par tissue;
  kn_joint_par joint;
  kn_guard_par guard;
} joint_probe_par;
typedef struct joint_probe_in {
  kn_prony_state torque, load; // N m
  kn_f t, rise, dt, angle, speed, to, felt, drive, pressure, duty, stretch;
  kn_joint_hold hold;
  kn_f crept;
  kn_tissue_now now, then;
  kn_glide_film film;
  kn_glide_state glide;
  kn_f stress, shear_rate, laplace, radius, force, h0, h1, lengthening, strain, tether, period;
  kn_tendon_line tendon;
  kn_guard_in guard;
  kn_guard_state dose;
  kn_f peak, profile;
} joint_probe_in;
typedef struct joint_probe_out {
  kn_f relax[4], ramp, creep, times[KN_PRONY_TERMS], back, turned, carried;
  kn_f range[4], relative, slope, at_range, crept;
  kn_joint_gain gain;
  kn_f driven, tolerated;
  kn_rate tolerance, creep_rate;
  kn_joint_hold held;
  kn_f range_crept;
  kn_tissue_modifiers m;
  kn_glide_state glide;
  kn_f rate, tie, film, slow, squeezed;
  kn_glide_cycle under;
  kn_f tendon, line, stretched, plucked;
  kn_tendon_rates dose;
  kn_guard_margin margin;
  kn_f pressure, damage;
  kn_guard_rates guard;
  kn_guard_state gathered;
} joint_probe_out;
#define JOINT(m, v, u, l, h) ROOM_ROW(joint_probe_in, m, v, u, l, h)
#define JOINT_NOW(P)                                                                                                   \
  JOINT(P.in.tone, 0.05, "MVC", 0.01, 0.3)                                                                             \
  JOINT(P.in.contracture, 0.2, "1", 0, 1)                                                                              \
  JOINT(P.in.thixotropy, 0.3, "1", 0, 1)                                                                               \
  JOINT(P.in.tolerance, 0.9, "1", 0.3, 1)                                                                              \
  JOINT(P.in.collagen, 0.2, "1", 0, 1)                                                                                 \
  JOINT(P.in.oedema, 0.1, "1", 0, 1)                                                                                   \
  JOINT(P.in.debris, 0.2, "1", 0, 2)                                                                                   \
  JOINT(P.skin_temperature, 33, "degC", 28, 38)                                                                        \
  JOINT(P.fat_temperature, 34, "degC", 30, 38)                                                                         \
  JOINT(P.muscle_temperature, 35.7, "degC", 33, 39)                                                                    \
  JOINT(P.film, 0.6, "1", 0.1, 1)
static const room_row joint_in[] = {
    JOINT(torque.h[0], 1, "N*m", 0, 4) JOINT(torque.h[1], 2, "N*m", 0, 6) JOINT(torque.h[2], 1, "N*m", 0, 4)
        JOINT(torque.now, 15, "N*m", 0, 30) JOINT(load.h[0], 1, "N*m", 0, 4) JOINT(load.h[1], 2, "N*m", 0, 6)
            JOINT(load.h[2], 1, "N*m", 0, 4) JOINT(load.now, 15, "N*m", 0, 30) JOINT(t, 20, "s", 3, 100)
                JOINT(rise, 1, "s", 0.5, 2) JOINT(dt, 0.05, "s", 0.02, 0.5) JOINT(angle, 15, "deg", -10, 40) JOINT(
                    speed, 5, "deg/s", 1, 30) JOINT(to, 20, "N*m", 5, 40) JOINT(felt, 0.9, "1", 0.4, 1.2)
                    JOINT(drive, 0.5, "1", 0, 1) JOINT(pressure, 10, "kPa", 0.5, 100) JOINT(duty, 0.5, "1", 0, 1) JOINT(
                        stretch, 0.3, "1", 0, 1) JOINT(hold.reach, 0.4, "1", 0, 1) JOINT(hold.pace, 0.5, "1/min", 0, 2)
                        JOINT(hold.held, 0.4, "1", 0, 1) JOINT(crept, 0.2, "1", 0, 0.8) JOINT_NOW(now) JOINT_NOW(then)
                            JOINT(film.concentration, 1.2, "1", 0.5, 2) JOINT(film.size, 0.9, "1", 0.5, 2)
                                JOINT(film.temperature, 34, "degC", 28, 38) JOINT(glide.slip, 0.1, "mm", 0, 2)
                                    JOINT(glide.structure, 0.7, "1", 0.1, 1) JOINT(stress, 30, "Pa", 10, 100) JOINT(
                                        shear_rate, 10, "1/s", 0.5, 100) JOINT(laplace, 1, "1/s", 0.01, 10)
                                        JOINT(radius, 40, "mm", 10, 60) JOINT(force, 60, "N", 5, 150) JOINT(
                                            h0, 100, "um", 90, 150) JOINT(h1, 50, "um", 20, 80)
                                            JOINT(lengthening, 8, "mm", 1, 15) JOINT(strain, 0.03, "1", 0.001, 0.06)
                                                JOINT(tether, 2000, "kPa/m", 100, 9000) JOINT(period, 2, "s", 0.5, 8)
                                                    JOINT(tendon.length, 250, "mm", 30,
                                                          300) JOINT(tendon.area, 60, "mm2", 20,
                                                                     120) JOINT(tendon.lever, 45, "mm", 20, 60)
                                                        JOINT(guard.p_surface, 60, "kPa", 5, 250) JOINT(
                                                            guard.area, 20, "cm2", 0.5, 80) JOINT(guard.threshold,
                                                                                                  350, "kPa", 100, 800)
                                                            JOINT(guard.p_muscle, 15, "kPa", 0.5, 60) JOINT(
                                                                guard.p_now, 20, "kPa",
                                                                0.5, 60) JOINT(guard.suction, 5, "kPa", 0, 60)
                                                                JOINT(guard.gradient, 1000, "kPa/m", 10,
                                                                      20000) JOINT(guard.fragility, 1, "1", 0.5, 3)
                                                                    JOINT(guard.shear, 0.6, "1", 0.05,
                                                                          1) JOINT(guard.force, 60, "N", 5, 150)
                                                                        JOINT(guard.force_limit, 200, "N", 80,
                                                                              300) JOINT(dose.pain, 5, "s", 0, 100)
                                                                            JOINT(dose.bruise, 0.01, "1", 0,
                                                                                  1) JOINT(dose.strain, 0.01, "1", 0, 1)
                                                                                JOINT(dose.dwell, 300, "s", 0, 7200)
                                                                                    JOINT(peak, 40, "kPa", 5, 250)
                                                                                        JOINT(profile, 0.5, "1", 0, 1)
                                                                                            ROOM_END};
#undef JOINT
#undef JOINT_NOW
#define JOINT(m, u) ROOM_ROW(joint_probe_out, m, 0, u, 0, 0)
static const room_row joint_out[] = {
    JOINT(relax[0], "1") JOINT(relax[1], "1") JOINT(relax[2], "1") JOINT(relax[3], "1") JOINT(ramp, "1")
        JOINT(creep, "1") JOINT(times[0], "s") JOINT(times[1], "s") JOINT(times[2], "s") JOINT(back, "N*m") JOINT(
            turned, "N*m") JOINT(carried, "N*m") JOINT(range[0], "rad") JOINT(range[1], "rad") JOINT(range[2], "rad")
            JOINT(range[3], "rad") JOINT(relative, "1") JOINT(slope, "N*m/rad") JOINT(at_range, "N*m") JOINT(
                crept, "rad") JOINT(gain.tolerance, "rad") JOINT(gain.tissue, "rad") JOINT(driven, "1")
                JOINT(tolerated, "N*m") JOINT(tolerance.make, "1/s") JOINT(tolerance.lose, "1/s") JOINT(
                    creep_rate.make, "1/s") JOINT(creep_rate.lose, "1/s") JOINT(held.reach, "1") JOINT(held.pace, "1/s")
                    JOINT(held.held, "1") JOINT(range_crept, "rad") JOINT(m.skin, "1") JOINT(m.fat, "1")
                        JOINT(m.muscle, "1") JOINT(m.fascia, "1") JOINT(m.glide, "1") JOINT(glide.slip, "m")
                            JOINT(glide.structure, "1") JOINT(rate, "1/s") JOINT(tie, "Pa") JOINT(film, "Pa/m")
                                JOINT(slow, "1") JOINT(squeezed, "s") JOINT(under.slip, "m") JOINT(under.rate, "1/s")
                                    JOINT(tendon, "N") JOINT(line, "N/m") JOINT(stretched, "1") JOINT(plucked, "1")
                                        JOINT(dose.pressure, "Pa") JOINT(dose.shear, "Pa")
                                            JOINT(dose.stretched, "1") JOINT(margin.pain, "1") JOINT(margin.bruise, "1")
                                                JOINT(margin.strain, "1") JOINT(margin.pressure_time, "1") JOINT(
                                                    margin.force, "1") JOINT(pressure, "Pa") JOINT(damage, "1/s")
                                                    JOINT(guard.pain.make, "1") JOINT(guard.pain.lose, "1/s") JOINT(
                                                        guard.bruise.make, "1/s") JOINT(guard.bruise.lose, "1/s")
                                                        JOINT(guard.strain.make, "1/s") JOINT(guard.strain.lose, "1/s")
                                                            JOINT(guard.dwell.make, "1") JOINT(guard.dwell.lose, "1/s")
                                                                JOINT(gathered.pain, "s") JOINT(gathered.bruise, "1")
                                                                    JOINT(gathered.strain, "1")
                                                                        JOINT(gathered.dwell, "s") ROOM_END};
#undef JOINT
ROOM_COMPLETE(joint_param, joint_probe_par);
ROOM_COMPLETE(joint_in, joint_probe_in);
ROOM_COMPLETE(joint_out, joint_probe_out);
static void joint_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t, (void)y, (void)rate;
  const joint_probe_par *p = (const joint_probe_par *)par;
  const kn_joint_par *k = &p->joint;
  const joint_probe_in *u = (const joint_probe_in *)in;
  joint_probe_out *o = (joint_probe_out *)out;
  kn_prony set[4] = {kn_prony_muscle(k), kn_prony_fat(k), kn_prony_skin(k), kn_prony_unit(k)};
  for (int i = 0; i < 4; i++) o->relax[i] = kn_prony_relax(&set[i], u->t);
  kn_prony_creep r = kn_prony_retard(&set[3]);
  for (int i = 0; i < KN_PRONY_TERMS; i++) o->times[i] = r.tau[i];
  o->ramp = kn_prony_ramp(&set[0], u->t, u->rise);
  o->creep = kn_prony_creep_at(&r, u->t);
  kn_prony_state torque = u->torque, turned = torque, load = u->load;
  o->back = kn_prony_step(&set[3], &torque, u->to, u->dt);
  o->carried = kn_prony_creep_step(&r, &load, u->to, u->dt);
  kn_joint j[4] = {kn_joint_ankle(k), kn_joint_knee(k), kn_joint_neck(k), kn_joint_shoulder(k)};
  kn_tissue_modifiers m = kn_tissue_modify(&p->tissue, k, &u->now, &u->then);
  kn_f stiff = kn_joint_stiffness(k, m.muscle), one = kn_num(1.0);
  o->turned = kn_joint_step(k, &j[0], &set[3], &turned, stiff, u->angle, u->speed, u->dt);
  o->tolerated = kn_joint_tolerance(&j[0], u->felt, u->drive);
  for (int i = 0; i < 4; i++)
    o->range[i] = kn_joint_range(k, &j[i], stiff, kn_joint_tolerance(&j[i], u->felt, u->drive));
  o->relative = kn_joint_relative(k, &j[1], stiff, o->tolerated);
  o->slope = kn_joint_slope(&j[0], u->angle);
  o->at_range = kn_joint_torque_at_range(k, &j[0], stiff, u->angle);
  o->crept = kn_joint_creep(&j[0], &r, stiff, u->to, u->t);
  o->gain = kn_joint_split(k, &j[0], one, j[0].tol, stiff, o->tolerated);
  o->driven = kn_joint_drive(k, u->pressure, u->duty, u->to, o->tolerated, u->stretch);
  o->tolerance = kn_joint_tolerance_rate(k, u->drive);
  o->creep_rate = kn_joint_creep_rate(k, &u->hold, u->felt);
  o->held = kn_joint_held(k, u->to, o->tolerated, u->stretch);
  o->range_crept = kn_joint_range_crept(k, &j[0], stiff, o->tolerated, u->crept);
  o->m = m;
  kn_glide_state g = u->glide;
  o->rate = kn_glide_step(k, &u->film, &g, u->stress, u->tether, u->shear_rate, u->dt);
  o->glide = g;
  kn_f eta = kn_glide_viscosity(k, &u->film, u->glide.structure, u->shear_rate);
  o->tie = kn_glide_stress(k, eta, u->glide.slip, u->shear_rate * k->fas_h);
  o->film = kn_glide_interface(k, eta, u->laplace);
  o->slow = kn_glide_steady(k, u->shear_rate);
  o->squeezed = kn_glide_squeeze(k, eta, u->radius, u->force, u->h0, u->h1);
  o->under = kn_glide_under(k, &u->film, u->glide.structure, u->stress, u->tether, u->period);
  o->tendon = kn_tendon_force(k, &u->tendon, u->lengthening);
  o->line = kn_tendon_stiffness(k, &u->tendon);
  o->stretched = kn_tendon_stretched(k, &u->tendon, u->to);
  o->plucked = kn_tendon_plucked(k, &u->tendon, u->force);
  kn_tendon_dose(k, u->pressure, u->stress, u->strain, &o->dose);
  o->margin = kn_guard_margins(&p->tissue, &p->guard, &u->guard, &u->dose);
  (void)kn_guard_flags(&o->margin);
  o->pressure = kn_guard_pressure(&p->guard, u->peak, u->guard.area, u->profile);
  o->damage = kn_guard_damage(&p->tissue, &p->guard, &u->guard);
  kn_guard(&p->tissue, &p->guard, &u->guard, &o->guard);
  kn_guard_state dose = u->dose;
  kn_guard_step(&p->tissue, &p->guard, &u->guard, &dose, u->dt);
  o->gathered = dose;
}
#undef ROOM_PREFIX
