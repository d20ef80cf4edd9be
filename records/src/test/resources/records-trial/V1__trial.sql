-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE trial_items (
  tenant ${text} NOT NULL,
  id ${text} NOT NULL,
  amount BIGINT NOT NULL,
  note ${text} NOT NULL,
  PRIMARY KEY (tenant, id)
);
