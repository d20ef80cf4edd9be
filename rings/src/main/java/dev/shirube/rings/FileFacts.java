// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// What the kernel knows of a file at one moment (statx).
///
/// @param device major number in the upper, minor number in the lower half
/// @param inode its number on that device
/// @param mode type and permission bits, as in st_mode
/// @param links how many names it has
/// @param owner numeric user id
/// @param size in bytes
/// @param modifiedNanos when its content was changed last, nanoseconds since 1970 UTC
/// @param changedNanos when anything of it was changed last, nanoseconds since 1970 UTC
/// @param special the device it stands for, as device; 0 for all other files
public record FileFacts(
    long device,
    long inode,
    int mode,
    int links,
    int owner,
    long size,
    long modifiedNanos,
    long changedNanos,
    long special) {
  private static final int TYPE = 0xf000;
  private static final long SECOND = 1_000_000_000L;

  static FileFacts of(MemorySegment statx) {
    return new FileFacts(
        number(statx, 136),
        statx.get(JAVA_LONG_UNALIGNED, 32),
        statx.get(JAVA_SHORT_UNALIGNED, 28) & 0xffff,
        statx.get(JAVA_INT_UNALIGNED, 16),
        statx.get(JAVA_INT_UNALIGNED, 20),
        statx.get(JAVA_LONG_UNALIGNED, 40),
        time(statx, 112),
        time(statx, 96),
        number(statx, 128));
  }

  private static long number(MemorySegment statx, int at) {
    return (long) statx.get(JAVA_INT_UNALIGNED, at) << Integer.SIZE
        | Integer.toUnsignedLong(statx.get(JAVA_INT_UNALIGNED, at + 4));
  }

  private static long time(MemorySegment statx, int at) {
    return statx.get(JAVA_LONG_UNALIGNED, at) * SECOND + statx.get(JAVA_INT_UNALIGNED, at + 8);
  }

  /// Whether it is an ordinary file: no folder, link, pipe, socket or device.
  public boolean isOrdinary() {
    return (mode & TYPE) == 0x8000;
  }

  /// Whether it is a folder.
  public boolean isFolder() {
    return (mode & TYPE) == 0x4000;
  }

  /// Whether it stands for a block device, such as a disk.
  public boolean isBlockDevice() {
    return (mode & TYPE) == 0x6000;
  }

  /// Whether anybody may run it.
  public boolean isRunnable() {
    return isOrdinary() && (mode & 0x49) != 0;
  }
}
