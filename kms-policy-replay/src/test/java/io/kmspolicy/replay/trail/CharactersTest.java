package io.kmspolicy.replay.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept of events is bounded by their characters, in whatever form they were read. */
class CharactersTest {

  private static final String RECORD =
      """
      {"eventVersion": "1.11", "eventSource": "kms.amazonaws.com", "eventName": "Decrypt",
       "eventTime": "2026-11-24T09:00:00Z", "awsRegion": "us-west-2",
       "userIdentity": {"type": "IAMUser"}, "requestParameters": %s, "additionalEventData": %s}\
      """;

  private static TrailEvent read(String parameters, String additional) {
    List<TrailEvent> events = new ArrayList<>();
    byte[] record =
        RECORD.formatted(parameters, additional).replace("\n", "").getBytes(StandardCharsets.UTF_8);
    TrailReader.read(
        "trail",
        new ByteArrayInputStream(record),
        events::add,
        lost -> {
          throw new AssertionError(lost.toString());
        });
    return events.get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | null | 0",
        "{} | {} | 0",
        "{\"ab\": \"cde\"} | null | 5",
        "{\"ab\": 12345, \"c\": true, \"d\": null} | {\"e\": \"fg\"} | 6",
        "{\"ab\": {\"c\": \"def\", \"g\": {\"h\": \"i\"}}, \"j\": [\"kl\", {\"m\": \"n\"}]} | null | 14",
        "{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\",\"d\":\"1\",\"e\":\"1\",\"f\":\"1\",\"g\":\"1\","
            + "\"h\":\"1\",\"i\":\"1\",\"j\":\"1\",\"k\":\"1\",\"l\":\"1\",\"m\":{\"n\":\"22\"}} | null | 28"
      })
  @DisplayName("names and texts are counted in objects of each form")
  void characters_readEvent_areThoseOfItsNamesAndTexts(
      String parameters, String additional, int characters) {
    assertThat(read(parameters, additional).characters()).isEqualTo(characters);
  }
}
