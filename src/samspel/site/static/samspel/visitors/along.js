// Take stars along: a link with them in it, and the same as a square for another phone's camera.
import { store, written } from "./store.js";
import { home, words } from "./words.js";

const at = (id) => document.getElementById(id);
const FITS = 520; // letters a phone's camera reads off another phone's screen

at("copy").addEventListener("click", async () => {
  at("link").select();
  await navigator.clipboard?.writeText(at("link").value).catch(() => document.execCommand("copy"));
  at("copy").textContent = words("copied");
});

/** Fill in the link and the square for the stars there are now. */
export function along() {
  const text = written(store.stars);
  at("link").value = `${location.origin}${home}my-night/?s=${text}`;
  const image = at("qr");
  const fits = text.length <= FITS;
  image.hidden = !fits;
  at("qr-none").hidden = fits;
  image.onerror = () => {
    image.hidden = true;
    at("qr-none").hidden = false;
  };
  if (fits) image.src = `${home}my-night.svg?s=${text}`;
}
