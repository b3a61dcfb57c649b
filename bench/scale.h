// scale.h -- what a trial costs as it grows: figures of this machine, and the page made of them.
#pragma once
#include <stdbool.h>
#include <knead/study.h>

enum { SCALE_PEOPLE = 400, SCALE_SIZES = 5, SCALE_ROUNDS = 3, SCALE_REGIONS = KN_MAX_REGIONS };

typedef struct scale_run { // of the program, as a process or several
  double wall_s, cpu_s;
} scale_run;
typedef struct scale {
  // a trial of `people` for twelve weeks, by one thread: after each person has been followed
  int people, candidates, draws;
  double cpu_s[SCALE_PEOPLE], rss_MB[SCALE_PEOPLE];
  double weeks;
  // made-up findings: peak memory and time of the records and the analysis alone
  int size[SCALE_SIZES];
  double peak_MB[SCALE_SIZES], records_s[SCALE_SIZES];
  double life_kB;                                                                         // of one person under way
  double region_ms[SCALE_REGIONS], region_low[SCALE_REGIONS], region_high[SCALE_REGIONS]; // a week of one person
  scale_run one[SCALE_ROUNDS], threads[SCALE_ROUNDS], ranks[SCALE_ROUNDS];
  bool has_ranks;
  scale_run thousand; // people, two threads, nothing kept by an earlier run
} scale;

// Interleaved runs of the program, after one that makes and keeps what all people share.
bool scale_speed(scale *s, const char *knead, const char *trial, const char *thousand);
// The line through the points, by least squares, and the furthest of them from it as a share of the last.
void scale_line(const double *y, int n, double *at_0, double *each, double *furthest);
bool scale_page(const scale *s, const char *page, const char *picture);
