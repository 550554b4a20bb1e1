package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about some requests only: whether outsiders, some callers or some actions get in. */
class RequestFilterProofTest {

  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");

  private static PolicyState state(String principal, String action, String condition) {
    String text =
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Principal':"
            + principal
            + ",'Action':'"
            + action
            + "','Resource':'*'"
            + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
            + "}}";
    return PolicyState.ofKeyPolicy(
        KEY,
        PolicyLayer.of(
            new NamedPolicy(
                "p", PolicyReader.forType(PolicyType.KEY).read(text.replace('\'', '"')))),
        GrantLayer.none());
  }

  private static void assertGranted(PolicyState state, RequestFilter filter, boolean isGranted) {
    Proof proof = PolicyProver.create().notGranted(state, filter.actions(List.of("kms:Decrypt")));
    assertThat(proof)
        .as("%s", proof)
        .isInstanceOf(isGranted ? Proof.Refuted.class : Proof.Proven.class);
    if (proof instanceof Proof.Refuted refuted) {
      assertThat(refuted.witness().decisionAfter()).isEqualTo(Decision.ALLOWED);
    }
  }

  @ParameterizedTest(name = "{0} where {1}: {2}")
  @CsvSource({
    "logs.amazonaws.com, logs.amazonaws.com, Refuted",
    "logs.amazonaws.com, logs.us-west-2.amazonaws.com, Indeterminate",
    "logs.us-west-2.amazonaws.com, logs.amazonaws.com, Indeterminate",
    "logs.amazonaws.com, s3.amazonaws.com, Proven"
  })
  @DisplayName("Which of several names of a service aws:PrincipalServiceName has is not documented")
  void notGranted_conditionWithAnotherNameOfTheService_isOpen(
      String principal, String name, String answer) {
    PolicyState state =
        state(
            "{'Service':'" + principal + "'}",
            "kms:Decrypt",
            "'StringEquals':{'aws:PrincipalServiceName':'" + name + "'}");

    RequestFilter filter = RequestFilter.all().actions(List.of("kms:Decrypt"));
    Proof proof = PolicyProver.create().notGranted(state, filter);

    assertThat(proof.getClass().getSimpleName()).isEqualTo(answer);
    if (proof instanceof Proof.Indeterminate undecided) {
      assertThat(undecided.reasons().get(0).text()).contains("`aws:PrincipalServiceName`");
    }
  }

  @ParameterizedTest(name = "{0} where {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      nullValues = "always",
      value = {
        "{'AWS':'111122223333'} | always | false",
        "{'AWS':'444455556666'} | always | false",
        "{'AWS':'777788889999'} | always | true",
        "{'AWS':'arn:aws:iam::444455556666:role/App'} | always | false",
        "{'AWS':'arn:aws:iam::777788889999:role/App'} | always | true",
        "{'Service':'s3.amazonaws.com'} | always | false",
        "'*' | always | true",
        "'*' | 'StringEquals':{'aws:PrincipalOrgID':'o-1'} | false",
        "'*' | 'StringEquals':{'aws:PrincipalOrgID':['o-1','o-2']} | true",
        "'*' | 'StringLike':{'aws:PrincipalOrgID':'o-?'} | true",
        "'*' | 'StringNotEquals':{'aws:PrincipalOrgID':'o-2'} | true",
        "'*' | 'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-1/*'} | false",
        "'*' | 'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-1/r-a/*'} | false",
        "'*' | 'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-1*'} | true",
        "'*' | 'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-2/*'} | true",
        "'*' | 'StringEquals':{'aws:PrincipalAccount':'444455556666'} | false",
        "'*' | 'StringEquals':{'aws:PrincipalAccount':'777788889999'} | true"
      })
  @DisplayName("Outside is who is in no trusted account or organization, and no service")
  void notGranted_outside_leavesOutWhoIsTrusted(
      String principal, String condition, boolean isGranted) {
    RequestFilter outside = RequestFilter.all().outside(Set.of("444455556666"), Optional.of("o-1"));

    assertGranted(
        state(principal, "kms:Decrypt", condition == null ? "" : condition), outside, isGranted);
  }

  @Test
  @DisplayName("Without a trusted organization, a member of any organization is outside")
  void notGranted_outsideOfAccounts_trustsNoOrganization() {
    RequestFilter outside = RequestFilter.all().outside(Set.of(), Optional.empty());
    String member = "'StringEquals':{'aws:PrincipalOrgID':'o-1'}";

    assertGranted(state("'*'", "kms:Decrypt", member), outside, true);
    assertGranted(state("{'AWS':'444455556666'}", "kms:Decrypt", ""), outside, true);
    assertGranted(state("{'AWS':'111122223333'}", "kms:Decrypt", ""), outside, false);
  }

  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "arn:aws:iam::*:role/app-* | {'AWS':'arn:aws:iam::111122223333:role/app-1'} | true",
        "arn:aws:iam::*:role/app-* | {'AWS':'arn:aws:iam::111122223333:role/other'} | false",
        "arn:aws:iam::*:role/app-* | {'AWS':'arn:aws:iam::111122223333:user/app-1'} | false",
        "arn:aws:iam::*:role/app-* | {'AWS':'arn:aws:sts::111122223333:assumed-role/app-1/x'} | true",
        "arn:aws:iam::*:role/app-* | '*' | true",
        "arn:aws:iam::*:role/app-* | {'Service':'s3.amazonaws.com'} | false",
        "arn:aws:iam::111122223333:user/alice | {'AWS':'111122223333'} | true",
        "arn:aws:iam::111122223333:user/alice | {'AWS':'444455556666'} | false",
        "arn:aws:iam::111122223333:role/ops/* | {'AWS':'arn:aws:iam::111122223333:role/App'} | false",
        "*app* | {'AWS':'arn:aws:iam::111122223333:user/my-app'} | true",
        "*app* | {'AWS':'arn:aws:iam::111122223333:role/Other'} | false",
        "s3.* | {'Service':'s3.amazonaws.com'} | true",
        "s3.* | {'Service':'logs.amazonaws.com'} | false",
        "logs.amazonaws.com | '*' | true",
        "logs.amazonaws.com | {'AWS':'777788889999'} | false"
      })
  @DisplayName("2.15: a pattern of callers leaves out whose `aws:PrincipalArn` it does not match")
  void notGranted_patternOfCallers_leavesOutOthers(
      String pattern, String principal, boolean isGranted) {
    RequestFilter filter = RequestFilter.all().principal(pattern);

    assertGranted(state(principal, "kms:Decrypt", ""), filter, isGranted);
  }

  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource({
    "kms:Decrypt, kms:Decrypt, true",
    "kms:Decrypt, kms:Encrypt, false",
    "kms:De*, kms:Decrypt, true",
    "kms:*crypt, kms:Encrypt, true",
    "kms:Disable*, kms:Decrypt, false"
  })
  @DisplayName("A question about actions leaves out all others")
  void notGranted_patternOfActions_leavesOutOthers(
      String pattern, String allowed, boolean isGranted) {
    PolicyState state = state("{'AWS':'777788889999'}", allowed, "");

    Proof proof =
        PolicyProver.create().notGranted(state, RequestFilter.all().actions(List.of(pattern)));

    assertThat(proof).isInstanceOf(isGranted ? Proof.Refuted.class : Proof.Proven.class);
  }

  private static List<String> whoCouldEver(PolicyState state) {
    return PolicyProver.create().whoCouldEver(state, "kms:Decrypt").stream()
        .map(one -> one.name() + (one.witness().isPresent() ? "" : "?"))
        .toList();
  }

  @Test
  @DisplayName("Who could ever: the principals that are named, each with what stands for it")
  void whoCouldEver_namedPrincipals_areListed() {
    String names =
        "{'AWS':['arn:aws:iam::111122223333:user/alice','arn:aws:iam::777788889999:role/ops/App',"
            + "'arn:aws:sts::111122223333:assumed-role/App/one'],'Service':'s3.amazonaws.com'}";

    assertThat(whoCouldEver(state(names, "kms:Decrypt", "")))
        .containsExactly(
            "arn:aws:iam::111122223333:user/alice",
            "a session of arn:aws:iam::777788889999:role/ops/App",
            "arn:aws:sts::111122223333:assumed-role/App/one",
            "a session of another federated user of 111122223333 made by the user alice?",
            "s3.amazonaws.com");
  }

  @Test
  @DisplayName("Who could ever: the callers of an account, those that a pattern tells apart too")
  void whoCouldEver_account_listsItsKindsOfCallers() {
    String pattern =
        "'ArnLike':{'aws:PrincipalArn':['arn:aws:iam::*:role/app-*','arn:aws:iam::*:user/al*','arn:aws:iam::*:root',"
            + "'arn:aws:sts::*:federated-user/f*','arn:aws:iam::*:role/aws-service-role/s3*']}";

    assertThat(whoCouldEver(state("{'AWS':'444455556666'}", "kms:Decrypt", pattern)))
        .containsExactly(
            "arn:aws:iam::444455556666:root",
            "another user such as al of 444455556666",
            "a session of another role such as app- of 444455556666",
            "a session of another service-linked role such as aws-service-role/s3 of 444455556666",
            "a session of another federated user such as f of 444455556666");
  }

  @Test
  @DisplayName(
      "Who could ever: where accounts that nobody names are divided, they may be allowed; a service"
          + " has no ARN of a user (rule 6.11)")
  void whoCouldEver_divided_isOpen() {
    String pattern = "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::5*:user/*'}";

    assertThat(whoCouldEver(state("'*'", "kms:Decrypt", pattern)))
        .containsExactly(
            "arn:aws:iam::123456789012:root?",
            "another user of an account that no policy names?",
            "a session of another role of an account that no policy names?",
            "a session of another service-linked role of an account that no policy names?",
            "a session of another federated user of an account that no policy names?");
  }
}
