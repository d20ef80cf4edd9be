-- SPDX-License-Identifier: Apache-2.0
-- The chain of deeds of each tenant, and where it ends.
CREATE TABLE chain_entries (
  tenant ${text} NOT NULL,
  number BIGINT NOT NULL,
  time BIGINT NOT NULL,
  who ${text} NOT NULL,
  what ${text} NOT NULL,
  facts ${text} NOT NULL,
  hash ${text} NOT NULL,
  PRIMARY KEY (tenant, number)
);

CREATE TABLE chain_heads (
  tenant ${text} NOT NULL,
  number BIGINT NOT NULL,
  hash ${text} NOT NULL,
  PRIMARY KEY (tenant)
);
