// scene.h -- a scene: one person, what is done to her, compared with what, and when she is looked at.
// Read from YAML with located errors; written back with every default spelled out.
#pragma once
#include "report.h"
#include <knead/knead.h>

typedef struct kn_scene {
  kn_report report;   // the file, and what is wrong with it
  char title[256];    // first comment line
  kn_compare_def def; // person, arms (with arm names below), visits, seed
  char arm_name[KN_MAX_ARMS][48];
  double start_day_number; // days since 1970-01-01 of the course's first day, when the scene gives dates; else NAN
  int outcome_count;       // outcomes asked for; 0 = a default choice
  int outcome[KN_OUTCOME_COUNT];
  kn_setting setting[64]; // model parameters that the scene changes
  char setting_name[64][48];
  int setting_count;
  char link_off[32][48]; // links it cuts
  int link_off_count;
  double *start_times[KN_MAX_ARMS]; // owned storage behind def.arm[].start_s
} kn_scene;

// Reads and checks a scene. Returns 0 when it can be run; 3 when diagnostics say why not; 7 when the file cannot be
// read (one diagnostic). The scene is filled as far as possible in each case; free it with kn_scene_free.
int kn_scene_read(const char *path, kn_scene *s);
int kn_scene_parse(const char *name, const char *text, size_t size, kn_scene *s);
void kn_scene_free(kn_scene *s);
// The scene as understood: YAML with all defaults. It reads back to the same scene.
void kn_scene_write(const kn_scene *s, FILE *f);
