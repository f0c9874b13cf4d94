// What every page of a visitor has: its words, what this device keeps, and stars. One file, as each more is another way
// there and back on one bar of signal.

const said = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

// A static copy writes its addresses relative to the page.
const here = (name) => new URL(document.body.dataset[name] ?? "/", location.href).pathname;
export const home = here("home");
export const addresses = { facts: here("facts"), worker: here("worker") };

/** A sentence of the page's language with its values filled in; some have a form of their own for one. */
export function words(name, values = {}) {
  const sentence = (values.n === 1 && said[`${name}_one`]) || (said[name] ?? name);
  return sentence.replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
}

export function element(tag, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// ——— What a device keeps for itself: stars, and what their sets were when it last looked. Nothing of it leaves by itself.

// The same stars in both languages: festival and edition, in whatever folder a static copy lies.
const KEY = `samspel:${home.split("/").slice(-3, -1).join("/")}`;
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

// ——— Stars: a link without scripts, here a button. One press is must, two are maybe, three leave it.

const NEXT = { "": "must", must: "maybe", maybe: "" };
const SIGN = { "": "☆", must: "★", maybe: "★" };

/** Make every star below an element a button. */
export function starButtons(root = document) {
  for (const link of root.querySelectorAll("a.star")) {
    link.replaceWith(starButton(codeIn(link), link.closest("li").querySelector(".name").textContent));
  }
  for (const link of root.querySelectorAll("a.star-wide")) link.replaceWith(starButton(codeIn(link), link.dataset.name, true));
}

/** The act that a star's link is about: the same as in a link of many. */
const codeIn = (link) => new URLSearchParams(link.search).get("s");

export function starButton(code, name, wide = false) {
  const button = element("button", { type: "button", class: wide ? "button" : "star", "data-code": code, "data-name": name });
  button.addEventListener("click", () => {
    const taken = store.star(code, NEXT[store.wish(code)]);
    if (!taken) alert(words("full", { most: MOST }));
  });
  show(button, wide);
  return button;
}

function show(button, wide) {
  const { code, name } = button.dataset;
  const wish = store.wish(code);
  if (wish) button.dataset.wish = wish;
  else delete button.dataset.wish;
  button.setAttribute("aria-label", words(wish || "star", { act: name }));
  const short = wish ? words(`short_${wish}`) : "";
  if (wide) button.textContent = wish ? `${SIGN[wish]} ${short}` : `☆ ${words("add")}`;
  else button.replaceChildren(SIGN[wish], ...(wish ? [element("small", { text: short })] : []));
}

store.listen(() => {
  for (const button of document.querySelectorAll("button[data-code]")) show(button, !button.classList.contains("star"));
});
