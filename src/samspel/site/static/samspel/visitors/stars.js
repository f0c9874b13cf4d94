// Stars: a link without scripts, here a button. One press is must, two are maybe, three leave it.
import { store, MOST } from "./store.js";
import { element, words } from "./words.js";

const NEXT = { "": "must", must: "maybe", maybe: "" };
const SIGN = { "": "☆", must: "★", maybe: "★" };

/** Make every star below an element a button. */
export function starButtons(root = document) {
  for (const link of root.querySelectorAll("a.star")) {
    const row = link.closest("[data-act]");
    link.replaceWith(starButton(row.dataset.act, row.querySelector(".name").textContent));
  }
  for (const link of root.querySelectorAll("a.star-wide")) {
    const { act, name } = link.closest("[data-act]").dataset;
    link.replaceWith(starButton(act, name, true));
  }
}

export function starButton(code, name, wide = false) {
  const button = element("button", { type: "button", class: wide ? "button" : "star", "data-code": code, "data-name": name });
  button.addEventListener("click", () => {
    const taken = store.star(code, NEXT[store.wish(code)]);
    if (!taken) alert(words("full", { most: MOST }));
  });
  show(button, wide);
  return button;
}

function show(button, wide) {
  const { code, name } = button.dataset;
  const wish = store.wish(code);
  if (wish) button.dataset.wish = wish;
  else delete button.dataset.wish;
  button.setAttribute("aria-label", words(wish || "star", { act: name }));
  const short = wish ? words(`short_${wish}`) : "";
  if (wide) button.textContent = wish ? `${SIGN[wish]} ${short}` : `☆ ${words("add")}`;
  else button.replaceChildren(SIGN[wish], ...(wish ? [element("small", { text: short })] : []));
}

store.listen(() => {
  for (const button of document.querySelectorAll("button[data-code]")) show(button, !button.classList.contains("star"));
});
