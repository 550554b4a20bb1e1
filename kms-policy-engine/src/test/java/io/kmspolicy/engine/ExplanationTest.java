package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.PolicySetEvaluation;
import io.kmspolicy.engine.report.Derivation;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.EvaluationTracer;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource KEY =
      KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd");
  private static final String SECRET = "hunter2-secret";

  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();

  private static AuthorizationRequest decrypt(RequestContext context) {
    return AuthorizationRequest.of(ALICE, "kms:Decrypt", KEY, context);
  }

  private static PolicySet policies(String... identity) {
    return PolicySet.builder()
        .identity(Policies.layer(PolicyType.IDENTITY, identity))
        .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
        .build();
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.Corpus#bundled")
  @DisplayName("The layers of a trace combine to the outcomes of three-valued logic (6.1-6.5)")
  void report_everyScenario_addsUpToThePlainAnswer(Corpus corpus) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    for (Scenario scenario : corpus.scenarios()) {
      Outcomes plain = Outcomes.NONE;
      RequestAttributes facts = RequestAttributes.of(scenario.request(), catalogue);
      for (BoundaryState boundary :
          BoundaryState.cases(scenario.policies().permissionsBoundary())) {
        PolicySetEvaluation one =
            new PolicySetEvaluation(facts, scenario.policies(), catalogue, boundary);
        plain = plain.or(one.outcomes(scenario.request().context(), MatchResult.INDETERMINATE));
      }

      EvaluationTrace report =
          new EvaluationTracer(catalogue).trace(scenario.request(), scenario.policies());

      Verdict<Derivation> verdict = report.verdict();
      assertThat(Outcomes.of(verdict.deny().result(), verdict.allow().result()))
          .as(scenario.id())
          .isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.Corpus#bundled")
  @DisplayName("Every explanation has the decision, a reason, and the determining statements")
  void explain_everyScenario_namesWhatSettledIt(Corpus corpus) throws IOException {
    for (Scenario scenario : corpus.scenarios()) {
      Explanation explanation = authorizer.explain(scenario.request(), scenario.policies());

      Decision decision = authorizer.decide(scenario.request(), scenario.policies());
      assertThat(explanation.decision()).as(scenario.id()).isEqualTo(decision);
      assertThat(explanation.reasons()).as(scenario.id()).isNotEmpty();
      assertSettled(scenario.id(), explanation);
      assertThat(explanation.text().lines()).as(scenario.id()).hasSizeGreaterThan(10);
      assertJson(explanation.json());
    }
  }

  private static void assertSettled(String id, Explanation explanation) {
    List<DeterminingStatement> statements = explanation.determiningStatements();
    switch (explanation.decision()) {
      case ALLOWED -> {
        boolean byRoot = statements.isEmpty() && explanation.determiningGrants().isEmpty();
        assertThat(byRoot).as(id).isFalse();
        assertThat(statements).as(id).allMatch(one -> one.statement().effect() == Effect.ALLOW);
      }
      case EXPLICIT_DENY ->
          assertThat(statements)
              .as(id)
              .isNotEmpty()
              .allMatch(one -> one.statement().effect() == Effect.DENY);
      case IMPLICIT_DENY, DENIED -> assertThat(statements).as(id).isEmpty();
      case INDETERMINATE -> {
        assertThat(statements).as(id).isEmpty();
        boolean explained =
            !explanation.unknown().isEmpty() || !explanation.undocumented().isEmpty();
        assertThat(explained).as(id).isTrue();
      }
    }
  }

  private static void assertJson(String text) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      int depth = 0;
      while (parser.nextToken() != null) {
        depth += parser.currentToken().isStructStart() ? 1 : 0;
        depth -= parser.currentToken().isStructEnd() ? 1 : 0;
      }
      assertThat(depth).isZero();
    }
  }

  @Test
  @DisplayName("A redacted explanation holds no value of the encryption context")
  void redacted_valuesOfTheEncryptionContext_areWithheld() {
    RequestContext context =
        RequestContext.builder()
            .put("kms:EncryptionContext:tenant", SECRET)
            .put("kms:EncryptionContextKeys", "tenant")
            .put("aws:username", "alice")
            .build();
    Grant grant =
        Policies.grant(
            "g-1",
            ALICE.arn(),
            new GrantConstraints.ContextConstraint.EqualTo(Map.of("tenant", "other")));
    PolicySet set =
        policies(
                "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{"
                    + "'StringNotEquals':{'kms:EncryptionContext:tenant':'hunter2-secret'}}}",
                "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{'StringEquals':"
                    + "{'aws:username':'${kms:EncryptionContext:tenant}'}}}",
                "{'Effect':'Allow','Action':'kms:*',"
                    + "'Resource':'arn:aws:kms:*:*:key/${kms:EncryptionContext:tenant}'}",
                "{'Effect':'Allow','Action':'kms:*','Resource':'*','Condition':{"
                    + "'StringEqualsIgnoreCase':{'kms:EncryptionContext:tenant':"
                    + "'HUNTER2-SECRET'},'StringEquals':{'aws:username':'bob'}}}")
            .toBuilder()
            .grants(GrantLayer.of(grant))
            .build();

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.decision()).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(explanation.text()).contains(SECRET, "\"other\"");
    Explanation redacted = explanation.redacted();
    assertThat(redacted.text())
        .doesNotContainIgnoringCase(SECRET)
        .contains("(value withheld)", "\"other\"", "\"alice\"");
    assertThat(redacted.json()).doesNotContainIgnoringCase(SECRET);
    assertThat(explanation.toString()).doesNotContain(SECRET);
  }

  @Test
  @DisplayName(
      "Statements that decide only jointly are marked as such, without redundant statements (6.13)")
  void explain_oneUnknownInTwoStatements_namesBoth() {
    RequestContext context = RequestContext.builder().unknown("aws:SourceVpce").build();
    PolicySet set =
        policies(
            "{'Sid':'A','Effect':'Allow','Action':'*','Resource':'*',"
                + "'Condition':{'StringEquals':{'aws:SourceVpce':'x'}}}",
            "{'Sid':'B','Effect':'Allow','Action':'*','Resource':'*',"
                + "'Condition':{'StringNotEquals':{'aws:SourceVpce':'x'}}}",
            "{'Sid':'C','Effect':'Allow','Action':'*','Resource':'*',"
                + "'Condition':{'StringEquals':{'aws:SourceVpce':'y'}}}");

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.decision()).isEqualTo(Decision.ALLOWED);
    assertThat(explanation.isJoint()).isTrue();
    assertThat(explanation.determiningStatements())
        .extracting(one -> one.statement().sid().orElse(""))
        .containsExactly("", "A", "B");
  }

  private static NamedPolicy named(String name, String... statements) {
    PolicyLayer.Attached layer =
        (PolicyLayer.Attached) Policies.layer(PolicyType.IDENTITY, statements);
    return new NamedPolicy(name, layer.policies().get(0).document());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20})
  @DisplayName("Without any of the statements that decide jointly the decision differs (6.13)")
  void explain_manyStatementsOfWhichSomeAreEqual_areNoMoreThanNeeded(int others) {
    RequestContext context = RequestContext.builder().unknown("aws:SourceVpce").build();
    String condition =
        "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'%s':{'aws:SourceVpce':'%s'}}}";
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < others; i++) {
      statements.add(condition.formatted("StringEquals", "other" + i));
    }
    statements.add(condition.formatted("StringEquals", "x"));
    String[] again = statements.toArray(String[]::new);
    statements.add(condition.formatted("StringNotEquals", "x"));
    PolicySet set =
        policies().toBuilder()
            .identity(
                PolicyLayer.of(
                    named("first", statements.toArray(String[]::new)), named("second", again)))
            .build();

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.decision()).isEqualTo(Decision.ALLOWED);
    assertThat(explanation.isJoint()).isTrue();
    assertThat(explanation.determiningStatements())
        .filteredOn(one -> one.type() == PolicyType.IDENTITY)
        .extracting(one -> one.statement().condition().toString())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .noneMatch(text -> text.contains("other"));
  }

  @Test
  @DisplayName("Where the joint statements are too many to leave out each, a reason says so (6.13)")
  void explain_tooManyJointStatements_saysThatFewerMayBeEnough() {
    RequestContext context = RequestContext.builder().unknown("aws:SourceVpce").build();
    PolicySet set =
        policies(
            IntStream.range(0, 250)
                .mapToObj(
                    i ->
                        ("{'Sid':'S%d','Effect':'Allow','Action':'*','Resource':'*',"
                                + "'Condition':{'String%sEquals':{'aws:SourceVpce':'x'}}}")
                            .formatted(i, i % 2 == 0 ? "" : "Not"))
                .toArray(String[]::new));

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.decision()).isEqualTo(Decision.ALLOWED);
    assertThat(explanation.text().replaceAll("\\s+", " ")).contains("fewer of these may be enough");
  }

  @Test
  @DisplayName("If the search for joint statements uses the budget up, a note says so (6.17)")
  void explain_budgetUsedUpBySearch_saysThatMoreMayBeListed() {
    RequestContext context = RequestContext.builder().unknown("aws:SourceVpce").build();
    PolicySet set =
        policies(
            Stream.concat(
                    IntStream.range(0, 120)
                        .mapToObj(i -> "'StringEquals':{'aws:SourceVpce':'vpce-" + i + "'}"),
                    Stream.of("'StringNotEquals':{'aws:SourceVpce':'vpce-0'}"))
                .map(test -> "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{" + test)
                .map(statement -> statement + "}}")
                .toArray(String[]::new));

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.decision()).isEqualTo(Decision.ALLOWED);
    assertThat(explanation.text().replaceAll("\\s+", " "))
        .contains("steps is used up", "more statements than determine the decision may be listed");
  }

  @Test
  @DisplayName(
      "The smallest sets of unknown inputs that would make the decision certain are found"
          + " (6.1-6.4)")
  void explain_unknownKeysAndLayers_findsTheSmallestSets() {
    RequestContext context =
        RequestContext.builder().unknown("aws:SourceVpce").unknown("aws:PrincipalTag/*").build();
    PolicySet set =
        policies(
                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{"
                    + "'StringEquals':{'aws:SourceVpce':'x','aws:PrincipalTag/Team':'t'}}}")
            .toBuilder()
            .grants(GrantLayer.unknown())
            .build();

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.missingInformation())
        .containsExactly(
            new MissingInformation(
                List.of("aws:SourceVpce", "aws:PrincipalTag/Team"), List.of("grants"), List.of()));
  }

  @Test
  @DisplayName("Each set is minimal: an input that is sufficient alone is in no larger set")
  void explain_denyOnOneKey_findsTheKeyOnly() {
    RequestContext context =
        RequestContext.builder().unknown("aws:SourceVpce").unknown("aws:SourceIp").build();
    PolicySet set =
        policies(
            "{'Effect':'Allow','Action':'*','Resource':'*'}",
            "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{"
                + "'StringEquals':{'aws:SourceVpce':'x'}}}",
            "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{"
                + "'StringEquals':{'aws:SourceVpce':'x'},'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}");

    Explanation explanation = authorizer.explain(decrypt(context), set);

    assertThat(explanation.missingInformation())
        .containsExactly(new MissingInformation(List.of("aws:SourceVpce"), List.of(), List.of()));
    assertThat(explanation.unknown().context()).contains("aws:SourceIp");
  }

  @Test
  @DisplayName("Each set is minimal: an unknown layer that no longer matters is in none (6.8)")
  void explain_unknownLayerWithoutInfluence_findsTheOtherOnly() {
    PolicySet set =
        policies("{'Effect':'Allow','Action':'*','Resource':'*'}").toBuilder()
            .serviceControl(OrganizationLayer.unknown())
            .grants(GrantLayer.unknown())
            .build();

    Explanation explanation = authorizer.explain(decrypt(RequestContext.empty()), set);

    // If the SCPs allow the request, the identity policy does; otherwise no grant can.
    assertThat(explanation.missingInformation())
        .containsExactly(
            new MissingInformation(
                List.of(), List.of(PolicyType.SERVICE_CONTROL.word()), List.of()));
  }

  @Test
  @DisplayName("An unknown role path is a missing input (1.7)")
  void explain_rolePathUnknown_namesIt() {
    Caller session = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s");
    PolicySet set =
        PolicySet.builder()
            .key(
                Policies.layer(
                    PolicyType.KEY,
                    "{'Effect':'Allow','Principal':{'AWS':"
                        + "'arn:aws:iam::111122223333:role/team/App'},'Action':'*','Resource':'*'}"))
            .build();
    AuthorizationRequest request =
        AuthorizationRequest.of(session, "kms:Decrypt", KEY, RequestContext.empty());

    Explanation explanation = authorizer.explain(request, set);

    assertThat(explanation.missingInformation())
        .containsExactly(
            new MissingInformation(List.of(), List.of(), List.of("the path of the caller's role")));
  }

  private Explanation createGrant(RequestContext context, GrantConstraints constraints) {
    Grant parent =
        new Grant(
            "g-1",
            "",
            "",
            new Grant.GrantPrincipal.Principal(ALICE.arn()),
            new Grant.GrantPrincipal.Nobody(),
            List.of("CreateGrant", "Decrypt"),
            constraints,
            "111122223333",
            "");
    PolicySet set = policies().toBuilder().grants(GrantLayer.of(parent)).build();
    return authorizer.explain(AuthorizationRequest.of(ALICE, "kms:CreateGrant", KEY, context), set);
  }

  @Test
  @DisplayName("The operations of a new grant are missing if the request lists none (5.16)")
  void explain_createGrantWithoutOperations_namesThem() {
    MissingInformation operations =
        new MissingInformation(List.of("kms:GrantOperations"), List.of(), List.of());

    Explanation plain = createGrant(RequestContext.empty(), GrantConstraints.none());
    assertThat(plain.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(plain.missingInformation()).containsExactly(operations);
    assertThat(plain.unknown()).isEqualTo(operations);
    assertThat(plain.undocumented()).isEmpty();

    // With a source ARN the operations are not sufficient: whether the ARN must be kept is open
    // (5.16).
    GrantConstraints source =
        new GrantConstraints(
            new GrantConstraints.ContextConstraint.EqualTo(Map.of()), "arn:aws:s3:::b");
    Explanation open = createGrant(RequestContext.empty(), source);
    assertThat(open.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(open.missingInformation()).containsExactly(operations);
    assertThat(open.undocumented()).anyMatch(text -> text.contains("source ARN (rule 5.16)"));

    RequestContext known = RequestContext.builder().put("kms:GrantOperations", "Decrypt").build();
    assertThat(createGrant(known, GrantConstraints.none()).decision()).isEqualTo(Decision.ALLOWED);
    assertThat(createGrant(known, source).unknown().isEmpty()).isTrue();
  }

  @Test
  @DisplayName("An explanation of another evaluator names its statements only")
  void text_bareExplanation_isTheDecision() {
    Explanation bare = new Explanation(Decision.ALLOWED, List.of());

    assertThat(bare.text()).isEqualTo("ALLOWED\n");
    assertThat(bare.json()).startsWith("{\"decision\":\"allowed\",");
  }

  @Test
  @DisplayName("Many statements about other actions are counted, not listed")
  void text_manyOtherActions_countsThem() {
    String other = "{'Effect':'Allow','Action':'s3:*','Resource':'*'}";
    PolicySet set = policies(other, other, other, other, other);

    String text = authorizer.explain(decrypt(RequestContext.empty()), set).text();

    assertThat(text).contains("- 5 statements about other actions").doesNotContain("s3:*");
  }

  @Test
  @DisplayName("Long values are truncated and control characters escaped")
  void text_hostileValue_staysOnItsLine() {
    RequestContext context =
        RequestContext.builder().put("kms:ViaService", "x\n\u001b[31m" + "y".repeat(500)).build();
    PolicySet set =
        policies(
            "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{"
                + "'StringEquals':{'kms:ViaService':'z'}}}");

    String text = authorizer.explain(decrypt(context), set).text();

    assertThat(text).contains("x\\n\\u001b[31m").doesNotContain("y".repeat(300), "\u001b");
  }

  @Test
  @DisplayName("Names of policies, statements and condition keys make no line of their own")
  void text_hostileNames_stayOnTheirLines() {
    String hostile = "x\u001b[31m\nFORGED\u202e\u2028\u009bz";
    String document =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":@,\"Effect\":\"Allow\","
            + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":"
            + "{\"kms:EncryptionContext:tenant\":@}}}, {\"Sid\":@,\"Effect\":\"Deny\","
            + "\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{@:@}}}]}";
    PolicyDocument policy =
        PolicyReader.forType(PolicyType.IDENTITY)
            .source("a/" + hostile + ".json")
            .read(document.replace("@", JsonWriter.quoted(hostile)));
    PolicySet set =
        PolicySet.builder()
            .identity(PolicyLayer.of(new NamedPolicy(hostile, policy)))
            .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
            .build();

    String text =
        authorizer.explain(decrypt(RequestContext.builder().unknown("*").build()), set).text();

    assertThat(text).contains("x\\u001b[31m\\nFORGED\\u202e\\u2028\\u009bz");
    assertThat(text.lines()).noneMatch(line -> line.strip().startsWith("FORGED"));
    assertThat(text.codePoints().filter(c -> c != '\n')).noneMatch(Quoting::isUnsafe);
  }
}
