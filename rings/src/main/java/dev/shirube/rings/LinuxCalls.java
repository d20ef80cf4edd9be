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
import java.nio.file.Path;

/// What a reader of pinned rings asks of the kernel: objects by their pins, values of maps, memory
/// that both see, waiting, and clocks. For one thread at a time.
public final class LinuxCalls {
  /// The clock that counts from the start of the kernel and goes on in standby.
  public static final int BOOTTIME = 7;

  private static final MethodHandle SYSCALL =
      ErrnoCall.of(
          "syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG), 1);
  private static final MethodHandle MMAP =
      ErrnoCall.of(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      ErrnoCall.of("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      ErrnoCall.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOCK =
      ErrnoCall.of("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle UNMOUNT =
      ErrnoCall.of("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle EPOLL_CREATE =
      ErrnoCall.of("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_ADD =
      ErrnoCall.of(
          "epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      ErrnoCall.of(
          "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle THREAD_NAME =
      ErrnoCall.of(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          1);

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final long BPF = ARM ? 280 : 321;
  private static final int ATTRIBUTES = 144;
  private static final int LONGEST_PATH = 4096;
  private static final int NANOS = 1_000_000_000;

  private final MemorySegment errno;
  private final MemorySegment attributes;
  private final MemorySegment path;
  private final MemorySegment time;
  private final MemorySegment events;

  /// Calls with memory of their own, which goes when nobody holds this any longer.
  public LinuxCalls() {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(ErrnoCall.STATE);
    attributes = arena.allocate(ATTRIBUTES, 8);
    path = arena.allocate(LONGEST_PATH + 1L);
    time = arena.allocate(16, 8);
    events = arena.allocate(16L * 8, 8);
  }

  /// The memory of a bpf call's attributes, cleared.
  MemorySegment attributes() {
    return attributes.fill((byte) 0);
  }

  /// A call of bpf with {@link #attributes}.
  ///
  /// @return what the kernel returned, or a negative error number
  int bpf(int command) {
    try {
      long result =
          (long) SYSCALL.invokeExact(errno, BPF, (long) command, attributes, (long) ATTRIBUTES);
      return result < 0 ? ErrnoCall.negative(errno) : (int) result;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Opens what is pinned under a path.
  int pinned(Path file) throws KernelRefusal {
    MemorySegment asked = attributes();
    asked.set(JAVA_LONG, 0, spell(file).address());
    int fd = bpf(7);
    if (fd < 0) {
      throw new KernelRefusal("bpf " + file.getFileName(), -fd);
    }
    return fd;
  }

  private MemorySegment spell(Path file) throws KernelRefusal {
    byte[] bytes = file.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_PATH) {
      throw new KernelRefusal("path", ErrnoCall.ENAMETOOLONG);
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, path, 0, bytes.length);
    path.set(JAVA_BYTE, bytes.length, (byte) 0);
    return path;
  }

  /// Makes memory of a descriptor visible.
  @SuppressWarnings("restricted")
  MemorySegment map(int fd, long offset, long length, boolean writable) throws KernelRefusal {
    int readWrite = writable ? 3 : 1;
    try {
      MemorySegment at =
          (MemorySegment)
              MMAP.invokeExact(errno, MemorySegment.NULL, length, readWrite, 1, fd, offset);
      if (at.address() == -1) {
        throw new KernelRefusal("mmap", -ErrnoCall.negative(errno));
      }
      return at.reinterpret(length);
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Takes memory back that {@link #map} gave; nobody may touch it any longer.
  void unmap(MemorySegment memory) {
    try {
      int _ = (int) MUNMAP.invokeExact(errno, memory, memory.byteSize());
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  void close(int fd) {
    try {
      int _ = (int) CLOSE.invokeExact(errno, fd);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// What a clock of the kernel says, nanoseconds.
  public long clock(int clock) {
    try {
      int _ = (int) CLOCK.invokeExact(errno, clock, time);
      return time.get(JAVA_LONG, 0) * NANOS + time.get(JAVA_LONG, 8);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Gives the thread that calls this a name, of which the kernel keeps 15 bytes.
  public void nameThread(String name) throws KernelRefusal {
    try {
      int done = (int) THREAD_NAME.invokeExact(errno, 15, spell(Path.of(name)), 0L, 0L, 0L);
      if (done < 0) {
        throw new KernelRefusal("prctl", -ErrnoCall.negative(errno));
      }
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Takes a file system away from where it is mounted.
  void unmount(Path mounted) throws KernelRefusal {
    try {
      int done = (int) UNMOUNT.invokeExact(errno, spell(mounted), 0);
      if (done < 0) {
        throw new KernelRefusal("umount", -ErrnoCall.negative(errno));
      }
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// A place to wait for descriptors.
  int waiting() throws KernelRefusal {
    try {
      int cloexec = 0x8_0000;
      int fd = (int) EPOLL_CREATE.invokeExact(errno, cloexec);
      if (fd < 0) {
        throw new KernelRefusal("epoll_create1", -ErrnoCall.negative(errno));
      }
      return fd;
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Waits for a descriptor, too.
  ///
  /// @param edge whether only a word of its own ends the waiting, and not that something is there
  void waitFor(int waiting, int fd, boolean edge) throws KernelRefusal {
    int readable = 1;
    events.set(JAVA_INT, 0, edge ? readable | 1 << 31 : readable);
    events.set(JAVA_INT, ARM ? 8 : 4, fd);
    try {
      int add = 1;
      int done = (int) EPOLL_ADD.invokeExact(errno, waiting, add, fd, events);
      if (done < 0) {
        throw new KernelRefusal("epoll_ctl", -ErrnoCall.negative(errno));
      }
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Waits for at most so long.
  ///
  /// @return whether a descriptor has something
  boolean await(int waiting, int millis) {
    try {
      return (int) EPOLL_WAIT.invokeExact(errno, waiting, events, 8, millis) > 0;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }
}
