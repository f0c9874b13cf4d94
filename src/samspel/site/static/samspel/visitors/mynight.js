// My night: what this device has starred, planned into a route, taken along by link, told of when it changed.
import { along, picksIn } from "./along.js";
import { counting } from "./counting.js";
import { save } from "./ics.js";
import { item } from "./list.js";
import { news } from "./news.js";
import { element, MOST, store, words } from "./page.js";
import { programme } from "./programme.js";
import { clashes, clashWords, route } from "./route.js";

const at = (id) => document.getElementById(id);
let isPlanned = false;

export async function start() {
  at("mine").hidden = false;
  const found = await programme().catch(() => null);
  if (!found) return; // without the programme the link's own list stays
  at("from-link").hidden = true;
  arrive(found);
  at("plan").addEventListener("click", () => {
    isPlanned = true;
    show(found);
    at("route").querySelector("h2")?.focus();
  });
  at("share").addEventListener("click", () => {
    at("along").hidden = !at("along").hidden;
    if (!at("along").hidden) along();
  });
  at("ics").addEventListener("click", () => save(store.stars.flatMap(([code]) => found.setsOf(code))));
  store.listen(() => show(found));
  news(found);
  counting();
  show(found);
}

function show(found) {
  const stars = store.stars;
  const of = (wish) => stars.filter((star) => star[1] === wish && found.actOf.has(star[0])).length;
  at("my-sum").textContent = stars.length ? words("sum", { must: of("must"), maybe: of("maybe") }) : "";
  at("my-verbs").hidden = !stars.length;
  at("counting")?.toggleAttribute("hidden", !stars.length);
  at("none").hidden = stars.length > 0 || !at("arrived").hidden;
  at("along").hidden ||= !stars.length;
  if (!at("along").hidden) along();
  at("route").hidden = !isPlanned || !stars.length;
  at("starred").hidden = !stars.length || isPlanned;
  if (isPlanned) at("route").replaceChildren(...route(found, stars));
  else at("starred").replaceChildren(...starred(found, stars));
}

/** Everything starred, night by night; what clashes says so. */
function starred(found, stars) {
  const sets = stars.flatMap(([code]) => found.setsOf(code)).sort((one, other) => one.from - other.from);
  const parts = found.nights.flatMap((night) => {
    const these = sets.filter((one) => one.night === night);
    const rows = these.map((one) => item(one, { why: clash(found, one, these) }));
    return rows.length ? [element("h2", { text: night.words }), element("ol", { class: "sets", role: "list" }, ...rows)] : [];
  });
  const gone = stars.filter(([code]) => !found.actOf.has(code)).length;
  if (gone) parts.push(element("p", { class: "muted", text: words("gone", { n: gone }) }));
  if (!store.keeps) parts.unshift(element("p", { class: "notice warn", text: words("kept_not") }));
  return parts;
}

/** The first starred set that cannot be seen in full beside this one, as a sentence. */
function clash(found, one, among) {
  const other = among.find((other) => other.act !== one.act && other.status !== "cancelled" && one.status !== "cancelled" && clashes(found, one, other));
  return other ? clashWords(found, one, other) : "";
}

/** A link brought picks: taken where there is nothing to lose, else asked about. What is not in the programme is left. */
function arrive(found) {
  const text = new URLSearchParams(location.search).get("s");
  if (text === null) return;
  const named = picksIn(text);
  const picks = (named ?? []).filter(([code]) => found.actOf.has(code));
  const unknown = (named ?? []).length - picks.length;
  const fresh = picks.filter(([code, wish]) => !store.wish(code) || (wish === "must" && store.wish(code) !== "must"));
  const isTaken = fresh.length > 0 && !store.stars.length;
  if (isTaken) {
    store.take(picks, true);
    settle();
  }
  const n = fresh.length;
  const sentences = [
    named === null ? words("too_many", { most: MOST }) : isTaken ? words("taken", { n }) : n ? words("arrived", { n }) : picks.length ? words("arrived_same") : "",
    unknown ? words("unknown", { n: unknown }) : "",
  ];
  offer(found, sentences.filter(Boolean).join(" "), picks, isTaken ? ["undo", "leave"] : n ? ["merge", "replace", "leave"] : ["leave"]);
}

const settle = () => history.replaceState(null, "", location.pathname);

/** Say what a link brought, and what can be done with it. */
function offer(found, sentence, picks, choices) {
  const box = at("arrived");
  box.hidden = !sentence;
  box.querySelector("p").textContent = sentence;
  for (const button of box.querySelectorAll("button")) {
    const { take } = button.dataset;
    button.hidden = !choices.includes(take);
    button.addEventListener("click", () => {
      box.hidden = true;
      settle();
      if (take === "undo") for (const [code] of picks) store.star(code, "");
      else if (take !== "leave") store.take(picks, take === "replace");
      show(found);
    });
  }
}
