// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Nearest;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.enrich.Network;
import dev.shirube.enrich.NetworkSettings;
import dev.shirube.event.Severity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads shirube.yaml. Every mistake is found in one go, each with its line and what to write
/// instead; a key of an earlier release is answered with the one that took its place.
public final class SettingsReader {
  /// Keys in the order in which docs/reference/settings.md and the template have them.
  public static final List<String> KEYS =
      List.of(
          "language",
          "data",
          "inbox",
          "zone",
          "encoding",
          "minimum-level",
          "workers",
          "listen",
          "syslog-port",
          "relp-port",
          "bulk-port",
          "agent-port",
          "agent-certificate-minutes",
          "api-port",
          "keep-days",
          "syslog-tls-port",
          "relp-tls-port",
          "bulk-tls-port",
          "api-tls",
          "api-listen",
          "tls-certificate",
          "tls-key",
          "networks",
          "records",
          "placeholders");

  private static final int MOST_WORKERS = 256;
  private static final int MOST_PORT = 65_535;
  private static final int MOST_DAYS = 36_500;
  private static final int MOST_MINUTES = 90 * 24 * 60;

  /// Keys that are no longer read, and the key to use now.
  public static final Map<String, String> RETIRED = Map.of("lang", "language", "timezone", "zone");

  private final String file;
  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();

  private SettingsReader(Path file) {
    this.file = file.toString();
    Path parent = file.toAbsolutePath().getParent();
    this.folder = parent == null ? file : parent;
  }

  /// What reading gave: the settings as far as they are right, and every mistake.
  public record Loaded(Settings settings, List<Problem> problems) {
    public Loaded {
      problems = List.copyOf(problems);
    }
  }

  /// Reads a settings file.
  ///
  /// @param standard what holds where the file says nothing
  public static Loaded read(Path file, Settings standard) throws IOException {
    SettingsReader reader = new SettingsReader(file);
    Yaml.Documents read = Yaml.read(reader.file, Files.readAllBytes(file));
    reader.problems.addAll(read.problems());
    Settings settings = standard;
    if (read.documents().size() > 1) {
      reader.mistake(read.documents().get(1).line(), "settings.documents");
    } else if (!read.documents().isEmpty()) {
      if (read.documents().getFirst() instanceof YamlNode.Mapping mapping) {
        reader.checkKeys(mapping);
        settings = reader.settings(mapping, standard);
      } else {
        reader.mistake(read.documents().getFirst().line(), "settings.shape");
      }
    }
    return new Loaded(settings, reader.problems);
  }

  /// The settings with a zone and an encoding that the command line gives.
  ///
  /// @throws Wrong with both mistakes if both are wrong
  public static Settings override(
      Settings settings, @Nullable String zone, @Nullable String encoding) {
    SettingsReader reader = new SettingsReader(settings.data());
    Settings changed =
        new Settings(
            settings.language(),
            settings.data(),
            settings.inbox(),
            zone == null ? settings.zone() : reader.zone(0, zone, settings.zone()),
            encoding == null
                ? settings.encoding()
                : reader.encoding(0, encoding, settings.encoding()),
            settings.minimumLevel(),
            settings.workers(),
            settings.recording(),
            settings.networks(),
            settings.records(),
            settings.placeholders());
    if (!reader.problems.isEmpty()) {
      throw new Wrong(Wrong.ExitCode.USAGE, reader.problems);
    }
    return changed;
  }

  private void checkKeys(YamlNode.Mapping mapping) {
    for (String key : mapping.entries().keySet()) {
      String now = RETIRED.get(key);
      if (now != null) {
        mistake(mapping.lineOf(key), "settings.retired", key, now);
      } else if (!KEYS.contains(key)) {
        mistake(
            mapping.lineOf(key),
            "settings.unknown",
            key,
            Nearest.to(key, KEYS),
            String.join(", ", KEYS));
      }
    }
  }

  private Settings settings(YamlNode.Mapping mapping, Settings standard) {
    Language language = language(mapping, standard.language());
    Settings byLanguage =
        language == standard.language()
            ? standard
            : Settings.standard(folder, language, standard.zone());
    Path data = path(mapping, "data", byLanguage.data());
    Path inbox = path(mapping, "inbox", data.resolve("inbox"));
    return new Settings(
        language,
        data,
        inbox,
        zone(mapping, byLanguage.zone()),
        encoding(mapping, byLanguage.encoding()),
        level(mapping, byLanguage.minimumLevel()),
        number(mapping, "workers", 1, MOST_WORKERS, byLanguage.workers()),
        recording(mapping, byLanguage.recording()),
        networks(mapping),
        records(mapping),
        placeholders(mapping));
  }

  /// The text of a key; null if it is absent or, after telling so, no text.
  private @Nullable String text(YamlNode.Mapping mapping, String key) {
    if (mapping.get(key) == null) {
      return null;
    }
    String text = mapping.text(key);
    if (text == null || text.isBlank()) {
      mistake(mapping.lineOf(key), "settings.text", key);
      return null;
    }
    return text.strip();
  }

  private Language language(YamlNode.Mapping mapping, Language standard) {
    String text = text(mapping, "language");
    if (text == null) {
      return standard;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "ja" -> Language.JA;
      case "en" -> Language.EN;
      default -> {
        mistake(mapping.lineOf("language"), "settings.language", text);
        yield standard;
      }
    };
  }

  private Path path(YamlNode.Mapping mapping, String key, Path standard) {
    String text = text(mapping, key);
    if (text == null) {
      return standard;
    }
    try {
      return folder.resolve(text);
    } catch (InvalidPathException _) {
      mistake(mapping.lineOf(key), "settings.path", key, text);
      return standard;
    }
  }

  private ZoneId zone(YamlNode.Mapping mapping, ZoneId standard) {
    String text = text(mapping, "zone");
    return text == null ? standard : zone(mapping.lineOf("zone"), text, standard);
  }

  private ZoneId zone(int line, String text, ZoneId standard) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException _) {
      mistake(
          line,
          "settings.zone",
          text,
          Nearest.to(text, new TreeSet<>(ZoneId.getAvailableZoneIds())));
      return standard;
    }
  }

  private Charset encoding(YamlNode.Mapping mapping, Charset standard) {
    String text = text(mapping, "encoding");
    return text == null ? standard : encoding(mapping.lineOf("encoding"), text, standard);
  }

  private Charset encoding(int line, String text, Charset standard) {
    try {
      return Charset.forName(text);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
      mistake(line, "settings.encoding", text);
      return standard;
    }
  }

  private Severity level(YamlNode.Mapping mapping, Severity standard) {
    String text = text(mapping, "minimum-level");
    if (text == null) {
      return standard;
    }
    for (Severity severity : Severity.values()) {
      if (severity.word().equalsIgnoreCase(text)) {
        return severity;
      }
    }
    mistake(mapping.lineOf("minimum-level"), "settings.level", text);
    return standard;
  }

  private RecordingPlan recording(YamlNode.Mapping mapping, RecordingPlan standard) {
    return new RecordingPlan(
        address(mapping, "listen", standard.listen()),
        number(mapping, "syslog-port", 0, MOST_PORT, standard.syslog()),
        number(mapping, "relp-port", 0, MOST_PORT, standard.relp()),
        number(mapping, "bulk-port", 0, MOST_PORT, standard.bulk()),
        number(mapping, "agent-port", 0, MOST_PORT, standard.agents()),
        number(mapping, "api-port", 1, MOST_PORT, standard.api()),
        number(mapping, "keep-days", 1, MOST_DAYS, standard.keepDays()),
        number(
            mapping, "agent-certificate-minutes", 1, MOST_MINUTES, standard.certificateMinutes()),
        secured(mapping, standard.secured()));
  }

  private RecordingPlan.Secured secured(YamlNode.Mapping mapping, RecordingPlan.Secured standard) {
    boolean api = truth(mapping, "api-tls", standard.api());
    String apiListen = address(mapping, "api-listen", standard.apiListen());
    if (!api && !InetAddress.ofLiteral(apiListen).isLoopbackAddress()) {
      mistake(mapping.lineOf("api-listen"), "settings.api.plain", apiListen);
    }
    Path certificate = file(mapping, "tls-certificate");
    Path key = file(mapping, "tls-key");
    if ((certificate == null) != (key == null)) {
      String there = certificate == null ? "tls-key" : "tls-certificate";
      String missing = certificate == null ? "tls-certificate" : "tls-key";
      mistake(mapping.lineOf(there), "settings.tls.pair", there, missing);
    }
    return new RecordingPlan.Secured(
        number(mapping, "syslog-tls-port", 0, MOST_PORT, standard.syslog()),
        number(mapping, "relp-tls-port", 0, MOST_PORT, standard.relp()),
        number(mapping, "bulk-tls-port", 0, MOST_PORT, standard.bulk()),
        api,
        apiListen,
        certificate,
        key);
  }

  private @Nullable Path file(YamlNode.Mapping mapping, String key) {
    return mapping.get(key) == null ? null : path(mapping, key, folder);
  }

  private @Nullable RecordsPlan records(YamlNode.Mapping mapping) {
    YamlNode node = mapping.get("records");
    return node == null ? null : RecordsPlan.read(node, folder, this::mistake);
  }

  /// An address of this machine, as numbers.
  private String address(YamlNode.Mapping mapping, String key, String standard) {
    String text = text(mapping, key);
    if (text == null) {
      return standard;
    }
    try {
      return InetAddress.ofLiteral(text).getHostAddress();
    } catch (IllegalArgumentException _) {
      mistake(mapping.lineOf(key), "settings.address", key, text);
      return standard;
    }
  }

  private boolean truth(YamlNode.Mapping mapping, String key, boolean standard) {
    String text = text(mapping, key);
    if (text == null) {
      return standard;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> {
        mistake(mapping.lineOf(key), "settings.truth", key, text);
        yield standard;
      }
    };
  }

  private int number(YamlNode.Mapping mapping, String key, int least, int most, int standard) {
    String text = text(mapping, key);
    if (text == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    mistake(mapping.lineOf(key), "settings.number", key, text, least, most);
    return standard;
  }

  private List<Network> networks(YamlNode.Mapping mapping) {
    YamlNode node = mapping.get("networks");
    return node == null ? List.of() : NetworkSettings.read(node, this::mistake);
  }

  private Map<String, List<String>> placeholders(YamlNode.Mapping mapping) {
    YamlNode node = mapping.get("placeholders");
    if (node == null) {
      return Map.of();
    }
    Map<String, List<String>> placeholders = new LinkedHashMap<>();
    if (node instanceof YamlNode.Mapping names) {
      names.entries().forEach((name, values) -> placeholders.put(name, values(name, values)));
    } else {
      mistake(mapping.lineOf("placeholders"), "settings.placeholders", "placeholders");
    }
    return placeholders;
  }

  private List<String> values(String name, YamlNode node) {
    List<YamlNode> items =
        node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node);
    List<String> values = new ArrayList<>();
    for (YamlNode item : items) {
      if (item instanceof YamlNode.Scalar scalar) {
        values.add(scalar.text());
      } else {
        mistake(item.line(), "settings.placeholders", name);
      }
    }
    return values;
  }

  private void mistake(int line, String id, Object... facts) {
    problems.add(new Problem(file, line, Message.of(id, facts), Message.of(id + ".advice", facts)));
  }
}
