// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every EVTX file of the data folder: all intact records are read, and what is lost is named.
class EvtxCorpusTest {
  /// Ids of the records in chunks whose checksums hold, or that have none, found without the
  /// reader.
  private static List<Long> intactRecords(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean checked = (bytes.getInt(120) & 4) == 0;
    List<Long> ids = new ArrayList<>();
    for (int at = 4096; at + 65_536 <= file.length; at += 65_536) {
      int free = bytes.getInt(at + 48);
      if (bytes.getLong(at) != 0x006b6e6843666c45L || free < 512 || free > 65_536) {
        continue;
      }
      CRC32 crc = new CRC32();
      crc.update(file, at + 512, free - 512);
      if (checked && (int) crc.getValue() != bytes.getInt(at + 52)) {
        continue;
      }
      for (int record = at + 512; record < at + free; record += bytes.getInt(record + 4)) {
        ids.add(bytes.getLong(record + 8));
      }
    }
    return ids;
  }

  @ParameterizedTest
  @CsvSource({
    "evtx-attack-samples.zip, 275, 8251, 0",
    "evtx-benign.zip, 12, 10674, 210",
    "sigma-regression.zip, 104, 114, 0"
  })
  void readsEveryIntactRecord(String archive, int files, int records, int damaged)
      throws IOException {
    Map<String, byte[]> all = DataFolder.files(archive, ".evtx");
    assertThat(all).hasSize(files);
    int read = 0;
    int lost = 0;
    int intact = 0;
    for (Map.Entry<String, byte[]> file : all.entrySet()) {
      Reading reading = Reading.of(new EvtxFormat(), file.getValue());
      List<Long> ids = reading.rows().stream().map(Reading.Row::position).toList();
      List<Long> expected = intactRecords(file.getValue());
      assertThat(ids).as(file.getKey()).containsAll(expected);
      System.out.println(file.getKey() + ": " + expected.size() + " intact, " + reading.counts());
      read += ids.size();
      intact += expected.size();
      lost += (int) reading.counts().damaged();
      assertThat(reading.counts().records()).isEqualTo(ids.size());
    }
    System.out.println(archive + ": " + read + " read, " + intact + " intact, " + lost + " lost");
    assertThat(read).isEqualTo(records);
    assertThat(lost).isEqualTo(damaged);
  }

  @ParameterizedTest
  @CsvSource({"evtx-attack-samples.zip", "evtx-benign.zip", "sigma-regression.zip"})
  void everyEventHasItsSystemFields(String archive) throws IOException {
    int seen = 0;
    for (byte[] file : DataFolder.files(archive, ".evtx").values()) {
      for (Reading.Row row : Reading.of(new EvtxFormat(), file).rows()) {
        assertThat(row.one("Event.System.EventRecordID")).containsOnlyDigits();
        assertThat(row.one("Event.System.Provider.Name")).isNotEmpty();
        assertThat(row.one("Event.System.EventID")).containsOnlyDigits();
        assertThat(row.one("Event.System.TimeCreated.SystemTime")).hasSize(28).endsWith("Z");
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(100);
  }
}
