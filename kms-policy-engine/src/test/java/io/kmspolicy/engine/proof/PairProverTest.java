package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the prover shares between callers and actions, what it leaves out, and what it reports. */
class PairProverTest {

  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String BOB = "arn:aws:iam::111122223333:user/bob";
  private static final String OPEN = "'StringEquals':{'aws:ResourceTag/team':'%s'}";

  private final PolicyProver prover = PolicyProver.create();

  private static PolicyLayer layer(PolicyType type, String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(text)));
  }

  private static String decrypts(String principal, String condition) {
    return "{'Effect':'Allow','Principal':"
        + principal
        + ",'Action':'kms:Decrypt','Resource':'*'"
        + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
        + "}";
  }

  private static String names(String principal, String condition) {
    return decrypts("{'AWS':'" + principal + "'}", condition);
  }

  private static KeyPolicies key(String... statements) {
    return new KeyPolicies(
        layer(PolicyType.KEY, statements),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  private static PrincipalPolicies own() {
    return new PrincipalPolicies(
        PolicyLayer.of(),
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  private static PolicyState keyPolicy(String... statements) {
    return PolicyState.ofKeyPolicy(KEY, layer(PolicyType.KEY, statements), GrantLayer.none());
  }

  private static PolicyState identity(String... statements) {
    return PolicyState.ofIdentityPolicy(layer(PolicyType.IDENTITY, statements));
  }

  private Witness refuted(PolicyState before, PolicyState after) {
    Proof proof = prover.noNewAccess(before, after);
    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Refuted.class);
    return ((Proof.Refuted) proof).witness();
  }

  @ParameterizedTest
  @ValueSource(strings = {ALICE, BOB})
  @DisplayName("A difference that depends on who calls is not that of another caller")
  void noNewAccess_variableOfTheCaller_isNotSharedBetweenCallers(String user) {
    Map<Caller, PrincipalPolicies> callers =
        Map.of(Caller.parse(ALICE), own(), Caller.parse(BOB), own());
    String itself =
        "'StringEquals':{'aws:SourceIdentity':'${aws:PrincipalArn}'},'ArnLike':{'aws:SourceIdentity':'"
            + user
            + "'}";
    PolicyState before = new PolicyState(callers, Map.of(KEY, key()));
    PolicyState after = new PolicyState(callers, Map.of(KEY, key(decrypts("'*'", itself))));

    Witness witness = refuted(before, after);

    assertThat(witness.after().request().caller().arn()).isEqualTo(user);
  }

  /** A Deny on some tags, and as many statements that read one of them and another tag. */
  private static List<String> statementsOnTags(int count) {
    List<String> statements = new ArrayList<>();
    List<String> denied = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      denied.add("'aws:PrincipalTag/a" + i + "':'no'");
      statements.add(
          decrypts(
              "'*'",
              "'StringEquals':{'aws:PrincipalTag/a"
                  + i
                  + "':'x','aws:PrincipalTag/b"
                  + i
                  + "':'y'}"));
    }
    statements.add(denies("'StringEquals':{" + String.join(",", denied) + "}"));
    return statements;
  }

  @Test
  @DisplayName("The steps of forty statements on eighty tags grow as their number does")
  void noNewAccess_statementsOnManyTags_growWithTheirNumber() {
    long steps = 0;
    for (int count : List.of(10, 20, 40)) {
      List<String> before = statementsOnTags(count);
      Proof proof =
          PolicyProver.create()
              .noNewAccess(
                  new PolicyState(Map.of(), Map.of(KEY, key(before.toArray(String[]::new)))),
                  new PolicyState(
                      Map.of(),
                      Map.of(KEY, key(before.subList(1, count + 1).toArray(String[]::new)))));

      assertThat(proof).isInstanceOf(Proof.Proven.class);
      long nodes = proof.statistics().nodes();
      assertThat(nodes).isLessThan(count == 10 ? Long.MAX_VALUE : 5 * Math.max(steps, 20_000));
      steps = nodes;
    }
  }

  /** Statements of which one part only reads keys of the caller; they are about alice. */
  static Stream<Arguments> partsThatDependOnTheCaller() {
    String alice = "'ArnLike':{'aws:SourceIdentity':'" + ALICE + "'}";
    String itself = "'StringEquals':{'aws:SourceIdentity':'${aws:PrincipalArn}'}";
    String another = "'StringNotEquals':{'aws:SourceIdentity':'${aws:PrincipalArn}'}";
    String everybody = decrypts("'*'", alice);
    return Stream.of(
        Arguments.of(
            "Deny before", List.of(everybody, denies(alice + "," + another)), List.of(everybody)),
        Arguments.of(
            "Allow before", List.of(decrypts("'*'", alice + "," + itself)), List.of(everybody)),
        Arguments.of("Deny after", List.of(), List.of(everybody, denies(itself))));
  }

  private static String denies(String condition) {
    return decrypts("'*'", condition).replace("Allow", "Deny");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("partsThatDependOnTheCaller")
  @DisplayName("What is nothing new for one caller is compared for the next, whichever is first")
  void noNewAccess_partThatDependsOnTheCaller_isComparedForEach(
      String part, List<String> before, List<String> after) {
    for (String user : List.of(ALICE, BOB)) {
      Witness witness = refuted(aboutUsers(before, user), aboutUsers(after, user));

      assertThat(witness.after().request().caller().arn()).isNotEqualTo(user);
    }
  }

  /** A state with two users of the same policies, and statements about one of them. */
  private static PolicyState aboutUsers(List<String> statements, String user) {
    return new PolicyState(
        Map.of(Caller.parse(ALICE), own(), Caller.parse(BOB), own()),
        Map.of(
            KEY,
            key(statements.stream().map(one -> one.replace(ALICE, user)).toArray(String[]::new))));
  }

  @Test
  @DisplayName("4.15: `aws:ResourceAccount` is the account of the key, for actions on a key")
  void noNewAccess_accountOfTheResource_isThatOfTheKey() {
    String owner = "'StringEquals':{'aws:ResourceAccount':'111122223333'}";
    String other = "'StringEquals':{'aws:ResourceAccount':'444455556666'}";

    refuted(keyPolicy(), keyPolicy(names(ALICE, owner)));
    assertThat(prover.noNewAccess(keyPolicy(), keyPolicy(names(ALICE, other))))
        .isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("Each caller is asked about; many of them share a diagram")
  void noNewAccess_provenPair_countsWhatItCompared() {
    String either = "'StringEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}";
    PolicyState before = keyPolicy(names("111122223333", either));
    PolicyState after = keyPolicy(names("111122223333", either.replace(",'vpce-2'", "")));

    Proof proof = prover.noNewAccess(before, after);

    assertThat(proof).isInstanceOf(Proof.Proven.class);
    ProofStatistics counts = proof.statistics();
    assertThat(counts.keys()).isOne();
    assertThat(counts.callers()).isEqualTo(11);
    assertThat(counts.questions()).isEqualTo(10);
    assertThat(counts.diagrams()).isPositive().isLessThan(counts.questions());
    assertThat(counts.nodes()).isGreaterThan(counts.diagrams());
    assertThat(counts.openRules()).isEmpty();
  }

  @Test
  @DisplayName("The nodes of the diagram that shows a witness, or leaves it open, are counted")
  void noNewAccess_oneDiagram_countsItsNodes() {
    String mfa = "'Bool':{'aws:MultiFactorAuthPresent':'true'}";
    String role = "arn:aws:iam::444455556666:role/App";
    Proof refuted = prover.noNewAccess(keyPolicy(), keyPolicy(names(role, mfa)));
    Proof open = prover.noNewAccess(keyPolicy(), keyPolicy(names(role, OPEN.formatted("a"))));

    assertThat(refuted).isInstanceOf(Proof.Refuted.class);
    assertThat(refuted.statistics().nodes()).isGreaterThan(refuted.statistics().diagrams());
    assertThat(open).isInstanceOf(Proof.Indeterminate.class);
    assertThat(open.statistics().nodes()).isGreaterThan(open.statistics().diagrams());
  }

  @Test
  @DisplayName("3.9: a proof names the rules that AWS leaves open, and holds whichever way they go")
  void noNewAccess_openTestOnBothSides_isNamed() {
    PolicyState wide = keyPolicy(names(ALICE, OPEN.formatted("a")));
    String narrow = OPEN.formatted("a") + ",'Bool':{'aws:SecureTransport':'true'}";

    Proof proof = prover.noNewAccess(wide, keyPolicy(names(ALICE, narrow)));

    assertThat(proof).isInstanceOf(Proof.Proven.class);
    assertThat(proof.statistics().openRules())
        .containsExactly("StringEquals aws:ResourceTag/team \"a\"");
  }

  @ParameterizedTest(name = "{0}, then {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // 3.9: the order and the repetition of values do not matter
        "'StringEquals':{'aws:ResourceTag/t':['a','b']}"
            + " | 'StringEquals':{'aws:ResourceTag/t':['b','a','b']} | true",
        "'StringEquals':{'aws:ResourceTag/t':['a','b']}"
            + " | 'StringEquals':{'aws:ResourceTag/t':['a','c']} | false",
        // 3.9: with both values, each test is open by itself
        "'StringEquals':{'aws:TagKeys':'a'} | 'StringEquals':{'aws:TagKeys':'b'},"
            + "'ForAnyValue:StringEquals':{'aws:TagKeys':'a'} | false",
        "'StringEquals':{'aws:TagKeys':['a','b']} | 'StringEquals':{'aws:TagKeys':['b','a']},"
            + "'ForAnyValue:StringEquals':{'aws:TagKeys':'a'} | true",
        // 3.3: an absent key is compared with no value
        "'ForAnyValue:StringEqualsIfExists':{'aws:CalledVia':'a'}"
            + " | 'ForAnyValue:StringEqualsIfExists':{'aws:CalledVia':'b'} | true",
        "'ForAnyValue:StringEqualsIfExists':{'aws:CalledVia':'a'}"
            + " | 'ForAnyValue:StringLikeIfExists':{'aws:CalledVia':'a'} | false",
        "'ForAnyValue:StringEqualsIfExists':{'aws:CalledVia':'a'}"
            + " | 'ForAllValues:StringNotLike':{'aws:CalledVia':'a'} | false"
      })
  @DisplayName("3.3, 3.9: which tests that AWS leaves open have the same result")
  void noNewAccess_openTests_areTheSameOrNot(String before, String after, boolean isProven) {
    String absent = ",'Null':{'aws:CalledVia':'true'}";

    Proof proof =
        prover.noNewAccess(
            keyPolicy(names(ALICE, before + absent)),
            keyPolicy(names(ALICE, after + absent + ",'Bool':{'aws:SecureTransport':'true'}")));

    assertThat(proof)
        .as("%s", proof)
        .isInstanceOf(isProven ? Proof.Proven.class : Proof.Indeterminate.class);
  }

  private static String decryptsOn(String resource) {
    return names(ALICE, "").replace("'Resource':'*'", resource);
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'Resource':'%1$s' | 'NotResource':'%1$s' | true",
        "'Resource':'%1$s' | 'NotResource':['%1$s','arn:aws:kms:us-east-1:*:*'] | true",
        "'Resource':['%1$s','arn:aws:kms:us-east-1:*:*'] | 'NotResource':'%1$s' | true",
        "'Resource':'%1$s' | 'NotResource':['%1$s','arn:aws:kms:us-west-2:*:*'] | false",
        "'Resource':['%1$s','arn:aws:kms:us-west-2:*:*'] | 'NotResource':'%1$s' | true",
        "'Resource':'%1$s' | 'Resource':'%2$s' | false",
        "'NotResource':'%1$s' | 'NotResource':'%2$s' | false",
        "'Resource':'%1$s' | 'NotResource':'%2$s' | false"
      })
  @DisplayName("2.4: a pattern in other letter case matches or does not, everywhere alike")
  void noNewAccess_patternThatPerhapsMatches_coversWithItsOpposite(
      String one, String other, boolean isProven) {
    String upper = "arn:aws:kms:US-WEST-2:*:key/*";
    String mixed = "arn:aws:kms:Us-West-2:*:key/*";

    Proof proof =
        prover.noNewAccess(
            keyPolicy(
                decryptsOn(one.formatted(upper, mixed)), decryptsOn(other.formatted(upper, mixed))),
            keyPolicy(names(ALICE, "")));

    assertThat(proof)
        .as("%s", proof)
        .isInstanceOf(isProven ? Proof.Proven.class : Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("A witness has a text that a policy names rather than another one")
  void noNewAccess_namedText_isThatOfTheWitness() {
    String any = "'StringLike':{'kms:EncryptionContext:t':'*'}";
    String named = "'StringEquals':{'kms:EncryptionContext:t':''}";
    String absent = "'Null':{'aws:SourceVpce':'true'}";

    Witness witness =
        refuted(keyPolicy(), keyPolicy(names(ALICE, any), names(ALICE, named + "," + absent)));

    assertThat(witness.after().request().context().get("kms:encryptioncontext:t"))
        .isEqualTo(ContextValue.of(""));
  }

  @Test
  @DisplayName("A reason names what is open, a caller and an action")
  void noNewAccess_openTestOnOneSide_isTheReason() {
    Proof proof = prover.noNewAccess(keyPolicy(), keyPolicy(names(ALICE, OPEN.formatted("a"))));

    assertThat(proof)
        .isInstanceOfSatisfying(
            Proof.Indeterminate.class,
            open ->
                assertThat(open.reasons())
                    .containsExactly(
                        new OpenReason(
                            OpenReason.Kind.UNDOCUMENTED,
                            "StringEquals aws:ResourceTag/team \"a\"",
                            ALICE,
                            "kms:Decrypt")));
  }

  @Test
  @DisplayName("Resources that cannot be divided leave a proof open")
  void noNewAccess_variableOfTheCallerInAResource_isUndecided() {
    String statement = "{'Effect':'Allow','Action':'kms:*Alias','Resource':'%s'}";
    String typed = statement.formatted("arn:aws:kms:*:*:alias/${aws:PrincipalType}");

    Proof proof = prover.noNewAccess(identity(), identity(typed));

    assertThat(proof)
        .isInstanceOfSatisfying(
            Proof.Indeterminate.class,
            open ->
                assertThat(open.reasons())
                    .extracting(OpenReason::kind)
                    .containsExactly(OpenReason.Kind.TOO_LARGE));
  }

  @Test
  @DisplayName("Two states are equivalent only if neither allows more; the witness says which does")
  void equivalent_oneWider_isRefutedEitherWay() {
    PolicyState wide = keyPolicy(names(ALICE, ""));
    PolicyState narrow = keyPolicy(names(ALICE, "'Bool':{'aws:SecureTransport':'true'}"));

    Witness gained = ((Proof.Refuted) prover.equivalent(narrow, wide)).witness();
    Witness lost = ((Proof.Refuted) prover.equivalent(wide, narrow)).witness();

    assertThat(gained.allowed()).isSameAs(gained.after());
    assertThat(gained.decisionBefore().isCertainDenial()).isTrue();
    assertThat(lost.allowed()).isSameAs(lost.before());
    assertThat(lost.decisionBefore()).isEqualTo(Decision.ALLOWED);
    assertThat(lost.decisionAfter().isCertainDenial()).isTrue();
    assertThat(List.of(lost.before().id(), lost.after().id())).containsExactly("before", "after");
  }

  @Test
  @DisplayName("States of which one is perhaps wider are perhaps equivalent, either way round")
  void equivalent_oneSideOpen_isUndecidedEitherWay() {
    PolicyState none = keyPolicy();
    PolicyState open = keyPolicy(names(ALICE, OPEN.formatted("a")));

    assertThat(prover.equivalent(none, open)).isInstanceOf(Proof.Indeterminate.class);
    assertThat(prover.equivalent(open, none)).isInstanceOf(Proof.Indeterminate.class);
    assertThat(prover.equivalent(open, open)).isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("5.10: an action about no key is access to keys of the caller's account only")
  void notGranted_actionAboutNoKey_isAskedOfMembersOfTheAccount() {
    RequestFilter listing = RequestFilter.all().actions(List.of("kms:ListKeys"));
    PolicyState state = keyPolicy();

    assertThat(prover.notGranted(state, listing.principal("arn:aws:iam::111122223333:*")))
        .isInstanceOf(Proof.Refuted.class);
    assertThat(
            prover.notGranted(
                keyPolicy(names("444455556666", "")),
                listing.principal("arn:aws:iam::444455556666:*")))
        .isInstanceOf(Proof.Proven.class);
  }

  @Test
  @DisplayName("A witness that assumes nothing about unknown layers is preferred")
  void noNewAccess_twoWitnesses_findsTheOneWithoutAssumptions() {
    String account = names("111122223333", "");
    String other = names("arn:aws:iam::111122223333:role/App", "");

    Witness witness = refuted(keyPolicy(), keyPolicy(account, other));

    assertThat(witness.after().policies().identity()).isEqualTo(PolicyLayer.of());
  }

  @Test
  @DisplayName("A test of values that have no classes is named with its key")
  void noNewAccess_valuesWithoutClasses_areTheReason() {
    String related = "'StringEqualsIgnoreCase':{'aws:SourceVpce':'${aws:PrincipalTag/team}'}";

    Proof proof = prover.noNewAccess(keyPolicy(), keyPolicy(names(ALICE, related)));

    assertThat(proof)
        .isInstanceOfSatisfying(
            Proof.Indeterminate.class,
            open ->
                assertThat(open.reasons())
                    .containsExactly(
                        new OpenReason(
                            OpenReason.Kind.KEY,
                            "the values of `aws:principaltag/team` in the test `StringEqualsIgnoreCase aws:SourceVpce \"${aws:PrincipalTag/team}\"`",
                            ALICE,
                            "kms:Decrypt")));
  }

  @Test
  @DisplayName("5.16: what an unknown grant may allow and no grant can be written for is open")
  void noNewAccess_unknownGrantThatNoScenarioHas_isOpen() {
    String deny =
        denies("'ForAnyValue:StringEquals':{'kms:GrantOperations':'Encrypt'}")
            .replace("kms:Decrypt", "kms:CreateGrant");
    PolicyLayer before = layer(PolicyType.KEY, deny);

    Proof proof =
        prover.noNewAccess(
            PolicyState.ofKeyPolicy(KEY, before, GrantLayer.unknown()),
            PolicyState.ofKeyPolicy(KEY, layer(PolicyType.KEY), GrantLayer.unknown()));

    assertThat(proof)
        .isInstanceOfSatisfying(
            Proof.Indeterminate.class,
            open ->
                assertThat(open.reasons())
                    .extracting(OpenReason::text)
                    .containsExactly("what unknown grants on " + KEY.arn() + " allow"));
  }

  @Test
  @DisplayName("A witness without assumptions replaces one with them that was found before it")
  void noNewAccess_assumptionFirst_isReplaced() {
    String account = names("111122223333", "");
    String mention = names(ALICE, "").replace("Allow", "Deny").replace("Decrypt", "Encrypt");

    Witness witness = refuted(keyPolicy(), keyPolicy(mention, account));

    assertThat(witness.after().request().caller().arn())
        .isEqualTo("arn:aws:iam::111122223333:root");
    assertThat(witness.after().policies().identity()).isEqualTo(PolicyLayer.of());
  }

  private static ConditionContext context(Witness witness) {
    return witness.after().request().context();
  }

  @Test
  @DisplayName("A witness of a call by way of a service says that it is one; no other does")
  void noNewAccess_callOfAService_isSaidInTheWitness() {
    String via = "'StringEquals':{'kms:ViaService':'s3.us-west-2.amazonaws.com'}";
    String flagged = via + ",'Bool':{'aws:ViaAWSService':'true'}";

    for (String condition : List.of(via, flagged)) {
      ConditionContext context = context(refuted(keyPolicy(), keyPolicy(names(ALICE, condition))));
      assertThat(context.get("kms:viaservice"))
          .isEqualTo(ContextValue.of("s3.us-west-2.amazonaws.com"));
      assertThat(context.get("aws:viaawsservice")).isEqualTo(ContextValue.of("true"));
    }
    assertThat(context(refuted(keyPolicy(), keyPolicy(names(ALICE, "")))).get("aws:viaawsservice"))
        .isEqualTo(ContextValue.absent());
  }

  @ParameterizedTest(name = "{0}, unknown grants: {1}")
  @CsvSource({
    "kms:CreateGrant, true, Decrypt",
    "kms:CreateGrant, false, ''",
    "kms:Decrypt, true, ''",
    "kms:Decrypt, false, ''"
  })
  @DisplayName("5.13: a witness of a grant that allows `CreateGrant` names what is granted by it")
  void noNewAccess_createGrantByAGrant_namesItsOperations(
      String action, boolean areGrantsUnknown, String operations) {
    String deny = denies("").replace("kms:Decrypt", action);
    String other = "arn:aws:iam::444455556666:role/App"; // its own policies must allow it, too
    String allow = names(other, "").replace("kms:Decrypt", action);
    GrantLayer grants = areGrantsUnknown ? GrantLayer.unknown() : GrantLayer.none();
    PolicyLayer after = areGrantsUnknown ? layer(PolicyType.KEY) : layer(PolicyType.KEY, allow);

    Witness witness =
        refuted(
            PolicyState.ofKeyPolicy(KEY, layer(PolicyType.KEY, deny), grants),
            PolicyState.ofKeyPolicy(KEY, after, grants));

    assertThat(context(witness).get("kms:grantoperations"))
        .isEqualTo(operations.isEmpty() ? ContextValue.absent() : ContextValue.of(operations));
  }

  @Test
  @DisplayName("1.7: a session of a role whose path is unknown is shown with the root path")
  void noNewAccess_unknownPath_isTheRootInTheWitness() {
    Caller session = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/run");
    Map<Caller, PrincipalPolicies> callers = Map.of(session, own());
    String all = names("arn:aws:sts::111122223333:assumed-role/App/run", "");

    Witness witness =
        refuted(
            new PolicyState(callers, Map.of(KEY, key())),
            new PolicyState(callers, Map.of(KEY, key(all))));

    assertThat(witness.after().request().caller())
        .isInstanceOfSatisfying(
            Caller.RoleSession.class,
            one -> assertThat(one.path()).isEqualTo(Caller.RolePath.root()));
  }
}
