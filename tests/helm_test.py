"""The chart, rendered by Helm itself: Kubernetes would take its objects, the program its configuration,
and no set of values gives a job that loses its state, tells a secret, or runs with more than it needs.

Not tested: installing it, which needs a cluster. Objects of the operators of Prometheus and KEDA have no
schema here; what this project relies on in them is looked at by hand.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import go_tools  # noqa: E402
from prometheus import PROJECT, promtool, require  # noqa: E402

CHART = PROJECT / "deploy/helm/yuqing"
DASHBOARDS = PROJECT / "dashboards"
BINARY = PROJECT / "build/release/yuqing"
BROKERS = "kafka-0.kafka:9092,kafka-1.kafka:9093"
PLAIN = {"config": {"source_kafka": {"brokers": BROKERS}}}
EVERYTHING = {
    "replicas": 3, "topics": (PROJECT / "deploy/topics.toml").read_text("utf-8"),
    "state": {"store": "kafka", "security": {
        "protocol": "sasl_ssl", "sasl_mechanism": "SCRAM-SHA-512", "sasl_username": "yuqing",
        "sasl_password_file": "/run/secrets/yuqing/kafka/password"}},
    "persistence": {"enabled": False},
    "secrets": [{"name": "kafka", "secretName": "kafka-credentials"}],
    "config": {"source_kafka": {"brokers": BROKERS, "start": "latest",
                                "librdkafka": {"queued.max.messages.kbytes": 16384}},
               "window": {"ids": 100000}, "analytics": {"enabled": False},
               "sink_kafka": {"brokers": "kafka-2:9192", "windows_topic": "weibo.windows"}},
    "serviceMonitor": {"enabled": True, "basicAuth": {"username": {"name": "port", "key": "user"}}},
    "dashboards": {"enabled": True, "languages": ["en", "zh"]},
    "prometheusRule": {"enabled": True, "runbookBase": "https://wiki/"},
    "autoscaling": {"enabled": True, "maxReplicas": 8, "authenticationRef": "kafka"},
    "podAnnotations": {"a": "b"}, "nodeSelector": {"disk": "fast"}, "priorityClassName": "high"}
SHARED = {**PLAIN, "replicas": 2, "state": {"store": "file", "sharedClaim": "state"}}
CASES = {"plain": PLAIN, "everything": EVERYTHING, "shared": SHARED}
WITHOUT_SCHEMA = {"ServiceMonitor", "PrometheusRule", "ScaledObject"}


def helm(*words, values=None):
    """Exit code, what it printed and what it complained of."""
    command = [str(go_tools.helm()), *map(str, words)]
    command += [] if values is None else ["--values", "-"]
    done = subprocess.run(command, input=None if values is None else json.dumps(values), text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def changed(values, **more):
    return {**copy.deepcopy(values), **more}


class Chart(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            import yaml
        except ImportError as error:
            go_tools.unavailable(f"{error} (apt install python3-yaml)")
        cls.rendered = {}
        for name, values in CASES.items():
            code, text, complaint = helm("template", "pulse", CHART, "--kube-version", "1.30.0",
                                         values=values)
            if code != 0:
                raise AssertionError(complaint)
            cls.rendered[name] = [o for o in yaml.safe_load_all(text) if o]

    def one(self, case, kind):
        (found,) = [o for o in self.rendered[case] if o["kind"] == kind]
        return found

    def pod(self, case):
        return self.one(case, "StatefulSet")["spec"]["template"]["spec"]

    def configuration(self, case):
        (found,) = [o["data"] for o in self.rendered[case]
                    if o["kind"] == "ConfigMap" and "yuqing.toml" in o["data"]]
        return found

    def refusal(self, values):
        code, _, complaint = helm("template", "pulse", CHART, "--kube-version", "1.30.0",
                                  values=values)
        self.assertNotEqual(code, 0, values)
        return complaint

    def test_the_linter_has_nothing_to_say(self):
        for name, values in CASES.items():
            with self.subTest(name):
                code, said, complaint = helm("lint", "--strict", CHART, values=values)
                self.assertEqual(code, 0, said + complaint)
                self.assertNotIn("WARNING", said)

    def test_kubernetes_knows_every_member_of_every_object(self):
        validate = go_tools.kubernetes_schemas()
        with tempfile.TemporaryDirectory() as folder:
            for name, objects in self.rendered.items():
                for i, known in enumerate(objects):
                    if known["kind"] not in WITHOUT_SCHEMA:
                        path = pathlib.Path(folder, f"{name}-{i}-{known['kind']}.json")
                        path.write_text(json.dumps(known))
            files = sorted(pathlib.Path(folder).iterdir())
            self.assertGreater(len(files), 15)
            for version in ("1.25", "1.33"):
                done = subprocess.run([validate, "-k", version, "--strict", "--quiet", *files],
                                      text=True, capture_output=True, check=False)
                self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_the_program_accepts_its_configuration(self):
        binary = require(BINARY, "the built program (ninja -C build/release)")
        for name in CASES:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                for file, text in self.configuration(name).items():
                    here = text.replace("/etc/yuqing/", f"{folder}/")
                    (folder / file).write_text(here.replace("/run/secrets/yuqing/kafka", str(folder)))
                (folder / "password").write_text("swordfish")

                done = subprocess.run([binary, "check", "-c", folder / "yuqing.toml"], text=True,
                                      capture_output=True, env={"POD_NAME": "pulse-yuqing-0"})

                self.assertEqual((done.stdout, done.stderr), ("ok\n", ""))

    def test_a_pod_without_a_name_does_not_start(self):
        binary = require(BINARY, "the built program (ninja -C build/release)")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "yuqing.toml")
            path.write_text(self.configuration("plain")["yuqing.toml"])
            for environment in ({}, {"POD_NAME": ""}):
                done = subprocess.run([binary, "check", "-c", path], text=True, capture_output=True,
                                      env=environment)
                self.assertEqual(done.returncode, 2)
                self.assertIn("the environment has no variable 'POD_NAME'", done.stderr)

    def test_values_reach_the_configuration(self):
        config = tomllib.loads(self.configuration("everything")["yuqing.toml"])

        self.assertEqual(config["source_kafka"]["librdkafka"], {"queued.max.messages.kbytes": 16384})
        self.assertEqual(config["source_kafka"]["topic"], "weibo")
        self.assertEqual(config["window"], {"size": "60s", "lateness": "10m", "ids": 100000})
        self.assertEqual(config["store_kafka"]["brokers"], BROKERS)
        self.assertEqual(config["state"]["store"], "kafka")
        self.assertIs(config["analytics"]["enabled"], False)
        self.assertEqual(self.configuration("everything")["topics.toml"], EVERYTHING["topics"])

    def test_every_pod_is_a_member_of_its_own_that_comes_back_under_its_name(self):
        for name in CASES:
            env = {e["name"]: e for e in self.pod(name)["containers"][0]["env"]}
            config = tomllib.loads(self.configuration(name)["yuqing.toml"])
            self.assertEqual(env[config["source_kafka"]["group_instance_id_env"]]["valueFrom"],
                             {"fieldRef": {"fieldPath": "metadata.name"}})

    def test_state_lies_on_something_that_outlives_the_pod(self):
        def kept(case):
            claims = self.one(case, "StatefulSet")["spec"].get("volumeClaimTemplates", [])
            mounts = {m["mountPath"]: m["name"] for m in self.pod(case)["containers"][0]["volumeMounts"]}
            claimed = {v["name"] for v in self.pod(case)["volumes"] if "persistentVolumeClaim" in v}
            return {path for path, name in mounts.items()
                    if name in claimed | {c["metadata"]["name"] for c in claims}}

        for case in ("plain", "shared"):
            state = tomllib.loads(self.configuration(case)["yuqing.toml"])["state"]["dir"]
            self.assertTrue(any(pathlib.PurePath(state).is_relative_to(p) for p in kept(case)))
        self.assertIn("/var/lib/yuqing/state", kept("shared"))
        self.assertEqual(kept("everything"), set())  # its state is in Kafka
        several = "several processes"
        self.assertIn(several, self.refusal(changed(PLAIN, replicas=2)))
        self.assertIn(several, self.refusal(changed(PLAIN, autoscaling={"enabled": True})))
        self.assertIn("nothing keeps files",
                      self.refusal(changed(PLAIN, persistence={"enabled": False})))

    def test_probes_ask_for_life_and_readiness(self):
        for name in CASES:
            container = self.pod(name)["containers"][0]
            ports = {p["name"]: p["containerPort"] for p in container["ports"]}
            listen = tomllib.loads(self.configuration(name)["yuqing.toml"])["http"]["listen"]
            for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"),
                                ("readinessProbe", "/readyz")):
                self.assertEqual(container[probe]["httpGet"], {"path": path, "port": "http"})
            self.assertEqual(listen, f"0.0.0.0:{ports['http']}")

    def test_the_process_has_no_rights(self):
        for name in CASES:
            pod = self.pod(name)
            (container,) = pod["containers"]
            self.assertIs(pod["automountServiceAccountToken"], False)
            self.assertEqual(pod["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
            self.assertEqual((pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]),
                             (True, 10001))
            self.assertEqual(container["securityContext"], {
                "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]}})
            self.assertIn("memory", container["resources"]["limits"])

    def test_secrets_are_files_and_nothing_else(self):
        pod = self.pod("everything")
        mounts = {m["name"]: m["mountPath"] for m in pod["containers"][0]["volumeMounts"]}
        (secret,) = [v for v in pod["volumes"] if "secret" in v]
        password = tomllib.loads(self.configuration("everything")["yuqing.toml"])["store_kafka"][
            "sasl_password_file"]

        self.assertEqual(str(pathlib.PurePath(password).parent), mounts[secret["name"]])
        self.assertEqual(secret["secret"]["secretName"], "kafka-credentials")
        self.assertEqual({e["name"] for e in pod["containers"][0]["env"]}, {"POD_NAME"})
        self.assertNotIn("Secret", {o["kind"] for objects in self.rendered.values() for o in objects})
        for key in ("sasl_password", "sasl.password", "ssl.key.password", "sasl.jaas.config"):
            values = copy.deepcopy(PLAIN)
            values["config"]["source_kafka"]["librdkafka"] = {key: "swordfish"}
            told = self.refusal(values)
            self.assertIn("would be readable in a ConfigMap", told)
            self.assertNotIn("swordfish", told)

    def test_dashboards_are_those_of_the_project_to_the_byte(self):
        shipped = {f"yuqing-{path.stem}-{language}.json": path.read_text("utf-8")
                   for language, folder in (("en", DASHBOARDS), ("zh", DASHBOARDS / "zh"))
                   for path in folder.glob("*.json")}
        maps = [o for o in self.rendered["everything"]
                if o["kind"] == "ConfigMap" and "dashboard" in o["metadata"]["name"]]

        self.assertEqual({k: v for o in maps for k, v in o["data"].items()}, shipped)
        self.assertEqual({o["metadata"]["labels"]["grafana_dashboard"] for o in maps}, {"1"})
        self.assertEqual(len({o["metadata"]["name"] for o in maps}), len(shipped))

    def test_a_package_of_the_chart_holds_the_files_and_no_links(self):
        with tempfile.TemporaryDirectory() as folder:
            helm("package", CHART, "--destination", folder)
            (package,) = pathlib.Path(folder).glob("*.tgz")
            subprocess.run(["tar", "-xzf", package, "-C", folder], check=True, capture_output=True)
            packed = pathlib.Path(folder) / "yuqing/files/zh/topic.json"
            self.assertEqual(packed.read_bytes(), (DASHBOARDS / "zh/topic.json").read_bytes())
            self.assertFalse(packed.is_symlink())
            self.assertLess(package.stat().st_size, 300_000)  # it lies in a Secret of 1 MiB

    def test_the_rules_are_those_of_the_project_and_sound(self):
        spec = self.one("everything", "PrometheusRule")["spec"]
        import yaml
        shipped = yaml.safe_load((DASHBOARDS / "rules/yuqing.rules.yml").read_text("utf-8"))
        for group in shipped["groups"]:
            for rule in group["rules"]:
                if "runbook_url" in rule.get("annotations", {}):
                    rule["annotations"]["runbook_url"] = "https://wiki/" + rule["annotations"]["runbook_url"]

        self.assertEqual(spec, shipped)
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            yaml.safe_dump(spec, file)
            file.flush()
            code, said = promtool("check", "rules", file.name)
        self.assertEqual(code, 0, said)

    def test_prometheus_knows_the_job_by_the_name_that_the_rules_ask_for(self):
        monitor = self.one("everything", "ServiceMonitor")["spec"]
        service = self.one("everything", "Service")

        self.assertIn({"targetLabel": "job", "replacement": "yuqing"},
                      monitor["endpoints"][0]["relabelings"])
        self.assertEqual(monitor["endpoints"][0]["basicAuth"]["username"]["key"], "user")
        self.assertEqual(monitor["endpoints"][0]["port"], service["spec"]["ports"][0]["name"])
        self.assertLessEqual(monitor["selector"]["matchLabels"].items(),
                             service["metadata"]["labels"].items())

    def test_selectors_find_the_pods(self):
        for name in CASES:
            labels = self.one(name, "StatefulSet")["spec"]["template"]["metadata"]["labels"].items()
            for selector in (self.one(name, "StatefulSet")["spec"]["selector"]["matchLabels"],
                             self.one(name, "Service")["spec"]["selector"],
                             self.one(name, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
                             self.one(name, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"]):
                self.assertLessEqual(selector.items(), labels)

    def test_the_network_is_open_to_brokers_and_names_only(self):
        def ports(case):
            return {p["port"] for rule in self.one(case, "NetworkPolicy")["spec"]["egress"]
                    for p in rule["ports"]}

        self.assertEqual(ports("plain"), {53, 9092, 9093})
        self.assertEqual(ports("everything"), {53, 9092, 9093, 9192})
        self.assertEqual([r["ports"] for r in self.one("plain", "NetworkPolicy")["spec"]["ingress"]],
                         [[{"protocol": "TCP", "port": "http"}]])

    def test_lag_decides_on_the_number_of_processes_where_that_is_wanted(self):
        spec = self.one("everything", "ScaledObject")["spec"]
        config = tomllib.loads(self.configuration("everything")["yuqing.toml"])["source_kafka"]
        (trigger,) = spec["triggers"]

        self.assertNotIn("replicas", self.one("everything", "StatefulSet")["spec"])
        self.assertEqual(self.one("plain", "StatefulSet")["spec"]["replicas"], 1)
        self.assertEqual(spec["scaleTargetRef"], {
            "kind": "StatefulSet", "name": self.one("everything", "StatefulSet")["metadata"]["name"]})
        self.assertEqual((spec["minReplicaCount"], spec["maxReplicaCount"]), (1, 8))
        told = trigger["metadata"]
        self.assertEqual((told["bootstrapServers"], told["consumerGroup"], told["topic"],
                          told["offsetResetPolicy"]),
                         (config["brokers"], config["group"], config["topic"], "latest"))
        self.assertEqual(trigger["authenticationRef"], {"name": "kafka"})

    def test_a_changed_configuration_starts_pods_anew_and_changed_topics_do_not(self):
        def annotation(values):
            code, text, complaint = helm("template", "p", CHART, "--kube-version", "1.30.0",
                                         "--show-only", "templates/statefulset.yaml", values=values)
            self.assertEqual(code, 0, complaint)
            return re.search(r"yuqing/configuration: (\w+)", text)[1]

        self.assertEqual(annotation(changed(PLAIN, topics="version = 1\n")),
                         annotation(changed(PLAIN, topics="version = 1\n# new\n")))
        self.assertNotEqual(annotation(PLAIN), annotation(changed(PLAIN, port=9465)))

    def test_values_that_nobody_reads_are_refused(self):
        for wrong in ({"replica": 2}, {"persistence": {"on": True}}, {"replicas": "2"},
                      {"state": {"store": "redis"}}, {"image": {"repository": "y", "digest": "sha1:0"}}):
            with self.subTest(str(wrong)):
                self.assertIn("schema", self.refusal(changed(PLAIN, **wrong)))
        self.assertIn("brokers", self.refusal({}))
        for theirs in ({"state": {"dir": "x"}}, {"http": {"listen": "x"}}, {"store_kafka": {}}):
            self.assertIn("schema", self.refusal({"config": {**PLAIN["config"], **theirs}}))

    def test_every_value_is_documented_and_known_to_the_schema(self):
        import yaml
        values = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
        schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))["properties"]
        page = (PROJECT / "docs/kubernetes.md").read_text("utf-8").split("\n## Values\n")[1]

        self.assertEqual(set(values), set(schema) - {"global"})
        documented = re.findall(r"^\| `([\w.]+)` \|", page, re.M)
        inner = {f"{name}.{key}" for name, value in values.items() if isinstance(value, dict)
                 and name not in ("config", "resources", "probes") for key in value}
        flat = {name for name, value in values.items() if not isinstance(value, dict) or not value}
        self.assertEqual(set(documented), inner | flat | {"config", "resources", "probes"})


if __name__ == "__main__":
    unittest.main()
