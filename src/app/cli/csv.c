#include "csv.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void end(FILE *f, char after) {
  if (after == '\n')
    fputs("\r\n", f);
  else
    fputc(after, f);
}

void csv_text(FILE *f, const char *s, char after) {
  if (strpbrk(s, ",\"\r\n") == NULL)
    fputs(s, f);
  else {
    fputc('"', f);
    for (; *s; s++) {
      if (*s == '"') fputc('"', f);
      fputc(*s, f);
    }
    fputc('"', f);
  }
  end(f, after);
}

// Fewest digits that read back as the same number: 0.4, not 0.40000000000000002.
void csv_number(FILE *f, double v, char after) {
  if (isfinite(v)) {
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
      snprintf(text, sizeof text, "%.*g", digits, v);
      if (strtod(text, NULL) == v) break;
    }
    fputs(text, f);
  }
  end(f, after);
}
