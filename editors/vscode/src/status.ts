// The item in the status bar: what state the server is in, and how many red flags the document has.

import {
  type Disposable,
  languages,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  type Uri,
  window,
  workspace,
} from "vscode";
import type { Server } from "./server";
import { LANGUAGES, setting } from "./settings";

export class Status implements Disposable {
  private readonly item: StatusBarItem;
  private readonly listeners: Disposable[];

  constructor(private readonly server: Server) {
    this.item = window.createStatusBarItem("scruple.status", StatusBarAlignment.Right, 100);
    this.item.name = "Scruple";
    this.item.command = "scruple.menu";
    this.listeners = [
      server.onDidChange(() => this.update()),
      window.onDidChangeActiveTextEditor(() => this.update()),
      languages.onDidChangeDiagnostics((event) => {
        const shown = window.activeTextEditor?.document.uri.toString();
        if (event.uris.some((uri) => uri.toString() === shown)) {
          this.update();
        }
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("scruple.statusBar")) {
          this.update();
        }
      }),
    ];
    this.update();
  }

  dispose(): void {
    for (const listener of [...this.listeners, this.item]) {
      listener.dispose();
    }
  }

  private update(): void {
    const document = window.activeTextEditor?.document;
    const read = document !== undefined && LANGUAGES.includes(document.languageId);
    const { stage, reason } = this.server;
    const trouble = stage === "failed" || stage === "missing";
    if (!setting("statusBar", true) || !(read || trouble)) {
      this.item.hide();
      return;
    }
    this.item.backgroundColor = trouble ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.text = this.text(read ? document.uri : undefined);
    const tip = new MarkdownString();
    tip.appendText(reason || `Scruple ${this.server.version}, ${this.server.binary?.path ?? ""}`);
    this.item.tooltip = tip;
    this.item.show();
  }

  private text(uri: Uri | undefined): string {
    switch (this.server.stage) {
      case "starting":
        return "$(sync~spin) Scruple";
      case "off":
        return "$(circle-slash) Scruple off";
      case "missing":
        return "$(error) Scruple is missing";
      case "failed":
        return "$(error) Scruple ended";
      case "running": {
        const all = uri ? languages.getDiagnostics(uri) : [];
        const flags = all.filter((diagnostic) => diagnostic.source === "scruple").length;
        return flags === 0 ? "$(law) Scruple" : `$(law) Scruple ${flags}`;
      }
    }
  }
}
