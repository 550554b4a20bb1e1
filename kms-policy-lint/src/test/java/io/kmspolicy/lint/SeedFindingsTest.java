package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies of the seed document give exactly the findings that follow from its text. */
final class SeedFindingsTest {

  private static final Path SEED =
      Path.of("..", "kms-policy-model", "src", "test", "resources", "seed");

  static List<Arguments> policies() {
    return List.of(
        // "avoid Resource * ...": the list actions require it.
        Arguments.of("list-keys-and-aliases.json", List.of()),
        // The resources are key ARNs, "which is a best practice".
        Arguments.of("specific-keys.json", List.of()),
        Arguments.of("encrypt-decrypt-specific-keys.json", List.of()),
        // "whenever possible, provide permissions in key policies ... also for cryptographic
        // operations"; the accounts are trusted, so there is no other finding.
        Arguments.of("any-key-in-two-accounts.json", List.of("info cryptography-in-iam #1 11:7")),
        Arguments.of(
            "encrypt-decrypt-in-account.json", List.of("info cryptography-in-iam #1 9:17")),
        Arguments.of("encrypt-decrypt-in-region.json", List.of("info cryptography-in-iam #1 10:7")),
        // "a policy that explicitly denies permissions overrides all other policies".
        Arguments.of("deny-key-management.json", List.of("info deny-wins #1 4:15")),
        Arguments.of("deny-disable-and-delete.json", List.of("info deny-wins #1 4:15")),
        // "consider limiting it by using policy conditions"; "principals who create keys might need
        // some related permissions". Listing tags on every key is less sensitive and has no
        // finding.
        Arguments.of(
            "read-only-on-all-keys.json",
            List.of("info create-key-unlimited #1 6:7", "info create-key-companions #1 6:7")),
        Arguments.of(
            "create-keys.json",
            List.of("info create-key-unlimited #1 5:15", "info create-key-companions #1 5:15")),
        // "this might include CMKs in untrusted AWS accounts", of the power user's DescribeKey.
        Arguments.of(
            "power-user.json",
            List.of("info create-key-unlimited #1 8:17", "info all-accounts-read #1 20:25")),
        // Limited to the account, with * where required; but IAM rejects the statement ids.
        Arguments.of(
            "console-read-only.json",
            List.of(
                "warning sid Allow read-only permission to all CMKs in the account 5:14",
                "warning sid Allow read-only access to operations with no CMK resource 18:14")),
        // The document prints this policy with braces in place of brackets, which is invalid JSON.
        Arguments.of(
            "create-keys-and-tags-invalid.json",
            List.of("error invalid-document  7:17", "error invalid-document  9:7")));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void lint_policyOfTheSeed_hasTheFindingsOfItsText(String file, List<String> findings)
      throws IOException {
    String json = Files.readString(SEED.resolve(file));
    assertThat(Lints.lint(PolicyType.IDENTITY, json)).map(Lints::line).isEqualTo(findings);
  }
}
