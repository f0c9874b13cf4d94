// Take stars along: a link with them in it, and the same as a square for another phone's camera.
import { home, MOST, store, words } from "./page.js";

const at = (id) => document.getElementById(id);

at("copy").addEventListener("click", async () => {
  at("link").select();
  await navigator.clipboard?.writeText(at("link").value).catch(() => document.execCommand("copy"));
  at("copy").textContent = words("copied");
});

/** Fill in the link and the square for the stars there are now. */
export async function along() {
  const link = `${location.origin}${home}my-night/?s=${written(store.stars)}`;
  at("link").value = link;
  const { drawing } = await import("./qr.js");
  if (at("link").value !== link) return; // there are other stars by now
  const square = drawing(link);
  at("qr").hidden = !square;
  at("qr-none").hidden = Boolean(square);
  if (square) at("qr").src = `data:image/svg+xml,${encodeURIComponent(square)}`;
}

const LENGTH = 5;

/** Picks as the text of a link: codes of must, a full stop, codes of maybe. */
export function written(stars) {
  const of = (wish) => stars.filter((star) => star[1] === wish).map((star) => star[0]).join("");
  return [of("must"), of("maybe")].join(".").replace(/\.$/, "");
}

/** The picks in a link's text, each act once; null where it names more than a night has room for. */
export function picksIn(text) {
  const [must = "", maybe = ""] = text.split(".");
  if (must.length + maybe.length > MOST * LENGTH) return null;
  const codes = (part) => part.match(/[\w-]{5}/g) ?? [];
  return [...new Map([...codes(maybe).map((code) => [code, "maybe"]), ...codes(must).map((code) => [code, "must"])])];
}
