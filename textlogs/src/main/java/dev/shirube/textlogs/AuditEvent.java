// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.event.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes the lines of one audit event as the values of one record. {@link AuditdFormat} tells the
/// names.
final class AuditEvent {
  private static final char ENRICHED = 0x1d;
  private static final String AUOMS = "AUOMS_";

  private final Parts parts;
  private final List<AuditLine> lines = new ArrayList<>();
  private final Command command = new Command();
  private boolean hasArguments;
  private String architecture = "";
  private String call = "";
  private boolean callIsNamed;

  AuditEvent(Parts parts) {
    this.parts = parts;
    byte[] text = parts.bytes();
    int at = parts.from();
    while (at < parts.to()) {
      int end = Ascii.indexOf(text, at, parts.to(), '\n');
      end = end < 0 ? parts.to() : end;
      AuditLine line = AuditLine.find(text, at, end);
      if (line != null) {
        lines.add(line);
        hasArguments |= Ascii.equals(text, line.typeFrom(), line.typeTo(), "EXECVE");
        hasArguments |= Ascii.indexOf(text, line.from(), end, " cmdline=\"") >= 0;
      }
      at = end + 1;
    }
  }

  /// Writes everything.
  ///
  /// @return false, with nothing written, if no line is of an audit log
  boolean write() {
    if (lines.isEmpty()) {
      return false;
    }
    AuditLine first = lines.getFirst();
    parts.value("audit.timestamp", ValueType.DECIMAL, first.timeFrom(), first.timeTo());
    parts.number("audit.serial", first.serialFrom(), first.serialTo());
    if (first.nodeTo() > first.nodeFrom()) {
      parts.text("node", first.nodeFrom(), first.nodeTo());
    }
    for (int index = 0; index < lines.size(); index++) {
      parts.element(index + 1);
      line(lines.get(index));
    }
    parts.element(0);
    command.write(parts);
    String name = callIsNamed ? null : AuditNames.call(architecture, call);
    if (name != null) {
      parts.derived("SYSCALL", name);
    }
    return true;
  }

  private void line(AuditLine line) {
    if (parts.isFull()) {
      parts.rest(line.typeFrom(), line.to());
      return;
    }
    before(line);
    String type = line.type();
    parts.text("type", line.typeFrom(), line.typeTo());
    String named = AuditNames.type(type);
    if (named != null) {
      parts.derived("type", named);
    }
    if (type.startsWith(AUOMS)) {
      unified(type.substring(AUOMS.length()), line);
    }
    int enriched = Ascii.indexOf(line.text(), line.from(), line.to(), ENRICHED);
    int end = enriched < 0 ? line.to() : enriched;
    fields(named == null ? type : named, line.from(), end);
    fields("", Math.min(end + 1, line.to()), line.to());
  }

  /// Writes what a syslog daemon or the kernel put before the record.
  private void before(AuditLine line) {
    if (line.head() == line.start()) {
      return;
    }
    SyslogHeader header = SyslogHeader.find(line.text(), line.start(), line.head());
    if (header != null) {
      header.write(parts);
    }
    int from = header == null ? line.start() : header.message();
    int to = Ascii.skipSpacesBack(line.text(), from, line.head());
    if (to > from) {
      parts.text(Parts.WORDS, from, to);
    }
  }

  /// AUOMS writes all records of an event into one: it stands for each of them.
  private void unified(String type, AuditLine line) {
    parts.derived("type", type);
    if (Ascii.indexOf(line.text(), line.from(), line.to(), " syscall=") >= 0) {
      parts.derived("type", "SYSCALL");
    }
    if (Ascii.indexOf(line.text(), line.from(), line.to(), " nametype=") >= 0) {
      parts.derived("type", "PATH");
    }
  }

  private void fields(String type, int from, int to) {
    KeyValues pairs = new KeyValues(parts.bytes(), from, to, true);
    boolean more = true;
    while (more) {
      int start = pairs.end();
      more = pairs.next();
      if (parts.isFull()) {
        parts.rest(start, to);
        return;
      }
      if (pairs.hasWords()) {
        parts.text(Parts.WORDS, pairs.wordsFrom(), pairs.wordsTo());
      }
      if (more) {
        String field = Ascii.text(parts.bytes(), pairs.keyFrom(), pairs.keyTo());
        if (field.equals("proctitle") && type.startsWith(AUOMS) && !pairs.isQuoted()) {
          int end = Ascii.indexOf(parts.bytes(), pairs.valueFrom(), to, " redactors=");
          pairs.extend(end < 0 ? to : end);
        }
        field(type, field, pairs);
      }
    }
  }

  private void field(String type, String field, KeyValues pairs) {
    byte[] text = parts.bytes();
    int from = pairs.valueFrom();
    int to = pairs.valueTo();
    if (pairs.isQuoted() && field.equals("msg")) {
      parts.split(field, from, to);
      fields(type, from, to);
      return;
    }
    boolean pointer = hasArguments && isPointer(type, field);
    byte[] decoded =
        !pairs.isQuoted() && AuditNames.isEncoded(type, field) ? Ascii.hex(text, from, to) : null;
    if (decoded != null) {
      byte[] value = field.equals("proctitle") ? Command.spaced(decoded) : decoded;
      parts.derived(field, value);
      parts.text(field + ".encoded", from, to);
    } else if (Ascii.startsWith(text, from, to, "[\"")) {
      list(field, from + 1, to - 1);
    } else {
      parts.text(pointer ? "SYSCALL." + field : field, from, to);
    }
    if (AuditNames.isArgument(type, field)) {
      command.argument(field, decoded == null ? Arrays.copyOfRange(text, from, to) : decoded);
    }
    meaning(type, field, from, to);
  }

  /// Whether a field is one of the numbers that a system call was given.
  private static boolean isPointer(String type, String field) {
    boolean register = field.length() == 2 && field.charAt(0) == 'a' && field.charAt(1) <= '3';
    return register && !type.equals("EXECVE");
  }

  private void list(String field, int from, int to) {
    byte[] text = parts.bytes();
    int at = from;
    while (at < to && !parts.isFull()) {
      int comma = Ascii.indexOf(text, at, to, "\",\"");
      int end = comma < 0 ? to - 1 : comma;
      parts.text(field, Math.min(at + 1, to), Math.max(Math.min(at + 1, to), end));
      at = comma < 0 ? to : comma + 2;
    }
  }

  private void meaning(String type, String field, int from, int to) {
    switch (field) {
      case "arch" -> architecture = Ascii.text(parts.bytes(), from, to);
      case "SYSCALL" -> callIsNamed = true;
      case "syscall" -> {
        call = Ascii.text(parts.bytes(), from, to);
        if (!callIsNamed && !call.isEmpty() && Ascii.isLetter(call.charAt(0))) {
          parts.derived("SYSCALL", call);
          callIsNamed = true;
        }
      }
      case "saddr" -> {
        byte[] address = Ascii.hex(parts.bytes(), from, to);
        if (address != null) {
          AuditNames.SocketAddress.write(parts, address);
        }
      }
      case "cmdline" -> {
        if (type.startsWith(AUOMS)) {
          command.line(parts.bytes(), from, to);
        }
      }
      default -> {}
    }
  }

  /// The command line that the arguments of an event make, and the arguments that a command line is
  /// made of.
  private static final class Command {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream(0);
    private final List<byte[]> words = new ArrayList<>();
    private String pieced = "";
    private boolean begun;

    /// Takes an argument of EXECVE. A long one comes in pieces, a2[0], a2[1] ….
    void argument(String field, byte[] value) {
      int bracket = field.indexOf('[');
      boolean continued = bracket > 0 && field.substring(0, bracket).equals(pieced);
      if (begun && !continued) {
        line.write(' ');
      }
      begun = true;
      line.writeBytes(value);
      if (bracket > 0) {
        pieced = field.substring(0, bracket);
        pieces.writeBytes(value);
      }
    }

    /// Takes a command line and cuts it into its arguments as a shell would.
    void line(byte[] text, int from, int to) {
      ByteArrayOutputStream word = new ByteArrayOutputStream();
      int quote = 0;
      boolean open = false;
      for (int at = from; at < to; at++) {
        int c = text[at];
        if (quote == 0 && Ascii.isSpace(c)) {
          if (open) {
            words.add(word.toByteArray());
            word.reset();
          }
          open = false;
        } else if (c == quote || (quote == 0 && (c == '"' || c == '\''))) {
          quote = quote == 0 ? c : 0;
          open = true;
        } else {
          word.write(c);
          open = true;
        }
      }
      if (open) {
        words.add(word.toByteArray());
      }
    }

    /// Writes what follows from what was taken: `cmdline` from arguments, `a0` … from a command
    /// line, an argument from its pieces.
    void write(Parts parts) {
      if (begun) {
        parts.derived("cmdline", line.toByteArray());
      }
      if (!pieced.isEmpty()) {
        parts.derived(pieced, pieces.toByteArray());
      }
      for (int index = 0; index < words.size() && !parts.isFull(); index++) {
        parts.derived("a" + index, words.get(index));
      }
    }

    /// A process title with spaces where zeros part its arguments.
    static byte[] spaced(byte[] title) {
      int end = title.length;
      while (end > 0 && title[end - 1] == 0) {
        end--;
      }
      byte[] spaced = Arrays.copyOf(title, end);
      for (int at = 0; at < end; at++) {
        spaced[at] = spaced[at] == 0 ? (byte) ' ' : spaced[at];
      }
      return spaced;
    }
  }
}
