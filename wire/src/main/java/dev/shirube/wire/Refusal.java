// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.ArrayList;
import java.util.List;

/// The body of every answer but 200: the id of a text in content/messages, and its facts.
public record Refusal(String id, List<String> facts) {
  private static final int MOST_FACTS = 16;

  public Refusal {
    facts = List.copyOf(facts);
  }

  /// What could not be read, as a refusal.
  public static Refusal of(WireException wrong) {
    return new Refusal(wrong.id(), wrong.facts());
  }

  /// The body.
  public byte[] bytes() {
    List<Json> items = new ArrayList<>();
    facts.forEach(fact -> items.add(new Json.Text(fact)));
    return new Json.Members().with("id", id).with("facts", new Json.Items(items)).bytes();
  }

  /// Reads a body. A proxy on the way may answer anything: then the id is empty.
  public static Refusal read(byte[] body) {
    try {
      Json.Members from = JsonReader.read(body, Protocol.MOST_ANSWER_BYTES);
      List<String> facts = new ArrayList<>();
      for (Json fact : from.items("facts", MOST_FACTS)) {
        facts.add(Json.text(fact, "facts", AgentHost.LONGEST * 4));
      }
      return new Refusal(from.text("id", 64), facts);
    } catch (WireException _) {
      return new Refusal("", List.of());
    }
  }
}
