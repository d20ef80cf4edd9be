// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

/// What holds entries, told by the first bytes and never by a name.
enum ContainerKind {
  NONE,
  GZIP,
  BZIP2,
  ZIP,
  TAR,
  /// Compressed or packed in a way that is not read.
  FOREIGN;

  private static final int TAR_BLOCK = 512;
  private static final int[][] FOREIGN_MAGIC = {
    {0xfd, '7', 'z', 'X', 'Z', 0},
    {'7', 'z', 0xbc, 0xaf, 0x27, 0x1c},
    {'R', 'a', 'r', '!', 0x1a, 0x07},
    {0x28, 0xb5, 0x2f, 0xfd},
    {'M', 'S', 'C', 'F', 0, 0, 0, 0},
  };

  /// The kind of a stream that begins with these bytes.
  static ContainerKind of(byte[] head) {
    if (begins(head, 0x1f, 0x8b, 8)) {
      return GZIP;
    }
    if (begins(head, 'B', 'Z', 'h') && head.length > 9 && head[4] == '1' && head[5] == 'A') {
      return BZIP2;
    }
    if (isZip(head)) {
      return ZIP;
    }
    if (isTar(head)) {
      return TAR;
    }
    for (int[] magic : FOREIGN_MAGIC) {
      if (begins(head, magic)) {
        return FOREIGN;
      }
    }
    return NONE;
  }

  private static boolean isZip(byte[] head) {
    return begins(head, 'P', 'K', 3, 4)
        || begins(head, 'P', 'K', 5, 6)
        || begins(head, 'P', 'K', 7, 8, 'P', 'K', 3, 4)
        || begins(head, 'P', 'K', '0', '0', 'P', 'K', 3, 4);
  }

  private static boolean isTar(byte[] head) {
    return head.length >= TAR_BLOCK && head[0] != 0 && TarStream.checksumHolds(head, 0);
  }

  private static boolean begins(byte[] head, int... magic) {
    for (int at = 0; at < magic.length; at++) {
      if (at >= head.length || (head[at] & 0xff) != magic[at]) {
        return false;
      }
    }
    return true;
  }
}
