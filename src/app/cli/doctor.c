// doctor.c -- `knead doctor`: what is this program made of, and does it work here.
#include "beside.h"
#include "cache.h"
#include "cli.h"
#include "hdf5_file.h"
#include "text.h"
#include "progress.h"
#include <jansson.h>
#include <libfyaml.h>
#include <math.h>
#include <unistd.h>

// A healthy person, one hour, rest against nothing: small, but it goes through every room of the model.
static bool self_test(char *what, size_t n) {
  kn_ctx *ctx = NULL;
  kn_model *model = NULL;
  kn_comparison *result = NULL;
  if (kn_open(NULL, &ctx) != KN_OK) return snprintf(what, n, "no memory"), false;
  kn_compare_def def = kn_default_compare();
  def.person = kn_default_person(KN_HEALTHY);
  def.arm_count = 2;
  def.arm[0] = kn_default_course(KN_RELAXATION);
  def.arm[0].sessions = 1;
  def.arm[0].session.start_s = 600;
  def.arm[0].session.minutes = 20;
  def.arm[1] = kn_default_course(KN_NOTHING);
  def.arm[1].sessions = 0;
  def.visit_count = 1;
  def.visit[0] = (kn_visit){"after", 3600};
  def.series_s = 0;
  bool good = kn_model_load(ctx, NULL, &model) == KN_OK && kn_compare(ctx, model, &def, &result) == KN_OK;
  if (!good) snprintf(what, n, "%s: %s", kn_ctx_error(ctx)->where, kn_ctx_error(ctx)->what);
  for (int i = 0; good && i < KN_OUTCOME_COUNT; i++) {
    if (i == KN_NDI || i == KN_WOMAC) continue; // scales of other regions than hers
    for (int a = 0; good && a < 2; a++)
      if (!isfinite(kn_comparison_value(result, a, 0, i))) {
        snprintf(what, n, "%s is not finite", kn_outcome_at(i)->key);
        good = false;
      }
  }
  kn_comparison_destroy(result);
  kn_close(ctx);
  return good;
}

static int count_tables(char *to, size_t n) {
  int params = 0, states = 0, links = 0;
  while (kn_param_at(params)) params++;
  while (kn_state_at(states)) states++;
  while (kn_link_at(links)) links++;
  return snprintf(to, n, "%d outcomes, %d states, %d parameters, %d links", KN_OUTCOME_COUNT, states, params, links);
}

int verb_doctor(const options *o) {
  bool colour = colour_on(o->colour, stdout);
  const char *ok = "ok  ", *green = tone_start(colour, TONE_BETTER), *red = tone_start(colour, TONE_WORSE);
  const char *end = tone_end(colour, TONE_BETTER);
  char text[512];
  printf("%s%s%s knead %s, compiled by %s (%s)\n", green, ok, end, kn_version_text(), KN_BUILD_COMPILER,
         KN_BUILD_FLAGS);
  printf("%s%s%s libfyaml %s, jansson %s\n", green, ok, end, fy_library_version(), jansson_version_str());
  printf("%s%s%s integrator: %s\n", green, ok, end, kn_solver_text(KN_SOLVER_LANES));
  const char *reference = kn_solver_text(KN_SOLVER_CVODE);
  printf("%s%s%s reference integrator (--solver cvode): %s %s\n", green, ok, end, reference ? reference : "not built",
         reference ? KN_BUILD_SUNDIALS : "");
  printf("%s%s%s trials as HDF5: %s\n", green, ok, end,
         hdf5_version() ? hdf5_version() : "off (built without the library)");
  char path[3072];
  printf("%s%s%s trials over several processes (mpirun): %s\n", green, ok, end,
         beside("knead-mpi", path, sizeof path) ? "knead-mpi is there" : "off (built without MPI)");
  count_tables(text, sizeof text);
  printf("%s%s%s cores %ld; %s\n", green, ok, end, sysconf(_SC_NPROCESSORS_ONLN), text);
  cache c;
  cache_open(&c);
  if (!c.on)
    printf("%s%s%s cache of settled beginnings: off\n", green, ok, end);
  else if (cache_writable(&c))
    printf("%s%s%s cache of settled beginnings: %s\n", green, ok, end, c.folder);
  else
    printf("%swarn%s cache cannot be written: %s; runs work, but each begins anew\n", red, end, c.folder);
  double start = progress_now_s();
  bool good = self_test(text, sizeof text);
  if (good)
    printf("%s%s%s self-test: one hour of a healthy person, %.1f s\n", green, ok, end, progress_now_s() - start);
  else
    printf("%sFAIL%s self-test: %s\n", red, end, text);
  return good ? EXIT_DONE : EXIT_BUG;
}
