package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.diagram.Difference;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a request of a path through a diagram, and has the reference decide it on both sides. */
final class WitnessBuilder {

  private static final String OF_KMS = "kms:";
  private static final String SOURCE = "aws:sourcearn";
  private static final String CHILD_SOURCE = "kms:grantconstraintsourcearn";
  private static final String OPERATIONS = "kms:grantoperations";

  private final PolicyEvaluator reference = PolicyEvaluator.reference();
  private final JointRules rules;
  private final ConsistentRules consistent;
  private final Vocabulary vocabulary;

  private final boolean permits;

  /**
   * A builder.
   *
   * @param permits whether unknown layers permit the request
   */
  WitnessBuilder(
      JointRules rules, ConsistentRules consistent, Vocabulary vocabulary, boolean permits) {
    this.rules = rules;
    this.consistent = consistent;
    this.vocabulary = vocabulary;
    this.permits = permits;
  }

  /**
   * What a path says about a request.
   *
   * @param facts what is known of the condition keys that the path does not choose
   */
  record Path(
      PairQuestion question,
      BoundaryState boundaryBefore,
      BoundaryState boundaryAfter,
      String action,
      RequestContext facts,
      Difference.Sure found) {

    Path with(RequestContext known, Difference.Sure other) {
      return new Path(question, boundaryBefore, boundaryAfter, action, known, other);
    }

    /** The same request on another resource. */
    Path of(PairQuestion other) {
      return new Path(other, boundaryBefore, boundaryAfter, action, facts, found);
    }
  }

  /**
   * A confirmed witness.
   *
   * @param assumesNothing whether every unknown layer says what it usually says
   */
  record Found(Witness witness, boolean assumesNothing) {}

  /** The smallest confirmed witness on a path; empty if the reference does not confirm it. */
  Optional<Found> build(Path path) {
    Map<String, ContextValue> values = new TreeMap<>(path.found().keys());
    values.values().removeIf(value -> !(value instanceof ContextValue.Present));
    values = new TreeMap<>(ConsistentRules.unified(values));
    Caller caller = path.question().caller().example();
    Attempt first = new Attempt(path, caller, values, path.found().options(), false);
    if (!first.isConfirmed()) {
      first = new Attempt(path, caller, values, path.found().options(), true);
    }
    if (!first.isConfirmed()) {
      return Optional.empty();
    }
    Attempt least = first;
    if (first.caller() instanceof FederatedUser session) {
      Attempt unidentified = first.by(session.madeBy(FederatingUser.unknown()));
      least = unidentified.isConfirmed() ? unidentified : least;
    }
    if (first.caller() instanceof RoleSession session
        && session.path() instanceof RolePath.Unknown) {
      Attempt rooted = first.by(session.withPath(RolePath.root()));
      least = rooted.isConfirmed() ? rooted : least;
    }
    for (String key : List.copyOf(values.keySet())) {
      Attempt less = least.without(key);
      boolean canOccur =
          rules.canOccur(less.values()) && consistent.brokenBy(less.values()).isEmpty();
      least = canOccur && less.isConfirmed() ? less : least;
    }
    for (OpenFact.Choice choice : List.copyOf(path.found().options().keySet())) {
      Attempt less = least.withUsual(choice);
      least = less.isConfirmed() ? less : least;
    }
    return Optional.of(new Found(least.witness(), least.assumesNothing()));
  }

  /** Whether the state after allows the request of a path, if unknown layers allow it. */
  boolean allows(Path path) {
    Map<String, ContextValue> values = new TreeMap<>(path.found().keys());
    if (path.question().key() instanceof KmsResource.Alias) {
      values.keySet().removeIf(key -> key.startsWith(OF_KMS)); // rule 5.11
    }
    Caller caller = path.question().caller().example();
    Attempt attempt = new Attempt(path, caller, values, path.found().options(), true);
    return attempt.decide(attempt.after()) == Decision.ALLOWED;
  }

  /** A request that may be a witness. */
  private final class Attempt {

    private final Path path;
    private final Caller caller;
    private final Map<String, ContextValue> values;
    private final Map<OpenFact.Choice, Integer> options;
    private final boolean isPermissive;

    Attempt(
        Path path,
        Caller caller,
        Map<String, ContextValue> values,
        Map<OpenFact.Choice, Integer> options,
        boolean isPermissive) {
      this.path = path;
      this.caller = caller;
      this.values = values;
      this.options = options;
      this.isPermissive = isPermissive;
    }

    Caller caller() {
      return caller;
    }

    Map<String, ContextValue> values() {
      return values;
    }

    Attempt by(Caller other) {
      return new Attempt(path, other, values, options, isPermissive);
    }

    Attempt without(String key) {
      Map<String, ContextValue> less = new TreeMap<>(values);
      less.remove(key);
      return new Attempt(path, caller, less, options, isPermissive);
    }

    Attempt withUsual(OpenFact.Choice choice) {
      Map<OpenFact.Choice, Integer> less = new LinkedHashMap<>(options);
      less.remove(choice);
      return new Attempt(path, caller, values, less, isPermissive);
    }

    private AuthorizationRequest request() {
      return AuthorizationRequest.of(
          caller,
          path.action(),
          path.question().key(),
          context(),
          path.question().after().or(path.question()::before).orElseThrow().key().manager());
    }

    /** The chosen values, and those of the other keys that some policy reads. */
    private RequestContext context() {
      Map<String, ContextValue> known = new TreeMap<>(values);
      RequestFacts own = facts();
      for (String key : vocabulary.readKeys()) {
        ContextValue value = values.containsKey(key) ? null : value(key, own);
        if (value instanceof ContextValue.Present && vocabulary.reads(key)) {
          known.put(key, value);
        }
      }
      if (known.containsKey(JointRules.VIA)) {
        known.putIfAbsent(JointRules.VIA_AWS, ContextValue.of("true"));
      }
      if (usesGrant()) {
        addForGrant(known);
      }
      RequestContext.Builder context = RequestContext.builder();
      known.forEach((key, value) -> context.set(spelled(key), value));
      return context.build();
    }

    /** What a request has that a grant covers: that of a service has a source (rule 5.7). */
    private void addForGrant(Map<String, ContextValue> known) {
      boolean isService = caller instanceof Caller.ServicePrincipal;
      boolean creates = path.action().equals("kms:CreateGrant");
      if (isService && !isChosen(SOURCE)) {
        known.put(SOURCE, ContextValue.of(source()));
      }
      if (isService && creates && !vocabulary.reads(CHILD_SOURCE)) {
        known.put(CHILD_SOURCE, ContextValue.of(source()));
      }
      if (creates && !vocabulary.testedKeys().contains(OPERATIONS)) {
        known.put(OPERATIONS, ContextValue.of(FilledLayers.CHILD_OPERATION));
      }
    }

    /** What is derived of a request of the caller. */
    private RequestFacts facts() {
      boolean isKeyless =
          KmsCatalogue.bundled().action(path.action()).map(KmsAction::needsNoKey).orElse(false);
      return RequestFacts.of(
          CallerFacts.of(caller),
          path.action(),
          ResourceFacts.of(isKeyless ? new KmsResource.Any() : path.question().key()));
    }

    /** The value of a key that the path does not choose; null if the request may lack it. */
    private @Nullable ContextValue value(String key, RequestFacts own) {
      ContextValue known = path.facts().get(key);
      if (known instanceof ContextValue.Present || known instanceof ContextValue.Absent) {
        return known;
      }
      if (isChosen(key)) {
        return null;
      }
      ContextValue derived = own.get(key);
      if (derived instanceof ContextValue.Present) {
        return derived;
      }
      return own.isAlwaysPresent(key)
          ? UsualValues.of(key, caller, path.question().key(), values)
          : null;
    }

    /** Whether the path chooses that the request lacks a key. */
    private boolean isChosen(String key) {
      return path.found().keys().get(key) instanceof ContextValue.Absent;
    }

    private boolean usesGrant() {
      return options.entrySet().stream()
          .anyMatch(
              chosen ->
                  chosen.getKey().subject() instanceof Completion.Grants && chosen.getValue() != 0);
    }

    /** The resource on whose behalf a service calls. */
    private String source() {
      List<String> listed = values.getOrDefault(SOURCE, ContextValue.absent()).texts();
      return listed.size() == 1
          ? listed.get(0)
          : FilledLayers.sourceOf(caller, path.question().key());
    }

    /** The key in the spelling of a policy, a pair in the spelling that the request lists. */
    private String spelled(String key) {
      if (!key.startsWith(JointRules.PAIR)) {
        return vocabulary.spelling(key);
      }
      String name = key.substring(JointRules.PAIR.length());
      String spelling =
          values.getOrDefault(JointRules.KEYS, ContextValue.absent()).texts().stream()
              .filter(other -> LetterCase.areSameName(name, other))
              .findFirst()
              .orElse(name);
      return "kms:EncryptionContext:" + spelling;
    }

    private Scenario scenario(String id, Optional<PairQuestion.Side> side, BoundaryState boundary) {
      PolicySet policies =
          side.map(
                  known ->
                      new FilledLayers(
                              caller,
                              path.question().key(),
                              path.action(),
                              id,
                              options,
                              isPermissive,
                              permits,
                              source())
                          .fill(PolicySet.of(known.own(), known.key()), boundary))
              .orElseGet(PolicySet::empty);
      return new Scenario(id, request(), policies, new Scenario.Expectation.None());
    }

    private Scenario before() {
      return scenario(SideFacts.BEFORE, path.question().before(), path.boundaryBefore());
    }

    private Scenario after() {
      return scenario(SideFacts.AFTER, path.question().after(), path.boundaryAfter());
    }

    private Decision decide(Scenario scenario) {
      return reference.decide(scenario.request(), scenario.policies());
    }

    boolean assumesNothing() {
      return !isPermissive && options.values().stream().allMatch(option -> option == 0);
    }

    /** A side on which the caller or the key does not exist allows nothing. */
    boolean isConfirmed() {
      boolean wasDenied = path.question().before().isEmpty() || decide(before()).isCertainDenial();
      return wasDenied && decide(after()) == Decision.ALLOWED;
    }

    Witness witness() {
      Scenario before = before();
      Scenario after = after();
      return new Witness(labelled(before), decide(before), labelled(after), decide(after));
    }

    private Scenario labelled(Scenario scenario) {
      return new Scenario(
          scenario.id(),
          scenario.request(),
          scenario.policies(),
          new Scenario.Expectation.Labelled(decide(scenario)));
    }
  }

  /** The witness in words that a scenario lacks. */
  static List<String> inexpressible(Witness witness) {
    List<String> missing = new ArrayList<>();
    if (witness.after().request().caller() instanceof FederatedUser session
        && !(session.user() instanceof FederatingUser.Unidentified)) {
      missing.add("the user behind a federated session (rule 4.12)");
    }
    if (witness.after().request().caller() instanceof RoleSession session
        && session.path() instanceof RolePath.Unknown) {
      missing.add("the path of a role, which its directory does not show (rule 1.7)");
    }
    return missing;
  }

  /**
   * Values for the keys that every request has (rule 6.11), where a request needs no certain one:
   * it has them all the same. They are fixed, so that an answer does not depend on the day.
   */
  private static final class UsualValues {

    private static final String SOME_TIME = "2026-01-01T00:00:00Z";

    private static final Map<String, DerivedKey> OLDER_NAMES =
        Map.of(
            DerivedKey.KEY_SPEC.keyName(), DerivedKey.CUSTOMER_MASTER_KEY_SPEC,
            DerivedKey.KEY_USAGE.keyName(), DerivedKey.CUSTOMER_MASTER_KEY_USAGE);

    private static final Map<String, String> TEXTS =
        Map.of(
            DerivedKey.KEY_SPEC.keyName(),
            "SYMMETRIC_DEFAULT",
            DerivedKey.KEY_USAGE.keyName(),
            "ENCRYPT_DECRYPT",
            DerivedKey.SECURE_TRANSPORT.keyName(),
            "true",
            DerivedKey.USER_AGENT.keyName(),
            "aws-cli",
            DerivedKey.CURRENT_TIME.keyName(),
            SOME_TIME,
            "kms:primaryregion",
            "us-east-1",
            "kms:replicaregion",
            "us-east-1");

    private UsualValues() {}

    /**
     * A value of a key.
     *
     * @param name the key in lower case
     * @param chosen the values of the request that are chosen
     */
    static ContextValue of(
        String name, Caller caller, KmsResource.Owned resource, Map<String, ContextValue> chosen) {
      DerivedKey older = OLDER_NAMES.get(name);
      if (older != null && chosen.get(older.keyName()) instanceof ContextValue.Present same) {
        return same;
      }
      if (name.equals(DerivedKey.CURRENT_TIME.keyName())
          && chosen.get(DerivedKey.EPOCH_TIME.keyName()) instanceof ContextValue.Present seconds) {
        return ConsistentRules.instant(seconds);
      }
      if (name.equals(DerivedKey.EPOCH_TIME.keyName())) {
        return ConsistentRules.seconds(
            chosen.getOrDefault(DerivedKey.CURRENT_TIME.keyName(), ContextValue.of(SOME_TIME)));
      }
      return ContextValue.of(text(name, caller, resource, chosen));
    }

    private static String text(
        String name, Caller caller, KmsResource.Owned resource, Map<String, ContextValue> chosen) {
      if (name.equals(DerivedKey.VIA_AWS_SERVICE.keyName())) {
        return Boolean.toString(
            chosen.get(DerivedKey.VIA_SERVICE.keyName()) instanceof ContextValue.Present);
      }
      if (name.equals(DerivedKey.REQUESTED_REGION.keyName())) {
        return resource.region();
      }
      if (name.equals(DerivedKey.USER_ID.keyName())) {
        return caller instanceof Caller.RoleSession session
            ? "AROAANOTHEREXAMPLEID2:" + session.sessionName()
            : "AIDAANOTHEREXAMPLEID2";
      }
      return Optional.ofNullable(TEXTS.get(name)).orElseGet(() -> ofCatalogue(name));
    }

    private static String ofCatalogue(String name) {
      Optional<ConditionKeyFacts> facts = KmsCatalogue.bundled().conditionKey(name);
      return facts
          .flatMap(known -> known.values().stream().findFirst())
          .orElseGet(
              () ->
                  facts
                      .map(
                          known ->
                              switch (known.type()) {
                                case BOOL -> "false";
                                case NUMERIC -> "0";
                                default -> "another";
                              })
                      .orElse("another"));
    }
  }
}
