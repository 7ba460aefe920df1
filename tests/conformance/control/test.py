"""The emulator as a team sees it that does not write Rust: `contacts serve` and its control.

Nothing but the standard library. `CONTACTS` is the program; without it, the one that cargo built last.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
CONTACTS = os.environ.get("CONTACTS", str(ROOT / "target/debug/contacts"))
README = ROOT / "contacts-emulator/README.md"
NUMBER = "4571999999"


class Emulator:
    """A `contacts serve` that ends with the test."""

    def __init__(self, test, *flags, token="emulator-token"):
        self.token = token
        environment = {key: it for key, it in os.environ.items() if not key.startswith("CONTACTS_")}
        self.process = subprocess.Popen(
            [CONTACTS, "serve", "--token", token, *flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        )
        test.addCleanup(self.stop)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise AssertionError(self.process.stderr.read())
        self.root = self.url.removesuffix("/api/v2")

    def stop(self):
        """Ends it, and returns what it wrote to stderr."""
        if self.process.poll() is None:
            self.process.terminate()
        _, said = self.process.communicate(timeout=60)
        return said or ""

    def ask(self, method, url, content=None, token=None):
        """Returns status and content; a path is one of the emulator's own."""
        url = self.root + url if url.startswith("/emulator") else self.url + url
        headers = {"Authorization": f"Bearer {token or self.token}"}
        body = None
        if content is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(content).encode()
        request = urllib.request.Request(url, body, headers, method=method)
        # A proxy of the environment does not reach this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, read(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, read(error)

    def create(self, name, number=NUMBER, token=None):
        contact = {"contact": {"name": name, "number": number}}
        return self.ask("POST", "/contacts", contact, token)

    def names(self, token=None):
        status, page = self.ask("GET", "/contacts?limit=100", token=token)
        assert status == 200, page
        return [it.get("name") for it in page["contacts"]]


def read(answer):
    content = answer.read()
    return json.loads(content) if content else None


class Control(unittest.TestCase):
    def test_health_needs_no_token_and_all_else_does(self):
        emulator = Emulator(self)
        self.assertEqual(emulator.ask("GET", "/emulator/health", token="x"), (200, {"status": "ok"}))
        status, error = emulator.ask("GET", "/emulator/faults", token="x")
        self.assertEqual((status, error["message"]), (401, "unauthorized"))

    def test_contacts_are_put_also_odd_ones(self):
        emulator = Emulator(self)
        contacts = [{"id": 7, "name": "A", "number": NUMBER}, {"name": None, "number": "hidden"}]
        content = {"contacts": contacts, "verbatim": [{"id": 20, "fax": 1}]}
        answer = emulator.ask("PUT", "/emulator/contacts", content)
        self.assertEqual(answer, (200, {"count": 3}))
        _, page = emulator.ask("GET", "/contacts")
        self.assertEqual([it["id"] for it in page["contacts"]], [7, 8, 20])
        self.assertEqual(page["contacts"][2], {"id": 20, "fax": 1})
        self.assertEqual(emulator.create("B")[1]["contact"]["id"], 21)

    def test_the_journal_has_every_request_and_no_token(self):
        emulator = Emulator(self, "--journal", token="secret-token")
        emulator.create("A")
        emulator.ask("GET", "/kontakter?access_token=secret-token")
        emulator.ask("PATCH", "/contacts")
        status, journal = emulator.ask("GET", "/emulator/requests")
        self.assertEqual(status, 200)
        self.assertNotIn("secret-token", json.dumps(journal))
        seen = [(it["operation"], it["method"], it["status"]) for it in journal["requests"]]
        expected = [("create_contact", "POST", 200), (None, "GET", 404), (None, "PATCH", 405)]
        self.assertEqual(seen, expected)
        self.assertEqual(journal["requests"][0]["json"]["contact"]["name"], "A")
        self.assertEqual(emulator.ask("DELETE", "/emulator/requests"), (204, None))
        _, journal = emulator.ask("GET", "/emulator/requests")
        self.assertEqual(journal, {"requests": [], "forgotten": 0})

    def test_without_the_flag_there_is_no_journal(self):
        status, error = Emulator(self).ask("GET", "/emulator/requests")
        self.assertEqual(status, 409)
        self.assertIn("--journal", error["message"])

    def test_faults_are_set_while_it_runs(self):
        emulator = Emulator(self, "--journal")
        faults = ["create_contact:503@1", "create_contact:reset-after@2"]
        self.assertEqual(emulator.ask("PUT", "/emulator/faults", faults), (200, faults))
        self.assertEqual(emulator.create("A")[0], 503)
        with self.assertRaises(OSError):
            emulator.create("B")
        self.assertEqual(emulator.names(), ["B"], "it was done before the reset")
        _, journal = emulator.ask("GET", "/emulator/requests")
        happened = [(it["status"], it["faults"]) for it in journal["requests"][:2]]
        self.assertEqual(happened, [(503, faults[:1]), (None, faults[1:])])
        status, error = emulator.ask("PUT", "/emulator/faults", ["create_kontakt:500"])
        self.assertEqual(status, 422)
        self.assertIn("no operation `create_kontakt`", error["message"])
        self.assertEqual(emulator.ask("GET", "/emulator/faults"), (200, faults))

    def test_switches_are_set_while_it_runs(self):
        emulator = Emulator(self)
        status, switches = emulator.ask("PUT", "/emulator/behaviour", ["unique-numbers=true"])
        self.assertEqual(status, 200)
        self.assertIn("unique-numbers=true", switches)
        self.assertEqual([emulator.create("A")[0], emulator.create("B")[0]], [200, 422])
        status, error = emulator.ask("PUT", "/emulator/behaviour", ["colour=red"])
        self.assertEqual(status, 422)
        self.assertIn("there is no switch `colour`", error["message"])

    def test_a_snapshot_is_put_back(self):
        emulator = Emulator(self)
        emulator.create("A")
        status, snapshot = emulator.ask("GET", "/emulator/snapshot")
        self.assertEqual(status, 200)
        emulator.ask("DELETE", "/contacts/1")
        emulator.create("B")
        answer = emulator.ask("PUT", "/emulator/snapshot", snapshot)
        self.assertEqual(answer, (200, {"count": 1}))
        self.assertEqual(emulator.names(), ["A"])
        self.assertEqual(emulator.create("C")[1]["contact"]["id"], 2)

    def test_a_reset_is_the_start_again(self):
        with tempfile.TemporaryDirectory() as folder:
            book = pathlib.Path(folder) / "book.csv"
            book.write_text(f"name,number\nA,{NUMBER}\n")
            emulator = Emulator(self, "--seed", str(book), "--fault", "create_contact:503@1")
        for _ in range(2):
            self.assertEqual([emulator.create("B")[0], emulator.create("B")[0]], [503, 200])
            emulator.ask("PUT", "/emulator/contacts", [])
            emulator.ask("PUT", "/emulator/faults", [])
            emulator.ask("PUT", "/emulator/behaviour", ["unset=omitted"])
            self.assertEqual(emulator.ask("POST", "/emulator/reset"), (204, None))
            self.assertEqual(emulator.names(), ["A"])
            self.assertIn("email", emulator.ask("GET", "/contacts/1")[1]["contact"])

    def test_companies_share_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            book = pathlib.Path(folder) / "book.csv"
            book.write_text(f"name,number\nB,{NUMBER}\n")
            flags = ["--company", f"second={book}", "--company", "third"]
            emulator = Emulator(self, *flags)
        emulator.create("A")
        tokens = [None, "second", "third"]
        self.assertEqual([emulator.names(it) for it in tokens], [["A"], ["B"], []])
        emulator.ask("PUT", "/emulator/contacts", [{"name": "C"}], token="third")
        self.assertEqual([emulator.names(it) for it in tokens], [["A"], ["B"], ["C"]])
        status, _ = emulator.ask("GET", "/contacts", token="fourth")
        self.assertEqual(status, 401)

    def test_a_strict_emulator_finds_a_slip(self):
        contact = {"contact": {"name": "A", "number": NUMBER, "emial": "a@example.com"}}
        self.assertEqual(Emulator(self).ask("POST", "/contacts", contact)[0], 200)
        status, error = Emulator(self, "--strict").ask("POST", "/contacts", contact)
        self.assertEqual((status, error["message"]), (422, "emial: is not a property of this"))

    def test_the_control_can_be_left_out(self):
        emulator = Emulator(self, "--no-control")
        self.assertEqual(emulator.ask("GET", "/emulator/health")[0], 404)
        self.assertEqual(emulator.create("A")[0], 200)

    def test_the_log_has_each_request_and_nobody_in_it(self):
        emulator = Emulator(self, "-v", token="secret-token")
        emulator.create("Hans")
        emulator.create("Hans", "Hans")
        emulator.ask("GET", f"/kontakter/{NUMBER}")
        log = emulator.stop()
        for told in ['"create_contact"', "status=200", "status=422", '"no such path"']:
            self.assertIn(told, log)
        for secret in ["secret-token", "Hans", NUMBER]:
            self.assertNotIn(secret, log)

    def test_it_says_where_everything_is(self):
        emulator = Emulator(self)
        said = emulator.stop()
        for place in [emulator.url, emulator.root + "/docs", emulator.root + "/emulator"]:
            self.assertIn(place, said)

    def test_the_readme_names_every_flag_and_every_switch(self):
        text = README.read_text()
        done = subprocess.run([CONTACTS, "serve", "--help"], capture_output=True, text=True)
        own, _ = done.stdout.split("Global options", 1)
        flags = re.findall(r"^ +(--[a-z-]+)", own, re.MULTILINE)
        self.assertGreater(len(flags), 15, own)
        _, switches = Emulator(self).ask("GET", "/emulator/behaviour")
        for name in [*flags, *(it.split("=")[0] for it in switches)]:
            self.assertRegex(text, rf"`{name}[` =\[]", name)


if __name__ == "__main__":
    unittest.main()
