// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The members of a tar archive (POSIX.1-2001 section pax, with the GNU and BSD ways of writing
/// long names and large sizes), read from front to back.
final class TarStream extends InputStream {
  static final int BLOCK = 512;
  private static final int MAX_NAME = 1 << 16;

  private final String archive;
  private final ByteWindow window;
  private final Budget budget;
  private String member = "";
  private long left;
  private int padding;
  private @Nullable String longName;
  private long longSize = -1;

  TarStream(InputStream in, String archive, Budget budget) {
    this.archive = archive;
    this.budget = budget;
    this.window = new ByteWindow(in, 1 << 17);
  }

  /// Whether the block at an offset is a header: its checksum says so.
  static boolean checksumHolds(byte[] block, int offset) {
    long stored = number(block, offset + 148, 8);
    long unsigned = 0;
    long signed = 0;
    for (int at = 0; at < BLOCK; at++) {
      int value = at >= 148 && at < 156 ? ' ' : block[offset + at];
      signed += value;
      unsigned += value & 0xff;
    }
    return stored > 0 && (stored == unsigned || stored == signed);
  }

  /// Goes to the next regular file.
  ///
  /// @return its name as the archive spells it; null at the end
  @Nullable String next() throws IOException {
    pass();
    while (findHeader()) {
      byte[] block = Arrays.copyOfRange(window.bytes(), window.from(), window.from() + BLOCK);
      window.moveTo(window.from() + BLOCK);
      begin(block);
      int type = block[156];
      if (type == 'L') {
        longName = EntryNames.decode(zeroEnded(readAll()));
      } else if (type == 'x' || type == 'X') {
        readExtended(readAll());
      } else if (type == 0 || type == '0' || type == '7') {
        member = take(block);
        return member;
      } else {
        passOther(type, take(block));
      }
      pass();
    }
    return null;
  }

  private void passOther(int type, String name) {
    if (type == 'S') {
      budget.tell(archive, "containers.tar.sparse", EntryNames.shown(name));
    }
  }

  private void begin(byte[] block) {
    long size = Math.max(0, number(block, 124, 12));
    left = longSize >= 0 && isFile(block[156]) ? longSize : size;
    padding = (int) ((BLOCK - left % BLOCK) % BLOCK);
  }

  private static boolean isFile(byte type) {
    return type == 0 || type == '0' || type == '7' || type == 'S';
  }

  private String take(byte[] block) {
    String name = longName == null ? shortName(block) : longName;
    longName = null;
    longSize = -1;
    return name;
  }

  private static String shortName(byte[] block) {
    String name = EntryNames.decode(zeroEnded(Arrays.copyOfRange(block, 0, 100)));
    boolean posix = new String(block, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    String prefix = posix ? EntryNames.decode(zeroEnded(Arrays.copyOfRange(block, 345, 500))) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static byte[] zeroEnded(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  /// Moves to the next header; over zero blocks, and over damage if there is any.
  private boolean findHeader() throws IOException {
    long damagedAt = -1;
    while (window.ensure(BLOCK)) {
      int from = window.from();
      if (window.bytes()[from] != 0 && checksumHolds(window.bytes(), from)) {
        if (damagedAt >= 0) {
          budget.tell(archive, "containers.tar.damaged", damagedAt);
        }
        return true;
      }
      if (damagedAt < 0 && !isZero(from)) {
        damagedAt = window.offset();
      }
      window.moveTo(from + BLOCK);
    }
    if (damagedAt >= 0) {
      budget.tell(archive, "containers.tar.damaged", damagedAt);
    }
    return false;
  }

  private boolean isZero(int from) {
    for (int at = from; at < from + BLOCK; at++) {
      if (window.bytes()[at] != 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] readAll() throws IOException {
    byte[] kept = new byte[(int) Math.min(left, MAX_NAME)];
    int count = readNBytes(kept, 0, kept.length);
    return Arrays.copyOf(kept, count);
  }

  /// Takes path and size from an extended header: records of the form "length key=value\n".
  private void readExtended(byte[] records) {
    int at = 0;
    while (at < records.length) {
      int space = at;
      int length = 0;
      while (space < records.length && records[space] >= '0' && records[space] <= '9') {
        length = Math.min(length * 10 + records[space] - '0', MAX_NAME);
        space++;
      }
      if (length <= space - at || at + length > records.length) {
        return;
      }
      String pair = new String(records, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
      if (pair.startsWith("path=")) {
        longName = pair.substring(5);
      } else if (pair.startsWith("size=") && pair.length() < 24) {
        longSize = decimal(pair.substring(5));
      }
      at += length;
    }
  }

  private static long decimal(String text) {
    long value = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < '0' || c > '9' || value > Long.MAX_VALUE / 20) {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  /// A number field: octal digits, or base 256 if the first bit is set. -1 if it is neither.
  private static long number(byte[] block, int offset, int length) {
    if ((block[offset] & 0x80) != 0) {
      long value = block[offset] & 0x3f;
      for (int at = offset + 1; at < offset + length; at++) {
        value = (value << 8) | (block[at] & 0xff);
      }
      return value;
    }
    long value = -1;
    for (int at = offset; at < offset + length; at++) {
      int digit = block[at] - '0';
      if (digit >= 0 && digit < 8) {
        value = Math.max(value, 0) * 8 + digit;
      } else if (value >= 0 || block[at] != ' ') {
        break;
      }
    }
    return value;
  }

  /// Passes over what is left of the current member.
  private void pass() throws IOException {
    byte[] drain = new byte[BLOCK * 16];
    while (left > 0 && read(drain, 0, drain.length) > 0) {}
    while (padding > 0 && window.ensure(1)) {
      int part = Math.min(padding, window.size());
      window.moveTo(window.from() + part);
      padding -= part;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (left <= 0) {
      return -1;
    }
    if (!window.ensure(1)) {
      budget.tell(archive, "containers.tar.cut", EntryNames.shown(member), left);
      left = 0;
      return -1;
    }
    int part = (int) Math.min(Math.min(length, left), window.size());
    System.arraycopy(window.bytes(), window.from(), target, offset, part);
    window.moveTo(window.from() + part);
    left -= part;
    return part;
  }
}
