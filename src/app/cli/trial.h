// trial.h -- a trial, run: what its tables and files are made from.
#pragma once
#include "../../io/sha256.h"
#include "../../io/trial_file.h"
#include "../../io/worklog.h"
#include "../../study/analyse.h"
#include "cli.h"
#include "folder.h"
#include "package.h"
#include "progress.h"

typedef struct trial_run {
  const options *options;
  kn_trial_file *file;
  const char *verb; // "trial", "power"
  bool keep_log;    // a pool: its log stays, and is gone on with whenever it is there
  kn_trial *trial;
  kn_trial_data **data; // of each outcome
  char folder[3072], log_path[3136];
  char inputs_hash[KN_SHA256_HEX];
  double wall_s;
  // while it runs
  kn_worklog *log;
  progress progress;
  double began_s;
  long pieces;
} trial_run;

static inline const kn_trial_def *trial_def(const trial_run *r) { return &r->file->def; }
// Whether a file says `kind: KIND` in a line of its own; whatever else is wrong with it is told by its reader.
bool trial_says_kind(const char *path, const char *kind);
// Reads the file (of a trial, or of a published study) and its people, takes --seed and --people into it. EXIT_DONE, or a code after telling what is wrong.
int trial_read(trial_run *r, const options *o, const char *verb);
// Simulates, with log and progress. all_arms: a pool. EXIT_DONE, or a code after telling.
int trial_simulate(trial_run *r, bool all_arms);
void trial_end(trial_run *r);
int trial_threads(const trial_run *r);
int trial_failed(const trial_run *r, kn_status st, const kn_error *e); // tells; an exit code
int trial_try_folder(const trial_run *r,
                     folder *f);         // whether the results could be written, before the long computation
void trial_log_done(const trial_run *r); // the results are written: the log may go
// What decides the run besides the file, seed and people: into the hash, and so into the folder's name.
void trial_name_inputs(trial_run *r, const char *what);
// The run is a pool: its log is named after what decides it, in the folder of the results.
void trial_pool_names(trial_run *r);
// One of several processes; trial_share.c
bool trial_helps(const trial_run *r);        // it is not the one that runs the trial
int trial_help(trial_run *r, bool all_arms); // EXIT_HELPED
void trial_share(const trial_run *r);        // tells the others what is worked at
void trial_open_to_helpers(kn_board *b, void *run);
void trial_tell_shares(const trial_run *r);                                             // who has found how much
void trial_work_key(const trial_run *r, char *key, size_t n);                           // whose work it is
bool trial_analyse(const trial_run *r, int outcome, int arm, int visit, kn_finding *f); // false: no memory
void trial_arm_name(char *to, size_t n, const kn_trial_def *d, int arm);

void trial_print(const trial_run *r, FILE *f, bool colour); // trial_table.c
bool trial_folder_write(const trial_run *r, folder *f);     // trial_folder.c
// A file of results. A run that has more to it begins with its trial_run.
typedef struct trial_file {
  const char *name;
  void (*write)(const trial_run *r, FILE *f);
  bool on_request; // with --rows only
} trial_file;
bool trial_files_write(const trial_run *r, folder *f, const trial_file *files, size_t count); // false: f->why
void trial_write_file(const trial_run *r, FILE *f);                                           // the inputs as they were
void trial_write_people(const trial_run *r, FILE *f);
struct json_t;
void trial_write_json(struct json_t *o, FILE *f);                              // and lets go of it
void trial_manifest(const trial_run *r, struct json_t *o, const char *schema); // what every manifest says
// datapackage.json of some tables, which are taken over. kind: "knead-trial"
void trial_package(const trial_run *r, const char *kind, struct json_t *tables, FILE *f);
// People, arms and design in words; trial_table.c
void trial_print_plan(const trial_run *r, FILE *f, bool colour);
void methods_write(const trial_run *r, FILE *f); // methods.c
// trial_blinding.c
enum { TRIAL_BLINDING_FIELDS = 11 };
extern const package_field trial_blinding_fields[TRIAL_BLINDING_FIELDS];
const char *trial_guess(const trial_run *r, const kn_followed *f); // "" when she was not asked
void trial_write_blinding(const trial_run *r, FILE *f);
void trial_print_blinding(const trial_run *r, FILE *f, bool colour);
void trial_say_blinding(const trial_run *r, FILE *f); // in the methods

// Counts of the flow of participants, by arm (of a crossover by sequence).
typedef struct trial_flow {
  int screened, implausible, never, taken;
  int allocated[KN_MAX_ARMS], treated[KN_MAX_ARMS], left[KN_MAX_ARMS], analysed[KN_MAX_ARMS];
  int due[KN_MAX_ARMS], attended[KN_MAX_ARMS], sore[KN_MAX_ARMS], bruised[KN_MAX_ARMS];
} trial_flow;
trial_flow trial_flow_of(const trial_run *r);
extern const double trial_sore, trial_bruised; // what counts as a harm: points of after-soreness, per cent of bruising
