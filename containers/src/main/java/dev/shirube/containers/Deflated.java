// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// A run of deflated bytes (RFC 1951) in a window: what stands behind it is left where it is, and
/// all that can be read before damage is given before damage is told.
final class Deflated {
  private final ByteWindow window;
  private final Inflater inflater = new Inflater(true);
  private long taken;

  Deflated(ByteWindow window) {
    this.window = window;
  }

  /// Begins a run at the front of the window.
  void begin() {
    inflater.reset();
    taken = 0;
  }

  /// Bytes of the run that were taken from the window.
  long taken() {
    return taken;
  }

  /// Reads decompressed bytes.
  ///
  /// @return how many, -1 at the end of the run
  int read(byte[] target, int offset, int length) throws IOException {
    try {
      while (!inflater.finished() && !inflater.needsDictionary()) {
        if (!window.ensure(1)) {
          throw new EOFException();
        }
        int offered = window.size();
        inflater.setInput(window.bytes(), window.from(), offered);
        int count = inflater.inflate(target, offset, length);
        int used = offered - inflater.getRemaining();
        window.moveTo(window.from() + used);
        taken += used;
        if (count > 0) {
          return count;
        }
      }
      return -1;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage());
    }
  }

  /// Gives the memory of the decompressor back.
  void end() {
    inflater.end();
  }
}
