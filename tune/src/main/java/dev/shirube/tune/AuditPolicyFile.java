// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Text;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.sigma.LogSource;
import dev.shirube.tune.AuditPolicy.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads content/windows/audit-policy.yaml; a setting with a fault is left out and told.
public final class AuditPolicyFile {
  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();
  private YamlNode.@Nullable Mapping paths;

  private AuditPolicyFile(String file) {
    this.file = file;
  }

  /// What reading gave: the policy, and every fault found on the way.
  public record Loaded(AuditPolicy policy, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /// Reads the policy of a content folder; empty if the folder has none.
  public static Loaded load(Content content) throws IOException {
    Path path = content.root().resolve("windows").resolve("audit-policy.yaml");
    if (!Files.isRegularFile(path)) {
      return new Loaded(new AuditPolicy(List.of()), List.of());
    }
    return read(path.toString(), Files.readAllBytes(path));
  }

  static Loaded read(String file, byte[] bytes) {
    AuditPolicyFile reader = new AuditPolicyFile(file);
    Yaml.Documents read = Yaml.read(file, bytes);
    reader.problems.addAll(read.problems());
    for (YamlNode document : read.documents()) {
      reader.document(document);
    }
    reader.checkNeeds();
    return new Loaded(new AuditPolicy(reader.settings), reader.problems);
  }

  private void document(YamlNode document) {
    if (document instanceof YamlNode.Mapping mapping
        && mapping.get("settings") instanceof YamlNode.Sequence list) {
      paths = mapping.get("paths") instanceof YamlNode.Mapping beginnings ? beginnings : null;
      for (YamlNode item : list.items()) {
        try {
          settings.add(setting(mapping(item, "settings")));
        } catch (Fault fault) {
          problems.add(fault.problem);
        }
      }
    } else {
      problems.add(problem(document.line(), "tune.policy.shape", "settings"));
    }
  }

  private void checkNeeds() {
    Set<String> ids = new HashSet<>();
    for (Setting setting : settings) {
      if (!ids.add(setting.id())) {
        problems.add(problem(0, "tune.policy.twice", setting.id()));
      }
    }
    for (Setting setting : settings) {
      for (String needed : setting.needs()) {
        if (!ids.contains(needed)) {
          problems.add(problem(0, "tune.policy.needs", needed));
        }
      }
    }
  }

  private Setting setting(YamlNode.Mapping node) {
    return new Setting(
        text(node, "id"),
        word(node, "kind", AuditPolicy.Kind.values()),
        pair(node, "title"),
        pair(node, "why"),
        node.get("gpo") == null ? null : place(mapping(node.get("gpo"), "gpo")),
        texts(node, "commands"),
        text(node, "check"),
        texts(node, "needs"),
        traces(node),
        volume(node),
        feeds(node));
  }

  private AuditPolicy.Place place(YamlNode.Mapping node) {
    List<String> ja = new ArrayList<>();
    List<String> en = new ArrayList<>();
    String under = text(node, "under");
    if (paths != null && paths.get(under) instanceof YamlNode.Mapping beginning) {
      ja.addAll(texts(beginning, "ja"));
      en.addAll(texts(beginning, "en"));
    } else {
      throw new Fault(problem(node.lineOf("under"), "tune.policy.under", under));
    }
    ja.addAll(texts(node, "ja"));
    en.addAll(texts(node, "en"));
    return new AuditPolicy.Place(ja, en, pair(node, "value"));
  }

  private AuditPolicy.Traces traces(YamlNode.Mapping node) {
    List<AuditPolicy.Events> events = new ArrayList<>();
    if (node.get("events") instanceof YamlNode.Sequence list) {
      for (YamlNode item : list.items()) {
        YamlNode.Mapping mapping = mapping(item, "events");
        events.add(
            new AuditPolicy.Events(text(mapping, "channel"), new HashSet<>(texts(mapping, "ids"))));
      }
    }
    return new AuditPolicy.Traces(
        events,
        node.text("value"),
        word(node, "frequency", AuditPolicy.Frequency.values()),
        word(node, "role", AuditPolicy.Role.values()));
  }

  private AuditPolicy.Volume volume(YamlNode.Mapping node) {
    YamlNode.Mapping volume = mapping(node.get("volume"), "volume");
    return new AuditPolicy.Volume(text(volume, "level"), languages(volume, "volume"));
  }

  private List<AuditPolicy.Feed> feeds(YamlNode.Mapping node) {
    List<AuditPolicy.Feed> feeds = new ArrayList<>();
    if (node.get("feeds") instanceof YamlNode.Sequence list) {
      for (YamlNode item : list.items()) {
        YamlNode.Mapping feed = mapping(item, "feeds");
        YamlNode.Mapping words = mapping(feed.get("logsource"), "logsource");
        LogSource source =
            new LogSource(words.text("category"), words.text("product"), words.text("service"));
        boolean byEvent = "events".equals(feed.text("match"));
        feeds.add(new AuditPolicy.Feed(source, byEvent, new HashSet<>(texts(feed, "fields"))));
      }
    }
    return feeds;
  }

  private Text pair(YamlNode.Mapping node, String key) {
    return languages(mapping(node.get(key), key), key);
  }

  private Text languages(YamlNode.Mapping node, String key) {
    String ja = node.text("ja");
    String en = node.text("en");
    if (ja == null || en == null) {
      throw new Fault(problem(node.line(), "tune.policy.missing", key + ": ja, en"));
    }
    return new Text(ja, en);
  }

  private String text(YamlNode.Mapping node, String key) {
    String text = node.text(key);
    if (text == null || text.isBlank()) {
      throw new Fault(problem(node.line(), "tune.policy.missing", key));
    }
    return text;
  }

  private static List<String> texts(YamlNode.Mapping node, String key) {
    List<String> texts = new ArrayList<>();
    if (node.get(key) instanceof YamlNode.Sequence list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlNode.Scalar scalar) {
          texts.add(scalar.text());
        }
      }
    }
    return texts;
  }

  private <E extends Enum<E>> E word(YamlNode.Mapping node, String key, E[] words) {
    String text = text(node, key);
    String wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(words)
        .filter(word -> word.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () -> new Fault(problem(node.lineOf(key), "tune.policy.word", key + ": " + text)));
  }

  private YamlNode.Mapping mapping(@Nullable YamlNode node, String what) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw new Fault(problem(node == null ? 0 : node.line(), "tune.policy.missing", what));
  }

  private Problem problem(int line, String id, String fact) {
    return new Problem(file, line, Message.of(id, fact), Message.of(id + ".advice", fact));
  }

  private static final class Fault extends RuntimeException {
    private final transient Problem problem;

    Fault(Problem problem) {
      super(problem.what().id(), null, false, false);
      this.problem = problem;
    }
  }
}
