/* Moves: choosing one at random, pricing it by pairs, making it. */
#ifndef SAMSPEL_MOVES_H
#define SAMSPEL_MOVES_H

#include "board.h"
#include "floor.h"
#include "near.h"
#include "rules.h"

/* A move: one set to a place, and whoever is in the way to the place it left, elsewhere, or (place -1) out. */
typedef struct {
  Seat to, to_too;
  i32 from, lane, lane_too, flow, flow_too;
  i64 capacity, pairs, similar, flow_change, promised;
} Move;

/* What a set alone costs at a place: by the room, and by the festival's own wishes. */
static inline i32 alone_at(const Chain *c, i32 set, i32 place) {
  i32 cost = c->capacity[set * c->stages + c->place_stage[place]];
  return c->own ? cost + own_at(c, set, place) : cost;
}

/* Choose a set and a place at random, and where whoever is in the way would go; 0 if that is no move. */
static int propose(Chain *c, Move *m) {
  i32 set = set_to_try(c), choices = c->choice_from[set + 1] - c->choice_from[set];
  if (!choices) return 0;
  i32 place = place_to_try(c, set), other = -1, there;
  m->from = c->at[set];
  if (place == m->from) return 0;
  other = in_the_way(c, set, place);
  if (other == -2) return 0;
  there = m->from;
  m->lane = c->place_lane[place];
  m->lane_too = there >= 0 ? c->place_lane[there] : -1;
  if (there < 0) { /* who has no place may put out whoever it is bound to: which of them plays is worth trying */
    i32 mate = mate_in_the_way(c, set, place);
    if (mate == -2 || (mate >= 0 && other >= 0 && mate != other)) return 0;
    if (mate >= 0 && c->choice_from[mate] == c->choice_from[mate + 1]) return 0;
    if (mate >= 0) {
      i32 lane = c->place_lane[c->at[mate]];
      m->to = (Seat){set, place}, m->to_too = (Seat){mate, -1};
      if (lane != m->lane) m->lane_too = lane;
      return 1;
    }
  }
  if (other >= 0) {
    i32 others = c->choice_from[other + 1] - c->choice_from[other];
    if (!others) return 0;
    if (there < 0) {
      if (next_random(c) >> 63) there = c->choice[c->choice_from[other] + below(c, others)];
      if (there >= 0 && in_the_way(c, other, there) != -1) return 0;
    } else if (!c->eligible[(i64)other * c->places + there]) {
      return 0;
    }
  }
  m->to = (Seat){set, place};
  m->to_too = other >= 0 ? (Seat){other, there} : NOBODY;
  if (there >= 0) m->lane_too = c->place_lane[there];
  return 1;
}

/* What two sets do to each other is counted twice where both go: how much to add again. */
static i64 counted_twice(const Chain *c, const i32 *costs, const Move *m) {
  i32 set = m->to.set, other = m->to_too.set, both = other < 0 ? 0 : costs[(i64)set * c->sets + other];
  i64 more = 0;
  if (both && m->from >= 0 && places_clash(c, set, m->from, other, c->at[other])) more += both;
  if (both && m->to_too.place >= 0 && places_clash(c, set, m->to.place, other, m->to_too.place)) more += both;
  return more;
}

/* How the cost of clashing pairs changes. */
static i64 pair_change(const Chain *c, const i32 *costs, const Move *m) {
  i32 set = m->to.set, other = m->to_too.set;
  i64 change = clash_sum(c, costs, set, m->to.place, other) + counted_twice(c, costs, m);
  if (m->from >= 0) change -= clash_sum(c, costs, set, m->from, -1);
  if (other < 0) return change;
  if (m->to_too.place >= 0) change += clash_sum(c, costs, other, m->to_too.place, set);
  return change - clash_sum(c, costs, other, c->at[other], -1);
}

static i64 alone_change(const Chain *c, const Move *m) {
  i64 change = alone_at(c, m->to.set, m->to.place);
  if (m->from >= 0) change -= alone_at(c, m->to.set, m->from);
  if (m->to_too.set >= 0) change -= alone_at(c, m->to_too.set, c->at[m->to_too.set]);
  if (m->to_too.place >= 0) change += alone_at(c, m->to_too.set, m->to_too.place);
  return c->own ? change + own_change(c, m->to, m->from, m->to_too) : change;
}

/* Whether lanes and bound sets allow a move; works out the change in flow. */
static int allowed(const Chain *c, Move *m) {
  i32 set = m->to.set, other = m->to_too.set;
  Seat in_too = m->to_too.place >= 0 ? m->to_too : NOBODY;
  if (m->lane == m->lane_too) {
    if ((m->flow = lane_cost(c, 1, m->lane, set, other, m->to, in_too)) < 0) return 0;
    m->flow_change = m->flow - c->lane_flow[m->lane];
  } else {
    if ((m->flow = lane_cost(c, 1, m->lane, other, -1, m->to, NOBODY)) < 0) return 0;
    m->flow_change = m->flow - c->lane_flow[m->lane];
    if (m->lane_too >= 0) {
      if ((m->flow_too = lane_cost(c, 1, m->lane_too, set, other, in_too, NOBODY)) < 0) return 0;
      m->flow_change += m->flow_too - c->lane_flow[m->lane_too];
    }
  }
  return keeps_distance(c, set, m->to.place, other, m->to_too.place) &&
         (in_too.set < 0 || keeps_distance(c, other, in_too.place, set, m->to.place));
}

/* How many sets more have a place after a move. */
static inline i64 arriving(const Move *m) { return (m->from < 0) - (m->to_too.set >= 0 && m->to_too.place < 0); }

/* Price a move by pairs, a part at a time and the cheapest first: 0 as soon as it is sure to cost more than `limit`. */
static int passes(const Chain *c, Move *m, double limit) {
  i32 set = m->to.set, other = m->to_too.set;
  i64 flow_now = c->lane_flow[m->lane] + (m->lane_too >= 0 ? c->lane_flow[m->lane_too] : 0);
  m->capacity = alone_change(c, m), m->pairs = 0, m->flow_change = 0, m->similar = 0;
  i64 rest = m->capacity - arriving(m) * c->unplaced;
  if (m->from >= 0) m->pairs -= c->clash[set];
  if (other >= 0) m->pairs -= c->clash[other];
  if ((double)(rest + m->pairs - flow_now) > limit) return 0; /* even if nothing clashed or jumped afterwards */
  m->pairs += clash_sum(c, c->pair, set, m->to.place, other);
  if ((double)(rest + m->pairs - flow_now) > limit) return 0;
  if (m->to_too.place >= 0) m->pairs += clash_sum(c, c->pair, other, m->to_too.place, set);
  m->pairs += counted_twice(c, c->pair, m);
  if ((double)(rest + m->pairs - flow_now) > limit || !allowed(c, m)) return 0;
  m->promised = rest + m->pairs + m->flow_change;
  return (double)m->promised <= limit;
}

static void make(Chain *c, const Move *m) {
  c->lane_flow[m->lane] = m->flow;
  if (m->lane_too >= 0 && m->lane_too != m->lane) c->lane_flow[m->lane_too] = m->flow_too;
  if (m->to_too.set >= 0) lift(c, m->to_too.set);
  if (m->from >= 0) lift(c, m->to.set);
  c->totals[UNPLACED] -= arriving(m);
  put(c, m->to.set, m->to.place);
  if (m->to_too.place >= 0) put(c, m->to_too.set, m->to_too.place);
  c->totals[CAPACITY] += m->capacity, c->totals[PAIRS] += m->pairs, c->totals[FLOW] += m->flow_change;
  c->totals[SIMILAR] += m->similar;
}

static i64 total(const Chain *c, int exact) {
  i64 wishes = exact ? c->totals[VISITORS] + c->totals[SIMILAR] + c->totals[FLOOR] : c->totals[PAIRS];
  return c->totals[CAPACITY] + c->totals[FLOW] + c->totals[OWN] + wishes + c->unplaced * c->totals[UNPLACED];
}

#endif
