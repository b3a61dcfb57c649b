// svg_field.c -- a field on a deformed grid: bands of colour, numbered isolines, legend. Each cell is two triangles, in
// which the field is linear; so bands and lines fit together exactly.
#include "svg.h"
#include <math.h>
#include <stdlib.h>

typedef struct point {
  double x, y, v;
} point;

static point node(const svg_field *d, int i, int j) {
  int k = j * d->columns + i;
  return (point){d->x[k], d->y[k], d->value[k]};
}

static point between(point a, point b, double v) {
  double s = b.v == a.v ? 0 : (v - a.v) / (b.v - a.v);
  return (point){a.x + s * (b.x - a.x), a.y + s * (b.y - a.y), v};
}

// What of the polygon lies above (side +1) or below (-1) the level.
static int clip(const point *from, int n, double level, int side, point *to) {
  int m = 0;
  for (int i = 0; i < n; i++) {
    point a = from[i], b = from[(i + 1) % n];
    bool in_a = side * (a.v - level) >= 0, in_b = side * (b.v - level) >= 0;
    if (in_a) to[m++] = a;
    if (in_a != in_b) to[m++] = between(a, b, level);
  }
  return m;
}

static void polygon(FILE *f, const point *p, int n) {
  for (int i = 0; i < n; i++) fprintf(f, "%c%.1f %.1f", i ? 'L' : 'M', p[i].x, p[i].y);
  fputs("Z", f);
}

static void band_of_triangle(FILE *f, point a, point b, point c, double low, double high) {
  enum { MOST = 8 };
  point one[MOST] = {a, b, c}, two[MOST];
  int n = clip(one, 3, low, 1, two);
  if (n >= 3) n = clip(two, n, high, -1, one);
  if (n >= 3) polygon(f, one, n);
}

static bool cell_inside(const svg_field *d, int i, int j, double low, double high) {
  for (int k = 0; k < 4; k++) {
    double v = node(d, i + (k & 1), j + (k >> 1)).v;
    if (!(v >= low && v <= high)) return false;
  }
  return true;
}

static void band(FILE *f, const svg_field *d, double low, double high) {
  for (int j = 0; j + 1 < d->rows; j++)
    for (int i = 0; i + 1 < d->columns; i++) {
      int run = i;
      while (run + 1 < d->columns && cell_inside(d, run, j, low, high)) run++;
      if (run > i) { // neighbours that are wholly inside, as one outline
        for (int k = i; k <= run; k++) fprintf(f, "%c%.1f %.1f", k == i ? 'M' : 'L', node(d, k, j).x, node(d, k, j).y);
        for (int k = run; k >= i; k--) fprintf(f, "L%.1f %.1f", node(d, k, j + 1).x, node(d, k, j + 1).y);
        fputs("Z", f);
        i = run - 1;
        continue;
      }
      point a = node(d, i, j), b = node(d, i + 1, j), c = node(d, i + 1, j + 1), e = node(d, i, j + 1);
      band_of_triangle(f, a, b, c, low, high);
      band_of_triangle(f, a, c, e, low, high);
    }
}

// Share of the colour ramp for the band above level i (i = -1: below the first).
static double share_of(int i, int levels) { return levels > 0 ? (i + 1.0) / levels : 0; }

void svg_bands(FILE *f, const svg_field *d, const double *level, int levels) {
  for (int i = -1; i < levels; i++) {
    double low = i < 0 ? -INFINITY : level[i], high = i + 1 < levels ? level[i + 1] : INFINITY;
    char colour[8];
    svg_colour(d->hue, share_of(i, levels), colour);
    bool pull = high <= 0 || (levels && high <= 1e-12);
    fputs("<path d=\"", f);
    band(f, d, i < 0 ? -1e300 : low, isfinite(high) ? high : 1e300);
    // a stroke of the same colour closes the hairlines between cells
    fprintf(f, "\" fill=\"%s\" stroke=\"%s\" stroke-width=\"0.5\"/>\n", pull ? "url(#pull)" : colour,
            pull ? "none" : colour);
  }
}

// ---- lines ------------------------------------------------------------------------------------------------------------
static int segment(point a, point b, point c, double level, point out[2]) {
  const point p[3] = {a, b, c};
  int n = 0;
  for (int i = 0; i < 3 && n < 2; i++) {
    point q = p[i], r = p[(i + 1) % 3];
    if ((q.v < level) != (r.v < level)) out[n++] = between(q, r, level);
  }
  return n == 2;
}

typedef struct placed {
  int count;
  point at[32];
} placed;

static double nearest(const placed *p, point q) {
  double best = 1e9;
  for (int i = 0; i < p->count; i++) best = fmin(best, hypot((p->at[i].x - q.x) / 2, p->at[i].y - q.y));
  return best;
}

void svg_isolines(FILE *f, const svg_field *d, const double *level, int levels, svg_box inside) {
  enum { ENOUGH = 40, CLOSE = 13 }; // pixels between labels
  placed done = {0};
  double middle = inside.x + 0.5 * inside.w;
  for (int l = 0; l < levels; l++) {
    double best = -1;
    point at = {0, 0, 0}, s[2];
    fputs("<path d=\"", f);
    for (int j = 0; j + 1 < d->rows; j++)
      for (int i = 0; i + 1 < d->columns; i++)
        for (int half = 0; half < 2; half++) {
          point a = node(d, i, j), c = node(d, i + 1, j + 1), b = half ? node(d, i, j + 1) : node(d, i + 1, j);
          if (!segment(a, b, c, level[l], s)) continue;
          fprintf(f, "M%.1f %.1fL%.1f %.1f", s[0].x, s[0].y, s[1].x, s[1].y);
          point m = {0.5 * (s[0].x + s[1].x), 0.5 * (s[0].y + s[1].y), level[l]};
          if (m.x < inside.x + 14 || m.x > inside.x + inside.w - 14 || m.y > inside.y + inside.h - 5) continue;
          double far = fmin(nearest(&done, m), ENOUGH) - 0.02 * fabs(m.x - middle); // away from others, near the tool
          if (far > best) best = far, at = m;
        }
    fputs("\" fill=\"none\" stroke=\"#111827\" stroke-width=\"0.8\"/>\n", f);
    if (best > CLOSE && done.count < 32) done.at[done.count++] = at;
  }
  for (int i = 0; i < done.count; i++) {
    char text[24];
    svg_number(text, sizeof text, done.at[i].v, levels > 1 ? level[1] - level[0] : 1);
    svg_text(f, done.at[i].x, done.at[i].y + 4, "middle", 10, true, text);
  }
}

void svg_legend(FILE *f, svg_box b, svg_hue hue, const double *level, int levels, const char *title) {
  svg_text(f, b.x, b.y - 8, "start", 11, false, title);
  double each = b.h / (levels + 1);
  for (int i = -1; i < levels; i++) {
    char colour[8];
    svg_colour(hue, share_of(i, levels), colour);
    bool pull = i + 1 < levels && level[i + 1] <= 1e-12;
    double y = b.y + b.h - (i + 2) * each;
    fprintf(f,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" stroke=\"#111827\" "
            "stroke-width=\"0.5\"/>\n",
            b.x, y, b.w, each, pull ? "url(#pull)" : colour);
    if (i < 0) continue;
    char text[24];
    svg_number(text, sizeof text, level[i], levels > 1 ? level[1] - level[0] : 1);
    svg_text(f, b.x + b.w + 4, y + each + 4, "start", 10, false, text);
  }
}
