package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Denial;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the smallest statements or grants that lift a denial. A denial by an explicit Deny, by a
 * layer that only limits, or of a request that is not known as a whole has none: what the user then
 * has to do is said instead.
 *
 * <p>Every suggestion was checked on the policies by the reference: with it, the request is allowed
 * or depends only on condition keys and layers that are unknown; each piece alone denies every
 * other action, key and principal for certain; and KMS and the linter accept it.
 */
public final class FixGenerator {

  private static final List<PolicyType> FILTERS =
      List.of(
          PolicyType.PERMISSIONS_BOUNDARY,
          PolicyType.SESSION,
          PolicyType.SERVICE_CONTROL,
          PolicyType.RESOURCE_CONTROL,
          PolicyType.VPC_ENDPOINT);

  private static final List<Set<Place>> SETS =
      List.of(
          Set.of(Place.IDENTITY),
          Set.of(Place.KEY_POLICY),
          Set.of(Place.GRANT),
          Set.of(Place.IDENTITY, Place.KEY_POLICY),
          Set.of(Place.IDENTITY, Place.GRANT));

  private static final PolicyEvaluator EVALUATOR = PolicyEvaluator.reference();

  private final DeniedRequest denied;
  private final AuthorizationRequest request;

  /** The same request of a role without a path, if the path is not known. */
  private final AuthorizationRequest rooted;

  private final PolicySet policies;
  private final Explanation before;
  private final List<String> close = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private FixGenerator(DeniedRequest denied) {
    this.denied = denied;
    this.request = denied.request();
    this.rooted = withPath(request, Caller.RolePath.root());
    this.policies = denied.policies();
    this.before = EVALUATOR.explain(request, policies);
  }

  private static AuthorizationRequest withPath(AuthorizationRequest request, Caller.RolePath path) {
    if (!(request.caller() instanceof Caller.RoleCaller role)
        || role.path() instanceof Caller.RolePath.Known) {
      return request;
    }
    Caller.RoleCaller known = role.withPath(path);
    return new AuthorizationRequest(
        known,
        request.action(),
        request.resource(),
        ChangedContext.of(
            request.context(),
            DerivedKey.PRINCIPAL_ARN.spelling(),
            new ContextValue.Present(List.of(known.roleArn().orElseThrow()))),
        request.grantId(),
        request.keyManager(),
        request.resourceAccount());
  }

  /** The ways to lift a denial. */
  public static Fix of(DeniedRequest denied) {
    return new FixGenerator(denied).find();
  }

  private Fix find() {
    boolean passesBy = findClose();
    Optional<String> reason =
        reasonOfDecision().or(this::reasonOfRequest).or(this::reasonOfFilters);
    if (reason.isEmpty() && passesBy && !denied.newStatement()) {
      reason =
          Optional.of(
              "an Allow statement for this caller fails by a condition alone: the request must meet"
                  + " it; --new-statement suggests a statement beside it");
    }
    return reason.map(this::none).orElseGet(this::search);
  }

  private Fix none(String reason) {
    return new Fix(List.of(), List.of(reason), close, notes);
  }

  /** Names the Allow statements that fail by a condition; whether one of them names this caller. */
  private boolean findClose() {
    boolean named = false;
    boolean ofObjects = false;
    close.addAll(DeletedNames.in(denied, EVALUATOR));
    for (Denial.NearMiss miss : before.denial().map(Denial::nearMisses).orElse(List.of())) {
      close.add(
          miss.statement().text()
              + " fails by "
              + miss.operator()
              + " "
              + miss.key()
              + " alone: it wants "
              + String.join(", ", miss.wanted()));
      ofObjects |= BucketKeys.isNotMet(miss.operator(), miss.key(), miss.wanted());
      named |= isForCaller(miss.statement());
    }
    if (denied.aws().isByAbsence()) {
      for (DeterminingStatement open : disproved()) {
        if (open.type() == denied.aws().layer().orElseThrow()
            && !open.statement().condition().tests().isEmpty()) {
          close.add(open.text() + " did not apply, as AWS's denial shows: compare its conditions");
          ofObjects |= open.statement().condition().tests().stream().anyMatch(BucketKeys::isNotMet);
          named |= isForCaller(open);
        }
      }
    }
    if (ofObjects) {
      close.add(BucketKeys.NOTE);
    }
    return named;
  }

  private static boolean isForCaller(DeterminingStatement found) {
    return found.type() == PolicyType.IDENTITY
        || (found.statement().principal() instanceof PrincipalElement.Principal listed
            && listed.names().stream()
                .anyMatch(
                    name ->
                        name instanceof PrincipalName.Role
                            || name instanceof PrincipalName.User
                            || name instanceof PrincipalName.AssumedRoleSession
                            || name instanceof PrincipalName.Service));
  }

  private Optional<String> reasonOfDecision() {
    Decision decision = before.decision();
    AwsDenial aws = denied.aws();
    if (decision == Decision.ALLOWED) {
      return Optional.of(
          aws.equals(AwsDenial.none())
              ? "the policies here allow it"
              : "the policies here allow it, so they are not those that AWS had");
    }
    if (decision == Decision.EXPLICIT_DENY && aws.isByAbsence()) {
      return Optional.of(
          "a statement here denies it, and AWS says that nothing allows it: the policies are not"
              + " those that AWS had");
    }
    if (decision == Decision.EXPLICIT_DENY
        || (decision == Decision.DENIED && DenyReasons.mayApply(before) && !aws.isByAbsence())) {
      return Optional.of(DenyReasons.text(before));
    }
    if (aws.explicitly().orElse(false)) {
      return Optional.of(
          "AWS names an explicit Deny"
              + aws.layer().map(layer -> " in the " + layer.words()).orElse("")
              + ": no Allow lifts it");
    }
    if (decision == Decision.DENIED) {
      notes.add("a policy that is not known may deny it explicitly");
    }
    return decision == Decision.INDETERMINATE && aws.layer().isEmpty()
        ? Optional.of("what is known does not settle it: learn first what the explanation names")
        : Optional.empty();
  }

  private Optional<String> reasonOfFilters() {
    Optional<PolicyType> named = denied.aws().layer();
    if (named.isPresent() && FILTERS.contains(named.get())) {
      return Optional.of(byFilter(named.get()));
    }
    for (PolicyType filter : FILTERS) {
      if (PolicyChanges.has(filter, policies)
          && EVALUATOR
              .decide(request, PolicyChanges.alone(filter, policies, request))
              .isCertainDenial()) {
        return Optional.of(byFilter(filter));
      }
    }
    return named
        .filter(
            layer ->
                EVALUATOR.decide(request, PolicyChanges.alone(layer, policies, request))
                    == Decision.ALLOWED)
        .map(
            layer ->
                "AWS names the "
                    + layer.words()
                    + ", and those here allow it: they are not those that AWS had");
  }

  private static String byFilter(PolicyType filter) {
    String owner =
        switch (filter) {
          case SERVICE_CONTROL, RESOURCE_CONTROL -> "ask the administrators of the organization";
          case PERMISSIONS_BOUNDARY -> "ask who manages the caller's permissions boundary";
          case SESSION -> "ask who assumes the role: the session policies come with the session";
          case VPC_ENDPOINT -> "ask who manages the VPC endpoint";
          case IDENTITY, KEY -> "";
        };
    return "the " + filter.words() + " must allow it, too: " + owner;
  }

  private Optional<String> reasonOfRequest() {
    Optional<KmsAction> known = KmsCatalogue.bundled().action(request.action());
    if (known.isEmpty()) {
      return Optional.of("the catalogue does not list the action");
    }
    KmsAction action = known.get();
    KmsResource on = request.resource();
    boolean ofAlias = action.resources().contains(ResourceKind.ALIAS);
    if (on instanceof KmsResource.UnknownKey || (on instanceof KmsResource.Alias && !ofAlias)) {
      return Optional.of("which key is meant is not known");
    }
    if (ofAlias && denied.beside().isEmpty()) {
      return Optional.of(
          "actions on aliases need permissions on the alias and on its key, and one of the two is"
              + " not known here: write both into one identity statement");
    }
    if (on instanceof KmsResource.NewKey
        || (on instanceof KmsResource.Any) != action.needsNoKey()) {
      return Optional.of("the request does not name one key that exists");
    }
    if (!on.arn().equals("*") && !on.arn().matches("[\\w:/-]+")) {
      return Optional.of(
          "the name of the key has characters that a policy would read as a pattern");
    }
    if (PolicyChanges.isAcross(request) && action.crossAccount() == CrossAccountUse.NO) {
      return Optional.of("KMS does not offer " + action.name() + " across accounts");
    }
    return action.name().equals("kms:CreateGrant")
            && CarriedConditions.of(request, policies, action).stream()
                .noneMatch(test -> test.key().equals("kms:GrantIsForAWSResource"))
        ? Optional.of(
            "kms:CreateGrant gives on whatever the key allows; without kms:GrantIsForAWSResource"
                + " there is no small permission")
        : Optional.empty();
  }

  private Fix search() {
    KmsAction action = KmsCatalogue.bundled().action(request.action()).orElseThrow();
    Granting.Found found = Granting.of(request, policies, action);
    if (found.granting().isEmpty()) {
      return none(found.reason());
    }
    Granting granting = found.granting().get();
    List<CarriedCondition> tests = CarriedConditions.of(request, policies, action);
    if (request.caller() instanceof Caller.ServicePrincipal && tests.isEmpty()) {
      return none("the service's source and encryption context are not known");
    }
    notes.addAll(granting.notes());
    if (request.caller() instanceof Caller.AccountCaller
        && request.context().get(DerivedKey.VIA_SERVICE.keyName())
            instanceof ContextValue.Unknown) {
      notes.add(
          "if a service calls KMS for the caller, add the condition {\"StringEquals\":"
              + "{\"kms:ViaService\":\"SERVICE.REGION.amazonaws.com\"}}");
    }
    if (PolicyChanges.isAcross(request)) {
      notes.add("key policy and grants belong to the key's owner: ask for them");
    }
    List<String> refused = new ArrayList<>();
    List<Suggestion> suggestions = suggestions(granting, action, tests, refused);
    if (suggestions.isEmpty() && refused.isEmpty()) {
      refused.add("nothing that may be suggested here lifts the denial");
    }
    return new Fix(suggestions, suggestions.isEmpty() ? refused : List.of(), close, notes);
  }

  /** The smallest sets; those in the layer that AWS names come first. */
  private List<Suggestion> suggestions(
      Granting granting, KmsAction action, List<CarriedCondition> tests, List<String> refused) {
    String sid = "Allow" + granting.who().label() + action.name().substring("kms:".length());
    List<Suggestion> found = new ArrayList<>();
    for (Set<Place> set : SETS) {
      Set<Place> places = granting.placed(set);
      boolean larger =
          found.stream()
              .anyMatch(
                  small -> places.containsAll(small.pieces().stream().map(Piece::place).toList()));
      if (larger || !granting.places().containsAll(places) || isAnotherGrant(places, tests)) {
        continue;
      }
      List<Piece> pieces =
          Stream.of(Place.values())
              .filter(places::contains)
              .map(place -> new Piece(place, granting.who(), action, resources(), tests, sid))
              .toList();
      judge(pieces, refused).ifPresent(found::add);
    }
    found.sort((one, other) -> Boolean.compare(other.namedByAws(), one.namedByAws()));
    return found;
  }

  /** The resource; or the alias and its key. */
  private List<KmsResource> resources() {
    return Stream.concat(
            Stream.of(request.resource()),
            denied.beside().stream().map(other -> other.request().resource()))
        .sorted(Comparator.comparing(on -> !(on instanceof KmsResource.Alias)))
        .toList();
  }

  /** A grant has no condition but the encryption context. */
  private static boolean isAnotherGrant(Set<Place> places, List<CarriedCondition> tests) {
    return places.contains(Place.GRANT)
        && tests.stream().anyMatch(test -> !test.isEncryptionContext());
  }

  /** The checks of a set of pieces, on the policies as they are and in the worlds of AWS. */
  private Optional<Suggestion> judge(List<Piece> pieces, List<String> refused) {
    PolicySet with = policies;
    PolicySet inWorlds =
        PolicyChanges.without(
            policies, disproved().stream().map(DeterminingStatement::statement).toList());
    for (Piece piece : pieces) {
      with = PolicyChanges.add(with, piece, request.resource());
      inWorlds = PolicyChanges.add(inWorlds, piece, request.resource());
    }
    Decision after = EVALUATOR.decide(rooted, with);
    if (after.isCertainDenial() || EVALUATOR.decide(rooted, inWorlds).isCertainDenial()) {
      return Optional.empty();
    }
    AuthorizationRequest inAPath = withPath(request, new Caller.RolePath.Known("/x/y/"));
    if (EVALUATOR.decide(inAPath, with) != after) {
      refused.add("it would depend on the path of the role");
      return Optional.empty();
    }
    List<String> open = List.of();
    if (after == Decision.INDETERMINATE) {
      Explanation left = EVALUATOR.explain(rooted, with);
      boolean conditionsAndLayers =
          left.undocumented().isEmpty() && left.unknown().request().isEmpty();
      if (!conditionsAndLayers) {
        refused.add("with it, the answer would depend on what AWS does not document");
        return Optional.empty();
      }
      open = left.missing();
    }
    List<String> wrong = new ArrayList<>(besides(pieces));
    for (Piece piece : pieces) {
      wrong.addAll(new FixProbes(EVALUATOR, rooted, piece.tests()).tooWide(piece));
      wrong.addAll(FixRules.refused(piece, rooted, policies));
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(why -> refused.add(pieces.get(pieces.size() - 1).place().words() + ": " + why));
      return Optional.empty();
    }
    boolean named =
        denied
            .aws()
            .layer()
            .map(
                layer ->
                    pieces.stream()
                        .anyMatch(piece -> piece.place().isOwn() == (layer == PolicyType.IDENTITY)))
            .orElse(false);
    return Optional.of(new Suggestion(pieces, after, open, named));
  }

  /** Why pieces do not allow the other check of the call, or allow more than it. */
  private List<String> besides(List<Piece> pieces) {
    if (denied.beside().isEmpty()) {
      return List.of();
    }
    AuthorizationRequest other = withPath(denied.beside().get().request(), Caller.RolePath.root());
    PolicySet with = denied.beside().get().policies();
    List<String> wrong = new ArrayList<>();
    for (Piece piece : pieces) {
      with = PolicyChanges.add(with, piece, other.resource());
      wrong.addAll(new FixProbes(EVALUATOR, other, piece.tests()).tooWide(piece));
    }
    Explanation after = EVALUATOR.explain(other, with);
    String check = other.action() + " on `" + other.resource().arn() + "`";
    if (after.decision().isCertainDenial()) {
      wrong.add("with it, " + check + " is still denied");
    } else if (after.decision() == Decision.INDETERMINATE) {
      notes.add("with it, " + check + " depends on " + String.join(", ", after.missing()));
    }
    return wrong;
  }

  /**
   * The Allow statements that AWS's denial by absence shows not to have applied: those that are
   * undecided here and would have allowed the request. This only chooses suggestions, and settles
   * no answer: AWS does not say of its messages that a Deny would be named first.
   */
  private List<DeterminingStatement> disproved() {
    if (!denied.aws().isByAbsence()) {
      return List.of();
    }
    PolicyType blamed = denied.aws().layer().orElseThrow();
    List<DeterminingStatement> found = new ArrayList<>();
    for (DeterminingStatement open : before.statements(MatchResult.INDETERMINATE)) {
      boolean own = open.type() == PolicyType.IDENTITY && blamed == PolicyType.IDENTITY;
      boolean ofKey =
          open.type() == PolicyType.KEY
              && (blamed == PolicyType.KEY || mayAllowAlone(open.statement()));
      if (open.statement().effect() == Effect.ALLOW && (own || ofKey)) {
        found.add(open);
      }
    }
    return found;
  }

  private boolean mayAllowAlone(Statement statement) {
    return !EVALUATOR.decide(rooted, PolicyChanges.only(statement)).isCertainDenial();
  }
}
