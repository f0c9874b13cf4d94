// A night's page: what is on stands out, the view is remembered, the filter stands in the address, the grid opens at this hour.
import { store } from "./page.js";

const list = document.querySelector(".night");
const filter = document.querySelector(".filter");

function mark() {
  const now = Date.now() / 60000 - list.dataset.from;
  for (const row of list.querySelectorAll(".set-row")) {
    const [from, to] = row.dataset.on.split(" ").map(Number);
    row.classList.toggle("live", from <= now && now < to);
    row.classList.toggle("over", to <= now);
  }
}

/** What is chosen, as an address says it. */
const chosen = () => new URLSearchParams([...new FormData(filter)].filter(([, value]) => value));

/** Show what is of the chosen genre and meets all chosen needs, and let the address say so. What is cancelled and known to meet
 * none stays. */
function narrow() {
  const genre = chosen().get("genre");
  const needs = chosen().getAll("need");
  for (const row of list.querySelectorAll(".set-row")) {
    const { meets } = row.dataset;
    const fits = meets ? needs.every((need) => meets.split(" ").includes(need)) : row.classList.contains("cancelled") || !needs.length;
    row.hidden = Boolean(genre && row.dataset.genre !== genre) || !fits;
  }
  for (const hour of list.querySelectorAll(".hour")) hour.hidden = !hour.querySelector(".set-row:not([hidden])");
  document.querySelector(".none").hidden = Boolean(list.querySelector(".set-row:not([hidden])"));
  history.replaceState(null, "", `?${chosen()}`.replace(/\?$/, location.pathname));
}

/** An address that narrows the night: a server has sent what fits and no more, a copy or a kept page all of it. */
function filtering() {
  const asked = new URLSearchParams(location.search);
  const isSent = [...chosen()].length > 0;
  for (const field of filter.elements) {
    if (field.name === "genre" && asked.get("genre")) field.value = asked.get("genre");
    if (field.name === "need" && asked.getAll("need").includes(field.value)) field.checked = true;
  }
  filter.addEventListener("change", () => (isSent ? filter.submit() : narrow()));
  if (!isSent && [...chosen()].length) narrow();
  const needs = filter.querySelector("details");
  document.addEventListener("click", ({ target }) => needs?.contains(target) || needs?.removeAttribute("open"));
  needs?.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    needs.open = false;
    needs.querySelector("summary").focus();
  });
}

export function start() {
  for (const choice of document.querySelectorAll('.view input[name="view"]')) {
    choice.checked = choice.value === (store.get("view") ?? "list");
    choice.addEventListener("change", () => {
      store.set("view", choice.value);
      toNow();
    });
  }
  if (filter) filtering();
  mark();
  toNow();
  setInterval(mark, 60000);
}

/** Scroll the grid so that what is on, or else the first set, can be seen. */
function toNow() {
  if (store.get("view") !== "grid") return;
  const first = list.querySelector(".live") ?? list.querySelector(".set-row:not(.over)");
  if (first && list.scrollWidth > list.clientWidth) list.scrollLeft = first.offsetLeft - 0.35 * list.clientWidth;
}
