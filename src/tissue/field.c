#include "field.h"
#include "field_inner.h"

static const double PI = 3.141592653589793;
static const double LEVEL =
    60.0; // s in which the level of what is remembered sinks: slower than strokes come, or their dents would change with it

// ---- modes -----------------------------------------------------------------------------------------------------------
// The half plane of modes: a real field's other half is its conjugate. Modes of the highest wave are left out: they have none.
static int modes_of(int n) { return (n / 2 - 1) * n; }

void kn_modes_fill(kn_modes *m, int n, double spacing) {
  m->n = n;
  m->count = 0;
  m->box = n * spacing;
  double unit = 2.0 * PI / m->box;
  // radii: the different lengths of whole-numbered vectors, in order
  short radius_of[2 * (KN_FIELD_MOST / 2) * (KN_FIELD_MOST / 2) + 1];
  int most = 2 * (n / 2) * (n / 2);
  for (int i = 0; i <= most; i++) radius_of[i] = -1;
  for (int i = 0; i < n / 2; i++)
    for (int j = 0; j < n / 2; j++) radius_of[i * i + j * j] = 0;
  m->radii = 0;
  for (int i = 1; i <= most; i++)
    if (radius_of[i] == 0) {
      m->length[m->radii] = unit * kn_sqrt((double)i);
      radius_of[i] = (short)m->radii++;
    }
  for (int y = 0; y < n / 2; y++)
    for (int x = y == 0 ? 1 : -(n / 2 - 1); x < n / 2; x++) {
      kn_mode *o = &m->mode[m->count++];
      double l = kn_sqrt((double)(x * x + y * y));
      *o = (kn_mode){.x = (short)x, .y = (short)y, .radius = radius_of[x * x + y * y]};
      o->cos = (float)(x / l), o->sin = (float)(y / l);
      o->here = y * n + (x < 0 ? x + n : x);
      o->there = (y == 0 ? 0 : n - y) * n + (x > 0 ? n - x : -x);
    }
}

// Wide vectors want it; the caller's memory is aligned as malloc does
enum { ALIGNED = 64 };
static void *align(void *p) { return (void *)(((uintptr_t)p + ALIGNED - 1) & ~(uintptr_t)(ALIGNED - 1)); }

size_t kn_field_size(int n) {
  return ALIGNED + sizeof(kn_field) + (size_t)modes_of(n) * 3 * KN_MEMORIES * 2 * sizeof(float) +
         2 * (size_t)(n * n + 2) * sizeof(kn_f8);
}

kn_field *kn_field_begin(void *memory, const kn_relax *r, int n, double spacing, double step) {
  kn_field *f = align(memory);
  memset(f, 0, sizeof *f);
  kn_modes_fill(&f->modes, n, spacing);
  kn_fft_fill(&f->fft, n);
  f->spacing = spacing;
  for (int j = 0; j < KN_MEMORIES; j++) f->keep[j] = (float)kn_exp(-step / r->time[j]);
  f->forget = kn_exp(-step / LEVEL);
  f->step = kn_field_step_plain;
#ifdef KN_AVX2
  if (__builtin_cpu_supports("avx2")) f->step = kn_field_step_avx2;
#endif
  f->re = align(f + 1);
  f->im = f->re + n * n;
  f->memory = (float *)(f->im + n * n);
  memset(f->re, 0, 2 * (size_t)(n * n) * sizeof *f->re);
  memset(f->memory, 0, kn_field_state_size(f));
  return f;
}

size_t kn_field_state_size(const kn_field *f) { return (size_t)f->modes.count * 3 * KN_MEMORIES * 2 * sizeof(float); }
void *kn_field_state(kn_field *f) { return f->memory; }

typedef struct kn_field_flags {
  double past_depth;
  uint64_t dragged, pressed; // a tool has been there
} kn_field_flags;
size_t kn_field_saved_size(int n) {
  return sizeof(kn_field_flags) + (size_t)modes_of(n) * 3 * KN_MEMORIES * 2 * sizeof(float);
}
void kn_field_save(const kn_field *f, void *bytes) {
  kn_field_flags o = {f->past_depth, f->dragged, f->last != NULL};
  memcpy(bytes, &o, sizeof o);
  memcpy((char *)bytes + sizeof o, f->memory, kn_field_state_size(f));
}
void kn_field_restore(kn_field *f, const kn_touch_kernels *k, const void *bytes) {
  kn_field_flags o;
  memcpy(&o, bytes, sizeof o);
  f->past_depth = o.past_depth, f->dragged = o.dragged != 0, f->last = o.pressed ? k : NULL;
  memcpy(f->memory, (const char *)bytes + sizeof o, kn_field_state_size(f));
}

// ---- a step ----------------------------------------------------------------------------------------------------------
kn_past kn_field_past(const kn_field *f, const kn_touch_kernels *k, double x, double y) {
  const kn_modes *m = &f->modes;
  kn_spot at;
  kn_spot_at(&at, x, y, m);
  float share, worth[KN_RADII][KN_MEMORIES], now = 0.0f, coming = 0.0f;
  int level = kn_kernels_level(k, f->past_depth, &share);
  for (int r = 0; r < m->radii; r++) {
    const float *w = kn_kernels_w(k, level, r), *v = kn_kernels_w(k, level + 1, r);
    for (int j = 0; j < KN_MEMORIES; j++) worth[r][j] = w[16 * (j + 1)] + share * (v[16 * (j + 1)] - w[16 * (j + 1)]);
  }
  for (int i = 0; i < m->count; i++) {
    const float *w = worth[m->mode[i].radius], *p = f->memory + (size_t)i * 3 * KN_MEMORIES * 2;
    float c, s;
    kn_spot_phase(&at, &m->mode[i], &c, &s);
    for (int j = 0; j < KN_MEMORIES; j++) { // times exp(+i k x), real part
      float a = w[j] * (p[2 * j] * c + p[2 * j + 1] * s);
      now += a, coming += f->keep[j] * a;
    }
  }
  double twice = 2.0 / (m->box * m->box); // the other half plane doubles it
  return (kn_past){twice * (double)now, twice * (double)coming};
}

double kn_field_give(const kn_field *f, const kn_touch_kernels *k, double depth, double radius) {
  kn_at at = kn_path_at(k->path, depth);
  double memory[KN_MEMORIES],
      sum = kn_path_gain(k->path, &at, KN_DEPTH, kn_log(radius) - kn_path_ln_radius(k->path, &at), memory);
  for (int j = 0; j < KN_MEMORIES; j++) sum += (1.0 - (double)f->keep[j]) * memory[j];
  return sum;
}

void kn_field_step(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                   double drag_x, double drag_y) {
  f->step(f, k, at, depth, force, drag_x, drag_y, KN_LOOK_AT_ALL);
}
void kn_field_move(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                   double drag_x, double drag_y, bool look) {
  f->step(f, k, at, depth, force, drag_x, drag_y, look ? KN_LOOK_AT_ALL : KN_LOOK_NOWHERE);
}
void kn_field_step_under(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                         double drag_x, double drag_y, kn_under *under) {
  f->step(f, k, at, depth, force, drag_x, drag_y, KN_LOOK_UNDER);
  *under = f->under;
}

void kn_field_spots(kn_field *f, int spots, double (*place)[2]) {
  f->spots = spots;
  for (int i = 0; i < spots; i++) kn_spot_at(&f->spot[i], place[i][0], place[i][1], &f->modes);
}

// A cycle makes P -> keep P + what it adds, so it would end in what it adds over 1 - keep [D3].
void kn_field_repeat(kn_field *f, const void *before, const double *keep, double way) {
  kn_field_flags o;
  memcpy(&o, before, sizeof o);
  const float *was = (const float *)(const void *)((const char *)before + sizeof o);
  float worth[KN_MEMORIES];
  for (int j = 0; j < KN_MEMORIES; j++) worth[j] = 1.0f;
  if (f->last) kn_creep_worth(f->last, o.past_depth, f->past_depth, worth);
  for (int i = 0; i < f->modes.count * 3; i++)
    for (int q = 0; q < 2 * KN_MEMORIES; q++) {
      int j = q / 2, at = i * 2 * KN_MEMORIES + q;
      double began = (double)(worth[j] * was[at]), end = ((double)f->memory[at] - keep[j] * began) / (1.0 - keep[j]);
      f->memory[at] = (float)(began + way * (end - began));
    }
}

// ---- reading ---------------------------------------------------------------------------------------------------------
const float *kn_field_point(const kn_field *f, int i, int j, float *out) {
  int n = f->modes.n, at = (j & (n - 1)) * n + (i & (n - 1)); // n is a power of two
  float area = (float)(f->modes.box * f->modes.box);
  kn_f8 a = f->re[at] / area, b = f->im[at] / area;
  memcpy(out, &a, sizeof a);
  memcpy(out + 8, &b, sizeof b);
  return out;
}

double kn_field_at(const kn_field *f, int field, double x, double y) {
  double u = x / f->spacing, v = y / f->spacing, area = f->modes.box * f->modes.box;
  int i = (int)(u + 1e6) - 1000000, j = (int)(v + 1e6) - 1000000, n = f->modes.n;
  double a = u - i, b = v - j, sum = 0.0;
  for (int q = 0; q < 4; q++) {
    int at = ((j + (q >> 1)) & (n - 1)) * n + ((i + (q & 1)) & (n - 1));
    const kn_f8 *from = field < 8 ? &f->re[at] : &f->im[at];
    sum += (q & 1 ? a : 1.0 - a) * (q >> 1 ? b : 1.0 - b) * (double)(*from)[field & 7];
  }
  return sum / area;
}
