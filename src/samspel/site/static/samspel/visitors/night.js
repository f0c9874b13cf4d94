// A night's page: what is on stands out, the view and the genre are remembered, the grid opens at this hour.
import { store } from "./store.js";

const list = document.querySelector(".night");

function mark() {
  const now = Date.now();
  for (const row of list.querySelectorAll(".set-row")) {
    const [from, to] = [...row.querySelectorAll("time")].map((time) => Date.parse(time.dateTime));
    row.classList.toggle("live", from <= now && now < to);
    row.classList.toggle("over", to <= now);
  }
}

export function start() {
  for (const choice of document.querySelectorAll('.view input[name="view"]')) {
    choice.checked = choice.value === (store.get("view") ?? "list");
    choice.addEventListener("change", () => {
      store.set("view", choice.value);
      toNow();
    });
  }
  const genre = document.getElementById("genre");
  genre?.addEventListener("change", () => {
    for (const row of list.querySelectorAll(".set-row")) row.hidden = Boolean(genre.value) && row.dataset.genre !== genre.value;
    for (const hour of list.querySelectorAll(".hour")) hour.hidden = !hour.querySelector(".set-row:not([hidden])");
  });
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
