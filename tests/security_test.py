"""TLS and SASL against a real Kafka: who is not to be trusted is not, and no secret gets out.

The broker has listeners with a good certificate, one for another host and one that has expired.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TESTS = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(TESTS), str(TESTS / "kafka")]
import broker as kafka  # noqa: E402
from job import Job, wait_until  # noqa: E402

PASSWORD = "canary-47d1a9c2"
RECORDS = 200

LISTENERS = {"GOOD": ("IP:127.0.0.1", 30), "OTHERHOST": ("DNS:kafka.example.org", 30),
             "EXPIRED": ("IP:127.0.0.1", -1), "MUTUAL": ("IP:127.0.0.1", 30)}


def openssl(*arguments, **options):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, **options)


class Authority:
    """Someone who signs certificates."""

    def __init__(self, folder, name):
        self.folder = folder
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out",
                self.certificate, "-days", "30", "-subj", f"/CN={name}")

    def sign(self, name, host, days):
        """Certificate and key, in two files and in one."""
        key, request, made = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem"))
        names = self.folder / f"{name}.names"
        names.write_text(f"subjectAltName={host}\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj",
                f"/CN={name}")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                "-CAcreateserial", "-days", days, "-out", made, "-extfile", names)
        both = self.folder / f"{name}.both"
        both.write_text(key.read_text() + made.read_text() + self.certificate.read_text())
        return made, key, both


class SecureBroker(kafka.Broker):
    def __init__(self, authority):
        super().__init__()
        ports = kafka.free_ports(len(LISTENERS))
        self.secure = {name: f"127.0.0.1:{port}" for name, port in zip(LISTENERS, ports)}
        text = self.settings.read_text()
        more = "".join(f",{name}://{address}" for name, address in self.secure.items())
        lines = []
        for line in text.splitlines():
            if line.startswith(("listeners=", "advertised.listeners=")):
                line += more
            if line.startswith("listener.security.protocol.map="):
                line += "".join(f",{name}:{'SSL' if name == 'MUTUAL' else 'SASL_SSL'}"
                                for name in LISTENERS)
            lines.append(line)
        for name, (host, days) in LISTENERS.items():
            own = f"listener.name.{name.lower()}"
            lines += [f"{own}.ssl.keystore.type=PEM",
                      f"{own}.ssl.keystore.location={authority.sign(name, host, days)[2]}",
                      f"{own}.ssl.truststore.type=PEM",
                      f"{own}.ssl.truststore.location={authority.certificate}",
                      f"{own}.sasl.enabled.mechanisms=SCRAM-SHA-512",
                      f"{own}.scram-sha-512.sasl.jaas.config="
                      "org.apache.kafka.common.security.scram.ScramLoginModule required;"]
        lines.append("listener.name.mutual.ssl.client.auth=required")
        self.settings.write_text("\n".join(lines) + "\n")

    def add_user(self, name, password):
        done = subprocess.run(
            kafka.java("kafka.admin.ConfigCommand", "--bootstrap-server", self.address, "--alter",
                       "--add-config", f"SCRAM-SHA-512=[password={password}]", "--entity-type",
                       "users", "--entity-name", name), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)


class Security(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if shutil.which("openssl") is None:
            kafka.unavailable("openssl is missing (apt install openssl)")
        cls.folder = pathlib.Path(cls.enterClassContext(
            tempfile.TemporaryDirectory(prefix="yuqing_security_")))
        cls.authority = Authority(cls.folder, "authority")
        cls.stranger = Authority(cls.folder, "stranger")
        cls.password = cls.folder / "password"
        cls.password.write_text(PASSWORD + "\n")
        cls.broker = SecureBroker(cls.authority)
        cls.addClassCleanup(cls.broker.close)
        cls.broker.start()
        cls.broker.add_user("yuqing", PASSWORD)
        for topic in ("posts", "windows"):
            cls.broker.create_topic(topic, 2)
        cls.broker.create_topic("state", 2, cleanup_policy="compact")
        cls.broker.produce("posts", [b"%d\tno post" % n for n in range(RECORDS)])

    def sasl(self, password=None, authority=None):
        return [f"ssl_ca = '{(authority or self.authority).certificate}'", "protocol = \"sasl_ssl\"",
                'sasl_mechanism = "SCRAM-SHA-512"', 'sasl_username = "yuqing"',
                f"sasl_password_file = '{password or self.password}'"]

    def job(self, listener, security, more=""):
        """A job that reads, writes and keeps its state through one listener."""
        address = self.broker.secure[listener]
        lines = "\n".join(security)
        sections = "".join(f'[{section}]\nbrokers = "{address}"\n{lines}\n{topic}\n'
                           for section, topic in (("sink_kafka", 'windows_topic = "windows"'),
                                                  ("store_kafka", 'topic = "state"')))
        job = Job(address, kafka.free_ports(1)[0], sections + more)
        text = job.config.read_text()
        text = text.replace('topic = "posts"', f'topic = "posts"\ngroup = "{listener}"\n{lines}')
        job.config.write_text(text.replace('dir = "state"', 'store = "kafka"'))
        self.addCleanup(job.close)
        return job

    def assert_refused(self, job, *words):
        job.start()
        wait_until(lambda: any(word in job.reason() for word in words),
                   lambda: job.reason() + job.log(), 40)
        self.assertEqual(job.get("/livez")[0], 200)
        self.assertEqual(sum(job.metrics("yuqing_records_consumed_total").values()), 0)
        print(f"refused: {job.reason()}", flush=True)
        self.assertEqual(job.stop()[0], 0)

    def assert_reads(self, job):
        job.start()
        wait_until(job.ready, lambda: job.reason() + job.log())
        wait_until(lambda: sum(job.metrics("yuqing_records_consumed_total").values()) == RECORDS,
                   job.log)

    def test_a_user_with_the_right_password_reads_writes_and_keeps_state(self):
        job = self.job("GOOD", self.sasl())
        self.assert_reads(job)
        self.assertEqual(job.stop()[0], 0, job.log())
        self.assert_reads(job)
        self.assertNotIn("is not encrypted", job.log())
        self.assertEqual(job.stop()[0], 0, job.log())

    def test_a_client_with_a_certificate_needs_no_password(self):
        certificate, key, _ = self.authority.sign("client", "DNS:client", 30)
        mutual = ['protocol = "ssl"', f"ssl_ca = '{self.authority.certificate}'",
                  f"ssl_certificate = '{certificate}'", f"ssl_key = '{key}'"]
        job = self.job("MUTUAL", mutual)
        self.assert_reads(job)
        self.assertEqual(job.stop()[0], 0, job.log())

    def test_a_client_without_a_certificate_is_refused(self):
        self.assert_refused(self.job("MUTUAL", ['protocol = "ssl"',
                                                f"ssl_ca = '{self.authority.certificate}'"]),
                            "certificate", "SSL", "reached")

    def test_an_authority_that_is_not_trusted_is_refused(self):
        self.assert_refused(self.job("GOOD", self.sasl(authority=self.stranger)), "certificate")

    def test_a_certificate_of_another_host_is_refused(self):
        self.assert_refused(self.job("OTHERHOST", self.sasl()), "certificate", "hostname")

    def test_a_certificate_that_has_expired_is_refused(self):
        self.assert_refused(self.job("EXPIRED", self.sasl()), "certificate")

    def test_a_wrong_password_is_refused(self):
        wrong = self.folder / "wrong"
        wrong.write_text("guessed\n")
        self.assert_refused(self.job("GOOD", self.sasl(password=wrong)), "uthentication")

    def test_no_secret_gets_out_though_everything_is_told(self):
        everything = '[source_kafka.librdkafka]\ndebug = "all"\n[sink_kafka.librdkafka]\n' \
                     'debug = "all"\n[store_kafka.librdkafka]\ndebug = "all"\n' \
                     '[log]\nlevel = "debug"\n'
        job = self.job("GOOD", self.sasl(), everything)
        self.assert_reads(job)
        command = pathlib.Path(f"/proc/{job.process.pid}/cmdline").read_bytes().decode()
        told = {path: job.get(path)[1] for path in ("/", "/metrics", "/readyz", "/livez")}
        self.assertEqual(job.stop()[0], 0)

        self.assertIn("librdkafka", job.log(), "nothing was told that could hold a secret")
        for where, text in {**told, "command line": command, "log": job.log()}.items():
            self.assertNotIn(PASSWORD, text, where)


if __name__ == "__main__":
    unittest.main()
