// check.c -- `knead check FILE`, a scene, a trial or a study: what would be run, in plain words, or every mistake at once.
#include "cli.h"
#include "failure.h"
#include "text.h"
#include "trial.h"
#include "words.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void paragraph(bool colour, const char *head, const char *text) {
  printf("%s%-10s%s", tone_start(colour, TONE_BOLD), head, tone_end(colour, TONE_BOLD));
  text_wrap(stdout, text, 10, 10, SCREEN_WIDTH);
}

// A sequence, stroke by stroke, and what about an arm is unusual.
static void say_strokes(const kn_scene *s, int arm, bool colour) {
  char text[2048], head[16];
  for (int i = 0; i < s->def.arm[arm].session.stroke_count; i++) {
    words_stroke(text, sizeof text, s, arm, i);
    snprintf(head, sizeof head, "%6d.", i + 1);
    text_add(text, sizeof text, ".");
    paragraph(false, head, text);
  }
  words_unusual(text, sizeof text, s, arm);
  if (*text == 0) return;
  text_add(text, sizeof text, ". Not refused, but seldom done (knead list techniques).");
  paragraph(colour, "note", text);
}

static void say_treatment(const kn_scene *s, bool colour) {
  char text[1024], when[64];
  words_course(text, sizeof text, s, 0);
  const kn_course_def *c = &s->def.arm[0];
  if (c->sessions > 0) {
    words_when(when, sizeof when, s, course_start(c, 0));
    text_add(text, sizeof text, "; the first on %s", when);
    words_when(when, sizeof when, s, course_start(c, c->sessions - 1));
    if (c->sessions > 1) text_add(text, sizeof text, ", the last on %s", when);
  }
  text_add(text, sizeof text, ".");
  paragraph(colour, "what", text);
  say_strokes(s, 0, colour);
}

static void say_comparators(const kn_scene *s, bool colour) {
  char text[4096] = "";
  for (int a = 1; a < s->def.arm_count; a++) {
    char one[1024], name[64];
    words_course(one, sizeof one, s, a);
    scene_arm_name(name, sizeof name, s, a);
    text_add(text, sizeof text, "%s", a > 1 ? "; " : "the same person with ");
    if (strcmp(name, scene_technique(s, a)) != 0) text_add(text, sizeof text, "%s: ", name);
    text_add(text, sizeof text, "%s", one);
  }
  text_add(text, sizeof text, "%s", *text ? "." : "nobody: there is no comparator, so no effect can be read.");
  paragraph(colour, "against", text);
  for (int a = 1; a < s->def.arm_count; a++) {
    const kn_session_def *x = &s->def.arm[a].session, *treated = &s->def.arm[0].session;
    char name[64], unusual[512];
    words_unusual(unusual, sizeof unusual, s, a);
    bool other = x->stroke_count && (x->stroke_count != treated->stroke_count ||
                                     memcmp(x->stroke, treated->stroke, sizeof x->stroke) != 0);
    if (!other && *unusual == 0) continue;
    scene_arm_name(name, sizeof name, s, a);
    snprintf(text, sizeof text, "%s%s", name, other ? ", stroke by stroke:" : ":");
    paragraph(colour, "", text);
    say_strokes(s, a, colour);
  }
}

static void say_visits(const kn_scene *s, bool colour) {
  char text[4096] = "";
  for (int v = 0; v < s->def.visit_count; v++) {
    char when[64], name[64];
    words_when(when, sizeof when, s, s->def.visit[v].at_s);
    text_clean(name, sizeof name, s->def.visit[v].name);
    text_add(text, sizeof text, "%s%s (%s)", v ? ", " : "", name, when);
  }
  text_add(text, sizeof text, "%s", *text ? "." : "never: the scene has no visit.");
  paragraph(colour, "looked at", text);
}

static void say_model(const kn_scene *s, bool colour) {
  char text[2048] = "";
  for (int i = 0; i < s->setting_count; i++)
    text_add(text, sizeof text, "%s%s = %.6g", i ? ", " : "", s->setting_name[i], s->setting[i].value);
  for (int i = 0; i < s->link_off_count; i++)
    text_add(text, sizeof text, "%slink %s cut", *text ? ", " : "", s->link_off[i]);
  if (*text == 0) text_add(text, sizeof text, "the reference, nothing changed");
  text_add(text, sizeof text, "; seed %llu.", (unsigned long long)s->def.seed);
  paragraph(colour, "model", text);
}

static void say(const kn_scene *s, bool colour) {
  char text[2048], scores[512];
  words_person(text, sizeof text, s);
  words_scores(scores, sizeof scores, s);
  if (*scores) text_add(text, sizeof text, "; %s", scores);
  text_add(text, sizeof text, ".");
  paragraph(colour, "who", text);
  say_treatment(s, colour);
  say_comparators(s, colour);
  say_visits(s, colour);
  words_defaults(text, sizeof text, s);
  text_add(text, sizeof text, "%s", *text ? "." : "nothing; all was stated.");
  paragraph(colour, "default", text);
  say_model(s, colour);
}

static int check_trial(const options *o, bool study) {
  trial_run r;
  char name[128];
  int code = trial_read(&r, o, "trial");
  if (code == EXIT_DONE) {
    trial_print_plan(&r, stdout, colour_on(o->colour, stdout));
    say_visits(&r.file->scene, colour_on(o->colour, stdout));
    text_clean(name, sizeof name, r.file->scene.report.name);
    printf("%s is sound; nothing was run. To run it: knead %s %s\n", name, study ? "validate" : "trial", name);
  }
  trial_end(&r);
  return code;
}

int verb_check(const options *o) {
  bool study = trial_says_kind(o->operand, "study");
  if (study || trial_says_kind(o->operand, "trial")) return check_trial(o, study);
  kn_scene *s = text_must(calloc(1, sizeof *s));
  int code = kn_scene_read(o->operand, s);
  if (code != 0)
    kn_report_print(&s->report, stderr);
  else if ((code = model_check(s)) == EXIT_DONE) {
    char name[128];
    text_clean(name, sizeof name, s->report.name);
    say(s, colour_on(o->colour, stdout));
    printf("%s is sound; nothing was run. To run it: knead run %s\n", name, name);
  }
  kn_scene_free(s);
  free(s);
  return code;
}
