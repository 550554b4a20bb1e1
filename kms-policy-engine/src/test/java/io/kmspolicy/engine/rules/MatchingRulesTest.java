package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALIAS;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.OTHER_KEY;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.allowAllBut;
import static io.kmspolicy.engine.rules.Says.deny;
import static io.kmspolicy.engine.rules.Says.denyAllBut;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 2: matching of actions, resources and patterns. */
class MatchingRulesTest {

  private static Ask mayOn(String... resources) {
    return decrypt().delegating().identity(allow("kms:*").on(resources));
  }

  private static Ask createKeyOn(String... resources) {
    return action("kms:CreateKey").on("*").identity(allow("kms:*").on(resources));
  }

  @Test
  @DisplayName("2.1: case does not count, `*` is any run, `?` one character")
  void action_patterns_match() {
    action("kms:GenerateDataKeyWithoutPlaintext")
        .keyPolicy(allow("KMS:generatedatakey*").to(ALICE))
        .isAllowed();
    decrypt().keyPolicy(allow("*").to(ALICE)).isAllowed();
    decrypt().keyPolicy(allow("kms:?ecr*t").to(ALICE)).isAllowed();
    decrypt().keyPolicy(allow("kms:Decrypt?").to(ALICE)).isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:Decryp").to(ALICE)).isImplicitlyDenied();
    decrypt().keyPolicy(allow("s3:*").to(ALICE)).isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:Encrypt", "kms:Decrypt").to(ALICE)).isAllowed();
  }

  @Test
  @DisplayName("2.1: [U] whether a wildcard in the service prefix counts is open")
  void action_wildcardInPrefix_isOpen() {
    decrypt().keyPolicy(allow("k*:Decrypt").to(ALICE)).isIndeterminate();
    decrypt().keyPolicy(allow("*:*").to(ALICE)).isIndeterminate();
    decrypt().keyPolicy(allow("k*:Encrypt").to(ALICE)).isImplicitlyDenied();
    decrypt().keyPolicy(allow("s*:Decrypt").to(ALICE)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.1: white space inside an action never matches")
  void action_whiteSpace_doesNotMatch() {
    decrypt().keyPolicy(allow("kms: Decrypt").to(ALICE)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.2: `NotAction` is every action of every service but those listed")
  void notAction_others_match() {
    Says allowAll = allow("kms:*").to(ALICE);

    action("kms:Encrypt")
        .keyPolicy(allowAll, denyAllBut("kms:Decrypt").to(ALICE))
        .isExplicitlyDenied();
    decrypt().keyPolicy(allowAll, denyAllBut("kms:Decrypt").to(ALICE)).isAllowed();
    decrypt().keyPolicy(allowAllBut("s3:*").to(ALICE)).isAllowed();
    decrypt().keyPolicy(allowAllBut("kms:de*").to(ALICE)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.3: wildcards stay inside their field, in the last one they span slashes")
  void resource_wildcards_stayInTheirField() {
    mayOn("arn:aws:kms:*:111122223333:key/*").isAllowed();
    mayOn("arn:aws:kms:us-*:111122223333:key/1234*").isAllowed();
    mayOn("arn:aws:kms:us-west-?:111122223333:*").isAllowed();
    mayOn("*").isAllowed();
    mayOn("arn:aws:kms:us-west-2:111122223333:key/*/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-east-1:111122223333:key/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-west-2:444455556666:key/*").isImplicitlyDenied();
    mayOn(OTHER_KEY, KEY).isAllowed();
  }

  @Test
  @DisplayName(
      "2.3: only a run that ends its field goes on past colons, in a pattern that is short")
  void resource_shortPattern_runAtTheEndOfAFieldSpans() {
    mayOn("arn:aws:kms:*:key/*").isAllowed();
    mayOn("arn:aws:kms:*:key/1234abcd-12ab-34cd-56ef-1234567890ab").isAllowed();
    mayOn("arn:aws:kms:us-*-2:key/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-west-2?111122223333:key/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-west-2:111122223333:key*key/*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.3: in a short pattern a `*` inside a field does not run on over colons")
  void resource_shortPattern_innerRunStaysInItsField() {
    mayOn("arn:aws:kms:us-*3:key/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-*:key/*").isAllowed();
  }

  @Test
  @DisplayName("2.3: a wildcard as the service is undefined, so open")
  void resource_wildcardService_isOpen() {
    mayOn("arn:aws:*:us-west-2:111122223333:key/*").isIndeterminate();
    mayOn("arn:aws:k?s:us-west-2:111122223333:key/*").isIndeterminate();
    mayOn("arn:aws:s*:us-west-2:111122223333:key/*").isImplicitlyDenied();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:km?:*",
        "arn:aws:kms*:key/*",
        "arn:aws:*",
        "arn:*",
        "a*",
        "**",
        "*:key/*",
        "arn",
        "arn:aws",
        "arn:*:us-west-2:*"
      })
  @DisplayName("2.3, 2.5: a short pattern that does not name the service is open")
  void resource_shortPatternWithoutService_isOpen(String pattern) {
    mayOn(pattern).isIndeterminate();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE))
        .identity(deny("kms:*").on(pattern))
        .isIndeterminate();
  }

  @Test
  @DisplayName("2.3, 2.5: a short pattern of another service matches nothing")
  void resource_shortPatternOfAnotherService_matchesNothing() {
    mayOn("arn:aws:s3").isImplicitlyDenied();
    mayOn("arn:aws:s3:*").isImplicitlyDenied();
    mayOn("arn:aws:s?:*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.4: [U] whether case counts before the resource field is open, in it it does")
  void resource_otherCase_isOpen() {
    mayOn("arn:aws:KMS:us-west-2:111122223333:key/*").isIndeterminate();
    mayOn("arn:aws:kms:US-WEST-2:111122223333:key/*").isIndeterminate();
    mayOn("arn:Aws:kms:us-west-2:111122223333:key/*").isIndeterminate();
    decrypt()
        .on("arn:aws:kms:z-1:111122223333:key/1")
        .delegating()
        .identity(allow("kms:*").on("arn:aws:kms:Z-1:111122223333:key/1"))
        .isIndeterminate();
    mayOn("arn:aws:KMS:*").isIndeterminate();
    mayOn("arn:aws:kms:US-*:key/*").isIndeterminate();
    mayOn("arn:AWS:kms").isIndeterminate();
    mayOn("arn:aws:KM?:*").isIndeterminate();
    mayOn("arn:aws:kms:us-*:KEY/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-west-2:111122223333:KEY/*").isImplicitlyDenied();
    mayOn("arn:aws:kms:us-west-2:111122223333:key/1234ABCD*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.5: missing fields at the end count as `*`, by the type of the policy")
  void resource_shortArn_dependsOnTheType() {
    mayOn("arn:aws:kms:*").isAllowed();
    mayOn("arn:aws:kms").isAllowed();
    mayOn("arn:aws:kms:us-east-1").isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:*").to(ALICE).on("arn:aws:kms")).isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:*").to(ALICE).on("arn:aws:kms:us-w*")).isAllowed();
    Ask asked = decrypt().keyPolicy(allow("kms:*").to(ALICE));
    asked.endpoint(allow("kms:*").toEveryone().on("arn:aws:kms")).isImplicitlyDenied();
    asked.endpoint(allow("kms:*").toEveryone().on("arn:a?s:kms:us-west-2")).isAllowed();
  }

  @Test
  @DisplayName("2.5: in an SCP only with a wildcard at the end; in an RCP it is invalid, so open")
  void resource_shortArnOfOrganization_dependsOnTheType() {
    Ask scp = decrypt().keyPolicy(allow("kms:*").to(ALICE));
    scp.serviceControl(allow("*"), deny("kms:*").on("arn:aws:kms:us-*")).isExplicitlyDenied();
    Ask literal = decrypt().keyPolicy(allow("kms:*").to(ALICE));
    literal.serviceControl(allow("*"), deny("kms:*").on("arn:a?s:kms:us-west-2")).isAllowed();
    Ask padded = decrypt().keyPolicy(allow("kms:*").to(ALICE));
    padded.serviceControl(allow("*"), deny("kms:*").on("arn:aws:kms:u*-2")).isAllowed();
    Ask rcp = decrypt().keyPolicy(allow("kms:*").to(ALICE));
    rcp.resourceControl(allow("*").toEveryone(), deny("kms:*").toEveryone().on("arn:aws:kms:*"))
        .isIndeterminate();
  }

  @Test
  @DisplayName("2.6: a wildcard as the partition matches, another partition does not")
  void resource_partition_counts() {
    mayOn("arn:*:kms:*:*:key/*").isAllowed();
    mayOn("arn:aws-cn:kms:*:*:key/*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.7: only `*` is the resource of a request without one")
  void resource_noneOfTheRequest_isStar() {
    createKeyOn("*").isAllowed();
    createKeyOn(KEY).isImplicitlyDenied();
    createKeyOn("arn:aws:kms:us-west-2:111122223333:key/*").isImplicitlyDenied();
    createKeyOn("arn:aws:s3:::*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.7: [U] whether an account-wide pattern covers such a request is open")
  void resource_accountWide_isOpenWithoutResource() {
    createKeyOn("arn:aws:kms:us-west-2:111122223333:*").isIndeterminate();
    createKeyOn("arn:aws:kms:*").isIndeterminate();
    createKeyOn("arn:aws:*:*:*:*").isIndeterminate();
  }

  @Test
  @DisplayName("2.7: a pattern of another account or partition covers no such request")
  void resource_otherAccount_isNotTheRequests() {
    createKeyOn("arn:aws:kms:us-west-2:444455556666:*").isImplicitlyDenied();
    createKeyOn("arn:aws-cn:kms:*:111122223333:*").isImplicitlyDenied();
    createKeyOn("arn:aws:kms:us-west-2:444455556666").isImplicitlyDenied();
    createKeyOn("arn:aws-cn:kms").isImplicitlyDenied();
    createKeyOn("arn:*:kms:*:1111*:*").isIndeterminate();
  }

  @Test
  @DisplayName(
      "2.5, 2.7: [U] short patterns that are account-wide with their missing parts are open")
  void resource_shortAccountWide_isOpenWithoutResource() {
    createKeyOn("arn:aws:kms").isIndeterminate();
    createKeyOn("arn:aws:kms:us-west-2:111122223333").isIndeterminate();
    createKeyOn("arn:aws:kms:us-*").isIndeterminate();
    createKeyOn("arn:aws:kms:us-west-2:1111?222*").isIndeterminate();
    createKeyOn("arn:aws:kms:*:key/1234abcd-12ab-34cd-56ef-1234567890ab").isImplicitlyDenied();
    createKeyOn("arn:aws:s3").isImplicitlyDenied();
    Ask asked = action("kms:CreateKey").on("*").identity(allow("*"));
    asked.serviceControl(allow("*").on("arn:aws:kms:us-*")).isIndeterminate();
    asked.serviceControl(allow("*").on("arn:aws:kms")).isImplicitlyDenied();
    action("kms:CreateKey")
        .on("*")
        .identity(allow("*"))
        .endpoint(allow("*").toEveryone().on("arn:aws:kms"))
        .isImplicitlyDenied();
    action("kms:CreateKey")
        .on("*")
        .identity(allow("*"))
        .endpoint(allow("*").toEveryone().on("arn:aws:kms:us-*"))
        .isIndeterminate();
  }

  @Test
  @DisplayName("2.8: `NotResource` is what none of the patterns matches")
  void notResource_others_match() {
    Ask asked = decrypt().delegating();
    asked.identity(allow("kms:*").onAllBut(KEY)).isImplicitlyDenied();
    decrypt().delegating().identity(allow("kms:*").onAllBut(OTHER_KEY)).isAllowed();
    decrypt().delegating().identity(allow("kms:*").onAllBut(OTHER_KEY, "*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.8, 2.10: variables in `NotResource` have the values of the request")
  void notResource_variable_isReplaced() {
    Says others =
        deny("kms:*").onAllBut("arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t}*");
    Ask asked = decrypt().keyPolicy(allow("kms:*").to(ALICE)).identity(others);
    asked.with("aws:PrincipalTag/t", "1234abcd").isAllowed();
    asked.with("aws:PrincipalTag/t", "other").isExplicitlyDenied();
  }

  @Test
  @DisplayName("2.9: in a key policy `*` is this key; another key's ARN makes a statement inert")
  void resource_inKeyPolicy_isThisKey() {
    decrypt().keyPolicy(allow("kms:*").to(ALICE).on("*")).isAllowed();
    decrypt().keyPolicy(allow("kms:*").to(ALICE).on(KEY)).isAllowed();
    decrypt().keyPolicy(allow("kms:*").to(ALICE).on("arn:aws:kms:*:*:key/1234*")).isAllowed();
    decrypt().keyPolicy(allow("kms:*").to(ALICE).on(OTHER_KEY)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.14: under StringEquals a wildcard is a plain character")
  void stringEquals_wildcard_isLiteral() {
    Says equals = allow("kms:*").to(ALICE).when("StringEquals", "kms:ViaService", "s3.*");

    decrypt()
        .keyPolicy(equals)
        .with("kms:ViaService", "s3.us-west-2.amazonaws.com")
        .isImplicitlyDenied();
    decrypt().keyPolicy(equals).with("kms:ViaService", "s3.*").isAllowed();
  }

  private static Ask arn(String operator, String pattern, String value) {
    return decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when(operator, "aws:SourceArn", pattern))
        .with("aws:SourceArn", value);
  }

  @Test
  @DisplayName("2.15: ARNs are compared field by field, by both names of the operator")
  void arnLike_fields_areMatchedOneByOne() {
    String long_ = "arn:aws:sns:us-east-2:999999999999:x:111122223333:finance/d";
    for (String operator : new String[] {"ArnLike", "ArnEquals"}) {
      arn(operator, "arn:aws:sns:*:111122223333:finance/*", long_).isImplicitlyDenied();
      arn(operator, "arn:aws:sns:*:*:x:*", long_).isAllowed();
      arn(operator, "arn:aws:sns:*:9*:x:111122223333:finance/?", long_).isAllowed();
      arn(operator, "arn:aws:SNS:*:*:*", long_).isImplicitlyDenied();
    }
    arn("StringLike", "arn:aws:sns:*:111122223333:finance/*", long_).isAllowed();
    arn("ArnNotLike", "arn:aws:sns:*:111122223333:finance/*", long_).isAllowed();
    arn("ArnNotEquals", "arn:aws:sns:*:*:x:*", long_).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.15: [U] what is no ARN does not match; under a negated operator that is open")
  void arnLike_noArn_isOpenWhenNegated() {
    arn("ArnLike", "arn:aws:sns", "arn:aws:sns:::x").isImplicitlyDenied();
    arn("ArnNotLike", "arn:aws:sns", "arn:aws:sns:::x").isIndeterminate();
    arn("ArnLike", "arn:aws:sns:::x", "x").isImplicitlyDenied();
    arn("ArnNotLike", "arn:aws:sns:::x", "x").isIndeterminate();
    arn("ArnNotLike", "arn:aws:sns:::x", "a:b:c:d:e:f").isIndeterminate();
    arn("ArnLike", "a:b:c:d:e:f", "arn:b:c:d:e:f").isImplicitlyDenied();
    arn("ArnNotLike", "a:b:c:d:e:f", "arn:b:c:d:e:f").isIndeterminate();
    arn("ArnNotEquals", "ARN:aws:sns:::*", "arn:aws:sns:::x").isIndeterminate();
    arn("ArnLike", "*:*:*:*:*:*", "a:b:c:d:e:f").isImplicitlyDenied();
    arn("ArnNotLike", "*:*:*:*:*:*", "a:b:c:d:e:f").isIndeterminate();
    arn("ArnLike", "*:*:*:*:*:*", "arn:b:c:d:e:f").isAllowed();
  }

  @Test
  @DisplayName("2.15: [U] whether missing parts of a short pattern with a wildcard count as `*`")
  void arnLike_shortPattern_isOpenWherePaddedMatches() {
    for (String pattern : new String[] {"arn:aws:sns:*", "arn:aws:*", "arn:*:sns:us-*", "*:aws"}) {
      arn("ArnLike", pattern, "arn:aws:sns:us-west-2:1:x").isIndeterminate();
      arn("ArnNotEquals", pattern, "arn:aws:sns:us-west-2:1:x").isIndeterminate();
    }
    arn("ArnLike", "arn:aws:sqs:*", "arn:aws:sns:us-west-2:1:x").isImplicitlyDenied();
    arn("ArnNotLike", "arn:aws:sqs:*", "arn:aws:sns:us-west-2:1:x").isIndeterminate();
    arn("ArnLike", "arn:aws:sns:*", "arn:aws:sns:x").isImplicitlyDenied();
    arn("ArnNotLike", "arn:aws:sns:*", "arn:aws:sns:x").isIndeterminate();
  }

  @Test
  @DisplayName("2.15: [U] whether a lone `*` matches an ARN is open")
  void arnLike_star_isOpen() {
    arn("ArnLike", "*", "arn:aws:sns:::x").isIndeterminate();
    arn("ArnNotLike", "*", "arn:aws:sns:::x").isIndeterminate();
  }

  private static Ask like(String pattern, String value) {
    return decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringLike", "x:key", pattern))
        .with("x:key", value);
  }

  @Test
  @DisplayName("2.16: [U] where `?` meets a character beyond U+FFFF, how it counts is open")
  void text_beyondTheBasicPlane_isOpen() {
    String key = "\ud83d\udd11";
    String[][] counted = {{"?", key}, {"??", key}, {"a?b", "a" + key + "b"}};
    for (String[] one : counted) {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE).when("StringLike", "x:key", one[0]))
          .with("x:key", one[1])
          .isIndeterminate();
    }
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringLike", "x:key", "?" + key))
        .with("x:key", "x" + key)
        .isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringLike", "x:key", "???"))
        .with("x:key", key)
        .isImplicitlyDenied();
    Says arn = allow("kms:*").to(ALICE).when("ArnLike", "x:key", "arn:aws:iam::1:user/?");
    decrypt().keyPolicy(arn).with("x:key", "arn:aws:iam::1:user/" + key).isIndeterminate();
    Says both =
        allow("kms:*")
            .to(ALICE)
            .when("StringLike", "kms:ViaService", "a?b")
            .when("ForAnyValue:StringLike", "kms:ViaService", "*" + key + "*");
    decrypt().keyPolicy(both).unknown("kms:ViaService").isIndeterminate();
  }

  @Test
  @DisplayName("2.16: a text pattern covers the whole text, case counts, `*` spans everything")
  void stringLike_pattern_coversTheWholeText() {
    like("alias/*", "alias/a/b:c").isAllowed();
    like("*", "").isAllowed();
    like("a*", "a").isAllowed();
    like("a?", "a").isImplicitlyDenied();
    like("a?c*", "abcd").isAllowed();
    like("lias", "alias").isImplicitlyDenied();
    like("A*", "alias").isImplicitlyDenied();
    like("*a*b", "xxaxxbxxab").isAllowed();
    like("*a*b", "xxaxxbxxaba").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.17: in a policy only a key ARN names a key, not an alias")
  void resource_aliasArn_doesNotNameAKey() {
    mayOn(ALIAS).isImplicitlyDenied();
    mayOn("1234abcd-12ab-34cd-56ef-1234567890ab").isImplicitlyDenied();
    mayOn("alias/app").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.17: a key operation on an alias is one on a key that is not known")
  void request_onAlias_isOnAnUnknownKey() {
    decrypt().on(ALIAS).delegating().identity(allow("kms:*")).isIndeterminate();
    decrypt().on(ALIAS).delegating().identity(allow("kms:*"), deny("kms:*")).isExplicitlyDenied();
    decrypt()
        .on(ALIAS)
        .delegating()
        .identity(deny("kms:*").on("arn:aws:kms:*:*:key/*"))
        .isExplicitlyDenied();
    decrypt().on("*").delegating().identity(allow("kms:*")).isIndeterminate();
  }

  @Test
  @DisplayName("2.17: the key behind an alias is in the alias's account and Region")
  void request_onAlias_isOnAKeyOfItsAccount() {
    for (String every : List.of("us-west-2:111122223333:key/*", "us-*:1111*:*", "*:*:key/*")) {
      onAlias().identity(deny("kms:*").on("arn:aws:kms:" + every)).isExplicitlyDenied();
    }
    for (String none :
        List.of("us-west-2:444455556666:key/*", "us-east-1:111122223333:*", "*:44*:*")) {
      onAlias().identity(deny("kms:*").on("arn:aws:kms:" + none)).isIndeterminate();
      onAlias().serviceControl(allow("*").on("arn:aws:kms:" + none)).isDenied();
    }
    onAlias().identity(deny("kms:*").on("arn:aws:kms:*:111122223333:key/1*")).isIndeterminate();
    onAlias().identity(allow("s3:*")).isIndeterminate(); // the key policy may allow it
    onAlias().by(CAROL).identity(allow("s3:*")).isIndeterminate(); // a grant may allow it
    action("kms:ListGrants").on(ALIAS).by(CAROL).identity(allow("kms:*")).isIndeterminate();
    action("kms:ListGrants").on(ALIAS).by(CAROL).identity(allow("s3:*")).isDenied();
    action("kms:PutKeyPolicy").on(ALIAS).by(CAROL).identity(allow("kms:*")).isDenied();
    unknownOnAlias()
        .identity(deny("*").on("arn:aws:kms:us-west-2:111122223333:*"))
        .isExplicitlyDenied();
    unknownOnAlias().identity(deny("*").on("arn:aws:kms:*:444455556666:*")).isIndeterminate();
  }

  private static Ask onAlias() {
    return decrypt().on(ALIAS).delegating();
  }

  @Test
  @DisplayName("2.17: an unknown action on an alias may be one on the alias or on its key")
  void request_unknownActionOnAlias_isOpenAsFarAsTheTwoDiffer() {
    unknownOnAlias().isIndeterminate();
    unknownOnAlias().identity(allow("*")).isIndeterminate();
    unknownOnAlias().identity(deny("*")).isExplicitlyDenied();
    unknownOnAlias().identity(deny("*").on(ALIAS)).isIndeterminate();
    unknownOnAlias().identity(deny("*").on("arn:aws:kms:*:*:key/*")).isIndeterminate();
    unknownOnAlias().identity(deny("*").on("arn:aws:kms:us-west-2:*:*")).isExplicitlyDenied();
    unknownOnAlias().serviceControl(allow("*").on("arn:aws:kms:*:*:key/*")).isIndeterminate();
    unknownOnAlias().serviceControl(allow("*").on("arn:aws:kms:*:*:alias/*")).isIndeterminate();
    unknownOnAlias().serviceControl(allow("s3:*")).isDenied();
    unknownOnAlias()
        .on("arn:aws:kms:us-west-2:111122223333:alias/aws/s3")
        .identity(allow("*"))
        .isIndeterminate();
  }

  /** An action that the catalogue does not list, on an unknown key. */
  private static Ask unknownOnAlias() {
    return action("x:FutureAction").on(ALIAS).delegating();
  }

  @Test
  @DisplayName("2.18: keys of the key are not in the context of an alias check")
  void aliasCheck_conditionOnTheKey_isAbsent() {
    action("kms:CreateAlias")
        .on(ALIAS)
        .identity(allow("kms:*").when("StringEquals", "kms:KeyOrigin", "AWS_KMS"))
        .isImplicitlyDenied();
    action("kms:CreateAlias")
        .on(ALIAS)
        .identity(allow("kms:*").when("StringEquals", "kms:KeyOrigin", "AWS_KMS"))
        .with("kms:KeyOrigin", "AWS_KMS")
        .isAllowed();
  }

  @Test
  @DisplayName("2.19: a pattern covers the related keys of a multi-Region key")
  void resource_multiRegion_isCovered() {
    String mrk = "arn:aws:kms:eu-west-1:111122223333:key/mrk-12";
    Ask asked = decrypt().on(mrk).delegating();
    asked.identity(allow("kms:*").on("arn:aws:kms:*:111122223333:key/mrk-12")).isAllowed();
    decrypt()
        .on(mrk)
        .delegating()
        .identity(allow("kms:*").on("arn:aws:kms:*:111122223333:key/mrk-*"))
        .isAllowed();
    decrypt()
        .on(mrk)
        .delegating()
        .identity(allow("kms:*").on("arn:aws:kms:us-west-2:111122223333:key/mrk-12"))
        .isImplicitlyDenied();
    decrypt()
        .delegating()
        .identity(allow("kms:*").on("arn:aws:kms:*:*:key/mrk-*"))
        .isImplicitlyDenied();
  }
}
