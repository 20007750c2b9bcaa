"""The Debian package holds what a host needs, names what it depends on, and runs from where it lies."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import go_tools  # noqa: E402
from prometheus import PROJECT, require  # noqa: E402

BUILD = PROJECT / "build/release"
DOCKERFILE = PROJECT / "deploy/Dockerfile"

# What is done in a root that holds Debian and the package and can be written at its state folder alone.
CONFINED = r"""
set -eu
yuqing check -c /etc/yuqing/yuqing.toml
for place in / /usr /etc/yuqing /opt; do
  if touch $place/x 2>/dev/null; then echo "$place can be written"; fi
done
yuqing demo --write /var/lib/yuqing/posts.jsonl --posts 1000 --seed 1 2>/dev/null
yuqing replay -c /etc/yuqing/yuqing.toml /var/lib/yuqing/posts.jsonl --out /var/lib/yuqing/result
yuqing run -c /etc/yuqing/yuqing.toml & job=$!
for turn in $(seq 600); do
  if { exec 3<>/dev/tcp/127.0.0.1/9464; } 2>/dev/null; then break; fi
  sleep 0.1
done
printf 'GET /livez HTTP/1.0\r\n\r\n' >&3
head -1 <&3
grep -E '^(Uid|CapEff|NoNewPrivs):' /proc/$job/status
kill -TERM $job
wait $job
echo "ended with $?"
"""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True,
                          check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        require(BUILD / "yuqing", "the built program (ninja -C build/release)")
        for program in ("cpack", "dpkg-shlibdeps"):
            require(pathlib.Path(shutil.which(program) or f"/usr/bin/{program}"),
                    f"{program} (apt install cmake dpkg-dev)")
        cls.folder = pathlib.Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix="yuqing_package_")))
        run("cpack", "-G", "DEB", "-B", cls.folder, "--config", BUILD / "CPackConfig.cmake")
        (cls.package,) = cls.folder.glob("*.deb")
        cls.root = cls.folder / "root"
        run("dpkg-deb", "-x", cls.package, cls.root)

    def field(self, name):
        return run("dpkg-deb", "-f", self.package, name).strip()

    def test_the_program_runs_from_the_package(self):
        said = run(self.root / "usr/bin/yuqing", "--version")

        self.assertEqual(said, f"yuqing {self.field('Version')}\n")

    def test_the_shipped_configuration_is_sound(self):
        said = run(self.root / "usr/bin/yuqing", "check", "-c", self.root / "etc/yuqing/yuqing.toml")

        self.assertEqual(said, "ok\n")

    def test_it_runs_as_nobody_in_particular_under_a_root_that_cannot_be_written(self):
        bwrap = require("bwrap", "bwrap (apt install bubblewrap)")
        if subprocess.run([bwrap, "--unshare-all", "--ro-bind", "/", "/", "true"],
                          check=False).returncode != 0:
            go_tools.unavailable("bwrap may not make name spaces here")
        state = self.folder / "state"
        state.mkdir()
        confined = [bwrap, "--unshare-all", "--cap-drop", "ALL", "--die-with-parent", "--clearenv",
                    "--setenv", "PATH", "/opt:/usr/bin", "--ro-bind", "/usr", "/usr",
                    *(word for name in ("bin", "lib", "lib64")
                      for word in ("--symlink", f"usr/{name}", f"/{name}")),
                    "--ro-bind", self.root / "usr/bin/yuqing", "/opt/yuqing",
                    "--ro-bind", self.root / "etc/yuqing", "/etc/yuqing",
                    "--bind", state, "/var/lib/yuqing", "--proc", "/proc", "--dev", "/dev",
                    "--remount-ro", "/", "bash", "-c", CONFINED]
        if os.getuid() == 0:
            confined = ["setpriv", "--reuid", "10001", "--regid", "10001", "--clear-groups", *confined]
            os.chown(state, 10001, 10001)
            self.folder.chmod(0o755)
        uid = 10001 if os.getuid() == 0 else os.getuid()

        said = run(*confined)

        self.assertEqual(said.replace("\r", "").splitlines(), [
            "ok", "HTTP/1.1 200 OK", f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}", "CapEff:\t0000000000000000",
            "NoNewPrivs:\t1", "ended with 0"])
        summary = json.loads((state / "result/summary.json").read_text("utf-8"))
        self.assertEqual(summary["consumed"], 1000)

    def test_the_chart_finds_the_dashboards_of_the_package(self):
        chart = self.root / "usr/share/yuqing/deploy/helm/yuqing"
        links = [path for path in chart.rglob("*") if path.is_symlink()]

        self.assertEqual(len(links), 9)
        for link in links:
            self.assertTrue(link.resolve(strict=True).is_relative_to(self.root), link)

    def test_it_explains_itself(self):
        pages = self.root / "usr/share/doc/yuqing/docs"
        for name in ("operations", "logs", "sizing", "kubernetes", "runbook"):
            self.assertTrue((pages / f"{name}.md").exists(), name)

    def test_what_is_written_goes_to_the_state_folder_of_the_unit(self):
        config = tomllib.loads((self.root / "etc/yuqing/yuqing.toml").read_text("utf-8"))
        unit = (self.root / "lib/systemd/system/yuqing.service").read_text("utf-8")

        (folder,) = re.findall(r"^StateDirectory=(\S+)$", unit, re.M)
        for path in (config["state"]["dir"], *config["sink_file"].values()):
            self.assertTrue(path.startswith(f"/var/lib/{folder}/"), path)

    def test_the_unit_starts_what_the_package_holds(self):
        unit = (self.root / "lib/systemd/system/yuqing.service").read_text("utf-8")

        for program, config in re.findall(r"^ExecStart\w*=(\S+) \w+ -c (\S+)$", unit, re.M):
            self.assertTrue((self.root / program.lstrip("/")).exists(), program)
            self.assertTrue((self.root / config.lstrip("/")).exists(), config)

    def test_changed_configurations_survive_an_upgrade(self):
        conffiles = run("dpkg-deb", "-I", self.package, "conffiles").split()

        self.assertEqual({pathlib.Path("/") / path.relative_to(self.root)
                          for path in (self.root / "etc").rglob("*") if path.is_file()},
                         set(map(pathlib.Path, conffiles)))

    def test_it_depends_on_the_libraries_that_the_image_installs(self):
        needed = {re.split(r"[ (]", item.strip())[0] for item in self.field("Depends").split(",")}
        stages = DOCKERFILE.read_text("utf-8").split("FROM ")
        image = set(re.findall(r"^      ([\w.+-]+) \\$", stages[-1], re.M))

        # Every image of Debian has the first three, and spdlog's package provides the fourth.
        always = {"libc6", "libgcc-s1", "libstdc++6", "libspdlog1.10-fmt9"}
        self.assertEqual(needed - always, image - {"ca-certificates", "libspdlog1.10"})

    def test_the_bill_of_materials_names_every_package_that_it_depends_on(self):
        bill = json.loads(run(PROJECT / "deploy/sbom", BUILD / "yuqing"))
        named = {component["name"]: component["version"] for component in bill["components"]}

        needed = {re.split(r"[ (]", item.strip())[0] for item in self.field("Depends").split(",")}
        self.assertLessEqual(needed - {"libspdlog1.10-fmt9"}, set(named))
        for name, version in named.items():
            self.assertEqual(run("dpkg-query", "-W", "-f", "${Version}", name), version)
        self.assertEqual(run(PROJECT / "deploy/sbom", BUILD / "yuqing"),
                         json.dumps(bill, indent=1) + "\n")


if __name__ == "__main__":
    unittest.main()
