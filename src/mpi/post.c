#include "post.h"
#include <mpi.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ASK = 1, WORK, FOUND, GONE, END }; // tags
enum { CHUNK = 16 };                      // pieces of work in a letter, at most
enum { OVER = -1 };
static const long SHORT_NS = 200000, LONG_NS = 4000000; // between looks for letters

typedef struct ask {
  uint64_t key;
  int most;
} ask;
typedef struct work {
  int count;
  kn_errand piece[CHUNK];
} work;
typedef struct found {
  uint64_t id;
  int kind, which, count;
  double values[]; // so many
} found;
typedef struct gone {
  int code;
  kn_status status;
  kn_error error;
} gone;

typedef struct letter {
  struct letter *next;
  int tag, size;
  void *text;
} letter;

struct kn_post {
  int argc, rank, processes;
  char **argv;
  kn_post_program *program;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  uint64_t key;
  bool done; // the program has come to its end
  gone end;
  // process 0
  kn_board *board;
  bool closed;
  int helpers_gone, early; // early: who had gone before there was a board, 0 nobody, and how
  gone how_early;
  long *pieces;
  // the others
  letter *first, **last; // to be sent
  bool waiting, answered, over;
  work answer;
};

int kn_post_rank(const kn_post *p) { return p->rank; }
int kn_post_processes(const kn_post *p) { return p->processes; }
long kn_post_pieces(const kn_post *p, int rank) { return p->pieces[rank]; }

// Between asks for work in vain: all helpers together ask about a thousand times a second.
static long again_ns(const kn_post *p) {
  return p->processes < 20 ? 20000000L : p->processes < 500 ? 1000000L * p->processes : 500000000L;
}

static void rest(long ns) {
  const struct timespec t = {0, ns};
  nanosleep(&t, NULL);
}

// ---- called by the program -----------------------------------------------------------------------------------------------------
void kn_post_key(uint64_t key, void *post) { ((kn_post *)post)->key = key; }

static void leave(kn_post *p, int from, const gone *g);
void kn_post_open(kn_board *b, void *post) {
  kn_post *p = post;
  pthread_mutex_lock(&p->lock);
  p->board = b;
  p->closed = b == NULL;
  if (b && p->early > 0) leave(p, p->early, &p->how_early);
  pthread_mutex_unlock(&p->lock);
}

static bool write_letter(kn_post *p, int tag, const void *text, size_t size) {
  letter *l = malloc(sizeof *l + size);
  if (l == NULL) return false;
  *l = (letter){.tag = tag, .size = (int)size, .text = l + 1};
  memcpy(l->text, text, size);
  pthread_mutex_lock(&p->lock);
  *p->last = l;
  p->last = &l->next;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->lock);
  return true;
}

int kn_post_take(kn_errand *piece, int most, bool wait, void *post) {
  kn_post *p = post;
  int n = 0;
  do {
    const ask a = {p->key, most < CHUNK ? most : CHUNK};
    if (n == 0 && wait && p->answered) rest(again_ns(p)); // asked before, in vain
    pthread_mutex_lock(&p->lock);
    p->waiting = true;
    p->answered = false;
    pthread_mutex_unlock(&p->lock);
    if (!write_letter(p, ASK, &a, sizeof a)) return OVER;
    pthread_mutex_lock(&p->lock);
    while (p->waiting) pthread_cond_wait(&p->changed, &p->lock);
    n = p->answer.count;
    p->answered = true;
    p->over = n == OVER;
    if (n > 0) memcpy(piece, p->answer.piece, (size_t)n * sizeof *piece);
    pthread_mutex_unlock(&p->lock);
  } while (n == 0 && wait);
  return n;
}

bool kn_post_found(kn_piece kind, uint64_t id, int which, const double *values, int count, void *post) {
  kn_post *p = post;
  size_t size = sizeof(found) + (size_t)count * sizeof *values;
  found *f = malloc(size);
  if (f == NULL) return false;
  *f = (found){id, (int)kind, which, count};
  memcpy(f->values, values, (size_t)count * sizeof *values);
  bool good = write_letter(p, FOUND, f, size);
  free(f);
  p->pieces[p->rank]++;
  return good && !p->over;
}

void kn_post_failed(kn_status status, const kn_error *error, void *post) {
  kn_post *p = post;
  p->end.status = status;
  p->end.error = *error;
}

// ---- process 0 -----------------------------------------------------------------------------------------------------------------
static void refuse(kn_post *p, int from, const char *why) {
  kn_error e = {.status = KN_BAD_ARGUMENT};
  snprintf(e.where, sizeof e.where, "process %d", from);
  snprintf(e.what, sizeof e.what, "%s", why);
  snprintf(e.hint, sizeof e.hint, "what was found is in the log: add --resume to go on");
  if (p->board) kn_board_fail(p->board, KN_BAD_ARGUMENT, &e);
}

static void answer(kn_post *p, int from, const ask *a) {
  work w = {.count = p->closed || p->done ? OVER : 0};
  if (p->board && a->key != p->key) {
    refuse(p, from, "it has other inputs or another build of knead; all processes need the same files");
    w.count = OVER;
  } else if (p->board) {
    w.count = kn_board_take(p->board, from, w.piece, a->most < CHUNK ? a->most : CHUNK);
  }
  size_t size = offsetof(work, piece) + (w.count > 0 ? (size_t)w.count * sizeof *w.piece : 0);
  MPI_Send(&w, (int)size, MPI_BYTE, from, WORK, MPI_COMM_WORLD);
}

static void leave(kn_post *p, int from, const gone *g) {
  if (p->board == NULL) {
    if (!p->closed && p->early == 0) p->early = from, p->how_early = *g;
    return;
  }
  if (g->status == KN_CANCELLED)
    kn_board_fail(p->board, KN_CANCELLED, &g->error);
  else if (g->status != KN_OK)
    kn_board_fail(p->board, g->status, &g->error);
  else if (g->code != 0)
    refuse(p, from, "it could not begin; are the trial and its people to be read there?");
}

static void read_letter(kn_post *p, const MPI_Status *s) {
  int size;
  MPI_Get_count(s, MPI_BYTE, &size);
  void *text = malloc((size_t)size + 1);
  if (text == NULL) MPI_Abort(MPI_COMM_WORLD, 1);
  MPI_Recv(text, size, MPI_BYTE, s->MPI_SOURCE, s->MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  pthread_mutex_lock(&p->lock);
  if (s->MPI_TAG == ASK) answer(p, s->MPI_SOURCE, text);
  if (s->MPI_TAG == GONE) {
    p->helpers_gone++;
    leave(p, s->MPI_SOURCE, text);
  }
  if (s->MPI_TAG == FOUND) {
    const found *f = text;
    p->pieces[s->MPI_SOURCE]++;
    if (p->board) kn_board_put(p->board, s->MPI_SOURCE, (kn_piece)f->kind, f->id, f->which, f->values, f->count);
  }
  pthread_mutex_unlock(&p->lock);
  free(text);
}

static void serve(kn_post *p) {
  long pause = SHORT_NS;
  for (bool over = false; !over;) {
    MPI_Status s;
    int some;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &some, &s);
    if (some) {
      read_letter(p, &s);
      pause = SHORT_NS;
      continue;
    }
    rest(pause);
    pause = pause < LONG_NS ? pause * 2 : LONG_NS;
    pthread_mutex_lock(&p->lock);
    over = p->done && p->helpers_gone == p->processes - 1;
    pthread_mutex_unlock(&p->lock);
  }
  for (int i = 1; i < p->processes; i++) MPI_Send(NULL, 0, MPI_BYTE, i, END, MPI_COMM_WORLD);
}

// ---- the others ----------------------------------------------------------------------------------------------------------------
static void send_all(kn_post *p) { // with the lock held, which is let go of meanwhile
  while (p->first) {
    letter *l = p->first;
    p->first = l->next;
    if (p->first == NULL) p->last = &p->first;
    pthread_mutex_unlock(&p->lock);
    MPI_Send(l->text, l->size, MPI_BYTE, 0, l->tag, MPI_COMM_WORLD);
    free(l);
    pthread_mutex_lock(&p->lock);
  }
}

static void carry(kn_post *p) {
  int some;
  MPI_Status s;
  pthread_mutex_lock(&p->lock);
  while (!p->done || p->first) {
    send_all(p);
    if (!p->waiting) {
      if (!p->done && !p->first) pthread_cond_wait(&p->changed, &p->lock);
      continue;
    }
    pthread_mutex_unlock(&p->lock);
    MPI_Iprobe(0, WORK, MPI_COMM_WORLD, &some, &s);
    if (!some) rest(SHORT_NS);
    pthread_mutex_lock(&p->lock);
    if (!some) continue;
    MPI_Recv(&p->answer, (int)sizeof p->answer, MPI_BYTE, 0, WORK, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    p->waiting = false;
    pthread_cond_broadcast(&p->changed);
  }
  pthread_mutex_unlock(&p->lock);
  MPI_Send(&p->end, (int)sizeof p->end, MPI_BYTE, 0, GONE, MPI_COMM_WORLD);
  for (some = 0; !some; rest(LONG_NS)) MPI_Iprobe(0, END, MPI_COMM_WORLD, &some, &s);
  MPI_Recv(NULL, 0, MPI_BYTE, 0, END, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

// ---- all -----------------------------------------------------------------------------------------------------------------------
static void *run(void *arg) {
  kn_post *p = arg;
  int code = p->program(p->argc, p->argv, p);
  pthread_mutex_lock(&p->lock);
  p->end.code = code;
  p->done = true;
  pthread_cond_broadcast(&p->changed);
  pthread_mutex_unlock(&p->lock);
  return NULL;
}

int kn_post_run(int argc, char **argv, kn_post_program *program) {
  kn_post p = {.program = program};
  pthread_t thread;
  int level;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &level);
  MPI_Comm_rank(MPI_COMM_WORLD, &p.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &p.processes);
  p.argc = argc;
  p.argv = argv;
  p.last = &p.first;
  p.pieces = calloc((size_t)p.processes, sizeof *p.pieces);
  pthread_mutex_init(&p.lock, NULL);
  pthread_cond_init(&p.changed, NULL);
  if (p.pieces == NULL) return MPI_Abort(MPI_COMM_WORLD, 1), 1;
  if (pthread_create(&thread, NULL, run, &p) != 0) return MPI_Abort(MPI_COMM_WORLD, 1), 1;
  if (p.rank == 0)
    serve(&p);
  else
    carry(&p);
  pthread_join(thread, NULL);
  MPI_Finalize();
  pthread_cond_destroy(&p.changed);
  pthread_mutex_destroy(&p.lock);
  free(p.pieces);
  return p.end.code;
}
