package io.kmspolicy.lint;

import static io.kmspolicy.lint.OpaquePolicies.PARTNER;
import static io.kmspolicy.lint.OpaquePolicies.allow;
import static io.kmspolicy.lint.OpaquePolicies.policy;
import static io.kmspolicy.lint.OpaquePolicies.statement;
import static io.kmspolicy.lint.OpaquePolicies.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.analysis.OpaqueVariants;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpaqueLintTest {

  private static final String ADMIN =
      "arn:aws:iam::"
          + OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId")
          + ":role/"
          + OpaqueText.of(Kind.ROLE_NAME, "!GetAtt Admin.Arn");
  private static final String PUBLIC =
      statement("\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"kms:*\",\"kms:Decript\"]");

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static List<Finding> lint(String... statements) {
    return new PolicyLinter().lint(List.of(text(policy(statements))));
  }

  private static List<LintRule> serious(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() != Severity.INFO)
        .map(Finding::rule)
        .toList();
  }

  @Test
  void lint_publicBesideOpaque_isAnErrorAsAlways() {
    assertThat(serious(lint(PUBLIC)))
        .containsExactly(LintRule.WILDCARD_PRINCIPAL, LintRule.UNKNOWN_ACTION);
    for (String other :
        List.of(
            allow(ADMIN, "kms:PutKeyPolicy"),
            allow(PARTNER, "kms:Decrypt"),
            "\"" + OpaqueText.of(Kind.STATEMENT, "!If HasPartner") + "\"")) {
      assertThat(serious(lint(PUBLIC, other)))
          .as(OpaqueText.shown(other))
          .contains(LintRule.WILDCARD_PRINCIPAL, LintRule.UNKNOWN_ACTION);
    }
  }

  @Test
  void lint_valueThatMayBeEverybody_isOneNote() {
    List<Finding> findings =
        lint(allow("arn:aws:iam::111122223333:root", "kms:*"), allow(PARTNER, "kms:Decrypt"));
    assertThat(serious(findings)).isEmpty();
    assertThat(findings)
        .filteredOn(finding -> finding.rule() == LintRule.PLACEHOLDER)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.message())
                  .contains("`!Ref Partner`", LintRule.WILDCARD_PRINCIPAL.id());
              assertThat(note.location().line()).isEqualTo(4);
            });
  }

  /** A Deny whose principal is not known may take nothing back. */
  @Test
  void lint_publicBesideADenyOfAnOpaquePrincipal_isAnError() {
    for (String principal : List.of(PARTNER, ADMIN)) {
      String guard = allow(principal, "kms:*").replace("Allow", "Deny");
      assertThat(serious(lint(PUBLIC, guard)))
          .as(OpaqueText.shown(principal))
          .contains(LintRule.WILDCARD_PRINCIPAL);
    }
  }

  /** A role of the account is neither everybody nor another account. */
  @Test
  void lint_roleOfTheStack_isNoNoteAboutEverybody() {
    assertThat(lint(allow(ADMIN, "kms:PutKeyPolicy"), allow(ADMIN, "kms:Decrypt")))
        .noneMatch(
            finding ->
                finding.message().contains(LintRule.WILDCARD_PRINCIPAL.id())
                    || finding.rule() == LintRule.WILDCARD_PRINCIPAL);
  }

  /** Two parameters may name two accounts: what one of them may do, the other need not. */
  @Test
  void lint_severalAccounts_areNotTheSame() {
    String root = "arn:aws:iam::%s:root";
    String[] statements =
        IntStream.rangeClosed(0, 4)
            .mapToObj(
                number ->
                    allow(
                        root.formatted(OpaqueText.of(Kind.ANY, "!Ref Account" + number)),
                        number == 0 ? "kms:*" : "kms:Decrypt"))
            .toArray(String[]::new);
    assertThat(lint(statements)).noneMatch(finding -> finding.rule() == LintRule.REDUNDANT);
    assertThat(
            lint(
                statements[0],
                statements[0].replace("kms:*", "kms:Decrypt"),
                statements[1],
                statements[2]))
        .filteredOn(finding -> finding.rule() == LintRule.REDUNDANT)
        .hasSize(1);
  }

  /** A stack is in one Region of one partition, so that they never disagree. */
  @Test
  void lint_keyOfTheStack_isNoNoteAboutItsRegion() {
    String own =
        "arn:%s:kms:%s:%s:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            .formatted(
                OpaqueText.of(Kind.PARTITION, "!Ref AWS::Partition"),
                OpaqueText.of(Kind.REGION, "!Ref AWS::Region"),
                OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId"));
    assertThat(identity("kms:Decrypt", own)).isEmpty();
  }

  @Test
  void lint_resourceOfAnotherService_isNoNote() {
    String decrypt =
        "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":"
            + "\"arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\"}";
    assertThat(identity("s3:GetObject", PARTNER, decrypt)).isEmpty();
    assertThat(identity("kms:Encrypt", PARTNER, decrypt)).isNotEmpty();
    assertThat(identity("*", PARTNER, decrypt)).isNotEmpty();
    String alone =
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":"
            + "\"kms:Decrypt\",\"Resource\":[\"arn:aws:kms:us-west-2:111122223333:"
            + PARTNER
            + "\"]}}";
    assertThat(notes(alone)).isNotEmpty();
    assertThat(notes(alone.replace("kms:Decrypt", "s3:GetObject"))).isEmpty();
  }

  /** Of the ARN of a key that the template makes, only the id is not known. */
  @Test
  void lint_keyThatTheTemplateMakes_isNoNote() {
    String start =
        "arn:%s:kms:%s:%s:key/"
            .formatted(
                OpaqueText.of(Kind.PARTITION, "!Ref AWS::Partition"),
                OpaqueText.of(Kind.REGION, "!Ref AWS::Region"),
                OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId"));
    assertThat(identity("kms:Decrypt", start + OpaqueText.of(Kind.KEY_ID, "!GetAtt Key.Arn")))
        .isEmpty();
    String any = OpaqueText.of(Kind.ANY, "!Ref KeyId");
    assertThat(identity("kms:Decrypt", start + any)).isEmpty();
    assertThat(identity("kms:Decrypt", start.replace("key/", "") + any)).isNotEmpty();
  }

  /** The name of a stack has no wildcard. */
  @Test
  void lint_nameOfTheStack_isNoNoteAboutEverybody() {
    String stack = OpaqueText.of(Kind.STACK_NAME, "!Ref AWS::StackName");
    String role = "arn:aws:iam::111122223333:role/";
    assertThat(mentions(lint(everybodyIf(role + stack + "-App")))).isEmpty();
    assertThat(mentions(lint(everybodyIf(stack)))).isEmpty();
    assertThat(mentions(lint(everybodyIf(PARTNER)))).isNotEmpty();
  }

  /** Beside the id of an organization, which is no wildcard, a role's name decides nothing. */
  @Test
  void lint_prefixOfARoleInAnOrganization_isNoNoteAboutEverybody() {
    String prefix = "arn:aws:iam::*:role/" + OpaqueText.of(Kind.ANY, "!Ref Prefix") + "*";
    String organization = OpaqueText.of(Kind.ANY, "!Ref Organization");
    String both =
        everybodyIf(prefix)
            .replace(
                "\"Condition\":{",
                "\"Condition\":{\"StringEquals\":{\"aws:PrincipalOrgID\":\""
                    + organization
                    + "\"},");
    assertThat(mentions(lint(both))).isEmpty();
    assertThat(serious(lint(everybodyIf(prefix)))).contains(LintRule.WILDCARD_PRINCIPAL);
    assertThat(mentions(lint(both.replace("StringEquals", "StringLike")))).isNotEmpty();
  }

  private static String everybodyIf(String role) {
    String allow = allow("*", "kms:Decrypt");
    return allow.substring(0, allow.length() - 1)
        + ",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\""
        + role
        + "\"}}}";
  }

  private static List<Finding> mentions(List<Finding> findings) {
    return findings.stream()
        .filter(one -> one.rule() == LintRule.PLACEHOLDER)
        .filter(one -> one.message().contains(LintRule.WILDCARD_PRINCIPAL.id()))
        .toList();
  }

  /** A stack is in a partition that its template names. */
  @Test
  void lint_regionBesideAWrittenPartition_isNoNoteAboutTheRegion() {
    String account = OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId");
    String region = OpaqueText.of(Kind.REGION, "!Ref AWS::Region");
    String key = "arn:aws:kms:" + region + ":" + account + ":key/";
    assertThat(identity("kms:Decrypt", key + "1234abcd-12ab-34cd-56ef-1234567890ab")).isEmpty();
    assertThat(
            lint(allow("arn:aws:iam::" + account + ":root", "kms:*").replace("*\"}", key + "*\"}")))
        .noneMatch(one -> one.message().contains(LintRule.UNKNOWN_REGION.id()));
  }

  /** A key of a parameter is one of the stack's Region until it is stated. */
  @Test
  void lint_viaServiceInTheRegionOfTheStack_isNoNoteAboutTheRegion() {
    String region = OpaqueText.of(Kind.REGION, "!Ref AWS::Region");
    String json =
        policy(
            "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\""
                + OpaqueText.of(Kind.ANY, "!Ref KeyArn")
                + "\",\"Condition\":{\"StringEquals\":{\"kms:ViaService\":\"s3."
                + region
                + ".amazonaws.com\"}}}");
    assertThat(notes(json))
        .isNotEmpty()
        .noneMatch(one -> one.message().contains(LintRule.VIA_SERVICE_REGION.id()));
  }

  /** A Region that was tried is shown as the expression that it stands for. */
  @Test
  void lint_viaServiceOfNoRegion_namesTheExpression() {
    String key =
        "arn:aws:kms:%s:111122223333:key/%s"
            .formatted(
                OpaqueText.of(Kind.REGION, "!Ref AWS::Region"),
                OpaqueText.of(Kind.KEY_ID, "!GetAtt Key.Arn"));
    String json =
        policy(
            "{\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\""
                + key
                + "\",\"Condition\":{\"StringEquals\":{\"kms:ViaService\":"
                + "\"s3.region.amazonaws.com\"}}}");
    assertThat(
            new PolicyLinter()
                .lint(
                    List.of(
                        new PolicyText("role.json", 1, json, PolicyType.IDENTITY, "")
                            .withOpaqueParts())))
        .filteredOn(one -> one.rule() == LintRule.VIA_SERVICE_REGION)
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.message())
                    .contains("the keys are in `!Ref AWS::Region`")
                    .doesNotContain("us-east-1"));
  }

  /** Of texts that the source lists, none is tried that it does not list. */
  @Test
  void lint_valueThatTheSourceLists_isOneOfThem() {
    String known =
        OpaqueText.choice(List.of("444455556666", "arn:aws:iam::777788889999:root"), "!Ref P", "")
            .orElseThrow();
    assertThat(mentions(lint(allow(known, "kms:Decrypt")))).isEmpty();
    String open = OpaqueText.choice(List.of("444455556666", "*"), "!Ref P", "").orElseThrow();
    assertThat(mentions(lint(allow(open, "kms:Decrypt")))).isNotEmpty();
  }

  /** The ARN of a resource of another file is one ARN of the kind that is needed. */
  @Test
  void lint_arnOfAResourceOfAnotherFile_isNoNote() {
    String arn = OpaqueText.of(Kind.RESOURCE_ARN, "!GetAtt Key.Arn");
    assertThat(identity("kms:Decrypt", arn)).isEmpty();
    assertThat(mentions(lint(allow(arn, "kms:Decrypt")))).isEmpty();
    assertThat(identity("kms:Decrypt", OpaqueText.of(Kind.ANY, "!Ref Key"))).isNotEmpty();
  }

  private static List<Finding> identity(String action, String resource, String... others) {
    List<String> statements = new ArrayList<>(List.of(others));
    statements.add(
        "{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\"}");
    return notes(policy(statements.toArray(String[]::new)));
  }

  private static List<Finding> notes(String json) {
    return new PolicyLinter()
            .lint(
                List.of(
                    new PolicyText("role.json", 1, json, PolicyType.IDENTITY, "")
                        .withOpaqueParts()))
            .stream()
            .filter(finding -> finding.rule() == LintRule.PLACEHOLDER)
            .toList();
  }

  private static String under(Kind kind, String condition, String allow) {
    return allow.substring(0, allow.length() - 1)
        + ",\"Condition\":{\"BoolIfExists\":{\"aws:SecureTransport\":\""
        + OpaqueText.of(kind, condition)
        + "\"}}}";
  }

  /** What a statement gives away counts where it is there whatever the condition is. */
  @Test
  void lint_publicUnderACondition_isANoteUnlessItIsPublicOtherwiseAsWell() {
    String root = allow("arn:aws:iam::111122223333:root", "kms:*");
    String has = under(Kind.TRUTH, "!If Has", PUBLIC);
    List<Finding> one = lint(root, has);
    assertThat(serious(one)).containsExactly(LintRule.UNKNOWN_ACTION);
    assertThat(one)
        .anyMatch(
            note ->
                note.rule() == LintRule.PLACEHOLDER
                    && note.message().contains("`!If Has`")
                    && note.message().contains(LintRule.WILDCARD_PRINCIPAL.id()));

    assertThat(serious(lint(root, has, under(Kind.OPPOSITE, "!If Has", PUBLIC))))
        .contains(LintRule.WILDCARD_PRINCIPAL);
    assertThat(serious(lint(root, has, under(Kind.OPPOSITE, "!If Other", PUBLIC))))
        .doesNotContain(LintRule.WILDCARD_PRINCIPAL);
    assertThat(serious(lint(root, has, PUBLIC))).contains(LintRule.WILDCARD_PRINCIPAL);
  }

  /** Of the branches of one condition only one is ever in the policy. */
  @Test
  void lint_idOfBothBranches_isUsedOnce() {
    String read = "{\"Sid\":\"Read\",\"Effect\":\"Allow\",\"Action\":\"kms:DescribeKey\"}";
    String key = read.replace("}", ",\"Resource\":\"" + KEY + "\"}");
    String has = under(Kind.TRUTH, "!If Has", key);
    assertThat(ids(has, under(Kind.OPPOSITE, "!If Has", key))).isEmpty();
    assertThat(ids(has, under(Kind.TRUTH, "!If Has", key))).isNotEmpty();
    assertThat(ids(has, key)).isNotEmpty();
    assertThat(ids(key, key, under(Kind.OPPOSITE, "!If Has", key)))
        .anyMatch(one -> one.rule() == LintRule.SID);
    assertThat(ids(has.replace("Read", "Read it"), key))
        .anyMatch(one -> one.rule() == LintRule.SID);
  }

  private static List<Finding> ids(String... statements) {
    return new PolicyLinter()
            .lint(
                List.of(
                    new PolicyText("role.json", 1, policy(statements), PolicyType.IDENTITY, "")
                        .withOpaqueParts()))
            .stream()
            .filter(one -> one.rule() == LintRule.SID || one.message().contains("`sid`"))
            .toList();
  }

  /** Where a name tells that a value is an ARN, that it may be a wildcard is worth no note. */
  @Test
  void lint_valueWhoseNameTellsItsForm_isNoNoteAboutOtherForms() {
    String key = OpaqueText.of(Kind.NAMED, "!Ref KeyArn");
    assertThat(identity("kms:Decrypt", key)).isEmpty();
    String role = OpaqueText.of(Kind.NAMED, "!Ref RoleArn");
    String root = allow("arn:aws:iam::111122223333:root", "kms:*");
    assertThat(mentions(lint(root, allow(role, "kms:PutKeyPolicy")))).isEmpty();
    String account = "arn:aws:kms:us-west-2:" + OpaqueText.of(Kind.NAMED, "!Ref AccountId");
    assertThat(identity("kms:Decrypt", account + ":key/1234abcd-12ab-34cd-56ef-1234567890ab"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "aws:PrincipalOrgID, StringEquals",
    "aws:SourceVpce, StringEquals",
    "aws:SourceVpc, StringEquals",
  })
  @DisplayName("Where a name tells the form of a condition key's values, other forms are no note")
  void lint_valueOfAConditionKeyWhoseNameTellsItsForm_isNoNote(String key, String operator) {
    String root = allow("arn:aws:iam::111122223333:root", "kms:*");
    String limited =
        "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/a\"},"
            + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"%s\":{\"%s\":\"%s\"}}}";
    for (Kind kind : List.of(Kind.NAMED, Kind.ANY)) {
      String value = OpaqueText.of(kind, "!Ref Id");
      assertThat(lint(root, limited.formatted(operator, key, value)))
          .as(kind.name())
          .extracting(Finding::rule)
          .isEqualTo(kind == Kind.NAMED ? List.of() : List.of(LintRule.PLACEHOLDER));
    }
  }

  /** An ARN may be one of another account, also where a condition of the source chooses it. */
  @Test
  void lint_administratorWhoseNameTellsItsForm_mayBeOfAnotherAccount() {
    String absent = OpaqueText.of(Kind.RESOURCE_ARN, "!Ref AWS::NoValue");
    String role = OpaqueText.of(Kind.NAMED, "!Ref RoleArn");
    String chosen = OpaqueText.choice(List.of(role, absent), "!If Has", "").orElseThrow();
    String root =
        allow(
            "arn:aws:iam::" + OpaqueText.of(Kind.ACCOUNT, "!Ref AWS::AccountId") + ":root",
            "kms:*");
    for (String administrator : List.of(role, chosen)) {
      assertThat(lint(root, allow(administrator, "kms:*")))
          .as(OpaqueText.shown(administrator))
          .anyMatch(one -> one.message().contains(LintRule.FOREIGN_ADMINISTRATION.id()));
    }
  }

  /** A pattern of the source excludes values, and one that never ends excludes none. */
  @Test
  void lint_valueOfAPattern_isOneThatItIsFoundIn() {
    String account = pattern("^[0-9]{12}$");
    assertThat(mentions(lint(allow(account, "kms:Decrypt")))).isEmpty();
    for (String open : List.of("", ".*", "^([0-9a-z*]+)+!$", "[")) {
      assertThat(mentions(lint(allow(pattern(open), "kms:Decrypt")))).as(open).isNotEmpty();
    }
  }

  private static String pattern(String expression) {
    return OpaqueText.matching(Kind.ANY, expression, "!Ref P", "");
  }

  /** Of a choice each text counts, with each value of the parts that it has. */
  @Test
  void lint_choiceOfTextsWithParts_hasWhatHoldsForOneOfThem() {
    String role = "arn:aws:iam::111122223333:role/" + OpaqueText.of(Kind.ANY, "!Ref Name") + "-App";
    String absent = OpaqueText.of(Kind.RESOURCE_ARN, "!Ref AWS::NoValue");
    String chosen = OpaqueText.choice(List.of(role, absent), "!If Has", "").orElseThrow();
    assertThat(mentions(lint(allow(chosen, "kms:Decrypt")))).isEmpty();
    String open = OpaqueText.choice(List.of(role, PARTNER), "!If Has", "").orElseThrow();
    assertThat(mentions(lint(allow(open, "kms:Decrypt"))))
        .singleElement()
        .satisfies(note -> assertThat(note.message()).contains("`!If Has`"));
    String everybody = OpaqueText.choice(List.of(role, "*"), "!If Has", "").orElseThrow();
    List<Finding> findings = lint(allow(everybody, "kms:Decrypt"));
    assertThat(mentions(findings)).isNotEmpty();
    assertThat(serious(findings)).doesNotContain(LintRule.WILDCARD_PRINCIPAL);
  }

  /** A value that is not known may be of the form that its key needs. */
  @Test
  void lint_valueThatIsNotKnown_isNeverOfTheWrongForm() {
    String root = allow("arn:aws:iam::111122223333:root", "kms:*");
    for (String key :
        List.of(
            "aws:SourceVpc",
            "aws:SourceVpce",
            "aws:PrincipalOrgID",
            "kms:CallerAccount",
            "kms:ResourceAliases",
            "kms:RecipientAttestation:ImageSha384")) {
      String json = allow("arn:aws:iam::111122223333:role/App", "kms:Decrypt");
      String test = ",\"Condition\":{\"StringNotEquals\":{\"" + key + "\":\"" + PARTNER + "\"}}}";
      assertThat(serious(lint(root, json.substring(0, json.length() - 1) + test)))
          .as(key)
          .doesNotContain(LintRule.VALUE_FORM, LintRule.UNKNOWN_VALUE);
    }
  }

  /** A place that few texts fit has one of them, as far as anybody knows. */
  @Test
  void lint_placeOfFewTexts_isNoMistake() {
    String root = allow("arn:aws:iam::111122223333:root", "kms:*");
    for (String test :
        List.of(
            "kms:KeySpec\":\"" + PARTNER,
            "kms:ViaService\":\"" + PARTNER + ".us-east-1.amazonaws.com",
            "kms:RequestAlias\":\"" + PARTNER,
            "aws:SourceVpce\":\"" + PARTNER)) {
      String use = allow("arn:aws:iam::111122223333:role/App", "kms:CreateAlias");
      String limited =
          use.substring(0, use.length() - 1)
              + ",\"Condition\":{\"StringEquals\":{\""
              + test
              + "\"}}}";
      assertThat(serious(lint(root, limited)))
          .as(OpaqueText.shown(test))
          .doesNotContain(
              LintRule.UNKNOWN_VALUE,
              LintRule.VIA_SERVICE,
              LintRule.VALUE_FORM,
              LintRule.NEVER_MATCHES);
    }
    String user = "arn:aws:iam::111122223333:user/" + PARTNER;
    assertThat(serious(lint(root, allow(user, "kms:" + PARTNER))))
        .doesNotContain(LintRule.UNKNOWN_ACTION);
  }

  /** Two values that must fit together leave an administrator. */
  @Test
  void lint_administratorUnderTwoOpenValues_isNoLockout() {
    String allow = allow("arn:aws:iam::111122223333:root", "kms:*");
    String both =
        allow.substring(0, allow.length() - 1)
            + ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalArn\":\""
            + OpaqueText.of(Kind.ANY, "!Ref Other")
            + "\"},\"Bool\":{\"kms:BypassPolicyLockoutSafetyCheck\":\""
            + PARTNER
            + "\"}}}";
    assertThat(serious(lint(both))).doesNotContain(LintRule.LOCKOUT);
    assertThat(serious(lint(both.replace("kms:*", "kms:Decrypt")))).contains(LintRule.LOCKOUT);
  }

  /** Whoever writes these characters into a file hides nothing. */
  @Test
  void lint_charactersInADocument_areText() {
    String json = policy(PUBLIC, allow(PARTNER, "kms:Decrypt"));
    List<Finding> findings =
        new PolicyLinter().lint(List.of(new PolicyText("key.json", 1, json, PolicyType.KEY, "")));
    assertThat(findings).isNotEmpty().noneMatch(one -> one.rule() == LintRule.PLACEHOLDER);
  }

  @Test
  void texts_moreParts_areNotMoreVariants() {
    assertThat(variants(20)).isLessThanOrEqualTo(60);
    assertThat(variants(200)).isLessThanOrEqualTo(60);
  }

  private static int variants(int parts) {
    String[] statements =
        IntStream.range(0, parts)
            .mapToObj(i -> allow(OpaqueText.of(Kind.ANY, "!Ref P" + i), "kms:Decrypt"))
            .toArray(String[]::new);
    return new OpaqueVariants(text(policy(statements))).texts().size();
  }
}
