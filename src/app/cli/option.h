// option.h -- the one table of verbs and options: parsing and help are both made from it.
#pragma once
#include "cli.h"
#include <stdio.h>

typedef struct verb {
  const char *name, *operand, *summary, *text; // an operand with dots may stand any number of times
  const char *example[2], *example_text[2];
  int (*call)(const options *o); // NULL: main answers it
  bool operand_needed;
  const char *group; // "touch" of `knead touch press`; NULL: a verb by itself
} verb;
const verb *verb_at(int i); // NULL past the end
// group NULL: among the verbs by themselves.
const verb *verb_find(const char *group, const char *name);
const char *verb_nearest(const char *group, const char *name);
void verb_full_name(const verb *v, char *to, size_t n); // "touch press"

// argv[0] is the verb, or the second word of a verb in a group. Returns EXIT_DONE, or EXIT_USAGE after saying on stderr what is wrong.
int options_parse(const verb *v, int argc, char **argv, options *o);
void options_help(const verb *v, FILE *f);
