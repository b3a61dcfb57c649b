// worker.h -- does pieces of a trial with several threads, and keeps the lives of those it has recruited until they are
// followed. The same in the process that runs the trial and in one that helps.
#pragma once
#include "trial.h"

typedef struct kn_worker kn_worker;
kn_worker *kn_worker_new(const kn_trial_def *def, const kn_help_def *how); // NULL: no memory
void kn_worker_free(kn_worker *w);                                         // NULL is fine
kn_status kn_worker_go(kn_worker *w, kn_error *e); // until nothing is left to take at the moment
bool kn_worker_wait(kn_worker *w);                 // for more; false: the trial is over
