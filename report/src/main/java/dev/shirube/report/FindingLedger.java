// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.detect.Finding;
import dev.shirube.detect.FindingId;
import dev.shirube.detect.FindingSink;
import dev.shirube.event.Severity;
import dev.shirube.sigma.Rule;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps the findings of one scan until they are written out in order. The findings lie in a file
/// of their own, so that a hundred thousand of them do not fill the memory; only where each lies,
/// when it happened and how bad it is are kept here. The same finding twice is kept once.
public final class FindingLedger implements FindingSink, Closeable {
  private final Path file;
  private final FileChannel channel;
  private final boolean withJson;
  private final Severity minimum;
  private final List<Slot> slots = new ArrayList<>();
  private final Set<FindingId> known = new HashSet<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, Integer> ruleIndex = new HashMap<>();
  private final Tally tally = new Tally();
  private long end;
  private volatile int size;

  private record Slot(
      long offset, int rowBytes, int jsonBytes, long firstNanos, int rule, String id) {}

  /// In which order findings are wanted.
  public enum Order {
    /// Oldest first.
    TIME,
    /// Worst first, rule by rule as {@link Tally#rulesWorstFirst()} has them, each oldest first.
    WORST
  }

  /// Takes one finding at a time.
  @FunctionalInterface
  public interface RowSink {
    void accept(FindingRow row) throws IOException;
  }

  /// Takes one line at a time.
  @FunctionalInterface
  public interface LineSink {
    void accept(String line) throws IOException;
  }

  /// Begins a ledger in a new file of a folder.
  ///
  /// @param minimum findings of rules below are only counted
  /// @param withJson whether {@link #lines} will be asked for
  public FindingLedger(Path folder, Severity minimum, boolean withJson) throws IOException {
    this.file = Files.createTempFile(folder, "shirube-findings-", ".tmp");
    this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.withJson = withJson;
    this.minimum = minimum;
  }

  @Override
  public void accept(Finding finding) {
    if (finding.rule().severity().compareTo(minimum) < 0) {
      tally.belowMinimum();
      return;
    }
    if (!known.add(finding.id())) {
      tally.repeated();
      return;
    }
    FindingRow row = FindingRows.of(finding, indexOf(finding.rule()));
    tally.add(row, finding.rule());
    byte[] bytes = FindingRowBytes.write(row);
    byte[] json =
        withJson ? FindingJson.line(finding).getBytes(StandardCharsets.UTF_8) : new byte[0];
    slots.add(new Slot(end, bytes.length, json.length, row.firstNanos(), row.rule(), row.id()));
    append(bytes);
    append(json);
    size = slots.size();
  }

  private int indexOf(Rule rule) {
    return ruleIndex.computeIfAbsent(
        rule.id() + ' ' + rule.hash(),
        key -> {
          rules.add(rule);
          return rules.size() - 1;
        });
  }

  private void append(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        end += channel.write(buffer, end);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many findings are kept. Any thread may ask.
  public int size() {
    return size;
  }

  /// The sums over all findings.
  public Tally tally() {
    return tally;
  }

  /// The rule of an index that a row names.
  public Rule rule(int index) {
    return rules.get(index);
  }

  /// Hands out all findings in an order.
  public void rows(Order order, RowSink sink) throws IOException {
    for (Slot slot : ordered(order)) {
      sink.accept(FindingRowBytes.read(read(slot.offset(), slot.rowBytes())));
    }
  }

  /// Hands out all findings as lines of JSON, oldest first.
  public void lines(LineSink sink) throws IOException {
    for (Slot slot : ordered(Order.TIME)) {
      byte[] json = read(slot.offset() + slot.rowBytes(), slot.jsonBytes());
      sink.accept(new String(json, StandardCharsets.UTF_8));
    }
  }

  private List<Slot> ordered(Order order) {
    Comparator<Slot> byTime = Comparator.comparingLong(Slot::firstNanos).thenComparing(Slot::id);
    return slots.stream()
        .sorted(order == Order.TIME ? byTime : byRule().thenComparing(byTime))
        .toList();
  }

  private Comparator<Slot> byRule() {
    List<Tally.RuleSum> worstFirst = tally.rulesWorstFirst();
    int[] place = new int[worstFirst.size()];
    for (int index = 0; index < place.length; index++) {
      place[worstFirst.get(index).index()] = index;
    }
    return Comparator.comparingInt(slot -> place[slot.rule()]);
  }

  private byte[] read(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("the ledger's file became shorter: " + file);
      }
    }
    return buffer.array();
  }

  /// Releases and deletes the ledger's file.
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
