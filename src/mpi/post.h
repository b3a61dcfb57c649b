// post.h -- letters between the processes of a trial, by MPI. Process 0 runs the trial and hands work out, the others help.
// Every process has one thread that does nothing but MPI, and sleeps in between: the computing threads never wait in MPI, and
// any installation will do (MPI_THREAD_FUNNELED).
#pragma once
#include <knead/study.h>

typedef struct kn_post kn_post;
typedef int kn_post_program(int argc, char **argv, kn_post *post); // gives an exit code
// Begins MPI, runs the program in a thread of its own, and ends MPI when all processes have come to their end.
int kn_post_run(int argc, char **argv, kn_post_program *program);

int kn_post_rank(const kn_post *p);
int kn_post_processes(const kn_post *p);
// What is worked at: helpers that work at something else are refused.
void kn_post_key(uint64_t key, void *post);
// Process 0: helpers may take work from the board from now on; NULL: there will be none any more.
void kn_post_open(kn_board *b, void *post);
// What process `rank` has found so far; process 0 knows of the others only.
long kn_post_pieces(const kn_post *p, int rank);
// The others: for kn_help_def. failed: what went wrong there, for process 0 to tell.
int kn_post_take(kn_errand *work, int most, bool wait, void *post);
bool kn_post_found(kn_piece kind, uint64_t id, int which, const double *values, int count, void *post);
void kn_post_failed(kn_status status, const kn_error *error, void *post);
