// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Makes events by chance of the words that {@link RuleMaker} uses: values of every type, spelled
/// in every way, some of them broken; fields more than once; records kept, with values in them or
/// not.
final class EventMaker {
  private static final String[] PATHS = {
    "process.file.path",
    "process.file.name",
    "process.cmd_line",
    "user.name",
    "metadata.log_name",
    "metadata.event_code",
    "device.os.type"
  };
  private static final String[] ROUTES = {
    "Security", "security", "Windows", "windows", "KERNEL-PnP", "\u212aernel", "System"
  };
  private static final String[] SOURCES = {"apache-access", "APACHE", "iis", "nginx", ""};
  private static final EventClass[] CLASSES = {
    EventClass.BASE_EVENT,
    EventClass.BASE_EVENT,
    EventClass.PROCESS_ACTIVITY,
    EventClass.HTTP_ACTIVITY
  };
  private static final List<ValueType> TYPES = List.of(ValueType.values());

  private final Random random;

  EventMaker(Random random) {
    this.random = random;
  }

  /// Fills a batch with one new event.
  Event next(EventBatch batch) {
    batch.clear();
    batch.beginEvent();
    batch.setClass(0, CLASSES[random.nextInt(CLASSES.length)], random.nextInt(3));
    batch.setSource(0, batch.names().intern(SOURCES[random.nextInt(SOURCES.length)]));
    batch.setInput(0, batch.names().intern("input" + random.nextInt(3)));
    int record = random.nextInt(3);
    int from = batch.sizeBytes();
    for (int count = random.nextInt(10); count > 0; count--) {
      if (record == 1) {
        write(batch, "\"f\":\"");
      }
      add(batch, record == 1);
      if (record == 1) {
        write(batch, "\",");
      }
    }
    if (record == 1) {
      batch.setRecord(0, from, batch.sizeBytes() - from);
    } else if (record == 2 && random.nextBoolean()) {
      byte[] line = value().getBytes(StandardCharsets.UTF_8);
      batch.setRecord(0, batch.appendBytes(line, 0, line.length), line.length);
    }
    return new Event().on(batch, 0);
  }

  private static void write(EventBatch batch, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    batch.appendBytes(bytes, 0, bytes.length);
  }

  private void add(EventBatch batch, boolean plain) {
    boolean catalogue = random.nextInt(3) == 0;
    String path = PATHS[random.nextInt(PATHS.length)];
    boolean route = catalogue && (path.startsWith("metadata.log") || path.startsWith("device"));
    String text = route ? ROUTES[random.nextInt(ROUTES.length)] : value();
    ValueType type = route ? ValueType.TEXT : type(plain);
    byte[] bytes = bytes(type, text);
    int name = catalogue && random.nextBoolean() ? FieldNames.NONE : batch.names().intern(name());
    int entry = batch.add(name, type, bytes, 0, bytes.length);
    if (catalogue) {
      batch.setField(entry, FieldCatalogue.require(path).id());
    }
    if (random.nextInt(8) == 0) {
      batch.addFlags(entry, EntryFlag.SPLIT);
    }
    if (random.nextInt(6) == 0) {
      batch.setElement(entry, 1 + random.nextInt(3));
    }
  }

  private String name() {
    return switch (random.nextInt(12)) {
      case 0 -> "Some Name";
      case 1 -> "Other" + random.nextInt(5);
      case 2 -> "image";
      default -> RuleMaker.FIELDS.get(random.nextInt(RuleMaker.FIELDS.size()));
    };
  }

  /// @param plain whether it has to be one that can lie in a record of text
  private ValueType type(boolean plain) {
    return switch (random.nextInt(plain ? 6 : 10)) {
      case 0, 1 -> ValueType.TEXT;
      case 2, 3, 4 -> ValueType.TEXT_JSON;
      case 5 -> random.nextBoolean() ? ValueType.INTEGER : ValueType.NULL;
      case 6, 7 -> ValueType.TEXT_UTF16;
      default -> TYPES.get(random.nextInt(TYPES.size()));
    };
  }

  String value() {
    if (random.nextInt(70) == 0) {
      return "ab".repeat(6_000) + RuleMaker.WORDS.get(random.nextInt(RuleMaker.WORDS.size()));
    }
    StringBuilder value = new StringBuilder();
    for (int parts = random.nextInt(4); parts > 0; parts--) {
      String word = RuleMaker.WORDS.get(random.nextInt(RuleMaker.WORDS.size()));
      switch (random.nextInt(7)) {
        case 0 -> value.append(word.toUpperCase(Locale.ROOT));
        case 1 -> value.append(word).append(word);
        case 2 -> value.append("*\\?-/\u2013\u2014".charAt(random.nextInt(7)));
        case 3 -> value.append(word, 0, word.length() / 2);
        default -> value.append(word);
      }
    }
    return value.toString();
  }

  private byte[] bytes(ValueType type, String text) {
    boolean broken = random.nextInt(12) == 0;
    byte[] bytes =
        switch (type) {
          case NULL -> new byte[0];
          case TEXT -> text.getBytes(StandardCharsets.UTF_8);
          case TEXT_UTF16 -> text.getBytes(StandardCharsets.UTF_16LE);
          case TEXT_JSON -> escape(text, random, broken).getBytes(StandardCharsets.UTF_8);
          case BINARY, PROCESS_KEY ->
              text.substring(0, Math.min(16, text.length())).getBytes(StandardCharsets.UTF_8);
          case INTEGER, DECIMAL, BOOLEAN, TIME -> digits();
        };
    if (broken && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, bytes.length - 1);
    }
    return bytes;
  }

  private byte[] digits() {
    String[] texts = {
      "42", "13", "-7", "0", "1709211900", "4.2E1", "true", "042", "99999999999999999999"
    };
    return texts[random.nextInt(texts.length)].getBytes(StandardCharsets.US_ASCII);
  }

  /// Spells a text with JSON's escapes.
  ///
  /// @param lone whether halves of surrogate pairs and escapes that are none may come in
  static String escape(String text, Random random, boolean lone) {
    StringBuilder escaped = new StringBuilder();
    boolean many = random.nextInt(4) == 0 && text.length() < 1000;
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      switch (c) {
        case '"', '\\' -> escaped.append('\\').append(c);
        case '/' -> escaped.append(random.nextBoolean() ? "\\/" : "/");
        case '\t' -> escaped.append("\\t");
        default -> {
          if (c < ' ' || (many && random.nextInt(3) == 0)) {
            escaped.append(
                String.format(Locale.ROOT, random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    if (lone) {
      String[] odd = {
        "\\ud83d", "\\ude00", "\\x", "\\", "\\u12", "\\ud83d\\ude00", "\\u212a", "\\u0000"
      };
      escaped.append(odd[random.nextInt(odd.length)]);
    }
    return escaped.toString();
  }
}
