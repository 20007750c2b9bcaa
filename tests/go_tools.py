"""Programs of others that no package of Debian 12 has, built once into build/tools: helm, and the reader
of compose files. With a warm cache of Go it takes seconds, else some minutes.

What a bare Debian 12 needs: golang-go, python3-venv. Where something cannot be had a test is skipped with
the reason; with CI=true it fails instead.
"""

import os
import pathlib
import shutil
import subprocess
import unittest

PROJECT = pathlib.Path(__file__).resolve().parent.parent
TOOLS = PROJECT / "build/tools"
HELM = "v3.12.3"  # the newest that Debian's Go 1.19 builds
SCHEMAS = "kubernetes-validate==1.37.0"


def unavailable(reason):
    if os.environ.get("CI") == "true":
        raise AssertionError(reason)
    print(f"SKIPPED: {reason}")
    raise unittest.SkipTest(reason)


def built(path, what, *command, **options):
    """The path, after the command has made it where it was missing."""
    if path.exists():
        return path
    if shutil.which(command[0]) is None:
        unavailable(f"{command[0]} is missing, which makes {what}")
    path.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **options)
    if done.returncode != 0:
        unavailable(f"{what} cannot be made: {(done.stdout + done.stderr)[-500:]}")
    return path


def helm():
    """The path of Helm itself."""
    folder = TOOLS / f"helm-{HELM}"
    return built(folder / "helm", "helm", "go", "install", "-ldflags=-s -w",
                 f"helm.sh/helm/v3/cmd/helm@{HELM}", env={**os.environ, "GOBIN": str(folder)})


def compose():
    """The path of tests/compose/main.go."""
    path = TOOLS / "compose"
    return built(path, "the reader of compose files", "go", "build", "-buildvcs=false",
                 "-ldflags=-s -w", "-o", path, ".", cwd=PROJECT / "tests/compose")


def kubernetes_schemas():
    """The path of a program that holds objects against the schemas of Kubernetes."""
    folder = TOOLS / SCHEMAS
    built(folder / "bin/pip", "a place for Python packages", "/usr/bin/python3", "-m", "venv", folder)
    return built(folder / "bin/kubernetes-validate", "the schemas of Kubernetes", folder / "bin/pip",
                 "install", "-q", SCHEMAS)


if __name__ == "__main__":
    for tool in (helm, compose, kubernetes_schemas):
        print(tool())
