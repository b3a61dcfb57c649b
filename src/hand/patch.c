#include "patch.h"

// With s >= t the squares of the two scaled coordinates, r^2 = (s^(m/2) + t^(m/2))^(2/m) = s g(t/s), where
// g(z) = (1 + z^(m/2))^(2/m) is smooth and runs from 1 to 2^(2/m): one short table instead of three powers a sample.
kn_outline kn_outline_of(const kn_hand_par *k, double squareness, double profile) {
  kn_outline o = {.squareness = squareness, .profile = profile, .fullness = kn_hand_fullness(k, squareness)};
  for (int i = 0; i <= KN_OUTLINE; i++) {
    double z = (double)i / KN_OUTLINE, power = i == 0 ? 0.0 : kn_pow(z, 0.5 * squareness);
    o.scale[i] = (float)kn_pow(1.0 + power, 2.0 / squareness);
  }
  o.scale[KN_OUTLINE + 1] = o.scale[KN_OUTLINE];
  return o;
}

kn_patch kn_patch_at(const kn_hand_par *k, const kn_hand_patch *c, double force, double x, double y, double heading) {
  double q = heading / (2.0 * k->pi);
  return (kn_patch){
      .x = x, .y = y, .cos = kn_cos_turns(q), .sin = kn_sin_turns(q), .a = c->a, .b = c->b, .force = force};
}

static inline float radius2(const kn_outline *o, float u, float v) {
  float s = u * u, t = v * v;
  if (o->squareness == 2.0) return s + t;
  float high = s > t ? s : t, low = s > t ? t : s;
  if (!(high > 0.0f)) return 0.0f;
  float z = low / high * (float)KN_OUTLINE;
  int i = (int)z;
  return high * (o->scale[i] + (z - (float)i) * (o->scale[i + 1] - o->scale[i]));
}
// (1 - r^2)^n, 0 outside
static inline float height(const kn_outline *o, float r2) {
  float g = 1.0f - r2;
  if (!(g > 0.0f)) return 0.0f;
  if (o->profile == 0.5) return __builtin_sqrtf(g);
  if (o->profile == 1.0) return g;
  if (o->profile == 0.0) return 1.0f;
  return (float)kn_pow((double)g, o->profile);
}

// Half the extent of the outline along the direction (c, s): [(a|c|)^w + (b|s|)^w]^(1/w), w = m/(m - 1)
static double half_extent(const kn_outline *o, double ac, double bs) {
  ac = kn_abs(ac), bs = kn_abs(bs);
  if (o->squareness == 2.0) return kn_sqrt(ac * ac + bs * bs);
  double high = kn_max(ac, bs), low = kn_min(ac, bs), w = o->squareness / (o->squareness - 1.0);
  return low > 0.0 ? high * kn_pow(1.0 + kn_pow(low / high, w), 1.0 / w) : high;
}

static int at_most(double x) { // floor, clamped to what a grid may have
  x = x < -1e8 ? -1e8 : x > 1e8 ? 1e8 : x;
  int i = (int)x;
  return i > x ? i - 1 : i;
}
static int wrapped(int i, int n) { return (i %= n) < 0 ? i + n : i; }

// One cell: 3 x 3 samples where the rim or the steep part passes, the middle alone well inside.
enum { SUB = 3 };
typedef struct cells {
  float ux, uy, vx, vy; // change of the scaled coordinates with one cell in x and in y
  float inner, outer;   // r^2 below which one sample does; above which no sample of the cell is inside
} cells;
static inline float cell(const kn_outline *o, const cells *c, float u, float v) {
  float r2 = radius2(o, u, v);
  if (r2 < c->inner) return height(o, r2);
  if (r2 > c->outer) return 0.0f;
  float sum = 0.0f;
  for (int j = 0; j < SUB; j++)
    for (int i = 0; i < SUB; i++) {
      float p = ((float)i - 1.0f) / (float)SUB, q = ((float)j - 1.0f) / (float)SUB;
      sum += height(o, radius2(o, u + p * c->ux + q * c->uy, v + p * c->vx + q * c->vy));
    }
  return sum / (float)(SUB * SUB);
}

// A patch so small that no sample falls into it: all of it into the cell it lies in.
static double point(const kn_grid *g, const kn_patch *p, float *map, kn_box *box) {
  int i = at_most((p->x - g->x0) / g->dx + 0.5), j = at_most((p->y - g->y0) / g->dx + 0.5);
  if (g->wrap) i = wrapped(i, g->nx), j = wrapped(j, g->ny);
  if (i < 0 || j < 0 || i >= g->nx || j >= g->ny) return 0.0;
  *box = (kn_box){i, j, 1, 1};
  map[j * g->nx + i] = (float)(p->force / (g->dx * g->dx));
  return p->force;
}

static const double FAR = 1e6,
                    SPECK = 1e-3; // cells: nowhere near the grid (or not a number); smaller than any sample sees
double kn_patch_press(const kn_grid *g, const kn_outline *o, const kn_patch *p, float *map, kn_box *box) {
  *box = (kn_box){0, 0, 0, 0};
  if (!(p->force > 0.0 && p->a > 0.0 && p->b > 0.0)) return 0.0;
  double cx = (p->x - g->x0) / g->dx, cy = (p->y - g->y0) / g->dx; // in cells
  if (!(kn_abs(cx) < FAR && kn_abs(cy) < FAR)) return 0.0;
  if (p->a < SPECK * g->dx || p->b < SPECK * g->dx) return point(g, p, map, box);
  double wide = half_extent(o, p->a * p->cos, p->b * p->sin) / g->dx + 0.5;
  double high = half_extent(o, p->a * p->sin, p->b * p->cos) / g->dx + 0.5;
  int i0 = at_most(cx - wide), i1 = at_most(cx + wide) + 1, j0 = at_most(cy - high), j1 = at_most(cy + high) + 1;
  if (g->wrap && (i1 - i0 + 1 > g->nx || j1 - j0 + 1 > g->ny)) return 0.0;
  int w0 = i0, w1 = i1, h0 = j0, h1 = j1; // what of it is on the grid
  if (!g->wrap) {
    if (w0 < 0) w0 = 0;
    if (h0 < 0) h0 = 0;
    if (w1 >= g->nx) w1 = g->nx - 1;
    if (h1 >= g->ny) h1 = g->ny - 1;
    if (w0 > w1 || h0 > h1) return 0.0;
  }
  double xa = g->dx / p->a, xb = g->dx / p->b;
  cells c = {(float)(p->cos * xa), (float)(p->sin * xa), (float)(-p->sin * xb), (float)(p->cos * xb), 0.0f, 0.0f};
  // No sample lies farther than half a cell's diagonal from the middle, and r changes by no more than the scaled way.
  double way = 0.5 * (xa > xb ? xa : xb), core = 0.75 - way;
  c.inner = core > 0.0 ? (float)(core * core) : 0.0f;
  c.outer = (float)((1.0 + way) * (1.0 + way));

  double sum = 0.0, landed = 0.0; // of (1 - r^2)^n over all cells, and over those of the grid
  for (int j = j0; j <= j1; j++) {
    double y = j - cy;
    bool on_row = j >= h0 && j <= h1;
    float *row = on_row ? map + (size_t)wrapped(j, g->ny) * (size_t)g->nx : map;
    for (int i = i0, n = wrapped(i0, g->nx); i <= i1; i++, n = n + 1 == g->nx ? 0 : n + 1) {
      double x = i - cx;
      float w = cell(o, &c, (float)((x * p->cos + y * p->sin) * xa), (float)((y * p->cos - x * p->sin) * xb));
      sum += (double)w;
      if (on_row && i >= w0 && i <= w1) {
        row[n] = w;
        landed += (double)w;
      }
    }
  }
  if (!(sum > 0.0)) return point(g, p, map, box);
  *box = (kn_box){g->wrap ? wrapped(w0, g->nx) : w0, g->wrap ? wrapped(h0, g->ny) : h0, w1 - w0 + 1, h1 - h0 + 1};
  float f = (float)(p->force / (sum * g->dx * g->dx)); // [A1] p0, so that sum p dA = F
  for (int j = 0; j < box->nj; j++) {
    float *row = map + (size_t)wrapped(box->j + j, g->ny) * (size_t)g->nx;
    for (int i = 0, n = box->i; i < box->ni; i++, n = n + 1 == g->nx ? 0 : n + 1) row[n] *= f;
  }
  return p->force * (landed / sum);
}

void kn_patch_drag(const kn_grid *g, const kn_box *box, const float *p, double tx, double ty, float *qx, float *qy) {
  float fx = (float)tx, fy = (float)ty;
  for (int j = 0; j < box->nj; j++) {
    size_t row = (size_t)wrapped(box->j + j, g->ny) * (size_t)g->nx;
    for (int i = 0, n = box->i; i < box->ni; i++, n = n + 1 == g->nx ? 0 : n + 1) {
      qx[row + (size_t)n] = fx * p[row + (size_t)n];
      qy[row + (size_t)n] = fy * p[row + (size_t)n];
    }
  }
}

void kn_box_clear(const kn_grid *g, const kn_box *box, float *map) {
  for (int j = 0; j < box->nj; j++) {
    float *row = map + (size_t)wrapped(box->j + j, g->ny) * (size_t)g->nx;
    for (int i = 0, n = box->i; i < box->ni; i++, n = n + 1 == g->nx ? 0 : n + 1) row[n] = 0.0f;
  }
}
