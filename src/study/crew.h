// crew.h -- tasks done by several threads. Which thread does what is left to chance; nothing may depend on it.
#pragma once
#include "people.h"

typedef kn_status kn_task(int task, void *user, kn_error *e);
// Does tasks 0 .. count - 1. After a failure no more are begun; of several the one with the lowest number is told.
kn_status kn_crew(int threads, int count, kn_task *task, void *user, kn_error *e);
