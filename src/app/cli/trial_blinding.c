// trial_blinding.c -- which arm people thought they were in: on the screen, as a table, and in the words of the methods.
#include "../../study/blinding.h"
#include "csv.h"
#include "grid.h"
#include "text.h"
#include "trial.h"
#include <math.h>

const package_field trial_blinding_fields[TRIAL_BLINDING_FIELDS] = {
    {"arm", "string", NULL, "the arm people were in"},
    {"promise", "number", NULL,
     "what it promises, of the treatment's 1; empty: people know that it is not the treatment"},
    {"guess_treatment", "integer", NULL, "people who took it for the treatment, at the last visit"},
    {"guess_comparator", "integer", NULL, "who did not"},
    {"do_not_know", "integer", NULL, "who said that they do not know"},
    {"bang", "number", NULL, "Bang's index: right less wrong guesses, of all answers"},
    {"bang_low", "number", NULL, "lower end of its 95 % interval"},
    {"bang_high", "number", NULL, "upper end"},
    {"james", "number", NULL,
     "James's index of this arm and the treatment: 0 all are right, 1 nobody knows; empty: the treatment"},
    {"james_low", "number", NULL, "lower end of its 95 % interval"},
    {"james_high", "number", NULL, "upper end"}};

const char *trial_guess(const trial_run *r, const kn_followed *f) {
  static const char *const words[KN_GUESSES] = {"treatment", "comparator", "unknown"};
  kn_guess g;
  return kn_guess_asked(trial_def(r), f, &g) ? words[g] : "";
}

typedef struct belief { // of one arm
  int count[KN_GUESSES];
  double promise;
  kn_estimate bang, james;
} belief;
static belief belief_of(const trial_run *r, int arm) {
  kn_guesses g = kn_guesses_of(r->trial, arm > 0 ? arm : 1);
  belief b = {.promise = kn_promise(trial_def(r), arm),
              .bang = kn_bang(&g, arm > 0, 0.95),
              .james = arm > 0 ? kn_james(&g, 0.95) : kn_estimate_of(NAN, NAN, NAN, 0.95)};
  if (b.promise < 0.0) b.promise = NAN;
  for (int k = 0; k < KN_GUESSES; k++) b.count[k] = g.count[arm > 0][k];
  return b;
}

void trial_write_blinding(const trial_run *r, FILE *f) {
  const kn_trial_def *d = trial_def(r);
  for (int i = 0; i < TRIAL_BLINDING_FIELDS; i++)
    fprintf(f, "%s%s", trial_blinding_fields[i].name, i + 1 < TRIAL_BLINDING_FIELDS ? "," : "\r\n");
  for (int a = 0; a < d->arm_count; a++) {
    belief b = belief_of(r, a);
    char name[64];
    trial_arm_name(name, sizeof name, d, a);
    csv_text(f, name, ',');
    csv_number(f, b.promise, ',');
    for (int k = 0; k < KN_GUESSES; k++) csv_number(f, b.count[k], ',');
    const double v[] = {b.bang.value, b.bang.low, b.bang.high, b.james.value, b.james.low, b.james.high};
    for (int k = 0; k < 6; k++) csv_number(f, v[k], k < 5 ? ',' : '\n');
  }
}

static void index_cell(grid *g, const kn_estimate *e) {
  char value[24], low[24], high[24], text[96];
  text_number(value, sizeof value, e->value, 2, false);
  text_number(low, sizeof low, e->low, 2, false);
  text_number(high, sizeof high, e->high, 2, false);
  snprintf(text, sizeof text, isfinite(e->low) ? "%s (%s, %s)" : "%s", value, low, high);
  grid_cell(g, TONE_PLAIN, isfinite(e->value) ? text : "");
}

void trial_print_blinding(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  if (!d->blinding.asked) return;
  fprintf(f, "\n which arm people thought they were in, at the last visit (95 %% interval)\n");
  grid *g = grid_new();
  static const char *const heads[] = {"treatment", "comparator", "do not know", "Bang's index", "James's index"};
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "arm");
  for (int i = 0; i < 5; i++) grid_column(g, GRID_RIGHT, 1, heads[i]);
  for (int a = 0; a < d->arm_count; a++) {
    belief b = belief_of(r, a);
    char text[64];
    trial_arm_name(text, sizeof text, d, a);
    grid_row(g);
    grid_cell(g, TONE_BOLD, text);
    for (int k = 0; k < KN_GUESSES; k++) {
      snprintf(text, sizeof text, "%d", b.count[k]);
      grid_cell(g, TONE_PLAIN, text);
    }
    index_cell(g, &b.bang);
    index_cell(g, &b.james);
  }
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
  fprintf(f, " Bang: right less wrong guesses, 0 as if by chance. James, with the treatment: 0 all right, 0.5 by "
             "chance, 1 nobody "
             "knows.\n");
  if (d->blinding.demand > 0.0)
    fprintf(f, " Who is sure rates herself better or worse by up to %.3g %% of a scale (grade D).\n",
            100 * d->blinding.demand);
}

void trial_say_blinding(const trial_run *r, FILE *f) {
  const kn_trial_def *d = trial_def(r);
  const kn_blinding_def *b = &d->blinding;
  if (!b->asked) {
    fputs("Blinding: MISSING; readings do not depend on what people or assessors believe.\n", f);
    return;
  }
  fprintf(
      f,
      "Blinding: people are asked at the last visit which arm they think they are in (treatment, comparator, do not "
      "know); Bang's index of each arm and James's of each comparator, with normal intervals. Their log odds of "
      "believing in the treatment are assumed (grade D): %.3g from the session in the treatment, less by what another "
      "arm promises; %.3g for an improvement by all of the baseline; below %.3g they do not know. What they believe "
      "shifts what they say of themselves by up to %.3g %% of the scale. Assessors are blind. MISSING: who else was "
      "blinded, and how.\n",
      b->signal, b->improvement, b->unsure, 100 * b->demand);
  for (int a = 1; a < d->arm_count; a++) {
    char name[64];
    double promise = kn_promise(d, a);
    trial_arm_name(name, sizeof name, d, a);
    if (promise < 0.0)
      fprintf(f, "- %s: people know that it is not the treatment.\n", name);
    else
      fprintf(f, "- %s: promises %.2g of what the treatment does.\n", name, promise);
  }
}
