// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.containers.Splitter;
import dev.shirube.event.EventBatch;
import java.io.IOException;

/// Syslog text: RFC 5424, RFC 3164 and the spellings that grew beside them, one line a record, or
/// framed by counts of octets (RFC 6587 section 3.4.1). A line that begins with white space goes on
/// with the message before it.
///
/// Values: `syslog.priority`, `syslog.facility`, `syslog.severity` (numbers), `syslog.version`,
/// `syslog.sequence`, `syslog.count` (a wrong one), `syslog.timestamp`, `syslog.zone`,
/// `syslog.host`, `syslog.level`, `syslog.app`, `syslog.pid`, `syslog.msgid`, `syslog.structured`
/// and below it `<id>.<name>`, `cisco.facility`, `cisco.severity`, `cisco.mnemonic`, and `message`:
/// the text without the header, a Cisco mnemonic included.
public final class SyslogFormat implements Format, Splitter {
  private static final Parser PARSER = new Parser();

  /// Holds nothing: one serves all entries.
  public SyslogFormat() {}

  @Override
  public String name() {
    return "syslog";
  }

  @Override
  public int recognize(Sample sample) {
    byte[] head = Ascii.bytes(sample.text());
    if (Lines.begins(head, 0, head.length)) {
      return 96;
    }
    int percent = PARSER.percent(sample);
    return percent >= 50 ? percent * 80 / 100 : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new LineRecords(entry, context, PARSER, Lines.framed(entry, context));
  }

  @Override
  public boolean split(EventBatch batch, String text, String prefix, Limits limits) {
    return PARSER.split(batch, text, prefix, limits);
  }

  private static final class Parser implements LineParser {
    @Override
    public boolean fits(byte[] line, int from, int to) {
      SyslogHeader header = SyslogHeader.find(line, from, to);
      return header != null && header.isCertain();
    }

    @Override
    public boolean continues(byte[] line, int from, int to) {
      return line[from] == '\t' || Ascii.startsWith(line, from, to, "  ");
    }

    @Override
    public boolean parse(Parts parts) {
      SyslogHeader header = SyslogHeader.find(parts.bytes(), parts.from(), parts.to());
      if (header == null) {
        return false;
      }
      header.write(parts);
      parts.text(Parts.MESSAGE, header.message(), parts.to());
      return true;
    }
  }
}
