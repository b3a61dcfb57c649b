// trial_inner.h -- what the readers of a trial's file share: its groups.
#pragma once
#include "scene_inner.h"
#include "trial_file.h"

enum {
  KN_IN_TRIAL = KN_SECTION_COUNT,
  KN_IN_RECRUITMENT,
  KN_IN_RANDOMISATION,
  KN_IN_STRATUM,
  KN_IN_THERAPISTS,
  KN_IN_ATTENDANCE,
  KN_IN_BLINDING,
  KN_IN_PROMISE,
  KN_IN_ANALYSIS,
  KN_TRIAL_SECTIONS
};
void kn_read_blinding(kn_reader *r, const kn_node *map); // trial_blinding.c; the arms have been read
