// methods.c -- a draft of the methods: the twelve items of TIDieR (Hoffmann 2014, BMJ 348, g1687) for each arm, the numbers
// that CONSORT asks for, and in capitals what the file does not say and a paper must.
#include "text.h"
#include "trial.h"
#include "words.h"
#include <math.h>
#include <string.h>

static void item(FILE *f, int number, const char *name, const char *text) {
  fprintf(f, "%d. **%s.** %s\n", number, name, text);
}

static void strokes(char *to, size_t n, const trial_run *r, int arm) {
  const kn_session_def *s = &trial_def(r)->arm[arm].session;
  kn_technique_stroke_info k;
  *to = 0;
  for (int i = 0; s->stroke_count == 0 && kn_technique_stroke(s->technique, i, &k); i++)
    text_add(to, n, "%s%.0f %% %s, %.3g N at most, %.2g Hz, %.2g cm/s", i ? "; " : "", 100 * k.share, k.tool, k.force_N,
             k.rate_Hz, k.speed_cm_s);
  for (int i = 0; i < s->stroke_count; i++) {
    char one[256];
    words_stroke(one, sizeof one, &r->file->scene, arm, i);
    text_add(to, n, "%s%s", i ? "; " : "", one);
  }
}

static void arm(const trial_run *r, FILE *f, int a) {
  const kn_trial_def *d = trial_def(r);
  const kn_session_def *s = &d->arm[a].session;
  const kn_technique_info *t = kn_technique_at(s->technique);
  char name[64], text[2048], more[1024];
  trial_arm_name(name, sizeof name, d, a);
  fprintf(f, "\n### %s\n\n", name);
  bool touch = false;
  kn_technique_stroke_info k;
  touch = s->stroke_count > 0 || kn_technique_stroke(s->technique, 0, &k);
  snprintf(text, sizeof text, "%s (%s).", name, t->sentence);
  item(f, 1, "Name", text);
  item(f, 2, "Why", "MISSING: the rationale or goal of what this arm receives.");
  item(f, 3, "What: materials",
       touch ? "MISSING: table, lubricant, draping." : "None in the model. MISSING: what people are given or told.");
  strokes(more, sizeof more, r, a);
  snprintf(text, sizeof text, "%s%s Therapeutic attention (context) %.2g, lying quietly %.2g of 1.",
           touch ? "Strokes: " : "No touch.", touch ? more : "", s->context < 0 ? t->context : s->context,
           s->rest < 0 ? t->rest : s->rest);
  item(f, 4, "What: procedures", text);
  if (d->therapists.count && d->therapists.arm[a])
    snprintf(text, sizeof text,
             "%d therapists in turn, who differ in force (CV %.0f %%), in the time they spend where it hurts (CV %.0f "
             "%%) and in "
             "warmth (SD %.2g of context). MISSING: profession, training, how they were instructed.",
             d->therapists.count, 100 * d->therapists.force_cv, 100 * d->therapists.skill_cv, d->therapists.warmth_sd);
  else
    snprintf(text, sizeof text, "%s",
             touch ? "MISSING: who; in this file all therapists are alike." : "Nobody in particular.");
  item(f, 5, "Who provided", text);
  item(f, 6, "How", touch || t->context > 0.2 ? "Face to face, one person at a time." : "Not applicable.");
  item(f, 7, "Where", "MISSING: the place.");
  words_course(text, sizeof text, &r->file->scene, a);
  item(f, 8, "When and how much", text);
  item(f, 9, "Tailoring", "None: everybody receives the same.");
  item(f, 10, "Modifications", "None.");
  snprintf(text, sizeof text, "%s", d->missed > 0 ? "" : "Every session is attended until somebody leaves.");
  if (d->missed > 0)
    snprintf(text, sizeof text, "%.0f %% of sessions are assumed to be missed, at random.", 100 * d->missed);
  item(f, 11, "How well: planned", text);
  trial_flow w = trial_flow_of(r);
  if (w.due[a])
    snprintf(text, sizeof text, "%d of %d sessions were attended (%.0f %%).", w.attended[a], w.due[a],
             100.0 * w.attended[a] / w.due[a]);
  else
    snprintf(text, sizeof text, "There were no sessions.");
  item(f, 12, "How well: actual", text);
}

void methods_write(const trial_run *r, FILE *f) {
  const kn_trial_def *d = trial_def(r);
  const kn_outcome_info *asked = kn_outcome_at(d->recruit.outcome);
  trial_flow w = trial_flow_of(r);
  char name[256], text[256];
  text_clean(name, sizeof name, *r->file->scene.title ? r->file->scene.title : r->options->operand);
  fprintf(f,
          "# %s: draft of the methods\n\nWritten by knead %s for a trial of virtual people. What stands in capitals is "
          "not in the "
          "file and has to be written.\n",
          name, kn_version_text());
  words_name(name, sizeof name, kn_condition_at(d->people.condition)->key);
  static const char *const design[] = {"Parallel groups", "Crossover", "Groups of whole places (clusters)"};
  fprintf(f, "\n## Design\n\n%s, %d arms.", design[d->design], d->arm_count);
  if (d->design == KN_CROSSOVER) fprintf(f, " Orders by Williams' square, %.0f days of washout.", d->washout_s / 86400);
  if (d->design == KN_CLUSTER) fprintf(f, " Places of %d people are randomised.", d->cluster_size);
  fprintf(f,
          " Computer-generated permuted blocks of 1 to %d times %d%s. MISSING: who knows the allocation, and when.\n",
          d->block, d->arm_count, d->stratum_count ? ", stratified by:" : "");
  for (int i = 0; i < d->stratum_count; i++) {
    if (d->stratum[i].trait < 0)
      fprintf(f, "- sex\n");
    else
      fprintf(f, "- %s above %.4g or not\n", kn_trait_key(d->stratum[i].trait), d->stratum[i].above);
  }
  if (d->recruit.above_usual < 0)
    fprintf(f,
            "\n## Participants\n\nVirtual adults (%s; %s), taken whatever they read; first session %.0f days "
            "later.\n\n",
            name, d->people.name, d->recruit.wait_s / 86400);
  else
    fprintf(f,
            "\n## Participants\n\nVirtual adults with %s (%s). Looked at every %.0f days, up to %d times; taken at the "
            "first %s reading of "
            "%.3g to %.3g that was at least %.2g worse than their own usual level; first session %.0f days later. "
            "Because they are "
            "taken at a bad time, untreated people improve.\n\n",
            name, d->people.name, d->recruit.every_s / 86400, d->recruit.looks, asked->key, d->recruit.at_least,
            d->recruit.at_most, d->recruit.above_usual, d->recruit.wait_s / 86400);
  fputs("| trait | mean | SD | limits | grade | source |\n|---|---|---|---|---|---|\n", f);
  for (int i = 0; i < KN_TRAIT_COUNT; i++) {
    const kn_trait_def *t = &d->people.trait[i];
    text_clean(text, sizeof text, r->file->people.source[i]);
    fprintf(f, "| %s | %.4g | %.4g | %.4g to %.4g | %c | %s |\n", kn_trait_key(i), t->mean, t->sd, t->low, t->high,
            r->file->people.grade[i] ? r->file->people.grade[i] : 'D', *text ? text : "not said: the same for all");
  }
  fprintf(f, "\n%.0f %% women. The model's own parameters spread between people by %.2g of what its tables say.\n",
          100 * d->people.female, d->people.parameter_spread);
  fputs("\n## Interventions (TIDieR)\n", f);
  for (int a = 0; a < d->arm_count; a++) arm(r, f, a);
  fputs("\n## Outcomes\n\n", f);
  for (int o = 0; o < d->outcome_count; o++) {
    const kn_outcome_info *i = kn_outcome_at(d->outcome[o]);
    fprintf(f, "- %s%s: %s, %s; error of a reading %.3g %s. Grade %c.\n", i->key, o == 0 ? " (primary)" : "",
            i->instrument, i->unit, i->error_is_fraction ? 100 * i->error : i->error,
            i->error_is_fraction ? "%" : i->unit, i->grade);
  }
  fputs("\nVisits:", f);
  for (int v = 0; v < d->visit_count; v++) {
    words_time(text, sizeof text, d->visit[v].at_s);
    char visit[64];
    text_clean(visit, sizeof visit, d->visit[v].name);
    fprintf(f, "%s %s (%s)%s", v ? "," : "", visit, text, v == d->primary_visit ? " [primary]" : "");
  }
  fprintf(f,
          ".\nHarms: soreness of %.0f points or more and bruising of %.0f %% of a maximal bout or more, a day after "
          "each session (grade D). "
          "MISSING: how harms are asked for. ",
          trial_sore, trial_bruised);
  trial_say_blinding(r, f);
  if (d->dropout_slope != 0.0)
    fprintf(f,
            "\nLeaving depends on how people fare: %.3g is added to its log odds after a visit for an improvement by "
            "all of "
            "the baseline (assumed, grade D), so readings are not missing at random; `knead power` tells the bias.\n",
            d->dropout_slope);
  fprintf(f, "\n## Sample size\n\n%d people. MISSING: why so many; `knead power` says what that gives.\n",
          d->recruit.people);
  fprintf(
      f,
      "\n## Analysis\n\nBy the arm allocated, everybody with a reading. Primary: linear model (REML) of %s at \"%s\" "
      "with "
      "arm, %s%s; Satterthwaite's degrees of freedom. Beside it change from baseline (Welch), the same without random "
      "effects, a repeated-measures model of all visits (random intercepts of participants%s), which takes "
      "readings "
      "to spread alike at all visits, and one with an unstructured covariance of visits, which does not. Hedges g of "
      "the readings with the exact interval. Responders: %.0f %% better "
      "than "
      "at baseline; ratio, difference with Newcombe's interval, number needed to treat. Missing readings are left out, "
      "as if missing at random.\n",
      kn_outcome_at(d->outcome[0])->key, d->visit[d->primary_visit].name,
      d->design == KN_CROSSOVER ? "period and random intercepts of participants" : "baseline and strata",
      d->design == KN_CLUSTER ? ", random intercepts of places"
      : d->therapists.count   ? ", random intercepts of therapists, who belong to the arms that have them"
                              : "",
      d->therapists.count ? " and therapists" : "", 100 * d->responder);
  fputs("\n## Flow of participants (CONSORT)\n\n", f);
  fprintf(f, "%d assessed for eligibility, %d excluded (never met the criteria), %d randomised.\n\n", w.screened,
          w.never, w.taken);
  fputs("| arm | allocated | began | left | analysed | sore | bruised |\n|---|---|---|---|---|---|---|\n", f);
  for (int a = 0; a < d->arm_count; a++) {
    trial_arm_name(text, sizeof text, d, a);
    fprintf(f, "| %s | %d | %d | %d | %d | %d | %d |\n", text, w.allocated[a], w.treated[a], w.left[a], w.analysed[a],
            w.sore[a], w.bruised[a]);
  }
  fputs("\n## Also missing\n\nMISSING: registration, ethics, funding, dates and places of recruitment, changes after "
        "the start.\n",
        f);
}
