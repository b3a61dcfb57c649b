// main.c -- the command line of the in-silico massage laboratory, whichever way it was started.
#include "option.h"
#include "program.h"
#include "text.h"
#include <knead/knead.h>
#include <string.h>

// Two lines on what it is, then where to go. Nothing is opened or computed before this is on the screen.
static void doors(FILE *f) {
  fprintf(f,
          "knead %s -- in-silico massage laboratory: a person, sessions of massage, and what comes of them,\n"
          "beside the same person untreated.  Research and teaching; not a medical device.\n\n",
          kn_version_text());
  fputs("  try:   knead run scenes/low-back-pain.yaml      a course of massage, and her twins without it\n"
        "         knead check scenes/low-back-pain.yaml    the same in plain words, without running it\n"
        "         knead list outcomes                      what can be measured: unit, grade, source\n"
        "         knead list techniques                    what hands can do\n"
        "         knead trial trials/low-back-pain.yaml    a trial of virtual people\n"
        "         knead touch show --force 30 -o palm.svg  what lies under a palm, in real time\n"
        "         knead doctor                             does it work on this machine\n\n"
        "  all commands: knead help      limits of the model: knead help limits\n",
        f);
}

static void limits(FILE *f) {
  static const char *const entry[][2] = {
      {"One nominal person", "A run is one person of the model, not a forecast for anybody. People differ more than "
                             "techniques do; bands over populations are not part of a run."},
      {"No measurement error", "Tables show the model's own values. One reading of an instrument scatters around them: "
                               "outcomes.csv has such a reading and its standard deviation."},
      {"Differences count", "Hormones and heart follow the clock, so a change between two visits holds the hour of day "
                            "too. Only differences between arms at the same visit are effects."},
      {"Grades", "A replicated trials or direct measurement, B some trials or consistent physiology, C calibrated "
                 "hypothesis, D speculation. Most links are C: tuned so that published trials come out, and a good fit "
                 "does not prove the mechanism. Rows of grade D are hidden unless asked for."},
      {"Nulls are results", "Where trials found nothing (cortisol, blood flow of the muscle), the model should show "
                            "nothing too, and such rows stay in the table."},
      {"No screening", "It does not know who must not be massaged: fever, thrombosis, fracture, cancer, "
                       "anticoagulants, pregnancy ... A scene that runs is no permission to treat."},
      {"Bounds", "Adults; the regions, conditions and techniques of `knead list`. Beyond bounds it refuses."}};
  enum { INDENT = 24 };
  fputs("knead: limits of the model\n\n", f);
  for (size_t i = 0; i < sizeof entry / sizeof *entry; i++) {
    fprintf(f, "  %-*s", INDENT - 2, entry[i][0]);
    text_wrap(f, entry[i][1], INDENT, INDENT, SCREEN_WIDTH);
  }
}

static void all_verbs(FILE *f) {
  fputs("knead VERB [options] ...\n\n", f);
  for (int i = 0; verb_at(i); i++) {
    if (verb_at(i)->group) continue;
    char left[48];
    snprintf(left, sizeof left, "%s %s", verb_at(i)->name, verb_at(i)->operand);
    fprintf(f, "  %-22s %s\n", left, verb_at(i)->summary);
  }
  fputs("\nexamples\n"
        "  knead run scenes/low-back-pain.yaml            the main example\n"
        "  knead touch press --force 30                   a palm on a back, a thousand steps a second\n"
        "  knead help run, knead help touch press         options of one verb\n\n"
        "exit codes: 0 done, 1 a bug, 2 wrong usage, 3 input invalid, 5 numerical failure,\n"
        "            7 cannot read or write, 130 interrupted\n"
        "Research and teaching; not a medical device.\n",
        f);
}

static int unknown_verb(const char *group, const char *given) {
  char clean[64];
  text_clean(clean, sizeof clean, given);
  const char *near = verb_nearest(group, clean), *space = group ? " " : "";
  if (group == NULL) group = "";
  fprintf(stderr, "knead: unknown command \"%s%s%s\"", group, space, clean);
  if (near)
    fprintf(stderr, "; did you mean \"%s%s%s\"?\n", group, space, near);
  else
    fprintf(stderr, "\n   hint: knead help%s%s lists the commands\n", *space ? " " : "", group);
  return EXIT_USAGE;
}

static bool is_group(const verb *v) {
  for (int i = 0; v && verb_at(i); i++)
    if (verb_at(i)->group && strcmp(verb_at(i)->group, v->name) == 0) return true;
  return false;
}

static int help(const char *about, const char *second) {
  if (about == NULL) return all_verbs(stdout), EXIT_DONE;
  if (strcmp(about, "limits") == 0 && second == NULL) return limits(stdout), EXIT_DONE;
  const verb *v = verb_find(NULL, about);
  if (v == NULL) return unknown_verb(NULL, about);
  if (second) {
    const verb *in = verb_find(about, second);
    if (in == NULL) return unknown_verb(is_group(v) ? about : NULL, second);
    v = in;
  }
  return options_help(v, stdout), EXIT_DONE;
}

static int answer(int argc, char **argv, const share *with) {
  if (argc < 2) return doors(stdout), EXIT_DONE;
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = "help";
  if (strcmp(word, "--version") == 0) word = "version";
  const verb *v = verb_find(NULL, word);
  if (v == NULL) return unknown_verb(NULL, word);
  int skip = 1;
  if (is_group(v)) {
    bool asks = argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
    if (asks) return options_help(v, stdout), EXIT_DONE;
    if (argc < 3) return options_help(v, stderr), EXIT_USAGE;
    const verb *in = verb_find(word, argv[2]);
    if (in == NULL) return unknown_verb(word, argv[2]);
    v = in;
    skip = 2;
  }
  options o;
  int bad = options_parse(v, argc - skip, argv + skip, &o);
  if (bad) return bad;
  o.share = with;
  if (o.help) return options_help(v, stdout), EXIT_DONE;
  if (v->call) return v->call(&o);
  if (strcmp(v->name, "help") == 0) return help(o.operand, o.second);
  printf("knead %s\n", kn_version_text());
  return EXIT_DONE;
}

int program(int argc, char **argv, const share *with) {
  int code = answer(argc, argv, with);
  if (code == EXIT_HELPED) code = EXIT_DONE;
  // A full disk shows only here; results that did not arrive are not "done".
  if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_DONE) {
    fputs("knead: standard output cannot be written\n", stderr);
    code = EXIT_FILES;
  }
  return code;
}
