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
  double *start_times[KN_MAX_ARMS];                     // owned storage behind def.arm[].start_s
  int stroke_line[KN_MAX_ARMS][KN_MAX_SESSION_STROKES]; // where each stroke of an arm is written, from 1
  const char *path; // while it is read: the scene's own, which other files are found from; NULL: there is none
} kn_scene;

// Reads and checks a scene. Returns 0 when it can be run; 3 when diagnostics say why not; 7 when the file cannot be
// read (one diagnostic). The scene is filled as far as possible in each case; free it with kn_scene_free.
// Only kn_scene_read opens other files that the scene names (a trace); text alone names none.
int kn_scene_read(const char *path, kn_scene *s);
int kn_scene_parse(const char *name, const char *text, size_t size, kn_scene *s);
void kn_scene_free(kn_scene *s);
// The scene as understood: YAML with all defaults. It reads back to the same scene.
void kn_scene_write(const kn_scene *s, FILE *f);
// A stroke as an item of `strokes`; all: also what is left to the technique.
void kn_scene_write_stroke(const kn_session_stroke *stroke, int indent, bool all, FILE *f);
const char *kn_stroke_pattern_name(int i); // "glide", NULL past the end
