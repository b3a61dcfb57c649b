// room_tables.h -- every room as one flat function over kn_f, with a table of the names, units and ordinary values of
// what goes in and what comes out. Plain C and C++: the number may be a double, lanes, a dual number or a dimension.
// Parameters and states come from the .def tables. Inputs and outputs are listed here, with the units that their
// structs document in comments: so the comments are checked too.
//
// To add a room: its rows, a probe (the structs of its inputs and outputs), an eval, and its name in ROOM_LIST.
#pragma once
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "chain/chain.rhs.h"
#include "tissue/body.rhs.h"
#include "outcome/outcome.rhs.h"
#ifdef __cplusplus
extern "C" {
#endif
#include "lane/unit.h"
#ifdef __cplusplus
}
#endif

typedef struct room_row {
  const char *name, *unit;
  double value, low, high; // in the unit
  double scale;            // size of an ordinary change, states only
  int at;                  // place among the kn_f of its struct; -1: in the order of the table
} room_row;
#define ROOM_END                                                                                                       \
  { 0, 0, 0, 0, 0, 0, 0 }
#define ROOM_PARAM(symbol, value, unit, low, high, spread, grade, source, sentence)                                    \
  {ROOM_PREFIX #symbol, unit, value, low, high, 0, -1},
#define ROOM_STATE(name, symbol, unit, start, low, high, scale, grade, source, sentence)                               \
  {ROOM_PREFIX #name, unit, start, low, high, scale, -1},
#define ROOM_ROW(type, member, value, unit, low, high)                                                                 \
  {#member, unit, value, low, high, 0, (int)(offsetof(type, member) / sizeof(kn_f))},
#define ROOM_COUNT(table) ((int)(sizeof(table) / sizeof *(table)) - 1)
#define ROOM_COMPLETE(table, type)                                                                                     \
  static_assert(sizeof(table) / sizeof *(table)-1 == sizeof(type) / sizeof(kn_f), "a row for every member")

typedef struct room {
  const char *name;
  const room_row *param, *state, *in, *out;
  int params, states, ins, outs;
  int own; // the first parameter that is the room's own
  // rate: make and lose of each state in turn; t: s
  void (*eval)(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out);
  double step; // s, for marching; 0 when nothing changes here
} room;

// ---- the rows of inputs and outputs, X(member, ordinary value, unit, low, high) -------------------------------------
#define REPAIR_DRIVE(X, P)                                                                                             \
  X(P.pump, 0.3, "1", 0, 1)                                                                                            \
  X(P.drain, 0.3, "1", 0, 1)                                                                                           \
  X(P.q, 0.3, "1", 0, 1)                                                                                               \
  X(P.bruise, 0.05, "1/h", 0, 0.5)
#define REPAIR_IN(X, P)                                                                                                \
  REPAIR_DRIVE(X, P.drive)                                                                                             \
  X(P.injury_debris, 0.1, "1/h", 0, 0.5)                                                                               \
  X(P.injury_force, 0.05, "1/h", 0, 0.2)                                                                               \
  X(P.stress, 0.3, "1", 0.05, 0.8)                                                                                     \
  X(P.nociception, 0.2, "1", 0, 0.9)                                                                                   \
  X(P.ischaemic_contracture, 0.02, "1", 0, 0.5)                                                                        \
  X(P.flow, 1.2, "1", 0.3, 5)                                                                                          \
  X(P.cortisol_brake, 1.05, "1", 0.5, 1.5)
#define REPAIR_OUT(X, P)                                                                                               \
  X(P.nfkb, 0, "1", 0, 0)                                                                                              \
  X(P.neurogenic, 0, "1", 0, 0)
#define NERVE_DRIVE(X, P)                                                                                              \
  X(P.touch, 0.3, "1", 0, 1)                                                                                           \
  X(P.h_reflex, 0.8, "1", 0.2, 1)                                                                                      \
  X(P.peak, 20, "kPa", 0, 300)                                                                                         \
  X(P.duty, 0.5, "1", 0, 1)                                                                                            \
  X(P.q, 0.3, "1", 0, 1)
#define NERVE_IN(X, P)                                                                                                 \
  NERVE_DRIVE(X, P.drive)                                                                                              \
  X(P.load, 1, "1", 0.3, 2)                                                                                            \
  X(P.source, 0.2, "1", 0, 1)                                                                                          \
  X(P.tone_share, 0.7, "1", 0, 1.5)                                                                                    \
  X(P.debris, 0.3, "1", 0, 2)                                                                                          \
  X(P.tnf, 0.3, "1", 0, 5)                                                                                             \
  X(P.nfkb, 0.2, "1", 0, 1)                                                                                            \
  X(P.oedema, 0.1, "1", 0, 1)                                                                                          \
  X(P.mechano, 0.3, "1", 0, 1)                                                                                         \
  X(P.flow, 1.1, "1", 0.3, 3)                                                                                          \
  X(P.descending, 0.25, "1", 0, 1)                                                                                     \
  X(P.descending_rest, 0.15, "1", 0.1, 0.2)                                                                            \
  X(P.stress, 0.3, "1", 0.05, 0.8)                                                                                     \
  X(P.tone_drive, 1.2, "1", 0.7, 2.5)                                                                                  \
  X(P.sleep_loss, 0.03, "1", 0, 0.3)                                                                                   \
  X(P.anxiety_excess, 0.05, "1", -0.2, 0.5)                                                                            \
  X(P.cox_block, 0.1, "1", 0, 1)
#define NERVE_OUT(X, P)                                                                                                \
  X(P.nociception, 0, "1", 0, 0)                                                                                       \
  X(P.evoked, 0, "1", 0, 0)                                                                                            \
  X(P.transmission, 0, "1", 0, 0)                                                                                      \
  X(P.pain, 0, "points", 0, 0)                                                                                         \
  X(P.threshold, 0, "Pa", 0, 0)                                                                                        \
  X(P.acid, 0, "1", 0, 0)                                                                                              \
  X(P.effort, 0, "MVC", 0, 0)                                                                                          \
  X(P.tolerance, 0, "1", 0, 0)
#define FLOW_DRIVE(X, P)                                                                                               \
  X(P.skin, 2, "fold", 0.5, 8)                                                                                         \
  X(P.muscle, 1.2, "fold", 0.5, 3)                                                                                     \
  X(P.contact, 0.3, "1", 0, 1)                                                                                         \
  X(P.heat, 20, "W/m2", 0, 200)                                                                                        \
  X(P.lymph, 1.5, "fold", 1, 4)                                                                                        \
  X(P.lactate, 0.1, "mol/m3/min", 0.02, 0.4)
#define MIND_IN(X, P)                                                                                                  \
  X(P.rest, 0.5, "1", 0, 1)                                                                                            \
  X(P.contact, 0.5, "1", 0, 1)                                                                                         \
  X(P.pressure, 0.4, "1", 0, 1)                                                                                        \
  X(P.c_tactile, 0.4, "1", 0, 1)                                                                                       \
  X(P.context, 0.6, "1", 0, 1)                                                                                         \
  X(P.abdomen, 0.2, "1", 0, 1)                                                                                         \
  X(P.evoked, 0.1, "1", 0, 1)                                                                                          \
  X(P.pain, 0.15, "1", 0, 0.5)                                                                                         \
  X(P.transmission, 0.2, "1", 0, 1)                                                                                    \
  X(P.central, 0.2, "1", 0, 1)                                                                                         \
  X(P.life_stress, 1.1, "1", 0.3, 3)                                                                                   \
  X(P.threat, 0.1, "1", 0, 1)                                                                                          \
  X(P.ultradian_phase, 0.3, "1", 0, 1)
#define MIND_OUT(X, P)                                                                                                 \
  X(P.stress, 0, "1", 0, 0)                                                                                            \
  X(P.tone_drive, 0, "1", 0, 0)                                                                                        \
  X(P.sleep_loss, 0, "1", 0, 0)                                                                                        \
  X(P.anxiety_excess, 0, "1", 0, 0)

// ---- hand: one stroke -----------------------------------------------------------------------------------------------
static const room_row hand_param[] = {
#define ROOM_PREFIX
#define KN_PARAM ROOM_PARAM
#include "hand/hand.def"
    ROOM_END};
static const room_row hand_state[] = {ROOM_END};
typedef struct hand_probe_in {
  kn_hand_stroke stroke;
  kn_hand_tool tool;
  kn_f radius, E, nu;       // a rigid sphere on a uniform body
  kn_f slip_x, slip, asked; // hand over skin: a component and its size; drag asked of a hand that sticks
} hand_probe_in;
typedef struct hand_probe_out {
  kn_hand_contact contact;
  kn_hand_patch patch;
  kn_hertz_contact hertz;
  kn_f slide, stick, rub;
} hand_probe_out;
#define HAND(m, v, u, l, h) ROOM_ROW(hand_probe_in, m, v, u, l, h)
static const room_row hand_in[] = {
    HAND(stroke.share, 1, "1", 0, 1) HAND(stroke.force, 45, "N", 2, 200) HAND(stroke.area_ref, 60, "cm2", 3, 80)
        HAND(stroke.force_ref, 40, "N", 20, 40) HAND(stroke.rate, 0.4, "Hz", 0.05, 1)
            HAND(stroke.speed, 8, "cm/s", 0.5, 10) HAND(tool.area_ref, 28, "cm2", 3, 80)
                HAND(tool.force_ref, 40, "N", 20, 40) HAND(tool.exponent, 0.4, "1", 0.1, 0.7)
                    HAND(tool.aspect, 1.5, "1", 1, 3) HAND(tool.squareness, 2.5, "1", 2, 6)
                        HAND(tool.profile, 0.5, "1", 0.1, 1) HAND(radius, 20, "mm", 5, 60) HAND(E, 30, "kPa", 2, 200)
                            HAND(nu, 0.45, "1", 0.1, 0.5) HAND(slip_x, 3, "cm/s", 0, 10) HAND(slip, 5, "cm/s", 1, 10)
                                HAND(asked, 1, "kPa", 0, 3) ROOM_END};
#undef HAND
#define HAND(m, u) ROOM_ROW(hand_probe_out, m, 0, u, 0, 0)
static const room_row hand_out[] = {
    HAND(contact.area, "m2") HAND(contact.radius, "m") HAND(contact.mean, "Pa") HAND(contact.peak, "Pa")
        HAND(contact.heat, "W/m2") HAND(patch.area, "m2") HAND(patch.a, "m") HAND(patch.b, "m") HAND(patch.mean, "Pa")
            HAND(patch.peak, "Pa") HAND(hertz.radius, "m") HAND(hertz.depth, "m") HAND(hertz.peak, "Pa")
                HAND(slide, "Pa") HAND(stick, "Pa") HAND(rub, "W/m2") ROOM_END};
#undef HAND
ROOM_COMPLETE(hand_in, hand_probe_in);
ROOM_COMPLETE(hand_out, hand_probe_out);
static void hand_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t, (void)y, (void)rate;
  const kn_hand_par *k = (const kn_hand_par *)par;
  const hand_probe_in *u = (const hand_probe_in *)in;
  hand_probe_out *o = (hand_probe_out *)out;
  o->contact = kn_hand_touch(k, &u->stroke);
  o->patch = kn_hand_press(k, &u->tool, u->stroke.force);
  o->hertz = kn_hertz(k, u->radius, kn_hertz_modulus(u->E, u->nu), u->stroke.force);
  o->slide = kn_hand_slide(k, o->patch.mean, u->slip_x, u->slip);
  o->stick = kn_hand_stick(k, o->patch.mean, u->asked);
  o->rub = kn_hand_rub(k, o->patch.mean, u->slip);
}

// ---- tissue: layers of a person, pressure under a contact, bruising, stiffness and range ----------------------------
static const room_row tissue_param[] = {
#define KN_PARAM ROOM_PARAM
#include "tissue/tissue.def"
    ROOM_END};
static const room_row tissue_state[] = {ROOM_END};
typedef struct tissue_probe_in {
  kn_tissue_in u;
  kn_body_row row;
  kn_body who;
  kn_body_draw draw;
  kn_f pressure;
} tissue_probe_in;
typedef struct tissue_probe_out {
  kn_tissue_out o;
  kn_body_layer body;
  kn_f bruised;
} tissue_probe_out;
#define TISSUE(m, v, u, l, h) ROOM_ROW(tissue_probe_in, m, v, u, l, h)
static const room_row tissue_in[] = {
    TISSUE(u.tone, 0.02, "MVC", 0.005, 0.2) TISSUE(u.contracture, 0.1, "1", 0, 0.8) TISSUE(u.thixotropy, 0.2, "1", 0, 1)
        TISSUE(u.tolerance, 0.9, "1", 0.5, 1) TISSUE(u.collagen, 0.05, "1", 0, 1) TISSUE(u.oedema, 0.1, "1", 0, 1)
            TISSUE(u.debris, 0.3, "1", 0, 4) TISSUE(row.thickness, 8, "mm", 2, 40) TISSUE(row.cv, 0.5, "1", 0.1, 1)
                TISSUE(row.per_bmi, 0.8, "mm*m2/kg", 0, 2) TISSUE(row.per_year, -0.02, "mm/y", -0.1, 0.1)
                    TISSUE(row.male, 0.7, "1", 0.5, 1.5) TISSUE(row.shear, 4, "kPa", 0.5, 20)
                        TISSUE(row.shear_cv, 0.4, "1", 0.1, 1) TISSUE(row.male_shear, 1.2, "1", 0.8, 1.4)
                            TISSUE(row.per_year_shear, 0.003, "1/y", -0.005, 0.01) TISSUE(row.least, 1, "mm", 0.5, 2)
                                TISSUE(who.male, 0.5, "1", 0, 1) TISSUE(who.age, 50, "y", 18, 90)
                                    TISSUE(who.bmi, 27, "kg/m2", 17, 45) TISSUE(draw.thickness, 0.3, "1", -3, 3)
                                        TISSUE(draw.shear, -0.4, "1", -3, 3) TISSUE(pressure, 45, "kPa", 0.5, 80)
                                            ROOM_END};
#undef TISSUE
#define TISSUE(m, u) ROOM_ROW(tissue_probe_out, m, 0, u, 0, 0)
static const room_row tissue_out[] = {TISSUE(o.stiffness, "1") TISSUE(o.range, "1") TISSUE(body.thickness, "m")
                                          TISSUE(body.shear, "Pa") TISSUE(bruised, "1/s") ROOM_END};
#undef TISSUE
ROOM_COMPLETE(tissue_in, tissue_probe_in);
ROOM_COMPLETE(tissue_out, tissue_probe_out);
static void tissue_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t, (void)y, (void)rate;
  const kn_tissue_par *k = (const kn_tissue_par *)par;
  const tissue_probe_in *u = (const tissue_probe_in *)in;
  tissue_probe_out *o = (tissue_probe_out *)out;
  o->o = kn_tissue_feel(k, &u->u);
  kn_tissue_stack_of(k, &u->row, 1, &u->who, &u->draw, &o->body);
  o->bruised = kn_tissue_bruise(k, u->pressure);
}

// ---- flow: the session clock as states; the touch clock's cells, skin and muscle, as inputs and outputs -------------
static const room_row flow_param[] = {
#define KN_PARAM ROOM_PARAM
#include "flow/flow.def"
    ROOM_END};
static const room_row flow_state[] = {
#define KN_STATE ROOM_STATE
#include "flow/flow.def"
    ROOM_END};
typedef struct flow_probe_in {
  kn_flow_drive u;
  kn_flow_cell cell;
  kn_flow_around around;
  kn_flow_doppler doppler;
  kn_flow_lymph lymph;
  kn_f swell, lactate, consumption, radius, capillary, depth;
} flow_probe_in;
typedef struct flow_probe_layer {
  kn_f lost, permeability, half, capacity, metabolic, slope, perfusion;
} flow_probe_layer;
typedef struct flow_probe_out {
  kn_flow_cell skin, muscle, calm, cuffed;
  kn_flow_through skin_flow, muscle_flow;
  kn_flow_doppler doppler;
  kn_flow_lymph lymph, rest;
  kn_f carried, uptake, filtered, lactate, settled, krogh, krogh_mean, krogh_critical;
  flow_probe_layer layer[KN_FLOW_LAYERS];
  kn_flow_surface surface;
} flow_probe_out;
#define FLOW(m, v, u, l, h) ROOM_ROW(flow_probe_in, m, v, u, l, h)
static const room_row flow_in[] = {
    FLOW_DRIVE(FLOW, u) FLOW(cell.v, 0.9, "1", 0.2, 2) FLOW(cell.g, 1.5, "1", 0.3, 8) FLOW(cell.M, 0.1, "1", 0, 0.8)
        FLOW(cell.N, 0.2, "1", -0.5, 3) FLOW(cell.H, 0.1, "1", 0, 0.8) FLOW(cell.X, 0.1, "1", 0, 0.8)
            FLOW(cell.O, 0.9, "1", 0.05, 1.2) FLOW(around.p, 15, "mmHg", 0, 120) FLOW(around.shear, 10, "kPa", 0, 20)
                FLOW(around.temperature, 40, "degC", 30, 43) FLOW(around.tone, 0.2, "1", -0.7, 1)
                    FLOW(around.feed, 80, "mmHg", 60, 100) FLOW(doppler.prompt, 1.2, "1", 0, 5)
                        FLOW(doppler.shown, 1.1, "1", 0, 5) FLOW(lymph.v, 0.7, "1", 0, 1)
                            FLOW(lymph.c, 0.5, "1", 0.05, 3) FLOW(swell, 1, "mmHg", -3, 5)
                                FLOW(lactate, 3, "mol/m3", 0.5, 15) FLOW(consumption, 1.5, "1", 0.5, 10)
                                    FLOW(radius, 20, "um", 4, 30) FLOW(capillary, 18, "mmHg", 12, 40)
                                        FLOW(depth, 2, "mm", 0.5, 5) ROOM_END};
#undef FLOW
#define FLOW(m, u) ROOM_ROW(flow_probe_out, m, 0, u, 0, 0)
#define FLOW_CELL(P)                                                                                                   \
  FLOW(P.v, "1/s")                                                                                                     \
  FLOW(P.g, "1/s")                                                                                                     \
  FLOW(P.M, "1/s") FLOW(P.N, "1/s") FLOW(P.H, "1/s") FLOW(P.X, "1/s") FLOW(P.O, "1/s")
#define FLOW_THROUGH(Q) FLOW(Q.in, "1") FLOW(Q.out, "1") FLOW(Q.P, "Pa") FLOW(Q.lose, "1/s")
#define FLOW_LAYER(P)                                                                                                  \
  FLOW(P.lost, "1")                                                                                                    \
  FLOW(P.permeability, "m4/N/s")                                                                                       \
  FLOW(P.half, "m2*K/W")                                                                                               \
  FLOW(P.capacity, "J/m2/K") FLOW(P.metabolic, "W/m3") FLOW(P.slope, "W/m3/K") FLOW(P.perfusion, "W/m3/K")
static const room_row flow_out[] = {
    FLOW_CELL(skin) FLOW_CELL(muscle) FLOW_CELL(calm) FLOW_CELL(cuffed) FLOW_THROUGH(skin_flow)
        FLOW_THROUGH(muscle_flow) FLOW(doppler.prompt, "1/s") FLOW(doppler.shown, "1/s") FLOW(lymph.v, "1/s")
            FLOW(lymph.c, "1/s") FLOW(rest.v, "1") FLOW(rest.c, "1") FLOW(carried, "1") FLOW(uptake, "1/s")
                FLOW(filtered, "1/s") FLOW(lactate, "mol/m3/s") FLOW(settled, "mol/m3") FLOW(krogh, "Pa")
                    FLOW(krogh_mean, "Pa") FLOW(krogh_critical, "1") FLOW_LAYER(layer[0]) FLOW_LAYER(layer[1])
                        FLOW_LAYER(layer[2]) FLOW(surface.U, "W/m2/K") FLOW(surface.T, "K") FLOW(surface.heat, "W/m2")
                            ROOM_END};
#undef FLOW
#undef FLOW_CELL
#undef FLOW_THROUGH
#undef FLOW_LAYER
ROOM_COMPLETE(flow_in, flow_probe_in);
ROOM_COMPLETE(flow_out, flow_probe_out);
static void flow_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t;
  const kn_flow_par *k = (const kn_flow_par *)par;
  const flow_probe_in *u = (const flow_probe_in *)in;
  flow_probe_out *o = (flow_probe_out *)out;
  kn_flow_kind skin = kn_flow_skin(k), muscle = kn_flow_muscle(k);
  kn_flow_around calm = kn_flow_calm(k, &muscle, u->around.p), cuffed = kn_flow_cuffed(k, &skin);
  o->skin_flow = kn_flow_cell_rates(k, &skin, &u->around, &u->cell, &o->skin);
  o->muscle_flow = kn_flow_cell_rates(k, &muscle, &u->around, &u->cell, &o->muscle);
  kn_flow_cell_rates(k, &muscle, &calm, &u->cell, &o->calm);
  kn_flow_cell_rates(k, &skin, &cuffed, &u->cell, &o->cuffed);
  kn_flow_doppler_rates(k, o->skin_flow.in, &u->doppler, &o->doppler);
  o->carried = kn_flow_lymph_rates(k, u->around.p, u->swell, &u->lymph, &o->lymph);
  o->uptake = kn_flow_uptake(k, u->around.feed / k->P_a);
  o->rest = kn_flow_lymph_rest(k);
  o->filtered = kn_flow_filtered(k, u->capillary, u->swell);
  o->lactate = kn_flow_lactate_rate(k, u->cell.O, o->muscle_flow.in, u->lactate);
  o->settled = kn_flow_lactate_settled(k, kn_flow_lactate_made(k, u->cell.O), u->u.muscle);
  o->krogh = kn_flow_krogh(k, u->consumption, u->radius);
  o->krogh_mean = kn_flow_krogh_mean(k, u->consumption);
  o->krogh_critical = kn_flow_krogh_critical(k, u->capillary);
  for (int i = 0; i < KN_FLOW_LAYERS; i++) {
    kn_flow_layer l = kn_flow_layer_of(k, i);
    flow_probe_layer *p = &o->layer[i];
    p->lost = kn_flow_lost(&l, u->around.p, u->swell);
    p->permeability = kn_flow_permeability(k, i, &l, p->lost);
    p->half = kn_flow_half(&l, u->depth);
    p->capacity = kn_flow_capacity(&l, u->depth);
    p->metabolic = kn_flow_metabolic(k, &l, u->around.temperature);
    p->slope = kn_flow_metabolic_slope(k, &l, u->around.temperature);
    p->perfusion = kn_flow_perfusion(k, &l, u->u.skin);
  }
  o->surface = kn_flow_surface_of(k, u->u.contact, u->u.heat);
  kn_flow(k, &u->u, (const kn_flow_state *)y, (kn_flow_rates *)rate);
}

// ---- repair ---------------------------------------------------------------------------------------------------------
static const room_row repair_param[] = {
#define KN_PARAM ROOM_PARAM
#include "repair/repair.def"
    ROOM_END};
static const room_row repair_state[] = {
#define KN_STATE ROOM_STATE
#include "repair/repair.def"
    ROOM_END};
typedef struct repair_probe_in {
  kn_repair_in u;
  kn_f pressure, rate, duty, lymph, bruise;
} repair_probe_in;
typedef struct repair_probe_out {
  kn_repair_out o;
  kn_repair_drive drive;
} repair_probe_out;
#define REPAIR(m, v, u, l, h) ROOM_ROW(repair_probe_in, m, v, u, l, h)
static const room_row repair_in[] = {
    REPAIR_IN(REPAIR, u) REPAIR(pressure, 6, "kPa", 0.1, 60) REPAIR(rate, 0.4, "Hz", 0.05, 1)
        REPAIR(duty, 0.5, "1", 0, 1) REPAIR(lymph, 2, "fold", 1.1, 5) REPAIR(bruise, 0.05, "1/h", 0, 0.5) ROOM_END};
#undef REPAIR
#define REPAIR(m, v, u, l, h) ROOM_ROW(repair_probe_out, m, v, u, l, h)
static const room_row repair_out[] = {REPAIR_OUT(REPAIR, o) REPAIR_DRIVE(REPAIR, drive) ROOM_END};
#undef REPAIR
ROOM_COMPLETE(repair_in, repair_probe_in);
ROOM_COMPLETE(repair_out, repair_probe_out);
static void repair_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t;
  const kn_repair_par *k = (const kn_repair_par *)par;
  const repair_probe_in *u = (const repair_probe_in *)in;
  repair_probe_out *o = (repair_probe_out *)out;
  kn_repair(k, &u->u, (const kn_repair_state *)y, (kn_repair_rates *)rate, &o->o);
  o->drive = kn_repair_session(k, u->pressure, u->rate, u->duty, u->lymph, u->bruise);
}

// ---- nerve ----------------------------------------------------------------------------------------------------------
static const room_row nerve_param[] = {
#define KN_PARAM ROOM_PARAM
#include "nerve/nerve.def"
    ROOM_END};
static const room_row nerve_state[] = {
#define KN_STATE ROOM_STATE
#include "nerve/nerve.def"
    ROOM_END};
typedef struct nerve_probe_in {
  kn_nerve_in u;
  kn_f mean, peak, speed, duty, q; // a session's stroke
  kn_f load, source, sensitised;   // the shares that kn_nerve_felt counts
} nerve_probe_in;
typedef struct nerve_probe_out {
  kn_nerve_out o;
  kn_nerve_drive drive;
  kn_f felt;
} nerve_probe_out;
#define NERVE(m, v, u, l, h) ROOM_ROW(nerve_probe_in, m, v, u, l, h)
static const room_row nerve_in[] = {NERVE_IN(NERVE, u) NERVE(mean, 8, "kPa", 0, 100) NERVE(peak, 12, "kPa", 0, 150)
                                        NERVE(speed, 5, "cm/s", 0, 10) NERVE(duty, 0.5, "1", 0, 1)
                                            NERVE(q, 0.3, "1", 0, 1) NERVE(load, 1.5, "1", 0.5, 3)
                                                NERVE(source, 1, "1", 0, 1) NERVE(sensitised, 1, "1", 0, 1) ROOM_END};
#undef NERVE
#define NERVE(m, v, u, l, h) ROOM_ROW(nerve_probe_out, m, v, u, l, h)
static const room_row nerve_out[] = {NERVE_OUT(NERVE, o) NERVE_DRIVE(NERVE, drive) NERVE(felt, 0, "points", 0, 0)
                                         ROOM_END};
#undef NERVE
ROOM_COMPLETE(nerve_in, nerve_probe_in);
ROOM_COMPLETE(nerve_out, nerve_probe_out);
static void nerve_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t;
  const kn_nerve_par *k = (const kn_nerve_par *)par;
  const kn_nerve_state *s = (const kn_nerve_state *)y;
  const nerve_probe_in *u = (const nerve_probe_in *)in;
  nerve_probe_out *o = (nerve_probe_out *)out;
  kn_nerve_sense(k, &u->u, s, &o->o);
  kn_nerve(k, &u->u, s, &o->o, (kn_nerve_rates *)rate);
  o->drive = kn_nerve_session(k, u->mean, u->peak, u->speed, u->duty, u->q);
  o->felt = kn_nerve_felt(k, &u->u, s, u->load, u->source, u->sensitised);
}

// ---- mind -----------------------------------------------------------------------------------------------------------
static const room_row mind_param[] = {
#define KN_PARAM ROOM_PARAM
#include "mind/mind.def"
    ROOM_END};
static const room_row mind_state[] = {
#define KN_STATE ROOM_STATE
#include "mind/mind.def"
    ROOM_END};
typedef struct mind_probe_in {
  kn_mind_in u;
} mind_probe_in;
typedef struct mind_probe_out {
  kn_mind_out o;
} mind_probe_out;
#define MIND(m, v, u, l, h) ROOM_ROW(mind_probe_in, m, v, u, l, h)
static const room_row mind_in[] = {MIND_IN(MIND, u) ROOM_END};
#undef MIND
#define MIND(m, v, u, l, h) ROOM_ROW(mind_probe_out, m, v, u, l, h)
static const room_row mind_out[] = {MIND_OUT(MIND, o) ROOM_END};
#undef MIND
ROOM_COMPLETE(mind_in, mind_probe_in);
ROOM_COMPLETE(mind_out, mind_probe_out);
static void mind_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  const kn_mind_par *k = (const kn_mind_par *)par;
  const kn_mind_state *s = (const kn_mind_state *)y;
  mind_probe_out *o = (mind_probe_out *)out;
  kn_mind_sense(k, s, &o->o);
  kn_mind(k, t, &((const mind_probe_in *)in)->u, s, &o->o, (kn_mind_rates *)rate);
}

// ---- outcome: no states, only maps ----------------------------------------------------------------------------------
static const room_row outcome_param[] = {
#define KN_PARAM ROOM_PARAM
#include "outcome/map.def"
    ROOM_END};
static const room_row outcome_state[] = {ROOM_END};
#define OUTCOME(m, v, u, l, h) ROOM_ROW(kn_outcome_in, m, v, u, l, h)
static const room_row outcome_in[] = {
    OUTCOME(pain, 4, "points", 0, 10) OUTCOME(pain_moving, 5, "points", 0, 10) OUTCOME(soreness, 3, "points", 0, 10)
        OUTCOME(after_soreness, 2, "points", 0, 10) OUTCOME(threshold, 350, "kPa", 100, 800) OUTCOME(
            range, 0.85, "1", 0.4, 1.1) OUTCOME(stiffness, 1.2, "1", 0.9, 3) OUTCOME(joint_range, 60, "deg", 20, 120)
            OUTCOME(force_deficit, 0.1, "1", 0, 0.8) OUTCOME(oedema, 0.1, "1", 0, 1) OUTCOME(debris, 0.2, "1", 0, 2)
                OUTCOME(tnf, 1.3, "fold", 1, 6) OUTCOME(il6, 1.5, "fold", 1, 8) OUTCOME(skin_flow, 1.5, "fold", 0.5, 6)
                    OUTCOME(muscle_flow, 1.1, "fold", 0.5, 2) OUTCOME(skin_temperature, 33, "degC", 28, 38)
                        OUTCOME(muscle_temperature, 35.7, "degC", 33, 39) OUTCOME(lymph, 1.5, "fold", 1, 4)
                            OUTCOME(lactate, 1.3, "mol/m3", 1, 10) OUTCOME(worst_pain, 5, "points", 0, 10)
                                OUTCOME(effort, 0.05, "MVC", 0.01, 0.3) OUTCOME(sympathetic, 1.1, "1", 0.3, 3)
                                    OUTCOME(vagal, 0.9, "1", 0.3, 3) OUTCOME(cortisol, 0.8, "1", 0.05, 2) OUTCOME(
                                        endorphin, 1.1, "fold", 0.5, 3) OUTCOME(oxytocin, 1.1, "fold", 0.5, 3)
                                        OUTCOME(anxiety, 0.3, "1", 0.01, 0.9) OUTCOME(trait, 0.3, "1", 0.05, 0.9)
                                            OUTCOME(stress, 0.35, "1", 0.05, 0.9) OUTCOME(depression, 0.1, "1", 0.01, 2)
                                                OUTCOME(fatigue, 0.25, "1", 0.05, 0.9)
                                                    OUTCOME(sleep_efficiency, 0.9, "1", 0.5, 1) OUTCOME(
                                                        sleep_loss, 0.05, "1", 0, 0.4) OUTCOME(gut, 0.95, "1", 0.3, 2)
                                                        OUTCOME(heart_scale, 1.05, "1", 0.8, 1.3)
                                                            OUTCOME(pressure_offset, 5, "mmHg", -10, 30) ROOM_END};
#undef OUTCOME
static const room_row outcome_out[] = {
#define KN_OUTCOME(ID, key, unit, low, high, error, kind, scope, better, digits, grade, instrument, source, sentence)  \
  {key, unit, 0, 0, 0, 0, -1},
#include "outcome/outcome.def"
    ROOM_END};
ROOM_COMPLETE(outcome_in, kn_outcome_in);
ROOM_COMPLETE(outcome_out, kn_outcome_out);
static void outcome_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  (void)t, (void)y, (void)rate;
  kn_outcomes((const kn_outcome_par *)par, (const kn_outcome_in *)in, (kn_outcome_out *)out);
}
#undef ROOM_PREFIX

// ---- the whole chain: every room of one person with all regions -----------------------------------------------------
static const room_row chain_param[] = {
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "hand."
#include "hand/hand.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "tissue."
#include "tissue/tissue.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "joint."
#include "tissue/joint.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "guard."
#include "tissue/guard.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "flow."
#include "flow/flow.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "repair."
#include "repair/repair.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "nerve."
#include "nerve/nerve.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX "mind."
#include "mind/mind.def"
#undef ROOM_PREFIX
#define KN_PARAM    ROOM_PARAM
#define ROOM_PREFIX ""
#include "chain/chain.def"
#undef ROOM_PREFIX
    ROOM_END};
ROOM_COMPLETE(chain_param, kn_chain_par);
static const room_row chain_state[] = {
#define KN_STATE    ROOM_STATE
#define ROOM_PREFIX ""
#include "mind/mind.def"
#undef ROOM_PREFIX
#define ROOM_PREFIX "region 1: "
#include "room_region.h"
#undef ROOM_PREFIX
#define ROOM_PREFIX "region 2: "
#include "room_region.h"
#undef ROOM_PREFIX
#define ROOM_PREFIX "region 3: "
#include "room_region.h"
#undef ROOM_PREFIX
#define ROOM_PREFIX "region 4: "
#include "room_region.h"
#undef ROOM_PREFIX
    ROOM_END};
ROOM_COMPLETE(chain_state, kn_chain_state);
typedef struct chain_probe_in {
  kn_chain_in u;
  kn_f p, speed, p_s; // what a stroke feels like
} chain_probe_in;
typedef struct chain_probe_out {
  kn_chain_seen o;
  kn_f pressure, c_tactile;
} chain_probe_out;
#define CHAIN(m, v, u, l, h) ROOM_ROW(chain_probe_in, m, v, u, l, h)
#define CHAIN_REGION(P)                                                                                                \
  REPAIR_DRIVE(CHAIN, P.repair)                                                                                        \
  NERVE_DRIVE(CHAIN, P.nerve)                                                                                          \
  FLOW_DRIVE(CHAIN, P.flow)                                                                                            \
  CHAIN(P.stretch, 0.3, "1", 0, 1)                                                                                     \
  CHAIN(P.hold.reach, 0.4, "1", 0, 1)                                                                                  \
  CHAIN(P.hold.pace, 0.5, "1/min", 0, 2)                                                                               \
  CHAIN(P.hold.held, 0.4, "1", 0, 1)                                                                                   \
  CHAIN(P.film, 1, "1/s", 0, 10)                                                                                       \
  CHAIN(P.injury_debris, 0.1, "1/h", 0, 0.5)                                                                           \
  CHAIN(P.injury_force, 0.05, "1/h", 0, 0.2)                                                                           \
  CHAIN(P.source, 0.2, "1", 0, 1)                                                                                      \
  CHAIN(P.load, 1, "1", 0.3, 2)                                                                                        \
  CHAIN(P.tone_share, 0.7, "1", 0, 1.5)
static const room_row chain_in[] = {
    CHAIN(u.rest, 0.5, "1", 0, 1) CHAIN(u.contact, 0.5, "1", 0, 1) CHAIN(u.pressure, 0.4, "1", 0, 1)
        CHAIN(u.c_tactile, 0.4, "1", 0, 1) CHAIN(u.context, 0.6, "1", 0, 1) CHAIN(u.abdomen, 0.2, "1", 0, 1)
            CHAIN(u.life_stress, 1.1, "1", 0.3, 3) CHAIN(u.source_factor, 1.1, "1", 0.5, 2)
                CHAIN(u.threat, 0.1, "1", 0, 1) CHAIN(u.ultradian_phase, 0.3, "1", 0, 1)
                    CHAIN(u.cox_block, 0.1, "1", 0, 1) CHAIN_REGION(u.region[0]) CHAIN_REGION(u.region[1])
                        CHAIN_REGION(u.region[2]) CHAIN_REGION(u.region[3]) CHAIN(p, 6, "kPa", 0.1, 60)
                            CHAIN(speed, 5, "cm/s", 0.1, 10) CHAIN(p_s, 8, "kPa", 0.1, 100) ROOM_END};
#undef CHAIN
#define CHAIN(m, v, u, l, h) ROOM_ROW(chain_probe_out, m, v, u, l, h)
#define CHAIN_SEEN(P)                                                                                                  \
  REPAIR_OUT(CHAIN, P.repair)                                                                                          \
  NERVE_OUT(CHAIN, P.nerve)                                                                                            \
  NERVE_IN(CHAIN, P.nerve_in)                                                                                          \
  CHAIN(P.flow, 0, "1", 0, 0)
static const room_row chain_out[] = {MIND_OUT(CHAIN, o.mind) MIND_IN(CHAIN, o.mind_in) CHAIN(o.pain, 0, "points", 0, 0)
                                         CHAIN_SEEN(o.region[0]) CHAIN_SEEN(o.region[1]) CHAIN_SEEN(o.region[2])
                                             CHAIN_SEEN(o.region[3]) CHAIN(pressure, 0, "1", 0, 0)
                                                 CHAIN(c_tactile, 0, "1", 0, 0) ROOM_END};
#undef CHAIN
ROOM_COMPLETE(chain_in, chain_probe_in);
ROOM_COMPLETE(chain_out, chain_probe_out);
static void chain_eval(const kn_f *par, kn_f t, const kn_f *in, const kn_f *y, kn_f *rate, kn_f *out) {
  const kn_chain_par *k = (const kn_chain_par *)par;
  const chain_probe_in *u = (const chain_probe_in *)in;
  chain_probe_out *o = (chain_probe_out *)out;
  kn_chain(k, KN_CHAIN_REGIONS, t, &u->u, (const kn_chain_state *)y, (kn_chain_rates *)rate, &o->o);
  o->pressure = kn_join_pressure(&k->join, u->p);
  o->c_tactile = kn_join_c_tactile(&k->join, u->speed, u->p_s);
}

// ---- joints, tone, glide, tendon and guards of the tissue ------------------------------------------------------------
#include "number/room_joint.h"

// ---- all of them ----------------------------------------------------------------------------------------------------
#define ROOM_LIST(X)                                                                                                   \
  X(hand, 0, 0)                                                                                                        \
  X(tissue, 0, 0)                                                                                                      \
  X(joint, offsetof(joint_probe_par, joint) / sizeof(kn_f), 0)                                                         \
  X(flow, 0, 20)                                                                                                       \
  X(repair, 0, 300)                                                                                                    \
  X(nerve, 0, 60)                                                                                                      \
  X(mind, 0, 60)                                                                                                       \
  X(outcome, 0, 0)                                                                                                     \
  X(chain, offsetof(kn_chain_par, join) / sizeof(kn_f), 60)
#define ROOM_ENTRY(name, own, step)                                                                                    \
  {#name,                                                                                                              \
   name##_param,                                                                                                       \
   name##_state,                                                                                                       \
   name##_in,                                                                                                          \
   name##_out,                                                                                                         \
   ROOM_COUNT(name##_param),                                                                                           \
   ROOM_COUNT(name##_state),                                                                                           \
   ROOM_COUNT(name##_in),                                                                                              \
   ROOM_COUNT(name##_out),                                                                                             \
   (int)(own),                                                                                                         \
   name##_eval,                                                                                                        \
   step},
static const room room_all[] = {ROOM_LIST(ROOM_ENTRY)};
#define ROOM_ID(name, own, step) ROOM_##name,
enum { ROOM_LIST(ROOM_ID) ROOMS };
enum { ROOM_MAX = 1024 }; // more than any table is long

static inline kn_unit room_unit(const room_row *e) {
  kn_unit u;
  if (!kn_unit_parse(e->unit, &u)) {
    fprintf(stderr, "%s: unit \"%s\" is unknown\n", e->name, e->unit);
    abort();
  }
  return u;
}
static inline int room_place(const room_row *table, int i) { return table[i].at < 0 ? i : table[i].at; }
static inline double room_si(const room_row *e, double value) {
  kn_unit u = room_unit(e);
  return kn_unit_to_si(&u, value);
}
// A value in the row's unit as a number, with its dimension where numbers have one
static inline kn_f room_number(const room_row *e, double value) {
  kn_unit u = room_unit(e);
  double si = kn_unit_to_si(&u, value);
#ifdef KN_NUMBER_HAS_DIMENSION
  double dim[KN_DIMS];
  for (int i = 0; i < KN_DIMS; i++) dim[i] = u.dim[i];
  return kn_with_dim(si, dim);
#else
  return kn_num(si);
#endif
}

// ---- draws for tests: a function of the row's name and a number, so that a new row leaves the others alone ----------
typedef struct room_dice {
  uint64_t at;
} room_dice;
static inline double room_draw(room_dice *d) { // splitmix64, uniform in (0,1)
  uint64_t z = (d->at += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}
static inline room_dice room_dice_of(const char *name, uint64_t number) {
  room_dice d = {0xcbf29ce484222325u};
  for (; *name; name++) d.at = (d.at ^ (unsigned char)*name) * 0x100000001b3u;
  d.at ^= number * 0xd1342543de82ef95u;
  return d;
}
// Admissible values in SI. Half of the states lie around the start, half anywhere between their bounds.
static inline double room_draw_state(const room_row *e, uint64_t number) {
  room_dice d = room_dice_of(e->name, number);
  double u = room_draw(&d), v = room_draw(&d), x = e->value + e->scale * (2.0 * v - 1.0);
  if (x <= e->low) x = e->low + 0.5 * e->scale * v;
  if (x >= e->high) x = e->high - 0.5 * e->scale * v;
  return room_si(e, u < 0.5 ? x : e->low + (e->high - e->low) * v);
}
static inline double room_draw_in(const room_row *e, uint64_t number) {
  room_dice d = room_dice_of(e->name, number);
  return room_si(e, e->low + (e->high - e->low) * room_draw(&d));
}
// within a tenth of the value, never outside the bounds
static inline double room_draw_param(const room_row *e, uint64_t number) {
  room_dice d = room_dice_of(e->name, number);
  double x = e->value * (0.9 + 0.2 * room_draw(&d));
  return room_si(e, x < e->low ? e->low : x > e->high ? e->high : x);
}
static inline double room_draw_time(uint64_t number) { // two days
  room_dice d = room_dice_of("time", number);
  return 172800.0 * room_draw(&d);
}
