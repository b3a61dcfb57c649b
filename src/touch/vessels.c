// Blood and warmth at one place under a tool: a cell of skin and one of muscle, and the layers' heat.
#include "../flow/cell.h"
#include "../flow/heat.h"
#include "cycle.h"
#include "plant.h"

static const double HEAT_STEP = 1.0;       // s between steps of the heat
static const double LONGEST_STEP = 0.05;   // s, of the vessels
static const double MUSCLE_AT = 1.0 / 3.0; // of the muscle's thickness
static const int SLICES[KN_FLOW_LAYERS] = {3, 6, 15};

struct kn_vessels {
  kn_touch_numbers numbers;
  kn_flow_kind skin_kind, muscle_kind;
  kn_flow_cell skin, muscle;
  kn_flow_heat heat;
  int pressed_muscle;            // layer of the stack whose pressure the muscle's vessels feel
  double deep;                   // where the muscle's temperature is read, m
  double rest_skin, rest_muscle; // K
  double since, contact, rubbed; // s, s, J/m2 since the last step of the heat
  double flow_skin, flow_muscle; // sums of flow x time since then
  kn_flow_surface surface;
  void (*release)(void *p, void *user);
  void *user;
};

kn_status kn_vessels_create(const kn_touch_stack *stack, void *(*alloc)(size_t size, void *user),
                            void (*release)(void *p, void *user), void *user, kn_vessels **vessels, kn_error *error) {
  if (vessels == NULL) return kn_touch_fail(error, KN_BAD_ARGUMENT, "vessels", "no place to put the vessels", "");
  *vessels = NULL;
  if (stack == NULL)
    return kn_touch_fail(error, KN_BAD_ARGUMENT, "stack", "no stack of layers", "take the one of kn_default_touch()");
  if ((alloc == NULL) != (release == NULL))
    return kn_touch_fail(error, KN_BAD_ARGUMENT, "alloc", "alloc and release belong together", "give both or none");
  kn_touch_def d = kn_default_touch();
  d.stack = *stack;
  kn_status st = kn_touch_check(&d, error);
  if (st != KN_OK) return st;
  if (alloc == NULL) alloc = kn_touch_plain_alloc, release = kn_touch_plain_release;
  kn_vessels *v = alloc(sizeof *v, user);
  if (v == NULL) return kn_touch_fail(error, KN_NO_MEMORY, "vessels", "no memory for the vessels", "");
  memset(v, 0, sizeof *v);
  v->release = release, v->user = user;
  kn_touch_numbers_fill(&v->numbers);
  const kn_flow_par *k = &v->numbers.flow;
  v->skin_kind = kn_flow_skin(k), v->muscle_kind = kn_flow_muscle(k);
  v->skin = v->muscle = kn_flow_rest();
  kn_stack s;
  kn_touch_stack_si(stack, &s);
  double thick[KN_FLOW_LAYERS];
  kn_touch_three_layers(&s, thick); // of heat: skin, fat, and all below
  v->pressed_muscle = kn_stack_muscle(&s);
  v->deep = thick[0] + thick[1] + MUSCLE_AT * thick[2];
  const double rest[KN_FLOW_LAYERS] = {1.0, 1.0, 1.0};
  v->surface = kn_flow_surface_of(k, 0.0, 0.0);
  if (!kn_flow_heat_build(k, thick, SLICES, &v->heat)) {
    release(v, user);
    return kn_touch_fail(error, KN_OUT_OF_RANGE, "stack", "its layers cannot be cut into slices of heat", "");
  }
  kn_flow_heat_settle(k, &v->heat, rest, &v->surface);
  v->rest_skin = kn_flow_heat_at(k, &v->heat, 0.0, &v->surface);
  v->rest_muscle = kn_flow_heat_at(k, &v->heat, v->deep, &v->surface);
  *vessels = v;
  return KN_OK;
}

void kn_vessels_destroy(kn_vessels *v) {
  if (v) v->release(v, v->user);
}

static double from_zero(double v) { return v > 0 ? v : 0.0; }

kn_status kn_vessels_step(kn_vessels *v, double dt, const kn_touch_out *t, double speed, kn_vessels_out *out) {
  if (v == NULL || t == NULL || out == NULL) return KN_BAD_ARGUMENT;
  if (!(dt > 0 && dt <= LONGEST_STEP)) return KN_OUT_OF_RANGE;
  const double read[] = {speed,         t->pressure_kPa[0], t->pressure_kPa[v->pressed_muscle],
                         t->force_N[0], t->force_N[1],      t->area_cm2,
                         t->mean_kPa};
  for (size_t i = 0; i < sizeof read / sizeof *read; i++)
    if (!kn_touch_finite(read[i])) return KN_NOT_FINITE;
  const kn_flow_par *k = &v->numbers.flow;
  double skin_T = kn_flow_heat_at(k, &v->heat, 0.0, &v->surface),
         muscle_T = kn_flow_heat_at(k, &v->heat, v->deep, &v->surface);
  kn_flow_around skin = kn_flow_calm(k, &v->skin_kind, from_zero(t->pressure_kPa[0]) * 1e3),
                 muscle = kn_flow_calm(k, &v->muscle_kind, from_zero(t->pressure_kPa[v->pressed_muscle]) * 1e3);
  // the cells' zero of temperature is that of rest
  skin.temperature += skin_T - v->rest_skin;
  muscle.temperature += muscle_T - v->rest_muscle;
  double pull = kn_sqrt(t->force_N[0] * t->force_N[0] + t->force_N[1] * t->force_N[1]);
  skin.shear = t->area_cm2 > 0 ? pull / (t->area_cm2 * 1e-4) : 0.0;
  kn_flow_through qs = kn_flow_cell_step(k, &v->skin_kind, &skin, dt, &v->skin);
  kn_flow_through qm = kn_flow_cell_step(k, &v->muscle_kind, &muscle, dt, &v->muscle);
  v->since += dt;
  v->flow_skin += qs.in * dt, v->flow_muscle += qm.in * dt;
  if (t->area_cm2 > 0) {
    v->contact += dt;
    v->rubbed += kn_hand_rub(&v->numbers.hand, t->mean_kPa * 1e3, speed) * dt;
  }
  if (v->since >= HEAT_STEP) {
    const double q[KN_FLOW_LAYERS] = {v->flow_skin / v->since, v->flow_skin / v->since, v->flow_muscle / v->since};
    v->surface = kn_flow_surface_of(k, v->contact / v->since, v->rubbed / v->since);
    kn_flow_heat_step(k, &v->heat, v->since, q, &v->surface);
    v->since = v->contact = v->rubbed = v->flow_skin = v->flow_muscle = 0.0;
  }
  const double zero = 273.15;
  *out = (kn_vessels_out){qs.in, qm.in, v->skin.O, v->muscle.O, skin_T - zero, muscle_T - zero};
  return KN_OK;
}
