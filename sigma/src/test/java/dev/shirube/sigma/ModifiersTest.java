// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModifiersTest {
  /// Key, value as YAML, the event's words (| between them), whether it matches.
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "F ~ 'cmd.exe' ~ F=CMD.EXE ~ true",
        "F ~ 'cmd.exe' ~ F=xcmd.exe ~ false",
        "F ~ 'cmd*' ~ F=CMD.EXE ~ true",
        "F|contains ~ 'net user' ~ F=run NET USER x ~ true",
        "F|contains ~ 'a*b' ~ F=xxa--bxx ~ true",
        "F|startswith ~ 'C:\\Temp\\' ~ F=c:\\temp\\x ~ true",
        "F|startswith ~ 'Temp' ~ F=c:\\temp\\x ~ false",
        "F|endswith ~ '\\x.exe' ~ F=c:\\X.EXE ~ true",
        "F|endswith ~ '\\x.exe' ~ F=c:\\X.EXE2 ~ false",
        "F|contains|all ~ ['a', 'b'] ~ F=xbxa ~ true",
        "F|contains|all ~ ['a', 'b'] ~ F=xbx ~ false",
        "F|contains|all ~ ['a', 'b'] ~ F=a|F=b ~ true",
        "F|contains ~ ['a', 'b'] ~ F=xbx ~ true",
        "F|cased ~ 'Cmd' ~ F=Cmd ~ true",
        "F|cased ~ 'Cmd' ~ F=cmd ~ false",
        "F|contains|cased ~ 'Cmd' ~ F=xCmdx ~ true",
        "F|cased|contains ~ 'Cmd' ~ F=xcmdx ~ false",
        "F|exists ~ true ~ F= ~ true",
        "F|exists ~ true ~ F! ~ true",
        "F|exists ~ true ~ G=1 ~ false",
        "F|exists ~ false ~ G=1 ~ true",
        "F|exists ~ false ~ F=1 ~ false",
        "F|neq ~ 'a' ~ F=b ~ true",
        "F|neq ~ 'a' ~ F=A ~ false",
        "F|neq ~ ['a', 'b'] ~ F=c ~ true",
        "F|neq ~ ['a', 'b'] ~ F=b ~ false",
        "F|neq ~ 'a' ~ G=b ~ false",
        "F|neq ~ 'a' ~ F=a|F=b ~ false",
        "F|neq ~ 5 ~ F=6 ~ true",
        "F|neq ~ 5 ~ F=5 ~ false",
        "F|contains|neq ~ 'a' ~ F=xyz ~ true",
        "F|lt ~ 10 ~ F=9 ~ true",
        "F|lt ~ 10 ~ F=10 ~ false",
        "F|lte ~ 10 ~ F=10.0 ~ true",
        "F|gt ~ 10 ~ F=10.5 ~ true",
        "F|gt ~ 10 ~ F=9|F=11 ~ true",
        "F|gte ~ 0x10 ~ F=0x11 ~ true",
        "F|gte ~ '10' ~ F=10 ~ true",
        "F|gt ~ 10 ~ F=abc ~ false",
        "F|gt ~ 10 ~ G=11 ~ false",
        "F|windash|contains ~ ' -exec ' ~ F=x /exec y ~ true",
        "F|contains|windash ~ ' -exec ' ~ F=x –EXEC y ~ true",
        "F|contains|windash ~ ' -exec ' ~ F=x +exec y ~ false",
        "F|contains|all|windash ~ [' /a', ' -b'] ~ F=x -a ―b ~ true",
        "F|base64|contains ~ 'foobar' ~ F=xxZm9vYmFyxx ~ true",
        "F|base64 ~ 'foobar' ~ F=Zm9vYmFy ~ true",
        "F|base64offset|contains ~ 'foobar' ~ F=eGZvb2Jhcg== ~ true",
        "F|base64offset|contains ~ 'foobar' ~ F=eHhmb29iYXI= ~ true",
        "F|base64offset|contains ~ 'foobar' ~ F=eHh4 ~ false",
        "F|wide|base64offset|contains ~ 'cmd' ~ F=YwBtAGQA ~ true",
        "F|utf16le|base64|contains ~ 'cmd' ~ F=YwBtAGQA ~ true",
        "F|utf16be|base64|contains ~ 'cmd' ~ F=AGMAbQBk ~ true",
        "F|utf16|base64|contains ~ 'cmd' ~ F=//5jAG0AZAA= ~ true",
        "F|windash|base64|contains ~ '-ab' ~ F=L2Fi ~ true",
        "F|re ~ '^c.d$' ~ F=cmd ~ true",
        "F|re ~ '^c.d$' ~ F=CMD ~ false",
        "F|re|i ~ '^c.d$' ~ F=CMD ~ true",
        "F|re ~ 'b' ~ F=abc ~ true",
        "F|re|neq ~ 'b' ~ F=aac ~ true",
        "F|re|all ~ ['a', 'b'] ~ F=ba ~ true",
        "F|cidr ~ '10.0.0.0/8' ~ F=10.9.9.9 ~ true",
        "F|cidr ~ ['10.0.0.0/8', 'fe80::/10'] ~ F=fe80::1%3 ~ true",
        "F|cidr ~ '10.0.0.0/8' ~ F=host ~ false",
        "F|cidr|neq ~ '10.0.0.0/8' ~ F=11.0.0.1 ~ true",
        "F|expand ~ '%name%' ~ F=SRV01 ~ true",
        "F|expand ~ '%name%' ~ F=fs*1 ~ true",
        "F|expand ~ '%name%' ~ F=fsx1 ~ false",
        "F|expand ~ 'x-%name%-y' ~ F=x-srv9-y ~ true",
        "F|expand ~ '\\%a%name%' ~ F=%asrv1 ~ true",
        "F|expand ~ '100%' ~ F=100% ~ true",
        "F ~ '%name%' ~ F=%NAME% ~ true",
        "F|contains|expand ~ '%name%' ~ F=at srv01. ~ true",
        "F|re|expand ~ '^%name%$' ~ F=srv7 ~ true",
        "F|cidr|expand ~ '%net%' ~ F=10.1.1.1 ~ true",
        "F|fieldref ~ 'G' ~ F=ab|G=AB ~ true",
        "F|fieldref ~ 'G' ~ F=ab|G=ac ~ false",
        "F|fieldref ~ 'G' ~ F=ab ~ false",
        "F|fieldref|cased ~ 'G' ~ F=ab|G=AB ~ false",
        "F|fieldref|neq ~ 'G' ~ F=ab|G=ac ~ true",
        "F|fieldref|neq ~ 'G' ~ F=ab|G=ab ~ false",
        "F|fieldref|neq ~ 'G' ~ F=ab ~ false",
        "F|fieldref|endswith ~ 'G' ~ F=C:\\a.exe|G=A.EXE ~ true",
        "F|startswith|fieldref ~ 'G' ~ F=C:\\a.exe|G=c:\\ ~ true",
        "F|fieldref|contains ~ 'G' ~ F=xay|G=a ~ true",
        "F|hour ~ 13 ~ F=2024-02-29T13:05:59Z ~ true",
        "F|hour|gte ~ 22 ~ F=2024-02-29 23:05 ~ true",
        "F|hour|gte ~ 22 ~ F=2024-02-29 21:05 ~ false",
        "F|minute ~ 5 ~ F=2024-02-29T13:05:59Z ~ true",
        "F|day ~ 29 ~ F=2024-02-29 ~ true",
        "F|week ~ 9 ~ F=2024-02-29 ~ true",
        "F|month|neq ~ 3 ~ F=2024-02-29 ~ true",
        "F|year|lt ~ 2025 ~ F=2024-02-29 ~ true",
        "F|year ~ 2024 ~ F=not a date ~ false"
      })
  void saysWhatTheSpecificationSays(String key, String value, String words, boolean matches) {
    String detection = "selection:\n    " + key + ": " + value + "\ncondition: selection";
    String[] event = words.split("\\|", -1);
    assertThat(Bench.matches(detection, event)).isEqualTo(matches);
  }

  @Test
  void regexFlagsReachOverLines() {
    String lines = "F=one\nTwo";
    assertThat(Bench.matches("s:\n    F|re|m: '^Two$'\ncondition: s", lines)).isTrue();
    assertThat(Bench.matches("s:\n    F|re: '^Two$'\ncondition: s", lines)).isFalse();
    assertThat(Bench.matches("s:\n    F|re|s: 'one.Two'\ncondition: s", lines)).isTrue();
    assertThat(Bench.matches("s:\n    F|re|i|m|s: 'E.tWO$'\ncondition: s", lines)).isTrue();
  }

  @Test
  void utf16WithoutBase64MeetsTheTextOfSuchBytes() {
    assertThat(Bench.matches("s:\n    F|wide: 'cmd'\ncondition: s", "F=c\0m\0d\0")).isTrue();
    assertThat(Bench.matches("s:\n    F|utf16be|contains: 'cmd'\ncondition: s", "F=x\0c\0m\0dx"))
        .isTrue();
  }

  /// Key and value that are refused, and why.
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "F|containss ~ a ~ sigma.modifier.unknown",
        "F|Contains ~ a ~ sigma.modifier.unknown",
        "F| ~ a ~ sigma.modifier.unknown",
        "F|contains|contains ~ a ~ sigma.modifier.order",
        "F|contains|startswith ~ a ~ sigma.modifier.order",
        "F|contains|base64 ~ a ~ sigma.modifier.order",
        "F|base64|wide ~ a ~ sigma.modifier.order",
        "F|wide|utf16 ~ a ~ sigma.modifier.order",
        "F|base64|base64offset ~ a ~ sigma.modifier.order",
        "F|base64|windash ~ a ~ sigma.modifier.order",
        "F|re|contains ~ a ~ sigma.modifier.order",
        "F|contains|re ~ a ~ sigma.modifier.order",
        "F|i ~ a ~ sigma.modifier.order",
        "F|re|cased ~ a ~ sigma.modifier.order",
        "F|re|cidr ~ a ~ sigma.modifier.order",
        "F|cidr|cased ~ a ~ sigma.modifier.order",
        "F|lt|gt ~ 1 ~ sigma.modifier.order",
        "F|contains|lt ~ 1 ~ sigma.modifier.order",
        "F|lt|neq ~ 1 ~ sigma.modifier.order",
        "F|hour|minute ~ 1 ~ sigma.modifier.order",
        "F|exists|all ~ true ~ sigma.modifier.order",
        "F|exists|neq ~ true ~ sigma.modifier.order",
        "F|neq|all ~ [a, b] ~ sigma.modifier.order",
        "F|fieldref|expand ~ a ~ sigma.modifier.order",
        "F|fieldref|re ~ a ~ sigma.modifier.order",
        "F|lt ~ a ~ sigma.value.number",
        "F|hour ~ a ~ sigma.value.number",
        "F|hour ~ 1.5 ~ sigma.value.number",
        "F|exists ~ maybe ~ sigma.value.boolean",
        "F|exists ~ [true, false] ~ sigma.value.boolean",
        "F|cidr ~ '10.0.0.1/8' ~ sigma.value.network",
        "F|windash ~ 5 ~ sigma.value.text",
        "F|base64 ~ 5 ~ sigma.value.text",
        "F|base64 ~ 'a*' ~ sigma.value.encoded",
        "F|windash|base64 ~ '------' ~ sigma.value.variants",
        "F|contains ~ null ~ sigma.value.null",
        "F|fieldref ~ 5 ~ sigma.value.reference",
        "F|expand ~ '%unknown%' ~ sigma.placeholder",
        "F|re ~ '(?=a)' ~ sigma.regex.lookaround",
        "F|re ~ '(a)\\1' ~ sigma.regex.reference",
        "F|re ~ 'a++' ~ sigma.regex.atomic",
        "F|re ~ '(a' ~ sigma.regex.syntax",
        "F|re ~ '\\y' ~ sigma.regex.escape",
        "F|re ~ 'a{5000}' ~ sigma.regex.repeat",
        "F|re ~ '((a{999}){999})' ~ sigma.regex.size",
        "F|re ~ '(?x)a' ~ sigma.regex.unsupported",
        "F|re ~ '' ~ sigma.regex.empty",
        "F ~ {a: b} ~ sigma.value.mapping",
        "F ~ [{a: b}] ~ sigma.value.mapping",
        "F ~ [] ~ sigma.value.none",
        "'|neq' ~ a ~ sigma.keyword.modifier",
        "'|lt' ~ 5 ~ sigma.keyword.modifier"
      })
  void refusesWhatSaysNothingSensible(String key, String value, String id) {
    String detection = "selection:\n    " + key + ": " + value + "\ncondition: selection";
    RuleSet rules = Bench.load(Bench.rule(detection));
    assertThat(rules.rules()).isEmpty();
    assertThat(Bench.ids(rules.problems())).isEqualTo(List.of(id + "@7"));
  }
}
