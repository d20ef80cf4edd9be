// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.event.ValueType;
import org.jspecify.annotations.Nullable;

/// What stands before the message of a syslog line: RFC 5424 section 6, RFC 3164 section 4, and
/// what senders and relays make of them. A header is looked for first and written after, so that a
/// line without one leaves nothing behind.
final class SyslogHeader {
  private static final int TAG_LIMIT = 128;
  private static final int HOST_LIMIT = 255;

  private final byte[] line;
  private final int to;
  private int priority = -1;
  private Span priorityAt = Span.NONE;
  private Span count = Span.NONE;
  private Span version = Span.NONE;
  private Span sequence = Span.NONE;
  private Span timestamp = Span.NONE;
  private Span zone = Span.NONE;
  private Span host = Span.NONE;
  private Span level = Span.NONE;
  private Span app = Span.NONE;
  private Span pid = Span.NONE;
  private Span messageId = Span.NONE;
  private Span structured = Span.NONE;
  private Span mnemonic = Span.NONE;
  private int message;

  /// A part of the line; NONE if it is not there.
  private record Span(int from, int to) {
    static final Span NONE = new Span(-1, -1);

    boolean isThere() {
      return from >= 0;
    }
  }

  private SyslogHeader(byte[] line, int to) {
    this.line = line;
    this.to = to;
  }

  /// The header of a line, or null if it has none.
  static @Nullable SyslogHeader find(byte[] line, int from, int to) {
    SyslogHeader header = new SyslogHeader(line, to);
    int at = header.priority(header.count(from));
    boolean found = header.modern(at) || header.classic(at);
    return found ? header : null;
  }

  /// Index of the message.
  int message() {
    return message;
  }

  /// Whether the line says its priority, or when it was written in a form that only syslog has, or
  /// which program wrote it.
  boolean isCertain() {
    return priority >= 0
        || version.isThere()
        || mnemonic.isThere()
        || (timestamp.isThere() && (isNamed() || pid.isThere() || (hasT() && app.isThere())));
  }

  /// Whether the time spells the month's name.
  private boolean isNamed() {
    return Timestamps.isoEnd(line, timestamp.from, timestamp.to) < 0;
  }

  private boolean hasT() {
    return Ascii.at(line, timestamp.from + 10, to) == 'T';
  }

  /// A count of octets that was left because it is wrong.
  private int count(int from) {
    int end = Lines.countEnd(line, from, to);
    count = end < 0 ? Span.NONE : new Span(from, end);
    return end < 0 ? from : end + 1;
  }

  private int priority(int from) {
    int close = Ascii.at(line, from, to) == '<' ? Ascii.digitsEnd(line, from + 1, to) : -1;
    if (close < 0 || Ascii.at(line, close, to) != '>' || close - from > 4) {
      return from;
    }
    int value = Ascii.number(line, from + 1, close);
    if (value < 0 || value > 191) {
      return from;
    }
    priority = value;
    priorityAt = new Span(from + 1, close);
    return close + 1;
  }

  /// RFC 5424: version, time, host, application, process, message id, structured data.
  private boolean modern(int from) {
    int digits = Ascii.digitsEnd(line, from, Math.min(to, from + 3));
    if (digits == from || Ascii.at(line, digits, to) != ' ') {
      return false;
    }
    int time = digits + 1;
    int timeEnd = Ascii.tokenEnd(line, time, to);
    boolean none = timeEnd == time + 1 && line[time] == '-';
    boolean known = none ? priority >= 0 : Timestamps.isoEnd(line, time, timeEnd) == timeEnd;
    return known && tokens(new Span(from, digits), new Span(time, timeEnd));
  }

  /// The words behind the time. Of a header that is cut off or damaged, what is there is taken if
  /// the priority says that it is one.
  private boolean tokens(Span versionAt, Span time) {
    Span[] tokens = {Span.NONE, Span.NONE, Span.NONE, Span.NONE};
    int at = time.to;
    int count = 0;
    int end = Ascii.tokenEnd(line, at + 1, to);
    while (count < tokens.length && Ascii.at(line, at, to) == ' ' && end > at + 1) {
      tokens[count++] = new Span(at + 1, end);
      at = end;
      end = Ascii.tokenEnd(line, at + 1, to);
    }
    int data = Math.min(at + 1, to);
    int dataEnd = count == tokens.length ? StructuredData.end(line, data, to) : -1;
    if (dataEnd < 0 && priority < 0) {
      return false;
    }
    version = versionAt;
    timestamp = time;
    host = tokens[0];
    app = tokens[1];
    pid = tokens[2];
    messageId = tokens[3];
    structured = dataEnd < 0 ? Span.NONE : new Span(data, dataEnd);
    message = dataEnd < 0 ? data : Math.min(dataEnd + 1, to);
    message += isMark(message) ? 3 : 0;
    return true;
  }

  /// Whether a byte order mark stands here, as RFC 5424 wants it before UTF-8.
  private boolean isMark(int at) {
    return Ascii.at(line, at, to) == 0xef
        && Ascii.at(line, at + 1, to) == 0xbb
        && Ascii.at(line, at + 2, to) == 0xbf;
  }

  /// Everything else: Cisco's sequence number, a time, a host, a tag; each may be missing.
  private boolean classic(int from) {
    int at = Ascii.skipSpaces(line, from, Math.min(to, from + 1));
    at = sequence(at);
    at = time(hostBeforeTime(at));
    if (timestamp.isThere()) {
      at = Ascii.skipSpaces(line, at, to);
      at = zone(at);
      at = tag(at) ? message : host.isThere() ? at : hostAndTag(at);
    } else if (priority >= 0) {
      at = tag(at) ? message : at;
    }
    message = at;
    mnemonic();
    return priority >= 0 || timestamp.isThere() || mnemonic.isThere();
  }

  private int sequence(int from) {
    int end = Ascii.digitsEnd(line, from, to);
    boolean found = end > from && end - from <= 10 && Ascii.startsWith(line, end, to, ": ");
    if (!found) {
      return from;
    }
    sequence = new Span(from, end);
    return end + 2;
  }

  /// Cisco's host before the time, as in `102: sw1: *Mar 1 18:48:50.483: %LINEPROTO-5-UPDOWN`.
  private int hostBeforeTime(int from) {
    int end = sequence.isThere() ? Ascii.tokenEnd(line, from, to) : from;
    boolean named = end > from + 1 && line[end - 1] == ':' && line[from] != '%';
    int at = named ? Ascii.skipSpaces(line, end, to) : from;
    int start = at + ("*.".indexOf(Ascii.at(line, at, to)) >= 0 ? 1 : 0);
    if (!named || Timestamps.end(line, start, to) < 0) {
      return from;
    }
    host = new Span(from, end - 1);
    return at;
  }

  private int time(int from) {
    int mark = Ascii.at(line, from, to);
    int start = mark == '*' || mark == '.' ? from + 1 : from;
    int end = Timestamps.end(line, start, to);
    if (end < 0) {
      end = uptimeEnd(start);
    }
    if (end < 0 || (end < to && line[end] != ' ' && line[end] != ':')) {
      return from;
    }
    timestamp = new Span(start, end);
    return Ascii.at(line, end, to) == ':' ? end + 1 : end;
  }

  /// Cisco's time since start, as in `00:00:46: %LINK-3-UPDOWN`.
  private int uptimeEnd(int from) {
    int end = from;
    while (Ascii.isDigit(Ascii.at(line, end, to)) || Ascii.at(line, end, to) == ':') {
      end++;
    }
    boolean clock = end - from >= 9 && line[end - 1] == ':' && line[from + 2] == ':';
    return clock && Ascii.startsWith(line, end, to, " %") ? end - 1 : -1;
  }

  /// Cisco's zone behind the time, as in `Oct 6 03:32:04 mng: %SEC-6-IPACCESSLOGP`.
  private int zone(int from) {
    int end = from;
    while (Ascii.isLetter(Ascii.at(line, end, to)) && end - from < 6) {
      end++;
    }
    if (end == from || !Ascii.startsWith(line, end, to, ": %")) {
      return from;
    }
    zone = new Span(from, end);
    return end + 2;
  }

  private int hostAndTag(int from) {
    int end = Ascii.tokenEnd(line, from, to);
    boolean plausible =
        end > from
            && end - from <= HOST_LIMIT
            && line[from] != '%'
            && line[from] != '['
            && Ascii.indexOf(line, from, end, '=') < 0
            && Ascii.indexOf(line, from, end, '"') < 0
            && Ascii.indexOf(line, from, end, '/') < 0
            && Ascii.digitsEnd(line, from, end) < end
            && Ascii.at(line, end, to) != -1;
    if (!plausible) {
      return from;
    }
    host = new Span(from, line[end - 1] == ':' ? end - 1 : end);
    int at = Ascii.skipSpaces(line, end, to);
    if (Ascii.startsWith(line, at, to, ": %")) {
      return at + 2;
    }
    boolean tagged = tag(at) || leveledTag(at);
    if (!tagged && !hasT() && !isNamed()) {
      host = Span.NONE;
      return from;
    }
    return tagged ? message : at;
  }

  /// A word such as notice between host and tag.
  private boolean leveledTag(int from) {
    int end = from;
    while (end < to && line[end] >= 'a' && line[end] <= 'z') {
      end++;
    }
    boolean word = end > from && end - from <= 10 && Ascii.at(line, end, to) == ' ';
    if (word && tag(end + 1) && pid.isThere()) {
      level = new Span(from, end);
      return true;
    }
    app = Span.NONE;
    pid = Span.NONE;
    return false;
  }

  /// A tag: `sshd[1234]: `, `sudo: `, `sshd(pam_unix)[19939]: `.
  private boolean tag(int from) {
    int end = from;
    int limit = Math.min(to, from + TAG_LIMIT);
    while (end < limit && isTagByte(line[end])) {
      end++;
    }
    if (end == from || line[from] == '%') {
      return false;
    }
    end = Math.max(userEnd(from - 1), userEnd(versionEnd(end)));
    Span number = Span.NONE;
    int at = end;
    if (Ascii.at(line, at, to) == '[') {
      int close = Ascii.indexOf(line, at + 1, Math.min(to, at + 24), ']');
      if (close < 0) {
        return false;
      }
      number = new Span(at + 1, close);
      at = close + 1;
    }
    boolean colon = Ascii.at(line, at, to) == ':';
    if (!colon && !(number.isThere() && isNumber(number) && Ascii.at(line, at, to) == ' ')) {
      return false;
    }
    app = new Span(from, end);
    pid = number;
    at += colon ? 1 : 0;
    message = Ascii.at(line, at, to) == ' ' ? at + 1 : at;
    return true;
  }

  /// Index behind a version that is part of a tag, as in `syslogd 1.4.1: restart.`
  private int versionEnd(int from) {
    int at = from + 1;
    while (Ascii.isDigit(Ascii.at(line, at, to)) || Ascii.at(line, at, to) == '.') {
      at++;
    }
    boolean version = at > from + 3 && Ascii.at(line, from, to) == ' ' && line[from + 2] == '.';
    return version && Ascii.at(line, at, to) == ':' ? at : from;
  }

  /// Index behind a user that is part of a tag, as in `login -- root[2421]: ROOT LOGIN`, or all of
  /// it.
  private int userEnd(int from) {
    int at = from + " -- ".length();
    while (at < to && isTagByte(line[at])) {
      at++;
    }
    boolean user = from >= 0 && Ascii.startsWith(line, from, to, " -- ");
    return user && Ascii.at(line, at, to) == '[' ? at : from;
  }

  private boolean isNumber(Span span) {
    return span.to > span.from && Ascii.digitsEnd(line, span.from, span.to) == span.to;
  }

  private static boolean isTagByte(byte c) {
    return c > ' ' && c != '[' && c != ':' && c != '=' && c != '"' && c != '<' && c != '|'
        && c != '{';
  }

  /// `%ASA-6-302013:` and its like: facility, severity, mnemonic. They stay part of the message.
  private void mnemonic() {
    int end = message + 1;
    while (end < to && isMnemonicByte(line[end])) {
      end++;
    }
    int dash = end - 1;
    while (dash > message && line[dash] != '-') {
      dash--;
    }
    int behind = Ascii.at(line, end, to);
    boolean found =
        Ascii.at(line, message, to) == '%'
            && dash > message + 3
            && dash < end - 1
            && Ascii.isDigit(line[dash - 1])
            && line[dash - 2] == '-'
            && (behind == ':' || behind == ' ');
    if (found) {
      mnemonic = new Span(dash + 1, end);
    }
  }

  private static boolean isMnemonicByte(byte c) {
    return Ascii.isLetter(c) || Ascii.isDigit(c) || c == '-' || c == '_';
  }

  /// Writes what was found, the message excepted.
  void write(Parts parts) {
    write(parts, "syslog.count", count);
    if (priority >= 0) {
      parts.value("syslog.priority", ValueType.INTEGER, priorityAt.from, priorityAt.to);
      parts.derived("syslog.facility", Integer.toString(priority / 8));
      parts.derived("syslog.severity", Integer.toString(priority % 8));
    }
    write(parts, "syslog.version", version);
    write(parts, "syslog.sequence", sequence);
    write(parts, "syslog.timestamp", timestamp);
    write(parts, "syslog.zone", zone);
    write(parts, "syslog.host", host);
    write(parts, "syslog.level", level);
    write(parts, "syslog.app", app);
    write(parts, "syslog.pid", pid);
    write(parts, "syslog.msgid", messageId);
    if (structured.isThere()) {
      StructuredData.write(parts, structured.from, structured.to);
    }
    if (mnemonic.isThere()) {
      parts.text("cisco.facility", message + 1, mnemonic.from - 3);
      parts.text("cisco.severity", mnemonic.from - 2, mnemonic.from - 1);
      parts.text("cisco.mnemonic", mnemonic.from, mnemonic.to);
    }
  }

  private void write(Parts parts, String name, Span span) {
    if (span.isThere() && version.isThere()) {
      parts.textOrNone(name, span.from, span.to);
    } else if (span.isThere()) {
      parts.text(name, span.from, span.to);
    }
  }
}
