// field.h -- what a moving hand does to a piece of skin and all below it: the touch clock's grid [B5] [D3].
//
// The plane is a square of n x n points, 8 to KN_FIELD_MOST, that repeats itself. A tool brings its own kernels, one set for each level of its
// path, corrected so that under its middle they give what the finite-strain solution gives. Loads are put in by their
// transforms, so a tool may stand anywhere between points and its force is exact [A-V1]; six fading memories a mode carry
// what it did. One tool presses at a time; what an earlier one left behind stays.
#pragma once
#include "fft.h"
#include "path.h"

// Sixteen fields. Shear and slip come as x and y.
enum {
  KN_FIELD_W = 0,  // displacement of the skin, m
  KN_FIELD_P_SKIN, // pressure at mid-depth, Pa
  KN_FIELD_P_FAT,
  KN_FIELD_P_UPPER,  // muscle at a quarter of its depth
  KN_FIELD_P_MUSCLE, // at half
  KN_FIELD_P_LOWER,  // at three quarters
  KN_FIELD_E_SKIN,   // vertical strain at mid-depth, compression positive
  KN_FIELD_E_FAT,
  KN_FIELD_E_MUSCLE,
  KN_FIELD_SLIP,    // spare: strain at a quarter of the muscle
  KN_FIELD_GX_SKIN, // shear strain at mid-depth
  KN_FIELD_GX_FAT,
  KN_FIELD_GX_MUSCLE,
  KN_FIELD_GY_SKIN,
  KN_FIELD_GY_FAT,
  KN_FIELD_GY_MUSCLE,
  KN_FIELDS
};
enum { KN_FIELD_MOST = 64 };
enum { KN_SCALARS = 10, KN_SHEARS = 3, KN_STATES = 1 + KN_MEMORIES };

typedef struct kn_place_on_grid {
  double x, y;             // middle of the tool, m; the grid's corner is 0, 0
  double cos, sin, aspect; // heading of its longer axis; long over short (its squareness belongs to the tool)
  double radius;           // of the contact, m
} kn_place_on_grid;

// ---- what a tool does on a grid of this spacing; made once ----
typedef struct kn_touch_kernels kn_touch_kernels;
size_t kn_kernels_size(int n);
// memory: of that size, aligned as malloc does. path must outlive it. drag: tangential loads too. NULL when the layers fail.
kn_touch_kernels *kn_kernels_fill(void *memory, const kn_path *path, const kn_hankel *h, const kn_relax *r, int n,
                                  double spacing, bool drag);

// ---- the skin ----
typedef struct kn_field kn_field;
size_t kn_field_size(int n);
kn_field *kn_field_begin(void *memory, const kn_relax *r, int n, double spacing, double step); // at rest
// The memories that a later moment depends on: kn_field_state_size bytes.
size_t kn_field_state_size(const kn_field *f);
void *kn_field_state(kn_field *f);
// All that a later moment depends on, as bytes that any field of this size takes back; k: of the tool that pressed last.
size_t kn_field_saved_size(const kn_field *f);
void kn_field_save(const kn_field *f, void *bytes);
void kn_field_restore(kn_field *f, const kn_touch_kernels *k, const void *bytes);
// Displacement that the past alone makes at a place at the end of the coming step, m
double kn_field_past(const kn_field *f, const kn_touch_kernels *k, double x, double y);
// m/N that a tool at this depth's level with this contact radius adds there within the step (aspect 1: kn_field_past + give x force = depth)
double kn_field_give(const kn_field *f, const kn_touch_kernels *k, double depth, double radius);
// A step with a force (N, along z) and a drag (N, along x and y) at a place. depth: of the tool, tells its level.
// k NULL: nothing presses (then kernels of the last tool read the past).
// look false: only what is remembered moves on, the fields stay as they were.
void kn_field_move(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                   double drag_x, double drag_y, bool look);
// After one cycle from rest: what is remembered becomes what cycles without end would have left. keep: exp(-period/T_j).
void kn_field_repeat(kn_field *f, const double *keep);
// = kn_field_move with a look
void kn_field_step(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                   double drag_x, double drag_y);
double kn_field_at(const kn_field *f, int field, double x, double y); // between points: linear
// A step that looks at the tool's own middle only, by the sum of all modes there: exact between points too, and quicker than
// all points. at tells where even when nothing presses.
typedef struct kn_under {
  float all[16];   // the fields
  float now[16];   // what a newton of this step alone does at once: of the first KN_SCALARS
  float round[16]; // the same, were the contact round
} kn_under;
void kn_field_step_under(kn_field *f, const kn_touch_kernels *k, const kn_place_on_grid *at, double depth, double force,
                         double drag_x, double drag_y, kn_under *under);
// What the tool's own contact, oval with this aspect or a superellipse, gives way under its middle, over what a round one of
// the same area does, for each level (KN_LEVELS)
void kn_field_oval(const kn_field *f, const kn_touch_kernels *k, double aspect, double *ratio);
const float *kn_field_point(const kn_field *f, int i, int j, float *sixteen); // all fields of a point
