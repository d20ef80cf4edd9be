// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A pinned map of the kernel's programs. For one thread at a time.
final class BpfMap implements AutoCloseable {
  private static final int LOOK = 1;
  private static final int SET = 2;
  private static final int DELETE = 3;
  private static final int NEXT = 4;
  private static final int INFO = 15;
  private static final int INFO_BYTES = 88;

  private final LinuxCalls calls;
  private final int fd;
  private final int keyBytes;
  private final int valueBytes;
  private final int entries;
  private final MemorySegment key;
  private final MemorySegment nextKey;
  private final MemorySegment value;

  /// @param cpus by how many CPUs the map keeps its values apart, 1 when it does not
  BpfMap(LinuxCalls calls, Path pin, int cpus) throws KernelRefusal {
    this.calls = calls;
    fd = calls.pinned(pin);
    Arena arena = Arena.ofAuto();
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    MemorySegment asked = calls.attributes();
    asked.set(JAVA_INT, 0, fd);
    asked.set(JAVA_INT, 4, INFO_BYTES);
    asked.set(JAVA_LONG, 8, info.address());
    int done = calls.bpf(INFO);
    if (done < 0) {
      calls.close(fd);
      throw new KernelRefusal("bpf info", -done);
    }
    keyBytes = info.get(JAVA_INT, 8);
    valueBytes = info.get(JAVA_INT, 12);
    entries = info.get(JAVA_INT, 16);
    key = arena.allocate(Math.max(8, keyBytes), 8);
    nextKey = arena.allocate(Math.max(8, keyBytes), 8);
    value = arena.allocate(Math.max(8, (valueBytes + 7L) / 8 * 8 * cpus), 8);
  }

  int fd() {
    return fd;
  }

  /// How many entries it can have; of a ring, how many bytes.
  int entries() {
    return entries;
  }

  int valueBytes() {
    return valueBytes;
  }

  /// Where the key of the next call is to be put.
  MemorySegment key() {
    return key;
  }

  /// What {@link #look} found, and what {@link #set} is to write.
  MemorySegment value() {
    return value;
  }

  boolean look() {
    return call(LOOK, value) >= 0;
  }

  void set() throws KernelRefusal {
    int done = call(SET, value);
    if (done < 0) {
      throw new KernelRefusal("bpf set", -done);
    }
  }

  void delete() {
    int _ = call(DELETE, MemorySegment.NULL);
  }

  /// Goes to the key behind this one, or to the first.
  boolean next(boolean first) {
    MemorySegment asked = calls.attributes();
    asked.set(JAVA_INT, 0, fd);
    asked.set(JAVA_LONG, 8, first ? 0 : key.address());
    asked.set(JAVA_LONG, 16, nextKey.address());
    if (calls.bpf(NEXT) < 0) {
      return false;
    }
    MemorySegment.copy(nextKey, 0, key, 0, keyBytes);
    return true;
  }

  private int call(int command, MemorySegment of) {
    MemorySegment asked = calls.attributes();
    asked.set(JAVA_INT, 0, fd);
    asked.set(JAVA_LONG, 8, key.address());
    asked.set(JAVA_LONG, 16, of.address());
    return calls.bpf(command);
  }

  @Override
  public void close() {
    calls.close(fd);
  }
}
