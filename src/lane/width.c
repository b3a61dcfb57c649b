// Which widths this machine runs: the program holds all that were compiled, and asks the processor.
#include "system.h"

bool kn_lanes_run(int lanes) {
  if (lanes == 1) return true;
#ifdef KN_WIDE
  if (lanes == 2) return true; // SSE2 is part of the architecture
  if (lanes == 4) return __builtin_cpu_supports("avx2");
  if (lanes == 8)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#endif
  return false;
}

int kn_lanes_widest(void) {
  for (int lanes = 8; lanes > 1; lanes /= 2)
    if (kn_lanes_run(lanes)) return lanes;
  return 1;
}
