package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Places are told by the parser where a column is a char, and counted where it may not be. Both
 * ways must tell the same of the same text: the two texts differ only at their very end.
 */
class PlacesTest {

  private static final String TEXT =
      """
      {
        "Version": "2012-10-17", "Statement": [
      \t{ "Effect": "Allow",
      "Action": [ "kms:Decrypt",

          "kms:\\u0045ncrypt" ], "Resource":
         "a~b/\\u00e9",
          "Condition"  : {"StringEquals":{ "kms:ViaService" : ["x"],
            "aws:RequestTag/a~b": "y" }}},
        {"Effect": "Deny", "Action": "*", "Resource": ["*"]}],
       "Id": "END"}""";

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void theParsersPlacesAreThoseThatAreCounted(String lineBreak) {
    String plain = TEXT.replace("\n", lineBreak);
    String mixed = plain.replace("END", "\ud83d\ude00");
    PolicyReader reader = PolicyReader.forType(PolicyType.IDENTITY);
    List<String> counted = places(reader.read(mixed));

    assertThat(places(reader.read(plain))).isEqualTo(counted);
    assertThat(places(reader.read(plain.getBytes(StandardCharsets.UTF_8)))).isEqualTo(counted);
    assertThat(places(reader.read(mixed.getBytes(StandardCharsets.UTF_8)))).isEqualTo(counted);
    assertThat(counted)
        .containsExactly(
            "/Statement/0 3:2",
            "/Statement/0/Action/0 4:13",
            "/Statement/0/Action/1 6:5",
            "/Statement/0/Resource 7:4",
            "/Statement/0/Condition/StringEquals/kms:ViaService 8:38",
            "/Statement/0/Condition/StringEquals/aws:RequestTag~1a~0b 9:7",
            "/Statement/1 10:3",
            "/Statement/1/Action 10:32",
            "/Statement/1/Resource/0 10:50");
  }

  private static List<String> places(PolicyDocument document) {
    List<String> places = new ArrayList<>();
    for (Statement statement : document.statements()) {
      places.add(place(statement.location()));
      ((ActionElement.Action) statement.action())
          .patterns()
          .forEach(pattern -> places.add(place(pattern.location())));
      ((ResourceElement.Resource) statement.resource())
          .patterns()
          .forEach(pattern -> places.add(place(pattern.location())));
      statement.condition().tests().forEach(test -> places.add(place(test.location())));
    }
    return places;
  }

  private static String place(SourceLocation location) {
    return location.pointer() + " " + location;
  }
}
