// Definitions of the plant: defaults, checks with the field at fault, and from their units to SI.
#include "../hand/hand.rhs.h"
#include "plant.h"
#include "region.h"
#include <knead/names.h>
#include <stdarg.h>
#include <stdio.h>

static const double LEAST_AT = 0.05; // of the skin's thickness
enum { COOKIE = 0x746f7563 };
static const double MM = 1e-3, KPA = 1e3, CM2 = 1e-4;

int kn_touch_version(void) { return KN_TOUCH_VERSION; }

const char *kn_touch_stop_text(kn_touch_stop s) {
  static const char *const text[] = {"none",
                                     "the force limit is passed",
                                     "the depth limit is passed",
                                     "the person's pressure-pain threshold is reached",
                                     "the bruising threshold is reached",
                                     "the strain at which muscle is damaged is reached",
                                     "an input is no number, or absurd",
                                     "deeper than the tissue model vouches for"};
  return (unsigned)s < sizeof text / sizeof *text ? text[s] : "not a reason of knead";
}

kn_touch_stack kn_default_stack(void) {
  const double unsaid = __builtin_nan("");
  kn_touch_stack d;
  kn_touch_region_stack(KN_LOW_BACK, unsaid, unsaid, unsaid, &d);
  snprintf(d.name, sizeof d.name, "low back");
  return d;
}

kn_touch_tool kn_default_tool(void) {
  kn_touch_numbers n;
  kn_touch_numbers_fill(&n);
#define KN_TOOL(ID, key, shape, area, at, exponent, aspect_, squareness_, profile_, ...)                               \
  {key, area, at, exponent, aspect_, squareness_, profile_},
  static const struct {
    const char *key;
    double area, at, exponent, aspect, squareness, profile;
  } tools[] = {
#include <tables/technique.def>
  };
  kn_touch_tool t = {.shape = KN_TOUCH_PATCH, .friction = n.hand.mu_f};
  snprintf(t.name, sizeof t.name, "%s", tools[0].key); // the palm
  t.area_cm2 = tools[0].area, t.area_force_N = tools[0].at, t.area_exponent = tools[0].exponent;
  t.aspect = tools[0].aspect, t.squareness = tools[0].squareness, t.profile = tools[0].profile;
  return t;
}

kn_touch_def kn_default_touch(void) {
  return (kn_touch_def){.stack = kn_default_stack(),
                        .tool = kn_default_tool(),
                        .mode = KN_TOUCH_SINGLE,
                        .step_s = 0.001,
                        .pain_threshold_kPa = kn_region_threshold(KN_LOW_BACK) / KPA,
                        .force_limit_N = 100.0,
                        .depth_limit_mm = 15.0,
                        .cookie = COOKIE};
}

void kn_touch_stack_si(const kn_touch_stack *from, kn_stack *to) {
  memset(to, 0, sizeof *to);
  to->layers = from->layer_count;
  to->drained = from->drained_interfaces;
  for (int l = 0; l < from->layer_count; l++) {
    const kn_touch_layer *f = &from->layer[l];
    kn_layer *t = &to->layer[l];
    *t = (kn_layer){.thickness = f->thickness_mm * MM,
                    .shear = f->shear_kPa * KPA,
                    .stiffening = f->stiffening,
                    .series = f->stiffening_terms,
                    .sheet = f->membrane_N_m,
                    .tension = f->tension_N_m,
                    .at = f->membrane_at,
                    .glide = f->glide_kPa_mm * KPA / MM,
                    .glide_viscous = f->glide_kPa_s_mm * KPA / MM,
                    .permeability = f->permeability_m4_Ns,
                    .aggregate = f->aggregate_kPa * KPA};
    for (int j = 0; j < KN_TERMS; j++) t->g[j] = f->g[j], t->tau[j] = f->g[j] > 0 ? f->tau_s[j] : 1.0;
  }
}

void kn_touch_tool_si(const kn_touch_tool *from, kn_press_tool *to) {
  *to = (kn_press_tool){
      .shape = from->shape == KN_TOUCH_SPHERE  ? KN_PRESS_SPHERE
               : from->shape == KN_TOUCH_PUNCH ? (from->friction > 0 ? KN_PRESS_PUNCH : KN_PRESS_SLIDING)
                                               : KN_PRESS_PATCH,
      // an area that does not follow the force is a load that is given, not a hand: as the reference's
      .dead = from->area_exponent == 0,
      .radius = from->radius_mm * MM,
      .area = from->area_cm2 * CM2,
      .force = from->area_force_N,
      .exponent = from->area_exponent,
      .profile = from->profile,
      .squareness = from->squareness};
}

// ---- checks ----
__attribute__((format(printf, 6, 7))) static kn_status
refuse(kn_error *e, kn_status status, double nearest, const char *where, const char *hint, const char *what, ...) {
  if (e == NULL) return status;
  memset(e, 0, sizeof *e);
  e->status = status;
  e->nearest = nearest;
  snprintf(e->where, sizeof e->where, "%s", where);
  snprintf(e->hint, sizeof e->hint, "%s", hint);
  va_list a;
  va_start(a, what);
  vsnprintf(e->what, sizeof e->what, what, a);
  va_end(a);
  return status;
}

static kn_status between(kn_error *e, const char *where, double v, double low, double high, const char *unit) {
  if (v >= low && v <= high) return KN_OK;
  char cure[120];
  double least = low;
  kn_touch_bounds(where, &least, NULL, NULL);
  snprintf(cure, sizeof cure, "choose between %g and %g%s%s", least > low ? least : low, high, *unit ? " " : "", unit);
  return refuse(e, KN_OUT_OF_RANGE, v < low ? low : high, where, cure, "%s %g is outside %g .. %g %s", where, v, low,
                high, unit);
}
static kn_status within(kn_error *e, const char *where, double v) {
  double low = 0.0, high = 0.0;
  const char *unit = "";
  kn_touch_bounds(where, &low, &high, &unit);
  return between(e, where, v, low, high, unit);
}

static kn_status check_layer(const kn_touch_stack *s, int i, kn_error *e) {
  const kn_touch_layer *l = &s->layer[i];
  kn_status st = KN_OK;
  char where[64];
#define FIELD(name)                                                                                                    \
  if (st == KN_OK) {                                                                                                   \
    snprintf(where, sizeof where, "stack.layer[%d]." #name, i);                                                        \
    st = within(e, where, l->name);                                                                                    \
  }
  FIELD(thickness_mm)
  FIELD(shear_kPa)
  FIELD(stiffening)
  FIELD(stiffening_terms)
  double sum = 0.0;
  for (int j = 0; j < KN_TERMS && st == KN_OK; j++) {
    snprintf(where, sizeof where, "stack.layer[%d].g[%d]", i, j);
    st = within(e, where, l->g[j]);
    snprintf(where, sizeof where, "stack.layer[%d].tau_s[%d]", i, j);
    if (st == KN_OK && l->g[j] > 0) st = within(e, where, l->tau_s[j]);
    sum += l->g[j];
  }
  double most = 0.0;
  kn_touch_bounds("stack.layer.g", NULL, &most, NULL);
  if (st == KN_OK && sum > most) {
    snprintf(where, sizeof where, "stack.layer[%d].g", i);
    return refuse(e, KN_OUT_OF_RANGE, most, where, "something must be left when all has relaxed",
                  "the shares that relax add up to %g, more than %g", sum, most);
  }
  FIELD(membrane_N_m)
  FIELD(tension_N_m)
  FIELD(membrane_at)
  if (st == KN_OK && i == 0 && (l->membrane_N_m > 0 || l->tension_N_m > 0) && !(l->membrane_at >= LEAST_AT))
    return refuse(e, KN_OUT_OF_RANGE, LEAST_AT, where, "a sheet of fibres lies in the skin, not on it",
                  "%s %g is too near to the surface; %g or more", where, l->membrane_at, LEAST_AT);
  FIELD(glide_kPa_mm)
  FIELD(glide_kPa_s_mm)
  FIELD(permeability_m4_Ns)
  if (l->permeability_m4_Ns > 0) {
    FIELD(aggregate_kPa)
    if (st == KN_OK && l->aggregate_kPa < 2.0 * l->shear_kPa)
      return refuse(e, KN_OUT_OF_RANGE, 2.0 * l->shear_kPa, where,
                    "lambda + 2 mu of the drained solid, with lambda 0 or more",
                    "%s %g is less than twice the shear modulus, %g kPa", where, l->aggregate_kPa, 2.0 * l->shear_kPa);
  }
#undef FIELD
  return st;
}

static kn_status check_tool(const kn_touch_tool *t, kn_error *e) {
  kn_status st = within(e, "tool.shape", (double)t->shape);
  if (st == KN_OK) st = within(e, "tool.friction", t->friction);
  if (st != KN_OK) return st;
  if (t->shape != KN_TOUCH_PATCH) return within(e, "tool.radius_mm", t->radius_mm);
  st = within(e, "tool.area_cm2", t->area_cm2);
  if (st == KN_OK) st = within(e, "tool.area_exponent", t->area_exponent);
  if (st == KN_OK && t->area_exponent > 0) st = within(e, "tool.area_force_N", t->area_force_N);
  if (st == KN_OK) st = within(e, "tool.aspect", t->aspect);
  if (st == KN_OK) st = within(e, "tool.squareness", t->squareness);
  if (st == KN_OK) st = within(e, "tool.profile", t->profile);
  return st;
}

kn_status kn_touch_check(const kn_touch_def *d, kn_error *e) {
  if (d->cookie != COOKIE)
    return refuse(e, KN_BAD_DEFINITION, __builtin_nan(""), "plant", "fill it with kn_default_touch()",
                  "the plant's definition has no cookie");
  if ((d->alloc == NULL) != (d->release == NULL))
    return refuse(e, KN_BAD_ARGUMENT, __builtin_nan(""), "alloc", "give both or neither",
                  "only one of alloc and release");
  kn_status st = within(e, "stack.layer_count", d->stack.layer_count);
  double depth = 0.0;
  for (int i = 0; st == KN_OK && i < d->stack.layer_count; i++) {
    st = check_layer(&d->stack, i, e);
    depth += d->stack.layer[i].thickness_mm;
  }
  if (st == KN_OK) st = check_tool(&d->tool, e);
  if (st == KN_OK) st = within(e, "mode", (double)d->mode);
  if (st == KN_OK) st = within(e, "step_s", d->step_s);
  if (st == KN_OK && !(d->spacing_mm == 0.0)) st = within(e, "spacing_mm", d->spacing_mm);
  if (st == KN_OK) st = within(e, "pain_threshold_kPa", d->pain_threshold_kPa);
  if (st == KN_OK) st = within(e, "force_limit_N", d->force_limit_N);
  if (st == KN_OK) st = within(e, "depth_limit_mm", d->depth_limit_mm);
  if (st == KN_OK)
    st = between(e, "depth_limit_mm", d->depth_limit_mm, 0.0, 0.5 * depth, "mm, half the depth to the bone");
  return st;
}
