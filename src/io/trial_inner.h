// trial_inner.h -- what the readers of a trial's file share: its groups; and kinds of files that are a trial and more.
#pragma once
#include "scene_inner.h"
#include "trial_file.h"

enum {
  KN_IN_TRIAL = KN_SECTION_COUNT,
  KN_IN_RECRUITMENT,
  KN_IN_BOUT,
  KN_IN_RANDOMISATION,
  KN_IN_STRATUM,
  KN_IN_THERAPISTS,
  KN_IN_ATTENDANCE,
  KN_IN_BLINDING,
  KN_IN_PROMISE,
  KN_IN_ANALYSIS,
  KN_TRIAL_SECTIONS
};
const char *kn_trial_key(int i);                         // of the top level of a trial
void kn_read_blinding(kn_reader *r, const kn_node *map); // trial_blinding.c; the arms have been read

typedef struct kn_trial_kind {
  const char *noun, *begins;
  kn_name_fn *top;        // keys of the top level
  const kn_section *more; // further groups, numbered from KN_TRIAL_SECTIONS
  int more_count;
  bool outcomes_follow;                            // outcomes left out are found by `read`
  void (*read)(kn_reader *r, const kn_node *root); // what only this kind has, after the trial; NULL
} kn_trial_kind;
enum { KN_MAX_MORE_SECTIONS = 8 };
// As kn_trial_read, which reads the kind `trial`. t is the beginning of what `read` fills.
int kn_trial_read_kind(const char *path, const char *const *folders, int folder_count, kn_trial_usual *usual_trial,
                       kn_people_usual *usual, const kn_trial_kind *kind, kn_trial_file *t);
