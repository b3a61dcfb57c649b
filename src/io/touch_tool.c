// touch_tool.c -- a tool, and how the plant runs. Bounds are the plant's own (kn_touch_bounds).
#include "touch_inner.h"
#include <string.h>

NAMES(shape_name, "patch", "sphere", "punch")
NAMES(mode_name, "single", "window")

// ---- tool -----------------------------------------------------------------------------------------------------------------
// A key that means nothing for this shape would be silently lost.
static void check_shape(kn_reader *r, const kn_node *map, kn_touch_shape shape) {
  static const char *const patch_only[] = {"area", "at-force", "exponent", "aspect", "squareness", "profile"};
  const kn_node *n;
  if (shape == KN_TOUCH_PATCH) {
    kn_touch_needs(r, map, IN_TOOL, "a patch", "area", "60 cm2");
    if ((n = kn_child(map, "radius")))
      kn_hint(kn_complain(r, n->key, "a patch has no `radius`"), "say its `area`; or make it a sphere or a punch");
    return;
  }
  kn_touch_needs(r, map, IN_TOOL, shape == KN_TOUCH_SPHERE ? "a sphere" : "a punch", "radius", "20 mm");
  for (size_t i = 0; i < sizeof patch_only / sizeof *patch_only; i++)
    if ((n = kn_child(map, patch_only[i])))
      kn_hint(kn_complain(r, n->key, "a %s has no `%s`", shape_name((int)shape), patch_only[i]),
              "leave it out; a rigid tool has a `radius` only");
}

void kn_touch_read_tool(kn_reader *r, const kn_node *map) {
  static const kn_measure area = {"area", 0, 0, {"cm2", "mm2"}, "60 cm2", NULL};
  static const kn_measure at_force = {"at-force", 0, 0, {"N"}, "40 N", "the force at which it has this area"};
  static const kn_measure radius = {"radius", 0, 0, {"mm", "cm"}, "20 mm", NULL};
  static const kn_score exponent = {"exponent", 0, 0, "0.4", "area grows as (force / at-force)^exponent; 0 is fixed"};
  static const kn_score aspect = {"aspect", 0, 0, "1.5", "long axis over short axis"};
  static const kn_score square = {"squareness", 0, 0, "2", "exponent of the superellipse: 2 is an ellipse"};
  static const kn_score profile = {"profile", 0, 0, "0.5", "n of p0 (1 - r^2)^n: 0 is flat, 0.5 as under a ball"};
  static const kn_score friction = {"friction", 0, 0, "0.36", "dry skin 0.36, oiled 0.1 to 0.2"};
  kn_touch_tool *t = &kn_touch_file_of(r)->def.tool;
  if (!kn_check_section(r, map, IN_TOOL)) return;
  kn_touch_tool usual = kn_default_tool();
  *t = (kn_touch_tool){
      .shape = KN_TOUCH_PATCH, .area_force_N = usual.area_force_N, .aspect = 1, .squareness = 2, .profile = 0.5};
  snprintf(t->name, sizeof t->name, "tool");
  kn_touch_name(r, map, sizeof t->name, t->name);
  const kn_node *n = kn_child(map, "shape");
  if (n == NULL)
    kn_hint(kn_complain(r, map->key, "`tool` needs a `shape`"), "one of patch, sphere, punch");
  else {
    kn_touch_remember(r, n, "tool.shape");
    int shape = kn_read_name(r, n, "shape", "shape", shape_name);
    if (shape >= 0) check_shape(r, map, t->shape = (kn_touch_shape)shape);
  }
  kn_touch_measure(r, map, "tool.", "area_cm2", &area, &t->area_cm2);
  kn_touch_measure(r, map, "tool.", "area_force_N", &at_force, &t->area_force_N);
  kn_touch_measure(r, map, "tool.", "radius_mm", &radius, &t->radius_mm);
  kn_touch_score(r, map, "tool.", "area_exponent", &exponent, &t->area_exponent);
  kn_touch_score(r, map, "tool.", "aspect", &aspect, &t->aspect);
  kn_touch_score(r, map, "tool.", "squareness", &square, &t->squareness);
  kn_touch_score(r, map, "tool.", "profile", &profile, &t->profile);
  kn_touch_score(r, map, "tool.", "friction", &friction, &t->friction);
}

// ---- plant ------------------------------------------------------------------------------------------------------------------
void kn_touch_read_plant(kn_reader *r, const kn_node *map) {
  static const kn_measure step = {"step", 0, 0, {"s", "ms"}, "1 ms", NULL};
  static const kn_measure spacing = {"spacing", 0, 0, {"mm", "cm"}, "5 mm", "or leave it out: chosen from the tool"};
  static const kn_measure pain = {
      "pain-threshold", 0,         0,
      {"kPa", "N/cm2"}, "350 kPa", "the person's pressure-pain threshold under a probe of 1 cm2"};
  static const kn_measure force = {"force-limit", 0, 0, {"N"}, "150 N", NULL};
  static const kn_measure depth = {"depth-limit", 0, 0, {"mm", "cm"}, "30 mm", NULL};
  kn_touch_def *d = &kn_touch_file_of(r)->def;
  if (!kn_check_section(r, map, IN_PLANT)) return;
  const kn_node *n = kn_child(map, "mode");
  if (n) {
    kn_touch_remember(r, n, "mode");
    int mode = kn_read_name(r, n, "mode", "mode", mode_name);
    if (mode >= 0) d->mode = (kn_touch_mode)mode;
  }
  kn_touch_measure(r, map, "", "step_s", &step, &d->step_s);
  kn_touch_measure(r, map, "", "spacing_mm", &spacing, &d->spacing_mm);
  kn_touch_measure(r, map, "", "pain_threshold_kPa", &pain, &d->pain_threshold_kPa);
  kn_touch_measure(r, map, "", "force_limit_N", &force, &d->force_limit_N);
  kn_touch_measure(r, map, "", "depth_limit_mm", &depth, &d->depth_limit_mm);
}
