// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A path in the bytes the kernel has, in a buffer that is written again and again.
public final class PathBytes {
  private static final int LONGEST = 1 << 14;

  private byte[] bytes = new byte[512];
  private int length;
  private int nameAt;

  /// The path of a name in a folder; of the folder itself when the name is empty.
  public PathBytes set(byte[] folder, byte[] from, int at, int count) {
    length = 0;
    append(folder, 0, folder.length);
    nameAt = lastSlash(folder) + 1;
    if (count > 0) {
      if (length > 1 || (length == 1 && bytes[0] != '/')) {
        append(SLASH, 0, 1);
      }
      nameAt = length;
      append(from, at, count);
    }
    return this;
  }

  /// A whole path.
  public PathBytes set(byte[] path) {
    return set(path, path, 0, 0);
  }

  private static final byte[] SLASH = {'/'};

  private void append(byte[] from, int at, int count) {
    int room = Math.min(count, LONGEST - length);
    if (length + room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + room));
    }
    System.arraycopy(from, at, bytes, length, room);
    length += room;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /// Where the name begins.
  public int nameAt() {
    return nameAt;
  }

  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /// Whether the path is a folder of these or lies below one.
  public boolean isIn(byte[][] folders) {
    for (byte[] folder : folders) {
      if (isIn(bytes, length, folder)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the path is this folder or lies below it.
  public static boolean isIn(byte[] path, int length, byte[] folder) {
    return length >= folder.length
        && Arrays.equals(path, 0, folder.length, folder, 0, folder.length)
        && (length == folder.length || path[folder.length] == '/' || folder.length == 1);
  }

  public static int lastSlash(byte[] path) {
    int at = path.length - 1;
    while (at >= 0 && path[at] != '/') {
      at--;
    }
    return at;
  }

  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
