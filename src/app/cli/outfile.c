// outfile.c -- written beside the target and renamed at the end: half a table looks like a whole one.
#include "outfile.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot(const outfile *o, int why) {
  fprintf(stderr, "knead: cannot write %s: %s\n", o->name, strerror(why ? why : EIO));
  return EXIT_FILES;
}

int outfile_open(outfile *o, const char *path) {
  struct stat s;
  *o = (outfile){.name = path};
  if (strlen(path) >= sizeof o->target) return cannot(o, ENAMETOOLONG);
  strcpy(o->target, path);
  bool there = stat(path, &s) == 0, link = !there && lstat(path, &s) == 0;
  // A rename would put a file in place of a device, of a pipe or of a link.
  bool straight = link || (there && !S_ISREG(s.st_mode));
  errno = 0;
  if (there && !straight && realpath(path, o->target) == NULL) return cannot(o, errno);
  if (!straight) snprintf(o->partial, sizeof o->partial, "%s.partial", o->target);
  o->f = fopen(straight ? o->target : o->partial, "wb");
  return o->f ? EXIT_DONE : cannot(o, errno);
}

int outfile_close(outfile *o, bool keep) {
  bool good = !ferror(o->f);
  errno = 0;
  good &= fclose(o->f) == 0;
  if (*o->partial && keep && good) good = rename(o->partial, o->target) == 0;
  int why = errno;
  if (*o->partial && !(keep && good)) unlink(o->partial);
  return keep && !good ? cannot(o, why) : EXIT_DONE;
}
