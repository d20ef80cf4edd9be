// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Content;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.formats.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;

/// The content under test: the project's own, or descriptions written for one test.
final class TestContent {
  static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));
  static final Formats FORMATS = Formats.standard();

  private TestContent() {}

  static Sources.Loaded own() throws IOException {
    return Sources.load(new Content(ROOT.resolve("content")), FORMATS);
  }

  /// Loads descriptions given as texts.
  static Sources.Loaded of(Path folder, String... descriptions) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    for (int number = 0; number < descriptions.length; number++) {
      Files.writeString(sources.resolve("source" + number + ".yaml"), descriptions[number]);
    }
    return Sources.load(new Content(folder), FORMATS::splitter, ZoneOffset.UTC);
  }

  static EventBatch batch() {
    return new EventBatch(TenantId.LOCAL, new FieldNames());
  }

  /// Appends an event of names and values by turns.
  static Event append(EventBatch batch, String... namesAndValues) {
    int event = batch.beginEvent();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      batch.addText(batch.names().intern(namesAndValues[index]), namesAndValues[index + 1]);
    }
    return new Event().on(batch, event);
  }

  static Event normalized(Normalizer normalizer, EventBatch batch, String... namesAndValues) {
    Event event = append(batch, namesAndValues);
    normalizer.normalize(batch);
    event.refresh();
    return event;
  }

  static List<String> texts(Event event, String path) {
    return event.texts(field(path));
  }

  static Field field(String path) {
    return FieldCatalogue.require(path);
  }
}
