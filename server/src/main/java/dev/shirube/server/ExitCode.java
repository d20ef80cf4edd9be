// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

/// How a command ended, as scripts see it; documented in docs/reference/commands.md.
enum ExitCode {
  /// Done; nothing at or above the level of --fail-on, no faulty rule.
  DONE(0),
  /// Findings at or above the level of --fail-on, a rule that was refused, or a test that failed.
  FOUND(1),
  /// The command, its arguments or the settings are wrong; nothing was done.
  USAGE(2),
  /// Nothing could be read of the input, or the output could not be written.
  UNREADABLE(3),
  /// A fault of Shirube itself.
  FAULT(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
