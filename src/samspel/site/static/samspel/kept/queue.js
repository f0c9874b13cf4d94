// What a tablet or a phone keeps: each answer under a key of its own, so that no window writes over what another keeps
// and one that cannot be read harms no other. The keys are those of what is asked, not the link's: what waits under a
// link that was taken back is sent by the next one.
//
// An answer is {id, at, form}: its own id, when it was given, the form as a browser would send it. One that was refused
// also has `why` and `fields`, the reason at each field; one that is in a file has `saved`, when.
const ROOM = "·".repeat(16_000); // what must still fit: some twenty answers
const LOCK_PATIENCE = 45_000; // a window that sleeps may hold the lock: the server takes each once anyway
const LEASE = 60_000;

const pause = (milliseconds) => new Promise((yes) => setTimeout(yes, milliseconds));

export class Queue {
  #keep = openStore();
  #turn = Promise.resolve();

  /** The queue of a kind of device, such as "tablet", for one thing it is used at. */
  constructor(kind, of) {
    this.name = `samspel-${kind}:${of}`;
    this.beside = `samspel-${kind}-aside:${of}:`;
    this.notes = `samspel-${kind}-notes:${of}`;
  }

  /** All answers, the oldest first. */
  get answers() {
    const read = this.#keys(`${this.name}:`).map((key) => answerIn(this.#get(key)));
    return read.filter(Boolean).sort((one, other) => one.at.localeCompare(other.at));
  }

  get waiting() {
    return this.answers.filter((one) => one.why === undefined);
  }

  get refused() {
    return this.answers.filter((one) => one.why !== undefined);
  }

  find(id) {
    return answerIn(this.#get(`${this.name}:${id}`));
  }

  /** Keep an answer, in the place of what had its id; false where nothing more can be kept. */
  put(answer) {
    return this.#set(`${this.name}:${answer.id}`, JSON.stringify(answer));
  }

  drop(id) {
    this.#keep?.removeItem(`${this.name}:${id}`);
  }

  /** What cannot be read, as it was found, under another key where there is room for that: pairs of key and text. */
  get aside() {
    for (const key of this.#unreadable) if (this.#set(this.beside + key, this.#get(key))) this.#keep.removeItem(key);
    return [...this.#keys(this.beside), ...this.#unreadable].map((key) => [key, this.#get(key)]);
  }

  dropAside() {
    for (const [key] of this.aside) this.#keep.removeItem(key);
  }

  /** Notes beside the answers, such as {sent}: when something was last sent. */
  get noted() {
    try {
      return { ...JSON.parse(this.#get(this.notes)) };
    } catch {
      return {};
    }
  }

  note(more) {
    this.#set(this.notes, JSON.stringify({ ...this.noted, ...more }));
  }

  /** Whether this device can still keep some answers. */
  get hasRoom() {
    const fits = this.#set(`${this.notes}:room`, ROOM);
    this.#keep?.removeItem(`${this.notes}:room`);
    return fits;
  }

  isOurs(key) {
    return key === null || key.startsWith(`${this.name}:`) || key.startsWith(this.beside) || key === this.notes;
  }

  /** Do something while no other window of this queue does it; in this window one after the other. */
  alone(work) {
    const result = this.#turn.then(() => (navigator.locks ? this.#locked(work) : this.#leased(work)));
    this.#turn = result.catch(() => {});
    return result;
  }

  async #locked(work) {
    let begun = false;
    try {
      return await navigator.locks.request(this.name, { signal: AbortSignal.timeout?.(LOCK_PATIENCE) }, () => {
        begun = true;
        return work();
      });
    } catch (error) {
      if (begun) throw error;
      return work();
    }
  }

  /** Where a browser has no locks: a note of who is at it, which lapses. It need not be perfect, see above. */
  async #leased(work) {
    const key = `${this.notes}:lease`;
    const mine = `${Date.now() + LEASE} ${Math.random()}`;
    for (let until = 0; (until = Number.parseInt(this.#get(key) ?? "0", 10)) > Date.now(); ) {
      await pause(Math.min(1000, until - Date.now()));
    }
    this.#set(key, mine);
    try {
      return await work();
    } finally {
      if (this.#get(key) === mine) this.#keep?.removeItem(key);
    }
  }

  #keys(start) {
    return Object.keys(this.#keep ?? {}).filter((key) => key.startsWith(start));
  }

  get #unreadable() {
    return this.#keys(`${this.name}:`).filter((key) => !answerIn(this.#get(key)));
  }

  #get(key) {
    return this.#keep?.getItem(key) ?? null;
  }

  #set(key, text) {
    try {
      this.#keep.setItem(key, text);
      return true;
    } catch {
      return false; // full, or a window that keeps nothing
    }
  }
}

function openStore() {
  try {
    return localStorage;
  } catch {
    return null; // a browser told to keep nothing
  }
}

/** A version 4 UUID, also where the page has no secure context. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** The answer in a text, or null where there is none. */
function answerIn(text) {
  try {
    const answer = JSON.parse(text);
    const isWhole = [answer.id, answer.at, answer.form].every((one) => typeof one === "string" && one);
    return isWhole && !Number.isNaN(Date.parse(answer.at)) ? answer : null;
  } catch {
    return null;
  }
}
