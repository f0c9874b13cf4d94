/* Near another timetable: every set has a home, and only so many may be elsewhere. */
#ifndef SAMSPEL_NEAR_H
#define SAMSPEL_NEAR_H

#include "board.h"
#include "rules.h"

/* Homes that are no places: a set that goes where it likes and counts for nothing; one that had no place before. */
enum { FREE = -1, NOWHERE = -2 };

static inline int is_away(const Chain *c, i32 set, i32 place) {
  i32 home = c->home[set];
  return home >= 0 ? place != home : home == NOWHERE && place >= 0;
}

static inline int has_choice(const Chain *c, i32 set) { return c->choice_from[set] < c->choice_from[set + 1]; }

/* Count the sets that are away, and note those that may move without adding to them. */
static void count_away(Chain *c) {
  c->away = c->restless_count = 0;
  for (i32 set = 0; set < c->sets; set++) {
    int away = is_away(c, set, c->at[set]);
    c->away += away;
    if ((away || c->home[set] == FREE) && has_choice(c, set)) c->restless[c->restless_count++] = set;
  }
}

/* Which set to try: often one that may move anyway, always so when no other may. */
static inline i32 set_to_try(Chain *c) {
  if (!c->home || !c->restless_count) return below(c, c->sets);
  if (c->away < c->most_away && next_random(c) >> 63) return below(c, c->sets);
  return c->restless[below(c, c->restless_count)];
}

/* Where to try it: now and then back home. */
static inline i32 place_to_try(Chain *c, i32 set) {
  if (c->home && c->home[set] >= 0 && c->at[set] != c->home[set] && !(next_random(c) >> 62)) return c->home[set];
  return c->choice[c->choice_from[set] + below(c, c->choice_from[set + 1] - c->choice_from[set])];
}

/* Whether so few stay away when a set goes to a place and another, if any, elsewhere; who has a home is not put out. */
static int stays_near(const Chain *c, Seat to, Seat other) {
  i32 more = is_away(c, to.set, to.place) - is_away(c, to.set, c->at[to.set]);
  if (other.set >= 0) {
    if (other.place < 0 && c->home[other.set] >= 0) return 0;
    more += is_away(c, other.set, other.place) - is_away(c, other.set, c->at[other.set]);
  }
  return more <= 0 || c->away + more <= c->most_away;
}

/* --- settling: a place for everybody who needs one, by a search that misses none ---------------------------------- */

static inline int has_settled(const Chain *c, i32 set) { return c->mark[set]; }
static inline int is_left_out(const Chain *c, i32 set) { return c->mark_too[set]; }

static inline int needs_a_place(const Chain *c, i32 set) {
  return c->at[set] < 0 && c->home[set] != NOWHERE && has_choice(c, set) && !is_left_out(c, set);
}

static int too_heavy(const Chain *c, i32 set, i32 place, i32 other) {
  if (!c->heavy[set] || !c->heavy[other]) return 0;
  i32 between = place - c->at[other];
  if (c->slotted && between != 1 && between != -1) return 0;
  return c->place_start[place] < c->end[other] + c->heavy_gap && c->start[other] < end_at(c, set, place) + c->heavy_gap;
}

/* Who has to make way for a set at a place, all of them at home; their number, or -1: more than `most`, or somebody
 * who does not go. */
static i32 to_put_out(const Chain *c, i32 set, i32 place, i32 most, i32 *found) {
  i32 lane = c->place_lane[place], between = c->changeover[c->place_stage[place]], count = 0;
  for (i32 i = 0; i < c->lane_count[lane] && c->one_at_a_time; i++) {
    i32 other = c->lane[lane * c->lane_room + i];
    int meets = c->start[other] < end_at(c, set, place) + between && c->place_start[place] < c->end[other] + between;
    if (!meets && !too_heavy(c, set, place, other)) continue;
    if (has_settled(c, other) || !has_choice(c, other) || count == most) return -1;
    found[count++] = other;
  }
  for (i32 i = c->mate_from[set]; i < c->mate_from[set + 1]; i++) {
    i32 mate = c->mate[i], is_known = 0;
    if (c->at[mate] < 0 || mates_agree(c, i, set, place, mate, c->at[mate])) continue;
    for (i32 j = 0; j < count; j++) is_known |= found[j] == mate;
    if (is_known) continue;
    if (has_settled(c, mate) || !has_choice(c, mate) || count == most) return -1;
    found[count++] = mate;
  }
  return count;
}

enum { MOST_PUT_OUT = 8 };

/* How many places a set could take, counted up to `enough`. */
static i32 ways(const Chain *c, i32 set, i32 spare, i32 enough, i64 *work) {
  i32 found[MOST_PUT_OUT], count = 0;
  for (i32 j = c->choice_from[set]; j < c->choice_from[set + 1] && count < enough; j++, --*work)
    count += to_put_out(c, set, c->choice[j], spare, found) >= 0;
  return count;
}

/* The cheapest place of a set at which something is left to try: after (`cost`, `place`) in order. */
static i32 next_place(const Chain *c, i32 set, i64 *cost, i32 place, i64 *work) {
  i32 best = -1;
  i64 least = INT64_MAX;
  for (i32 j = c->choice_from[set]; j < c->choice_from[set + 1]; j++, --*work) {
    i32 other = c->choice[j];
    i64 now = c->capacity[set * c->stages + c->place_stage[other]] + (i64)clash_sum(c, c->pair, set, other, -1);
    int is_later = now > *cost || (now == *cost && other > place);
    if (is_later && now < least) least = now, best = other;
  }
  *cost = least;
  return best;
}

/* Whether neighbours get on with each other everywhere, which only shows when everybody has a place. */
static int neighbours_agree(const Chain *c) {
  for (i32 lane = 0; lane < c->lanes && c->neighbours; lane++)
    if (lane_cost(c, 1, lane, -1, -1, NOBODY, NOBODY) < 0) return 0;
  return 1;
}

/* Depth first: the set with the fewest places first, each place in order of cost. Whoever is put out needs a place too. */
static int settle_rest(Chain *c, i32 out, i32 spare, i64 *work) {
  i32 set = -1, fewest = INT32_MAX;
  for (i32 one = 0; one < c->sets && fewest; one++) {
    if (!needs_a_place(c, one)) continue;
    i32 count = ways(c, one, spare, fewest, work);
    if (count < fewest) fewest = count, set = one;
  }
  if (set < 0) return neighbours_agree(c);
  i64 cost = INT64_MIN;
  i32 place = -1;
  while (fewest && *work > 0 && (place = next_place(c, set, &cost, place, work)) >= 0) {
    i32 outs[MOST_PUT_OUT], homes[MOST_PUT_OUT], count = to_put_out(c, set, place, spare, outs);
    if (count < 0) continue;
    for (i32 i = 0; i < count; i++) homes[i] = c->at[outs[i]], lift(c, outs[i]);
    put(c, set, place);
    c->mark[set] = 1;
    if (settle_rest(c, out, spare - count, work)) return 1;
    c->mark[set] = 0;
    lift(c, set);
    for (i32 i = count; i-- > 0;) put(c, outs[i], homes[i]);
  }
  if (!out || c->home[set] >= 0 || *work <= 0) return 0;
  c->mark_too[set] = 1;
  if (settle_rest(c, out - 1, spare, work)) return 1;
  c->mark_too[set] = 0;
  return 0;
}

#endif
