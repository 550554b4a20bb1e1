package io.kmspolicy.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.Evaluators;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A request with its policies, built layer by layer and then decided by every evaluator. It is read
 * by the scenario reader, so the reader's checks apply.
 *
 * <pre>{@code
 * decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE)).isAllowed();
 * }</pre>
 */
final class Ask {

  static final String A = "111122223333";
  static final String B = "444455556666";
  static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String OTHER_KEY =
      "arn:aws:kms:us-west-2:111122223333:key/0000abcd-12ab-34cd-56ef-1234567890ab";
  static final String ALIAS = "arn:aws:kms:us-west-2:111122223333:alias/app";
  static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  static final String BOB = "arn:aws:iam::111122223333:user/bob";
  static final String CAROL = "arn:aws:iam::444455556666:user/carol";
  static final String ROOT = "arn:aws:iam::111122223333:root";
  static final String APP = "arn:aws:iam::111122223333:role/App";
  static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/session-1";
  static final String FEDERATED = "arn:aws:sts::111122223333:federated-user/x";
  static final String LINKED = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s";
  static final String LINKED_ROLE =
      "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
  static final String LOGS = "logs.us-west-2.amazonaws.com";

  private final Map<String, String> request = new LinkedHashMap<>();
  private final Map<String, String> context = new LinkedHashMap<>();
  private final Map<String, String> layers = new LinkedHashMap<>();
  private final List<String> identity = new ArrayList<>();
  private final List<String> session = new ArrayList<>();
  private final List<String> serviceControl = new ArrayList<>();
  private final List<String> resourceControl = new ArrayList<>();
  private final List<String> grants = new ArrayList<>();
  private final List<String> unknownKeys = new ArrayList<>();
  private final List<String> unknownLayers = new ArrayList<>();
  private UnaryOperator<AuthorizationRequest> change = UnaryOperator.identity();

  private Ask(String action, String resource) {
    set("principal", ALICE).set("action", action).set("resource", resource);
  }

  /** May alice decrypt with the key? */
  static Ask decrypt() {
    return new Ask("kms:Decrypt", KEY);
  }

  static Ask action(String action) {
    return new Ask(action, KEY);
  }

  private Ask set(String member, String text) {
    request.put(member, Json.text(text));
    return this;
  }

  Ask by(String principal) {
    return set("principal", principal);
  }

  Ask ofRole(String roleArn) {
    return set("principalRole", roleArn);
  }

  /**
   * The caller as an ARN: attributes that an ARN does not contain are unknown until they are
   * stated.
   */
  Ask byCaller(Caller other) {
    change =
        asked ->
            new AuthorizationRequest(
                other,
                asked.action(),
                asked.resource(),
                asked.context(),
                asked.grantId(),
                asked.keyManager(),
                asked.resourceAccount());
    return this;
  }

  /** With a condition key that is present with an unknown value. */
  Ask withSome(String key) {
    UnaryOperator<AuthorizationRequest> before = change;
    change =
        request -> {
          AuthorizationRequest asked = before.apply(request);
          RequestContext context = (RequestContext) asked.context();
          return new AuthorizationRequest(
              asked.caller(),
              asked.action(),
              asked.resource(),
              context.toBuilder().set(key, ContextValue.presentUnknown()).build(),
              asked.grantId(),
              asked.keyManager(),
              asked.resourceAccount());
        };
    return this;
  }

  /** On an unknown key, such as the key of a ciphertext. */
  Ask onUnknownKey() {
    change =
        asked ->
            new AuthorizationRequest(
                asked.caller(),
                asked.action(),
                new KmsResource.UnknownKey("aws", "us-west-2"),
                asked.context(),
                asked.grantId(),
                asked.keyManager(),
                asked.resourceAccount());
    return on("*"); // replaced by the key
  }

  /** On a key that is being created, in account A. */
  Ask onNewKey(boolean multiRegion) {
    change =
        asked ->
            new AuthorizationRequest(
                asked.caller(),
                asked.action(),
                new KmsResource.NewKey("aws", "us-west-2", A, multiRegion),
                asked.context(),
                asked.grantId(),
                asked.keyManager(),
                asked.resourceAccount());
    return this;
  }

  Ask on(String resource) {
    return set("resource", resource);
  }

  Ask inAccount(String account) {
    return set("resourceAccount", account);
  }

  Ask managedByAws() {
    return set("keyManager", "AWS");
  }

  Ask grantId(String id) {
    return set("grantId", id);
  }

  Ask with(String key, String... values) {
    context.put(key, Json.texts(values));
    return this;
  }

  /** With a single value in the JSON, where {@link #with} writes an array. */
  Ask withText(String key, String value) {
    context.put(key, Json.text(value));
    return this;
  }

  Ask keyPolicy(Says... statements) {
    return keyPolicy(Says.document(statements));
  }

  Ask keyPolicy(String document) {
    layers.put("key", named(document));
    return this;
  }

  /** The default key policy, which delegates to the IAM policies of the account. */
  Ask delegating() {
    return keyPolicy(Says.allow("kms:*").to(ROOT));
  }

  Ask identity(Says... statements) {
    return identity(Says.document(statements));
  }

  Ask identity(String document) {
    identity.add(named(document));
    return this;
  }

  Ask boundary(Says... statements) {
    layers.put("permissionsBoundary", named(Says.document(statements)));
    return this;
  }

  Ask session(Says... statements) {
    session.add(named(Says.document(statements)));
    return this;
  }

  /** Adds a level, root first. Without statements, its policy has no statements. */
  Ask serviceControl(Says... statements) {
    serviceControl.add(level(named(Says.document(statements))));
    return this;
  }

  /** Adds a level, root first. */
  Ask resourceControl(Says... statements) {
    resourceControl.add(level(named(Says.document(statements))));
    return this;
  }

  Ask emptyServiceControlLevel() {
    serviceControl.add(level(""));
    return this;
  }

  private static String level(String policies) {
    return "{\"target\":\"r-root\",\"policies\":[" + policies + "]}";
  }

  Ask endpoint(Says... statements) {
    layers.put("vpcEndpoint", named(Says.document(statements)));
    return this;
  }

  Ask grant(GrantOf grant) {
    grants.add(grant.json());
    return this;
  }

  Ask unknown(String... keys) {
    unknownKeys.addAll(List.of(keys));
    return this;
  }

  Ask unknownLayer(String... names) {
    unknownLayers.addAll(List.of(names));
    return this;
  }

  private static String named(String document) {
    return "{\"name\":\"p\",\"document\":" + document + "}";
  }

  String json() {
    List<String> asked = new ArrayList<>();
    request.forEach((name, json) -> asked.add(Json.member(name, json)));
    List<String> keys = new ArrayList<>();
    context.forEach((name, json) -> keys.add(Json.member(name, json)));
    asked.add(Json.member("context", Json.object(keys)));
    List<String> known = new ArrayList<>();
    layers.forEach((name, json) -> known.add(Json.member(name, json)));
    addLayer(known, "identity", identity);
    addLayer(known, "session", session);
    addLayer(known, "serviceControl", serviceControl);
    addLayer(known, "resourceControl", resourceControl);
    addLayer(known, "grants", grants);
    String unknown =
        Json.object(
            List.of(
                Json.member("context", Json.texts(unknownKeys.toArray(new String[0]))),
                Json.member("policies", Json.texts(unknownLayers.toArray(new String[0])))));
    return Json.object(
        List.of(
            Json.member("id", Json.text("question")),
            Json.member("request", Json.object(asked)),
            Json.member("policies", Json.object(known)),
            Json.member("unknown", unknown)));
  }

  private static void addLayer(List<String> layers, String name, List<String> elements) {
    if (!elements.isEmpty()) {
      layers.add(Json.member(name, Json.array(elements)));
    }
  }

  void isAllowed() {
    is(Decision.ALLOWED);
  }

  void isExplicitlyDenied() {
    is(Decision.EXPLICIT_DENY);
  }

  void isImplicitlyDenied() {
    is(Decision.IMPLICIT_DENY);
  }

  /** The decision is certainly one of the two denials. */
  void isDenied() {
    is(Decision.DENIED);
  }

  void isIndeterminate() {
    is(Decision.INDETERMINATE);
  }

  void is(Decision expected) {
    is(expected, expected);
  }

  /** The reference is open where its enumeration is bounded; the tables are certain. */
  void isAllowedByTablesOnly() {
    is(Decision.INDETERMINATE, Decision.ALLOWED);
  }

  private void is(Decision byReference, Decision byTables) {
    Scenario scenario = ScenarioReader.create().read(json());
    AuthorizationRequest asked = change.apply(scenario.request());
    assertThat(Evaluators.fresh())
        .as("the reference and the tables for %s", json())
        .extracting(evaluator -> evaluator.decide(asked, scenario.policies()))
        .containsExactly(byReference, byTables);
  }

  /** The decision of one evaluator. */
  Decision decide(PolicyEvaluator evaluator) {
    Scenario scenario = ScenarioReader.create().read(json());
    return evaluator.decide(change.apply(scenario.request()), scenario.policies());
  }

  /**
   * The steps of a decision (rule 6.17).
   *
   * @param maximum the maximum number of steps
   */
  Counted count(PolicyEvaluator evaluator, int maximum) {
    Scenario scenario = ScenarioReader.create().read(json());
    AuthorizationRequest asked = change.apply(scenario.request());
    StepBudget budget = new StepBudget(maximum);
    StepCounter counter = budget.start();
    CountedContext context = new CountedContext(asked.context(), counter);
    Decision decision = evaluator.decide(asked.in(context), scenario.policies());
    return new Counted(decision, counter.spent(), budget.exhausted() > 0);
  }

  /** The steps of a decision. */
  record Counted(Decision decision, long steps, boolean exhausted) {}

  /** The explanation of the decision. */
  Explanation explain(PolicyEvaluator evaluator) {
    Scenario scenario = ScenarioReader.create().read(json());
    return evaluator.explain(change.apply(scenario.request()), scenario.policies());
  }

  /** The steps of an explanation with all its decisions (rule 6.17). */
  long stepsOfExplanation(PolicyEvaluator evaluator) {
    Scenario scenario = ScenarioReader.create().read(json());
    AuthorizationRequest asked = change.apply(scenario.request());
    StepCounter counter = new StepBudget(StepBudget.OF_AN_EVALUATION).start();
    evaluator.explain(asked.in(new CountedContext(asked.context(), counter)), scenario.policies());
    return counter.spent();
  }

  /** The reader rejects the request, with a problem that contains this text. */
  void isRefused(String sentence) {
    assertThatThrownBy(() -> ScenarioReader.create().read(json()))
        .isInstanceOf(PolicySyntaxException.class)
        .hasMessageContaining(sentence);
  }
}
