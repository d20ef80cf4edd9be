// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// Parsed events of our own making, as many as wanted and always the same: starts of processes, and
/// files, connections and registry values of processes, on 500 hosts in seven days. Names repeat as
/// they do in life, a few often and most seldom; a tenth of the command lines is unlike any other.
final class MadeEvents {
  static final int HOSTS = 500;

  private static final int IMAGES = 2_000;
  private static final int USERS = 800;
  private static final int LINES = 40_000;
  private static final long FIRST = 1_767_225_600_000_000_000L;
  private static final long SPAN = 7 * 86_400_000_000_000L;
  private static final long ODD = 0x9e37_79b9_7f4a_7c15L;
  private static final String[] FOLDERS = {
    "C:\\Windows\\System32\\",
    "C:\\Program Files\\Common Files\\",
    "C:\\ProgramData\\Vendor\\",
    "C:\\Users\\Public\\",
    "C:\\Program Files (x86)\\Suite\\bin\\"
  };
  private static final String[] WORDS = {
    "update", "sync", "report", "agent", "service", "backup", "policy", "index", "print", "query"
  };

  private final SplittableRandom random = new SplittableRandom(BenchInput.SEED);
  private final long total;
  private final byte[][] hosts = new byte[HOSTS][];
  private final byte[][] images = new byte[IMAGES][];
  private final byte[][] hashes = new byte[IMAGES][];
  private final byte[][] users = new byte[USERS][];
  private final byte[][] lines = new byte[LINES][];
  private final int[] processes = new int[HOSTS];
  private final byte[] key = new byte[ProcessKey.BYTES];
  private long made;

  private static final Field HOST = FieldCatalogue.require("device.hostname");
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");
  private static final Field KEY = FieldCatalogue.require("process.uid");
  private static final Field PID = FieldCatalogue.require("process.pid");
  private static final Field FILE = FieldCatalogue.require("process.file.path");
  private static final Field LINE = FieldCatalogue.require("process.cmd_line");
  private static final Field HASH = FieldCatalogue.require("process.file.hashes.sha256");
  private static final Field USER = FieldCatalogue.require("process.user.name");
  private static final Field PARENT = FieldCatalogue.require("process.parent_process.uid");
  private static final Field PARENT_FILE =
      FieldCatalogue.require("process.parent_process.file.path");
  private static final Field ACTOR = FieldCatalogue.require("actor.process.uid");
  private static final Field ACTOR_FILE = FieldCatalogue.require("actor.process.file.path");
  private static final Field ACTOR_LINE = FieldCatalogue.require("actor.process.cmd_line");
  private static final Field ACTOR_USER = FieldCatalogue.require("actor.user.name");
  private static final Field TARGET = FieldCatalogue.require("file.path");
  private static final Field ADDRESS = FieldCatalogue.require("dst_endpoint.ip");
  private static final Field PORT = FieldCatalogue.require("dst_endpoint.port");

  /// @param total over how many events the seven days are spread
  MadeEvents(long total) {
    this.total = total;
    for (int host = 0; host < HOSTS; host++) {
      hosts[host] = bytes("pc-" + (1000 + host) + ".example.co.jp");
      processes[host] = 1;
    }
    for (int image = 0; image < IMAGES; image++) {
      String name = WORDS[image % WORDS.length] + (image < 10 ? "" : image) + ".exe";
      images[image] = bytes(FOLDERS[image % FOLDERS.length] + name);
      hashes[image] = bytes(hash(image));
    }
    for (int user = 0; user < USERS; user++) {
      users[user] = bytes("EXAMPLE\\user" + user);
    }
    for (int line = 0; line < LINES; line++) {
      int image = few(IMAGES);
      lines[line] =
          bytes(text(images[image]) + " /" + WORDS[few(WORDS.length)] + " --job " + few(9_000));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The hash of an image, as events tell it.
  static String hash(int image) {
    HexFormat hex = HexFormat.of();
    StringBuilder hash = new StringBuilder();
    for (int part = 1; part <= 4; part++) {
      hash.append(hex.toHexDigits(mix(image * 4L + part)));
    }
    return hash.toString();
  }

  private static long mix(long value) {
    long mixed = (value + 1) * ODD;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }

  /// The key of a host's process by its number.
  static ProcessKey key(int host, int process) {
    long high = mix(host * 100_000_000L + process) & 0x3fff_ffff_ffff_ffffL;
    return new ProcessKey(
        (long) ProcessKey.Grade.EXACT.ordinal() << 62 | high, mix(high ^ process));
  }

  /// The name of a host.
  static String host(int host) {
    return "pc-" + (1000 + host) + ".example.co.jp";
  }

  /// How many processes a host has had so far.
  int processes(int host) {
    return processes[host];
  }

  /// A number below an end, small ones far more often than great ones.
  private int few(int end) {
    return (int) (Math.pow(end, random.nextDouble()) - 1);
  }

  /// The next events, in a batch of their own.
  EventBatch next(int count, FieldNames names) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, names);
    for (int event = 0; event < count; event++) {
      add(batch);
    }
    return batch;
  }

  private void add(EventBatch batch) {
    int event = batch.beginEvent();
    long number = made++;
    long time = FIRST + (long) ((double) number / total * SPAN) - random.nextInt(2_000_000_000);
    batch.setTime(event, time, TimeSource.SENSOR, 0);
    batch.setReceived(event, time + 1_500_000_000L);
    batch.setPosition(event, number);
    batch.setId(event, new EventId(mix(number ^ ODD), mix(number)));
    batch.setInput(event, batch.names().intern("made"));
    batch.setSource(event, batch.names().intern("made.process"));
    int host = few(HOSTS);
    int kind = random.nextInt(10);
    value(batch, HOST, "Computer", hosts[host]);
    if (kind < 4) {
      start(batch, event, host);
    } else {
      act(batch, event, host, kind);
    }
  }

  private void start(EventBatch batch, int event, int host) {
    batch.setClass(event, EventClass.PROCESS_ACTIVITY, 1);
    int process = processes[host]++;
    int image = few(IMAGES);
    value(batch, CODE, "EventID", bytes("1"));
    key(batch, KEY, host, process);
    number(batch, PID, "ProcessId", 1000 + process * 4L % 60_000);
    value(batch, FILE, "Image", images[image]);
    value(batch, LINE, "CommandLine", line(image));
    value(batch, HASH, "Hashes", hashes[image]);
    value(batch, USER, "User", users[few(USERS)]);
    key(batch, PARENT, host, parent(process));
    value(batch, PARENT_FILE, "ParentImage", images[few(IMAGES)]);
  }

  /// Half of all processes are started by one of those that run from the beginning, the others by
  /// one that was started lately.
  private int parent(int process) {
    return random.nextBoolean()
        ? Math.min(process - 1, few(8))
        : Math.max(0, process - 1 - few(40));
  }

  private byte[] line(int image) {
    if (random.nextInt(10) > 0) {
      return lines[few(LINES)];
    }
    byte[] script = new byte[24 + random.nextInt(60)];
    random.nextBytes(script);
    return bytes(text(images[image]) + " -Enc " + Base64.getEncoder().encodeToString(script));
  }

  private void act(EventBatch batch, int event, int host, int kind) {
    int image = few(IMAGES);
    key(batch, ACTOR, host, Math.max(0, processes[host] - 1 - few(200)));
    value(batch, ACTOR_FILE, "Image", images[image]);
    value(batch, ACTOR_LINE, "CommandLine", line(image));
    value(batch, ACTOR_USER, "User", users[few(USERS)]);
    if (kind < 7) {
      batch.setClass(event, EventClass.FILE_ACTIVITY, 1);
      value(batch, CODE, "EventID", bytes("11"));
      value(
          batch,
          TARGET,
          "TargetFilename",
          bytes("C:\\Users\\user" + few(USERS) + "\\Documents\\file" + few(300_000) + ".docx"));
    } else {
      batch.setClass(event, EventClass.NETWORK_ACTIVITY, 1);
      value(batch, CODE, "EventID", bytes("3"));
      int address = few(60_000);
      value(batch, ADDRESS, "DestinationIp", bytes("10." + address / 250 + ".0." + address % 250));
      number(batch, PORT, "DestinationPort", random.nextBoolean() ? 443 : 1024 + few(60_000));
    }
  }

  private static void value(EventBatch batch, Field field, String name, byte[] value) {
    int entry = batch.add(batch.names().intern(name), ValueType.TEXT, value, 0, value.length);
    batch.setField(entry, field.id());
  }

  private static void number(EventBatch batch, Field field, String name, long value) {
    byte[] digits = bytes(Long.toString(value));
    int entry = batch.add(batch.names().intern(name), ValueType.INTEGER, digits, 0, digits.length);
    batch.setField(entry, field.id());
  }

  private void key(EventBatch batch, Field field, int host, int process) {
    ProcessKey of = key(host, process);
    for (int index = 0; index < 8; index++) {
      key[index] = (byte) (of.high() >>> (56 - 8 * index));
      key[8 + index] = (byte) (of.low() >>> (56 - 8 * index));
    }
    int entry = batch.add(FieldNames.NONE, ValueType.PROCESS_KEY, key, 0, key.length);
    batch.setField(entry, field.id());
  }
}
