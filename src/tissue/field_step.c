// One step of the grid: kernels between levels, loads of every mode, memories, and all fields back on the points. The hot part
// of the touch clock: it is compiled once for any machine and once for one with wider vectors, with the same bits.
#include "field_inner.h"

#ifndef KN_FIELD_STEP
#define KN_FIELD_STEP kn_field_step_plain
#endif

// Kernels between the two levels about a depth, linear in ln depth: of the load now, and of what is remembered, which was
// pressed at the deepest level of late.
static void between(const float *all, int level, float share, int radii, int first, int last,
                    float (*out)[KN_STATES][16]) {
  const float *a = all + (size_t)level * (size_t)radii * KN_STATES * 16, *b = a + (size_t)radii * KN_STATES * 16;
  for (int r = 0; r < radii; r++)
    for (int q = 16 * first; q < 16 * last; q++) {
      size_t at = (size_t)r * KN_STATES * 16 + (size_t)q;
      (&out[r][0][0])[q] = a[at] + share * (b[at] - a[at]);
    }
}
static void blend(kn_field *f, double depth, bool drags) {
  const kn_touch_kernels *k = f->last;
  float now, past;
  int i = kn_kernels_level(k, depth, &now), j = kn_kernels_level(k, f->past_depth, &past);
  between(k->normal, i, now, k->radii, 0, 1, f->normal);
  between(k->normal, j, past, k->radii, 1, KN_STATES, f->normal);
  if (!drags) return;
  between(k->drag, i, now, k->radii, 0, 1, f->tangent);
  between(k->drag, j, past, k->radii, 1, KN_STATES, f->tangent);
}

// N: a load that has faded to less is gone. Numbers that are nearly 0 are slow on many machines.
static const float NOTHING = 1e-25f;
enum { ACROSS = KN_SCALARS + KN_SHEARS - 8, FOURS = KN_MEMORIES / 2 };
typedef float four __attribute__((vector_size(16)));
typedef int four_bits __attribute__((vector_size(16)));
void KN_FIELD_STEP(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                   double drag_x, double drag_y, kn_look look) {
  const kn_modes *m = &f->modes;
  int n = m->n;
  bool pressed = k != NULL && force > 0;
  if (k) f->last = k;
  if (f->last == NULL) {
    memset(&f->under, 0, sizeof f->under);
    return;
  }
  double old = f->past_depth;
  f->past_depth *= f->forget;
  if (k && depth > f->past_depth) f->past_depth = depth;
  // what was remembered, and what comes now, at the new level
  double ln_radius = f->last->path->ln_radius[f->last->levels / 2],
         level = kn_kernels_ln_creep(f->last, f->past_depth, ln_radius);
  float worth = (float)kn_exp(kn_kernels_ln_creep(f->last, old, ln_radius) - level), comes = 1.0f;
  if (pressed) {
    ln_radius = kn_log(at->radius);
    comes = (float)kn_exp(kn_kernels_ln_creep(k, depth, ln_radius) - kn_kernels_ln_creep(k, f->past_depth, ln_radius));
  }
  bool drags =
      f->last->drag != NULL && (f->dragged || (pressed && (drag_x > 0 || drag_x < 0 || drag_y > 0 || drag_y < 0)));
  f->dragged = drags;
  if (look) blend(f, pressed ? depth : f->past_depth, drags);
  kn_spot p;
  float shape[KN_RADII], own[KN_MODES]; // p^/F of a round contact, and of one that is not
  bool round = kn_kernels_round(k, at);
  if (pressed || look == KN_LOOK_UNDER) kn_spot_at(&p, at->x, at->y, m);
  if (pressed && (round || look == KN_LOOK_UNDER)) kn_kernels_shape(k, depth, at->radius, m, shape);
  if (pressed && !round) kn_kernels_loads(k, depth, at, m, own);
  four gone[FOURS]; // real and imaginary part of two memories each
  for (int j = 0; j < 2 * KN_MEMORIES; j++) gone[j / 4][j % 4] = 1.0f - f->keep[j / 2];
  kn_f8 under0 = {0}, under1 = {0}, now0 = {0}, now1 = {0}, round0 = {0}, round1 = {0};
  kn_f8 mean = {0};
  if (pressed) {
    float share;
    int level = kn_kernels_level(k, depth, &share);
    for (int q = 0; q < 8; q++) mean[q] = k->mean[level][q] + share * (k->mean[level + 1][q] - k->mean[level][q]);
  }
  if (look == KN_LOOK_AT_ALL) {
    f->re[0] = mean * (float)force, f->im[0] = (kn_f8){0};
    for (int y = 0; y < n; y++) f->re[y * n + n / 2] = f->im[y * n + n / 2] = (kn_f8){0};
    for (int x = 0; x < n; x++) f->re[(n / 2) * n + x] = f->im[(n / 2) * n + x] = (kn_f8){0};
  }
  float fx = pressed ? (float)(drag_x / force) : 0.0f, fy = pressed ? (float)(drag_y / force) : 0.0f;
  for (int i = 0; i < m->count; i++) {
    const kn_mode *o = &m->mode[i];
    float *kept = f->memory + (size_t)i * 3 * KN_MEMORIES * 2;
    float load[3][2] = {{0}};
    float re = 0.0f, im = 0.0f; // exp(-i k x) of the tool's middle
    if (pressed || look == KN_LOOK_UNDER) kn_spot_phase(&p, o, &re, &im);
    float s = 0.0f;
    if (pressed) {
      s = round ? shape[o->radius] : own[i];
      float f_s = s * (float)force;
      load[0][0] = f_s * re, load[0][1] = f_s * im;
      if (drags) { // [B2] Q_L = i k/|k| q; [B3] Q_T = t q
        float along = o->cos * fx + o->sin * fy, across = -o->sin * fx + o->cos * fy;
        load[1][0] = -along * load[0][1], load[1][1] = along * load[0][0];
        load[2][0] = across * load[0][0], load[2][1] = across * load[0][1];
      }
    }
    // [D3] P_j += (1 - exp(-dt/T_j)) (P_0 - P_j)
    _Alignas(16) float mem[3][2 * KN_MEMORIES] = {{0}};
    for (int l = 0; l < (drags ? 3 : 1); l++) {
      float x = comes * load[l][0], y = comes * load[l][1];
      four come = {x, y, x, y};
      for (int q = 0; q < FOURS; q++) {
        four was, *at_mem = (four *)mem[l] + q;
        memcpy(&was, kept + 2 * KN_MEMORIES * l + 4 * q, sizeof was);
        was *= worth;
        four_bits some = (was > NOTHING) | (was < -NOTHING);
        was = (four)((four_bits)was & some);
        was += gone[q] * (come - was);
        memcpy(kept + 2 * KN_MEMORIES * l + 4 * q, &was, sizeof was);
        *at_mem = was;
      }
    }
    if (!look) continue;
    const kn_f8 *a = (const kn_f8 *)f->normal[o->radius];
    kn_f8 r0 = a[0] * load[0][0], r1 = a[1] * load[0][0], i0 = a[0] * load[0][1], i1 = a[1] * load[0][1];
    for (int j = 0; j < KN_MEMORIES; j++) {
      kn_f8 x = a[2 * j + 2], y = a[2 * j + 3];
      r0 += x * mem[0][2 * j], r1 += y * mem[0][2 * j];
      i0 += x * mem[0][2 * j + 1], i1 += y * mem[0][2 * j + 1];
    }
    kn_f8 vr = {0}, vi = {0}; // of drag across: its shears are the row's last three
    if (drags) {
      const float *l = mem[1], *t = mem[2];
      const kn_f8 *b = (const kn_f8 *)f->tangent[o->radius];
      r0 += b[0] * load[1][0], r1 += b[1] * load[1][0], i0 += b[0] * load[1][1], i1 += b[1] * load[1][1];
      vr = b[1] * load[2][0], vi = b[1] * load[2][1];
      for (int j = 0; j < KN_MEMORIES; j++) {
        kn_f8 x = b[2 * j + 2], y = b[2 * j + 3];
        r0 += x * l[2 * j], r1 += y * l[2 * j];
        i0 += x * l[2 * j + 1], i1 += y * l[2 * j + 1];
        vr += y * t[2 * j], vi += y * t[2 * j + 1];
      }
    }
    // shear along x and y: -i k^ (U' - kW) + t V'
    for (int q = 0; q < KN_SHEARS; q++) {
      float gr = r1[2 + q], gi = i1[2 + q];
      r1[2 + q] = o->cos * gi - o->sin * vr[ACROSS + q], i1[2 + q] = -o->cos * gr - o->sin * vi[ACROSS + q];
      r1[5 + q] = o->sin * gi + o->cos * vr[ACROSS + q], i1[5 + q] = -o->sin * gr + o->cos * vi[ACROSS + q];
    }
    if (look == KN_LOOK_UNDER) { // real part of the mode times exp(+i k x)
      under0 += r0 * re + i0 * im, under1 += r1 * re + i1 * im;
      if (pressed) {
        float t = shape[o->radius];
        now0 += a[0] * s, now1 += a[1] * s, round0 += a[0] * t, round1 += a[1] * t;
      }
      continue;
    }
    // two real fields in one complex number: A + iB here, its partner's conjugates there
    f->re[o->here] = r0 - i1, f->im[o->here] = i0 + r1;
    f->re[o->there] = r0 + i1, f->im[o->there] = r1 - i0;
  }
  if (look == KN_LOOK_AT_ALL) kn_fft_back(&f->fft, f->re, f->im);
  if (look == KN_LOOK_UNDER) { // the other half plane doubles it
    float twice = (float)(2.0 / (m->box * m->box));
    under0 += 0.5f * (float)force * mean, now0 += 0.5f * mean, round0 += 0.5f * mean;
    kn_f8 sum[6] = {under0 * twice, under1 * twice, now0 * twice, now1 * twice, round0 * twice, round1 * twice};
    memcpy(&f->under, sum, sizeof sum);
  }
}
