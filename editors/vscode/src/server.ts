// The server's life: started, stopped, started again, and what state it is in.

import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  Uri,
  window,
} from "vscode";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { type Binary, findBinary, MissingBinary } from "./binary";
import { forServer, LANGUAGES, OWN_FILES, setting } from "./settings";

export type Stage = "off" | "starting" | "running" | "failed" | "missing";

const HELP = "https://github.com/scruple-lint/scruple/blob/main/editors/vscode/README.md#the-program";

interface Tally {
  files: number;
  unreadable: number;
  errors: number;
  warnings: number;
  infos: number;
  cancelled: boolean;
}

export class Server implements Disposable {
  stage: Stage = "off";
  /** Why it is not running, in words for people. */
  reason = "";
  version = "";
  binary: Binary | undefined;

  private client: LanguageClient | undefined;
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** One start or stop after the other, in the order in which they were asked for. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
  ) {}

  start(): Promise<void> {
    return this.enqueue(() => this.open());
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.close());
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.close();
      await this.open();
    });
  }

  dispose(): void {
    this.changed.dispose();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  private set(stage: Stage, reason = ""): void {
    this.stage = stage;
    this.reason = reason;
    void commands.executeCommand("setContext", "scruple.running", stage === "running");
    this.changed.fire();
  }

  private async open(): Promise<void> {
    if (!setting("enable", true)) {
      this.set("off", "The setting scruple.enable is off.");
      return;
    }
    try {
      this.binary = findBinary(this.context);
    } catch (error) {
      this.binary = undefined;
      this.set("missing", error instanceof Error ? error.message : String(error));
      this.output.error(this.reason);
      void this.tellMissing(error instanceof MissingBinary);
      return;
    }
    this.set("starting");
    this.output.info(`starting ${this.binary.path} (${this.binary.origin})`);
    const client = this.make(this.binary);
    this.client = client;
    try {
      await client.start();
      const info = client.initializeResult?.serverInfo;
      this.version = info?.version ?? "";
      this.output.info(`running ${info?.name ?? "scruple"} ${this.version}`);
      this.set("running");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.set("failed", `The server could not be started: ${why}`);
      this.output.error(this.reason);
      void this.tellFailed();
    }
  }

  private make(binary: Binary): LanguageClient {
    const schemes = ["file", "untitled"];
    const client = new LanguageClient(
      "scruple",
      "Scruple",
      { command: binary.path, args: ["lsp"] },
      {
        documentSelector: [
          ...LANGUAGES.flatMap((language) => schemes.map((scheme) => ({ language, scheme }))),
          { scheme: "file", pattern: OWN_FILES },
        ],
        initializationOptions: forServer(),
        outputChannel: this.output,
        traceOutputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        diagnosticCollectionName: "scruple",
        middleware: {
          executeCommand: async (command, args, next) => {
            const answer = await next(command, args);
            if (command === "scruple.lintWorkspace") {
              this.tellTally(answer as Tally);
            }
            return answer;
          },
        },
      },
    );
    client.onDidChangeState(({ newState }) => {
      // What was stopped on purpose has been forgotten before.
      if (this.client !== client) {
        return;
      }
      if (newState === State.Running) {
        this.set("running");
      } else if (newState === State.Starting) {
        this.set("starting");
      } else if (this.stage === "running") {
        // The client starts it again, unless it has ended too often.
        this.set("failed", "The server ended. The output tells why; restart it from here.");
      }
    });
    return client;
  }

  private async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      try {
        await client.dispose(3000);
      } catch (error) {
        this.output.warn(`the server did not end as it should: ${error}`);
      }
    }
    this.set("off", "The server was stopped.");
  }

  private async tellMissing(mendable: boolean): Promise<void> {
    const settings = "Open Settings";
    const help = "How to Install";
    const retry = "Try Again";
    const buttons = mendable ? [settings, help, retry] : [retry];
    const answer = await window.showErrorMessage(`Scruple: ${this.reason}`, ...buttons);
    if (answer === settings) {
      await commands.executeCommand("workbench.action.openSettings", "scruple.path");
    } else if (answer === help) {
      await env.openExternal(Uri.parse(HELP));
    } else if (answer === retry) {
      await this.restart();
    }
  }

  private async tellFailed(): Promise<void> {
    const output = "Show Output";
    const retry = "Try Again";
    const answer = await window.showErrorMessage(`Scruple: ${this.reason}`, output, retry);
    if (answer === output) {
      this.output.show();
    } else if (answer === retry) {
      await this.restart();
    }
  }

  private tellTally(tally: Tally): void {
    const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
    const parts = [
      count(tally.errors, "error"),
      count(tally.warnings, "warning"),
      count(tally.infos, "note"),
    ];
    const unread = tally.unreadable > 0 ? `, ${tally.unreadable} of them could not be read` : "";
    const verb = tally.cancelled ? "stopped after" : "read";
    void window.showInformationMessage(
      `Scruple ${verb} ${count(tally.files, "file")}${unread}: ${parts.join(", ")}.`,
    );
  }
}
