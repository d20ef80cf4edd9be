// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import static dev.shirube.audit.Chains.ONE;
import static dev.shirube.audit.Chains.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Chains and checkpoints as text: what was written is read, what was changed is seen, and nothing
/// that others write does harm.
class ChainFileTest {
  private static String file(List<ChainEntry> entries) {
    StringBuilder text = new StringBuilder(ChainFile.heading(ONE));
    entries.forEach(entry -> text.append(ChainLine.of(entry)).append('\n'));
    return text.toString();
  }

  private static ChainCheck.Result verify(String text, List<Checkpoint> kept) throws IOException {
    return ChainFile.verify(ONE, new BufferedReader(new StringReader(text)), kept);
  }

  @Test
  void linesAreReadAsTheyWereWritten() {
    Random random = new Random(21);
    for (ChainEntry entry : Chains.of(ONE, random, 500)) {
      String line = ChainLine.of(entry);
      assertThat(line).doesNotContain("\n", "\r");
      assertThat(ChainLine.parse(ONE, line)).isEqualTo(entry);
    }
    for (List<String> parts : List.of(List.<String>of(), List.of(""), List.of("", ""))) {
      assertThat(ChainLine.parts(ChainLine.joined(parts))).isEqualTo(parts);
    }
  }

  /// Any one character changed, added or taken away, and any line, is seen.
  @Test
  void seesEveryChangeOfTheFile() throws IOException {
    long seed = 88_002;
    Random random = new Random(seed);
    int seen = 0;
    for (int round = 0; round < 1_000; round++) {
      List<ChainEntry> entries = Chains.of(ONE, random, 1 + random.nextInt(12));
      String text = file(entries);
      List<Checkpoint> kept = List.of(Chains.checkpoint(ONE, entries, entries.size()));
      assertThat(verify(text, kept).isWhole()).isTrue();
      // The end of the last line is left alone: it says nothing.
      int at = random.nextInt(text.length() - 1);
      String changed =
          switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            case 2 -> text.substring(0, at) + "\n" + text.substring(at);
            default -> text.substring(0, at);
          };
      boolean broken = !verify(changed, kept).isWhole();
      assertThat(broken).as("seed %d round %d at %d of %s", seed, round, at, text).isTrue();
      seen += broken ? 1 : 0;
    }
    System.out.printf("chain: %d of 1000 changes of a file seen%n", seen);
    assertThat(seen).isEqualTo(1_000);
  }

  @Test
  void readsWhateverIsThere() throws IOException {
    long seed = 88_003;
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? ChainFile.heading(ONE) : "");
      for (int left = random.nextInt(200); left > 0; left--) {
        text.append(Chains.part(random)).append((char) random.nextInt(128));
      }
      ChainCheck.Result result = verify(text.toString(), List.of());
      boolean bare = text.toString().equals(ChainFile.heading(ONE));
      assertThat(result.isWhole()).as("seed %d round %d", seed, round).isEqualTo(bare);
    }
    assertThat(verify("x".repeat(1_000_000), List.of()).breakCount()).isEqualTo(1);
    assertThat(verify("", List.of()).isWhole()).isFalse();
    assertThat(verify(ChainFile.heading(TWO), List.of()).isWhole()).isFalse();
  }

  @Test
  void checkpointsAreReadAsTheyWereWritten() {
    List<ChainEntry> entries = Chains.of(ONE, new Random(3), 3);
    List<Checkpoint> kept =
        List.of(Chains.checkpoint(ONE, entries, 0), Chains.checkpoint(TWO, entries, 3));
    List<String> lines = new ArrayList<>(List.of("# kept on paper", ""));
    kept.forEach(checkpoint -> lines.add("  " + checkpoint.line() + " "));
    List<Problem> problems = new ArrayList<>();
    assertThat(Checkpoint.read("kept.txt", lines, problems::add)).isEqualTo(kept);
    assertThat(problems).isEmpty();
  }

  @Test
  void whatIsNoCheckpointIsTold() {
    Random random = new Random(88_004);
    String good = Chains.checkpoint(ONE, Chains.of(ONE, random, 2), 2).line();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "shirube-checkpoint 2" + good.substring(20),
                good.replace(" 2 ", " -2 "),
                good.replace(" 2 ", " 99999999999999999999 "),
                good.replace(" one ", " ONE "),
                good.replace("Z", ""),
                good + " more",
                good.substring(0, 40),
                good.replace("shirube", "Shirube"),
                good + "0".repeat(400)));
    for (int round = 0; round < 1_000; round++) {
      int at = random.nextInt(good.length());
      lines.add(good.substring(0, at) + '\u0001' + good.substring(at + 1));
    }
    List<Problem> problems = new ArrayList<>();
    assertThat(Checkpoint.read("kept.txt", lines, problems::add)).isEmpty();
    assertThat(problems).hasSize(lines.size());
    assertThat(problems.getLast().position()).isEqualTo(lines.size());
  }
}
