/* The timetable's inner loop: try a move, price it, keep it or not, some millions of times a second.
 *
 * Everything here is whole numbers of quarter persons, and memory belongs to the caller (library.py), which lays out
 * `Chain` field by field. Nothing is allocated, nothing is printed, and a chain's seed decides all it does.
 *
 * Words. A *place* is a stage, a night and a start (and an end, where slots are given); a *lane* is one stage on one
 * night; an *evening* is one night on all stages. A *clash*: nobody can see both of two sets, walking included.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef int32_t i32;
typedef int64_t i64;
typedef uint64_t u64;

enum { FAVOURITES = 64 };
enum { CAPACITY, PAIRS, FLOW, VISITORS, SIMILAR, UNPLACED, TOTALS };
enum { SHARE_A_MEMBER = 1, ONE_ACT = 2 };

/* What a move does to one visitor: rows of the visitor's sets that move, which clashes toggle, the value afterwards. */
typedef struct {
  u64 toggled, toggled_too;
  i32 visitor, row, row_too, value;
} Effect;

typedef struct {
  /* sizes and rules */
  i32 sets, places, lanes, lane_room, nights, stages, venues, visitors;
  i32 slotted, one_at_a_time, late, rest, gap, other_venue, nights_apart, heavy_gap, flow, longest, farthest;
  i64 unplaced;
  /* sets */
  const i32 *minutes, *heavy, *loudness, *is_fixed;
  /* places: those a set may take are choice[choice_from[set]] ... */
  const i32 *place_night, *place_stage, *place_lane, *place_venue, *place_start, *place_end;
  const i32 *walk, *changeover, *choice_from, *choice;
  const uint8_t *eligible;
  /* costs: of a set on a stage, of two sets that clash (a stand-in for the visitors where there are any) */
  const i32 *capacity, *pair, *similar;
  /* sets bound to each other: a person in both, or one act */
  const i32 *mate_from, *mate, *mate_kind;
  /* visitors: favourite sets, their weight, sets of the same act; and the reverse, who likes a set */
  const i32 *likes_from, *likes, *weight;
  const u64 *same_act;
  const i32 *fans_from, *fan, *fan_row;
  /* the timetable now */
  i32 *at, *start, *end, *venue, *night;
  i32 *lane, *lane_count, *lane_flow, *evening, *evening_count;
  i32 *clash; /* what each set's clashes cost by `pair` */
  u64 *clashes; /* for each visitor's set: the visitor's other sets that it excludes */
  i32 *value; /* what each visitor sees */
  /* scratch */
  i32 *mark, *mark_too, *visitor_mark, *visitor_row;
  Effect *effects;
  i32 *best_at;
  /* the search */
  u64 random;
  i64 totals[TOTALS], best, tried, priced, kept;
  i32 stamp;
} Chain;

/* --- randomness: xorshift64 --------------------------------------------------------------------------------------- */

static inline u64 next_random(Chain *c) {
  u64 x = c->random;
  x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  return c->random = x;
}

static inline i32 below(Chain *c, i32 n) { return (i32)(((next_random(c) >> 32) * (u64)n) >> 32); }

/* An exponential variate: a move that costs more than temperature times this is refused (Metropolis). */
static inline double patience(Chain *c) {
  return -log((double)((next_random(c) >> 11) + 1) / 9007199254740993.0);
}

/* --- geometry ----------------------------------------------------------------------------------------------------- */

static inline i32 end_at(const Chain *c, i32 set, i32 place) {
  return c->place_end[place] >= 0 ? c->place_end[place] : c->place_start[place] + c->minutes[set];
}

static inline i32 walk(const Chain *c, i32 from, i32 to) { return c->walk[from * c->venues + to]; }

/* Two stretches of one night in two venues: can nobody see both? A visitor may be `late`. */
static inline int excludes(const Chain *c, i32 venue, i32 start, i32 end, i32 venue2, i32 start2, i32 end2) {
  return end + walk(c, venue, venue2) > start2 + c->late && end2 + walk(c, venue2, venue) > start + c->late;
}

static int places_clash(const Chain *c, i32 set, i32 place, i32 set2, i32 place2) {
  return c->place_night[place] == c->place_night[place2] &&
         excludes(c, c->place_venue[place], c->place_start[place], end_at(c, set, place), c->place_venue[place2],
                  c->place_start[place2], end_at(c, set2, place2));
}

/* The stretch of an evening, sorted by start, that can clash with a set at a place. */
typedef struct {
  const i32 *sets;
  i32 from, count, start, end, venue, last_start;
} Window;

static inline Window window_of(const Chain *c, i32 set, i32 place) {
  i32 night = c->place_night[place];
  Window w = {c->evening + (i64)night * c->sets, 0, c->evening_count[night], c->place_start[place],
              end_at(c, set, place), c->place_venue[place], 0};
  i32 first = w.start - c->longest - c->farthest + c->late, to = w.count;
  w.last_start = w.end + c->farthest - c->late;
  while (w.from < to) {
    i32 middle = (w.from + to) >> 1;
    if (c->start[w.sets[middle]] <= first) w.from = middle + 1;
    else to = middle;
  }
  return w;
}

static inline int in_window(const Chain *c, const Window *w, i32 set) {
  return excludes(c, w->venue, w->start, w->end, c->venue[set], c->start[set], c->end[set]);
}

/* Sum of a row of costs over everything that clashes with a set at a place, but for `skipped`. */
static i32 clash_sum(const Chain *c, const i32 *costs, i32 set, i32 place, i32 skipped) {
  Window w = window_of(c, set, place);
  const i32 *row = costs + (i64)set * c->sets;
  i32 sum = 0;
  for (i32 i = w.from; i < w.count; i++) {
    i32 other = w.sets[i];
    if (c->start[other] >= w.last_start) break;
    int meets = in_window(c, &w, other) & (other != set) & (other != skipped);
    sum += meets ? row[other] : 0;
  }
  return sum;
}

/* --- hard rules --------------------------------------------------------------------------------------------------- */

/* The set in the way of another at a place: -1 none, -2 more than one. */
static i32 in_the_way(const Chain *c, i32 set, i32 place) {
  if (!c->one_at_a_time) return -1;
  i32 lane = c->place_lane[place], start = c->place_start[place], end = end_at(c, set, place), found = -1;
  i32 between = c->changeover[c->place_stage[place]];
  for (i32 i = 0; i < c->lane_count[lane]; i++) {
    i32 other = c->lane[lane * c->lane_room + i];
    if (other == set || c->start[other] >= end + between || c->end[other] + between <= start) continue;
    if (found >= 0) return -2;
    found = other;
  }
  return found;
}

static int mates_agree(const Chain *c, i32 kind, i32 set, i32 place, i32 mate, i32 there) {
  i32 start = c->place_start[place], end = end_at(c, set, place), venue = c->place_venue[place];
  i32 start2 = c->place_start[there], end2 = end_at(c, mate, there), venue2 = c->place_venue[there];
  i32 apart = c->place_night[place] - c->place_night[there];
  if (apart == 0 && kind & SHARE_A_MEMBER && end + c->rest + walk(c, venue, venue2) > start2 &&
      end2 + c->rest + walk(c, venue2, venue) > start)
    return 0;
  if (!(kind & ONE_ACT)) return 1;
  if (venue == venue2 && (c->other_venue == 2 || (c->other_venue && apart == 0))) return 0;
  if (apart == 0) return end + c->gap <= start2 || end2 + c->gap <= start;
  return (apart < 0 ? -apart : apart) <= c->nights_apart;
}

/* Whether a set keeps its distance from those it is bound to, with `moved` at `there`. */
static int keeps_distance(const Chain *c, i32 set, i32 place, i32 moved, i32 there) {
  for (i32 i = c->mate_from[set]; i < c->mate_from[set + 1]; i++) {
    i32 mate = c->mate[i], where = mate == moved ? there : c->at[mate];
    if (where >= 0 && !mates_agree(c, c->mate_kind[i], set, place, mate, where)) return 0;
  }
  return 1;
}

/* The set bound to another that keeps it from a place: -1 none, -2 more than one. */
static i32 mate_in_the_way(const Chain *c, i32 set, i32 place) {
  i32 found = -1;
  for (i32 i = c->mate_from[set]; i < c->mate_from[set + 1]; i++) {
    i32 mate = c->mate[i], where = c->at[mate];
    if (where < 0 || mates_agree(c, c->mate_kind[i], set, place, mate, where)) continue;
    if (found >= 0) return -2;
    found = mate;
  }
  return found;
}

typedef struct {
  i32 set, place;
} Seat;

static const Seat NOBODY = {-1, -1};

/* What loudness jumps on a lane cost with two sets taken out and up to two put in; -1: they do not fit, if it matters. */
static i32 lane_cost(const Chain *c, int must_fit, i32 lane, i32 out, i32 out_too, Seat in, Seat in_too) {
  const i32 *sets = c->lane + lane * c->lane_room;
  i32 i = 0, count = c->lane_count[lane], jumps = 0, end = 0, heavy_end = 0;
  Seat before = NOBODY, heavy = NOBODY;
  if (in.set < 0 || (in_too.set >= 0 && c->place_start[in_too.place] < c->place_start[in.place])) {
    Seat swap = in;
    in = in_too, in_too = swap;
  }
  for (;;) {
    while (i < count && (sets[i] == out || sets[i] == out_too)) i++;
    Seat now = i < count ? (Seat){sets[i], c->at[sets[i]]} : NOBODY;
    if (in.set >= 0 && (now.set < 0 || c->place_start[in.place] < c->start[now.set])) {
      now = in, in = in_too, in_too = NOBODY;
    } else if (now.set >= 0) {
      i++;
    } else {
      break;
    }
    if (before.set >= 0) {
      int neighbours = !c->slotted || now.place == before.place + 1;
      i32 between = c->changeover[c->place_stage[now.place]];
      int is_decided = c->is_fixed[before.set] && c->is_fixed[now.set];
      if (must_fit && c->one_at_a_time && !is_decided && c->place_start[now.place] < end + between) return -1;
      i32 jump = c->loudness[before.set] - c->loudness[now.set];
      if (neighbours) jumps += jump < 0 ? -jump : jump;
    }
    end = end_at(c, now.set, now.place);
    before = now;
    if (!c->heavy[now.set]) continue;
    int in_a_row = heavy.set >= 0 && (!c->slotted || now.place == heavy.place + 1);
    int too_soon = in_a_row && c->place_start[now.place] < heavy_end + c->heavy_gap;
    if (must_fit && c->one_at_a_time && too_soon && !(c->is_fixed[heavy.set] && c->is_fixed[now.set])) return -1;
    heavy = now, heavy_end = end;
  }
  return jumps * c->flow;
}

/* --- the timetable ------------------------------------------------------------------------------------------------ */

static void take_from(i32 *list, i32 *count, i32 set) {
  i32 i = 0;
  while (list[i] != set) i++;
  for (--*count; i < *count; i++) list[i] = list[i + 1];
}

static void put_in_order(const Chain *c, i32 *list, i32 *count, i32 set) {
  i32 i = (*count)++;
  for (; i > 0 && c->start[list[i - 1]] > c->start[set]; i--) list[i] = list[i - 1];
  list[i] = set;
}

/* Add (or take away) a set's clashes to those of the others; return their sum. */
static i32 spread(Chain *c, i32 set, i32 sign) {
  Window w = window_of(c, set, c->at[set]);
  const i32 *row = c->pair + (i64)set * c->sets;
  i32 sum = 0;
  for (i32 i = w.from; i < w.count && c->start[w.sets[i]] < w.last_start; i++) {
    i32 other = w.sets[i];
    if (other == set || !in_window(c, &w, other)) continue;
    c->clash[other] += sign * row[other];
    sum += row[other];
  }
  return sum;
}

static void lift(Chain *c, i32 set) {
  i32 night = c->night[set], lane = c->place_lane[c->at[set]];
  take_from(c->evening + (i64)night * c->sets, c->evening_count + night, set);
  take_from(c->lane + lane * c->lane_room, c->lane_count + lane, set);
  spread(c, set, -1);
  c->at[set] = -1;
}

static void put(Chain *c, i32 set, i32 place) {
  i32 night = c->place_night[place], lane = c->place_lane[place];
  c->at[set] = place, c->night[set] = night, c->venue[set] = c->place_venue[place];
  c->start[set] = c->place_start[place], c->end[set] = end_at(c, set, place);
  c->clash[set] = spread(c, set, 1);
  put_in_order(c, c->evening + (i64)night * c->sets, c->evening_count + night, set);
  put_in_order(c, c->lane + lane * c->lane_room, c->lane_count + lane, set);
}

/* --- visitors ----------------------------------------------------------------------------------------------------- */

/* The most weight of sets no two of which exclude each other, among `open` (bits): exact branch and reduce. `weight`
 * is used up. A set whose neighbours all exclude each other is taken, and its weight passed on to them: at most one
 * of all of them counts. That leaves next to nothing to branch on, since sets that exclude a short one overlap. */
static i32 heaviest(const u64 *excludes_, i32 *weight, u64 open) {
  i32 value = 0;
  while (open) {
    i32 tangled = -1, degree = 0, was_reduced = 0;
    for (u64 rest = open; rest;) {
      i32 i = __builtin_ctzll(rest);
      rest &= rest - 1;
      u64 near = excludes_[i] & open, alone = 0;
      for (u64 n = near; n && !alone; n &= n - 1) alone = near & ~excludes_[__builtin_ctzll(n)] & ~(n & -n);
      if (alone) {
        i32 count = __builtin_popcountll(near);
        if (count > degree) degree = count, tangled = i;
        continue;
      }
      value += weight[i], was_reduced = 1, open &= ~(1ull << i);
      for (u64 n = near; n; n &= n - 1)
        if ((weight[__builtin_ctzll(n)] -= weight[i]) <= 0) open &= ~(n & -n);
      rest &= open;
    }
    if (was_reduced) continue;
    i32 copy[FAVOURITES];
    memcpy(copy, weight, sizeof copy);
    i32 with = copy[tangled] + heaviest(excludes_, copy, open & ~(excludes_[tangled] | 1ull << tangled));
    i32 without = heaviest(excludes_, weight, open & ~(1ull << tangled));
    return value + (with > without ? with : without);
  }
  return value;
}

static i32 evening_of(const u64 *excludes_, const i32 *weight, u64 open, i32 count) {
  i32 copy[FAVOURITES];
  memcpy(copy, weight, (size_t)count * sizeof *copy);
  return heaviest(excludes_, copy, open);
}

static inline u64 placed_rows(const Chain *c, i32 visitor, i32 arriving) {
  const i32 *likes = c->likes + c->likes_from[visitor];
  i32 count = c->likes_from[visitor + 1] - c->likes_from[visitor];
  u64 rows = count ? ~0ull >> (FAVOURITES - count) : 0;
  if (c->totals[UNPLACED])
    for (i32 i = 0; i < count; i++)
      if (c->at[likes[i]] < 0 && i != arriving) rows &= ~(1ull << i);
  return rows;
}

/* Fill in every visitor's clashes and value from the timetable. */
static void visit_all(Chain *c) {
  c->totals[VISITORS] = 0;
  for (i32 visitor = 0; visitor < c->visitors; visitor++) {
    i32 from = c->likes_from[visitor], count = c->likes_from[visitor + 1] - from;
    const i32 *likes = c->likes + from;
    u64 *clashes = c->clashes + from;
    memcpy(clashes, c->same_act + from, (size_t)count * sizeof *clashes);
    for (i32 i = 0; i < count; i++)
      for (i32 j = i + 1; j < count; j++) {
        i32 a = likes[i], b = likes[j];
        if (c->at[a] < 0 || c->at[b] < 0 || c->night[a] != c->night[b]) continue;
        if (!excludes(c, c->venue[a], c->start[a], c->end[a], c->venue[b], c->start[b], c->end[b])) continue;
        clashes[i] |= 1ull << j, clashes[j] |= 1ull << i;
      }
    c->value[visitor] = evening_of(clashes, c->weight + from, placed_rows(c, visitor, -1), count);
    c->totals[VISITORS] -= c->value[visitor];
  }
}

/* Mark, or unmark, everything that clashes with a set at a place, with `moved` at `there`. Marked twice: no change. */
static void toggle_marks(const Chain *c, i32 *mark, i32 set, i32 place, i32 moved, i32 there) {
  Window w = window_of(c, set, place);
  for (i32 i = w.from; i < w.count && c->start[w.sets[i]] < w.last_start; i++) {
    i32 other = w.sets[i];
    if (other != set && other != moved && in_window(c, &w, other)) mark[other] = mark[other] == c->stamp ? 0 : c->stamp;
  }
  if (moved >= 0 && there >= 0 && places_clash(c, set, place, moved, there))
    mark[moved] = mark[moved] == c->stamp ? 0 : c->stamp;
}

/* The visitor's sets that are marked, but for those of the same act as `row`: they exclude each other anyway. */
static inline u64 marked_rows(const Chain *c, const i32 *mark, i32 visitor, i32 row) {
  const i32 *likes = c->likes + c->likes_from[visitor];
  i32 count = c->likes_from[visitor + 1] - c->likes_from[visitor];
  u64 rows = 0;
  for (i32 i = 0; i < count; i++) rows |= (u64)(mark[likes[i]] == c->stamp) << i;
  return rows & ~c->same_act[c->likes_from[visitor] + row];
}

static inline void toggle_row(u64 *clashes, i32 row, u64 toggled) {
  if (!toggled) return;
  clashes[row] ^= toggled;
  for (u64 rest = toggled; rest; rest &= rest - 1) clashes[__builtin_ctzll(rest)] ^= 1ull << row;
}

static inline void toggle_effect(u64 *clashes, const Effect *e) {
  toggle_row(clashes, e->row, e->toggled);
  u64 once = e->row >= 0 ? ~(1ull << e->row) : ~0ull; /* what the two do to each other is in the first already */
  toggle_row(clashes, e->row_too, e->toggled_too & once);
}

/* What a move gives one visitor; noted as an effect if anything changes. */
static inline i32 effect_on(Chain *c, i32 visitor, i32 row, i32 row_too, int arrives, int departs, Effect **next) {
  Effect e = {row >= 0 ? marked_rows(c, c->mark, visitor, row) : 0, row_too >= 0 ? marked_rows(c, c->mark_too, visitor, row_too) : 0,
              visitor, row, row_too, 0};
  arrives &= row >= 0, departs &= row_too >= 0;
  if (!(e.toggled | e.toggled_too) && !arrives && !departs) return 0;
  i32 from = c->likes_from[visitor], count = c->likes_from[visitor + 1] - from;
  u64 clashes[FAVOURITES];
  memcpy(clashes, c->clashes + from, (size_t)count * sizeof *clashes);
  toggle_effect(clashes, &e);
  u64 open = placed_rows(c, visitor, arrives ? row : -1);
  if (departs) open &= ~(1ull << row_too);
  e.value = evening_of(clashes, c->weight + from, open, count);
  *(*next)++ = e;
  return e.value - c->value[visitor];
}

/* What all visitors gain when a set goes to a place and another, if any, to another or out; effects up to `end`. */
static i32 visitors_gain(Chain *c, Seat to, Seat to_too, Effect **end) {
  i32 now = c->at[to.set], gain = 0, other = to_too.set;
  int departs = other >= 0 && to_too.place < 0;
  Effect *next = c->effects;
  c->stamp++;
  toggle_marks(c, c->mark, to.set, to.place, other, to_too.place);
  if (now >= 0) toggle_marks(c, c->mark, to.set, now, -1, -1);
  if (other >= 0) {
    if (!departs) toggle_marks(c, c->mark_too, other, to_too.place, to.set, to.place);
    toggle_marks(c, c->mark_too, other, c->at[other], -1, -1);
    for (i32 f = c->fans_from[other]; f < c->fans_from[other + 1]; f++) {
      c->visitor_mark[c->fan[f]] = c->stamp;
      c->visitor_row[c->fan[f]] = c->fan_row[f];
    }
  }
  for (i32 f = c->fans_from[to.set]; f < c->fans_from[to.set + 1]; f++) {
    i32 visitor = c->fan[f], row_too = -1;
    if (other >= 0 && c->visitor_mark[visitor] == c->stamp) row_too = c->visitor_row[visitor], c->visitor_mark[visitor] = 0;
    gain += effect_on(c, visitor, c->fan_row[f], row_too, now < 0, departs, &next);
  }
  if (other >= 0)
    for (i32 f = c->fans_from[other]; f < c->fans_from[other + 1]; f++)
      if (c->visitor_mark[c->fan[f]] == c->stamp) gain += effect_on(c, c->fan[f], -1, c->fan_row[f], 0, departs, &next);
  *end = next;
  return gain;
}

static void take_effect(Chain *c, const Effect *end) {
  for (const Effect *e = c->effects; e < end; e++) {
    toggle_effect(c->clashes + c->likes_from[e->visitor], e);
    c->value[e->visitor] = e->value;
  }
}

/* --- moves -------------------------------------------------------------------------------------------------------- */

/* A move: one set to a place, and whoever is in the way to the place it left, elsewhere, or (place -1) out. */
typedef struct {
  Seat to, to_too;
  i32 from, lane, lane_too, flow, flow_too;
  i64 capacity, pairs, similar, flow_change;
} Move;

static inline i32 capacity_at(const Chain *c, i32 set, i32 place) {
  return c->capacity[set * c->stages + c->place_stage[place]];
}

/* Choose a set and a place at random, and where whoever is in the way would go; 0 if that is no move. */
static int propose(Chain *c, Move *m) {
  i32 set = below(c, c->sets), choices = c->choice_from[set + 1] - c->choice_from[set];
  if (!choices) return 0;
  i32 place = c->choice[c->choice_from[set] + below(c, choices)], other = -1, there;
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

/* How the cost of clashing pairs changes; `known` holds what each set's clashes cost now, or is null. */
static i64 pair_change(const Chain *c, const i32 *costs, const i32 *known, const Move *m) {
  i32 set = m->to.set, other = m->to_too.set;
  i64 change = clash_sum(c, costs, set, m->to.place, other);
  if (m->from >= 0) change -= known ? known[set] : clash_sum(c, costs, set, m->from, -1);
  if (other < 0) return change;
  if (m->to_too.place >= 0) change += clash_sum(c, costs, other, m->to_too.place, set);
  change -= known ? known[other] : clash_sum(c, costs, other, c->at[other], -1);
  i32 both = costs[(i64)set * c->sets + other];
  if (!both) return change;
  if (m->from >= 0 && places_clash(c, set, m->from, other, c->at[other])) change += both; /* taken away twice */
  if (m->to_too.place >= 0 && places_clash(c, set, m->to.place, other, m->to_too.place)) change += both;
  return change;
}

static i64 capacity_change(const Chain *c, const Move *m) {
  i64 change = capacity_at(c, m->to.set, m->to.place);
  if (m->from >= 0) change -= capacity_at(c, m->to.set, m->from);
  if (m->to_too.set >= 0) change -= capacity_at(c, m->to_too.set, c->at[m->to_too.set]);
  if (m->to_too.place >= 0) change += capacity_at(c, m->to_too.set, m->to_too.place);
  return change;
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
  i64 wishes = exact ? c->totals[VISITORS] + c->totals[SIMILAR] : c->totals[PAIRS];
  return c->totals[CAPACITY] + c->totals[FLOW] + wishes + c->unplaced * c->totals[UNPLACED];
}

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
    m.capacity = capacity_change(c, &m);
    i64 relief = arriving(&m) * c->unplaced;
    i64 flow_now = c->lane_flow[m.lane] + (m.lane_too >= 0 ? c->lane_flow[m.lane_too] : 0);
    double limit = temperature * (exact ? loose : 1.0) * patience(c);
    i64 least = m.capacity - relief - flow_now; /* if nothing clashed and nothing jumped afterwards */
    if (m.from >= 0) least -= c->clash[m.to.set];
    if (m.to_too.set >= 0) least -= c->clash[m.to_too.set];
    if ((double)least > limit) continue;
    m.pairs = pair_change(c, c->pair, c->clash, &m);
    if ((double)(m.capacity + m.pairs - relief - flow_now) > limit) continue;
    m.flow_change = 0, m.similar = 0;
    if (!allowed(c, &m)) continue;
    i64 promised = m.capacity + m.pairs + m.flow_change - relief;
    if ((double)promised > limit) continue;
    c->priced++;
    if (exact) {
      Effect *end;
      m.similar = pair_change(c, c->similar, 0, &m);
      i32 gain = visitors_gain(c, m.to, m.to_too, &end);
      i64 change = m.capacity + m.flow_change + m.similar - relief - gain;
      double owed = (double)change - (promised > 0 ? (double)promised / loose : 0.0);
      if (owed > 0 && owed > temperature * patience(c)) continue;
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
    if (c->visitors) *out += pair_change(c, c->similar, 0, &m) - visitors_gain(c, m.to, m.to_too, &end);
    else *out += pair_change(c, c->pair, c->clash, &m);
  }
}

size_t chain_size(void) { return sizeof(Chain); }
