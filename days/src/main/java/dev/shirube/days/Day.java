// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import java.util.List;
import java.util.Locale;

/// A day of a week of a workstation that also serves a little: people from Monday to Friday,
/// packages on Wednesday, automation on Tuesday and Thursday, cron, monitoring and a backup always.
/// How often a whole day has something is an assumption, written down here so that it can be argued
/// with.
public enum Day {
  /// Documents, pages, a build.
  MONDAY(
      new Chore(Work.CRON, 24, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.UPDATE, 1, 2),
      new Chore(Work.SSH, 18, 288),
      new Chore(Work.SHELL, 200, 600),
      new Chore(Work.GIT, 20, 40),
      new Chore(Work.COMPILE, 100, 1500),
      new Chore(Work.OFFICE, 3, 30),
      new Chore(Work.BROWSE, 50, 600),
      new Chore(Work.BACKUP, 1, 1)),
  /// Automation, builds.
  TUESDAY(
      new Chore(Work.CRON, 24, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.UPDATE, 1, 2),
      new Chore(Work.SSH, 18, 288),
      new Chore(Work.DEPLOY, 6, 60),
      new Chore(Work.SHELL, 200, 600),
      new Chore(Work.GIT, 20, 40),
      new Chore(Work.COMPILE, 100, 3000),
      new Chore(Work.JAVAC, 2, 20),
      new Chore(Work.BROWSE, 40, 400),
      new Chore(Work.BACKUP, 1, 1)),
  /// Packages.
  WEDNESDAY(
      new Chore(Work.CRON, 24, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.UPDATE, 1, 2),
      new Chore(Work.UPGRADE, 12, 40),
      new Chore(Work.SSH, 18, 288),
      new Chore(Work.SHELL, 100, 300),
      new Chore(Work.OFFICE, 3, 20),
      new Chore(Work.BROWSE, 40, 400),
      new Chore(Work.BACKUP, 1, 1)),
  /// Automation, builds.
  THURSDAY(
      new Chore(Work.CRON, 24, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.UPDATE, 1, 2),
      new Chore(Work.SSH, 18, 288),
      new Chore(Work.DEPLOY, 6, 120),
      new Chore(Work.SHELL, 200, 600),
      new Chore(Work.GIT, 20, 40),
      new Chore(Work.COMPILE, 100, 1500),
      new Chore(Work.JAVAC, 2, 30),
      new Chore(Work.BROWSE, 40, 400),
      new Chore(Work.BACKUP, 1, 1)),
  /// Documents, pages, an index of all files.
  FRIDAY(
      new Chore(Work.CRON, 24, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.UPDATE, 1, 2),
      new Chore(Work.SSH, 18, 288),
      new Chore(Work.SHELL, 200, 400),
      new Chore(Work.GIT, 30, 60),
      new Chore(Work.OFFICE, 4, 40),
      new Chore(Work.BROWSE, 50, 600),
      new Chore(Work.SEARCH, 1, 1),
      new Chore(Work.BACKUP, 1, 1)),
  /// Nobody is there.
  SATURDAY(
      new Chore(Work.CRON, 48, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.UPDATE, 1, 2),
      new Chore(Work.SSH, 24, 288),
      new Chore(Work.BACKUP, 1, 1)),
  /// Nobody is there.
  SUNDAY(
      new Chore(Work.CRON, 48, 576),
      new Chore(Work.DAILY, 1, 1),
      new Chore(Work.SSH, 24, 288),
      new Chore(Work.SEARCH, 1, 1),
      new Chore(Work.BACKUP, 1, 1));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, of records
  private final List<Chore> chores;

  Day(Chore... chores) {
    this.chores = List.of(chores);
  }

  List<Chore> chores() {
    return chores;
  }

  /// As it is called in names of texts.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
