// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every sample of every file in content/sources: a new file is new tests.
class SourceSamplesTest {
  private final Messages messages;
  private final Sources.Loaded loaded;

  SourceSamplesTest() throws IOException {
    messages = Messages.load(new Content(TestContent.ROOT.resolve("content"))).messages();
    loaded = TestContent.own();
  }

  @TestFactory
  Stream<DynamicTest> samples() {
    SourceSamples runner = new SourceSamples(loaded.normalizer(), TestContent.FORMATS);
    assertThat(loaded.samples()).hasSizeGreaterThan(40);
    return loaded.samples().stream()
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.source() + ": " + sample.name(),
                () -> assertThat(told(runner.run(sample))).isEmpty()));
  }

  @Test
  void hasNoMistakes() {
    assertThat(told(loaded.problems())).isEmpty();
  }

  private List<String> told(List<Problem> problems) {
    return problems.stream()
        .map(problem ->
            "%s:%d %s %s"
                .formatted(
                    problem.file(),
                    problem.position(),
                    messages.render(problem.what(), Language.EN),
                    messages.render(problem.advice(), Language.EN)))
        .toList();
  }
}
