// What changed of what is starred since this device last looked: it compares what it kept with what it got. Both languages
// share what is kept: dates, minutes and places, which are put into words only when they are shown.
import { element, store, words } from "./page.js";
import { clock, towards, where } from "./programme.js";

/** Show what is news and remember it once it was seen; an act just starred is remembered as it is. */
export function news(found) {
  const seen = store.get("seen");
  const lines = store.stars.flatMap(([code]) => changes(found, code, seen[code]));
  if (!lines.length) remember(found);
  else {
    const box = document.getElementById("news");
    box.querySelector("ul").replaceChildren(...lines.map((text) => element("li", { text })));
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => {
      remember(found);
      box.hidden = true;
    });
  }
  store.listen(() => starred(found));
}

const facts = (one) => ({
  key: one.key, date: one.night.date, start: one.start, end: one.end, venue: one.venue.slug, stage: one.stage, where: where(one), status: one.status,
});
const looked = (found, code) => ({ name: found.actOf.get(code)?.name ?? "", sets: found.setsOf(code).map(facts) });

function remember(found) {
  store.set("seen", Object.fromEntries(store.stars.map(([code]) => [code, looked(found, code)])));
}

function starred(found) {
  const seen = store.get("seen");
  const fresh = store.stars.filter(([code]) => !seen[code]);
  if (!fresh.length) return;
  store.set("seen", { ...seen, ...Object.fromEntries(fresh.map(([code]) => [code, looked(found, code)])) });
}

function changes(found, code, seen) {
  if (!seen) return [];
  const before = Array.isArray(seen) ? inWords(seen) : seen;
  const now = new Map(found.setsOf(code).map((one) => [one.key, facts(one)]));
  const act = found.actOf.get(code)?.name ?? (before.name || "–");
  const lines = [];
  for (const one of before.sets) {
    const is = now.get(one.key);
    const was = told(found, one);
    if (!is) lines.push(words("removed", { act, was }));
    else if (is.status === "cancelled" && one.status !== "cancelled") lines.push(words("cancelled", { act }));
    else if (one.status === "cancelled" && is.status !== "cancelled") lines.push(words("back", { act, now: told(found, is) }));
    else if (!isSame(one, is)) lines.push(words("moved", { act, now: told(found, is), was }));
    now.delete(one.key);
  }
  for (const is of now.values()) lines.push(words("added", { act, now: told(found, is) }));
  return lines;
}

const times = (one) => `${clock(one.start)}–${clock(one.end)}`;

function told(found, one) {
  if (one.words) return one.words;
  const late = towards(one.date, one.start);
  return `${found.day(one.date)} ${times(one)}${late && ` (${late})`}, ${one.where}`;
}

// ——— What this page once kept was in words. The day's number, the clock times and the place are so in both languages.

const inWords = (sets) => ({ name: "", sets: sets.map(([key, words, status]) => ({ key, words, status })) });

function isSame(was, is) {
  if (!was.words) return ["date", "start", "end", "venue", "stage"].every((name) => was[name] === is[name]);
  const [, day, rest] = /(\d+) \S+ (\d\d:\d\d–.*)$/.exec(was.words) ?? [];
  return Number(day) === Number(is.date.slice(8)) && rest === `${times(is)}, ${is.where}`;
}
