// numbers.h -- the parameters of the rooms that meet on the touch clock, in SI, from their tables.
#pragma once
#include <stdbool.h>
#include "../flow/flow.rhs.h"
#include "../hand/hand.rhs.h"
#include "../tissue/guard.rhs.h"
#include "../tissue/joint_par.h"
#include "../tissue/tissue.rhs.h"

typedef struct kn_touch_numbers {
  kn_hand_par hand;
  kn_tissue_par tissue;
  kn_joint_par joint;
  kn_guard_par guard;
  kn_flow_par flow;
} kn_touch_numbers;
void kn_touch_numbers_fill(kn_touch_numbers *n);
static inline bool kn_touch_finite(double v) { return v - v == 0.0; }
