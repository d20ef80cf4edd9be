// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.eventlogs.EventXmlFormat;
import dev.shirube.eventlogs.EventXmlSplitter;
import dev.shirube.eventlogs.EvtxFormat;
import java.util.List;

/// What the room of Windows event logs reads.
final class EventLogFormats {
  private EventLogFormats() {}

  static Family all() {
    return new Family(
        List.of(new EvtxFormat(), new EventXmlFormat()), List.of(new EventXmlSplitter()));
  }
}
