// scene_observe.c -- when she is looked at and what for, and the changes a scene makes to the model.
#include "scene_inner.h"
#include <string.h>

// ---- visits ---------------------------------------------------------------------------------------------------------
enum { AFTER_S = 9 * 60, DAY_S = 86400, WEEK_S = 7 * DAY_S, MAX_YEARS = 5 };

static const char *skip_spaces(const char *p) {
  while (*p == ' ') p++;
  return p;
}

bool kn_visit_offset(const char *name, double *seconds) {
  const char *rest;
  double v;
  kn_unit u, second;
  if (strncmp(name, "week ", 5) == 0) {
    if (!kn_number(skip_spaces(name + 5), &v, &rest) || *rest) return false;
    return *seconds = v * WEEK_S, true;
  }
  if (*name != '+' || !kn_number(skip_spaces(name + 1), &v, &rest)) return false;
  if (!kn_unit_parse(rest, &u) || !kn_unit_parse("s", &second) || !kn_unit_same_dim(&u, &second)) return false;
  return *seconds = kn_unit_to_si(&u, v), true;
}

// Complains about "+1", "1 day", "+3 kPa", "afterwards".
static void no_visit(kn_reader *r, const kn_node *n) {
  const char *text = n->text, *number = skip_spaces(*text == '+' ? text + 1 : text), *rest;
  double v;
  kn_unit u;
  if (kn_number(number, &v, &rest) && *rest == 0)
    kn_hint(kn_complain(r, n, "the visit `%s` needs a unit", kn_show(text).text), "write `+%s days`", number);
  else if (kn_number(number, &v, &rest) && !kn_unit_parse(rest, &u))
    kn_hint(kn_complain(r, n, "unknown unit `%s` in the visit `%s`", kn_show(rest).text, kn_show(text).text),
            "write for example `+7 days`, `+12 weeks`, `+2 h`");
  else if (kn_number(number, &v, &rest) && *text != '+' && u.dim[2] == 1)
    kn_hint(kn_complain(r, n, "the visit `%s` needs a plus sign", kn_show(text).text), "write `+%s`",
            kn_show(number).text);
  else
    kn_hint(kn_complain(r, n, "`%s` is no visit", kn_show(text).text),
            "write before, after, +1 day, week 4 or end of course");
}

static bool add_visit(kn_reader *r, const kn_node *n, const char *name, double at_s) {
  kn_compare_def *def = &kn_scene_of(r)->def;
  if (def->visit_count == KN_MAX_VISITS) {
    kn_hint(kn_complain(r, n, "more than %d visits", KN_MAX_VISITS), "leave some out");
    return false;
  }
  int i = def->visit_count;
  for (int k = 0; k < i; k++)
    if (def->visit[k].at_s == at_s && strcmp(def->visit[k].name, name) == 0) {
      kn_hint(kn_complain(r, n, "the visit `%s` stands here a second time", kn_show(name).text), "keep one of the two");
      return true;
    }
  while (i > 0 && def->visit[i - 1].at_s > at_s) def->visit[i] = def->visit[i - 1], i--;
  def->visit_count++;
  def->visit[i] = (kn_visit){.at_s = at_s};
  snprintf(def->visit[i].name, sizeof def->visit[i].name, "%s", name);
  return true;
}

static void read_visits(kn_reader *r, const kn_node *list) {
  kn_scene *s = kn_scene_of(r);
  const kn_course_def *course = &s->def.arm[0];
  double start = course->session.start_s, end = kn_end_of_course(course), from = start, offset;
  const kn_node *n;
  if (list->kind == KN_NODE_REFUSED) return;
  if (list->kind == KN_NODE_MAP || (list->kind == KN_NODE_LIST && list->count == 0)) {
    kn_hint(kn_complain(r, list, "`at` should be a list of visits"),
            "write `at: [before, after, +1 day, end of course]`");
    return;
  }
  for (int i = 0; (n = kn_item(list, i)); i++) {
    const char *text = kn_word(r, n, "at", "before");
    double at_s;
    if (text == NULL) continue;
    if (strlen(text) >= sizeof s->def.visit[0].name) {
      kn_hint(kn_complain(r, n, "the visit `%s` is too long a name", kn_show(text).text),
              "write for example `+7 days`");
      continue;
    }
    if (strcmp(text, "before") == 0)
      at_s = start;
    else if (strcmp(text, "after") == 0)
      at_s = start + course->session.minutes * 60 + AFTER_S;
    else if (strcmp(text, "end of course") == 0)
      at_s = from = end;
    else if (kn_visit_offset(text, &offset)) {
      if (!(offset > 0 && offset <= MAX_YEARS * 31557600.0)) {
        kn_diagnostic *d = kn_complain(r, n, "the visit `%s` is out of reach; allowed is up to %d y", text, MAX_YEARS);
        if (offset <= 0) kn_hint(d, "for the very beginning write `before`");
        continue;
      }
      at_s = (*text == '+' ? from : start) + offset;
    } else {
      no_visit(r, n);
      continue;
    }
    if (!add_visit(r, n, text, at_s)) return;
  }
}

static void default_visits(kn_reader *r) {
  const kn_course_def *c = &kn_scene_of(r)->def.arm[0];
  add_visit(r, NULL, "before", c->session.start_s);
  add_visit(r, NULL, "after", c->session.start_s + c->session.minutes * 60 + AFTER_S);
  add_visit(r, NULL, "+1 day", c->session.start_s + DAY_S);
  add_visit(r, NULL, "+7 days", c->session.start_s + WEEK_S);
  if (c->sessions > 1) add_visit(r, NULL, "end of course", kn_end_of_course(c));
}

// ---- outcomes ---------------------------------------------------------------------------------------------------------
static void read_outcomes(kn_reader *r, const kn_node *list) {
  kn_scene *s = kn_scene_of(r);
  const kn_node *n;
  if (list->kind == KN_NODE_WORD && strcmp(list->text, "all") == 0) {
    for (int i = 0; i < KN_OUTCOME_COUNT; i++) s->outcome[i] = i;
    s->outcome_count = KN_OUTCOME_COUNT;
    return;
  }
  if (list->kind == KN_NODE_MAP || (list->kind == KN_NODE_LIST && list->count == 0)) {
    kn_hint(kn_complain(r, list, "`outcomes` should be a list, or `all`"), "write `outcomes: [pain, state-anxiety]`");
    return;
  }
  for (int i = 0; (n = kn_item(list, i)); i++) {
    int outcome = kn_read_name(r, n, "outcomes", "outcome", kn_outcome_name);
    bool again = false;
    for (int k = 0; k < s->outcome_count; k++) again = again || s->outcome[k] == outcome;
    if (outcome < 0) continue;
    if (again)
      kn_hint(kn_complain(r, n, "`%s` stands here a second time", n->text), "name each outcome once");
    else
      s->outcome[s->outcome_count++] = outcome;
  }
}

void kn_read_observe(kn_reader *r, const kn_node *map) {
  enum { LONG_DAYS = 3 };
  kn_compare_def *def = &kn_scene_of(r)->def;
  const kn_node *at = NULL, *outcomes = NULL;
  def->visit_count = 0;
  if (map && kn_check_section(r, map, KN_IN_OBSERVE)) {
    at = kn_child(map, "at");
    outcomes = kn_child(map, "outcomes");
  }
  if (at)
    read_visits(r, at);
  else
    default_visits(r);
  if (outcomes) read_outcomes(r, outcomes);
  bool is_long = kn_last_start(&def->arm[0]) > LONG_DAYS * (double)DAY_S;
  def->series_s = is_long ? 6 * 3600.0 : 360;
  def->first_day_s = 360;
}

// ---- the model ----------------------------------------------------------------------------------------------------------
static const kn_param_info *find_param(const char *name) {
  const kn_param_info *p;
  for (int i = 0; (p = kn_param_at(i)); i++) {
    size_t room = strlen(p->room);
    if (strncmp(name, p->room, room) == 0 && name[room] == '.' && strcmp(name + room + 1, p->symbol) == 0) return p;
  }
  return NULL;
}

static void unknown_param(kn_reader *r, const kn_node *key) {
  const kn_param_info *p, *same = NULL;
  const char *dot = strchr(key->text, '.'), *symbol = dot ? dot + 1 : key->text;
  for (int i = 0; (p = kn_param_at(i)) && !same; i++) // the right symbol with another room, another case or none
    if (strcmp(p->symbol, symbol) == 0) same = p;
  if (same)
    kn_hint(kn_complain(r, key, "unknown parameter `%s`; did you mean `%s.%s`?", kn_show(key->text).text, same->room,
                        same->symbol),
            "%s", same->sentence);
  else
    kn_hint(kn_complain(r, key, "unknown parameter `%s`", kn_show(key->text).text),
            "write room and symbol as the tables do, for example `mind.tau_W`");
}

static void read_settings(kn_reader *r, const kn_node *map) {
  kn_scene *s = kn_scene_of(r);
  enum { ROOM = sizeof s->setting / sizeof *s->setting };
  if (map->kind == KN_NODE_REFUSED) return;
  if (map->kind != KN_NODE_MAP) {
    kn_hint(kn_complain(r, map, "`set` should be a group of parameters and numbers"), "write `set: {mind.tau_W: 0.1}`");
    return;
  }
  for (const kn_node *n = map->first; n; n = n->next) {
    const kn_param_info *p = find_param(n->key->text);
    if (p == NULL) {
      unknown_param(r, n->key);
      continue;
    }
    char unit[120];
    snprintf(unit, sizeof unit, "in the table's unit, %s: %.60s", p->unit, p->sentence);
    const kn_score score = {n->key->text, p->low, p->high, kn_number_text(p->value).text, unit};
    double value;
    if (!kn_read_score(r, n, &score, NULL, 0, &value)) continue;
    if (s->setting_count == ROOM || strlen(n->key->text) >= sizeof s->setting_name[0]) {
      kn_complain(r, n->key, "more than %d parameters changed", ROOM);
      return;
    }
    snprintf(s->setting_name[s->setting_count], sizeof s->setting_name[0], "%s", n->key->text);
    s->setting[s->setting_count] = (kn_setting){s->setting_name[s->setting_count], value};
    s->setting_count++;
  }
}

static void read_cuts(kn_reader *r, const kn_node *list) {
  kn_scene *s = kn_scene_of(r);
  enum { ROOM = sizeof s->link_off / sizeof *s->link_off };
  const kn_node *n;
  if (list->kind == KN_NODE_MAP) {
    kn_hint(kn_complain(r, list, "`off` should be a list of links"), "write `off: [flow-to-repair]`");
    return;
  }
  for (int i = 0; (n = kn_item(list, i)); i++) {
    const char *text = kn_word(r, n, "off", "flow-to-repair");
    if (text == NULL) continue;
    if (kn_link_find(text) < 0) {
      const char *meant = kn_suggest(text, kn_link_name);
      if (meant)
        kn_hint(kn_complain(r, n, "unknown link `%s`", kn_show(text).text), "did you mean `%s`?", meant);
      else
        kn_hint(kn_complain(r, n, "unknown link `%s`", kn_show(text).text),
                "links are named after what they join, for example `flow-to-repair`");
      continue;
    }
    if (!kn_link_at(kn_link_find(text))->can_be_cut) {
      kn_hint(kn_complain(r, n, "link `%s` is the stroke itself and cannot be cut", text),
              "compare with a technique without touch instead, for example `rest`");
      continue;
    }
    bool again = false;
    for (int k = 0; k < s->link_off_count; k++) again = again || strcmp(s->link_off[k], text) == 0;
    if (again) {
      kn_hint(kn_complain(r, n, "`%s` stands here a second time", text), "name each link once");
    } else if (s->link_off_count == ROOM || strlen(text) >= sizeof s->link_off[0]) {
      kn_complain(r, n, "more than %d links cut", ROOM);
      return;
    } else {
      snprintf(s->link_off[s->link_off_count++], sizeof s->link_off[0], "%s", text);
    }
  }
}

void kn_read_model(kn_reader *r, const kn_node *map) {
  if (!kn_check_section(r, map, KN_IN_MODEL)) return;
  const kn_node *set = kn_child(map, "set"), *off = kn_child(map, "off");
  if (set) read_settings(r, set);
  if (off) read_cuts(r, off);
}
