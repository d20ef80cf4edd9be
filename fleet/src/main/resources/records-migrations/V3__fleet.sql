-- SPDX-License-Identifier: Apache-2.0
-- Agents: who may join, who has, by which certificates, and what they are told. A number `used` or
-- `revoked` is 0 until it happens, then the time of it. `detail` is JSON as the agent said it last.
CREATE TABLE fleet_tokens (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  hash ${text} NOT NULL,
  maker ${text} NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  used BIGINT NOT NULL,
  agent ${text} NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE fleet_hosts (
  tenant ${text} NOT NULL,
  agent ${text} NOT NULL,
  hostname ${text} NOT NULL,
  os ${text} NOT NULL,
  kernel ${text} NOT NULL,
  version ${text} NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  clock_offset BIGINT NOT NULL,
  silent BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  twice BIGINT NOT NULL,
  detail ${text} NOT NULL,
  PRIMARY KEY (tenant, agent)
);

CREATE TABLE fleet_certificates (
  tenant ${text} NOT NULL,
  fingerprint ${text} NOT NULL,
  agent ${text} NOT NULL,
  serial ${text} NOT NULL,
  public_key ${text} NOT NULL,
  issued BIGINT NOT NULL,
  until BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  PRIMARY KEY (tenant, fingerprint)
);

CREATE TABLE fleet_lives (
  tenant ${text} NOT NULL,
  agent ${text} NOT NULL,
  boot ${text} NOT NULL,
  epoch BIGINT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (tenant, agent, boot, epoch)
);

CREATE TABLE fleet_lanes (
  tenant ${text} NOT NULL,
  agent ${text} NOT NULL,
  epoch BIGINT NOT NULL,
  lane ${text} NOT NULL,
  begun BIGINT NOT NULL,
  expected BIGINT NOT NULL,
  PRIMARY KEY (tenant, agent, epoch, lane)
);

CREATE TABLE fleet_policies (
  tenant ${text} NOT NULL,
  agent ${text} NOT NULL,
  version BIGINT NOT NULL,
  policy ${text} NOT NULL,
  PRIMARY KEY (tenant, agent)
);
