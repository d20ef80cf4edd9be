// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {
  private static final String GOOD =
      """
      source: test.door
      title: {ja: 扉, en: Door}
      recognize:
        - {product: Door}
      map:
        host: device.hostname
      events:
        - {name: opened, when: {event: open}, class: base_event}
        - {name: closed, when: {event: close}, class: base_event}
      samples:
        - name: opened
          fields: {product: Door, event: open, host: D1}
          expect: {class: base_event, fields: {device.hostname: D1}}
      """;

  @TempDir Path folder;

  @Test
  void takesAGoodDescription() throws IOException {
    Sources.Loaded loaded = TestContent.of(folder, GOOD);
    assertThat(loaded.problems()).isEmpty();
    SourceSamples runner = new SourceSamples(loaded.normalizer(), TestContent.FORMATS);
    assertThat(loaded.samples()).hasSize(1);
    assertThat(runner.run(loaded.samples().getFirst())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host: device.hostname    | host: device.hostnam      | 6  | source.unknown-path
          class: base_event        | class: base_events        | 8  | source.unknown-class
          recognize:               | recognise:                | 3  | source.unknown-key
          when: {event: close}     | when: {event: [open]}     | 9  | source.unreachable
          title: {ja: 扉, en: Door} | title: {ja: 扉}            | 2  | source.title
          source: test.door        | sources: test.door        | 1  | source.missing
          samples:                 | example:                  | 1  | source.no-sample
          map:                     | kind: sorce\\nmap:          | 5  | source.unknown-kind
          map:                     | rank: 200\\nmap:            | 5  | source.rank
          map:                     | clock: {field: t, kind: own}\\nmap:                     | 5 | source.unknown-clock
          map:                     | clock: {field: t, kind: log, zone: Tokio}\\nmap:        | 5 | source.unknown-zone
          map:                     | split: {value: x, as: jsn}\\nmap:                       | 5 | source.unknown-splitter
          map:                     | derive: {lower: x, upper: y, to: message}\\nmap:        | 5 | source.one-operation
          map:                     | derive: {words: x, table: none, to: message}\\nmap:     | 5 | source.unknown-table
          map:                     | extract: {from: x, templates: ["{message}{status}"]}\\nmap: | 5 | source.template
          map:                     | base: test.dor\\nmap:                                   | 1 | source.unknown-base
          """)
  void tellsEveryMistakeWithItsPlace(String right, String wrong, long line, String id)
      throws IOException {
    String text = replaceFirst(right, wrong.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(GOOD);
    List<Problem> problems = TestContent.of(folder, text).problems();
    assertThat(problems).extracting(problem -> problem.what().id()).contains(id);
    Problem found =
        problems.stream().filter(it -> it.what().id().equals(id)).findFirst().orElseThrow();
    assertThat(found.position()).as("line of " + id).isEqualTo(line);
    assertThat(found.file()).endsWith("source0.yaml");
    Messages messages = Messages.load(new Content(TestContent.ROOT.resolve("content"))).messages();
    assertThat(messages.all()).containsKeys(found.what().id(), found.advice().id());
  }

  @Test
  void suggestsTheNearestPath() throws IOException {
    List<Problem> problems =
        TestContent.of(folder, GOOD.replace("device.hostname\n", "device.hostnam\n")).problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().advice().arguments()).contains("device.hostname");
  }

  @Test
  void tellsAllMistakesAtOnce() throws IOException {
    String text =
        GOOD.replace("class: base_event}\n", "class: nothing}\n").replace("device.", "devices.");
    assertThat(TestContent.of(folder, text).problems()).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void tellsTwoOfOneName() throws IOException {
    assertThat(TestContent.of(folder, GOOD, GOOD).problems())
        .extracting(problem -> problem.what().id())
        .containsExactly("source.twice");
  }

  @Test
  void tellsWhenTwoTakeTheSameSample() throws IOException {
    Sources.Loaded loaded = TestContent.of(folder, GOOD, GOOD.replace("test.door", "test.gate"));
    SourceSamples runner = new SourceSamples(loaded.normalizer(), TestContent.FORMATS);
    assertThat(runner.run(loaded.samples().getFirst()))
        .extracting(problem -> problem.what().id())
        .contains("source.rivals");
  }

  @Test
  void tellsHowASampleDiffers() throws IOException {
    Sources.Loaded loaded =
        TestContent.of(folder, GOOD.replace("{device.hostname: D1}", "{device.hostname: D2}"));
    SourceSamples runner = new SourceSamples(loaded.normalizer(), TestContent.FORMATS);
    List<Problem> problems = runner.run(loaded.samples().getFirst());
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().what().arguments())
        .containsExactly("device.hostname", "[D2]", "[D1]", "opened");
  }

  private static String replaceFirst(String right, String wrong) {
    int at = GOOD.indexOf(right);
    return GOOD.substring(0, at) + wrong + GOOD.substring(at + right.length());
  }
}
