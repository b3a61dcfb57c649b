// What a plant's definition may say: one table for its checks (definition.c) and for readers of files.
#include "plant.h"

static const struct {
  const char *field;
  double low, high;
  const char *unit;
} bounds[] = {
    {"stack.layer_count", 1, KN_TOUCH_LAYERS, "layers"},
    {"stack.layer.thickness_mm", 0.3, 400, "mm"},
    {"stack.layer.shear_kPa", 0.05, 5000, "kPa"},
    {"stack.layer.stiffening", 0, 10, ""},
    {"stack.layer.stiffening_terms", 0, 20, ""},
    {"stack.layer.g", 0, 0.95, ""},
    {"stack.layer.tau_s", 0.01, 1e5, "s"},
    {"stack.layer.membrane_N_m", 0, 1e5, "N/m"},
    {"stack.layer.tension_N_m", 0, 1000, "N/m"},
    {"stack.layer.membrane_at", 0, 1, ""},
    {"stack.layer.glide_kPa_mm", 0, 1e6, "kPa/mm"},
    {"stack.layer.glide_kPa_s_mm", 0, 1e6, "kPa s/mm"},
    {"stack.layer.permeability_m4_Ns", 0, 1e-6, "m4/(N s)"},
    {"stack.layer.aggregate_kPa", 0.1, 1e5, "kPa"},
    {"tool.shape", 0, KN_TOUCH_PUNCH, ""},
    {"tool.friction", 0, 2, ""},
    {"tool.radius_mm", 2, 100, "mm"},
    {"tool.area_cm2", 0.5, 300, "cm2"},
    {"tool.area_exponent", 0, 0.9, ""},
    {"tool.area_force_N", 0.1, 1000, "N"},
    {"tool.aspect", 1, 6, ""},
    {"tool.squareness", 2, 12, ""},
    {"tool.profile", 0, 4, ""},
    {"mode", 0, KN_TOUCH_WINDOW, ""},
    {"step_s", 0.0005, 0.05, "s"},
    {"spacing_mm", 0.5, 20, "mm"},
    {"pain_threshold_kPa", 10, 5000, "kPa"},
    {"force_limit_N", 0.1, 1000, "N"},
    {"depth_limit_mm", 0.5, 200, "mm"},
};

// "stack.layer[1].g[0]" is "stack.layer.g"
static const char *past_indices(const char *field) {
  while (*field == '[') {
    while (*field && *field != ']') field++;
    if (*field) field++;
  }
  return field;
}
static bool same(const char *field, const char *name) {
  for (field = past_indices(field); *field && *field == *name; name++) field = past_indices(field + 1);
  return *field == 0 && *name == 0;
}

bool kn_touch_bounds(const char *field, double *low, double *high, const char **unit) {
  for (size_t i = 0; field && i < sizeof bounds / sizeof *bounds; i++)
    if (same(field, bounds[i].field)) {
      if (low) *low = bounds[i].low;
      if (high) *high = bounds[i].high;
      if (unit) *unit = bounds[i].unit;
      return true;
    }
  return false;
}
