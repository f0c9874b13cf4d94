// The form while somebody answers: what is missing, how far it has come, and a draft that outlives a reload or a change of
// language in the middle of a talk.
export class Asking {
  constructor(form, survey) {
    this.form = form;
    this.draft = `samspel-tablet-draft:${survey}`;
    this.questions = [...form.querySelectorAll(".field")].filter((one) => one.querySelector('[name^="q-"]'));
  }

  get id() {
    return this.form.elements.key.value;
  }

  get values() {
    return new URLSearchParams(new FormData(this.form));
  }

  get spot() {
    return this.form.elements.spot?.value ?? "";
  }

  /** How many questions have an answer. */
  get answered() {
    const names = [...this.values].filter(([name, value]) => name.startsWith("q-") && value.trim()).map(([name]) => name);
    return new Set(names).size;
  }

  /** Begin with the next person, at the same place. */
  clear(spot = this.spot) {
    this.form.reset();
    this.#mark({});
    this.form.elements.key.value = newId();
    if (this.form.elements.spot) this.form.elements.spot.value = spot;
    this.keepDraft();
  }

  /** Show an answer as it was given, and what is wrong with it at each question. */
  open(text, id, fields = {}) {
    this.clear();
    this.#fill(new URLSearchParams(text), id);
    this.show(fields);
    this.keepDraft();
  }

  /** Show a sentence at each field that has one; go to the first. */
  show(fields) {
    this.#mark(fields);
    this.form.querySelector(".field.invalid :is(input:not([type=hidden]), select)")?.focus();
  }

  /** Mark what must be answered and is not; true where nothing is missing. A group of radio buttons counts once. */
  isComplete(sentence) {
    const lacks = [...this.form.querySelectorAll("[required]")].filter((field) =>
      field.type === "radio" ? !this.form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`) : !field.value.trim(),
    );
    this.show(Object.fromEntries(lacks.map((field) => [field.name, sentence])));
    return lacks.length === 0;
  }

  /** Remember the form as it is; false where this window keeps nothing. */
  keepDraft() {
    try {
      sessionStorage.setItem(this.draft, this.values);
      return true;
    } catch {
      return this.answered === 0;
    }
  }

  /** Take the draft up again; an answer that is being corrected keeps its id, any other gets a new one. */
  restore(isCorrected, spot) {
    const values = new URLSearchParams(this.#drafted());
    this.clear(spot);
    const id = values.get("key");
    this.#fill(values, isCorrected(id) ? id : newId());
    this.keepDraft();
  }

  #drafted() {
    try {
      return sessionStorage.getItem(this.draft) ?? "";
    } catch {
      return ""; // nothing is kept here: the form begins empty
    }
  }

  #fill(values, id) {
    for (const field of this.form.elements) {
      if (!field.name.startsWith("q-") && field.name !== "spot") continue;
      const given = values.getAll(field.name);
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
      else if (given.length) field.value = given[0];
    }
    this.form.elements.key.value = id;
  }

  #mark(fields) {
    for (const one of this.form.querySelectorAll(".problem.here")) one.remove();
    for (const field of this.form.querySelectorAll(".field")) {
      const name = field.querySelector(':is(input, select):not([type="hidden"])')?.name;
      field.classList.toggle("invalid", name in fields);
      if (name in fields) field.querySelector("legend, label").after(problem(fields[name]));
    }
  }
}

function problem(sentence) {
  return Object.assign(document.createElement("p"), { className: "problem here", textContent: sentence });
}

/** A version 4 UUID, also where the page has no secure context. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
