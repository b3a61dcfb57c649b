// skin.h -- a tool on a piece of skin: the grid of waves that remembers where it was pressed and dragged (field.h), with the tool's
// own word for what a force does at once (path.h). The plant's window and the session's cycle press by it.
#pragma once
#include "../tissue/field.h"
#include "numbers.h"
#include <knead/status.h>

typedef struct kn_skin {
  const kn_path *path;
  const kn_touch_kernels *kernels;
  kn_field *field;
  double spacing, box;    // m
  double floor;           // no tool goes deeper, m
  double aspect;          // long over short side of the contact
  double oval[KN_LEVELS]; // give of the tool's own contact over that of a round one, by level
  void *(*alloc)(size_t size, void *user);
  void (*release)(void *p, void *user);
  void *user, *kernels_memory, *field_memory;
} kn_skin;

// Lays n x n points under a tool; path must outlive it. KN_NO_MEMORY, or KN_NO_EQUILIBRIUM when the layers give no finite answer
// to a wave; then nothing is held.
kn_status kn_skin_lay(kn_skin *s, const kn_path *path, const kn_hankel *h, const kn_relax *r, int n, double spacing,
                      bool drag, void *(*alloc)(size_t size, void *user), void (*release)(void *p, void *user),
                      void *user);
void kn_skin_end(kn_skin *s);
// At rest, for steps (s) of a tool of this aspect
void kn_skin_rest(kn_skin *s, const kn_relax *r, double step, double aspect);

// A tool stands there: how deep the skin is already, and how deep it goes. Skin that bulges beside an earlier press is met above
// z = 0, and the tool's own depth, its level, counts from there.
typedef struct kn_pressed {
  double was, past, bulge;  // m: of the skin before the step, and at its end if nothing pressed; < 0: above z = 0
  double depth, level;      // m: of the tool, from z = 0; from where it met the skin
  double force, give;       // N; m/N, what fades within the step included
  double now;               // of the depth: what goes back at once as the force goes, m
  kn_at at;                 // on the path
  double word[KN_READINGS]; // what the path says that a newton does at once; once the step is made
} kn_pressed;
// The skin under a place at the end of the coming step, before anything presses
kn_pressed kn_skin_meet(const kn_skin *s, double x, double y);
// The tool bears this force; before: its level of late, to begin with. Or it is at this depth.
void kn_skin_bear(const kn_skin *s, kn_pressed *p, double force, double before);
void kn_skin_go(const kn_skin *s, kn_pressed *p, double depth);
// The step itself: what is pressed and dragged is remembered. at->radius is filled. under NULL: nothing is looked at.
void kn_skin_step(kn_skin *s, kn_pressed *p, kn_place_on_grid *at, double drag_x, double drag_y, kn_under *under);
// Readings (KN_READINGS) under the tool's middle, or at a spot of kn_field_spots: layers below the third follow it
void kn_skin_read(const kn_skin *s, const kn_pressed *p, const kn_under *under, double *reading);
void kn_skin_read_spot(const kn_skin *s, const kn_pressed *p, const kn_place_on_grid *at, const kn_under *under,
                       int spot, double x, double y, double *reading); // x, y: where it is
