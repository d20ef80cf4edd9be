// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Message;
import dev.shirube.event.Event;
import dev.shirube.export.JsonText;
import dev.shirube.export.OcsfJson;
import dev.shirube.hunt.HuntSink;
import dev.shirube.hunt.Hunter;
import dev.shirube.hunt.ProcessTree;
import dev.shirube.hunt.Row;
import dev.shirube.query.Question;
import dev.shirube.query.Step;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// An answer from the recording for programs: one line of JSON a piece, as they are found. Events
/// are in the shape of OCSF; the last line tells what was looked at and what could not be.
public final class HuntLines implements HuntSink {
  private final Words words;
  private final Consumer<String> out;
  private final BooleanSupplier cancelled;
  private final boolean bare;
  private List<Row.Heading> headings = List.of();

  /// @param out takes each line, without its end
  /// @param cancelled whether nobody wants the rest
  public HuntLines(Words words, Consumer<String> out, BooleanSupplier cancelled) {
    this(words, out, cancelled, false);
  }

  /// @param bare whether an event stands in its line alone, as OCSF has it
  public HuntLines(Words words, Consumer<String> out, BooleanSupplier cancelled, boolean bare) {
    this.bare = bare;
    this.words = words;
    this.out = out;
    this.cancelled = cancelled;
  }

  /// Whether the answer to a question is events, and neither rows nor trees.
  public static boolean givesEvents(Question question) {
    return question.steps().stream()
        .allMatch(step ->
            step instanceof Step.Head
                || step instanceof Step.Sort
                || step instanceof Step.JoinProcess);
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  @Override
  public void headings(List<Row.Heading> given) {
    headings = given;
  }

  @Override
  public void row(Row row) {
    JsonText json = new JsonText().open('{').name("row").open('{');
    for (int index = 0; index < headings.size(); index++) {
      json.name(HuntPage.nameOf(headings.get(index), words));
      if (headings.get(index) == Row.Heading.Made.COUNT) {
        json.number(Long.parseLong(row.cells().get(index)));
      } else {
        json.text(row.cells().get(index));
      }
    }
    out.accept(json.close('}').close('}').toString());
  }

  @Override
  public void event(Event event) {
    String line = OcsfJson.line(event);
    out.accept(bare ? line : "{\"event\":" + line + "}");
  }

  @Override
  public void tree(ProcessTree tree) {
    JsonText json = new JsonText().open('{').name("tree");
    branch(json, tree);
    out.accept(json.close('}').toString());
  }

  private void branch(JsonText json, ProcessTree tree) {
    Event start = tree.start();
    json.open('{').name("process").text(tree.key().toString());
    json.name("asked").truth(tree.asked());
    if (start == null) {
      json.name("name").text(tree.name());
    } else {
      json.name("event").text(start.id().toString());
      json.name("time").text(Words.exact(start.time()));
      json.name("file").text(FindingRows.text(start, "process.file.path"));
      json.name("cmd_line").text(FindingRows.text(start, "process.cmd_line"));
      json.name("user").text(FindingRows.text(start, "actor.user.name"));
    }
    json.name("more").number(tree.more()).name("children").open('[');
    tree.children().forEach(child -> branch(json, child));
    json.close(']').close('}');
  }

  /// Writes the last line.
  public void finish(Hunter.Report report) {
    JsonText json = new JsonText().open('{').name("answer").open('{');
    json.name("shown").number(report.shown());
    json.name("scanned").number(report.answer().scanned());
    json.name("undecided").number(report.answer().undecided());
    json.name("left_out").number(report.leftOut());
    json.name("missing").open('[');
    for (Message missing : report.missing()) {
      json.text(words.say(missing));
    }
    out.accept(json.close(']').close('}').close('}').toString());
  }
}
