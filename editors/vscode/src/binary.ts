// Where the program is, and running it for one answer.

import { spawn } from "node:child_process";
import { accessSync, chmodSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { type ExtensionContext, workspace } from "vscode";
import { setting } from "./settings";

const NAME = process.platform === "win32" ? "scruple.exe" : "scruple";

export interface Binary {
  path: string;
  /** Where it was found, in words for people. */
  origin: "setting scruple.path" | "bundled" | "PATH";
}

/** Why there is no program to run, and what mends it. */
export class MissingBinary extends Error {}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function expand(path: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const whole = path.replace(/^~(?=$|[\\/])/, homedir()).replace(/\$\{workspaceFolder\}/g, folder);
  // A bare name is looked for on the PATH; what has a folder in it counts from the workspace.
  return isAbsolute(whole) || !/[\\/]/.test(whole) ? whole : join(folder, whole);
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** The program: the one of the setting, else the bundled one, else the one on the PATH. */
export function findBinary(context: ExtensionContext): Binary {
  const wanted = setting("path", "").trim();
  if (wanted !== "") {
    const path = expand(wanted);
    const found = isAbsolute(path) ? [path].find(isProgram) : onPath(path);
    if (found === undefined) {
      throw new MissingBinary(
        `The setting scruple.path is "${wanted}", but there is no program at ${path}. Correct it, or empty it to use the program that came with the extension.`,
      );
    }
    return { path: found, origin: "setting scruple.path" };
  }
  const bundled = context.asAbsolutePath(join("bin", NAME));
  if (!isProgram(bundled)) {
    try {
      // Some ways of unpacking an extension lose the right to execute.
      chmodSync(bundled, 0o755);
    } catch {
      // It is not there.
    }
  }
  if (isProgram(bundled)) {
    return { path: bundled, origin: "bundled" };
  }
  const found = onPath(NAME);
  if (found !== undefined) {
    return { path: found, origin: "PATH" };
  }
  throw new MissingBinary(
    `The program scruple is missing: this build of the extension brings none for ${process.platform}-${process.arch}, and there is none on the PATH. Install the build of the extension for this platform, or install the program ("cargo install --path crates/scruple-cli --locked" in a clone of Scruple) and set scruple.path if it is not on the PATH.`,
  );
}

export interface Outcome {
  status: number;
  out: string;
  err: string;
}

/** Runs the program for one answer. Rejects where it cannot be started or says more than a hundred megabytes. */
export function run(binary: Binary, args: string[], cwd?: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary.path, args, { ...(cwd ? { cwd } : {}), stdio: ["ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > 100 * 1024 * 1024) {
        child.kill();
        reject(new Error("The output is too long to be shown."));
      }
      list.push(chunk);
    };
    child.stdout.on("data", keep(out));
    child.stderr.on("data", keep(err));
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({
        status: status ?? 2,
        out: Buffer.concat(out).toString("utf8"),
        err: Buffer.concat(err).toString("utf8").trim(),
      }),
    );
  });
}
