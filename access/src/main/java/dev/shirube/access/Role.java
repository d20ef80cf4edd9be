// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.catalog.Text;
import java.util.Set;

/// Rights that are given together. What no role says is denied.
///
/// @param id such as tenant-admin
/// @param reach where it can be given
/// @param title its name for people
/// @param purpose what it is for, in one sentence
/// @param rights what it allows
public record Role(String id, Reach reach, Text title, Text purpose, Set<Right> rights) {
  /// Where a role can be given.
  public enum Reach {
    /// To people, in a customer's tenant.
    TENANT,
    /// To people of the provider, over the installation, without the data of any tenant.
    PROVIDER,
    /// To every source, in its own tenant, by being one.
    SOURCE
  }

  public Role {
    rights = Set.copyOf(rights);
  }
}
