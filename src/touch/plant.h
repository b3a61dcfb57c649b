// plant.h -- inside of the real-time plant: what never changes after creation, and what a step changes.
#pragma once
#include "../tissue/path.h"
#include "numbers.h"
#include <knead/touch.h>

// What a step changes, in one piece: save and restore copy it.
typedef struct kn_touch_state {
  double time, depth;                      // s; of the tool, m
  double memory[KN_READINGS][KN_MEMORIES]; // [D3] what loads of the past still do to each reading
  kn_guard_state guard;
} kn_touch_state;

struct kn_touch {
  kn_touch_def def;
  kn_touch_numbers numbers;
  kn_hankel hankel;
  kn_relax relax;
  kn_path path;
  double keep[KN_MEMORIES]; // exp(-step/T_j)
  double deepest;           // m: beyond, the tissue model does not hold
  uint64_t fingerprint;     // of what it is made of: a state belongs to one kind of plant
  kn_touch_state state;
};

kn_status kn_touch_check(const kn_touch_def *def, kn_error *error); // definition.c
void kn_touch_stack_si(const kn_touch_stack *from, kn_stack *to);
void kn_touch_tool_si(const kn_touch_tool *from, kn_press_tool *to);
