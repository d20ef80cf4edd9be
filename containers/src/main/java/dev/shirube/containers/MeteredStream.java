// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// What comes out of one layer of decompression: counted against the limits, and ended with a
/// problem where the layer is damaged, so that whoever reads sees a shorter entry and no exception.
final class MeteredStream extends InputStream {
  private final InputStream in;
  private final String name;
  private final Budget budget;
  private long out;
  private boolean ended;

  MeteredStream(InputStream in, String name, Budget budget) {
    this.in = in;
    this.name = name;
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    try {
      int count = in.read(target, offset, length);
      if (count > 0) {
        out += count;
        ended = !budget.tookOut(name, count, out);
      }
      return count;
    } catch (IOException | RuntimeException e) {
      if (budget.isMedium(e)) {
        throw e;
      }
      ended = true;
      boolean cut = e instanceof EOFException || e.getCause() instanceof EOFException;
      budget.tell(name, cut ? "containers.cut" : "containers.damaged", out);
      return -1;
    }
  }
}
