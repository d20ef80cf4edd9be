// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A whole scan by few workers and by many: the same bytes.
class ScanWorkersTest {
  private static final long SEED = 20_260_507L;
  private static final int EVENTS = 9_000;

  private final Installation shirube;

  ScanWorkersTest() throws IOException {
    shirube = new Installation();
  }

  @AfterEach
  void close() throws IOException {
    shirube.close();
  }

  private void makeInput() throws IOException {
    shirube.write(
        "rules/many.yml",
        """
        title: Many encoded commands
        id: 21111111-2222-4333-8444-555555555555
        status: test
        level: critical
        correlation:
          type: event_count
          rules: [11111111-2222-4333-8444-555555555555]
          group-by: [Computer]
          timespan: 2m
          condition: {gte: 4}
          generate: true
        """);
    Random random = new Random(SEED);
    StringBuilder log = new StringBuilder();
    for (int number = 0; number < EVENTS; number++) {
      String command =
          random.nextInt(20) == 0 ? Installation.ENCODED + number : "job" + random.nextInt(50);
      String host = (random.nextBoolean() ? "PC-" : "pc-") + random.nextInt(12);
      log.append(Installation.started(random.nextInt(60), host, command));
      if (number % 4_000 == 3_999) {
        shirube.write("logs/" + number + ".json", log.toString());
        log.setLength(0);
      }
    }
    shirube.write("logs/last.json", log.toString());
  }

  @Test
  void anyNumberWritesTheSame() throws IOException {
    makeInput();
    List<String> said = new ArrayList<>();
    for (int workers : List.of(1, 2, 3, 7)) {
      Files.writeString(shirube.home.resolve("shirube.yaml"), "workers: " + workers + "\n");
      List<String> arguments = new ArrayList<>(List.of("scan", "C:\\work\\logs"));
      arguments.addAll(List.of("--rules", "C:\\work\\rules", "--lang", "en"));
      List<String> outputs = List.of("r.jsonl", "r.csv", "r.html");
      outputs.forEach(name -> arguments.addAll(List.of("--out", "C:\\work\\" + name)));
      assertThat(shirube.run(arguments.toArray(String[]::new))).isZero();
      StringBuilder all = new StringBuilder(shirube.said());
      for (String name : outputs) {
        all.append(Files.readString(shirube.work.resolve(name)));
      }
      said.add(all.toString());
    }
    assertThat(said.getFirst()).contains("Many encoded commands", "Encoded command");
    assertThat(Files.readAllLines(shirube.work.resolve("r.jsonl"))).hasSizeGreaterThan(450);
    assertThat(said.stream().distinct()).hasSize(1);
  }
}
