// report.h -- an input file as it was read, and what is wrong with it.
#pragma once
#include <stddef.h>
#include <stdio.h>

// One complaint about an input file. line and column count from 1; 0 = the file as a whole.
typedef struct kn_diagnostic {
  int line, column, width; // width: characters the caret line underlines
  char what[240];          // "pressure needs a unit"
  char hint[800];          // "write `30 kPa` (also mmHg, N/cm2)", or the names to choose from; may be empty
} kn_diagnostic;
enum { KN_MAX_DIAGNOSTICS = 64 };

typedef struct kn_report {
  char name[128]; // file name as given
  char *text;     // the file as read; owned
  size_t text_size;
  int diagnostic_count; // number found; at most KN_MAX_DIAGNOSTICS are kept, the first ones of the file
  kn_diagnostic diagnostic[KN_MAX_DIAGNOSTICS];
} kn_report;

// file:line:col: error: what / the line / the caret / hint, one block a diagnostic, then "n errors; nothing was run".
void kn_report_print(const kn_report *r, FILE *f);
