// reader.h -- what the readers of YAML files share: the tree of a file with its places, complaints, and readers of
// single values. A kind of file adds its language: its name, its groups and their keys.
#pragma once
#include "report.h"
#include "../lane/unit.h"
#include <stdbool.h>
#include <stdint.h>

// ---- the tree (tree.c) ------------------------------------------------------------------------------------
typedef enum kn_node_kind {
  KN_NODE_WORD,
  KN_NODE_LIST,
  KN_NODE_MAP,
  KN_NODE_REFUSED // complained about already; whoever meets it keeps quiet
} kn_node_kind;
typedef struct kn_node {
  kn_node_kind kind;
  const char *text;          // of a word; "" when nothing was written
  int line, column, width;   // from 1; of a group: where its first key stands
  const struct kn_node *key; // inside a map
  struct kn_node *first, *last, *next;
  int count; // of a list or a map
} kn_node;

enum { KN_FILE_BYTES = 1 << 20, KN_FILE_LINES = 10000, KN_FILE_DEPTH = 16, KN_FILE_ENTRIES = 2000 };

struct kn_section;
typedef struct kn_language {
  const char *noun, *begins; // "scene"; how such a file begins
  const struct kn_section *section;
  int section_count;
} kn_language;
typedef struct kn_block kn_block;
typedef struct kn_reader {
  kn_report *report;
  const kn_language *language;
  void *into;          // what is being filled
  kn_block *blocks;    // memory of the tree
  bool broken;         // not YAML: what is wrong with the values is not worth saying
  kn_diagnostic spare; // stands in for complaints that no longer fit
} kn_reader;

// The root of the tree, NULL when there is none. Sets r->broken. kn_tree_free ends it.
const kn_node *kn_tree_read(kn_reader *r, const char *text, size_t size);
void kn_tree_free(kn_reader *r);
// Length of the UTF-8 character at p; 0 when it is none.
size_t kn_utf8_length(const char *p, const char *end);
// The value under a key of a map, NULL when absent (or when map is no map).
const kn_node *kn_child(const kn_node *map, const char *key);

// ---- the file (report.c) ------------------------------------------------------------------------------------
enum { KN_READ_DONE = 0, KN_READ_REFUSED = 3, KN_READ_UNREADABLE = 7 };
// Begins a report on size bytes, which are copied; more than limit are cut one byte later. False: no memory, complained.
bool kn_report_take(kn_report *report, const char *name, const char *text, size_t size, size_t limit);
// The bytes of a file, to be freed; NULL with a complaint when it cannot be read.
char *kn_report_load(kn_report *report, const char *path, size_t limit, size_t *size);

// The first line of text if it is a comment, without its mark; else nothing.
void kn_report_title(const kn_report *report, char *title, size_t n);

// ---- complaints (complain.c) ------------------------------------------------------------------------------
typedef struct kn_shown {
  char text[48];
} kn_shown;
kn_shown kn_show(const char *text); // fit for a message: one line, at most 40 characters
// at NULL = the file as a whole. The result may be given to kn_hint until the next complaint.
kn_diagnostic *kn_complain(kn_reader *r, const kn_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
kn_diagnostic *kn_complain_at(kn_reader *r, int line, int column, int width, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void kn_hint(kn_diagnostic *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Edits from a to b: a letter more, less or other, or two neighbours swapped; of words beyond 40 letters 40.
int kn_edits(const char *a, const char *b);
typedef const char *kn_name_fn(int i);                      // the i-th name of a list, NULL past the end
const char *kn_suggest(const char *word, kn_name_fn *name); // the name that was probably meant, or NULL
// "a, b, c" into out; false when it did not fit and was cut.
bool kn_join(kn_name_fn *name, char *out, size_t n);

// A group of a file: what it is called in a complaint, and the keys it may have.
typedef struct kn_section {
  const char *name;
  kn_name_fn *keys;
  bool common; // keys such as `from`, which are no sign of where a misplaced line belongs
} kn_section;
// False, with a complaint, when the node is no map. Complains about each key that does not belong.
bool kn_check_section(kn_reader *r, const kn_node *map, int section);

// ---- single values (value.c) --------------------------------------------------------------------------------
// One written value. NULL with a complaint for a group, a list or nothing at all. example: what could stand there.
const char *kn_word(kn_reader *r, const kn_node *n, const char *key, const char *example);
// A decimal number at the start of text; the rest behind it and its spaces. False when there is none.
bool kn_number(const char *text, double *value, const char **rest);
// Shortest text that reads back as the same value.
kn_shown kn_number_text(double value);

typedef struct kn_score {
  const char *key;
  double low, high;
  const char *example, *hint; // hint: what the score is; NULL
} kn_score;
// A plain number within bounds; or the word, which stands for word_value (word NULL: none). True when *value was set.
bool kn_read_score(kn_reader *r, const kn_node *n, const kn_score *k, const char *word, double word_value,
                   double *value);
typedef struct kn_measure {
  const char *key;
  double low, high;           // in unit[0]
  const char *unit[4];        // the first is the one *value comes in, the others are worth mentioning
  const char *example, *hint; // hint: where the bounds come from; NULL
} kn_measure;
bool kn_read_measure(kn_reader *r, const kn_node *n, const kn_measure *k, const char *word, double word_value,
                     double *value);
bool kn_read_count(kn_reader *r, const kn_node *n, const char *key, uint64_t low, uint64_t high, uint64_t *value);
bool kn_read_switch(kn_reader *r, const kn_node *n, const char *key, bool *value);
bool kn_clock_text(const char *text, int *minutes);                                // "15:30"
bool kn_read_clock(kn_reader *r, const kn_node *n, const char *key, int *minutes); // minutes after midnight
// Index of a name, -1 with a complaint. what: "technique".
int kn_read_name(kn_reader *r, const kn_node *n, const char *key, const char *what, kn_name_fn *name);
// The map has the key with this very word, as `schema` has; else a complaint.
void kn_read_fixed(kn_reader *r, const kn_node *map, const char *key, const char *expected);
// A list, or a single value standing for a list of one: the i-th item, NULL past the end.
const kn_node *kn_item(const kn_node *n, int i);
