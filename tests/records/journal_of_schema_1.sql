BEGIN TRANSACTION;
CREATE TABLE change (
	seq INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	patch TEXT NOT NULL, 
	PRIMARY KEY (seq, "key"), 
	FOREIGN KEY(seq) REFERENCES version (seq)
);
INSERT INTO "change" VALUES(1,'partnership/prove','created','A <urn:a> <urn:p> 1 .');
INSERT INTO "change" VALUES(1,'theme/helse','created','A <urn:a> <urn:p> 1 .');
INSERT INTO "change" VALUES(2,'partnership/prove','updated','D <urn:a> <urn:p> 1 .
A <urn:a> <urn:p> 2 .
A <urn:a> <urn:q> 3 .');
CREATE TABLE document (
	"key" VARCHAR NOT NULL, 
	triples TEXT NOT NULL, 
	hash VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	release_hash VARCHAR, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(seq) REFERENCES version (seq)
);
INSERT INTO "document" VALUES('theme/helse','<urn:a> <urn:p> 1','84b128f346f7a03524f5327dcb3d3fe7261bc36fd6ebaf2ce5e1e85c6efaffae',1,'x');
INSERT INTO "document" VALUES('partnership/prove','<urn:a> <urn:p> 2
<urn:a> <urn:q> 3','beed58f81781c3ae3800c0b447f18d6adee724bfb7ca928b7b090ab207122e68',2,NULL);
CREATE TABLE release_file (
	path VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	PRIMARY KEY (path)
);
INSERT INTO "release_file" VALUES('data/themes/helse.ttl','theme/helse','abc');
CREATE TABLE version (
	seq INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	author VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	release VARCHAR, 
	prev VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "version" VALUES(1,'2026-11-26T07:48:39.557+00:00','release','Data release 0.1.0','0.1.0','','f8fa46d43397300816fa65387f2e38b73384c3e581d42840ffc80e257ba38f79');
INSERT INTO "version" VALUES(2,'2026-11-26T07:48:39.563+00:00','kari','rettelse',NULL,'f8fa46d43397300816fa65387f2e38b73384c3e581d42840ffc80e257ba38f79','94e68d0cde8faa9dd818dda33c78e766809ad37e3764b5a2da800856bf3408b9');
CREATE INDEX ix_change_key ON change ("key");
CREATE INDEX ix_document_seq ON document (seq);
COMMIT;
PRAGMA user_version = 1;
