-- Up Migration

-- A market's view: what differs by channel, currency and locale is searched by itself.
CREATE TABLE search.edition (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL,
  currency text NOT NULL,
  locale text NOT NULL,
  -- text search dictionary that stems this locale's words
  dictionary text NOT NULL,
  -- raised by every write that changes what is found, so that nothing counted before is believed; begins
  -- anywhere, so that a database made anew does not repeat it
  revision bigint NOT NULL DEFAULT (random() * 1e15)::bigint,
  UNIQUE (channel, currency, locale)
);

-- What the import has seen. Narrow on purpose: a repeated import writes here only.
CREATE TABLE search.product (
  slug text COLLATE "C" PRIMARY KEY,
  generation text NOT NULL
) WITH (fillfactor = 80);

-- Facet values by number: counting numbers is what a search does most.
CREATE TABLE search.facet_value (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  edition integer NOT NULL REFERENCES search.edition (id),
  facet text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  facet_name text NOT NULL,
  value_name text NOT NULL,
  UNIQUE (edition, facet, value)
);

-- What a product is found and ordered by.
CREATE TABLE search.document (
  edition integer NOT NULL REFERENCES search.edition (id),
  slug text COLLATE "C" NOT NULL REFERENCES search.product (slug) ON DELETE CASCADE,
  name_key text COLLATE "C" NOT NULL,
  -- the name's words, normalised, joined by spaces
  name_words text COLLATE "C" NOT NULL,
  name_length smallint NOT NULL,
  price_minor bigint NOT NULL,
  -- each price that a variant has
  prices bigint[] NOT NULL,
  facets integer[] NOT NULL,
  -- slugs of the categories that it is put in, without those above them
  categories text[] NOT NULL,
  -- tells whether the product or the way it is read has changed
  fingerprint text NOT NULL,
  -- every key that leads to the product, see index-keys.ts; no positions, so that the index alone answers
  keys tsvector NOT NULL,
  -- words of name (A), facets and options (B), categories (C); for the ranking only
  head tsvector NOT NULL,
  PRIMARY KEY (edition, slug)
) WITH (toast_tuple_target = 512);
-- The index answers from the keys; the rows that a search reads stay small without them.
ALTER TABLE search.document ALTER COLUMN keys SET STORAGE EXTERNAL;
ALTER TABLE search.document ALTER COLUMN head SET STORAGE MAIN;
ALTER TABLE search.document ALTER COLUMN facets SET STORAGE MAIN;
ALTER TABLE search.document ALTER COLUMN prices SET STORAGE MAIN;
CREATE INDEX document_by_key ON search.document USING gin (keys) WITH (fastupdate = off);
CREATE INDEX document_by_slug ON search.document (slug);
CREATE INDEX document_by_name ON search.document (edition, name_key, slug);
CREATE INDEX document_by_price ON search.document (edition, price_minor, slug);

-- What a hit is answered with, apart from what is searched: a search reads many documents and answers few.
CREATE TABLE search.answer (
  edition integer NOT NULL,
  slug text COLLATE "C" NOT NULL,
  summary text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (edition, slug),
  FOREIGN KEY (edition, slug) REFERENCES search.document (edition, slug) ON DELETE CASCADE
);

-- Every place in a name where typing may begin: the name itself, and what follows each of its words.
CREATE TABLE search.name_start (
  edition integer NOT NULL,
  slug text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL,
  -- words of the name before it
  place smallint NOT NULL,
  PRIMARY KEY (edition, slug, place),
  FOREIGN KEY (edition, slug) REFERENCES search.document (edition, slug) ON DELETE CASCADE
);
CREATE INDEX name_start_whole ON search.name_start (edition, text, slug) WHERE place = 0;
CREATE INDEX name_start_inner ON search.name_start (edition, text, slug) WHERE place > 0;

-- The words that products use: what a query's words are corrected to.
CREATE TABLE search.word (
  edition integer NOT NULL REFERENCES search.edition (id),
  word text COLLATE "C" NOT NULL,
  stem text COLLATE "C" NOT NULL,
  in_head boolean NOT NULL,
  -- what is left of it when letters are left out, see deletion-variants.ts; each begins with the edition's
  -- number
  variants text[] NOT NULL,
  PRIMARY KEY (edition, word)
);
CREATE INDEX word_by_stem ON search.word (edition, stem);
CREATE INDEX word_by_ending ON search.word (edition, reverse(word) COLLATE "C") WHERE in_head;
CREATE INDEX word_by_stem_ending ON search.word (edition, reverse(stem) COLLATE "C") WHERE in_head;
CREATE INDEX word_by_variant ON search.word USING gin (variants) WITH (fastupdate = off);

CREATE TABLE search.category (
  channel text NOT NULL,
  locale text NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name text NOT NULL,
  name_words text COLLATE "C" NOT NULL,
  -- itself and all above it: a product in it is in these
  lineage text[] NOT NULL,
  PRIMARY KEY (channel, locale, slug)
);

-- Keys of the categories that a product put in `direct` is found by: those and all above them.
CREATE FUNCTION search.category_keys(of_edition integer, direct text[]) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT of_edition || '@' || place.slug), '{}')
  FROM search.edition
  CROSS JOIN unnest(direct) AS given (slug)
  LEFT JOIN search.category ON category.channel = edition.channel AND category.locale = edition.locale
    AND category.slug = given.slug
  CROSS JOIN LATERAL unnest(coalesce(category.lineage, ARRAY[given.slug])) AS place (slug)
  WHERE edition.id = of_edition
$$;
