// Arrows between rooms: one that is cut carries nothing, and a room that is cut off hears nothing.
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "lane/random.h"
#include "chain_state.h"
#include "../oracle/fixture.h"

static const half_layers back = {2.2e-3, 8e-3, 36e-3};

// Scenes:
// an ordinary person under light touch, or under an elbow that hurts and bruises, or left alone.
enum { LIGHT, ELBOW, ALONE, TOUCHES, PEOPLE = 4, PERSON = MIND + KN_REGION_STATES };
typedef struct picture {
  rates r;
  double outcome[KN_OUTCOME_COUNT];
} picture;

static void ordinary_state(uint64_t key, state *y) {
  memset(y, 0, sizeof *y);
  for (int i = 0; i < PERSON; i++) {
    const kn_state_info *s = row_of(i);
    double u = kn_uniform(14, key, KN_DRAW_LIFE, (uint64_t)i);
    y->y[i] = clamp(s->start + 4.0 * s->scale * u, s->low, s->high) + offset_of(i);
  }
  y->s.mind.sleep_efficiency -= 0.2; // sleep is lost,
  y->s.region[0].nerve.atp -= 0.3;   // and the muscle short of oxygen
}
static void touch(const kn_numbers *n, int kind, kn_chain_in *in) {
  *in = (kn_chain_in){.life_stress = 1.2, .source_factor = 1.0};
  half_session s = session_of(kind == LIGHT ? KN_LIGHT_TOUCH : KN_ELBOW_PRESSURE, 0.6);
  if (kind == ELBOW) s.strokes = 1, s.stroke[0] = s.stroke[1], s.stroke[0].share = 1, s.stroke[0].force = 250;
  s.abdomen = 0.2;
  if (kind == ALONE)
    kn_chain_end_session(&n->room.chain, 1, in);
  else
    half_begin(&n->room.chain, 1, &back, &s, in);
  in->region[0].source = 0.15, in->region[0].load = 1.1, in->region[0].tone_share = 1;
}
static void paint(const kn_numbers *n, const kn_chain_in *in, const state *y, picture *p) {
  static kn_sim sim; // kn_sim_outcomes reads no more of it than this
  sim.numbers = *n;
  sim.regions = 1, sim.states = PERSON, sim.heart_scale = 1;
  memset(p, 0, sizeof *p);
  kn_chain_seen seen;
  kn_outcome_out o;
  kn_chain(&n->room.chain, 1, 15 * HOUR, in, &y->s, &p->r.s, &seen);
  kn_sim_outcomes(&sim, in, 15 * HOUR, y->y, 0, &o);
  for (int i = 0; i < KN_OUTCOME_COUNT; i++) p->outcome[i] = kn_outcome_pick(&o, i);
}
static void paint_all(const kn_numbers *n, picture to[ALONE][PEOPLE]) {
  for (int kind = 0; kind < ALONE; kind++) {
    kn_chain_in in;
    touch(n, kind, &in);
    for (int who = 0; who < PEOPLE; who++) {
      state y;
      ordinary_state((uint64_t)who, &y);
      paint(n, &in, &y, &to[kind][who]);
    }
  }
}
static bool differ(double a, double b) { return fabs(a - b) > 1e-9 * (fabs(a) + fabs(b)); }
// How many rates of this room (of all rooms: NULL), and outcomes if asked, are not the same.
static int differences(const picture *a, const picture *b, const char *room, bool outcomes) {
  int count = 0;
  for (int i = 0; i < PERSON; i++)
    if (room == NULL || strcmp(row_of(i)->room, room) == 0)
      count += differ(a->r.r[i].make, b->r.r[i].make) || differ(a->r.r[i].lose, b->r.r[i].lose);
  for (int i = 0; outcomes && i < KN_OUTCOME_COUNT; i++) count += differ(a->outcome[i], b->outcome[i]);
  return count;
}

// The gains of a link, one after the other: false past the last.
static bool next_gain(const char **gains, char name[64]) {
  int used;
  if (sscanf(*gains, "%63s%n", name, &used) != 1) return false;
  *gains += used;
  return true;
}

static void a_cut_link_carries_nothing(void **unused) {
  (void)unused;
  static picture whole[ALONE][PEOPLE], cut[ALONE][PEOPLE];
  kn_numbers reference = reference_numbers();
  paint_all(&reference, whole);
  int bad = 0, links = 0, gains = 0;
  for (int l = 0; kn_link_at(l); l++) {
    const kn_link_info *link = kn_link_at(l);
    const char *list = kn_link_row_at(l)->gains;
    char name[64];
    if (list[0] == 0) continue; // the stroke itself
    links++;
    // Each gain is there, is not 0, and does something on its own.
    kn_numbers expected = reference;
    while (next_gain(&list, name)) {
      int i = kn_param_find(name);
      assert_true(i >= 0);
      assert_true(reference.flat[i] != 0);
      kn_numbers one = reference;
      one.flat[i] = expected.flat[i] = 0;
      paint_all(&one, cut);
      int changed = 0;
      for (int kind = 0; kind < ALONE; kind++)
        for (int who = 0; who < PEOPLE; who++) changed += differences(&whole[kind][who], &cut[kind][who], NULL, true);
      if (changed == 0 && bad++ < 10) print_error("%s: %s carries nothing\n", link->key, name);
      gains++;
    }
    // Cutting the link sets these to 0 and nothing else, and the room that it leads to feels it: its rates, or
    // outcomes for what follows at once (stiffness and range of the tissue, flow under sympathetic tone).
    bool at_once = strcmp(link->to, "tissue") == 0 || strcmp(link->to, "flow") == 0;
    kn_numbers without = numbers_without(&link->key, 1);
    assert_memory_equal(&without, &expected, sizeof without);
    paint_all(&without, cut);
    int changed = 0;
    for (int kind = 0; kind < ALONE; kind++)
      for (int who = 0; who < PEOPLE; who++)
        changed += differences(&whole[kind][who], &cut[kind][who], link->to, at_once);
    if (changed == 0 && bad++ < 10) print_error("%s: cut, and %s does not feel it\n", link->key, link->to);
  }
  print_message("%d links, %d gains\n", links, gains);
  assert_int_equal(bad, 0);
}

// Stronger: with every link into a room cut, its rates are a matter of its own states, whatever the other rooms and
// the hands do: links.def names every arrow.
static void a_room_without_its_links_hears_nothing(void **unused) {
  (void)unused;
  static const char *const deaf[] = {"repair", "nerve", "mind", "flow"};
  kn_numbers reference = reference_numbers();
  int bad = 0;
  for (int d = 0; d < 4; d++) {
    kn_numbers n = reference;
    char name[64];
    for (int l = 0; kn_link_at(l); l++) {
      const char *list = kn_link_row_at(l)->gains;
      if (strcmp(kn_link_at(l)->to, deaf[d]) != 0 || strcmp(kn_link_at(l)->from, deaf[d]) == 0) continue;
      while (next_gain(&list, name)) n.flat[kn_param_find(name)] = 0;
    }
    picture first = {0}, now;
    for (int kind = 0; kind < TOUCHES; kind++) {
      kn_chain_in in;
      touch(&n, kind, &in);
      kn_flow_drive calm = kn_flow_left_alone(&n.room.chain.flow);
      in.region[0].flow.skin = calm.skin, in.region[0].flow.muscle = calm.muscle; // these arrows are the stroke itself
      in.region[0].flow.lactate = calm.lactate;
      for (int who = 0; who < PEOPLE; who++) {
        state y, other;
        ordinary_state(0, &y);
        ordinary_state((uint64_t)who, &other);
        for (int i = 0; i < PERSON; i++)
          if (strcmp(row_of(i)->room, deaf[d]) != 0) y.y[i] = other.y[i];
        paint(&n, &in, &y, &now);
        if (kind == 0 && who == 0) first = now;
        int changed = differences(&first, &now, deaf[d], false);
        for (int i = 0; changed && bad < 10 && i < PERSON; i++)
          if (strcmp(row_of(i)->room, deaf[d]) == 0 &&
              (differ(first.r.r[i].make, now.r.r[i].make) || differ(first.r.r[i].lose, now.r.r[i].lose)))
            print_error("touch %d, person %d: %s.%s hears something\n", kind, who, deaf[d], row_of(i)->name);
        bad += changed;
      }
    }
  }
  assert_int_equal(bad, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cut_link_carries_nothing),
      cmocka_unit_test(a_room_without_its_links_hears_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
