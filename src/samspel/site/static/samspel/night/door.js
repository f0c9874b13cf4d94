// The phone at a door: every tap is kept here first (kept/queue.js) and painted at once, sent when there is a network
// (kept/sending.js), and the page opens without one (kept/ready.js). Without this script each button sends a form.
import { newId, Queue } from "../kept/queue.js";
import { ready } from "../kept/ready.js";
import { post, send } from "../kept/sending.js";
import { folded, nightNow, tapIn } from "./folding.js";

const part = (id) => document.getElementById(id);
const pad = part("pad");
const words = pad.dataset;
const page = { state: JSON.parse(part("state").textContent), doors: JSON.parse(part("doors").textContent) };
const SOON = 1000; // when what failed is tried again; then after twice as long, and so on
const TICK = 30_000; // at the most
const POLL = 8000; // how often others' taps are asked for
const REMEMBERED = 30; // taps of this phone that can be taken back, one after the other

const queue = new Queue("door", words.venue);
const way = { address: words.sync, atOnce: 250, beside: () => ({ clock: new Date().toISOString() }), hear };
let [outcome, isReady, isSending, timer, pause] = ["looking", null, false, 0, SOON];
let waiting = queue.waiting.map(tapIn); // read once, not at each tap: hundreds wait after a long night
let notes = queue.noted; // {state, heard, own, door}: what was last heard and when, and what was tapped here

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const inUnit = (unit, count) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const counted = (count, one, many) => (count === 1 ? one : filled(many, { n: count }));

/** What the server said last: to this page, or to another window, or before the page was loaded again. */
const heard = () => (notes.state && notes.state.at > page.state.at ? notes.state : page.state);
const door = () => part("door")?.value ?? Object.keys(page.doors)[0];
const standing = () => folded(heard(), waiting);
const own = () => (notes.own ?? []).filter((one) => Date.parse(one.at) >= Date.parse(nightNow(heard()).begins));

function note(more) {
  notes = { ...notes, ...more };
  queue.note(more);
}

/** Nothing is written that stands there already: what is read aloud is read once. */
function write(id, text) {
  if (part(id).textContent !== String(text)) part(id).textContent = text;
}

function show() {
  const night = standing();
  const watch = night.doors[door()] ?? "never";
  showInside(night);
  part("starting").hidden = watch === "on";
  part("counting").hidden = watch !== "on";
  part("stopping").querySelectorAll("button").forEach((one) => (one.disabled = watch !== "on"));
  part("starting").querySelector("[data-first]").hidden = night.begun;
  write("why-start", watch === "never" && night.begun ? words.unbegun : words[watch] ?? "");
  showLast();
  showUnwatched(night);
  showStanding();
}

function showInside({ inside, limit, arrivals, departures }) {
  const left = limit === null || inside === null ? null : limit - inside;
  write("now", inside ?? "–");
  part("inside").toggleAttribute("data-full", left !== null && left <= 0);
  if (inside === null) write("left", filled(words.unknown, { in: arrivals, out: departures }));
  else if (left === null) write("left", words.noLimit);
  else if (left > 0) write("left", counted(left, words.leftOne, words.left));
  else write("left", left ? filled(words.over, { n: -left }) : words.atLimit);
}

function showLast() {
  const last = own().at(-1);
  write("last", last ? `${named(last)} ${filled(words.at, { at: clock.format(new Date(last.at)) })}` : words.nothing);
  part("undo").disabled = !last;
}

const named = ({ mark, persons }) => filled(words[mark], { n: persons });

function showUnwatched({ doors, begun }) {
  const note = part("unwatched");
  if (!note) return;
  const names = Object.keys(page.doors).filter((one) => !["on", "shut"].includes(doors[one]));
  note.hidden = !begun || names.length === 0;
  write("unwatched", filled(note.dataset.words, { doors: names.map((one) => page.doors[one]).join(", ") }));
}

function showStanding() {
  part("standing").dataset.state = outcome === "ended" ? "bad" : outcome === "sent" || outcome === "looking" ? "good" : "warn";
  write("outcome", outcome === "sent" ? words.shared : words[outcome]);
  write("waiting", waiting.length ? counted(waiting.length, words.one, words.many) : "");
  const minutes = Math.floor((Date.now() - (notes.heard ?? 0)) / 60_000);
  const at = { at: clock.format(notes.heard ?? 0), age: inUnit("minute", minutes) };
  write("age", outcome === "sent" || !minutes ? "" : notes.heard ? filled(words.age, at) : words.alone);
}

function showReadiness() {
  const badge = part("readiness");
  badge.hidden = false;
  write("readiness", isReady ? words.ready : isReady === null ? words.making : words.notReady);
  badge.classList.toggle("good", isReady === true);
  badge.classList.toggle("warn", isReady === false);
}

function showRefused() {
  part("refused").replaceChildren(...queue.refused.map(refusal));
}

function refusal(kept) {
  const item = part("refusal").content.cloneNode(true);
  const name = `${named(tapIn(kept))} ${filled(words.at, { at: clock.format(new Date(kept.at)) })}`;
  item.querySelector(".name").textContent = name;
  item.querySelector(".why").textContent = kept.why;
  const button = item.querySelector("button");
  button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  button.addEventListener("click", () => (queue.drop(kept.id), showRefused()));
  return item;
}

/** A tap: kept, painted, felt; then sent. */
function tap(mark, persons, undone) {
  const before = standing();
  const [id, at] = [newId(), new Date().toISOString()];
  const said = { key: id, door: undone?.door ?? door(), mark, persons };
  if (undone) said.undoes = undone.id;
  const kept = { id, at, form: new URLSearchParams(said).toString(), ...(undone && { was: undone }) };
  if (!queue.put(kept)) return sendAtOnce(kept);
  accept(kept, before);
  goNow();
}

function accept(kept, { inside: before, begun }) {
  const one = tapIn(kept);
  waiting.push(one);
  const mine = own();
  const { id, at, mark, persons, door: where } = one;
  if (mark === "undoes") mine.pop();
  else mine.push({ id, at, mark, persons, door: where, begun, before, after: standing().inside });
  note({ own: mine.slice(-REMEMBERED) });
  show();
  feel(mark);
}

function feel(mark) {
  const isFull = part("inside").hasAttribute("data-full");
  navigator.vibrate?.(mark === "in" ? (isFull ? [80, 60, 300] : 40) : [30, 50, 30]);
}

/** Where nothing can be kept, a tap counts only when the server has taken it. */
async function sendAtOnce(kept) {
  const said = await post(way, [kept]);
  if (!said.taken?.includes(kept.id)) return write("outcome", words.unkept);
  accept(kept, standing());
  hear(said, [kept]);
}

/** What the server says besides: how the venue stands, with the taps it has just taken. */
function hear(said) {
  outcome = said.outcome === "stumbled" ? "failed" : said.outcome;
  if (said.state) note({ state: said.state, heard: Date.now() });
  readAgain();
}

function readAgain() {
  waiting = queue.waiting.map(tapIn);
  show();
  showRefused();
}

/** Send what waits, one sending at a time, and hear of the other phones; where that fails, again soon, then more seldom. */
async function go() {
  if (isSending || outcome === "ended") return;
  isSending = true;
  outcome = await send(queue, way);
  isSending = false;
  show();
  const isDue = outcome === "sent" && waiting.length > 0;
  if (outcome === "sent") pause = SOON;
  clearTimeout(timer);
  timer = setTimeout(go, isDue ? 0 : outcome === "sent" ? POLL : pause);
  if (outcome !== "sent") pause = Math.min(2 * pause, TICK);
  if (outcome === "sent") renew();
}

/** A page that stood open since a night before is asked for anew, once: it names who played then. */
function renew() {
  const { ends } = heard();
  if (ends === page.state.ends || waiting.length || notes.renewed === ends) return;
  note({ renewed: ends });
  location.reload();
}

function goNow() {
  if (outcome !== "sent" && outcome !== "looking") return; // it is being tried again by itself
  go();
}

async function look() {
  showReadiness();
  isReady = await ready(words.homes.split(" "));
  showReadiness();
}

/** Keep the screen lit while somebody counts: a dark phone costs a guest's tap. */
async function stayLit() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // the battery is low: then not
  }
}

function submitted(event) {
  event.preventDefault();
  const form = event.target;
  const mark = event.submitter?.value ?? form.querySelector("button[name=mark]").value;
  const field = form.elements.persons;
  const persons = field ? Number(field.value) : 1;
  if (mark === "undoes") return own().length && tap(mark, 1, own().at(-1));
  if (mark === "heads") showMissed(persons);
  tap(mark, persons);
  if (field) form.reset();
  if (form === part("stopping") || mark === "heads") scrollTo(0, 0);
}

/** Say how heads differ from what the taps said, before the number goes on from them. */
function showMissed(heads) {
  const { inside } = standing();
  part("missed").hidden = inside === null;
  if (inside !== null) write("missed", filled(words.missed, { heads, taps: inside }));
}

for (const id of ["starting", "counting", "undoing", "heads", "stopping"]) part(id).addEventListener("submit", submitted);
part("door")?.addEventListener("change", () => (note({ door: door() }), show()));
if (notes.door in page.doors && part("door")) part("door").value = notes.door;
addEventListener("online", () => ((pause = SOON), go()));
addEventListener("offline", () => ((outcome = "offline"), show()));
addEventListener("storage", (event) => queue.isOurs(event.key) && ((notes = queue.noted), readAgain()));
document.addEventListener("visibilitychange", () => document.hidden || (stayLit(), (pause = SOON), go(), isReady || look()));
navigator.storage?.persist?.(); // what is kept here is not to be cleared away for room
document.querySelector(".door").classList.add("has-script");
part("no-room").hidden = queue.hasRoom;
setInterval(showStanding, TICK);
show();
showRefused();
stayLit();
go();
look();
