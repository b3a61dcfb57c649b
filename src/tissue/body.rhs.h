// body.rhs.h -- how thick and how stiff the layers of a region are in this person: from the rows of the region's table,
// her sex, age and body-mass index. Tags as in docs/theory/tissue.md.
#pragma once
#include "tissue.rhs.h"

// One layer of a region: that of a woman at age_ref and bmi_ref, and what changes it.
typedef struct kn_body_row {
  kn_f thickness, cv;              // m; spread between people, 1
  kn_f per_bmi, per_year;          // m a kg/m2 above bmi_ref; m/s above age_ref
  kn_f male;                       // men: thickness times this
  kn_f shear, shear_cv;            // small-strain instantaneous shear modulus, Pa; spread, 1
  kn_f male_shear, per_year_shear; // men: times this; share of it a year above age_ref, 1/s
  kn_f least;                      // thinnest that it can be, m; 0: no such limit
} kn_body_row;
enum { KN_BODY_LAYERS = 4 }; // skin, fat, muscle, deep, from the skin inwards

typedef struct kn_body {
  kn_f male; // 0 woman, 1 man; between: not stated, a mean of both
  kn_f age;  // s
  kn_f bmi;  // kg/m2
} kn_body;
// Where in the population she stands: standard normal, one of each a layer. 0 = the median person.
typedef struct kn_body_draw {
  kn_f thickness, shear;
} kn_body_draw;
typedef struct kn_body_layer {
  kn_f thickness, shear; // m, Pa
} kn_body_layer;

// Median 1, coefficient of variation cv: e^(sigma z), sigma^2 = ln(1 + cv^2)
static inline kn_f kn_body_spread(kn_f cv, kn_f z) { return kn_exp(kn_sqrt(kn_log(1.0 + cv * cv)) * z); }

static inline kn_body_layer kn_body_layer_of(const kn_tissue_par *k, const kn_body_row *row, const kn_body *who,
                                             const kn_body_draw *draw) {
  kn_body_layer l;
  kn_f older = who->age - k->age_ref;
  // [T2] h = max(least, (h0 + b (BMI - 23) + c (age - 45)) m_sex e^(sigma_h z_h)),   m_sex = 1 + male (m - 1)
  kn_f h = row->thickness + row->per_bmi * (who->bmi - k->bmi_ref) + row->per_year * older;
  h = h * (1.0 + who->male * (row->male - 1.0));
  l.thickness = kn_max(row->least, h * kn_body_spread(row->cv, draw->thickness));
  // [T3] mu = mu0 (1 + d (age - 45)) n_sex e^(sigma_mu z_mu),   n_sex = 1 + male (n - 1)
  kn_f mu = row->shear * (1.0 + row->per_year_shear * older) * (1.0 + who->male * (row->male_shear - 1.0));
  l.shear = mu * kn_body_spread(row->shear_cv, draw->shear);
  return l;
}

// The layers of a region in her, from the skin inwards. layers: how many rows; draw: NULL = the median person.
static inline void kn_tissue_stack_of(const kn_tissue_par *k, const kn_body_row *row, int layers, const kn_body *who,
                                      const kn_body_draw *draw, kn_body_layer *stack) {
  kn_body_draw median = {0.0 * row->cv, 0.0 * row->cv};
  for (int i = 0; i < layers; i++) stack[i] = kn_body_layer_of(k, &row[i], who, draw ? &draw[i] : &median);
}
