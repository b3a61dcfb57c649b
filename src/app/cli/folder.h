// folder.h -- a folder of results that appears whole or not at all: written under another name, renamed at the end.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { FOLDER_PATH = 3072 };
typedef struct folder {
  char path[FOLDER_PATH];          // where it will be
  char partial[FOLDER_PATH + 128]; // where it is until then
  int parents_made;                // to be taken back when abandoned
  char why[FOLDER_PATH + 384];     // the reason of the last failure
} folder;

// Every file of a run, and what only trials have: a folder that holds nothing else may be replaced by a new run, no other may.
extern const char *const folder_files[], *const folder_study_files[];

bool folder_begin(folder *f, const char *path);
FILE *folder_create(folder *f, const char *name); // NULL: f->why
bool folder_close(folder *f, FILE *file, const char *name);
bool folder_commit(folder *f);
void folder_abandon(folder *f);

// Makes path and its missing parents; *made says how many were missing.
bool folder_make(const char *path, int *made);
