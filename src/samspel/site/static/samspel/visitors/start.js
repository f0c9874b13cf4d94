// The only script a page names. Each part stands by itself: one that fails leaves the page as the server made it.
import { starButtons } from "./stars.js";

document.documentElement.classList.add("scripted");

const parts = [
  [".night", () => import("./night.js")],
  ["#on-now", () => import("./now.js")],
  ["#hits", () => import("./searching.js")],
  [".places", () => import("./venues.js")],
  ["#mine", () => import("./mynight.js")],
  ["body", () => import("./offline.js")],
];

starButtons();
for (const [selector, load] of parts) {
  if (document.querySelector(selector)) load().then((part) => part.start()).catch((error) => console.warn(selector, error.message));
}
