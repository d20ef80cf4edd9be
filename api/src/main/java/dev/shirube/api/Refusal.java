// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.catalog.Message;
import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.report.Words;
import java.time.Duration;

/// Something was not done: a status of HTTP (RFC 9110), and why and what to do as facts, said in
/// the reader's language.
final class Refusal extends RuntimeException {
  private final int status;
  private final transient Message what;
  private final transient Message advice;
  private final long retrySeconds;

  private Refusal(int status, Message what, Message advice, long retrySeconds) {
    super(what.id(), null, false, false);
    this.status = status;
    this.what = what;
    this.advice = advice;
    this.retrySeconds = retrySeconds;
  }

  static Refusal of(int status, String id, Object... facts) {
    return of(status, Message.of(id, facts), Message.of(id + ".advice", facts));
  }

  static Refusal of(int status, Message what, Message advice) {
    return new Refusal(status, what, advice, 0);
  }

  /// What does not exist, and what the asker may not see.
  static Refusal missing() {
    return of(404, "access.missing");
  }

  static Refusal tooMany(Duration pause) {
    long seconds = Math.max(1, pause.toSeconds());
    return new Refusal(
        429, Message.of("api.many", seconds), Message.of("api.many.advice", seconds), seconds);
  }

  Answer answer(Words words) {
    JsonText json = new JsonText().open('{').name("error").open('{');
    json.name("id").text(what.id()).name("text").text(words.say(what));
    json.name("advice").text(words.say(advice)).close('}').close('}');
    Answer answer = Answer.json(status, json.toString());
    return retrySeconds == 0 ? answer : answer.with("Retry-After", Long.toString(retrySeconds));
  }
}
