// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.documents.CsvFormat;
import dev.shirube.documents.JsonFormat;
import dev.shirube.documents.JsonSplitter;
import dev.shirube.documents.ProseFormat;
import java.util.List;

/// What the room of documents reads.
final class DocumentFormats {
  private DocumentFormats() {}

  static Family all() {
    return new Family(
        List.of(
            new CsvFormat(), //
            new JsonFormat(),
            new ProseFormat()),
        List.of(new JsonSplitter()));
  }
}
