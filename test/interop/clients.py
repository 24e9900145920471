"""Real TAXII clients walk, publish to and delete from a real exchange. Started by run.ts, which sets the environment."""

import json
import os
import unittest
import uuid

import cytaxii2.cytaxii2
import stix2
import stix2validator
import taxii2client.v21 as taxii

ORIGIN = os.environ["TAXII_ORIGIN"]
PASSWORD = os.environ["TAXII_PASSWORD"]
DISCOVERY = f"{ORIGIN}/taxii2/"
FEED_ID = "4d2b9a1e-7c35-4f60-8e1d-93a5c07b2f64"
SCRATCH_ID = "b81f3c62-0d94-4a7e-9b25-6e4f1a8d7c03"
SCRATCH_URL = f"{ORIGIN}/feeds/collections/{SCRATCH_ID}/"
FEED_URL = f"{ORIGIN}/feeds/collections/{FEED_ID}/"

with open(os.environ["TAXII_FEED"], encoding="utf-8") as feed_file:
    FEED = json.load(feed_file)["objects"]


def name_of(stix_object):
    """An object and its version; what has none is known by its id alone."""
    return stix_object["id"], stix_object.get("modified", stix_object.get("created"))


def by_name(objects):
    """Objects by name; fails when one came twice."""
    named = {name_of(one): one for one in objects}
    assert len(named) == len(objects), "an object came twice"
    return named


def collection(url):
    return taxii.Collection(url, user="tester", password=PASSWORD)


class Taxii2Client(unittest.TestCase):
    """taxii2-client, the reference client."""

    def test_finds_roots_and_collections(self):
        server = taxii.Server(DISCOVERY, user="tester", password=PASSWORD)
        self.assertEqual(server.title, "Interoperability tests")
        self.assertEqual(server.default.title, "Feeds")
        root = server.api_roots[0]
        self.assertEqual(root.versions, ["application/taxii+json;version=2.1"])
        self.assertEqual({one.id for one in root.collections}, {FEED_ID, SCRATCH_ID})
        self.assertTrue(all(one.can_read and one.can_write for one in root.collections))

    def test_a_stranger_sees_nothing(self):
        server = taxii.Server(DISCOVERY, user="stranger", password=PASSWORD)
        self.assertEqual(server.api_roots, [])
        with self.assertRaises(Exception) as refused:
            taxii.Collection(FEED_URL, user="stranger", password=PASSWORD).get_objects()
        self.assertIn("404", str(refused.exception))

    def test_walks_the_feed_in_pages(self):
        expected = by_name(FEED)
        for per_request in (7, 1000):
            pages = taxii.as_pages(collection(FEED_URL).get_objects, per_request=per_request)
            self.assertEqual(by_name([one for page in pages for one in page["objects"]]), expected)

    def test_walks_the_manifest_in_pages(self):
        pages = taxii.as_pages(collection(FEED_URL).get_manifest, per_request=100)
        records = [record for page in pages for record in page["objects"]]
        self.assertEqual(len(records), len(FEED))
        self.assertEqual({record["id"] for record in records}, {one["id"] for one in FEED})
        dates = [record["date_added"] for record in records]
        self.assertEqual(dates, sorted(set(dates)))

    def test_filters_by_type_and_id_and_date(self):
        feed = collection(FEED_URL)
        kind = FEED[0]["type"]
        found = feed.get_objects(type=kind, limit=5000)["objects"]
        self.assertEqual({name_of(one) for one in found}, {name_of(one) for one in FEED if one["type"] == kind})
        self.assertEqual(feed.get_objects(id=FEED[1]["id"])["objects"], [FEED[1]])
        last = feed.get_manifest(limit=5000)["objects"][-1]["date_added"]
        self.assertEqual(feed.get_objects(added_after=last), {})

    def test_publishes_versions_and_deletes(self):
        scratch = collection(SCRATCH_URL)
        first = stix2.Identity(name="Interop", identity_class="organization")
        second = first.new_version(name="Interop, renamed")
        for version in (first, second):
            status = scratch.add_objects(json.loads(f'{{"objects":[{version.serialize()}]}}'))
            self.assertEqual((status.status, status.success_count, status.failure_count), ("complete", 1, 0))
        self.assertEqual(scratch.get_object(first.id)["objects"][0]["name"], "Interop, renamed")
        self.assertEqual(len(scratch.object_versions(first.id)["versions"]), 2)
        both = scratch.get_object(first.id, version="all")["objects"]
        self.assertEqual([one["name"] for one in both], ["Interop", "Interop, renamed"])
        scratch.delete_object(first.id)
        with self.assertRaises(Exception) as gone:
            scratch.get_object(first.id)
        self.assertIn("404", str(gone.exception))

    def test_a_refused_object_is_told_in_the_status(self):
        bad = {"type": "note", "spec_version": "2.1", "id": f"note--{uuid.uuid4()}", "created": "yesterday"}
        good = json.loads(stix2.Identity(name="Good", identity_class="group").serialize())
        status = collection(SCRATCH_URL).add_objects({"objects": [bad, good]})
        self.assertEqual((status.success_count, status.failure_count), (1, 1))
        self.assertIn("/created", status.failures[0]["message"])


class Stix2Library(unittest.TestCase):
    """stix2's data source and sink on a TAXII collection."""

    def test_the_source_finds_what_the_feed_has(self):
        source = stix2.TAXIICollectionSource(collection(FEED_URL), allow_custom=True)
        relationships = [one for one in FEED if one["type"] == "relationship"]
        found = source.query([stix2.Filter("type", "=", "relationship")])
        self.assertEqual({one["id"] for one in found}, {one["id"] for one in relationships})
        wanted = relationships[0]
        self.assertEqual(json.loads(source.get(wanted["id"]).serialize())["id"], wanted["id"])
        self.assertEqual(len(source.all_versions(wanted["id"])), 1)

    def test_the_source_takes_a_missing_object_for_none(self):
        source = stix2.TAXIICollectionSource(collection(FEED_URL), allow_custom=True)
        self.assertIsNone(source.get(f"malware--{uuid.uuid4()}"))

    def test_the_sink_publishes(self):
        sink = stix2.TAXIICollectionSink(collection(SCRATCH_URL))
        malware = stix2.Malware(name="Interop", is_family=False)
        sink.add(malware)
        source = stix2.TAXIICollectionSource(collection(SCRATCH_URL))
        self.assertEqual(source.get(malware.id), malware)


class Cytaxii2(unittest.TestCase):
    """cytaxii2, which takes the discovery's default as an absolute URL."""

    def test_walks_from_discovery_to_objects(self):
        client = cytaxii2.cytaxii2.cytaxii2(DISCOVERY, "tester", PASSWORD)
        collections = client.collection_request()
        self.assertEqual(collections["status_code"], 200, collections)
        self.assertEqual(len(collections["response"]["collections"]), 2)
        polled = client.poll_request(FEED_ID, limit=5)
        self.assertEqual(polled["status_code"], 200, polled)
        self.assertEqual(len(polled["response"]["objects"]), 5)
        self.assertTrue(polled["response"]["more"])


class Stix2Validator(unittest.TestCase):
    """The sample bundle in the eyes of OASIS' validator."""

    def test_the_sample_bundle_is_valid(self):
        results = stix2validator.validate_file(os.environ["TAXII_SAMPLE"])
        errors = [str(error) for one in results.object_results for error in one.errors]
        self.assertEqual(errors, [])
        self.assertTrue(results.is_valid)


if __name__ == "__main__":
    unittest.main()
