package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of the condition keys of every request for one action that one class of callers
 * makes on one resource. A value is known here only if AWS documents that no request has another
 * one (rules 4.13, 4.15, 5.11 and 6.11): what {@link RequestFacts} tells beyond that is known of
 * the requests that AWS certainly could receive, {@link PossibleFacts}.
 */
final class KnownFacts {

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
          EnumSet.of(DerivedKey.USER_NAME, DerivedKey.PRINCIPAL_ORG_ID, DerivedKey.CALLER_ACCOUNT));

  /** The keys of the owner of the resource; an action without a key has no resource. */
  private static final Set<String> OF_RESOURCES =
      names(EnumSet.of(DerivedKey.RESOURCE_ACCOUNT, DerivedKey.RESOURCE_ORG_ID));

  private final KmsCatalogue catalogue;
  private final Vocabulary vocabulary;
  private final Function<String, Optional<String>> organizations;

  /** The keys that are read; empty until all policies are in the vocabulary. */
  private Set<String> keys = Set.of();

  /**
   * The facts of requests.
   *
   * @param organizations the organization of an account; empty if it is not known
   */
  KnownFacts(
      KmsCatalogue catalogue,
      Vocabulary vocabulary,
      Function<String, Optional<String>> organizations) {
    this.catalogue = catalogue;
    this.vocabulary = vocabulary;
    this.organizations = organizations;
  }

  private static Set<String> names(Set<DerivedKey> keys) {
    return keys.stream().map(DerivedKey::keyName).collect(Collectors.toUnmodifiableSet());
  }

  /** The request; a class of callers leaves some of its keys open. */
  RequestFacts request(CallerClass caller, String action, KmsResource.Owned resource) {
    boolean isKeyless = isKeyless(action);
    KmsResource asked = isKeyless ? new KmsResource.Any() : resource;
    Optional<String> ofCaller =
        caller.example() instanceof AccountCaller member
            ? organizations.apply(member.accountId())
            : Optional.empty();
    return RequestFacts.of(
            CallerFacts.of(caller.example()).in(ofCaller),
            action,
            ResourceFacts.of(asked)
                .in(isKeyless ? Optional.empty() : organizations.apply(resource.accountId())))
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
      if (isOfCaller || isOfResource || (isOnAlias && key.startsWith(OF_KMS))) {
        known.set(key, request.get(key));
      } else if (request.isAlwaysPresent(key)) {
        known.set(key, ContextValue.presentUnknown());
      }
    }
    return known.build();
  }
}
