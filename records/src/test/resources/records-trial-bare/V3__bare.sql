-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE trial_bare (
  id ${text} NOT NULL,
  tenant ${text} NOT NULL,
  PRIMARY KEY (id, tenant)
);
