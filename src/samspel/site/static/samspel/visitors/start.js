// The only script a page names. Each part stands by itself: one that fails leaves the page as the server made it, with
// the buttons and forms that do without scripts.
import { starButtons } from "./page.js";

document.documentElement.classList.add("scripted");

const parts = [
  [".night", () => import("./night.js")],
  ["#on-now", () => import("./now.js")],
  ["#hits", () => import("./searching.js")],
  [".places", () => import("./venues.js")],
  ["#mine", () => import("./mynight.js")],
  ["body", () => import("./offline.js")],
];

function failed(selector, error) {
  document.documentElement.classList.remove("scripted");
  console.warn(selector, error.message);
}

starButtons();
for (const [selector, load] of parts) {
  if (document.querySelector(selector)) load().then((part) => part.start()).catch((error) => failed(selector, error));
}
