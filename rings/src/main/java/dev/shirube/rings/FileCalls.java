// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What of files only the kernel's own calls tell: files by handle, the path of an open file, facts
/// of it that do not change between looking and reading. For one thread; what fails is a negative
/// error number of the kernel, never an exception.
public final class FileCalls {
  /// For reading, without following a link at the end, without waiting for a pipe's other side, and
  /// not handed on to programs started.
  public static final int CAREFULLY = 0x800 | 0x8_0000 | nofollow();

  /// To {@link #open}: never waits, and is not inherited; what the last name of a link leads to is
  /// opened.
  public static final int FOLLOWING = 0x800 | 0x8_0000;

  /// Added to the way of opening: reading is not noted in the file (for its owner and root).
  public static final int UNNOTED = 0x4_0000;

  private static final MethodHandle OPEN =
      ErrnoCall.of("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
  private static final MethodHandle CLOSE =
      ErrnoCall.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      ErrnoCall.of("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle PREAD =
      ErrnoCall.of(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle READLINK =
      ErrnoCall.of("readlink", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle STATX =
      ErrnoCall.of(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle STATFS =
      ErrnoCall.of("statfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle BY_HANDLE =
      ErrnoCall.of(
          "open_by_handle_at", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int BASIC_STATS = 0x7ff;
  private static final int LONGEST_PATH = 4096;
  private static final int LONGEST_HANDLE = 128;
  private static final int FSID = 56;

  private final MemorySegment errno;
  private final MemorySegment path;
  private final MemorySegment link;
  private final MemorySegment facts;
  private final MemorySegment handle;
  private final MemorySegment empty;
  private final MemorySegment block;
  private final byte[] procFd = "/proc/self/fd/".getBytes(StandardCharsets.US_ASCII);

  /// Calls with memory of their own, which goes when nobody holds this any longer.
  public FileCalls() {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(ErrnoCall.STATE);
    path = arena.allocate(LONGEST_PATH + 1L);
    link = arena.allocate(LONGEST_PATH + 1L);
    facts = arena.allocate(256, 8);
    handle = arena.allocate(8L + LONGEST_HANDLE, 8);
    empty = arena.allocate(1);
    block = arena.allocate(1 << 16, 8);
  }

  private static int nofollow() {
    return System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x2_0000;
  }

  /// Opens a file by its path.
  ///
  /// @return a descriptor to be closed, or a negative error number
  public int open(byte[] file, int flags) {
    if (!spell(file)) {
      return -ErrnoCall.ENAMETOOLONG;
    }
    try {
      int fd = (int) OPEN.invokeExact(errno, path, flags);
      return fd >= 0 ? fd : ErrnoCall.negative(errno);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Opens a file by the handle that the kernel gave for it, for nothing but asking after it.
  ///
  /// @param mount a descriptor of anything on the same file system
  /// @return a descriptor to be closed, or a negative error number
  public int openHandle(int mount, int type, byte[] bytes, int offset, int length) {
    if (length > LONGEST_HANDLE) {
      return -ErrnoCall.ENAMETOOLONG;
    }
    handle.set(JAVA_INT, 0, length);
    handle.set(JAVA_INT, 4, type);
    MemorySegment.copy(bytes, offset, handle, JAVA_BYTE, 8, length);
    int justAName = 0x20_0000;
    try {
      int fd = (int) BY_HANDLE.invokeExact(errno, mount, handle, justAName | 0x8_0000);
      return fd >= 0 ? fd : ErrnoCall.negative(errno);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Closes a descriptor.
  public void close(int fd) {
    try {
      int _ = (int) CLOSE.invokeExact(errno, fd);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Reads what comes next, at most 65,536 bytes.
  ///
  /// @return how many bytes there were, 0 at the end, or a negative error number
  public int read(int fd, byte[] into, int offset, int length) {
    try {
      long wanted = Math.min(length, block.byteSize());
      int count = (int) (long) READ.invokeExact(errno, fd, block, wanted);
      return taken(count, into, offset);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Reads from a place of the file, at most 65,536 bytes.
  ///
  /// @return how many bytes there were, 0 at the end, or a negative error number
  public int readAt(int fd, long position, byte[] into, int length) {
    try {
      long wanted = Math.min(length, block.byteSize());
      int count = (int) (long) PREAD.invokeExact(errno, fd, block, wanted, position);
      return taken(count, into, 0);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  private int taken(int count, byte[] into, int offset) {
    if (count < 0) {
      return ErrnoCall.negative(errno);
    }
    MemorySegment.copy(block, JAVA_BYTE, 0, into, offset, count);
    return count;
  }

  /// The path of an open file as the kernel knows it now; null when it cannot be told.
  public byte @Nullable [] pathOf(int fd) {
    byte[] digits = Integer.toString(fd).getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(procFd, 0, path, JAVA_BYTE, 0, procFd.length);
    MemorySegment.copy(digits, 0, path, JAVA_BYTE, procFd.length, digits.length);
    path.set(JAVA_BYTE, procFd.length + (long) digits.length, (byte) 0);
    return readLink();
  }

  /// What a link says; null when it is none or cannot be read.
  public byte @Nullable [] linkOf(byte[] file) {
    return spell(file) ? readLink() : null;
  }

  private byte @Nullable [] readLink() {
    try {
      int length = (int) (long) READLINK.invokeExact(errno, path, link, link.byteSize());
      return length < 0 ? null : link.asSlice(0, length).toArray(JAVA_BYTE);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// What is known of an open file; null when nothing is.
  public @Nullable FileFacts facts(int fd) {
    return statx(fd, empty, AT_EMPTY_PATH);
  }

  /// What is known of a path itself, not of what it links to; null when nothing is.
  public @Nullable FileFacts facts(byte[] file) {
    return spell(file) ? statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW) : null;
  }

  private @Nullable FileFacts statx(int fd, MemorySegment name, int flags) {
    try {
      int done = (int) STATX.invokeExact(errno, fd, name, flags, BASIC_STATS, facts);
      return done < 0 ? null : FileFacts.of(facts);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// The number by which fanotify names the file system that a path is on; 0 when it has none or
  /// cannot be asked.
  public long fileSystem(byte[] file) {
    if (!spell(file)) {
      return 0;
    }
    try {
      int done = (int) STATFS.invokeExact(errno, path, facts);
      return done < 0 ? 0 : facts.get(JAVA_LONG, FSID);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  private boolean spell(byte[] file) {
    if (file.length > LONGEST_PATH) {
      return false;
    }
    MemorySegment.copy(file, 0, path, JAVA_BYTE, 0, file.length);
    path.set(JAVA_BYTE, file.length, (byte) 0);
    return true;
  }
}
