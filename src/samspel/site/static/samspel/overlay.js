// What is drawn over the grid while a set is moved: where it may go, what it costs there, and the set itself.
// Places are measured from the table, so that its columns may be as wide as they like.

const MUCH = 80; // persons: from here on a place is as deep in colour as it gets

export class Overlay {
  constructor(grid) {
    this.grid = grid;
    this.table = grid.querySelector("table");
    const { first, step, steps } = this.table.dataset;
    this.first = Number(first);
    this.span = Number(step) * Number(steps);
    this.rows = new Map();
    for (const row of this.table.tBodies[0].rows)
      if (!this.rows.has(row.dataset.stage)) this.rows.set(row.dataset.stage, row);
    this.layer = document.createElement("div");
    this.layer.className = "overlay";
    this.layer.setAttribute("aria-hidden", "true");
    grid.append(this.layer);
  }

  remove() {
    this.layer.remove();
  }

  stages() {
    return [...this.rows.keys()];
  }

  nameOf(stage) {
    return this.rows.get(stage)?.dataset.name ?? "";
  }

  // Where the first minute is and how wide one is, in pixels of the scrolled table.
  scale() {
    const head = this.table.tHead.rows[0].cells[0].getBoundingClientRect();
    const box = this.table.getBoundingClientRect();
    const left = this.table.tHead.rows[0].cells[1].getBoundingClientRect().left - box.left;
    return { left, pixels: (box.width - left) / this.span, box, head };
  }

  minuteAt(x) {
    const { left, pixels, box } = this.scale();
    return this.first + (x - box.left - left) / pixels;
  }

  stageAt(y) {
    for (const [stage, row] of this.rows) {
      const box = row.getBoundingClientRect();
      if (box.top <= y && y < box.bottom) return stage;
    }
    return null;
  }

  put(element, stage, start, minutes) {
    const row = this.rows.get(stage);
    if (!row) return false;
    const { left, pixels } = this.scale();
    element.style.left = `${left + (start - this.first) * pixels}px`;
    element.style.width = `${Math.max(2, minutes * pixels)}px`;
    element.style.top = `${row.offsetTop + 1}px`;
    element.style.height = `${row.offsetHeight - 2}px`;
    return true;
  }

  // The places that the grid shows: a set is not dropped where nobody sees it.
  within(places, minutes) {
    const isShown = ([start]) => this.first <= start && start + minutes <= this.first + this.span;
    const shown = Object.entries(places)
      .filter(([stage]) => this.rows.has(stage))
      .map(([stage, starts]) => [stage, starts.filter(isShown)]);
    return Object.fromEntries(shown.filter(([, starts]) => starts.length));
  }

  draw(places) {
    for (const [stage, starts] of Object.entries(places))
      for (const run of runs(starts)) {
        const bar = document.createElement("div");
        bar.className = kind(run.cost);
        bar.style.setProperty("--share", String(Math.min(1, Math.abs(run.cost) / MUCH)));
        if (!this.put(bar, stage, run.from, run.until - run.from)) continue;
        this.layer.append(bar);
        if (parseFloat(bar.style.width) > 26 && kind(run.cost) !== "same") {
          const cost = document.createElement("span");
          cost.className = `cost ${kind(run.cost)}`;
          cost.textContent = `${run.cost < 0 ? "\u2212" : "+"}${Math.round(Math.abs(run.cost))}`;
          this.put(cost, stage, run.from, run.until - run.from);
          this.layer.append(cost);
        }
      }
  }

  ghost(stage, start, minutes, text, isFree) {
    this.mark ??= this.layer.appendChild(document.createElement("div"));
    this.mark.className = isFree ? "ghost" : "ghost blocked";
    this.mark.textContent = text;
    this.mark.hidden = !this.put(this.mark, stage, start, minutes);
    if (!this.mark.hidden) this.follow();
  }

  hideGhost() {
    if (this.mark) this.mark.hidden = true;
  }

  follow() {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.mark;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.grid;
    const { left } = this.scale();
    if (offsetLeft - left < scrollLeft) this.grid.scrollLeft = offsetLeft - left;
    else if (offsetLeft + offsetWidth > scrollLeft + clientWidth) this.grid.scrollLeft = offsetLeft + offsetWidth - clientWidth;
    if (offsetTop - 30 < scrollTop) this.grid.scrollTop = offsetTop - 30;
    else if (offsetTop + offsetHeight > scrollTop + clientHeight) this.grid.scrollTop = offsetTop + offsetHeight - clientHeight;
  }
}

// Less than one person is no difference.
const kind = (cost) => (Math.round(Math.abs(cost)) === 0 ? "same" : cost < 0 ? "better" : "dearer");

// Neighbouring starts that cost the same, rounded, as one bar.
function* runs(starts) {
  let run = null;
  for (const [start, cost] of starts) {
    const gap = run && start - run.last;
    if (run && gap <= 5 && Math.round(cost) === Math.round(run.cost) && kind(cost) === kind(run.cost)) {
      run.last = start;
      run.until = start + 5;
    } else {
      if (run) yield run;
      run = { from: start, last: start, until: start + 5, cost };
    }
  }
  if (run) yield run;
}
