// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import dev.shirube.sigma.Guidance;
import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NavigatorLayerTest {
  private static final List<Rule> RULES =
      List.of(
          rule("a \"quoted\" \\ title\n\u0007", "T1003.001", "T1059"),
          rule("二つ目", "T1003.001"),
          rule("third", "T1021.002"));

  private static Rule rule(String title, String... techniques) {
    return new Rule(
        title,
        "00",
        Rule.Kind.DETECTION,
        title,
        "",
        Severity.HIGH,
        "",
        new LogSource(null, null, null),
        Arrays.stream(techniques).map(Technique::new).toList(),
        List.of(),
        List.of(),
        List.of(),
        Guidance.NONE,
        new Rule.Origin("f", 1, "", "", List.of()));
  }

  /// JSON is YAML, so our own reader checks the layer.
  private static YamlNode.Mapping layer(NavigatorLayer layer) {
    byte[] json = layer.json(message -> message.id()).getBytes(StandardCharsets.UTF_8);
    Yaml.Documents read = Yaml.read("layer.json", json);
    assertThat(read.problems()).isEmpty();
    return (YamlNode.Mapping) read.documents().getFirst();
  }

  private static List<YamlNode.Mapping> techniques(YamlNode.Mapping layer) {
    List<YamlNode.Mapping> found = new ArrayList<>();
    YamlNode list = Objects.requireNonNull(layer.get("techniques"));
    ((YamlNode.Sequence) list).items().forEach(item -> found.add((YamlNode.Mapping) item));
    return found;
  }

  @Test
  void scoresEachTechniqueByItsRules() {
    YamlNode.Mapping layer = layer(NavigatorLayer.of(RULES));
    assertThat(layer.text("domain")).isEqualTo("enterprise-attack");
    YamlNode.Mapping versions = (YamlNode.Mapping) Objects.requireNonNull(layer.get("versions"));
    assertThat(versions.text("layer")).isEqualTo("4.5");
    List<YamlNode.Mapping> techniques = techniques(layer);
    assertThat(techniques)
        .extracting(technique -> technique.text("techniqueID") + " " + technique.text("score"))
        .containsExactly("T1003.001 2", "T1021.002 1", "T1059 1", "T1003 null", "T1021 null");
    assertThat(techniques.getFirst().text("comment")).startsWith("a \"quoted\" \\ title\n\u0007");
  }

  @Test
  void graysWhatTheLogsCannotFeed() {
    NavigatorLayer layer = NavigatorLayer.ofLogs(RULES, rule -> rule.title().equals("third"));
    assertThat(layer.techniques()).containsExactly(new Technique("T1021.002"));
    YamlNode.Mapping first = techniques(layer(layer)).getFirst();
    assertThat(first.text("score")).isEqualTo("0");
    assertThat(first.text("color")).isEqualTo("#d9d9d9");
  }
}
