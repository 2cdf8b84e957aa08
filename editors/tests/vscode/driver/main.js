// Runs the test that the environment names inside the real extension host, in the workspace it is meant for.
const path = require("node:path");
const { workspace } = require("vscode");

exports.activate = () => {
  const { SCRUPLE_E2E_TEST: test, SCRUPLE_E2E_FOLDER: folder } = process.env;
  if (test && workspace.workspaceFolders?.[0]?.uri.fsPath === folder) {
    require(path.resolve(test)).run();
  }
};
