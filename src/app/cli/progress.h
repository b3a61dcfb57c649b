// progress.h -- how far a run is, on stderr, and whether somebody asked it to stop.
#pragma once
#include <stdbool.h>

typedef struct progress {
  bool shown, tty, drawn;
  double started_s, next_s;
} progress;

void progress_start(progress *p, bool quiet);                   // also listens for Ctrl-C from here on
bool progress_tell(double done, const char *doing, void *user); // user: the progress; false = stop
void progress_end(progress *p);                                 // wipes the bar
bool progress_stopped(void);
bool progress_keep_going(void *user); // for kn_ctx_def: false once somebody asked to stop
double progress_now_s(void);          // seconds of a clock that never jumps
