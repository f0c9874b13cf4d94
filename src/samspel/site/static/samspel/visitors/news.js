// What changed of what is starred since this device last looked: it compares what it kept with what it got.
import { element, store, words } from "./page.js";
import { clock, where } from "./programme.js";

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

const facts = (one) => [one.key, `${one.night.words} ${clock(one.start)}–${clock(one.end)}, ${where(one)}`, one.status];

function remember(found) {
  store.set("seen", Object.fromEntries(store.stars.map(([code]) => [code, found.setsOf(code).map(facts)])));
}

function starred(found) {
  const seen = store.get("seen");
  const fresh = store.stars.filter(([code]) => !seen[code]);
  if (!fresh.length) return;
  store.set("seen", { ...seen, ...Object.fromEntries(fresh.map(([code]) => [code, found.setsOf(code).map(facts)])) });
}

function changes(found, code, before) {
  if (!before) return [];
  const now = new Map(found.setsOf(code).map((one) => [one.key, facts(one)]));
  const act = found.actOf.get(code)?.name ?? "";
  const lines = [];
  for (const [key, was, status] of before) {
    const is = now.get(key);
    if (!is) lines.push(words("removed", { act, was }));
    else if (is[2] === "cancelled" && status !== "cancelled") lines.push(words("cancelled", { act }));
    else if (is[1] !== was) lines.push(words("moved", { act, now: is[1], was }));
    now.delete(key);
  }
  for (const [, is] of now.values()) lines.push(words("added", { act, now: is }));
  return lines;
}
