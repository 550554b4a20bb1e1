package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What gets no suggestion, or none in some place: a text for each case. In the tables, {@code USER}
 * and {@code APP} stand for callers, {@code KEY} for a key, and {@code FOREIGN} for one of another
 * account.
 */
final class NoSuggestionTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String FOREIGN = KEY.replace("111122223333", "444455556666");
  private static final String USER = "arn:aws:iam::111122223333:user/alice";
  private static final String APP = "arn:aws:sts::111122223333:assumed-role/App/i-0abc";
  private static final String LINKED =
      "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/s";
  private static final String RESERVED =
      "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/ann";
  private static final String ACCOUNT =
      "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}";
  private static final String DENY =
      ACCOUNT
          + ",{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"kms:*\","
          + "\"Resource\":\"*\",\"Condition\":{\"StringNotEquals\":{\"kms:CallerAccount\":"
          + "\"999988887777\"}}}";
  private static final String OTHERS =
      "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}";
  private static final String ALL =
      "{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}";
  private static final String CONDITIONED =
      "{\"Sid\":\"Near\",\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\","
          + "\"Condition\":{\"StringEquals\":{\"kms:CallerAccount\":\"999988887777\"}}}";

  @TempDir Path directory;

  private String explain(String text, String options) throws IOException {
    write("key.json", ACCOUNT);
    write(
        "others-key.json",
        "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/Admin\"},"
            + "\"Action\":\"kms:*\",\"Resource\":\"*\"}");
    write("deny.json", DENY);
    write("others.json", OTHERS);
    write("all.json", ALL);
    write("near.json", CONDITIONED);
    write(
        "endpoint.json",
        "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}");
    write(
        "user.json",
        ACCOUNT
            + ",{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
            + USER
            + "\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}");
    List<String> all = new ArrayList<>(List.of("explain", filled(text)));
    if (!options.contains("--key-policy")) {
      all.addAll(List.of("--key-policy", "key.json"));
    }
    all.addAll(List.of("--assume-none", "all"));
    for (String option : options.split(" ")) {
      if (!option.isEmpty()) {
        all.add(filled(option));
      }
    }
    CommandRun run = CommandRun.in(directory, "", all.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return run.out();
  }

  private static String filled(String text) {
    return text.replace("FOREIGN", FOREIGN)
        .replace("KEY", KEY)
        .replace("USER", USER)
        .replace("LINKED", LINKED)
        .replace("RESERVED", RESERVED)
        .replace("APP", APP)
        .replace("DENIED", "is not authorized to perform:");
  }

  private void write(String name, String statements) throws IOException {
    Files.writeString(
        directory.resolve(name), "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      emptyValue = "",
      value = {
        "a Deny of ours | User: APP DENIED kms:Decrypt on resource: KEY"
            + " | --key-policy deny.json | \"No\" at deny.json:1:142 denies it by"
            + " StringNotEquals kms:CallerAccount",
        "a Deny that AWS names | User: APP DENIED kms:Decrypt on resource: KEY with an explicit"
            + " deny in a service control policy | --unknown-layer scp"
            + " | AWS names an explicit Deny in the service control policies",
        "policies that allow | User: APP DENIED kms:Decrypt on resource: KEY because no"
            + " identity-based policy allows the kms:Decrypt action | --identity all.json"
            + " | the policies here allow it, so they are not those that AWS had",
        "a Deny that AWS does not name | User: APP DENIED kms:Decrypt on resource: KEY because no"
            + " identity-based policy allows the kms:Decrypt action | --key-policy deny.json"
            + " | the policies are not those that AWS had",
        "service control policies | User: APP DENIED kms:Decrypt on resource: KEY because no"
            + " service control policy allows the kms:Decrypt action | --unknown-layer scp"
            + " | ask the administrators of the organization",
        "resource control policies | User: APP DENIED kms:Decrypt on resource: KEY because no"
            + " resource control policy allows the kms:Decrypt action | --unknown-layer rcp"
            + " | ask the administrators of the organization",
        "the boundary | User: USER DENIED kms:Decrypt on resource: KEY because no permissions"
            + " boundary allows the kms:Decrypt action | --boundary others.json"
            + " | ask who manages the caller's permissions boundary",
        "session policies | User: APP DENIED kms:Decrypt on resource: KEY because no session"
            + " policy allows the kms:Decrypt action | --session others.json"
            + " | ask who assumes the role",
        "the endpoint | User: APP DENIED kms:Decrypt on resource: KEY because no VPC endpoint"
            + " policy allows the kms:Decrypt action | --endpoint endpoint.json"
            + " | ask who manages the VPC endpoint",
        "a condition alone | User: APP DENIED kms:Decrypt on resource: KEY"
            + " | --identity near.json | an Allow statement for this caller fails by a condition",
        "an unknown key | User: APP DENIED kms:Decrypt on the resource associated with this"
            + " ciphertext because no identity-based policy allows the kms:Decrypt action"
            + " | - | which key is meant is not known",
        "a new key | User: APP DENIED kms:TagResource because no identity-based policy allows the"
            + " kms:TagResource action | - | which key is meant is not known",
        "an alias | User: APP DENIED kms:CreateAlias on resource:"
            + " arn:aws:kms:us-west-2:111122223333:alias/x | - | permissions on the alias and on"
            + " its key",
        "an alias whose key is not known | User: APP DENIED kms:Decrypt on resource:"
            + " arn:aws:kms:us-west-2:111122223333:alias/x because no identity-based policy allows"
            + " the kms:Decrypt action | - | which key is meant is not known",
        "a name with a pattern | User: APP DENIED kms:Decrypt on resource:"
            + " arn:aws:kms:us-west-2:111122223333:key/* | - | would read as a pattern",
        "a service-linked role of unknown path | User: LINKED DENIED kms:Decrypt on resource: KEY"
            + " | - | named by its exact ARN",
        "the root user | User: arn:aws:iam::111122223333:root DENIED kms:Decrypt on resource: KEY"
            + " because no resource-based policy allows the kms:Decrypt action"
            + " | --key-policy others-key.json | the root user",
        "a federated user | User: arn:aws:sts::111122223333:federated-user/bob DENIED kms:Decrypt"
            + " on resource: KEY | - | a federated user",
        "a service without a source | KMS key does not exist or is not allowed to be used with"
            + " Arn 'x' | --key KEY | source and encryption context are not known",
        "an action that is not across accounts | User: USER DENIED kms:PutKeyPolicy on resource:"
            + " FOREIGN | - | KMS does not offer kms:PutKeyPolicy across accounts",
        "a grant of anything | User: APP DENIED kms:CreateGrant on resource: KEY | -"
            + " | kms:CreateGrant gives on whatever the key allows",
      })
  @DisplayName("What has no suggestion says what to do instead")
  void explain_noSuggestion_saysWhatToDo(String row, String text, String options, String reason)
      throws IOException {
    String out = explain(text, options == null ? "" : options);

    assertThat(out).as(row).doesNotContain("Fix: ", "create-grant");
    assertThat(out).contains("No statement or grant is suggested").contains(reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a filter that a key policy passes | User: USER DENIED kms:Decrypt on resource: KEY because"
            + " no permissions boundary allows the kms:Decrypt action"
            + " | --boundary others.json --key-policy user.json",
        "an open answer without a denial | User: APP DENIED kms:Decrypt on resource: KEY"
            + " | --unknown-layer identity",
      })
  @DisplayName("No Allow beside a layer that only limits, and none before what is unknown")
  void explain_noSuggestionAtAll_hasNone(String row, String text, String options)
      throws IOException {
    assertThat(explain(text, options)).as(row).doesNotContain("Fix: ", "create-grant");
  }

  @Test
  @DisplayName("The key policy and the grants of an AWS managed key are AWS's")
  void explain_managedKey_isAnIdentityPolicyAlone() throws IOException {
    Path key =
        Files.createDirectories(
            directory.resolve(
                "policies/111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab"));
    Files.writeString(
        key.resolve("key.json"),
        "{\"KeyMetadata\": {\"Arn\": \"" + KEY + "\", \"KeyManager\": \"AWS\"}}");
    String out = explain("User: APP DENIED kms:Decrypt on resource: KEY", "--policies policies");

    assertThat(out)
        .contains("Fix: this lifts the denial\n  1. in the identity policy: allowed")
        .contains("has a key policy and grants that only AWS changes")
        .doesNotContain("create-grant");
    assertThat(
            explain(
                "User: APP DENIED kms:Decrypt on resource: KEY",
                "--policies policies --key-policy others-key.json"))
        .doesNotContain("Fix: ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "the role of a permission set | User: RESERVED DENIED kms:Decrypt on resource: KEY"
            + " | - | identity policy: | permission set: ",
        "a key of another account | User: USER DENIED kms:Decrypt on resource: FOREIGN"
            + " | --key-policy others-key.json | 1. in the identity policy: | ask for them",
        "a policy that is not known | User: APP DENIED kms:Decrypt on resource: KEY"
            + " | --unknown-layer scp | no Allow lifts that | that is not known may deny it",
        "an operation that no grant gives | User: APP DENIED kms:EnableKey on resource: KEY"
            + " | - | create-grant | \"kms:EnableKey\"",
        "the policy of a key, unless it was asked | User: USER DENIED kms:EnableKey on resource:"
            + " KEY | - | PutKeyPolicy | \"kms:EnableKey\"",
        "the policy of a key, if it was asked | User: USER DENIED kms:PutKeyPolicy on resource:"
            + " KEY | - | kms:* | \"kms:PutKeyPolicy\"",
        "a user's own account | User: USER DENIED kms:Decrypt on resource: KEY | -"
            + " | create-grant | identity policy: ",
      })
  @DisplayName("Places that get no suggestion do not stand in one")
  void explain_placeWithoutSuggestion_isNotSuggested(
      String row, String text, String options, String never, String instead) throws IOException {
    String out = explain(text, options == null ? "" : options);

    assertThat(out).as(row).contains("Fix: ");
    String fix = out.substring(out.indexOf("Fix: "));
    assertThat(fix).contains(instead).doesNotContain(never);
  }
}
