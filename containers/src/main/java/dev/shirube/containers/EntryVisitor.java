// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;

/// Takes the entries of a walk, one after another.
@FunctionalInterface
public interface EntryVisitor {
  /// Takes one entry. Its bytes can be read until this returns; what is left unread is passed over.
  ///
  /// @throws IOException when the visitor cannot go on; the walk ends with it
  void visit(Entry entry) throws IOException;
}
