// Sets as a calendar file without a network: the events of the festival's own calendar, to the letter, so that a set that
// somebody has saved from elsewhere is the same event.
import { home, words } from "./page.js";

const EVENT = /BEGIN:VEVENT\r\n[^]*?END:VEVENT\r\n/g;
const keyOf = (event) => /^UID:(.*)@/m.exec(event.replaceAll("\r\n ", ""))?.[1];

async function calendar(sets) {
  const response = await fetch(`${home}calendar.ics`, { cache: "no-cache" });
  if (!response.ok) throw new Error(`calendar: ${response.status}`);
  const keys = new Set(sets.map((one) => one.key));
  return (await response.text()).replace(EVENT, (event) => (keys.has(keyOf(event)) ? event : ""));
}

/** Hand the file to the device. */
export async function save(sets) {
  const file = await calendar(sets).catch(() => alert(words("no_calendar")));
  if (!file) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "text/calendar" }));
  link.download = "my-night.ics";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
