// The report in a real browser: it loads, a cell leads to its statements, the keyboard works, and axe finds nothing, in
// both themes and at the width of a phone. `just browser` runs it; it needs Debian's chromium (or $CHROMIUM) and a built
// program (or $DEMARCHE).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = new URL("../..", import.meta.url).pathname;
const program = process.env.DEMARCHE ?? join(root, "target/debug/demarche");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const runs = ["one", "two"].map((run) => join(root, "tests/fixtures/runs", run));
let browser, file;

before(async () => {
  assert.ok(existsSync(program), `${program} is not there: cargo build first`);
  file = join(mkdtempSync(join(tmpdir(), "demarche-")), "report.html");
  execFileSync(program, ["report", ...runs, "--out", file]);
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
after(() => browser?.close());

// Runs `use` with an open report, and fails on any error in the console and any request but the page itself.
async function opened(options, use) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, bypassCSP: true, ...options });
  const errors = [], requests = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  try {
    await use(page);
  } finally {
    await page.close();
  }
  assert.deepEqual(errors, []);
  assert.equal(requests.length, 1, requests.join(" "));
}

const number = async (page) => Number((await page.locator("#number").textContent()).replace(/\D/g, ""));
const speaker = (page) => page.locator("#rows tr td:nth-child(2)");

test("its own content security policy lets its script run", () =>
  opened({ bypassCSP: false }, async (page) => {
    assert.ok(await page.locator("#rows tr").count() > 10);
  }));

test("a click on a cell shows the statements behind it, and the way back", () =>
  opened({}, async (page) => {
    const cell = page.getByRole("row", { name: /Mira Oduya/ }).getByRole("gridcell").first().getByRole("button");
    const n = Number(/n (\d+) \//.exec(await cell.textContent())[1]);
    await cell.click();
    assert.equal(await number(page), n);
    assert.equal(await page.locator("#rows tr").count(), n);
    for (const name of await speaker(page).allTextContents()) assert.match(name, /Mira Oduya/);
    assert.match(await page.locator("#found").textContent(), /Mira Oduya on .*95 % interval/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "statements-h");
    await page.getByRole("button", { name: "Back to the map" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.s), await cell.getAttribute("data-s"));
  }));

test("the keyboard does what the mouse does", () =>
  opened({}, async (page) => {
    await page.locator(".heat button").first().focus();
    const first = await page.evaluate(() => document.activeElement.dataset.s);
    await page.keyboard.press("ArrowDown");
    const second = await page.evaluate(() => document.activeElement.dataset.s);
    assert.notEqual(second, first);
    assert.equal(await page.locator('.heat button[tabindex="0"]').count(), 1, "one stop for the Tab key");
    await page.keyboard.press("Enter");
    const name = await page.locator("#f-speaker option:checked").textContent();
    assert.ok(await number(page) > 0);
    for (const shown of await speaker(page).allTextContents()) assert.ok(shown.includes(name), shown);
  }));

test("words, filters and pages narrow the table", () =>
  opened({}, async (page) => {
    const all = await number(page);
    await page.getByLabel("Words").fill("BREL duties");
    await page.waitForFunction((all) => !document.querySelector("#number").textContent.startsWith(`${all} `), all);
    assert.ok(await number(page) > 0);
    for (const text of await page.locator("#rows .said").allTextContents()) assert.match(text, /dut/i);
    await page.getByRole("button", { name: "Show all" }).click();
    assert.equal(await number(page), all);
    await page.getByLabel("Label").selectOption("neutral");
    const neutral = await number(page);
    assert.ok(neutral > 0 && neutral < all);
    assert.equal(await page.locator("#rows .stance.neutral:not(.other)").count(), Math.min(neutral, 25));
    await page.getByRole("button", { name: "Show all" }).click();
    assert.ok(all > 25, "the runs fill a second page");
    await page.getByRole("button", { name: "Next" }).click();
    assert.equal(await page.locator("#rows tr").count(), Math.min(all - 25, 25));
    await page.getByLabel("Words").fill("no such word anywhere");
    await page.getByText("No statement matches.").waitFor();
  }));

test("the theme follows the system until it is chosen", () =>
  opened({ colorScheme: "dark" }, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await paper();
    await page.getByRole("button", { name: "Light colours" }).click();
    assert.notEqual(await paper(), dark);
    await page.getByRole("button", { name: "Dark colours" }).click();
    assert.equal(await paper(), dark);
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 380]) {
    test(`axe finds nothing: ${colorScheme}, ${width} px`, () =>
      opened({ colorScheme, viewport: { width, height: 900 } }, async (page) => {
        for (const details of await page.locator("details").all()) await details.evaluate((d) => (d.open = true));
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        const found = violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => n.html).join("\n")}`);
        assert.deepEqual(found, []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `the page is ${wide} px wide`);
      }));
  }
}
