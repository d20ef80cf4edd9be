// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;

/// One file to be read: on disk, or inside an archive, already decompressed. It can be read once,
/// from front to back; its first bytes can be looked at before.
public interface Entry {
  /// How people find it: the path, with !/ before what lies inside an archive.
  String name();

  /// Up to {@value #HEAD_BYTES} bytes from the front, without consuming them.
  byte[] head() throws IOException;

  /// The bytes from the front. Belongs to whoever walks the container; closing it is not needed.
  InputStream open() throws IOException;

  /// How much of an entry can be looked at before it is read.
  int HEAD_BYTES = 64 * 1024;
}
