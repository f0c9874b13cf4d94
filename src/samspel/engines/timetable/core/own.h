/* Rules and wishes of the festival's own: what two sets are to each other, and what wishes cost that are not kept. */
#ifndef SAMSPEL_OWN_H
#define SAMSPEL_OWN_H

#include "chain.h"

/* Whether two sets at two places are to each other as `kind` says. */
static int own_agree(const Chain *c, i32 kind, i32 minutes, i32 set, i32 place, i32 mate, i32 there) {
  i32 apart = c->place_night[there] - c->place_night[place];
  i32 start = c->place_start[place], end = end_at(c, set, place);
  i32 start2 = c->place_start[there], end2 = end_at(c, mate, there);
  if (kind & SAME_NIGHT && apart) return 0;
  if (kind & OTHER_NIGHT && !apart) return 0;
  if (kind & OTHER_STAGE && c->place_stage[place] == c->place_stage[there]) return 0;
  if (kind & BEFORE && (apart < 0 || (!apart && end > start2))) return 0;
  if (kind & AFTER && (apart > 0 || (!apart && end2 > start))) return 0;
  return !(kind & APART) || apart || end + minutes <= start2 || end2 + minutes <= start;
}

/* What a set at a place costs by the wishes it shares with others where they are, but for `skipped`. */
static i64 own_pairs(const Chain *c, i32 set, i32 place, i32 skipped) {
  i64 cost = 0;
  for (i32 i = c->wish_from[set]; i < c->wish_from[set + 1]; i++) {
    i32 mate = c->wish[i], there = c->at[mate];
    if (mate != skipped && there >= 0 && !own_agree(c, c->wish_kind[i], c->wish_minutes[i], set, place, mate, there))
      cost += c->wish_price[i];
  }
  return cost;
}

/* The same for two sets alone. */
static i64 own_pair(const Chain *c, i32 set, i32 place, i32 other, i32 there) {
  i64 cost = 0;
  for (i32 i = c->wish_from[set]; i < c->wish_from[set + 1]; i++)
    if (c->wish[i] == other && !own_agree(c, c->wish_kind[i], c->wish_minutes[i], set, place, other, there))
      cost += c->wish_price[i];
  return cost;
}

/* How the cost of shared wishes changes when a set goes from one place (-1: none) to another, and another set too. */
static i64 own_change(const Chain *c, Seat to, i32 from, Seat to_too) {
  i32 set = to.set, other = to_too.set;
  i64 change = own_pairs(c, set, to.place, other);
  if (from >= 0) change -= own_pairs(c, set, from, other);
  if (other < 0) return change;
  change -= own_pairs(c, other, c->at[other], set);
  if (from >= 0) change -= own_pair(c, set, from, other, c->at[other]);
  if (to_too.place >= 0)
    change += own_pairs(c, other, to_too.place, set) + own_pair(c, set, to.place, other, to_too.place);
  return change;
}

/* What a set alone costs at a place. */
static inline i32 own_at(const Chain *c, i32 set, i32 place) {
  return c->own_place[(i64)c->own_class[set] * c->places + place];
}

#endif
