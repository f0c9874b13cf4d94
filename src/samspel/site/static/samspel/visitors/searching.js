// The search page: hits at every letter, with or without a network.
import { element, home } from "./page.js";
import { programme } from "./programme.js";
import { entries, found } from "./search.js";

const field = document.querySelector(".search input");
const list = document.getElementById("hits");

function hit(one) {
  const also = one.also ? ` · ${one.also}` : "";
  const link = element("a", { href: `${home}${one.kind}s/${one.slug}/`, text: one.name });
  return element("li", {}, link, " ", element("span", { class: "facts", text: `${list.dataset[one.kind]}${also}` }));
}

async function show() {
  const hits = found(field.value, entries(await programme()));
  list.replaceChildren(...hits.map(hit));
  document.querySelector(".nothing").hidden = hits.length > 0 || !field.value.trim();
  const address = new URL(location.href);
  if (field.value) address.searchParams.set("q", field.value);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
}

export function start() {
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) field.value = asked;
  field.addEventListener("input", () => show().catch(() => {}));
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show().catch(() => field.form.submit());
  });
  if (field.value) show().catch(() => {});
}
