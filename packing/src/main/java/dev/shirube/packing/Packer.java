// SPDX-License-Identifier: Apache-2.0
package dev.shirube.packing;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;

/// Makes one frame of zstd (RFC 8878) after another, without its length and without a checksum:
/// both stand beside it. {@link Packed} reads them. For one thread; holds memory outside the heap
/// until closed.
public final class Packer implements AutoCloseable {
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] made = new byte[1 << 12];

  public Packer(int level) {
    context.setLevel(level).setContentSize(false).setChecksum(false);
  }

  @Override
  public void close() {
    context.close();
  }

  /// A span as a frame.
  public byte[] pack(byte[] raw, int offset, int length) {
    int most = Math.toIntExact(Zstd.compressBound(length));
    if (made.length < most) {
      made = new byte[most];
    }
    int size = context.compressByteArray(made, 0, made.length, raw, offset, length);
    return Arrays.copyOf(made, size);
  }
}
