// The list of venues with the walk from where one is: as the server orders it, which a kept page has not asked.
import { element, store, words } from "./page.js";
import { programme } from "./programme.js";

const near = document.getElementById("near");

async function show() {
  const found = await programme();
  const from = near.value ? found.venueOf(near.value) : null;
  const list = document.querySelector(".places");
  for (const row of list.children) {
    const walk = from ? found.walk(from.row, found.venueOf(row.dataset.venue).row) : null;
    row.querySelector(".walk")?.remove();
    row.dataset.walk = walk ?? 0;
    if (walk !== null) row.querySelector(".facts").prepend(element("b", { class: "walk", text: walk ? words("walk", { n: walk }) : words("no_walk") }), " ");
  }
  const rows = [...list.children].sort((one, other) => one.dataset.walk - other.dataset.walk || one.querySelector(".count").textContent - other.querySelector(".count").textContent);
  list.replaceChildren(...rows);
  for (const dot of document.querySelectorAll(".town a")) dot.classList.toggle("here", dot.pathname.endsWith(`/${near.value}/`));
}

export function start() {
  const asked = new URLSearchParams(location.search).get("near");
  near.value = asked ?? store.get("near") ?? "";
  near.addEventListener("change", () => {
    store.set("near", near.value || undefined);
    show().catch(() => near.form.submit());
  });
  if (near.value) show().catch(() => {});
}
