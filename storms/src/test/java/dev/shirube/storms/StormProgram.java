// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.trial.Ground;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;

/// The program that makes storms, compiled for a test. Its path is of this test alone, so that its
/// events are told from all others.
record StormProgram(Path program) {
  /// What the canary has done so far.
  ///
  /// @param start longest start of a program, in microseconds; open and connect likewise
  record Canary(long steps, long start, long open, long connect) {
    long longest() {
      return Math.max(start, Math.max(open, connect));
    }
  }

  static StormProgram compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("storm.c");
    Path program = folder.resolve("storm");
    try (InputStream in = StormProgram.class.getResourceAsStream("/storm.c")) {
      long _ = Files.copy(Objects.requireNonNull(in), source, StandardCopyOption.REPLACE_EXISTING);
    }
    Ground.run("cc", "-O2", "-Wall", "-o", program.toString(), source.toString());
    return new StormProgram(program);
  }

  /// Starts it, ahead of others, as storms do not wait for who records them.
  Process start(Path output, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("nice", "-n", "-15", program.toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /// Waits for its end.
  ///
  /// @return what it said
  static String ended(Process storm, Path output, int seconds)
      throws IOException, InterruptedException {
    if (!storm.waitFor(seconds, TimeUnit.SECONDS)) {
      Process _ = storm.destroyForcibly();
      throw new AssertionError("the storm does not end: " + Files.readString(output));
    }
    String said = Files.readString(output).strip();
    if (storm.exitValue() != 0) {
      throw new AssertionError("the storm: " + said);
    }
    return said;
  }

  /// The number behind a word of what it said.
  static long number(String said, String word) {
    StringTokenizer words = new StringTokenizer(said);
    while (words.hasMoreTokens()) {
      if (words.nextToken().equals(word)) {
        return Long.parseLong(words.nextToken());
      }
    }
    throw new AssertionError(word + " is not in: " + said);
  }

  /// What the canary said last.
  static Canary canary(Path output) throws IOException {
    List<String> lines = Files.readAllLines(output);
    // The last line may be half written.
    for (int at = lines.size() - 2; at >= 0; at--) {
      StringTokenizer words = new StringTokenizer(lines.get(at));
      if (words.countTokens() == 4) {
        return new Canary(
            Long.parseLong(words.nextToken()),
            Long.parseLong(words.nextToken()),
            Long.parseLong(words.nextToken()),
            Long.parseLong(words.nextToken()));
      }
    }
    return new Canary(0, 0, 0, 0);
  }
}
