// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.textlogs.AuditdFormat;
import dev.shirube.textlogs.CefFormat;
import dev.shirube.textlogs.KeyValueFormat;
import dev.shirube.textlogs.LeefFormat;
import dev.shirube.textlogs.LinesFormat;
import dev.shirube.textlogs.SyslogFormat;
import dev.shirube.textlogs.W3cFormat;
import dev.shirube.textlogs.WebAccessFormat;
import dev.shirube.textlogs.WebErrorFormat;
import dev.shirube.textlogs.ZeekFormat;
import java.util.List;

/// What the room of text logs reads.
final class TextLogFormats {
  private TextLogFormats() {}

  static Family all() {
    return new Family(
        List.of(
            new AuditdFormat(),
            new CefFormat(),
            new KeyValueFormat(),
            new LeefFormat(),
            new SyslogFormat(),
            new W3cFormat(),
            new WebAccessFormat(),
            new WebErrorFormat(),
            new ZeekFormat(),
            new LinesFormat()),
        List.of(
            new AuditdFormat(),
            new CefFormat(),
            new KeyValueFormat(),
            new LeefFormat(),
            new SyslogFormat(),
            new WebAccessFormat(),
            new WebErrorFormat()));
  }
}
