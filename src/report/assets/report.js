"use strict";
// The page's script: theme, map, and the table of statements. Everything is built with textContent, so that no text of
// an article is ever read as markup. The data are those of src/report/evidence.rs.
(() => {
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const data = JSON.parse(byId("data").textContent);
  const LABELS = ["favor", "against", "neutral"];
  const LABEL_NAMES = ["in favor", "against", "neutral"];
  // Fields of a row.
  const ARTICLE = 0, NUMBER = 1, TEXT = 2, BEFORE = 3, AFTER = 4, MANNER = 5, CUE = 6, THEMES = 7, STANCES = 8;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  const signed = (x) => {
    const fixed = (Math.round(x * 100) / 100).toFixed(2);
    return Number(fixed) === 0 ? "0.00" : x < 0 ? fixed.replace("-", "\u2212") : "+" + fixed;
  };
  const range = (low, high) => `${signed(low)} to ${signed(high)}`;
  const count = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
  const percent = (thousandths) => `${Math.round(thousandths / 10)} %`;

  // Theme: the system's, until the reader chooses.
  const toggle = byId("theme");
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const named = () => (toggle.textContent = dark() ? "Light colours" : "Dark colours");
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    named();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", named);
  named();

  // Map: the rest of the speakers, and arrow keys.
  const map = document.querySelector(".heat");
  const more = byId("more");
  if (more) {
    const words = more.textContent;
    const show = (open) => {
      map.classList.toggle("collapsed", !open);
      more.setAttribute("aria-expanded", String(open));
      more.textContent = open ? "Show fewer speakers" : words;
    };
    more.hidden = false;
    show(false);
    more.addEventListener("click", () => show(map.classList.contains("collapsed")));
  }
  function keys(event) {
    const cell = event.target.closest("td");
    if (!cell) return;
    const rows = [...map.tBodies[0].rows].filter((row) => row.offsetParent !== null);
    const button = (row, column) => row?.cells[column]?.querySelector("button");
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    let [y, x] = [rows.indexOf(cell.parentElement), cell.cellIndex];
    let found;
    if (steps[event.key]) {
      const [down, right] = steps[event.key];
      // Past empty cells, to the next that has statements.
      do {
        [y, x] = [y + down, x + right];
        found = button(rows[y], x);
      } while (!found && rows[y]?.cells[x]);
    } else if (event.key === "Home" || event.key === "End") {
      const buttons = [...rows[y].querySelectorAll("button")];
      found = event.key === "Home" ? buttons[0] : buttons.at(-1);
    } else return;
    event.preventDefault();
    if (found) enter(found);
  }
  let entered;
  function enter(button) {
    // One stop for the Tab key; arrows do the rest.
    if (entered) entered.tabIndex = -1;
    entered = button;
    button.tabIndex = 0;
    button.focus();
  }
  if (map) {
    const buttons = map.querySelectorAll("td button");
    buttons.forEach((button, n) => (button.tabIndex = n === 0 ? 0 : -1));
    entered = buttons[0];
    map.addEventListener("keydown", keys);
    map.addEventListener("click", (event) => {
      const button = event.target.closest("td button");
      if (!button) return;
      enter(button);
      map.querySelector("[aria-current]")?.removeAttribute("aria-current");
      button.setAttribute("aria-current", "true");
      clear();
      filters.speaker.value = button.dataset.s;
      filters.target.value = button.dataset.t;
      byId("back").hidden = false;
      update();
      byId("statements-h").focus({ preventScroll: true });
      byId("statements").scrollIntoView();
    });
    byId("back").addEventListener("click", () => enter(entered));
  }

  // Statements: filters, order, pages.
  const filters = {};
  for (const name of ["words", "speaker", "theme", "target", "label", "source", "order", "size"]) filters[name] = byId(`f-${name}`);
  function options(select, all, entries) {
    select.append(element("option", { value: "" }, all));
    for (const [value, words] of entries) select.append(element("option", { value }, words));
  }
  const sources = [...new Set(data.articles.map((article) => article[3]).filter(Boolean))].sort((a, b) => a.localeCompare(b));
  const unnamed = data.articles.some((article) => !article[3]);
  const alphabetical = data.speakers.map((name, n) => [n, name]).sort((a, b) => a[1].localeCompare(b[1]));
  options(filters.speaker, "All speakers", alphabetical);
  options(filters.theme, "All themes", data.themes.map((theme, n) => [n, theme[1]]));
  options(filters.target, "All targets", data.targets.map((target, n) => [n, target.name]));
  options(filters.label, "All labels", LABEL_NAMES.map((name, n) => [n, name]));
  options(filters.source, "All sources", [...sources.map((source) => [source, source]), ...(unnamed ? [["\u0000", "(no source)"]] : [])]);
  if (data.context !== null) {
    byId("shortened").textContent = `To keep this file small, sentences of the context are shortened to ${data.context} characters.`;
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let haystacks;
  function haystack(n) {
    haystacks ??= data.rows.map((row) => {
      const [id, title, , source] = data.articles[row[ARTICLE]];
      const speakers = row[STANCES].flatMap((stance) => stance[3].map((s) => data.speakers[s]));
      return plain([data.texts[row[TEXT]], title ?? id, source ?? "", ...speakers].join("\n"));
    });
    return haystacks[n];
  }

  function wanted() {
    const number = (select) => (select.value === "" ? null : Number(select.value));
    return {
      words: plain(filters.words.value).split(/\s+/).filter(Boolean),
      speaker: number(filters.speaker),
      theme: number(filters.theme),
      target: number(filters.target),
      label: number(filters.label),
      source: filters.source.value,
    };
  }
  function matches(stance, want) {
    return (want.speaker === null || stance[3].includes(want.speaker))
      && (want.target === null || stance[0] === want.target)
      && (want.theme === null || data.targets[stance[0]].theme === want.theme)
      && (want.label === null || stance[1] === want.label);
  }
  function passes(n, want) {
    const row = data.rows[n];
    const source = data.articles[row[ARTICLE]][3] ?? "\u0000";
    return (want.source === "" || source === want.source)
      && row[STANCES].some((stance) => matches(stance, want))
      && want.words.every((word) => haystack(n).includes(word));
  }
  function ordered(numbers, want) {
    // Rows come newest first.
    const stances = (n) => data.rows[n][STANCES].filter((stance) => matches(stance, want));
    const dated = (n) => data.articles[data.rows[n][ARTICLE]][2];
    const by = (score) => numbers.map((n) => [score(n), n]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).map((pair) => pair[1]);
    switch (filters.order.value) {
      // Stable: the sentences of an article stay in their order. What has no date is last here too.
      case "old": return [...numbers].sort((a, b) => (dated(a) ?? "9999").localeCompare(dated(b) ?? "9999"));
      case "strong": return by((n) => Math.max(...stances(n).map(([, , p]) => Math.abs(p[0] - p[1]))));
      case "unsure": return by((n) => -Math.min(...stances(n).map(([, , p]) => Math.max(...p))));
      default: return numbers;
    }
  }

  let shown = [];
  let page = 0;
  function update() {
    const want = wanted();
    const numbers = [];
    for (let n = 0; n < data.rows.length; n++) if (passes(n, want)) numbers.push(n);
    shown = ordered(numbers, want);
    page = 0;
    byId("found").replaceChildren(...summary(want));
    render();
  }
  function summary(want) {
    const lines = [element("p", {}, element("b", { id: "number" }, count(shown.length, "statement")), ` of ${data.rows.length.toLocaleString("en")}`)];
    const cell = want.speaker !== null && want.target !== null && data.cells.find((c) => c.s === want.speaker && c.t === want.target);
    if (!cell) return lines;
    const [position, low, high] = cell.position;
    const parts = [
      `${data.speakers[cell.s]} on ${data.targets[cell.t].name}: ${signed(position)}, 95 % interval ${range(low, high)} by articles`
        + (cell.labels[0] + cell.labels[1] + cell.labels[2] < 20 ? ` (${range(...cell.posterior)} by labels, for small counts)` : ""),
      `${count(cell.n, "statement")} in ${count(cell.articles, "article")}${cell.outlets ? ` of ${count(cell.outlets, "outlet")}` : ""}: `
        + cell.labels.map((n, label) => `${n} ${LABEL_NAMES[label]}`).join(", "),
    ];
    if (cell.corrected) parts.push(`corrected for the classifier\u2019s errors ${signed(cell.corrected[0])}, ${range(cell.corrected[1], cell.corrected[2])}`);
    if (cell.copies) parts.push(`not counted: ${cell.copies === 1 ? "1 copy" : `${cell.copies} copies`}`);
    if (cell.repeats) parts.push(`not counted: ${count(cell.repeats, "repetition")}`);
    if (cell.dates) parts.push(cell.dates[0] === cell.dates[1] ? cell.dates[0] : `${cell.dates[0]} to ${cell.dates[1]}`);
    lines.push(element("p", {}, parts.join("; ") + "."));
    const proposition = data.targets[cell.t].proposition;
    if (proposition) lines.push(element("p", { class: "proposition" }, `\u201c${proposition}\u201d`));
    return lines;
  }

  function render() {
    const size = Number(filters.size.value);
    const pages = Math.max(1, Math.ceil(shown.length / size));
    page = Math.min(page, pages - 1);
    const want = wanted();
    const rows = shown.slice(page * size, (page + 1) * size).map((n) => line(data.rows[n], want));
    if (rows.length === 0) rows.push(element("tr", { role: "row" }, element("td", { role: "cell", colspan: "4" }, "No statement matches.")));
    byId("rows").replaceChildren(...rows);
    const first = shown.length ? page * size + 1 : 0;
    byId("page").textContent = `${first}\u2013${Math.min((page + 1) * size, shown.length)} of ${shown.length.toLocaleString("en")}, page ${page + 1} of ${pages}`;
    byId("previous").disabled = page === 0;
    byId("next").disabled = page === pages - 1;
  }
  const cell = (label, ...children) => element("td", { role: "cell", "data-label": label }, ...children);
  const note = (words) => element("span", { class: "quiet" }, words);

  function line(row, want) {
    const [id, title, date, source, url] = data.articles[row[ARTICLE]];
    const from = [element("b", {}, title ?? id), element("p", {}, note([source, date ?? "no date", `sentence ${row[NUMBER] + 1}`].filter(Boolean).join(", ")))];
    // Only addresses of the web become links.
    if (url && /^https?:\/\//i.test(url)) {
      from.push(element("p", {}, element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "Article", element("span", { class: "vh" }, ` \u201c${title ?? id}\u201d, opens in a new tab`))));
    } else if (url) from.push(element("p", {}, note(url)));
    const speakers = [...new Set(row[STANCES].flatMap((stance) => stance[3]))].map((s) => data.speakers[s]);
    const manner = row[CUE] ? `${row[MANNER]}: \u201c${row[CUE]}\u201d` : row[MANNER];
    const said = [];
    if (row[BEFORE] !== null) said.push(element("span", { class: "context" }, data.texts[row[BEFORE]]));
    said.push(element("p", { class: "said" }, data.texts[row[TEXT]]));
    if (row[AFTER] !== null) said.push(element("span", { class: "context" }, data.texts[row[AFTER]]));
    const stances = row[STANCES].map((stance) => {
      const [target, label, p] = stance;
      const box = element("div", { class: `stance ${LABELS[label]}${matches(stance, want) ? "" : " other"}` });
      box.append(element("b", {}, data.targets[target].name), `: ${LABEL_NAMES[label]}`);
      box.append(element("p", {}, note(LABEL_NAMES.map((name, k) => `${name} ${percent(p[k])}`).join(" \u00b7 "))));
      return box;
    });
    const themes = row[THEMES].map(([theme, p]) => `${data.themes[theme][1]} ${percent(p)}`).join(" \u00b7 ");
    stances.push(element("p", {}, note(`Theme: ${themes}`)));
    return element("tr", { role: "row" },
      cell("Source", ...from),
      cell("Speaker", element("span", {}, speakers.join(", ")), element("p", {}, note(manner))),
      cell("Statement", ...said),
      cell("Stance, with probabilities", ...stances));
  }

  function clear() {
    for (const name of ["words", "speaker", "theme", "target", "label", "source"]) filters[name].value = "";
  }
  let typing;
  filters.words.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(update, 150);
  });
  for (const name of ["speaker", "theme", "target", "label", "source", "order"]) filters[name].addEventListener("change", update);
  filters.size.addEventListener("change", () => { page = 0; render(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
    filters.order.value = "new";
    update();
  });
  function turn(by) {
    page += by;
    render();
    byId("found").scrollIntoView();
  }
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("evidence").hidden = false;
  update();
})();
