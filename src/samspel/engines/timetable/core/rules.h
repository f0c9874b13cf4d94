/* The hard rules: who is in the way, what keeps its distance, what fits on a lane. */
#ifndef SAMSPEL_RULES_H
#define SAMSPEL_RULES_H

#include "own.h"

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

static int mates_agree(const Chain *c, i32 i, i32 set, i32 place, i32 mate, i32 there) {
  i32 kind = c->mate_kind[i];
  if (kind > (SHARE_A_MEMBER | ONE_ACT) && !own_agree(c, kind, c->mate_minutes[i], set, place, mate, there)) return 0;
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
    if (where >= 0 && !mates_agree(c, i, set, place, mate, where)) return 0;
  }
  return 1;
}

/* The set bound to another that keeps it from a place: -1 none, -2 more than one. */
static i32 mate_in_the_way(const Chain *c, i32 set, i32 place) {
  i32 found = -1;
  for (i32 i = c->mate_from[set]; i < c->mate_from[set + 1]; i++) {
    i32 mate = c->mate[i], where = c->at[mate];
    if (where < 0 || mates_agree(c, i, set, place, mate, where)) continue;
    if (found >= 0) return -2;
    found = mate;
  }
  return found;
}

/* What neighbours on a lane cost (loudness jumps, wishes of the festival's own) with two sets taken out and up to two
 * put in; -1: they do not fit, if it matters. */
static i32 lane_cost(const Chain *c, int must_fit, i32 lane, i32 out, i32 out_too, Seat in, Seat in_too) {
  const i32 *sets = c->lane + lane * c->lane_room;
  i32 i = 0, count = c->lane_count[lane], cost = 0, end = 0, heavy_end = 0;
  Seat before = NOBODY, heavy = NOBODY;
  if (in.set < 0 || (in_too.set >= 0 && starts_first(in_too.set, c->place_start[in_too.place], in.set, c->place_start[in.place]))) {
    Seat swap = in;
    in = in_too, in_too = swap;
  }
  for (;;) {
    while (i < count && (sets[i] == out || sets[i] == out_too)) i++;
    Seat now = i < count ? (Seat){sets[i], c->at[sets[i]]} : NOBODY;
    if (in.set >= 0 && (now.set < 0 || starts_first(in.set, c->place_start[in.place], now.set, c->start[now.set]))) {
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
      int is_known = c->loudness[before.set] >= 0 && c->loudness[now.set] >= 0;
      if (neighbours && is_known) cost += (jump < 0 ? -jump : jump) * c->flow;
      if (neighbours && c->neighbours) {
        i32 next = c->next_to[(i64)before.set * c->sets + now.set];
        if (must_fit && next & 1 && !is_decided) return -1;
        cost += next >> 1;
      }
    }
    end = end_at(c, now.set, now.place);
    before = now;
    if (!c->heavy[now.set]) continue;
    int in_a_row = heavy.set >= 0 && (!c->slotted || now.place == heavy.place + 1);
    int too_soon = in_a_row && c->place_start[now.place] < heavy_end + c->heavy_gap;
    if (must_fit && c->one_at_a_time && too_soon && !(c->is_fixed[heavy.set] && c->is_fixed[now.set])) return -1;
    heavy = now, heavy_end = end;
  }
  return cost;
}

#endif
