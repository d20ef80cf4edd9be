// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What was put into a journal, what it acknowledged, and what came out of it again.
final class Ledger {
  private final List<Ticket> open = new ArrayList<>();
  private final List<Integer> openNumbers = new ArrayList<>();
  private final Set<Integer> acknowledged = new TreeSet<>();
  private final Set<Integer> emitted = new HashSet<>();
  private int next;

  /// The bytes of an entry: its number, and a filling that depends on it.
  static byte[] entry(int number) {
    int length = 1 + number * 37 % 900;
    return (number + ":" + Character.toString('a' + number % 26).repeat(length))
        .getBytes(StandardCharsets.UTF_8);
  }

  static int number(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int number = Integer.parseInt(text.substring(0, text.indexOf(':')));
    // Called so often that an assertion of the library would take most of the time.
    if (!Arrays.equals(bytes, entry(number))) {
      throw new AssertionError("entry " + number + " came back changed");
    }
    return number;
  }

  int next() {
    return next;
  }

  Set<Integer> acknowledged() {
    return acknowledged;
  }

  /// Appends one entry.
  void append(Journal journal) {
    Ticket ticket = journal.append(entry(next));
    if (ticket != null) {
      open.add(ticket);
      openNumbers.add(next);
    }
    emitted.add(next);
    next++;
  }

  /// Looks at the tickets.
  void settle() {
    for (int index = 0; index < open.size(); index++) {
      if (open.get(index).state() == Ticket.State.DURABLE) {
        acknowledged.add(openNumbers.get(index));
      }
    }
    open.clear();
    openNumbers.clear();
  }

  /// All entries from an offset on.
  static List<Integer> read(Journal journal, long from, List<Found.Gap> gaps) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Cursor cursor = journal.read(from)) {
      Found found = cursor.poll();
      while (found != null) {
        switch (found) {
          case Found.Entry entry -> numbers.add(number(entry.bytes()));
          case Found.Gap gap -> gaps.add(gap);
        }
        if (found.next() <= found.offset()) {
          throw new AssertionError("no way forward from " + found);
        }
        found = cursor.poll();
      }
    }
    return numbers;
  }

  /// What is wrong with what was read; nothing when all acknowledged entries are there, in order,
  /// once, and nothing that was never put in.
  List<String> check(List<Integer> read) {
    List<String> wrong = new ArrayList<>();
    int last = -1;
    for (int number : read) {
      if (number <= last) {
        wrong.add("entry " + number + " after " + last);
      }
      if (!emitted.contains(number)) {
        wrong.add("entry " + number + " was never put in");
      }
      last = Math.max(last, number);
    }
    Set<Integer> missing = new TreeSet<>(acknowledged);
    read.forEach(missing::remove);
    missing.forEach(number -> wrong.add("entry " + number + " was acknowledged and is gone"));
    return wrong;
  }
}
