// cli.h -- what the parts of the program share: exit codes, the options of one call, one function a verb.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { // the same for every verb; 4 and 6 belong to screening and verification
  EXIT_DONE = 0,
  EXIT_BUG = 1,
  EXIT_USAGE = 2,
  EXIT_INPUT = 3,
  EXIT_NUMERIC = 5,
  EXIT_FILES = 7,
  EXIT_STOPPED = 130,
  EXIT_HELPED = 256 // of a process that helps: nothing is left to write or print, and all is well
};
enum { SCREEN_WIDTH = 100 };

typedef enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } colour_when;
typedef struct touch_options { // texts are NULL and numbers NAN where nothing was said
  const char *stack, *tool, *plant, *trajectory, *mode;
  double male, age_y, bmi; // whose region --stack means
  double depth_mm, force_N, ramp_s, hold_s, step_s, seconds;
} touch_options;
enum { POWER_SIZES = 12 };
typedef struct power_options {
  int size_count, size[POWER_SIZES]; // people in all
  int trials, pool, therapists;      // therapists 0: as the file says
  double uncertainty;
} power_options;
enum { DOSES = 11 };
typedef struct dose_options {
  int minutes_count, times_count, people;
  double minutes[DOSES], times[DOSES]; // times: a week
} dose_options;
typedef struct options {
  const char *operand; // the scene, or the name of a list; NULL
  const char *second;  // of `knead help touch press`; NULL
  char **operands;     // of a verb that takes several
  int operand_count;   // of those
  const char *out;     // NULL: chosen from the scene
  touch_options touch;
  power_options power;
  dose_options dose;
  int study_people; // of `knead validate`
  bool has_seed;
  uint64_t seed;
  bool quick, json, csv, quiet, all, help, cvode;
  bool resume, rows;
  int jobs; // 0: as many as the machine has
  colour_when colour;
  const struct share *share; // other processes; NULL
} options;

// Each returns an exit code.
int verb_run(const options *o);
int verb_check(const options *o);
int verb_trial(const options *o);
int verb_power(const options *o);
int verb_dose(const options *o);
int verb_validate(const options *o);
int verb_doctor(const options *o);
int verb_list(const options *o);
int verb_touch_press(const options *o);
int verb_touch_bench(const options *o);
int verb_touch_show(const options *o);
int verb_touch_stacks(const options *o);
int verb_touch_tools(const options *o);
int verb_touch_strokes(const options *o);
