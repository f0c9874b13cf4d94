// The office's only script of our own: when htmx cannot fetch a fragment, say so instead of doing nothing.
// The sentences come from the page, so they are in its language.
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
