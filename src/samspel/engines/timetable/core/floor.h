/* The acts' floor: how many people can see an act without giving up another favourite, and what is short of enough. */
#ifndef SAMSPEL_FLOOR_H
#define SAMSPEL_FLOOR_H

#include "crowd.h"

/* Of some of a visitor's rows: those whose act has an open set that excludes no open set by another. */
static u64 free_rows(const Visitor *v, const u64 *near, u64 rows, u64 open) {
  u64 found = 0;
  for (u64 rest = rows & open; rest; rest &= rest - 1) {
    i32 row = __builtin_ctzll(rest);
    if (!(near[row] & open)) found |= act_of(v, row);
  }
  return found;
}

/* Count a visitor's acts of some rows, each act once, into `count`; new ones are noted as touched. */
static void count_acts(Chain *c, const Visitor *v, u64 rows, i32 people, i32 *count, int is_noted) {
  for (rows &= v->firsts; rows; rows &= rows - 1) {
    i32 act = c->act[v->likes[__builtin_ctzll(rows)]];
    if (is_noted && !c->is_touched[act]) c->is_touched[act] = 1, c->touched[c->touched_count++] = act;
    count[act] += people;
  }
}

static i64 short_of_floor(const Chain *c, i32 act, i32 reach) {
  i32 lack = c->act_floor[act] - reach;
  return lack > 0 ? (i64)lack * c->floor : 0;
}

/* Fill in whom each act is within reach of, from the clashes as they are. */
static void reach_all(Chain *c) {
  if (!c->floor) return;
  memset(c->reach, 0, (size_t)c->acts * sizeof(i32));
  for (i32 i = 0; i < c->visitors; i++) {
    const Visitor *v = visitor_at(c, c->crowd_from[i]);
    u64 near[FAVOURITES], open = placed_rows(c, v, -1, -1);
    for (i32 row = 0; row < v->count; row++) near[row] = excluded_rows(c, v, row);
    count_acts(c, v, free_rows(v, near, open, open), v->people, c->reach, 0);
  }
  for (i32 act = 0; act < c->acts; act++) c->totals[FLOOR] += short_of_floor(c, act, c->reach[act]);
}

static inline void toggle(u64 *near, i32 row, u64 toggled) {
  near[row] ^= toggled;
  for (; toggled; toggled &= toggled - 1) near[__builtin_ctzll(toggled)] ^= 1ull << row;
}

/* Note which acts come within one visitor's reach, and which go out of it; the clashes are as after the move. */
static void reach_of(Chain *c, const Visitor *v, i32 row, i32 row_too, i32 comes, i32 goes) {
  Change one = {0, 0}, too = {0, 0};
  if (row >= 0) one = changed_rows(v, c->mark);
  if (row_too >= 0) too = changed_rows(v, c->mark_too);
  u64 toggled = one.added | one.removed, toggled_too = too.added | too.removed, near[FAVOURITES];
  if (!(toggled | toggled_too) && comes < 0 && goes < 0) return;
  u64 changed = toggled | toggled_too | (row >= 0 ? 1ull << row : 0) | (row_too >= 0 ? 1ull << row_too : 0);
  u64 rows = acts_of(v, changed) & all_rows(v);
  for (u64 rest = rows; rest; rest &= rest - 1) near[__builtin_ctzll(rest)] = excluded_rows(c, v, __builtin_ctzll(rest));
  u64 then = free_rows(v, near, rows, placed_rows(c, v, comes, goes));
  if (toggled) toggle(near, row, toggled);
  if (toggled_too) toggle(near, row_too, toggled_too);
  u64 now = free_rows(v, near, rows, placed_rows(c, v, -1, -1));
  count_acts(c, v, then & ~now, v->people, c->reach_change, 1);
  count_acts(c, v, now & ~then, -v->people, c->reach_change, 1);
}

/* What a move changes in the cost, just priced by `visitors_gain`; `touched` and `reach_change` say for whom. */
static i64 floor_change(Chain *c, Seat to, Seat to_too) {
  if (!c->floor) return 0;
  int arrives = c->at[to.set] < 0, departs = to_too.set >= 0 && to_too.place < 0;
  for (; c->touched_count; c->touched_count--) {
    i32 act = c->touched[c->touched_count - 1];
    c->is_touched[act] = 0, c->reach_change[act] = 0;
  }
  Fans fans = fans_of(c, to.set, to_too.set);
  while (next_fan(c, &fans))
    reach_of(c, visitor_at(c, fans.where), fans.row, fans.row_too, arrives ? fans.row : -1, departs ? fans.row_too : -1);
  i64 change = 0;
  for (i32 i = 0; i < c->touched_count; i++) {
    i32 act = c->touched[i];
    change += short_of_floor(c, act, c->reach[act] + c->reach_change[act]) - short_of_floor(c, act, c->reach[act]);
  }
  return change;
}

static void take_reach(Chain *c) {
  if (!c->floor) return;
  for (i32 i = 0; i < c->touched_count; i++) c->reach[c->touched[i]] += c->reach_change[c->touched[i]];
}

#endif
