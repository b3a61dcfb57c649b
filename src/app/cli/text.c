#include "text.h"
#include "../../io/reader.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool colour_on(colour_when when, FILE *f) {
  if (when != COLOUR_AUTO) return when == COLOUR_ALWAYS;
  const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
  if (no && *no) return false;
  return isatty(fileno(f)) && term && strcmp(term, "dumb") != 0;
}

const char *tone_start(bool colour, tone t) {
  static const char *const code[TONE_COUNT] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[31m"};
  return colour ? code[t] : "";
}

const char *tone_end(bool colour, tone t) { return colour && t != TONE_PLAIN ? "\033[0m" : ""; }

// Length of the well-formed UTF-8 character at s (1-4), 0 when it is broken; *point receives its number.
static int character(const char *s, uint32_t *point) {
  const unsigned char *p = (const unsigned char *)s;
  if (p[0] < 0x80) return *point = p[0], 1;
  int n = p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : 0;
  if (n == 0) return 0;
  uint32_t u = p[0] & (0x7fu >> n);
  for (int i = 1; i < n; i++) {
    if ((p[i] & 0xc0) != 0x80) return 0;
    u = u << 6 | (p[i] & 0x3fu);
  }
  static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (u < least[n] || u > 0x10ffff || (u >= 0xd800 && u < 0xe000)) return 0;
  *point = u;
  return n;
}

int text_width(const char *s) {
  int width = 0;
  while (*s) {
    uint32_t u = 0;
    int n = character(s, &u);
    s += n ? n : 1;
    width += !(u >= 0x300 && u < 0x370);
  }
  return width;
}

void text_spaces(FILE *f, int n) {
  for (int i = 0; i < n; i++) fputc(' ', f);
}

void text_clean(char *to, size_t n, const char *from) {
  size_t used = 0;
  while (*from) {
    uint32_t u = 0;
    int len = character(from, &u);
    bool good = len > 0 && u >= 0x20 && !(u >= 0x7f && u < 0xa0);
    size_t take = good ? (size_t)len : 1;
    if (used + take >= n) break;
    if (good)
      memcpy(to + used, from, take);
    else
      to[used] = '?';
    used += take;
    from += len ? len : 1;
  }
  to[used] = 0;
}

void text_wrap(FILE *f, const char *s, int start, int indent, int width) {
  int at = start;
  bool first = true;
  while (*s) {
    size_t n = strcspn(s, " ");
    char word[256];
    snprintf(word, sizeof word, "%.*s", (int)n, s);
    int w = text_width(word);
    if (!first && at + 1 + w > width) {
      fputc('\n', f);
      text_spaces(f, indent);
      at = indent;
      first = true;
    }
    if (!first) fputc(' ', f), at++;
    fwrite(s, 1, n, f);
    at += w;
    first = false;
    s += n;
    while (*s == ' ') s++;
  }
  fputc('\n', f);
}

void text_number(char *to, size_t n, double v, int digits, bool sign) {
  if (!isfinite(v)) {
    snprintf(to, n, "–");
    return;
  }
  char raw[64];
  snprintf(raw, sizeof raw, "%.*f", digits, fabs(v));
  bool zero = strspn(raw, "0.") == strlen(raw); // what rounds to nothing has no sign
  snprintf(to, n, "%s%s", zero ? "" : v < 0 ? "−" : sign ? "+" : "", raw);
}

const char *text_nearest(const char *word, const char *(*name)(int i, const void *user), const void *user) {
  const char *nearest = NULL, *candidate;
  int least = strlen(word) > 3 ? 3 : 2; // farther than this is another word, not a slip
  size_t n = strlen(word);
  for (int i = 0; (candidate = name(i, user)); i++) {
    int d = n >= 2 && strncmp(word, candidate, n) == 0 ? 1 : kn_edits(word, candidate);
    if (d < least) least = d, nearest = candidate;
  }
  return nearest;
}

void text_add(char *to, size_t n, const char *format, ...) {
  size_t used = strlen(to);
  va_list args;
  va_start(args, format);
  vsnprintf(to + used, n - used, format, args);
  va_end(args);
}

void *text_must(void *p) {
  if (p == NULL) {
    fputs("knead: out of memory\n", stderr);
    exit(EXIT_BUG);
  }
  return p;
}
