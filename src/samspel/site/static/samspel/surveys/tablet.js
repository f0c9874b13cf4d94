// An interviewer's tablet: answers are kept here first and sent when there is a network. Each has an id of its own, so
// that one that is sent twice is taken in once. Without this script the form is sent like any other.
const form = document.querySelector("#asked");
const box = document.querySelector("#standing");
const [waiting, said, refusals, missing] = ["waiting", "said", "refused", "missing"].map((id) => document.getElementById(id));
const KEY = `samspel-tablet:${form.dataset.sync.split("/").slice(2).join("/")}`; // the same in both languages
const AGAIN = 30_000; // how often it tries while answers wait
const AT_ONCE = 50;

let kept = read();
let sending = false;

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { waiting: found.waiting ?? [], refused: found.refused ?? [], spot: found.spot ?? "" };
  } catch {
    return { waiting: [], refused: [], spot: "" };
  }
}

function write() {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function show(sentence = "") {
  const { none, one, many } = box.dataset;
  const count = kept.waiting.length;
  box.hidden = false;
  box.dataset.waiting = count;
  waiting.textContent = count === 0 ? none : count === 1 ? one : many.replace("{n}", count);
  said.textContent = sentence;
  document.getElementById("send").hidden = count === 0;
  refusals.replaceChildren(...kept.refused.map(refusal));
}

function refusal({ id, why }) {
  const item = document.createElement("li");
  const drop = document.createElement("button");
  Object.assign(drop, { type: "button", className: "button small danger", textContent: box.dataset.drop });
  drop.addEventListener("click", () => {
    kept = { ...read(), refused: read().refused.filter((one) => one.id !== id) };
    write();
    show();
  });
  item.append(`${box.dataset.refused} ${why} `, drop);
  return item;
}

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
};

/** What must be answered and is not; a group of radio buttons counts once. */
function lacking() {
  return [...form.querySelectorAll("[required]")].filter((field) =>
    field.type === "radio" ? !form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`) : !field.value.trim(),
  );
}

function keep(event) {
  event.preventDefault();
  for (const one of form.querySelectorAll(".field.invalid")) one.classList.remove("invalid");
  const lacks = lacking();
  missing.hidden = lacks.length === 0;
  if (lacks.length) {
    for (const one of lacks) one.closest(".field")?.classList.add("invalid");
    lacks[0].focus();
    return;
  }
  const id = newId();
  const values = new URLSearchParams(new FormData(form));
  values.set("key", id);
  kept = read(); // another window of this tablet may have kept one meanwhile
  const spot = values.get("spot") ?? "";
  const next = { ...kept, waiting: [...kept.waiting, { id, at: new Date().toISOString(), form: values.toString() }], spot };
  const before = kept;
  kept = next;
  if (!write()) {
    kept = before;
    return show(box.dataset.full);
  }
  form.reset();
  if (form.elements.spot) form.elements.spot.value = spot;
  scrollTo(0, 0);
  show(box.dataset.kept);
  send();
}

async function send() {
  if (sending || !kept.waiting.length) return;
  sending = true;
  try {
    while (kept.waiting.length) {
      const batch = kept.waiting.slice(0, AT_ONCE);
      const response = await fetch(form.dataset.sync, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ answers: batch }),
      });
      if (response.status === 404) return show(box.dataset.ended);
      if (!response.ok) return show(box.dataset.offline);
      const answer = await response.json();
      const gone = new Set([...answer.taken, ...answer.refused.map((one) => one.id)]);
      kept = read();
      const refused = answer.refused.map((one) => ({ ...one, form: batch.find((sent) => sent.id === one.id)?.form }));
      kept = { ...kept, waiting: kept.waiting.filter((one) => !gone.has(one.id)), refused: [...kept.refused, ...refused] };
      write();
      if (!gone.size) return show(box.dataset.offline);
    }
    show(said.textContent === box.dataset.offline ? "" : said.textContent);
  } catch {
    show(box.dataset.offline);
  } finally {
    sending = false;
  }
}

form.addEventListener("submit", keep);
document.getElementById("send").addEventListener("click", send);
addEventListener("online", send);
addEventListener("storage", (event) => event.key === KEY && ((kept = read()), show()));
setInterval(send, AGAIN);
if (form.elements.spot && kept.spot) form.elements.spot.value = kept.spot;
show();
send();
if ("serviceWorker" in navigator) {
  const scope = new URL(".", new URL(form.dataset.worker, location.href)).pathname;
  navigator.serviceWorker
    .register(form.dataset.worker, { scope })
    .then(() => navigator.serviceWorker.ready)
    .then(() => (document.documentElement.dataset.kept = "yes"))
    .catch((error) => console.warn(error.message));
}
