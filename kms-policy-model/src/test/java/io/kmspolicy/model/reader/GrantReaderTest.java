package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GrantReaderTest {

  private static final String ENTRY =
      """
      {"Operations": ["Decrypt", "ReEncryptTo"], "GrantId": "g", "Name": "", "KeyId": "k",
       "GranteeServicePrincipal": "logs.amazonaws.com",
       "RetiringPrincipal": "arn:aws:iam::111122223333:role/App",
       "Constraints": {"EncryptionContextEquals": {}, "SourceArn": "arn:aws:logs:x"},
       "IssuingAccount": "111122223333", "CreationDate": "2016-10-25T16:37:41-05:00"}""";

  private static final Grant GRANT =
      new Grant(
          "g",
          "",
          "k",
          new GrantPrincipal.ServicePrincipal("logs.amazonaws.com"),
          new GrantPrincipal.Principal("arn:aws:iam::111122223333:role/App"),
          List.of("Decrypt", "ReEncryptTo"),
          new GrantConstraints(new ContextConstraint.EqualTo(Map.of()), "arn:aws:logs:x"),
          "111122223333",
          "2016-10-25T16:37:41-05:00");

  private final GrantReader reader = GrantReader.create();

  @Test
  @DisplayName("5.6 a response, an array and an entry give the same grants")
  void read_eachShape_givesTheGrants() {
    assertThat(reader.read(ENTRY)).containsExactly(GRANT);
    assertThat(reader.read("[" + ENTRY + "]")).containsExactly(GRANT);
    assertThat(reader.read("{\"Truncated\": false, \"Grants\": [" + ENTRY + "," + ENTRY + "]}"))
        .containsExactly(GRANT, GRANT);
  }

  @Test
  @DisplayName("no grants are none")
  void read_noGrants_givesNone() {
    assertThat(reader.read("[]")).isEmpty();
    assertThat(reader.read("{\"Grants\": []}")).isEmpty();
  }

  @Test
  @DisplayName("what is not given is empty, and a date may be a number")
  void read_smallestEntry_hasDefaults() {
    String json =
        "{\"GranteePrincipal\": \"a\", \"Operations\": [\"Sign\"], \"CreationDate\": 1.50E9,"
            + " \"Constraints\": {}}";

    assertThat(reader.read(json))
        .containsExactly(
            new Grant(
                "",
                "",
                "",
                new GrantPrincipal.Principal("a"),
                new GrantPrincipal.Nobody(),
                List.of("Sign"),
                GrantConstraints.none(),
                "",
                "1.50E9"));
  }
}
