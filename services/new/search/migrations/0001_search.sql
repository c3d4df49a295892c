-- Up Migration

-- A market's view: what differs by channel, currency and locale is searched by itself.
CREATE TABLE search.edition (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL,
  currency text NOT NULL,
  locale text NOT NULL,
  -- text search dictionary that stems this locale's words
  dictionary text NOT NULL,
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
  price_minor bigint NOT NULL,
  -- each price that a variant has
  prices bigint[] NOT NULL,
  facets integer[] NOT NULL,
  -- every key that leads to the product, see index-keys.ts; no positions, so that the index alone answers
  keys tsvector NOT NULL,
  -- words of name (A), facets and options (B), categories (C); for the ranking only
  head tsvector NOT NULL,
  PRIMARY KEY (edition, slug)
);
CREATE INDEX document_by_key ON search.document USING gin (keys) WITH (fastupdate = off);
CREATE INDEX document_by_slug ON search.document (slug);
CREATE INDEX document_by_name ON search.document (edition, name_words, slug);

-- What a hit is answered with, apart from what is searched: a search reads many documents and answers few.
CREATE TABLE search.answer (
  edition integer NOT NULL,
  slug text COLLATE "C" NOT NULL,
  source text NOT NULL,
  summary text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (edition, slug),
  FOREIGN KEY (edition, slug) REFERENCES search.document (edition, slug) ON DELETE CASCADE
);

-- The words that products use: what a query's words are corrected to.
CREATE TABLE search.word (
  edition integer NOT NULL REFERENCES search.edition (id),
  word text COLLATE "C" NOT NULL,
  stem text COLLATE "C" NOT NULL,
  in_head boolean NOT NULL,
  -- what is left of it when letters are left out, see deletion-variants.ts; each begins with the edition's number
  variants text[] NOT NULL,
  PRIMARY KEY (edition, word)
);
CREATE INDEX word_by_stem ON search.word (edition, stem);
CREATE INDEX word_by_ending ON search.word (edition, reverse(stem) COLLATE "C") WHERE in_head;
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
