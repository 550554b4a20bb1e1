package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.engine.match.ListedNames;
import io.kmspolicy.engine.proof.PolicyState.Scope;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What two states mention, and the classes of callers and resources that it divides. */
final class Comparison {

  private final KmsCatalogue catalogue;
  private final PolicyState before;
  private final PolicyState after;
  private final RequestFilter filter;
  private final Vocabulary vocabulary = new Vocabulary();
  private final Set<KmsResource.Owned> resources = new LinkedHashSet<>();
  private final Set<Caller> listed = new LinkedHashSet<>();
  private final Set<String> owners = new LinkedHashSet<>();

  /** The listed users whose paths no state knows. */
  private final Set<Caller.IamUser> ofUnknownPath;

  private final Map<String, List<CallerClass>> classes = new LinkedHashMap<>();
  private final Map<Set<ResourceClasses.Text>, Optional<List<KmsResource.Owned>>> others =
      new HashMap<>();
  private final IdentityHashMap<CallerClass, Boolean> unchanged = new IdentityHashMap<>();
  private final IdentityHashMap<PrincipalPolicies, PrincipalPolicies> withoutEndpoint =
      new IdentityHashMap<>();
  private final IdentityHashMap<CallerClass, Map<Asked, RequestContext>> facts =
      new IdentityHashMap<>();
  private final KnownFacts known;
  private final boolean areOthersUnchanged;
  private boolean hasClasses = true;

  /** One resource of each class of those that are not listed; null until they are needed. */
  private @Nullable List<KmsResource.Owned> examples;

  /** What the facts of a caller's requests depend on. */
  private record Asked(
      String action, String owner, boolean isAlias, Optional<KeyMetadata> metadata) {}

  Comparison(KmsCatalogue catalogue, PolicyState before, PolicyState after, RequestFilter filter) {
    this.catalogue = catalogue;
    this.before = before;
    this.after = after;
    this.filter = filter;
    this.known = new KnownFacts(catalogue, vocabulary, this::organization, this::metadata);
    this.ofUnknownPath = ofUnknownPath(before, after);
    this.areOthersUnchanged = before.otherKeys().equals(after.otherKeys());
    for (PolicyState state : List.of(before, after)) {
      vocabulary.add(state);
      resources.addAll(state.keys().keySet());
      listed.addAll(state.callers().keySet());
      owners.addAll(state.otherKeys().keySet());
    }
    owners.addAll(filter.trustedAccounts());
    if (!filter.principalPattern().isEmpty()) {
      vocabulary.addPrincipalPattern(filter.principalPattern());
    }
    if (after.everyKey() != null && resources.isEmpty()) {
      Set<String> partitions =
          after.scope() == Scope.IDENTITY_POLICY ? Set.of() : vocabulary.partitions();
      Optional<Set<ResourceClasses.Text>> byAccount = vocabulary.resourcesByAccount();
      Optional<List<KmsResource.Owned>> found =
          ResourceClasses.of(
              catalogue,
              byAccount.orElseGet(vocabulary::resources),
              accounts(),
              partitions,
              Set.of());
      hasClasses = byAccount.isPresent() && found.isPresent();
      found.ifPresent(resources::addAll);
    }
    resources.forEach(resource -> owners.add(resource.accountId()));
  }

  /** Adds policies whose names, keys and patterns divide callers and values, too. */
  void mention(KeyPolicies policies) {
    vocabulary.add(policies);
  }

  private Set<String> accounts() {
    Set<String> accounts = new LinkedHashSet<>(vocabulary.accounts());
    accounts.addAll(owners);
    return accounts;
  }

  /** Whether all resources are in a class. */
  boolean hasClasses() {
    return hasClasses;
  }

  /** The listed keys; for identity policies by themselves, one resource of each class. */
  Set<KmsResource.Owned> resources() {
    return resources;
  }

  /** The classes of callers in the partition of a resource. */
  List<CallerClass> callers(KmsResource.Owned resource) {
    return callersIn(resource.partition());
  }

  List<CallerClass> callersIn(String partition) {
    return classes.computeIfAbsent(partition, this::callersOf);
  }

  private List<CallerClass> callersOf(String partition) {
    List<CallerClass> all =
        CallerClasses.of(
            catalogue, vocabulary, partition, listed, ofUnknownPath, existing(), owners);
    return all.stream().filter(caller -> isCompared(caller.example())).toList();
  }

  /** The names of the users and roles after the change, without those whose paths are not known. */
  private ListedNames existing() {
    Set<Caller> known = new LinkedHashSet<>(after.callers().keySet());
    known.removeAll(after.open().paths());
    return new ListedNames(known, Set.of());
  }

  private static Set<Caller.IamUser> ofUnknownPath(PolicyState before, PolicyState after) {
    Set<Caller.IamUser> users = new LinkedHashSet<>();
    for (PolicyState state : List.of(before, after)) {
      users.addAll(state.open().paths());
    }
    for (PolicyState state : List.of(before, after)) {
      users.removeIf(
          user -> state.callers().containsKey(user) && !state.open().paths().contains(user));
    }
    return users;
  }

  /** Whether the path of a listed user, or of the role of a session, is not known. */
  boolean isOfUnknownPath(Caller caller) {
    return caller instanceof Caller.RoleSession session
        ? session.path() instanceof Caller.RolePath.Unknown
        : caller instanceof Caller.IamUser user && ofUnknownPath.contains(user);
  }

  /** The same question about a caller with each other path that it may have. */
  List<PairQuestion> otherPaths(PairQuestion question) {
    CallerClass caller = question.caller();
    return caller.ofSameName().isEmpty()
        ? List.of()
        : callers(question.key()).stream()
            .filter(other -> other.ofSameName().equals(caller.ofSameName()))
            .filter(other -> !other.equals(caller))
            .map(
                other ->
                    new PairQuestion(other, question.key(), question.before(), question.after()))
            .toList();
  }

  /** Whether a document by itself is about a caller. */
  private boolean isCompared(Caller caller) {
    return switch (after.scope()) {
      case IDENTITY_POLICY -> hasIdentityPolicies(caller);
      // Whether an endpoint policy applies to a service's own call is not documented.
      case LIMITING_POLICY ->
          caller instanceof Caller.AccountCaller
              || !(after.unlisted().of(caller).vpcEndpoint() instanceof PolicyLayer.Attached);
      case EFFECTIVE, KEY_POLICY -> true;
    };
  }

  private static boolean hasIdentityPolicies(Caller caller) {
    return caller instanceof Caller.AccountCaller && !(caller instanceof Caller.RootUser);
  }

  /**
   * One resource of each class of those that are not listed and that belong to an account with an
   * entry, as far as the changed policies of a caller divide them.
   */
  List<KmsResource.Owned> others(CallerClass caller) {
    if (before.otherKeys().isEmpty() || after.otherKeys().isEmpty()) {
      return List.of();
    }
    Vocabulary own = new Vocabulary();
    before.otherKeys().values().forEach(own::add);
    after.otherKeys().values().forEach(own::add);
    for (PolicyState state : List.of(before, after)) {
      Caller example = caller.example();
      own.add(state.policiesOf(example).orElseGet(() -> state.unlisted().of(example)));
    }
    Optional<List<KmsResource.Owned>> found =
        others.computeIfAbsent(
            own.resources(), texts -> ResourceClasses.of(catalogue, texts, accounts(), resources));
    hasClasses &= found.isPresent();
    return found.orElse(List.of()).stream().filter(this::isOther).toList();
  }

  private boolean isOther(KmsResource.Owned resource) {
    return !resources.contains(resource)
        && before.otherKeys().containsKey(resource.accountId())
        && after.otherKeys().containsKey(resource.accountId());
  }

  /** The partitions of the listed keys. */
  Set<KmsResource.Owned> onePerPartition() {
    Map<String, KmsResource.Owned> found = new LinkedHashMap<>();
    resources.forEach(one -> found.putIfAbsent(one.partition(), one));
    return new LinkedHashSet<>(found.values());
  }

  /** Whether the policies of a resource are the same in both states. */
  boolean isUnchanged(KmsResource.Owned resource) {
    return Objects.equals(before.policiesOf(resource), after.policiesOf(resource));
  }

  /** Whether the policies of a caller are the same in both states. */
  boolean isUnchanged(CallerClass caller) {
    return unchanged.computeIfAbsent(
        caller,
        one ->
            before.unlisted().of(one.example()).equals(after.unlisted().of(one.example()))
                && before.policiesOf(one.example()).equals(after.policiesOf(one.example())));
  }

  /** Whether the policies of keys that are not listed are the same in both states. */
  boolean areOthersUnchanged() {
    return areOthersUnchanged;
  }

  /** Whether the question is about a caller and a resource. */
  boolean isAsked(CallerClass caller, KmsResource.Owned resource) {
    boolean isTrusted =
        filter.isOutside()
            && filter.trustedOrganization().isPresent()
            && caller.example() instanceof Caller.AccountCaller member
            && organization(member.accountId()).equals(filter.trustedOrganization());
    return !isTrusted && filter.includes(caller, resource);
  }

  /** The accounts that the states name, and those of their callers. */
  Set<String> namedAccounts() {
    Set<String> accounts = accounts();
    listed.forEach(
        caller -> {
          if (caller instanceof Caller.AccountCaller member) {
            accounts.add(member.accountId());
          }
        });
    return accounts;
  }

  /** The callers of the states. */
  Set<Caller> listed() {
    return listed;
  }

  /** What the policies mention. */
  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Whether the states are one document that names no caller. */
  boolean isOfDocument() {
    return after.scope() == Scope.IDENTITY_POLICY || after.scope() == Scope.LIMITING_POLICY;
  }

  PairProver prover() {
    return new PairProver(catalogue, vocabulary, filter, this, after.scope() != Scope.EFFECTIVE);
  }

  /** What is known of every request; {@link KnownFacts}. */
  RequestContext facts(PairQuestion question, String action) {
    KmsResource.Owned resource = question.key();
    boolean isAlias = resource instanceof KmsResource.Alias;
    Asked asked = new Asked(action, resource.accountId(), isAlias, metadata(resource));
    return facts
        .computeIfAbsent(question.caller(), unused -> new HashMap<>())
        .computeIfAbsent(asked, unused -> known.of(question.caller(), action, resource));
  }

  /** The organization of an account; empty if it is not stated, or the states differ in it. */
  private Optional<String> organization(String account) {
    String old = before.organizations().getOrDefault(account, "");
    String now = after.organizations().getOrDefault(account, old);
    return old.isEmpty() || old.equals(now)
        ? Optional.of(now).filter(id -> !id.isEmpty())
        : Optional.empty();
  }

  /** The metadata of a key; empty if it is not known, or the states differ in it. */
  private Optional<KeyMetadata> metadata(KmsResource.Owned resource) {
    Optional<KeyMetadata> old = before.metadata(resource);
    Optional<KeyMetadata> now = after.metadata(resource);
    return old.isEmpty() || now.isEmpty() || old.equals(now) ? now.or(() -> old) : Optional.empty();
  }

  /** A condition key in the spelling of a policy. */
  String spelling(String key) {
    return vocabulary.spelling(key);
  }

  /** What is known of requests that AWS could receive; {@link PossibleFacts}. */
  List<RequestContext> possible(PairQuestion question, String action, RequestContext facts) {
    boolean isListed =
        question.key() instanceof KmsResource.Key key
            && (before.keys().containsKey(key) || after.keys().containsKey(key))
            && !known.isKeyless(action);
    return new PossibleFacts(vocabulary)
        .of(
            question.caller(),
            known.request(question.caller(), action, question.key()).stating(StatedKeys.none()),
            facts,
            isListed ? question.key() : new KmsResource.Any());
  }

  /**
   * The questions about some aliases of the account and Region of a key, or about its keys for an
   * alias: a call asks for both (rule 5.11).
   */
  List<PairQuestion> otherHalves(PairQuestion question) {
    List<KmsResource.Owned> others = new ArrayList<>(resources);
    if (examples == null) {
      examples =
          ResourceClasses.of(catalogue, vocabulary.resources(), accounts(), resources)
              .orElse(List.of());
    }
    others.addAll(examples);
    KmsResource.Owned own = question.key();
    others.add(own.alias("another"));
    List<PairQuestion> questions = new ArrayList<>();
    for (KmsResource.Owned other : others) {
      boolean isOtherHalf =
          other instanceof KmsResource.Alias != own instanceof KmsResource.Alias
              && other.accountId().equals(own.accountId())
              && other.region().equals(own.region());
      PairQuestion asked = question(question.caller(), other);
      if (isOtherHalf && asked.after().isPresent()) {
        questions.add(asked);
      } else if (isOtherHalf && other instanceof KmsResource.Alias) {
        // The policy of the key matters to no alias.
        questions.add(
            new PairQuestion(question.caller(), other, question.before(), question.after()));
      }
    }
    return questions;
  }

  PairQuestion question(CallerClass caller, KmsResource.Owned resource) {
    Optional<PrincipalPolicies> ownBefore = before.policiesOf(caller.example());
    Optional<PrincipalPolicies> ownAfter = after.policiesOf(caller.example());
    boolean isListed = ownBefore.isPresent() || ownAfter.isPresent();
    PrincipalPolicies otherBefore = before.unlisted().of(caller.example());
    PrincipalPolicies otherAfter = after.unlisted().of(caller.example());
    // A caller that is listed no more is one without policies of its own, if that is known of the
    // unlisted ones; else it does not exist any more.
    boolean isKnown = !(otherAfter.identity() instanceof PolicyLayer.Unknown);
    return new PairQuestion(
        caller,
        resource,
        side(before.policiesOf(resource), isListed ? ownBefore : Optional.of(otherBefore)),
        side(
            after.policiesOf(resource),
            isListed && !isKnown ? ownAfter : Optional.of(ownAfter.orElse(otherAfter))));
  }

  /**
   * The questions about a caller and a resource. The policy of a VPC endpoint limits only the calls
   * that go through the endpoint (rule 4.2), so the others are a question of their own.
   */
  List<PairQuestion> questions(CallerClass caller, KmsResource.Owned resource) {
    return ways(question(caller, resource));
  }

  /** The question, and the same about the calls that do not go through the VPC endpoint. */
  List<PairQuestion> ways(PairQuestion question) {
    return after.scope() == Scope.EFFECTIVE && question.hasEndpoint()
        ? List.of(question, question.withoutEndpoint(this::withoutEndpoint))
        : List.of(question);
  }

  private PrincipalPolicies withoutEndpoint(PrincipalPolicies policies) {
    return withoutEndpoint.computeIfAbsent(
        policies,
        all ->
            new PrincipalPolicies(
                all.identity(),
                all.permissionsBoundary(),
                all.session(),
                all.serviceControl(),
                PolicyLayer.none()));
  }

  private static Optional<PairQuestion.Side> side(
      @Nullable KeyPolicies key, Optional<PrincipalPolicies> own) {
    return key == null ? Optional.empty() : own.map(known -> new PairQuestion.Side(known, key));
  }

  /**
   * What is known of the condition keys of every request for one action that one class of callers
   * makes on one resource. A value is known here only if AWS documents that no request has another
   * one (rules 4.13, 4.15, 5.11 and 6.11): what {@link RequestFacts} tells beyond that is known of
   * the requests that AWS certainly could receive, {@link PossibleFacts}.
   */
  private static final class KnownFacts {

    private static final String OF_KMS = "kms:";

    /** The keys of the identity, which follow from the caller (rule 4.15). */
    private static final Set<String> OF_EVERYBODY =
        names(
            EnumSet.of(
                DerivedKey.PRINCIPAL_ARN,
                DerivedKey.PRINCIPAL_ACCOUNT,
                DerivedKey.PRINCIPAL_TYPE,
                DerivedKey.PRINCIPAL_IS_AWS_SERVICE,
                DerivedKey.PRINCIPAL_SERVICE_NAME,
                DerivedKey.USER_ID));

    /** Those that users and roles have besides, or certainly lack. */
    private static final Set<String> OF_MEMBERS =
        names(
            EnumSet.of(
                DerivedKey.USER_NAME, DerivedKey.PRINCIPAL_ORG_ID, DerivedKey.CALLER_ACCOUNT));

    /** The properties of a key that never change. */
    private static final Set<String> OF_KEYS =
        names(
            EnumSet.of(
                DerivedKey.KEY_SPEC,
                DerivedKey.CUSTOMER_MASTER_KEY_SPEC,
                DerivedKey.KEY_USAGE,
                DerivedKey.CUSTOMER_MASTER_KEY_USAGE,
                DerivedKey.KEY_ORIGIN));

    /** The keys of the owner of the resource; an action without a key has no resource. */
    private static final Set<String> OF_RESOURCES =
        names(EnumSet.of(DerivedKey.RESOURCE_ACCOUNT, DerivedKey.RESOURCE_ORG_ID));

    private final KmsCatalogue catalogue;
    private final Vocabulary vocabulary;
    private final Function<String, Optional<String>> organizations;
    private final Function<KmsResource.Owned, Optional<KeyMetadata>> metadata;

    /** The keys that are read; empty until all policies are in the vocabulary. */
    private Set<String> keys = Set.of();

    /**
     * The facts of requests.
     *
     * @param organizations the organization of an account; empty if it is not known
     * @param metadata what DescribeKey reports of a key; empty if it is not known
     */
    KnownFacts(
        KmsCatalogue catalogue,
        Vocabulary vocabulary,
        Function<String, Optional<String>> organizations,
        Function<KmsResource.Owned, Optional<KeyMetadata>> metadata) {
      this.catalogue = catalogue;
      this.vocabulary = vocabulary;
      this.organizations = organizations;
      this.metadata = metadata;
    }

    private static Set<String> names(Set<DerivedKey> keys) {
      return keys.stream().map(DerivedKey::keyName).collect(Collectors.toUnmodifiableSet());
    }

    /** The request; a class of callers leaves some of its keys open. */
    RequestFacts request(CallerClass caller, String action, KmsResource.Owned resource) {
      ResourceFacts asked =
          isKeyless(action)
              ? ResourceFacts.of(new KmsResource.Any())
              : ResourceFacts.of(resource)
                  .in(organizations.apply(resource.accountId()))
                  .described(metadata.apply(resource));
      Optional<String> ofCaller =
          caller.example() instanceof AccountCaller member
              ? organizations.apply(member.accountId())
              : Optional.empty();
      return RequestFacts.of(CallerFacts.of(caller.example()).in(ofCaller), action, asked)
          .stating(caller.open());
    }

    boolean isKeyless(String action) {
      return catalogue.action(action).map(KmsAction::needsNoKey).orElse(false);
    }

    /** The keys that some policy reads, with what is known of them; all others are unknown. */
    RequestContext of(CallerClass caller, String action, KmsResource.Owned resource) {
      RequestFacts request = request(caller, action, resource);
      boolean isMember = caller.example() instanceof AccountCaller;
      boolean isOnAlias = resource instanceof KmsResource.Alias;
      if (keys.isEmpty()) {
        keys = vocabulary.readKeys();
      }
      RequestContext.Builder known = RequestContext.builder().unknown("*");
      for (String key : keys) {
        boolean isOfCaller = OF_EVERYBODY.contains(key) || (isMember && OF_MEMBERS.contains(key));
        boolean isOfResource = OF_RESOURCES.contains(key) && !isKeyless(action);
        boolean isOfKey = OF_KEYS.contains(key) && request.get(key) instanceof ContextValue.Present;
        if (isOfCaller || isOfResource || isOfKey || (isOnAlias && key.startsWith(OF_KMS))) {
          known.set(key, request.get(key));
        } else if (request.isAlwaysPresent(key)) {
          known.set(key, ContextValue.presentUnknown());
        }
      }
      return known.build();
    }
  }
}
