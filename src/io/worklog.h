// worklog.h -- finished pieces of long work, in a file that only grows. A line a piece, with a checksum: a line that was cut
// off by a crash is no piece. Numbers are written in hexadecimal and come back bit for bit.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct kn_worklog kn_worklog;
typedef enum kn_worklog_status {
  KN_WORKLOG_OK,
  KN_WORKLOG_EXISTS, // there is one, and it was not asked to go on
  KN_WORKLOG_NONE,   // asked to go on, and there is none
  KN_WORKLOG_OTHER,  // it belongs to other work
  KN_WORKLOG_FILES,  // it cannot be read or written: errno says why
  KN_WORKLOG_NO_MEMORY
} kn_worklog_status;
// key: a word that says whose work it is. resume: read what is there and go on behind it; else there must be none.
kn_worklog_status kn_worklog_open(const char *path, const char *key, bool resume, kn_worklog **log);
int kn_worklog_found(const kn_worklog *log); // pieces that were there already
// Fills count values and returns true when the piece was there with as many.
bool kn_worklog_find(const kn_worklog *log, int kind, uint64_t id, int which, double *values, int count);
// Appends; false when it cannot be written. Not for several threads at a time.
bool kn_worklog_save(kn_worklog *log, int kind, uint64_t id, int which, const double *values, int count);
void kn_worklog_close(kn_worklog *log); // NULL is fine; the file stays
