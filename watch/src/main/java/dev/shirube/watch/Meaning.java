// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a change of a file means, for files that decide who may do what and what runs by itself.
enum Meaning {
  ACCOUNTS,
  PASSWORDS,
  GROUPS,
  SUDO,
  CRON_TABLE,
  CRON_SCRIPT,
  AT_JOB,
  UNIT,
  SSH_KEYS,
  PRELOAD,
  SHELL_START,
  LOGON_RULES,
  SSH_SERVER;

  /// Where such files lie.
  ///
  /// @param path a file, or a folder all files of which are meant
  /// @param ending what the names in a folder end with; empty for any
  /// @param owner the account it is about; empty for files of the system
  record Place(Meaning meaning, Path path, boolean isFolder, String ending, String owner) {
    private static Place file(Meaning meaning, Path path) {
      return new Place(meaning, path, false, "", "");
    }

    private static Place folder(Meaning meaning, Path path) {
      return new Place(meaning, path, true, "", "");
    }
  }

  /// The places of the system.
  ///
  /// @param root of the file system, usually /
  static List<Place> ofSystem(Path root) {
    List<Place> places = new ArrayList<>();
    Path etc = root.resolve("etc");
    places.add(Place.file(ACCOUNTS, etc.resolve("passwd")));
    places.add(Place.file(PASSWORDS, etc.resolve("shadow")));
    places.add(Place.file(GROUPS, etc.resolve("group")));
    places.add(Place.file(SUDO, etc.resolve("sudoers")));
    places.add(Place.folder(SUDO, etc.resolve("sudoers.d")));
    places.add(Place.file(CRON_TABLE, etc.resolve("crontab")));
    places.add(Place.file(CRON_TABLE, etc.resolve("anacrontab")));
    places.add(Place.folder(CRON_TABLE, etc.resolve("cron.d")));
    places.add(Place.folder(CRON_TABLE, root.resolve("var/spool/cron/crontabs")));
    places.add(Place.folder(CRON_TABLE, root.resolve("var/spool/cron")));
    for (String every : new String[] {"hourly", "daily", "weekly", "monthly"}) {
      places.add(Place.folder(CRON_SCRIPT, etc.resolve("cron." + every)));
    }
    places.add(Place.folder(AT_JOB, root.resolve("var/spool/cron/atjobs")));
    places.add(Place.folder(AT_JOB, root.resolve("var/spool/at")));
    places.add(Place.file(CRON_SCRIPT, etc.resolve("rc.local")));
    places.add(Place.folder(CRON_SCRIPT, etc.resolve("init.d")));
    for (String folder : new String[] {"etc", "run", "usr/lib", "usr/local/lib", "lib"}) {
      units(places, root.resolve(folder).resolve("systemd/system"), "");
      units(places, root.resolve(folder).resolve("systemd/user"), "");
    }
    places.add(Place.file(PRELOAD, etc.resolve("ld.so.preload")));
    for (String name : new String[] {"profile", "bash.bashrc", "bashrc", "zshrc", "environment"}) {
      places.add(Place.file(SHELL_START, etc.resolve(name)));
    }
    places.add(Place.folder(SHELL_START, etc.resolve("profile.d")));
    places.add(Place.folder(LOGON_RULES, etc.resolve("pam.d")));
    places.add(Place.folder(LOGON_RULES, etc.resolve("security")));
    places.add(Place.file(SSH_SERVER, etc.resolve("ssh/sshd_config")));
    places.add(Place.folder(SSH_SERVER, etc.resolve("ssh/sshd_config.d")));
    return places;
  }

  /// The places of somebody who has a home.
  static List<Place> ofHome(Path home, String owner) {
    List<Place> places = new ArrayList<>();
    for (String name : new String[] {"authorized_keys", "authorized_keys2"}) {
      places.add(new Place(SSH_KEYS, home.resolve(".ssh").resolve(name), false, "", owner));
    }
    for (String name :
        new String[] {
          ".bashrc", ".bash_profile", ".bash_login", ".profile", ".zshrc", ".zshenv", ".zprofile"
        }) {
      places.add(new Place(SHELL_START, home.resolve(name), false, "", owner));
    }
    units(places, home.resolve(".config/systemd/user"), owner);
    return places;
  }

  private static void units(List<Place> places, Path folder, String owner) {
    for (String ending : new String[] {".service", ".timer", ".path", ".socket"}) {
      places.add(new Place(UNIT, folder, true, ending, owner));
    }
  }
}
