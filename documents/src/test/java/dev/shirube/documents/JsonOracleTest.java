// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Every valid document gives the values that Jackson finds in it, in its order.
class JsonOracleTest {
  private static final int DOCUMENTS = 25_000;
  private static final long SEED = 7;

  @Test
  void agreesWithJackson() {
    RandomJson writer = new RandomJson(new Random(SEED));
    StringBuilder text = new StringBuilder();
    List<String> documents = new ArrayList<>();
    for (int count = 0; count < DOCUMENTS; count++) {
      documents.add(writer.object());
      text.append(documents.getLast()).append(count % 3 == 0 ? "\n" : "");
    }
    for (JsonFormat format : JsonStagesTest.formats()) {
      assertThat(agrees(Reading.of(format, text.toString()), documents))
          .isEqualTo(writer.leaves())
          .isGreaterThan(DOCUMENTS);
    }
  }

  private static long agrees(Reading read, List<String> documents) {
    assertThat(read.told()).isEmpty();
    assertThat(read.batch.count()).isEqualTo(DOCUMENTS);
    assertThat(read.records()).isEqualTo(documents);
    long leaves = 0;
    for (int index = 0; index < DOCUMENTS; index++) {
      List<String> found = leaves(new Event().on(read.batch, index));
      assertThat(found)
          .as("seed %s, %s", SEED, documents.get(index))
          .isEqualTo(jackson(documents.get(index)));
      leaves += found.size();
    }
    return leaves;
  }

  /// The values that hold no others, as path=text.
  private static List<String> leaves(Event event) {
    List<String> leaves = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      if ((event.flags(entry) & EntryFlag.SPLIT) == 0) {
        leaves.add(event.nameText(entry) + "=" + event.text(entry));
      }
    }
    return leaves;
  }

  private static List<String> jackson(String document) {
    List<String> leaves = new ArrayList<>();
    Deque<String> path = new ArrayDeque<>();
    Deque<Integer> sizes = new ArrayDeque<>();
    String name = "";
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), document)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME) {
          String parent = path.element();
          name = (path.size() == 1 ? "" : parent + ".") + parser.currentName();
        } else if (token.isStructStart()) {
          path.push(name);
          sizes.push(leaves.size());
        } else if (token.isStructEnd()) {
          name = path.pop();
          if (sizes.pop() == leaves.size() && !path.isEmpty()) {
            leaves.add(name + "=" + (token == JsonToken.END_OBJECT ? "{}" : "[]"));
          }
        } else {
          leaves.add(name + "=" + (token == JsonToken.VALUE_NULL ? "" : parser.getString()));
        }
      }
    }
    return leaves;
  }
}
