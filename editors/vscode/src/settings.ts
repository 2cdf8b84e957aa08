// The settings of the editor, and the same as arguments of the command line.

import { workspace } from "vscode";

/** Languages whose documents are read. YAML holds rule packs; the server looks at those alone. */
export const LANGUAGES = [
  "markdown",
  "mdx",
  "quarto",
  "html",
  "xhtml",
  "plaintext",
  "asciidoc",
  "restructuredtext",
  "subrip",
  "yaml",
];

/** Files of Scruple's own, whatever language another extension gives them. */
export const OWN_FILES = "**/{scruple,approved-claims}.toml";

export function setting<T>(name: string, fallback: T): T {
  return workspace.getConfiguration("scruple").get<T>(name) ?? fallback;
}

/** What the server is told at its start; later changes it asks for itself. */
export function forServer(): Record<string, unknown> {
  const names = [
    "markets",
    "class",
    "packs",
    "select",
    "ignore",
    "maxBytes",
    "codeLens",
    "workspaceDiagnostics",
  ];
  const all = workspace.getConfiguration("scruple");
  return Object.fromEntries(names.map((name) => [name, all.get(name)]));
}

/** The packs, as arguments. */
export function packArguments(): string[] {
  return setting<string[]>("packs", []).flatMap((pack) => ["--pack", pack]);
}

/** All settings that `scruple check` knows, as arguments. */
export function checkArguments(): string[] {
  const list = (option: string, name: string) => {
    const words = setting<string[]>(name, []);
    return words.length > 0 ? [option, words.join(",")] : [];
  };
  const kind = setting("class", "auto");
  return [
    ...list("--market", "markets"),
    ...list("--select", "select"),
    ...list("--ignore", "ignore"),
    ...(kind === "auto" ? [] : ["--class", kind]),
    ...packArguments(),
  ];
}
