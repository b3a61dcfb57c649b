// people_file.h -- a population in a file: distributions with where they are from.
#pragma once
#include "report.h"
#include <knead/study.h>

typedef struct kn_people_file {
  kn_report report;
  char title[256];   // first comment line
  kn_people_def def; // begins as kn_default_people of the condition, which the caller hands in as `usual`
  char grade[KN_TRAIT_COUNT];
  char source[KN_TRAIT_COUNT][200];
} kn_people_file;

// 0, 3 with diagnostics, or 7 when the file cannot be read (one diagnostic). usual: kn_default_people.
typedef kn_people_def kn_people_usual(int condition);
int kn_people_read(const char *path, kn_people_usual *usual, kn_people_file *p);
void kn_people_file_free(kn_people_file *p);
