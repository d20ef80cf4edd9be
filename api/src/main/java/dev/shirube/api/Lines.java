// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.export.JsonText;
import dev.shirube.report.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// An answer that comes line by line, each one JSON; for any thread.
final class Lines {
  /// Lines of JSON.
  static final String TYPE = "application/x-ndjson";

  private final OutputStream out;

  Lines(OutputStream out) {
    this.out = out;
  }

  /// Writes a line.
  ///
  /// @throws UncheckedIOException if nobody reads any longer
  synchronized void accept(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a line that is wanted now.
  synchronized void now(String line) {
    accept(line);
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the lines of a page for people.
  void page(Page page) {
    page.text()
        .lines()
        .forEach(
            line -> accept(new JsonText().open('{').name("text").text(line).close('}').toString()));
  }
}
