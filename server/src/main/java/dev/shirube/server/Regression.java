// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import dev.shirube.detect.Finding;
import dev.shirube.installation.Wiring;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sigma's regression cases: folders with an info.yml and a captured log, on which the rule that
/// info.yml names must fire at least as often as it says.
final class Regression {
  private static final String INFO = "info.yml";
  private static final int LARGEST_INFO = 1 << 20;

  private final List<Path> paths;
  private final Map<String, Expected> cases = new TreeMap<>();

  private Regression(List<Path> paths) {
    this.paths = paths;
  }

  /// What a case asks for.
  ///
  /// @param log the name of the captured log, without its folder
  /// @param rules ids of the rules
  /// @param least how often each must fire at least
  private record Expected(String file, String log, List<String> rules, int least) {}

  /// Finds the cases at or below some paths, in archives too.
  static Regression at(List<Path> paths) throws IOException {
    Regression regression = new Regression(paths);
    for (Path path : paths) {
      new Containers(problem -> {}, Limits.STANDARD, bytes -> {}).walk(path, regression::entry);
    }
    return regression;
  }

  private void entry(Entry entry) throws IOException {
    String name = entry.name().replace('\\', '/');
    if (!name.endsWith("/" + INFO)) {
      return;
    }
    byte[] content = entry.open().readNBytes(LARGEST_INFO);
    for (YamlNode document : Yaml.read(entry.name(), content).documents()) {
      if (document instanceof YamlNode.Mapping info
          && info.get("rule_metadata") instanceof YamlNode.Sequence rules
          && info.get("regression_tests_info") instanceof YamlNode.Sequence tests) {
        tests.items().forEach(test -> add(entry.name(), folder(name), rules, test));
      }
    }
  }

  private static String folder(String name) {
    int end = name.replace('\\', '/').lastIndexOf('/');
    return end < 0 ? "" : name.substring(0, end);
  }

  private void add(String file, String folder, YamlNode.Sequence rules, YamlNode test) {
    String path = test instanceof YamlNode.Mapping mapping ? mapping.text("path") : null;
    if (path == null || !(test instanceof YamlNode.Mapping mapping)) {
      return;
    }
    List<String> ids = new ArrayList<>();
    for (YamlNode rule : rules.items()) {
      String id = rule instanceof YamlNode.Mapping named ? named.text("id") : null;
      if (id != null) {
        ids.add(id);
      }
    }
    String log = path.substring(path.lastIndexOf('/') + 1);
    String least = mapping.text("match_count");
    cases.put(folder + '/' + log, new Expected(file, log, ids, number(least)));
  }

  private static int number(@Nullable String text) {
    try {
      return text == null ? 1 : Math.max(1, Integer.parseInt(text.strip()));
    } catch (NumberFormatException _) {
      return 1;
    }
  }

  int size() {
    return cases.size();
  }

  /// Runs the rules of the cases over the cases' logs.
  ///
  /// @return what did not fire often enough, or is missing
  List<Problem> run(Wiring wiring, List<RuleFile> files) throws IOException {
    Set<String> ids = new HashSet<>();
    cases.values().forEach(expected -> ids.addAll(expected.rules()));
    RuleSet rules = wiring.rules(files.stream().filter(file -> namesOne(file, ids)).toList());
    Set<String> loaded = new HashSet<>(rules.rules().stream().map(Rule::id).toList());
    Map<String, Integer> fired = new HashMap<>();
    wiring.detect(rules, paths, finding -> count(finding, fired));
    List<Problem> problems = new ArrayList<>();
    cases.forEach((name, expected) -> {
      for (String id : expected.rules()) {
        int times = fired.getOrDefault(name + ' ' + id, 0);
        if (!loaded.contains(id)) {
          problems.add(problem(expected, "rules.test.missing", id));
        } else if (times < expected.least()) {
          problems.add(problem(expected, "rules.test.few", id, times, expected.least()));
        }
      }
    });
    return problems;
  }

  private static boolean namesOne(RuleFile file, Set<String> ids) {
    String text = new String(file.content(), StandardCharsets.UTF_8);
    return ids.stream().anyMatch(text::contains);
  }

  private static void count(Finding finding, Map<String, Integer> fired) {
    String input = finding.events().getLast().input().replace('\\', '/');
    fired.merge(input + ' ' + finding.rule().id(), 1, Integer::sum);
  }

  private static Problem problem(Expected expected, String id, Object... facts) {
    Message advice = Message.of(id + ".advice", facts);
    return new Problem(expected.file(), 0, Message.of(id, facts), advice);
  }
}
