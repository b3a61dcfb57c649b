// trial_file.h -- a trial in a file: people, recruitment, arms in the words of a scene, and how they are compared.
#pragma once
#include "people_file.h"
#include "scene.h"

typedef struct kn_trial_file {
  kn_scene scene; // arms, visits, outcomes, model and seed, as a scene has them; and the file with its complaints
  kn_people_file people;
  kn_trial_def def;                                    // complete when the reading was good; points into the scene
  const char *link_off[32];                            // names of the scene's, for def
  bool has_therapists, has_attendance, has_responders; // said in the file, for what a report must name
} kn_trial_file;

// 0, 3 with diagnostics, 7 when the file cannot be read. folders: where `people: NAME` is looked for, each with NAME.yaml.
// usual_trial, usual: kn_default_trial and kn_default_people.
typedef kn_trial_def kn_trial_usual(void);
int kn_trial_read(const char *path, const char *const *folders, int folder_count, kn_trial_usual *usual_trial,
                  kn_people_usual *usual, kn_trial_file *t);
void kn_trial_file_free(kn_trial_file *t);
