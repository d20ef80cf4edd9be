// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.catalog.Problems;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.match.KeyedHash;
import dev.shirube.sigma.Correlation;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Runs all correlations over what the rules they look at find, as it comes.
///
/// Matches wait until nothing earlier can come: until the watermark, or a time that the caller
/// says. Then they go to the correlations in the order of time, so that the order in which they
/// came does not matter. A match from before the watermark is looked at alone, and its findings say
/// that it was late. For one thread at a time; no clock, no files.
final class Correlations implements AutoCloseable {
  private static final int AT_ONCE = 4096;

  private final RuleSet rules;
  private final CorrelationLimits limits;
  private final Problems problems;
  private final Map<String, Set<String>> wanted = new HashMap<>();
  private final Map<String, List<Link>> links = new HashMap<>();
  private final Map<String, LiveCorrelator> live = new LinkedHashMap<>();
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
  private final List<Waiting> late = new ArrayList<>();
  private final EventTime.Watermark watermark;
  private final GroupTable table = new GroupTable();
  private final Sign.Keepsakes kept;
  private final CorrelationLimits.Losses losses = new CorrelationLimits.Losses();
  private final boolean alone;
  private @Nullable Correlations lateOnes;
  private KeyedHash hash = KeyedHash.random();
  private FindingSink sink = _ -> {};
  private long released = Long.MIN_VALUE;

  /// A match that waits.
  private record Waiting(Detection detection, Sign sign) implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      return Long.compare(sign.nanos(), other.sign.nanos());
    }
  }

  /// From a rule on single events to a correlation that looks at it.
  private record Link(LiveCorrelator live, int reference) {}

  /// @param problems told what the limits cost, whenever something is finished or written out
  Correlations(RuleSet rules, CorrelationLimits limits, Problems problems) {
    this(rules, limits, problems, false);
  }

  private Correlations(RuleSet rules, CorrelationLimits limits, Problems problems, boolean alone) {
    this.rules = rules;
    this.limits = limits;
    this.problems = problems;
    this.alone = alone;
    kept = new Sign.Keepsakes(limits.keptBytes());
    watermark = new EventTime.Watermark(limits);
    for (Correlation outer : rules.correlations().reversed()) {
      Set<String> passed = wanted.getOrDefault(outer.rule().id(), Set.of());
      for (String reference : outer.references()) {
        Set<String> names = wanted.computeIfAbsent(reference, _ -> new LinkedHashSet<>());
        names.addAll(passed);
        outer.groupBy().forEach(name -> names.add(outer.nameFor(reference, name)));
        outer.fields().forEach(name -> names.add(outer.nameFor(reference, name)));
      }
    }
    build();
  }

  private void build() {
    live.clear();
    links.clear();
    Groups.Shared shared = new Groups.Shared(table, kept, limits, losses, new ArrayList<>());
    for (Correlation each : rules.correlations()) {
      LiveCorrelator made =
          new LiveCorrelator(each, shared, hash, nameOf(each), finding -> sink.accept(finding));
      if (alone && made.groups().isFixed()) {
        continue;
      }
      live.put(each.rule().id(), made);
      for (int index = 0; index < each.references().size(); index++) {
        String reference = each.references().get(index);
        LiveCorrelator inner = live.get(reference);
        if (inner != null) {
          inner.lead(made, index);
        } else {
          links.computeIfAbsent(reference, _ -> new ArrayList<>()).add(new Link(made, index));
        }
      }
    }
  }

  /// What tells a correlation from all others, and from itself once it or a rule it looks at has
  /// changed.
  private byte[] nameOf(Correlation correlation) {
    List<String> parts = new ArrayList<>();
    parts.add(correlation.rule().id());
    parts.add(correlation.rule().hash());
    for (String reference : correlation.references()) {
      LiveCorrelator inner = live.get(reference);
      Detection detection = rules.detection(reference);
      parts.add(reference);
      parts.add(inner == null ? "" : Arrays.toString(inner.name()));
      parts.add(detection == null ? "" : detection.rule().hash());
    }
    return StateWriter.nameOf(parts);
  }

  /// Whether any correlation looks at a rule. Any thread may ask.
  boolean looksAt(Detection detection) {
    return wanted.containsKey(detection.rule().id());
  }

  /// Takes note of a match, if any correlation looks at the rule.
  void see(Detection detection, Event event) {
    Set<String> names = wanted.get(detection.rule().id());
    if (names == null) {
      return;
    }
    Map<String, List<String>> values = new HashMap<>();
    for (String name : names) {
      List<String> texts = detection.values(event, name);
      if (!texts.isEmpty()) {
        values.put(name, texts);
      }
    }
    Event copy = kept.hasRoom(0) ? event.keep() : null;
    if (copy == null) {
      losses.count(detection.rule(), CorrelationLimits.Losses.Cause.BARE);
    }
    Sign.Sighting sighting =
        new Sign.Sighting(event.batch().tenant(), event.time(), event.id(), values, copy);
    Waiting match = new Waiting(detection, Sign.of(sighting));
    if (event.time() < released) {
      losses.count(detection.rule(), CorrelationLimits.Losses.Cause.LATE);
      late.add(match);
    } else {
      kept.charge(sighting.copyBytes());
      waiting.add(match);
    }
  }

  /// Takes note of how far the sources of a batch have come, and judges what can be judged. To be
  /// called once for each batch, after its matches.
  void arrived(EventBatch batch, FindingSink findings) {
    watermark.see(batch);
    release(findings);
  }

  /// Judges what lies before a time, as nothing from before it is waited for any longer. So a
  /// source that says nothing does not hold up the others.
  void advanceTo(long nanos, FindingSink findings) {
    watermark.tell(nanos);
    release(findings);
  }

  /// Says how late it is by the clock that says when events are received, and judges what can be.
  /// Where that clock had been far ahead, all begins anew: whatever comes would be late for ever.
  void now(long nanos, FindingSink findings) {
    if (watermark.isAhead(released, nanos)) {
      finish(findings);
      losses.tell(problems, "correlations", "detect.correlation.clock", "");
    }
    watermark.now(nanos);
    release(findings);
  }

  private void release(FindingSink findings) {
    sink = findings;
    alone();
    long until = watermark.nanos();
    if (until > released) {
      releaseTo(until);
    }
    if (waiting.size() > limits.buffered()) {
      releaseEarly(waiting.size() - limits.buffered() + limits.buffered() / 16);
    }
    sink = _ -> {};
  }

  private void releaseTo(long until) {
    while (isBefore(waiting.peek(), until)) {
      for (int left = AT_ONCE; left > 0 && isBefore(waiting.peek(), until); left--) {
        deliver(waiting.remove());
      }
      Waiting next = waiting.peek();
      pump(next == null ? until : Math.min(until, next.sign.nanos()));
    }
    released = until;
    pump(until);
  }

  /// Judges the earliest of the matches that wait, and all of the same time as the last, though
  /// others from before them could still come.
  private void releaseEarly(int count) {
    int left = count;
    while (left-- > 0 || isBefore(waiting.peek(), released)) {
      Waiting match = waiting.remove();
      losses.count(match.detection.rule(), CorrelationLimits.Losses.Cause.FULL);
      released = EventTime.later(match.sign.nanos(), 1);
      deliver(match);
    }
    pump(released);
  }

  private static boolean isBefore(@Nullable Waiting match, long until) {
    return match != null && (match.sign.nanos() < until || until == Long.MAX_VALUE);
  }

  private void deliver(Waiting match) {
    kept.charge(-match.sign.members().getFirst().copyBytes());
    deliver(match.detection.rule().id(), match.sign);
  }

  private void deliver(String rule, Sign sign) {
    for (Link link : links.getOrDefault(rule, List.of())) {
      link.live.add(sign, link.reference);
    }
  }

  private void pump(long until) {
    live.values().forEach(each -> each.run(until));
  }

  /// Looks at each late match as if nothing else had ever been. Windows that are judged when they
  /// are over are not: that a match is alone in its window is not known then.
  private void alone() {
    if (late.isEmpty()) {
      return;
    }
    Correlations own = lateOnes;
    if (own == null) {
      own = new Correlations(rules, limits, _ -> {}, true);
      lateOnes = own;
    }
    FindingSink findings = sink;
    for (Waiting match : late) {
      long behind = (released - match.sign.nanos()) / 1_000_000_000L;
      own.deliver(match.detection.rule().id(), match.sign);
      own.sink =
          finding ->
              findings.accept(finding.with(new Evidence("late", "", "", String.valueOf(behind))));
      own.end();
    }
    late.clear();
  }

  private void end() {
    live.values().forEach(LiveCorrelator::finish);
    live.values().forEach(each -> each.goOn(Long.MIN_VALUE));
  }

  /// Judges everything, tells what the limits cost, and forgets it all.
  void finish(FindingSink findings) {
    sink = findings;
    alone();
    releaseTo(Long.MAX_VALUE);
    end();
    losses.tell(problems);
    forget();
  }

  private void forget() {
    sink = _ -> {};
    waiting.clear();
    late.clear();
    watermark.clear();
    kept.clear();
    table.close();
    build();
    released = Long.MIN_VALUE;
  }

  /// What would be found if nothing from before a time came any more. Changes nothing.
  void preview(long nanos, FindingSink findings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Correlations copy = new Correlations(rules, limits, _ -> {})) {
      write(bytes, "");
      copy.readFrom(new ByteArrayInputStream(bytes.toByteArray()), "");
      copy.advanceTo(nanos, findings);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }

  /// How many bytes outside the heap are taken.
  long memoryBytes() {
    return table.bytes();
  }

  /// Writes everything out, to go on from there later, and tells what the limits cost so far.
  ///
  /// @param mark what the caller wants to know again when it is read: how far it had come
  void writeTo(OutputStream out, String mark) throws IOException {
    losses.tell(problems);
    write(out, mark);
  }

  private void write(OutputStream out, String mark) throws IOException {
    StateWriter writer = new StateWriter(out);
    writer.text(mark);
    writer.number(hash.key0());
    writer.number(hash.key1());
    writer.number(released);
    writer.watermark(watermark);
    writer.count(waiting.size());
    for (Waiting match : waiting) {
      writer.match(match.detection.rule(), match.sign.members().getFirst());
    }
    writer.count(live.size());
    for (LiveCorrelator each : live.values()) {
      writer.correlator(each, table);
    }
    writer.end();
  }

  /// Goes on from what was written out; what it held before is forgotten. What belongs to a rule
  /// that has changed is left out, and a problem says so; so it is with a file that is damaged.
  ///
  /// @param name the file as people know it
  /// @return the mark it was written with; null if nothing could be read
  @Nullable String readFrom(InputStream in, String name) throws IOException {
    String id = "detect.state.damaged";
    try {
      forget();
      return read(new StateReader(in), name);
    } catch (StateReader.Newer _) {
      id = "detect.state.newer";
    } catch (EOFException | StateReader.Damaged | IllegalArgumentException _) {
      // Whatever bytes say that no state says: told below.
    }
    forget();
    losses.tell(problems, name, id, "");
    return null;
  }

  private String read(StateReader reader, String name) throws IOException {
    Set<String> changed = new TreeSet<>();
    final String mark = reader.text();
    hash = new KeyedHash(reader.number(), reader.number());
    build();
    released = reader.number();
    reader.watermark(watermark);
    for (int left = reader.count(); left > 0; left--) {
      String rule = reader.name();
      Detection detection = rules.detection(rule);
      boolean same = reader.name().equals(detection == null ? "" : detection.rule().hash());
      Sign.Sighting sighting = reader.sighting();
      if (detection != null && same) {
        kept.charge(sighting.copyBytes());
        waiting.add(new Waiting(detection, Sign.of(sighting)));
      } else {
        changed.add(rule);
      }
    }
    for (int left = reader.count(); left > 0; left--) {
      String rule = reader.text();
      if (!reader.correlator(live.get(rule), table)) {
        changed.add(rule);
      }
    }
    reader.end();
    for (String rule : changed) {
      losses.tell(problems, name, "detect.state.changed", rule);
    }
    return mark;
  }

  /// Forgets everything and gives the memory back.
  @Override
  public void close() {
    table.close();
    if (lateOnes != null) {
      lateOnes.close();
    }
  }
}
