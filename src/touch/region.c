#include "region.h"
#include "../tissue/glide.rhs.h"
#include "../tissue/prony.rhs.h"

enum layer_kind { SKIN, FAT, MUSCLE, DEEP };
enum membrane_kind { DERMIS, FASCIA };
enum region {
#define KN_REGION(ID, ...) ID,
#include <tables/region.def>
  REGIONS
};
typedef struct region_row {
  double ppt_kPa;
} region_row;
static const region_row regions[] = {
#define KN_REGION(ID, key, choir, tone, force_limit_N, length_mm, width_mm, limb_radius_mm, ppt_kPa, ...) {ppt_kPa},
#include <tables/region.def>
};
typedef struct layer_row {
  enum region region;
  enum layer_kind kind;
  double thickness_mm, cv, per_bmi_mm, per_year_mm, male, shear_kPa, shear_cv, stiffening, male_shear, per_year_shear;
} layer_row;
static const layer_row layers[] = {
#define KN_REGION_LAYER(ID, layer, thickness, cv, per_bmi, per_year, male, shear, shear_cv, stiffening, male_shear,    \
                        per_year_shear, ...)                                                                           \
  {ID, layer, thickness, cv, per_bmi, per_year, male, shear, shear_cv, stiffening, male_shear, per_year_shear},
#include <tables/region.def>
};
typedef struct membrane_row {
  enum region region;
  enum membrane_kind kind;
  double stiffness_N_m, tension_N_m;
} membrane_row;
static const membrane_row membranes[] = {
#define KN_REGION_MEMBRANE(ID, membrane, stiffness, tension, ...) {ID, membrane, stiffness, tension},
#include <tables/region.def>
};
typedef struct tendon_row {
  enum region region;
  double length_mm, area_mm2, lever_mm;
} tendon_row;
static const tendon_row tendons[] = {
#define KN_REGION_TENDON(ID, length, area, lever, ...) {ID, length, area, lever},
#include <tables/region.def>
};
#define COUNT(table) (int)(sizeof table / sizeof *table)
static const double MM = 1e-3, KPA = 1e3, YEAR = 31557600.0;

static void relaxation(const kn_prony *p, kn_layer *l) {
  for (int j = 0; j < KN_TERMS; j++) l->g[j] = p->g[j], l->tau[j] = p->tau[j];
}

int kn_region_stack(const kn_touch_numbers *n, int region, const kn_body *who, const kn_body_draw *draw,
                    const kn_tissue_modifiers *now, kn_stack *stack) {
  memset(stack, 0, sizeof *stack);
  for (int i = 0; i < COUNT(layers); i++) {
    const layer_row *r = &layers[i];
    if ((int)r->region != region || stack->layers == KN_BODY_LAYERS) continue;
    kn_body_row row = {r->thickness_mm * MM,
                       r->cv,
                       r->per_bmi_mm * MM,
                       r->per_year_mm * MM / YEAR,
                       r->male,
                       r->shear_kPa * KPA,
                       r->shear_cv,
                       r->male_shear,
                       r->per_year_shear / YEAR,
                       r->kind == FAT ? n->tissue.fat_min : 0.0};
    kn_body_draw median = {0.0, 0.0};
    kn_body_layer b = kn_body_layer_of(&n->tissue, &row, who, draw ? &draw[stack->layers] : &median);
    kn_layer *l = &stack->layer[stack->layers++];
    l->thickness = b.thickness;
    l->shear = b.shear;
    l->stiffening = r->stiffening;
    double times = now == NULL ? 1.0 : r->kind == SKIN ? now->skin : r->kind == FAT ? now->fat : now->muscle;
    l->shear *= times;
    kn_prony p = r->kind == SKIN  ? kn_prony_skin(&n->joint)
                 : r->kind == FAT ? kn_prony_fat(&n->joint)
                                  : kn_prony_muscle(&n->joint);
    relaxation(&p, l);
    for (int m = 0; m < COUNT(membranes); m++) {
      const membrane_row *s = &membranes[m];
      bool here = (s->kind == DERMIS && r->kind == SKIN) || (s->kind == FASCIA && r->kind == FAT);
      if ((int)s->region != region || !here) continue;
      l->sheet = s->stiffness_N_m * (s->kind == FASCIA && now ? now->fascia : 1.0);
      l->tension = s->tension_N_m;
      l->at = s->kind == DERMIS ? 0.5 : 1.0;
    }
    if (r->kind == MUSCLE) { // [E1] the deep fascia glides on the muscle
      kn_glide_film film = {1.0, 1.0, n->joint.fas_T};
      l->glide = kn_glide_tie(&n->joint);
      l->glide_viscous = kn_glide_viscosity(&n->joint, &film, 1.0, 0.0) / n->joint.fas_h * (now ? now->glide : 1.0);
    }
  }
  return stack->layers;
}

double kn_region_threshold(int region) { return region >= 0 && region < REGIONS ? regions[region].ppt_kPa * KPA : 0.0; }

bool kn_region_tendon_line(int region, kn_tendon_line *line) {
  for (int i = 0; i < COUNT(tendons); i++)
    if ((int)tendons[i].region == region) {
      *line = (kn_tendon_line){tendons[i].length_mm * MM, tendons[i].area_mm2 * MM * MM, tendons[i].lever_mm * MM};
      return true;
    }
  return false;
}
