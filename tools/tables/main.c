// tables -- turns data/techniques.yaml and data/regions.yaml into technique.def and region.def, from which the library
// is compiled. Everything is checked before anything is written.
// Usage: tables TECHNIQUES.yaml REGIONS.yaml FOLDER
// Ends with 0, or 3: the data are at fault; 7: a file cannot be read or written; 2: wrong usage.
#include "tables.h"
#include <stdlib.h>

static FILE *create(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *f = fopen(path, "w");
  if (f == NULL) {
    fprintf(stderr, "tables: cannot write %s\n", path);
    exit(7);
  }
  return f;
}

static void finish(FILE *f) {
  bool bad = ferror(f) != 0;
  if (fclose(f) != 0 || bad) {
    fputs("tables: writing failed\n", stderr);
    exit(7);
  }
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fputs("usage: tables TECHNIQUES.yaml REGIONS.yaml FOLDER\n", stderr);
    return 2;
  }
  const node *t = tree_read(argv[1]), *r = tree_read(argv[2]);
  if (t) techniques(t, NULL);
  if (r) regions(r, NULL);
  if (complaints_print(stderr)) return 3;
  FILE *f = create(argv[3], "technique.def");
  techniques(t, f);
  finish(f);
  f = create(argv[3], "region.def");
  regions(r, f);
  finish(f);
  return 0;
}
