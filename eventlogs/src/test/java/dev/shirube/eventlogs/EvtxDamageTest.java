// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static dev.shirube.eventlogs.BinXmlTree.data;
import static dev.shirube.eventlogs.BinXmlTree.element;
import static dev.shirube.eventlogs.BinXmlTree.number;
import static dev.shirube.eventlogs.BinXmlTree.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Damaged files: what is whole is read, what is lost is named, nothing is made up.
class EvtxDamageTest {
  private static final BinXmlTree.Element EVENT =
      element("Event", element("EventData", data("N", slot(0))));
  private static final int FIRST_CHUNK = 4096;

  /// Three chunks with ten records each, ids from 1 to 30.
  private static byte[] file() {
    EvtxWriter writer = new EvtxWriter();
    for (int record = 1; record <= 30; record++) {
      writer.record(new BinXmlTree.Instance(EVENT, List.of(number(BinXml.Type.UINT32, record))));
      if (record % 10 == 0 && record < 30) {
        writer.newChunk();
      }
    }
    return writer.file();
  }

  private static int chunk(int number) {
    return FIRST_CHUNK + number * ChunkBytes.SIZE;
  }

  /// Offset of a record in a chunk; records are counted from 0.
  private static int record(byte[] file, int chunk, int record) {
    int at = chunk(chunk) + 512;
    for (int index = 0; index < record; index++) {
      at += buffer(file).getInt(at + 4);
    }
    return at;
  }

  private static ByteBuffer buffer(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Reading read(byte[] file) {
    Reading reading = Reading.of(new EvtxFormat(), file);
    for (Reading.Row row : reading.rows()) {
      assertThat(row.one("Event.EventData.N")).isEqualTo("" + row.position());
    }
    return reading;
  }

  private static List<Long> ids(Reading reading) {
    return reading.rows().stream().map(Reading.Row::position).toList();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void readsAWholeFileWithoutAWord() {
    Reading reading = read(file());
    assertThat(ids(reading)).isEqualTo(range(1, 30));
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 0, 0));
  }

  @Test
  void readsAnEmptyLog() {
    assertThat(read(new EvtxWriter().file()).counts()).isEqualTo(ReadCounts.NONE);
    Reading oneEmptyChunk = read(new EvtxWriter().newChunk().file());
    assertThat(oneEmptyChunk.counts()).isEqualTo(ReadCounts.NONE);
    assertThat(oneEmptyChunk.problems()).isEmpty();
  }

  @Test
  void tellsOfAFileThatIsOnlyABeginning() {
    Reading reading = read(Arrays.copyOf(file(), 100));
    assertThat(reading.problemIds()).containsExactly("evtx.header.damaged");
  }

  @Test
  void believesTheFlagThatThereAreNoChecksums() {
    byte[] file = file();
    for (int number = 0; number < 3; number++) {
      buffer(file).putInt(chunk(number) + 52, 0).putInt(chunk(number) + 124, 0);
    }
    EvtxWriter.setHeader(file, 4);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 0, 0));
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void countsRecordsOfAChunkWithAWrongChecksumAsRecovered() {
    byte[] file = file();
    buffer(file).putInt(chunk(1) + 52, 7);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 10, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.chunk.damaged");
    assertThat(reading.problems().getFirst().what().arguments()).containsExactly("2");
  }

  @Test
  void findsTheRecordsBehindABrokenOne() {
    byte[] file = file();
    Arrays.fill(file, record(file, 1, 4), record(file, 1, 4) + 20, (byte) 0xee);
    Reading reading = read(file);
    assertThat(ids(reading)).doesNotContain(15L).hasSize(29);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(29, 1, 9, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.chunk.damaged", "evtx.records.lost");
    assertThat(reading.problems().getLast().what().arguments()).containsExactly("1", "15", "2");
  }

  @Test
  void namesARecordWhoseInsideIsBroken() {
    byte[] file = file();
    int at = record(file, 0, 3);
    file[at + 28] = 99;
    ChunkOut.seal(file, chunk(0));
    Reading reading = read(file);
    assertThat(ids(reading)).doesNotContain(4L).hasSize(29);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(29, 1, 0, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.record.unreadable");
    assertThat(reading.problems().getFirst().position()).isEqualTo(4);
  }

  @Test
  void readsAChunkWhoseHeaderIsGone() {
    byte[] file = file();
    Arrays.fill(file, chunk(1), chunk(1) + 512, (byte) 0x41);
    Reading reading = read(file);
    assertThat(ids(reading)).isEqualTo(range(1, 30));
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 10, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.chunk.lost");
  }

  @Test
  void namesTheRecordsOfAChunkThatIsLostAmongOthers() {
    byte[] file = file();
    Arrays.fill(file, chunk(1), chunk(2), (byte) 0);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(20, 10, 0, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.chunk.lost", "evtx.records.lost");
    assertThat(reading.problems().getLast().what().arguments()).containsExactly("10", "11-20", "2");
  }

  @Test
  void readsWhatATruncatedFileHasOfItsLastChunk() {
    byte[] whole = file();
    byte[] file = Arrays.copyOf(whole, record(whole, 2, 5) + 10);
    Reading reading = read(file);
    assertThat(ids(reading)).isEqualTo(range(1, 25));
    assertThat(reading.counts()).isEqualTo(new ReadCounts(25, 5, 5, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.file.truncated", "evtx.records.lost");
    assertThat(reading.problems().getLast().what().arguments()).containsExactly("5", "26-30", "3");
  }

  @Test
  void readsMoreChunksThanTheHeaderCounts() {
    byte[] file = file();
    buffer(file).putShort(42, (short) 1);
    EvtxWriter.setHeader(file, 1);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 20, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.chunks.more");
  }

  @Test
  void tellsOfFewerChunksThanTheHeaderCounts() {
    Reading reading = read(Arrays.copyOf(file(), chunk(2)));
    assertThat(reading.counts().records()).isEqualTo(20);
    assertThat(reading.problemIds()).containsExactly("evtx.chunks.fewer");
  }

  @Test
  void readsRecordsThatAnOpenFileGotAfterItsChunkHeader() {
    byte[] file = file();
    int free = record(file, 2, 6) - chunk(2);
    buffer(file).putInt(chunk(2) + 48, free).putLong(chunk(2) + 32, 26);
    ChunkOut.seal(file, chunk(2));
    EvtxWriter.setHeader(file, 1);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 4, 0));
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void leavesRemainsOfOlderContentsAlone() {
    byte[] file = file();
    int free = record(file, 2, 6) - chunk(2);
    buffer(file).putInt(chunk(2) + 48, free).putLong(chunk(2) + 32, 26);
    ChunkOut.seal(file, chunk(2));
    Reading reading = read(file);
    assertThat(ids(reading)).isEqualTo(range(1, 26));
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void readsOnWithoutAFileHeader() {
    byte[] file = file();
    Arrays.fill(file, 0, 200, (byte) 0);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 0, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.header.damaged");
  }

  @Test
  void readsAChunkCutOutOfAFile() {
    byte[] file = Arrays.copyOfRange(file(), chunk(1), chunk(2));
    Reading reading = read(file);
    assertThat(ids(reading)).isEqualTo(range(11, 20));
    assertThat(recognize(file)).isEqualTo(100);
  }

  @Test
  void passesOverBlocksThatAreNoChunks() {
    byte[] file = Arrays.copyOf(file(), chunk(3) + ChunkBytes.SIZE);
    Arrays.fill(file, chunk(3), file.length, (byte) 0x79);
    Reading reading = read(file);
    assertThat(reading.counts()).isEqualTo(new ReadCounts(30, 0, 0, 0));
    assertThat(reading.problemIds()).containsExactly("evtx.blocks.foreign");
  }

  @Test
  void endsTemplatesThatRepeatThemselvesWithoutBound() {
    BinXmlTree.Element bomb =
        element("E", slot(0), slot(0), slot(0), slot(0), slot(0), slot(0), slot(0), slot(0));
    BinXmlTree.Value value = BinXmlTree.utf16("x");
    for (int depth = 0; depth < 30; depth++) {
      value = BinXmlTree.fragment(bomb, value);
    }
    byte[] file = new EvtxWriter().record(new BinXmlTree.Instance(bomb, List.of(value))).file();
    Reading reading = Reading.of(new EvtxFormat(), file);
    assertThat(reading.counts().records() + reading.counts().damaged()).isEqualTo(1);
  }

  private static int recognize(byte[] file) {
    return new EvtxFormat().recognize(new Sample("x.log", file, "", true));
  }

  @Test
  void recognizesByContentAlone() {
    assertThat(recognize(file())).isEqualTo(100);
    assertThat(recognize("ElfFil".getBytes(java.nio.charset.StandardCharsets.US_ASCII))).isZero();
    assertThat(recognize(new byte[0])).isZero();
  }
}
