// scene_inner.h -- what the files of the scene reader share: its groups, and the plan of one arm before its times are
// worked out.
#pragma once
#include "reader.h"
#include "scene.h"

enum {
  KN_IN_SCENE,
  KN_IN_PERSON,
  KN_IN_SLEEPS,
  KN_IN_TREATMENT,
  KN_IN_COMPARATOR,
  KN_IN_OBSERVE,
  KN_IN_MODEL,
  KN_IN_STROKE,
  KN_SECTION_COUNT
};
extern const kn_language kn_scene_language;
static inline kn_scene *kn_scene_of(const kn_reader *r) { return r->into; }

const char *kn_technique_name(int i);
const char *kn_region_name(int i);
const char *kn_condition_name(int i);
const char *kn_outcome_name(int i);
const char *kn_link_name(int i);
const char *kn_tool_name(int i);

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
// The strokes of arm i, from `strokes` or `from-trace` (scene_strokes.c). technique: of strokes that do not say; -1: none
enum { KN_REFUSED_NAME = -2 }; // there is one, which has its complaint
bool kn_says_strokes(const kn_node *map);
void kn_read_strokes(kn_reader *r, const kn_node *map, int i, int technique);
// Keys of a session of one technique that have no place in a sequence. own: the map has strokes; else they are inherited.
void kn_refuse_beside_strokes(kn_reader *r, const kn_node *map, bool own);
double kn_hand_value(const char *symbol); // of the table of the room `hand`; scene_arms.c
bool kn_is_word(const kn_node *n, const char *word);
void kn_read_observe(kn_reader *r, const kn_node *map);  // scene_observe.c
bool kn_visit_offset(const char *name, double *seconds); // "+1 day", "week 4"
void kn_read_model(kn_reader *r, const kn_node *map);    // scene_observe.c
