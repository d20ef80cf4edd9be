// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/// Makes events of every kind the tape can hold, the same for the same seed.
final class EventGenerator {
  static final TenantId TENANT = new TenantId("acme");
  static final List<String> NAMES =
      List.of(
          "Image",
          "image",
          "CommandLine",
          "User",
          "IpAddress",
          "Hashes",
          "ProcessGuid",
          "Id",
          "UtcTime",
          "Data",
          "ロール",
          "x",
          "Étiquette");
  static final List<String> PATHS =
      List.of(
          "process.cmd_line",
          "process.uid",
          "src_endpoint.ip",
          "actor.user.name",
          "process.pid",
          "metadata.event_code",
          "device.hostname",
          "file.path");

  private final SplittableRandom random;
  private long clock = 1_790_000_000_000_000_000L;

  EventGenerator(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int end) {
    return random.nextInt(end);
  }

  <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  void add(EventBatch batch) {
    int event = batch.beginEvent();
    clock +=
        random.nextInt(5) == 0 ? -random.nextLong(90_000_000_000L) : random.nextLong(2_000_000);
    TimeSource source = TimeSource.values()[below(TimeSource.values().length)];
    batch.setTime(event, clock, source, below(4) == 0 ? TimeFlag.CLAMPED : 0);
    batch.setReceived(event, below(5) == 0 ? 0 : clock + random.nextLong(1_000_000_000L));
    batch.setClass(event, EventClass.values()[below(6)], below(4) == 0 ? -1 : below(5));
    batch.setSource(event, batch.names().intern("source-" + below(3)));
    batch.setInput(event, batch.names().intern("C:\\logs\\" + below(4) + ".evtx"));
    batch.setPosition(event, below(10) == 0 ? random.nextLong() : event * 3L);
    if (below(5) == 0) {
      batch.setId(event, new EventId(below(3), random.nextLong()));
    } else {
      batch.setId(event, new EventId(random.nextLong(), random.nextLong()));
    }
    int kind = below(12);
    int entries = kind == 0 ? 0 : kind == 1 ? 1 + below(40) : 3 + kind;
    for (int index = 0; index < entries; index++) {
      entry(batch, kind < 2 ? below(NAMES.size()) : index % NAMES.size(), kind);
    }
    if (below(3) == 0) {
      byte[] record = text(0).getBytes(StandardCharsets.UTF_8);
      if (record.length > 0) {
        batch.setRecord(event, batch.appendBytes(record, 0, record.length), record.length);
      }
    }
  }

  private void entry(EventBatch batch, int name, int kind) {
    int number = below(30) == 0 ? 0 : batch.names().intern(NAMES.get(name));
    ValueType type = below(6) == 0 ? one(List.of(ValueType.values())) : usual(name);
    byte[] value = value(type, name);
    int entry = batch.add(number, type, value, 0, value.length);
    if (name < PATHS.size() && below(8) != 0) {
      batch.setField(entry, FieldCatalogue.require(PATHS.get((name + kind) % PATHS.size())).id());
    }
    if (below(20) == 0) {
      batch.addFlags(entry, one(List.of(EntryFlag.DERIVED, EntryFlag.SPLIT, 8 | 2)));
    }
    if (below(10) == 0) {
      batch.setElement(entry, 1 + below(3));
    }
    if (below(25) == 0) {
      batch.setName(entry, batch.names().intern("renamed"));
    }
  }

  private static ValueType usual(int name) {
    return switch (name) {
      case 0 -> ValueType.TEXT_UTF16;
      case 2 -> ValueType.TEXT_JSON;
      case 6 -> ValueType.PROCESS_KEY;
      case 7 -> ValueType.INTEGER;
      default -> ValueType.TEXT;
    };
  }

  private byte[] value(ValueType type, int name) {
    return switch (type) {
      case NULL -> new byte[0];
      case TEXT -> below(20) == 0 ? bytes(below(12)) : utf8(text(name));
      case TEXT_UTF16 ->
          below(20) == 0 ? bytes(below(9)) : text(name).getBytes(StandardCharsets.UTF_16LE);
      case TEXT_JSON -> utf8(below(3) == 0 ? text(name) + "\\u00e9\\\\\\n\\ud800\\q" : text(name));
      case INTEGER -> utf8(number());
      case DECIMAL -> utf8(number() + "." + below(100));
      case BOOLEAN -> utf8(below(2) == 0 ? "true" : "False");
      case BINARY -> bytes(below(40));
      case PROCESS_KEY -> key();
      case TIME -> utf8(Long.toString(clock - below(1000)));
    };
  }

  private byte[] key() {
    byte[] key = new byte[16];
    new SplittableRandom(below(60)).nextBytes(key);
    return key;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  String number() {
    return switch (below(8)) {
      case 0 -> Long.toString(random.nextLong());
      case 1 -> "-" + below(100);
      case 2 -> "007";
      case 3 -> "0x" + Integer.toHexString(below(70000));
      default -> Integer.toString(below(50) * 10);
    };
  }

  String text(int name) {
    return switch (below(3) == 0 ? below(10) : name) {
      case 0 ->
          "C:\\Windows\\"
              + one(List.of("System32", "Temp", "ÄÖÜ", "東京"))
              + "\\a"
              + below(9)
              + ".exe";
      case 2 -> "cmd.exe /c echo " + "Kſß ".repeat(below(3)) + below(300) + " -EncodedCommand";
      case 3 -> one(List.of("ACME\\alice", "acme\\BOB", "", " ", "SYSTEM", "李"));
      case 4 ->
          one(
              List.of(
                  "10.0.0." + below(200), "192.168.1.1", "::1", "fe80::" + below(9), "10.0.0.07"));
      case 5 -> hex(below(40));
      case 6 -> guid();
      case 7 -> number();
      case 8 ->
          "2026-0"
              + (1 + below(9))
              + "-1"
              + below(10)
              + one(List.of("T", " "))
              + "23:59:5"
              + below(10)
              + one(List.of("", ".12" + below(10), ".000" + below(10) + "00Z"));
      default ->
          below(9) == 0 ? "long ".repeat(below(30) == 0 ? 9000 : below(400)) : "v" + below(20);
    };
  }

  private String hex(int seed) {
    byte[] bytes = new byte[32];
    new SplittableRandom(seed).nextBytes(bytes);
    HexFormat form = below(4) == 0 ? HexFormat.of().withUpperCase() : HexFormat.of();
    return form.formatHex(bytes);
  }

  private String guid() {
    SplittableRandom own = new SplittableRandom(below(80));
    String guid = new UUID(own.nextLong(), own.nextLong()).toString();
    return switch (below(10)) {
      case 0 -> guid;
      case 1 -> guid.toUpperCase(Locale.ROOT);
      default -> "{" + guid.toUpperCase(Locale.ROOT) + "}";
    };
  }
}
