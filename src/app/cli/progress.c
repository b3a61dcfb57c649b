#include "progress.h"
#include "text.h"
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30 };
static const double PATIENCE_S = 1, BAR_EVERY_S = 0.1, LINE_EVERY_S = 10;

static volatile sig_atomic_t stop;

static void on_signal(int number) {
  (void)number;
  stop = 1;
}

bool progress_stopped(void) { return stop != 0; }
bool progress_keep_going(void *user) { return (void)user, stop == 0; }

double progress_now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// A second Ctrl-C ends the program at once. A signal that was ignored from the start (nohup) stays ignored.
static void listen(int number) {
  struct sigaction old, new = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
  sigemptyset(&new.sa_mask);
  if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(number, &new, NULL);
}

void progress_start(progress *p, bool quiet) {
  listen(SIGINT);
  listen(SIGTERM);
  *p = (progress){.shown = !quiet, .tty = isatty(STDERR_FILENO), .started_s = progress_now_s()};
  p->next_s = p->started_s + PATIENCE_S;
  if (!p->tty) p->next_s = p->started_s + LINE_EVERY_S;
}

static void draw(progress *p, double done, const char *doing, double now) {
  double left = done > 0.02 ? (now - p->started_s) * (1 - done) / done : -1;
  if (!p->tty) {
    fprintf(stderr, "knead: %3.0f %%  %s", 100 * done, doing);
    if (left >= 0) fprintf(stderr, "  %.0f s left", left);
    fputc('\n', stderr);
    return;
  }
  fputs("\r[", stderr);
  for (int i = 0; i < BAR; i++) fputs(i < (int)(done * BAR + 0.5) ? "█" : "-", stderr);
  fprintf(stderr, "] %3.0f %%  %.30s", 100 * done, doing);
  if (left >= 0) fprintf(stderr, "  %.0f s left", left);
  fputs("\033[K", stderr);
  fflush(stderr);
  p->drawn = true;
}

bool progress_tell(double done, const char *doing, void *user) {
  progress *p = user;
  if (stop) return false;
  double now = progress_now_s();
  if (!p->shown || now < p->next_s) return true;
  p->next_s = now + (p->tty ? BAR_EVERY_S : LINE_EVERY_S);
  draw(p, done < 0 ? 0 : done > 1 ? 1 : done, doing ? doing : "", now);
  return true;
}

void progress_end(progress *p) {
  if (p->drawn) fputs("\r\033[K", stderr);
  p->drawn = false;
}
