// VS Code's workbench: a code-server of our own, and a browser to look at it.

import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const SETTINGS = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.editor.showTabs": "multiple",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "window.commandCenter": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "editor.fontFamily": "DejaVu Sans Mono, monospace",
  "editor.minimap.enabled": false,
  "editor.quickSuggestions": { "other": "off", "comments": "off", "strings": "off" },
  "markdown.validate.enabled": false,
};

/** Starts code-server with these extensions. Everything it writes stays in `home`. */
export async function serve({ entry, home, extensions, env }) {
  mkdirSync(join(home, "user/User"), { recursive: true });
  writeFileSync(join(home, "config.yaml"), "");
  writeFileSync(join(home, "user/User/settings.json"), JSON.stringify(SETTINGS));
  const common = [
    entry,
    "--config", join(home, "config.yaml"),
    "--user-data-dir", join(home, "user"),
    "--extensions-dir", join(home, "extensions"),
  ];
  const environment = { ...process.env, ...env, EXTENSIONS_GALLERY: "{}", HOME: home, XDG_CONFIG_HOME: home };
  const start = (args) =>
    spawn(process.execPath, [...common, ...args], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that its children can be ended with it.
      detached: true,
    });
  const install = start(extensions.flatMap((file) => ["--install-extension", file]));
  let said = "";
  install.stdout.on("data", (chunk) => (said += chunk));
  install.stderr.on("data", (chunk) => (said += chunk));
  const status = await new Promise((resolve) => install.on("close", resolve));
  if (status !== 0) throw new Error(`installing the extensions failed:\n${said}`);

  const child = start([
    "--auth", "none",
    "--bind-addr", "127.0.0.1:0",
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-workspace-trust",
    "--disable-getting-started-override",
    "--reconnection-grace-time", "5",
  ]);
  const log = createWriteStream(join(home, "server.log"));
  child.stderr.pipe(log);
  const address = await new Promise((resolve, reject) => {
    let out = "";
    child.stdout.on("data", (chunk) => {
      log.write(chunk);
      out += chunk;
      const found = out.match(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
      if (found) resolve(found[1]);
    });
    child.on("close", (code) => reject(new Error(`code-server ended with status ${code}:\n${out}`)));
  });
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  return { address, stop };
}

export async function browse() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`there is no browser at ${executablePath}`);
  const quiet = ["gpu", "quic", "background-networking", "component-update", "sync"].map((what) => `--disable-${what}`);
  return chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--no-first-run", ...quiet] });
}

/** A window of the workbench with a folder opened. */
export async function open(browser, address, folder) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 700 } });
  page.setDefaultTimeout(60_000);
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
  await page.waitForSelector(".explorer-folders-view .monaco-list-row");
  return page;
}

export async function openFile(page, name) {
  await page.keyboard.press("Control+P");
  await page.keyboard.type(name);
  await page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${name}")`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".editor-instance .view-lines .view-line");
}

export async function goTo(page, place) {
  await page.keyboard.press("Control+G");
  await page.waitForSelector(".quick-input-widget:visible");
  await page.keyboard.type(place);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".quick-input-widget", { state: "hidden" });
}

/** The text of the lines on the screen. */
export function lines(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll(".editor-instance .view-line")].map((line) => line.textContent.replace(/\u00a0/g, " ")),
  );
}

/** Waits until the status bar counts so many red flags. */
export async function counted(page, number) {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll(".statusbar-item")].some((item) => item.textContent.trim() === wanted),
    number === 0 ? "Scruple" : `Scruple ${number}`,
  );
}
