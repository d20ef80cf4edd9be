// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A cursor over the bytes that a group of fanotify handed over (fanotify(7), metadata version 3).
/// Whatever the bytes are, it stays within them and ends.
public final class FanotifyEvents {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private static final int HEAD = 24;
  private static final int VERSION = 3;
  private static final int INFO_HEAD = 4;
  private static final int HANDLE_HEAD = INFO_HEAD + 8 + 8;

  private static final int FILE = 1;
  private static final int FOLDER_AND_NAME = 2;
  private static final int FOLDER = 3;
  private static final int OLD_FOLDER_AND_NAME = 10;
  private static final int NEW_FOLDER_AND_NAME = 12;

  /// A folder (or the file itself) as a handle, and a name in it; all within {@link #bytes()}.
  public static final class Place {
    private boolean known;
    private long fileSystem;
    private int type;
    private int handleAt;
    private int handleLength;
    private int nameAt;
    private int nameLength;

    /// Whether the event has it.
    public boolean isKnown() {
      return known;
    }

    /// The number of the file system.
    public long fileSystem() {
      return fileSystem;
    }

    /// The kind of handle.
    public int type() {
      return type;
    }

    /// Where the handle's bytes begin.
    public int handleAt() {
      return handleAt;
    }

    /// How many bytes the handle has.
    public int handleLength() {
      return handleLength;
    }

    /// Where the name begins.
    public int nameAt() {
      return nameAt;
    }

    /// How many bytes the name has; 0 when the event is about the folder itself.
    public int nameLength() {
      return nameLength;
    }
  }

  private final Place place = new Place();
  private final Place newPlace = new Place();
  private final Place file = new Place();
  private byte[] bytes = {};
  private int end;
  private int next;
  private int at;
  private long mask;
  private int fd;
  private int pid;
  private boolean broken;

  /// Begins anew with the first so many of these bytes.
  public void reset(byte[] read, int length) {
    bytes = read;
    end = Math.min(length, read.length);
    next = 0;
    broken = false;
  }

  /// Goes to the next event; false when there is none, or what follows is no event.
  public boolean next() {
    place.known = false;
    newPlace.known = false;
    file.known = false;
    if (next + HEAD > end) {
      broken |= next != end;
      return false;
    }
    at = next;
    int length = (int) INT.get(bytes, at);
    int head = (short) SHORT.get(bytes, at + 6) & 0xffff;
    if (length < HEAD
        || length > end - at
        || head < HEAD
        || head > length
        || bytes[at + 4] != VERSION) {
      broken = true;
      return false;
    }
    mask = (long) LONG.get(bytes, at + 8);
    fd = (int) INT.get(bytes, at + 16);
    pid = (int) INT.get(bytes, at + 20);
    next = at + length;
    infos(at + head, next);
    return true;
  }

  private void infos(int from, int to) {
    int at = from;
    while (at + INFO_HEAD <= to) {
      int length = (short) SHORT.get(bytes, at + 2) & 0xffff;
      if (length < INFO_HEAD || length > to - at) {
        broken = true;
        return;
      }
      switch (bytes[at]) {
        case FOLDER_AND_NAME, FOLDER, OLD_FOLDER_AND_NAME -> read(place, at, length);
        case NEW_FOLDER_AND_NAME -> read(newPlace, at, length);
        case FILE -> read(file, at, length);
        default -> {}
      }
      at += length;
    }
  }

  private void read(Place into, int at, int length) {
    if (length < HANDLE_HEAD) {
      broken = true;
      return;
    }
    int handle = (int) INT.get(bytes, at + 12);
    if (handle < 0 || handle > length - HANDLE_HEAD) {
      broken = true;
      return;
    }
    into.known = true;
    into.fileSystem = (long) LONG.get(bytes, at + INFO_HEAD);
    into.type = (int) INT.get(bytes, at + 16);
    into.handleAt = at + HANDLE_HEAD;
    into.handleLength = handle;
    into.nameAt = at + HANDLE_HEAD + handle;
    into.nameLength =
        bytes[at] == FOLDER || bytes[at] == FILE ? 0 : nameLength(into.nameAt, at + length);
  }

  // A name ends with a zero; one dot stands for the folder itself.
  private int nameLength(int from, int to) {
    int at = from;
    while (at < to && bytes[at] != 0) {
      at++;
    }
    return at - from == 1 && bytes[from] == '.' ? 0 : at - from;
  }

  /// Where the event begins.
  public int at() {
    return at;
  }

  /// Goes to the event that began at a place; to the first one with 0. The next one is that one.
  public void backTo(int place) {
    next = Math.clamp(place, 0, end);
    broken = false;
  }

  /// The bytes that places lie in.
  public byte[] bytes() {
    return bytes;
  }

  /// What was done: bits of {@link Fanotify}, several when the kernel merged events.
  public long mask() {
    return mask;
  }

  /// Whether all of some bits are set.
  public boolean has(long bits) {
    return (mask & bits) == bits;
  }

  /// The open file of a group of open files, to be closed; negative when there is none.
  public int descriptor() {
    return fd;
  }

  /// Who did it, as our own process ids count; 0 when it is none of them.
  public int pid() {
    return pid;
  }

  /// Where it was done; of a rename, where the file was.
  public Place place() {
    return place;
  }

  /// Where the file is after a rename.
  public Place newPlace() {
    return newPlace;
  }

  /// The file or folder itself, without a name.
  public Place file() {
    return file;
  }

  /// Whether some bytes were no event.
  public boolean isBroken() {
    return broken;
  }
}
