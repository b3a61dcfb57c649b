// write.c -- numbers, texts and rows as C reads them.
#include "tables.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void put_number(FILE *f, double v) {
  char text[40];
  for (int digits = 6; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, v);
    if (strtod(text, NULL) == v) break;
  }
  fputs(text, f);
}

void put_text(FILE *f, const char *text) {
  fputc('"', f);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') fputc('\\', f);
    fputc(*text == '\n' ? ' ' : *text, f);
  }
  fputc('"', f);
}

void put_capitals(FILE *f, const char *word) {
  for (; *word; word++) fputc(*word == '-' ? '_' : toupper((unsigned char)*word), f);
}

void put_source(FILE *f, const field *fields, const value *v, int n, const char *source) {
  size_t size = strlen(source) + 1;
  for (int i = 0; i < n; i++)
    if (v[i].source) size += strlen(v[i].source) + strlen(fields[i].key) + 4;
  char *all = keep(size), *end = all;
  end += sprintf(end, "%s", source);
  for (int i = 0; i < n; i++)
    if (v[i].source) end += sprintf(end, "; %s: %s", fields[i].key, v[i].source);
  put_text(f, all);
}

void put_head(FILE *f, const char *name, const char *from, const macro *m, int n) {
  const char *slash = strrchr(from, '/');
  fprintf(f, "// %s -- generated from data/%s; do not edit\n", name, slash ? slash + 1 : from);
  for (int i = 0; i < n; i++) fprintf(f, "#ifndef %s\n#define %s(%s)\n#endif\n", m[i].name, m[i].name, m[i].arguments);
}

void put_tail(FILE *f, const macro *m, int n) {
  for (int i = 0; i < n; i++) fprintf(f, "#undef %s\n", m[i].name);
}
