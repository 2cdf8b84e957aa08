// The page of a rule, beside the text.

import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  languages,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from "vscode";
import { findBinary, run } from "./binary";
import { packArguments } from "./settings";

const SCHEME = "scruple-rule";

interface Listed {
  code: string;
  name: string;
  summary: string;
}

/** Gives `scruple-rule:/MC101.md` its text. */
class Pages implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly context: ExtensionContext) {}

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const code = uri.path.replace(/^\//, "").replace(/\.md$/, "");
    const args = ["explain", code, "--format", "markdown", ...packArguments()];
    const outcome = await run(findBinary(this.context), args, folder());
    // A page that is made anew carries a note for those who find it in the repository.
    return outcome.status === 0 ? outcome.out.replace(/^<!--.*?-->\s*/s, "") : outcome.err;
  }

  dispose(): void {
    this.changed.dispose();
  }
}

export function folder(): string | undefined {
  return workspace.workspaceFolders?.[0]?.uri.fsPath;
}

/** The code of the red flag under the cursor. */
function underCursor(): string | undefined {
  const editor = window.activeTextEditor;
  if (!editor) {
    return undefined;
  }
  const here = languages
    .getDiagnostics(editor.document.uri)
    .filter((one) => one.source === "scruple" && one.range.contains(editor.selection.active));
  const code = here[0]?.code;
  return code === undefined ? undefined : String(typeof code === "object" ? code.value : code);
}

async function choose(context: ExtensionContext): Promise<string | undefined> {
  const list = async () => {
    const args = ["rules", "list", "--format", "json", ...packArguments()];
    const outcome = await run(findBinary(context), args, folder());
    if (outcome.status !== 0) {
      throw new Error(outcome.err);
    }
    const rules = JSON.parse(outcome.out) as Listed[];
    return rules.map((rule) => ({ label: rule.code, description: rule.name, detail: rule.summary }));
  };
  const picked = await window.showQuickPick(list(), {
    placeHolder: "Which rule?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.label;
}

export function registerRules(context: ExtensionContext): void {
  const pages = new Pages(context);
  const show = async (wanted?: unknown) => {
    const code = typeof wanted === "string" ? wanted : (underCursor() ?? (await choose(context)));
    if (code === undefined) {
      return;
    }
    const uri = Uri.from({ scheme: SCHEME, path: `/${code}.md` });
    await workspace.openTextDocument(uri);
    await commands.executeCommand("markdown.showPreviewToSide", uri);
  };
  context.subscriptions.push(
    pages,
    workspace.registerTextDocumentContentProvider(SCHEME, pages),
    commands.registerCommand("scruple.showRule", async (wanted?: unknown) => {
      try {
        await show(wanted);
      } catch (error) {
        void window.showErrorMessage(`Scruple: ${error instanceof Error ? error.message : error}`);
      }
    }),
  );
}
