// Scruple in VS Code. What there is to know of a text, the server knows; this starts it and shows what state it is in.

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { registerReport } from "./report";
import { registerRules } from "./rules";
import { Server } from "./server";
import { Status } from "./status";

let server: Server | undefined;

/** For other extensions, and for tests. */
export interface Api {
  state(): { stage: string; reason: string; version: string; path: string; origin: string };
}

async function menu(): Promise<void> {
  const entries = [
    { label: "$(book) Show Rule", command: "scruple.showRule" },
    { label: "$(list-flat) Lint Workspace", command: "scruple.lintWorkspace" },
    { label: "$(file-text) Open Report", command: "scruple.openReport" },
    { label: "$(refresh) Restart the Server", command: "scruple.restart" },
    { label: "$(output) Show Output", command: "scruple.showOutput" },
    { label: "$(gear) Settings", command: "workbench.action.openSettings", argument: "scruple" },
  ];
  const running = server?.stage === "running";
  const shown = entries.filter((entry) => running || entry.command !== "scruple.lintWorkspace");
  const placeHolder = server?.reason || "Scruple";
  const picked = await window.showQuickPick(shown, { placeHolder });
  if (picked) {
    await commands.executeCommand(picked.command, ...(picked.argument ? [picked.argument] : []));
  }
}

export async function activate(context: ExtensionContext): Promise<Api> {
  const output = window.createOutputChannel("Scruple", { log: true });
  const made = new Server(context, output);
  server = made;
  context.subscriptions.push(
    output,
    made,
    new Status(made),
    commands.registerCommand("scruple.restart", () => made.restart()),
    commands.registerCommand("scruple.showOutput", () => output.show()),
    commands.registerCommand("scruple.menu", menu),
    workspace.onDidChangeConfiguration((event) => {
      // What is settled when the server starts.
      const names = ["scruple.enable", "scruple.path", "scruple.workspaceDiagnostics"];
      if (names.some((name) => event.affectsConfiguration(name))) {
        void made.restart();
      }
    }),
    // A trusted folder may choose the program.
    workspace.onDidGrantWorkspaceTrust(() => made.restart()),
  );
  registerRules(context);
  registerReport(context);
  await made.start();
  return {
    state: () => ({
      stage: made.stage,
      reason: made.reason,
      version: made.version,
      path: made.binary?.path ?? "",
      origin: made.binary?.origin ?? "",
    }),
  };
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
