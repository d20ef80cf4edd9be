// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Event;
import dev.shirube.match.Regex;
import dev.shirube.match.Subject;
import dev.shirube.sigma.RuleFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every regular expression of SigmaHQ says the same as RE2/J's, on real values and on values made
/// to match.
@Tag("data")
class RegexDataTest {
  private static final long SEED = 20_260_102;
  private static final int REAL = 250;
  private static final int MADE = 150;

  private final Random random = new Random(SEED);
  private int yes;
  private int no;

  @Test
  void everyExpressionOfSigmaHqAgreesWithRe2j() throws IOException {
    String claim = "every regular expression of SigmaHQ agrees with RE2/J";
    Path rules = LabData.require("sigma-rules.zip", claim);
    Path cases = LabData.require("sigma-regression.zip", claim);
    Set<String> sources = new TreeSet<>();
    for (RuleFile file : Rig.ruleFiles(rules, _ -> true)) {
      Yaml.read(file.name(), file.content())
          .documents()
          .forEach(node -> collect(node, false, sources));
    }
    assertThat(sources.size()).isGreaterThan(120);
    List<String> values = values(cases);
    assertThat(values.size()).isGreaterThan(1_000);
    for (String source : sources) {
      compare(source, Set.of(), values);
      compare(source, Set.of(Regex.Flag.IGNORE_CASE), values);
    }
    assertThat(yes).as("matches").isGreaterThan(3_000);
    assertThat(no).as("no matches").isGreaterThan(50_000);
    System.out.printf(
        "proven: %d expressions of SigmaHQ agree with RE2/J on %d values (%d match)%n",
        sources.size(), yes + no, yes);
  }

  private static void collect(YamlNode node, boolean wanted, Set<String> sources) {
    switch (node) {
      case YamlNode.Scalar scalar when wanted -> sources.add(scalar.text());
      case YamlNode.Scalar _ -> {}
      case YamlNode.Sequence list -> list.items().forEach(it -> collect(it, wanted, sources));
      case YamlNode.Mapping map ->
          map.entries()
              .forEach((key, value) ->
                  collect(value, key.endsWith("|re") || key.contains("|re|"), sources));
    }
  }

  private static List<String> values(Path cases) throws IOException {
    Set<String> values = new TreeSet<>();
    Event event = new Event();
    new Rig(Project.here().root().resolve("content"))
        .read(
            List.of(cases),
            batch -> {
              for (int index = 0; index < batch.count(); index++) {
                event.on(batch, index);
                for (int entry = 0; entry < event.size(); entry++) {
                  values.add(event.text(entry));
                }
              }
            });
    return new ArrayList<>(values);
  }

  private void compare(String source, Set<Regex.Flag> flags, List<String> values) {
    assertThat(Regex.compile(source, flags))
        .as(source)
        .isInstanceOfSatisfying(
            Regex.Compiled.Ready.class,
            ready -> {
              int bits = flags.isEmpty() ? 0 : Pattern.CASE_INSENSITIVE;
              Pattern oracle = Pattern.compile(re2(source), bits);
              for (int round = 0; round < REAL; round++) {
                String value = values.get(random.nextInt(values.size()));
                compare(ready.regex(), oracle, round % 2 == 0 ? value : mutated(value, source));
              }
              for (int round = 0; round < MADE; round++) {
                String made = made(source);
                compare(ready.regex(), oracle, round % 3 > 0 ? made : mutated(made, source));
              }
            });
  }

  private void compare(Regex regex, Pattern oracle, String value) {
    boolean expected = oracle.matcher(value).find();
    String story = "seed " + SEED + ": " + regex + " on " + value;
    assertThat(regex.find(new Subject(value), Long.MAX_VALUE) == Regex.Outcome.YES)
        .as(story)
        .isEqualTo(expected);
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    assertThat(regex.find(bytes, 0, bytes.length, Long.MAX_VALUE) == Regex.Outcome.YES)
        .as(story)
        .isEqualTo(expected);
    yes += expected ? 1 : 0;
    no += expected ? 0 : 1;
  }

  /// The expression in RE2's spelling, as far as SigmaHQ's need it.
  private static String re2(String source) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int index = 0; index < source.length(); index++) {
      char c = source.charAt(index);
      char next = index + 1 < source.length() ? source.charAt(index + 1) : ')';
      if (c == '\\' && next == 's') {
        out.append(inside ? "\\t-\\r\\x20" : "[\\t-\\r ]");
        index++;
      } else if (c == '\\') {
        out.append(next < 128 ? "\\" : "").append(next);
        index++;
      } else if (c == '$' && !inside && (next == ')' || next == '|')) {
        out.append("(?:\\n?\\z)");
      } else {
        inside = inside ? c != ']' : c == '[';
        out.append(c);
      }
    }
    return out.toString();
  }

  /// The expression's own letters with its signs replaced at random: now and then that matches.
  private String made(String source) {
    String[] filling = {"a", "B", "0", " ", "  ", "-", "\"", "'", "`", "\\", "x1", "\t", "漢"};
    StringBuilder out = new StringBuilder();
    for (int index = 0; index < source.length(); index++) {
      char c = source.charAt(index);
      char next = index + 1 < source.length() ? source.charAt(index + 1) : 'a';
      if (c == '\\') {
        index++;
        out.append(
            switch (next) {
              case 's' -> " ";
              case 'd' -> String.valueOf(random.nextInt(10));
              case 'w', 'S' -> "w";
              case 'b' -> "";
              default -> String.valueOf(next);
            });
      } else if (c == '[') {
        int end = Math.max(index + 1, source.indexOf(']', index + 2));
        out.append(source.charAt(index + 1 + random.nextInt(Math.max(1, end - index - 1))));
        index = end;
      } else if (c == '{') {
        int end = Math.max(index, source.indexOf('}', index));
        out.repeat(out.isEmpty() ? " " : out.substring(out.length() - 1), random.nextInt(8));
        index = end;
      } else if (".*+?".indexOf(c) >= 0) {
        out.append(random.nextInt(3) == 0 ? filling[random.nextInt(filling.length)] : "");
      } else if ("(|)^$".indexOf(c) < 0) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private String mutated(String value, String source) {
    StringBuilder out = new StringBuilder(value);
    for (int left = random.nextInt(4); left >= 0; left--) {
      int at = random.nextInt(out.length() + 1);
      if (random.nextInt(3) == 0 && at < out.length()) {
        out.deleteCharAt(at);
      } else {
        out.insert(at, source.charAt(random.nextInt(source.length())));
      }
    }
    return out.toString();
  }
}
