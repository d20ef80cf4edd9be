// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.export.JsonText;
import dev.shirube.export.OcsfJson;
import dev.shirube.lake.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is exported as Parquet is read back by DuckDB and must be what the events say.
class ParquetTest {
  private static final long NANOS_PER_MICRO = 1_000;

  @TempDir private Path folder;

  @Test
  void realEventsComeBackWhole() throws Exception {
    RealEvents real = RealEvents.read("Parquet holds every value of events", 2_000);
    Path file = folder.resolve("real 'events'.parquet");
    try (ParquetFile parquet = new ParquetFile(file)) {
      for (EventBatch batch : real.batches()) {
        Event event = new Event();
        for (int index = 0; index < batch.count(); index++) {
          parquet.add(OcsfJson.line(event.on(batch, index)));
        }
      }
      parquet.finish();
    }
    long values = 0;
    try (ParquetRows rows = new ParquetRows(file)) {
      assertThat(rows.count()).isEqualTo(real.count());
      for (EventBatch batch : real.batches()) {
        Event event = new Event();
        for (int index = 0; index < batch.count(); index++) {
          values += compare(rows.next(), event.on(batch, index));
        }
      }
      assertThat(rows.typed())
          .as("columns that are not of text")
          .isGreaterThan(real.isReal() ? 20 : 5);
    }
    assertThat(values).isGreaterThan(10L * real.count());
  }

  private static long compare(ParquetRows.Row row, Event event) {
    assertThat(row.text("event_uid")).isEqualTo(event.id().toString());
    assertThat(row.text("time"))
        .isEqualTo(Long.toString(Math.floorDiv(event.time(), NANOS_PER_MICRO)));
    assertThat(row.text("class_uid")).isEqualTo(Integer.toString(event.eventClass().uid()));
    assertThat(row.text("class_name")).isEqualTo(event.eventClass().word());
    assertThat(row.text("position")).isEqualTo(Long.toString(event.position()));
    assertThat(row.text("source")).isEqualTo(event.source());
    Map<String, List<@Nullable String>> fields = new TreeMap<>();
    Map<String, List<@Nullable String>> names = new TreeMap<>();
    for (int entry = 0; entry < event.size(); entry++) {
      String text =
          event.type(entry) == ValueType.NULL ? null : ParquetRows.sound(event.text(entry));
      Field field = FieldCatalogue.builtIn().find(event.field(entry));
      if (field != null) {
        fields.computeIfAbsent(field.path(), _ -> new ArrayList<>()).add(text);
      }
      String name = event.nameText(entry);
      if ((event.flags(entry) & EntryFlag.DERIVED) == 0 && !name.isEmpty()) {
        names.computeIfAbsent(ParquetRows.sound(name), _ -> new ArrayList<>()).add(text);
      }
    }
    assertThat(row.fields()).isEqualTo(fields);
    assertThat(row.unmapped()).isEqualTo(names);
    return (long) fields.size() + names.size();
  }

  private Path written(int mostRows, String... lines) throws IOException {
    Path file = folder.resolve("written.parquet");
    try (ParquetFile parquet = new ParquetFile(file, mostRows)) {
      for (String line : lines) {
        parquet.add(line);
      }
      parquet.finish();
    }
    return file;
  }

  @Test
  void anEmptyAnswerIsAFileWithoutRows() throws Exception {
    try (ParquetRows rows = new ParquetRows(written(10))) {
      assertThat(rows.count()).isZero();
      assertThat(rows.types())
          .containsEntry("time", "TIMESTAMP WITH TIME ZONE")
          .containsEntry("class_uid", "BIGINT")
          .containsEntry("time_dt", "VARCHAR")
          .containsEntry("spelled", "MAP(VARCHAR, VARCHAR[])")
          .containsEntry("unmapped", "MAP(VARCHAR, VARCHAR[])");
    }
  }

  /// A number or time in another spelling is typed, and its spelling is kept.
  @Test
  void whatATypeCannotTellIsKeptAsItWasSpelled() throws Exception {
    String line =
        """
        {"class_uid":1007,"time":1767225600123,"time_dt":"2026-01-01T00:00:00.123456789Z",\
        "process":{"pid":"0x1f4","cmd_line":["a","b",null,""],"created_time":"2026-01-01 00:00:00.1",\
        "name":null},"src_endpoint":{"port":443},"dst_endpoint":{"port":"many"},\
        "count":9223372036854775808,"unmapped":{"Pid":"0x1f4","Null":null,"Two":["x",null]}}\
        """;
    try (ParquetRows rows = new ParquetRows(written(10, line))) {
      ParquetRows.Row row = rows.next();
      assertThat(row.plain())
          .containsEntry("time", "1767225600123456")
          .containsEntry("time_dt", "2026-01-01T00:00:00.123456789Z")
          .containsEntry("process.pid", "500")
          .containsEntry("process.cmd_line", "a")
          .containsEntry("process.created_time", "1767225600100000")
          .containsEntry("src_endpoint.port", "443")
          .doesNotContainKeys("dst_endpoint.port", "process.name", "count");
      assertThat(row.fields())
          .containsEntry("process.pid", List.of("0x1f4"))
          .containsEntry("process.cmd_line", Arrays.asList("a", "b", null, ""))
          .containsEntry("process.created_time", List.of("2026-01-01 00:00:00.1"))
          .containsEntry("process.name", Arrays.asList((String) null))
          .containsEntry("src_endpoint.port", List.of("443"))
          .containsEntry("dst_endpoint.port", List.of("many"))
          .containsEntry("count", List.of("9223372036854775808"));
      assertThat(row.unmapped())
          .containsEntry("Pid", List.of("0x1f4"))
          .containsEntry("Null", Arrays.asList((String) null))
          .containsEntry("Two", Arrays.asList("x", null));
    }
  }

  /// Names and values that are nothing but data, in groups of so few rows that columns come late.
  @Test
  void hostileNamesAndValuesAreOnlyData() throws Exception {
    List<String> hostile =
        List.of(
            "",
            "'; drop table events; --",
            "\"quoted\" \\ back",
            "nul \u0000 and \u001b[31m",
            "標\ud83d\udee1",
            "half \ud800 pair",
            "undecodable \ufffd",
            "a.b.c",
            "value",
            "x".repeat(3_000_000));
    List<String> lines = new ArrayList<>();
    for (int index = 0; index < hostile.size(); index++) {
      for (String name : List.of("process.cmd_line", "url.path", "message", "script.uid")) {
        int dot = name.indexOf('.');
        JsonText json = new JsonText().open('{').name("time_dt").text("2026-01-01T00:00:00Z");
        if (dot > 0) {
          json.name(name.substring(0, dot)).open('{');
        }
        json.name(name.substring(dot + 1)).text(hostile.get(index));
        if (dot > 0) {
          json.close('}');
        }
        json.name("unmapped").open('{').name(hostile.get(index)).text(hostile.get(index));
        lines.add(json.close('}').close('}').toString());
      }
    }
    try (ParquetRows rows = new ParquetRows(written(3, lines.toArray(String[]::new)))) {
      assertThat(rows.count()).isEqualTo(hostile.size() * 4L);
      for (String value : hostile) {
        for (String name : List.of("process.cmd_line", "url.path", "message", "script.uid")) {
          ParquetRows.Row row = rows.next();
          String sound = ParquetRows.sound(value);
          assertThat(row.fields()).isEqualTo(Map.of(name, List.of(sound)));
          assertThat(row.unmapped()).isEqualTo(Map.of(sound, List.of(sound)));
        }
      }
    }
  }

  /// Made rows whose columns are there, many times, or missing by chance.
  @Test
  void madeRowsComeBackInEveryGrouping() throws Exception {
    long seed = 20_260_201;
    Random random = new Random(seed);
    List<String> paths = List.of("process.cmd_line", "process.pid", "user.name", "start_time");
    for (int mostRows : new int[] {1, 7, 9, 1_000}) {
      List<Map<String, List<String>>> made = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (int index = 0; index < 160; index++) {
        Map<String, List<String>> names = new TreeMap<>();
        for (String path : paths) {
          int count = index / 40 % 2 == 0 ? random.nextInt(3) : random.nextInt(40) / 39 * 2;
          for (int more = 0; more < count; more++) {
            names
                .computeIfAbsent(path, _ -> new ArrayList<>())
                .add(Integer.toString(random.nextInt(1 << random.nextInt(20))));
          }
        }
        made.add(names);
        JsonText json = new JsonText().open('{').name("unmapped").open('{');
        names.forEach((name, texts) -> array(json, name, texts));
        lines.add(json.close('}').close('}').toString());
      }
      try (ParquetRows rows = new ParquetRows(written(mostRows, lines.toArray(String[]::new)))) {
        for (Map<String, List<String>> row : made) {
          assertThat(rows.next().unmapped()).as("seed %d", seed).isEqualTo(row);
        }
      }
    }
  }

  private static void array(JsonText json, String name, List<String> texts) {
    json.name(name).open('[');
    texts.forEach(json::text);
    json.close(']');
  }
}
