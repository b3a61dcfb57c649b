#include "follow.h"
#include "blinding.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DAY_S = 86400.0;
enum {
  MOST_DRAWS = 200, // of one candidate; each has its own keys
  SEARCH = 80       // days of the search for a settled beginning; plausible people take 15 to 30, or 60 more
};

void kn_life_line_end(kn_life_line *life) {
  kn_close(life->ctx);
  *life = (kn_life_line){0};
}

static kn_status pass_on(const kn_error *from, kn_error *e, kn_status status) {
  if (e) *e = *from;
  return status;
}

// A beginning that cannot be had is an implausible draw; anything else is an error.
static bool implausible(kn_status s) {
  return s == KN_UNREACHABLE || s == KN_OUT_OF_RANGE || s == KN_INTEGRATION || s == KN_NO_EQUILIBRIUM ||
         s == KN_NOT_FINITE;
}

static kn_status attempt(const kn_trial_def *t, const kn_run_def *how, int number, kn_candidate *c, kn_life_line *life,
                         kn_error *e) {
  kn_status st = kn_people_draw(&t->people, t->seed, c->id, number, &c->who, e);
  if (st != KN_OK) return st;
  c->who.starts_h = t->starts_h;
  kn_ctx_def def = kn_default_ctx();
  def.keep_going = how->keep_going;
  def.user = how->user;
  def.convoy = how->convoy;
  def.atlas = how->atlas;
  def.own_strokes = t->own_strokes;
  def.longest_search = SEARCH;
  if (kn_open(&def, &life->ctx) != KN_OK) {
    kn_life_line_end(life);
    return kn_study_fail(e, KN_NO_MEMORY, "trial", "no memory for a person");
  }
  kn_model_def base = kn_default_model();
  base.settings = t->settings;
  base.setting_count = t->setting_count;
  base.links_off = t->links_off;
  base.link_off_count = t->link_off_count;
  kn_model *model;
  st = kn_people_model(life->ctx, &t->people, &base, t->seed, c->id, number, &model);
  if (st == KN_OK) st = kn_sim_create(life->ctx, model, &c->who, t->seed, &life->sim);
  if (st == KN_OK) return KN_OK;
  pass_on(kn_ctx_error(life->ctx), e, st);
  kn_life_line_end(life);
  return st;
}

// She comes on the days of the looks; taken at the first at which she is badly off enough.
static kn_status screen(const kn_trial_def *t, kn_candidate *c, kn_life_line *life, kn_error *e) {
  const kn_recruit_def *r = &t->recruit;
  double usual, reading, worse = kn_outcome_at(r->outcome)->better > 0 ? -1.0 : 1.0;
  kn_status st = kn_sim_get(life->sim, r->outcome, &usual);
  int known = c->look, last = known > 0 ? known : r->looks;
  c->usual = usual;
  for (int look = 1; st == KN_OK && look <= last; look++) {
    st = kn_sim_advance(life->sim, look * r->every_s);
    if (st != KN_OK) return pass_on(kn_sim_error(life->sim), e, st);
    if (known) continue;
    st = kn_sim_measure(life->sim, r->outcome, &reading);
    if (reading >= r->at_least && reading <= r->at_most && worse * (reading - usual) >= r->above_usual) {
      c->look = look;
      c->screened = reading;
      break;
    }
  }
  if (st != KN_OK) return kn_study_fail(e, st, "trial.recruitment", "a candidate cannot be measured");
  return KN_OK;
}

kn_status kn_candidate_make(const kn_trial_def *t, const kn_run_def *how, bool known, kn_candidate *c,
                            kn_life_line *life, kn_error *e) {
  kn_status st = KN_UNREACHABLE;
  memset(life, 0, sizeof *life);
  for (int number = known ? c->draws - 1 : 0; number < MOST_DRAWS; number++) {
    st = attempt(t, how, number, c, life, e);
    c->draws = number + 1;
    if (st == KN_OK || !implausible(st) || known) break;
  }
  if (implausible(st))
    return kn_study_fail(e, KN_UNREACHABLE, "trial.people",
                         "none of %d people drawn for candidate %llu is plausible; widen limits or spreads", c->draws,
                         (unsigned long long)c->id);
  if (st == KN_OK) st = screen(t, c, life, e);
  life->zero_s = c->look * t->recruit.every_s + t->recruit.wait_s; // whole days: sessions keep their hour
  if (st != KN_OK || c->look == 0) kn_life_line_end(life);
  return st;
}

// ---- one arm ---------------------------------------------------------------------------------------------------------------
static double within(double v, double low, double high) { return v < low ? low : v > high ? high : v; }

// The session as these hands give it; force: their factor on it. What they do not change is left to the technique.
static void by_hand(const kn_hands *h, double force, kn_session_def *s) {
  const kn_technique_info *info = kn_technique_at(s->technique);
  kn_technique_stroke_info stroke;
  if (h->warmth != 0.0)
    s->context = within((s->context == KN_AS_TECHNIQUE ? info->context : s->context) + h->warmth, 0.0, 1.0);
  if (s->stroke_count > 0) {
    for (int i = 0; force != 1.0 && i < s->stroke_count; i++)
      if (kn_session_stroke_info(&s->stroke[i], &stroke)) s->stroke[i].force_N = stroke.force_N * force;
    return;
  }
  if (!kn_technique_stroke(s->technique, 0, &stroke)) return;
  if (h->skill != 1.0) s->share = within((s->share == KN_AS_TECHNIQUE ? 0.5 : s->share) * h->skill, 0.0, 1.0);
  if (force == 1.0) return;
  if (s->pressure_kPa != KN_AS_TECHNIQUE)
    s->pressure_kPa *= force;
  else
    s->force_N = (s->force_N == KN_AS_TECHNIQUE ? stroke.force_N : s->force_N) * force;
}

// A therapist does not press harder than this region, this skin and this muscle bear: she comes back to the protocol, and
// where that is too much for this person, below it.
static kn_status give(kn_sim *s, const kn_session_def *protocol, const kn_hands *h, double start) {
  enum { TRIES = 16 };
  kn_status st = KN_OUT_OF_RANGE;
  double force = h->force;
  for (int i = 0; i < TRIES && st == KN_OUT_OF_RANGE; i++) {
    kn_session_def d = *protocol;
    by_hand(h, force, &d);
    d.start_s = start;
    st = kn_sim_session(s, &d);
    force = force > 1.02 ? 0.5 * (1.0 + force) : 0.85 * force;
  }
  return st;
}

double kn_session_start(const kn_course_def *c, int k) {
  if (c->start_s) return c->start_s[k];
  return c->session.start_s + floor(k * 7.0 / c->per_week + 0.5) * DAY_S;
}

// Without rest, attention and touch a session is none.
static bool is_nothing(const kn_session_def *s) {
  const kn_technique_info *t = kn_technique_at(s->technique);
  kn_technique_stroke_info stroke;
  double rest = s->rest == KN_AS_TECHNIQUE ? t->rest : s->rest,
         context = s->context == KN_AS_TECHNIQUE ? t->context : s->context;
  return rest == 0.0 && context == 0.0 && s->stroke_count == 0 && !kn_technique_stroke(s->technique, 0, &stroke);
}

// Sessions from `from` on that begin before `to`. harm_at: a day after each.
static kn_status book(const kn_trial_def *t, kn_sim *s, double zero, double from, double to, kn_followed *f,
                      double *harm_at, int *harms) {
  const kn_course_def *c = &t->arm[f->arm];
  kn_hands hands = kn_therapist_hands(t, f->therapist);
  f->due = is_nothing(&c->session) ? 0 : c->sessions;
  for (int k = 0; k < f->due; k++) {
    double at = kn_session_start(c, k);
    if (at < from || at >= to || kn_misses(t, f->id, f->period, k)) continue;
    kn_status st = give(s, &c->session, &hands, zero + at);
    if (st != KN_OK) return st;
    f->attended++;
    harm_at[(*harms)++] = zero + at + DAY_S;
  }
  return KN_OK;
}

static kn_status look(const kn_trial_def *t, const kn_sim *s, int visit, kn_followed *f) {
  kn_status st = KN_OK;
  for (int o = 0; st == KN_OK && o < t->outcome_count; o++) {
    st = kn_sim_get(s, t->outcome[o], &f->value[visit][o]);
    if (st == KN_OK) st = kn_sim_measure(s, t->outcome[o], &f->reading[visit][o]);
  }
  if (st != KN_OK || visit == 0 || t->blinding.demand == 0.0) return st;
  double belief = kn_belief(t, f->arm, kn_belief_chance(t, f->id, f->period),
                            kn_improvement(t, f->value[0][0], f->value[visit][0]));
  for (int o = 0; o < t->outcome_count; o++) { // what she says, on its scale
    const kn_outcome_info *info = kn_outcome_at(t->outcome[o]);
    f->reading[visit][o] = within(f->reading[visit][o] + kn_demand(t, t->outcome[o], belief), info->low, info->high);
  }
  return st;
}

// Whether she comes again depends on how she fares: at each visit she decides, and what she will attend is booked.
static kn_status decide(const kn_trial_def *t, kn_sim *s, double zero, int visit, kn_followed *f, double *harm_at,
                        int *harms) {
  bool last = visit + 1 == t->visit_count;
  double improvement = kn_improvement(t, f->value[0][0], f->value[visit][0]);
  f->left_s = kn_leaving_after(t, f->period, visit, improvement, kn_leaving_chance(t, f->id, f->period, visit));
  double to = last ? INFINITY : t->visit[visit + 1].at_s;
  return book(t, s, zero, t->visit[visit].at_s, fmin(to, f->left_s), f, harm_at, harms);
}

kn_status kn_follow(const kn_trial_def *t, kn_life_line *life, bool twin, kn_followed *f, kn_error *e) {
  enum { MOST = 1500 };
  double harm_at[MOST], zero, left = kn_leaving(t, t->seed, f->id) - f->period * kn_period_s(t);
  kn_status st = twin && f->period == 0 ? kn_sim_twin(life->sim, &life->twin) : KN_OK;
  kn_sim *s = twin ? life->twin : life->sim;
  if (st != KN_OK) return pass_on(kn_ctx_error(life->ctx), e, st);
  if (f->period == 0) life->has_left = false;
  if (life->has_left) left = -INFINITY;
  zero = fmax(life->zero_s + f->period * kn_period_s(t), kn_sim_time(s));
  double sore_before = 0.0;
  int harms = 0, visit = 0, harm = 0;
  f->left_s = left;
  f->soreness = f->bruising = 0.0;
  for (int v = 0; v < t->visit_count; v++)
    for (int o = 0; o < KN_MAX_TRIAL_OUTCOMES; o++) f->value[v][o] = f->reading[v][o] = NAN;
  f->due = f->attended = 0;
  bool decides = t->dropout_slope != 0.0 && !life->has_left;
  if (t->bout > 0)
    st = kn_sim_bout(s, t->people.region >= 0 ? t->people.region : kn_condition_at(t->people.condition)->region,
                     zero - t->bout_before_s, t->bout);
  if (st == KN_OK) st = book(t, s, zero, decides ? left : -INFINITY, left, f, harm_at, &harms);
  while (st == KN_OK && (visit < t->visit_count || harm < harms)) {
    double v = visit < t->visit_count ? zero + t->visit[visit].at_s : INFINITY;
    double h = harm < harms ? harm_at[harm] : INFINITY;
    bool seen = v - zero <= f->left_s;
    if (v <= h && !seen) { // she has left: nobody looks any more
      visit++;
      continue;
    }
    st = kn_sim_advance(s, fmin(v, h));
    if (st != KN_OK) break;
    if (v <= h) {
      if (visit == 0) st = kn_sim_get(s, KN_AFTER_SORENESS, &sore_before);
      if (st == KN_OK) st = look(t, s, visit, f);
      if (st == KN_OK && decides) st = decide(t, s, zero, visit, f, harm_at, &harms);
      visit++;
    } else {
      double soreness, bruising;
      st = kn_sim_get(s, KN_AFTER_SORENESS, &soreness);
      if (st == KN_OK) st = kn_sim_get(s, KN_BRUISING, &bruising);
      if (st == KN_OK)
        f->soreness = fmax(f->soreness, soreness - sore_before), f->bruising = fmax(f->bruising, bruising);
      harm++;
    }
  }
  if (st != KN_OK) pass_on(kn_sim_error(s), e, st);
  life->has_left = life->has_left || (decides && f->left_s < kn_period_s(t));
  if (twin && (st != KN_OK || f->period + 1 == kn_period_count(t))) {
    kn_sim_destroy(life->twin);
    life->twin = NULL;
  }
  return st;
}
