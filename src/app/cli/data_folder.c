#include "data_folder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// KNEAD_DATA, then beside the program (built or installed), then the working directory.
bool data_folder(int i, const char *kind, char *to, size_t n) {
  char self[1024] = "";
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  self[length > 0 ? length : 0] = 0;
  char *slash = strrchr(self, '/');
  if (slash) *slash = 0;
  const char *own = getenv("KNEAD_DATA");
  int wrote = -1;
  switch (i) {
  case 0:
    wrote = own ? snprintf(to, n, "%s/%s", own, kind) : snprintf(to, n, " ");
    break;
  case 1:
    wrote = snprintf(to, n, "%s/../data/%s", self, kind);
    break;
  case 2:
    wrote = snprintf(to, n, "%s/../share/knead/%s", self, kind);
    break;
  case 3:
    wrote = snprintf(to, n, "data/%s", kind);
    break;
  default:
    return false;
  }
  if (wrote < 0 || (size_t)wrote >= n) to[0] = 0;
  return true;
}
