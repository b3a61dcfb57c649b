// The cohort by lsoda of R's package deSolve, compiled rates and Jacobian (people_r.c): a child process that is given the
// coefficients of everyone and tells the CPU time of its integrations, without its own start.
#include "people.h"
#include "lane/fast.h"
#include <generated/whole.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool people_desolve_there(void) {
  static int there = -1;
  if (there < 0) there = system("Rscript -e 'library(deSolve)' >/dev/null 2>&1") == 0;
  return there;
}

static bool hand_over(const cohort *c, int count, FILE *f) {
  enum { A = GEN_WHOLE_COEFFICIENTS, B = GEN_WHOLE_COEFFICIENTS_REGION };
  const double sizes[] = {count, PEOPLE_STATES, PEOPLE_LOOKS, PEOPLE_EDGES, A + B};
  fwrite(sizes, sizeof sizes, 1, f);
  fwrite(c->edge, sizeof c->edge, 1, f);
  fwrite(c->look, sizeof c->look, 1, f);
  fwrite(c->scale, sizeof c->scale, 1, f);
  fwrite(c->start, sizeof c->start, 1, f);
  for (int p = 0; p < count; p++)
    for (int massaged = 0; massaged < 2; massaged++) {
      const kn_chain_in *in = &c->in[massaged];
      double both[A + B];
      gen_whole_prepare((const double *)&c->par[p], (const double *)in, (const double *)&in->region[0], both, both + A);
      fwrite(both, sizeof both, 1, f);
    }
  return !ferror(f);
}

double people_desolve(const cohort *c, int count, cohort_weight w, double *out) {
  char directory[] = "/tmp/knead-bench-XXXXXX", to[64], from[64], command[2048];
  if (mkdtemp(directory) == NULL) return NAN;
  snprintf(to, sizeof to, "%s/cohort", directory), snprintf(from, sizeof from, "%s/looks", directory);
  FILE *f = fopen(to, "wb");
  bool good = f && hand_over(c, count, f);
  if (f) good = fclose(f) == 0 && good;
  snprintf(command, sizeof command, "Rscript --vanilla '%s' '%s' '%s' '%s' %.17g %.17g 2>/dev/null", BENCH_R_SCRIPT,
           BENCH_R_OBJECT, to, from, w.share, w.relative);
  double took = NAN;
  FILE *child = good ? popen(command, "r") : NULL;
  if (child && fscanf(child, "%lf", &took) != 1) took = NAN;
  while (child && fgetc(child) != EOF) {}
  if (child && pclose(child) != 0) took = NAN;
  size_t n = (size_t)count * PEOPLE_LOOKS * PEOPLE_STATES;
  f = isnan(took) ? NULL : fopen(from, "rb");
  if (f == NULL || fread(out, sizeof *out, n, f) != n) took = NAN;
  if (f) fclose(f);
  remove(to), remove(from), rmdir(directory);
  return took;
}
