// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message of DNS (RFC 1035): its first question and the answers. Whatever the bytes are, reading
/// them ends: names have at most 255 bytes, and no more than 64 answers are looked at.
///
/// @param id the number that joins question and answer
/// @param isAnswer whether it is an answer
/// @param code how it was answered: 0 well, 3 there is no such name
/// @param opcode what is asked for: 0 a question
/// @param name the name that was asked for, without a dot at its end
/// @param type the type of record that was asked for
/// @param answers what was answered, as far as it could be read
/// @param isWhole whether all of it could be read
record DnsMessage(
    int id,
    boolean isAnswer,
    int code,
    int opcode,
    String name,
    int type,
    List<Answer> answers,
    boolean isWhole) {
  private static final int HEAD = 12;
  private static final int LONGEST_NAME = 255;
  private static final int MOST_JUMPS = 32;
  private static final int MOST_ANSWERS = 64;
  private static final int A = 1;
  private static final int NS = 2;
  private static final int CNAME = 5;
  private static final int PTR = 12;
  private static final int TXT = 16;
  private static final int AAAA = 28;

  /// One answer.
  ///
  /// @param type the type of record
  /// @param seconds how long it holds
  /// @param text what it says: an address, a name, the texts of TXT, or hexadecimal digits
  /// @param address the bytes of an address; empty if it is none
  record Answer(int type, long seconds, String text, List<Byte> address) {
    /// The bytes of the address.
    byte[] addressBytes() {
      byte[] bytes = new byte[address.size()];
      for (int index = 0; index < bytes.length; index++) {
        bytes[index] = address.get(index);
      }
      return bytes;
    }
  }

  /// Reads a message.
  ///
  /// @return null if it is none
  static @Nullable DnsMessage of(byte[] bytes) {
    return bytes.length < HEAD ? null : new Reading(bytes).message();
  }

  /// The word for a type of record, or TYPE and its number.
  static String typeWord(int type) {
    return switch (type) {
      case A -> "A";
      case NS -> "NS";
      case CNAME -> "CNAME";
      case 6 -> "SOA";
      case PTR -> "PTR";
      case 15 -> "MX";
      case TXT -> "TXT";
      case AAAA -> "AAAA";
      case 33 -> "SRV";
      case 35 -> "NAPTR";
      case 43 -> "DS";
      case 46 -> "RRSIG";
      case 48 -> "DNSKEY";
      case 64 -> "SVCB";
      case 65 -> "HTTPS";
      case 251 -> "IXFR";
      case 252 -> "AXFR";
      case 255 -> "ANY";
      case 257 -> "CAA";
      default -> "TYPE" + type;
    };
  }

  /// The word for how it was answered, or its number.
  static String codeWord(int code) {
    return switch (code) {
      case 0 -> "NOERROR";
      case 1 -> "FORMERR";
      case 2 -> "SERVFAIL";
      case 3 -> "NXDOMAIN";
      case 4 -> "NOTIMP";
      case 5 -> "REFUSED";
      default -> Integer.toString(code);
    };
  }

  /// The going through the bytes of one message.
  private static final class Reading {
    private final byte[] bytes;
    private int at = HEAD;
    private boolean broken;

    Reading(byte[] bytes) {
      this.bytes = bytes;
    }

    private int u16(int place) {
      if (place + 2 > bytes.length) {
        broken = true;
        return 0;
      }
      return ((bytes[place] & 0xff) << 8) | (bytes[place + 1] & 0xff);
    }

    @Nullable DnsMessage message() {
      int flags = u16(2);
      int questions = u16(4);
      int answers = u16(6);
      // More than one question is never asked; anything else is no DNS.
      if (questions != 1) {
        return null;
      }
      String name = name();
      int type = u16(at);
      at += 4;
      if (broken || at > bytes.length) {
        return null;
      }
      List<Answer> read = new ArrayList<>();
      for (int index = 0; index < Math.min(answers, MOST_ANSWERS) && !broken; index++) {
        answer(read);
      }
      boolean whole = !broken && answers <= MOST_ANSWERS;
      boolean isAnswer = (flags & 0x8000) != 0;
      int opcode = (flags >> 11) & 0xf;
      return new DnsMessage(
          u16(0), isAnswer, flags & 0xf, opcode, name, type, List.copyOf(read), whole);
    }

    private void answer(List<Answer> to) {
      String _ = name();
      int type = u16(at);
      long seconds = ((long) u16(at + 4) << 16) | u16(at + 6);
      int length = u16(at + 8);
      int from = at + 10;
      if (broken || from + length > bytes.length) {
        broken = true;
        return;
      }
      at = from;
      to.add(new Answer(type, seconds, text(type, from, length), address(type, from, length)));
      at = from + length;
    }

    private List<Byte> address(int type, int from, int length) {
      List<Byte> address = new ArrayList<>();
      if ((type == A && length == 4) || (type == AAAA && length == 16)) {
        for (int index = from; index < from + length; index++) {
          address.add(bytes[index]);
        }
      }
      return address;
    }

    private String text(int type, int from, int length) {
      if ((type == A && length == 4) || (type == AAAA && length == 16)) {
        return Addresses.text(Arrays.copyOfRange(bytes, from, from + length));
      }
      if (type == CNAME || type == NS || type == PTR) {
        return name();
      }
      if (type == TXT) {
        return strings(from, from + length);
      }
      return HexFormat.of().formatHex(bytes, from, from + length);
    }

    private String strings(int from, int to) {
      StringBuilder text = new StringBuilder();
      int place = from;
      while (place < to) {
        int end = Math.min(to, place + 1 + (bytes[place] & 0xff));
        text.append(new String(bytes, place + 1, end - place - 1, StandardCharsets.UTF_8));
        place = end;
      }
      return text.toString();
    }

    /// Reads a name, which may go on elsewhere, and goes behind where it stands.
    private String name() {
      StringBuilder name = new StringBuilder();
      int place = at;
      int behind = -1;
      int jumps = 0;
      while (!broken) {
        int length = place < bytes.length ? bytes[place] & 0xff : -1;
        if (length == 0) {
          place++;
          break;
        }
        if (length >= 0xc0) {
          behind = behind < 0 ? place + 2 : behind;
          place = u16(place) & 0x3fff;
          broken |= ++jumps > MOST_JUMPS;
        } else if (length < 0 || length > 63 || place + 1 + length > bytes.length) {
          broken = true;
        } else {
          label(name, place + 1, length);
          place += 1 + length;
          broken |= name.length() > 4 * LONGEST_NAME;
        }
      }
      at = behind < 0 ? place : behind;
      return name.toString();
    }

    // What is no letter of a name's is written \DDD, as RFC 4343 does.
    private void label(StringBuilder name, int from, int length) {
      if (!name.isEmpty()) {
        name.append('.');
      }
      for (int index = from; index < from + length; index++) {
        int b = bytes[index] & 0xff;
        if (b > ' ' && b < 0x7f && b != '.' && b != '\\') {
          name.append((char) b);
        } else {
          name.append('\\').append(b / 100).append(b / 10 % 10).append(b % 10);
        }
      }
    }
  }
}
