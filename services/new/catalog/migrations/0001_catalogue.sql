-- Up Migration

-- A market's view: what differs by channel, currency and locale is stored once for each.
CREATE TABLE catalog.edition (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL,
  currency text NOT NULL,
  locale text NOT NULL,
  UNIQUE (channel, currency, locale)
);

-- What the import has seen. Narrow on purpose: a repeated import writes here only.
CREATE TABLE catalog.product (
  slug text COLLATE "C" PRIMARY KEY,
  updated_at timestamptz NOT NULL,
  generation text NOT NULL
) WITH (fillfactor = 80);

-- Whole answers as they leave, beside the few values that lists are ordered by.
CREATE TABLE catalog.answer (
  edition integer NOT NULL REFERENCES catalog.edition (id),
  slug text COLLATE "C" NOT NULL REFERENCES catalog.product (slug) ON DELETE CASCADE,
  body text NOT NULL,
  summary text NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  price_minor bigint NOT NULL,
  categories text[] NOT NULL,
  PRIMARY KEY (edition, slug)
);
CREATE INDEX answer_by_slug ON catalog.answer (slug);

CREATE TABLE catalog.sku (
  edition integer NOT NULL,
  sku text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  PRIMARY KEY (edition, sku, slug),
  FOREIGN KEY (edition, slug) REFERENCES catalog.answer (edition, slug) ON DELETE CASCADE
);
CREATE INDEX sku_by_product ON catalog.sku (edition, slug);

CREATE TABLE catalog.tree (
  channel text NOT NULL,
  locale text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (channel, locale)
);

CREATE TABLE catalog.category (
  channel text NOT NULL,
  locale text NOT NULL,
  slug text COLLATE "C" NOT NULL,
  body text NOT NULL,
  -- itself and all above it: a product in it is in these
  lineage text[] NOT NULL,
  PRIMARY KEY (channel, locale, slug),
  FOREIGN KEY (channel, locale) REFERENCES catalog.tree (channel, locale) ON DELETE CASCADE
);

-- Which product stands in which list; '' is the list of all. Derived from answer and category.
CREATE TABLE catalog.listing (
  edition integer NOT NULL,
  category text COLLATE "C" NOT NULL,
  slug text COLLATE "C" NOT NULL,
  name_key text COLLATE "C" NOT NULL,
  price_minor bigint NOT NULL,
  PRIMARY KEY (edition, slug, category),
  FOREIGN KEY (edition, slug) REFERENCES catalog.answer (edition, slug) ON DELETE CASCADE
);
-- Read forwards and backwards: falling order sorts only the ties anew (incremental sort).
CREATE INDEX listing_by_name ON catalog.listing (edition, category, name_key, slug);
CREATE INDEX listing_by_price ON catalog.listing (edition, category, price_minor, slug);

-- How long each list is: counting 100,000 rows for every page would cost more than the page.
CREATE TABLE catalog.listing_size (
  edition integer NOT NULL,
  category text COLLATE "C" NOT NULL,
  total bigint NOT NULL,
  PRIMARY KEY (edition, category)
);

CREATE FUNCTION catalog.count_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalog.listing_size AS size (edition, category, total)
  SELECT edition, category, count(*) FROM changed GROUP BY edition, category ORDER BY edition, category
  ON CONFLICT (edition, category) DO UPDATE SET total = size.total + excluded.total;
  RETURN NULL;
END $$;

CREATE FUNCTION catalog.count_unlisted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE catalog.listing_size AS size SET total = size.total - gone.n
  FROM (SELECT edition, category, count(*) AS n FROM changed GROUP BY edition, category) AS gone
  WHERE size.edition = gone.edition AND size.category = gone.category;
  RETURN NULL;
END $$;

CREATE TRIGGER count_listed AFTER INSERT ON catalog.listing
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog.count_listed();
CREATE TRIGGER count_unlisted AFTER DELETE ON catalog.listing
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION catalog.count_unlisted();
