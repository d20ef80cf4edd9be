// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.sigma.RuleFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTestsTest {
  @Test
  void buildsEvents() {
    RuleTests tests =
        RuleTests.read(
            file(
                "r.yml",
                """
                title: T
                tests:
                    - name: single
                      match: true
                      event: {Own Name: x, EventID: 1, Gone: null, Many: [a, b], process.cmd_line: y}
                    - name: several
                      match: false
                      events:
                          - {repeat: 3, every: 5s, event: {A: 1}}
                          - {after: 2m, event: {A: 2}}
                """));
    assertThat(tests.problems()).isEmpty();
    assertThat(tests.ruleLine()).isEqualTo(1);
    assertThat(tests.cases()).extracting(RuleTests.Case::name).containsExactly("single", "several");
    Event single = new Event().on(tests.cases().getFirst().events(), 0);
    assertThat(single.size()).isEqualTo(6);
    assertThat(single.type(1)).isEqualTo(ValueType.INTEGER);
    assertThat(single.type(2)).isEqualTo(ValueType.NULL);
    assertThat(single.element(4)).isEqualTo(2);
    Field line = FieldCatalogue.require("process.cmd_line");
    assertThat(single.text(line)).isEqualTo("y");
    EventBatch several = tests.cases().get(1).events();
    assertThat(several.count()).isEqualTo(4);
    long first = new Event().on(several, 0).time();
    assertThat(new Event().on(several, 2).time() - first).isEqualTo(10_000_000_000L);
    assertThat(new Event().on(several, 3).time() - first).isEqualTo(120_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "tests: x ~ sigma.tests.shape@2",
        "tests: [x] ~ sigma.tests.shape@2",
        "tests: [{name: n}] ~ sigma.tests.shape@2",
        "tests: [{name: n, match: maybe, event: {}}] ~ sigma.tests.shape@2",
        "tests: [{name: n, match: true}] ~ sigma.tests.event@2",
        "tests: [{name: n, match: true, events: [x]}] ~ sigma.tests.event@2",
        "tests: [{name: n, match: true, event: {A: {B: 1}}}] ~ sigma.tests.value@2",
        "tests: [{name: n, match: true, events: [{repeat: many, event: {A: 1}}]}] ~ sigma.value.number@2",
        "tests: [{name: n, match: true, events: [{repeat: 99999, event: {A: 1}}]}] ~ sigma.tests.many@2",
        "tests: [{name: n, match: true, events: [{after: soon, event: {A: 1}}]}] ~ sigma.correlation.timespan@2"
      })
  void tellsFaults(String tests, String fault) {
    List<String> faults =
        RuleTests.read(file("r.yml", "title: T\n" + tests)).problems().stream()
            .map(each -> each.what().id() + "@" + each.position())
            .toList();
    assertThat(faults).containsExactly(fault);
  }

  private static RuleFile file(String name, String text) {
    return new RuleFile(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
