"""The YAML language server of editors, spoken to as VS Code does: what it offers, and what it underlines."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from fences import ROOT

SCRIPT = ROOT / ".venv/languageserver/node_modules/yaml-language-server/bin/yaml-language-server"
"""Where `make test-editor` installs it."""
OPTIONS = {"yaml": {"completion": True, "validate": True, "schemaStore": {"enable": False}, "hover": True}}


def find_server() -> list[str] | None:
    """The command that starts the server; None where it or Node.js is not installed."""
    node = shutil.which("node", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    script = Path(os.environ.get("CARDSITE_LANGUAGE_SERVER", SCRIPT))
    return [node, str(script), "--stdio"] if node and script.exists() else None


class LanguageServer:
    """A server with one folder open; use it in a `with`."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._numbers = itertools.count(1)
        self._underlined: dict[str, list[dict[str, Any]]] = {}
        root = folder.as_uri()
        folders = [{"uri": root, "name": folder.name}]
        abilities = {
            "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self._ask(
            "initialize",
            {"processId": None, "rootUri": root, "workspaceFolders": folders, "capabilities": abilities},
        )
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": OPTIONS})

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def offered(self, path: Path, text: str) -> dict[str, str]:
        """What can be inserted at the `|` in the text of a file: labels, and what each inserts."""
        before, _, after = text.partition("|")
        uri = self._open(path, before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        found = self._ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: _inserted(item) for item in items}

    def underlined(self, path: Path, text: str) -> list[str]:
        """What is wrong in the text of a file: the underlined words, each with a message."""
        uri = self._open(path, text)
        while uri not in self._underlined:
            self._receive()
        lines = text.split("\n")
        return [f"{_words(lines, each['range'])}: {each['message']}" for each in self._underlined[uri]]

    def _open(self, path: Path, text: str) -> str:
        # Each text is a file of its own: what comes late about another one is not taken for this one's.
        number = next(self._numbers)
        uri = path.with_stem(f"{path.stem}-{number}").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": number, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def _ask(self, method: str, parameters: Any) -> Any:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _tell(self, method: str, parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, and what it underlines is kept."""
        length = 0
        assert self._process.stdout
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        match message:
            case {"method": "workspace/configuration", "id": number, "params": {"items": items}}:
                answers = [OPTIONS.get(item.get("section", ""), {}) for item in items]
                self._send({"id": number, "result": answers})
            case {"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}}:
                self._underlined[uri] = found
            case {"method": _, "id": number}:
                self._send({"id": number, "result": None})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._process.stdin.flush()


def _inserted(item: dict[str, Any]) -> str:
    text: str = item.get("textEdit", {}).get("newText") or item.get("insertText") or item["label"]
    return text


def _words(lines: list[str], where: dict[str, Any]) -> str:
    start, end = where["start"], where["end"]
    line: str = lines[start["line"]]
    return line[start["character"] : end["character"] if end["line"] == start["line"] else None]
