// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Right;
import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.export.OcsfJson;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import dev.shirube.hunt.Hunter;
import dev.shirube.hunt.ProcessTree;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.QueryFault;
import dev.shirube.query.QueryLimits;
import dev.shirube.query.QueryReader;
import dev.shirube.query.Question;
import dev.shirube.query.Setting;
import dev.shirube.report.HuntLines;
import dev.shirube.report.HuntPage;
import dev.shirube.report.Page;
import dev.shirube.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Questions to the recording.
final class HuntRoutes {
  /// A question with the lists that it names.
  private static final int MOST_BODY = 8 << 20;

  private static final int MOST_COLUMNS = 1_000;
  private static final int MOST_FINDINGS = 10_000;

  /// All findings of a recording, ours and those of other products.
  static final Predicate FINDINGS =
      new Predicate.Like(
          Column.Head.CLASS, Glob.literal(EventClass.DETECTION_FINDING.word()), false);

  private final Reception reception;
  private final RecordingView recording;
  private final Clock clock;
  private final ToIntFunction<String> width;

  HuntRoutes(Reception reception, RecordingView recording, ApiGrounds grounds) {
    this.reception = reception;
    this.recording = recording;
    this.clock = grounds.clock();
    this.width = grounds.width();
  }

  List<Route> all() {
    return List.of(
        reception.within("POST", "/api/v1/hunt", Right.EVENTS_READ, this::hunt),
        reception.within("POST", "/api/v1/export", Right.EVENTS_READ, this::export),
        reception.within("GET", "/api/v1/events/{id}", Right.EVENTS_READ, this::event),
        reception.within("GET", "/api/v1/tree/{processKey}", Right.EVENTS_READ, this::tree),
        reception.within("GET", "/api/v1/findings", Right.EVENTS_READ, this::findings));
  }

  private Answer hunt(Call call) throws IOException {
    return stream(call, call.tenant(), question(call, QueryLimits.USUAL));
  }

  /// The question of the body, with the lists that come with it.
  private Question question(Call call, QueryLimits limits) throws IOException {
    Enclosed enclosed = Enclosed.read(call.text(MOST_BODY));
    Enclosed.Lists lists = new Enclosed.Lists(enclosed.files(), recording.lists(call.tenant()));
    return question(call, enclosed.text().strip(), lists, limits);
  }

  /// Everything that a question asks for, without the usual limit.
  private Answer export(Call call) throws IOException {
    boolean bare =
        switch (call.request().query("format")) {
          case "ocsf" -> true;
          case "jsonl" -> false;
          case null, default -> throw Refusal.of(400, "api.export.format");
        };
    Question question = question(call, QueryLimits.USUAL.withAllRows());
    if (bare && !HuntLines.givesEvents(question)) {
      throw Refusal.of(400, "export.steps");
    }
    return lines(call, call.tenant(), question, bare);
  }

  /// Reads a question.
  ///
  /// @throws Refusal with the place of the mistake
  Question question(Call call, String text) {
    return question(call, text, recording.lists(call.tenant()), QueryLimits.USUAL);
  }

  private Question question(Call call, String text, Setting.Lists lists, QueryLimits limits) {
    Setting usual = Setting.of(Timestamps.nanosOf(clock.instant()), call.words().zone());
    Setting setting = new Setting(usual.now(), usual.zone(), usual.names(), lists, limits);
    return switch (QueryReader.read(text, setting)) {
      case QueryReader.Outcome.Ready(Question question) -> question;
      case QueryReader.Outcome.Refused(QueryFault fault) -> throw Refusal.of(fault);
    };
  }

  private Answer stream(Call call, TenantId tenant, Question question) throws IOException {
    String shape = call.request().query("as");
    return switch (shape) {
      case null -> lines(call, tenant, question, false);
      case "text", "lines" -> text(call, tenant, question);
      default -> throw Refusal.of(400, "api.as");
    };
  }

  /// The answer as people read it on a terminal.
  private Answer text(Call call, TenantId tenant, Question question) throws IOException {
    Page page = new Page(width, call.number("columns", 120, MOST_COLUMNS));
    HuntPage shown =
        new HuntPage(call.words(), page, () -> !reception.still(call, tenant, Right.EVENTS_READ));
    Hunter.Report report = recording.hunter(tenant).ask(question, shown);
    if ("lines".equals(call.request().query("as"))) {
      shown.rows();
    } else {
      shown.finish(report);
    }
    return Answer.of(
        200, "text/plain; charset=utf-8", page.text().getBytes(StandardCharsets.UTF_8));
  }

  /// @param bare whether events stand in their lines alone
  private Answer lines(Call call, TenantId tenant, Question question, boolean bare) {
    return Answer.stream(
        200,
        Lines.TYPE,
        out -> {
          Lines to = new Lines(out);
          HuntLines lines =
              new HuntLines(
                  call.words(),
                  to::accept,
                  () -> !reception.still(call, tenant, Right.EVENTS_READ),
                  bare);
          try {
            lines.finish(recording.hunter(tenant).ask(question, lines));
          } catch (UncheckedIOException e) {
            throw e.getCause();
          } catch (StoreException e) {
            // The status is said already, so the last line says it.
            to.accept(Refusal.of(e).json(call.words()));
          }
        });
  }

  private Answer event(Call call) throws IOException {
    EventId id;
    try {
      id = EventId.parse(call.path("id"));
    } catch (IllegalArgumentException _) {
      throw Refusal.missing();
    }
    Event event = recording.store().event(call.tenant(), id).event();
    if (event == null) {
      throw Refusal.missing();
    }
    return Answer.json(200, OcsfJson.line(event));
  }

  private Answer tree(Call call) throws IOException {
    ProcessKey key;
    try {
      key = ProcessKey.parse(call.path("processKey"));
    } catch (IllegalArgumentException _) {
      throw Refusal.missing();
    }
    Hunter hunter = recording.hunter(call.tenant());
    List<ProcessTree> trees = hunter.tree(List.of(key));
    if (trees.stream().allMatch(tree -> tree.size() == 1 && tree.start() == null)) {
      throw Refusal.missing();
    }
    List<String> lines = new ArrayList<>();
    HuntLines pieces = new HuntLines(call.words(), lines::add, () -> false);
    trees.forEach(pieces::tree);
    return Answer.json(200, lines.getFirst());
  }

  private Answer findings(Call call) throws IOException {
    int limit = call.number("limit", 100, MOST_FINDINGS);
    Question question =
        new Question(FINDINGS, call.range(), Question.Order.NEWEST_FIRST, List.of(), limit);
    return stream(call, call.tenant(), question);
  }
}
