// Looks at the page in a real browser: counts, filters, keyboard, without its script, on paper, in both colour
// schemes; no request, no message on the console, no finding of axe.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [file, shots] = process.argv.slice(2).map((arg) => path.resolve(arg));
const report = JSON.parse(fs.readFileSync(path.join(path.dirname(file), "report.sarif"), "utf8")).runs[0].results;
const open = report.filter((result) => result.suppressions.length === 0);
const answered = report.length - open.length;
const of = (level) => open.filter((result) => result.level === level).length;
const counts = { error: of("error"), warning: of("warning"), info: of("note"), answered };

(async () => {
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });
  const visit = async (options) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const noise = [];
    page.on("console", (message) => noise.push(message.text()));
    page.on("pageerror", (error) => noise.push(String(error)));
    page.on("dialog", (dialog) => { noise.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", (request) => { if (request.url() !== pathToFileURL(file).href) noise.push(request.url()); });
    await page.goto(pathToFileURL(file).href);
    return { page, noise, context };
  };

  for (const colorScheme of ["light", "dark"]) {
    const { page, noise, context } = await visit({ colorScheme });
    const visible = (selector) => page.locator(selector).filter({ visible: true }).count();
    // Counts.
    for (const [kind, number] of Object.entries(counts)) assert.equal(await visible(`.card.${kind}`), number, kind);
    assert.equal(await page.locator(".ring .sum").textContent(), String(open.length));
    const marked = await page.evaluate(() => new Set([...document.querySelectorAll(".ref")].map((ref) => ref.hash)).size);
    assert.ok(marked > 0 && marked <= report.length);
    for (const hash of await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")].map((a) => a.hash.slice(1)))) {
      assert.equal(await page.evaluate((id) => document.querySelectorAll(`[id="${id}"]`).length, hash), 1, hash);
    }
    // Filters.
    await page.getByRole("checkbox", { name: "error" }).uncheck();
    assert.equal(await visible(".card.error"), 0);
    assert.equal(await visible(".card"), report.length - counts.error);
    assert.match(await page.locator("#shown").textContent(), new RegExp(`^${report.length - counts.error} of ${report.length} `));
    await page.getByRole("button", { name: "Show all" }).click();
    await page.waitForFunction((all) => document.getElementById("shown").textContent === `${all} shown`, report.length);
    const rule = open[0].ruleId;
    await page.getByRole("combobox", { name: "Rule" }).selectOption(rule);
    assert.equal(await visible(".card"), report.filter((result) => result.ruleId === rule).length);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("searchbox").fill("nothing is called like this");
    assert.equal(await visible(".card"), 0);
    assert.equal(await visible(".doc"), 0);
    assert.ok(await page.locator("#nothing").isVisible());
    await page.getByRole("searchbox").fill("");
    assert.equal(await visible(".card"), report.length);
    // Keyboard: the number in the text leads to its card.
    const ref = page.locator(".ref").first();
    await ref.focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.querySelector(".card:target") !== null), true);
    await page.keyboard.press("Home");
    await page.screenshot({ path: path.join(shots, `report-${colorScheme}.png`) });
    // Accessibility.
    await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") }).catch(() => {});
    assert.equal(await page.evaluate(() => typeof window.axe), "undefined", "the page runs foreign scripts");
    assert.deepEqual(noise.filter((text) => !text.includes("Content Security Policy") && !text.includes("Content-Security-Policy")), []);
    await context.close();

    const free = await visit({ colorScheme, bypassCSP: true });
    await free.page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
    const axe = await free.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const told = axe.violations.map((found) => `${found.id}: ${found.help} (${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")})`);
    assert.deepEqual(told, []);
    await free.context.close();
  }

  // Nothing on the console and no request, where nobody tries to get a script in.
  const quiet = await visit({});
  await quiet.page.waitForTimeout(0);
  assert.deepEqual(quiet.noise, []);
  // On paper there are no filters, and everything else.
  await quiet.page.emulateMedia({ media: "print" });
  assert.equal(await quiet.page.locator("#filters").isVisible(), false);
  assert.ok((await quiet.page.pdf({ format: "A4" })).length > 10_000);
  await quiet.context.close();

  // Without its script everything is shown, and no filter that would do nothing.
  const still = await visit({ javaScriptEnabled: false });
  assert.equal(await still.page.locator(".card").filter({ visible: true }).count(), report.length);
  assert.equal(await still.page.locator("#filters").isVisible(), false);
  await still.context.close();

  // On a telephone nothing stands out at the side.
  const small = await visit({ viewport: { width: 360, height: 740 } });
  assert.equal(await small.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
  await small.page.screenshot({ path: path.join(shots, "report-small.png") });
  await small.context.close();
  await browser.close();
  console.log(`${file}: ${open.length} red flags and ${answered} answered, as in the SARIF; filters, keyboard, print, axe`);
})().catch((error) => { console.error(error); process.exit(1); });
