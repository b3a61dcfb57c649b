// plant.h -- inside of the real-time plant: what never changes after creation, and what a step changes.
#pragma once
#include "skin.h"
#include <knead/touch.h>

// What a step changes, in one piece: save and restore copy it.
typedef struct kn_touch_state {
  double time, depth;                      // s; of the tool, m
  double memory[KN_READINGS][KN_MEMORIES]; // [D3] what loads of the past still do to each reading
  double borne, borne_s;                   // [K4] muscle pressure x time of this contact, Pa s; that time, s; both fade
  kn_guard_state guard;
} kn_touch_state;

// What a contact does within a step; each mode fills it.
typedef struct kn_contact {
  double depth, force, give; // m; N; m/N at this force
  double level;              // depth that tells where on the tool's path it stands, m
  kn_at at;                  // and there
  double reading[KN_READINGS];
} kn_contact;

// ---- the window: window.c ----
kn_status kn_window_create(kn_touch *p, kn_error *error);
void kn_window_destroy(kn_touch *p);
void kn_window_step(kn_touch *p, const kn_touch_in *in, const double *drag_per_force, kn_contact *c);
double kn_window_spacing(const kn_touch *p); // m
size_t kn_window_saved_size(const kn_touch *p);
void kn_window_save(const kn_touch *p, void *bytes);
void kn_window_restore(kn_touch *p, const void *bytes);

struct kn_touch {
  kn_touch_def def;
  kn_touch_numbers numbers;
  kn_hankel hankel;
  kn_relax relax;
  kn_path path;
  double keep[KN_MEMORIES]; // exp(-step/T_j)
  double deepest;           // m: beyond, the tissue model does not hold
  double floor;             // m: no tool goes deeper
  uint64_t fingerprint;     // of what it is made of: a state belongs to one kind of plant
  kn_touch_state state;
  kn_skin *window; // NULL in single mode
};

void *kn_touch_plain_alloc(size_t size, void *user); // malloc and free, where a definition names none
void kn_touch_plain_release(void *p, void *user);
kn_status kn_touch_fail(kn_error *e, kn_status status, const char *where, const char *what, const char *hint);
uint64_t kn_touch_fingerprint(const kn_touch_def *def);             // saved.c
kn_status kn_touch_check(const kn_touch_def *def, kn_error *error); // definition.c
void kn_touch_stack_si(const kn_touch_stack *from, kn_stack *to);
void kn_touch_tool_si(const kn_touch_tool *from, kn_press_tool *to);
