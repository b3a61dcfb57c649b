// words.h -- persons, sessions and times in plain words, for the head of a run and for `knead check`.
#pragma once
#include "../../io/scene.h"

void words_time(char *to, size_t n, double seconds);      // "45 min", "6 h", "10 d"
void words_name(char *to, size_t n, const char *key);     // "chronic-low-back-pain" -> "chronic low back pain"
void words_person(char *to, size_t n, const kn_scene *s); // "woman, 46 y, 165 cm, 70 kg; ...", one line
void words_scores(char *to, size_t n, const kn_scene *s); // "pain 6.0 of 10, trait anxiety 42"; may be empty
void words_defaults(char *to, size_t n, const kn_scene *s);
void words_course(char *to, size_t n, const kn_scene *s,
                  int arm); // "relaxation massage of the low back, 60 min, 10 sessions ..."
// The i-th stroke of an arm that is a sequence: "effleurage of the neck shoulder, 5 min: palm, glide, 30 N ..."
void words_stroke(char *to, size_t n, const kn_scene *s, int arm, int i);
// Forces and rates that are outside what therapists do, one sentence each; empty when there are none.
void words_unusual(char *to, size_t n, const kn_scene *s, int arm);
// Day of the calendar (or "day 7") and clock hour at a time of the scene.
void words_when(char *to, size_t n, const kn_scene *s, double at_s);

// The k-th session's start, in seconds, as the course definition says; k from 0.
double course_start(const kn_course_def *c, int k);
double technique_force_N(int technique);                 // of its main stroke; 0 without touch
const char *scene_technique(const kn_scene *s, int arm); // its key; "?" if the index is none
int scene_region(const kn_scene *s);                     // where local outcomes are read
// The name of an arm, or its technique's, safe to print.
void scene_arm_name(char *to, size_t n, const kn_scene *s, int arm);
