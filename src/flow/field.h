// field.h -- many vascular cells of one kind at once, for the maps of the touch clock. Only numbers cross over: the
// caller keeps the arrays, n long each; four cells are carried at a time, with the bits of kn_flow_cell_step.
#pragma once

typedef struct kn_flow_field {
  double *v, *g, *M, *N, *H, *X, *O; // states, as in kn_flow_cell
  double *in, *out;                  // flows at mid-step, 1 = rest; NULL: not wanted
  const double *p;                   // interstitial pressure above rest, Pa
  const double *shear;               // shear stress on the skin, Pa; NULL: none
  const double *temperature;         // K; NULL: that of rest
} kn_flow_field;
enum { KN_FLOW_FIELD_SKIN, KN_FLOW_FIELD_MUSCLE };

// par: a kn_flow_par of plain doubles; tone and feed as in kn_flow_around, the same for all cells
void kn_flow_field_rest(int n, const kn_flow_field *f);
void kn_flow_field_step(const double *par, int kind, int n, double dt, double tone, double feed,
                        const kn_flow_field *f);
