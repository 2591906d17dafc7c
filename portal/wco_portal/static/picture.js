// The picture of a switchboard: its size, and search in it. Without this it is a picture that scrolls.
const LEAST = 0.1;
const MOST = 3;
const STEP = 1.25;
const READABLE = 0.75;

function setUp(box) {
  const canvas = box.querySelector("[data-canvas]");
  const svg = canvas.querySelector("svg");
  const told = box.querySelector("[data-told]");
  const search = box.querySelector("[data-search]");
  const { width, height } = svg.viewBox.baseVal;
  let size = 1;
  let found = [];
  let at = 0;

  function show(wanted) {
    const before = size;
    size = Math.min(MOST, Math.max(LEAST, wanted));
    const middle = [canvas.scrollLeft + canvas.clientWidth / 2, canvas.scrollTop + canvas.clientHeight / 2];
    svg.setAttribute("width", width * size);
    svg.setAttribute("height", height * size);
    canvas.scrollTo(middle[0] * size / before - canvas.clientWidth / 2, middle[1] * size / before - canvas.clientHeight / 2);
  }

  const whole = () => Math.min(1, (canvas.clientWidth - 2) / width, (canvas.clientHeight - 2) / height);
  const zoom = {
    in: () => show(size * STEP),
    out: () => show(size / STEP),
    fit: () => show(whole()),
  };

  function goTo(node) {
    if (size < READABLE) show(1);
    const outer = canvas.getBoundingClientRect();
    const inner = node.getBoundingClientRect();
    canvas.scrollBy(
      inner.left + inner.width / 2 - outer.left - outer.width / 2,
      inner.top + inner.height / 2 - outer.top - outer.height / 2,
    );
  }

  function find() {
    const wanted = search.value.trim().toLocaleLowerCase();
    const nodes = [...svg.querySelectorAll("g.node:not(.reference)")];
    found = wanted ? nodes.filter((node) => node.textContent.toLocaleLowerCase().includes(wanted)) : [];
    nodes.forEach((node) => node.classList.toggle("found", found.includes(node)));
    at = 0;
    told.textContent = !wanted ? "" : found.length ? `${told.dataset.found} ${found.length}` : told.dataset.none;
    if (found.length) goTo(found[0]);
  }

  box.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", zoom[button.dataset.zoom]));
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !found.length) return;
    event.preventDefault();
    at = (at + (event.shiftKey ? found.length - 1 : 1)) % found.length;
    goTo(found[at]);
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = { "+": zoom.in, "=": zoom.in, "-": zoom.out, 0: zoom.fit }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  box.querySelector(".tools").hidden = false;
  const start = svg.querySelector("g.node.begin");
  show(Math.max(whole(), READABLE));
  if (start) goTo(start);
}

document.querySelectorAll("[data-picture]").forEach(setUp);
