// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.eventlogs.ClixmlFormat;
import dev.shirube.eventlogs.EventViewerCsvFormat;
import dev.shirube.eventlogs.EventViewerTextFormat;
import dev.shirube.eventlogs.EventXmlFormat;
import dev.shirube.eventlogs.EventXmlSplitter;
import dev.shirube.eventlogs.EvtxFormat;
import java.util.List;

/// What the room of Windows event logs reads.
final class EventLogFormats {
  private EventLogFormats() {}

  static Family all() {
    return new Family(
        List.of(
            new ClixmlFormat(),
            new EventViewerCsvFormat(),
            new EventViewerTextFormat(),
            new EventXmlFormat(),
            new EvtxFormat()),
        List.of(new EventXmlSplitter()));
  }
}
