// The programme as this device holds it: lists without names from the server, given their names here.
import { addresses, words } from "./page.js";

let asked = null;

/** The programme; the same object for all who ask on a page. Rejects where it can be had from nowhere. */
export function programme() {
  asked ??= fetch(addresses.facts).then((response) => {
    if (!response.ok) throw new Error(`programme: ${response.status}`);
    return response.json();
  }).then(named);
  asked.catch(() => (asked = null));
  return asked;
}

function named(plain) {
  const venues = plain.venues.map(([slug, name, address], row) => ({ row, slug, name, address }));
  const acts = plain.acts.map(([code, slug, name, genre, country]) => ({ code, slug, name, genre, country }));
  const nights = plain.nights.map(([date, words], row) => ({ row, date, words }));
  const sets = plain.sets.map(([key, act, venue, stage, night, from, minutes, start, status]) => ({
    key, act: acts[act], venue: venues[venue], stage, night: nights[night], from, to: from + minutes, start, end: start + minutes, status,
  }));
  const walk = (one, other) => (one === other ? 0 : one > other ? plain.walks[one][other] : plain.walks[other][one]);
  return {
    zone: plain.zone, acts, venues, nights, sets, walk,
    genres: plain.genres.map(([slug, name]) => ({ slug, name })),
    actOf: new Map(acts.map((act) => [act.code, act])),
    setsOf: (code) => sets.filter((one) => one.act.code === code),
    day: (date) => nights.find((night) => night.date === date)?.words ?? date,
    venueOf: (slug) => venues.find((venue) => venue.slug === slug),
  };
}

export const where = (one) => (one.stage ? `${one.venue.name}, ${one.stage}` : one.venue.name);

/** A clock time of minutes from a night's midnight: 1530 is 01:30. */
export function clock(minute) {
  return `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

const { lang } = document.documentElement;
export const LANGUAGE = lang === "en" ? "en-GB" : lang;

/** After midnight which night it is: 00:15 of Wednesday's night is the night towards Thursday. */
export function towards(date, start) {
  const days = Math.floor(start / 1440);
  if (!days) return "";
  const weekday = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", timeZone: "UTC" });
  return words("towards", { day: weekday.format(Date.parse(date) + days * 86400000) });
}

const LONG = { weekday: "long", day: "numeric", month: "long", year: "numeric" };

/** A day as the server writes it: Thursday 3 September 2026, without the comma that a browser may put in. */
export function day(milliseconds, zone) {
  const parts = new Intl.DateTimeFormat(LANGUAGE, { timeZone: zone, ...LONG }).formatToParts(milliseconds);
  return parts.filter(({ type }) => type in LONG).map(({ value }) => value).join(" ");
}
