// trial_inner.h -- what the two readers of a trial's file share.
#pragma once
#include "scene_inner.h"
#include "trial_file.h"

enum {
  IN_TRIAL = KN_SECTION_COUNT,
  IN_RECRUITMENT,
  IN_RANDOMISATION,
  IN_STRATUM,
  IN_THERAPISTS,
  IN_ATTENDANCE,
  IN_BLINDING,
  IN_PROMISE,
  IN_ANALYSIS,
  SECTIONS
};
static inline kn_trial_file *kn_trial_of(const kn_reader *r) { return r->into; }
// trial_conduct.c. The arms and visits have been read.
void kn_read_therapists(kn_reader *r, const kn_node *map); // NULL: those who touch have a therapist, all alike
void kn_read_attendance(kn_reader *r, const kn_node *map);
void kn_read_blinding(kn_reader *r, const kn_node *map);
void kn_read_analysis(kn_reader *r, const kn_node *map); // NULL: as usual
