// tables.h -- the tables of all rooms in one order: the order of struct kn_chain_par, then kn_outcome_par; and the
// order of the state vector.
#pragma once
#include "../chain/chain.rhs.h"
#include "../outcome/outcome.rhs.h"
#include <knead/knead.h>

enum {
  KN_CHAIN_PARAMS = sizeof(kn_chain_par) / sizeof(double),
  KN_MAP_PARAMS = sizeof(kn_outcome_par) / sizeof(double),
  KN_PARAMS = KN_CHAIN_PARAMS + KN_MAP_PARAMS,
};

typedef struct kn_condition_row {
  kn_condition_info info;
  double theta, s0, source, load;
  int painful;
} kn_condition_row;
typedef struct kn_link_row {
  kn_link_info info;
  const char *gains;
} kn_link_row;

const kn_condition_row *kn_condition_row_at(int i);
const kn_link_row *kn_link_row_at(int i);
double kn_region_tone_share(int region);
// The table row of an entry of the state vector; its offset to SI (that of degC, else 0).
const kn_state_info *kn_state_of(int index);
double kn_state_offset(int index);
int kn_param_find(const char *name); // "nerve.c_X" -> index, or -1
