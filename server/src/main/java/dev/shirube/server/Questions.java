// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.api.Enclosed;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.event.Timestamps;
import dev.shirube.installation.Wrong;
import dev.shirube.query.QueryLimits;
import dev.shirube.query.QueryReader;
import dev.shirube.query.Question;
import dev.shirube.query.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads questions that people write on the command line.
record Questions(Session session) {
  private static final int MOST_LIST = 8 << 20;

  /// A question, and how it is sent to another process: with the lists that it names.
  record Read(Question question, String sent) {}

  /// Reads a question.
  ///
  /// @throws Wrong with the place of the mistake
  Read read(String text) throws IOException {
    return read(text, QueryLimits.USUAL);
  }

  /// Reads a question.
  ///
  /// @param limits how much it may ask for
  /// @throws Wrong with the place of the mistake
  Read read(String text, QueryLimits limits) throws IOException {
    long now = Timestamps.nanosOf(session.surroundings().clock().instant());
    Setting usual = Setting.of(now, session.settings().zone());
    Map<String, String> files = new LinkedHashMap<>();
    Listed lists = new Listed(session, files);
    Setting setting = new Setting(usual.now(), usual.zone(), usual.names(), lists, limits);
    return switch (QueryReader.read(text, setting)) {
      case QueryReader.Outcome.Ready(Question question) ->
          new Read(question, files.isEmpty() ? text : new Enclosed(text, files).body());
      case QueryReader.Outcome.Refused refused -> throw mistake(text, refused);
    };
  }

  private static Wrong mistake(String text, QueryReader.Outcome.Refused refused) {
    int from = Math.clamp(refused.fault().position(), 0, text.length());
    String place = text.substring(0, from) + "⟨!⟩" + text.substring(from);
    return new Wrong(
        Wrong.ExitCode.USAGE,
        List.of(new Problem(place, 0, refused.fault().what(), advice(refused))));
  }

  private static Message advice(QueryReader.Outcome.Refused refused) {
    List<String> suggestions = refused.fault().suggestions();
    return suggestions.isEmpty()
        ? refused.fault().advice()
        : Message.of("recorder.perhaps", String.join(", ", suggestions));
  }

  /// Lists of texts in files, which questions name by @file.
  ///
  /// @param files what was named, with what is in it
  private record Listed(Session session, Map<String, String> files) implements Setting.Lists {
    @Override
    public @Nullable Collection<String> find(String name) {
      Path file = session.path(name);
      try {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_LIST) {
          return null;
        }
        String content = Files.readString(file);
        files.put(name, content);
        return content.lines().filter(line -> !line.isBlank()).toList();
      } catch (IOException _) {
        return null;
      }
    }

    @Override
    public Collection<String> names() {
      return List.of();
    }
  }
}
