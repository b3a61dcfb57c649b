#include "option.h"
#include "text.h"
#include "../../io/touch_file.h"
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const verb verbs[] = {
    {"run",
     "SCENE",
     "run a scene: the person treated, and her twins under the comparators",
     "Reads SCENE (YAML), simulates the person in every arm, prints tables and two charts, and writes a\n"
     "folder of results: outcomes.csv, series.csv, datapackage.json, manifest.json, and scene.yaml, the\n"
     "scene with every default spelled out. Ctrl-C stops it; then nothing is written.",
     {"knead run scenes/low-back-pain.yaml", "knead run scenes/low-back-pain.yaml --quick --json"},
     {"the main example; results in out/", "the first week only, as JSON"},
     verb_run,
     true,
     NULL},
    {"check",
     "SCENE",
     "say in plain words what a scene would run, or what is wrong with it",
     "Nothing is simulated. All mistakes are listed at once, each with its line and a cure.",
     {"knead check scenes/low-back-pain.yaml", "knead check mine.yaml && knead run mine.yaml"},
     {"who, what, when, compared with what", "run only what is sound"},
     verb_check,
     true,
     NULL},
    {"trial",
     "TRIAL",
     "run a virtual trial: recruit, randomise, treat, look, and analyse",
     "Reads TRIAL (YAML, docs/trials.md), draws people and recruits them at a bad time, follows each in her arm, and\n"
     "prints the flow of participants, the analyses and the harms. Writes a folder of results: results.csv, arms.csv,\n"
     "methods.md (TIDieR and CONSORT), datapackage.json, manifest.json, the inputs. Ctrl-C, or a crash, loses "
     "nothing:\n"
     "--resume goes on, and the results are those of a run in one go.",
     {"knead trial trials/low-back-pain.yaml", "knead trial mine.yaml --rows -j 4 --out mine"},
     {"a small trial of three arms", "with a row for every reading"},
     verb_trial,
     true,
     NULL},
    {"dose",
     "TRIAL",
     "the same people under several doses of a trial's treatment",
     "Simulates people in every combination of minutes and sessions a week, and under the trial's first comparator,\n"
     "each person as her own twin, for the weeks that TRIAL says. Prints differences with the interval that comes "
     "from\n"
     "the number of people. Interrupted, it goes on with --resume.",
     {"knead dose trials/low-back-pain.yaml", "knead dose mine.yaml --minutes 15,30,60 --times 1,2 -n 40"},
     {"30, 60 and 90 minutes once and twice a week", "other doses, more people"},
     verb_dose,
     true,
     NULL},
    {"power",
     "TRIAL",
     "power and assurance of a trial against its size",
     "Simulates a pool of people in every arm of TRIAL, once: it is kept (out/pool-HASH.log), and a later call with "
     "more\n"
     "people adds to it. Trials of each size are resampled from it, with fresh readings, therapists and dropout, and\n"
     "analysed as the trial would. Prints the errors that come from the number of trials and from the pool's size,\n"
     "and what an analysis without therapists would have claimed. Below 1000 people the pool's error is large.",
     {"knead power trials/low-back-pain.yaml --pool 40 -n 60..360",
      "knead power mine.yaml --pool 1000 --therapists 12"},
     {"a first look: a pool of 40 people", "minutes for the people, then a second"},
     verb_power,
     true,
     NULL},
    {"validate",
     "[STUDY ...]",
     "run published studies as virtual trials; published numbers beside ours",
     "Without STUDY all of data/studies (docs/studies.md). Everybody is in every arm, as her own twin. Prints what "
     "was\n"
     "published, with its interval, what is found here, with the error that so few people leave, and whether it is\n"
     "inside; sums by role, kind of outcome and comparator. Finished people are kept in out/validate: the same "
     "command\n"
     "goes on after Ctrl-C, and more people are added to those that are there.",
     {"knead validate data/studies/cherkin-2011.yaml -n 12", "knead validate --out ledger.csv"},
     {"one study, few people", "all studies, and every number in a table"},
     verb_validate,
     false,
     NULL},
    {"list",
     "[NAME]",
     "list what the program knows: values, units, bounds, grades, sources",
     "NAME is one of: outcomes techniques regions conditions parameters links states.\n"
     "Grades: A replicated trials or direct measurement, B some trials or consistent physiology,\n"
     "C calibrated hypothesis, D speculation.",
     {"knead list outcomes", "knead list parameters --csv > parameters.csv"},
     {"what can be measured", "every number of the model, for a spreadsheet"},
     verb_list,
     false,
     NULL},
    {"touch",
     "VERB",
     "tissue under a tool in real time: press, bench, show, stacks, tools, strokes",
     "The plant for robots and devices: pose or force in, contact force, pressure and strain out, a thousand\n"
     "times a second. Stacks of tissue and tools are files (data/stacks, data/tools, docs/plant.md), or the regions\n"
     "and the tools that sessions know.",
     {"knead touch press --force 30 --out palm.csv", "knead touch stacks"},
     {"a palm on a back, one second up, one held", "what comes with the program"},
     NULL,
     false,
     NULL},
    {"press",
     "",
     "press a tool into tissue along a trajectory; CSV out",
     "Say how: --trajectory FILE.csv (time_s, z_mm or fz_N, also x_mm, y_mm, vx_mm_s, vy_mm_s), or --depth or\n"
     "--force, which ramp up and hold. A row of CSV a step to standard output or --out, a summary to standard error.",
     {"knead touch press --force 30 --ramp 1 --hold 60 -o hold.csv",
      "knead touch press --stack forearm --age 70 --tool thumb --force 20"},
     {"how a back creeps under a palm", "of a person of 70"},
     verb_touch_press,
     false,
     "touch"},
    {"bench",
     "",
     "how long a step of the plant takes on this machine",
     "Presses and strokes, and times every step: half of them, 99 and 99.9 of 100, the worst; how many took\n"
     "longer than 1 ms; and how much memory was asked for in the loop (none).",
     {"knead touch bench", "knead touch bench --mode window --seconds 60 --json"},
     {"both modes, ten seconds of steps each", "one mode, for a program"},
     verb_touch_bench,
     false,
     "touch"},
    {"show",
     "",
     "draw the tissue under the tool: deformed layers, pressure, strain",
     "A self-contained SVG: a cut through the axis of the tool with pressure and shear strain as colour and as\n"
     "numbered lines, and beside it what happened over time. Loads as of `knead touch press`.",
     {"knead touch show --force 30 -o palm.svg", "knead touch show --tool elbow --depth 8 -o elbow.svg"},
     {"a palm on a back", "a rigid elbow 8 mm deep"},
     verb_touch_show,
     false,
     "touch"},
    {"stacks",
     "",
     "list the stacks of tissue: those of data/stacks, and the regions of the body",
     "",
     {"knead touch stacks", "knead touch stacks --csv"},
     {"names, layers, where they come from", "for a spreadsheet"},
     verb_touch_stacks,
     false,
     "touch"},
    {"tools",
     "",
     "list the tools: those of data/tools, and those of the techniques",
     "",
     {"knead touch tools", "knead touch tools --csv"},
     {"names, shapes, where they come from", "for a spreadsheet"},
     verb_touch_tools,
     false,
     "touch"},
    {"strokes",
     "TRACE.csv",
     "the dose of a measured force-motion trace, and the strokes that stand for it",
     "TRACE has the columns time_s and fz_N, and x_mm, y_mm, fx_N, fy_N, angle_deg where measured (docs/scenes.md).\n"
     "Prints its dose, that of the strokes and how far they differ, and the strokes as lines for a scene.",
     {"knead touch strokes data/traces/back-palm.csv", "knead touch strokes data/traces/back-palm.csv --json"},
     {"a palm on a back; strokes for a scene", "the same for a program"},
     verb_touch_strokes,
     true,
     "touch"},
    {"doctor",
     "",
     "check that everything works on this machine",
     "Versions of the libraries, a self-test of the model, and whether the cache can be written.",
     {"knead doctor", "KNEAD_CACHE=off knead doctor"},
     {"versions and self-test", "without the cache of settled beginnings"},
     verb_doctor,
     false,
     NULL},
    {"help",
     "[VERB|limits]",
     "explain a verb, or what the model cannot say",
     "",
     {"knead help run", "knead help limits"},
     {"options of run, with examples", "what not to conclude from a run"},
     NULL,
     false,
     NULL},
    {"version", "", "print the version", "", {"knead version", "knead --version"}, {"", "the same"}, NULL, false, NULL},
};
enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

typedef enum what {
  OUT,
  SEED,
  QUICK,
  JSON,
  CSV,
  QUIET,
  ALL,
  COLOUR,
  HELP,
  JOBS,
  SIZES,
  TRIALS,
  POOL,
  THERAPISTS,
  UNCERTAINTY,
  MINUTES,
  TIMES,
  PEOPLE,
  STUDY_PEOPLE,
  RESUME,
  ROWS,
  STACK,
  TOOL,
  SEX,
  AGE,
  BMI,
  PLANT,
  TRAJECTORY,
  MODE,
  DEPTH,
  FORCE,
  RAMP,
  HOLD,
  STEP,
  SECONDS,
  SOLVER
} what;
typedef struct option_def {
  what what;
  const char *name;
  char letter; // 0: none
  const char *arg;
  const char *verbs; // whose option it is, separated by commas; NULL: every verb's
  const char *text;  // NULL: another option's line tells it
} option_def;

static const option_def table[] = {
    {OUT, "out", 'o', "DIR", "run", "folder of results (default: out/<scene>-<hash of the inputs>)"},
    {OUT, "out", 'o', "DIR", "trial", "folder of results (default: out/<trial>-<hash of the inputs>)"},
    {OUT, "out", 'o', "DIR", "power,dose", "folder of results (default: out/<trial>-<hash of the inputs>)"},
    {MINUTES, "minutes", 0, "LIST", "dose", "lengths of a session, 1 to 180 (default: 30,60,90)"},
    {TIMES, "times", 0, "LIST", "dose", "sessions a week, up to 7 (default: 1,2)"},
    {PEOPLE, "people", 'n', "N", "dose", "people simulated (default: 24)"},
    {STUDY_PEOPLE, "people", 'n', "N", "validate", "people in each study, all of them in all its arms (default: 40)"},
    {OUT, "out", 'o', "FILE", "validate", "every number in a CSV file"},
    {SIZES, "people", 'n', "N", "power", "sizes, all arms together: 120, or 60,120,240, or 40..240 (default: 40..240)"},
    {TRIALS, "trials", 0, "N", "power", "trials of each size (default: 200)"},
    {POOL, "pool", 0, "N", "power", "people simulated in every arm (default: 100)"},
    {THERAPISTS, "therapists", 0, "N", "power", "therapists in each trial (default: the trial's)"},
    {UNCERTAINTY, "uncertainty", 0, "X", "power", "SD of the effect as a share of it, for assurance (default: 0.35)"},
    {SEED, "seed", 0, "N", "run", "seed of every random draw, instead of the scene's"},
    {SOLVER, "solver", 0, "NAME", "run", "lanes, or cvode, the reference integrator (default: lanes)"},
    {SEED, "seed", 0, "N", "validate", "seed of every random draw, instead of the studies'"},
    {SEED, "seed", 0, "N", "trial,power,dose", "seed of every random draw, instead of the trial's"},
    {JOBS, "jobs", 'j', "N", "trial,power,dose,validate",
     "how many at a time (default: as many as the machine has processors)"},
    {RESUME, "resume", 0, NULL, "trial,dose", "go on where an interrupted run stopped"},
    {ROWS, "rows", 0, NULL, "trial", "also people.csv and readings.csv: a row for each person, for each reading"},
    {QUICK, "quick", 0, NULL, "run", "only the visits of the first 7 days, and no series"},
    {ALL, "all", 'a', NULL, "run", "every outcome, hypotheses too; strokes in her tissue"},
    {STACK, "stack", 's', "STACK", "touch press,touch show,touch bench",
     "a file, or a name of `knead touch stacks` (default: back)"},
    {TOOL, "tool", 't', "TOOL", "touch press,touch show,touch bench",
     "a file, or a name of `knead touch tools` (default: palm)"},
    {TOOL, "tool", 't', "TOOL", "touch strokes",
     "what pressed: a name of `knead touch tools`, or a file (default: palm)"},
    {SEX, "sex", 0, "SEX", "touch press,touch show,touch bench,touch stacks",
     "female or male; also --age Y, --bmi B: whose region it is (default: average)"},
    {AGE, "age", 0, "Y", "touch press,touch show,touch bench,touch stacks", NULL},
    {BMI, "bmi", 0, "B", "touch press,touch show,touch bench,touch stacks", NULL},
    {PLANT, "plant", 'p', "FILE", "touch press,touch show,touch bench", "file with `plant:` (step, limits, threshold)"},
    {TRAJECTORY, "trajectory", 'T', "FILE", "touch press,touch show", "CSV of times and depths or forces"},
    {DEPTH, "depth", 'd', "MM", "touch press,touch show", "go this deep"},
    {FORCE, "force", 'f', "N", "touch press,touch show", "press this hard"},
    {RAMP, "ramp", 0, "S", "touch press,touch show", "time to get there (default: 1)"},
    {HOLD, "hold", 0, "S", "touch press,touch show", "time to stay there (default: 1)"},
    {STEP, "step", 0, "S", "touch press,touch show,touch bench", "time step, 0.0005 to 0.05 (default: the plant's)"},
    {MODE, "mode", 'm', "MODE", "touch press,touch show,touch bench", "single or window (default: the plant's)"},
    {SECONDS, "seconds", 0, "N", "touch bench", "how much time to simulate in each mode (default: 10)"},
    {OUT, "out", 'o', "FILE", "touch press", "CSV file instead of standard output"},
    {OUT, "out", 'o', "FILE", "touch show", "the SVG file; needed"},
    {JSON, "json", 0, NULL, "run,validate,list,touch bench,touch strokes",
     "one JSON object on standard output instead of tables"},
    {CSV, "csv", 0, NULL, "list,touch stacks,touch tools", "CSV on standard output instead of a table"},
    {QUIET, "quiet", 'q', NULL, "run,trial,power,dose,validate,touch press,touch show,touch bench",
     "no progress, charts or summary"},
    {COLOUR, "color", 0, "WHEN",
     "run,check,trial,power,dose,validate,list,doctor,help,version,touch stacks,touch tools",
     "auto, always or never (NO_COLOR is respected)"},
    {HELP, "help", 'h', NULL, NULL, "this page"},
};
enum { OPTION_COUNT = sizeof table / sizeof *table, FIRST_LONG = 256 };

const verb *verb_at(int i) { return i >= 0 && i < VERB_COUNT ? &verbs[i] : NULL; }

static bool in_group(const verb *v, const char *group) {
  return group == NULL ? v->group == NULL : v->group && strcmp(v->group, group) == 0;
}

const verb *verb_find(const char *group, const char *name) {
  for (int i = 0; i < VERB_COUNT; i++)
    if (in_group(&verbs[i], group) && strcmp(verbs[i].name, name) == 0) return &verbs[i];
  return NULL;
}

static const char *verb_name(int i, const void *group) {
  for (int k = 0; k < VERB_COUNT; k++)
    if (in_group(&verbs[k], group) && i-- == 0) return verbs[k].name;
  return NULL;
}

const char *verb_nearest(const char *group, const char *name) { return text_nearest(name, verb_name, group); }

void verb_full_name(const verb *v, char *to, size_t n) {
  snprintf(to, n, "%s%s%s", v->group ? v->group : "", v->group ? " " : "", v->name);
}

enum { FULL_NAME = 32 };
static bool belongs(const option_def *d, const verb *v) {
  if (d->verbs == NULL) return true;
  char name[FULL_NAME];
  verb_full_name(v, name, sizeof name);
  size_t n = strlen(name);
  for (const char *s = d->verbs; (s = strstr(s, name)); s += n)
    if ((s == d->verbs || s[-1] == ',') && (s[n] == 0 || s[n] == ',')) return true;
  return false;
}

static const char *option_name(int i, const void *user) {
  for (int k = 0; k < OPTION_COUNT; k++)
    if (belongs(&table[k], user) && i-- == 0) return table[k].name;
  return NULL;
}

static int wrong(const verb *v, const char *what, const char *name) {
  char clean[128], full[FULL_NAME];
  text_clean(clean, sizeof clean, name);
  verb_full_name(v, full, sizeof full);
  fprintf(stderr, "knead %s: %s %s\n   hint: knead help %s\n", full, what, clean, full);
  return EXIT_USAGE;
}

static int unknown(const verb *v, const char *given) {
  char name[64], full[FULL_NAME];
  text_clean(name, sizeof name, given + strspn(given, "-"));
  name[strcspn(name, "=")] = 0;
  const char *near = text_nearest(name, option_name, v);
  if (near == NULL) return wrong(v, "unknown option", given);
  verb_full_name(v, full, sizeof full);
  fprintf(stderr, "knead %s: unknown option --%s; did you mean --%s?\n", full, name, near);
  return EXIT_USAGE;
}

// Numbers of the touch verbs: plain or with their unit, within bounds.
typedef struct number_def {
  what what;
  const char *unit, *wants;
  double low, high;
  size_t at; // in touch_options
} number_def;
static const number_def numbers[] = {
    {AGE, "y", "an age from 18 to 100 y", 18, 100, offsetof(touch_options, age_y)},
    {BMI, "kg/m2", "a body-mass index from 15 to 50", 15, 50, offsetof(touch_options, bmi)},
    {DEPTH, "mm", "a depth from 0.01 to 200 mm", 0.01, 200, offsetof(touch_options, depth_mm)},
    {FORCE, "N", "a force from 0.001 to 1000 N", 0.001, 1000, offsetof(touch_options, force_N)},
    {RAMP, "s", "a time from 0.001 to 3600 s", 0.001, 3600, offsetof(touch_options, ramp_s)},
    {HOLD, "s", "a time from 0 to 86400 s", 0, 86400, offsetof(touch_options, hold_s)},
    {STEP, "s", "a time from 0.0005 to 0.05 s", 0.0005, 0.05, offsetof(touch_options, step_s)},
    {SECONDS, "s", "a time from 0.1 to 3600 s", 0.1, 3600, offsetof(touch_options, seconds)},
};
enum { NUMBER_COUNT = sizeof numbers / sizeof *numbers };

static const number_def *number_of(what w) {
  for (int i = 0; i < NUMBER_COUNT; i++)
    if (numbers[i].what == w) return &numbers[i];
  return NULL;
}

static bool take_number(const number_def *n, const char *arg, options *o) {
  double v;
  if (!kn_touch_quantity(arg, n->unit, &v) || !(v >= n->low && v <= n->high)) return false;
  memcpy((char *)&o->touch + n->at, &v, sizeof v);
  return true;
}

static bool take_count(const char *arg, long low, long high, int *to) {
  char *end;
  long n = strtol(arg, &end, 10);
  *to = (int)n;
  return *arg >= '0' && *arg <= '9' && *end == 0 && n >= low && n <= high;
}

// "120", "60,120,240", or "40..240" for six evenly spread
static bool take_sizes(const char *arg, power_options *p) {
  enum { LEAST = 6, MOST = 20000, SPREAD = 6 };
  char text[128];
  const char *dots = strstr(arg, "..");
  snprintf(text, sizeof text, "%s", arg);
  p->size_count = 0;
  if (dots) {
    int low, high;
    text[dots - arg] = 0;
    if (!take_count(text, LEAST, MOST, &low) || !take_count(dots + 2, low + SPREAD, MOST, &high)) return false;
    for (int i = 0; i < SPREAD; i++) p->size[p->size_count++] = low + (high - low) * i / (SPREAD - 1);
    return true;
  }
  char *rest = text;
  for (char *word; (word = strsep(&rest, ","));) {
    if (p->size_count == POWER_SIZES || !take_count(word, LEAST, MOST, &p->size[p->size_count])) return false;
    if (p->size_count > 0 && p->size[p->size_count] <= p->size[p->size_count - 1]) return false;
    p->size_count++;
  }
  return true;
}

static bool take_list(const char *arg, double low, double high, double *to, int *count) {
  char text[128], *rest = text, *end;
  snprintf(text, sizeof text, "%s", arg);
  *count = 0;
  for (char *word; (word = strsep(&rest, ","));) {
    if (*count == DOSES) return false;
    double v = strtod(word, &end);
    if (*word == 0 || *end || !(v >= low && v <= high)) return false;
    to[(*count)++] = v;
  }
  return true;
}

static bool take_text(const char **to, const char *arg) { return *to = arg, *arg != 0; }

static bool take(what w, const char *arg, options *o) {
  switch (w) {
  case OUT:
    return take_text(&o->out, arg);
  case STACK:
    return take_text(&o->touch.stack, arg);
  case TOOL:
    return take_text(&o->touch.tool, arg);
  case PLANT:
    return take_text(&o->touch.plant, arg);
  case TRAJECTORY:
    return take_text(&o->touch.trajectory, arg);
  case SOLVER:
    o->cvode = strcmp(arg, "cvode") == 0;
    return o->cvode || strcmp(arg, "lanes") == 0;
  case MODE:
    return take_text(&o->touch.mode, arg) && (strcmp(arg, "single") == 0 || strcmp(arg, "window") == 0);
  case SEX:
    o->touch.male = strcmp(arg, "male") == 0;
    return o->touch.male > 0 || strcmp(arg, "female") == 0;
  case AGE:
  case BMI:
  case DEPTH:
  case FORCE:
  case RAMP:
  case HOLD:
  case STEP:
  case SECONDS:
    return take_number(number_of(w), arg, o);
  case SEED: {
    char *end;
    errno = 0;
    o->seed = strtoull(arg, &end, 10);
    o->has_seed = true;
    return errno == 0 && *arg >= '0' && *arg <= '9' && *end == 0;
  }
  case JOBS:
    return take_count(arg, 1, 256, &o->jobs);
  case MINUTES:
    return take_list(arg, 1, 180, o->dose.minutes, &o->dose.minutes_count);
  case TIMES:
    return take_list(arg, 0.25, 7, o->dose.times, &o->dose.times_count);
  case PEOPLE:
    return take_count(arg, 2, 20000, &o->dose.people);
  case STUDY_PEOPLE:
    return take_count(arg, 3, 20000, &o->study_people);
  case SIZES:
    return take_sizes(arg, &o->power);
  case TRIALS:
    return take_count(arg, 10, 100000, &o->power.trials);
  case POOL:
    return take_count(arg, 4, 20000, &o->power.pool);
  case THERAPISTS:
    return take_count(arg, 1, 64, &o->power.therapists);
  case UNCERTAINTY: {
    char *end;
    o->power.uncertainty = strtod(arg, &end);
    return *arg && *end == 0 && o->power.uncertainty >= 0 && o->power.uncertainty <= 2;
  }
  case RESUME:
    return o->resume = true;
  case ROWS:
    return o->rows = true;
  case QUICK:
    return o->quick = true;
  case JSON:
    return o->json = true;
  case CSV:
    return o->csv = true;
  case QUIET:
    return o->quiet = true;
  case ALL:
    return o->all = true;
  case HELP:
    return o->help = true;
  case COLOUR:
    for (int i = 0; i < 3; i++)
      if (strcmp(arg, (const char *const[]){"auto", "always", "never"}[i]) == 0)
        return o->colour = (colour_when)i, true;
    return false;
  }
  return false;
}

int options_parse(const verb *v, int argc, char **argv, options *o) {
  *o = (options){
      .touch = {.male = NAN,
                .age_y = NAN,
                .bmi = NAN,
                .depth_mm = NAN,
                .force_N = NAN,
                .ramp_s = NAN,
                .hold_s = NAN,
                .step_s = NAN,
                .seconds = NAN},
      .power = {.size_count = 6, .size = {40, 80, 120, 160, 200, 240}, .trials = 200, .pool = 100, .uncertainty = 0.35},
      .dose = {.minutes_count = 3, .times_count = 2, .people = 24, .minutes = {30, 60, 90}, .times = {1, 2}},
      .study_people = 40};
  struct option list[OPTION_COUNT + 1] = {0};
  char letters[2 * OPTION_COUNT + 2] = ":"; // ':' first: a missing argument is told apart from an unknown option
  size_t letter_count = 1;
  for (int i = 0, n = 0; i < OPTION_COUNT; i++) {
    if (!belongs(&table[i], v)) continue;
    list[n++] = (struct option){table[i].name, table[i].arg ? required_argument : no_argument, NULL, FIRST_LONG + i};
    if (table[i].letter == 0) continue;
    letters[letter_count++] = table[i].letter;
    if (table[i].arg) letters[letter_count++] = ':';
  }
  opterr = 0;
  for (int c; (c = getopt_long(argc, argv, letters, list, NULL)) != -1;) {
    if (c == ':') return wrong(v, "an argument is missing after", argv[optind - 1]);
    if (c == '?') {
      if (optopt >= FIRST_LONG) return wrong(v, "no argument is taken by", argv[optind - 1]);
      if (optopt) return wrong(v, "unknown option", (char[]){'-', (char)optopt, 0});
      return unknown(v, argv[optind - 1]);
    }
    int k = 0;
    while (c >= FIRST_LONG ? k != c - FIRST_LONG : table[k].letter != c || !belongs(&table[k], v)) k++;
    if (!take(table[k].what, optarg, o)) {
      char what[96];
      snprintf(what, sizeof what, "--%s wants %s, not", table[k].name,
               table[k].what == SEED           ? "a whole number from 0 to 18446744073709551615"
               : table[k].what == JOBS         ? "a number from 1 to 256"
               : table[k].what == SIZES        ? "60, or 60,120 going up, or 40..240"
               : table[k].what == MINUTES      ? "minutes from 1 to 180, as 30,60"
               : table[k].what == TIMES        ? "sessions a week from 0.25 to 7, as 1,2"
               : table[k].what == PEOPLE       ? "a number from 2 to 20000"
               : table[k].what == STUDY_PEOPLE ? "a number from 3 to 20000"
               : table[k].what == TRIALS       ? "a number from 10 to 100000"
               : table[k].what == POOL         ? "a number from 4 to 20000"
               : table[k].what == THERAPISTS   ? "a number from 1 to 64"
               : table[k].what == UNCERTAINTY  ? "a share from 0 to 2"
               : table[k].what == COLOUR       ? "auto, always or never"
               : table[k].what == MODE         ? "single or window"
               : table[k].what == SEX          ? "female or male"
               : number_of(table[k].what)      ? number_of(table[k].what)->wants
                                               : table[k].arg);
      return wrong(v, what, *optarg ? optarg : "an empty word");
    }
  }
  if (o->help) return EXIT_DONE;
  if (optind < argc && *v->operand == 0) return wrong(v, "nothing is expected, but got", argv[optind]);
  if (optind + 1 < argc && strcmp(v->name, "help") == 0) o->second = argv[optind + 1];
  o->operands = argv + optind;
  o->operand_count = argc - optind;
  if (!strstr(v->operand, "...") && optind + 1 + (o->second != NULL) < argc)
    return wrong(v, "one at a time; what to do with", argv[argc - 1]);
  if (optind < argc)
    o->operand = argv[optind];
  else if (v->operand_needed)
    return wrong(v, "missing:", v->operand);
  if (o->json && o->csv) return wrong(v, "choose one of", "--json, --csv");
  return EXIT_DONE;
}

void options_help(const verb *v, FILE *f) {
  char full[FULL_NAME];
  verb_full_name(v, full, sizeof full);
  fprintf(f, "knead %s%s%s -- %s\n", full, *v->operand ? " " : "", v->operand, v->summary);
  if (*v->text) fprintf(f, "\n%s\n", v->text);
  bool group = false;
  for (int i = 0; i < VERB_COUNT; i++) {
    if (!in_group(&verbs[i], v->name)) continue;
    if (!group) fputs("\nverbs\n", f);
    group = true;
    fprintf(f, "  knead %s %-8s %s\n", v->name, verbs[i].name, verbs[i].summary);
  }
  fputs(group ? "" : "\noptions\n", f);
  for (int i = 0; i < OPTION_COUNT; i++) {
    const option_def *d = &table[i];
    if (!belongs(d, v) || group || d->text == NULL) continue;
    char left[48] = "";
    if (d->letter) text_add(left, sizeof left, "-%c, ", d->letter);
    text_add(left, sizeof left, "%s--%s%s%s", d->letter ? "" : "    ", d->name, d->arg ? " " : "",
             d->arg ? d->arg : "");
    fprintf(f, "  %-22s %s\n", left, d->text);
  }
  fputs("\nexamples\n", f);
  size_t wide = 50;
  for (int i = 0; i < 2; i++) wide = strlen(v->example[i]) > wide ? strlen(v->example[i]) : wide;
  for (int i = 0; i < 2; i++) fprintf(f, "  %-*s %s\n", (int)wide, v->example[i], v->example_text[i]);
}
