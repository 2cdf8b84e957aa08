"""settings.py PROGRAM: the commands and settings that the pages of the editors show are taken up by the server.

Reads them from the very files, starts each command, hands over the settings as the editor would, opens a text, and asks
for a red flag, for silence about the settings, and for an orderly end.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

EDITORS = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.argv[1]).resolve()
# Those of the extension alone.
OWN = {"enable", "path", "statusBar", "trace.server"}


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", (EDITORS / page).read_text(), re.S | re.M)


def known() -> set[str]:
    """The settings that `scruple lsp --help` lists."""
    told = subprocess.run([PROGRAM, "lsp", "--help"], capture_output=True, text=True, check=True).stdout
    table = told.split("didChangeConfiguration:")[1].split("\n\n")[0]
    names = re.findall(r"^  (\w+(?:, \w+)*)  +", table, re.M)
    return {name for row in names for name in row.split(", ")}


def configurations():
    """Name, command and settings of each."""
    helix = "helix/languages.toml"
    for name, text in [(helix, (EDITORS / helix).read_text()), *(("helix/README.md", b) for b in blocks("helix/README.md", "toml"))]:
        whole = tomllib.loads(text)
        server = whole["language-server"]["scruple"]
        assert all("scruple" in language["language-servers"] for language in whole["language"]), name
        yield name, [server["command"], *server["args"]], server["config"]

    sublime = "sublime/LSP.sublime-settings"
    texts = [(sublime, (EDITORS / sublime).read_text()), *(("sublime/README.md", b) for b in blocks("sublime/README.md", "json"))]
    for name, text in texts:
        client = json.loads(text).get("clients", {}).get("scruple")
        if client:
            yield name, client["command"], client["initializationOptions"]

    for text in blocks("zed/README.md", "json"):
        server = json.loads(text).get("lsp", {}).get("scruple")
        if server:
            binary = server["binary"]
            yield "zed/README.md", [binary["path"], *binary["arguments"]], server["initialization_options"]
    manifest = tomllib.loads((EDITORS / "zed/extension.toml").read_text())
    assert set(manifest["language_servers"]["scruple"]["languages"]) == {"Markdown", "HTML", "Plain Text"}

    kakoune = (EDITORS / "kakoune/scruple.kak").read_text()
    server = tomllib.loads(re.search(r"lsp_servers %\{\n(.*?)\n    \}", kakoune, re.S)[1])["scruple"]
    yield "kakoune/scruple.kak", ["scruple", *server["args"]], server["settings"]

    properties = json.loads((EDITORS / "vscode/package.json").read_text())["contributes"]["configuration"]["properties"]
    defaults = {name.removeprefix("scruple."): one["default"] for name, one in properties.items()}
    settings = {name: value for name, value in defaults.items() if name not in OWN}
    assert set(settings) == known(), f"package.json has {sorted(settings)}, the server knows {sorted(known())}"
    for name, one in properties.items():
        assert one.get("description") or one.get("markdownDescription"), name
    yield "vscode/package.json", ["scruple", "lsp"], {"scruple": settings}
    for text in blocks("vscode/README.md", "json"):
        given = {name.removeprefix("scruple."): value for name, value in json.loads(text).items() if name.startswith("scruple.")}
        assert given.keys() <= defaults.keys(), given
        yield "vscode/README.md", ["scruple", "lsp"], {"scruple": {n: v for n, v in given.items() if n not in OWN}}


class Server:
    """A server, spoken to as an editor does."""

    def __init__(self, command: list[str]):
        path = f"{FOLDER}{os.pathsep}{os.environ['PATH']}"
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**os.environ, "PATH": path})
        self.id = 0

    def send(self, method: str, params, ask: bool = False):
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        if ask:
            self.id += 1
            message["id"] = self.id
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self, wanted) -> dict:
        """The first message that is wanted. Complaints are failures."""
        while True:
            length = 0
            while line := self.process.stdout.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            assert length, "the server ended"
            message = json.loads(self.process.stdout.read(length))
            assert message.get("method") not in ("window/showMessage", "window/logMessage"), message["params"]["message"]
            if wanted(message):
                return message


def try_out(name: str, command: list[str], settings: dict):
    unknown = settings.get("scruple", settings).keys() - known()
    assert not unknown, f"{name}: no such settings: {unknown}"
    server = Server(command)
    server.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": settings}, ask=True)
    server.read(lambda message: message.get("id") == server.id)
    server.send("initialized", {})
    text = (EDITORS / "tests/fixture/calm.md").read_text()
    item = {"uri": "untitled:calm.md", "languageId": "markdown", "version": 1, "text": text}
    server.send("textDocument/didOpen", {"textDocument": item})
    found = server.read(lambda message: message.get("method") == "textDocument/publishDiagnostics")
    assert any(one["code"] == "MC201" for one in found["params"]["diagnostics"]), found
    server.send("shutdown", None, ask=True)
    server.read(lambda message: message.get("id") == server.id)
    server.send("exit", None)
    assert server.process.wait(10) == 0, name
    print(f"  {name}: {' '.join(command)} {json.dumps(settings)}")


# The pages say `scruple`, whatever the program under test is called.
with tempfile.TemporaryDirectory() as FOLDER:
    Path(FOLDER, "scruple").symlink_to(PROGRAM)
    for configuration in configurations():
        try_out(*configuration)
