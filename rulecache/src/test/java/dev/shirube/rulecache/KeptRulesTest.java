// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptRulesTest {
  /// One rule for each kind of test.
  private static RuleSet simple() throws IOException {
    List<RuleFile> files = new ArrayList<>();
    for (String item :
        List.of(
            "A: [plain, 'st*', 'a?b*c', 7, null, '', x, y]",
            "B|windash|contains: [' -enc ', '/x']",
            "C|re|m: '^b$'",
            "D|cidr: 10.0.0.0/8",
            "E|gte: 1.5",
            "F|hour|lt: 7",
            "G|neq: [plain, z]",
            "H|exists: false",
            "I|fieldref|startswith: J",
            "K|cased|contains|all: [Äö, ß, 漢字]",
            "L|base64offset|contains: hello",
            "'|all': [quiet, word]",
            "M|expand: 'pre%names%'")) {
      String text =
          "title: x\nlogsource: {category: process_creation, product: windows}\n"
              + "detection:\n    s:\n        "
              + item
              + "\n    condition: s\n";
      files.add(new RuleFile(files.size() + ".yml", text.getBytes(StandardCharsets.UTF_8)));
    }
    return RuleSet.load(files, RuleCacheTest.taxonomy(), Map.of("names", List.of("1*", "2")));
  }

  @Test
  void keptRulesFindTheSame() throws IOException {
    RuleSet rules = simple();
    assertThat(rules.problems()).isEmpty();
    RuleSet kept = RuleCacheTest.again(rules);
    Set<String> matched = new HashSet<>();
    List<String> names = List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M");
    List<String> values =
        List.of(
            "plain",
            "start",
            "a?b",
            "axbyc",
            "7",
            "",
            "x -enc y",
            "a\nb",
            "10.1.2.3",
            "2.5",
            "2024-01-01 05:00",
            "z",
            "Äö ß 漢字",
            "aGVsbG8=",
            "pre2",
            "aaaa",
            "word",
            "quiet");
    Random random = new Random(27);
    for (int round = 0; round < 3_000; round++) {
      Event event = event(names, values, random);
      for (Detection detection : rules.detections()) {
        Detection other = Objects.requireNonNull(kept.detection(detection.rule().id()));
        assertThat(other.match(event)).isEqualTo(detection.match(event));
        assertThat(other.explain(event)).isEqualTo(detection.explain(event));
        if (detection.match(event) == Matcher.Outcome.YES) {
          matched.add(detection.rule().origin().file());
        }
      }
    }
    assertThat(matched).hasSameSizeAs(rules.rules());
  }

  /// A process that started on Windows, with some values.
  private static Event event(List<String> names, List<String> values, Random random) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    batch.setId(0, new EventId(0, 1));
    batch.setClass(0, EventClass.PROCESS_ACTIVITY, 1);
    int system = batch.addText(FieldNames.NONE, "Windows");
    batch.setField(system, FieldCatalogue.require("device.os.type").id());
    for (String name : names) {
      if (random.nextInt(4) > 0) {
        batch.addText(batch.names().intern(name), values.get(random.nextInt(values.size())));
      }
    }
    return new Event().on(batch, 0);
  }
}
