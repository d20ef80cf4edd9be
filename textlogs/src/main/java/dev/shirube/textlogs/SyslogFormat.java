// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
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
public final class SyslogFormat extends LineFormat {
  private static final Parser PARSER = new Parser();

  /// Holds nothing: one serves all entries.
  public SyslogFormat() {
    super("syslog", PARSER, 50, 80);
  }

  @Override
  public int recognize(Sample sample) {
    byte[] head = Ascii.bytes(sample.text());
    return Lines.begins(head, 0, head.length) ? 96 : super.recognize(sample);
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new LineRecords(entry, context, PARSER, Lines.framed(entry, context));
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
