// The form while somebody answers: what is missing, how far it has come, and a draft that outlives a reload or a change of
// language in the middle of a talk.
import { newId } from "../kept/queue.js";

const NO_ANSWER = /^([-–]|na|n\/a|null|none)$/i; // as the server reads them

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

  /** Mark what must be answered and is not, and numbers that are none, while who answers is still here. */
  isRight(words) {
    const wrong = this.#inputs().map((field) => [field.name, wrongIn(this.form, field, words)]);
    const fields = Object.fromEntries(wrong.filter(([, sentence]) => sentence).reverse()); // the first of a group counts
    this.show(fields);
    return Object.keys(fields).length === 0;
  }

  /** Go from a field to the next question, or to the button that saves. */
  goOn(from) {
    const fields = [...this.form.querySelectorAll(".field")];
    const next = fields[fields.indexOf(from.closest(".field")) + 1];
    (next?.querySelector("input:checked, input, select") ?? this.form.querySelector("button.primary")).focus();
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

  #inputs() {
    return [...this.form.elements].filter(({ name }) => name?.startsWith("q-") || name === "spot");
  }

  #fill(values, id) {
    for (const field of this.#inputs()) {
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

/** What is wrong with a field as the server would see it, or nothing. A group of radio buttons is looked at as one. */
function wrongIn(form, field, words) {
  const value = field.type === "radio" ? new FormData(form).get(field.name) : field.value.trim();
  if (!value) return field.required ? words.missing : "";
  const { least, most } = field.dataset;
  if (least === undefined || NO_ANSWER.test(value)) return "";
  const number = Number(value.replace(/\s/g, "").replace(",", ".").replace("\u2212", "-"));
  const said = (sentence) => sentence.replace("{value}", value).replace("{least}", least).replace("{most}", most);
  if (Number.isNaN(number)) return said(words.noNumber);
  return number < least || number > most ? said(words.outside) : "";
}

function problem(sentence) {
  return Object.assign(document.createElement("p"), { className: "problem here", textContent: sentence });
}
