// Items of lists, made from the page's own template so that a list looks the same whoever made it.
import { element, home, starButton, words } from "./page.js";
import { clock, towards, where } from "./programme.js";

const template = document.getElementById("set-card");

/** One set; `walk` in minutes, `why` a line below. */
export function item(one, { walk = null, why = "", star = true } = {}) {
  const row = template.content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`[data-is="${name}"]`);
  part("from").textContent = clock(one.start);
  part("to").textContent = clock(one.end);
  part("act").append(one.status === "cancelled" ? element("s", { text: one.act.name }) : one.act.name);
  part("act").href = `${home}acts/${one.act.slug}/`;
  part("venue").textContent = where(one);
  part("venue").href = `${home}venues/${one.venue.slug}/`;
  part("facts").textContent = [one.act.genre, one.act.country].filter(Boolean).join(" · ");
  if (one.status) row.classList.add(one.status);
  for (const name of ["cancelled", "moved"]) part(name).hidden = one.status !== name;
  if (walk !== null) {
    part("walk").textContent = walk ? words("walk", { n: walk }) : words("no_walk");
    part("walk").hidden = false;
  }
  const late = towards(one.night.date, one.start);
  if (late) row.querySelector("div").append(element("small", { text: late }));
  if (why) row.querySelector("div").append(element("span", { class: "why", text: why }));
  if (star) row.append(starButton(one.act.code, one.act.name));
  return row;
}
