// The planned route as lists: what one sees, how far it is, what one is free for, and why the rest does not fit.
import { save } from "./ics.js";
import { item } from "./list.js";
import { element, home, words } from "./page.js";
import { plan } from "./plan.js";
import { clock, where } from "./programme.js";

const WORTH = { must: 3, maybe: 1 };
const FREE = 30; // a gap that is worth a thought, in minutes

export function route(found, stars) {
  const wishes = new Map(stars);
  const sets = found.sets.filter((one) => wishes.has(one.act.code) && one.status !== "cancelled");
  if (!sets.length) return nothing(found, wishes);
  const plain = sets.map((one) => ({
    act: one.act.code, night: one.night.row, from: one.from, to: one.to, venue: one.venue.row, worth: WORTH[wishes.get(one.act.code)],
  }));
  const seen = plan(plain, found.walk).route.map((row) => sets[row]);
  const acts = new Set(sets.map((one) => one.act));
  const sentence = words(seen.length === acts.size ? "plan_all" : "plan", { seen: seen.length, all: acts.size });
  return [
    element("h2", { tabindex: "-1", text: sentence }),
    ...found.nights.flatMap((night) => evening(found, night, seen.filter((one) => one.night === night))),
    ...left(found, sets, seen),
    calendarButton(seen),
  ];
}

function nothing(found, wishes) {
  const rows = found.sets.filter((one) => wishes.has(one.act.code)).map((one) => item(one));
  return [element("h2", { tabindex: "-1", text: words("plan_none") }), element("ol", { class: "sets", role: "list" }, ...rows)];
}

function evening(found, night, seen) {
  if (!seen.length) return [];
  const list = element("ol", { class: "sets", role: "list" });
  seen.forEach((one, at) => {
    list.append(item(one));
    if (at + 1 < seen.length) list.append(leg(found, one, seen[at + 1]));
  });
  return [element("h3", { text: night.words }), list];
}

/** From one set to the next: the walk and, where there is time, what else is close. */
function leg(found, one, next) {
  const walk = found.walk(one.venue.row, next.venue.row);
  const free = next.from - one.to - walk;
  const parts = [walk ? words("walk", { n: walk }) : words("no_walk")];
  if (free > 0) parts.push(words("gap", { n: free }));
  const said = element("span", { text: parts.join(" · ") });
  if (free >= FREE) said.append(...meanwhile(found, one, next));
  return element("li", { class: "leg" }, said);
}

/** Up to three sets that can be seen in a gap without being late for the next, the nearest first. */
function meanwhile(found, one, next) {
  const fits = found.sets.filter((other) => other.status !== "cancelled" && other.from >= one.to + found.walk(one.venue.row, other.venue.row)
    && other.to + found.walk(other.venue.row, next.venue.row) <= next.from);
  fits.sort((a, b) => found.walk(one.venue.row, a.venue.row) - found.walk(one.venue.row, b.venue.row));
  const links = fits.slice(0, 3).map((other) => element("a", { href: `${home}acts/${other.act.slug}/`, text: `${clock(other.start)} ${other.act.name}` }));
  if (!links.length) return [];
  return [element("br"), `${words("meanwhile")} `, ...links.flatMap((link, at) => (at ? [", ", link] : [link]))];
}

/** What is starred and not on the route, each with what it clashes with and another chance if there is one. */
function left(found, sets, seen) {
  const missed = sets.filter((one) => !seen.some((other) => other.act === one.act));
  if (!missed.length) return [];
  const rows = missed.map((one) => item(one, { why: reason(found, one, seen) }));
  return [element("h3", { text: words("left") }), element("ol", { class: "sets", role: "list" }, ...rows)];
}

const reason = (found, one, seen) => seen.filter((other) => clashes(found, one, other)).map((other) => clashWords(found, one, other)).join("; ");

/** Whether nobody can see both sets in full. */
export function clashes(found, one, other) {
  const walk = found.walk(one.venue.row, other.venue.row);
  return one.to + walk > other.from && other.to + walk > one.from;
}

export const clashWords = (found, one, other) => words("clash", {
  act: `${other.act.name}, ${where(other)}`, from: clock(other.start), until: clock(other.end), walk: found.walk(one.venue.row, other.venue.row),
});

function calendarButton(seen) {
  const button = element("button", { type: "button", class: "button", text: words("calendar") });
  button.addEventListener("click", () => save(seen));
  return element("p", { class: "no-print" }, button);
}
