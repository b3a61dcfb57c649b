#include "people.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

kn_status kn_study_fail(kn_error *e, kn_status status, const char *where, const char *what, ...) {
  if (e == NULL) return status;
  *e = (kn_error){.status = status, .nearest = NAN};
  snprintf(e->where, sizeof e->where, "%s", where);
  va_list list;
  va_start(list, what);
  vsnprintf(e->what, sizeof e->what, what, list);
  va_end(list);
  return status;
}
