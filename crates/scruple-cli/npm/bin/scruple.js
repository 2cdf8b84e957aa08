#!/usr/bin/env node
// Runs the program of the platform, which npm installed beside this package as an optional dependency.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

function platform() {
  if (process.platform !== "linux") return `${process.platform}-${process.arch}`;
  const header = process.report?.getReport?.()?.header;
  return `linux-${process.arch}-${header?.glibcVersionRuntime ? "gnu" : "musl"}`;
}

function program() {
  const name = `@scruple-lint/cli-${platform()}`;
  const file = process.platform === "win32" ? "scruple.exe" : "scruple";
  try {
    return require.resolve(`${name}/${file}`);
  } catch {
    console.error(
      `scruple: error: the package ${name} is not installed. Install without --omit=optional and, where node_modules ` +
        "came from another kind of machine, again on this one. If npm knows no such package, there is no build for " +
        "this platform: `cargo install --git https://github.com/scruple-lint/scruple scruple-cli` makes one.",
    );
    process.exit(2);
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: "inherit" });
// Ctrl-C reaches the program too; how to end is its to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT") child.kill(signal);
  });
}
child.on("error", (error) => {
  console.error(`scruple: error: ${error.message}`);
  process.exit(2);
});
child.on("close", (status, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : status));
