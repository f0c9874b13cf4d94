// Opens a tablet's page without a network. KNOWN stands above: home, addresses of scripts and styles.
// The page is asked of the network first, as its questions may have changed; what never changes is kept first.
const ASSETS = "samspel-assets";
const KEPT = `samspel-tablet ${KNOWN.home}`;
const PATIENCE = 3000;

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === KNOWN.home) event.respondWith(page(request));
  else if (/\/(static|accent|icon)\//.test(address.pathname)) event.respondWith(asset(request));
});

async function keep() {
  const response = await fetch(KNOWN.home, { cache: "no-cache" });
  if (!response.ok) return;
  const text = await response.clone().text();
  await (await caches.open(KEPT)).put(KNOWN.home, response);
  const cache = await caches.open(ASSETS);
  const named = [...text.matchAll(/(?:href|src)="([^"]*\/(?:static|accent)\/[^"]+)"/g)].map((match) => match[1]);
  await Promise.all([...new Set([...KNOWN.assets, ...named])].map(async (one) => (await cache.match(one)) ?? cache.add(one)));
}

async function page(request) {
  const cache = await caches.open(KEPT);
  const late = new Promise((_, no) => setTimeout(() => no(new Error("late")), PATIENCE));
  const found = await cache.match(KNOWN.home);
  try {
    const response = await (found ? Promise.race([fetch(request), late]) : fetch(request));
    if (response.ok) await cache.put(KNOWN.home, response.clone());
    if (response.status === 404) await cache.delete(KNOWN.home); // taken back
    return response;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

async function asset(request) {
  const cache = await caches.open(ASSETS);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
