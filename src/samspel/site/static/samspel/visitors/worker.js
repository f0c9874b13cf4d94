// Serves the kept pages of one programme where there is no network, or too little of it. KNOWN stands above: home, the
// addresses of scripts and styles (they change with their content), words, and the language.
//
// A page is asked of the network first, as what holds is there; after PATIENCE it comes from what is kept, if it is.
// Kept are the insides of all pages and one frame around them, fetched in one go, and afterwards only what differs.

// A static copy writes its addresses relative to this script.
const here = (address) => new URL(address, location.href).pathname;
const HOME = here(KNOWN.home);
const PAGES = here(KNOWN.pages);
const FACTS = here(KNOWN.facts);
const OURS = KNOWN.assets.map(here);
const ASSETS = "samspel-assets";
const KEPT = `samspel-kept ${HOME}`;
const PATIENCE = 2500;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));

// Only that: until this is done a browser holds back what pages ask for. Each page asks for an update itself.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Who asks is always answered, also a page that came while the worker was installed and is therefore not its client,
// or one that asked while an update was ending.
self.addEventListener("message", (event) => {
  if (event.data !== "update") return;
  const answer = (version) => event.source?.postMessage(version === null ? { kind: "failed" } : { kind: "kept", version });
  event.waitUntil(update().then(answer));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const isOurs = address.pathname.startsWith(HOME);
  if (isOurs && request.mode === "navigate" && !/\.\w+$/.test(address.pathname)) event.respondWith(page(event, address));
  else if (address.pathname === FACTS) event.respondWith(facts(request));
  else if (/\/(static|look|icon)\//.test(address.pathname)) event.respondWith(asset(request));
});

/** Scripts and styles of an older installation are not needed any more. */
async function letGo() {
  const cache = await caches.open(ASSETS);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (/\/static\/samspel\//.test(pathname) && !OURS.includes(pathname)) await cache.delete(url);
  }
}

const addTo = async (cache, address) => (await cache.match(address)) ?? cache.add(address);

/** What never changes under its address: kept first. */
async function asset(request) {
  const cache = await caches.open(ASSETS);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

async function facts(request) {
  try {
    const response = await inTime(fetch(request));
    if (response.ok) return response;
  } catch {
    // no network, or too little
  }
  return (await (await caches.open(KEPT)).match(FACTS)) ?? fetch(request);
}

async function page(event, address) {
  const kept = await composed(address);
  try {
    // Asked anew: of a plain file a browser holds for hours that it has not changed, and a page would pass for what holds.
    const asked = fetch(event.request, { cache: "no-cache" });
    return await (kept ? inTime(asked) : asked);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

const inTime = (promise) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("late")), PATIENCE))]);

async function held() {
  memory ??= await (await (await caches.open(KEPT)).match(PAGES))?.json() ?? null;
  return memory;
}

/** A page from its kept inside and the frame, or null where nothing is kept of it. */
async function composed(address) {
  const kept = await held();
  if (!kept) return null;
  const rest = restOf(address, kept);
  const inside = kept.pages[rest];
  if (!inside) return null;
  const [title, way, main] = inside;
  const at = new Intl.DateTimeFormat(KNOWN.language === "en" ? "en-GB" : KNOWN.language, { timeZone: kept.zone, dateStyle: "medium", timeStyle: "short" }).format(kept.asked);
  const line = KNOWN.words.offline.replace("{at}", at).replace("{version}", kept.version);
  const text = kept.frame
    .replaceAll("search/?frame", () => rest)
    .replace("<!--title-->", () => title)
    .replace("<!--main-->", () => main)
    .replace(`data-way="${way}"`, `data-way="${way}" aria-current="page"`)
    .replace('<div class="offline" role="status">', (found) => found + line);
  return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": KNOWN.policy } });
}

/** Which page an address shows: that of the programme itself now and next while a night is on, else the next night. */
function restOf({ pathname }, { spans }) {
  const rest = pathname.slice(HOME.length);
  const now = Date.now() / 60000;
  const next = spans.find((span) => now < span[2]) ?? spans.at(-1);
  if (rest === "" && next[1] <= now && now < next[2]) return "now/";
  return rest === "" || rest === "nights/" ? `${next[0]}/` : rest;
}

let memory = null;
let updating = null;

/** Fetch what differs from what is kept, and tell the open pages. One at a time. The version kept, 0 of a withdrawn
 * programme, or null where it failed: who asked may ask again. */
function update() {
  updating ??= fetchPages().catch(() => null).finally(() => (updating = null));
  return updating;
}

async function fetchPages() {
  const kept = await held();
  const response = await fetch(kept ? `${PAGES}?since=${kept.digest}` : PAGES, { cache: "no-cache" });
  const cache = await caches.open(KEPT);
  if (response.status === 404 || response.status === 410) {
    memory = null; // withdrawn: what is hidden from visitors is hidden here too
    await caches.delete(KEPT);
    return 0;
  }
  if (!response.ok) return null;
  const news = response.status === 204 ? kept : await whole(kept, await response.json());
  // What the pages need comes first, so that no page is kept without it; what only older pages needed goes last.
  await keepAssets(news.frame);
  if (response.status !== 204) await cache.add(new Request(FACTS, { cache: "no-cache" }));
  memory = { ...news, asked: Date.now() };
  await cache.put(PAGES, new Response(JSON.stringify(memory), { headers: { "Content-Type": "application/json" } }));
  await letGo();
  if (kept && news.version > kept.version) {
    for (const client of await self.clients.matchAll()) client.postMessage({ kind: "newer", version: news.version });
  }
  return news.version;
}

/** Everything, from what is kept and what is new; of a static copy from its pages, one by one. */
async function whole(kept, news) {
  if (news.addresses) return kept?.digest === news.digest ? kept : { ...news, ...(await fetched(news.addresses)) };
  if (news.whole) return news;
  const pages = { ...kept.pages, ...news.pages };
  for (const gone of news.gone) delete pages[gone];
  return { ...news, pages };
}

const MOST = 6; // pages of a static copy that are fetched at once

async function fetched(addresses) {
  const pages = {};
  const waiting = [...addresses];
  const take = async () => {
    for (let rest = waiting.pop(); rest !== undefined; rest = waiting.pop()) {
      const response = await fetch(`${HOME}${rest}`, { cache: "no-cache" });
      if (response.ok) pages[rest] = cut(absolute(await response.text(), response.url));
    }
  };
  await Promise.all(Array.from({ length: MOST }, take));
  const frame = absolute(await (await fetch(`${HOME}search/`)).text(), new URL(`${HOME}search/?frame`, location.href));
  return { pages, frame: frame.replace(/<title>[^]*?<\/title>/, "<title><!--title--></title>").replace(/(<main [^>]*>)[^]*(<\/main>)/, "$1<!--main-->$2").replace(' aria-current="page"', "") };
}

/** A page's links as they are from anywhere. */
const absolute = (text, page) => text.replace(/\s(href|src|action|data-home|data-facts|data-worker)="([^"#][^"]*)"/g, (_, name, link) => {
  const address = new URL(link.replaceAll("&amp;", "&"), page);
  return ` ${name}="${(address.origin === location.origin ? address.href.slice(address.origin.length) : address.href).replaceAll("&", "&amp;")}"`;
});

function cut(text) {
  const [, title = ""] = /<title>([^]*?)<\/title>/.exec(text) ?? [];
  const [, way = ""] = /data-way="(\w+)" aria-current/.exec(text) ?? [];
  const [, main = ""] = /<main [^>]*>([^]*)<\/main>/.exec(text) ?? [];
  return [title.trim(), way, main.replace(/<script type="application\/ld\+json">[^]*?<\/script>/, "")];
}

/** Scripts, and the styles that the frame names: whatever is not kept yet. */
async function keepAssets(frame) {
  const cache = await caches.open(ASSETS);
  const named = [...frame.matchAll(/(?:href|src)="([^"]*\/(?:static|look)\/[^"]+)"/g)].map((match) => match[1]);
  await Promise.all([...OURS, ...named].map((address) => addTo(cache, address)));
}
