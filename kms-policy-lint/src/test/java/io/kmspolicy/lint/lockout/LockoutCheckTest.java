package io.kmspolicy.lint.lockout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.lockout.LockoutVerdict.Accepted;
import io.kmspolicy.lint.lockout.LockoutVerdict.Indeterminate;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes of key policies behind public complaints about lockouts, each with its fixed form. */
class LockoutCheckTest {

  private static final String ACCOUNT = "111122223333";
  private static final String IAM = "arn:aws:iam::" + ACCOUNT + ":";
  private static final String ALICE = IAM + "user/alice";
  private static final String CI = IAM + "role/ci";
  private static final String BUILD = "arn:aws:sts::" + ACCOUNT + ":assumed-role/ci/build-";
  private static final String DELEGATION = allow(IAM + "root", "kms:*");
  private static final PolicySet UNKNOWN = NewKeyPolicy.unknownPolicies();
  private static final PolicySet NONE = PolicySet.empty();
  private static final PolicySet ADMINISTRATOR = identity("Allow", "kms:*");

  private static String allow(String principal, String action) {
    return allow(principal, action, "");
  }

  private static String allow(String principal, String action, String condition) {
    return "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"%s\"}, \"Action\": \"%s\","
            .formatted(principal, action)
        + " \"Resource\": \"*\", \"Condition\": {"
        + condition
        + "}}";
  }

  private static String deny(String sid, String condition) {
    return "{\"Sid\": \""
        + sid
        + "\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"kms:PutKeyPolicy\","
        + " \"Resource\": \"*\", \"Condition\": {"
        + condition
        + "}}";
  }

  private static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private static NamedPolicy named(PolicyType type, String text) {
    return new NamedPolicy("p", PolicyReader.forType(type).read(text));
  }

  private static PolicySet identity(String effect, String action) {
    String statement =
        "{\"Effect\": \"" + effect + "\", \"Action\": \"" + action + "\", \"Resource\": \"*\"}";
    return PolicySet.builder()
        .identity(PolicyLayer.of(named(PolicyType.IDENTITY, policy(statement))))
        .build();
  }

  private static RequestContext context(AccountCaller caller) {
    RequestContext.Builder context =
        StatementAnalysis.anyContext().toBuilder().put("kms:CallerAccount", caller.accountId());
    return (caller instanceof Caller.IamUser
            ? context.put("aws:PrincipalArn", caller.arn())
            : context)
        .build();
  }

  private static NewKeyPolicy asked(String text, String caller, PolicySet others) {
    AccountCaller member = (AccountCaller) Caller.parse(caller);
    return new NewKeyPolicy(
        "policy.json", text, member, Optional.empty(), others, context(member), false);
  }

  private static NewKeyPolicy on(NewKeyPolicy asked, String key) {
    return new NewKeyPolicy(
        asked.source(),
        asked.text(),
        asked.caller(),
        Optional.of((KmsResource.Key) KmsResource.parse(key)),
        asked.others(),
        asked.context(),
        false);
  }

  private static List<String> awaited(String text, String caller) {
    NamedPrincipals principals =
        LockoutCheck.of(asked(text, caller, UNKNOWN))
            .principals(ACCOUNT, KnownPrincipals.none(), PlannedPrincipals.none());
    assertThat(principals.missing()).isEmpty();
    return principals.awaited().stream().map(NamedPrincipals.Awaited::arn).toList();
  }

  private static NewKeyPolicy bypassing(NewKeyPolicy asked) {
    return new NewKeyPolicy(
        asked.source(),
        asked.text(),
        asked.caller(),
        asked.key(),
        asked.others(),
        asked.context(),
        true);
  }

  private static LockoutVerdict verdict(String text, String caller, PolicySet others) {
    return LockoutCheck.of(asked(text, caller, others)).verdict();
  }

  private static Refused refused(String text, String caller, PolicySet others) {
    LockoutVerdict verdict = verdict(text, caller, others);
    assertThat(verdict).isInstanceOf(Refused.class);
    return (Refused) verdict;
  }

  private static Indeterminate open(String text, String caller, PolicySet others) {
    LockoutVerdict verdict = verdict(text, caller, others);
    assertThat(verdict).isInstanceOf(Indeterminate.class);
    return (Indeterminate) verdict;
  }

  private static Administrators later(String text, String caller) {
    return LockoutCheck.of(asked(text, caller, UNKNOWN)).administrators().orElseThrow();
  }

  /** The policy with the statement that the refusal misses is no longer refused. */
  private static String fixed(String statement, Refused refused) {
    assertThat(refused.missingStatement()).isNotEmpty();
    return policy(statement, refused.missingStatement());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ArnNotLike|arn:aws:iam::444455556666:role/Admin|true",
        "ArnNotLike|arn:aws:sts::111122223333:assumed-role/Admin/*|true",
        "StringNotEquals|arn:aws:sts::111122223333:assumed-role/Admin/x|true",
        "StringNotEquals|arn:aws:iam::111122223333:role/Admin*|true",
        "ArnNotLike|arn:aws:iam::111122223333:roles/Admin|true",
        "ArnNotLikeIfExists|arn:aws:iam::11112222333:role/Admin|true",
        "ArnNotLike|arn:aws:iam::111122223333:role/Admin|false",
        "ArnNotLike|arn:aws:iam::*:role/team/Admin-*|false",
        "StringNotEquals|arn:aws:iam::111122223333:user/alice|false",
        "StringNotLike|*:role/Admin|false",
        "StringNotLike|arn:aws:sts::111122223333:federated-user/*|false"
      })
  @DisplayName("4.15, 5.13: an exception for an ARN that no caller of the account has is none")
  void administrators_exceptionForAnArn_areThoseWithSuchAnArn(
      String operator, String arn, boolean isNobody) {
    String text =
        policy(
            DELEGATION, deny("D", "\"" + operator + "\": {\"aws:PrincipalArn\": \"" + arn + "\"}"));

    assertAdministrators(text, isNobody);
  }

  private static void assertAdministrators(String text, boolean areNone) {
    Class<? extends Administrators> expected =
        areNone ? Administrators.Nobody.class : Administrators.Identities.class;
    assertThat(later(text, ALICE)).isInstanceOf(expected);
    assertThat(AdministratorSearch.of(PolicyReader.forType(PolicyType.KEY).read(text)))
        .isInstanceOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ArnLike|arn:aws:iam::11112222333:role/Admin|true",
        "ArnEquals|arn:aws:iam::1111222233334:role/Admin|true",
        "StringEquals|arn:aws:iam::11112222333:user/alice|true",
        "StringLike|arn:aws:iam::111122223333:roles/App|true",
        "StringEqualsIgnoreCase|arn:aws:iam::111122223333:Roles/App|true",
        "ArnLike|arn:aws:iam::*:roles/*|true",
        "ArnLike|arn:aws:iam:us-east-1:111122223333:role/App|true",
        "ArnLike|arn:aws:iam:**:111122223333:role/App|false",
        "ArnLike|arn:aws:iam::1111*:role/App|false",
        "StringLike|arn:aws:iam::*:roles/App|false",
        "StringLike|arn:aws?iam::111122223333:role/App:x/Admin|false",
        "StringEqualsIgnoreCase|arn:aws:iam::111122223333:Role/App|false",
        "ArnLikeIfExists|arn:aws:iam::11112222333:role/Admin|true",
        "ForAllValues:ArnLike|arn:aws:iam::11112222333:role/Admin|true",
        "ArnNotLike|arn:aws:iam::11112222333:role/Admin|false",
        "ArnLike|arn:aws:iam::${aws:PrincipalAccount}:roles/App|false"
      })
  @DisplayName("4.15: an Allow for ARNs that no principal has allows nobody")
  void administrators_allowForAnImpossibleArn_areNobody(
      String operator, String arn, boolean isNobody) {
    String text =
        policy(
            allow(
                IAM + "root",
                "kms:*",
                "\"" + operator + "\": {\"aws:PrincipalArn\": \"" + arn + "\"}"));

    assertAdministrators(text, isNobody);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ArnEquals|arn:aws:iam::11112222333:role/Admin|true",
        "StringLike|arn:aws:iam::111122223333:roles/App|true",
        "ArnLike|arn:aws:iam::*:roles/*|true",
        "StringLike|arn:aws:iam::*:roles/*|false",
        "ArnLikeIfExists|arn:aws:iam::11112222333:role/Admin|false",
        "ForAnyValue:ArnLike|arn:aws:iam::11112222333:role/Admin|false",
        "ArnLike|arn:aws:iam::111122223333:role/Admin|false",
        "ArnNotLike|arn:aws:iam::11112222333:role/Admin|false"
      })
  @DisplayName("4.15: an impossible ARN lets nobody in where everybody is named")
  void administrators_everybodyWithAnImpossibleArn_areNobody(
      String operator, String arn, boolean isNobody) {
    String text =
        policy(
            allow("*", "kms:*", "\"" + operator + "\": {\"aws:PrincipalArn\": \"" + arn + "\"}"));

    assertThat(
            AdministratorSearch.of(PolicyReader.forType(PolicyType.KEY).read(text))
                instanceof Administrators.Nobody)
        .isEqualTo(isNobody);
  }

  @Test
  @DisplayName("4.15: one value that a principal may have among impossible ones lets it in")
  void administrators_oneOfTheArnsIsPossible_areThose() {
    String text =
        policy(
            allow(
                IAM + "root",
                "kms:*",
                "\"ArnLike\": {\"aws:PrincipalArn\": [\"arn:aws:iam::11112222333:role/Admin\", \""
                    + CI
                    + "\"]}"));

    assertThat(later(text, ALICE)).isInstanceOf(Administrators.Identities.class);
  }

  @Test
  @DisplayName("A role that is named as principal and excluded by its ARN cannot change the policy")
  void administrators_namedAndDeniedByArn_areNobody() {
    String text =
        policy(
            allow(CI, "kms:*"),
            deny("D", "\"ArnLike\": {\"aws:PrincipalArn\": \"" + IAM + "role/ci\"}"));

    assertThat(later(text, ALICE)).isInstanceOf(Administrators.Nobody.class);
  }

  @Test
  @DisplayName("Root left out: the policy allows the use of the key only, so nobody can change it")
  void verdict_rootLeftOut_isRefused() {
    String use = allow(IAM + "role/App", "kms:Decrypt");
    Refused refused = refused(policy(use), CI, UNKNOWN);

    assertThat(refused.reason()).startsWith("no statement of the key policy allows the caller");
    assertThat(refused.missingStatement()).contains(":root").contains("kms:*");
    assertThat(later(policy(use), CI)).isEqualTo(new Administrators.Nobody());
    assertThat(verdict(fixed(use, refused), CI, ADMINISTRATOR)).isEqualTo(new Accepted());
    assertThat(awaited(fixed(use, refused), CI)).containsExactly(IAM + "role/App");
    assertThat(open(fixed(use, refused), CI, UNKNOWN).layers()).contains("identity", "scp");
    assertThat(later(fixed(use, refused), CI))
        .isEqualTo(new Administrators.Identities(List.of("identities of account " + ACCOUNT)));
  }

  @Test
  @DisplayName("The document that lacks the action is blamed: an identity policy, if it would do")
  void verdict_identityPolicyLacksTheAction_isBlamed() {
    Refused refused = refused(policy(DELEGATION), ALICE, identity("Allow", "s3:GetObject"));

    assertThat(refused.reason()).endsWith("and no identity policy of the caller does");
    assertThat(refused.fix()).startsWith("allow it in an identity policy of the caller");
    assertThat(verdict(fixed(DELEGATION, refused), ALICE, identity("Allow", "s3:GetObject")))
        .isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("A module names only a role that does not exist yet: the caller is another role")
  void verdict_roleOfAModule_isRefused() {
    String module = allow(IAM + "role/KeyAdmin", "kms:*");
    Refused refused = refused(policy(module), BUILD + 1, UNKNOWN);

    assertThat(verdict(fixed(module, refused), BUILD + 1, ADMINISTRATOR)).isEqualTo(new Accepted());
    assertThat(awaited(fixed(module, refused), BUILD + 1)).containsExactly(IAM + "role/KeyAdmin");
    assertThat(later(policy(module), BUILD + 1))
        .isEqualTo(new Administrators.Identities(List.of(IAM + "role/KeyAdmin")));
    assertThat(LockoutCheck.of(bypassing(asked(policy(module), BUILD + 1, UNKNOWN))).verdict())
        .isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("A policy names one session of the CI role: another session is refused")
  void verdict_sessionOfTheCiRole_isRefusedToAnotherSession() {
    String session = allow(BUILD + 1, "kms:*");

    Refused refused = refused(policy(session), BUILD + 2, UNKNOWN);
    assertThat(verdict(policy(session), BUILD + 1, NONE)).isEqualTo(new Accepted());
    assertThat(open(policy(session), CI, NONE).questions()).isNotEmpty();
    assertThat(later(policy(session), BUILD + 1))
        .isEqualTo(new Administrators.Identities(List.of(BUILD + 1)));
    assertThat(verdict(fixed(session, refused), BUILD + 2, ADMINISTRATOR))
        .isInstanceOf(Accepted.class);
    assertThat(verdict(policy(allow(CI, "kms:*")), CI, NONE)).isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("A policy allows a service only: every caller is refused")
  void verdict_serviceOnly_isRefused() {
    String service =
        "{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logs.us-east-1.amazonaws.com\"},"
            + " \"Action\": \"kms:*\", \"Resource\": \"*\"}";
    Refused refused = refused(policy(service), ALICE, UNKNOWN);

    assertThat(later(policy(service), ALICE))
        .isEqualTo(new Administrators.OnlyServices(List.of("logs.us-east-1.amazonaws.com")));
    assertThat(verdict(fixed(service, refused), ALICE, ADMINISTRATOR)).isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("The administrator may act through a service only: open, and the key is named")
  void verdict_administratorViaService_isOpen() {
    String condition = "\"StringEquals\": {\"kms:ViaService\": \"s3.us-east-1.amazonaws.com\"}";

    assertThat(open(policy(allow(CI, "kms:*", condition)), CI, NONE).contextKeys())
        .containsExactly("kms:ViaService");
    assertThat(verdict(policy(allow(CI, "kms:*")), CI, NONE)).isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("Everybody of the organization: open until the organization is known")
  void verdict_organizationOnly_isOpen() {
    String all = allow("*", "kms:*", "\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-a1b2c3\"}");

    Indeterminate open = open(policy(all), ALICE, NONE);
    assertThat(open.contextKeys()).containsExactly("aws:PrincipalOrgID");
    assertThat(open.layers()).isEmpty();
    assertThat(verdict(policy(all, DELEGATION), ALICE, ADMINISTRATOR)).isEqualTo(new Accepted());
    NewKeyPolicy asked = asked(policy(all), ALICE, NONE);
    NewKeyPolicy inside =
        new NewKeyPolicy(
            asked.source(),
            asked.text(),
            asked.caller(),
            asked.key(),
            asked.others(),
            asked.context().toBuilder().put("aws:PrincipalOrgID", "o-a1b2c3").build(),
            false);
    assertThat(LockoutCheck.of(inside).verdict()).isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("Only the root user may change the policy: noted, and refused to others")
  void administrators_rootOnly_areTheRootUser() {
    String condition = "\"ArnEquals\": {\"aws:PrincipalArn\": \"" + IAM + "root\"}";
    String root = allow(IAM + "root", "kms:*", condition);

    assertThat(later(policy(root), ALICE)).isEqualTo(new Administrators.OnlyRoot());
    Refused refused = refused(policy(root), ALICE, ADMINISTRATOR);
    assertThat(verdict(fixed(root, refused), ALICE, ADMINISTRATOR)).isEqualTo(new Accepted());
    String wider = condition.replace(":root", ":*");
    assertThat(later(policy(allow(IAM + "root", "kms:*", wider)), ALICE))
        .isInstanceOf(Administrators.Identities.class);
  }

  @Test
  @DisplayName("A Deny excludes the caller: refused, and the statement is named")
  void verdict_denyOfTheCaller_isRefused() {
    String guard =
        deny("Guard", "\"ArnNotEquals\": {\"aws:PrincipalArn\": \"" + IAM + "role/Admin\"}");
    Refused refused = refused(policy(DELEGATION, guard), ALICE, ADMINISTRATOR);

    assertThat(refused.reason())
        .isEqualTo(
            "the Deny statement `Guard` of the key policy denies the"
                + " caller `kms:PutKeyPolicy`");
    assertThat(refused.missingStatement()).isEmpty();
    assertThat(
            verdict(
                policy(
                    DELEGATION,
                    deny(
                        "Guard",
                        "\"ArnNotEquals\": {\"aws:PrincipalArn\": [\""
                            + IAM
                            + "role/Admin\", \""
                            + ALICE
                            + "\"]}")),
                ALICE,
                ADMINISTRATOR))
        .isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("5.21: a Deny of the bypass does not count, since the check runs without the bypass")
  void verdict_denyOfTheBypass_isAccepted() {
    String guard = deny("NoBypass", "\"Bool\": {\"kms:BypassPolicyLockoutSafetyCheck\": \"true\"}");

    assertThat(verdict(policy(DELEGATION, guard), ALICE, ADMINISTRATOR)).isEqualTo(new Accepted());
    String either = deny("Set", "\"Null\": {\"kms:BypassPolicyLockoutSafetyCheck\": \"false\"}");
    assertThat(open(policy(DELEGATION, either), ALICE, ADMINISTRATOR).contextKeys())
        .containsExactly("kms:BypassPolicyLockoutSafetyCheck");
  }

  @Test
  @DisplayName("1.8: a principal that is named by its id is open, and no administrator")
  void verdict_deletedPrincipal_isOpen() {
    String deleted = policy(allow("AIDACKCEVSQ6C2EXAMPLE", "kms:*"));

    assertThat(open(deleted, ALICE, NONE).questions().toString()).contains("AIDACKCEVSQ6C2EXAMPLE");
    assertThat(later(deleted, ALICE))
        .isEqualTo(new Administrators.OnlyDeleted(List.of("AIDACKCEVSQ6C2EXAMPLE")));
    assertThat(LockoutCheck.of(bypassing(asked(deleted, ALICE, NONE))).verdict())
        .isInstanceOf(Indeterminate.class);
  }

  @Test
  @DisplayName("The key policy lets IAM decide, and IAM does not allow: the caller must be named")
  void verdict_delegationWithoutIdentityAllow_isRefused() {
    Refused refused = refused(policy(DELEGATION), ALICE, NONE);

    assertThat(refused.missingStatement()).contains(ALICE).contains("kms:PutKeyPolicy");
    assertThat(verdict(fixed(DELEGATION, refused), ALICE, NONE)).isEqualTo(new Accepted());
  }

  @Test
  @DisplayName("A condition alone keeps an Allow from the caller: it is named, with what it wants")
  void verdict_allowFailsByOneCondition_namesIt() {
    String only =
        allow(IAM + "root", "kms:*", "\"ArnEquals\": {\"aws:PrincipalArn\": \"" + BUILD + "1\"}");

    assertThat(refused(policy(only), ALICE, ADMINISTRATOR).reason())
        .startsWith("no statement of the key policy allows the caller `kms:PutKeyPolicy`")
        .endsWith(
            "; the Allow statement at policy.json:1:41 would allow it, but for `ArnEquals"
                + " aws:PrincipalArn`, which wants `"
                + BUILD
                + "1`");
  }

  @Test
  @DisplayName("Other policies deny: no statement of the key policy can help")
  void verdict_otherPoliciesDeny_isRefused() {
    PolicySet denying =
        ADMINISTRATOR.toBuilder()
            .serviceControl(
                new OrganizationLayer.Levels(
                    List.of(
                        new OrganizationLayer.Level(
                            "root",
                            List.of(
                                named(
                                    PolicyType.SERVICE_CONTROL,
                                    policy(
                                        "{\"Effect\": \"Allow\", \"Action\": \"s3:*\","
                                            + " \"Resource\": \"*\"}")))))))
            .build();
    Refused refused = refused(policy(DELEGATION), ALICE, denying);

    assertThat(refused.reason()).startsWith("whatever the key policy allows");
    assertThat(refused.missingStatement()).isEmpty();
    assertThat(
            refused(policy(allow("*", "kms:*")), ALICE, identity("Deny", "kms:PutKeyPolicy"))
                .reason())
        .startsWith("whatever the key policy allows");
  }

  @Test
  @DisplayName("A resource that names a key is open without the key, and decided with it")
  void verdict_resourceOfOneKey_needsTheKey() {
    String key = "arn:aws:kms:us-east-1:" + ACCOUNT + ":key/1234abcd-12ab-34cd-56ef-1234567890ab";
    String statement = DELEGATION.replace("\"Resource\": \"*\"", "\"Resource\": \"" + key + "\"");
    NewKeyPolicy asked = asked(policy(statement), ALICE, ADMINISTRATOR);

    assertThat(((Indeterminate) LockoutCheck.of(asked).verdict()).questions())
        .contains("whether the resource elements of the statements match the key");
    assertThat(LockoutCheck.of(on(asked, key)).verdict()).isEqualTo(new Accepted());
    assertThat(LockoutCheck.of(on(asked, key.replace("1234abcd", "ffffabcd"))).verdict())
        .isInstanceOf(Refused.class);
    assertThat(LockoutCheck.of(on(asked, key.replace(ACCOUNT, "444455556666"))).verdict())
        .isInstanceOf(Refused.class);
    assertThat(LockoutCheck.of(on(asked, key)).administrators().orElseThrow())
        .isEqualTo(new Administrators.Identities(List.of("identities of account " + ACCOUNT)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"Version\": \"2012-10-17\" | policy.json:1:",
        "{\"Version\": \"2011-01-01\", \"Statement\": []} | 2011-01-01",
        "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kms:*\", \"Resource\": \"*\"}]} |"
            + " Principal",
        "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\":"
            + " \"arn:aws:iam::111122223333:role/App*\"}, \"Action\": \"kms:*\", \"Resource\":"
            + " \"*\"}]} | role/App*"
      })
  @DisplayName("A document that AWS's grammar excludes is refused, even with the bypass")
  void verdict_malformedDocument_isRefused(String text, String named) {
    LockoutVerdict verdict = LockoutCheck.of(bypassing(asked(text, ALICE, NONE))).verdict();

    assertThat(verdict).isInstanceOf(Refused.class);
    assertThat(((Refused) verdict).reason()).contains(named);
  }

  @Test
  @DisplayName("Whether KMS accepts an operator or a member that is not documented is open")
  void verdict_undocumentedGrammar_isOpen() {
    String operator = DELEGATION.replace("\"Condition\": {}", "\"Condition\": {\"Like\": {}}");

    assertThat(operator).isNotEqualTo(DELEGATION);
    assertThat(open(policy(operator), ALICE, NONE).reason())
        .isEqualTo("AWS does not document whether KMS accepts the text");
    String notPrincipal =
        "{\"Effect\": \"Deny\", \"NotPrincipal\": {\"AWS\": [\""
            + IAM
            + "root\"]}, \"Action\":"
            + " \"kms:Decrypt\", \"Resource\": \"*\"}";
    assertThat(open(policy(DELEGATION, notPrincipal), ALICE, ADMINISTRATOR).questions())
        .containsExactly("whether KMS accepts `NotPrincipal` in a key policy (rule 1.10)");
  }

  @Test
  @DisplayName("1.12: a policy of more than 32,768 bytes, or with other characters, is refused")
  void verdict_sizeAndCharacters_areRefused() {
    String text = policy(DELEGATION);
    String full = text + " ".repeat(32_768 - text.length());

    assertThat(verdict(full, ALICE, ADMINISTRATOR)).isEqualTo(new Accepted());
    assertThat(refused(full + " ", ALICE, ADMINISTRATOR).reason())
        .isEqualTo("the policy has 32769 bytes; the limit is 32768");
    String named = DELEGATION.replace("{\"Effect\"", "{\"Sid\": \"K\u00fcche\", \"Effect\"");
    assertThat(verdict(policy(named), ALICE, ADMINISTRATOR)).isEqualTo(new Accepted());
    assertThat(refused(policy(named.replace('\u00fc', '\u0141')), ALICE, ADMINISTRATOR).reason())
        .contains("U+0141");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:EncryptionContext:tenant", "aws:requesttag/team"})
  @DisplayName("3.3: ForAllValues on a pair or a tag is refused as overly permissive")
  void verdict_forAllValuesOfAPair_isRefused(String key) {
    String test = "\"ForAllValues:StringEquals\": {\"" + key + "\": \"a\"}";
    String use = allow(IAM + "root", "kms:Decrypt", test);

    assertThat(verdict(policy(DELEGATION, use.replace("ForAllValues:", "")), ALICE, ADMINISTRATOR))
        .isEqualTo(new Accepted());
    for (boolean bypass : new boolean[] {false, true}) {
      NewKeyPolicy asked = asked(policy(DELEGATION, use), ALICE, ADMINISTRATOR);
      LockoutVerdict verdict = LockoutCheck.of(bypass ? bypassing(asked) : asked).verdict();
      assertThat(verdict).isInstanceOf(Refused.class);
      assertThat(((Refused) verdict).reason()).contains("OverlyPermissiveCondition", key);
    }
    assertThat(open(policy(DELEGATION, deny("No", test)), ALICE, ADMINISTRATOR).questions())
        .containsExactly("whether KMS accepts such `ForAllValues` in a Deny (rule 3.3)");
  }

  @Test
  @DisplayName("1.3: a key policy without a statement is refused, even with the bypass")
  void verdict_noStatement_isRefused() {
    LockoutVerdict verdict =
        LockoutCheck.of(bypassing(asked(policy(), ALICE, ADMINISTRATOR))).verdict();

    assertThat(verdict).isInstanceOf(Refused.class);
    assertThat(((Refused) verdict).reason()).contains("no statement");
  }

  @Test
  @DisplayName("1.7: whether KMS accepts a canonical user in a key policy is open")
  void verdict_canonicalUser_isOpen() {
    String use =
        allow(IAM + "root", "kms:Decrypt")
            .replaceFirst("\\{\"AWS\": \"[^\"]*\"", "{\"CanonicalUser\": \"79a59df900b949e5\"");

    assertThat(open(policy(DELEGATION, use), ALICE, ADMINISTRATOR).questions())
        .containsExactly("whether KMS accepts `CanonicalUser` in a key policy (rule 1.7)");
  }
}
