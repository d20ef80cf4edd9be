// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Waits until one of some descriptors has something, or another thread says so. Everything but
/// {@link #wake} is for one thread.
public final class Poll implements AutoCloseable {
  private static final MethodHandle POLL =
      ErrnoCall.of("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle EVENTFD =
      ErrnoCall.of("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      ErrnoCall.of("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      ErrnoCall.of("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      ErrnoCall.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final int MOST = 16;
  private static final int ENTRY = 8;
  private static final short IN = 0x1;
  private static final short URGENT = 0x2;
  private static final int CLOEXEC_NONBLOCK = 0x8_0000 | 0x800;

  private final MemorySegment errno;
  private final MemorySegment entries;
  private final MemorySegment counter;
  private final Object wakeLock = new Object();
  private final MemorySegment wakeErrno;
  private final MemorySegment one;
  private final int wake;
  private int used;
  private boolean closed;

  /// @throws KernelRefusal when no further descriptor is to be had
  public Poll() throws KernelRefusal {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(ErrnoCall.STATE);
    wakeErrno = arena.allocate(ErrnoCall.STATE);
    entries = arena.allocate((long) MOST * ENTRY, 8);
    counter = arena.allocate(8, 8);
    one = arena.allocate(8, 8);
    one.set(JAVA_LONG, 0, 1);
    try {
      wake = (int) EVENTFD.invokeExact(errno, 0, CLOEXEC_NONBLOCK);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
    if (wake < 0) {
      throw new KernelRefusal("eventfd", -ErrnoCall.negative(errno));
    }
    int _ = add(wake);
  }

  /// Waits for something to read of a descriptor, too.
  ///
  /// @return its number here
  public int add(int fd) {
    return add(fd, IN);
  }

  /// Waits for the word that something changed, too: so the kernel tells of a change of mountinfo.
  ///
  /// @return its number here
  public int addChanges(int fd) {
    return add(fd, URGENT);
  }

  private int add(int fd, short events) {
    if (used == MOST) {
      throw new IllegalStateException("no more than " + MOST + " descriptors are waited for");
    }
    entries.set(JAVA_INT, (long) used * ENTRY, fd);
    entries.set(JAVA_SHORT, (long) used * ENTRY + 4, events);
    return used++;
  }

  /// Stops waiting for a descriptor, or goes on.
  public void mute(int number, boolean quiet) {
    int fd = entries.get(JAVA_INT, (long) number * ENTRY);
    if (fd < 0 != quiet) {
      entries.set(JAVA_INT, (long) number * ENTRY, ~fd);
    }
  }

  /// Waits for at most so long.
  ///
  /// @return whether anything is {@link #ready}
  public boolean await(int millis) {
    try {
      for (int index = 0; index < used; index++) {
        entries.set(JAVA_SHORT, (long) index * ENTRY + 6, (short) 0);
      }
      int ready = (int) POLL.invokeExact(errno, entries, (long) used, millis);
      if (ready > 0 && ready(0)) {
        long _ = (long) READ.invokeExact(errno, wake, counter, 8L);
      }
      return ready > 0;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Whether a descriptor had something when waiting ended.
  public boolean ready(int number) {
    return entries.get(JAVA_SHORT, (long) number * ENTRY + 6) != 0;
  }

  /// Ends the waiting that goes on, or the next one; for other threads.
  public void wake() {
    synchronized (wakeLock) {
      if (!closed) {
        try {
          long _ = (long) WRITE.invokeExact(wakeErrno, wake, one, 8L);
        } catch (Throwable e) {
          throw ErrnoCall.impossible(e);
        }
      }
    }
  }

  @Override
  public void close() {
    synchronized (wakeLock) {
      if (!closed) {
        closed = true;
        try {
          int _ = (int) CLOSE.invokeExact(wakeErrno, wake);
        } catch (Throwable e) {
          throw ErrnoCall.impossible(e);
        }
      }
    }
  }
}
