/* The visitors: what each sees at best, and how a move changes that. */
#ifndef SAMSPEL_CROWD_H
#define SAMSPEL_CROWD_H

#include "chain.h"

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

#endif
