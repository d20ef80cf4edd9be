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

/// A group of fanotify that is told of what was done, and asked for nothing: no program ever waits
/// for it (never FAN_CLASS_CONTENT). For one thread, but that any may close it once that thread is
/// done.
public final class Fanotify implements AutoCloseable {
  // What was done to a file; bits of a mask.
  public static final long ATTRIB = 0x4;
  public static final long CLOSE_WRITE = 0x8;
  public static final long OPEN = 0x20;
  public static final long MOVED_FROM = 0x40;
  public static final long MOVED_TO = 0x80;
  public static final long CREATE = 0x100;
  public static final long DELETE = 0x200;
  public static final long OPEN_EXEC = 0x1000;
  public static final long OVERFLOW = 0x4000;
  public static final long ON_CHILD = 0x0800_0000;
  public static final long RENAME = 0x1000_0000;
  public static final long ON_FOLDER = 0x4000_0000;

  private static final MethodHandle INIT =
      ErrnoCall.of("fanotify_init", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle MARK =
      ErrnoCall.of(
          "fanotify_mark",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS));
  private static final MethodHandle READ =
      ErrnoCall.of("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      ErrnoCall.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final int CLOEXEC = 0x1;
  private static final int NONBLOCK = 0x2;
  private static final int UNLIMITED_MARKS = 0x20;
  private static final int REPORT_FOLDER_AND_NAME = 0x400 | 0x800;
  private static final int REPORT_FILE = 0x200 | 0x1000;
  private static final int READ_ONLY_CAREFULLY = 0x4_0000 | 0x8_0000; // O_NOATIME | O_CLOEXEC

  private static final int ADD = 0x1;
  private static final int FLUSH = 0x80;
  private static final int ONE_FILE_SYSTEM = 0x100;
  private static final int EVICTABLE = 0x200;
  private static final int IGNORE = 0x400 | 0x40;
  private static final int AT_FDCWD = -100;
  private static final int BUFFER = 1 << 16;

  private final int fd;
  private final MemorySegment errno;
  private final MemorySegment path;
  private final MemorySegment memory;
  private final byte[] bytes = new byte[BUFFER];
  private boolean closed;

  private Fanotify(int fd, Arena arena, MemorySegment errno) {
    this.fd = fd;
    this.errno = errno;
    path = arena.allocate(4097);
    memory = arena.allocate(BUFFER, 8);
  }

  /// A group whose events name the folder, the name in it, and where the kernel can (5.17) the file
  /// itself.
  ///
  /// @throws KernelRefusal when the kernel or our rights do not allow it
  public static Fanotify ofNames() throws KernelRefusal {
    try {
      return open(REPORT_FOLDER_AND_NAME | REPORT_FILE);
    } catch (KernelRefusal e) {
      if (e.error() != ErrnoCall.EINVAL) {
        throw e;
      }
      return open(REPORT_FOLDER_AND_NAME);
    }
  }

  /// A group whose events hand over the file itself, open for reading; whoever reads an event
  /// closes it.
  ///
  /// @throws KernelRefusal when the kernel or our rights do not allow it
  public static Fanotify ofOpenFiles() throws KernelRefusal {
    return open(0);
  }

  private static Fanotify open(int report) throws KernelRefusal {
    Arena arena = Arena.ofAuto();
    MemorySegment errno = arena.allocate(ErrnoCall.STATE);
    int flags = CLOEXEC | NONBLOCK | UNLIMITED_MARKS | report;
    try {
      int fd = (int) INIT.invokeExact(errno, flags, READ_ONLY_CAREFULLY);
      if (fd < 0) {
        throw new KernelRefusal("fanotify_init", -ErrnoCall.negative(errno));
      }
      return new Fanotify(fd, arena, errno);
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// The descriptor, to wait for events.
  public int descriptor() {
    return fd;
  }

  /// Asks to be told of what is done on the whole file system that a path is on.
  ///
  /// @return 0, or a negative error number
  public int watchFileSystem(byte[] at, long mask) {
    return mark(ADD | ONE_FILE_SYSTEM, mask, at);
  }

  /// Asks not to be told of what is done to the files right in a folder. The kernel may forget that
  /// when it forgets the folder.
  ///
  /// @return 0, or a negative error number
  public int passOver(byte[] folder, long mask) {
    return mark(ADD | IGNORE | EVICTABLE, mask | ON_CHILD, folder);
  }

  /// Asks not to be told of what is done to one file, as long as the kernel remembers the file.
  ///
  /// @return 0, or a negative error number
  public int passOverFile(byte[] file, long mask) {
    return mark(ADD | IGNORE | EVICTABLE, mask, file);
  }

  /// Takes back everything asked by {@link #passOver} and {@link #passOverFile}.
  public void passOverNothing() {
    int _ = mark(FLUSH, 0, new byte[] {'/'});
  }

  /// Takes back everything asked, so that it costs nobody anything until something is asked anew.
  /// Events that wait are read all the same.
  public void watchNothing() {
    int _ = mark(FLUSH | ONE_FILE_SYSTEM, 0, new byte[] {'/'});
    passOverNothing();
  }

  private int mark(int flags, long mask, byte[] at) {
    if (at.length >= path.byteSize()) {
      return -ErrnoCall.ENAMETOOLONG;
    }
    MemorySegment.copy(at, 0, path, JAVA_BYTE, 0, at.length);
    path.set(JAVA_BYTE, at.length, (byte) 0);
    try {
      int done = (int) MARK.invokeExact(errno, fd, flags, mask, AT_FDCWD, path);
      return done < 0 ? ErrnoCall.negative(errno) : 0;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Reads the events that wait, as many as fit, without waiting for any.
  ///
  /// @return how many bytes of {@link #bytes()} they fill; 0 when none waits; or a negative error
  ///   number
  public int read() {
    try {
      int count = (int) (long) READ.invokeExact(errno, fd, memory, memory.byteSize());
      if (count < 0) {
        int error = ErrnoCall.negative(errno);
        return error == -ErrnoCall.EAGAIN || error == -ErrnoCall.EINTR ? 0 : error;
      }
      MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, count);
      return count;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// What was read last.
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        int _ = (int) CLOSE.invokeExact(errno, fd);
      } catch (Throwable e) {
        throw ErrnoCall.impossible(e);
      }
    }
  }
}
