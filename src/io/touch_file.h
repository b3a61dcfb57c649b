// touch_file.h -- settings of the real-time plant from a file: a stack of tissue, a tool, how the plant runs.
#pragma once
#include "report.h"
#include <knead/touch.h>

enum { KN_TOUCH_PLACES = 160 };
typedef struct kn_touch_place { // where a value stands in the file
  char field[40];               // as kn_error.where has it: "stack.layer[1].thickness_mm"
  int line, column, width;
} kn_touch_place;

typedef struct kn_touch_file {
  kn_report report;
  char title[256]; // first comment line
  bool has_stack, has_tool, has_plant;
  kn_touch_def def; // what the file says; defaults elsewhere
  int place_count;
  kn_touch_place place[KN_TOUCH_PLACES];
} kn_touch_file;

// As kn_scene_read: 0 when it is sound; 3 when the report says why not; 7 when the file cannot be read.
int kn_touch_file_read(const char *path, kn_touch_file *f);
int kn_touch_file_parse(const char *name, const char *text, size_t size, kn_touch_file *f);
void kn_touch_file_free(kn_touch_file *f);
bool kn_touch_file_says(const kn_touch_file *f, const char *field); // field: as in kn_touch_place
// What kn_touch_create refused, as a complaint at the line of the value at fault; the file as a whole when none is.
void kn_touch_file_blame(kn_touch_file *f, const kn_error *e);

// A value such as "8 mm" or plainly "8", which is then in `unit`. False: neither, or another dimension.
bool kn_touch_quantity(const char *text, const char *unit, double *value);
