#include "crew.h"
#include <pthread.h>
#include <stdlib.h>

typedef struct crew {
  pthread_mutex_t lock;
  int next, count, failed; // failed: the lowest task that did, or count
  kn_task *task;
  void *user;
  kn_error error;
  kn_status status;
} crew;

static void *work(void *arg) {
  crew *c = arg;
  pthread_mutex_lock(&c->lock);
  while (c->next < c->count && c->status == KN_OK) {
    int i = c->next++;
    pthread_mutex_unlock(&c->lock);
    kn_error e = {0};
    kn_status st = c->task(i, c->user, &e);
    pthread_mutex_lock(&c->lock);
    if (st != KN_OK && i < c->failed) c->failed = i, c->status = st, c->error = e;
  }
  pthread_mutex_unlock(&c->lock);
  return NULL;
}

kn_status kn_crew(int threads, int count, kn_task *task, void *user, kn_error *e) {
  crew c = {.count = count, .failed = count, .task = task, .user = user, .status = KN_OK};
  if (pthread_mutex_init(&c.lock, NULL) != 0) return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for threads");
  int more = threads < count ? threads - 1 : count - 1, begun = 0;
  pthread_t *thread = more > 0 ? malloc((size_t)more * sizeof *thread) : NULL;
  for (int i = 0; thread && i < more; i++) // fewer threads than asked for are slower, not wrong
    if (pthread_create(&thread[begun], NULL, work, &c) == 0) begun++;
  work(&c);
  for (int i = 0; i < begun; i++) pthread_join(thread[i], NULL);
  free(thread);
  pthread_mutex_destroy(&c.lock);
  if (c.status != KN_OK && e) *e = c.error;
  return c.status;
}
