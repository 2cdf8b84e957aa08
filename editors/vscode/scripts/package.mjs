// npm run package [-- --target linux-x64 --binary PATH --out FILE]
//
// Writes one .vsix. With a program it is for one platform; without one it looks for the program on the PATH of whoever
// installs it.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";

const TARGETS = [
  "linux-x64",
  "linux-arm64",
  "linux-armhf",
  "alpine-x64",
  "alpine-arm64",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64",
  "win32-arm64",
];
const HELP = `npm run package -- [OPTIONS]

  --target TARGET   the platform the program is for (default: this one): ${TARGETS.join(", ")};
                    "none" for a package without a program
  --binary PATH     the program to bring along (default: target/release/scruple of this clone)
  --out FILE        where to write to (default: out/scruple-VERSION[-TARGET].vsix)`;

const own = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const root = resolve(own, "../..");
// npm changes into the folder of the package; paths count from where the command was typed.
const from = process.env.INIT_CWD ?? process.cwd();

function fail(text) {
  console.error(`error: ${text}\n\n${HELP}`);
  process.exit(2);
}

function options() {
  try {
    const string = { type: "string" };
    const help = { type: "boolean", short: "h" };
    return parseArgs({ options: { target: string, binary: string, out: string, help } }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const { help, ...given } = options();
if (help) {
  console.log(HELP);
  process.exit(0);
}
const target = given.target ?? `${process.platform}-${process.arch}`;
if (target !== "none" && !TARGETS.includes(target)) {
  fail(`there is no platform "${target}"`);
}
const program = target.startsWith("win32") ? "scruple.exe" : "scruple";
const built = process.env.CARGO_TARGET_DIR
  ? resolve(root, process.env.CARGO_TARGET_DIR)
  : join(root, "target");
const binary = given.binary ? resolve(from, given.binary) : join(built, "release", program);
if (target !== "none" && !(existsSync(binary) && statSync(binary).isFile())) {
  fail(
    `there is no program at ${binary}: build it (cargo build --release), name one with --binary, or say --target none`,
  );
}

execFileSync("npm", ["run", "--silent", "build"], {
  cwd: own,
  stdio: "inherit",
  shell: process.platform === "win32",
});

// Only what is named here gets into the package.
const stage = join(own, "out", "stage");
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
for (const key of ["scripts", "dependencies", "devDependencies"]) {
  delete manifest[key];
}
manifest.files = ["dist/**", "bin/**", "LICENSE*", "README.md"];
writeFileSync(join(stage, "package.json"), JSON.stringify(manifest, null, 2));
copyFileSync(join(own, "README.md"), join(stage, "README.md"));
copyFileSync(join(root, "LICENSE-MIT"), join(stage, "LICENSE.txt"));
copyFileSync(join(root, "LICENSE-APACHE"), join(stage, "LICENSE-APACHE.txt"));
mkdirSync(join(stage, "dist"));
copyFileSync(join(own, "dist/extension.js"), join(stage, "dist/extension.js"));
if (target !== "none") {
  mkdirSync(join(stage, "bin"));
  cpSync(binary, join(stage, "bin", program), { dereference: true });
  chmodSync(join(stage, "bin", program), 0o755);
}

const suffix = target === "none" ? "" : `-${target}`;
const packagePath = given.out
  ? resolve(from, given.out)
  : join(own, "out", `scruple-${manifest.version}${suffix}.vsix`);
mkdirSync(dirname(packagePath), { recursive: true });
await createVSIX({ cwd: stage, packagePath, dependencies: false, ...(target === "none" ? {} : { target }) });
const size = (statSync(packagePath).size / 1e6).toFixed(1);
console.log(
  `${packagePath}: ${size} MB, ${target === "none" ? "without the program" : `with the program for ${target}`}`,
);
