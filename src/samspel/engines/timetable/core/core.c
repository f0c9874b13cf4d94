/* The timetable's inner loop: try a move, price it, keep it or not, some millions of times a second.
 *
 * Everything here is whole numbers of quarter persons, and memory belongs to the caller (library.py), which lays out
 * `Chain` field by field. Nothing is allocated, nothing is printed, and a chain's seed decides all it does.
 *
 * One translation unit, so that the compiler sees through all of it: chain.h holds the data and the geometry, rules.h
 * the hard rules, board.h the timetable itself, crowd.h the visitors, moves.h what is tried. This file is the door.
 */
#include "moves.h"

/* --- the search --------------------------------------------------------------------------------------------------- */

/* Simulated annealing over `moves` proposals, the temperature falling geometrically.
 *
 * `exact`: a move is first held against the pairs, at a temperature `loose` times as high, and only what passes is
 * priced by every visitor's evening and then held against the truth (delayed acceptance, Christen & Fox 2005). */
void anneal(Chain *c, i64 moves, double hot, double cold, int exact, double loose) {
  double temperature = hot, cooling = pow(cold / hot, 1.0 / (double)(moves / 64 + 1));
  for (i64 i = 0; i < moves; i++) {
    if ((i & 63) == 63) temperature *= cooling;
    Move m;
    if (!propose(c, &m)) continue;
    c->tried++;
    if (!passes(c, &m, temperature * (exact ? loose : 1.0) * patience(c))) continue;
    c->priced++;
    if (exact) {
      Effect *end;
      m.similar = pair_change(c, c->similar, &m);
      i64 gain = visitors_gain(c, m.to, m.to_too, &end);
      i64 change = m.capacity + m.flow_change + m.similar - arriving(&m) * c->unplaced - gain;
      double owed = (double)change - (m.promised > 0 ? (double)m.promised / loose : 0.0);
      if (owed > 0 && owed > temperature * patience(c)) {
        put_back(c, m.to, m.to_too);
        continue;
      }
      take_effect(c, end);
      c->totals[VISITORS] -= gain;
    }
    c->kept++;
    make(c, &m);
    i64 now = total(c, exact);
    if (now < c->best) {
      c->best = now;
      memcpy(c->best_at, c->at, (size_t)c->sets * sizeof *c->at);
    }
  }
}

/* --- beginnings --------------------------------------------------------------------------------------------------- */

static void clear(Chain *c) {
  memset(c->lane_count, 0, (size_t)c->lanes * sizeof(i32));
  memset(c->evening_count, 0, (size_t)c->nights * sizeof(i32));
  memset(c->clash, 0, (size_t)c->sets * sizeof(i32));
  for (i32 set = 0; set < c->sets; set++) c->at[set] = -1;
}

/* Work every total out anew from the timetable as it is; it becomes the best known. */
void measure(Chain *c) {
  for (int i = 0; i < TOTALS; i++) c->totals[i] = 0;
  for (i32 set = 0; set < c->sets; set++) {
    if (c->at[set] < 0) {
      c->totals[UNPLACED]++;
      continue;
    }
    c->clash[set] = clash_sum(c, c->pair, set, c->at[set], -1);
    c->totals[CAPACITY] += capacity_at(c, set, c->at[set]);
    c->totals[PAIRS] += c->clash[set];
    c->totals[SIMILAR] += clash_sum(c, c->similar, set, c->at[set], -1);
  }
  c->totals[PAIRS] /= 2, c->totals[SIMILAR] /= 2;
  for (i32 lane = 0; lane < c->lanes; lane++) {
    c->lane_flow[lane] = lane_cost(c, 0, lane, -1, -1, NOBODY, NOBODY);
    c->totals[FLOW] += c->lane_flow[lane];
  }
  visit_all(c);
  c->best = total(c, c->visitors > 0);
  memcpy(c->best_at, c->at, (size_t)c->sets * sizeof *c->at);
}

/* Forget the best known and begin again from the timetable as it is, by pairs or exactly. */
void begin(Chain *c, int exact) {
  c->best = total(c, exact);
  memcpy(c->best_at, c->at, (size_t)c->sets * sizeof *c->at);
}

/* Take a whole timetable over, place by place; `at` is not checked. */
void load(Chain *c, const i32 *at) {
  clear(c);
  for (i32 set = 0; set < c->sets; set++)
    if (at[set] >= 0) put(c, set, at[set]);
  measure(c);
}

static int is_free(const Chain *c, i32 set, i32 place) {
  return in_the_way(c, set, place) == -1 &&
         lane_cost(c, 1, c->place_lane[place], -1, -1, (Seat){set, place}, NOBODY) >= 0 &&
         keeps_distance(c, set, place, -1, -1);
}

/* A first timetable: what is fixed or still keeps the rules stays as in `wish`; the rest in this order, each where it
 * costs least, or (`early`) as early as possible, which leaves the rest of the night in one piece. */
void construct(Chain *c, const i32 *order, const i32 *wish, int early) {
  clear(c);
  for (i32 set = 0; set < c->sets; set++)
    if (c->is_fixed[set] && wish[set] >= 0) put(c, set, wish[set]);
  for (i32 set = 0; set < c->sets; set++)
    if (!c->is_fixed[set] && wish[set] >= 0 && is_free(c, set, wish[set])) put(c, set, wish[set]);
  for (i32 i = 0; i < c->sets; i++) {
    i32 set = order[i], found = -1;
    i64 least = INT64_MAX;
    if (c->at[set] >= 0) continue;
    for (i32 j = c->choice_from[set]; j < c->choice_from[set + 1]; j++) {
      i32 place = c->choice[j];
      i64 cost = capacity_at(c, set, place) + (early ? (i64)c->place_start[place] << 32 : 0);
      if (cost >= least || !is_free(c, set, place)) continue;
      if (!early) cost += clash_sum(c, c->pair, set, place, -1);
      if (cost < least) least = cost, found = place;
    }
    if (found >= 0) put(c, set, found);
  }
  measure(c);
}

/* What one set would cost at each of the places it may go to, all else as it is, against where it is now. `cost` has
 * one entry for each choice; INT64_MAX: a rule forbids it. */
void price(Chain *c, i32 set, i64 *cost) {
  for (i32 j = c->choice_from[set]; j < c->choice_from[set + 1]; j++) {
    i32 place = c->choice[j], from = c->at[set];
    Effect *end;
    Move m = {.to = {set, place}, .to_too = NOBODY, .from = from, .lane = c->place_lane[place],
              .lane_too = from >= 0 ? c->place_lane[from] : -1};
    i64 *out = cost + (j - c->choice_from[set]);
    *out = INT64_MAX;
    if (place == from) *out = 0;
    if (place == from || in_the_way(c, set, place) != -1 || !allowed(c, &m)) continue;
    *out = capacity_change(c, &m) + m.flow_change;
    if (!c->visitors) {
      *out += pair_change(c, c->pair, &m);
      continue;
    }
    *out += pair_change(c, c->similar, &m) - visitors_gain(c, m.to, m.to_too, &end);
    put_back(c, m.to, m.to_too);
  }
}

size_t chain_size(void) { return sizeof(Chain); }
