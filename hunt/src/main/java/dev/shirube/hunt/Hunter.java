// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.catalog.Message;
import dev.shirube.event.Event;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TenantId;
import dev.shirube.query.Column;
import dev.shirube.query.Question;
import dev.shirube.query.Step;
import dev.shirube.store.EventStore;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Answers questions from the recording of one tenant.
public final class Hunter {
  /// Most events or rows that are held at once, for steps that need all before the first comes out.
  static final int MOST_ROWS = 100_000;

  private static final int MOST_PROCESSES = 100;

  private final EventStore store;
  private final TenantId tenant;

  /// What an answer came to.
  ///
  /// @param answer what was looked at, and what could not be
  /// @param shown how many events, rows or trees were handed on
  /// @param leftOut how many events some step did not count, because it would have had to hold too
  ///   much
  public record Report(dev.shirube.store.Question.Answer answer, long shown, long leftOut) {
    /// What could not be looked at, for people.
    public List<Message> missing() {
      return answer.missing().stream().map(missing -> missing.why()).toList();
    }
  }

  public Hunter(EventStore store, TenantId tenant) {
    this.store = store;
    this.tenant = tenant;
  }

  /// Answers a question.
  public Report ask(Question question, HuntSink sink) throws IOException {
    List<Step> steps = question.steps();
    boolean joined = !steps.isEmpty() && steps.getFirst() instanceof Step.JoinProcess;
    List<Step> rest = joined ? steps.subList(1, steps.size()) : steps;
    long most =
        rest.isEmpty() || rest.getFirst() instanceof Step.Fields
            ? question.limit()
            : Long.MAX_VALUE;
    if (!rest.isEmpty() && rest.getFirst() instanceof Step.Head(int head)) {
      most = rest.size() == 1 ? Math.min(head, question.limit()) : head;
      rest = rest.subList(1, rest.size());
    }
    try (Stream stream =
        new Stream(
            open(question, most),
            sink,
            joined ? new ProcessStarts(new StoreFinder(store, tenant)) : null)) {
      return rest.isEmpty() ? events(stream, sink) : steps(question, rest, stream, sink);
    }
  }

  private Rows open(Question question, long most) throws IOException {
    dev.shirube.store.Question.Order order =
        question.order() == Question.Order.NEWEST_FIRST
            ? dev.shirube.store.Question.Order.NEWEST_FIRST
            : dev.shirube.store.Question.Order.OLDEST_FIRST;
    return store.find(
        tenant,
        new dev.shirube.store.Question(question.range(), question.predicate(), order, most));
  }

  private static Report events(Stream stream, HuntSink sink) throws IOException {
    long shown = 0;
    for (Event event = stream.next(); event != null; event = stream.next()) {
      sink.event(event);
      shown++;
    }
    return new Report(stream.answer(), shown, 0);
  }

  private Report steps(Question question, List<Step> steps, Stream stream, HuntSink sink)
      throws IOException {
    return switch (steps.getFirst()) {
      case Step.Tree() -> trees(stream, sink);
      case Step.Fields(List<Column> columns) when steps.size() == 1 -> {
        sink.headings(Table.over(columns));
        TableReader reader = new TableReader(null);
        long shown = 0;
        for (Event event = stream.next(); event != null; event = stream.next()) {
          Row row = new Row(event, List.of(), 1);
          sink.row(new Row(event, Table.cells(reader, row, columns), 1));
          shown++;
        }
        yield new Report(stream.answer(), shown, 0);
      }
      case Step.Count _, Step.Top _, Step.Rare _, Step.Histogram _ ->
          counted(question, steps, stream, sink);
      default -> collected(question, steps, stream, sink);
    };
  }

  private Report counted(Question question, List<Step> steps, Stream stream, HuntSink sink)
      throws IOException {
    Counting counting = Counting.of(steps.getFirst(), new TableReader(null));
    for (Event event = stream.next(); event != null; event = stream.next()) {
      counting.add(new Row(event, List.of(), 1));
    }
    Table table =
        new Table(counting.headings(), counting.rows(steps.getFirst()), counting.leftOut());
    return finish(question, steps.subList(1, steps.size()), table, stream, sink);
  }

  private Report collected(Question question, List<Step> steps, Stream stream, HuntSink sink)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    long leftOut = 0;
    for (Event event = stream.next(); event != null; event = stream.next()) {
      if (rows.size() < MOST_ROWS) {
        rows.add(new Row(event.keep(), List.of(), 1));
      } else {
        leftOut++;
      }
    }
    return finish(question, steps, new Table(null, rows, leftOut), stream, sink);
  }

  private Report finish(
      Question question, List<Step> steps, Table begun, Stream stream, HuntSink sink)
      throws IOException {
    Table table = begun;
    for (Step step : steps) {
      if (step instanceof Step.Tree) {
        Set<ProcessKey> keys = new LinkedHashSet<>();
        for (Row row : table.rows()) {
          Event event = row.event();
          if (event != null && keys.size() < MOST_PROCESSES) {
            keys.addAll(ProcessTrees.keysOf(event));
          }
        }
        return show(keys, stream.answer(), sink);
      }
      table = step instanceof Step.JoinProcess ? joined(table) : table.after(step);
    }
    List<Row.Heading> headings = table.headings();
    List<Row> shown = table.limited(question);
    if (headings != null) {
      sink.headings(headings);
    }
    for (Row row : shown) {
      Event event = row.event();
      if (headings == null && event != null) {
        sink.event(event);
      } else {
        sink.row(row);
      }
    }
    return new Report(stream.answer(), shown.size(), table.leftOut());
  }

  private Table joined(Table table) throws IOException {
    ProcessStarts starts = new ProcessStarts(new StoreFinder(store, tenant));
    List<Row> rows = new ArrayList<>(table.rows().size());
    for (Row row : table.rows()) {
      Event event = row.event();
      rows.add(event == null ? row : new Row(starts.join(event), row.cells(), row.count()));
    }
    return new Table(table.headings(), rows, table.leftOut());
  }

  private Report trees(Stream stream, HuntSink sink) throws IOException {
    Set<ProcessKey> keys = new LinkedHashSet<>();
    for (Event event = stream.next(); event != null; event = stream.next()) {
      keys.addAll(ProcessTrees.keysOf(event));
      if (keys.size() >= MOST_PROCESSES) {
        stream.cancel();
      }
    }
    return show(keys, stream.answer(), sink);
  }

  private Report show(
      Collection<ProcessKey> keys, dev.shirube.store.Question.Answer answer, HuntSink sink)
      throws IOException {
    List<ProcessTree> trees = tree(keys);
    trees.forEach(sink::tree);
    return new Report(answer, trees.size(), 0);
  }

  /// The trees in which some processes stand.
  public List<ProcessTree> tree(Collection<ProcessKey> keys) throws IOException {
    return new ProcessTrees(new StoreFinder(store, tenant)).of(keys);
  }
}
