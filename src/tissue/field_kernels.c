// A tool's kernels on a grid: for each level of its path and each length of mode, what the sixteen fields answer at once and
// by memory, corrected level by level so that under the tool's middle they agree with the finite-strain solution.
#include "field_inner.h"

enum { DEPTHS = 6, W = 0, SKIN = 1, FAT = 2, UPPER = 3, MIDDLE = 4, LOWER = 5 };

size_t kn_kernels_size(int n) {
  static const size_t SLACK = 64;
  size_t radii = (size_t)(n * n / 8 + n); // more than there are different lengths
  return sizeof(kn_touch_kernels) + 2 * (size_t)KN_LEVELS * radii * KN_STATES * 16 * sizeof(float) + sizeof(kn_modes) +
         SLACK;
}

int kn_kernels_level(const kn_touch_kernels *k, double depth, float *share) {
  const double *n = k->path->ln_depth;
  double x = kn_log(depth > 1e-9 ? depth : 1e-9);
  int i = 0;
  while (i < k->levels - 2 && n[i + 1] < x) i++;
  double s = (x - n[i]) / (n[i + 1] - n[i]);
  *share = (float)(s < 0 ? 0.0 : s > 1 ? 1.0 : s);
  return i;
}

static double ln_creep(const kn_touch_kernels *k, int level, double ln_radius) {
  const kn_path_level *v = &k->path->level[level];
  double grid = 0.0, path = 0.0, slope = 0.0;
  for (int j = 0; j < KN_MEMORIES; j++) {
    grid += k->give[level][j + 1];
    path += v->memory[KN_DEPTH][j], slope += v->memory_spread[KN_DEPTH][j];
  }
  if (!(grid > 0) || !(path > 0)) return 0.0; // nothing is remembered
  return kn_log(grid) + slope / path * (ln_radius - k->path->ln_radius[level]);
}
double kn_kernels_ln_creep(const kn_touch_kernels *k, double depth, double ln_radius) {
  float share;
  int i = kn_kernels_level(k, depth, &share);
  double a = ln_creep(k, i, ln_radius), b = ln_creep(k, i + 1, ln_radius);
  return a + (double)share * (b - a);
}

// p^/F of a level at kappa = k a, between tabulated points
static float shape_at(const kn_touch_kernels *k, int i, float share, double kappa) {
  double u = kappa / KN_SHAPE_STEP;
  if (!(u < KN_SHAPE_POINTS - 1)) return 0.0f;
  int q = (int)u;
  float x = (float)(u - q), a = k->shape[i][q] + x * (k->shape[i][q + 1] - k->shape[i][q]),
        b = k->shape[i + 1][q] + x * (k->shape[i + 1][q + 1] - k->shape[i + 1][q]);
  return a + share * (b - a);
}
void kn_kernels_shape(const kn_touch_kernels *k, double depth, double radius, const kn_modes *m, float *shape) {
  float share;
  int i = kn_kernels_level(k, depth, &share);
  for (int r = 0; r < m->radii; r++) shape[r] = shape_at(k, i, share, m->length[r] * radius);
}
// A contact that is not round: the shape at its depth, and its half axes times the wave number of one wave in the box, along
// and across the tool, over x and y; in steps of the shape's table
typedef struct contact {
  const kn_outline *outline; // NULL: an ellipse
  float shape[KN_SHAPE_POINTS], ux, uy, vx, vy;
} contact;
static void contact_at(const kn_touch_kernels *k, double depth, const kn_place_on_grid *at, double unit, contact *c) {
  float share;
  const float *a = k->shape[kn_kernels_level(k, depth, &share)], *b = a + KN_SHAPE_POINTS;
  for (int q = 0; q < KN_SHAPE_POINTS; q++) c->shape[q] = a[q] + share * (b[q] - a[q]);
  double half = at->radius * kn_sqrt(at->aspect) * unit / KN_SHAPE_STEP, narrow = half / at->aspect;
  c->ux = (float)(at->cos * half), c->uy = (float)(at->sin * half);
  c->vx = (float)(-at->sin * narrow), c->vy = (float)(at->cos * narrow);
  c->outline = k->square ? &k->outline : NULL;
}
// p^/F of x and y waves in the box
static inline float load_of(const contact *c, float x, float y) {
  static const float END = KN_SHAPE_POINTS - 1, STEP = (float)(KN_SHAPE_STEP / KN_OUTLINE_STEP);
  float u = x * c->ux + y * c->uy, v = x * c->vx + y * c->vy, kappa = __builtin_sqrtf(u * u + v * v);
  if (!(kappa < END)) return 0.0f;
  int q = (int)kappa;
  float load = c->shape[q] + (kappa - (float)q) * (c->shape[q + 1] - c->shape[q]);
  return c->outline ? load + kn_outline_at(c->outline, STEP * __builtin_fabsf(u), STEP * __builtin_fabsf(v)) : load;
}
void kn_kernels_loads(const kn_touch_kernels *k, double depth, const kn_place_on_grid *at, const kn_modes *m,
                      float *load) {
  contact c;
  contact_at(k, depth, at, m->length[0], &c);
  int n = m->n / 2;
  for (int y = 0; y < n; y++) // as kn_modes_fill numbers them
    for (int x = y == 0 ? 1 : 1 - n; x < n; x++) *load++ = load_of(&c, (float)x, (float)y);
}

// Waves shorter than the grid's count too, or a narrow contact and a wide one would miss different shares of their load: there
// the skin answers as a half-space does, w ~ 1/k.
static const int SHORTER = 3;
void kn_field_oval(const kn_field *f, const kn_touch_kernels *k, double aspect, double *ratio) {
  const kn_modes *m = &f->modes;
  int n = m->n / 2, end = SHORTER * n;
  for (int level = 0; level < KN_LEVELS; level++) {
    ratio[level] = 1.0;
    if (level >= k->levels) continue;
    const kn_level *v = &k->path->level[level].finite;
    kn_place_on_grid own = {.cos = 1.0, .aspect = aspect, .radius = v->radius}, disc = own;
    if (kn_kernels_round(k, &own)) continue;
    contact c, d;
    disc.aspect = 1.0;
    contact_at(k, v->depth, &own, m->length[0], &c);
    contact_at(k, v->depth, &disc, m->length[0], &d);
    d.outline = NULL;
    double with = 0.0, without = 0.0, last = m->length[m->radii - 1] / m->length[0],
           short_w = last * (double)*kn_kernels_w(k, level, m->radii - 1);
    for (int i = 0; i < m->count; i++) {
      double w = (double)*kn_kernels_w(k, level, m->mode[i].radius);
      with += w * (double)load_of(&c, m->mode[i].x, m->mode[i].y);
      without += w * (double)load_of(&d, m->mode[i].x, m->mode[i].y);
    }
    for (int y = 0; y < end; y++)
      for (int x = y == 0 ? n : 1 - end; x < end; x++) {
        if (y < n && x > -n && x < n) continue;
        double w = short_w / kn_sqrt((double)(x * x + y * y));
        with += w * (double)load_of(&c, (float)x, (float)y);
        without += w * (double)load_of(&d, (float)x, (float)y);
      }
    ratio[level] = with / without;
  }
}

// The numbers of one mode: normal load gives 10 scalars and 3 shears; drag along the same; drag across 3 shears more
static void numbers(const kn_response *r, double k, double *out) {
  out[KN_FIELD_W] = r[W].w;
  for (int i = 0; i < 5; i++) out[KN_FIELD_P_SKIN + i] = r[SKIN + i].p;
  static const int STRAIN[4] = {SKIN, FAT, MIDDLE, UPPER}, SHEAR[KN_SHEARS] = {SKIN, FAT, MIDDLE};
  for (int i = 0; i < 4; i++) out[KN_FIELD_E_SKIN + i] = -r[STRAIN[i]].dw;
  for (int i = 0; i < KN_SHEARS; i++) out[KN_SCALARS + i] = r[SHEAR[i]].du - k * r[SHEAR[i]].w;
}

// Six depths: the skin, the middles of skin and fat, and three of the muscle; stacks of fewer layers use what they have
static void depths(const kn_stack *s, double *z) {
  int fat = s->layers > 1 ? 1 : 0, muscle = s->layers > 2 ? 2 : s->layers - 1;
  z[W] = 0.0;
  z[SKIN] = 0.5 * s->layer[0].thickness * (1.0 - 1e-6);
  z[FAT] = kn_stack_top(s, fat) + 0.5 * s->layer[fat].thickness;
  for (int i = 0; i < 3; i++) z[UPPER + i] = kn_stack_top(s, muscle) + 0.25 * (i + 1) * s->layer[muscle].thickness;
  for (int i = 1; i < DEPTHS; i++) // ascending, as the kernel wants them
    if (z[i] < z[i - 1]) z[i] = z[i - 1];
}

typedef struct answers { // at once and by memory, [0] normal, [1] along, [2] across
  double at[3][KN_STATES][16];
} answers;

static bool answer(const kn_path_level *v, const kn_relax *r, double k, bool drag, const double *z, answers *out) {
  memset(out, 0, sizeof *out);
  double late[3][KN_SAMPLES][16];
  memset(late, 0, sizeof late);
  for (int load = 0; load < (drag ? 3 : 1); load++)
    for (int m = -1; m < KN_SAMPLES; m++) {
      kn_response o[DEPTHS];
      double *to = m < 0 ? out->at[load][0] : late[load][m];
      if (!kn_kernel(&v->column, k, m < 0 ? KN_AT_ONCE : r->sample[m], (kn_load)load, DEPTHS, z, o)) return false;
      if (load < 2)
        numbers(o, k, to);
      else
        for (int i = 0; i < KN_SHEARS; i++) to[KN_SCALARS + KN_SHEARS + i] = o[i == 2 ? MIDDLE : SKIN + i].du;
    }
  for (int load = 0; load < (drag ? 3 : 1); load++)
    for (int q = 0; q < 16; q++) {
      double sampled[KN_SAMPLES], memory[KN_MEMORIES];
      for (int m = 0; m < KN_SAMPLES; m++) sampled[m] = late[load][m][q];
      kn_relax_fit(r, out->at[load][0][q], sampled, memory);
      for (int j = 0; j < KN_MEMORIES; j++) out->at[load][j + 1][q] = memory[j];
    }
  return true;
}

// Modes between those that were solved: cubic in ln k
enum { SOLVED = 40 };
static void fill_level(const answers *a, double lowest, double step, const kn_modes *m, int load, float *to) {
  for (int r = 0; r < m->radii; r++) {
    double u = (kn_log(m->length[r]) - lowest) / step;
    int i = (int)u - 1;
    if (i < 0) i = 0;
    if (i > SOLVED - 4) i = SOLVED - 4;
    double x = u - i, w[4] = {-(x - 1) * (x - 2) * (x - 3) / 6, x * (x - 2) * (x - 3) / 2, -x * (x - 1) * (x - 3) / 2,
                              x * (x - 1) * (x - 2) / 6};
    for (int j = 0; j < KN_STATES; j++)
      for (int q = 0; q < 16; q++) {
        double v = 0.0;
        for (int c = 0; c < 4; c++) v += w[c] * a[i + c].at[load][j][q];
        to[(r * KN_STATES + j) * 16 + q] = (float)v;
      }
    if (load == 1) // the shears of drag across share the row
      for (int j = 0; j < KN_STATES; j++)
        for (int q = KN_SCALARS + KN_SHEARS; q < 16; q++) {
          double v = 0.0;
          for (int c = 0; c < 4; c++) v += w[c] * a[i + c].at[2][j][q];
          to[(r * KN_STATES + j) * 16 + q] = (float)v;
        }
  }
}

// Under the middle of the tool the grid must give what the path gives: the depth, and each layer's pressure and strain.
static void correct(kn_touch_kernels *k, int level, const kn_modes *m) {
  const kn_path_level *v = &k->path->level[level];
  const kn_stack *s = &k->path->stack;
  int fat = s->layers > 1 ? 1 : 0, muscle = s->layers > 2 ? 2 : s->layers - 1;
  float *to = k->normal + (size_t)level * (size_t)k->radii * KN_STATES * 16;
  double sum[KN_STATES][KN_SCALARS] = {{0}};
  for (int i = 0; i < m->count; i++) {
    double shape = shape_at(k, level < k->levels - 1 ? level : level - 1, level < k->levels - 1 ? 0.0f : 1.0f,
                            m->length[m->mode[i].radius] * v->finite.radius);
    const float *a = to + (size_t)m->mode[i].radius * KN_STATES * 16;
    for (int j = 0; j < KN_STATES; j++)
      for (int q = 0; q < KN_SCALARS; q++) sum[j][q] += 2.0 * shape * (double)a[16 * j + q] / (m->box * m->box);
  }
  // [B7] k -> 0: w -> 0 and P -> p. Without it all that is far away would be pulled.
  for (int q = KN_FIELD_P_SKIN; q <= KN_FIELD_P_LOWER; q++) sum[0][q] += 1.0 / (m->box * m->box);
  double want[KN_SCALARS] = {0};
  want[KN_FIELD_W] = v->per_force[KN_DEPTH];
  want[KN_FIELD_P_SKIN] = v->per_force[KN_PRESSURE];
  want[KN_FIELD_P_FAT] = v->per_force[KN_PRESSURE + fat];
  want[KN_FIELD_P_MUSCLE] = v->per_force[KN_PRESSURE + muscle];
  want[KN_FIELD_E_SKIN] = v->per_force[KN_STRAIN_MID];
  want[KN_FIELD_E_FAT] = v->per_force[KN_STRAIN_MID + fat];
  want[KN_FIELD_E_MUSCLE] = v->per_force[KN_STRAIN_MID + muscle];
  double factor[16];
  for (int q = 0; q < 16; q++) factor[q] = 1.0;
  for (int q = 0; q < KN_SCALARS; q++) {
    double ratio = want[q] / sum[0][q];
    // a grid that cannot resolve the tool says so by a ratio far from 1; pressures of skin may change sign
    if (want[q] > 0 && ratio > 0.2 && ratio < 5.0) factor[q] = ratio;
  }
  factor[KN_FIELD_P_UPPER] = factor[KN_FIELD_P_LOWER] = factor[KN_FIELD_P_MUSCLE];
  factor[KN_FIELD_SLIP] = factor[KN_FIELD_E_MUSCLE];
  factor[KN_SCALARS] = factor[KN_FIELD_E_SKIN], factor[KN_SCALARS + 1] = factor[KN_FIELD_E_FAT];
  factor[KN_SCALARS + 2] = factor[KN_FIELD_E_MUSCLE];
  for (int r = 0; r < k->radii * KN_STATES; r++)
    for (int q = 0; q < 16; q++) to[16 * r + q] *= (float)factor[q];
  for (int q = KN_FIELD_P_SKIN; q <= KN_FIELD_P_LOWER; q++) k->mean[level][q] = (float)factor[q];
  for (int j = 0; j < KN_STATES; j++) k->give[level][j] = sum[j][KN_FIELD_W] * factor[KN_FIELD_W];
}

kn_touch_kernels *kn_kernels_fill(void *memory, const kn_path *path, const kn_hankel *h, const kn_relax *r, int n,
                                  double spacing, bool drag) {
  (void)h;
  if (n > KN_FIELD_MOST) return NULL;
  kn_touch_kernels *k = memory;
  memset(k, 0, sizeof *k);
  kn_modes *m = (kn_modes *)(k + 1); // of use while it is built only
  kn_modes_fill(m, n, spacing);
  k->path = path;
  k->n = n, k->radii = m->radii, k->levels = path->levels, k->box = m->box;
  k->normal = (float *)(((uintptr_t)(m + 1) + 63) & ~(uintptr_t)63);
  size_t part = (size_t)k->levels * (size_t)k->radii * KN_STATES * 16;
  if (drag) k->drag = k->normal + part;
  const kn_press_tool *tool = &path->tool;
  k->square = tool->shape == KN_PRESS_PATCH && tool->squareness > 2.0;
  if (k->square) kn_outline_fill(&k->outline, tool->squareness, tool->profile);
  double z[DEPTHS], lowest = kn_log(m->length[0] * 0.999),
                    step = (kn_log(m->length[m->radii - 1] * 1.001) - lowest) / (SOLVED - 1);
  depths(&path->stack, z);
  for (int i = 0; i < k->levels; i++) {
    const kn_path_level *v = &path->level[i];
    for (int q = 0; q < KN_SHAPE_POINTS; q++)
      k->shape[i][q] =
          (float)(kn_disc_transform(&v->load, q * KN_SHAPE_STEP / v->load.radius) / kn_disc_force(&v->load));
    answers a[SOLVED];
    for (int q = 0; q < SOLVED; q++)
      if (!answer(v, r, kn_exp(lowest + q * step), drag, z, &a[q])) return NULL;
    size_t at = (size_t)i * (size_t)k->radii * KN_STATES * 16;
    fill_level(a, lowest, step, m, 0, k->normal + at);
    if (drag) fill_level(a, lowest, step, m, 1, k->drag + at);
  }
  for (int i = 0; i < k->levels; i++) correct(k, i, m);
  return k;
}
