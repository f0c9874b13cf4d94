// How a venue stands: what the server said last, and on top of it the taps that still wait on this phone. It counts as the
// server does (night/counting.py), so that the number does not jump when they have been sent.
const WATCHED = new Set(["in", "out", "heads", "starts", "opens"]);
const DAY = 24 * 3_600_000;

/** The state of the night that it is now: the server's, or one on which nothing has been tapped yet. */
export function nightNow(state, now = Date.now()) {
  let ends = Date.parse(state.ends);
  if (ends > now) return { ...state, doors: { ...state.doors } };
  while (ends <= now) ends += DAY;
  const doors = Object.fromEntries(Object.keys(state.doors).map((door) => [door, "never"]));
  const none = { inside: null, arrivals: 0, departures: 0, begun: false, last: null, doors };
  return { ...state, ...none, begins: new Date(ends - DAY).toISOString(), ends: new Date(ends).toISOString() };
}

/** The state with the taps of its night, oldest first, put on top. */
export function folded(state, taps, now = Date.now()) {
  const night = nightNow(state, now);
  const begins = Date.parse(night.begins);
  const here = taps.filter((one) => one.time >= begins);
  const ids = new Set(here.map((one) => one.id));
  const gone = new Set(here.filter((one) => one.mark === "undoes").map((one) => one.undoes));
  for (const one of here) {
    if (one.mark === "undoes") {
      if (!ids.has(one.undoes) && one.was && Date.parse(one.was.at) >= begins) takeBack(night, one.was);
    } else if (!gone.has(one.id)) add(night, one);
  }
  return night;
}

function add(night, { mark, persons, door, at }) {
  if (mark === "in") night.arrivals += persons;
  if (mark === "out") night.departures += persons;
  if (mark === "heads") night.inside = persons;
  if (mark === "opens" && !night.begun) night.inside = 0;
  move(night, mark === "in" ? persons : mark === "out" ? -persons : 0);
  night.begun ||= WATCHED.has(mark);
  night.doors[door] = { closes: "shut", stops: "stopped" }[mark] ?? "on";
  night.last = at;
}

/** Take back what the server has already: what was inside before and after it says by how much. */
function takeBack(night, { mark, persons, door, begun, before, after }) {
  night.begun = begun;
  if (mark === "in") night.arrivals -= persons;
  if (mark === "out") night.departures -= persons;
  if (before !== null) move(night, before - after);
  else if (after !== null) night.inside = null;
  if (mark === "opens" || mark === "starts") night.doors[door] = "never";
  if (mark === "closes" || mark === "stops") night.doors[door] = "on";
}

function move(night, persons) {
  if (night.inside !== null) night.inside = Math.max(0, night.inside + persons);
}

/** A tap out of what is kept: {id, at, form, was}. It is read once and looked at often. */
export function tapIn({ id, at, form, was }) {
  const said = new URLSearchParams(form);
  const persons = said.get("persons") === null ? 1 : Number(said.get("persons"));
  return { id, at, time: Date.parse(at), was, mark: said.get("mark"), door: said.get("door"), persons, undoes: said.get("undoes") };
}
