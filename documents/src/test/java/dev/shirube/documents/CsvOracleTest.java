// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.shirube.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tables of random cells give what fastcsv reads of them.
class CsvOracleTest {
  private static final long SEED = 11;
  private static final String[] CELLS = {
    "", "plain", "12", "a,b", "say \"hi\"", "two\nlines", "日本語", "\"", "x;y", " padded ", "10:20:30"
  };

  @Test
  void agreesWithFastcsv() throws IOException {
    Random random = new Random(SEED);
    long rows = 0;
    for (int table = 0; table < 300; table++) {
      String text = table(random);
      List<List<String>> expected = new ArrayList<>();
      try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(text)) {
        reader.forEach(row -> expected.add(row.getFields()));
      }
      Reading read = new Reading();
      CsvDialect dialect = new CsvDialect((byte) ',', (byte) '\n', 0, 60);
      try (CsvRecords records =
          new CsvRecords(
              Bytes.entry(text.getBytes(StandardCharsets.UTF_8)),
              dialect,
              read.context(Reading.SMALL))) {
        while (records.read(read.batch)) {}
      }
      assertThat(read.told()).as("seed %s table %s", SEED, table).isEmpty();
      assertThat(cells(read))
          .as("seed %s table %s", SEED, table)
          .isEqualTo(expected.subList(1, expected.size()));
      rows += read.batch.count();
    }
    assertThat(rows).isGreaterThan(1_000);
  }

  private static List<List<String>> cells(Reading read) {
    List<List<String>> rows = new ArrayList<>();
    for (int index = 0; index < read.batch.count(); index++) {
      Event event = new Event().on(read.batch, index);
      List<String> row = new ArrayList<>();
      for (int entry = 0; entry < event.size(); entry++) {
        row.add(event.text(entry));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String table(Random random) {
    int columns = 2 + random.nextInt(5);
    StringBuilder text = new StringBuilder("id");
    for (int column = 1; column < columns; column++) {
      text.append(",column").append(column);
    }
    String end = random.nextBoolean() ? "\n" : "\r\n";
    int rows = 1 + random.nextInt(20);
    for (int row = 0; row < rows; row++) {
      text.append(end).append(row);
      for (int column = 1; column < columns; column++) {
        String cell = CELLS[random.nextInt(CELLS.length)];
        boolean quote = cell.contains(",") || cell.contains("\"") || cell.contains("\n");
        text.append(',');
        if (quote || random.nextInt(4) == 0) {
          text.append('"').append(cell.replace("\"", "\"\"")).append('"');
        } else {
          text.append(cell);
        }
      }
    }
    return text.append(random.nextBoolean() ? end : "").toString();
  }
}
