/* One timetable being searched, `Chain`, with all it needs to know, and its geometry.
 *
 * Words. A *place* is a stage, a night and a start (and an end, where slots are given); a *lane* is one stage on one
 * night; an *evening* is one night on all stages. A *clash*: nobody can see both of two sets, walking included.
 */
#ifndef SAMSPEL_CHAIN_H
#define SAMSPEL_CHAIN_H

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef int32_t i32;
typedef int64_t i64;
typedef uint64_t u64;

enum { FAVOURITES = 64, AHEAD = 6 };
enum { CAPACITY, PAIRS, FLOW, VISITORS, SIMILAR, UNPLACED, FLOOR, OWN, TOTALS };
enum { SHARE_A_MEMBER = 1, ONE_ACT = 2, SAME_NIGHT = 4, OTHER_NIGHT = 8, OTHER_STAGE = 16, BEFORE = 32, AFTER = 64, APART = 128 };
enum { ADDED = 1, REMOVED = 2 };

/* A set at a place; place -1: left out. */
typedef struct {
  i32 set, place;
} Seat;

static const Seat NOBODY = {-1, -1};

/* A visitor, side by side in memory with all that is asked of one. Rows number the favourite sets, those of one act
 * side by side. */
typedef struct {
  u64 firsts; /* rows that begin an act */
  u64 evening; /* rows the best evening consists of */
  u64 missed; /* placed rows of the acts that are not in it */
  i32 worth; /* what a weight of 1 costs */
  i32 people;
  uint16_t count;
  uint16_t likes[]; /* the sets, and after them their weights */
} Visitor;

/* A visitor's evening after a move. */
typedef struct {
  u64 evening, missed;
  i32 where;
} Effect;

typedef struct {
  /* sizes and rules */
  i32 sets, places, lanes, lane_room, nights, stages, venues, visitors, acts;
  i32 slotted, one_at_a_time, late, rest, gap, other_venue, nights_apart, heavy_gap, flow, longest, farthest, own, neighbours, floor;
  i64 unplaced;
  /* sets */
  const i32 *minutes, *heavy, *loudness, *is_fixed, *act;
  /* places: those a set may take are choice[choice_from[set]] ... */
  const i32 *place_night, *place_stage, *place_lane, *place_venue, *place_start, *place_end;
  const i32 *walk, *changeover, *choice_from, *choice;
  const uint8_t *eligible;
  /* costs: of a set on a stage, of two sets that clash (a stand-in for the visitors where there are any) */
  const i32 *capacity, *pair, *similar;
  /* sets bound to each other: a person in both, or one act */
  const i32 *mate_from, *mate, *mate_kind, *mate_minutes;
  /* the festival's own: what sets of a class cost at a place, wishes that sets share, and what neighbours are to each
   * other: twice the price, and 1 if it is forbidden */
  const i32 *own_class, *own_place, *wish_from, *wish, *wish_kind, *wish_minutes, *wish_price, *next_to;
  /* each visitor's: where in `crowd`, in order, and what a weight of 1 costs; each act's floor */
  const i32 *crowd_from, *worth, *act_floor;
  /* who likes a set: where in `crowd`, in order, and which row it is there */
  const i32 *fans_from, *fan;
  const uint8_t *fan_row;
  /* the timetable now */
  i32 *at, *start, *end, *venue, *night;
  i32 *lane, *lane_count, *lane_flow, *evening, *evening_count;
  i32 *clash; /* what each set's clashes cost by `pair` */
  uint8_t *clashes; /* for each set, a byte for each other: 1 if it is another act's and nobody can see both */
  u64 *crowd; /* the visitors, one after the other */
  i32 *reach, *reach_change, *touched, *is_touched; /* whom each act is within reach of, and how a move changes that */
  /* scratch */
  uint8_t *mark, *mark_too, *row, *row_too;
  Effect *effects;
  i32 *best_at;
  /* the search */
  u64 random;
  i64 totals[TOTALS], best, tried, priced, kept;
  i32 touched_count;
  /* near.h: null where sets may go as they like */
  i32 most_away, away, restless_count;
  const i32 *home;
  i32 *restless;
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

/* Sets stand by start; those that start at once, by number. */
static inline int starts_first(i32 set, i32 start, i32 set2, i32 start2) {
  return start < start2 || (start == start2 && set < set2);
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

#endif
