// Holds workflow commands against the toolkit of GitHub Actions: what it would write for the same annotation is the
// same line, byte for byte.
"use strict";
const fs = require("node:fs");
const { issueCommand } = require("@actions/core/lib/command");

const [path] = process.argv.slice(2);
const data = (text) => text.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%25/g, "%");
const property = (text) => data(text.replace(/%3A/g, ":").replace(/%2C/g, ","));
const lines = fs.readFileSync(path, "utf8").split("\n").slice(0, -1);
let written = "";
const write = process.stdout.write.bind(process.stdout);
for (const line of lines) {
  const [, command, properties, message] = line.match(/^::(error|warning|notice) (.*?)::(.*)$/s);
  const pairs = properties.split(",").map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  process.stdout.write = (text) => ((written += text), true);
  issueCommand(command, Object.fromEntries(pairs.map(([key, value]) => [key, property(value)])), data(message));
  process.stdout.write = write;
}
const expected = lines.map((line) => `${line}\n`).join("");
if (written !== expected) {
  const at = [...written].findIndex((char, index) => char !== expected[index]);
  throw new Error(`${path} differs from what the toolkit writes at ${at}: ${written.slice(at - 60, at + 60)}`);
}
console.log(`${path}: ${lines.length} annotations, as the toolkit writes them`);
