"""Real TAXII clients say who they are, each in its own ways. Started by run.ts, which sets the environment."""

import os
import unittest

import cytaxii2.cytaxii2
import requests
import taxii2client.common
import taxii2client.v21 as taxii

ORIGIN = os.environ["TAXII_ORIGIN"]
PASSWORD = os.environ["TAXII_PASSWORD"]
KEY = os.environ["TAXII_KEY"]
TOKEN = os.environ["TAXII_TOKEN"]
CERTIFICATES = os.environ["TAXII_CERTIFICATES"]
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
        self.assert_refused(auth=Headers(Authorization=f"Bearer {TOKEN[:-8]}AAAAAAAA"))

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


if __name__ == "__main__":
    unittest.main()
