// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import java.io.IOException;

/// The contract, kept by SQLite.
class SqliteFleetTest extends FleetContract.Fixture {
  @Override
  Yard make() throws IOException {
    return new Yard(folder);
  }
}
