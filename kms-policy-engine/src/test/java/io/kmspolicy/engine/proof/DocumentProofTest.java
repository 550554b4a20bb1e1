package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.ScenarioWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Proofs about documents by themselves. The pairs follow the kinds of references and candidates of
 * AWS's samples for the check CheckNoNewAccess of IAM Access Analyzer, written for actions of KMS:
 * a reference allows everything but what is guarded, and a candidate passes if it allows nothing
 * that is guarded.
 */
class DocumentProofTest {

  private static final String SECRET =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER =
      "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321";
  private static final String EVERYTHING = "{'Effect':'Allow','Action':'*','Resource':'*'}";

  /** A key that only some actions may use. */
  private static final List<String> GUARDED_KEY =
      List.of(EVERYTHING, deny("'kms:Decrypt','kms:CreateGrant'", SECRET, ""));

  /** Actions that need a tag on the key. */
  private static final List<String> GUARDED_TAG =
      List.of(
          EVERYTHING,
          deny("'kms:ScheduleKeyDeletion'", "*", "'Null':{'aws:ResourceTag/stage':'true'}"));

  /** Actions that need a tag in the request. */
  private static final List<String> GUARDED_REQUEST =
      List.of(EVERYTHING, deny("'kms:CreateKey'", "*", "'Null':{'aws:RequestTag/owner':'true'}"));

  /** Keys outside of which an action is guarded. */
  private static final List<String> GUARDED_REST =
      List.of(
          EVERYTHING,
          "{'Effect':'Deny','Action':'kms:Decrypt','NotResource':'arn:aws:kms:*:*:key/mrk-*'}");

  private static final List<String> NAMED_ROLES =
      List.of(
          principal(
              "'AWS':['arn:aws:iam::111122223333:role/First',"
                  + "'arn:aws:iam::111122223333:role/Second']",
              "'Action':'kms:Decrypt'",
              ""),
          principal(
              "'AWS':'*'",
              "'Action':'kms:Decrypt'",
              "'ArnLike':{'aws:PrincipalArn':['arn:aws:iam::111122223333:role/First',"
                  + "'arn:aws:iam::111122223333:role/Second']}"),
          "{'Effect':'Allow','Principal':'*','NotAction':'kms:Decrypt','Resource':'*'}");

  private static final List<String> NAMED_ACCOUNTS =
      List.of(
          principal("'AWS':['111122223333','444455556666']", "'Action':'kms:Decrypt'", ""),
          principal("'Service':'logs.amazonaws.com'", "'Action':'kms:Decrypt'", ""),
          "{'Effect':'Allow','Principal':'*','NotAction':'kms:Decrypt','Resource':'*'}");

  private static String allow(String actions, String resource, String condition) {
    return statement(
        "Allow", "'Action':[" + actions + "],'Resource':'" + resource + "'", condition);
  }

  private static String deny(String actions, String resource, String condition) {
    return statement("Deny", "'Action':[" + actions + "],'Resource':'" + resource + "'", condition);
  }

  private static String principal(String names, String actions, String condition) {
    return statement(
        "Allow", "'Principal':{" + names + "}," + actions + ",'Resource':'*'", condition);
  }

  private static String statement(String effect, String elements, String condition) {
    return "{'Effect':'"
        + effect
        + "',"
        + elements
        + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
        + "}";
  }

  private static PolicyLayer layer(PolicyType type, List<String> statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  private static PolicyState identity(String... statements) {
    return PolicyState.ofIdentityPolicy(layer(PolicyType.IDENTITY, List.of(statements)));
  }

  private static PolicyState identity(List<String> statements) {
    return PolicyState.ofIdentityPolicy(layer(PolicyType.IDENTITY, statements));
  }

  private static PolicyState key(List<String> statements) {
    return PolicyState.ofKeyPolicyAlone(
        (KmsResource.Key) KmsResource.parse(SECRET), layer(PolicyType.KEY, statements));
  }

  private static Proof prove(PolicyState before, PolicyState after) {
    return PolicyProver.create().noNewAccess(before, after);
  }

  private static Witness refuted(PolicyState before, PolicyState after) {
    Proof proof = prove(before, after);
    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Refuted.class);
    Witness witness = ((Proof.Refuted) proof).witness();
    for (Scenario scenario : List.of(witness.before(), witness.after())) {
      Scenario read = ScenarioReader.create().read(ScenarioWriter.compact().write(scenario));
      assertThat(PolicyEvaluator.reference().decide(read.request(), read.policies()))
          .isEqualTo(scenario.expected().orElseThrow());
    }
    assertThat(witness.decisionAfter()).isEqualTo(Decision.ALLOWED);
    assertThat(witness.decisionBefore().isCertainDenial()).isTrue();
    return witness;
  }

  private static void proven(PolicyState before, PolicyState after) {
    assertThat(prove(before, after)).isInstanceOf(Proof.Proven.class);
  }

  static Stream<Arguments> identityPairs() {
    String tagged = "'StringEquals':{'aws:ResourceTag/stage':'test'}";
    String untagged = "'StringNotEquals':{'aws:ResourceTag/stage':'test'}";
    String owned = "'StringEquals':{'aws:RequestTag/owner':'me'}";
    return Stream.of(
        pair("another key", GUARDED_KEY, true, allow("'kms:Decrypt'", OTHER, "")),
        pair(
            "the key is denied",
            GUARDED_KEY,
            true,
            allow("'kms:*'", "*", ""),
            deny("'*'", SECRET, "")),
        pair("an action that is not guarded", GUARDED_KEY, true, allow("'kms:Sign'", SECRET, "")),
        pair("the key itself", GUARDED_KEY, false, allow("'kms:Decrypt'", SECRET, "")),
        pair(
            "a pattern that includes the key",
            GUARDED_KEY,
            false,
            allow("'kms:Decrypt'", "arn:aws:kms:*:*:key/*-12ab-*", "")),
        pair("all keys", GUARDED_KEY, false, allow("'kms:*'", "*", "")),
        pair(
            "a short pattern that includes the key",
            GUARDED_KEY,
            false,
            allow("'kms:CreateGrant'", "arn:aws:kms:us-west-2:*", "")),
        pair(
            "keys of another Region",
            GUARDED_KEY,
            true,
            allow("'kms:*'", "arn:aws:kms:eu-*:111122223333:key/*", "")),
        pair(
            "the tag with a value",
            GUARDED_TAG,
            true,
            allow("'kms:ScheduleKeyDeletion'", "*", tagged)),
        pair("another action", GUARDED_TAG, true, allow("'kms:DescribeKey'", "*", "")),
        pair(
            "everything without the value of the tag is denied",
            GUARDED_TAG,
            true,
            allow("'kms:ScheduleKeyDeletion'", "*", ""),
            deny("'kms:ScheduleKeyDeletion'", "*", untagged)),
        pair("no tag", GUARDED_TAG, false, allow("'kms:ScheduleKeyDeletion'", "*", "")),
        pair("no tag, all actions", GUARDED_TAG, false, allow("'kms:*'", "*", "")),
        pair(
            "a tag that may be absent",
            GUARDED_TAG,
            false,
            allow("'kms:ScheduleKeyDeletion'", "*", tagged.replace("Equals", "EqualsIfExists"))),
        pair(
            "a tag in the request, keyless",
            GUARDED_REQUEST,
            true,
            allow("'kms:CreateKey'", "*", owned)),
        pair(
            "any tag of the name in the request",
            GUARDED_REQUEST,
            true,
            allow("'kms:CreateKey'", "*", "'Null':{'aws:RequestTag/owner':'false'}")),
        pair("no tag in the request", GUARDED_REQUEST, false, allow("'kms:CreateKey'", "*", "")),
        pair(
            "within NotResource",
            GUARDED_REST,
            true,
            allow("'kms:Decrypt'", "arn:aws:kms:us-west-2:111122223333:key/mrk-*", "")),
        pair(
            "a narrower NotResource",
            GUARDED_REST,
            true,
            allow("'kms:Decrypt'", "*", ""),
            "{'Effect':'Deny','Action':'kms:Decrypt',"
                + "'NotResource':'arn:aws:kms:us-west-2:*:key/mrk-*'}"),
        pair("outside of NotResource", GUARDED_REST, false, allow("'kms:Decrypt'", SECRET, "")),
        pair(
            "all actions but some",
            GUARDED_REST,
            false,
            "{'Effect':'Allow','NotAction':'kms:Encrypt','Resource':'*'}"));
  }

  private static Arguments pair(
      String name, List<String> reference, boolean passes, String... candidate) {
    return Arguments.of(name, reference, List.of(candidate), passes);
  }

  static Stream<Arguments> keyPolicyPairs() {
    String first = "'AWS':'arn:aws:iam::111122223333:role/First'";
    String third = "'AWS':'arn:aws:iam::111122223333:role/Third'";
    String arnOf = "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/%s'}";
    String decrypts = "'Action':'kms:Decrypt'";
    return Stream.of(
        pair(
            "another action", NAMED_ROLES, true, principal("'AWS':'*'", "'Action':'kms:Sign'", "")),
        pair("a role by its name", NAMED_ROLES, true, principal(first, decrypts, "")),
        pair(
            "a role by its ARN",
            NAMED_ROLES,
            true,
            principal("'AWS':'*'", decrypts, arnOf.formatted("First"))),
        pair("everybody", NAMED_ROLES, false, principal("'AWS':'*'", "'Action':'kms:*'", "")),
        pair("another role by its name", NAMED_ROLES, false, principal(third, decrypts, "")),
        pair(
            "another role by its ARN",
            NAMED_ROLES,
            false,
            principal("'AWS':'*'", decrypts, arnOf.formatted("Third"))),
        pair(
            "a named account",
            NAMED_ACCOUNTS,
            true,
            principal("'AWS':'111122223333'", decrypts, "")),
        pair(
            "a role of a named account",
            NAMED_ACCOUNTS,
            true,
            principal("'AWS':'arn:aws:iam::444455556666:role/Any'", decrypts, "")),
        pair(
            "a named service",
            NAMED_ACCOUNTS,
            true,
            principal("'Service':'logs.amazonaws.com'", decrypts, "")),
        pair(
            "another service",
            NAMED_ACCOUNTS,
            false,
            principal("'Service':'sns.amazonaws.com'", decrypts, "")),
        pair(
            "another account",
            NAMED_ACCOUNTS,
            false,
            principal("'AWS':'777788889999'", decrypts, "")),
        pair(
            "a role of another account",
            NAMED_ACCOUNTS,
            false,
            principal("'AWS':'arn:aws:iam::777788889999:role/Any'", decrypts, "")));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("identityPairs")
  @DisplayName("A candidate identity policy allows nothing that a reference guards, or does")
  void noNewAccess_identityPolicies_areComparedAlone(
      String name, List<String> reference, List<String> candidate, boolean passes) {
    if (passes) {
      proven(identity(reference), identity(candidate));
    } else {
      refuted(identity(reference), identity(candidate));
    }
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("keyPolicyPairs")
  @DisplayName("A candidate key policy allows nobody but those that a reference names, or does")
  void noNewAccess_keyPolicies_areComparedAlone(
      String name, List<String> reference, List<String> candidate, boolean passes) {
    if (passes) {
      proven(key(reference), key(candidate));
    } else {
      refuted(key(reference), key(candidate));
    }
  }

  @Test
  @DisplayName("The witness names a key that the new pattern alone matches")
  void noNewAccess_widerPattern_witnessNamesAKey() {
    Witness witness =
        refuted(
            identity(allow("'kms:Decrypt'", "arn:aws:kms:us-*:111122223333:key/12*", "")),
            identity(allow("'kms:Decrypt'", "arn:aws:kms:*:111122223333:key/12*", "")));

    assertThat(witness.after().request().resource().arn())
        .matches("arn:aws:kms:eu-west-1:111122223333:key/12[0-9a-f-]{34}");
  }

  @Test
  @DisplayName("5.11: requests on aliases are compared, but for aliases that AWS reserves")
  void noNewAccess_aliases_areCompared() {
    String keys = allow("'kms:CreateAlias'", "arn:aws:kms:*:*:key/*", "");
    String apps = allow("'kms:CreateAlias'", "arn:aws:kms:*:*:alias/app-*", "");
    String reserved = allow("'kms:CreateAlias'", "arn:aws:kms:*:*:alias/aws/*", "");

    Witness witness = refuted(identity(keys), identity(keys, apps));
    assertThat(witness.after().request().resource()).isInstanceOf(KmsResource.Alias.class);
    proven(identity(keys), identity(keys, reserved));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'StringEquals':{'kms:CallerAccount':'111122223333'}",
        "'StringEquals':{'kms:ViaService':'s3.eu-west-1.amazonaws.com'}",
        "'Null':{'kms:RequestAlias':'false'}"
      })
  @DisplayName("5.11: the check on an alias has no condition key of KMS")
  void noNewAccess_alias_hasNoKeyOfKms(String present) {
    String aliases = "arn:aws:kms:*:111122223333:alias/*";
    String absent = "'StringNotEquals':{'kms:CallerAccount':'111122223333'}";

    proven(identity(), identity(allow("'kms:*Alias'", aliases, present)));
    Witness witness = refuted(identity(), identity(allow("'kms:*Alias'", aliases, absent)));
    assertThat(witness.after().request().context().get("kms:calleraccount"))
        .isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("2.10: a variable in the name of an alias is the same on both sides")
  void noNewAccess_variableInResource_isShared() {
    String own = allow("'kms:*Alias'", "arn:aws:kms:*:111122223333:alias/${aws:username}-*", "");
    String all = allow("'kms:*Alias'", "arn:aws:kms:*:111122223333:alias/*", "");

    proven(identity(own), identity(own, allow("'kms:Nothing'", "*", "")));
    proven(identity(all), identity(own));
  }

  @Test
  @DisplayName("2.7: a pattern that perhaps covers a request without a key does so on both sides")
  void noNewAccess_openPattern_isShared() {
    String open = allow("'kms:ListKeys'", "arn:aws:kms:*:111122223333:*", "");
    String tested =
        allow(
            "'kms:ListKeys'",
            "arn:aws:kms:*:111122223333:*",
            "'Bool':{'aws:SecureTransport':'true'}");

    proven(identity(open), identity(tested));
    assertThat(prove(identity(tested), identity(open))).isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("Documents without statements allow nothing")
  void noNewAccess_noStatements_isProven() {
    proven(identity(), identity());
    proven(identity(EVERYTHING), identity());
    refuted(identity(), identity(EVERYTHING));
  }

  @Test
  @DisplayName("Two documents that say the same in other words are equivalent")
  void equivalent_splitPattern_isProven() {
    PolicyState one = identity(allow("'kms:Decrypt'", "arn:aws:kms:*:*:key/*", ""));
    PolicyState split =
        identity(
            allow("'kms:Decrypt'", "arn:aws:kms:*:*:key/mrk-*", ""),
            "{'Effect':'Allow','Action':'kms:Decrypt','NotResource':'arn:aws:kms:*:*:key/mrk-*'}");

    assertThat(PolicyProver.create().equivalent(one, split)).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("An identity policy grants an action on a key, or does not")
  void notGranted_identityPolicy_dependsOnTheKey() {
    PolicyState others = identity(allow("'kms:*'", "*", ""), deny("'kms:Decrypt'", SECRET, ""));
    RequestFilter decrypt = RequestFilter.all().actions(List.of("kms:Decrypt"));
    KmsResource.Key secret = (KmsResource.Key) KmsResource.parse(SECRET);

    assertThat(PolicyProver.create().notGranted(others, decrypt)).isInstanceOf(Proof.Refuted.class);
    assertThat(PolicyProver.create().notGranted(others.on(secret), decrypt))
        .isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("A key policy by itself allows what it delegates to the account")
  void noNewAccess_delegatedToARole_dependsOnTheScope() {
    String delegates = principal("'AWS':'111122223333'", "'Action':'kms:*'", "");
    String names = principal("'AWS':'arn:aws:iam::111122223333:role/App'", "'Action':'kms:*'", "");
    PolicyLayer before = layer(PolicyType.KEY, List.of(delegates));
    PolicyLayer after = layer(PolicyType.KEY, List.of(delegates, names));
    KmsResource.Key key = (KmsResource.Key) KmsResource.parse(SECRET);

    proven(PolicyState.ofKeyPolicyAlone(key, before), PolicyState.ofKeyPolicyAlone(key, after));
    refuted(
        PolicyState.ofKeyPolicy(key, before, io.kmspolicy.model.policy.GrantLayer.unknown()),
        PolicyState.ofKeyPolicy(key, after, io.kmspolicy.model.policy.GrantLayer.unknown()));
  }
}
