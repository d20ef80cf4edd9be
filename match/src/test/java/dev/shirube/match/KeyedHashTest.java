// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
  /// The key 00 01 … 0f of the reference vectors.
  private final KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  /// The first vectors of the reference implementation for 128 bits, inputs of 0 and 1 bytes.
  @Test
  void agreesWithTheReferenceVectors() {
    assertThat(of(0)).isEqualTo("e6a825ba047f81a3 930255c71472f66d");
    assertThat(of(1)).isEqualTo("44af996bd8c187da 45fc229b11597634");
  }

  private String of(int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) index;
    }
    hash.begin().add(bytes).end();
    return String.format("%016x %016x", hash.first(), hash.second());
  }

  @Test
  void listsOfTextsAreNeverTakenForOthers() {
    Set<String> seen = new HashSet<>();
    String[][] lists = {
      {},
      {""},
      {"", ""},
      {"ab", "c"},
      {"a", "bc"},
      {"abc"},
      {"abc", ""},
      {"é"},
      {"\ud800"},
      {"\udc00"}
    };
    for (String[] list : lists) {
      hash.begin();
      for (String text : list) {
        hash.add(text);
      }
      hash.end();
      assertThat(seen.add(hash.first() + " " + hash.second())).isTrue();
    }
    assertThat(seen).hasSize(lists.length);
  }

  @Test
  void anotherKeyIsAnotherHash() {
    long first = hash.begin().add("x").end().first();
    assertThat(KeyedHash.random().begin().add("x").end().first()).isNotEqualTo(first);
  }
}
