/* Which sets exclude which: nobody can see both. */
#ifndef SAMSPEL_CLASHES_H
#define SAMSPEL_CLASHES_H

#include "chain.h"

static inline i32 width(const Chain *c) { return (c->sets + 7) & ~7; }

static inline uint8_t *clashes_of(const Chain *c, i32 set) { return c->clashes + (i64)set * width(c); }

static inline void flip(uint8_t *clashes, i32 i) { clashes[i] ^= 1; }

/* What a set clashes with at a place, with `moved` where it is going, a byte each; its act's other sets left aside. */
static void clashes_at(const Chain *c, Seat seat, Seat moved, uint8_t *clashes) {
  memset(clashes, 0, (size_t)width(c));
  if (seat.place < 0) return;
  Window w = window_of(c, seat.set, seat.place);
  i32 act = c->act[seat.set];
  for (i32 i = w.from; i < w.count && c->start[w.sets[i]] < w.last_start; i++) {
    i32 other = w.sets[i];
    if (other != moved.set && c->act[other] != act && in_window(c, &w, other)) flip(clashes, other);
  }
  if (moved.set >= 0 && moved.place >= 0 && c->act[moved.set] != act &&
      places_clash(c, seat.set, seat.place, moved.set, moved.place))
    flip(clashes, moved.set);
}

/* Let a set's clashes be `row`, and `row` what they were: done twice, nothing has changed. `mark`, if given, gets
 * what was added or removed. */
static void exchange_clashes(Chain *c, i32 set, uint8_t *row, uint8_t *mark) {
  uint8_t *now = clashes_of(c, set);
  for (i32 eight = 0; eight < width(c); eight += 8) {
    if (!memcmp(now + eight, row + eight, 8)) continue;
    for (i32 other = eight; other < eight + 8; other++) {
      if (now[other] == row[other]) continue;
      flip(now, other), flip(row, other), flip(clashes_of(c, other), set);
      if (mark) mark[other] = now[other] ? ADDED : REMOVED;
    }
  }
}

#endif
