package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Section 8: open questions are indeterminate, whatever the answer may be. */
class OpenQuestionsTest {

  private static Ask toAliceIf(String operator, String key, String... values) {
    return decrypt().keyPolicy(allow("kms:*").to(ALICE).when(operator, key, values));
  }

  @TestFactory
  @DisplayName("8: every open question is indeterminate")
  List<DynamicTest> questions() {
    Map<String, Ask> questions = new LinkedHashMap<>();
    questions.put(
        "boundary against a grant to a role (5.8)",
        decrypt().by(SESSION).grant(grant("Decrypt").to(APP).issuedBy(A)).boundary(allow("s3:*")));
    questions.put(
        "a grant across accounts (5.8)",
        decrypt().by(CAROL).grant(grant("Decrypt").to(CAROL).issuedBy(A)));
    questions.put(
        "NotPrincipal that lists one of three forms (4.11)",
        decrypt()
            .by(SESSION)
            .keyPolicy(allow("kms:*").toEveryone(), deny("kms:*").toAllBut(SESSION)));
    questions.put(
        "a negated plain operator on several values (3.9)",
        toAliceIf("StringNotEquals", "kms:EncryptionContextKeys", "a")
            .with("kms:EncryptionContextKeys", "b", "c"));
    questions.put(
        "ForAnyValue with IfExists on an absent key (3.3)",
        toAliceIf("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "a"));
    questions.put(
        "Null on an empty text (3.5)",
        toAliceIf("Null", "kms:ViaService", "true").with("kms:ViaService", ""));
    questions.put(
        "{\"AWS\": \"*\"} and services (1.7)",
        decrypt().by(LOGS).keyPolicy(allow("kms:*").to("*")));
    questions.put(
        "an account as grantee (5.7)", decrypt().grant(grant("Decrypt").to(ROOT).issuedBy(A)));
    questions.put(
        "an account-wide pattern for an action without a key (2.7)",
        action("kms:ListKeys")
            .on("*")
            .identity(allow("*").on("arn:aws:kms:us-west-2:111122223333:*")));
    questions.put(
        "NotResource with an unset variable (2.12)",
        decrypt()
            .delegating()
            .identity(allow("kms:*").onAllBut("arn:aws:kms:*:*:key/${aws:username}")));
    questions.put(
        "an unreadable value under a negated operator (3.17)",
        toAliceIf("NotIpAddress", "aws:SourceIp", "x").with("aws:SourceIp", "203.0.113.5"));
    questions.put(
        "ArnLike with a lone `*` (2.15)",
        toAliceIf("ArnLike", "aws:PrincipalArn", "*").with("aws:PrincipalArn", ALICE));
    questions.put(
        "tags in a key policy, which a real context leaves unknown (5.17)",
        toAliceIf("StringEquals", "aws:ResourceTag/p", "x").unknown("aws:ResourceTag/*"));
    return questions.entrySet().stream()
        .map(entry -> dynamicTest("8: " + entry.getKey(), () -> entry.getValue().isIndeterminate()))
        .toList();
  }
}
