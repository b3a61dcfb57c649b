// knead-mpi -- the same program as one of several processes. `knead` under mpirun becomes this.
#include "../../mpi/post.h"
#include "../cli/program.h"
#include <stdio.h>

static long pieces(int rank, void *user) { return kn_post_pieces(user, rank); }

static int one_of_many(int argc, char **argv, kn_post *p) {
  const share with = {.rank = kn_post_rank(p),
                      .processes = kn_post_processes(p),
                      .key = kn_post_key,
                      .open = kn_post_open,
                      .pieces = pieces,
                      .take = kn_post_take,
                      .found = kn_post_found,
                      .failed = kn_post_failed,
                      .user = p};
  // What is wrong is told once, by the process that runs the trial.
  if (with.rank > 0 && (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL))
    return 1;
  return program(argc, argv, &with);
}

int main(int argc, char **argv) { return kn_post_run(argc, argv, one_of_many); }
