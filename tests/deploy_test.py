"""What deploy/ says about the project is true: files are where it points, the image holds the libraries
that the program loads, and Docker, systemd and Prometheus read their parts. tests/package_test.py runs the
program as confined as they confine it.

Not tested, because it needs a Docker daemon and the network: building the image and starting
deploy/compose.yaml.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import go_tools  # noqa: E402
from prometheus import PROJECT, promtool, require  # noqa: E402

DEPLOY = PROJECT / "deploy"
BINARY = PROJECT / "build/release/yuqing"
CONFIG = DEPLOY / "compose/yuqing.toml"


def skip(reason):
    print(f"SKIPPED: {reason}")
    raise unittest.SkipTest(reason)


def yaml_of(path):
    try:
        import yaml
    except ImportError as error:
        if os.environ.get("CI") == "true":
            raise
        skip(f"{error} (apt install python3-yaml)")
    return yaml.safe_load(path.read_text("utf-8"))


def run(*command):
    return subprocess.run([str(c) for c in command], text=True, capture_output=True, check=False)


def config_for_this_machine(folder):
    """The configuration of the container with its absolute paths brought here."""
    text = CONFIG.read_text("utf-8").replace("/etc/yuqing/topics.toml", str(DEPLOY / "topics.toml"))
    path = pathlib.Path(folder) / "yuqing.toml"
    path.write_text(text.replace("/var/lib/yuqing", folder), "utf-8")
    return path


class Compose(unittest.TestCase):
    def setUp(self):
        self.compose = yaml_of(DEPLOY / "compose.yaml")
        self.services = self.compose["services"]

    def test_docker_would_read_it(self):
        done = run(go_tools.compose(), DEPLOY / "compose.yaml")

        self.assertEqual((done.returncode, done.stderr), (0, ""))
        read = json.loads(done.stdout)["services"]
        self.assertEqual(set(read), set(self.services))
        self.assertEqual(read["yuqing"]["user"], "10001:10001")
        self.assertEqual({port["host_ip"] for service in read.values()
                          for port in service.get("ports", [])}, {"127.0.0.1"})

    def test_docker_would_not_read_it_with_a_key_that_is_not_there(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as wrong:
            wrong.write((DEPLOY / "compose.yaml").read_text("utf-8").replace("read_only:", "readonly:"))
            wrong.flush()
            done = run(go_tools.compose(), wrong.name)

        self.assertEqual(done.returncode, 1)
        self.assertIn("readonly", done.stderr)

    def test_every_service_that_stays_says_whether_it_is_well(self):
        for name, service in self.services.items():
            with self.subTest(name):
                self.assertEqual("healthcheck" in service, service["restart"] != "no")

    def mounts(self, service):
        """Where it comes from and where it goes, for every volume of a service."""
        return [re.sub(r"\$\{(\w+):-", r"${\1;-", v).split(":")[:2]
                for v in self.services[service].get("volumes", [])]

    def test_every_file_that_is_mounted_exists(self):
        for service in self.services:
            for source, _ in self.mounts(service):
                with self.subTest(f"{service}: {source}"):
                    if source.startswith("${ARCHIVE;-"):  # the user's own
                        continue
                    if source.startswith("."):
                        self.assertTrue((DEPLOY / source).exists())
                    else:
                        self.assertIn(source, self.compose["volumes"])

    def test_no_service_has_capabilities_or_can_get_privileges(self):
        for name, service in self.services.items():
            with self.subTest(name):
                self.assertEqual(service["cap_drop"], ["ALL"])
                self.assertEqual(service["security_opt"], ["no-new-privileges:true"])

    def test_yuqing_is_nobody_in_particular_and_writes_to_its_volume_only(self):
        service = self.services["yuqing"]

        self.assertEqual(service["user"], "10001:10001")
        self.assertIs(service["read_only"], True)
        writable = [v for v in service["volumes"] if not v.endswith(":ro")]
        self.assertEqual(writable, ["state:/var/lib/yuqing"])

    def test_ports_are_open_to_this_machine_only(self):
        for name, service in self.services.items():
            for port in service.get("ports", []):
                with self.subTest(f"{name} {port}"):
                    self.assertTrue(port.startswith("127.0.0.1:"))

    def test_services_wait_for_services_that_exist(self):
        for name, service in self.services.items():
            for other in service.get("depends_on", []):
                with self.subTest(name):
                    self.assertIn(other, self.services)

    def test_yuqing_reads_the_topic_that_is_created_from_the_broker_that_runs(self):
        text = CONFIG.read_text("utf-8")
        topic = re.search(r'topic = "(.+)"', text)[1]
        brokers = re.search(r'brokers = "(.+)"', text)[1]

        self.assertIn(f"--topic={topic}", self.services["topic"]["command"])
        self.assertIn(f"--bootstrap-server={brokers}", self.services["topic"]["command"])
        self.assertIn(brokers, self.services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"])

    def test_prometheus_scrapes_the_port_that_yuqing_listens_on(self):
        port = re.search(r'listen = "0.0.0.0:(\d+)"', CONFIG.read_text("utf-8"))[1]
        jobs = yaml_of(DEPLOY / "prometheus/prometheus.yml")["scrape_configs"]

        self.assertEqual(jobs[0]["static_configs"][0]["targets"], [f"yuqing:{port}"])

    def test_prometheus_finds_its_files_in_the_container_where_they_are_here(self):
        mounted = {pathlib.PurePosixPath(to): (DEPLOY / source).resolve()
                   for source, to in self.mounts("prometheus") if source.startswith(".")}
        base = pathlib.PurePosixPath("/etc/yuqing")
        for to, source in mounted.items():
            self.assertEqual(source, PROJECT / to.relative_to(base))

    def test_an_archive_is_kept_for_ever_and_read_from_the_blocks_that_are_made(self):
        archive, blocks = self.services["archive"], self.services["blocks"]

        self.assertIn("--storage.tsdb.retention.time=100y", archive["command"])
        self.assertIn("--max-block-duration=744h", blocks["command"][0])
        self.assertIn("archive:/prometheus", archive["volumes"])
        self.assertIn("archive:/prometheus", blocks["volumes"])
        self.assertEqual((archive["profiles"], blocks["profiles"]), (["archive"], ["archive"]))
        url = self.services["grafana"]["environment"]["ARCHIVE_URL"]
        self.assertEqual(url, "http://archive:9090")

    def test_grafana_finds_dashboards_and_data_source(self):
        where = DEPLOY / "grafana/provisioning"
        providers = yaml_of(where / "dashboards/yuqing.yaml")["providers"]
        sources = yaml_of(where / "datasources/yuqing.yaml")["datasources"]
        environment = self.services["grafana"]["environment"]

        folder, chinese = (provider["options"]["path"] for provider in providers)
        mounted = {to: source for source, to in self.mounts("grafana")}
        shown = {to for to in mounted if to.startswith(folder + "/")}
        self.assertEqual(shown, {f"{folder}/{path.name}"
                                 for path in (PROJECT / "dashboards").glob("*.json")})
        self.assertEqual(len(shown), 4)
        self.assertEqual(mounted[chinese], "../dashboards/zh")
        self.assertIn(environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"], shown)
        for source in sources:
            self.assertIn(source["url"].removeprefix("$"), environment)
        board = json.loads((PROJECT / "dashboards/archive.json").read_text("utf-8"))
        self.assertEqual(board["templating"]["list"][0]["current"]["value"], sources[1]["uid"])
        self.assertEqual([p["allowUiUpdates"] for p in providers], [False, False])

    def test_alerts_go_to_the_alertmanager_that_runs(self):
        service = self.services["alertmanager"]
        config = yaml_of(DEPLOY / "prometheus/prometheus.yml")
        (target,) = config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"]

        self.assertEqual(target, "alertmanager:9093")
        path = service["command"][0].removeprefix("--config.file=/etc/yuqing/")
        self.assertTrue((PROJECT / path).exists())


class Prometheus(unittest.TestCase):
    def test_its_configuration_is_sound(self):
        code, said = promtool("check", "config", DEPLOY / "prometheus/prometheus.yml")
        self.assertEqual(code, 0, said)
        self.assertIn("rules found", said)
        code, said = promtool("check", "config", DEPLOY / "prometheus/archive.yml")
        self.assertEqual(code, 0, said)


class Image(unittest.TestCase):
    def setUp(self):
        self.text = (DEPLOY / "Dockerfile").read_text("utf-8")
        self.stages = self.text.split("\nFROM ")

    def installed(self):
        listed = re.search(r"--no-install-recommends \\\n((?:\s+[\w.+-]+ \\\n)+)", self.stages[-1])
        return set(re.findall(r"[\w.+-]+", listed[1]))

    def test_it_copies_what_exists(self):
        for source in re.findall(r"(?m)^COPY (?!--)(\S+)", self.text):
            with self.subTest(source):
                self.assertTrue((PROJECT / source).exists())

    def test_it_does_not_run_as_root(self):
        self.assertRegex(self.stages[-1], r"(?m)^USER 10001:10001$")

    def test_the_build_stage_finds_its_packages(self):
        awk = re.search(r"awk '(.+)' /tmp", self.text)[1]
        found = run("awk", awk, DEPLOY / "packages.txt").stdout.split()

        self.assertLessEqual({"cmake", "ninja-build", "librdkafka-dev", "libtbb-dev"}, set(found))

    def test_it_holds_the_libraries_that_the_program_loads_and_no_others(self):
        binary = require(BINARY, "the built program (ninja -C build/release)")
        wanted = re.findall(r"NEEDED.*\[(.+)\]", run("readelf", "-d", binary).stdout)
        paths = dict(re.findall(r"(\S+) => (\S+)", run("ldd", binary).stdout))
        # dpkg knows a library by the path of before the merge of / and /usr, or by that of after.
        owners = {re.match(r"[^:]+", run("dpkg", "-S", f"*{paths[so].removeprefix('/usr')}").stdout)[0]
                  for so in wanted if so in paths}
        # What every C++ program needs comes with the others.
        owners -= {"libc6", "libstdc++6", "libgcc-s1"}

        self.assertEqual(self.installed() - {"ca-certificates"}, owners)

    def test_the_program_accepts_the_configuration_of_the_container(self):
        binary = require(BINARY, "the built program (ninja -C build/release)")
        with tempfile.TemporaryDirectory() as folder:
            done = run(binary, "check", "-c", config_for_this_machine(folder))

        self.assertEqual((done.returncode, done.stdout), (0, "ok\n"), done.stderr)

    def test_every_image_of_others_has_a_version(self):
        compose = (DEPLOY / "compose.yaml").read_text("utf-8")
        for image in re.findall(r"(?m)^    image: (\S+)$", compose):
            self.assertRegex(image, r":v?\d+\.\d+\.\d+$")
        for image in re.findall(r"(?m)^ARG DEBIAN=(\S+)$", self.text):
            self.assertEqual(image, "debian:bookworm-slim")
        self.assertEqual(re.findall(r"(?m)^FROM (\S+)", self.text), ["${DEBIAN}", "${DEBIAN}"])


class Unit(unittest.TestCase):
    def setUp(self):
        require("systemd-analyze", "systemd-analyze (apt install systemd)")

    def test_it_is_exposed_to_next_to_nothing(self):
        done = run("systemd-analyze", "security", "--offline=true", "--threshold=15",
                   DEPLOY / "systemd/yuqing.service")

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        print(done.stdout.strip().splitlines()[-1])

    def test_it_waits_for_the_word_of_the_job_and_for_signs_of_life(self):
        unit = (DEPLOY / "systemd/yuqing.service").read_text("utf-8")
        patience = re.search(r"kStuck\{(\d+)\}", (PROJECT / "commands/probes.cc").read_text("utf-8"))[1]

        self.assertRegex(unit, r"(?m)^Type=notify$")
        self.assertEqual(int(re.search(r"(?m)^WatchdogSec=(\d+)min$", unit)[1]) * 60, int(patience))

    def test_its_lines_are_known_to_systemd(self):
        text = (DEPLOY / "systemd/yuqing.service").read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            unit = pathlib.Path(folder) / "yuqing.service"
            unit.write_text(text.replace("/usr/bin/yuqing", "/bin/true"), "utf-8")
            (pathlib.Path(folder) / "yuqing.service.d").mkdir()
            shutil.copy(DEPLOY / "systemd/credentials.conf", f"{unit}.d/")

            done = run("systemd-analyze", "verify", "--man=no", unit)

        about_us = [line for line in done.stderr.splitlines() if "yuqing.service" in line
                    or "credentials.conf" in line]
        self.assertEqual(about_us, [])


if __name__ == "__main__":
    unittest.main()
