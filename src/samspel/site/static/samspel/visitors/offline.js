// Keep the programme for when there is no network, and say so when a kept page is shown or a newer one has come.
import { addresses, element, home, words } from "./page.js";

const line = document.querySelector(".offline");
const AGAIN = 10 * 60 * 1000; // how often an open page asks whether there is something new
const SOON = 1000; // after what failed, then doubled; all of it is asked again, as one bar of signal comes and goes
let wait = SOON;
let waiting = null;

export async function start() {
  for (const name of ["online", "offline"]) addEventListener(name, mark);
  mark();
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kind === "newer") tell(data.version);
    if (data.kind === "failed") lookSoon();
    if (data.kind !== "kept") return;
    wait = SOON;
    document.documentElement.dataset.kept = data.version;
  });
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(look, AGAIN);
  await look();
}

/** Ask the worker whether there is something new; install it first where that has not been done or failed. */
async function look() {
  clearTimeout(waiting);
  try {
    await navigator.serviceWorker.register(addresses.worker, { scope: home });
    (await navigator.serviceWorker.ready).active.postMessage("update");
  } catch {
    lookSoon();
  }
}

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(look, wait);
  wait = Math.min(wait * 2, AGAIN);
}

/** Without a network say at each link out of the programme that it needs one: to the other language, unless it is kept. */
async function mark() {
  for (const said of document.querySelectorAll("a > .needs-network")) said.remove();
  if (navigator.onLine || !("caches" in self)) return;
  const homes = (await caches.keys()).map((name) => name.split("samspel-kept ")[1]).filter(Boolean);
  const isOut = (link) => link.protocol.startsWith("http")
    && !(link.origin === location.origin && [home, ...homes].some((one) => link.pathname.startsWith(one)));
  for (const link of [...document.links].filter(isOut)) {
    link.append(element("small", { class: "needs-network", text: ` (${words("needs_network")})` }));
  }
}

/** A newer version is kept than the page shows. */
function tell(version) {
  if (version <= Number(document.body.dataset.version)) return;
  const again = element("button", { type: "button", text: words("look") });
  again.addEventListener("click", () => location.reload());
  line.replaceChildren(words("news"), again);
}
