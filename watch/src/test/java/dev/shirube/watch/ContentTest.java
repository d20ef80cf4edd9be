// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.proc.ProgramHashes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentTest {
  @Test
  void tellsTextFromNoise() {
    byte[] text =
        "The quick brown fox jumps over the lazy dog. ".repeat(90).getBytes(StandardCharsets.UTF_8);
    byte[] noise = new byte[4096];
    new Random(1).nextBytes(noise);
    assertThat(ContentFacts.of(text, 4000).entropyMillibits()).isBetween(4000, 4600);
    assertThat(ContentFacts.of(noise, 4096).entropyMillibits()).isGreaterThan(7900);
    assertThat(ContentFacts.of(new byte[100], 100).entropyText()).isEqualTo("0.000");
    assertThat(new ContentFacts("", 7042, false).entropyText()).isEqualTo("7.042");
    assertThat(ContentFacts.of(new byte[] {0x7f, 'E', 'L', 'F', 2}, 5).isProgram()).isTrue();
    assertThat(ContentFacts.of(text, 4).firstBytes()).isEqualTo("54686520");
  }

  @Test
  void hashesInOnePass() {
    ProgramHashes.Pass pass = new ProgramHashes.Pass();
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    pass.update(abc, 1);
    pass.update(new byte[] {'b', 'c'}, 2);
    ProgramHashes.Hashes hashes = pass.done();
    assertThat(hashes.md5()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    assertThat(hashes.sha1()).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    assertThat(hashes.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hashes.all()).startsWith("SHA1=A9993E").contains(",SHA256=BA78");
  }

  @Test
  void allowsSoMuchASecond() {
    Allowance allowance = new Allowance(1000, 0);
    assertThat(allowance.take(1000, 0)).isZero();
    assertThat(allowance.take(500, 0)).isEqualTo(500_000_000L);
    assertThat(allowance.take(0, 500_000_000L)).isZero();
    assertThat(allowance.take(1000, 10_000_000_000L)).isZero();
    assertThat(allowance.take(1, 10_000_000_000L)).isPositive();
  }
}
