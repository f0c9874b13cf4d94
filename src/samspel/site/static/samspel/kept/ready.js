// Whether the page opens without a network. Only its worker knows, and it looks before it says so: the page and all it
// needs must be kept, in every language it may be changed to.
const PATIENCE = 30_000;

/** Have the pages at these addresses kept; true only where each of them is. */
export async function ready(homes) {
  if (!("serviceWorker" in navigator)) return false;
  const kept = await Promise.all(homes.map((home) => isKept(home).catch(() => false)));
  return kept.every(Boolean);
}

async function isKept(home) {
  const registered = await registration(home);
  const worker = await active(registered);
  return new Promise((yes) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => yes(data === true);
    setTimeout(yes, PATIENCE, false);
    worker.postMessage("keep", [port2]);
  });
}

/** The worker's registration: brought up to date where there is a network, as it is where there is none. */
async function registration(home) {
  try {
    return await navigator.serviceWorker.register(`${home}worker.js`, { scope: home });
  } catch (error) {
    const found = await navigator.serviceWorker.getRegistration(home);
    if (found) return found;
    throw error;
  }
}

function active(registered) {
  const coming = registered.installing ?? registered.waiting;
  if (registered.active || !coming) return registered.active;
  return new Promise((yes, no) => {
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated") yes(coming);
      if (coming.state === "redundant") no(new Error(coming.state));
    });
  });
}
