package io.kmspolicy.analysis.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A certain answer of a simulation holds for all values of the condition keys that are not given.
 */
final class SimulationTest {

  private static final int INPUTS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final List<String> CONDITIONS =
      List.of(
          "",
          ", \"Condition\": {\"StringEquals\": {\"kms:ViaService\": \"s3.us-west-2.amazonaws.com\"}}",
          ", \"Condition\": {\"StringNotEquals\": {\"kms:EncryptionContext:t\": \"a\"}}",
          ", \"Condition\": {\"StringLike\": {\"kms:EncryptionContext:t\": \"*\"}}",
          ", \"Condition\": {\"StringEquals\": {\"aws:username\": \"alice\"}}",
          ", \"Condition\": {\"StringEquals\": {\"kms:EncryptionContext:t\": \"${aws:username}\"}}");

  private final Random random = new Random(66);

  private <T> T any(List<T> elements) {
    return elements.get(random.nextInt(elements.size()));
  }

  private String policy(List<String> principals) {
    StringBuilder statements = new StringBuilder();
    for (int i = 0; i <= random.nextInt(3); i++) {
      statements
          .append(i == 0 ? "" : ", ")
          .append("{\"Effect\": \"")
          .append(any(List.of("Allow", "Allow", "Deny")))
          .append("\", ")
          .append(any(principals))
          .append("\"Action\": \"kms:Decrypt\", \"Resource\": \"*\"")
          .append(any(CONDITIONS))
          .append("}");
    }
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}";
  }

  private ObjectNode input() {
    ObjectNode input = JSON.createObjectNode();
    input.putArray("PolicyInputList").add(policy(List.of("")));
    input.putArray("ActionNames").add("kms:Decrypt");
    input
        .putArray("ResourceArns")
        .add("arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
    input.put("CallerArn", ALICE);
    input.put(
        "ResourcePolicy",
        policy(
            List.of(
                "\"Principal\": {\"AWS\": \"111122223333\"}, ",
                "\"Principal\": {\"AWS\": \"" + ALICE + "\"}, ")));
    return input;
  }

  private static void give(ObjectNode input, String key, String value) {
    ObjectNode entry = input.withArray("ContextEntries").addObject();
    entry.put("ContextKeyName", key).put("ContextKeyType", "string");
    entry.putArray("ContextKeyValues");
    if (!value.isEmpty()) {
      entry.withArray("ContextKeyValues").add(value);
    }
  }

  private static Outcome simulate(ObjectNode input) {
    SimulationInput read = SimulationInputReader.read("input.json", input.toString(), false);
    return new Simulation(read).of("kms:Decrypt").get(0);
  }

  @Test
  @DisplayName("A certain decision without a condition key holds for every value of the key")
  void of_missingKeys_certainAnswersHoldForEveryValue() {
    int certain = 0;
    int open = 0;
    for (int i = 0; i < INPUTS; i++) {
      ObjectNode input = input();
      Outcome without = simulate(input);
      certain += without.decision() == Decision.INDETERMINATE ? 0 : 1;
      open += without.decision() == Decision.INDETERMINATE ? 1 : 0;
      for (String service : List.of("", "s3.us-west-2.amazonaws.com", "ebs.us-west-2.x")) {
        for (String context : List.of("", "a", "alice")) {
          ObjectNode full = input.deepCopy();
          give(full, "kms:ViaService", service);
          give(full, "kms:EncryptionContext:t", context);
          Outcome with = simulate(full);
          assertThat(with.missing()).isEmpty();
          assertThat(with.decision()).as(full.toString()).isNotEqualTo(Decision.INDETERMINATE);
          if (without.decision() == Decision.DENIED) {
            assertThat(with.decision()).as(full.toString()).isNotEqualTo(Decision.ALLOWED);
          } else if (without.decision() != Decision.INDETERMINATE) {
            assertThat(with.decision()).as(full.toString()).isEqualTo(without.decision());
          } else {
            assertThat(without.missing()).as(full.toString()).isNotEmpty();
          }
        }
      }
    }
    assertThat(certain).isGreaterThan(INPUTS / 10);
    assertThat(open).isGreaterThan(INPUTS / 10);
  }
}
