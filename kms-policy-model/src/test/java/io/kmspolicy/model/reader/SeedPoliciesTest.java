package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.writer.PolicyWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies that the AWS page "Using IAM policies with AWS KMS" prints. */
class SeedPoliciesTest {

  private static final PolicyReader READER = PolicyReader.forType(PolicyType.IDENTITY);

  @ParameterizedTest
  @DisplayName("the documented policies read")
  @CsvSource({
    "any-key-in-two-accounts, 1",
    "console-read-only, 2",
    "create-keys, 1",
    "deny-disable-and-delete, 1",
    "deny-key-management, 1",
    "encrypt-decrypt-in-account, 1",
    "encrypt-decrypt-in-region, 1",
    "encrypt-decrypt-specific-keys, 1",
    "list-keys-and-aliases, 1",
    "power-user, 1",
    "read-only-on-all-keys, 1",
    "specific-keys, 1",
  })
  void read_documentedPolicy_givesItsStatements(String name, int statements) {
    PolicyDocument document = READER.read(TestResources.text("seed/" + name + ".json"));

    assertThat(document.statements()).hasSize(statements);
    assertThat(READER.read(PolicyWriter.pretty().write(document))).isEqualTo(document);
  }

  @Test
  @DisplayName("the documented policy that is not valid JSON says so where it breaks")
  void read_objectOfActionsWithoutValues_saysWhatIsWrong() {
    String name = "create-keys-and-tags-invalid.json";

    assertThatThrownBy(() -> READER.source(name).read(TestResources.text("seed/" + name)))
        .isInstanceOf(PolicySyntaxException.class)
        .hasMessage(
            """
            create-keys-and-tags-invalid.json:7:17: `Action` must be a string or an array of \
            strings, not an object (at /Statement/0/Action)
            create-keys-and-tags-invalid.json:9:7: `:` and a value must follow the member name \
            `kms:TagResource`, not `}` (at /Statement/0/Action)""");
  }
}
