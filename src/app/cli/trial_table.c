// trial_table.c -- a trial on the screen: who, the flow of participants, what was found, harms, and what to think of it.
#include "grid.h"
#include "trial.h"
#include "words.h"
#include <math.h>
#include <string.h>

enum { DIGITS = 2 };

static void head(FILE *f, bool colour, const char *name, const char *text) {
  fprintf(f, " %s%-11s%s", tone_start(colour, TONE_BOLD), name, tone_end(colour, TONE_BOLD));
  text_wrap(f, text, 12, 12, SCREEN_WIDTH);
}

// "−1.24 (−2.01, −0.47)"
static void estimate(char *to, size_t n, const kn_estimate *e) {
  char v[24], low[24], high[24];
  text_number(v, sizeof v, e->value, DIGITS, false);
  text_number(low, sizeof low, e->low, DIGITS, false);
  text_number(high, sizeof high, e->high, DIGITS, false);
  if (isfinite(e->low) || isfinite(e->high))
    snprintf(to, n, "%s (%s, %s)", v, low, high);
  else
    snprintf(to, n, "%s", v);
}
static void p_value(char *to, size_t n, double p) {
  if (!isfinite(p))
    snprintf(to, n, "–");
  else if (p < 0.001)
    snprintf(to, n, "<.001");
  else
    snprintf(to, n, "%.3f", p);
}

void trial_print_plan(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  const kn_scene *s = &r->file->scene;
  char text[1024], more[256];
  if (*s->title) {
    text_clean(text, sizeof text, s->title);
    fprintf(f, "%s%s%s\n", tone_start(colour, TONE_BOLD), text, tone_end(colour, TONE_BOLD));
  }
  words_name(more, sizeof more, kn_condition_at(d->people.condition)->key);
  if (d->recruit.above_usual < 0)
    snprintf(text, sizeof text, "%d virtual people (%s), whoever comes; seed %llu", d->recruit.people, more,
             (unsigned long long)d->seed);
  else
    snprintf(text, sizeof text,
             "%d virtual people with %s; taken when %s reads %.3g to %.3g, %.2g worse than usual; seed %llu",
             d->recruit.people, more, kn_outcome_at(d->recruit.outcome)->key, d->recruit.at_least, d->recruit.at_most,
             d->recruit.above_usual, (unsigned long long)d->seed);
  head(f, colour, "people", text);
  words_course(text, sizeof text, s, 0);
  head(f, colour, "treatment", text);
  *text = 0;
  for (int a = 1; a < d->arm_count; a++) {
    trial_arm_name(more, sizeof more, d, a);
    text_add(text, sizeof text, "%s%s", a > 1 ? ", " : "", more);
  }
  head(f, colour, "compared", text);
  static const char *const design[] = {"parallel groups", "crossover", "clusters"};
  snprintf(text, sizeof text, "%s, permuted blocks%s", design[d->design], d->stratum_count ? ", stratified" : "");
  if (d->therapists.count)
    text_add(text, sizeof text, "; %d therapists who differ (force %.0f %%, skill %.0f %%, warmth %.2g)",
             d->therapists.count, 100 * d->therapists.force_cv, 100 * d->therapists.skill_cv, d->therapists.warmth_sd);
  else
    text_add(text, sizeof text, "; therapists all alike");
  head(f, colour, "design", text);
}

static void count(grid *g, int v) {
  char text[16];
  snprintf(text, sizeof text, "%d", v);
  grid_cell(g, TONE_PLAIN, text);
}

static void print_flow(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  trial_flow w = trial_flow_of(r);
  fprintf(f,
          "\n flow of participants (CONSORT)\n %d assessed (%d more draws were implausible), %d never met the "
          "criteria, %d randomised\n",
          w.screened, w.implausible, w.never, w.taken);
  grid *g = grid_new();
  static const char *const heads[] = {"allocated", "began treatment", "left", "analysed", "sessions due", "attended"};
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "arm");
  for (int i = 0; i < 6; i++) grid_column(g, GRID_RIGHT, 1, heads[i]);
  for (int a = 0; a < d->arm_count; a++) {
    char name[64];
    trial_arm_name(name, sizeof name, d, a);
    grid_row(g);
    grid_cell(g, TONE_BOLD, name);
    const int v[] = {w.allocated[a], w.treated[a], w.left[a], w.analysed[a], w.due[a], w.attended[a]};
    for (int i = 0; i < 6; i++) count(g, v[i]);
  }
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
}

static void print_means(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  grid *g = grid_new();
  fprintf(f, "\n readings, mean (SD)\n");
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "outcome");
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "arm");
  for (int v = 0; v < d->visit_count; v++) grid_column(g, GRID_RIGHT, 1, d->visit[v].name);
  for (int o = 0; o < d->outcome_count; o++)
    for (int a = 0; a < d->arm_count; a++) {
      char text[64];
      grid_row(g);
      grid_cell(g, TONE_BOLD, a == 0 ? kn_outcome_at(d->outcome[o])->key : "");
      trial_arm_name(text, sizeof text, d, a);
      grid_cell(g, TONE_PLAIN, text);
      for (int v = 0; v < d->visit_count; v++) {
        char mean[24];
        kn_sample s = kn_arm_sample(r->data[o], a, v);
        text_number(mean, sizeof mean, s.mean, kn_outcome_at(d->outcome[o])->digits, false);
        if (isfinite(s.sd))
          snprintf(text, sizeof text, "%s (%.*f)", mean, kn_outcome_at(d->outcome[o])->digits, s.sd);
        else
          snprintf(text, sizeof text, "%s", mean);
        grid_cell(g, TONE_PLAIN, text);
      }
    }
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
}

static void print_primary(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  const kn_outcome_info *o = kn_outcome_at(d->outcome[0]);
  char first[64];
  trial_arm_name(first, sizeof first, d, 0);
  fprintf(f, "\n primary: %s at \"%s\", %s minus comparator, %s (95 %% interval)\n", o->key,
          d->visit[d->primary_visit].name, first, o->unit);
  grid *g = grid_new();
  static const char *const heads[] = {"analysis", "difference", "p"};
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "comparator");
  for (int i = 0; i < 3; i++) grid_column(g, i == 0 ? GRID_LEFT : GRID_RIGHT, 1, heads[i]);
  for (int a = 1; a < d->arm_count; a++) {
    kn_finding x;
    text_must(trial_analyse(r, 0, a, d->primary_visit, &x) ? &x : NULL);
    bool therapists = isfinite(x.therapist_sd);
    const char *grouped = d->design == KN_CLUSTER ? "mixed model with clusters"
                          : therapists            ? "mixed model with therapists"
                                                  : "mixed model";
    const struct {
      const char *name;
      const kn_estimate *e;
    } rows[] = {{"change, Welch", &x.change},
                {"analysis of covariance", &x.covariance},
                {therapists || d->design == KN_CROSSOVER ? grouped : "", &x.model},
                {"all visits together", &x.repeated},
                {"all visits, any covariance", &x.unstructured},
                {"Hedges g", &x.g},
                {"ratio of responders", &x.ratio},
                {"difference of their shares", &x.difference}};
    bool named = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
      char name[64], text[96];
      if (!*rows[i].name || !isfinite(rows[i].e->value)) continue;
      trial_arm_name(name, sizeof name, d, a);
      grid_row(g);
      grid_cell(g, TONE_BOLD, named ? "" : name);
      named = true;
      grid_cell(g, TONE_PLAIN, rows[i].name);
      estimate(text, sizeof text, rows[i].e);
      grid_cell(g, TONE_PLAIN, text);
      p_value(text, sizeof text, rows[i].e->p);
      grid_cell(g, TONE_PLAIN, text);
    }
    if (x.treated_yes.n > 0 && isfinite(x.needed.value)) {
      char note[256];
      snprintf(note, sizeof note,
               "responders (%.0f %% better) %d of %d against %d of %d; number needed to treat %.1f, %s %.1f %s %.1f",
               100 * d->responder, x.treated_yes.yes, x.treated_yes.n, x.compared_yes.yes, x.compared_yes.n,
               x.needed.value, x.needed.through ? "interval" : "from", x.needed.low,
               x.needed.through ? "through infinity to" : "to", x.needed.high);
      grid_note(g, note);
    }
  }
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
}

static void print_secondary(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  char first[64];
  trial_arm_name(first, sizeof first, d, 0);
  fprintf(f, "\n all outcomes and visits: %s minus comparator, by the mixed model (95 %% interval), Hedges g\n", first);
  grid *g = grid_new();
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "outcome");
  grid_column(g, GRID_LEFT | GRID_STICKY, 0, "visit");
  for (int a = 1; a < d->arm_count; a++) {
    char name[64];
    trial_arm_name(name, sizeof name, d, a);
    grid_column(g, GRID_RIGHT, a, name);
    grid_column(g, GRID_RIGHT, a, "g");
  }
  grid_column(g, GRID_LEFT, 0, "grade");
  for (int o = 0; o < d->outcome_count; o++)
    for (int v = 1; v < d->visit_count; v++) {
      const kn_outcome_info *info = kn_outcome_at(d->outcome[o]);
      char text[96];
      grid_row(g);
      grid_cell(g, TONE_BOLD, v == 1 ? info->key : "");
      grid_cell(g, TONE_PLAIN, d->visit[v].name);
      for (int a = 1; a < d->arm_count; a++) {
        kn_finding x;
        text_must(trial_analyse(r, o, a, v, &x) ? &x : NULL);
        estimate(text, sizeof text, &x.model);
        grid_cell(g, TONE_PLAIN, text);
        text_number(text, sizeof text, x.g.value, DIGITS, false);
        grid_cell(g, TONE_PLAIN, text);
      }
      grid_cell(g, TONE_PLAIN, v == 1 ? (char[]){info->grade, 0} : "");
    }
  grid_print(g, f, SCREEN_WIDTH, colour);
  grid_free(g);
}

void trial_print(const trial_run *r, FILE *f, bool colour) {
  const kn_trial_def *d = trial_def(r);
  trial_flow w = trial_flow_of(r);
  trial_print_plan(r, f, colour);
  print_flow(r, f, colour);
  print_means(r, f, colour);
  print_primary(r, f, colour);
  print_secondary(r, f, colour);
  trial_print_blinding(r, f, colour);
  fprintf(f, "\n harms, a day after a session (grade D): sore by %.0f points more than before; bruised\n", trial_sore);
  for (int a = 0; a < d->arm_count; a++) {
    char name[64];
    trial_arm_name(name, sizeof name, d, a);
    if (w.due[a]) fprintf(f, "   %s: %d; %d of %d people\n", name, w.sore[a], w.bruised[a], w.allocated[a]);
  }
  fprintf(f,
          "\n What virtual people show is what the model says: a plan for a trial, no evidence that massage works.\n"
          " results in %s (%.0f s; hash %016llx)\n",
          r->folder, r->wall_s, (unsigned long long)kn_trial_hash(r->trial));
}
