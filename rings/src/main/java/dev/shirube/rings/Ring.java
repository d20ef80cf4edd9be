// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// One ring of the kernel, as memory that both see: its programs put records in at one end, and one
/// reader takes them out at the other. The records are read where they lie, and stay there until
/// the reader lets go of them: whoever is killed before has them read again by the next reader.
///
/// Layout (kernel/bpf/ringbuf.c): a page with the reader's position, a page with the writers'
/// position, then the records, twice in a row. The second time is left out here, as it would count
/// as memory of this process once more: a record that goes over the end is put together instead. A
/// record is its length with two bits, four bytes of the kernel's own, and its content.
final class Ring implements AutoCloseable {
  /// Takes one record.
  interface Reader {
    /// Takes a record.
    ///
    /// @param data where it lies; nothing of it may be kept once this returns
    void record(MemorySegment data, long offset, int length);
  }

  private static final VarHandle POSITION = JAVA_LONG.varHandle();
  private static final VarHandle LENGTH = JAVA_INT.varHandle();
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;
  private static final int HEAD = 8;
  private static final int PAGE = 4096;

  private final LinuxCalls calls;
  private final int fd;
  private final long mask;
  private final MemorySegment reader;
  private final MemorySegment writers;
  private final MemorySegment data;
  private MemorySegment whole = Arena.ofAuto().allocate(PAGE);
  // Behind the last record that was handed over.
  private long read;
  private long released;

  Ring(LinuxCalls calls, int fd, int bytes) throws KernelRefusal {
    this.calls = calls;
    this.fd = fd;
    mask = bytes - 1L;
    reader = calls.map(fd, 0, PAGE, true);
    try {
      writers = calls.map(fd, PAGE, PAGE + (long) bytes, false);
    } catch (KernelRefusal e) {
      calls.unmap(reader);
      throw e;
    }
    data = writers.asSlice(PAGE);
    read = (long) POSITION.getAcquire(reader, 0L);
    released = read;
  }

  int fd() {
    return fd;
  }

  /// How many bytes wait to be read.
  long waiting() {
    return (long) POSITION.getAcquire(writers, 0L) - read;
  }

  /// Lets go of what was handed over: its place is written over from now on. Who has read nothing
  /// touches nothing, as there may be another one who reads.
  void release() {
    if (read != released) {
      POSITION.setVolatile(reader, 0L, read);
      released = read;
    }
  }

  /// Hands over everything that was there when this began and is whole, in the order of the ring.
  /// It stays there until {@link #release}.
  ///
  /// @return how many records that were
  int read(Reader to) {
    long end = (long) POSITION.getAcquire(writers, 0L);
    int records = 0;
    while (read < end) {
      int length = (int) LENGTH.getAcquire(data, read & mask);
      if ((length & BUSY) != 0) {
        break;
      }
      int content = length & ~DISCARDED;
      long offset = (read + HEAD) & mask;
      read += (content + HEAD + 7L) & ~7L;
      if (content == length) {
        if (offset + content <= data.byteSize()) {
          to.record(data, offset, content);
        } else {
          to.record(overTheEnd(offset, content), 0, content);
        }
        records++;
      }
    }
    return records;
  }

  private MemorySegment overTheEnd(long offset, int content) {
    if (whole.byteSize() < content) {
      whole = Arena.ofAuto().allocate(content);
    }
    long first = data.byteSize() - offset;
    MemorySegment.copy(data, offset, whole, 0, first);
    MemorySegment.copy(data, 0, whole, first, content - first);
    return whole;
  }

  @Override
  public void close() {
    calls.unmap(reader);
    calls.unmap(writers);
  }
}
