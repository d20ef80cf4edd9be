// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pairs of a log and what is read from it, in src/test/golden; `-Dgolden=write` writes the latter.
class GoldenTest {
  static final List<Format> FORMATS =
      List.of(
          new AuditdFormat(),
          new CefFormat(),
          new KeyValueFormat(),
          new LeefFormat(),
          new LinesFormat(),
          new SyslogFormat(),
          new W3cFormat(),
          new WebAccessFormat(),
          new WebErrorFormat(),
          new ZeekFormat());

  static List<Path> logs() throws IOException {
    Path folder = Path.of(System.getProperty("shirube.root", ".."), "textlogs/src/test/golden");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
  }

  /// The format named by the front of a file's name.
  static Format format(String file) {
    int end = Math.min((file + '-').indexOf('-'), (file + '.').indexOf('.'));
    String name = file.substring(0, end);
    return FORMATS.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("logs")
  void readsWhatStandsBesideIt(Path log) throws IOException {
    String file = String.valueOf(log.getFileName());
    String read = show(Reading.of(format(file), Files.readAllBytes(log)));
    Path expected = log.resolveSibling(file.substring(0, file.length() - 4) + ".txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, read);
    }
    assertThat(read).isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void isRecognizedAsItself(Path log) throws IOException {
    byte[] content = Files.readAllBytes(log);
    String file = String.valueOf(log.getFileName());
    assertThat(best(content).name()).isEqualTo(format(file).name());
  }

  @Test
  void sawTheLogs() throws IOException {
    assertThat(logs()).hasSizeGreaterThan(12);
  }

  /// The format that is surest of some bytes.
  static Format best(byte[] content) {
    Format best = new LinesFormat();
    int sure = 0;
    for (Format format : FORMATS) {
      int percent = format.recognize(Reading.sample(content));
      best = percent > sure ? format : best;
      sure = Math.max(sure, percent);
    }
    return best;
  }

  private static String show(Reading reading) {
    StringBuilder text = new StringBuilder();
    for (List<String> event : reading.events()) {
      event.forEach(value -> text.append(visible(value)).append('\n'));
      text.append('\n');
    }
    for (Problem problem : reading.problems()) {
      text.append(problem.position()).append(' ').append(problem.what().id());
      text.append(' ').append(problem.what().arguments()).append('\n');
    }
    return text.append(reading.counts()).append('\n').toString();
  }

  private static String visible(String value) {
    return value.replace("\n", "\\n").replace("\t", "\\t");
  }
}
