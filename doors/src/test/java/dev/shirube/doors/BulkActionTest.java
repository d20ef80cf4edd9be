// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.gateway.Senders.Credential;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkActionTest {
  private static @Nullable BulkAction parse(String line) {
    return BulkAction.parse(line.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"index":{}}                                       | index  | ''      | ''
          { "create" : { "_index" : "a" , "_id" : "b" } }    | create | a       | b
          {"create":{"_id":"\\u65e5\\n\\"","_index":"x"}}    | create | x       | 日~"
          {"index":{"_type":"_doc","_index":"i","p":null,"r":[1,{"a":[true,-1.5e3]}]}} | index | i | ''
          {"delete":{"_index":"i","_id":"1"}}                | delete | i       | 1
          {"update":{"_id":7}}                               | update | ''      | ''
          """)
  void readsActions(String line, String verb, String index, String id) {
    assertThat(parse(line)).isEqualTo(new BulkAction(verb, index, id.replace('~', '\n')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"index\":null}",
        "{\"index\":{}",
        "{\"index\":{}}x",
        "{\"index\":{},\"create\":{}}",
        "{\"drop\":{}}",
        "{\"index\":{\"_id\":\"a}}",
        "{\"index\":{\"_id\":\"\\x\"}}",
        "{\"index\":{\"_id\":\"\\u12\"}}",
        "{\"index\":{\"_id\"}}",
        "{\"index\":{\"_id\":}}",
        "{\"index\":{\"_id\":\"a\",}}",
        "{\"message\":\"a document\"}"
      })
  void refusesWhatIsNone(String line) {
    assertThat(parse(line)).isNull();
  }

  @Test
  void refusesDepthAndBadText() {
    assertThat(parse("{\"index\":{\"a\":" + "[".repeat(100_000) + "}}")).isNull();
    assertThat(parse("{\"index\":{\"a\":" + "[".repeat(10) + "]".repeat(10) + "}}")).isNotNull();
    assertThat(BulkAction.parse(new byte[] {'{', (byte) 0xff, '}'})).isNull();
  }

  @Test
  void anyLineIsAnActionOrNone() {
    String alphabet = "{}[]\":,\\u0_index create";
    String whole = "{\"create\":{\"_index\":\"logs\",\"_id\":\"abc\",\"x\":[1,{\"y\":null}]}}";
    int actions = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder line = new StringBuilder(whole);
      int edits = random.nextInt(1, 4);
      for (int edit = 0; edit < edits; edit++) {
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        line.setCharAt(random.nextInt(line.length()), c);
      }
      actions += parse(line.toString()) == null ? 0 : 1;
    }
    assertThat(actions).isBetween(1_000, 19_000);
  }

  @Test
  void readsCredentials() {
    assertThat(Credentials.of("Basic dXNlcjpwYTpzcw=="))
        .isEqualTo(new Credential.Basic("user", "pa:ss"));
    assertThat(Credentials.of("ApiKey aWQ6a2V5")).isEqualTo(new Credential.ApiKey("id", "key"));
    assertThat(Credentials.of("bearer  abc ")).isEqualTo(new Credential.Bearer("abc"));
    for (String none :
        new String[] {"", "Basic", "Basic !!", "Basic YQ==", "Digest a", "Bearer "}) {
      assertThat(Credentials.of(none)).as(none).isNull();
    }
    assertThat(Credentials.of(null)).isNull();
    assertThat(Credentials.of("Bearer " + "x".repeat(5_000))).isNull();
    assertThat(new Credential.Basic("user", "secret").toString()).doesNotContain("secret");
  }

  @Test
  void tellsEachSenderItsOwnVersion() {
    ElasticAnswers answers = new ElasticAnswers("8.19.0");
    assertThat(answers.versionFor("Elastic-filebeat/9.1.2 (linux; amd64)")).isEqualTo("9.1.2");
    assertThat(answers.versionFor("Elastic-Winlogbeat/8.10.4-SNAPSHOT (x)")).isEqualTo("8.10.4");
    assertThat(answers.versionFor("Filebeat/7.17.0")).isEqualTo("7.17.0");
    assertThat(answers.versionFor("logstash/8.15.1 (OS=Linux)")).isEqualTo("8.15.1");
    for (String other : new String[] {"curl/8.1.2", "beat/", "beat/1.2", "beat/\"},{", "x"}) {
      assertThat(answers.versionFor(other)).as(other).isEqualTo("8.19.0");
    }
    assertThat(answers.versionFor(null)).isEqualTo("8.19.0");
  }
}
