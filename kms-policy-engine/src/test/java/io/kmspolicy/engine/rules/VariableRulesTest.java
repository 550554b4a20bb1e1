package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static io.kmspolicy.engine.rules.Says.document;
import static io.kmspolicy.engine.rules.Says.oldDocument;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 2: policy variables in resources and in values. */
class VariableRulesTest {

  private static Ask mayOn(String... resources) {
    return decrypt().delegating().identity(allow("kms:*").on(resources));
  }

  @Test
  @DisplayName("2.10: variables count behind the fifth colon of a resource; [U] before it")
  void variable_inResource_countsBehindTheFifthColon() {
    String tagged = "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/id}*";
    mayOn(tagged).with("aws:PrincipalTag/id", "1234").isAllowed();
    mayOn(tagged).with("aws:PrincipalTag/id", "0000").isImplicitlyDenied();
    mayOn("arn:aws:kms:${aws:RequestedRegion}:111122223333:key/*")
        .with("aws:RequestedRegion", "us-west-2")
        .isIndeterminate();
    mayOn("arn:aws:kms:${aws:RequestedRegion}:111122223333:key/${aws:PrincipalTag/id}*")
        .with("aws:RequestedRegion", "us-west-2")
        .with("aws:PrincipalTag/id", "1234")
        .isIndeterminate();
    mayOn("arn:aws:kms:${aws:RequestedRegion}:111122223333:key/${aws:PrincipalTag/id}*")
        .with("aws:RequestedRegion", "us-east-1")
        .with("aws:PrincipalTag/id", "1234")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.10: variables count in values of text and ARN operators; [U] under Bool")
  void variable_inValues_countsByFamily() {
    Ask asked = decrypt().with("aws:PrincipalTag/t", "true").with("x:key", "true");
    asked.keyPolicy(allow("kms:*").to(ALICE).when("Bool", "x:key", "${aws:PrincipalTag/t}"));
    asked.isIndeterminate();
    asked.with("aws:PrincipalTag/t", "false").isImplicitlyDenied();
    asked.keyPolicy(
        allow("kms:*").to(ALICE).when("Bool", "x:key", "${aws:PrincipalTag/t}", "true"));
    asked.isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("ArnEquals", "aws:SourceArn", "${x:arn}"))
        .with("aws:SourceArn", "arn:aws:sns:::a")
        .with("x:arn", "arn:aws:sns:::a")
        .isAllowed();
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE).when("NumericEquals", "kms:ValidTo", "${aws:EpochTime}"))
        .with("kms:ValidTo", "5")
        .with("aws:EpochTime", "5")
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("IpAddress", "aws:SourceIp", "${aws:SourceIp}"))
        .with("aws:SourceIp", "10.0.0.1")
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("Null", "x:key", "${aws:PrincipalTag/t}"))
        .with("aws:PrincipalTag/t", "true")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.10: no variables in actions")
  void variable_inAction_isLiteral() {
    decrypt()
        .keyPolicy(allow("kms:${aws:PrincipalTag/t}").to(ALICE))
        .with("aws:PrincipalTag/t", "Decrypt")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.11: the default stands in for an absent key, `${*}`, `${?}`, `${$}` for a sign")
  void variable_defaultAndSigns_stand() {
    String withDefault = "${aws:PrincipalTag/t, 'none'}";
    Says tagged = allow("kms:*").to(ALICE).when("StringEquals", "x:key", withDefault);
    decrypt().keyPolicy(tagged).with("x:key", "none").isAllowed();
    decrypt().keyPolicy(tagged).with("x:key", "a").with("aws:PrincipalTag/t", "a").isAllowed();
    decrypt()
        .keyPolicy(tagged)
        .with("x:key", "none")
        .with("aws:PrincipalTag/t", "a")
        .isImplicitlyDenied();
    Says signs =
        allow("kms:*").to(ALICE).when("StringLike", "x:key", "alias/${*}x", "a${?}", "${$}1");
    decrypt().keyPolicy(signs).with("x:key", "alias/abx").isImplicitlyDenied();
    decrypt().keyPolicy(signs).with("x:key", "alias/*x").isAllowed();
    decrypt().keyPolicy(signs).with("x:key", "ab").isImplicitlyDenied();
    decrypt().keyPolicy(signs).with("x:key", "a?").isAllowed();
    decrypt().keyPolicy(signs).with("x:key", "$1").isAllowed();
    Says nothing = allow("kms:*").to(ALICE).when("StringEquals", "x:key", "a${aws:userid, ''}");
    decrypt().keyPolicy(nothing).with("x:key", "a").isAllowed();
    decrypt().keyPolicy(nothing).with("x:key", "ab").isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.11, 2.10: `${$}` in a resource is the sign, where the version has variables")
  void variable_signInResource_isTheSign() {
    String sign = "arn:aws:kms:us-west-2:111122223333:key/a${$}b";
    String plain = "arn:aws:kms:us-west-2:111122223333:key/a$b";
    decrypt().on(plain).delegating().identity(allow("kms:*").on(sign)).isAllowed();
    decrypt().on(sign).delegating().identity(allow("kms:*").on(sign)).isImplicitlyDenied();
    String old = Says.oldDocument(allow("kms:*").on(sign));
    decrypt().on(plain).delegating().identity(old).isImplicitlyDenied();
    decrypt().on(sign).delegating().identity(old).isAllowed();
    decrypt().on(plain).delegating().identity(allow("kms:*").onAllBut(sign)).isImplicitlyDenied();
    String oldOthers = Says.oldDocument(allow("kms:*").onAllBut(sign));
    decrypt().on(plain).delegating().identity(oldOthers).isAllowed();
    decrypt().on(sign).delegating().identity(oldOthers).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.11: names of variables are case-insensitive")
  void variable_otherCase_isTheSameKey() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${AWS:userNAME}"))
        .with("x:key", "alice")
        .with("aws:username", "alice")
        .isAllowed();
  }

  @Test
  @DisplayName("2.11: [U] whether the default stands in for an empty value is open")
  void variable_emptyWithDefault_isOpen() {
    Says tagged =
        allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${aws:PrincipalTag/t, 'none'}");

    decrypt()
        .keyPolicy(tagged)
        .with("x:key", "none")
        .with("aws:PrincipalTag/t", "")
        .isIndeterminate();
    decrypt().keyPolicy(tagged).with("x:key", "").with("aws:PrincipalTag/t", "").isIndeterminate();
  }

  @Test
  @DisplayName("2.11: [U] a default for a key with several values, and odd spellings, are open")
  void variable_oddSpelling_isOpen() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${, 'd'}"))
        .with("x:key", "d")
        .isIndeterminate();
    Says aliases =
        allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${kms:ResourceAliases, 'a'}");
    decrypt()
        .keyPolicy(aliases)
        .with("x:key", "a")
        .with("kms:ResourceAliases", "a", "b")
        .isIndeterminate();
    decrypt().keyPolicy(aliases).with("x:key", "a").isAllowed();
    for (String odd : new String[] {"${aws:username,'a'}", "${ aws:username}", "${}"}) {
      decrypt()
          .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", odd))
          .with("x:key", "alice")
          .with("aws:username", "alice")
          .isIndeterminate();
    }
  }

  @Test
  @DisplayName("2.11: [U] a quotation mark or a brace in a default, and a variable in another")
  void variable_quotesAndBracesWithin_areOpen() {
    String[][] oddAndValue = {
      {"${x:tag, 'it''s'}", "it's"},
      {"${x:tag, 'a', 'b'}", "a"},
      {"${x:tag, 'a}b'}", "a}b"},
      {"${x:tag, 'a}b'}/c", "a}b/c"},
      {"${x:tag${x:name}}", "v"},
    };
    for (String[] one : oddAndValue) {
      for (String operator : new String[] {"StringEquals", "StringNotEquals"}) {
        decrypt()
            .keyPolicy(allow("kms:*").to(ALICE).when(operator, "x:key", one[0]))
            .with("x:key", one[1])
            .with("x:name", "1")
            .with("x:tag1", "v")
            .isIndeterminate();
      }
    }
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "p${x:tag, 'a}b'}"))
        .with("x:key", "a}b")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.11: what is not closed is no variable")
  void variable_notClosed_isLiteral() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${aws:username"))
        .with("x:key", "${aws:username")
        .isAllowed();
  }

  @Test
  @DisplayName("2.12: a variable without a value equals nothing, so a negated operator matches")
  void variable_unset_equalsNothing() {
    Says differs =
        deny("kms:*")
            .to(ALICE)
            .when("StringNotEquals", "kms:EncryptionContext:team", "${aws:PrincipalTag/team}");
    Ask asked = decrypt().with("kms:EncryptionContext:team", "red");
    asked.keyPolicy(allow("kms:*").to(ALICE), differs).isExplicitlyDenied();
    Says same =
        allow("kms:*")
            .to(ALICE)
            .when("StringEquals", "kms:EncryptionContext:team", "${aws:PrincipalTag/team}");
    asked.keyPolicy(same).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.11: [U] a name with a space is open, and certain where all readings agree")
  void variable_nameWithSpace_isOpen() {
    String spaced = "${aws:PrincipalTag/cost center}";
    Says same = allow("kms:*").to(ALICE).when("StringEquals", "x:key", spaced);
    Says differs = allow("kms:*").to(ALICE).when("StringNotEquals", "x:key", spaced);
    String tag = "aws:PrincipalTag/cost center";

    decrypt().keyPolicy(same).with("x:key", "a").with(tag, "a").isIndeterminate();
    decrypt().keyPolicy(same).with("x:key", "b").with(tag, "a").isImplicitlyDenied();
    decrypt().keyPolicy(same).with("x:key", spaced).isIndeterminate();
    decrypt().keyPolicy(differs).with("x:key", "b").with(tag, "a").isAllowed();
    decrypt().keyPolicy(differs).with("x:key", "a").with(tag, "a").isIndeterminate();
    decrypt().keyPolicy(same).with("x:key", "a").unknown(tag).isIndeterminate();
    decrypt().keyPolicy(same).unknown("x:key").unknown(tag).isIndeterminate();
  }

  @Test
  @DisplayName("2.11: [U] wildcards in a default are open where wildcards count")
  void variable_wildcardInDefault_isOpen() {
    Says like = allow("kms:*").to(ALICE).when("StringLike", "x:key", "a${x:tag, '*'}");
    decrypt().keyPolicy(like).with("x:key", "ab").isIndeterminate();
    decrypt().keyPolicy(like).with("x:key", "a*").isAllowed();
    decrypt().keyPolicy(like).with("x:key", "b").isImplicitlyDenied();
    decrypt().keyPolicy(like).with("x:key", "ab").with("x:tag", "*").isImplicitlyDenied();
    decrypt().keyPolicy(like).unknown("x:key").isIndeterminate();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "a${x:tag, '*'}"))
        .with("x:key", "ab")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.12: [U] what a negated operator makes of a key with several values is open")
  void variable_severalValuesNegated_isOpen() {
    Says differs = allow("kms:*").to(ALICE).when("StringNotEquals", "x:key", "a${x:two}");
    decrypt().keyPolicy(differs).with("x:key", "b").with("x:two", "a", "b").isIndeterminate();
    decrypt().keyPolicy(differs).with("x:key", "b").isAllowed();
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE).when("StringNotEquals", "x:key", "${kms:ResourceAliases}"))
        .with("x:key", "b")
        .with("kms:ResourceAliases", "a")
        .isIndeterminate();
  }

  @Test
  @DisplayName(
      "3.2, 2.12: [U] of two entries that differ in letter case a variable has any or none")
  void variable_twoSpellings_hasAnyOrNone() {
    Says same = allow("kms:*").to(ALICE).when("StringEquals", "x:key", "a${aws:RequestTag/t}");
    Says differs =
        allow("kms:*").to(ALICE).when("StringNotEquals", "x:key", "a${aws:RequestTag/t}");
    for (String value : new String[] {"ab", "ac"}) {
      Ask asked =
          decrypt()
              .with("x:key", value)
              .with("aws:RequestTag/t", "b")
              .with("aws:RequestTag/T", "b");
      boolean may = value.equals("ab");
      asked.keyPolicy(same);
      if (may) {
        asked.isIndeterminate();
      } else {
        asked.isImplicitlyDenied();
      }
      asked.keyPolicy(differs);
      if (may) {
        asked.isIndeterminate();
      } else {
        asked.isAllowed();
      }
    }
    Says both =
        allow("kms:*")
            .to(ALICE)
            .when("StringEquals", "aws:RequestTag/t", "v")
            .when("StringNotEquals", "x:key", "${aws:RequestTag/t}");
    decrypt().keyPolicy(both).with("x:key", "v").unknown("aws:RequestTag/t").isIndeterminate();
  }

  @Test
  @DisplayName("2.12: a key with several values has none as a variable")
  void variable_severalValues_equalsNothing() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${kms:ResourceAliases}"))
        .with("x:key", "alias/a")
        .with("kms:ResourceAliases", "alias/a")
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "x:key", "${x:two}"))
        .with("x:key", "a")
        .with("x:two", "a", "b")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.12: [U] an unset variable makes Resource match nothing, NotResource is open")
  void variable_unsetInResource_matchesNothing() {
    String tagged = "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/id}";
    mayOn(tagged).isImplicitlyDenied();
    decrypt().delegating().identity(allow("kms:*").onAllBut(tagged)).isIndeterminate();
    decrypt().delegating().identity(allow("kms:*").onAllBut(tagged, KEY)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("2.13: a wildcard that a variable brings in is a plain character")
  void variable_valueWithWildcard_isLiteral() {
    Says like =
        allow("kms:*")
            .to(ALICE)
            .when("StringLike", "kms:EncryptionContext:u", "${aws:PrincipalTag/u}");
    Ask asked = decrypt().keyPolicy(like).with("aws:PrincipalTag/u", "*");

    asked.with("kms:EncryptionContext:u", "bob").isImplicitlyDenied();
    asked.with("kms:EncryptionContext:u", "*").isAllowed();
  }

  @Test
  @DisplayName("2.10: in a document of the old version a wildcard inside `${*}` is one")
  void variable_oldVersionPattern_isWildcard() {
    Says signs = allow("kms:*").to(ALICE).when("StringLike", "x:key", "a${*}");

    decrypt().keyPolicy(oldDocument(signs)).with("x:key", "a${zzz}").isAllowed();
    decrypt().keyPolicy(document(signs)).with("x:key", "a${zzz}").isImplicitlyDenied();
  }
}
