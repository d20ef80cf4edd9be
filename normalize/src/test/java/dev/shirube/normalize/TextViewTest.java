// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Views show the bytes of what the event's own text says, and find in them what texts find.
class TextViewTest {
  private static final long SEED = 11;
  private static final String[] PARTS = {
    "\\\\", "\\n", "\\u0041", "\\u65e5", "\\ud800", "\\u12", "\\x", "\\", "C:", "日本", "a", "b", ".",
    "=", "abc"
  };

  @Test
  void showsWhatTheTextSays() {
    Random random = new Random(SEED);
    TextView view = new TextView();
    int own = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder made = new StringBuilder();
      for (int part = random.nextInt(12); part > 0; part--) {
        made.append(PARTS[random.nextInt(PARTS.length)]);
      }
      byte[] bytes = made.toString().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0 && random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) 0xe3;
      }
      ValueType type = random.nextBoolean() ? ValueType.TEXT_JSON : ValueType.TEXT;
      type = random.nextInt(4) == 0 ? ValueType.TEXT_UTF16 : type;
      if (type == ValueType.TEXT_UTF16) {
        bytes = made.toString().getBytes(StandardCharsets.UTF_16LE);
      }
      Event event = event(type, bytes);
      byte[] expected = event.text(0).getBytes(StandardCharsets.UTF_8);
      String text = new String(expected, StandardCharsets.UTF_8);
      view.repaired(event, 0);
      assertThat(view.text()).as("seed %s: %s", SEED, made).isEqualTo(text);
      if (view.isAscii()) {
        finds(view, text);
      }
      own += view.isInBatch() ? 0 : 1;
    }
    assertThat(own).isBetween(5_000, 15_000);
  }

  private static void finds(TextView view, String text) {
    byte[] abc = "abc".getBytes(StandardCharsets.UTF_8);
    assertThat(view.find('.', 0)).isEqualTo(text.indexOf('.'));
    assertThat(view.findLast('\\')).isEqualTo(text.lastIndexOf('\\'));
    assertThat(view.find(abc)).isEqualTo(text.indexOf("abc"));
    assertThat(view.findLast(abc)).isEqualTo(text.lastIndexOf("abc"));
    int start = view.stripped(0, view.length());
    assertThat(view.text(start, view.strippedEnd(start, view.length()))).isEqualTo(text.strip());
  }

  private static Event event(ValueType type, byte[] bytes) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    batch.add(batch.names().intern("v"), type, bytes, 0, bytes.length);
    return new Event().on(batch, 0);
  }
}
