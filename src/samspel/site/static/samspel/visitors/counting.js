// Help the festival: which acts stand together on this list, if the visitor says so, and nothing of who it is.
// What was counted is taken back with a ticket that is good for one time (docs/decisions: stars are counted by ticket).
import { home, store, words } from "./page.js";

const form = document.getElementById("counting");
const WAIT = 20000; // whoever stars one act after the other is counted once

let timer = 0;

export function counting() {
  if (!form) return; // a static copy has no server to count
  const box = document.getElementById("count-me");
  box.checked = store.get("counting") === true;
  box.addEventListener("change", () => {
    store.set("counting", box.checked);
    send();
  });
  store.listen(() => {
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  });
  addEventListener("online", send);
  if (box.checked || store.get("counted")) send();
}

/** Bring what the festival has counted up to what is starred now; nothing where nothing was asked for. */
async function send() {
  clearTimeout(timer);
  const wanted = store.get("counting") === true ? store.stars.map(([code]) => code).sort().join("") : "";
  const counted = store.get("counted"); // { codes, ticket }
  if (wanted === (counted?.codes ?? "")) return;
  // The next ticket is kept before it is sent: if the answer is lost, sending the same again changes nothing.
  const next = store.get("ticket") ?? ticket();
  if (store.get("ticket") !== next) store.set("ticket", next);
  const body = new URLSearchParams({ before: counted?.codes ?? "", ticket: counted?.ticket ?? "", after: wanted, next });
  const line = form.querySelector('[role="status"]');
  try {
    const response = await fetch(`${home}stars`, { method: "POST", body });
    if (response.status === 409) store.set("counted", undefined);
    if (!response.ok) throw new Error(String(response.status));
    store.set("counted", wanted ? { codes: wanted, ticket: next } : undefined);
    store.set("ticket", undefined);
    line.textContent = words(wanted ? "counted" : "uncounted");
  } catch {
    line.textContent = words("waits");
  }
}

const ticket = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
