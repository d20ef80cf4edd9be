// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Message;
import dev.shirube.event.Technique;
import dev.shirube.sigma.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Which ATT&CK techniques the rules reach, as a layer of MITRE's ATT&CK Navigator (layer format
/// 4.5). The score of a technique is the number of rules that can fire for it; a technique whose
/// rules get no events from these logs is gray.
public final class NavigatorLayer {
  private static final int TITLES = 20;

  private final Map<Technique, Reach> reached = new TreeMap<>();
  private final boolean ofLogs;

  /// What stands behind one technique.
  private static final class Reach {
    private final List<String> titles = new ArrayList<>();
    private int rules;
    private int fed;
  }

  private NavigatorLayer(Collection<Rule> rules, Predicate<Rule> fed, boolean ofLogs) {
    this.ofLogs = ofLogs;
    for (Rule rule : rules) {
      boolean counts = fed.test(rule);
      for (Technique technique : rule.techniques()) {
        Reach reach = reached.computeIfAbsent(technique, key -> new Reach());
        reach.rules++;
        if (counts) {
          reach.fed++;
          reach.titles.add(rule.title());
        }
      }
    }
  }

  /// The layer of all loaded rules.
  public static NavigatorLayer of(Collection<Rule> rules) {
    return new NavigatorLayer(rules, rule -> true, false);
  }

  /// The layer of what some logs can feed.
  ///
  /// @param fed whether these logs hold the events a rule needs
  public static NavigatorLayer ofLogs(Collection<Rule> rules, Predicate<Rule> fed) {
    return new NavigatorLayer(rules, fed, true);
  }

  /// Techniques that at least one rule can fire for.
  public List<Technique> techniques() {
    return reached.entrySet().stream()
        .filter(entry -> entry.getValue().fed > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The layer as JSON.
  ///
  /// @param speak renders a message in the reader's language
  public String json(Function<Message, String> speak) {
    JsonLines out = new JsonLines();
    out.open("{");
    out.text("name", speak.apply(Message.of(ofLogs ? "tune.layer.logs" : "tune.layer.rules")));
    out.open("\"versions\": {");
    out.text("attack", "18").text("navigator", "5.1.0").text("layer", "4.5").close("}");
    out.text("domain", "enterprise-attack");
    out.text("description", speak.apply(Message.of("tune.layer.about", reached.size())));
    out.raw("sorting", "3").raw("hideDisabled", "false");
    writeTechniques(out, speak);
    int most = reached.values().stream().mapToInt(reach -> reach.fed).max().orElse(1);
    out.open("\"gradient\": {").raw("colors", "[\"#ffffff\", \"#4a7fb5\"]");
    out.raw("minValue", "0").raw("maxValue", String.valueOf(Math.max(1, most))).close("}");
    out.open("\"legendItems\": [");
    if (ofLogs) {
      out.open("{").text("label", speak.apply(Message.of("tune.layer.unfed")));
      out.text("color", "#d9d9d9").close("}");
    }
    out.close("]").close("}");
    return out.toString();
  }

  private void writeTechniques(JsonLines out, Function<Message, String> speak) {
    out.open("\"techniques\": [");
    reached.forEach((technique, reach) -> writeTechnique(out, technique, reach, speak));
    for (String parent : silentParents()) {
      out.open("{").text("techniqueID", parent).raw("showSubtechniques", "true").close("}");
    }
    out.close("]");
  }

  private void writeTechnique(
      JsonLines out, Technique technique, Reach reach, Function<Message, String> speak) {
    out.open("{").text("techniqueID", technique.id());
    out.raw("score", String.valueOf(reach.fed)).raw("enabled", "true");
    if (reach.fed == 0) {
      out.text("color", "#d9d9d9");
    }
    List<String> titles = reach.titles.subList(0, Math.min(TITLES, reach.titles.size()));
    out.text("comment", String.join("\n", titles));
    out.open("\"metadata\": [").open("{");
    out.text("name", speak.apply(Message.of("tune.layer.count")));
    out.text("value", reach.fed + "/" + reach.rules).close("}").close("]");
    out.raw("showSubtechniques", String.valueOf(technique.id().length() == 5)).close("}");
  }

  /// Techniques without a rule of their own whose sub-techniques have one: to be shown opened.
  private List<String> silentParents() {
    return reached.keySet().stream()
        .filter(technique -> technique.id().length() == 9)
        .map(technique -> technique.id().substring(0, 5))
        .distinct()
        .filter(parent -> !reached.containsKey(new Technique(parent)))
        .toList();
  }
}
