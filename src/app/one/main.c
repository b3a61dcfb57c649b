// knead -- the program, by itself. Started as one of several processes (mpirun), it hands over to the one that knows the others.
#include "../cli/beside.h"
#include "../cli/cli.h"
#include "../cli/program.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int number(const char *name) {
  const char *text = getenv(name);
  return text ? atoi(text) : 0;
}

// By Open MPI's mpirun, or by Slurm's srun --mpi=pmix
static int processes(void) {
  int n = number("OMPI_COMM_WORLD_SIZE");
  return n > 0 ? n : getenv("PMIX_RANK") ? number("SLURM_STEP_NUM_TASKS") : 1;
}

static bool shared(const char *verb) {
  static const char *const verbs[] = {"trial", "power", "dose"};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(verb, verbs[i]) == 0) return true;
  return false;
}

int main(int argc, char **argv) {
  char path[3072];
  int n = processes();
  if (n < 2 || argc < 2) return program(argc, argv, NULL);
  if (!shared(argv[1])) {
    if (number("OMPI_COMM_WORLD_RANK") == 0 && number("PMIX_RANK") == 0)
      fprintf(stderr,
              "knead: `%s` is not shared between processes; trial, power and dose are\n   hint: start it once\n",
              argv[1]);
    return EXIT_USAGE;
  }
  if (beside("knead-mpi", path, sizeof path)) execv(path, argv);
  if (number("OMPI_COMM_WORLD_RANK") == 0 && number("PMIX_RANK") == 0)
    fprintf(stderr,
            "knead: started as %d processes, but this build cannot share work between them: it was made without MPI\n"
            "   hint: install libopenmpi-dev and build again, or start it once, with -j %d\n",
            n, n);
  return EXIT_USAGE;
}
