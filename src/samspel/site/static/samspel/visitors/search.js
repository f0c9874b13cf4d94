// Search as the server does it (programme/search.py says how; a test holds the two side by side), at every letter.

const LETTERS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", ð: "d", đ: "d", þ: "th", ł: "l", ı: "i" };
const MOST = 30;

export function fold(text) {
  const plain = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return plain.replace(/[øæœßðđþłı]/g, (letter) => LETTERS[letter]).replace(/[^a-z0-9]+/g, " ").trim();
}

const wordsOf = (text) => fold(text).split(" ").filter(Boolean);

/** Everything with a page and a name: { kind, slug, name, also }. */
export function entries(programme) {
  return [
    ...programme.acts.map((act) => ({ kind: "act", slug: act.slug, name: act.name, also: act.genre })),
    ...programme.venues.map((venue) => ({ kind: "venue", slug: venue.slug, name: venue.name, also: venue.address })),
    ...programme.genres.map((genre) => ({ kind: "genre", slug: genre.slug, name: genre.name, also: "" })),
  ];
}

/** What fits every word of a query, best first. */
export function found(query, among) {
  const asked = wordsOf(query);
  if (!asked.length) return [];
  const spelled = query.trim().toLowerCase();
  const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  return among
    .map((one) => [score(asked, spelled, one), fold(one.name), one])
    .filter(([points]) => points)
    .sort((a, b) => b[0] - a[0] || order(a[1], b[1]) || order(a[2].kind, b[2].kind))
    .slice(0, MOST)
    .map(([, , one]) => one);
}

function score(asked, spelled, entry) {
  const named = wordsOf(entry.name);
  if (named.length > 1) named.push(named.join(""));
  const also = wordsOf(entry.also);
  const points = asked.map((word) => Math.max(best(word, named), Math.floor(best(word, also) / 2)));
  if (!points.every(Boolean)) return 0;
  const sum = points.reduce((one, other) => one + other, 0);
  return Math.floor(sum / points.length) + (entry.name.toLowerCase().includes(spelled) ? 5 : 0);
}

const best = (word, among) => Math.max(0, ...among.map((other) => points(word, other)));

function points(word, other) {
  if (other === word) return 100;
  if (other.startsWith(word)) return 80;
  if (word.length > 2 && other.includes(word)) return 60;
  const allowed = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
  const slips = Math.min(slipsBetween(word, other), slipsBetween(word, other.slice(0, word.length)));
  return slips <= allowed ? 40 - 10 * slips : 0;
}

/** How many letters were left out, put in, mistaken or swapped with their neighbour. */
function slipsBetween(one, other) {
  let older = [];
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    [older, before, row] = [before, row, [i]];
    for (let j = 1; j <= other.length; j += 1) {
      let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) cost = Math.min(cost, older[j - 2] + 1);
      row.push(cost);
    }
  }
  return row[other.length];
}
