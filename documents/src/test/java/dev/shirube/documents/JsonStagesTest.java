// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Reading in two stages, with either twin, gives exactly what reading in one pass gives: values,
/// flags, ends, results, of whole, damaged, cut, and deep documents.
class JsonStagesTest {
  private static final int DOCUMENTS = 120_000;
  private static final int STREAMS = 1_500;
  private static final long SEED = 20_260_301;
  private static final Limits TIGHT = new Limits(1 << 20, 1 << 20, 100, 100, 4, 4_096, 12, 5);
  private static final Set<String> ENVELOPES = Set.of("Records", "plain1");
  private static final String[] PIECES = {
    "\"", "\\", "\\\\", "\\\"", "{", "}", "[", "]", ",", ":", "\n", "é", "1", "\\\\\\\"",
  };

  /// One tape with its batch, used for document after document.
  private static final class Rig {
    private final JsonTape tape;
    private final EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());

    Rig(Limits limits, StructuralScanner scanner) {
      tape = new JsonTape(limits, ENVELOPES, scanner);
    }

    Rig(Limits limits) {
      tape = new JsonTape(limits, ENVELOPES);
    }

    String read(byte[] bytes, int from, int to, long base) {
      batch.clear();
      batch.beginEvent();
      tape.expect(JsonNames.TOP, true);
      tape.window(base);
      JsonTape.Result result = tape.read(batch, bytes, from, to, 0);
      StringBuilder told = new StringBuilder(200);
      told.append(result).append(' ').append(tape.end()).append(' ').append(tape.envelopeAt());
      told.append(tape.beyondLimits() ? " beyond" : "");
      Event event = new Event().on(batch, 0);
      for (int entry = 0; entry < event.size(); entry++) {
        told.append('\n').append(event.nameText(entry)).append(' ').append(event.element(entry));
        told.append(' ').append(event.type(entry)).append(' ').append(event.offset(entry));
        told.append(' ').append(event.length(entry)).append(' ').append(event.flags(entry));
      }
      return told.toString();
    }
  }

  static List<StructuralScanner> twins() {
    return JsonStages.VECTOR.isPresent()
        ? List.of(new ScalarScanner(), new VectorScanner())
        : List.of(new ScalarScanner());
  }

  @Test
  void theTwinOfVectorsIsTried() {
    assertThat(twins()).as("run with --add-modules jdk.incubator.vector").hasSize(2);
    assertThat(JsonStages.chosen()).as("nothing was asked for").isEqualTo(JsonStages.ONE_PASS);
  }

  @Test
  void readsEveryDocumentAlike() {
    Random random = new Random(SEED);
    RandomJson writer = new RandomJson(random);
    List<List<Rig>> rigs = List.of(rigs(Limits.STANDARD), rigs(TIGHT));
    int whole = 0;
    int flagged = 0;
    byte[] room = new byte[1 << 16];
    for (int number = 0; number < DOCUMENTS; number++) {
      byte[] document = document(writer, random).getBytes(StandardCharsets.UTF_8);
      int from = random.nextInt(200);
      int to = from + document.length;
      System.arraycopy(document, 0, room, from, document.length);
      int shorter = number % 9 == 0 ? from + random.nextInt(document.length + 1) : to;
      List<Rig> some = rigs.get(number % 2);
      String plain =
          new Rig(number % 2 == 0 ? Limits.STANDARD : TIGHT).read(room, from, shorter, number);
      for (Rig each : some) {
        assertThat(each.read(room, from, shorter, number))
            .as("seed %s, document %s", SEED, number)
            .isEqualTo(plain);
        if (shorter < to) {
          String again = each.read(room, from, to, number);
          assertThat(again).isEqualTo(some.getFirst().read(room, from, to, number));
        }
      }
      whole += plain.startsWith("DONE") ? 1 : 0;
      flagged += plain.endsWith(" " + EntryFlag.TRUNCATED) ? 1 : 0;
    }
    assertThat(whole).isBetween(DOCUMENTS / 4, DOCUMENTS * 9 / 10);
    assertThat(flagged).isPositive();
  }

  private static List<Rig> rigs(Limits limits) {
    List<Rig> rigs = new ArrayList<>();
    rigs.add(new Rig(limits));
    twins().forEach(each -> rigs.add(new Rig(limits, each)));
    return rigs;
  }

  /// A document; half of them damaged, some deep, some with strings longer than blocks.
  private static String document(RandomJson writer, Random random) {
    StringBuilder text = new StringBuilder(writer.object());
    if (random.nextInt(60) == 0) {
      int depth = 1 + random.nextInt(600);
      text.insert(0, "{\"a\":[".repeat(depth)).append("]}".repeat(depth));
    }
    if (random.nextInt(4) == 0) {
      String run = PIECES[random.nextInt(PIECES.length)].repeat(1 + random.nextInt(150));
      text.insert(1, "\"k\":\"" + run + "\"" + (text.length() > 2 ? "," : ""));
    }
    for (int change = random.nextInt(6) - 3; change > 0; change--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> text.setLength(Math.max(1, at));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
        default -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      }
      text.append(text.isEmpty() ? "{" : "");
    }
    return text.toString();
  }

  @Test
  void readsEveryStreamAlike() {
    Random random = new Random(SEED + 1);
    RandomJson writer = new RandomJson(random);
    long records = 0;
    for (int number = 0; number < STREAMS; number++) {
      StringBuilder text = new StringBuilder(number % 5 == 0 ? "{\"x\":1,\"Records\":[" : "");
      for (int count = random.nextInt(120); count >= 0; count--) {
        text.append(random.nextInt(6) == 0 ? document(writer, random) : writer.object());
        text.append(number % 5 == 0 ? "," : "\n");
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Limits limits = number % 2 == 0 ? TIGHT : Reading.SMALL;
      Reading plain = Reading.of(formats().getFirst(), bytes, limits);
      for (JsonFormat each : formats()) {
        Reading read = Reading.of(each, bytes, limits);
        String where = "seed " + SEED + ", stream " + number;
        assertThat(read.told()).as(where).isEqualTo(plain.told());
        assertThat(read.counts).as(where).isEqualTo(plain.counts);
        assertThat(read.records()).as(where).isEqualTo(plain.records());
        for (int index = 0; index < plain.batch.count(); index++) {
          assertThat(read.event(index)).as(where).isEqualTo(plain.event(index));
        }
      }
      records += plain.batch.count();
    }
    assertThat(records).isGreaterThan(STREAMS * 20L);
  }

  @Test
  @Tag("data")
  void readsRealRecordsAlike() throws IOException {
    String named = System.getenv("SHIRUBE_DATA");
    Path root = Path.of(System.getProperty("shirube.root", "."));
    Path data = named == null ? root.resolve("../shared/data") : Path.of(named);
    Path folder = data.resolve("security-datasets/atomic/windows");
    boolean there = Files.isDirectory(folder);
    System.out.print(there ? "" : "not proven: reading real JSON in two stages (no data)\n");
    Assumptions.assumeTrue(there, "not proven: reading real JSON in two stages");
    long[] events = {0};
    new Containers(_ -> {}, Limits.STANDARD, _ -> {})
        .walk(folder, entry -> events[0] += entry.name().endsWith(".json") ? alike(entry) : 0);
    assertThat(events[0]).isGreaterThan(100_000);
  }

  /// Reads a file in every way, side by side.
  private static long alike(Entry entry) throws IOException {
    long events = 0;
    List<Reading> sides = new ArrayList<>();
    List<RecordReader> readers = new ArrayList<>();
    Entry whole;
    try (InputStream in = entry.open()) {
      whole = Bytes.entry(in.readAllBytes());
    }
    for (JsonFormat format : formats()) {
      sides.add(new Reading());
      readers.add(format.open(whole, sides.getLast().context(Limits.STANDARD)));
    }
    boolean more = true;
    while (more) {
      List<Long> prints = new ArrayList<>();
      for (int side = 0; side < sides.size(); side++) {
        EventBatch batch = sides.get(side).batch;
        batch.clear();
        more = readers.get(side).read(batch);
        prints.add(more ? batch.fingerprint(0, 0) : 0);
      }
      assertThat(prints).as("%s, %s", entry.name(), events).containsOnly(prints.getFirst());
      events += more ? 1 : 0;
    }
    for (Reading side : sides) {
      assertThat(side.told()).isEqualTo(sides.getFirst().told());
    }
    return events;
  }

  /// The format in one pass, and in two stages with each twin.
  static List<JsonFormat> formats() {
    List<JsonFormat> formats = new ArrayList<>();
    for (JsonStages each : JsonStages.values()) {
      if (each.isPresent()) {
        formats.add(new JsonFormat(each));
      }
    }
    return formats;
  }

  @Test
  void twinsSeeTheSameInAnyBytes() {
    Random random = new Random(SEED + 2);
    byte[] bytes = new byte[StructuralScanner.BLOCK * 40];
    for (int round = 0; round < 1_000; round++) {
      for (int at = 0; at < bytes.length; at++) {
        int kind = random.nextInt(5);
        bytes[at] = (byte) (kind == 0 ? '"' : kind == 1 ? '\\' : random.nextInt(256));
      }
      List<int[]> found = new ArrayList<>();
      for (StructuralScanner twin : twins()) {
        StringBounds bounds = new StringBounds(twin);
        bounds.on(bytes, 0, 0);
        found.add(marks(bounds, bytes));
      }
      int[] slow = slow(bytes);
      assertThat(slow).hasSizeGreaterThan(100);
      for (int[] each : found) {
        assertThat(Arrays.mismatch(each, slow)).as("round %s", round).isNegative();
      }
      assertThat(JsonStages.SCALAR.firstStage(bytes)).isBetween(slow.length + 0L, slow.length + 1L);
    }
  }

  /// All marks of the whole text, asked for quote by quote; what is left of the last block is not
  /// known to it.
  private static int[] marks(StringBounds bounds, byte[] bytes) {
    List<Integer> marks = new ArrayList<>();
    int[] quotes = slow(bytes);
    for (int index = 0; index + 1 < quotes.length; index += 2) {
      int open = quotes[index] >>> StringBounds.SHIFT;
      int mark = bounds.closing(open, bytes.length);
      boolean last =
          quotes[index + 1] >>> StringBounds.SHIFT >= bytes.length - StructuralScanner.BLOCK;
      marks.add(quotes[index]);
      marks.add(mark == StringBounds.UNKNOWN && last ? quotes[index + 1] : mark);
    }
    return marks.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The same by looking at one byte after the other; an even number of marks.
  private static int[] slow(byte[] bytes) {
    int[] marks = new int[bytes.length];
    int count = 0;
    int bits = 0;
    boolean escaped = false;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '"' && !escaped) {
        marks[count++] = at << StringBounds.SHIFT | bits;
        bits = 0;
      } else {
        bits |= bytes[at] == '\\' ? StringBounds.ESCAPED : 0;
        bits |= bytes[at] < 0 ? StringBounds.HIGH : 0;
      }
      escaped = bytes[at] == '\\' && !escaped;
    }
    return Arrays.copyOf(marks, count & ~1);
  }
}
