// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Mutated inputs over every reader of this room: no exception, every input ends within its budget
/// of steps, and nothing is read out of thin air.
class EventLogFuzzTest {
  private static final long SEED = 20_260_301L;
  private static final int[] ODD = {0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, -1, 512};

  private static List<Problem> problems = new ArrayList<>();

  /// Reads an input to its end.
  ///
  /// @return how many events it gave
  private static int readAll(Format format, byte[] input) throws IOException {
    problems = new ArrayList<>();
    format.recognize(Sample.of(new Input("fuzz", input), Input.CP932));
    EventBatch batch = new EventBatch(new TenantId("fuzz"), new FieldNames());
    int events = 0;
    long values = 0;
    try (RecordReader reader = format.open(new Input("fuzz", input), Input.context(problems))) {
      while (reader.read(batch)) {
        events++;
        values += batch.sizeBytes();
        batch.clear();
      }
      checkSteps(reader, input.length);
      assertThat(reader.counts().records()).isEqualTo(events);
      assertThat(reader.counts().recovered()).isLessThanOrEqualTo(events);
    }
    assertThat(values).isLessThanOrEqualTo(4096L + 600L * Math.max(input.length, 65_536));
    return events;
  }

  private static void checkSteps(RecordReader reader, int length) {
    if (reader instanceof EvtxReader evtx) {
      long chunks = length / ChunkBytes.SIZE + 2L;
      assertThat(evtx.steps()).isLessThanOrEqualTo(chunks * (ChunkBytes.STEPS + 1));
    } else if (reader instanceof XmlRecordReader xml) {
      assertThat(xml.steps()).isLessThanOrEqualTo(1000 + 16L * length);
    }
  }

  private static int fuzz(Format format, List<byte[]> seeds, int count, int unit)
      throws IOException {
    SplittableRandom random = new SplittableRandom(SEED + format.name().hashCode());
    int events = 0;
    for (int index = 0; index < count; index++) {
      SplittableRandom own = random.split();
      byte[] seed = seeds.get(own.nextInt(seeds.size()));
      byte[] input = mutate(seed, own, unit);
      try {
        events += readAll(format, input);
      } catch (RuntimeException | IOException | AssertionError | StackOverflowError e) {
        Path kept = Files.createTempFile("fuzz-" + format.name(), ".bin");
        Files.write(kept, input);
        throw new AssertionError("seed " + SEED + ", input " + index + ", kept as " + kept, e);
      }
    }
    System.out.println(
        format.name() + ": " + count + " mutated inputs, seed " + SEED + ", " + events + " events");
    return events;
  }

  private static byte[] mutate(byte[] seed, SplittableRandom random, int unit) {
    byte[] bytes = seed.clone();
    int changes = 1 + random.nextInt(12);
    for (int change = 0; change < changes; change++) {
      bytes = change(bytes, random, unit);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, SplittableRandom random, int unit) {
    if (bytes.length < 16) {
      return bytes;
    }
    int at = place(bytes, random, unit);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int odd = ODD[random.nextInt(ODD.length)];
    switch (random.nextInt(10)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> buffer.putShort(at, (short) odd);
      case 3 -> buffer.putInt(at, odd);
      case 4 -> buffer.putInt(at, random.nextInt(ChunkBytes.SIZE));
      case 5 -> buffer.putInt(at, buffer.getInt(at) + random.nextInt(-8, 9));
      case 6 -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(200), bytes.length - Math.max(from, at));
        System.arraycopy(bytes, from, bytes, at, length);
      }
      case 7 -> {
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
      }
      case 8 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(64)), (byte) odd);
      default -> {
        return random.nextInt(4) == 0 ? without(bytes, at, random.nextInt(40)) : bytes;
      }
    }
    return bytes;
  }

  /// A place in the used front of the input, or of one of its units.
  private static int place(byte[] bytes, SplittableRandom random, int unit) {
    int used = Math.min(bytes.length - 8, unit);
    int at = random.nextInt(Math.max(used, 1));
    int units = bytes.length / ChunkBytes.SIZE;
    int shift = unit < bytes.length && units > 1 ? random.nextInt(units) * ChunkBytes.SIZE : 0;
    return Math.min(at + shift, bytes.length - 8);
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    int end = Math.min(bytes.length, at + length);
    byte[] less = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, less, at, bytes.length - end);
    return less;
  }

  private static byte[] richFile() {
    BinXmlTree.Element inner =
        BinXmlTree.element(
            "EventData",
            BinXmlTree.data("A", BinXmlTree.slot(0)),
            BinXmlTree.element("Data", BinXmlTree.slot(1)),
            BinXmlTree.element(
                "Data",
                List.of(BinXmlTree.attribute("Name", BinXmlTree.slot(0))),
                BinXmlTree.slot(2)));
    BinXmlTree.Element event =
        BinXmlTree.element(
            "Event",
            List.of(BinXmlTree.attribute("xmlns", BinXmlTree.text("x"))),
            new BinXmlTree.Element(
                "System", 1, List.of(), List.of(BinXmlTree.optional(1), BinXmlTree.text("t"))),
            BinXmlTree.element(
                "C", new BinXmlTree.Cdata("d"), new BinXmlTree.EntityReference("lt")),
            new BinXmlTree.Instruction("p", "q"),
            BinXmlTree.slot(0));
    EvtxWriter writer = new EvtxWriter();
    for (int type = 0; type < 0x24; type++) {
      BinXmlTree.Value.Plain array =
          new BinXmlTree.Value.Plain(type | BinXml.Type.ARRAY, new byte[] {1, 2, 3, 4, 0, 0, 0, 9});
      BinXmlTree.Value.Plain one =
          new BinXmlTree.Value.Plain(type, new byte[Math.max(BinXml.Type.width(type), 4)]);
      writer.record(
          new BinXmlTree.Instance(
              event,
              List.of(
                  BinXmlTree.fragment(inner, BinXmlTree.utf16("name"), array, one),
                  BinXmlTree.ansi("表", Input.CP932))));
    }
    return writer.record(event).file();
  }

  @Test
  void evtxOfOurOwn() throws IOException {
    assertThat(fuzz(new EvtxFormat(), List.of(richFile()), 2500, 4096 + 8192)).isPositive();
  }

  @Test
  void evtxOfTheField() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Map.Entry<String, byte[]> file :
        DataFolder.files("sigma-regression.zip", ".evtx").entrySet()) {
      seeds.add(file.getValue());
    }
    DataFolder.files("evtx-benign.zip", ".evtx").values().stream()
        .map(it -> Arrays.copyOf(it, Math.min(it.length, 3 * ChunkBytes.SIZE + 4096)))
        .forEach(seeds::add);
    assertThat(fuzz(new EvtxFormat(), seeds, 2000, 4096 + 16_384)).isPositive();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void textsOfEveryFormat() throws IOException {
    String event =
        "<Event xmlns='x'><System><Provider Name='p'/><EventID>1</EventID></System><EventData>"
            + "<Data Name='A'>v&amp;&#1;</Data><Data>z</Data><!-- c --></EventData><UserData><X>"
            + "<![CDATA[y]]></X></UserData></Event>";
    String xml = "<?xml version='1.0'?><Events>" + event.repeat(6) + "</Events>";
    String csv =
        "レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ\r\n"
            + "情報,d,S,1,なし,\"m:\r\n\ta:\tb\r\n\"\"q\"\"\"\r\n".repeat(8);
    String list =
        "TimeCreated : a\nId          : 1\nMessage     : x\n\n              b: c\n\n".repeat(8);
    String text = ("ログの名前:   S\nソース:  p\n説明:\nx\nイベント XML:\n" + event + "\n").repeat(5);
    String objects =
        "<Objs xmlns='http://schemas.microsoft.com/powershell/2004/04'>"
            + "<Obj RefId='0'><Props><S N='Message'>a_x000D_</S><Obj N='P'><LST><S>1</S></LST></Obj>"
                .concat("</Props></Obj>")
                .repeat(6)
            + "</Objs>";
    int all = 2000;
    assertThat(fuzz(new EventXmlFormat(), List.of(utf8(xml)), all, 4096)).isPositive();
    assertThat(fuzz(new ClixmlFormat(), List.of(utf8(objects)), all, 4096)).isPositive();
    assertThat(fuzz(new EventViewerCsvFormat(), List.of(utf8(csv)), all, 4096)).isPositive();
    assertThat(fuzz(new EventViewerTextFormat(), List.of(utf8(list), utf8(text)), all, 4096))
        .isPositive();
  }

  @Test
  void searchesNoByteOfHostileXmlTwice() throws IOException {
    for (String hostile :
        List.of(
            "<Event ", "<Event><![CDATA[", "<Event><!--", "<!--", "<?x", "<Event></Event ", "<")) {
      String many = hostile.repeat(200_000 / hostile.length());
      readAll(new EventXmlFormat(), utf8(many));
      readAll(new EventXmlFormat(), utf8("<Event>" + many));
      assertThat(problems).isNotEmpty();
    }
  }
}
