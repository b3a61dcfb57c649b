// scene.c -- a scene from file to struct: opens the file, hands each part of the tree to its reader.
#include "scene_inner.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DONE = 0, REFUSED = 3, UNREADABLE = 7 };

static void begin(kn_scene *s, const char *name) {
  memset(s, 0, sizeof *s);
  snprintf(s->name, sizeof s->name, "%s", name ? name : "scene");
  s->start_day_number = NAN;
  s->def = kn_default_compare();
  s->def.person = kn_default_person(KN_HEALTHY);
}

// The first line of text that is a comment; nothing when something else comes first.
static void read_title(kn_scene *s) {
  const char *p = s->text, *end = p + s->text_size;
  while (p < end && strchr(" \t\r\n", *p)) p++;
  if (p == end || *p != '#') return;
  while (p < end && *p == '#') p++;
  while (p < end && (*p == ' ' || *p == '\t')) p++;
  size_t n = 0;
  while (p + n < end && p[n] != '\n' && p[n] != '\r') n++;
  if (n >= sizeof s->title) {
    n = sizeof s->title - 1;
    while (n > 0 && ((unsigned char)p[n] & 0xc0) == 0x80) n--;
  }
  while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
  memcpy(s->title, p, n);
}

static void read_fixed_word(kn_reader *r, const kn_node *root, const char *key, const char *expected) {
  const kn_node *n = kn_child(root, key);
  if (n == NULL) {
    kn_hint(kn_complain(r, NULL, "the scene has no `%s`", key), "begin the file with `%s: %s`", key, expected);
    return;
  }
  const char *text = kn_word(r, n, key, expected);
  if (text && strcmp(text, expected) != 0)
    kn_hint(kn_complain(r, n, "`%s` is `%s`; this program reads `%s`", key, kn_show(text).text, expected),
            "write `%s: %s`", key, expected);
}

static void read_parts(kn_reader *r, const kn_node *root) {
  kn_scene *s = r->s;
  if (root->kind != KN_NODE_MAP) {
    kn_hint(kn_complain(r, root, "a scene is a group of `key: value` lines"), "begin the file with `schema: knead/1`");
    return;
  }
  kn_check_section(r, root, KN_IN_SCENE);
  read_fixed_word(r, root, "schema", "knead/1");
  read_fixed_word(r, root, "kind", "scene");
  const kn_node *person = kn_child(root, "person"), *treatment = kn_child(root, "treatment"), *n;
  if (person)
    kn_read_person(r, person);
  else
    kn_hint(kn_complain(r, NULL, "the scene has no `person`"),
            "add `person:` and, indented below it, `condition: chronic-low-back-pain`");
  if (!treatment)
    kn_hint(kn_complain(r, NULL, "the scene has no `treatment`"),
            "add `treatment:` and, indented below it, `technique: relaxation-massage`");
  kn_read_arms(r, treatment, kn_child(root, "compared-with"));
  kn_read_observe(r, kn_child(root, "observe"));
  if ((n = kn_child(root, "seed"))) kn_read_count(r, n, "seed", 0, UINT64_MAX, &s->def.seed);
  if ((n = kn_child(root, "model"))) kn_read_model(r, n);
}

static int check(kn_scene *s) {
  kn_reader r = {.s = s};
  const kn_node *root = kn_tree_read(&r, s->text, s->text_size);
  if (root && !r.broken) {
    read_title(s);
    read_parts(&r, root);
  }
  kn_tree_free(&r);
  return s->diagnostic_count ? REFUSED : DONE;
}

int kn_scene_parse(const char *name, const char *text, size_t size, kn_scene *s) {
  begin(s, name);
  if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) text += 3, size -= 3; // byte order mark of some editors
  kn_reader r = {.s = s};
  size_t kept = size <= KN_SCENE_BYTES ? size : KN_SCENE_BYTES + 1;
  s->text = malloc(kept + 1);
  if (s->text == NULL) {
    kn_complain(&r, NULL, "there is not enough memory to read this file");
    return REFUSED;
  }
  if (kept) memcpy(s->text, text, kept);
  s->text[kept] = 0;
  s->text_size = kept;
  return check(s);
}

int kn_scene_read(const char *path, kn_scene *s) {
  begin(s, path);
  kn_reader r = {.s = s};
  errno = 0;
  FILE *f = fopen(path, "rb");
  char *text = f ? malloc(KN_SCENE_BYTES + 8) : NULL; // a little more than allowed, to see that there is more
  size_t size = text ? fread(text, 1, KN_SCENE_BYTES + 7, f) : 0;
  bool good = text && !ferror(f);
  if (!good) {
    const char *why = errno ? strerror(errno) : "not enough memory";
    kn_hint(kn_complain(&r, NULL, "this file cannot be read: %s", why), "check its name and folder");
  }
  if (f) fclose(f);
  int status = good ? kn_scene_parse(path, text, size, s) : UNREADABLE;
  free(text);
  return status;
}

void kn_scene_free(kn_scene *s) {
  if (s == NULL) return;
  free(s->text);
  for (int i = 0; i < KN_MAX_ARMS; i++) free(s->start_times[i]);
  memset(s, 0, sizeof *s);
}
