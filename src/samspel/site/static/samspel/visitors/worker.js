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
const CALENDAR = here(KNOWN.calendar);
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
  if ([FACTS, CALENDAR].includes(address.pathname) && !address.search) event.respondWith(file(request, address.pathname));
  else if (isOurs && request.mode === "navigate") event.respondWith(page(event, address));
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

/** The programme's facts for scripts, or its calendar. */
async function file(request, path) {
  try {
    const response = await inTime(fetch(request, { cache: "no-cache" }));
    if (response.ok || isGone(response)) return response;
  } catch {
    // no network, or too little; a server that fails is none
  }
  return (await (await caches.open(KEPT)).match(path)) ?? fetch(request);
}

async function page(event, address) {
  const kept = await composed(address);
  try {
    // Asked anew: of a plain file a browser holds for hours that it has not changed, and a page would pass for what holds.
    const asked = fetch(event.request, { cache: "no-cache" });
    const response = await (kept ? inTime(asked) : asked);
    if (isGone(response)) event.waitUntil(update()); // this page alone, or all: the list of all pages says which
    return kept && response.status >= 500 ? kept : response;
  } catch (error) {
    const instead = kept ?? await noSuch();
    if (instead) return instead;
    throw error;
  }
}

const isGone = ({ status }) => status === 404 || status === 410;
const inTime = (promise) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error("late")), PATIENCE))]);

async function held() {
  if (memory && !(await caches.has(KEPT))) memory = null; // the other language's worker heard that it was withdrawn
  memory ??= await (await (await caches.open(KEPT)).match(PAGES))?.json() ?? null;
  return memory;
}

/** A page from its kept inside and the frame, or null where nothing is kept of it. */
async function composed(address) {
  const kept = await held();
  const rest = kept && restOf(address, kept);
  return kept?.pages[rest] ? framed(kept, rest, kept.pages[rest]) : null;
}

const MAIN = /^(now|my-night|search|venues|acts|\d{4}-\d\d-\d\d)\/$/;

/** In the place of a page that is not kept: what is. Null where nothing is. */
async function noSuch() {
  const kept = await held();
  if (!kept) return null;
  const { title, lead } = KNOWN.words;
  const links = Object.entries(kept.pages).filter(([rest]) => MAIN.test(rest))
    .map(([rest, [of]]) => `<li><a href="${HOME}${rest}">${of.split(" · ")[0]}</a></li>`);
  const main = `<header class="poster poster-low"><div class="inner"><h1>${title}</h1><p class="sum">${lead}</p></div></header>
    <ul class="hits" role="list">${links.join("")}</ul>`;
  return framed(kept, "", [title, "", main], 503);
}

function framed(kept, rest, [title, way, main], status = 200) {
  const at = new Intl.DateTimeFormat(KNOWN.language === "en" ? "en-GB" : KNOWN.language, { timeZone: kept.zone, dateStyle: "medium", timeStyle: "short" }).format(kept.written ?? kept.asked);
  const line = KNOWN.words.offline.replace("{at}", at).replace("{version}", kept.version);
  const text = kept.frame
    .replaceAll("search/?frame", () => rest)
    .replace("<!--title-->", () => title)
    .replace("<!--main-->", () => main)
    .replace(`data-way="${way}"`, `data-way="${way}" aria-current="page"`)
    .replace('<div class="offline" role="status">', (found) => found + line);
  return new Response(text, { status, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": KNOWN.policy } });
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
  const cache = await caches.open(KEPT); // before it is asked: what the other language's worker forgets meanwhile is not kept again
  const response = await fetch(kept ? `${PAGES}?since=${kept.digest}` : PAGES, { cache: "no-cache" });
  if (isGone(response)) {
    await forget();
    return 0;
  }
  if (!response.ok) return null;
  const news = response.status === 204 ? kept : await whole(kept, await response.json());
  // What the pages need comes first, so that no page is kept without it; what only older pages needed goes last.
  await keepAssets(news.frame);
  if (response.status !== 204) await Promise.all([cache.add(anew(FACTS)), cache.delete(CALENDAR)]);
  // It is refused to a great many behind one address at once: then the next update asks again.
  if (!(await cache.match(CALENDAR))) await cache.add(anew(CALENDAR)).catch(() => {});
  memory = { ...news, asked: Date.now() };
  await cache.put(PAGES, new Response(JSON.stringify(memory), { headers: { "Content-Type": "application/json" } }));
  await letGo();
  if (kept && news.version > kept.version) {
    for (const client of await self.clients.matchAll()) client.postMessage({ kind: "newer", version: news.version });
  }
  return news.version;
}

const anew = (address) => new Request(address, { cache: "no-cache" });

/** What is withdrawn is hidden here as it is from all visitors, in every language. */
async function forget() {
  const inAny = (name) => name.replace(/[^/]+(\/[^/]+\/[^/]+\/)$/, "$1");
  const ours = (await caches.keys()).filter((name) => name.startsWith("samspel-kept ") && inAny(name) === inAny(KEPT));
  await Promise.all(ours.map((name) => caches.delete(name)));
  memory = null;
}

/** Everything, from what is kept and what is new; of a static copy from its pages, one by one. */
async function whole(kept, news) {
  if (news.addresses) return copied(kept, news);
  if (news.whole) return news;
  const pages = { ...kept.pages, ...news.pages };
  for (const gone of news.gone) delete pages[gone];
  return { ...news, pages };
}

/** A static copy: its pages where it is of another version, and their frame, which says when it was written. */
async function copied(kept, news) {
  const pages = kept?.digest === news.digest ? kept.pages : await fetched(news.addresses);
  return { ...news, pages, frame: kept?.written === news.written ? kept.frame : await fetchFrame() };
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
  return pages;
}

async function fetchFrame() {
  const frame = absolute(await (await fetch(`${HOME}search/`, { cache: "no-cache" })).text(), new URL(`${HOME}search/?frame`, location.href));
  return frame.replace(/<title>[^]*?<\/title>/, "<title><!--title--></title>").replace(/(<main [^>]*>)[^]*(<\/main>)/, "$1<!--main-->$2").replace(' aria-current="page"', "");
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
