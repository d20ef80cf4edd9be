// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;

/// Entries and samples of bytes in memory.
final class Samples {
  static final Charset JAPANESE = Charset.forName("windows-31j");

  private Samples() {}

  static Entry entry(byte[] bytes) {
    return new Entry() {
      @Override
      public String name() {
        return "sample";
      }

      @Override
      public byte[] head() {
        return Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES));
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  static Sample sample(byte[] bytes) {
    try {
      return Sample.of(entry(bytes), JAPANESE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
