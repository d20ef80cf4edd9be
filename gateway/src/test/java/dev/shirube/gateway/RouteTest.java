// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          /              | /                 | {}
          /              | /x                | -
          /_bulk         | /_bulk            | {}
          /_bulk         | /_bulk/           | {}
          /_bulk         | //_bulk           | {}
          /_bulk         | /_bulk/x          | -
          /{index}/_bulk | /logs/_bulk       | {index=logs}
          /{index}/_bulk | /_bulk            | -
          /{index}/_bulk | /a/b/_bulk        | -
          /_ilm/{rest...} | /_ilm            | {rest=}
          /_ilm/{rest...} | /_ilm/policy/a   | {rest=policy/a}
          /_ilm/{rest...} | /_il             | -
          /{rest...}     | /                 | {rest=}
          """)
  void matchesSegments(String path, String asked, String found) {
    Map<String, String> match = new Route("GET", path, request -> Answer.empty(200)).match(asked);
    assertThat(match == null ? null : match.toString()).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,GET,true",
    "GET,HEAD,true",
    "GET,POST,false",
    "*,DELETE,true",
    "POST,HEAD,false"
  })
  void takesMethods(String method, String asked, boolean takes) {
    assertThat(new Route(method, "/", request -> Answer.empty(200)).takes(asked)).isEqualTo(takes);
  }
}
