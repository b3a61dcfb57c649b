#include "option.h"
#include "text.h"
#include <errno.h>
#include <getopt.h>
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
     true},
    {"check",
     "SCENE",
     "say in plain words what a scene would run, or what is wrong with it",
     "Nothing is simulated. All mistakes are listed at once, each with its line and a cure.",
     {"knead check scenes/low-back-pain.yaml", "knead check mine.yaml && knead run mine.yaml"},
     {"who, what, when, compared with what", "run only what is sound"},
     verb_check,
     true},
    {"list",
     "[NAME]",
     "list what the program knows: values, units, bounds, grades, sources",
     "NAME is one of: outcomes techniques regions conditions parameters links states.\n"
     "Grades: A replicated trials or direct measurement, B some trials or consistent physiology,\n"
     "C calibrated hypothesis, D speculation.",
     {"knead list outcomes", "knead list parameters --csv > parameters.csv"},
     {"what can be measured", "every number of the model, for a spreadsheet"},
     verb_list,
     false},
    {"doctor",
     "",
     "check that everything works on this machine",
     "Versions of the libraries, a self-test of the model, and whether the cache can be written.",
     {"knead doctor", "KNEAD_CACHE=off knead doctor"},
     {"versions and self-test", "without the cache of settled beginnings"},
     verb_doctor,
     false},
    {"help",
     "[VERB|limits]",
     "explain a verb, or what the model cannot say",
     "",
     {"knead help run", "knead help limits"},
     {"options of run, with examples", "what not to conclude from a run"},
     NULL,
     false},
    {"version", "", "print the version", "", {"knead version", "knead --version"}, {"", "the same"}, NULL, false},
};
enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

typedef enum what { OUT, SEED, QUICK, JSON, CSV, QUIET, ALL, COLOUR, HELP } what;
typedef struct option_def {
  what what;
  const char *name;
  char letter; // 0: none
  const char *arg;
  const char *verbs; // whose option it is; NULL: every verb's
  const char *text;
} option_def;

static const option_def table[] = {
    {OUT, "out", 'o', "DIR", "run", "folder of results (default: out/<scene>-<hash of the inputs>)"},
    {SEED, "seed", 0, "N", "run", "seed of every random draw, instead of the scene's"},
    {QUICK, "quick", 0, NULL, "run", "only the visits of the first 7 days, and no series"},
    {ALL, "all", 'a', NULL, "run", "every outcome, hypotheses (grade D) too"},
    {JSON, "json", 0, NULL, "run list", "one JSON object on standard output instead of tables"},
    {CSV, "csv", 0, NULL, "list", "CSV on standard output instead of a table"},
    {QUIET, "quiet", 'q', NULL, "run", "no progress and no charts"},
    {COLOUR, "color", 0, "WHEN", NULL, "auto, always or never (NO_COLOR is respected)"},
    {HELP, "help", 'h', NULL, NULL, "this page"},
};
enum { OPTION_COUNT = sizeof table / sizeof *table, FIRST_LONG = 256 };

const verb *verb_at(int i) { return i >= 0 && i < VERB_COUNT ? &verbs[i] : NULL; }

const verb *verb_find(const char *name) {
  for (int i = 0; i < VERB_COUNT; i++)
    if (strcmp(verbs[i].name, name) == 0) return &verbs[i];
  return NULL;
}

static const char *verb_name(int i, const void *user) {
  (void)user;
  return i < VERB_COUNT ? verbs[i].name : NULL;
}

const char *verb_nearest(const char *name) { return text_nearest(name, verb_name, NULL); }

static bool belongs(const option_def *d, const verb *v) {
  if (d->verbs == NULL) return true;
  size_t n = strlen(v->name);
  for (const char *s = d->verbs; (s = strstr(s, v->name)); s += n)
    if ((s == d->verbs || s[-1] == ' ') && (s[n] == 0 || s[n] == ' ')) return true;
  return false;
}

static const char *option_name(int i, const void *user) {
  for (int k = 0; k < OPTION_COUNT; k++)
    if (belongs(&table[k], user) && i-- == 0) return table[k].name;
  return NULL;
}

static int wrong(const verb *v, const char *what, const char *name) {
  char clean[128];
  text_clean(clean, sizeof clean, name);
  fprintf(stderr, "knead %s: %s %s\n   hint: knead help %s\n", v->name, what, clean, v->name);
  return EXIT_USAGE;
}

static int unknown(const verb *v, const char *given) {
  char name[64];
  text_clean(name, sizeof name, given + strspn(given, "-"));
  name[strcspn(name, "=")] = 0;
  const char *near = text_nearest(name, option_name, v);
  if (near == NULL) return wrong(v, "unknown option", given);
  fprintf(stderr, "knead %s: unknown option --%s; did you mean --%s?\n", v->name, name, near);
  return EXIT_USAGE;
}

static bool take(what w, const char *arg, options *o) {
  switch (w) {
  case OUT:
    o->out = arg;
    return *arg != 0;
  case SEED: {
    char *end;
    errno = 0;
    o->seed = strtoull(arg, &end, 10);
    o->has_seed = true;
    return errno == 0 && *arg >= '0' && *arg <= '9' && *end == 0;
  }
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
  *o = (options){0};
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
    while (c >= FIRST_LONG ? k != c - FIRST_LONG : table[k].letter != c) k++;
    if (!take(table[k].what, optarg, o)) {
      char what[96];
      snprintf(what, sizeof what, "--%s wants %s, not", table[k].name,
               table[k].what == SEED     ? "a whole number from 0 to 18446744073709551615"
               : table[k].what == COLOUR ? "auto, always or never"
                                         : table[k].arg);
      return wrong(v, what, *optarg ? optarg : "an empty word");
    }
  }
  if (o->help) return EXIT_DONE;
  if (optind < argc && *v->operand == 0) return wrong(v, "nothing is expected, but got", argv[optind]);
  if (optind + 1 < argc) return wrong(v, "one at a time; what to do with", argv[optind + 1]);
  if (optind < argc)
    o->operand = argv[optind];
  else if (v->operand_needed)
    return wrong(v, "missing:", v->operand);
  if (o->json && o->csv) return wrong(v, "choose one of", "--json, --csv");
  return EXIT_DONE;
}

void options_help(const verb *v, FILE *f) {
  fprintf(f, "knead %s%s%s -- %s\n", v->name, *v->operand ? " " : "", v->operand, v->summary);
  if (*v->text) fprintf(f, "\n%s\n", v->text);
  fputs("\noptions\n", f);
  for (int i = 0; i < OPTION_COUNT; i++) {
    const option_def *d = &table[i];
    if (!belongs(d, v)) continue;
    char left[48] = "";
    if (d->letter) text_add(left, sizeof left, "-%c, ", d->letter);
    text_add(left, sizeof left, "%s--%s%s%s", d->letter ? "" : "    ", d->name, d->arg ? " " : "",
             d->arg ? d->arg : "");
    fprintf(f, "  %-20s %s\n", left, d->text);
  }
  fputs("\nexamples\n", f);
  for (int i = 0; i < 2; i++) fprintf(f, "  %-51s %s\n", v->example[i], v->example_text[i]);
}
