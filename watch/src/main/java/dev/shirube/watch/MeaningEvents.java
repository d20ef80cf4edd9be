// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actor;
import dev.shirube.proc.Outbox;
import dev.shirube.sensor.SensorEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what a change of a file means: an account was made, a password changed, a member added, a
/// job planned, a key let in. Passwords, their hashes and what looks like a secret are left out.
final class MeaningEvents {
  private static final int CREATED = 1;
  private static final int OTHER = 99;
  private static final int MOST_LINES = 50;

  private static final int FILE = SensorEvent.field("file.path");
  private static final int TYPE = SensorEvent.field("type_name");
  private static final int USER = SensorEvent.field("user.name");
  private static final int USER_ID = SensorEvent.field("user.uid");
  private static final int GROUP = SensorEvent.field("group.name");
  private static final int GROUP_ID = SensorEvent.field("group.uid");
  private static final int POLICY = SensorEvent.field("policy.name");
  private static final int POLICY_DATA = SensorEvent.field("policy.data");
  private static final int JOB = SensorEvent.field("job.name");
  private static final int JOB_COMMAND = SensorEvent.field("job.cmd_line");
  private static final int JOB_CONTENT = SensorEvent.field("job.content");
  private static final int JOB_USER = SensorEvent.field("job.user.name");
  private static final int RESOURCE = SensorEvent.field("resources.name");
  private static final int RESOURCE_TYPE = SensorEvent.field("resources.type");
  private static final int BEFORE = SensorEvent.field("resources.prev_value");
  private static final int NOW = SensorEvent.field("resources.new_value");

  private final Outbox outbox;
  private Meaning.@Nullable Place place;
  private String path = "";
  private @Nullable Actor actor;
  private long now;

  MeaningEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  /// Tells what it means that a file has other lines now than before; empty lists stand for no
  /// file.
  void tell(
      Meaning.Place at, String file, @Nullable Actor by, List<String> before, List<String> lines) {
    place = at;
    path = file;
    actor = by;
    now = outbox.tally().now();
    LineDifference difference = LineDifference.of(before, lines);
    if (difference.isNothing()) {
      return;
    }
    switch (at.meaning()) {
      case ACCOUNTS -> accounts(byName(before), byName(lines));
      case PASSWORDS -> passwords(byName(before), byName(lines));
      case GROUPS -> groups(byName(before), byName(lines));
      case SUDO -> sudo(difference);
      case CRON_TABLE -> cron(difference);
      case CRON_SCRIPT, AT_JOB, UNIT -> job(before, lines);
      case SSH_KEYS -> keys(difference);
      case PRELOAD, SHELL_START, LOGON_RULES, SSH_SERVER -> configuration(difference);
    }
  }

  private SensorEvent begin(EventClass eventClass, int activity, String type) {
    SensorEvent event = outbox.begin(eventClass, activity, now).put(TYPE, type).put(FILE, path);
    if (actor != null) {
      actor.put(event);
    }
    return event;
  }

  // The colon-separated files of accounts have the name first.
  private static Map<String, List<String>> byName(List<String> lines) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : lines) {
      List<String> row = columns(line, ':');
      if (row.size() > 2 && !row.getFirst().isBlank()) {
        rows.put(row.getFirst(), row);
      }
    }
    return rows;
  }

  private static List<String> columns(String line, char sign) {
    List<String> columns = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(sign); at >= 0; at = line.indexOf(sign, from)) {
      columns.add(line.substring(from, at));
      from = at + 1;
    }
    columns.add(line.substring(from));
    return columns;
  }

  private void accounts(Map<String, List<String>> before, Map<String, List<String>> lines) {
    lines.forEach((name, row) -> {
      List<String> old = before.get(name);
      if (old == null) {
        account(name, row, CREATED, "account-created").put(NOW, withoutSecret(row));
      } else if (!withoutSecret(old).equals(withoutSecret(row))) {
        account(name, row, OTHER, "account-changed")
            .put(BEFORE, withoutSecret(old))
            .put(NOW, withoutSecret(row));
      }
    });
    before.forEach((name, row) -> {
      if (!lines.containsKey(name)) {
        account(name, row, 6, "account-deleted");
      }
    });
  }

  private SensorEvent account(String name, List<String> row, int activity, String type) {
    return begin(EventClass.ACCOUNT_CHANGE, activity, type)
        .put(USER, name)
        .put(USER_ID, row.get(2));
  }

  private static String withoutSecret(List<String> row) {
    List<String> kept = new ArrayList<>(row);
    kept.set(1, "*");
    return String.join(":", kept);
  }

  private void passwords(Map<String, List<String>> before, Map<String, List<String>> lines) {
    lines.forEach((name, row) -> {
      List<String> old = before.get(name);
      if (old != null && !old.get(1).equals(row.get(1))) {
        boolean was = isLocked(old.get(1));
        boolean is = isLocked(row.get(1));
        int activity = is && !was ? 9 : was && !is ? 12 : 3;
        String type = activity == 9 ? "account-locked" : "password-changed";
        begin(EventClass.ACCOUNT_CHANGE, activity, activity == 12 ? "account-unlocked" : type)
            .put(USER, name);
      }
    });
  }

  private static boolean isLocked(String hash) {
    return hash.startsWith("!") || hash.startsWith("*");
  }

  private void groups(Map<String, List<String>> before, Map<String, List<String>> lines) {
    lines.forEach((name, row) -> {
      List<String> old = before.get(name);
      if (old == null) {
        group(name, row, 6, "group-created");
      }
      List<String> was = old == null ? List.of() : members(old);
      List<String> is = members(row);
      is.stream()
          .filter(member -> !was.contains(member))
          .forEach(member -> group(name, row, 3, "member-added").put(USER, member));
      was.stream()
          .filter(member -> !is.contains(member))
          .forEach(member -> group(name, row, 4, "member-removed").put(USER, member));
    });
    before.forEach((name, row) -> {
      if (!lines.containsKey(name)) {
        group(name, row, 5, "group-deleted");
      }
    });
  }

  private static List<String> members(List<String> row) {
    return row.size() < 4 || row.get(3).isBlank() ? List.of() : columns(row.get(3), ',');
  }

  private SensorEvent group(String name, List<String> row, int activity, String type) {
    return begin(EventClass.GROUP_MANAGEMENT, activity, type)
        .put(GROUP, name)
        .put(GROUP_ID, row.get(2));
  }

  private void sudo(LineDifference difference) {
    difference.added().forEach(line -> policy(7, "sudo-rule-added", line));
    difference.removed().forEach(line -> policy(8, "sudo-rule-removed", line));
  }

  private void policy(int activity, String type, String line) {
    begin(EventClass.ACCOUNT_CHANGE, activity, type)
        .put(POLICY, "sudoers")
        .put(POLICY_DATA, Secrets.leftOut(line));
  }

  private void cron(LineDifference difference) {
    difference.added().forEach(line -> cron(CREATED, "cron-added", line));
    difference.removed().forEach(line -> cron(3, "cron-removed", line));
  }

  // m h dom mon dow [user] command; or @reboot [user] command. Only tables of the system tell a
  // user.
  private void cron(int activity, String type, String line) {
    boolean ofSystem = path.contains("/etc/");
    int skip = line.startsWith("@") ? 1 : 5;
    int at = 0;
    for (int word = 0; word < skip; word++) {
      at = afterWord(line, at);
    }
    int command = ofSystem ? afterWord(line, at) : at;
    String user = ofSystem ? line.substring(at, command).strip() : fileName();
    boolean isSetting = line.indexOf('=') > 0 && line.indexOf('=') < command;
    begin(EventClass.SCHEDULED_JOB_ACTIVITY, activity, type)
        .put(JOB, path)
        .put(JOB_CONTENT, Secrets.leftOut(line))
        .put(JOB_COMMAND, isSetting ? "" : Secrets.leftOut(line.substring(command).strip()))
        .put(JOB_USER, isSetting ? "" : user);
  }

  private static int afterWord(String line, int from) {
    int at = from;
    while (at < line.length() && line.charAt(at) > ' ') {
      at++;
    }
    while (at < line.length() && line.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void job(List<String> before, List<String> lines) {
    int activity = before.isEmpty() ? CREATED : lines.isEmpty() ? 3 : 2;
    String type =
        place == null || place.meaning() != Meaning.UNIT
            ? "script"
            : "systemd-" + path.substring(path.lastIndexOf('.') + 1);
    List<String> told = lines.isEmpty() ? before : lines;
    SensorEvent event =
        begin(EventClass.SCHEDULED_JOB_ACTIVITY, activity, type)
            .put(JOB, fileName())
            .put(JOB_USER, user(told));
    told.stream()
        .filter(line -> line.startsWith("Exec"))
        .map(line -> line.substring(line.indexOf('=') + 1))
        .forEach(command -> event.put(JOB_COMMAND, Secrets.leftOut(command)));
    LineDifference.of(before, lines).added().stream()
        .limit(MOST_LINES)
        .forEach(line -> event.put(JOB_CONTENT, Secrets.leftOut(line)));
  }

  private String user(List<String> unit) {
    String key = "User=";
    return unit.stream()
        .filter(line -> line.startsWith(key))
        .findFirst()
        .map(line -> line.substring(key.length()))
        .orElse(place == null ? "" : place.owner());
  }

  private void keys(LineDifference difference) {
    difference.added().forEach(line -> key("ssh-key-added", NOW, line));
    difference.removed().forEach(line -> key("ssh-key-removed", BEFORE, line));
  }

  private void key(String type, int field, String line) {
    begin(EventClass.ACCOUNT_CHANGE, OTHER, type)
        .put(USER, place == null ? "" : place.owner())
        .put(RESOURCE_TYPE, "ssh-key")
        .put(RESOURCE, path)
        .put(field, key(line));
  }

  // [options] type base64 [comment]: a fingerprint as ssh-keygen -l shows it stands for the key.
  static String key(String line) {
    List<String> words = columns(line.strip(), ' ');
    for (int index = 0; index < words.size(); index++) {
      if (words.get(index).startsWith("AAAA")) {
        try {
          byte[] blob = Base64.getDecoder().decode(words.get(index));
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
          String text = "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
          String type = index == 0 ? "" : words.get(index - 1) + " ";
          return type + text + " " + String.join(" ", words.subList(index + 1, words.size()));
        } catch (IllegalArgumentException | NoSuchAlgorithmException _) {
          return "";
        }
      }
    }
    return "";
  }

  private void configuration(LineDifference difference) {
    String type =
        place == null ? "" : place.meaning().name().toLowerCase(Locale.ROOT).replace('_', '-');
    SensorEvent event =
        begin(EventClass.DEVICE_CONFIG_STATE_CHANGE, CREATED, type)
            .put(RESOURCE_TYPE, type)
            .put(RESOURCE, path)
            .put(USER, place == null ? "" : place.owner());
    difference.removed().stream()
        .limit(MOST_LINES)
        .forEach(l -> event.put(BEFORE, Secrets.leftOut(l)));
    difference.added().stream().limit(MOST_LINES).forEach(l -> event.put(NOW, Secrets.leftOut(l)));
  }
}
