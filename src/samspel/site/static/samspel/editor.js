// The editor's hands: pick a set up by mouse or key, see where it may go, put it down. Every verb is a form too, and
// this module only fills in and sends the same forms, so the page is whole without it. The server says what may be.
import { Overlay } from "./overlay.js";

const words = JSON.parse(document.getElementById("editor-words").textContent);
const line = document.getElementById("say");
const dialog = document.getElementById("conflict");
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
const POLL = 3000;
const DRAG = 4;
const SCROLL = 10; // a finger trembles more than a mouse
const HOLD = 350;
const STEP = 5;

let board = document.getElementById("board");
let picked = null; // { set, name, minutes, from, options, at, mode }
let pressed = null; // a button or a finger held on a set, not yet a drag
let swapping = null;
let waiting = false; // others changed something while a set was held
let quiet = 0;
let busy = 0; // requests of our own under way: what they change is not news

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const clock = (minute) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const sets = () => [...board.querySelectorAll(".set[data-set]")].filter((one) => one.offsetParent !== null);
const named = (key) => board.querySelector(`.set[data-set="${key}"]`);
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
function costWords(persons) {
  const n = Math.round(Math.abs(persons));
  if (n === 0) return words.same;
  const way = persons < 0 ? "better" : "dearer";
  return fill(words[n === 1 ? `${way}_one` : way], { n: number.format(n) });
}

function say(sentence, bad = false) {
  clearTimeout(quiet);
  line.classList.toggle("bad", bad);
  line.textContent = sentence;
  if (!picked && !swapping) quiet = setTimeout(() => (line.textContent = ""), 8000);
}

// ——— talking with the server

async function send(address, values) {
  busy += 1;
  try {
    await deliver(address, values);
  } finally {
    busy -= 1;
  }
}

async function deliver(address, values) {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  let answer;
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    const response = await fetch(address, { method: "POST", body, headers });
    answer = { ok: response.ok, ...(await response.json()) };
  } catch {
    say(words.unreachable, true);
    return;
  }
  if (answer.conflict) return ask(answer.conflict, address, values);
  if (answer.ok && new URL(answer.page, location).pathname !== location.pathname) {
    location.assign(answer.page);
    return;
  }
  await refresh(values.performance);
  say(answer.sentence, !answer.ok);
}

const change = (values) => send(board.dataset.change, { based_on: board.dataset.version, ...values });

function ask(sentences, address, values) {
  dialog.querySelector("ul").replaceChildren(
    ...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
  );
  dialog.showModal();
  dialog.onclick = async (event) => {
    const choice = event.target.closest("button")?.value;
    if (!choice) return;
    dialog.close();
    if (choice === "mine") await send(address, { ...values, anyway: "1" });
    else await refresh(values.performance);
  };
}

async function refresh(focus) {
  const panel = board.querySelector("#panel:not([hidden])")?.dataset.set;
  const had = document.activeElement?.dataset?.set;
  const page = await fetch(location.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!page?.ok) return;
  const made = document.createRange().createContextualFragment(await page.text()).querySelector("#board");
  const grid = board.querySelector(".grid");
  const [left, top] = [grid?.scrollLeft ?? 0, grid?.scrollTop ?? 0];
  board.replaceWith(made);
  board = made;
  const anew = board.querySelector(".grid");
  if (anew) [anew.scrollLeft, anew.scrollTop] = [left, top];
  waiting = false;
  prepare();
  pale();
  const set = named(focus ?? had);
  if (set && (focus || had)) set.focus({ preventScroll: true });
  if (panel && named(panel)) await openPanel(named(panel), false);
}

async function look() {
  if (document.hidden || pressed || busy) return;
  const { state, version } = board.dataset;
  const headers = { "If-None-Match": `"${version}-${board.dataset.inUse}"` };
  const response = await fetch(`${state}?since=${version}`, { headers, cache: "no-store" }).catch(() => null);
  if (response?.status !== 200 || busy) return;
  const told = await response.json();
  if (picked || swapping) waiting = told.version !== Number(version);
  else await refresh();
  if (told.theirs.length) say(told.theirs.join(" "));
}

// ——— a set in the hand

async function optionsOf(set) {
  const { sets: address, night } = board.dataset;
  const response = await fetch(`${address}${set.dataset.set}/moves/?night=${night}`);
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

function hold(set, mode, asked = optionsOf(set)) {
  const { set: key, name, minutes, start, stage } = set.dataset;
  const from = start === undefined ? null : { stage, start: Number(start) };
  picked = { set: key, name, minutes: Number(minutes), from, at: from, mode, options: null };
  set.classList.add("lifted");
  picked.overlay = new Overlay(board.querySelector(".grid"));
  board.classList.toggle("moving", mode === "drag");
  board.querySelectorAll(".drops").forEach((drops) => (drops.hidden = mode !== "drag"));
  const mine = picked;
  return asked
    .then((options) => {
      if (picked !== mine) return;
      picked.options = { ...options, places: picked.overlay.within(options.places, picked.minutes) };
      picked.overlay.draw(picked.options.places);
      if (mode === "keys") begin();
      else point(pressed?.last);
    })
    .catch(() => letGo(words.unreachable));
}

function begin() {
  const stages = picked.overlay.stages().filter((stage) => picked.options.places[stage]);
  if (!stages.length) return letGo(fill(words.nowhere, { set: picked.name, why: words.full }));
  say(fill(words.picked, { set: picked.name }));
  const cheapest = () =>
    stages
      .flatMap((stage) => picked.options.places[stage].map(([start, cost]) => ({ stage, start, cost })))
      .reduce((one, other) => (other.cost < one.cost ? other : one));
  if (picked.from && picked.options.places[picked.from.stage]) picked.at = close(picked.from.stage, picked.from.start);
  else if (picked.from) picked.at = picked.from;
  else picked.at = cheapest();
  show();
}

const close = (stage, start) => {
  const [found] = picked.options.places[stage].reduce((one, other) =>
    Math.abs(other[0] - start) < Math.abs(one[0] - start) ? other : one,
  );
  return { stage, start: found };
};

const costAt = ({ stage, start }) => picked.options?.places[stage]?.find(([one]) => one === start)?.[1];

function why({ stage, start }) {
  const obstacles = picked.options?.obstacles[stage] ?? [];
  return obstacles.find(([from, until]) => from <= start && start < until)?.[2] ?? picked.options?.closed ?? "";
}

function show(announce = false) {
  const { at, minutes } = picked;
  const cost = costAt(at);
  const isFree = cost !== undefined || !picked.options;
  picked.overlay.ghost(at.stage, at.start, minutes, `${clock(at.start)} ${picked.name}`, isFree);
  if (!picked.options || !announce) return;
  const place = { stage: picked.overlay.nameOf(at.stage), start: clock(at.start), end: clock(at.start + minutes) };
  if (isFree) say(fill(words.place, { ...place, cost: costWords(cost) }));
  else say(fill(words.blocked, { why: why(at) }), true);
}

function step(key) {
  const { places } = picked.options;
  const { stage, start } = picked.at;
  const wish = picked.wish ?? start;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const starts = (places[stage] ?? []).map(([one]) => one);
    const next = key === "ArrowRight" ? starts.find((one) => one > start) : starts.findLast((one) => one < start);
    if (next !== undefined) picked.at = { stage, start: next };
    picked.wish = picked.at.start;
  } else {
    const stages = picked.overlay.stages().filter((one) => places[one] || one === stage);
    const row = stages.indexOf(stage) + (key === "ArrowDown" ? 1 : -1);
    if (stages[row] && places[stages[row]]) picked.at = close(stages[row], wish);
    picked.wish = wish;
  }
  show(true);
}

async function drop(withLater) {
  const { set, from, at, mode } = picked;
  const over = picked.over;
  const sentence = at && picked.options && costAt(at) === undefined ? fill(words.blocked, { why: why(at) }) : "";
  const isSame = from && from.stage === at?.stage && from.start === at?.start;
  if (mode === "drag" && over?.dataset.drop) {
    letGo();
    return dropOn(over.dataset.drop, set);
  }
  if (mode === "drag" && over) {
    letGo();
    return change({ verb: "swap", performance: set, other: over.dataset.set });
  }
  if (!at || isSame || !picked.options) return letGo(fill(words.left, { set: picked.name }), set);
  if (withLater) {
    if (!from || from.stage !== at.stage) return letGo(words.later_stage, set, true);
    letGo();
    return change({ verb: "shift", performance: set, minutes: at.start - from.start });
  }
  if (sentence) return letGo(sentence, set, true);
  letGo();
  await change({
    verb: "move",
    performance: set,
    night: board.dataset.nightKey,
    stage: at.stage,
    start_minute: at.start,
  });
}

function dropOn(verb, key) {
  const mark = named(key).classList;
  const on = { pin: !mark.contains("pinned"), pencil: !mark.contains("pencilled"), unplace: false }[verb];
  if (verb === "unplace" && named(key).dataset.start === undefined) return say("");
  return change({ verb, performance: key, on: on ? "1" : "" });
}

function letGo(sentence = "", focus = picked?.set, bad = false) {
  picked?.overlay.remove();
  board.classList.remove("moving");
  board.querySelectorAll(".lifted, .target, .over").forEach((one) => one.classList.remove("lifted", "target", "over"));
  board.querySelectorAll(".drops").forEach((drops) => (drops.hidden = true));
  picked = swapping = pressed = null;
  if (sentence) say(sentence, bad);
  else line.textContent = "";
  named(focus)?.focus({ preventScroll: true });
  if (waiting) refresh(focus);
}

// ——— keys

function neighbour(set, key) {
  const box = set.getBoundingClientRect();
  const others = sets().filter((one) => one !== set);
  const centre = (one) => (one.left + one.right) / 2;
  const flat = key === "ArrowLeft" || key === "ArrowRight";
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
  const distance = (other) => {
    const [dx, dy] = [centre(other) - centre(box), other.top - box.top];
    const [along, across] = flat ? [dx, dy] : [dy, dx];
    if (along * sign <= 2 || (flat && Math.abs(across) > box.height / 2)) return Infinity;
    return flat ? Math.abs(along) : Math.abs(along) * 10 + Math.abs(across);
  };
  const ranked = others.map((one) => [distance(one.getBoundingClientRect()), one]);
  const best = ranked.reduce((one, other) => (other[0] < one[0] ? other : one), [Infinity, null]);
  return best[1];
}

function focusOn(set) {
  sets().forEach((one) => (one.tabIndex = -1));
  set.tabIndex = 0;
  set.focus();
  set.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const arrows = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

const onSet = {
  Enter: (set) => (swapping ? swapWith(set) : hold(set, "keys")),
  " ": (set) => openPanel(set, true),
  p: (set) => dropOn("pin", set.dataset.set),
  u: (set) => dropOn("pencil", set.dataset.set),
  Delete: (set) => dropOn("unplace", set.dataset.set),
  s: (set) => {
    swapping = set;
    set.classList.add("lifted");
    say(fill(words.swap, { set: set.dataset.name }));
  },
  "+": (set) => lengthen(set, STEP),
  "-": (set) => lengthen(set, -STEP),
};

const lengthen = (set, more) =>
  set.dataset.start && change({ verb: "length", performance: set.dataset.set, minutes: Number(set.dataset.minutes) + more });

function swapWith(set) {
  const first = swapping.dataset.set;
  const same = swapping === set;
  letGo();
  if (!same) change({ verb: "swap", performance: first, other: set.dataset.set });
}

document.addEventListener("keydown", (event) => {
  if (dialog.open || event.altKey) return;
  if (event.ctrlKey || event.metaKey) return again(event);
  if (picked?.mode === "keys") return whileHeld(event);
  if (event.key === "Escape" && (picked || swapping)) return letGo(fill(words.left, { set: picked?.name ?? swapping.dataset.name }));
  const set = event.target.closest?.(".set[data-set]");
  if (!set || !board.contains(set)) return;
  const verb = onSet[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (arrows.has(event.key)) {
    event.preventDefault();
    const next = neighbour(set, event.key);
    if (next) focusOn(next);
    if (next && swapping) say(fill(words.swap_with, { set: next.dataset.name }));
  } else if (verb) {
    event.preventDefault();
    verb(set);
  }
});

function whileHeld(event) {
  if (event.key === "Tab") return letGo();
  if (![...arrows, "Enter", "Escape"].includes(event.key)) return;
  event.preventDefault();
  if (event.key === "Escape") letGo(fill(words.left, { set: picked.name }));
  else if (!picked.options) return;
  else if (event.key === "Enter") drop(event.shiftKey);
  else step(event.key);
}

function again(event) {
  if (event.target.closest?.("input, select, textarea")) return;
  const key = event.key.toLowerCase();
  const which = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
  const form = which && document.querySelector(`form[data-again="${which}"]`);
  if (!form) return;
  event.preventDefault();
  if (picked || swapping) letGo();
  if (board.dataset[which]) send(form.action, {});
}

// ——— mouse, pen and finger; a finger rests on a set before it picks it up, since a quick drag scrolls

document.addEventListener("pointerdown", (event) => {
  const set = event.target.closest?.(".set[data-set]");
  if (!set || !board.contains(set) || event.button !== 0 || !event.isPrimary || picked) return;
  if (event.ctrlKey || event.metaKey || !board.querySelector(".grid")?.offsetParent) return;
  const isTouch = event.pointerType === "touch";
  const box = set.getBoundingClientRect();
  const isEdge = !isTouch && set.dataset.start !== undefined && event.clientX > box.right - 7;
  const grab = set.dataset.start === undefined ? 8 : event.clientX - box.left;
  pressed = { set, isEdge, isTouch, grab, x: event.clientX, y: event.clientY, last: null, asked: null, timer: 0 };
  if (isTouch) pressed.timer = setTimeout(lift, HOLD);
  else if (!isEdge) askAhead();
});

function askAhead() {
  pressed.asked = optionsOf(pressed.set);
  pressed.asked.catch(() => null);
}

function lift() {
  if (pressed.isTouch) {
    askAhead();
    navigator.vibrate?.(20);
  }
  hold(pressed.set, pressed.isEdge ? "edge" : "drag", pressed.isEdge ? new Promise(() => {}) : pressed.asked);
}

function release() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

document.addEventListener("pointermove", (event) => {
  if (!pressed || !event.isPrimary) return;
  const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
  if (!picked && pressed.isTouch) return far > SCROLL ? release() : undefined;
  if (!picked && far < DRAG) return;
  event.preventDefault();
  pressed.last = { x: event.clientX, y: event.clientY };
  if (!picked) lift();
  point(pressed.last);
});

// While a finger holds a set the page stands still, and no menu comes up under it.
document.addEventListener("touchmove", (event) => picked && pressed && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => pressed?.isTouch && event.preventDefault());

function point(last) {
  if (!last || !picked || !pressed) return;
  if (picked.mode === "edge") {
    const end = picked.overlay.minuteAt(last.x);
    picked.minutes = Math.max(STEP, Math.round((end - picked.from.start) / STEP) * STEP);
    picked.overlay.ghost(picked.from.stage, picked.from.start, picked.minutes, fill(words.length, { n: picked.minutes }), true);
    return;
  }
  board.querySelectorAll(".target, .over").forEach((one) => one.classList.remove("target", "over"));
  const under = document.elementFromPoint(last.x, last.y);
  const other = under?.closest(".grid .set[data-set]");
  const zone = under?.closest("[data-drop]");
  const stage = picked.overlay.stageAt(last.y);
  const start = Math.round(picked.overlay.minuteAt(last.x - pressed.grab) / STEP) * STEP;
  picked.at = stage && !zone ? { stage, start } : null;
  const isFree = picked.at && costAt(picked.at) !== undefined;
  picked.over = zone ?? (other && other.dataset.set !== picked.set && !isFree ? other : null);
  if (zone) zone.classList.add("over");
  else if (picked.over) picked.over.classList.add("target");
  if (!picked.at) picked.overlay.hideGhost();
  else show(true);
  if (picked.over && !zone) say(fill(words.swap_with, { set: picked.over.dataset.name }));
}

document.addEventListener("pointerup", (event) => {
  const held = pressed;
  release();
  if (!held || !picked) return;
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50);
  if (picked.mode === "edge") {
    const { set, minutes } = picked;
    letGo();
    if (minutes !== Number(held.set.dataset.minutes)) change({ verb: "length", performance: set, minutes });
  } else drop(event.shiftKey);
});

const swallow = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

document.addEventListener("pointercancel", () => (pressed && picked ? letGo() : release()));
document.addEventListener("dragstart", (event) => event.target.closest?.(".set[data-set]") && event.preventDefault());

document.addEventListener("click", (event) => {
  const set = event.target.closest?.(".set[data-set]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (set && isPlain && event.detail && matchMedia("(min-width: 62rem)").matches) {
    event.preventDefault();
    openPanel(set, false);
  }
  const go = event.target.closest?.("[data-go]");
  const there = go && named(go.dataset.go);
  if (there?.closest(".grid") && there.offsetParent) {
    event.preventDefault();
    focusOn(there);
  }
});

// ——— the panel, the forms, the filter

async function openPanel(set, takesFocus) {
  const panel = board.querySelector("#panel");
  const response = await fetch(set.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) return say(words.unreachable, true);
  panel.querySelector("#panel-title").textContent = set.title || set.dataset.name;
  panel.querySelector("#panel-body").replaceChildren(document.createRange().createContextualFragment(await response.text()));
  globalThis.htmx?.process(panel.querySelector("#panel-body"));
  panel.dataset.set = set.dataset.set;
  panel.hidden = false;
  board.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
  set.classList.add("chosen");
  if (takesFocus) panel.querySelector("#panel-title").focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-change]");
  if (!form) return;
  event.preventDefault();
  send(form.action, Object.fromEntries(new FormData(form)));
});

const filter = document.getElementById("show");
filter.addEventListener("change", (event) => event.target.name !== "q" && filter.requestSubmit());
filter.addEventListener("input", (event) => event.target.name === "q" && pale());

function pale() {
  const text = filter.elements.q.value.toLocaleLowerCase();
  const genre = filter.elements.genre.value;
  for (const set of board.querySelectorAll(".grid .set[data-set]")) {
    const isOut = (genre && set.dataset.genre !== genre) || !set.dataset.name.toLocaleLowerCase().includes(text);
    set.classList.toggle("pale", Boolean(isOut));
  }
}

function prepare() {
  sets().forEach((set, place) => (set.tabIndex = place ? -1 : 0));
  const first = board.querySelector(".unplaced .set[data-set]");
  if (first) first.tabIndex = 0;
  for (const which of ["undo", "redo"]) {
    const button = document.querySelector(`form[data-again="${which}"] button`);
    if (button) button.disabled = !board.dataset[which];
  }
}

// Where the network is slow, one question waits for the answer to the other.
const lookLater = () => setTimeout(() => look().finally(lookLater), POLL);

prepare();
lookLater();
