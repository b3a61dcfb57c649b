// touch.h -- what the verbs of `knead touch` share: settings from options and files, the plant, a run along a trajectory.
#pragma once
#include "../../io/touch_file.h"
#include "../../io/trajectory.h"
#include "cli.h"

enum { TOUCH_PATH = 1024 };
typedef struct touch_setup {
  kn_touch_def def;
  kn_touch_file *file[3]; // plant, stack, tool; NULL where none was named
  bool known[3];          // a region, a tool of the techniques
  char note[3][128];      // what else the name could have meant
  kn_trajectory path;
} touch_setup;

// Reads what the options name; with `load`, the trajectory too. EXIT_DONE, or a code after telling what is wrong.
// touch_setup_free in each case.
int touch_setup_read(const options *o, bool load, touch_setup *s);
void touch_setup_free(touch_setup *s);
// A refusal is told at the line of the file it is about.
int touch_create(touch_setup *s, kn_touch **plant);

typedef struct touch_summary {
  long steps;
  double end_s, peak_s, stop_s;
  kn_touch_out last, peak; // peak: the step with the largest force
  kn_touch_stop stop;      // the first that was raised
} touch_summary;
typedef void touch_row(void *user, double time_s, const kn_touch_in *in, const kn_touch_out *out);
// Every step of the trajectory; row may be NULL. EXIT_DONE, EXIT_NUMERIC or EXIT_STOPPED, which have been told.
int touch_run(touch_setup *s, kn_touch *plant, bool quiet, touch_row *row, void *user, touch_summary *sum);
void touch_shape_text(const kn_touch_tool *t, char *to, size_t n); // "patch, 60 cm2 at 40 N"
void touch_load_text(const kn_trajectory *t, char *to, size_t n);  // "depth, 3 rows, 0 to 2 s"

// Shipped files: the i-th path of a kind ("stacks", "tools") in order of name; false past the end.
typedef struct touch_names {
  int count;
  char (*name)[64];
  char folder[TOUCH_PATH];
} touch_names;
enum { TOUCH_STACK = 1, TOUCH_TOOL }; // in touch_setup
// Where --stack and --tool look: a path, a shipped file, then what sessions know (regions, tools of the techniques), then
// a file of the working directory. EXIT_DONE; path is empty when what sessions know was meant. Else EXIT_USAGE, told.
int touch_find(const char *verb, const char *what, int which, char *path, size_t n);
bool touch_known_tool(int i, kn_touch_tool *t);
bool touch_known_stack(int i, const touch_options *who, kn_touch_stack *s); // named after the region and who
// "palm" is a file and a tool of the techniques: what to say when they differ; else empty.
void touch_tool_note(const char *name, const kn_touch_tool *file, char *to, size_t n);
void touch_stack_note(const char *name, const kn_touch_stack *file, char *to, size_t n);
void touch_names_read(touch_names *n, const char *kind);
void touch_names_free(touch_names *n);
