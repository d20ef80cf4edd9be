// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Message;
import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.query.QueryFault;
import dev.shirube.report.Words;
import dev.shirube.store.StoreException;
import java.time.Duration;

/// Something was not done: a status of HTTP (RFC 9110), and why and what to do as facts, said in
/// the reader's language.
final class Refusal extends RuntimeException {
  private final int status;
  private final transient Message what;
  private final transient Message advice;
  private final long retrySeconds;
  private final int position;

  private Refusal(int status, Message what, Message advice, long retrySeconds, int position) {
    super(what.id(), null, false, false);
    this.status = status;
    this.what = what;
    this.advice = advice;
    this.retrySeconds = retrySeconds;
    this.position = position;
  }

  static Refusal of(int status, String id, Object... facts) {
    return of(status, Message.of(id, facts), Message.of(id + ".advice", facts));
  }

  static Refusal of(int status, Message what, Message advice) {
    return new Refusal(status, what, advice, 0, -1);
  }

  /// What does not exist, and what the asker may not see.
  static Refusal missing() {
    return of(404, "access.missing");
  }

  static Refusal tooMany(Duration pause) {
    long seconds = Math.max(1, pause.toSeconds());
    Message what = Message.of("api.many", seconds);
    return new Refusal(429, what, Message.of("api.many.advice", seconds), seconds, -1);
  }

  /// As much as may be done at once is being done.
  static Refusal busy(Duration pause) {
    Message what = Message.of("api.busy");
    return new Refusal(429, what, Message.of("api.busy.advice"), pause.toSeconds(), -1);
  }

  /// A text is no question.
  static Refusal of(QueryFault fault) {
    return new Refusal(400, fault.what(), fault.advice(), 0, fault.position());
  }

  /// The recording cannot or will not do something.
  static Refusal of(StoreException fault) {
    Message what = fault.problem().what();
    Message advice = fault.problem().advice();
    return switch (what.id()) {
      case "store.hold.unknown" -> missing();
      case "store.finds.many" -> new Refusal(429, what, advice, 1, -1);
      case "store.backup.target", "store.backup.unfinished" -> of(400, what, advice);
      default -> of(503, what, advice);
    };
  }

  Answer answer(Words words) {
    Answer answer = Answer.json(status, json(words));
    return retrySeconds == 0 ? answer : answer.with("Retry-After", Long.toString(retrySeconds));
  }

  String json(Words words) {
    JsonText json = new JsonText().open('{').name("error").open('{');
    json.name("id").text(what.id()).name("text").text(words.say(what));
    json.name("advice").text(words.say(advice));
    if (position >= 0) {
      json.name("position").number(position);
    }
    return json.close('}').close('}').toString();
  }
}
