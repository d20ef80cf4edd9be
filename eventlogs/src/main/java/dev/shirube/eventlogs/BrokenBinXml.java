// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

/// Tells that bytes are no BinXML, or would cost more steps than any honest record does. Never
/// leaves the room: the reader turns it into a problem that names the record.
final class BrokenBinXml extends Exception {
  private final int offset;

  /// @param offset where in the chunk reading could not go on
  BrokenBinXml(int offset) {
    super(null, null, false, false);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }
}
