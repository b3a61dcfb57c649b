// field_inner.h -- what the grid (field.c) and a tool's kernels on it (field_kernels.c) share.
#pragma once
#include "field.h"
#include "outline.h"

enum { KN_RADII = 440, KN_MODES = (KN_FIELD_MOST / 2) * KN_FIELD_MOST, KN_SHAPE_POINTS = 640 };
typedef struct kn_mode {
  short x, y, radius; // whole numbers of waves in the box; index of its length
  float cos, sin;     // its direction
  int here, there;    // where it and its conjugate stand on the grid
} kn_mode;
typedef struct kn_modes {
  int n, count, radii;
  double box; // side, m
  double length[KN_RADII];
  kn_mode mode[KN_MODES];
} kn_modes;
void kn_modes_fill(kn_modes *m, int n, double spacing);

struct kn_touch_kernels {
  const kn_path *path;
  int n, radii, levels;
  double box;
  float mean[KN_LEVELS]
            [8]; // the wave of no length, of the first eight fields: all that is pressed bears as pressure below
  double give[KN_LEVELS][KN_STATES];       // m/N under the middle, at once and by memory
  float shape[KN_LEVELS][KN_SHAPE_POINTS]; // p^/F over kappa, in steps of KN_SHAPE_STEP
  float *normal, *drag;                    // [level][radius][state][16]; drag NULL: none
  bool square;                             // a superellipse
  kn_outline outline;
};
static const double KN_SHAPE_STEP = 0.1;

int kn_kernels_level(const kn_touch_kernels *k, double depth, float *share);
// ln of what a newton long held on this contact radius adds to the displacement under the middle in the end, m/N, at the level
// of a depth. Loads are remembered as what they are worth at the level of the deepest press of late: so that the dent they
// left stays when that level moves.
double kn_kernels_ln_creep(const kn_touch_kernels *k, double depth, double ln_radius);
static inline const float *kn_kernels_w(const kn_touch_kernels *k, int level, int radius) {
  return k->normal + ((size_t)level * (size_t)k->radii + (size_t)radius) * KN_STATES * 16;
}
void kn_kernels_shape(const kn_touch_kernels *k, double depth, double radius, const kn_modes *m, float *shape);
// Whether a contact there is round, and p^/F of every mode where it is not: the round shape, stretched along its heading and
// narrowed across, and what its corners add
static inline bool kn_kernels_round(const kn_touch_kernels *k, const kn_place_on_grid *at) {
  return k == NULL || at == NULL || !(at->aspect > 1.0 || k->square);
}
void kn_kernels_loads(const kn_touch_kernels *k, double depth, const kn_place_on_grid *at, const kn_modes *m,
                      float *load);

// A place's phases, exp(-i k x) of the whole numbers up to n/2 along both axes
typedef struct kn_spot {
  float c[KN_FIELD_MOST / 2], s[KN_FIELD_MOST / 2], cy[KN_FIELD_MOST / 2], sy[KN_FIELD_MOST / 2];
} kn_spot;
static inline void kn_spot_at(kn_spot *p, double x, double y, const kn_modes *m) {
  for (int i = 0; i < m->n / 2; i++) {
    p->c[i] = (float)kn_cos_turns(i * x / m->box), p->s[i] = (float)-kn_sin_turns(i * x / m->box);
    p->cy[i] = (float)kn_cos_turns(i * y / m->box), p->sy[i] = (float)-kn_sin_turns(i * y / m->box);
  }
}
static inline void kn_spot_phase(const kn_spot *p, const kn_mode *m, float *re, float *im) {
  int x = m->x < 0 ? -m->x : m->x;
  float cx = p->c[x], sx = m->x < 0 ? -p->s[x] : p->s[x];
  *re = cx * p->cy[m->y] - sx * p->sy[m->y];
  *im = cx * p->sy[m->y] + sx * p->cy[m->y];
}

typedef enum kn_look { KN_LOOK_NOWHERE, KN_LOOK_AT_ALL, KN_LOOK_UNDER } kn_look; // points whose fields a step makes
typedef void kn_field_stepper(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth,
                              double force, double drag_x, double drag_y, kn_look look);
kn_field_stepper kn_field_step_plain, kn_field_step_avx2;

struct kn_field {
  kn_field_stepper *step;
  kn_modes modes;
  kn_fft fft;
  double spacing;
  float keep[KN_MEMORIES];
  const kn_touch_kernels *last;
  double past_depth, forget; // level of what is remembered, m; how it sinks a step
  bool dragged;
  kn_f8 *re, *im;
  float *memory;  // [mode][normal, along, across][memory][re, im]
  kn_under under; // of the last step that looked there
  _Alignas(64) float normal[KN_RADII][KN_STATES][16];
  _Alignas(64) float tangent[KN_RADII][KN_STATES][16];
};
