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
        // EVTX first: it knows its bytes beyond doubt, and then no other format is asked.
        List.of(
            new EvtxFormat(),
            new ClixmlFormat(),
            new EventViewerCsvFormat(),
            new EventViewerTextFormat(),
            new EventXmlFormat()),
        List.of(new EventXmlSplitter()));
  }
}
