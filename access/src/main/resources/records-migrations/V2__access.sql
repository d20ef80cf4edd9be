-- SPDX-License-Identifier: Apache-2.0
-- Who may do what. A number `disabled` or `revoked` is 0 until it happens, then the time of it.
CREATE TABLE access_tenants (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  title ${text} NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE access_principals (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  kind ${text} NOT NULL,
  title ${text} NOT NULL,
  created BIGINT NOT NULL,
  disabled BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE access_tokens (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  principal ${text} NOT NULL,
  hash ${text} NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE access_grants (
  tenant ${text} NOT NULL,
  home ${text} NOT NULL,
  principal ${text} NOT NULL,
  role ${text} NOT NULL,
  until BIGINT NOT NULL,
  reason ${text} NOT NULL,
  granted BIGINT NOT NULL,
  PRIMARY KEY (tenant, home, principal, role)
);

CREATE TABLE access_networks (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  door ${text} NOT NULL,
  network ${text} NOT NULL,
  source ${text} NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE access_versions (
  tenant ${text} NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant)
);
