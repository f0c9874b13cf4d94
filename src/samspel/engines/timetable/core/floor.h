/* The acts' floor: how many people can see an act without giving up another favourite, and what is short of enough. */
#ifndef SAMSPEL_FLOOR_H
#define SAMSPEL_FLOOR_H

#include "crowd.h"

/* A visitor's rows whose act has a set that clashes with no open set by another. */
static u64 free_rows(const u64 *clashes, const u64 *same_act, u64 open) {
  u64 found = 0;
  for (u64 rest = open; rest; rest &= rest - 1) {
    i32 i = __builtin_ctzll(rest);
    if (!(clashes[i] & ~same_act[i] & open)) found |= 1ull << i | same_act[i];
  }
  return found;
}

/* Count a visitor's acts of some rows, each act once, into `count`; new ones are noted as touched. */
static void count_acts(Chain *c, i32 visitor, u64 rows, i32 people, i32 *count, int is_noted) {
  i32 from = c->likes_from[visitor];
  for (; rows; rows &= rows - 1) {
    i32 i = __builtin_ctzll(rows);
    if (c->same_act[from + i] & ((1ull << i) - 1)) continue; /* its act was counted by an earlier row */
    i32 act = c->act_of[c->likes[from + i]];
    if (is_noted && !c->is_touched[act]) c->is_touched[act] = 1, c->touched[c->touched_count++] = act;
    count[act] += people;
  }
}

static i64 short_of_floor(const Chain *c, i32 act, i32 reach) {
  i32 lack = c->act_floor[act] - reach;
  return lack > 0 ? (i64)lack * c->floor : 0;
}

/* Fill in whom each act is within reach of, from the visitors' clashes as they are. */
static void reach_all(Chain *c) {
  if (!c->floor) return;
  memset(c->reach, 0, (size_t)c->acts * sizeof(i32));
  for (i32 visitor = 0; visitor < c->visitors; visitor++) {
    i32 from = c->likes_from[visitor];
    u64 rows = free_rows(c->clashes + from, c->same_act + from, placed_rows(c, visitor, -1));
    count_acts(c, visitor, rows, c->people[visitor], c->reach, 0);
  }
  for (i32 act = 0; act < c->acts; act++) c->totals[FLOOR] += short_of_floor(c, act, c->reach[act]);
}

/* What a move's effects, up to `end`, change in the cost; `touched` and `reach_change` say for whom. */
static i64 floor_change(Chain *c, Seat to, Seat to_too, const Effect *end) {
  if (!c->floor) return 0;
  for (; c->touched_count; c->touched_count--) {
    i32 act = c->touched[c->touched_count - 1];
    c->is_touched[act] = 0, c->reach_change[act] = 0;
  }
  for (const Effect *e = c->effects; e < end; e++) {
    i32 from = c->likes_from[e->visitor], count = c->likes_from[e->visitor + 1] - from;
    int arrives = e->row >= 0 && c->at[to.set] < 0, departs = e->row_too >= 0 && to_too.place < 0;
    u64 open = placed_rows(c, e->visitor, -1), open_then = placed_rows(c, e->visitor, arrives ? e->row : -1);
    if (departs) open_then &= ~(1ull << e->row_too);
    u64 clashes[FAVOURITES];
    memcpy(clashes, c->clashes + from, (size_t)count * sizeof *clashes);
    toggle_effect(clashes, e);
    u64 now = free_rows(c->clashes + from, c->same_act + from, open);
    u64 then = free_rows(clashes, c->same_act + from, open_then);
    count_acts(c, e->visitor, then & ~now, c->people[e->visitor], c->reach_change, 1);
    count_acts(c, e->visitor, now & ~then, -c->people[e->visitor], c->reach_change, 1);
  }
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
