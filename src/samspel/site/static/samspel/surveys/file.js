// What a tablet keeps as a file: answers as the office's import reads them, an id with each, so that an answer which also
// comes by the network is taken once.
const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would work it out; the import takes the apostrophe away again

const hour = (at) => `${at.slice(0, 13)}:00Z`; // to the minute it could tell who answered
const quoted = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The answers as CSV. `places` says night and venue of each spot. */
export function table(answers, places, isSynthetic) {
  const read = answers.map((one) => [one, new URLSearchParams(one.form)]);
  const names = [...new Set(read.flatMap(([, values]) => [...values.keys()].filter((name) => name.startsWith("q-"))))];
  const extra = isSynthetic ? ["synthetic"] : [];
  const heading = ["tablet id", "night", "venue", "given", "refused", ...extra, ...names.map((name) => name.slice(2))];
  const rows = read.map(([one, values]) => [
    ...[one.id, ...(places[values.get("spot")] ?? ["", ""]), hour(one.at), one.why ?? "", ...extra.map(() => "yes")],
    ...names.map((name) => values.getAll(name).filter(Boolean).join(";")),
  ]);
  return [heading, ...rows].map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** Hand a file to the device. */
export function save(name, kind, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: `${kind};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
