// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.rings.FanotifyEvents.Place;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A folder as the kernel names it, as a key, maybe together with a process. One object is set anew
/// to look things up, and copied when it is to be kept.
final class Handle {
  private long fileSystem;
  private int type;
  private int pid;
  private byte[] bytes = {};
  private int from;
  private int length;
  private int hash;

  /// Sets it to a place of an event; valid as long as the event's bytes are.
  Handle at(byte[] buffer, Place place, int process) {
    fileSystem = place.fileSystem();
    type = place.type();
    pid = process;
    bytes = buffer;
    from = place.handleAt();
    length = place.handleLength();
    int mixed = (Long.hashCode(fileSystem) * 31 + type) * 31 + pid;
    for (int index = from; index < from + length; index++) {
      mixed = mixed * 31 + bytes[index];
    }
    hash = mixed;
    return this;
  }

  /// A copy with bytes of its own.
  Handle kept() {
    Handle copy = new Handle();
    copy.fileSystem = fileSystem;
    copy.type = type;
    copy.pid = pid;
    copy.bytes = Arrays.copyOfRange(bytes, from, from + length);
    copy.length = length;
    copy.hash = hash;
    return copy;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Handle that
        && fileSystem == that.fileSystem
        && type == that.type
        && pid == that.pid
        && Arrays.equals(
            bytes, from, from + length, that.bytes, that.from, that.from + that.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
