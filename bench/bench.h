// bench.h -- rows of the benchmark, and the hook for the session of strokes.
#pragma once
#include <stdbool.h>

typedef struct bench_row {
  const char *name;
  double ours, peer; // in unit; NAN: none
  const char *unit;
  double limit;     // what is asked of ours, at most; NAN: nothing
  double error;     // of ours against the reference, a share; NAN: not compared
  double low, high; // smallest and largest ratio of the interleaved pairs; 0: not repeated in pairs
} bench_row;
typedef struct bench bench;
void bench_add(bench *b, const bench_row *row);
double bench_cpu_s(void);

// The 30-minute session of mixed strokes on a back of 300 x 200 mm, 36,000 steps of 50 ms with six load states: at 5 and
// at 10 mm without reuse of cycles, and with it as the chain runs it. bench/session.c defines it; while there is no such
// file, its rows are left out (BENCH_HAS_SESSION is not defined). Limits: 14 s, 3 s, 1 s of CPU time.
bool bench_session(bench *b);
bool bench_people(bench *b);
