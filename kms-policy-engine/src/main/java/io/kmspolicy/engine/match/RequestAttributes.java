package io.kmspolicy.engine.match;

import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * The attributes of a request that the rules use besides its context: caller, action, resource, and
 * the relation of caller and resource.
 *
 * @param request the request
 * @param action the action, in the catalogue's spelling where the catalogue knows it
 * @param known the catalogue's entry for the action
 * @param resource the resource that policies are matched with
 * @param serviceLinkedRole whether the caller is a session of a service-linked role (rule 4.2)
 */
public record RequestAttributes(
    AuthorizationRequest request,
    String action,
    Optional<KmsAction> known,
    KmsResource resource,
    MatchResult serviceLinkedRole) {

  private static final String SERVICE_LINKED_PATH = "/aws-service-role/";
  private static final String SERVICE_LINKED_NAME = "AWSServiceRole";
  private static final String AWS_ROLE = "aws:";
  private static final String SERVICE = "kms:";
  private static final String RETIRE_GRANT = "kms:RetireGrant";

  public static RequestAttributes of(AuthorizationRequest request, KmsCatalogue catalogue) {
    Optional<KmsAction> known = catalogue.action(request.action());
    String action = known.map(KmsAction::name).orElse(request.action());
    return new RequestAttributes(
        request,
        action,
        known,
        effectiveResource(request, known),
        serviceLinkedRole(request.caller()));
  }

  /**
   * An action that needs no key is authorized on {@code *} (rule 5.10). An action on a key that the
   * request does not name is authorized on an unknown key (rule 2.17).
   */
  private static KmsResource effectiveResource(
      AuthorizationRequest request, Optional<KmsAction> known) {
    KmsResource resource = request.resource();
    if (known.isPresent() && known.get().needsNoKey()) {
      return new KmsResource.Any();
    }
    if (resource instanceof KmsResource.Any) {
      // An action that the catalogue does not know may need no key, which then has no owner.
      return new KmsResource.UnknownKey("", "", known.isEmpty() ? "" : request.resourceAccount());
    }
    boolean keyOnly = known.isPresent() && !known.get().resources().contains(ResourceKind.ALIAS);
    if (resource instanceof KmsResource.Alias alias && keyOnly) {
      return keyBehind(alias, request);
    }
    return resource instanceof KmsResource.UnknownKey key
        ? new KmsResource.UnknownKey(key.partition(), key.region(), owner(key, request))
        : resource;
  }

  /** An alias and its key are in one account and Region (rule 2.17). */
  private static KmsResource.UnknownKey keyBehind(
      KmsResource.Alias alias, AuthorizationRequest request) {
    return new KmsResource.UnknownKey(alias.partition(), alias.region(), owner(alias, request));
  }

  /** The account that owns the resource; empty if it is not known. */
  private static String owner(KmsResource resource, AuthorizationRequest request) {
    return request.resourceAccount().isEmpty() ? resource.owner() : request.resourceAccount();
  }

  public Caller caller() {
    return request.caller();
  }

  public boolean isService() {
    return caller() instanceof Caller.ServicePrincipal;
  }

  /**
   * Whether the caller may be one of those whom ListGrants shows by an internal name: a service, a
   * service-linked role, or a role that only AWS can name, such as {@code aws:ec2-infrastructure}
   * (rule 5.7).
   */
  public boolean mayHaveInternalName() {
    return isService()
        || serviceLinkedRole != MatchResult.NO_MATCH
        || (caller() instanceof RoleCaller role && role.roleName().startsWith(AWS_ROLE));
  }

  public boolean isRoot() {
    return caller() instanceof Caller.RootUser;
  }

  public boolean isFederated() {
    return caller() instanceof Caller.FederatedUser;
  }

  public boolean isRetireGrant() {
    return action.equals(RETIRE_GRANT);
  }

  /** Whether the action is an action of KMS that the catalogue does not list (rule 6.16). */
  public boolean isUncatalogued() {
    return known.isEmpty() && action.regionMatches(true, 0, SERVICE, 0, SERVICE.length());
  }

  /** Whether the request needs no key, so only identity policies can allow it (rule 5.10). */
  public boolean isKeyless() {
    return resource instanceof KmsResource.Any;
  }

  public boolean isAliasCheck() {
    return resource instanceof KmsResource.Alias && known.isPresent();
  }

  /** Whether the request is about a key that is being created (rule 5.10). */
  public boolean isNewKey() {
    return resource instanceof KmsResource.NewKey;
  }

  /** Whether neither a key policy nor grants apply (rules 5.10, 5.11). */
  public boolean isDecidedByIdentity() {
    return isKeyless() || isAliasCheck() || isNewKey();
  }

  /** Whether the request is, or may be, about a key that is not known. */
  public boolean isUnknownKey() {
    return resource instanceof KmsResource.UnknownKey || keyBehindAlias().isPresent();
  }

  /** The key of the alias, which an action unknown to the catalogue may be about (rule 2.17). */
  Optional<KmsResource.UnknownKey> keyBehindAlias() {
    return resource instanceof KmsResource.Alias alias && known.isEmpty()
        ? Optional.of(keyBehind(alias, request))
        : Optional.empty();
  }

  /**
   * Whether the action is not in the catalogue and the request names no resource, so the action may
   * need no key (rule 5.10).
   */
  public boolean mayBeKeyless() {
    return request.resource() instanceof KmsResource.Any && known.isEmpty();
  }

  /** Whether the alias is one that AWS reserves (rule 5.11). */
  public boolean isReservedAlias() {
    return isAliasCheck() && ((KmsResource.Alias) resource).isReserved();
  }

  private static MatchResult serviceLinkedRole(Caller caller) {
    if (!(caller instanceof RoleCaller session)) {
      return MatchResult.NO_MATCH;
    }
    if (session.path() instanceof RolePath.Known path) {
      return MatchResult.of(path.text().startsWith(SERVICE_LINKED_PATH));
    }
    return session.roleName().startsWith(SERVICE_LINKED_NAME)
        ? MatchResult.INDETERMINATE
        : MatchResult.NO_MATCH;
  }

  /** Whether the caller belongs to the account that owns the resource. */
  public MatchResult sameAccount() {
    if (!(caller() instanceof AccountCaller member)) {
      return MatchResult.NO_MATCH;
    }
    String owner = owner(resource, request);
    if (!owner.isEmpty()) {
      return MatchResult.of(member.accountId().equals(owner));
    }
    return isKeyless() ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  /**
   * Whether caller and resource are in different partitions, between which nothing is allowed (rule
   * 4.1). A service is in every partition, and that of an unknown key may not be known.
   */
  public boolean isAcrossPartitions() {
    String partition = partition(resource);
    return !partition.isEmpty()
        && caller() instanceof AccountCaller member
        && !member.partition().equals(partition);
  }

  private static String partition(KmsResource resource) {
    if (resource instanceof KmsResource.Owned owned) {
      return owned.partition();
    }
    return resource instanceof KmsResource.UnknownKey key ? key.partition() : "";
  }

  /**
   * Whether this caller can use the action on this resource: in its own account, or across accounts
   * if the action is on the list of rule 5.13. The list is dated; an action that it does not
   * contain is indeterminate.
   */
  public MatchResult usable() {
    if (isAcrossPartitions()) {
      return MatchResult.NO_MATCH;
    }
    return isService() ? MatchResult.MATCH : sameAccount().or(crossAccountUse());
  }

  private MatchResult crossAccountUse() {
    if (request.keyManager() == KeyManager.AWS) {
      return MatchResult.NO_MATCH;
    }
    return known
        .map(action -> crossAccountUse(action.crossAccount()))
        .orElse(MatchResult.INDETERMINATE);
  }

  private static MatchResult crossAccountUse(CrossAccountUse use) {
    return switch (use) {
      case YES, SPECIAL, NOT_APPLICABLE -> MatchResult.MATCH;
      case NO -> MatchResult.NO_MATCH;
      case UNKNOWN -> MatchResult.INDETERMINATE;
    };
  }

  /**
   * Whether unknown grants may allow the action: a grant can allow only some actions (rule 5.6).
   */
  public MatchResult unknownGrants() {
    boolean never = known.isPresent() && !known.get().grantable() && !isRetireGrant();
    return never ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }

  /**
   * Whether a grant on this key may be used for the request (rule 5.7).
   *
   * @param keyId the ARN or id in the grant; empty means the key of the request
   */
  public boolean isOnKey(String keyId) {
    return keyId.isEmpty()
        || !(resource instanceof KmsResource.Key key)
        || keyId.equals(key.arn())
        || keyId.equals(key.keyId());
  }

  /** The name of the operation in grants. */
  public String operation() {
    return action.substring(action.indexOf(':') + 1);
  }
}
