// Real people, followed by whoever has time: a person whose life another process has is made again up to her inclusion, and
// what becomes of her is the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "io/trial_file.h"
#include <knead/study.h>

static const char *const text = "schema: knead/1\nkind: trial\npeople: chronic-low-back-pain\n"
                                "recruitment: {people: 3, looks: 6}\n"
                                "treatment: {technique: relaxation-massage, times: 1 / week, weeks: 1}\n"
                                "compared-with: [nothing]\n"
                                "observe: {at: [before, end of course], outcomes: [pain]}\n"
                                "therapists: {count: 2, force: 0.2}\nstrokes: own\nseed: 22\n";

static kn_trial_file *read_trial(void) {
  static const char *const folders[] = {KN_SOURCE_DIR "/data/people"};
  char path[] = "/tmp/knead-helpers-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  close(fd);
  kn_trial_file *t = calloc(1, sizeof *t);
  assert_int_equal(kn_trial_read(path, folders, 1, kn_default_trial, kn_default_people, t), 0);
  unlink(path);
  return t;
}

// A helper in a thread of its own. It says that another one has found what it finds: nobody has those lives.
enum { ITSELF = 1, GONE = 2 };
typedef struct helper {
  const kn_trial_def *def;
  pthread_t thread;
  pthread_mutex_t lock;
  kn_board *board;
  bool closed, taken;
  int recruited, made_again;
  kn_status status;
} helper;

static int take(kn_errand *work, int most, bool wait, void *user) {
  helper *h = user;
  for (;;) {
    pthread_mutex_lock(&h->lock);
    int n = h->closed ? -1 : kn_board_take(h->board, ITSELF, work, most);
    h->taken = h->taken || n > 0;
    for (int i = 0; i < n; i++) h->made_again += work[i].kind == KN_PIECE_FOLLOWED;
    pthread_mutex_unlock(&h->lock);
    if (n != 0 || !wait) return n;
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
}
static bool found(kn_piece kind, uint64_t id, int which, const double *v, int count, void *user) {
  helper *h = user;
  pthread_mutex_lock(&h->lock);
  h->recruited += kind == KN_PIECE_CANDIDATE;
  bool good = !h->closed && kn_board_put(h->board, GONE, kind, id, which, v, count);
  pthread_mutex_unlock(&h->lock);
  return good;
}
static void *work(void *user) {
  helper *h = user;
  kn_error e;
  const kn_help_def how = {.threads = 1, .take = take, .found = found, .user = h};
  h->status = kn_trial_help(h->def, &how, &e);
  return NULL;
}
static void share(kn_board *b, void *user) {
  helper *h = user;
  pthread_mutex_lock(&h->lock);
  h->board = b;
  h->closed = b == NULL;
  pthread_mutex_unlock(&h->lock);
  if (b == NULL) {
    pthread_join(h->thread, NULL);
    return;
  }
  assert_int_equal(pthread_create(&h->thread, NULL, work, h), 0);
  for (bool taken = false; !taken;) { // before the trial's own process takes all there is
    nanosleep(&(struct timespec){0, 1000000}, NULL);
    pthread_mutex_lock(&h->lock);
    taken = h->taken;
    pthread_mutex_unlock(&h->lock);
  }
}

static void a_person_whose_life_another_has_becomes_the_same(void **state) {
  (void)state;
  kn_trial_file *file = read_trial();
  kn_trial *alone, *helped;
  kn_error e;
  kn_run_def how = {.threads = 1};
  if (kn_trial_run(&file->def, &how, &alone, &e) != KN_OK) fail_msg("%s", e.what);
  helper h = {.def = &file->def, .lock = PTHREAD_MUTEX_INITIALIZER};
  how.helpers = 2;
  how.share = share;
  how.user = &h;
  if (kn_trial_run(&file->def, &how, &helped, &e) != KN_OK) fail_msg("%s", e.what);
  print_message("the helper looked for %d candidates and followed %d people\n", h.recruited, h.made_again);
  assert_true(h.recruited > 0 && h.status == KN_OK);
  assert_true(kn_trial_hash(alone) == kn_trial_hash(helped));
  kn_trial_free(alone);
  kn_trial_free(helped);
  kn_trial_file_free(file);
  free(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_person_whose_life_another_has_becomes_the_same)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
