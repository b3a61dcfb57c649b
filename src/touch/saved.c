// A plant's state as bytes: whose it is, whether it is whole, and what a step changes.
#include "plant.h"

typedef struct header {
  uint64_t owner, sum; // fingerprint of the plant; of the bytes that follow
} header;

static uint64_t mix(uint64_t h, const void *bytes, size_t n) { // FNV-1a
  const unsigned char *b = bytes;
  for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 1099511628211u;
  return h;
}
static const uint64_t SEED = 14695981039346656037u;
static const double LAYOUT = 2; // of kn_touch_state; another one is another kind of plant
static uint64_t number(uint64_t h, double v) { return mix(h, &v, sizeof v); }

// Of the numbers of a definition, whatever its names and allocator
uint64_t kn_touch_fingerprint(const kn_touch_def *d) {
  uint64_t h = number(number(SEED, KN_TOUCH_VERSION), LAYOUT);
  const kn_touch_stack *s = &d->stack;
  h = number(number(h, s->layer_count), s->drained_interfaces);
  for (int l = 0; l < s->layer_count; l++) {
    const kn_touch_layer *y = &s->layer[l];
    const double v[] = {y->thickness_mm,   y->shear_kPa,          y->stiffening,   y->stiffening_terms,
                        y->membrane_N_m,   y->tension_N_m,        y->membrane_at,  y->glide_kPa_mm,
                        y->glide_kPa_s_mm, y->permeability_m4_Ns, y->aggregate_kPa};
    h = mix(mix(mix(h, v, sizeof v), y->g, sizeof y->g), y->tau_s, sizeof y->tau_s);
  }
  const kn_touch_tool *t = &d->tool;
  const double v[] = {t->shape,   t->area_cm2,   t->area_force_N,       t->area_exponent, t->aspect,
                      t->profile, t->squareness, t->radius_mm,          t->friction,      d->mode,
                      d->step_s,  d->spacing_mm, d->pain_threshold_kPa, d->force_limit_N, d->depth_limit_mm};
  return mix(h, v, sizeof v);
}

size_t kn_touch_state_size(const kn_touch *p) {
  return p == NULL ? 0 : sizeof(header) + sizeof p->state + (p->window ? kn_window_saved_size(p) : 0);
}

static uint64_t sum_of(const kn_touch *p, const void *bytes) {
  return mix(SEED, (const char *)bytes + sizeof(header), kn_touch_state_size(p) - sizeof(header));
}

void kn_touch_save(const kn_touch *p, void *bytes) {
  if (p == NULL || bytes == NULL) return;
  char *to = bytes;
  memcpy(to + sizeof(header), &p->state, sizeof p->state);
  if (p->window) kn_window_save(p, to + sizeof(header) + sizeof p->state);
  header h = {p->fingerprint, sum_of(p, bytes)};
  memcpy(to, &h, sizeof h);
}

kn_status kn_touch_restore(kn_touch *p, const void *bytes, size_t size) {
  if (p == NULL || bytes == NULL || size != kn_touch_state_size(p)) return KN_BAD_ARGUMENT;
  header h;
  memcpy(&h, bytes, sizeof h);
  if (h.owner != p->fingerprint || h.sum != sum_of(p, bytes)) return KN_BAD_DEFINITION;
  const char *from = (const char *)bytes + sizeof h;
  memcpy(&p->state, from, sizeof p->state);
  if (p->window) kn_window_restore(p, from + sizeof p->state);
  return KN_OK;
}
