// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Correlation rules of all types, chains among them, and events for them, from one seed.
final class RandomCorrelations {
  static final long SECOND = 1_000_000_000L;

  private static final String[] TYPES = {
    "event_count",
    "value_count",
    "temporal",
    "temporal_ordered",
    "value_sum",
    "value_avg",
    "value_percentile"
  };
  private static final String[] GROUPS = {"", "U", "V", "U, V", "W"};
  private static final String[] NUMBERS = {
    "1", "2.50", "40", "-3", "1e3", "0x10", "123456789012345678901234567890.5", "many"
  };

  final RuleSet rules;
  final List<String> events = new ArrayList<>();
  private final Random random;
  private final StringBuilder text = new StringBuilder();

  RandomCorrelations(long seed) {
    random = new Random(seed);
    for (String name : List.of("a", "b", "c")) {
      text.append(
              "title: %1$s\nid: r%1$s\nname: %1$s\nlogsource: {category: test}\n".formatted(name))
          .append(
              "detection: {s: {%s: 1}, condition: s}\n"
                  .formatted(name.toUpperCase(java.util.Locale.ROOT)));
    }
    int count = 3 + random.nextInt(5);
    for (int number = 0; number < count; number++) {
      correlation(number);
    }
    String yaml = text.toString().replace("title: ", "---\ntitle: ").substring(4);
    RuleFile file = new RuleFile("r.yml", yaml.getBytes(StandardCharsets.UTF_8));
    rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    if (!rules.problems().isEmpty()) {
      throw new AssertionError(rules.problems() + "\n" + yaml);
    }
    int length = 150 + random.nextInt(250);
    long time = 1_000;
    for (int index = 0; index < length; index++) {
      // Often at the same moment, seldom after a silence that ends every window.
      time += random.nextInt(40) == 0 ? random.nextInt(90) : random.nextInt(3);
      events.add(event(time));
    }
  }

  private void correlation(int number) {
    String type = TYPES[number < 2 ? random.nextInt(TYPES.length) : random.nextInt(7)];
    Set<String> references = new LinkedHashSet<>();
    int many = 1 + random.nextInt(3);
    while (references.size() < many) {
      boolean chained = number > 0 && random.nextInt(3) == 0;
      references.add(
          chained ? "x" + random.nextInt(number) : List.of("a", "b", "c").get(random.nextInt(3)));
    }
    String group = GROUPS[random.nextInt(GROUPS.length)];
    text.append("title: X%1$d\nid: x%1$d\nname: x%1$d\ncorrelation:\n".formatted(number))
        .append("  type: %s\n  rules: [%s]\n".formatted(type, String.join(", ", references)))
        .append(group.isEmpty() ? "" : "  group-by: [%s]\n".formatted(group))
        .append("  timespan: %ds\n  generate: true\n".formatted(5 + random.nextInt(40)))
        .append(condition(type));
    if (group.equals("W")) {
      text.append("  aliases:\n    W:\n");
      references.forEach(
          each -> text.append("      %s: %s\n".formatted(each, random.nextBoolean() ? "U" : "V")));
    }
  }

  private String condition(String type) {
    int small = 1 + random.nextInt(4);
    String grows = random.nextBoolean() ? "gte: " + small : "gt: " + small;
    String other =
        switch (random.nextInt(5)) {
          case 0 -> "lt: " + (small + 1);
          case 1 -> "lte: " + small;
          case 2 -> "eq: " + small;
          case 3 -> "neq: " + small;
          default -> "gte: " + small + ", lte: " + (small + 2);
        };
    String any = random.nextInt(3) > 0 ? grows : other;
    return switch (type) {
      case "event_count" -> "  condition: {" + any + "}\n";
      case "value_count" ->
          "  condition: {field: " + (random.nextBoolean() ? "H" : "[H, U]") + ", " + any + "}\n";
      case "temporal" -> random.nextBoolean() ? "" : "  condition: {" + any + "}\n";
      case "value_sum" ->
          "  condition: {field: N, " + (random.nextInt(3) > 0 ? "gt: 41.5" : "lt: 100") + "}\n";
      case "value_avg" ->
          "  condition: {field: N, " + (random.nextBoolean() ? "gt: 3" : "lte: 9") + "}\n";
      case "value_percentile" ->
          "  condition: {field: H, " + (random.nextBoolean() ? "lte: 30" : "gt: 60") + "}\n";
      default -> "";
    };
  }

  private String event(long time) {
    StringBuilder event = new StringBuilder().append(time);
    for (String rule : List.of("A", "B", "C")) {
      event.append(random.nextInt(5) < 2 ? " " + rule + "=1" : "");
    }
    several(event, "U", 3, List.of("x", "X", "y", "z"));
    several(event, "V", 2, List.of("1", "2", "x", "ä", "Ä"));
    several(event, "H", 2, List.of("h1", "h2", "H2", "h3", "h4", "h5"));
    several(event, "N", 2, List.of(NUMBERS));
    return event.toString();
  }

  private void several(StringBuilder event, String name, int most, List<String> values) {
    int count = random.nextInt(6) == 0 ? random.nextInt(most + 1) : 1;
    for (int index = 0; index < count; index++) {
      event.append(' ').append(name).append('=').append(values.get(random.nextInt(values.size())));
    }
  }

  /// One batch of events, each named by its place in {@link #events}.
  static EventBatch batch(List<String> events, List<Integer> places, FieldNames names) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, names);
    for (int place : places) {
      String[] words = words(events.get(place));
      int index = batch.beginEvent();
      batch.setTime(index, Long.parseLong(words[0]) * SECOND, TimeSource.LOG, 0);
      batch.setId(index, new EventId(7, place + 1L));
      batch.setInput(index, names.intern("in"));
      for (int word = 1; word < words.length; word++) {
        int equal = words[word].indexOf('=');
        batch.addText(
            names.intern(words[word].substring(0, equal)), words[word].substring(equal + 1));
      }
    }
    return batch;
  }

  private static String[] words(String event) {
    return java.util.stream.Stream.of(event.splitWithDelimiters(" ", 0))
        .filter(word -> !word.equals(" "))
        .toArray(String[]::new);
  }

  /// A detector over these rules.
  RuleDetector detector(CorrelationLimits limits, List<String> problems) {
    return new RuleDetector(
        Interpreter.ofAnySource(rules),
        new Correlations(rules, limits, problem -> problems.add(problem.what().toString())));
  }

  /// What the batch correlator finds, each finding with everything a person sees of it.
  List<String> expected() {
    Map<String, List<Sign>> signs = new HashMap<>();
    Interpreter interpreter = Interpreter.ofAnySource(rules);
    List<Integer> all = java.util.stream.IntStream.range(0, events.size()).boxed().toList();
    EventBatch batch = batch(events, all, new FieldNames());
    dev.shirube.event.Event event = new dev.shirube.event.Event();
    List<String> found = new ArrayList<>();
    for (int index = 0; index < batch.count(); index++) {
      interpreter.run(
          event.on(batch, index),
          (detection, outcome) -> {
            Map<String, List<String>> values = new HashMap<>();
            for (String name : List.of("U", "V", "H", "N")) {
              List<String> texts = detection.values(event, name);
              if (!texts.isEmpty() && outcome == Matcher.Outcome.YES) {
                values.put(name, texts);
              }
            }
            Sign.Sighting sighting =
                new Sign.Sighting(TenantId.LOCAL, event.time(), event.id(), values, event.keep());
            signs
                .computeIfAbsent(detection.rule().id(), _ -> new ArrayList<>())
                .add(Sign.of(sighting));
          });
    }
    for (Correlation correlation : rules.correlations()) {
      signs.put(correlation.rule().id(), run(correlation, signs, found));
    }
    return found;
  }

  private static List<Sign> run(
      Correlation correlation, Map<String, List<Sign>> signs, List<String> found) {
    List<Sign> held = new ArrayList<>();
    new Correlator(
            correlation,
            new Correlator.Output() {
              @Override
              public boolean wantsAll() {
                return true;
              }

              @Override
              public void holds(Sign sign) {
                held.add(sign);
              }

              @Override
              public void fires(Sign sign, List<String> group, String number) {
                if (correlation.alone()) {
                  found.add(line(sign.finding(correlation, group, number)));
                }
              }
            })
        .run(signs);
    return held;
  }

  /// A finding, with everything a person sees of it.
  static String line(Finding finding) {
    return finding.rule().id()
        + " "
        + finding.id()
        + " x"
        + finding.eventCount()
        + " "
        + finding.events().stream().map(each -> each.id().low()).toList()
        + " "
        + finding.evidence();
  }

  /// The places of all events in an order in which none comes later than allowed.
  List<Integer> arrival(long latenessSeconds, Random order) {
    Map<Integer, Double> sorted = new HashMap<>();
    for (int place = 0; place < events.size(); place++) {
      long time = Long.parseLong(words(events.get(place))[0]);
      sorted.put(place, time + order.nextDouble() * latenessSeconds);
    }
    List<Integer> places = new ArrayList<>(sorted.keySet());
    places.sort(java.util.Comparator.comparing(sorted::get));
    return places;
  }
}
