// tree.c -- from a YAML file to words, lists and maps with their places, through libfyaml's parse events.
#include "tables.h"
#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 16 };

void *keep(size_t size) {
  static void **all; // reachable to the end, so that no leak is reported
  void **block = calloc(1, sizeof *block + size);
  if (block == NULL) {
    fputs("tables: there is not enough memory\n", stderr);
    exit(7);
  }
  *block = (void *)all;
  all = block;
  return block + 1;
}

const node *child(const node *map, const char *key) {
  for (const node *n = map && map->kind == MAP ? map->first : NULL; n; n = n->next)
    if (strcmp(n->key->text, key) == 0) return n;
  return NULL;
}

typedef struct builder {
  const char *file;
  node *root, *open[DEPTH];
  const node *key[DEPTH]; // of a map: the key whose value comes next
  int depth, line, column;
} builder;

static node *make(builder *b, node_kind kind, const struct fy_mark *at) {
  node *n = keep(sizeof *n);
  if (at && at->line >= 0) b->line = at->line + 1, b->column = at->column + 1;
  *n = (node){.kind = kind, .text = "", .line = b->line, .column = b->column, .file = b->file};
  return n;
}

// Puts a node where it belongs: as root, item, key or value.
static bool place(builder *b, node *n) {
  if (b->depth == 0) return b->root = n, true;
  node *group = b->open[b->depth - 1];
  if (group->kind == MAP) {
    const node **key = &b->key[b->depth - 1];
    if (*key == NULL) {
      if (n->kind != WORD) return complain(n, "a key is one word"), false;
      const node *first = child(group, n->text);
      if (first) complain(n, "`%s` stands here a second time; the first is on line %d", n->text, first->key->line);
      return *key = n, true;
    }
    n->key = *key;
    *key = NULL;
  }
  if (group->last)
    group->last->next = n;
  else
    group->first = n;
  group->last = n;
  return true;
}

static bool open_group(builder *b, node *n) {
  if (!place(b, n)) return false;
  if (b->depth == DEPTH) return complain(n, "groups within groups, deeper than %d", DEPTH), false;
  b->open[b->depth] = n;
  b->key[b->depth++] = NULL;
  return true;
}

static bool take(builder *b, struct fy_event *e) {
  const struct fy_mark *at = fy_event_start_mark(e);
  node *n;
  size_t size = 0;
  const char *text;
  switch (e->type) {
  case FYET_SCALAR:
    n = make(b, WORD, e->scalar.value ? at : NULL);
    text = e->scalar.value ? fy_token_get_text(e->scalar.value, &size) : NULL;
    if (text && size) {
      char *copy = keep(size + 1);
      memcpy(copy, text, size);
      n->text = copy;
    }
    return place(b, n);
  case FYET_MAPPING_START:
    return open_group(b, make(b, MAP, at));
  case FYET_SEQUENCE_START:
    return open_group(b, make(b, LIST, at));
  case FYET_MAPPING_END:
  case FYET_SEQUENCE_END:
    b->depth--;
    return true;
  case FYET_ALIAS:
    complain(make(b, WORD, at), "aliases are not used here; write the value out");
    return false;
  default:
    return true;
  }
}

static char *read_all(const char *file, size_t *size) {
  FILE *f = fopen(file, "rb");
  char *text = NULL;
  if (f && fseek(f, 0, SEEK_END) == 0) {
    long n = ftell(f);
    if (n >= 0 && fseek(f, 0, SEEK_SET) == 0) {
      text = keep((size_t)n + 1);
      *size = fread(text, 1, (size_t)n, f);
    }
  }
  if (f) fclose(f);
  if (text == NULL) {
    fprintf(stderr, "tables: cannot read %s\n", file);
    exit(7);
  }
  return text;
}

const node *tree_read(const char *file) {
  size_t size = 0;
  const char *text = read_all(file, &size);
  struct fy_diag_cfg diag_cfg;
  fy_diag_cfg_default(&diag_cfg);
  diag_cfg.fp = NULL;
  struct fy_diag *diag = fy_diag_create(&diag_cfg);
  fy_diag_set_collect_errors(diag, true);
  struct fy_parse_cfg cfg = {
      .search_path = "", .flags = FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE, .diag = diag};
  struct fy_parser *parser = fy_parser_create(&cfg);
  builder b = {.file = file, .line = 1, .column = 1};
  bool good = parser && fy_parser_set_string(parser, text, size) == 0;
  for (struct fy_event *e; good && (e = fy_parser_parse(parser));) {
    good = take(&b, e);
    fy_parser_event_free(parser, e);
  }
  if (good && fy_parser_get_stream_error(parser)) {
    void *iterator = NULL;
    for (const struct fy_diag_error *e; (e = fy_diag_errors_iterate(diag, &iterator));)
      complain_at(file, e->line, e->column, "this is not YAML: %s", e->msg ? e->msg : "");
    good = false;
  }
  if (parser) fy_parser_destroy(parser);
  fy_diag_destroy(diag);
  if (good && b.root == NULL) complain_at(file, 1, 1, "the file is empty");
  return good ? b.root : NULL;
}
