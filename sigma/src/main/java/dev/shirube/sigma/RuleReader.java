// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Text;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Digests;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads what a rule says about itself.
final class RuleReader {
  private final Consumer<Fault.Remark> notices;

  RuleReader(Consumer<Fault.Remark> notices) {
    this.notices = notices;
  }

  /// Reads the words about a rule from its document.
  ///
  /// @param file the file as the person named it
  Rule read(YamlNode.Mapping document, String file, Rule.Kind kind) {
    String title = document.text("title");
    if (title == null || title.isBlank()) {
      throw Fault.at(document.line(), "sigma.title");
    }
    String hash = hash(document);
    String id = document.text("id");
    return new Rule(
        id == null || id.isBlank() ? derivedId(hash) : id.strip(),
        hash,
        kind,
        title.strip(),
        text(document, "description"),
        severity(document),
        text(document, "status"),
        Objects.requireNonNullElse(LogSource.read(document.get("logsource")), LogSource.NONE),
        techniques(document),
        tactics(document),
        texts(document.get("falsepositives")),
        texts(document.get("fields")),
        guidance(document),
        new Rule.Origin(
            file,
            document.line(),
            text(document, "author"),
            text(document, "license"),
            texts(document.get("references"))));
  }

  /// Whether field names are Sigma's; those of the ECS taxonomy are names of the source itself.
  static boolean isTranslated(YamlNode.Mapping document) {
    String taxonomy = text(document, "taxonomy");
    return switch (taxonomy) {
      case "", "sigma" -> true;
      case "ecs" -> false;
      default -> throw Fault.at(document.lineOf("taxonomy"), "sigma.taxonomy", taxonomy);
    };
  }

  private Severity severity(YamlNode.Mapping document) {
    String level = text(document, "level").toLowerCase(Locale.ROOT);
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(level)) {
        return severity;
      }
    }
    if (!level.isEmpty()) {
      notices.accept(new Fault.Remark(document.lineOf("level"), "sigma.level", level));
    }
    return Severity.INFORMATIONAL;
  }

  private static String text(YamlNode.Mapping document, String key) {
    String text = document.text(key);
    return text == null ? "" : text.strip();
  }

  /// The texts of a list, or the one text that stands where a list could.
  static List<String> texts(@Nullable YamlNode node) {
    List<String> texts = new ArrayList<>();
    if (node instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
      texts.add(scalar.text().strip());
    } else if (node instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
          texts.add(scalar.text().strip());
        }
      }
    }
    return texts;
  }

  private static List<String> attackTags(YamlNode.Mapping document) {
    return texts(document.get("tags")).stream()
        .map(tag -> tag.toLowerCase(Locale.ROOT))
        .filter(tag -> tag.startsWith("attack."))
        .map(tag -> tag.substring("attack.".length()))
        .distinct()
        .toList();
  }

  private static List<Technique> techniques(YamlNode.Mapping document) {
    return attackTags(document).stream()
        .map(tag -> tag.toUpperCase(Locale.ROOT))
        .filter(Technique::valid)
        .map(Technique::new)
        .toList();
  }

  private static List<String> tactics(YamlNode.Mapping document) {
    return attackTags(document).stream()
        .map(tag -> tag.replace('_', '-'))
        .filter(tag -> tag.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z')))
        .toList();
  }

  private static Guidance guidance(YamlNode.Mapping document) {
    YamlNode node = document.get("shirube");
    if (node == null) {
      return Guidance.NONE;
    }
    if (!(node instanceof YamlNode.Mapping block)) {
      throw Fault.at(node.line(), "sigma.guidance", "shirube");
    }
    return new Guidance(
        both(block, "title"),
        both(block, "explanation"),
        both(block, "harmless"),
        both(block, "question"));
  }

  private static @Nullable Text both(YamlNode.Mapping block, String key) {
    YamlNode node = block.get(key);
    if (node == null) {
      return null;
    }
    String ja = node instanceof YamlNode.Mapping mapping ? mapping.text("ja") : null;
    String en = node instanceof YamlNode.Mapping mapping ? mapping.text("en") : null;
    if (ja == null || en == null || ja.isBlank() || en.isBlank()) {
      throw Fault.at(block.lineOf(key), "sigma.guidance", key);
    }
    return new Text(ja.strip(), en.strip());
  }

  /// SHA-256 over what the document says; layout and comments do not count.
  private static String hash(YamlNode.Mapping document) {
    MessageDigest digest = Digests.sha256();
    add(digest, document);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, YamlNode node) {
    switch (node) {
      case YamlNode.Scalar scalar -> {
        part(digest, scalar.kind() == YamlNode.Kind.STRING ? "text" : "plain");
        part(digest, scalar.text());
      }
      case YamlNode.Sequence sequence -> {
        part(digest, "list " + sequence.items().size());
        sequence.items().forEach(item -> add(digest, item));
      }
      case YamlNode.Mapping mapping -> {
        part(digest, "map " + mapping.entries().size());
        for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
          part(digest, entry.getKey());
          add(digest, entry.getValue());
        }
      }
    }
  }

  private static void part(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Digests.update(digest, bytes, 0, bytes.length);
  }

  private static String derivedId(String hash) {
    return String.join(
        "-",
        hash.substring(0, 8),
        hash.substring(8, 12),
        hash.substring(12, 16),
        hash.substring(16, 20),
        hash.substring(20, 32));
  }
}
