// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Tables of Windows events: what Event Viewer saves as CSV or as text with tabs, in English and
/// Japanese, and what PowerShell's Export-Csv makes of Get-WinEvent and Get-EventLog.
public final class EventViewerCsvFormat implements Format {
  /// Names of columns that these tables have, without blanks; four of them make one.
  private static final Set<String> COLUMNS =
      Set.of(
          "level",
          "keywords",
          "dateandtime",
          "source",
          "taskcategory",
          "レベル",
          "キーワード",
          "日付と時刻",
          "ソース",
          "イベントid",
          "タスクのカテゴリ",
          "タスクカテゴリ",
          "timecreated",
          "providername",
          "id",
          "leveldisplayname",
          "logname",
          "machinename",
          "recordid",
          "message",
          "timegenerated",
          "entrytype",
          "eventid",
          "instanceid");

  public EventViewerCsvFormat() {}

  @Override
  public String name() {
    return "event-viewer-csv";
  }

  @Override
  public int recognize(Sample sample) {
    String text = sample.text();
    int from = text.startsWith("#TYPE") || text.startsWith("sep=") ? text.indexOf('\n') + 1 : 0;
    int end = text.indexOf('\n', from);
    String header = text.substring(from, end < 0 ? text.length() : end).strip();
    return isHeader(EventViewerTable.cells(header, EventViewerTable.separator(header))) ? 95 : 0;
  }

  /// Whether a table with these columns holds Windows events.
  static boolean isHeader(List<String> columns) {
    int known = 0;
    boolean time = false;
    for (String column : columns) {
      String name = column.replace(" ", "").strip().toLowerCase(Locale.ROOT);
      known += COLUMNS.contains(name) ? 1 : 0;
      time |= name.startsWith("time") || name.equals("dateandtime") || name.equals("日付と時刻");
    }
    return time && known >= 4;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new EventViewerTable(entry, context);
  }
}
