// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.catalog.Message;

/// Something is not done, because it is not allowed or not possible. Thrown, and not answered, so
/// that forgetting to look never allows anything.
public final class AccessRefused extends RuntimeException {
  private final Reason reason;
  private final transient Message what;

  /// Why.
  public enum Reason {
    /// There is no such thing, or the asker must not learn whether there is: one answer for both.
    MISSING,
    /// The asker has a role there, but none that allows this.
    FORBIDDEN,
    /// What was asked for makes no sense.
    INVALID,
    /// The name or network is taken already.
    TAKEN
  }

  AccessRefused(Reason reason, Message what) {
    super(what.id(), null, false, false);
    this.reason = reason;
    this.what = what;
  }

  static AccessRefused missing() {
    return new AccessRefused(Reason.MISSING, Message.of("access.missing"));
  }

  static AccessRefused forbidden(Right right) {
    return new AccessRefused(Reason.FORBIDDEN, Message.of("access.forbidden", right.word()));
  }

  static AccessRefused invalid(Message what) {
    return new AccessRefused(Reason.INVALID, what);
  }

  static AccessRefused taken(String name) {
    return new AccessRefused(Reason.TAKEN, Message.of("access.taken", name));
  }

  public Reason reason() {
    return reason;
  }

  /// The same for a person; the advice is the message id with ".advice" behind it.
  public Message what() {
    return what;
  }

  /// What to do.
  public Message advice() {
    return new Message(what.id() + ".advice", what.arguments());
  }
}
