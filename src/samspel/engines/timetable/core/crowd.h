/* The visitors: what each sees at best, and how a move changes that. */
#ifndef SAMSPEL_CROWD_H
#define SAMSPEL_CROWD_H

#include "clashes.h"

/* --- one visitor -------------------------------------------------------------------------------------------------- */

static inline Visitor *visitor_at(const Chain *c, i32 where) { return (Visitor *)(c->crowd + where); }

static inline const uint16_t *weights_of(const Visitor *v) { return v->likes + v->count; }

/* All of the visitor's sets of the act a row belongs to. */
static inline u64 act_of(const Visitor *v, i32 row) {
  u64 upto = ~0ull >> (63 - row), after = v->firsts & ~upto;
  u64 first = 1ull << (63 - __builtin_clzll(v->firsts & upto));
  return (after ? (after & -after) - 1 : ~0ull) & ~(first - 1);
}

static inline u64 acts_of(const Visitor *v, u64 rows) {
  u64 acts = 0;
  for (; rows; rows &= rows - 1) acts |= act_of(v, __builtin_ctzll(rows));
  return acts;
}

static inline u64 all_rows(const Visitor *v) { return v->count ? ~0ull >> (FAVOURITES - v->count) : 0; }

static inline u64 placed_rows(const Chain *c, const Visitor *v, i32 arriving, i32 departing) {
  u64 rows = all_rows(v);
  if (c->totals[UNPLACED])
    for (i32 i = 0; i < v->count; i++)
      if (c->at[v->likes[i]] < 0 && i != arriving) rows &= ~(1ull << i);
  return departing >= 0 ? rows & ~(1ull << departing) : rows;
}

/* The visitor's rows of other acts that one of them excludes. */
static inline u64 excluded_rows(const Chain *c, const Visitor *v, i32 row) {
  const uint8_t *clashes = clashes_of(c, v->likes[row]);
  u64 rows = 0;
#pragma GCC unroll 4
  for (i32 i = v->count - 1; i >= 0; i--) rows = rows + rows + clashes[v->likes[i]];
  return rows;
}

/* All rows of the acts that hang together with what has changed, and (`near`) what they exclude. An act of which one
 * set excludes no other act's is `sure` to be seen, and nothing hangs on its other sets. */
typedef struct {
  u64 rows, sure, open, near[FAVOURITES];
} Part;

static inline void hang_together(const Chain *c, const Visitor *v, u64 changed, u64 open, Part *p) {
  p->rows = p->sure = p->open = 0;
  for (u64 front = changed & open; front;) {
    u64 act = act_of(v, __builtin_ctzll(front)) & open, beside = 0, sure = 0;
    int is_changed = (act & changed) != 0;
    for (u64 rest = act; rest && (!sure || is_changed); rest &= rest - 1) {
      i32 row = __builtin_ctzll(rest);
      u64 near = excluded_rows(c, v, row) & open;
      if (!near) sure = 1ull << row;
      p->near[row] = near | (act & ~(1ull << row));
      beside |= near;
    }
    p->rows |= act, p->sure |= sure;
    if (!sure) p->open |= act;
    if (!sure || is_changed) front |= beside;
    front &= ~p->rows;
  }
}

static inline i32 weight_of(const Visitor *v, u64 rows) {
  i32 sum = 0;
  for (; rows; rows &= rows - 1) sum += weights_of(v)[__builtin_ctzll(rows)];
  return sum;
}

/* The most weight of rows no two of which exclude each other, among `open`, and which they are: exact branch and
 * reduce. `weight` is used up. A row whose neighbours all exclude each other is taken, and its weight passed on to
 * them: at most one of all of them counts. That leaves next to nothing to branch on, since sets that
 * exclude a short one overlap. */
static i32 heaviest(const u64 *near, i32 *weight, u64 open, u64 *chosen) {
  i32 value = 0, count = 0;
  uint8_t taken[FAVOURITES];
  *chosen = 0;
  while (open) {
    i32 tangled = -1, degree = 0, was_reduced = 0;
    for (u64 rest = open; rest;) {
      i32 i = __builtin_ctzll(rest);
      rest &= rest - 1;
      u64 beside = near[i] & open, apart = 0;
      for (u64 n = beside; n && !apart; n &= n - 1) apart = beside & ~near[__builtin_ctzll(n)] & ~(n & -n);
      if (apart) {
        i32 neighbours = __builtin_popcountll(beside);
        if (neighbours > degree) degree = neighbours, tangled = i;
        continue;
      }
      value += weight[i], was_reduced = 1, open &= ~(1ull << i), taken[count++] = (uint8_t)i;
      for (u64 n = beside; n; n &= n - 1)
        if ((weight[__builtin_ctzll(n)] -= weight[i]) <= 0) open &= ~(n & -n);
      rest &= open;
    }
    if (was_reduced) continue;
    i32 copy[FAVOURITES];
    memcpy(copy, weight, sizeof copy);
    u64 also, instead;
    i32 with = copy[tangled] + heaviest(near, copy, open & ~(near[tangled] | 1ull << tangled), &also);
    i32 without = heaviest(near, weight, open & ~(1ull << tangled), &instead);
    value += with > without ? with : without;
    *chosen = with > without ? also | 1ull << tangled : instead;
    break;
  }
  while (count--) /* last taken first: each counts in full unless one of its neighbours was worth more */
    if (!(near[taken[count]] & *chosen)) *chosen |= 1ull << taken[count];
  return value;
}

/* The most a visitor can see of a part, and which rows that takes. */
static i32 best_of(const Visitor *v, const Part *p, u64 *chosen) {
  i32 weight[FAVOURITES], value = weight_of(v, p->sure);
  *chosen = 0;
  for (u64 rest = p->open; rest; rest &= rest - 1) weight[__builtin_ctzll(rest)] = weights_of(v)[__builtin_ctzll(rest)];
  if (p->open) value += heaviest(p->near, weight, p->open, chosen);
  *chosen |= p->sure;
  return value;
}

/* --- all visitors ------------------------------------------------------------------------------------------------- */

static i64 visit(const Chain *c, Visitor *v) {
  Part all;
  u64 open = placed_rows(c, v, -1, -1);
  hang_together(c, v, open, open, &all);
  i32 value = best_of(v, &all, &v->evening);
  v->missed = open & ~acts_of(v, v->evening);
  return (i64)value * v->worth;
}

/* Work out every clash and every visitor's evening from the timetable. */
static void visit_all(Chain *c) {
  for (i32 set = 0; set < c->sets; set++) clashes_at(c, (Seat){set, c->at[set]}, NOBODY, clashes_of(c, set));
  c->totals[VISITORS] = 0;
  for (i32 i = 0; i < c->visitors; i++) {
    Visitor *v = visitor_at(c, c->crowd_from[i]);
    v->worth = c->worth[i];
    c->totals[VISITORS] -= visit(c, v);
  }
}

/* Which of the visitor's sets a moving set begins or ceases to clash with. */
typedef struct {
  u64 added, removed;
} Change;

static inline Change changed_rows(const Visitor *v, const uint8_t *mark) {
  Change x = {0, 0};
#pragma GCC unroll 4
  for (i32 i = 0; i < v->count; i++) {
    u64 change = mark[v->likes[i]];
    x.added |= (change & ADDED) << i, x.removed |= (change >> 1) << i;
  }
  return x;
}

/* Whether an evening can do without what a moving set now clashes with. */
static inline int holds_with(u64 evening, u64 row, u64 added) { return !(evening & row) || !(evening & added); }

/* Work out the part of a visitor's evening that hangs together with what has changed, unless the evening `holds` and
 * nothing is missed there; `gone` can no longer be seen. Return what is gained. */
static i32 work_out(const Chain *c, const Visitor *v, u64 changed, u64 open, u64 gone, int holds, Effect *after) {
  Part part;
  u64 chosen;
  hang_together(c, v, changed, open, &part);
  if (holds && !(part.rows & after->missed)) return 0;
  u64 before = after->evening & (part.rows | gone);
  i32 gain = best_of(v, &part, &chosen) - weight_of(v, before);
  if (holds && !gain) return 0;
  after->evening = (after->evening & ~before) | chosen;
  after->missed = open & ~acts_of(v, after->evening);
  return gain;
}

/* What a move gives one visitor, who likes the set that moves (`row`), the other (`row_too`), or both; noted as an
 * effect if the evening changes.
 *
 * Often nothing needs to be worked out: an evening that still holds is still the best if no clash has gone, if no act
 * was missed, or if none that was missed hangs together with what has changed. */
static inline i64 effect_on(Chain *c, i32 where, i32 row, i32 row_too, int arrives, int departs, Effect **next) {
  const Visitor *v = visitor_at(c, where);
  Effect after = {v->evening, v->missed, where};
  Change one = {0, 0}, too = {0, 0};
  u64 bit = 0, bit_too = 0;
  if (row >= 0) bit = 1ull << row, one = changed_rows(v, c->mark);
  if (row_too >= 0) bit_too = 1ull << row_too, too = changed_rows(v, c->mark_too);
  u64 comes = arrives ? bit : 0, gone = departs ? bit_too : 0, removed = one.removed | too.removed | comes;
  if (comes && !(act_of(v, row) & v->evening)) after.missed |= comes;
  after.missed &= ~gone;
  int holds = holds_with(v->evening, bit, one.added) && holds_with(v->evening, bit_too, too.added) &&
              !(v->evening & gone);
  i32 gain = 0;
  if (!holds || (after.missed && removed)) {
    u64 open = placed_rows(c, v, comes ? row : -1, gone ? row_too : -1);
    u64 changed = bit | bit_too | one.added | too.added | removed | (gone ? act_of(v, row_too) : 0);
    gain = work_out(c, v, changed, open, gone, holds, &after);
  }
  if (after.evening != v->evening || after.missed != v->missed) *(*next)++ = after;
  return (i64)gain * v->worth;
}

/* Have a visitor further down a list fetched from memory meanwhile. */
static inline void fetch(const Chain *c, i32 where) {
  __builtin_prefetch(c->crowd + where);
  __builtin_prefetch(c->crowd + where + 8);
}

/* Who likes one set, or another, if any, or both; both lists are in order of the visitors. */
typedef struct {
  i32 f, last, g, last_too, where, row, row_too;
} Fans;

static inline Fans fans_of(const Chain *c, i32 set, i32 other) {
  Fans x = {c->fans_from[set], c->fans_from[set + 1], 0, 0, -1, -1, -1};
  if (other >= 0) x.g = c->fans_from[other], x.last_too = c->fans_from[other + 1];
  return x;
}

static inline int next_fan(const Chain *c, Fans *x) {
  if (x->f >= x->last && x->g >= x->last_too) return 0;
  i32 one = x->f < x->last ? c->fan[x->f] : INT32_MAX, two = x->g < x->last_too ? c->fan[x->g] : INT32_MAX;
  x->where = one < two ? one : two;
  if (x->f + AHEAD < x->last) fetch(c, c->fan[x->f + AHEAD]);
  if (x->g + AHEAD < x->last_too) fetch(c, c->fan[x->g + AHEAD]);
  x->row = one == x->where ? c->fan_row[x->f++] : -1, x->row_too = two == x->where ? c->fan_row[x->g++] : -1;
  return 1;
}

/* What all visitors gain when a set goes to a place and another, if any, to another or out; effects up to `end`.
 * The clashes are then as after the move: `take_effect` or `put_back`. */
static i64 visitors_gain(Chain *c, Seat to, Seat to_too, Effect **end) {
  i64 gain = 0;
  int arrives = c->at[to.set] < 0, departs = to_too.set >= 0 && to_too.place < 0;
  Effect *next = c->effects;
  memset(c->mark, 0, (size_t)c->sets);
  clashes_at(c, to, to_too, c->row);
  exchange_clashes(c, to.set, c->row, c->mark);
  if (to_too.set >= 0) {
    memset(c->mark_too, 0, (size_t)c->sets);
    clashes_at(c, to_too, to, c->row_too);
    exchange_clashes(c, to_too.set, c->row_too, c->mark_too);
  }
  Fans fans = fans_of(c, to.set, to_too.set);
  while (next_fan(c, &fans)) gain += effect_on(c, fans.where, fans.row, fans.row_too, arrives, departs, &next);
  *end = next;
  return gain;
}

static void take_effect(Chain *c, const Effect *end) {
  for (const Effect *e = c->effects; e < end; e++) {
    Visitor *v = visitor_at(c, e->where);
    v->evening = e->evening, v->missed = e->missed;
  }
}

/* Undo what pricing did to the clashes, for a move that is not made. */
static void put_back(Chain *c, Seat to, Seat to_too) {
  if (to_too.set >= 0) exchange_clashes(c, to_too.set, c->row_too, 0);
  exchange_clashes(c, to.set, c->row, 0);
}

#endif
