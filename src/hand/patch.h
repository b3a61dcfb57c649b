// patch.h -- the pressure of a tool on a grid: [A1] p = p0 (1 - r^2)^n, r^m = |x'/a|^m + |y'/b|^m, added up to the force.
#pragma once
#include <stdbool.h>
#include "hand.rhs.h"

typedef struct kn_grid {
  int nx, ny;    // map[j * nx + i]
  double x0, y0; // middle of cell (0, 0), m
  double dx;     // spacing both ways, m
  bool wrap;     // the far side continues at the near side
} kn_grid;

// The outline of a tool, made once: it costs as much as a hundred cells.
enum { KN_OUTLINE = 64 };
typedef struct kn_outline {
  float scale[KN_OUTLINE + 2]; // see patch.c
  double squareness, profile, fullness;
} kn_outline;
kn_outline kn_outline_of(const kn_hand_par *k, double squareness, double profile);

typedef struct kn_patch {
  double x, y;     // middle, m
  double cos, sin; // of the heading: the direction of semi-axis a
  double a, b;     // m
  double force;    // N
} kn_patch;
// A patch from the tool's contact (a, b), its place and heading (rad)
kn_patch kn_patch_at(const kn_hand_par *k, const kn_hand_patch *contact, double force, double x, double y,
                     double heading);

typedef struct kn_box {
  int i, j, ni, nj; // first cell and number of cells; on a wrapped grid i + ni may pass nx: take it modulo
} kn_box;
// Writes p (Pa) in the cells of *box and nowhere else: clear the box of the step before with kn_box_clear. The sum of p dA
// over the whole patch is the force; what falls beyond the edge of a grid that does not wrap is not written. Returns the
// force on the grid, N; 0 and an empty box when nothing of it is there or the patch is wider than a wrapped grid.
double kn_patch_press(const kn_grid *g, const kn_outline *o, const kn_patch *p, float *map, kn_box *box);
// q = traction with the shape of the pressure: (tx, ty) is the whole tangential force over the whole normal force.
void kn_patch_drag(const kn_grid *g, const kn_box *box, const float *p, double tx, double ty, float *qx, float *qy);
void kn_box_clear(const kn_grid *g, const kn_box *box, float *map);
