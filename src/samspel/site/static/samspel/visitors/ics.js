// Sets as a calendar file (RFC 5545), made on the device: it needs no network. UIDs are those of the festival's own files.
import { home } from "./page.js";
import { where } from "./programme.js";

const stamp = (minute) => new Date(minute * 60000).toISOString().replace(/[-:]|\.\d+/g, "");
const text = (value) => value.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");

/** A line of at most 75 bytes; what is longer goes on in the next after a space. */
function folded(line) {
  const parts = [];
  let part = "";
  for (const letter of line) {
    if (new TextEncoder().encode(part + letter).length > 73) {
      parts.push(part);
      part = "";
    }
    part += letter;
  }
  return [...parts, part].join("\r\n ");
}

export function calendar(programme, sets) {
  const events = sets.flatMap((one) => [
    "BEGIN:VEVENT", `UID:${one.key}@${location.hostname}`, `DTSTAMP:${stamp(Date.parse(programme.at) / 60000)}`, `SEQUENCE:${programme.version}`,
    `DTSTART:${stamp(one.from)}`, `DTEND:${stamp(one.to)}`, `STATUS:${one.status === "cancelled" ? "CANCELLED" : "CONFIRMED"}`,
    `SUMMARY:${text(one.act.name)}`, `LOCATION:${text([where(one), one.venue.address].filter(Boolean).join(", "))}`,
    `URL:${location.origin}${home}acts/${one.act.slug}/`, "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "PRODID:-//Samspel//Programme//EN", "VERSION:2.0", `X-WR-CALNAME:${text(programme.name)}`, ...events, "END:VCALENDAR"];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

/** Hand the file to the device. */
export function save(programme, sets) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([calendar(programme, sets)], { type: "text/calendar" }));
  link.download = "my-night.ics";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
