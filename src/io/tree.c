// tree.c -- from bytes to a small tree of words, lists and maps, each with its place in the file.
// The tree is built from libfyaml's parse events rather than taken as its document: the events show anchors, aliases,
// tags and repeated keys before anything has been resolved or merged, and let the reading stop at a fixed depth.
#include "reader.h"
#include <libfyaml.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct kn_block {
  kn_block *next;
  size_t used, size;
  alignas(max_align_t) char bytes[];
};

// NULL when memory is short; the reader then counts as broken.
static void *take(kn_reader *r, size_t n) {
  n = (n + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
  if (r->blocks == NULL || r->blocks->size - r->blocks->used < n) {
    size_t size = n > 16384 ? n : 16384;
    kn_block *b = malloc(sizeof *b + size);
    if (b == NULL) {
      if (!r->broken) kn_complain(r, NULL, "there is not enough memory to read this file");
      r->broken = true;
      return NULL;
    }
    *b = (kn_block){.next = r->blocks, .size = size};
    r->blocks = b;
  }
  void *p = r->blocks->bytes + r->blocks->used;
  r->blocks->used += n;
  return p;
}

void kn_tree_free(kn_reader *r) {
  while (r->blocks) {
    kn_block *b = r->blocks;
    r->blocks = b->next;
    free(b);
  }
}

const kn_node *kn_child(const kn_node *map, const char *key) {
  if (map == NULL || map->kind != KN_NODE_MAP) return NULL;
  for (const kn_node *n = map->first; n; n = n->next)
    if (strcmp(n->key->text, key) == 0) return n;
  return NULL;
}

// ---- before the parser: is this text at all? --------------------------------------------------------------------
size_t kn_utf8_length(const char *text, const char *text_end) {
  const unsigned char *p = (const unsigned char *)text, *end = (const unsigned char *)text_end;
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (*p < 0x80) return 1;
  size_t n = *p >= 0xc2 && *p <= 0xdf ? 2 : (*p & 0xf0) == 0xe0 ? 3 : *p >= 0xf0 && *p <= 0xf4 ? 4 : 0;
  if (n == 0 || (size_t)(end - p) < n) return 0;
  uint32_t c = *p & (0xffu >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xc0) != 0x80) return 0;
    c = c << 6 | (p[i] & 0x3fu);
  }
  return c >= least[n] && c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff) ? n : 0;
}

static bool is_text(kn_reader *r, const char *text, size_t size) {
  if (size > KN_FILE_BYTES) {
    kn_hint(kn_complain(r, NULL, "the file is larger than 1 MiB"), "a %s has a page or two; is this the right file?",
            r->language->noun);
    return false;
  }
  const char *p = text, *end = text + size;
  int line = 1, column = 1;
  while (p < end) {
    size_t n = kn_utf8_length(p, end);
    unsigned char c = (unsigned char)p[0], second = n == 2 ? (unsigned char)p[1] : 0;
    if (n == 0) {
      kn_hint(kn_complain_at(r, line, column, 1, "this is not UTF-8 text"), "save the file as UTF-8 text");
      return false;
    }
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f || (c == 0xc2 && second < 0xa0)) {
      kn_hint(kn_complain_at(r, line, column, 1, "a control character (code %d) stands here", second ? second : c),
              "delete it; a %s is plain text", r->language->noun);
      return false;
    }
    bool new_line = *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] != '\n'));
    column = new_line ? 1 : column + 1;
    line += new_line;
    p += n;
  }
  if (line > KN_FILE_LINES) { // libfyaml needs time with the square of the lines of a block of text
    kn_hint(kn_complain(r, NULL, "the file has more than %d lines", KN_FILE_LINES),
            "a %s has a page or two; is this the right file?", r->language->noun);
    return false;
  }
  return true;
}

// ---- the parser's own complaints, in plain words ------------------------------------------------------------------
typedef struct plain {
  const char *part, *what, *hint; // part: of the parser's message
  bool at_open;                   // show the bracket that is still open instead of the place where that was noticed
} plain;
static const char *const column_hint = "lines of one group start in the same column, indented with spaces";
static const plain *plain_words(const char *message) {
  static const char *const line_hint = "write `key: value`, one to a line, with a space after the colon";
  static const plain table[] = {
      {"closing bracket", "this bracket is never closed", "add `]` at the end of the list", true},
      {"missing comma in flow sequence", "this list is not closed, or a comma is missing in it",
       "write `[one, two]`, on one line", true},
      {"missing comma in flow mapping", "this `{` is not closed, or a comma is missing after it",
       "write `{key: value, key: value}`, on one line", true},
      {"expected node content", "this bracket is not closed, or something is missing in it",
       "write `[one, two]` or `{key: value}`, on one line", true},
      {"tab", "a tab indents this line", "use spaces instead of the tab", false},
      {"indentation in mapping", "this line begins in a column of its own", "", false},
      {"expected key", "this line fits in no group above it", "", false},
      {"multiline plain key", "this line and the next do not go together",
       "check for a missing space after a colon, and that lines of one group start in the same column", false},
      {"nested block mapping", "a second colon on one line", "start a new line, or put the text in quotes", false},
      {"could not find expected ':'", "this line has no `key:`", line_hint, false},
      {"invalid value after mapping", "this belongs to no key", line_hint, false},
      {"end of block sequence", "a `key:` stands among `- items`", "indent the items under their own key", false},
      {"without closing quote", "this quote is never closed", "close the quote on the same line", false},
      {"wrongly indented double-quoted", "this quoted text runs into the next line", "close the quote on the same line",
       false},
      {"wrongly indented single-quoted", "this quoted text runs into the next line", "close the quote on the same line",
       false},
      {"trailing content", "something follows the closing quote", "put all of it inside the quotes", false},
      {"extra closing", "a closing bracket too many", "delete it, or open the bracket first", false},
      {"extra comma", "a comma too many", "delete it", false},
      {"cannot start with", "a value cannot start with this character", "put the value in quotes", false},
      {"invalid escape", "this backslash means nothing here", "use single quotes, or no backslash", false},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (strstr(message, table[i].part)) return &table[i];
  return NULL;
}

static void syntax_complaint(kn_reader *r, const struct fy_diag_error *e, const kn_node *open) {
  const char *message = e && e->msg ? e->msg : "";
  const plain *p = plain_words(message);
  int line = e && e->line > 0 ? e->line : 0, column = e && e->column > 0 ? e->column : 0;
  if (p == NULL) {
    kn_complain_at(r, line, column, 1, "this is not YAML%s%s", *message ? ": " : "", kn_show(message).text);
  } else if (p->at_open && open) {
    kn_hint(kn_complain(r, open, "%s", p->what), "%s", p->hint);
  } else {
    kn_hint(kn_complain_at(r, line, column, 1, "%s", p->what), "%s", *p->hint ? p->hint : column_hint);
  }
}

// ---- events to nodes ------------------------------------------------------------------------------------------------
typedef struct builder {
  kn_reader *r;
  kn_node *root;
  kn_node *open[KN_FILE_DEPTH];      // groups not yet closed
  const kn_node *key[KN_FILE_DEPTH]; // of a map: the key whose value comes next
  bool flow[KN_FILE_DEPTH];          // written with brackets
  bool dropped[KN_FILE_DEPTH];       // of a map: the value that comes next has no place
  int depth, documents;
  int line, column; // of the last event that had a place
} builder;

static kn_node *make_node(builder *b, kn_node_kind kind, const struct fy_mark *from, const struct fy_mark *to) {
  kn_node *n = take(b->r, sizeof *n);
  if (n == NULL) return NULL;
  *n = (kn_node){.kind = kind, .text = "", .line = b->line, .column = b->column, .width = 1};
  if (from && from->line >= 0) {
    b->line = n->line = from->line + 1;
    b->column = n->column = from->column + 1;
    if (to && to->line == from->line && to->column > from->column) n->width = to->column - from->column;
  }
  return n;
}

static bool set_text(builder *b, kn_node *n, struct fy_token *token) {
  size_t size = 0;
  const char *text = token ? fy_token_get_text(token, &size) : NULL;
  if (text == NULL || size == 0) return true;
  char *copy = take(b->r, size + 1);
  if (copy == NULL) return false;
  for (size_t i = 0; i < size; i++) copy[i] = text[i] ? text[i] : '?';
  copy[size] = 0;
  n->text = copy;
  return true;
}

// sign: whether the mark leaves out the sign that stands before the name
static void refuse_token(builder *b, struct fy_token *token, int sign, const char *what, const char *hint) {
  if (token == NULL) return;
  const struct fy_mark *m = fy_token_start_mark(token), *to = fy_token_end_mark(token);
  int line = m ? m->line + 1 : b->line, column = m ? m->column + 1 - sign : b->column;
  int width = m && to && to->line == m->line && to->column > m->column ? to->column - m->column + sign : 1;
  if (column < 1) column = 1;
  kn_hint(kn_complain_at(b->r, line, column, width, "%s are not used in %ss", what, b->r->language->noun), "%s", hint);
}

static void refuse_extras(builder *b, struct fy_token *anchor, struct fy_token *tag) {
  refuse_token(b, anchor, 1, "anchors (`&name`)", "leave it out; write each value where it belongs");
  refuse_token(b, tag, 0, "tags (`!name`)", "leave it out");
}

// Puts a node where it belongs: as root, item, key or value. False when the reading cannot go on.
static bool place(builder *b, kn_node *n) {
  if (b->depth == 0) return b->root = n, true;
  kn_node *group = b->open[b->depth - 1];
  if (group->kind == KN_NODE_MAP) {
    const kn_node **key = &b->key[b->depth - 1];
    bool *dropped = &b->dropped[b->depth - 1];
    if (*key == NULL && !*dropped) { // a key
      if (n->kind != KN_NODE_WORD) {
        if (n->kind != KN_NODE_REFUSED)
          kn_hint(kn_complain(b->r, n, "a key is one word, not a list or a group"), "write `key: value`");
        *dropped = true;
        return n->kind == KN_NODE_REFUSED;
      }
      const kn_node *first = kn_child(group, n->text);
      if (*n->text == 0) {
        kn_hint(kn_complain(b->r, n, "there is no key before this colon"), "write `key: value`");
      } else if (strcmp(n->text, "<<") == 0) {
        kn_hint(kn_complain(b->r, n, "merge keys (`<<`) are not used in %ss", b->r->language->noun),
                "write the values out");
      } else if (first) {
        kn_hint(kn_complain(b->r, n, "`%s` stands here a second time", kn_show(n->text).text),
                "keep one of the two; the first is on line %d", first->key->line);
      } else if (group->count >= KN_FILE_ENTRIES) {
        kn_complain(b->r, n, "more than %d entries in one group", KN_FILE_ENTRIES);
        return false;
      } else {
        *key = n;
        return true;
      }
      *dropped = true;
      return true;
    }
    n->key = *key;
    *key = NULL;
    if (*dropped) return *dropped = false, true;
  } else if (group->count >= KN_FILE_ENTRIES) {
    kn_complain(b->r, n, "more than %d items in one list", KN_FILE_ENTRIES);
    return false;
  }
  if (group->last)
    group->last->next = n;
  else
    group->first = n;
  group->last = n;
  group->count++;
  return true;
}

static bool open_group(builder *b, kn_node *n, struct fy_token *bracket) {
  if (n == NULL || !place(b, n)) return false;
  if (b->depth == KN_FILE_DEPTH) {
    kn_hint(kn_complain(b->r, n, "groups within groups, deeper than %d", KN_FILE_DEPTH), "a %s needs three or four",
            b->r->language->noun);
    return false;
  }
  const struct fy_mark *from = bracket ? fy_token_start_mark(bracket) : NULL;
  const struct fy_mark *to = bracket ? fy_token_end_mark(bracket) : NULL;
  b->open[b->depth] = n;
  b->key[b->depth] = NULL;
  b->dropped[b->depth] = false;
  b->flow[b->depth] = from && to && to->input_pos > from->input_pos; // a block's start has no width
  b->depth++;
  return true;
}

static bool take_event(builder *b, struct fy_event *e) {
  const struct fy_mark *from = fy_event_start_mark(e), *to = fy_event_end_mark(e);
  switch (e->type) {
  case FYET_DOCUMENT_START:
    if (b->documents++ == 0) return true;
    kn_hint(kn_complain_at(b->r, from ? from->line + 1 : b->line, 1, 3, "a second document begins here"),
            "one %s to a file; delete the line `---`", b->r->language->noun);
    return false;
  case FYET_SCALAR: {
    refuse_extras(b, e->scalar.anchor, e->scalar.tag);
    kn_node *n = make_node(b, KN_NODE_WORD, e->scalar.value ? from : NULL, to);
    return n && set_text(b, n, e->scalar.value) && place(b, n);
  }
  case FYET_ALIAS: {
    kn_node *n = make_node(b, KN_NODE_REFUSED, from, to);
    if (n == NULL) return false;
    if (n->column > 1) n->column--, n->width++; // the mark leaves out the star
    kn_hint(kn_complain(b->r, n, "aliases (`*name`) are not used in %ss", b->r->language->noun), "write the value out");
    return place(b, n);
  }
  case FYET_MAPPING_START:
    refuse_extras(b, e->mapping_start.anchor, e->mapping_start.tag);
    return open_group(b, make_node(b, KN_NODE_MAP, from, to), e->mapping_start.mapping_start);
  case FYET_SEQUENCE_START:
    refuse_extras(b, e->sequence_start.anchor, e->sequence_start.tag);
    return open_group(b, make_node(b, KN_NODE_LIST, from, to), e->sequence_start.sequence_start);
  case FYET_MAPPING_END:
  case FYET_SEQUENCE_END:
    b->depth--;
    return true;
  default:
    return true;
  }
}

// The innermost bracket that is still open: libfyaml notices a missing one only at the end of the file.
static const kn_node *open_bracket(const builder *b) {
  for (int i = b->depth - 1; i >= 0; i--)
    if (b->flow[i]) return b->open[i];
  return NULL;
}

const kn_node *kn_tree_read(kn_reader *r, const char *text, size_t size) {
  if (!is_text(r, text, size)) return r->broken = true, NULL;
  struct fy_diag_cfg diag_cfg;
  fy_diag_cfg_default(&diag_cfg);
  diag_cfg.fp = NULL; // collected, never printed
  diag_cfg.level = FYET_ERROR;
  diag_cfg.colorize = false;
  struct fy_diag *diag = fy_diag_create(&diag_cfg);
  if (diag) fy_diag_set_collect_errors(diag, true);
  struct fy_parse_cfg cfg = {
      .search_path = "", .flags = FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE, .diag = diag};
  struct fy_parser *parser = diag ? fy_parser_create(&cfg) : NULL;
  if (parser == NULL || fy_parser_set_string(parser, text, size) != 0) {
    kn_complain(r, NULL, "there is not enough memory to read this file");
    r->broken = true;
  }
  builder b = {.r = r, .line = 1, .column = 1};
  bool stopped = false;
  while (!r->broken && !stopped) {
    struct fy_event *e = fy_parser_parse(parser);
    if (e == NULL) break;
    stopped = !take_event(&b, e);
    fy_parser_event_free(parser, e);
  }
  if (!r->broken && !stopped && fy_parser_get_stream_error(parser)) {
    void *iterator = NULL;
    const struct fy_diag_error *e;
    int found = 0;
    while ((e = fy_diag_errors_iterate(diag, &iterator)))
      if (e->type == FYET_ERROR) syntax_complaint(r, e, open_bracket(&b)), found++;
    if (found == 0) syntax_complaint(r, NULL, NULL);
    stopped = true;
  }
  if (parser) fy_parser_destroy(parser);
  if (diag) fy_diag_destroy(diag);
  if (stopped) r->broken = true;
  if (r->broken) return NULL;
  if (b.root == NULL || (b.root->kind == KN_NODE_WORD && *b.root->text == 0)) {
    kn_hint(kn_complain(r, NULL, "the file is empty"), "a %s begins with %s", r->language->noun, r->language->begins);
    return r->broken = true, NULL;
  }
  return b.root;
}
