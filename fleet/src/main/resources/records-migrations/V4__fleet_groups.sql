-- SPDX-License-Identifier: Apache-2.0
-- The group that an agent is in, if any; and hosts that records of other sources named. In
-- fleet_policies a group stands as @ and its name, and all agents of a tenant as an empty text.
CREATE TABLE fleet_groups (
  tenant ${text} NOT NULL,
  agent ${text} NOT NULL,
  name ${text} NOT NULL,
  PRIMARY KEY (tenant, agent)
);

CREATE TABLE fleet_sightings (
  tenant ${text} NOT NULL,
  host ${text} NOT NULL,
  hostname ${text} NOT NULL,
  address ${text} NOT NULL,
  machine ${text} NOT NULL,
  source ${text} NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  PRIMARY KEY (tenant, host)
);
