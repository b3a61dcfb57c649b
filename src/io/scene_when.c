// scene_when.c -- when the sessions are: so many a week, or dates; from the written words to seconds after time 0.
#include "scene_inner.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, DAY_MIN = 1440, SAME_DAY_GAP_MIN = 240 };

// ---- the calendar: proleptic Gregorian, days since 1970-01-01 -----------------------------------------------------
long kn_day_number(int year, int month, int day) {
  long y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
  long of_year = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void kn_day_date(long number, int *year, int *month, int *day) {
  long z = number + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
  long y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  long of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
  *day = (int)(of_year - (153 * m + 2) / 5 + 1);
  *month = (int)(m < 10 ? m + 3 : m - 9);
  *year = (int)(y + era * 400 + (*month <= 2));
}

static int days_in(int year, int month) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

// Exactly n digits; -1 when there are others.
static int digits(const char **p, int n) {
  int v = 0;
  for (int i = 0; i < n; i++, (*p)++) {
    if (!isdigit((unsigned char)**p)) return -1;
    v = v * 10 + (**p - '0');
  }
  return v;
}

static bool read_date(kn_reader *r, const kn_node *n, long *day, int *minute) {
  static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
  const char *text = kn_word(r, n, "dates", "[2026-01-12, 2026-01-19]"), *p = text;
  if (text == NULL) return false;
  int y = digits(&p, 4), m = -1, d = -1;
  bool good = y >= 0 && *p++ == '-' && (m = digits(&p, 2)) >= 0 && *p++ == '-' && (d = digits(&p, 2)) >= 0;
  *minute = -1;
  if (good && *p) {
    bool gap = *p == ' ' || *p == 'T';
    while (*p == ' ' || *p == 'T') p++;
    good = gap && kn_clock_text(p, minute);
  }
  if (!good) {
    kn_hint(kn_complain(r, n, "`%s` is not a date", kn_show(text).text),
            "write year, month and day as `2026-01-12`, with an hour as `2026-01-12 15:30`");
    return false;
  }
  if (y < 1900 || y > 2200) return kn_complain(r, n, "the year %d is outside 1900 to 2200", y), false;
  if (m < 1 || m > 12) return kn_complain(r, n, "there is no month %d; write year-month-day", m), false;
  if (d < 1 || d > days_in(y, m)) {
    kn_complain(r, n, "there is no %d %s %d; that month has %d days", d, months[m - 1], y, days_in(y, m));
    return false;
  }
  *day = kn_day_number(y, m, d);
  return true;
}

// ---- reading ----------------------------------------------------------------------------------------------------------
// "1 / week"
static bool read_times(kn_reader *r, const kn_node *n, double *per_week) {
  const char *text = kn_word(r, n, "times", "1 / week"), *rest;
  double v, every;
  if (text == NULL) return false;
  if (!kn_number(text, &v, &rest)) {
    kn_hint(kn_complain(r, n, "`times` should say how many a week, not `%s`", kn_show(text).text),
            "write for example `2 / week`");
    return false;
  }
  const char *unit = *rest == '/' ? rest + 1 : strncmp(rest, "per ", 4) == 0 ? rest + 4 : "";
  while (*unit == ' ') unit++;
  if (*unit == 0) {
    kn_hint(kn_complain(r, n, "`times` needs `/ week`"), "write `%s / week`", kn_number_text(v).text);
    return false;
  }
  if (strcmp(unit, "week") != 0 && strcmp(unit, "wk") != 0) {
    kn_diagnostic *d = kn_complain(r, n, "`times` counts sessions a week, not `%s`", kn_show(text).text);
    const char *after;
    if (strcmp(unit, "day") == 0 || strcmp(unit, "d") == 0)
      kn_hint(d, "write `%.3g / week`", v * 7);
    else if (kn_number(unit, &every, &after) && every > 0 && strncmp(after, "w", 1) == 0)
      kn_hint(d, "write `%.3g / week`", v / every);
    else
      kn_hint(d, "write for example `2 / week`");
    return false;
  }
  if (!(v >= 0.1 && v <= KN_MAX_PER_WEEK)) {
    kn_complain(r, n, "`times` is %.6g a week; allowed is 0.1 to %d", v, KN_MAX_PER_WEEK);
    return false;
  }
  return *per_week = v, true;
}

static void read_dates(kn_reader *r, const kn_node *n, kn_when *w) {
  if (n->kind == KN_NODE_REFUSED) return;
  if (n->kind == KN_NODE_MAP || (n->kind == KN_NODE_LIST && n->count == 0)) {
    kn_hint(kn_complain(r, n, "`dates` should be a list of dates"), "write `dates: [2026-01-12, 2026-01-19]`");
    return;
  }
  w->date_count = 0;
  const kn_node *item;
  for (int i = 0; (item = kn_item(n, i)); i++) {
    if (w->date_count == KN_MAX_SESSIONS) {
      kn_complain(r, item, "more than %d sessions in one course", KN_MAX_SESSIONS);
      return;
    }
    int k = w->date_count;
    w->item[k] = item;
    if (read_date(r, item, &w->day[k], &w->minute[k])) w->date_count++;
  }
}

void kn_read_when(kn_reader *r, const kn_node *map, kn_when *w) {
  const kn_node *at = kn_child(map, "at"), *times = kn_child(map, "times"), *weeks = kn_child(map, "weeks"),
                *sessions = kn_child(map, "sessions"), *dates = kn_child(map, "dates");
  const kn_node *other = times ? times : weeks ? weeks : sessions;
  if (at) kn_read_clock(r, at, "at", &w->at);
  if (dates && other) {
    kn_hint(kn_complain(r, other->key, "`dates` already says when the sessions are"), "leave out `%s`, or `dates`",
            other->key->text);
  } else if (dates) {
    w->where = dates;
    w->inherited = false;
    w->per_week = w->weeks = 0;
    w->sessions = 0;
    read_dates(r, dates, w);
  } else if (other) {
    static const kn_score span = {"weeks", 1, KN_MAX_WEEKS, "10", NULL};
    w->where = other;
    w->inherited = false;
    w->date_count = 0;
    uint64_t count;
    bool was_regular = w->per_week > 0;
    // A value that was refused has its complaint; something sensible stands in, so that it brings no second one.
    if (times && !read_times(r, times, &w->per_week)) w->per_week = 1;
    if (sessions) {
      w->weeks = 0;
      w->sessions = kn_read_count(r, sessions, "sessions", 1, KN_MAX_SESSIONS, &count) ? (int)count : 1;
    }
    if (weeks) {
      if (!sessions) w->sessions = 0;
      if (!kn_read_score(r, weeks, &span, NULL, 0, &w->weeks)) w->weeks = 1;
    }
    if (weeks && sessions)
      kn_hint(kn_complain(r, sessions->key, "`weeks` and `sessions` both say how many"), "leave out one of them");
    else if (times && !was_regular && !weeks && !sessions)
      kn_hint(kn_complain(r, times->key, "`times` needs to know for how long"), "add `weeks: 10`");
    else if (weeks && !times && !was_regular)
      kn_hint(kn_complain(r, weeks->key, "`weeks` needs to know how often"), "add `times: 1 / week`");
    else if (sessions && w->sessions > 1 && !times && !was_regular)
      kn_hint(kn_complain(r, sessions->key, "%d sessions, but how far apart?", w->sessions), "add `times: 1 / week`");
  }
}

// ---- from words to seconds ----------------------------------------------------------------------------------------------
double kn_regular_start(double per_week, int k) {
  if (per_week <= 7) return floor(k * 7 / per_week + 0.5) * DAY_S; // whole days, so that the hour stays
  // more than one a day: the second of a day follows four hours after the first
  double day = floor(k * 7 / per_week);
  bool second = k > 0 && floor((k - 1) * 7 / per_week) == day;
  return day * DAY_S + (second ? SAME_DAY_GAP_MIN * 60.0 : 0);
}

double kn_last_start(const kn_course_def *c) {
  return c->sessions > 1 && c->start_s ? c->start_s[c->sessions - 1] : c->session.start_s;
}

double kn_end_of_course(const kn_course_def *c) {
  double last = kn_last_start(c);
  if (c->sessions <= 1) return last + DAY_S;
  return floor((last + 2 * DAY_S) / DAY_S + 0.5) * DAY_S;
}

static int session_count(const kn_when *w) {
  if (w->date_count) return w->date_count;
  if (w->sessions) return w->sessions;
  double n = floor(w->per_week * w->weeks + 0.5);
  return n < 1 ? 1 : n > KN_MAX_SESSIONS ? KN_MAX_SESSIONS : (int)n;
}

void kn_set_times(kn_reader *r, int i, const kn_when *w, kn_origin *origin) {
  kn_course_def *c = &kn_scene_of(r)->def.arm[i];
  int n = session_count(w);
  double per_week = w->per_week > 0 ? w->per_week : c->per_week > 0 ? c->per_week : 1;
  int minute0 = w->date_count && w->minute[0] >= 0 ? w->minute[0] : w->at;
  if (i == 0) *origin = (kn_origin){w->date_count ? w->day[0] : 0, minute0, w->date_count > 0};
  if (w->date_count && !origin->dated) {
    kn_hint(kn_complain(r, w->where, "`dates` for a comparator need `dates` for the treatment"),
            "give the treatment `dates`, or this one `times` and `weeks`");
    return;
  }
  double *start = calloc((size_t)n, sizeof *start);
  if (start == NULL) {
    kn_complain(r, NULL, "there is not enough memory to read this file");
    return;
  }
  for (int k = 0; k < n; k++) {
    int minute = w->date_count && w->minute[k] >= 0 ? w->minute[k] : w->at;
    start[k] = w->date_count ? (double)(w->day[k] - origin->day) * DAY_S : kn_regular_start(per_week, k);
    start[k] += (minute - origin->minute) * 60.0;
  }
  if (start[0] < 0 && (w->inherited || !w->date_count)) // an earlier hour than the treatment's: from the next day on
    for (int k = 0; k < n; k++) start[k] += DAY_S;
  bool good = true;
  if (start[0] < 0) {
    kn_hint(kn_complain(r, w->where, "this comparator begins before the treatment does"),
            "time begins with the first session of the treatment");
    good = false;
  }
  for (int k = 1; k < n && good; k++) {
    double gap_min = (start[k] - start[k - 1]) / 60;
    const kn_node *at = w->date_count ? w->item[k] : w->where;
    if (gap_min < 0) {
      kn_hint(kn_complain(r, at, "this session comes before the one written ahead of it"),
              "write the dates in order of time");
      good = false;
    } else if (gap_min < c->session.minutes) {
      kn_hint(kn_complain(r, at, "this session overlaps the one before: %.6g min apart, %.6g min long", gap_min,
                          c->session.minutes),
              "leave more time between them, or shorten `duration`");
      good = false;
    }
  }
  if (good && start[n - 1] - start[0] > KN_MAX_WEEKS * 7.0 * DAY_S) {
    kn_hint(kn_complain(r, w->where, "a course of %.4g weeks; allowed is up to %d",
                        (start[n - 1] - start[0]) / 7 / DAY_S, KN_MAX_WEEKS),
            "fewer sessions, or closer together");
    good = false;
  }
  c->session.start_s = good ? start[0] : 0;
  if (!good) n = 1;
  c->sessions = n;
  c->per_week = per_week;
  c->start_s = NULL;
  if (n > 1)
    c->start_s = kn_scene_of(r)->start_times[i] = start; // explicit, so that no other rounding can move a session
  else
    free(start);
}
