// What the extension does, asked inside VS Code's extension host by the driver.

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const root = () => vscode.workspace.workspaceFolders[0].uri.fsPath;
const settings = () => vscode.workspace.getConfiguration("scruple");
const set = (name, value) => settings().update(name, value, vscode.ConfigurationTarget.Workspace);

/** Waits for a condition; what it throws or returns last is told where it never comes to hold. */
async function until(what, condition) {
  const end = Date.now() + 20_000;
  let last;
  for (;;) {
    try {
      last = await condition();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain: ${what}; last: ${last?.stack ?? JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const codeOf = ({ code }) => String(typeof code === "object" ? code.value : code);
const flags = (document) =>
  vscode.languages.getDiagnostics(document.uri ?? document).filter(({ source }) => source === "scruple");
const shown = (document) =>
  flags(document)
    .map(({ range: { start, end }, ...one }) => `${codeOf(one)} ${start.line}:${start.character}-${end.line}:${end.character}`)
    .sort();

/** What the command line finds in the same text, with places as VS Code counts them. */
function expected(document, program, extra = []) {
  const text = document.getText();
  const out = execFileSync(
    program,
    ["check", "-", "--stdin-filename", document.fileName, "--fail-on", "never", "--format", "jsonl", ...extra],
    { input: text, encoding: "utf8" },
  );
  const bytes = Buffer.from(text);
  const place = ({ byte }) => {
    const { line, character } = document.positionAt(bytes.subarray(0, byte).toString().length);
    return `${line}:${character}`;
  };
  return out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map(({ code, start, end }) => `${code} ${place(start)}-${place(end)}`)
    .sort();
}

async function test(done) {
  const extension = vscode.extensions.getExtension("scruple-lint.scruple");
  const file = vscode.Uri.file(path.join(root(), "calm.md"));
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document);
  const { state } = await extension.activate();
  const { path: program } = state();
  const settled = (what, extra) =>
    until(what, () => {
      assert.deepEqual(shown(document), expected(document, program, extra));
      return true;
    });
  const has = (code) => flags(document).some((one) => codeOf(one) === code);

  assert.equal(state().stage, "running");
  assert.equal(state().origin, "bundled");
  assert.ok(program.startsWith(extension.extensionPath), program);
  done(`the bundled server ${state().version} runs`);

  await settled("the diagnostics of the opened document");
  assert.ok(has("MC101") && has("MC401"), shown(document).join("; "));
  const cure = flags(document).find((one) => codeOf(one) === "MC101");
  assert.equal(cure.severity, vscode.DiagnosticSeverity.Error);
  assert.match(cure.code.target.toString(), /rules\/docs\/MC101\.md$/);
  done(`${flags(document).length} diagnostics, the same as on the command line`);

  await until("the hover", async () => {
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", file, cure.range.start);
    const hover = hovers.flatMap(({ contents }) => contents.map((one) => one.value ?? one)).join("\n");
    for (const words of ["MC101", "Why:", "Law (US):", "Write instead:", "This document:"]) {
      assert.ok(hover.includes(words), `the hover lacks "${words}":\n${hover}`);
    }
    return true;
  });
  done("hover tells the reason and the law");

  const notice = flags(document).find((one) => codeOf(one) === "MC401");
  // VS Code breaks off a request while another extension registers actions of its own, as that of Markdown does.
  const fix = await until("the fix is offered", async () => {
    const actions = await vscode.commands.executeCommand(
      "vscode.executeCodeActionProvider", file, notice.range, "quickfix", 10,
    );
    return actions.find(({ title, edit }) => title.startsWith("Add the statement") && edit);
  });
  assert.ok(fix.isPreferred);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
  assert.match(document.getText(), /These statements have not been evaluated/);
  await until("the fixed red flag goes", () => !has("MC401"));
  await settled("the diagnostics after the fix");
  done("a fix is applied and its red flag goes");

  // Typing and deleting all over the document, each edit beginning as soon as the one before is in.
  // The same numbers every time (mulberry32).
  let seed = 42;
  const random = (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
  const words = ["\n\nOur tea cures eczema.\n\n", "🌙", "\n\n", "no ", "x", " zero side effects", "é", "\n- "];
  for (let i = 0; i < 200; i++) {
    const length = document.getText().length;
    const start = random(length + 1);
    const [from, to] = [start, start + random(6)].map((offset) => document.positionAt(offset));
    await editor.edit(
      (edit) => (random(3) === 0 ? edit.delete(new vscode.Range(from, to)) : edit.insert(from, words[random(words.length)])),
      { undoStopBefore: false, undoStopAfter: false },
    );
  }
  await settled("the diagnostics after 200 fast edits");
  done(`200 fast edits end with the ${flags(document).length} diagnostics of a fresh lint`);

  await vscode.commands.executeCommand("workbench.action.files.revert");
  await settled("the diagnostics after going back to the file");
  await set("ignore", ["MC302"]);
  await until("an ignored rule goes", () => !has("MC302"));
  await settled("the diagnostics of a setting", ["--ignore", "MC302"]);
  await set("ignore", undefined);
  await set("class", "literature");
  await settled("the diagnostics of another class", ["--class", "literature"]);
  await set("class", undefined);
  await set("packs", ["eu"]);
  await settled("the diagnostics with a pack", ["--pack", "eu"]);
  await set("packs", undefined);
  await settled("the diagnostics as they were");
  done("settings change what is shown");

  const onSave = vscode.workspace.getConfiguration("editor", document);
  await onSave.update("codeActionsOnSave", { "source.fixAll.scruple": "explicit" }, vscode.ConfigurationTarget.Workspace);
  await editor.edit((edit) => edit.insert(new vscode.Position(6, 0), "\n"));
  await document.save();
  assert.match(fs.readFileSync(file.fsPath, "utf8"), /These statements have not been evaluated/);
  done("safe fixes are applied on saving");

  const tally = await vscode.commands.executeCommand("scruple.lintWorkspace");
  assert.equal(tally.files, 3);
  const closed = vscode.Uri.file(path.join(root(), "old.html"));
  await until("the red flags of a file that is not open", () => flags(closed).some((one) => codeOf(one) === "MC101"));
  done(`the workspace is linted: ${JSON.stringify(tally)}`);

  await vscode.commands.executeCommand("scruple.showRule", "MC101");
  const page = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "scruple-rule");
  assert.match(page.getText(), /^# MC101 cure-claim/);
  await vscode.commands.executeCommand("scruple.openReport");
  await until("the report", () => {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const text = vscode.workspace.textDocuments.find(({ languageId }) => languageId === "log");
    return tabs.some(({ label }) => label === "Scruple Report") || /MC101/.test(text?.getText() ?? "");
  });
  done("a rule and the report are shown");

  await set("enable", false);
  await until("the server ends", () => state().stage === "off" && flags(document).length === 0);
  await set("enable", undefined);
  await until("the server runs again", () => state().stage === "running");
  await settled("the diagnostics after switching off and on");
  await vscode.commands.executeCommand("scruple.restart");
  assert.equal(state().stage, "running");
  await settled("the diagnostics after a restart");
  done("switching off, on, and restarting");

  const servers = () =>
    fs.readdirSync("/proc").filter((pid) => {
      try {
        const [command] = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        const parent = fs.readFileSync(`/proc/${pid}/stat`, "utf8").match(/\) \w (\d+) /)[1];
        return command === program && Number(parent) === process.pid;
      } catch {
        return false;
      }
    });
  const [before] = servers();
  process.kill(Number(before), "SIGKILL");
  await until("a server that was killed is started again", () => state().stage === "running" && servers()[0] !== before);
  await settled("the diagnostics after the server was killed");
  done("a server that ends is started again");

  await set("path", "/nowhere/scruple");
  await until("a wrong path is told", () => state().stage === "missing" && state().reason.includes("/nowhere/scruple"));
  await set("path", undefined);
  await until("the server runs again", () => state().stage === "running");
  fs.renameSync(program, `${program}.away`);
  await vscode.commands.executeCommand("scruple.restart");
  assert.equal(state().stage, "missing");
  assert.match(state().reason, /brings none for linux-x64, and there is none on the PATH/);
  fs.renameSync(`${program}.away`, program);
  await vscode.commands.executeCommand("scruple.restart");
  await settled("the diagnostics after the program is back");
  done("a missing program is told, and mended without a reload");
}

exports.run = async (done) => {
  done(`VS Code ${vscode.version}`);
  await test(done);
};
