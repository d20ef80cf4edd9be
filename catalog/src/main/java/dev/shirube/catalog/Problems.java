// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

/// Where a reader tells of problems while it goes on with what is whole.
@FunctionalInterface
public interface Problems {
  /// Takes one problem; never throws because of it.
  void tell(Problem problem);
}
