// A link as a QR code (ISO/IEC 18004): bytes, error level M, up to version 20, which holds 666 bytes. Drawn on the phone,
// so that it needs no network and no server.

// For each version how many bytes correct a block, and how many blocks there are.
const BLOCKS = [
  [10, 1], [16, 1], [26, 1], [18, 2], [24, 2], [16, 4], [18, 4], [22, 4], [22, 5], [26, 5],
  [30, 5], [22, 8], [22, 9], [24, 9], [24, 10], [28, 10], [28, 11], [26, 13], [26, 14], [26, 16],
];
const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]; // dark and light change places where it is 0
const QUIET = 4; // light modules around

/** The code as a drawing in SVG; null where a text is too long. */
export function drawing(text) {
  const found = code(text);
  if (!found) return null;
  const runs = found.rows.flatMap((row, y) => [...row.join("").matchAll(/1+/g)].map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`));
  const size = found.rows.length + 2 * QUIET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-${QUIET} -${QUIET} ${size} ${size}"><path fill="#fff" d="M-${QUIET}-${QUIET}h${size}v${size}h-${size}z"/><path d="${runs.join("")}"/></svg>`;
}

/** Rows of modules, 1 is dark; with version and mask. Null where the text is too long. */
export function code(text) {
  const data = new TextEncoder().encode(text);
  const version = 1 + BLOCKS.findIndex((_, row) => capacity(row + 1) >= data.length + (row < 9 ? 2 : 3));
  if (!version) return null;
  const plain = frame(version);
  fill(plain, interleaved(bytes(data, version), version));
  const tried = MASKS.map((_, mask) => masked(plain, mask, version));
  const worth = tried.map(penalty);
  const mask = worth.indexOf(Math.min(...worth));
  return { version, mask, rows: tried[mask] };
}

// ——— From text to bytes with their correction

/** How many bytes a version has in all. */
function total(version) {
  let modules = (16 * version + 128) * version + 64;
  if (version > 1) {
    const marks = Math.floor(version / 7) + 2;
    modules -= (25 * marks - 10) * marks - 55;
  }
  return Math.floor((modules - (version > 6 ? 36 : 0)) / 8);
}

function capacity(version) {
  const [correcting, blocks] = BLOCKS[version - 1];
  return total(version) - correcting * blocks;
}

/** The text's bytes behind their kind and number, filled up to what the version holds. */
function bytes(data, version) {
  const bits = [[4, 4], [data.length, version < 10 ? 8 : 16], ...[...data].map((byte) => [byte, 8]), [0, 4]]
    .map(([value, width]) => value.toString(2).padStart(width, "0")).join("");
  const found = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; found.length < capacity(version); pad ^= 0xec ^ 0x11) found.push(pad);
  return found;
}

/** Block by block with what corrects it, the first bytes of all blocks first. */
function interleaved(data, version) {
  const [correcting, count] = BLOCKS[version - 1];
  const short = Math.floor(data.length / count);
  const longFrom = count - (data.length % count);
  const blocks = Array.from({ length: count }, (_, at) => {
    const begins = at * short + Math.max(0, at - longFrom);
    return data.slice(begins, begins + short + (at >= longFrom ? 1 : 0));
  });
  const all = [blocks, blocks.map((block) => correction(block, correcting))];
  return all.flatMap((rows) => Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, at) => rows.flatMap((row) => row.slice(at, at + 1))).flat());
}

function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ (product >> 7) * 0x11d;
    if ((other >> bit) & 1) product ^= one;
  }
  return product;
}

/** The remainder of a block by the polynomial with the first powers of two as its roots (Reed and Solomon). */
function correction(block, length) {
  let divisor = [1];
  for (let root = 1, at = 0; at < length; at += 1, root = times(root, 2)) {
    divisor = [...divisor, 0].map((value, row) => value ^ (row ? times(divisor[row - 1], root) : 0));
  }
  let rest = new Array(length).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest[0];
    rest = [...rest.slice(1), 0].map((value, row) => value ^ times(divisor[row + 1], factor));
  }
  return rest;
}

// ——— From bytes to modules

/** What is the same in every code of a version; `null` where data goes, 0 where the format will stand. */
function frame(version) {
  const size = 17 + 4 * version;
  const rows = Array.from({ length: size }, () => new Array(size).fill(null));
  const square = (x, y, reach, isDark) => {
    for (let row = Math.max(0, y - reach); row <= Math.min(size - 1, y + reach); row += 1) {
      for (let column = Math.max(0, x - reach); column <= Math.min(size - 1, x + reach); column += 1) {
        rows[row][column] = Number(isDark(Math.max(Math.abs(row - y), Math.abs(column - x))));
      }
    }
  };
  for (let at = 0; at < size; at += 1) rows[6][at] = rows[at][6] = (at + 1) % 2;
  const at = marks(version, size);
  const isCorner = (x, y) => [[6, 6], [6, size - 7], [size - 7, 6]].some(([left, top]) => left === x && top === y);
  for (const x of at) for (const y of at) if (!isCorner(x, y)) square(x, y, 2, (ring) => ring !== 1);
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  format(rows, 0);
  if (version > 6) {
    const bits = (version << 12) | remainder(version, 0x1f25, 12);
    for (let bit = 0; bit < 18; bit += 1) {
      const [near, far] = [Math.floor(bit / 3), size - 11 + (bit % 3)];
      rows[near][far] = rows[far][near] = (bits >> bit) & 1;
    }
  }
  return rows;
}

/** Where the small squares are, across as down. */
function marks(version, size) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = 2 * Math.ceil((version * 4 + 4) / (2 * count - 2));
  return [6, ...Array.from({ length: count - 1 }, (_, row) => size - 7 - row * step)];
}

function remainder(value, divisor, width) {
  let rest = value;
  for (let step = 0; step < width; step += 1) rest = (rest << 1) ^ ((rest >> (width - 1)) * divisor);
  return rest;
}

/** Write what says level and mask, twice. Level M is 00. */
function format(rows, mask) {
  const size = rows.length;
  const bits = ((mask << 10) | remainder(mask, 0x537, 10)) ^ 0x5412;
  for (let bit = 0; bit < 15; bit += 1) {
    const value = (bits >> bit) & 1;
    const near = bit < 6 ? bit : bit < 8 ? bit + 1 : 0;
    if (bit < 8) rows[near][8] = rows[8][size - 1 - bit] = value;
    else rows[8][bit === 8 ? 7 : 14 - bit] = rows[size - 15 + bit][8] = value;
  }
  rows[size - 8][8] = 1;
}

/** The places for data: in columns of two from the right, up and down by turns. */
function* places(size) {
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const isUp = (right > 6 ? right : right + 1) % 4 === (size - 1) % 4;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      yield [right, y];
      yield [right - 1, y];
    }
  }
}

/** Write data as `{ bit }`, so that a mask knows it from the rest. */
function fill(rows, data) {
  let at = 0;
  for (const [x, y] of places(rows.length)) {
    if (rows[y][x] !== null) continue;
    rows[y][x] = { bit: ((data[at >> 3] ?? 0) >> (7 - (at & 7))) & 1 };
    at += 1;
  }
}

function masked(plain, mask) {
  const turns = MASKS[mask];
  const rows = plain.map((row, y) => row.map((one, x) => (typeof one === "object" ? one.bit ^ Number(turns(x, y) === 0) : one)));
  format(rows, mask);
  return rows;
}

/** How hard a code is to read: long runs, blocks, what looks like a corner, more dark than light or less. */
function penalty(rows) {
  const size = rows.length;
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  let sum = 0;
  for (const line of [...rows, ...columns]) {
    const text = line.join("");
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    for (const corner of ["10111010000", "00001011101"]) for (let at = text.indexOf(corner); at >= 0; at = text.indexOf(corner, at + 1)) sum += 40;
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) if (rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x - 1]) sum += 3;
  }
  const dark = rows.flat().reduce((one, other) => one + other, 0) / (size * size);
  return sum + 10 * Math.floor(Math.abs(dark * 20 - 10));
}
