// An interviewer's tablet: answers are kept here first (kept/queue.js), sent when there is a network (kept/sending.js), and
// the page opens without one (kept/ready.js). Nothing is cleared from the form before it is kept or taken. Without this script the form
// is sent like any other.
import { Queue } from "../kept/queue.js";
import { ready } from "../kept/ready.js";
import { post, send } from "../kept/sending.js";
import { Asking } from "./asking.js";
import { save, table } from "./file.js";

const form = document.querySelector("#asked");
const { survey, sync, homes, name: fileName } = form.dataset;
const places = JSON.parse(document.getElementById("places").textContent);
const part = (id) => document.getElementById(id);
const bar = part("standing");
const words = bar.dataset;
const dialog = part("sure");
const SOON = 1000; // when what failed is tried again; then after twice as long, and so on
const TICK = 30_000; // at the most, and how old the bar may be

const queue = new Queue("tablet", survey);
const way = { address: sync };
const asking = new Asking(form, survey);
let [outcome, isReady, said, isDrafted] = ["", null, "", true];
let [pause, timer, listed] = [SOON, 0, ""];

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(language, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const inUnit = (unit, count) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function age(at) {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(at)) / 60_000));
  return minutes < 120 ? inUnit("minute", minutes) : inUnit("hour", Math.round(minutes / 60));
}

/** A time of day, with its day where that is not today. */
function when(at) {
  const time = new Date(at);
  return (time.toDateString() === new Date().toDateString() ? clock : dayAndClock).format(time);
}

/** What an answer is called: where and when it was given. */
function nameOf(answer) {
  const spot = new URLSearchParams(answer.form).get("spot") ?? "";
  const place = form.querySelector(`#${form.elements.spot?.id} option[value="${CSS.escape(spot)}"]`)?.textContent;
  return [spot && place, when(answer.at)].filter(Boolean).join(", ");
}

const counted = (count, one, many) => (count === 1 ? one : filled(many, { n: count }));

function show() {
  const [waiting, refused, aside] = [queue.waiting, queue.refused, queue.aside];
  const { sent } = queue.noted;
  const none = refused.length ? words.noneElse : words.none;
  bar.hidden = part("keeping").hidden = false;
  bar.dataset.state = refused.length || outcome === "ended" ? "bad" : waiting.length ? "warn" : "good";
  write("waiting", waiting.length ? counted(waiting.length, words.one, words.many) : none);
  write("oldest", waiting.length ? filled(words.oldest, { age: age(waiting[0].at) }) : "");
  write("sent", sent ? filled(words.last, { at: when(sent) }) : words.never);
  write("said", [said, words[outcome]].filter(Boolean).join(" "));
  part("full").hidden = queue.hasRoom;
  part("send").hidden = waiting.length === 0;
  showReadiness();
  showRefused(refused);
  part("ended").hidden = outcome !== "ended";
  part("aside").hidden = aside.length === 0;
  part("save").disabled = waiting.length + refused.length === 0;
  part("forget").hidden = !saved().length;
  showProgress();
}

/** Nothing is written that stands there already: what is read aloud is read once, and a focus stays where it is. */
function write(id, text) {
  if (part(id).textContent !== text) part(id).textContent = text;
}

function showRefused(refused) {
  part("to-refused").hidden = refused.length === 0;
  write("to-refused", counted(refused.length, words.refusedOne, words.refusedMany));
  const list = JSON.stringify(refused);
  if (list !== listed) part("refused").replaceChildren(...refused.map(refusal));
  listed = list;
}

function showReadiness() {
  const badge = part("readiness");
  write("readiness", isReady ? words.ready : isReady === null ? words.looking : words.notReady);
  badge.classList.toggle("good", isReady === true);
  badge.classList.toggle("warn", isReady === false);
}

function showProgress() {
  write("progress", filled(words.progress, { n: asking.answered, all: asking.questions.length }));
  const corrected = queue.find(asking.id);
  part("clear").hidden = corrected || !asking.answered;
  part("correcting").hidden = !corrected;
  write("corrected", corrected ? nameOf(corrected) : "");
}

function refusal(answer) {
  const item = part("refusal").content.cloneNode(true);
  const press = (name, act) => {
    const button = item.querySelector(`[data-act="${name}"]`);
    button.setAttribute("aria-label", `${button.textContent}: ${nameOf(answer)}`);
    button.addEventListener("click", act);
  };
  item.querySelector(".name").textContent = nameOf(answer);
  item.querySelector(".why").textContent = answer.why;
  press("open", () => correct(answer));
  press("again", () => sendAgain(answer));
  press("drop", () => drop(filled(words.dropOne, { name: nameOf(answer) }), [answer.id]));
  return item;
}

function tell(sentence) {
  said = sentence;
  show();
}

function correct(answer) {
  if (asking.answered && asking.id !== answer.id) {
    scrollTo(0, 0);
    return tell(words.busy);
  }
  asking.open(answer.form, answer.id, answer.fields);
  tell("");
}

function sendAgain({ id, at, form: text }) {
  queue.put({ id, at, form: text });
  tell("");
  goNow();
}

/** Ask once, by name; whatever is dropped is in no other place. */
async function drop(question, ids) {
  if (!(await isSure(question))) return;
  for (const id of ids) queue.drop(id);
  tell(words.dropped);
}

function isSure(question) {
  part("question").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((yes) => dialog.addEventListener("close", () => yes(dialog.returnValue === "drop"), { once: true }));
}

async function keep(event) {
  event.preventDefault();
  if (!asking.isRight(words)) return tell("");
  const before = queue.find(asking.id);
  const answer = { id: asking.id, at: before?.at ?? new Date().toISOString(), form: asking.values.toString() };
  queue.note({ spot: asking.spot });
  if (!queue.put(answer)) return sendAtOnce(answer);
  next(words.kept);
  goNow();
}

function next(sentence) {
  asking.clear();
  scrollTo(0, 0);
  asking.questions[0]?.querySelector("input[type=radio]")?.focus({ preventScroll: true });
  tell(sentence);
}

/** Where nothing can be kept, an answer stays in the form until the server has taken it. */
async function sendAtOnce(answer) {
  part("keep").disabled = true;
  const { outcome: how, taken = [], refused = [] } = await post(way, [answer]);
  part("keep").disabled = false;
  outcome = how === "stumbled" ? "failed" : how;
  if (taken.length) return next(words.taken);
  if (refused.length) asking.show(refused[0].fields);
  tell(refused.length ? refused[0].why : words.unkept);
}

async function sendNow() {
  outcome = await send(queue, way);
  show();
}

async function look() {
  isReady = await ready(homes.split(" "));
  show();
}

/** Send what waits and make ready; where that fails, again soon, and then ever more seldom. */
async function go() {
  const isDue = outcome !== "ended" && (outcome !== "sent" || queue.waiting.length > 0);
  await Promise.all([isDue && sendNow(), isReady || look()]);
  clearTimeout(timer);
  timer = setTimeout(go, pause);
  pause = Math.min(2 * pause, TICK);
  show();
}

function goNow() {
  pause = SOON;
  go();
}

const saved = () => queue.answers.filter((one) => one.saved);

function saveFile() {
  const { answers } = queue;
  save(`${fileName}.csv`, "text/csv", table(answers, places, fileName.endsWith("synthetic")));
  for (const one of answers) queue.put({ ...one, saved: new Date().toISOString() });
  tell(words.saved);
}

function saveAside() {
  save(`${fileName}.txt`, "text/plain", queue.aside.map(([key, text]) => `${key}\n${text}\n`).join("\n"));
}

form.addEventListener("submit", keep);
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input, select")) return;
  event.preventDefault(); // a half-asked answer is not saved by the way
  if (event.ctrlKey || event.metaKey) form.requestSubmit();
  else asking.goOn(event.target);
});
form.addEventListener("input", () => {
  isDrafted = asking.keepDraft();
  if (said) tell("");
  else showProgress();
});
part("send").addEventListener("click", sendNow);
part("clear").addEventListener("click", async () => (await isSure(words.dropBegun)) && next(words.dropped));
part("leave").addEventListener("click", () => (asking.clear(), tell("")));
part("save").addEventListener("click", saveFile);
part("forget").addEventListener("click", () =>
  drop(filled(words.dropSaved, { n: saved().length }), saved().map((one) => one.id)),
);
part("save-aside").addEventListener("click", saveAside);
part("drop-aside").addEventListener("click", async () => {
  if (await isSure(words.dropAside)) queue.dropAside();
  show();
});
addEventListener("online", goNow);
addEventListener("offline", () => ((outcome = "offline"), show()));
addEventListener("storage", (event) => queue.isOurs(event.key) && show());
addEventListener("beforeunload", (event) => isDrafted || event.preventDefault());
document.addEventListener("visibilitychange", () => document.hidden || goNow());
new ResizeObserver(() => (document.documentElement.style.scrollPaddingTop = `${bar.offsetHeight + 16}px`)).observe(bar);
asking.restore((id) => queue.find(id)?.why !== undefined, queue.noted.spot);
navigator.storage?.persist?.(); // what is kept here is not to be cleared away for room
show();
go();
