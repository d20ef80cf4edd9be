// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.util.Arrays;

/// Texts of the kernel: bytes that are mostly UTF-8, with zeros between their parts.
final class Texts {
  private static final int CONTAINER_DIGITS = 64;
  private static final byte[] NOTHING = {};

  private Texts() {}

  /// A command line of arguments that each end with a 0: a blank between them.
  static byte[] commandLine(byte[] arguments) {
    int end = arguments.length;
    while (end > 0 && arguments[end - 1] == 0) {
      end--;
    }
    byte[] line = Arrays.copyOf(arguments, end);
    for (int index = 0; index < end; index++) {
      if (line[index] == 0) {
        line[index] = ' ';
      }
    }
    return line;
  }

  /// A path whose parts came the last one first, each with a 0 behind it.
  ///
  /// @param whole whether the first part of the path is among them
  static byte[] path(byte[] parts, boolean whole) {
    if (parts.length == 0) {
      return whole ? new byte[] {'/'} : NOTHING;
    }
    byte[] path = new byte[parts.length + 1];
    int to = 0;
    int end = parts[parts.length - 1] == 0 ? parts.length - 1 : parts.length;
    while (end > 0) {
      int from = end;
      while (from > 0 && parts[from - 1] != 0) {
        from--;
      }
      if (to > 0 || whole) {
        path[to++] = '/';
      }
      System.arraycopy(parts, from, path, to, end - from);
      to += end - from;
      end = from - 1;
    }
    return Arrays.copyOf(path, to);
  }

  /// A path that may begin in a folder.
  static byte[] resolve(byte[] folder, byte[] path) {
    if (path.length == 0 || path[0] == '/' || folder.length == 0) {
      return path;
    }
    int from = path.length > 2 && path[0] == '.' && path[1] == '/' ? 2 : 0;
    boolean slash = folder[folder.length - 1] != '/';
    byte[] whole = Arrays.copyOf(folder, folder.length + (slash ? 1 : 0) + path.length - from);
    whole[folder.length - (slash ? 0 : 1)] = '/';
    System.arraycopy(path, from, whole, whole.length - (path.length - from), path.length - from);
    return whole;
  }

  /// Where the last part of a path begins.
  static int name(byte[] path) {
    int at = path.length;
    while (at > 0 && path[at - 1] != '/') {
      at--;
    }
    return at;
  }

  /// The id of a container in the name of a control group, such as docker-ID.scope: 64 hexadecimal
  /// digits. Nothing if there is none.
  static byte[] container(byte[] group) {
    int digits = 0;
    for (int index = 0; index < group.length; index++) {
      digits = isHex(group[index]) ? digits + 1 : 0;
      boolean last = index + 1 == group.length || !isHex(group[index + 1]);
      if (digits == CONTAINER_DIGITS && last) {
        return Arrays.copyOfRange(group, index + 1 - CONTAINER_DIGITS, index + 1);
      }
    }
    return NOTHING;
  }

  private static boolean isHex(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'f');
  }
}
