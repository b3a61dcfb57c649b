// study_file.h -- a published study in a file: a trial to run, and the numbers that were published of it.
#pragma once
#include "trial_file.h"

typedef enum kn_study_role { KN_STUDY_CALIBRATE, KN_STUDY_VALIDATE } kn_study_role;
const char *kn_study_role_name(int i);     // "calibrate"; NULL past the end
const char *kn_effect_measure_name(int i); // "mean-difference"
const char *kn_interval_from_name(int i);  // "paper"

enum { KN_MAX_PUBLISHED = 32, KN_STUDY_TEXT = 400 };
typedef struct kn_study_row {
  kn_published effect;
  int line;                   // of the file
  int interval_from;          // kn_interval_from_name; -1: no interval
  double p;                   // as printed; NAN
  char what[96];              // the outcome in the publication's words
  char cannot[KN_STUDY_TEXT]; // why the model has nothing to say; then effect is not filled
  char seen[KN_STUDY_TEXT], note[KN_STUDY_TEXT];
} kn_study_row;
typedef struct kn_study_file {
  kn_trial_file trial; // the trial's readers take this for a trial's file
  kn_study_role role;
  char authors[96], doi[96], url[300], design[96], why[KN_STUDY_TEXT];
  char stand_in[KN_STUDY_TEXT]; // what stands for something that the model does not have; "": nothing
  int year;                     // 0: not known
  bool says_people;             // how many were randomised
  int row_count;
  kn_study_row row[KN_MAX_PUBLISHED];
} kn_study_file;

// As kn_trial_read.
int kn_study_read(const char *path, const char *const *folders, int folder_count, kn_trial_usual *usual_trial,
                  kn_people_usual *usual, kn_study_file *s);
void kn_study_file_free(kn_study_file *s);
