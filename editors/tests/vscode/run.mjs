// node run.mjs --code-server ENTRY --extension VSIX --driver VSIX --binary SCRUPLE --work FOLDER [--screenshot FILE]
//
// Opens VS Code's own workbench in a browser and does what a writer does; then asks the extension host for the rest.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { browse, counted, goTo, lines, open, openFile, serve } from "./workbench.mjs";

const own = dirname(fileURLToPath(import.meta.url));
const string = { type: "string" };
const { values: given } = parseArgs({
  options: { "code-server": string, extension: string, driver: string, binary: string, work: string, screenshot: string },
});
const begun = Date.now();
const say = (text) => console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const work = resolve(given.work);
const [ui, api] = ["ui", "api"].map((name) => join(work, name));
for (const folder of [ui, api]) {
  mkdirSync(folder, { recursive: true });
  cpSync(join(own, "../fixture"), folder, { recursive: true });
}
if (given.screenshot) cpSync(join(own, "picture"), ui, { recursive: true });
const result = join(work, "result.json");

/** How many red flags the command line finds in a file. */
function flagsIn(file) {
  const args = ["check", file, "--fail-on", "never", "--format", "jsonl"];
  return execFileSync(given.binary, args, { encoding: "utf8" }).split("\n").filter(Boolean).length;
}

async function writer(page) {
  const file = join(ui, "calm.md");
  await openFile(page, "calm.md");
  await page.waitForSelector(".squiggly-error");
  await counted(page, flagsIn(file));
  say(`${flagsIn(file)} red flags, squiggles on the screen and a count in the status bar`);

  const hover = await hoverAt(page, "5:12");
  const words = (await hover.innerText()).replace(/\u00a0/g, " ");
  for (const expected of ["MC101", "Why:", "Law (US):", "21 CFR 101.93"]) {
    assert.ok(words.includes(expected), `the hover lacks "${expected}":\n${words}`);
  }
  say("hover tells the reason and the law");
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+Shift+M");
  const problem = '.markers-panel .monaco-list-row:has-text("2 claims ask for the statement")';
  await page.waitForSelector(problem);
  await page.keyboard.press("Control+1");

  await goTo(page, "3:30");
  await page.locator(".lightBulbWidget:visible, .gutter-lightbulb:visible").first().waitFor();
  const fix = page.locator('.action-widget .monaco-list-row:has-text("Add the statement")');
  for (let tries = 1; ; tries++) {
    await page.keyboard.press("Control+.");
    // The menu goes where the cursor is only just arriving.
    const shown = await fix.waitFor({ timeout: 5000 }).then(() => true, () => false);
    if (shown) break;
    assert.ok(tries < 4, "no menu offers the fix");
  }
  await page.keyboard.press("Enter");
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".editor-instance .view-line")].some((line) => line.textContent.includes("calm\u00a0mind\\*")),
  );
  await page.waitForSelector(problem, { state: "detached" });
  await page.keyboard.press("Control+S");
  await page.waitForSelector(".tab.active:not(.dirty)");
  assert.match(readFileSync(file, "utf8"), /These statements have not been evaluated/);
  await counted(page, flagsIn(file));
  say("the fix is applied by keyboard, and its red flag is gone from the problems");

  // As fast as keys can be pressed.
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\n\nOur balm heals eczema and our tea melts fat. It has no side effects.");
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("Ointment for psoriasis, guaranteed. ");
  for (let i = 0; i < 12; i++) await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+S");
  await page.waitForSelector(".tab.active:not(.dirty)");
  const text = readFileSync(file, "utf8");
  assert.ok(text.includes("no side effects.") && text.startsWith("Ointment for psoriasis, # Hollow"), text);
  await counted(page, flagsIn(file));
  say(`typing fast ends with the ${flagsIn(file)} red flags of the command line`);
}

/** The report over the workspace is a page of its own inside the editor, and its filters work there. */
async function report(page) {
  await page.keyboard.press("F1");
  await page.keyboard.type("Scruple: Open Report");
  await page.waitForSelector('.quick-input-list .monaco-list-row:has-text("Open Report")');
  await page.keyboard.press("Enter");
  await page.waitForSelector('.tab.active:has-text("Scruple Report")');
  const shown = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await shown.locator("h1:has-text('red flags in')").waitFor();
  const cards = shown.locator(".card:visible");
  const all = await cards.count();
  const errors = await shown.locator(".card.error:visible").count();
  assert.ok(all > errors && errors > 0, `${all} cards, ${errors} of them errors`);
  await shown.locator("input[name=severity][value=error]").uncheck();
  assert.equal(await cards.count(), all - errors);
  say(`the report opens inside the editor: ${all} red flags, ${all - errors} of them without the errors`);
}

async function hoverAt(page, place) {
  await goTo(page, place);
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  const hover = page.locator(".monaco-hover:visible", { hasText: "Why:" }).first();
  await hover.waitFor();
  return hover;
}

/** A picture of the editor with a hover, and nothing around it. */
async function picture(page, path) {
  await page.setViewportSize({ width: 900, height: 640 });
  await page.keyboard.press("Control+J");
  await page.keyboard.press("Control+B");
  await page.waitForSelector(".explorer-folders-view", { state: "hidden" });
  await openFile(page, "tea.md");
  await page.waitForSelector(".tab.active:has-text('tea.md')");
  await counted(page, flagsIn(join(ui, "tea.md")));
  const hover = await hoverAt(page, "5:19");
  // The cursor blinks.
  await page.addStyleTag({ content: ".cursors-layer { visibility: hidden !important }" });
  const editor = await page.locator(".editor-group-container").first().boundingBox();
  const box = await hover.boundingBox();
  const height = Math.min(box.y + box.height + 12 - editor.y, editor.height);
  await page.screenshot({ path, clip: { ...editor, height } });
  say(`picture ${path}`);
}

async function host() {
  const end = Date.now() + 120_000;
  while (!existsSync(result)) {
    if (Date.now() > end) throw new Error("the extension host has told nothing for two minutes");
    await new Promise((wake) => setTimeout(wake, 100));
  }
  const { steps, error } = JSON.parse(readFileSync(result, "utf8"));
  say("in the extension host:");
  for (const step of steps) say(`  ${step}`);
  if (error) throw new Error(error);
}

const server = await serve({
  entry: given["code-server"],
  home: join(work, "home"),
  extensions: [given.extension, given.driver],
  env: {
    SCRUPLE_E2E_TEST: join(own, "host.cjs"),
    SCRUPLE_E2E_FOLDER: api,
    SCRUPLE_E2E_RESULT: result,
  },
});
say(`code-server at ${server.address}`);
let browser;
let page;
try {
  browser = await browse();
  page = await open(browser, server.address, ui);
  say("the workbench is open");
  await writer(page);
  if (given.screenshot) await picture(page, given.screenshot);
  await report(page);
  await page.close();
  page = await open(browser, server.address, api);
  await host();
  say("all well");
} catch (error) {
  console.error(error);
  if (page) {
    console.error("on the screen:", await lines(page).catch(() => "nothing"));
    await page.screenshot({ path: join(work, "failed.png") }).catch(() => {});
    console.error(`picture of it: ${join(work, "failed.png")}; log of the server: ${join(work, "home/server.log")}`);
  }
  process.exitCode = 1;
} finally {
  await browser?.close();
  server.stop();
}
