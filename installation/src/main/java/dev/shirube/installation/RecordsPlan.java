// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Mistakes;
import dev.shirube.catalog.Nearest;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.YamlNode;
import dev.shirube.records.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server that keeps the records in place of the file of the data folder.
///
/// @param url jdbc:postgresql://host:port/database
/// @param user who signs in there
/// @param passwordFile the file whose first line is the password; null where none is needed
/// @param connections how many at most
public record RecordsPlan(String url, String user, @Nullable Path passwordFile, int connections) {
  private static final String DRIVER = "jdbc:";
  private static final String SCHEME = "postgresql://";
  private static final int USUAL_CONNECTIONS = 8;
  private static final int MOST_CONNECTIONS = 100;
  private static final List<String> KEYS = List.of("url", "user", "password-file", "connections");

  /// Reads what stands below the key `records`, and tells every mistake.
  ///
  /// @param folder where relative paths start from
  /// @return null if it cannot be used
  static @Nullable RecordsPlan read(YamlNode node, Path folder, Mistakes mistakes) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      mistakes.at(node.line(), "settings.records");
      return null;
    }
    for (String key : mapping.entries().keySet()) {
      if (!KEYS.contains(key)) {
        String nearest = Nearest.to(key, KEYS);
        mistakes.at(mapping.lineOf(key), "settings.unknown", key, nearest, String.join(", ", KEYS));
      }
    }
    String url = url(mapping, mistakes);
    String user = mapping.text("user");
    if (user == null || user.isBlank()) {
      mistakes.at(
          mapping.get("user") == null ? node.line() : mapping.lineOf("user"),
          "settings.records.user");
    }
    Path file = passwordFile(mapping, folder, mistakes);
    int connections = connections(mapping, mistakes);
    return url == null || user == null ? null : new RecordsPlan(url, user, file, connections);
  }

  private static @Nullable String url(YamlNode.Mapping mapping, Mistakes mistakes) {
    String said = mapping.text("url");
    String url =
        said == null ? "" : said.startsWith(DRIVER) ? said.substring(DRIVER.length()) : said;
    int line = mapping.get("url") == null ? mapping.line() : mapping.lineOf("url");
    int slash = url.indexOf('/', SCHEME.length());
    if (!url.startsWith(SCHEME) || slash < 0 || slash == url.length() - 1) {
      mistakes.at(line, "settings.records.url");
      return null;
    }
    if (url.substring(0, slash).contains("@") || url.contains("password=")) {
      mistakes.at(line, "settings.records.secret");
      return null;
    }
    return DRIVER + url;
  }

  private static @Nullable Path passwordFile(
      YamlNode.Mapping mapping, Path folder, Mistakes mistakes) {
    if (mapping.get("password-file") == null) {
      return null;
    }
    String text = mapping.text("password-file");
    int line = mapping.lineOf("password-file");
    if (text == null || text.isBlank()) {
      mistakes.at(line, "settings.text", "password-file");
      return null;
    }
    try {
      return folder.resolve(text.strip());
    } catch (InvalidPathException _) {
      mistakes.at(line, "settings.path", "password-file", text);
      return null;
    }
  }

  private static int connections(YamlNode.Mapping mapping, Mistakes mistakes) {
    String text = mapping.text("connections");
    if (mapping.get("connections") == null) {
      return USUAL_CONNECTIONS;
    }
    try {
      int number = Integer.parseInt(String.valueOf(text));
      if (number >= 2 && number <= MOST_CONNECTIONS) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    mistakes.at(
        mapping.lineOf("connections"),
        "settings.number",
        "connections",
        String.valueOf(text),
        2,
        MOST_CONNECTIONS);
    return USUAL_CONNECTIONS;
  }

  /// Where the records are.
  ///
  /// @throws Wrong if the password cannot be read
  Place place() {
    Path file = passwordFile;
    try {
      String password = file == null ? "" : Files.readString(file).lines().findFirst().orElse("");
      return new Place.Server(url, user, password.strip(), connections);
    } catch (IOException e) {
      String reason = e.getClass().getSimpleName();
      Message what = Message.of("settings.records.password", reason);
      Message advice = Message.of("settings.records.password.advice", reason);
      throw new Wrong(
          Wrong.ExitCode.USAGE, List.of(new Problem(String.valueOf(file), 0, what, advice)));
    }
  }
}
