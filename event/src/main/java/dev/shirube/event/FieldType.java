// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// The typed view of a catalogue field: what its text can be read as. The source's spelling stays.
public enum FieldType {
  STRING,
  /// A path of a file; compared without case where the host does so.
  PATH,
  INTEGER,
  DECIMAL,
  BOOLEAN,
  /// Nanoseconds since 1970 UTC once read.
  TIME,
  /// IPv4 or IPv6.
  IP,
  PORT,
  MAC,
  /// Hexadecimal digest.
  HASH,
  /// Windows security identifier.
  SID,
  GUID,
  URL,
  /// A {@link ProcessKey}.
  PROCESS_KEY
}
