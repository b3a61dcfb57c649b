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
  EXIT_STOPPED = 130
};
enum { SCREEN_WIDTH = 100 };

typedef enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER } colour_when;
typedef struct options {
  const char *operand; // the scene, or the name of a list; NULL
  const char *out;     // NULL: chosen from the scene
  bool has_seed;
  uint64_t seed;
  bool quick, json, csv, quiet, all, help;
  colour_when colour;
} options;

// Each returns an exit code.
int verb_run(const options *o);
int verb_check(const options *o);
int verb_doctor(const options *o);
int verb_list(const options *o);
