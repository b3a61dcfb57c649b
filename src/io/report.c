// report.c -- a file from the disk into memory, as it is.
#include "reader.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void name_it(kn_report *report, const char *name) {
  memset(report, 0, sizeof *report);
  snprintf(report->name, sizeof report->name, "%s", name ? name : "input");
}

bool kn_report_take(kn_report *report, const char *name, const char *text, size_t size, size_t limit) {
  name_it(report, name);
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, size -= 3; // byte order mark of some editors
  kn_reader r = {.report = report};
  size_t kept = size <= limit ? size : limit + 1;
  report->text = malloc(kept + 1);
  if (report->text == NULL) return kn_complain(&r, NULL, "there is not enough memory to read this file"), false;
  if (kept) memcpy(report->text, text, kept);
  report->text[kept] = 0;
  report->text_size = kept;
  return true;
}

char *kn_report_load(kn_report *report, const char *path, size_t limit, size_t *size) {
  name_it(report, path);
  kn_reader r = {.report = report};
  errno = 0;
  FILE *f = fopen(path, "rb");
  char *text = f ? malloc(limit + 8) : NULL; // a little more than allowed, to see that there is more
  *size = text ? fread(text, 1, limit + 7, f) : 0;
  bool good = text && !ferror(f);
  if (!good) {
    const char *why = errno ? strerror(errno) : "not enough memory";
    kn_hint(kn_complain(&r, NULL, "this file cannot be read: %s", why), "check its name and folder");
    free(text);
  }
  if (f) fclose(f);
  return good ? text : NULL;
}

void kn_report_title(const kn_report *report, char *title, size_t size) {
  const char *p = report->text, *end = p + report->text_size;
  title[0] = 0;
  while (p < end && strchr(" \t\r\n", *p)) p++;
  if (p == end || *p != '#') return;
  while (p < end && *p == '#') p++;
  while (p < end && (*p == ' ' || *p == '\t')) p++;
  size_t n = 0;
  while (p + n < end && p[n] != '\n' && p[n] != '\r') n++;
  if (n >= size) {
    n = size - 1;
    while (n > 0 && ((unsigned char)p[n] & 0xc0) == 0x80) n--;
  }
  while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
  memcpy(title, p, n);
  title[n] = 0;
}
