// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BloomTest {
  @Test
  void nothingIsMissedAndLittleIsTaken() {
    long[] hashes = new long[10_000];
    for (int index = 0; index < hashes.length; index++) {
      hashes[index] = Bloom.hash("value " + index);
    }
    MemorySegment filter = MemorySegment.ofArray(Bloom.of(hashes, hashes.length));
    int wrong = 0;
    for (int index = 0; index < hashes.length; index++) {
      assertThat(Bloom.mayHold(filter, hashes[index])).isTrue();
      wrong += Bloom.mayHold(filter, Bloom.hash("other " + index)) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(300);
  }

  @Test
  void valuesHashLikeTheFoldingOfTheirText() {
    for (String text : List.of("", "ABC", "Straße", "Kelvin \u212a", "C:\\Windows\\X", "東京")) {
      long wanted = Bloom.hash(Fold.fold(text));
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
      byte[] json = text.replace("\\", "\\\\").getBytes(StandardCharsets.UTF_8);
      assertThat(Bloom.hash(ValueType.TEXT, utf8, 0, utf8.length)).isEqualTo(wanted);
      assertThat(Bloom.hash(ValueType.TEXT_UTF16, wide, 0, wide.length)).isEqualTo(wanted);
      assertThat(Bloom.hash(ValueType.TEXT_JSON, json, 0, json.length)).isEqualTo(wanted);
    }
  }

  @Test
  void hashesNeverChange() {
    assertThat(Long.toHexString(Bloom.hash("shirube"))).isEqualTo("507cf0124290caee");
    assertThat(Long.toHexString(Bloom.hash(1, 2))).isEqualTo("b381738d819fcc37");
  }
}
