-- Objects whose versions aren't alike in label, publisher and line: few, and looked at one by one where versions are counted.
CREATE INDEX objects_mixed ON objects (collection, object_id) WHERE is_plain = 0;
