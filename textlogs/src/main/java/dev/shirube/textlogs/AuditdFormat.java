// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import java.io.IOException;

/// The Linux audit log, `type=X msg=audit(seconds:serial): field=value …`: all lines of one event
/// are one record.
///
/// The names of values are audit's own, as its dictionary of fields has them: `exe`, `comm`, `key`,
/// `name`, `nametype`, `a0`. Which line a value came from is told by its ordinal: all values of the
/// event's third line have the ordinal 3, its `type` among them. So rules written for single lines
/// (`type: EXECVE`, `a0: wget`; `type: PATH`, `name: …`) hold for the joined record as they are.
/// One name would mean two things: `a0` to `a3` of SYSCALL are numbers, those of EXECVE the
/// arguments. Where an event has arguments, the numbers are called `SYSCALL.a0` to `SYSCALL.a3`.
///
/// What audit writes in hexadecimal because of a space or quote in it is decoded: the value has the
/// field's name, and the spelling stands beside it as `<field>.encoded`. Values that follow from
/// others: `SYSCALL` (the call's name, from `syscall` and `arch`, unless the log is enriched and
/// has it), `cmdline` (the arguments of EXECVE joined), `saddr.family`, `saddr.ip`, `saddr.port`,
/// `saddr.path`, and `type` by name where the log has a number. What a program put into `msg='…'`
/// is there field by field; so is the enriched part of a line (`UID`, `AUID`, `ARCH` …).
///
/// The form of AUOMS, one line with everything, is read too: `type=AUOMS_EXECVE` gives the types
/// EXECVE, SYSCALL and PATH as well, and `cmdline` gives `a0` and so on.
public final class AuditdFormat extends LineFormat {
  private static final Parser PARSER = new Parser();

  /// Holds nothing: one serves all entries.
  public AuditdFormat() {
    super("auditd", PARSER, 50, 97);
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    Lines lines = Lines.of(entry, context);
    return new AuditdReader(entry, context, lines);
  }

  private static final class Parser implements LineParser {
    @Override
    public boolean fits(byte[] line, int from, int to) {
      AuditLine found = AuditLine.find(line, from, to);
      return found != null && !Ascii.isQuoting(line, from, found.head());
    }

    @Override
    public boolean parse(Parts parts) {
      return new AuditEvent(parts).write();
    }
  }
}
