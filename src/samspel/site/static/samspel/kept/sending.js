// Sends what waits, each answer once: the server knows an id again, so one that is sent twice is taken once.
// How it went is one word: "sent", "offline", "failed" (the server has trouble), "ended" (the link works no more).
//
// A way is {address} and, where they differ: how many go at once, what is said beside them, and who hears what else the
// server says: {atOnce, beside, hear}.
const AT_ONCE = 20;
const PATIENCE = 20_000; // a network that never answers is none

export function send(queue, way) {
  return queue.alone(() => sendAll(queue, way));
}

async function sendAll(queue, way) {
  const tried = new Set();
  let outcome;
  for (;;) {
    const batch = queue.waiting.filter((one) => !tried.has(one.id)).slice(0, way.atOnce ?? AT_ONCE);
    if (!batch.length && outcome) return outcome;
    outcome = await sendSome(queue, way, batch); // none at first: is there a network, does the link work?
    if (outcome !== "sent") return outcome;
    for (const { id } of batch) tried.add(id);
  }
}

async function sendSome(queue, way, batch) {
  const said = await post(way, batch);
  if (said.outcome === "stumbled" && batch.length > 1) return sendHalves(queue, way, batch);
  if (said.outcome === "stumbled") return "failed";
  if (said.outcome === "sent") settle(queue, batch, said);
  way.hear?.(said, batch);
  return said.outcome;
}

/** One answer that the server stumbles over holds up no other. */
async function sendHalves(queue, way, batch) {
  const middle = Math.ceil(batch.length / 2);
  const first = await sendSome(queue, way, batch.slice(0, middle));
  if (first === "offline" || first === "ended") return first;
  const second = await sendSome(queue, way, batch.slice(middle));
  return second === "sent" ? first : second;
}

function settle(queue, batch, { taken, refused }) {
  for (const id of taken) queue.drop(id);
  for (const { id, why, fields } of refused) {
    const answer = batch.find((one) => one.id === id);
    if (answer && queue.find(id)) queue.put({ ...answer, why, fields });
  }
  if (taken.length) queue.note({ sent: new Date().toISOString() });
}

/** Ask the server to take answers: what it took and refused, or the word for why it said nothing. */
export async function post(way, answers) {
  try {
    const response = await fetch(way.address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ answers: answers.map(({ id, at, form }) => ({ id, at, form })), ...way.beside?.() }),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    if (response.status === 404 || response.status === 410) return { outcome: "ended" };
    if (response.ok) return { outcome: "sent", ...shaped(await response.json()) };
    return { outcome: [400, 413, 422, 500].includes(response.status) ? "stumbled" : "failed" };
  } catch {
    return { outcome: "offline" }; // also a bar's sign-in page in the place of an answer
  }
}

function shaped({ taken, refused, ...more }) {
  if (!Array.isArray(taken) || !Array.isArray(refused)) throw new TypeError("no answer of ours");
  return { taken, refused, ...more };
}
