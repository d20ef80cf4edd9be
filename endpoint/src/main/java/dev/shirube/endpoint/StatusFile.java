// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.agent.AgentStatus;
import dev.shirube.catalog.Message;
import dev.shirube.export.VisibleText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// How a running agent is, in a file of its folder, for who asks from another process: a message a
/// line, its id and its facts with tabs between, so that it is told in the language of who reads.
final class StatusFile {
  static final String NAME = "status.txt";

  private static final int MOST = 1_000;

  private StatusFile() {}

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// What there is to say.
  static List<Message> messages(AgentStatus status) {
    List<Message> all = new ArrayList<>();
    all.add(
        Message.of(
            "machine.status",
            count(status.recorded()),
            count(status.sent()),
            count(status.spool().bytes()),
            count(status.evicted())));
    status
        .sensors()
        .forEach(sensor ->
            all.add(
                Message.of(
                    "machine.sensor", sensor.name(), count(sensor.seen()), count(sensor.lost()))));
    status.problems().forEach(problem -> all.add(problem.what()));
    return all;
  }

  /// Writes it in the place of what was there.
  static void write(Path folder, List<Message> messages) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Message message : messages) {
      StringJoiner line = new StringJoiner("\t", "", "\n");
      line.add(message.id());
      message.arguments().forEach(fact -> line.add(VisibleText.of(fact)));
      text.append(line);
    }
    Files.writeString(folder.resolve(NAME), text);
  }

  /// Reads what was written; lines that are none are left out.
  static List<Message> read(Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(NAME));
    List<Message> messages = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().limit(MOST).toList()) {
      List<String> parts = parts(line);
      if (!parts.getFirst().isEmpty()) {
        List<String> facts = parts.subList(1, parts.size()).stream().map(VisibleText::of).toList();
        messages.add(new Message(VisibleText.of(parts.getFirst()), facts));
      }
    }
    return messages;
  }

  private static List<String> parts(String line) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', from)) {
      parts.add(line.substring(from, tab));
      from = tab + 1;
    }
    parts.add(line.substring(from));
    return parts;
  }
}
