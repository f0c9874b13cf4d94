// What every script of a visitor's page says and knows: the words of its language, where it is, what time it is there.

const said = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

// A static copy writes its addresses relative to the page.
const here = (name) => new URL(document.body.dataset[name] ?? "/", location.href).pathname;
export const home = here("home");
export const addresses = { facts: here("facts"), worker: here("worker") };

/** A sentence of the page's language with its values filled in. */
export function words(name, values = {}) {
  return (said[name] ?? name).replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
}

/** A clock time of minutes from a night's midnight: 1530 is 01:30. */
export function clock(minute) {
  return `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** This moment in minutes; `?at=2026-09-03T21:15` in the address shows another one, by the clocks of the place. */
export function minuteNow(zone) {
  const at = new URLSearchParams(location.search).get("at");
  const asked = at ? Date.parse(`${at}Z`) : NaN;
  return Number.isNaN(asked) ? Date.now() / 60000 : (asked - offset(asked, zone)) / 60000;
}

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offset(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", hourCycle: "h23",
  }).formatToParts(moment);
  const of = (type) => Number(parts.find((part) => part.type === type).value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute")) - moment;
}

/** A moment in the words of the page's language, by the clocks of the place. */
export function moment(milliseconds, zone, style) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone, hourCycle: "h23", ...style }).format(milliseconds);
}

export function element(tag, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
