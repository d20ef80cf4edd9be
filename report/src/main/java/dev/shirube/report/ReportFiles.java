// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The files a scan writes, each in the form its name ends with: .jsonl, .csv or .html.
///
/// @param files where to write
/// @param excel whether CSV begins with a byte order mark
public record ReportFiles(List<Path> files, boolean excel) {
  public ReportFiles {
    files = List.copyOf(files);
  }

  /// Whether the name of a file ends in a form there is.
  public static boolean knows(Path file) {
    String name = ending(file);
    return name.endsWith(".jsonl") || name.endsWith(".csv") || name.endsWith(".html");
  }

  private static String ending(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  /// Whether the ledger must keep findings as JSON.
  public boolean wantsLines() {
    return files.stream().anyMatch(file -> ending(file).endsWith(".jsonl"));
  }

  /// Writes all files.
  public void write(Words words, FindingLedger ledger, ScanFacts facts) throws IOException {
    for (Path file : files) {
      try (BufferedWriter out = Files.newBufferedWriter(file)) {
        if (ending(file).endsWith(".jsonl")) {
          ledger.lines(line -> out.append(line).append('\n'));
        } else if (ending(file).endsWith(".csv")) {
          CsvTimeline.write(ledger, out, excel);
        } else {
          HtmlReport.write(words, ledger, facts, out);
        }
      }
    }
  }
}
