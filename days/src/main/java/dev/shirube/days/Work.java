// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A kind of thing that is done on a workstation of an office, each by a script of its own. A
/// script is given how often to do it, and says in its last line how often it did.
enum Work {
  /// Debian's cron with jobs; times are runs of jobs.
  CRON(Who.ROOT, "cron", "awk"),
  /// What Debian does once a day: logs, the index of manuals, the state of packages.
  DAILY(Who.ROOT, "logrotate", "run-parts"),
  /// An index of all files, and a look for those that should not be there.
  SEARCH(Who.ROOT, "find"),
  /// Logons of monitoring.
  SSH(Who.ROOT, "sshd", "ssh", "sudo"),
  /// Tasks of automation as Ansible does them, five logons each.
  DEPLOY(Who.ROOT, "sshd", "ssh", "sftp", "scp", "sudo", "python3"),
  /// New lists of packages.
  UPDATE(Who.ONLINE, "apt-get"),
  /// Packages unpacked and configured.
  UPGRADE(Who.ONLINE, "apt-get"),
  /// Files of a program in C.
  COMPILE(Who.PERSON, "gcc", "make"),
  /// Builds of a program in Java.
  JAVAC(Who.PERSON),
  /// An archive, its checksum, a copy.
  BACKUP(Who.ROOT, "tar", "zstd", "rsync", "sha256sum"),
  /// Documents saved as something else.
  OFFICE(Who.PERSON, "soffice"),
  /// Pages visited.
  BROWSE(Who.PERSON, "chromium", "python3"),
  /// Commits.
  GIT(Who.PERSON, "git"),
  /// Commands that people type.
  SHELL(Who.PERSON, "tar", "awk", "python3");

  /// Who does it.
  enum Who {
    /// root, in the network of the workstation, which has nobody else.
    ROOT,
    /// root, in the network of the machine.
    ONLINE,
    /// A person who works there.
    PERSON
  }

  private static final List<String> PLACES =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final Who who;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> programs;

  Work(Who who, String... programs) {
    this.who = who;
    this.programs = List.of(programs);
  }

  Who who() {
    return who;
  }

  /// As it is called in names of files and of texts.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String script() {
    return word() + ".sh";
  }

  /// What it needs and this machine does not have.
  List<String> missing() {
    return programs.stream()
        .filter(name ->
            Stream.of(PLACES.toArray(String[]::new))
                .noneMatch(place -> Files.isExecutable(Path.of(place, name))))
        .toList();
  }
}
