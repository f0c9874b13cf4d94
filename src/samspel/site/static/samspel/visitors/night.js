// A night's page: what is on stands out, the view and the genre are remembered, the grid opens at this hour.
import { store } from "./page.js";

const list = document.querySelector(".night");

function mark() {
  const now = Date.now() / 60000 - list.dataset.from;
  for (const row of list.querySelectorAll(".set-row")) {
    const [from, to] = row.dataset.on.split(" ").map(Number);
    row.classList.toggle("live", from <= now && now < to);
    row.classList.toggle("over", to <= now);
  }
}

/** Show what is of the chosen genre and meets the chosen need; what is cancelled and of which nobody knows stays too. */
function narrow() {
  const [genre, need] = ["genre", "need"].map((id) => document.getElementById(id)?.value ?? "");
  for (const row of list.querySelectorAll(".set-row")) {
    const { meets } = row.dataset;
    const fits = meets ? meets.split(" ").includes(need) : row.classList.contains("cancelled");
    row.hidden = (genre && row.dataset.genre !== genre) || (need && !fits) || false;
  }
  for (const hour of list.querySelectorAll(".hour")) hour.hidden = !hour.querySelector(".set-row:not([hidden])");
}

export function start() {
  for (const choice of document.querySelectorAll('.view input[name="view"]')) {
    choice.checked = choice.value === (store.get("view") ?? "list");
    choice.addEventListener("change", () => {
      store.set("view", choice.value);
      toNow();
    });
  }
  for (const choice of document.querySelectorAll(".filter select")) choice.addEventListener("change", narrow);
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
