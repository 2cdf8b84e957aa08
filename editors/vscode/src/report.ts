// The report over the whole workspace, as the program writes it.

import { commands, type ExtensionContext, ProgressLocation, ViewColumn, window, workspace } from "vscode";
import { findBinary, run } from "./binary";
import { checkArguments } from "./settings";

async function open(context: ExtensionContext): Promise<void> {
  const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  const [first] = folders;
  if (first === undefined) {
    void window.showWarningMessage("Scruple: open a folder first; the report is about the files in it.");
    return;
  }
  const binary = findBinary(context);
  const paths = folders.length === 1 ? ["."] : folders;
  const check = (format: string) =>
    run(binary, ["check", ...checkArguments(), "--fail-on", "never", "--format", format, ...paths], first);
  const title = "Scruple: writing the report";
  await window.withProgress({ location: ProgressLocation.Notification, title }, async () => {
    const page = await check("html");
    if (page.status === 0) {
      const panel = window.createWebviewPanel("scruple.report", "Scruple Report", ViewColumn.Active, {
        // Its filters are scripts within the page; nothing is loaded from anywhere.
        enableScripts: true,
        enableFindWidget: true,
        retainContextWhenHidden: true,
        localResourceRoots: [],
      });
      panel.webview.html = page.out;
      return;
    }
    // An older program writes no pages, but text it does write.
    const text = await check("text");
    if (text.status !== 0) {
      throw new Error(text.err || "the program failed without a word");
    }
    const content = text.out === "" ? "No red flags.\n" : text.out;
    await window.showTextDocument(await workspace.openTextDocument({ language: "log", content }));
  });
}

export function registerReport(context: ExtensionContext): void {
  context.subscriptions.push(
    commands.registerCommand("scruple.openReport", async () => {
      try {
        await open(context);
      } catch (error) {
        void window.showErrorMessage(`Scruple: ${error instanceof Error ? error.message : error}`);
      }
    }),
  );
}
