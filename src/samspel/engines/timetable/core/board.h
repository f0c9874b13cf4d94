/* The timetable on the board: taking a set off and putting it somewhere. */
#ifndef SAMSPEL_BOARD_H
#define SAMSPEL_BOARD_H

#include "chain.h"

static void take_from(i32 *list, i32 *count, i32 set) {
  i32 i = 0;
  while (list[i] != set) i++;
  for (--*count; i < *count; i++) list[i] = list[i + 1];
}

static void put_in_order(const Chain *c, i32 *list, i32 *count, i32 set) {
  i32 i = (*count)++;
  for (; i > 0 && starts_first(set, c->start[set], list[i - 1], c->start[list[i - 1]]); i--) list[i] = list[i - 1];
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

#endif
