// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

/// Hears of mistakes in a file that is read, each at once, so that all can be told together.
@FunctionalInterface
public interface Mistakes {
  /// Called for each.
  ///
  /// @param id of the message
  void at(int line, String id, Object... facts);
}
