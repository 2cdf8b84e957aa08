// Makes the npm packages: `node build.mjs --out FOLDER [--program PLATFORM=FILE]...` writes the main package and one
// for each platform whose program is given, ready for `npm pack` or `npm publish`.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const { values } = parseArgs({ options: { out: { type: "string" }, program: { type: "string", multiple: true } } });

function fail(message) {
  console.error(`build.mjs: ${message}`);
  process.exit(2);
}

function read(path) {
  return JSON.parse(readFileSync(join(here, path), "utf8"));
}

function write(folder, manifest) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const license of ["LICENSE-APACHE", "LICENSE-MIT"]) copyFileSync(join(root, license), join(folder, license));
}

if (!values.out) fail("--out FOLDER is missing");
const platforms = read("platforms.json");
const main = read("package.json");
// The version is that of the workspace, which stands in one place.
const version = /^\[workspace\.package\][^[]*?^version = "([^"]+)"/ms.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))?.[1];
if (!version) fail("Cargo.toml has no [workspace.package] version");

for (const given of values.program ?? []) {
  const [platform, file] = [given.slice(0, given.indexOf("=")), given.slice(given.indexOf("=") + 1)];
  const about = platforms[platform];
  if (!about) fail(`--program ${given}: write PLATFORM=FILE; platforms are ${Object.keys(platforms).join(", ")}`);
  if (!existsSync(file)) fail(`--program ${given}: no such file`);
  const name = about.os === "win32" ? "scruple.exe" : "scruple";
  const folder = join(values.out, `cli-${platform}`);
  mkdirSync(folder, { recursive: true });
  copyFileSync(file, join(folder, name));
  chmodSync(join(folder, name), 0o755);
  writeFileSync(join(folder, "README.md"), `The program of ${main.name} for ${about.target}.\n`);
  write(folder, {
    name: `${main.name}-${platform}`,
    version,
    description: `${main.description}, for ${about.target}`,
    license: main.license,
    repository: main.repository,
    files: [name],
    os: [about.os],
    cpu: [about.cpu],
    ...(about.libc && { libc: [about.libc] }),
    preferUnplugged: true,
  });
}

const folder = join(values.out, "cli");
mkdirSync(folder, { recursive: true });
cpSync(join(here, "bin"), join(folder, "bin"), { recursive: true });
copyFileSync(join(here, "..", "README.md"), join(folder, "README.md"));
const names = Object.keys(platforms).map((platform) => [`${main.name}-${platform}`, version]);
write(folder, { ...main, version, optionalDependencies: Object.fromEntries(names) });
