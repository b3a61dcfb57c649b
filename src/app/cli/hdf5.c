// hdf5.c -- a trial in one file that explains itself: every reading with its axes, units, grades and descriptions as
// attributes, the results, and the inputs. Without times and dates of its own: the same trial gives the same bytes.
#include "hdf5_file.h"
#ifdef KN_HDF5
#include <hdf5.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *hdf5_version(void) { return H5_VERS_INFO; }

typedef struct writer {
  hid_t text, create; // a string of any length; how datasets are made: without times
  bool failed;
} writer;

static void attribute(writer *w, hid_t at, const char *name, const char *value) {
  hid_t space = H5Screate(H5S_SCALAR), a = H5Acreate2(at, name, w->text, space, H5P_DEFAULT, H5P_DEFAULT);
  w->failed |= a < 0 || H5Awrite(a, w->text, &value) < 0;
  H5Aclose(a);
  H5Sclose(space);
}

// What one needs to know of a dataset. unit NULL: none
typedef struct about {
  const char *unit, *description, *dimensions;
} about;

static void dataset(writer *w, hid_t at, const char *name, hid_t file_type, hid_t type, const void *data, int rank,
                    const hsize_t *size, const about *what) {
  hid_t space = H5Screate_simple(rank, size, NULL),
        d = H5Dcreate2(at, name, file_type, space, H5P_DEFAULT, w->create, H5P_DEFAULT);
  bool some = true;
  for (int i = 0; i < rank; i++) some = some && size[i] > 0;
  w->failed |= d < 0 || (some && H5Dwrite(d, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0);
  if (d >= 0 && what->unit) attribute(w, d, "unit", what->unit);
  if (d >= 0 && what->description) attribute(w, d, "description", what->description);
  if (d >= 0 && what->dimensions) attribute(w, d, "dimensions", what->dimensions);
  H5Dclose(d);
  H5Sclose(space);
}
static void numbers(writer *w, hid_t at, const char *name, const double *v, size_t n, about what) {
  const hsize_t size[1] = {n};
  dataset(w, at, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, v, 1, size, &what);
}
static void words(writer *w, hid_t at, const char *name, const char *const *v, size_t n, about what) {
  const hsize_t size[1] = {n};
  dataset(w, at, name, w->text, w->text, v, 1, size, &what);
}

static hid_t group(writer *w, hid_t at, const char *name, const char *description) {
  hid_t plain = H5Pcreate(H5P_GROUP_CREATE);
  H5Pset_obj_track_times(plain, false);
  hid_t g = H5Gcreate2(at, name, H5P_DEFAULT, plain, H5P_DEFAULT);
  H5Pclose(plain);
  w->failed |= g < 0;
  if (g >= 0) attribute(w, g, "description", description);
  return g;
}

// ---- the axes ----------------------------------------------------------------------------------------------------------------
static void axes(writer *w, hid_t file, const trial_run *r) {
  const kn_trial_def *d = trial_def(r);
  const char *name[KN_MAX_VISITS + KN_MAX_ARMS], *unit[KN_MAX_TRIAL_OUTCOMES], *grade[KN_MAX_TRIAL_OUTCOMES],
      *instrument[KN_MAX_TRIAL_OUTCOMES];
  char letter[KN_MAX_TRIAL_OUTCOMES][2];
  double time[KN_MAX_VISITS];
  hid_t g = group(w, file, "axes", "names along the axes of the arrays");
  for (int a = 0; a < d->arm_count; a++) name[a] = d->arm_name[a];
  words(w, g, "arm", name, (size_t)d->arm_count, (about){NULL, "the treatment, then its comparators", NULL});
  for (int v = 0; v < d->visit_count; v++) name[v] = d->visit[v].name, time[v] = d->visit[v].at_s;
  words(w, g, "visit", name, (size_t)d->visit_count, (about){NULL, "the first is the baseline", NULL});
  numbers(w, g, "visit_time", time, (size_t)d->visit_count, (about){"s", "since the first session", NULL});
  for (int o = 0; o < d->outcome_count; o++) {
    const kn_outcome_info *i = kn_outcome_at(d->outcome[o]);
    name[o] = i->key, unit[o] = i->unit, instrument[o] = i->instrument;
    letter[o][0] = i->grade, letter[o][1] = 0, grade[o] = letter[o];
  }
  size_t n = (size_t)d->outcome_count;
  words(w, g, "outcome", name, n, (about){NULL, "the first is the primary one", NULL});
  words(w, g, "outcome_unit", unit, n, (about){NULL, "unit of value and reading", NULL});
  words(w, g, "outcome_instrument", instrument, n, (about){NULL, "how it is read", NULL});
  words(w, g, "outcome_grade", grade, n,
        (about){NULL, "evidence that massage moves it as the model says: A best to D speculation", NULL});
  H5Gclose(g);
}

// ---- people --------------------------------------------------------------------------------------------------------------------
static void people(writer *w, hid_t file, const trial_run *r) {
  enum { COLUMNS = 15 };
  static const struct {
    const char *name;
    about what;
  } column[COLUMNS] = {{"person", {NULL, "number of the candidate; keys her random draws", NULL}},
                       {"sequence", {NULL, "arm allocated; of a crossover the order of arms", NULL}},
                       {"stratum", {NULL, "of the randomisation", NULL}},
                       {"male", {NULL, "1 a man, 0 a woman", NULL}},
                       {"age", {"y", "", NULL}},
                       {"height", {"m", "", NULL}},
                       {"mass", {"kg", "", NULL}},
                       {"pain", {"points", "her usual pain, 0-10; NaN: no complaint", NULL}},
                       {"perceived-stress", {"points", "PSS-10", NULL}},
                       {"trait-anxiety", {"points", "STAI-T", NULL}},
                       {"depression", {"points", "PHQ-9", NULL}},
                       {"sleep-quality", {"points", "PSQI, high is bad", NULL}},
                       {"expectation", {"1", "0-1", NULL}},
                       {"usual", {NULL, "of the outcome asked for: her own level", NULL}},
                       {"screened", {NULL, "of the outcome asked for: the reading she was taken by", NULL}}};
  int n = kn_trial_people(r->trial);
  double *v = text_must(malloc((size_t)n * COLUMNS * sizeof *v));
  for (int i = 0; i < n; i++) {
    const kn_participant *p = kn_trial_participant(r->trial, i);
    const kn_person_def *q = &p->candidate.who;
    const double one[COLUMNS] = {(double)q->id,
                                 p->sequence,
                                 p->stratum,
                                 q->sex == KN_MALE,
                                 q->age_y,
                                 q->height_m,
                                 q->mass_kg,
                                 q->pain[0] < 0 ? NAN : q->pain[0],
                                 q->perceived_stress,
                                 q->trait_anxiety,
                                 q->depression,
                                 q->sleep_quality,
                                 q->expectation,
                                 p->candidate.usual,
                                 p->candidate.screened};
    for (int k = 0; k < COLUMNS; k++) v[k * n + i] = one[k];
  }
  hid_t g = group(w, file, "people", "participants as they came, one entry each in every column");
  for (int k = 0; k < COLUMNS; k++) numbers(w, g, column[k].name, v + k * n, (size_t)n, column[k].what);
  H5Gclose(g);
  free(v);
}

// ---- readings ------------------------------------------------------------------------------------------------------------------
static void followed(writer *w, hid_t file, const trial_run *r) {
  enum { COLUMNS = 9 };
  static const struct {
    const char *name;
    about what;
  } column[COLUMNS] = {
      {"person", {NULL, "as in people", NULL}},
      {"period", {NULL, "of a crossover, from 1; else 1", NULL}},
      {"arm", {NULL, "index into axes/arm", NULL}},
      {"therapist", {NULL, "from 0; NaN: nobody in particular", NULL}},
      {"sessions_due", {NULL, "", NULL}},
      {"sessions_attended", {NULL, "", NULL}},
      {"left", {"s", "when she left, since the first session; infinite: she stayed", NULL}},
      {"soreness", {"points", "worst a day after a session, above that before the first (grade D)", NULL}},
      {"bruising", {"%", "worst a day after a session, of a maximal bout (grade D)", NULL}}};
  const kn_trial_def *d = trial_def(r);
  size_t rows = 0, visits = (size_t)d->visit_count, outcomes = (size_t)d->outcome_count, row = 0;
  for (int i = 0; i < kn_trial_people(r->trial); i++) rows += (size_t)kn_trial_participant(r->trial, i)->followed_count;
  double *v = text_must(malloc(rows * COLUMNS * sizeof *v)),
         *value = text_must(malloc(rows * visits * outcomes * sizeof *v)),
         *reading = text_must(malloc(rows * visits * outcomes * sizeof *v));
  for (int i = 0; i < kn_trial_people(r->trial); i++) {
    const kn_participant *p = kn_trial_participant(r->trial, i);
    for (int k = 0; k < p->followed_count; k++, row++) {
      const kn_followed *f = &p->followed[k];
      const double one[COLUMNS] = {
          (double)f->id, f->period + 1, f->arm,     f->therapist < 0 ? (double)NAN : f->therapist, f->due, f->attended,
          f->left_s,     f->soreness,   f->bruising};
      for (size_t c = 0; c < COLUMNS; c++) v[c * rows + row] = one[c];
      for (size_t a = 0; a < visits; a++)
        for (size_t o = 0; o < outcomes; o++) {
          value[(row * visits + a) * outcomes + o] = f->value[a][o];
          reading[(row * visits + a) * outcomes + o] = f->reading[a][o];
        }
    }
  }
  hid_t g = group(w, file, "followed", "participants in their arms (of a crossover: in each period)");
  for (size_t c = 0; c < COLUMNS; c++) numbers(w, g, column[c].name, v + c * rows, rows, column[c].what);
  const hsize_t size[3] = {rows, visits, outcomes};
  const about own = {"axes/outcome_unit", "the model's own value; NaN: she had left",
                     "followed, axes/visit, axes/outcome"},
              read = {"axes/outcome_unit", "a reading with its error", "followed, axes/visit, axes/outcome"};
  dataset(w, g, "value", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, value, 3, size, &own);
  dataset(w, g, "reading", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, reading, 3, size, &read);
  H5Gclose(g);
  free(v);
  free(value);
  free(reading);
}

// ---- results -------------------------------------------------------------------------------------------------------------------
static void results(writer *w, hid_t file, const trial_run *r) {
  enum { METHODS = 9, NUMBERS = 6 };
  static const char *const method[METHODS] = {"change",   "covariance",      "mixed",
                                              "naive",    "repeated",        "unstructured",
                                              "hedges-g", "responder-ratio", "responder-difference"};
  static const char *const number[NUMBERS] = {"estimate", "se", "low", "high", "df", "p"};
  const kn_trial_def *d = trial_def(r);
  size_t outcomes = (size_t)d->outcome_count, visits = (size_t)d->visit_count - 1, arms = (size_t)d->arm_count - 1,
         k = 0;
  double *v = text_must(malloc(outcomes * visits * arms * METHODS * NUMBERS * sizeof *v));
  for (size_t o = 0; o < outcomes; o++)
    for (size_t t = 1; t <= visits; t++)
      for (size_t a = 1; a <= arms; a++) {
        kn_finding x;
        text_must(trial_analyse(r, (int)o, (int)a, (int)t, &x) ? &x : NULL);
        const kn_estimate *all[METHODS] = {&x.change,       &x.covariance, &x.model, &x.naive,     &x.repeated,
                                           &x.unstructured, &x.g,          &x.ratio, &x.difference};
        for (int m = 0; m < METHODS; m++) {
          const double e[NUMBERS] = {all[m]->value, all[m]->se, all[m]->low, all[m]->high, all[m]->df, all[m]->p};
          memcpy(v + NUMBERS * k++, e, sizeof e);
        }
      }
  hid_t g = group(w, file, "results", "treatment minus comparator");
  words(w, g, "method", method, METHODS, (about){NULL, "as in results.csv", NULL});
  words(w, g, "number", number, NUMBERS, (about){NULL, "what the last axis of comparison holds", NULL});
  const hsize_t size[5] = {outcomes, visits, arms, METHODS, NUMBERS};
  const about what = {"axes/outcome_unit where the method does not say otherwise", "NaN: the method does not apply",
                      "axes/outcome, axes/visit from the second, axes/arm from the second, method, number"};
  dataset(w, g, "comparison", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, v, 5, size, &what);
  H5Gclose(g);
  free(v);
}

bool hdf5_write(const trial_run *r, const char *path) {
  char hash[24];
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  writer w = {.text = H5Tcopy(H5T_C_S1), .create = H5Pcreate(H5P_DATASET_CREATE)};
  H5Tset_size(w.text, H5T_VARIABLE);
  H5Tset_cset(w.text, H5T_CSET_UTF8);
  H5Pset_obj_track_times(w.create, false);
  hid_t made = H5Pcreate(H5P_FILE_CREATE);
  H5Pset_obj_track_times(made, false);
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, made, H5P_DEFAULT);
  H5Pclose(made);
  w.failed = file < 0;
  if (!w.failed) {
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)kn_trial_hash(r->trial));
    attribute(&w, file, "schema", "knead-trial-hdf5/1");
    attribute(&w, file, "knead", kn_version_text());
    attribute(&w, file, "title", r->file->scene.title);
    attribute(&w, file, "hash", hash);
    attribute(&w, file, "inputs_sha256", r->inputs_hash);
    attribute(&w, file, "trial", r->file->scene.report.text);
    attribute(&w, file, "people", r->file->people.report.text);
    attribute(&w, file, "statement",
              "A trial of virtual people. Research and teaching; not a medical device, no evidence "
              "that massage works.");
    axes(&w, file, r);
    people(&w, file, r);
    followed(&w, file, r);
    results(&w, file, r);
  }
  w.failed |= file >= 0 && H5Fclose(file) < 0;
  H5Pclose(w.create);
  H5Tclose(w.text);
  return !w.failed;
}
#else
const char *hdf5_version(void) { return NULL; }
bool hdf5_write(const trial_run *r, const char *path) { return (void)r, (void)path, true; }
#endif
