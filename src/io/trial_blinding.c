// trial_blinding.c -- what people of a trial believe of the arm they are in.
#include "trial_inner.h"
#include <string.h>

static kn_trial_file *file_of(const kn_reader *r) { return r->into; }

static int arm_named(kn_reader *r, const kn_node *n, const char *key) {
  kn_trial_file *t = file_of(r);
  const char *name = kn_word(r, n, key, t->scene.arm_name[0]);
  for (int k = 0; name && k < t->scene.def.arm_count; k++)
    if (strcmp(t->scene.arm_name[k], name) == 0) return k;
  if (name)
    kn_hint(kn_complain(r, n, "there is no arm `%s`", kn_show(name).text), "the first is called `%s`",
            t->scene.arm_name[0]);
  return -1;
}

static void read_promises(kn_reader *r, const kn_node *list) {
  static const kn_score of = {"of", 0, 1, "0.8", "0: an arm that promises nothing; 1: as much as the treatment"};
  kn_blinding_def *b = &file_of(r)->def.blinding;
  const kn_node *item, *arm, *n;
  if (list->kind == KN_NODE_MAP) {
    kn_hint(kn_complain(r, list, "`promise` should be a list"), "write `promise: [{arm: light-touch, of: 0.8}]`");
    return;
  }
  for (int i = 0; (item = kn_item(list, i)); i++) {
    if (!kn_check_section(r, item, KN_IN_PROMISE)) continue;
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
  kn_blinding_def *b = &file_of(r)->def.blinding;
  const kn_node *n;
  if (!kn_check_section(r, map, KN_IN_BLINDING)) return;
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
