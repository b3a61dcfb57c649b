// person.c -- the layers of a region of the body in a person, as a stack of the plant.
#include "region.h"
#include <knead/touch.h>
#include <stdio.h>
#include <string.h>

static const double MM = 1e-3, KPA = 1e3, YEAR = 31557600.0;
static const char *const LAYER_NAME[KN_BODY_LAYERS] = {"skin", "fat", "muscle", "deep"};

static void layer_of(const kn_layer *from, const char *name, kn_touch_layer *to) {
  snprintf(to->name, sizeof to->name, "%s", name);
  to->thickness_mm = from->thickness / MM;
  to->shear_kPa = from->shear / KPA;
  to->stiffening = from->stiffening;
  for (int j = 0; j < KN_TERMS; j++) to->g[j] = from->g[j], to->tau_s[j] = from->tau[j];
  to->membrane_N_m = from->sheet, to->tension_N_m = from->tension, to->membrane_at = from->at;
  to->glide_kPa_mm = from->glide * MM / KPA, to->glide_kPa_s_mm = from->glide_viscous * MM / KPA;
}

bool kn_touch_region_stack(int region, double male, double age_y, double bmi, kn_touch_stack *stack) {
  kn_touch_numbers n;
  kn_touch_numbers_fill(&n);
  kn_body who = {male == male ? male : 0.5, age_y == age_y ? age_y * YEAR : n.tissue.age_ref,
                 bmi == bmi ? bmi : n.tissue.bmi_ref};
  kn_stack s;
  memset(stack, 0, sizeof *stack);
  stack->layer_count = kn_region_stack(&n, region, &who, NULL, NULL, &s);
  for (int l = 0; l < stack->layer_count; l++) layer_of(&s.layer[l], LAYER_NAME[l], &stack->layer[l]);
  return stack->layer_count > 0;
}
