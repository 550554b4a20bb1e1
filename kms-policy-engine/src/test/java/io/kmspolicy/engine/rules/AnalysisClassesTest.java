package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Analysis.KEYS;
import static io.kmspolicy.engine.rules.Analysis.TAG;
import static io.kmspolicy.engine.rules.Analysis.VIA;
import static io.kmspolicy.engine.rules.Analysis.allowed;
import static io.kmspolicy.engine.rules.Analysis.denied;
import static io.kmspolicy.engine.rules.Analysis.policy;
import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.deny;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Rule 6.13: the equivalence classes of the exact analysis. If only one value is allowed, an
 * analysis without its class decides a wrong denial; with too many classes, the analysis exceeds
 * its limit and loses an exact decision.
 */
@DisplayName("6.13: the classes of values")
class AnalysisClassesTest {

  private static final String TAG_TOO = "aws:PrincipalTag/u";
  private static final String OPERATIONS = "kms:GrantOperations";
  private static final String SOURCE_IP = "aws:SourceIp";
  private static final String SECURE = "aws:SecureTransport";

  @Test
  @DisplayName("6.13, 2.11: what a variable's default makes of an absent key")
  void variable_defaultOfAnAbsentKey_isSeen() {
    policy(
            allowed().when("StringEquals", VIA, "${" + TAG + ", 'd'}"),
            denied().when("Null", TAG, "false"),
            denied().when("StringEquals", TAG, ""))
        .unknown(VIA, TAG)
        .isIndeterminate();
    policy(
            allowed().when("StringEquals", VIA, "${" + TAG + "}"),
            denied().when("Null", TAG, "false"),
            denied().when("StringEquals", TAG, ""))
        .unknown(VIA, TAG)
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 3.5: a set of another text than all tests name is not the empty text")
  void set_ofAnotherTextAmongManyClasses_isNotNull() {
    List<Says> statements =
        new ArrayList<>(
            List.of(
                allowed().when("Null", KEYS, "false"),
                denied().when("ForAllValues:StringEquals", KEYS, "v1"),
                denied().when("StringEquals", KEYS, "v2")));
    for (int i = 0; i < 5; i++) {
      statements.add(denied().when("ForAnyValue:StringEquals", KEYS, "v" + i));
    }
    Says[] all = statements.toArray(new Says[0]);

    policy(all).with(KEYS, "other").isAllowed();
    policy(all).unknown(KEYS).isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.5, 3.9: a key whose texts have no classes may hold two empty texts")
  void set_ofEmptyTexts_isSeen() {
    String key = "x:Custom";
    Says[] all = {
      allowed().when("Null", key, "true"),
      denied().when("StringNotLike", key, "a*"),
      denied().when("NumericEquals", key, "5")
    };

    policy(all).with(key, "", "").isIndeterminate();
    policy(all).unknown(key).isIndeterminate();
  }

  @Test
  @DisplayName("6.13: of the parts of a known text only those count that make it match")
  void variable_longText_countsWhatFits() {
    String rest = "abcdefghijklmnopqrstuvwxyz0123456789";
    policy(
            allowed().when("StringEquals", VIA, "a${" + TAG + "}"),
            denied().when("StringEquals", TAG, rest))
        .with(VIA, "a" + rest)
        .unknown(TAG)
        .isDenied();
  }

  @Test
  @DisplayName("6.13: a key that equals an unknown boolean may be `true`, and may be `false`")
  void linkedBoolean_bothTexts_areSeen() {
    for (String flag : new String[] {"true", "false"}) {
      policy(
              allowed().when("StringEquals", VIA, "${" + SECURE + "}"),
              denied().when("StringEquals", SECURE, flag))
          .unknown(VIA, SECURE)
          .isIndeterminate();
    }
  }

  @Test
  @DisplayName("6.13: keys that are the same, one of them under a pattern, may differ from a third")
  void linkedKeys_patternOfAnother_leavesThemOpen() {
    policy(
            allowed()
                .when("StringNotEquals", VIA, "${" + TAG + "}")
                .when("StringEquals", TAG, "${" + TAG_TOO + "}"),
            denied().when("StringNotLike", VIA, "a*"),
            denied().when("StringNotLike", TAG_TOO, "a*"))
        .unknown(VIA, TAG, TAG_TOO)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13: an ARN key stays one where other keys are compared with each other")
  void arnKey_besideLinkedKeys_holdsArns() {
    policy(
            allowed()
                .when("StringEquals", VIA, "${" + TAG + "}")
                .when("StringEquals", "aws:PrincipalArn", "App"))
        .unknown(VIA, TAG, "aws:PrincipalArn")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.13: a key with several values is told apart by 64 sets, not by more")
  void severalValues_sixtyFourSets_areExact() {
    beside(4).isDenied();
    beside(5).isDenied();
    beside(8).isIndeterminate();
  }

  /** Denies sets with the name that is allowed or with one of the others, each by itself. */
  private static Ask beside(int others) {
    List<Says> statements = new ArrayList<>();
    statements.add(allowed().when("ForAnyValue:StringEquals", KEYS, "a"));
    for (int i = 1; i <= others; i++) {
      String other = String.valueOf((char) ('a' + i));
      statements.add(denied().when("ForAnyValue:StringEquals", KEYS, "a", other));
    }
    return policy(statements.toArray(new Says[0])).unknown(KEYS);
  }

  @Test
  @DisplayName("6.13: many names that no test tells apart are one class")
  void severalValues_longList_isOneClass() {
    String[] names = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
    policy(
            allowed().when("ForAnyValue:StringEquals", KEYS, names),
            denied().when("ForAnyValue:StringEquals", KEYS, names))
        .unknown(KEYS)
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 3.9: any value may be there twice, whatever it is")
  void severalValues_anyOneTwice_isSeen() {
    for (String name : new String[] {"a", "m", "z"}) {
      policy(
              allowed().when("ForAnyValue:StringEquals", KEYS, name),
              denied().when("StringEquals", KEYS, name),
              denied().when("ForAnyValue:StringNotEquals", KEYS, name))
          .unknown(KEYS)
          .isIndeterminate();
    }
  }

  @Test
  @DisplayName("6.13, 5.16: an operation of the parent grant that no policy names")
  void operation_ofTheGrantOnly_isSeen() {
    action("kms:CreateGrant")
        .keyPolicy(deny("kms:*").to(ALICE).when("ForAnyValue:StringEquals", OPERATIONS, "Encrypt"))
        .grant(grant("CreateGrant", "Decrypt").to(ALICE).issuedBy(A))
        .withSome(OPERATIONS)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.11: a text that is no number, besides the one that the policy names")
  void number_noneAtAll_isSeen() {
    policy(
            allowed(),
            denied().when("Null", VIA, "true"),
            denied().when("NumericLessThan", VIA, "5"),
            denied().when("NumericGreaterThanEquals", VIA, "5"),
            denied().when("StringEquals", VIA, "", "10"))
        .unknown(VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13: a key that is compared as bytes and in another way cannot be divided")
  void bytes_besideAnotherMeasure_stayOpen() {
    policy(allowed().when("BinaryEquals", VIA, "QUI=").when("NumericEquals", VIA, "7"))
        .unknown(VIA)
        .isIndeterminate();
    policy(allowed().when("BinaryEquals", VIA, "QUI=").when("IpAddress", VIA, "10.0.0.0/8"))
        .unknown(VIA)
        .isIndeterminate();
    policy(allowed().when("BinaryEquals", VIA, "QUI="), denied().when("BinaryEquals", VIA, "QUI="))
        .unknown(VIA)
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 3.15: addresses in the upper half are addresses like the others")
  void address_upperHalf_isSeen() {
    policy(allowed().when("IpAddress", SOURCE_IP, "203.0.113.0/24"))
        .unknown(SOURCE_IP)
        .isIndeterminate();
    policy(
            allowed().when("IpAddress", SOURCE_IP, "192.168.0.0/30"),
            denied().when("StringEquals", SOURCE_IP, "192.168.0.0"))
        .unknown(SOURCE_IP)
        .isIndeterminate();
    policy(
            allowed().when("IpAddress", SOURCE_IP, "255.255.255.254/31"),
            denied().when("StringEquals", SOURCE_IP, "255.255.255.254", "255.255.255.255"))
        .unknown(SOURCE_IP)
        .isDenied();
  }

  @Test
  @DisplayName(
      "6.13, 3.15: every address of both families, and the key's absence, are all there is")
  void address_everyOne_isAll() {
    policy(allowed().when("IpAddressIfExists", SOURCE_IP, "0.0.0.0/0", "::/0"))
        .unknown(SOURCE_IP)
        .isAllowed();
    policy(denied().when("NotIpAddressIfExists", SOURCE_IP, "0.0.0.0/0", "::/0"), allowed())
        .unknown(SOURCE_IP)
        .isIndeterminate();
    policy(allowed().when("IpAddress", SECURE, "10.0.0.0/8")).unknown(SECURE).isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.13, 3.13: a boolean is one of two, and nothing but a boolean is one")
  void boolean_bothOrNeither_isExact() {
    policy(allowed().when("BoolIfExists", SECURE, "true", "false")).unknown(SECURE).isAllowed();
    policy(allowed().when("Bool", SECURE, "true")).unknown(SECURE).isIndeterminate();
    policy(allowed().when("Bool", "aws:PrincipalArn", "true"))
        .unknown("aws:PrincipalArn")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("6.11, 3.5: a key with some value is looked at under either reading of empty values")
  void present_unknown_isSeenUnderBothReadings() {
    policy(allowed().when("Null", VIA, "true").when("StringEquals", TAG, "a"))
        .with(VIA, "")
        .withSome(TAG)
        .isIndeterminate();
  }
}
