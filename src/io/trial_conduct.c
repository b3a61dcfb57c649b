// trial_conduct.c -- how a trial is carried out and looked at: who treats, who comes, what people believe, what is compared.
#include "trial_inner.h"
#include <string.h>

static bool touches(const kn_session_def *s) {
  kn_technique_stroke_info info;
  if (kn_technique_stroke(s->technique, 0, &info)) return true;
  for (int i = 0; i < s->stroke_count; i++)
    if (kn_session_stroke_info(&s->stroke[i], &info)) return true;
  return false;
}

static int arm_named(kn_reader *r, const kn_node *n, const char *key) {
  kn_trial_file *t = kn_trial_of(r);
  const char *name = kn_word(r, n, key, t->scene.arm_name[0]);
  for (int k = 0; name && k < t->scene.def.arm_count; k++)
    if (strcmp(t->scene.arm_name[k], name) == 0) return k;
  if (name)
    kn_hint(kn_complain(r, n, "there is no arm `%s`", kn_show(name).text), "the first is called `%s`",
            t->scene.arm_name[0]);
  return -1;
}

void kn_read_therapists(kn_reader *r, const kn_node *map) {
  static const kn_score force = {"force", 0, 1, "0.15", "coefficient of variation between therapists"},
                        skill = {"skill", 0, 1, "0.1", "coefficient of variation of the time spent where it hurts"},
                        warmth = {"warmth", 0, 0.5, "0.08", "standard deviation of the context, which is 0 to 1"};
  kn_trial_file *t = kn_trial_of(r);
  kn_therapists_def *d = &t->def.therapists;
  const kn_node *n, *item;
  uint64_t v;
  for (int i = 0; i < t->scene.def.arm_count; i++) d->arm[i] = touches(&t->scene.def.arm[i].session);
  if (map == NULL || !kn_check_section(r, map, IN_THERAPISTS)) return;
  t->has_therapists = true;
  if ((n = kn_child(map, "count"))) {
    if (kn_read_count(r, n, "count", 1, KN_MAX_THERAPISTS, &v)) d->count = (int)v;
  } else
    kn_hint(kn_complain(r, map->key, "`therapists` needs a `count`"), "write `count: 6`");
  if ((n = kn_child(map, "force"))) kn_read_score(r, n, &force, NULL, 0, &d->force_cv);
  if ((n = kn_child(map, "skill"))) kn_read_score(r, n, &skill, NULL, 0, &d->skill_cv);
  if ((n = kn_child(map, "warmth"))) kn_read_score(r, n, &warmth, NULL, 0, &d->warmth_sd);
  if ((n = kn_child(map, "arms")) && n->kind != KN_NODE_REFUSED) {
    memset(d->arm, 0, sizeof d->arm);
    if (n->kind == KN_NODE_MAP) kn_complain(r, n, "`arms` should be a list of arms");
    for (int i = 0; n->kind != KN_NODE_MAP && (item = kn_item(n, i)); i++) {
      int arm = arm_named(r, item, "arms");
      if (arm >= 0) d->arm[arm] = true;
    }
  }
}

void kn_read_attendance(kn_reader *r, const kn_node *map) {
  static const kn_score missed = {"missed", 0, 0.95, "0.05", "share of the sessions"},
                        dropout = {"dropout", 0, 0.95, "0.1", "share of the people, by the last visit"},
                        slope = {"dropout-by-improvement", -10, 10, "-2",
                                 "log odds of leaving after a visit, for an improvement by all of the baseline"};
  kn_trial_def *d = &kn_trial_of(r)->def;
  const kn_node *n;
  if (!kn_check_section(r, map, IN_ATTENDANCE)) return;
  kn_trial_of(r)->has_attendance = true;
  if ((n = kn_child(map, "missed"))) kn_read_score(r, n, &missed, NULL, 0, &d->missed);
  if ((n = kn_child(map, "dropout"))) kn_read_score(r, n, &dropout, NULL, 0, &d->dropout);
  if ((n = kn_child(map, "dropout-by-improvement"))) {
    kn_read_score(r, n, &slope, NULL, 0, &d->dropout_slope);
    if (d->dropout == 0.0 && d->dropout_slope != 0.0)
      kn_hint(kn_complain(r, n->key, "nobody leaves, however she fares"), "add `dropout: 0.1`");
  }
}

static void read_promises(kn_reader *r, const kn_node *list) {
  static const kn_score of = {"of", 0, 1, "0.8", "0: an arm that promises nothing; 1: as much as the treatment"};
  kn_blinding_def *b = &kn_trial_of(r)->def.blinding;
  const kn_node *item, *arm, *n;
  if (list->kind == KN_NODE_MAP) {
    kn_hint(kn_complain(r, list, "`promise` should be a list"), "write `promise: [{arm: light-touch, of: 0.8}]`");
    return;
  }
  for (int i = 0; (item = kn_item(list, i)); i++) {
    if (!kn_check_section(r, item, IN_PROMISE)) continue;
    arm = kn_child(item, "arm");
    n = kn_child(item, "of");
    if (!arm || !n) {
      kn_hint(kn_complain(r, item, "a promise is `of` an `arm`"), "write `{arm: light-touch, of: 0.8}`");
      continue;
    }
    int k = arm_named(r, arm, "arm");
    if (k == 0) kn_complain(r, arm, "the first arm is the treatment: it promises all of itself");
    if (k > 0) kn_read_score(r, n, &of, NULL, 0, &b->promise[k]);
  }
}

// What is asked, and what is not said of it: assumed, but of a size that trials of manual treatments have seen (docs/trials.md).
void kn_read_blinding(kn_reader *r, const kn_node *map) {
  static const kn_score signal = {"signal", 0, 10, "0.8", "log odds of knowing the treatment when one gets it"},
                        improvement = {"improvement", -10, 10, "1.5",
                                       "log odds of believing in it, for an improvement by all of the baseline"},
                        unsure = {"unsure", 0, 10, "0.5", "log odds below which people say that they do not know"},
                        demand = {"demand", 0, 0.2, "0.02", "share of the scale that who is sure says better"};
  kn_blinding_def *b = &kn_trial_of(r)->def.blinding;
  const kn_node *n;
  if (!kn_check_section(r, map, IN_BLINDING)) return;
  b->asked = true;
  b->signal = 0.8;
  b->improvement = 1.5;
  b->unsure = 0.5;
  if ((n = kn_child(map, "promise"))) read_promises(r, n);
  if ((n = kn_child(map, "signal"))) kn_read_score(r, n, &signal, NULL, 0, &b->signal);
  if ((n = kn_child(map, "improvement"))) kn_read_score(r, n, &improvement, NULL, 0, &b->improvement);
  if ((n = kn_child(map, "unsure"))) kn_read_score(r, n, &unsure, NULL, 0, &b->unsure);
  if ((n = kn_child(map, "demand"))) kn_read_score(r, n, &demand, NULL, 0, &b->demand);
}

void kn_read_analysis(kn_reader *r, const kn_node *map) {
  static const kn_score responders = {"responders", 0.01, 1, "0.3", "improvement as a share of the baseline"};
  kn_trial_file *t = kn_trial_of(r);
  const kn_node *n;
  t->def.primary_visit = t->def.visit_count - 1;
  for (int v = 1; v < t->def.visit_count; v++)
    if (strcmp(t->def.visit[v].name, "end of course") == 0) t->def.primary_visit = v;
  if (map == NULL || !kn_check_section(r, map, IN_ANALYSIS)) return;
  if ((n = kn_child(map, "visit"))) {
    const char *name = kn_word(r, n, "visit", "end of course");
    int visit = -1;
    for (int v = 1; name && v < t->def.visit_count; v++)
      if (strcmp(t->def.visit[v].name, name) == 0) visit = v;
    if (visit > 0)
      t->def.primary_visit = visit;
    else if (name)
      kn_hint(kn_complain(r, n, "`%s` is no visit of this trial after the first", kn_show(name).text),
              "name one of those under `observe: at`");
  }
  if ((n = kn_child(map, "responders"))) {
    t->has_responders = true;
    kn_read_score(r, n, &responders, NULL, 0, &t->def.responder);
  }
}
