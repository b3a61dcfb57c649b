// outfile.h -- a file that appears whole or not at all; devices and pipes are written as they are.
#pragma once
#include "cli.h"
#include <limits.h>
#include <stdio.h>

typedef struct outfile {
  FILE *f;
  const char *name;                              // as the user has it
  char target[PATH_MAX], partial[PATH_MAX + 16]; // partial is empty where it is written straight
} outfile;
// EXIT_DONE, or EXIT_FILES after telling what is wrong.
int outfile_open(outfile *o, const char *path);
// With keep it takes its name; else nothing of it is left.
int outfile_close(outfile *o, bool keep);
