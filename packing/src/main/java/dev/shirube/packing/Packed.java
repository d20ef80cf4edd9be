// SPDX-License-Identifier: Apache-2.0
package dev.shirube.packing;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/// Reads one frame of zstd (RFC 8878) whose unpacked length was told beside it.
public final class Packed {
  private Packed() {}

  /// Unpacks a frame that others wrote. Takes no more memory than the length that was told.
  ///
  /// @param length how long it is when unpacked; the caller has held it against a limit
  /// @throws IllegalArgumentException when the bytes are no such frame, or of another length
  public static byte[] unpack(byte[] packed, int offset, int size, int length) {
    byte[] plain = new byte[length];
    long made;
    try {
      made = Zstd.decompressByteArray(plain, 0, length, packed, offset, size);
    } catch (ZstdException e) {
      throw new IllegalArgumentException("no frame of zstd", e);
    }
    if (Zstd.isError(made) || made != length) {
      throw new IllegalArgumentException("no frame of zstd of " + length + " bytes");
    }
    return plain;
  }
}
