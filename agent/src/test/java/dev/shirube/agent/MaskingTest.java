// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Yaml;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskingTest {
  private static final Field LINE = FieldCatalogue.require("process.cmd_line");
  private static final Field PARENT = FieldCatalogue.require("process.parent_process.cmd_line");

  private static Masking masking() throws IOException {
    String root = System.getProperty("shirube.root", System.getProperty("shirube.home", ".."));
    Masking.Loaded loaded = Masking.load(new Content(Path.of(root).resolve("content")));
    assertThat(loaded.problems()).isEmpty();
    return loaded.masking();
  }

  private static String line(Masking masking, String line) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    batch.setField(batch.addText(FieldNames.NONE, "x"), PARENT.id());
    batch.setField(batch.addText(FieldNames.NONE, line), LINE.id());
    if (!masking.isNeeded(batch, 0)) {
      return line;
    }
    Event event = new Event().on(masking.masked(batch, 0), 0);
    assertThat(event.text(PARENT)).isEqualTo("x");
    return String.valueOf(event.text(LINE));
  }

  @Test
  void secretsAreTakenOut() throws IOException {
    Masking masking = masking();
    String[][] cases = {
      {"mysql -u root -phunter2 db", "mysql -u root -p*** db"},
      {"sudo /usr/bin/mysqldump -pS3cret x", "sudo /usr/bin/mysqldump -p*** x"},
      {"curl -u bob:pw https://a/", "curl -u *** https://a/"},
      {"curl https://bob:pw@a.example/x", "curl https://bob:***@a.example/x"},
      {"app --password=abc --port 80", "app --password=*** --port 80"},
      {"app --password abc --port 80", "app --password *** --port 80"},
      {
        "env DB_PASSWORD=abc AWS_SECRET_ACCESS_KEY=xyz run",
        "env DB_PASSWORD=*** AWS_SECRET_ACCESS_KEY=*** run"
      },
      {"curl -H 'Authorization: Bearer abc.def' x", "curl -H 'Authorization: Bearer *** x"},
      {
        "git clone https://ghp_0123456789abcdefghij@github.com/x",
        "git clone https://ghp_***@github.com/x"
      },
      {"sshpass -p secret ssh a", "sshpass -p *** ssh a"},
      {"openssl enc -k key -in a", "openssl enc -k *** -in a"},
    };
    for (String[] one : cases) {
      assertThat(line(masking, one[0])).isEqualTo(one[1]);
      assertThat(line(masking, one[0])).as("once more").isEqualTo(one[1]);
    }
    System.out.printf("proven: agent: %d kinds of secrets are masked%n", cases.length);
  }

  @Test
  void argumentsAndScriptsKeepNoSecretEither() throws IOException {
    Field argument = FieldCatalogue.require("process.cmd_args");
    Field script = FieldCatalogue.require("script.script_content");
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    batch.setField(batch.addText(FieldNames.NONE, "app --password abc two words"), LINE.id());
    for (String each : List.of("app", "--password", "abc", "two words")) {
      batch.setField(batch.addText(FieldNames.NONE, each), argument.id());
    }
    assertThat(masking().isNeeded(batch, 0)).isTrue();
    Event event = new Event().on(masking().masked(batch, 0), 0);
    assertThat(event.texts(argument.path())).hasSize(4).containsOnly("***");

    batch.beginEvent();
    String text = "#!/bin/sh\n\nexport DB_PASSWORD=abc\nmysql -u root -phunter2 db";
    batch.setField(batch.addText(FieldNames.NONE, text), script.id());
    assertThat(masking().isNeeded(batch, 1)).isTrue();
    assertThat(new Event().on(masking().masked(batch, 1), 0).text(script))
        .isEqualTo("#!/bin/sh\n\nexport DB_PASSWORD=***\nmysql -u root -p*** db");
  }

  @Test
  void whatIsNoSecretStays() throws IOException {
    Masking masking = masking();
    for (String line :
        List.of(
            "ls -p /tmp",
            "ssh -p 22 host",
            "passwd bob",
            "cp -p a b",
            "mkdir -p a/b",
            "curl https://a.example:8443/x@y",
            "gcc -o password.o password.c",
            "",
            " ",
            "-",
            "=",
            "mysql -p")) {
      assertThat(line(masking, line)).isEqualTo(line);
    }
  }

  @Test
  void whateverTheLineItEnds() throws IOException {
    Masking masking = masking();
    SplittableRandom random = new SplittableRandom(2);
    String letters = "ab=-:/@ '\"\u0000passwordtokenBearer mysql -pghp_";
    int changed = 0;
    for (int turn = 0; turn < 20_000; turn++) {
      StringBuilder line = new StringBuilder();
      int length = random.nextInt(60);
      for (int at = 0; at < length; at++) {
        line.append(letters.charAt(random.nextInt(letters.length())));
      }
      changed += line(masking, line.toString()).contentEquals(line) ? 0 : 1;
    }
    assertThat(changed).isPositive();
    String long1 = "--password ".repeat(100_000);
    assertThat(line(masking, long1)).startsWith("--password ***");
  }

  @Test
  void mistakesAreTold() {
    List<String> told = new ArrayList<>();
    byte[] yaml = "optoins: [a]\nnames: {a: b}\ntokens: [[x]]\n".getBytes(StandardCharsets.UTF_8);
    new MaskRules()
        .add(Yaml.read("x", yaml).documents().getFirst(), (line, id, facts) -> told.add(line + id));
    assertThat(told)
        .containsExactly("1agent.masks.key", "2agent.masks.shape", "3agent.masks.shape");
  }
}
