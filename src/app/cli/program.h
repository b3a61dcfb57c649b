// program.h -- the whole program; and the other processes that work with this one, where it was started with some.
#pragma once
#include <knead/study.h>

typedef struct share {
  int rank, processes;                                           // rank 0 runs the trial, the others help
  void (*key)(uint64_t key, void *user);                         // what is worked at
  void (*open)(kn_board *b, void *user);                         // of rank 0: for kn_run_def
  long (*pieces)(int rank, void *user);                          // found by each of the others
  int (*take)(kn_errand *work, int most, bool wait, void *user); // of the others: for kn_help_def
  bool (*found)(kn_piece kind, uint64_t id, int which, const double *values, int count, void *user);
  void (*failed)(kn_status status, const kn_error *error, void *user);
  void *user;
} share;
int program(int argc, char **argv, const share *with); // with NULL: alone. An exit code
