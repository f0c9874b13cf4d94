// Opens the page of a tablet or a phone without a network. Its scope is the page's address; the page names all that it needs, modules
// too, and is kept together with that in one cache of its own, so that nothing else clears half of it away.
const HOME = new URL(self.registration.scope).pathname;
const KEPT = `samspel-device ${HOME}`;
const NEEDED = /(?:href|src)="([^"]*\/(?:static|accent)\/[^"]+)"/g;
const OURS = " data-homes="; // a bar's sign-in page is not the form
const PATIENCE = 3000; // how long a page that is kept waits for a newer one
const LONGEST = 20_000;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data !== "keep") return;
  const looked = keep().catch(() => {}).then(isKept); // without a network: is what is kept whole?
  event.waitUntil(looked.then((whole) => event.ports[0].postMessage(whole)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === HOME) event.respondWith(page(request));
  else if (/\/(static|accent)\//.test(address.pathname)) event.respondWith(asset(request));
});

const needs = (text) => [...new Set([...text.matchAll(NEEDED)].map((match) => match[1]))];

/** Keep the page as it is now: first what it needs, then itself, and then let go of what an older one needed. */
async function keep() {
  const response = await fetch(HOME, { cache: "no-store", signal: AbortSignal.timeout?.(LONGEST) });
  if (!(await isOurs(response))) return;
  const cache = await caches.open(KEPT);
  const needed = needs(await response.clone().text());
  await Promise.all(needed.map(async (one) => (await cache.match(one)) ?? cache.add(one)));
  await cache.put(HOME, response);
  const kept = new Set([HOME, ...needed].map((one) => new URL(one, location.href).href));
  for (const { url } of await cache.keys()) if (!kept.has(url)) await cache.delete(url);
}

async function isKept() {
  const cache = await caches.open(KEPT);
  const found = await cache.match(HOME);
  if (!found) return false;
  const held = await Promise.all(needs(await found.text()).map((one) => cache.match(one)));
  return held.every(Boolean);
}

const isOurs = async (response) => response.ok && !response.redirected && (await response.clone().text()).includes(OURS);

/** The page from the network; the kept one where that is slow, absent, says something else, or the link has ended. */
async function page(request) {
  const found = await (await caches.open(KEPT)).match(HOME);
  if (!found) return fetch(request);
  const late = new Promise((_, no) => setTimeout(() => no(new Error("late")), PATIENCE));
  const asked = fetch(request).then(async (response) => ((await isOurs(response)) ? response : found));
  return Promise.race([asked, late]).catch(() => found);
}

async function asset(request) {
  return (await (await caches.open(KEPT)).match(request)) ?? fetch(request);
}
