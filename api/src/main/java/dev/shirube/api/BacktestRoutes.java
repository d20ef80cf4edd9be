// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Right;
import dev.shirube.detect.Workers;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import dev.shirube.hunt.Backtest;
import dev.shirube.query.Question;
import dev.shirube.query.TimeRange;
import dev.shirube.report.Page;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Rules tried on the past.
final class BacktestRoutes {
  /// All rules that are published by Sigma are a quarter of this.
  private static final int MOST_RULES = 32 << 20;

  /// It takes all the time there is: what comes in now must not wait for many of them.
  private static final int MOST_AT_ONCE = 2;

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int MOST_COLUMNS = 1_000;
  private static final String FILE = "request.yml";

  private final Reception reception;
  private final RecordingView recording;
  private final HuntRoutes hunts;
  private final ToIntFunction<String> width;
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE);

  /// What is asked.
  ///
  /// @param page where it is written for people; null if it is to be lines of JSON
  private record Asked(
      Call call,
      TenantId tenant,
      Question question,
      TimeRange range,
      RuleSet rules,
      @Nullable Page page) {}

  BacktestRoutes(
      Reception reception, RecordingView recording, HuntRoutes hunts, ToIntFunction<String> width) {
    this.reception = reception;
    this.recording = recording;
    this.hunts = hunts;
    this.width = width;
  }

  List<Route> all() {
    return List.of(
        reception.within("POST", "/api/v1/backtest", Right.BACKTEST_RUN, this::backtest));
  }

  private Answer backtest(Call call) throws IOException {
    String text = call.request().query("question");
    Question question = hunts.question(call, text == null ? "" : text);
    if (!question.steps().isEmpty()) {
      throw Refusal.of(400, "api.backtest.steps");
    }
    TimeRange range = question.range().within(call.range());
    if (range == null) {
      throw Refusal.of(400, "api.range");
    }
    int columns = call.number("columns", 120, MOST_COLUMNS);
    Page page = call.isForPeople() ? new Page(width, columns) : null;
    RuleSet rules = rules(call);
    Asked asked = new Asked(call, call.tenant(), question, range, rules, page);
    if (turns.availablePermits() == 0) {
      throw Refusal.busy(PAUSE);
    }
    return Answer.stream(200, Lines.TYPE, out -> taking(asked, new Lines(out)));
  }

  /// The rules of the body; without any, those that run now, all or some of them.
  private RuleSet rules(Call call) throws IOException {
    String body = call.text(MOST_RULES);
    Set<String> ids = new TreeSet<>();
    String named = call.request().query("rule");
    if (named != null) {
      new StringTokenizer(named, ", ").asIterator().forEachRemaining(id -> ids.add((String) id));
    }
    if (body.isBlank()) {
      RuleSet rules = ids.isEmpty() ? recording.active() : recording.active().only(ids);
      if (rules.rules().size() < Math.max(1, ids.size())) {
        throw Refusal.of(400, "api.backtest.unknown", named == null ? "" : named);
      }
      return rules;
    }
    RuleSet rules = recording.read(files(Enclosed.read(body)));
    if (rules.rules().isEmpty() || !ids.isEmpty()) {
      throw rules.problems().isEmpty()
          ? Refusal.of(400, "api.backtest.none")
          : Refusal.of(
              400, rules.problems().getFirst().what(), rules.problems().getFirst().advice());
    }
    return rules;
  }

  private static List<RuleFile> files(Enclosed enclosed) {
    List<RuleFile> files = new ArrayList<>();
    if (!enclosed.text().isBlank()) {
      files.add(new RuleFile(FILE, enclosed.text().getBytes(StandardCharsets.UTF_8)));
    }
    enclosed
        .files()
        .forEach((name, content) ->
            files.add(new RuleFile(name, content.getBytes(StandardCharsets.UTF_8))));
    return files;
  }

  /// Runs when its turn has come, which was there a moment ago.
  private void taking(Asked asked, Lines lines) throws IOException {
    if (!turns.tryAcquire()) {
      lines.accept(Refusal.busy(PAUSE).json(asked.call.words()));
      return;
    }
    try {
      run(asked, lines);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (StoreException e) {
      lines.accept(Refusal.of(e).json(asked.call.words()));
    } finally {
      turns.release();
    }
  }

  private void run(Asked asked, Lines lines) throws IOException {
    Page page = asked.page;
    int rules = asked.rules.rules().size();
    try (BacktestAnswer answer =
            new BacktestAnswer(
                recording.temporary(),
                page == null ? lines::accept : _ -> {},
                (events, total, found) -> lines.now(BacktestAnswer.progress(events, total, found)),
                () -> !reception.still(asked.call, asked.tenant, Right.BACKTEST_RUN));
        Workers workers = recording.workers(asked.rules, answer)) {
      Backtest.Report report =
          new Backtest(recording.store(), asked.tenant)
              .run(workers, asked.range, asked.question.predicate(), answer);
      if (page == null) {
        lines.accept(answer.last(report, rules, asked.call.words()));
      } else {
        answer.write(page, asked.call.words(), report, rules);
        lines.page(page);
      }
    }
  }
}
