package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What states mention divides callers, resources and values. What is not in the vocabulary is in no
 * class of its own, and a proof overlooks it.
 */
class VocabularyTest {

  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", "111122223333", "1234abcd");
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");

  private static NamedPolicy policy(PolicyType type, String principal, String condition) {
    String text =
        "{'Version':'2012-10-17','Statement':{'Effect':'Deny',"
            + (type.namesPrincipals() ? "'Principal':" + principal + "," : "")
            + "'Action':'kms:*','Resource':'arn:aws:kms:*:*:key/of-"
            + type
            + "','Condition':{"
            + condition
            + "}}}";
    return new NamedPolicy("p", PolicyReader.forType(type).read(text.replace('\'', '"')));
  }

  /** A layer of one type, and nothing else. */
  private static PolicyLayer only(PolicyType type, PolicyType wanted, NamedPolicy policy) {
    return type == wanted ? PolicyLayer.of(policy) : PolicyLayer.none();
  }

  private static OrganizationLayer level(PolicyType type, PolicyType wanted, NamedPolicy policy) {
    return type == wanted
        ? OrganizationLayer.of(new OrganizationLayer.Level("root", List.of(policy)))
        : OrganizationLayer.none();
  }

  private static PrincipalPolicies own(PolicyType type, NamedPolicy policy) {
    return new PrincipalPolicies(
        only(PolicyType.IDENTITY, type, policy),
        only(PolicyType.PERMISSIONS_BOUNDARY, type, policy),
        only(PolicyType.SESSION, type, policy),
        level(PolicyType.SERVICE_CONTROL, type, policy),
        only(PolicyType.VPC_ENDPOINT, type, policy));
  }

  private static KeyPolicies key(PolicyType type, NamedPolicy policy, GrantLayer grants) {
    return new KeyPolicies(
        only(PolicyType.KEY, type, policy),
        grants,
        level(PolicyType.RESOURCE_CONTROL, type, policy),
        KeyManager.CUSTOMER);
  }

  private static Vocabulary of(PolicyState state) {
    Vocabulary vocabulary = new Vocabulary();
    vocabulary.add(state);
    return vocabulary;
  }

  private static Vocabulary of(PolicyType type, String principal, String condition) {
    NamedPolicy policy = policy(type, principal, condition);
    return of(
        new PolicyState(
            Map.of(ALICE, own(type, policy)), Map.of(KEY, key(type, policy, GrantLayer.none()))));
  }

  private static Vocabulary ofKey(String condition) {
    return of(PolicyType.KEY, "'*'", condition);
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("The policies of each layer are read: principals, tests and resources")
  void add_policyOfALayer_isRead(PolicyType type) {
    String everybody = "'*'"; // all that a resource control policy may name
    Vocabulary vocabulary = of(type, everybody, "'StringEquals':{'aws:SourceVpce':'vpce-1'}");

    assertThat(vocabulary.testedKeys()).containsExactly("aws:sourcevpce");
    assertThat(vocabulary.dependencies()).hasSize(1);
    assertThat(vocabulary.resources())
        .containsExactly(new ResourceClasses.Text("arn:aws:kms:*:*:key/of-" + type, true, type));
    assertThat(vocabulary.principals())
        .hasSize(type.namesPrincipals() ? 1 : 0)
        .allMatch(PrincipalName.Everyone.class::isInstance);
  }

  @Test
  @DisplayName(
      "The policies of other keys, of all keys and of callers that are not listed are read")
  void add_policiesThatAreNotListed_areRead() {
    String test = "'StringEquals':{'aws:SourceVpce':'vpce-1'}";
    NamedPolicy ofKey = policy(PolicyType.KEY, "{'AWS':'444455556666'}", test);
    PolicyState others =
        new PolicyState(Map.of(), Map.of())
            .withOtherKeys(Map.of("111122223333", key(PolicyType.KEY, ofKey, GrantLayer.none())));
    PolicyState everyKey = PolicyState.ofKeyPolicy(PolicyLayer.of(ofKey));
    PolicyState unlisted =
        PolicyState.ofIdentityPolicy(PolicyLayer.of(policy(PolicyType.IDENTITY, "", test)));

    for (PolicyState state : List.of(others, everyKey)) {
      assertThat(of(state).accounts()).containsExactly("444455556666");
    }
    assertThat(of(unlisted).testedKeys()).containsExactly("aws:sourcevpce");
  }

  private static GrantLayer grant(GrantPrincipal grantee, GrantPrincipal retiring, String issuer) {
    return GrantLayer.of(
        new Grant(
            "1",
            "",
            KEY.arn(),
            grantee,
            retiring,
            List.of("Decrypt"),
            GrantConstraints.none(),
            issuer,
            ""));
  }

  @Test
  @DisplayName("Both principals of a grant and the account that issued it are mentioned")
  void add_grant_mentionsItsPrincipals() {
    GrantLayer grants =
        grant(
            new GrantPrincipal.Principal("arn:aws:iam::444455556666:role/App"),
            new GrantPrincipal.ServicePrincipal("s3.amazonaws.com"),
            "arn:aws:iam::777788889999:root");
    GrantLayer exchanged =
        grant(
            new GrantPrincipal.ServicePrincipal("s3.amazonaws.com"),
            new GrantPrincipal.Principal("arn:aws:iam::444455556666:role/App"),
            "777788889999");
    NamedPolicy none = policy(PolicyType.KEY, "'*'", "");

    for (GrantLayer layer : List.of(grants, exchanged)) {
      Vocabulary vocabulary = new Vocabulary();
      vocabulary.add(key(PolicyType.IDENTITY, none, layer));

      assertThat(vocabulary.principals())
          .containsExactly(new PrincipalName.Role("aws", "444455556666", "App"));
      assertThat(vocabulary.services()).containsExactly("s3.amazonaws.com");
      assertThat(vocabulary.accounts()).containsExactlyInAnyOrder("444455556666", "777788889999");
    }
  }

  @Test
  @DisplayName("A grant to a principal that cannot be read, or of an unknown account, names nobody")
  void add_unreadableGrant_namesNobody() {
    Vocabulary vocabulary = new Vocabulary();
    vocabulary.add(
        key(
            PolicyType.IDENTITY,
            policy(PolicyType.KEY, "'*'", ""),
            grant(new GrantPrincipal.Principal("who?"), new GrantPrincipal.Nobody(), "unknown")));

    assertThat(vocabulary.principals()).isEmpty();
    assertThat(vocabulary.accounts()).isEmpty();
  }

  @Test
  @DisplayName("Principals mention their accounts and services")
  void add_principals_mentionAccountsAndServices() {
    Vocabulary vocabulary =
        of(
            PolicyType.KEY,
            "{'AWS':['444455556666','arn:aws:iam::777788889999:user/bob','AIDA1234567890EXAMPLE'],"
                + "'Service':'logs.amazonaws.com'}",
            "");

    assertThat(vocabulary.principals()).hasSize(3);
    assertThat(vocabulary.accounts()).containsExactly("444455556666", "777788889999");
    assertThat(vocabulary.services()).containsExactly("logs.amazonaws.com");
  }

  @Test
  @DisplayName("4.15: tests of the caller mention accounts and services; other tests do not")
  void add_testsOfTheCaller_mentionAccountsAndServices() {
    Vocabulary vocabulary =
        ofKey(
            "'ArnLike':{'aws:PrincipalArn':['arn:aws:iam::444455556666:user/*','*777788889999*']},"
                + "'StringEquals':{'aws:PrincipalServiceName':'s3.amazonaws.com',"
                + "'kms:CallerAccount':'999900001111','aws:SourceAccount':'123412341234'},"
                + "'StringLike':{'aws:PrincipalServiceName':'logs.*'}");

    assertThat(vocabulary.accounts())
        .containsExactlyInAnyOrder("444455556666", "777788889999", "999900001111");
    assertThat(vocabulary.services()).containsExactly("s3.amazonaws.com");
    assertThat(vocabulary.tests()).hasSize(5);
  }

  @Test
  @DisplayName("2.10: variables in values are keys that are tested, under their spelling")
  void add_variables_areTestedKeys() {
    Vocabulary vocabulary =
        ofKey("'StringEquals':{'aws:SourceArn':'${aws:PrincipalTag/Team}-${aws:userid}'}");

    assertThat(vocabulary.testedKeys())
        .containsExactlyInAnyOrder("aws:sourcearn", "aws:principaltag/team", "aws:userid");
    assertThat(vocabulary.spelling("aws:principaltag/team")).isEqualTo("aws:PrincipalTag/Team");
    assertThat(vocabulary.spelling("aws:sourcearn")).isEqualTo("aws:SourceArn");
    assertThat(vocabulary.spelling("kms:grantoperations")).isEqualTo("kms:GrantOperations");
    assertThat(vocabulary.spelling("aws:unheardof")).isEqualTo("aws:unheardof");
    assertThat(vocabulary.namesCallersByVariable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws:PrincipalArn", "aws:PrincipalAccount", "kms:CallerAccount"})
  @DisplayName("2.10: a variable of the caller's ARN or account, in a value or a resource, is seen")
  void namesCallersByVariable_variableOfTheCaller_isSeen(String key) {
    String resource =
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'kms:*','Resource':"
            + "'arn:aws:kms:*:*:alias/${"
            + key
            + "}'}}";
    PolicyState identity =
        PolicyState.ofIdentityPolicy(
            PolicyLayer.of(
                new NamedPolicy(
                    "p",
                    PolicyReader.forType(PolicyType.IDENTITY).read(resource.replace('\'', '"')))));

    assertThat(ofKey("'StringEquals':{'aws:SourceArn':'${" + key + "}'}").namesCallersByVariable())
        .isTrue();
    assertThat(of(identity).namesCallersByVariable()).isTrue();
  }

  @Test
  @DisplayName("The partitions of principals and of ARNs in tests are compared, and the usual one")
  void partitions_namesAndTests_areThose() {
    String test = "'ArnLike':{'aws:SourceArn':'arn:aws-us-gov:s3:::bucket'}";
    String china = "{'AWS':'arn:aws-cn:iam::111122223333:user/bob'}";

    assertThat(ofKey("").partitions()).containsExactly("aws");
    assertThat(ofKey(test).partitions()).containsExactly("aws", "aws-us-gov");
    assertThat(of(PolicyType.KEY, china, "").partitions()).containsExactly("aws", "aws-cn");
    assertThat(ofKey(test.replace("aws-us-gov", "a*")).partitions()).containsExactly("aws");
  }

  @Test
  @DisplayName("A pattern of callers is a test of their ARN; the name of a service is that service")
  void addPrincipalPattern_pattern_isATest() {
    Vocabulary vocabulary = new Vocabulary();
    vocabulary.addPrincipalPattern("arn:aws:iam::444455556666:role/*");
    vocabulary.addPrincipalPattern("*app?");
    vocabulary.addPrincipalPattern("s3.amazonaws.com");
    vocabulary.addPrincipalPattern("logs.*");
    vocabulary.addPrincipalPattern("log?.amazonaws.com");

    assertThat(vocabulary.testedKeys()).containsExactly("aws:principalarn");
    assertThat(vocabulary.tests())
        .extracting(test -> test.operator().text())
        .containsExactly("ArnLike", "StringLike", "StringLike", "StringLike", "StringLike");
    assertThat(vocabulary.dependencies()).hasSize(5);
    assertThat(vocabulary.accounts()).containsExactly("444455556666");
    assertThat(vocabulary.services()).containsExactly("s3.amazonaws.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {":x", "*.amazonaws.com", "?ogs.amazonaws.com"})
  @DisplayName("A pattern that begins with a wildcard or a colon is the name of no service")
  void addPrincipalPattern_firstSign_isSeen(String pattern) {
    Vocabulary vocabulary = new Vocabulary();
    vocabulary.addPrincipalPattern(pattern);

    assertThat(vocabulary.services()).isEmpty();
  }

  @Test
  @DisplayName(
      "4.15: texts that a test compares with accounts are accounts unless they have colons")
  void resourcesByAccount_texts_areAccounts() {
    Vocabulary plain = ofKey("");
    Vocabulary tested =
        ofKey("'StringLike':{'aws:ResourceAccount':['111122223333','4*',':1','1:2']}");
    Set<ResourceClasses.Text> expected = new HashSet<>(plain.resources());
    for (String account : List.of("111122223333", "4*")) {
      expected.add(
          new ResourceClasses.Text(
              "arn:*:kms:*:" + account + ":*", /* hasVariables= */ false, PolicyType.IDENTITY));
    }

    assertThat(tested.resourcesByAccount()).contains(expected);
  }
}
