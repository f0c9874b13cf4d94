// The office's only script of our own. What is folded away in the menu folds again on Escape, or when attention is elsewhere.
(() => {
  const more = document.querySelector(".more");
  const fold = (event) => {
    if (!more?.contains(event.target)) more?.removeAttribute("open");
  };
  document.addEventListener("click", fold);
  document.addEventListener("focusin", fold);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more?.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });
})();

// When htmx cannot fetch a fragment, say so instead of doing nothing. The sentences come from the page, so they are in its language.
(() => {
  const region = document.getElementById("office-trouble");
  if (!region) return;
  const say = (sentence) => {
    region.textContent = sentence;
    region.hidden = false;
  };
  document.body.addEventListener("htmx:sendError", () => say(region.dataset.offline));
  document.body.addEventListener("htmx:responseError", () => say(region.dataset.refused));
  document.body.addEventListener("htmx:afterOnLoad", (event) => {
    if (event.detail.successful) region.hidden = true;
  });
})();
