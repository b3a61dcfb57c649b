// table.h -- what a run prints: who and what, outcomes by visit with the differences to the twins, arms side by side.
#pragma once
#include "run.h"
#include <stdio.h>

void table_print(const run *r, FILE *f, bool colour);
void table_print_strokes(const run *r, FILE *f, bool colour); // what each stroke does in her tissue
void table_print_end(const run *r, FILE *f);                  // how to read it, and where the files are
