// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads rule files in passes: documents, then filters, then detections with their filters, then
/// correlations, which refer to all the others. A fault stops one rule and no other.
final class RuleLoader {
  private static final Set<String> NO_SELECTION = Set.of("condition", "timeframe");
  private static final Set<String> NO_FILTER_SELECTION = Set.of("condition", "rules");

  final EventView.Fields numbers = new EventView.Fields();
  final Map<String, Rule> rules = new LinkedHashMap<>();
  final Map<String, Detection> detections = new LinkedHashMap<>();
  final List<Rule> filters = new ArrayList<>();
  final List<Problem> problems = new ArrayList<>();
  final List<Problem> notices = new ArrayList<>();
  final CorrelationLinks links = new CorrelationLinks();

  private final Taxonomy taxonomy;
  private final ValueReader values;
  private final Map<Scope, Binding> scopes = new HashMap<>();
  private final List<Source> detectionSources = new ArrayList<>();
  private final List<Source> correlationSources = new ArrayList<>();
  private final List<Filter> filterSources = new ArrayList<>();

  RuleLoader(Taxonomy taxonomy, Map<String, List<String>> placeholders) {
    this.taxonomy = taxonomy;
    this.values = new ValueReader(placeholders);
  }

  /// What the log sources of a rule depend on.
  private record Scope(LogSource words, boolean translated) {}

  /// A document and the rule it holds.
  record Source(String file, YamlNode.Mapping document, Rule rule) {}

  /// @param any whether it applies to every rule of its log source
  private record Filter(
      Source source, YamlNode.Mapping section, List<String> references, boolean any) {
    boolean names(Rule rule, @Nullable String name) {
      return references.contains(rule.id()) || (name != null && references.contains(name));
    }
  }

  void load(List<RuleFile> files) {
    // Half of all the time goes into the parser, and files know nothing of each other.
    List<Yaml.Documents> parsed =
        files.parallelStream().map(file -> Yaml.read(file.name(), file.content())).toList();
    for (int index = 0; index < parsed.size(); index++) {
      String name = files.get(index).name();
      Yaml.Documents read = parsed.get(index);
      problems.addAll(read.problems());
      for (YamlNode.Mapping document : documents(name, read.documents())) {
        attempt(name, () -> sort(name, document));
      }
    }
    filterSources.forEach(filter -> attempt(filter.source.file, () -> check(filter)));
    detectionSources.forEach(source -> attempt(source.file, () -> detection(source)));
    correlationSources.forEach(source -> attempt(source.file, () -> correlation(source)));
    links.link(problems);
    links.correlations().forEach(each -> rules.put(each.rule().id(), each.rule()));
    Set<String> silent = links.silent();
    detections.replaceAll((id, each) -> silent.contains(id) ? each.silent() : each);
    rules.keySet().removeIf(id -> !detections.containsKey(id) && !links.has(id));
  }

  private void attempt(String file, Runnable step) {
    try {
      step.run();
    } catch (Fault fault) {
      problems.add(fault.in(file));
    }
  }

  private void notice(String file, Fault.Remark remark) {
    notices.add(remark.in(file));
  }

  /// The documents of a file, with what old rule collections share written out.
  private List<YamlNode.Mapping> documents(String file, List<YamlNode> nodes) {
    List<YamlNode.Mapping> documents = new ArrayList<>();
    YamlNode.@Nullable Mapping shared = null;
    for (YamlNode node : nodes) {
      if (!(node instanceof YamlNode.Mapping mapping)) {
        problems.add(Fault.at(node.line(), "sigma.document").in(file));
        continue;
      }
      String action = mapping.text("action");
      if (action != null) {
        notice(file, new Fault.Remark(mapping.lineOf("action"), "sigma.action", action));
      }
      if ("global".equals(action)) {
        shared = shared == null ? mapping : merge(shared, mapping);
      } else if ("reset".equals(action)) {
        shared = null;
      } else if ("repeat".equals(action) && !documents.isEmpty()) {
        documents.add(merge(documents.getLast(), mapping));
      } else {
        documents.add(shared == null ? mapping : numbered(merge(shared, mapping), documents));
      }
    }
    return documents;
  }

  /// Rules that share an id by their collection get one each.
  private static YamlNode.Mapping numbered(
      YamlNode.Mapping document, List<YamlNode.Mapping> earlier) {
    String id = document.text("id");
    boolean taken = earlier.stream().anyMatch(other -> id != null && id.equals(other.text("id")));
    if (!taken) {
      return document;
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>(document.entries());
    String own = id + "-" + (earlier.size() + 1);
    entries.put("id", new YamlNode.Scalar(document.lineOf("id"), own, YamlNode.Kind.STRING));
    return new YamlNode.Mapping(document.line(), entries, document.keyLines());
  }

  private static YamlNode.Mapping merge(YamlNode.Mapping shared, YamlNode.Mapping own) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(shared.entries());
    Map<String, Integer> lines = new LinkedHashMap<>(shared.keyLines());
    for (Map.Entry<String, YamlNode> entry : own.entries().entrySet()) {
      boolean both = entries.get(entry.getKey()) instanceof YamlNode.Mapping;
      YamlNode value =
          both && entry.getValue() instanceof YamlNode.Mapping inner
              ? merge((YamlNode.Mapping) shared.entries().getOrDefault(entry.getKey(), own), inner)
              : entry.getValue();
      entries.put(entry.getKey(), value);
      lines.put(entry.getKey(), own.lineOf(entry.getKey()));
    }
    entries.remove("action");
    return new YamlNode.Mapping(own.line(), entries, lines);
  }

  private void sort(String file, YamlNode.Mapping document) {
    boolean correlates = document.get("correlation") != null;
    boolean filters = document.get("filter") != null;
    boolean detects = document.get("detection") != null;
    if ((correlates ? 1 : 0) + (filters ? 1 : 0) + (detects ? 1 : 0) != 1) {
      throw Fault.at(document.line(), "sigma.document");
    }
    Rule.Kind kind =
        correlates ? Rule.Kind.CORRELATION : filters ? Rule.Kind.FILTER : Rule.Kind.DETECTION;
    RuleReader reader = new RuleReader(remark -> notice(file, remark));
    Source source = new Source(file, document, reader.read(document, file, kind));
    if (!RuleReader.isTranslated(document)) {
      notice(file, new Fault.Remark(document.lineOf("taxonomy"), "sigma.taxonomy.ecs"));
    }
    if (!correlates && source.rule.logSource().equals(LogSource.NONE)) {
      throw Fault.at(document.lineOf("logsource"), "sigma.logsource");
    }
    if (filters) {
      filterSources.add(filter(source));
      this.filters.add(source.rule);
    } else if (isNew(source)) {
      (correlates ? correlationSources : detectionSources).add(source);
    }
  }

  private boolean isNew(Source source) {
    Rule earlier = rules.putIfAbsent(source.rule.id(), source.rule);
    if (earlier == null) {
      return true;
    }
    int line = source.document.lineOf("id");
    String where = earlier.origin().file() + ":" + earlier.origin().line();
    if (!earlier.hash().equals(source.rule.hash())) {
      throw Fault.at(line, "sigma.id.twice", source.rule.id(), where);
    }
    notice(source.file, new Fault.Remark(line, "sigma.same", source.rule.id(), where));
    return false;
  }

  private static Filter filter(Source source) {
    YamlNode node = source.document.get("filter");
    if (!(node instanceof YamlNode.Mapping section)) {
      throw Fault.at(source.document.lineOf("filter"), "sigma.filter.shape");
    }
    List<String> references = RuleReader.texts(section.get("rules"));
    boolean any = references.isEmpty() || references.equals(List.of("any"));
    return new Filter(source, section, references, any);
  }

  /// Reads a filter once by itself, so that its faults are told even where no rule uses it.
  private void check(Filter filter) {
    Source source = filter.source;
    try {
      Binding binding = Binding.of(source.rule.logSource(), taxonomy, true);
      suppressed(filter, reader(source, binding));
    } catch (Fault fault) {
      filters.remove(source.rule);
      throw fault;
    }
    if (!filter.any) {
      List<String> missing = new ArrayList<>(filter.references);
      for (Source each : detectionSources) {
        missing.remove(each.rule.id());
        missing.remove(String.valueOf(each.document.text("name")));
      }
      missing.forEach(reference -> {
        int line = source.document.lineOf("filter");
        notice(source.file, new Fault.Remark(line, "sigma.filter.unused", reference));
      });
    }
  }

  private DetectionReader reader(Source source, Binding binding) {
    return new DetectionReader(
        values, name -> binding.number(name, numbers), remark -> notice(source.file, remark));
  }

  /// What a filter takes away. A condition that begins with `not` tells what stays, as some tools
  /// write it; both ways say the same.
  private Condition suppressed(Filter filter, DetectionReader reader) {
    YamlNode.Mapping section = filter.section;
    int line = section.lineOf("condition");
    String text = section.text("condition");
    if (text == null) {
      throw Fault.at(line, "sigma.condition.empty");
    }
    Map<String, Condition.Selection> selections = reader.selections(section, NO_FILTER_SELECTION);
    Condition condition = new ConditionReader(selections, line).read(text);
    return condition instanceof Condition.Not(Condition part) ? part : condition;
  }

  private void detection(Source source) {
    int line = source.document.lineOf("detection");
    if (!(source.document.get("detection") instanceof YamlNode.Mapping section)) {
      throw Fault.at(line, "sigma.detection.shape");
    }
    Scope scope = new Scope(source.rule.logSource(), RuleReader.isTranslated(source.document));
    Binding binding =
        scopes
            .computeIfAbsent(scope, _ -> Binding.of(scope.words, taxonomy, scope.translated))
            .fresh();
    DetectionReader reader = reader(source, binding);
    Map<String, Condition.Selection> selections = reader.selections(section, NO_SELECTION);
    List<String> texts = RuleReader.texts(section.get("condition"));
    int at = section.lineOf("condition");
    ConditionReader conditions = new ConditionReader(selections, at);
    if (texts.isEmpty()) {
      throw Fault.at(at, "sigma.condition.empty");
    }
    int pipe = texts.getFirst().indexOf('|');
    if (texts.size() > 1 && texts.stream().anyMatch(text -> text.indexOf('|') >= 0)) {
      throw Fault.at(at, "sigma.aggregation.list");
    }
    String head = pipe < 0 ? "" : texts.getFirst().substring(0, pipe);
    Condition condition =
        pipe >= 0
            ? conditions.read(head)
            : Condition.Or.of(texts.stream().map(conditions::read).toList());
    Condition filtered = filtered(source, condition, reader);
    if (pipe < 0) {
      add(new Detection(source.rule, binding, filtered, numbers));
      links.know(source.rule.id(), source.document.text("name"), source.file);
    } else {
      String tail = texts.getFirst().substring(pipe + 1);
      CorrelationReader.Aggregation old =
          CorrelationReader.old(tail, section.text("timeframe"), at);
      aggregation(source, new Detection(source.rule, binding, filtered, numbers), old, conditions);
    }
    unused(source, selections.keySet(), conditions.used(), section);
  }

  private void add(Detection detection) {
    detections.put(detection.rule().id(), detection);
  }

  private void unused(
      Source source, Set<String> names, Set<String> used, YamlNode.Mapping section) {
    for (String name : names) {
      if (!used.contains(name)) {
        int line = section.lineOf(name);
        notice(source.file, new Fault.Remark(line, "sigma.selection.unused", name));
      }
    }
  }

  private Condition filtered(Source source, Condition condition, DetectionReader reader) {
    List<Condition> parts = new ArrayList<>(List.of(condition));
    for (Filter filter : filterSources) {
      Rule of = filter.source.rule;
      boolean named = filter.any || filter.names(source.rule, source.document.text("name"));
      if (!named || !filters.contains(of)) {
        continue;
      }
      if (source.rule.logSource().has(of.logSource())) {
        parts.add(new Condition.Not(suppressed(filter, reader)));
      } else if (!filter.any) {
        notice(
            filter.source.file,
            new Fault.Remark(of.origin().line(), "sigma.filter.logsource", source.rule.id()));
      }
    }
    return Condition.And.of(parts);
  }

  /// An old aggregation becomes a correlation over hidden rules, one for each condition in it.
  private void aggregation(
      Source source,
      Detection first,
      CorrelationReader.Aggregation old,
      ConditionReader conditions) {
    int line = old.draft().line();
    List<Condition> others = new ArrayList<>();
    if (old.near() != null) {
      Condition near = conditions.read(old.near());
      switch (near) {
        case Condition.And and -> others.addAll(and.parts());
        case Condition.Selection selection -> others.add(selection);
        default -> throw Fault.at(line, "sigma.aggregation.near", old.near().strip());
      }
      if (others.stream().anyMatch(other -> other instanceof Condition.Not)) {
        throw Fault.at(line, "sigma.aggregation.near", old.near().strip());
      }
    }
    List<String> ids = new ArrayList<>();
    for (int index = 0; index <= others.size(); index++) {
      Detection part = index == 0 ? first : first.with(others.get(index - 1));
      Detection hidden = part.as(source.rule.part(index + 1));
      add(hidden);
      links.know(hidden.rule().id(), null, source.file);
      ids.add(hidden.rule().id());
    }
    links.add(
        new CorrelationLinks.Linkable(
            source.file, source.rule.correlated(), null, old.draft().over(ids)));
    notice(source.file, new Fault.Remark(line, "sigma.aggregation.old"));
  }

  private void correlation(Source source) {
    RuleReader.isTranslated(source.document);
    CorrelationReader.Draft draft = CorrelationReader.read(source.document);
    links.add(
        new CorrelationLinks.Linkable(
            source.file, source.rule, source.document.text("name"), draft));
  }
}
