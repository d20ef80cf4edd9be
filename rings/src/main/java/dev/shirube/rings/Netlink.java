// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A netlink socket: what the kernel tells whoever listens, and answers whoever asks. What did not
/// come from the kernel itself is passed over. For one thread.
public final class Netlink implements AutoCloseable {
  /// Families (netlink(7)).
  public static final int SOCK_DIAG = 4;

  public static final int AUDIT = 9;
  public static final int CONNECTOR = 11;
  public static final int DEVICE_EVENTS = 15;

  /// What {@link #receive} says when the kernel had to drop messages because we were too slow.
  public static final int OVERFLOW = -ErrnoCall.ENOBUFS;

  private static final MethodHandle SOCKET =
      ErrnoCall.of("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      ErrnoCall.of("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle OPTION =
      ErrnoCall.of(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      ErrnoCall.of(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECEIVE =
      ErrnoCall.of(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE =
      ErrnoCall.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private static final int AF_NETLINK = 16;
  private static final int RAW_CLOEXEC_NONBLOCK = 3 | 0x8_0000 | 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int ADD_MEMBERSHIP = 1;
  private static final int ADDRESS_LENGTH = 12;
  private static final int BUFFER = 1 << 16;
  private static final int MOST_FOREIGN = 64;

  private final int fd;
  private final MemorySegment errno;
  private final MemorySegment address;
  private final MemorySegment length;
  private final MemorySegment memory;
  private final byte[] bytes = new byte[BUFFER];
  private long foreign;
  private boolean closed;

  private Netlink(int fd, Arena arena, MemorySegment errno) {
    this.fd = fd;
    this.errno = errno;
    address = arena.allocate(ADDRESS_LENGTH, 8);
    length = arena.allocate(8, 8);
    memory = arena.allocate(BUFFER, 8);
  }

  /// A socket of a family.
  ///
  /// @param groups a bit for each of the first 32 groups to listen to
  /// @throws KernelRefusal when the kernel or our rights do not allow it
  public static Netlink open(int family, int groups) throws KernelRefusal {
    Arena arena = Arena.ofAuto();
    MemorySegment errno = arena.allocate(ErrnoCall.STATE);
    try {
      int fd = (int) SOCKET.invokeExact(errno, AF_NETLINK, RAW_CLOEXEC_NONBLOCK, family);
      if (fd < 0) {
        throw new KernelRefusal("socket", -ErrnoCall.negative(errno));
      }
      Netlink opened = new Netlink(fd, arena, errno);
      opened.bind(groups);
      return opened;
    } catch (KernelRefusal e) {
      throw e;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  private void bind(int groups) throws KernelRefusal {
    address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
    address.set(JAVA_INT, 4, 0);
    address.set(JAVA_INT, 8, groups);
    int done;
    try {
      done = (int) BIND.invokeExact(errno, fd, address, ADDRESS_LENGTH);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
    if (done < 0) {
      int error = -ErrnoCall.negative(errno);
      close();
      throw new KernelRefusal("bind", error);
    }
  }

  /// Listens to one more group, by its number.
  ///
  /// @throws KernelRefusal when the kernel or our rights do not allow it
  public void join(int group) throws KernelRefusal {
    if (option(SOL_NETLINK, ADD_MEMBERSHIP, group) < 0) {
      throw new KernelRefusal("setsockopt", -ErrnoCall.negative(errno));
    }
  }

  /// How much may wait to be received, in bytes; as much as it was where this is refused.
  public void room(int size) {
    int _ = option(SOL_SOCKET, SO_RCVBUFFORCE, size);
  }

  private int option(int level, int name, int value) {
    length.set(JAVA_INT, 0, value);
    try {
      return (int) OPTION.invokeExact(errno, fd, level, name, length, Integer.BYTES);
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// The descriptor, to wait for messages.
  public int descriptor() {
    return fd;
  }

  /// Sends a whole message to the kernel.
  ///
  /// @return how many bytes, or a negative error number
  public int send(byte[] message) {
    MemorySegment.copy(message, 0, memory, JAVA_BYTE, 0, message.length);
    address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
    address.set(JAVA_INT, 4, 0);
    address.set(JAVA_INT, 8, 0);
    try {
      int sent =
          (int)
              (long)
                  SEND.invokeExact(
                      errno, fd, memory, (long) message.length, 0, address, ADDRESS_LENGTH);
      return sent < 0 ? ErrnoCall.negative(errno) : sent;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// Takes what one message of the kernel's says, without waiting for it.
  ///
  /// @return how many bytes of {@link #bytes()} it fills; 0 when none waits; {@link #OVERFLOW}; or
  ///   another negative error number
  public int receive() {
    try {
      for (int tries = 0; tries < MOST_FOREIGN; tries++) {
        length.set(JAVA_INT, 0, ADDRESS_LENGTH);
        int count =
            (int) (long) RECEIVE.invokeExact(errno, fd, memory, (long) BUFFER, 0, address, length);
        if (count < 0) {
          int error = ErrnoCall.negative(errno);
          return error == -ErrnoCall.EAGAIN || error == -ErrnoCall.EINTR ? 0 : error;
        }
        if (address.get(JAVA_INT, 4) == 0) {
          MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, count);
          return count;
        }
        foreign++;
      }
      return 0;
    } catch (Throwable e) {
      throw ErrnoCall.impossible(e);
    }
  }

  /// How many messages came from somebody who is not the kernel.
  public long foreign() {
    return foreign;
  }

  /// What was received last.
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
