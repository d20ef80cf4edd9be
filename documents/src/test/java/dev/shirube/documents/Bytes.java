// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Entries and samples of bytes in memory.
final class Bytes {
  private Bytes() {}

  static Entry entry(byte[] bytes) {
    return new Entry() {
      @Override
      public String name() {
        return "test";
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

  static Sample sample(String text) {
    try {
      return Sample.of(entry(text.getBytes(StandardCharsets.UTF_8)), Reading.JAPANESE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
