// What a device keeps for itself: stars, and what their sets were when it last looked. Nothing of it leaves by itself.
import { home } from "./words.js";

// The same stars in both languages: the address without its first word.
const KEY = `samspel:${home.split("/").slice(2, 4).join("/")}`;
export const MOST = 400;

let held = read();
let keeps = true;
const listeners = new Set();

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { stars: {}, seen: {}, ...(found && typeof found === "object" ? found : {}) };
  } catch {
    return { stars: {}, seen: {} };
  }
}

function write() {
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
    keeps = true;
  } catch {
    keeps = false; // a private window or a full disk: it lasts as long as the page
  }
  for (const listener of listeners) listener();
}

addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  held = read();
  for (const listener of listeners) listener();
});

export const store = {
  get keeps() {
    return keeps;
  },
  /** Codes of acts by when they were starred, with the wish: must or maybe. */
  get stars() {
    return Object.entries(held.stars);
  },
  wish: (code) => held.stars[code] ?? "",
  /** Star an act, or leave it where there is no wish; false where there are too many. */
  star(code, wish) {
    if (wish && !held.stars[code] && Object.keys(held.stars).length >= MOST) return false;
    if (wish) held.stars[code] = wish;
    else {
      delete held.stars[code];
      delete held.seen[code];
    }
    write();
    return true;
  },
  /** Take picks over from a link: beside those there are, where a must stays a must; or instead of them. */
  take(picks, instead) {
    if (instead) held.stars = {};
    for (const [code, wish] of picks) if (wish === "must" || !held.stars[code]) held.stars[code] = wish;
    write();
  },
  get: (name) => held[name],
  set(name, value) {
    if (value === undefined) delete held[name];
    else held[name] = value;
    write();
  },
  listen: (listener) => listeners.add(listener),
};

const LENGTH = 5;

/** Picks as the text of a link: codes of must, a full stop, codes of maybe. */
export function written(stars) {
  const of = (wish) => stars.filter((star) => star[1] === wish).map((star) => star[0]).join("");
  return [of("must"), of("maybe")].join(".").replace(/\.$/, "");
}

/** The picks in a link's text; null where it names more than a night has room for. */
export function picksIn(text) {
  const [must = "", maybe = ""] = text.split(".");
  if (must.length + maybe.length > MOST * LENGTH) return null;
  const codes = (part) => part.match(/[\w-]{5}/g) ?? [];
  return [...codes(maybe).map((code) => [code, "maybe"]), ...codes(must).map((code) => [code, "must"])];
}
