// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaxonomyTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "process_creation, windows, -, 'process creation'",
        "-, windows, security, 'security log'",
        "-, windows, -, windows",
        "process_creation, windows, security, 'security log+process creation'",
        "process_creation, -, -, 'process creation'",
        "process_creation, linux, -, ''",
        "-, windows, sysmon, ''",
        "test, windows, -, 'windows+anything'"
      })
  void resolvesLogSources(
      @Nullable String category, @Nullable String product, @Nullable String service, String found) {
    LogSource words = new LogSource(category, product, service);
    List<String> names =
        Bench.taxonomy().resolve(words).stream().map(any -> any.getFirst().name()).toList();
    assertThat(String.join("+", names)).isEqualTo(found);
  }

  @Test
  void tellsARulesFieldsAndWhereTheyAre() {
    RuleSet rules =
        Bench.load(
            """
            title: T
            id: p
            logsource: {category: process_creation, product: windows}
            detection:
                s: {CommandLine: 'calc', EventID: 1, Own|fieldref: Image}
                condition: s
            """);
    Binding binding = rules.detections().getFirst().binding();
    assertThat(binding.isFed()).isTrue();
    assertThat(
            binding.fields().stream()
                .map(field ->
                    field.name() + field.catalogue().stream().map(each -> each.path()).toList()))
        .containsExactly(
            "CommandLine[process.cmd_line]",
            "EventID[metadata.event_code]",
            "Own[]",
            "Image[process.file.path]");
  }

  @Test
  void aRuleWithoutSourceLoadsAndNeverFires() {
    RuleSet rules =
        Bench.load(
            """
            title: T
            id: x
            logsource: {product: toaster}
            detection: {s: {A: 1}, condition: s}
            """);
    Detection detection = rules.detections().getFirst();
    assertThat(detection.binding().isFed()).isFalse();
    assertThat(detection.match(Bench.event("A=1"))).isEqualTo(Matcher.Outcome.NO);
    assertThat(rules.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "text ~ taxonomy.shape@1",
        "- {logsource: {product: x}, when: {class: a}, wenn: {}} ~ taxonomy.key@1",
        "- {when: {class: a}} ~ taxonomy.logsource@1",
        "- {logsource: {}, when: {class: a}} ~ taxonomy.logsource@1",
        "- {logsource: {product: x}} ~ taxonomy.when@1",
        "- {logsource: {product: x}, when: {no.such.path: a}} ~ taxonomy.path@1",
        "- {logsource: {product: x}, when: {class: {}}} ~ taxonomy.value@1",
        "- {logsource: {product: x}, when: {class: a}, fields: {A: no.path}} ~ taxonomy.path@1",
        "- {logsource: {product: x}, when: {class: a}, fields: []} ~ taxonomy.fields@1"
      })
  void tellsFaults(String text, String fault) {
    assertThat(Bench.ids(Bench.taxonomy(text).problems())).containsExactly(fault);
  }

  @Test
  void whenAllowsListsAndBeginnings() {
    Taxonomy.Entry entry =
        Bench.taxonomy(
                "- {logsource: {product: x}, when: {metadata.log_name: ['A*', 'bee'], source: s}}")
            .taxonomy()
            .entries()
            .getFirst();
    assertThat(entry.when())
        .extracting(Taxonomy.SourceTerm::key)
        .containsExactly("source", "metadata.log_name");
    EventView view = new EventView(new EventView.Fields());
    assertThat(entry.covers(view.on(source("metadata.log_name:=Abc")))).isTrue();
    assertThat(entry.covers(view.on(source("metadata.log_name:=BEE")))).isTrue();
    assertThat(entry.covers(view.on(source("metadata.log_name:=been")))).isFalse();
    assertThat(entry.covers(view.on(Bench.event("metadata.log_name:=Abc")))).isFalse();
  }

  private static Event source(String word) {
    Event event = Bench.event(word);
    event.batch().setSource(0, event.batch().names().intern("S"));
    return event;
  }
}
