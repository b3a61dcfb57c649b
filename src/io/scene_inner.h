// scene_inner.h -- what the files of the scene reader share: the tree of a YAML file with its places, complaints,
// readers of single values, and the plan of one arm before its times are worked out.
#pragma once
#include "scene.h"
#include "../lane/unit.h"

// ---- the tree (scene_yaml.c) ------------------------------------------------------------------------------------
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

enum { KN_SCENE_BYTES = 1 << 20, KN_SCENE_LINES = 10000, KN_SCENE_DEPTH = 16, KN_SCENE_ENTRIES = 2000 };

typedef struct kn_block kn_block;
typedef struct kn_reader {
  kn_scene *s;
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

// ---- complaints (scene_complain.c) ------------------------------------------------------------------------------
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

typedef const char *kn_name_fn(int i);                      // the i-th name of a list, NULL past the end
const char *kn_suggest(const char *word, kn_name_fn *name); // the name that was probably meant, or NULL
// "a, b, c" into out; false when it did not fit and was cut.
bool kn_join(kn_name_fn *name, char *out, size_t n);

typedef enum kn_section {
  KN_IN_SCENE,
  KN_IN_PERSON,
  KN_IN_SLEEPS,
  KN_IN_TREATMENT,
  KN_IN_COMPARATOR,
  KN_IN_OBSERVE,
  KN_IN_MODEL,
  KN_SECTION_COUNT
} kn_section;
// False, with a complaint, when the node is no map. Complains about each key that does not belong.
bool kn_check_section(kn_reader *r, const kn_node *map, kn_section section);

// ---- single values (scene_value.c) --------------------------------------------------------------------------------
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
// A list, or a single value standing for a list of one: the i-th item, NULL past the end.
const kn_node *kn_item(const kn_node *n, int i);

const char *kn_technique_name(int i);
const char *kn_region_name(int i);
const char *kn_condition_name(int i);
const char *kn_outcome_name(int i);
const char *kn_link_name(int i);

// ---- when (scene_when.c) -----------------------------------------------------------------------------------------------
enum { KN_MAX_PER_WEEK = 14, KN_MAX_WEEKS = 104, KN_MAX_SESSIONS = KN_MAX_PER_WEEK * KN_MAX_WEEKS };
typedef struct kn_when {
  int at;                               // minutes after midnight
  double per_week;                      // 0: not said
  double weeks;                         // 0: not said
  int sessions;                         // 0: not said
  int date_count;                       // 0: not said
  long day[KN_MAX_SESSIONS];            // since 1970-01-01
  int minute[KN_MAX_SESSIONS];          // after midnight; -1: at
  const kn_node *item[KN_MAX_SESSIONS]; // where each date is written
  const kn_node *where;                 // where the rhythm is written
  bool inherited;                       // from the treatment: then an earlier hour means the next day
} kn_when;
// Reads at, times, weeks, sessions and dates over what *w holds already.
void kn_read_when(kn_reader *r, const kn_node *map, kn_when *w);
// The times of arm i's course, its session's technique and minutes being set. origin: the day number and minute of
// time 0; for the treatment (arm 0) it is set, not read.
typedef struct kn_origin {
  long day;
  int minute;
  bool dated;
} kn_origin;
void kn_set_times(kn_reader *r, int i, const kn_when *w, kn_origin *origin);
// Start of session k (from 0) of a course of so many a week, seconds after its first.
double kn_regular_start(double per_week, int k);
long kn_day_number(int year, int month, int day);
void kn_day_date(long number, int *year, int *month, int *day);
double kn_last_start(const kn_course_def *c);
double kn_end_of_course(const kn_course_def *treatment);

// ---- the parts of a scene -------------------------------------------------------------------------------------------------
void kn_read_person(kn_reader *r, const kn_node *map);                              // scene_person.c
void kn_read_arms(kn_reader *r, const kn_node *treatment, const kn_node *compared); // scene_arms.c
void kn_read_observe(kn_reader *r, const kn_node *map);                             // scene_observe.c
bool kn_visit_offset(const char *name, double *seconds);                            // "+1 day", "week 4"
void kn_read_model(kn_reader *r, const kn_node *map);                               // scene_observe.c
