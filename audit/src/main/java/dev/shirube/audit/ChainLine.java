// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry as one line of text: number, time, hash, who, message id and facts, with a tab between.
/// Within a part a backslash, tab, line feed and carriage return are written \\, \t, \n and \r.
final class ChainLine {
  private static final int FIXED = 5;

  private ChainLine() {}

  static String of(ChainEntry entry) {
    List<String> parts = new ArrayList<>();
    parts.add(Long.toString(entry.number()));
    parts.add(Long.toString(entry.time()));
    parts.add(entry.hash());
    parts.add(entry.who());
    parts.add(entry.what().id());
    parts.addAll(entry.what().arguments());
    return joined(parts);
  }

  /// The entry of a line; null if it is none.
  static @Nullable ChainEntry parse(TenantId tenant, String line) {
    List<String> parts = parts(line);
    if (parts == null || parts.size() < FIXED || !Checkpoint.isHash(parts.get(2))) {
      return null;
    }
    try {
      long number = Long.parseLong(parts.get(0));
      long time = Long.parseLong(parts.get(1));
      Message what = new Message(parts.get(4), parts.subList(FIXED, parts.size()));
      ChainEntry entry = new ChainEntry(tenant, number, time, parts.get(3), what, parts.get(2));
      // There is one way to write an entry; any other was not written by us.
      return of(entry).equals(line) ? entry : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// Parts as one text. No part and one empty part are told apart by a mark at the end of each.
  static String joined(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      for (int index = 0; index < part.length(); index++) {
        char c = part.charAt(index);
        switch (c) {
          case '\\' -> text.append("\\\\");
          case '\t' -> text.append("\\t");
          case '\n' -> text.append("\\n");
          case '\r' -> text.append("\\r");
          default -> text.append(c);
        }
      }
      text.append('\t');
    }
    return text.toString();
  }

  /// The parts of a text made by {@link #joined}; null if it was not made by it.
  static @Nullable List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '\t') {
        parts.add(part.toString());
        part.setLength(0);
      } else if (c == '\\') {
        index++;
        int meant = index < text.length() ? meant(text.charAt(index)) : -1;
        if (meant < 0) {
          return null;
        }
        part.append((char) meant);
      } else if (c == '\n' || c == '\r') {
        return null;
      } else {
        part.append(c);
      }
    }
    return part.isEmpty() ? parts : null;
  }

  private static int meant(char c) {
    return switch (c) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> -1;
    };
  }
}
