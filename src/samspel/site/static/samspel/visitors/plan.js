// Plan my night: the best walkable route through what is starred, exact.
//
// A route is a chain of sets of each night such that one can walk from the end of each to the start of the next, and
// sees each act once. Without "once" the best chain of a night is a longest path: sets in order of time, one pass.
// That is never worth less than the true answer. Where it has an act twice, we try the act at each of its sets alone
// (branch) and drop what cannot beat the best found (bound). A price on the acts that come up twice (Lagrange) makes the
// bound so tight that a festival of 300 sets needs a few dozen passes. Every few passes the chains are made a route, so
// that there soon is one that is hard to beat, and sets that no better route can have are not looked at again.
//
// plan(sets, walk): sets are { act, night, from, to, venue, worth }, times in minutes, worth a whole number above 0;
// walk(venue, venue) is in minutes. Returns { worth, route }: route holds rows of sets, by time.

const WALK = 1e-6; // of two routes worth the same, the one with less walking
const SLACK = 0.01; // more than all walking of a festival together
const ROUNDS = 20; // measured: 60 took three times as long where it takes longest
const STEP = 0.5;
const FINER = 0.75;
const REPAIR = 3; // rounds from one repair to the next: a third of the work of repairing in none

export function plan(sets, walk) {
  const rows = sets.map((_, row) => row).filter((row) => sets[row].worth > 0);
  const acts = group(rows, (row) => sets[row].act);
  const nights = [...group(rows, (row) => sets[row].night).values()].map((of) => night(sets, of, walk));
  const best = { worth: 0, route: [] };
  const worth = Float64Array.from(sets, (one) => one.worth);
  branch({ sets, acts, nights, best, worth, price: new Float64Array(sets.length) }, new Uint8Array(sets.length));
  best.route.sort((one, other) => sets[one].from - sets[other].from);
  return best;
}

/** A night's sets by their end, and for each those from which one can walk to it, in one flat list. */
function night(sets, rows, walk) {
  rows.sort((one, other) => sets[one].to - sets[other].to || sets[one].from - sets[other].from);
  const first = new Int32Array(rows.length + 1);
  const before = [];
  const cost = [];
  rows.forEach((row, at) => {
    for (let earlier = 0; earlier < at; earlier += 1) {
      const minutes = walk(sets[rows[earlier]].venue, sets[row].venue);
      if (sets[rows[earlier]].to + minutes > sets[row].from) continue;
      before.push(earlier);
      cost.push(minutes * WALK);
    }
    first[at + 1] = before.length;
  });
  const [value, after] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  const came = new Int32Array(rows.length);
  return { rows, first, before: Int32Array.from(before), cost: Float64Array.from(cost), value, after, came };
}

/** Add the most valuable chain of a night to `route` when each set costs its price; `shut` sets are left out. */
function chain({ worth, price }, { rows, first, before, cost, value, came }, shut, route) {
  let end = -1;
  let total = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    let most = 0;
    came[at] = -1;
    value[at] = -1;
    if (shut[row]) continue;
    for (let step = first[at]; step < first[at + 1]; step += 1) {
      const sum = value[before[step]] - cost[step];
      if (sum > most) {
        most = sum;
        came[at] = before[step];
      }
    }
    value[at] = most + worth[row] - price[row];
    if (value[at] > total) {
      total = value[at];
      end = at;
    }
  }
  for (; end >= 0; end = came[end]) route.push(rows[end]);
  return total;
}

/** Try to beat the best route with the sets that are open. */
function branch(search, shut) {
  const prices = search.price.slice();
  const act = tighten(search, shut);
  if (act !== null) {
    const open = openSets(search, act, shut);
    for (const kept of open.length ? open : [null]) {
      const fewer = shut.slice();
      for (const row of open) if (row !== kept) fewer[row] = 1;
      branch(search, fewer);
    }
  }
  search.price.set(prices);
}

/** Shut every set of a night that no better route can have: the best chain through it is worth less by `spare`. */
function drop({ worth, price }, { rows, first, before, cost, value, after }, shut, total, spare) {
  after.fill(0);
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const row = rows[at];
    if (shut[row]) continue;
    const gain = after[at] + worth[row] - price[row];
    for (let step = first[at]; step < first[at + 1]; step += 1) {
      const sum = gain - cost[step];
      if (sum > after[before[step]]) after[before[step]] = sum;
    }
    if (value[at] + after[at] < total - spare) shut[row] = 1;
  }
}

/** Move prices until the bound cannot beat the best, and return null; or return an act that still comes up twice. */
function tighten(search, shut) {
  const { sets, acts, nights, best, price } = search;
  const priced = [];
  for (const [act, rows] of acts) {
    const open = openSets(search, act, shut);
    if (open.length > 1) priced.push([act, open]);
    else for (const row of rows) price[row] = 0; // it cannot come up twice
  }
  let step = STEP;
  let lowest = Infinity;
  for (let round = 0; ; round += 1) {
    const route = [];
    let bound = priced.reduce((sum, [, open]) => sum + price[open[0]], 0);
    const totals = nights.map((one) => chain(search, one, shut, route));
    bound = totals.reduce((sum, total) => sum + total, bound);
    const seen = group(route, (row) => sets[row].act);
    keepBetter(sets, best, seen);
    if (bound + SLACK < best.worth + 1) return null; // worths are whole numbers
    // What is wrong with the chains at these prices: an act twice, or a price on an act that is not seen at all.
    const wrong = priced.filter(([act, open]) => (seen.has(act) ? seen.get(act).length > 1 : price[open[0]] > 0));
    if (round === ROUNDS) {
      nights.forEach((one, at) => drop(search, one, shut, totals[at], bound + SLACK - best.worth - 1));
      return (wrong.find(([act]) => seen.has(act)) ?? wrong[0])[0];
    }
    if (round % REPAIR === 0) repair(search, shut);
    if (bound < lowest) lowest = bound;
    else step *= FINER;
    for (const [act, open] of wrong) {
      const now = Math.max(0, price[open[0]] + (seen.has(act) ? step : -step));
      for (const row of open) price[row] = now;
    }
  }
}

const openSets = ({ acts }, act, shut) => acts.get(act).filter((row) => !shut[row]);

/** Make a route of the chains at these prices: night by night without what is seen already, each time from another. */
function repair(search, shut) {
  const { sets, acts, nights, best } = search;
  const closed = shut.slice();
  const seen = new Map();
  nights.push(nights.shift());
  for (const one of nights) {
    let route;
    let twice;
    do {
      route = [];
      chain(search, one, closed, route);
      twice = [...group(route, (row) => sets[row].act).values()].flatMap((rows) => rows.slice(1));
      for (const row of twice) closed[row] = 1;
    } while (twice.length > 0);
    for (const row of route) {
      seen.set(sets[row].act, [row]);
      for (const other of acts.get(sets[row].act)) closed[other] = 1;
    }
  }
  keepBetter(sets, best, seen);
}

/** Take a route as the best if it is: of an act that comes twice, only one set is seen. */
function keepBetter(sets, best, seen) {
  const route = [...seen.values()].map((rows) => rows[0]);
  const worth = route.reduce((sum, row) => sum + sets[row].worth, 0);
  if (worth > best.worth) Object.assign(best, { worth, route });
}

function group(rows, of) {
  const groups = new Map();
  for (const row of rows) {
    const key = of(row);
    if (groups.has(key)) groups.get(key).push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
