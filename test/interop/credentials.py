"""Real TAXII clients say who they are, each in its own ways. Started by run.ts, which sets the environment."""

import os
import shutil
import subprocess
import unittest

import cytaxii2.cytaxii2
import requests
import stix2
import taxii2client.common
import taxii2client.v21 as taxii

from clients import FEED_URL

ORIGIN = os.environ["TAXII_ORIGIN"]
PASSWORD = os.environ["TAXII_PASSWORD"]
KEY = os.environ["TAXII_KEY"]
TOKEN = os.environ["TAXII_TOKEN"]
CERTIFICATES = os.environ["TAXII_CERTIFICATES"]
EXPIRED_TOKEN = os.environ["TAXII_EXPIRED_TOKEN"]
FORGED_TOKEN = os.environ["TAXII_FORGED_TOKEN"]
DISCOVERY = f"{ORIGIN}/taxii2/"


class Headers(requests.auth.AuthBase):
    """What a connector does that is told to send a header of its own."""

    def __init__(self, **headers):
        self.headers = headers

    def __call__(self, request):
        request.headers.update({name.replace("_", "-"): value for name, value in self.headers.items()})
        return request


def certificate_of(name):
    return f"{CERTIFICATES}/{name}.pem", f"{CERTIFICATES}/{name}.key"


class Taxii2Client(unittest.TestCase):
    """taxii2-client, with each of the ways that it has."""

    def assert_enters(self, **how):
        root = taxii.Server(DISCOVERY, **how).api_roots[0]
        collection = next(one for one in root.collections if one.title == "Feed")
        self.assertTrue(collection.get_objects(limit=1)["objects"])

    def assert_refused(self, **how):
        with self.assertRaises(requests.exceptions.HTTPError) as refused:
            taxii.Server(DISCOVERY, **how).refresh()
        self.assertEqual(refused.exception.response.status_code, 401)

    def test_password(self):
        self.assert_enters(user="tester", password=PASSWORD)
        self.assert_refused(user="tester", password=f"{PASSWORD}x")

    def test_key_as_password(self):
        self.assert_enters(user="keyed", password=KEY)
        self.assert_enters(user="apikey", password=KEY)
        self.assert_refused(user="keyed", password=KEY[:-1])

    def test_token_authentication(self):
        self.assert_enters(auth=taxii2client.common.TokenAuth(KEY))
        self.assert_refused(auth=taxii2client.common.TokenAuth("other"))

    def test_header_of_its_own(self):
        self.assert_enters(auth=Headers(X_API_Key=KEY))
        self.assert_refused(auth=Headers(X_API_Key="other"))

    def test_bearer_token_of_the_provider(self):
        self.assert_enters(auth=Headers(Authorization=f"Bearer {TOKEN}"))
        self.assert_enters(auth=taxii2client.common.TokenAuth(TOKEN))
        for bad in (EXPIRED_TOKEN, FORGED_TOKEN, f"{TOKEN[:-8]}AAAAAAAA"):
            self.assert_refused(auth=Headers(Authorization=f"Bearer {bad}"))
            self.assert_refused(auth=taxii2client.common.TokenAuth(bad))

    def test_certificate(self):
        self.assert_enters(cert=certificate_of("certified"))
        self.assert_refused(cert=certificate_of("nobody"))
        self.assert_refused()

    def test_certificate_beside_a_password(self):
        self.assert_enters(cert=certificate_of("doubly"), user="doubly", password=PASSWORD)
        self.assert_refused(cert=certificate_of("doubly"))
        self.assert_refused(user="doubly", password=PASSWORD)
        self.assert_refused(cert=certificate_of("certified"), user="doubly", password=PASSWORD)


class Cytaxii2(unittest.TestCase):
    """cytaxii2, which has a name and a password only."""

    def test_key_as_password(self):
        client = cytaxii2.cytaxii2.cytaxii2(DISCOVERY, "anything", KEY)
        self.assertEqual(client.collection_request()["status_code"], 200)
        refused = cytaxii2.cytaxii2.cytaxii2(DISCOVERY, "anything", KEY[:-1])
        self.assertEqual(refused.collection_request()["status_code"], 401)


class Stix2(unittest.TestCase):
    """The data source of stix2, on a collection that taxii2-client opened."""

    def test_each_way(self):
        ways = [
            {"user": "tester", "password": PASSWORD},
            {"auth": Headers(X_API_Key=KEY)},
            {"auth": taxii2client.common.TokenAuth(TOKEN)},
            {"cert": certificate_of("certified")},
        ]
        for how in ways:
            with self.subTest(how=list(how)):
                collection = taxii.Collection(FEED_URL, **how)
                sent = collection.get_objects(limit=1)["objects"][0]
                source = stix2.TAXIICollectionSource(collection, allow_custom=True)
                self.assertEqual(source.get(sent["id"])["id"], sent["id"])


@unittest.skipUnless(shutil.which("curl"), "curl isn't there")
class Curl(unittest.TestCase):
    """curl, as scripts of agencies have it."""

    def status(self, *words):
        authority = os.environ["REQUESTS_CA_BUNDLE"]
        always = ["curl", "--silent", "--output", os.devnull, "--write-out", "%{http_code}", "--cacert", authority]
        asked = subprocess.run([*always, *words, DISCOVERY], capture_output=True, text=True, check=True)
        return int(asked.stdout)

    def certificate(self, name):
        file, key = certificate_of(name)
        return "--cert", file, "--key", key

    def test_password(self):
        self.assertEqual(self.status("--user", f"tester:{PASSWORD}"), 200)
        # Asks without it first.
        self.assertEqual(self.status("--anyauth", "--user", f"tester:{PASSWORD}"), 200)
        self.assertEqual(self.status("--user", f"tester:{PASSWORD}x"), 401)

    def test_key(self):
        for words in (["--user", f":{KEY}"], ["--header", f"X-API-Key: {KEY}"], ["--oauth2-bearer", KEY], ["--header", f"Authorization: Token {KEY}"]):
            self.assertEqual(self.status(*words), 200)
        self.assertEqual(self.status("--header", f"X-API-Key: {KEY[:-1]}"), 401)

    def test_token_of_the_provider(self):
        self.assertEqual(self.status("--oauth2-bearer", TOKEN), 200)
        self.assertEqual(self.status("--oauth2-bearer", EXPIRED_TOKEN), 401)
        self.assertEqual(self.status("--oauth2-bearer", FORGED_TOKEN), 401)

    def test_certificate(self):
        self.assertEqual(self.status(*self.certificate("certified")), 200)
        self.assertEqual(self.status(*self.certificate("nobody")), 401)
        self.assertEqual(self.status(*self.certificate("doubly")), 401)
        self.assertEqual(self.status(*self.certificate("doubly"), "--user", f"doubly:{PASSWORD}"), 200)
        self.assertEqual(self.status(), 401)


if __name__ == "__main__":
    unittest.main()
