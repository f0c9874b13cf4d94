// Keep the programme for when there is no network, and say so when a kept page is shown or a newer one has come.
import { addresses, element, home, words } from "./words.js";

const line = document.querySelector(".offline");
const AGAIN = 10 * 60 * 1000; // how often an open page asks whether there is something new

export async function start() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kind === "newer") tell(data.version);
    if (data.kind === "kept") document.documentElement.dataset.kept = data.version;
  });
  await navigator.serviceWorker.register(addresses.worker, { scope: home });
  const { active } = await navigator.serviceWorker.ready;
  const look = () => active.postMessage("update");
  look();
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(look, AGAIN);
}

/** A newer version is kept than the page shows. */
function tell(version) {
  if (version <= Number(document.body.dataset.version)) return;
  const again = element("button", { type: "button", text: words("look") });
  again.addEventListener("click", () => location.reload());
  line.replaceChildren(words("news"), again);
}
