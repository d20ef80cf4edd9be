-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE trial_more (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  PRIMARY KEY (tenant, id)
);
