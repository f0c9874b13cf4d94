// Now and next from what the device holds: right without a network, and by the minute.
import { item } from "./list.js";
import { store } from "./page.js";
import { day, LANGUAGE, programme } from "./programme.js";

const SOON = 120;
const near = document.getElementById("near");

async function show() {
  const found = await programme();
  const now = minuteNow(found.zone);
  const from = near.value ? found.venueOf(near.value) : null;
  const playing = found.sets.filter((one) => one.status !== "cancelled");
  const first = Math.min(...playing.filter((one) => one.from > now).map((one) => one.from));
  const until = first > now + SOON && first < Infinity ? first : now + SOON;
  const on = found.sets.filter((one) => one.from <= now && now < one.to);
  const next = found.sets.filter((one) => now < one.from && one.from <= until).sort((one, other) => one.from - other.from);
  const night = next.find((one) => one.status !== "cancelled")?.night;
  const fill = (id, these) => {
    const walked = these.map((one) => [one, from ? found.walk(from.row, one.venue.row) : null]);
    if (from) walked.sort((one, other) => one[1] - other[1] || one[0].from - other[0].from);
    document.getElementById(id).replaceChildren(...walked.map(([one, walk]) => item(one, { walk, star: one.status !== "cancelled" })));
  };
  if (document.activeElement?.closest("#on-now, #on-next")) return; // whoever reads on is not interrupted
  fill("on-now", on);
  fill("on-next", next);
  document.querySelector(".nothing").hidden = on.some((one) => one.status !== "cancelled");
  document.querySelector(".over").hidden = playing.some((one) => one.to > now);
  const tonight = nightOf(now, found.zone);
  document.querySelector(".next-night").hidden = !night || night.date === tonight;
  document.querySelector(".next-night").textContent = night ? day(Date.parse(night.date), "UTC") : "";
  document.querySelector(".now-clock").textContent = clockAt(now * 60000, found.zone);
  document.querySelector(".now-day").textContent = day(now * 60000, found.zone);
}

/** This moment in minutes; `?at=2026-09-03T21:15` in the address shows another one, by the clocks of the place. */
function minuteNow(zone) {
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

/** What the clocks of the place show. */
function clockAt(milliseconds, zone) {
  const style = { timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(LANGUAGE, style).format(milliseconds);
}

/** The date of the night that is on: until six in the morning it is the one before. */
const nightOf = (minute, zone) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format((minute - 360) * 60000);

export function start() {
  const asked = new URLSearchParams(location.search).get("near");
  near.value = asked ?? store.get("near") ?? "";
  near.addEventListener("change", () => {
    store.set("near", near.value || undefined);
    show();
  });
  show().catch(() => {}); // what the server showed stays
  setInterval(() => show().catch(() => {}), 30000);
}
