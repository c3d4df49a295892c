-- Run once by the postgres image, when its store is new: Unleash gets a role and a database of its own.
\getenv unleash_password UNLEASH_DATABASE_PASSWORD
CREATE ROLE unleash LOGIN PASSWORD :'unleash_password';
CREATE DATABASE unleash OWNER unleash;
REVOKE ALL ON DATABASE unleash FROM PUBLIC;
-- Unleash has no business in Banyan's database.
REVOKE CONNECT ON DATABASE banyan FROM PUBLIC;
