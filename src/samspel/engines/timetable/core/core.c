/* The timetable's inner loop: try a move, price it, keep it or not, some millions of times a second.
 *
 * Everything here is whole numbers of quarter persons, and memory belongs to the caller (library.py), which lays out
 * `Chain` field by field. Nothing is allocated, nothing is printed, and a chain's seed decides all it does.
 *
 * One translation unit, so that the compiler sees through all of it: chain.h holds the data and the geometry, rules.h
 * the hard rules, own.h the festival's own, board.h the timetable itself, clashes.h which sets exclude which, crowd.h the
 * visitors, floor.h the acts' floor, near.h how far a search may go from a timetable, moves.h what is tried. This file is
 * the door.
 */
#include "moves.h"

/* --- the search --------------------------------------------------------------------------------------------------- */

/* Simulated annealing over `moves` proposals, the temperature falling geometrically.
 *
 * `exact`: a move is first held against the pairs, at a temperature `loose` times as high, and only what passes is
 * priced by every visitor's evening and then held against the truth (delayed acceptance, Christen & Fox 2005). */
void anneal(Chain *c, i64 moves, double hot, double cold, int exact, double loose) {
  if (c->home) count_away(c);
  double temperature = hot, cooling = pow(cold / hot, 1.0 / (double)(moves / 64 + 1));
  for (i64 i = 0; i < moves; i++) {
    if ((i & 63) == 63) temperature *= cooling;
    Move m;
    if (!propose(c, &m)) continue;
    if (c->home && !stays_near(c, m.to, m.to_too)) continue;
    c->tried++;
    if (!passes(c, &m, temperature * (exact ? loose : 1.0) * patience(c))) continue;
    c->priced++;
    if (exact) {
      Effect *end;
      m.similar = pair_change(c, c->similar, &m);
      i64 gain = visitors_gain(c, m.to, m.to_too, &end);
      i64 floor = floor_change(c, m.to, m.to_too);
      i64 change = m.capacity + m.flow_change + m.similar + floor - arriving(&m) * c->unplaced - gain;
      double owed = (double)change - (m.promised > 0 ? (double)m.promised / loose : 0.0);
      if (owed > 0 && owed > temperature * patience(c)) {
        put_back(c, m.to, m.to_too);
        continue;
      }
      take_effect(c, end);
      take_reach(c);
      c->totals[VISITORS] -= gain, c->totals[FLOOR] += floor;
    }
    c->kept++;
    make(c, &m);
    if (c->home) count_away(c);
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

/* What the festival's own wishes cost, apart from the rest: moves count it with rooms and neighbours. */
static void measure_own(Chain *c) {
  i32 flow = c->flow;
  for (i32 set = 0; set < c->sets; set++)
    if (c->at[set] >= 0) c->totals[OWN] += own_pairs(c, set, c->at[set], -1);
  c->totals[OWN] /= 2;
  for (i32 set = 0; set < c->sets; set++)
    if (c->at[set] >= 0) c->totals[OWN] += own_at(c, set, c->at[set]), c->totals[CAPACITY] -= own_at(c, set, c->at[set]);
  c->flow = 0;
  for (i32 lane = 0; lane < c->lanes; lane++) {
    i32 own = lane_cost(c, 0, lane, -1, -1, NOBODY, NOBODY);
    c->totals[OWN] += own, c->totals[FLOW] -= own;
  }
  c->flow = flow;
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
    c->totals[CAPACITY] += alone_at(c, set, c->at[set]);
    c->totals[PAIRS] += c->clash[set];
    c->totals[SIMILAR] += clash_sum(c, c->similar, set, c->at[set], -1);
  }
  c->totals[PAIRS] /= 2, c->totals[SIMILAR] /= 2;
  for (i32 lane = 0; lane < c->lanes; lane++) {
    c->lane_flow[lane] = lane_cost(c, 0, lane, -1, -1, NOBODY, NOBODY);
    c->totals[FLOW] += c->lane_flow[lane];
  }
  if (c->own) measure_own(c);
  visit_all(c);
  reach_all(c);
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
      i64 cost = alone_at(c, set, place) + (early ? (i64)c->place_start[place] << 32 : 0);
      if (cost >= least || !is_free(c, set, place)) continue;
      if (!early) cost += clash_sum(c, c->pair, set, place, -1);
      if (cost < least) least = cost, found = place;
    }
    if (found >= 0) put(c, set, found);
  }
  measure(c);
}

/* What one set would cost at a place, all else as it is, against where it is now; INT64_MAX: a rule forbids it. */
i64 price_at(Chain *c, i32 set, i32 place) {
  i32 from = c->at[set];
  Effect *end;
  Move m = {.to = {set, place}, .to_too = NOBODY, .from = from, .lane = c->place_lane[place],
            .lane_too = from >= 0 ? c->place_lane[from] : -1};
  if (place == from) return 0;
  if (in_the_way(c, set, place) != -1 || !allowed(c, &m)) return INT64_MAX;
  i64 cost = alone_change(c, &m) + m.flow_change;
  if (!c->visitors) return cost + pair_change(c, c->pair, &m);
  cost += pair_change(c, c->similar, &m) - visitors_gain(c, m.to, m.to_too, &end);
  cost += floor_change(c, m.to, m.to_too);
  put_back(c, m.to, m.to_too);
  return cost;
}

/* The same for each of the places a set may go to: `cost` has one entry for each choice. */
void price(Chain *c, i32 set, i64 *cost) {
  for (i32 j = c->choice_from[set]; j < c->choice_from[set + 1]; j++) *cost++ = price_at(c, set, c->choice[j]);
}

/* What each visitor sees now, by `worth`. */
void seen(const Chain *c, i64 *value) {
  for (i32 i = 0; i < c->visitors; i++) {
    const Visitor *v = visitor_at(c, c->crowd_from[i]);
    value[i] = (i64)weight_of(v, v->evening) * v->worth;
  }
}

/* --- repairs ------------------------------------------------------------------------------------------------------- */

/* Give every free set a place but for at most `out` of them, with at most `spare` sets away from home; 1 if that is
 * done. Within `work` places looked at nothing is missed; the timetable is as it was where nothing is found. */
int settle(Chain *c, i32 out, i32 spare, i64 work) {
  memset(c->mark, 0, (size_t)c->sets), memset(c->mark_too, 0, (size_t)c->sets);
  int found = settle_rest(c, out, spare < MOST_PUT_OUT ? spare : MOST_PUT_OUT, &work);
  measure(c);
  return found;
}

size_t chain_size(void) { return sizeof(Chain); }
