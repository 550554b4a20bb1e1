package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALIAS;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.BOB;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static io.kmspolicy.model.request.Decision.ALLOWED;
import static io.kmspolicy.model.request.Decision.EXPLICIT_DENY;
import static io.kmspolicy.model.request.Decision.IMPLICIT_DENY;
import static io.kmspolicy.model.request.Decision.INDETERMINATE;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One example per rule, from the table of section 9. The label of a line marked [U] is not
 * documented; the engine returns indeterminate where that label could deny a call that AWS allows.
 */
class ExamplesTest {

  private final List<DynamicTest> examples = new ArrayList<>();

  private void example(String rule, String what, Decision expected, Ask asked) {
    examples.add(dynamicTest("9, " + rule + ": " + what, () -> asked.is(expected)));
  }

  private void refused(String rule, String what, Ask asked) {
    examples.add(dynamicTest("9, " + rule + ": " + what, () -> asked.isRefused("policies")));
  }

  private static Ask toAlice() {
    return decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE));
  }

  private static Ask toAliceIf(String operator, String key, String... values) {
    return decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE).when(operator, key, values));
  }

  private static Ask byIam() {
    return decrypt().delegating().identity(allow("kms:*"));
  }

  private static Ask byIamOn(String resource) {
    return decrypt().delegating().identity(allow("kms:*").on(resource));
  }

  private static Ask byIamIf(String operator, String key, String... values) {
    return decrypt().delegating().identity(allow("kms:*").when(operator, key, values));
  }

  @TestFactory
  @DisplayName("9: examples of sections 1 and 2")
  List<DynamicTest> documentsAndMatching() {
    example(
        "1.2",
        "a top-level `Id` reads and has no effect",
        ALLOWED,
        decrypt()
            .delegating()
            .identity("{\"Id\":\"x\",\"Statement\":" + allow("kms:*").json() + "}"));
    example(
        "1.3",
        "a statement without an array",
        ALLOWED,
        decrypt().keyPolicy("{\"Statement\":" + allow("kms:Decrypt").to(ALICE).json() + "}"));
    refused(
        "1.4",
        "an effect in lower case",
        decrypt().keyPolicy(Says.effect("allow", "kms:Decrypt").to(ALICE)));
    refused(
        "1.5",
        "an operator twice",
        decrypt()
            .keyPolicy(
                "{\"Statement\":"
                    + allow("*")
                        .toEveryone()
                        .when("StringEquals", "x:a", "1")
                        .when("stringEquals", "x:b", "1")
                        .json()
                    + "}"));
    example(
        "1.7",
        "an account id",
        ALLOWED,
        decrypt().keyPolicy(allow("kms:*").to(A)).identity(allow("*")));
    String team = "arn:aws:iam::111122223333:role/team/App";
    example(
        "1.7",
        "a role with its path",
        ALLOWED,
        decrypt().by(SESSION).ofRole(team).keyPolicy(allow("kms:*").to(team)));
    example(
        "1.7",
        "a role without its path",
        IMPLICIT_DENY,
        decrypt().by(SESSION).ofRole(team).keyPolicy(allow("kms:*").to(APP)));
    example(
        "1.7",
        "a user with a capital",
        IMPLICIT_DENY,
        decrypt().keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:user/Alice")));
    refused("1.9", "a role with a wildcard", decrypt().keyPolicy(allow("kms:*").to(APP + "*")));
    refused(
        "1.10", "an Allow with NotPrincipal", decrypt().keyPolicy(allow("kms:*").toAllBut(BOB)));
    example(
        "1.11",
        "a bare boolean",
        ALLOWED,
        decrypt()
            .keyPolicy(allow("kms:*").to(ALICE).whenJson("Bool", "kms:MultiRegion", "true"))
            .with("kms:MultiRegion", "true"));
    example(
        "1.11",
        "[U] no values",
        INDETERMINATE,
        decrypt()
            .keyPolicy(allow("kms:*").to(ALICE).whenJson("StringEquals", "kms:ViaService", "[]")));
    example(
        "2.3",
        "Region and id in part",
        ALLOWED,
        byIamOn("arn:aws:kms:us-*:111122223333:key/1234*"));
    example("2.3", "a field short, at its end", ALLOWED, byIamOn("arn:aws:kms:*:key/*"));
    example("2.3", "a field short, inside", IMPLICIT_DENY, byIamOn("arn:aws:kms:us-*-2:key/*"));
    example("2.5", "a short ARN", ALLOWED, byIamOn("arn:aws:kms:*"));
    example("2.6", "any partition", ALLOWED, byIamOn("arn:*:kms:*:*:key/*"));
    example(
        "2.7",
        "[U] an account-wide pattern without a key: one source allows, one does not",
        INDETERMINATE,
        action("kms:CreateKey")
            .on("*")
            .identity(allow("kms:*").on("arn:aws:kms:us-west-2:111122223333:*")));
    example(
        "2.8",
        "NotResource of the key",
        IMPLICIT_DENY,
        decrypt().delegating().identity(allow("kms:*").onAllBut(KEY)));
    example(
        "2.10",
        "a variable as a number",
        IMPLICIT_DENY,
        toAliceIf("NumericEquals", "kms:ValidTo", "${aws:EpochTime}")
            .with("kms:ValidTo", "5")
            .with("aws:EpochTime", "5"));
    example(
        "2.11",
        "a default",
        ALLOWED,
        toAliceIf("StringEquals", "kms:EncryptionContext:t", "${aws:PrincipalTag/t, 'none'}")
            .with("kms:EncryptionContext:t", "none"));
    example(
        "2.11",
        "`${*}` is no wildcard",
        IMPLICIT_DENY,
        toAliceIf("StringLike", "kms:RequestAlias", "alias/${*}x")
            .with("kms:RequestAlias", "alias/abx"));
    example(
        "2.13",
        "a wildcard in a tag",
        IMPLICIT_DENY,
        toAliceIf("StringLike", "kms:EncryptionContext:u", "${aws:PrincipalTag/u}")
            .with("aws:PrincipalTag/u", "*")
            .with("kms:EncryptionContext:u", "bob"));
    example(
        "2.14",
        "a wildcard under StringEquals",
        IMPLICIT_DENY,
        toAliceIf("StringEquals", "kms:ViaService", "s3.*")
            .with("kms:ViaService", "s3.us-west-2.amazonaws.com"));
    example(
        "2.18",
        "a condition on the key in an alias check",
        IMPLICIT_DENY,
        action("kms:CreateAlias")
            .on(ALIAS)
            .identity(allow("kms:*").when("StringEquals", "kms:KeyOrigin", "AWS_KMS")));
    return examples;
  }

  @TestFactory
  @DisplayName("9: examples of section 3")
  List<DynamicTest> conditions() {
    String keys = "kms:EncryptionContextKeys";
    example(
        "3.5",
        "ForAllValues over an empty text",
        ALLOWED,
        byIamIf("ForAllValues:StringEquals", keys, "a").with(keys, ""));
    example(
        "3.7",
        "ForAnyValue over two aliases",
        ALLOWED,
        byIamIf("ForAnyValue:StringLike", "kms:ResourceAliases", "alias/r*")
            .with("kms:ResourceAliases", "alias/x", "alias/r1"));
    example(
        "3.8",
        "ForAllValues over an absent tag",
        ALLOWED,
        byIamIf("ForAllValues:StringEquals", "aws:ResourceTag/p", "x"));
    example(
        "3.9",
        "[U] a plain operator over two values, one of them the policy's",
        INDETERMINATE,
        byIamIf("StringEquals", keys, "a").with(keys, "a", "b"));
    example(
        "3.10",
        "case ignored",
        ALLOWED,
        toAliceIf("StringEqualsIgnoreCase", "kms:ViaService", "S3.US-WEST-2.amazonaws.com")
            .with("kms:ViaService", "s3.us-west-2.amazonaws.com"));
    example(
        "3.12",
        "words in the policy, seconds in the request",
        ALLOWED,
        toAliceIf("DateGreaterThan", "aws:EpochTime", "2020-01-01T00:00:00Z")
            .with("aws:EpochTime", "1767225600"));
    example(
        "3.13",
        "absent is not false",
        IMPLICIT_DENY,
        toAliceIf("Bool", "kms:MultiRegion", "false"));
    example(
        "3.14",
        "equal bytes",
        ALLOWED,
        toAliceIf("BinaryEquals", "x:k", "QUI=").with("x:k", "QUI="));
    refused("3.16", "a misspelt operator", toAliceIf("StringEqual", "x:k", "a"));
    return examples;
  }

  @TestFactory
  @DisplayName("9: examples of section 4")
  List<DynamicTest> layers() {
    example(
        "4.1",
        "both accounts allow, the caller's SCP denies",
        EXPLICIT_DENY,
        decrypt()
            .by(CAROL)
            .keyPolicy(allow("kms:*").to(B))
            .identity(allow("*"))
            .serviceControl(deny("kms:*")));
    example(
        "4.4",
        "RCPFullAWSAccess not written",
        ALLOWED,
        toAlice().resourceControl(deny("kms:Encrypt").toEveryone()));
    example(
        "4.7",
        "a role and no limits",
        ALLOWED,
        decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP)));
    example(
        "4.12",
        "a federated user, the user's policies allow",
        IMPLICIT_DENY,
        decrypt().by(FEDERATED).delegating().identity(allow("*")));
    example(
        "4.12",
        "a federated user by name, session policy silent",
        ALLOWED,
        decrypt().by(FEDERATED).keyPolicy(allow("kms:*").to(FEDERATED)).session(allow("s3:*")));
    example(
        "4.14",
        "through S3, denied to the role",
        EXPLICIT_DENY,
        decrypt()
            .by(SESSION)
            .keyPolicy(allow("kms:*").to(APP))
            .with("kms:ViaService", "s3.us-west-2.amazonaws.com")
            .identity(deny("kms:*")));
    example(
        "4.15",
        "aws:PrincipalArn is the role's",
        IMPLICIT_DENY,
        decrypt()
            .by(SESSION)
            .keyPolicy(allow("kms:*").toEveryone().when("ArnEquals", "aws:PrincipalArn", SESSION))
            .with("aws:PrincipalArn", APP));
    example(
        "4.16",
        "alice allowed, the account denied",
        EXPLICIT_DENY,
        decrypt().keyPolicy(allow("kms:*").to(ALICE), deny("kms:*").to(ROOT)));
    example(
        "4.16",
        "the role allowed, another session denied",
        ALLOWED,
        decrypt()
            .by(SESSION)
            .keyPolicy(
                allow("kms:*").to(APP),
                deny("kms:*").to("arn:aws:sts::111122223333:assumed-role/App/session-2")));
    return examples;
  }

  @TestFactory
  @DisplayName("9: examples of section 5")
  List<DynamicTest> kms() {
    example("5.3", "named, IAM silent, SCPs allow", ALLOWED, toAlice().serviceControl(allow("*")));
    example(
        "5.4",
        "`*` under a condition on the caller's account",
        ALLOWED,
        decrypt()
            .by(CAROL)
            .keyPolicy(allow("kms:*").toEveryone().when("StringEquals", "kms:CallerAccount", B))
            .with("kms:CallerAccount", B)
            .identity(allow("kms:*")));
    example(
        "5.7",
        "a grant to the role",
        ALLOWED,
        decrypt().by(SESSION).grant(grant("Decrypt").to(APP).issuedBy(A)));
    Ask granted = decrypt().grant(grant("Decrypt").to(ALICE).issuedBy(A));
    example("5.8", "a grant and an IAM Deny", EXPLICIT_DENY, granted.identity(deny("kms:Decrypt")));
    example(
        "5.8",
        "[U] a grant to the role, the boundary silent: denied by analogy only",
        INDETERMINATE,
        decrypt().by(SESSION).grant(grant("Decrypt").to(APP).issuedBy(A)).boundary(allow("s3:*")));
    example(
        "5.8",
        "[U] a grant across accounts by the key's account: denied by prose only",
        INDETERMINATE,
        decrypt().by(CAROL).grant(grant("Decrypt").to(CAROL).issuedBy(A)));
    example(
        "5.8",
        "a grant across accounts by the caller's account",
        ALLOWED,
        decrypt().by(CAROL).grant(grant("Decrypt").to(CAROL).issuedBy(B)));
    example(
        "5.9", "[U] a pair's name in lower case", INDETERMINATE, department("department", "IT"));
    example("5.9", "a pair's value in lower case", IMPLICIT_DENY, department("Department", "it"));
    example(
        "5.11",
        "another account's alias",
        IMPLICIT_DENY,
        action("kms:DeleteAlias").on(ALIAS).by(CAROL).identity(allow("*")));
    example(
        "5.11",
        "an alias of AWS",
        IMPLICIT_DENY,
        action("kms:CreateAlias")
            .on("arn:aws:kms:us-west-2:111122223333:alias/aws/x")
            .identity(allow("*")));
    example(
        "5.12",
        "one half of ReEncrypt",
        IMPLICIT_DENY,
        action("kms:ReEncryptTo").keyPolicy(allow("kms:ReEncryptFrom").to(ALICE)));
    example(
        "5.14",
        "retired by the issuing account",
        ALLOWED,
        action("kms:RetireGrant")
            .grant(grant("Decrypt").to(BOB).issuedBy(A))
            .identity(allow("kms:RetireGrant")));
    example(
        "5.14",
        "the retiring principal, denied by IAM",
        EXPLICIT_DENY,
        action("kms:RetireGrant")
            .grant(grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(A))
            .identity(deny("kms:RetireGrant")));
    example(
        "5.15",
        "a direct CreateGrant",
        IMPLICIT_DENY,
        action("kms:CreateGrant")
            .keyPolicy(
                allow("kms:CreateGrant")
                    .to(ALICE)
                    .when("Bool", "kms:GrantIsForAWSResource", "true")));
    example(
        "5.17",
        "[U] a tag in a key policy, absent as AWS leaves it",
        IMPLICIT_DENY,
        toAliceIf("StringEquals", "aws:ResourceTag/p", "x"));
    example(
        "5.17",
        "[U] a tag in a key policy that the key has",
        INDETERMINATE,
        toAliceIf("StringEquals", "aws:ResourceTag/p", "x").with("aws:ResourceTag/p", "x"));
    example(
        "5.18",
        "by key id",
        IMPLICIT_DENY,
        toAliceIf("StringEquals", "kms:RequestAlias", "alias/a"));
    example("5.19", "a dry run", ALLOWED, toAlice());
    example("5.20", "a disabled key", ALLOWED, toAlice());
    example(
        "5.22", "a fresh grant", ALLOWED, decrypt().grant(grant("Decrypt").to(ALICE).issuedBy(A)));
    example(
        "5.25",
        "a parameter left to its default",
        ALLOWED,
        toAliceIf("StringEquals", "kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
            .with("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT"));
    return examples;
  }

  private static Ask department(String name, String value) {
    return decrypt()
        .grant(grant("Decrypt").to(ALICE).issuedBy(A).forExactly("Department", "IT"))
        .with("kms:EncryptionContext:" + name, value)
        .with("kms:EncryptionContextKeys", name);
  }

  @TestFactory
  @DisplayName("9: examples of section 6")
  List<DynamicTest> unknowns() {
    example(
        "6.2",
        "an unknown in a Deny of another action",
        ALLOWED,
        toAlice()
            .unknown("aws:SourceIp")
            .identity(deny("kms:Encrypt").when("IpAddress", "aws:SourceIp", "10.0.0.0/8")));
    example(
        "6.7",
        "unknown layers that do not bind a service",
        ALLOWED,
        decrypt()
            .by(LOGS)
            .keyPolicy(allow("kms:*").toService(LOGS))
            .unknownLayer("serviceControl", "identity"));
    example("6.7", "an unknown session policy of a user", ALLOWED, byIam().unknownLayer("session"));
    example("6.8", "unknown identity policies", INDETERMINATE, toAlice().unknownLayer("identity"));
    String keys = "kms:EncryptionContextKeys";
    example(
        "6.9",
        "ForAllValues `*`",
        ALLOWED,
        byIamIf("ForAllValues:StringLike", keys, "*").unknown(keys));
    example(
        "6.9",
        "ForAnyValue `*`",
        INDETERMINATE,
        byIamIf("ForAnyValue:StringLike", keys, "*").unknown(keys));
    example(
        "6.11",
        "a Deny on an unknown address",
        INDETERMINATE,
        decrypt()
            .keyPolicy(
                allow("kms:*").to(ALICE),
                deny("kms:*").to(ALICE).when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8"))
            .unknown("aws:SourceIp"));
    example(
        "6.12",
        "a constraint on an unknown encryption context",
        INDETERMINATE,
        decrypt()
            .grant(grant("Decrypt").to(ALICE).issuedBy(A).forAtLeast("Department", "IT"))
            .unknown("kms:EncryptionContext:*"));
    example(
        "6.13",
        "equal or not equal",
        ALLOWED,
        byIamIf("StringEquals", "aws:PrincipalTag/t", "x")
            .identity(allow("kms:*").when("StringNotEquals", "aws:PrincipalTag/t", "x"))
            .unknown("aws:PrincipalTag/t"));
    return examples;
  }
}
