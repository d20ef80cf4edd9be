// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import org.jspecify.annotations.Nullable;

/// Where the parts of one line of an audit log begin and end: `node=web1 type=SYSCALL
/// msg=audit(1652292621.998:123): arch=…`. Words before it, such as the kernel's `audit:`, and the
/// `msg=` may be there or not.
///
/// @param text the bytes the line is part of
/// @param start where the line begins
/// @param head where its node or type begins: what stands before is no part of the record
/// @param nodeFrom where the name of the node begins; equal to nodeTo if there is none
/// @param typeFrom where the record type begins
/// @param timeFrom where the time begins, in seconds since 1970
/// @param serialFrom where the event's number begins
/// @param from where the fields begin
/// @param to where the line ends
record AuditLine(
    byte[] text,
    int start,
    int head,
    int nodeFrom,
    int nodeTo,
    int typeFrom,
    int typeTo,
    int timeFrom,
    int timeTo,
    int serialFrom,
    int serialTo,
    int from,
    int to) {
  private static final int LOOK = 256;

  /// The parts of a line, or null if it is none of an audit log.
  static @Nullable AuditLine find(byte[] text, int from, int to) {
    int type = Ascii.indexOf(text, from, Math.min(to, from + LOOK), "type=");
    if (type < 0 || (type > from && !Ascii.isSpace(text[type - 1]))) {
      return null;
    }
    int typeFrom = type + "type=".length();
    int typeTo = Ascii.tokenEnd(text, typeFrom, Math.min(to, typeFrom + LOOK));
    int stamp = Ascii.skipSpaces(text, typeTo, Math.min(to, typeTo + 8));
    stamp += Ascii.startsWith(text, stamp, to, "msg=") ? "msg=".length() : 0;
    if (typeTo == typeFrom || !Ascii.startsWith(text, stamp, to, "audit(")) {
      return null;
    }
    int timeFrom = stamp + "audit(".length();
    int timeTo = secondsEnd(text, timeFrom, to);
    int serialTo = Ascii.digitsEnd(text, Math.min(to, timeTo + 1), to);
    if (!isStamp(text, timeFrom, timeTo, serialTo, to)) {
      return null;
    }
    int body = Ascii.at(text, serialTo + 1, to) == ':' ? serialTo + 2 : serialTo + 1;
    int nodeTo = Ascii.skipSpacesBack(text, from, type);
    int head = wordStart(text, from, nodeTo);
    boolean named = Ascii.startsWith(text, head, nodeTo, "node=");
    head = named ? head : type;
    int node = named ? head + "node=".length() : type;
    nodeTo = named ? nodeTo : type;
    return new AuditLine(
        text,
        from,
        head,
        node,
        nodeTo,
        typeFrom,
        typeTo,
        timeFrom,
        timeTo,
        timeTo + 1,
        serialTo,
        body,
        to);
  }

  private static boolean isStamp(byte[] text, int timeFrom, int timeTo, int serialTo, int to) {
    return timeTo > timeFrom
        && Ascii.at(text, timeTo, to) == ':'
        && serialTo > timeTo + 1
        && serialTo - timeFrom < LOOK
        && Ascii.at(text, serialTo, to) == ')';
  }

  private static int wordStart(byte[] text, int from, int end) {
    int at = end;
    while (at > from && !Ascii.isSpace(text[at - 1])) {
      at--;
    }
    return at;
  }

  /// Index behind the seconds; a locale may have written a comma or a day before them.
  private static int secondsEnd(byte[] text, int from, int to) {
    int at = from;
    while (at < to && at - from < 64 && text[at] != ')' && !isSerial(text, at, to)) {
      at++;
    }
    return at;
  }

  private static boolean isSerial(byte[] text, int at, int to) {
    int end = text[at] == ':' ? Ascii.digitsEnd(text, at + 1, to) : -1;
    return end > at + 1 && Ascii.at(text, end, to) == ')';
  }

  String type() {
    return Ascii.text(text, typeFrom, typeTo);
  }

  /// What all lines of one event have in common.
  String event() {
    return Ascii.text(text, nodeFrom, nodeTo) + ' ' + Ascii.text(text, timeFrom, serialTo);
  }
}
