package io.kmspolicy.testing;

import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.mapping.RequestKeys;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;

/**
 * Makes requests of what a test writes and of what the policies under test state: the key behind an
 * alias, the path of a role, the manager of a key, and the condition keys that follow from the
 * caller, the resource and the organization. A condition key that the test names keeps its value.
 */
public final class RequestCompletion {

  private final Policies policies;
  private final RequestNames names;

  /** A completion of requests on these policies. */
  public RequestCompletion(Policies policies) {
    this.policies = policies;
    this.names = new RequestNames(policies);
  }

  /**
   * A request by names.
   *
   * @param caller the ARN of a caller, the ARN of a role for any of its sessions, or a service
   *     principal
   * @param action an action, such as {@code kms:Decrypt}
   * @param resource an ARN, the id of a key, or the name of an alias such as {@code alias/app};
   *     empty for an action without a key
   * @param context the condition keys of the request
   * @param grantId the grant that {@code kms:RetireGrant} or {@code kms:RevokeGrant} names; empty
   *     for any
   * @throws TestInputException if a name is unknown
   */
  public AuthorizationRequest request(
      String caller, String action, String resource, RequestContext context, String grantId) {
    KmsAction known = RequestNames.action(action);
    return request(
        names.caller(caller), known, names.resource(known, resource), context, grantId, "");
  }

  /**
   * The request of a scenario. The path of a role is that of the directory if it states one.
   *
   * @throws TestInputException if the policies do not have its key
   */
  AuthorizationRequest request(AuthorizationRequest scenario, RequestContext context) {
    KmsAction known = RequestNames.action(scenario.action());
    AuthorizationRequest request =
        request(
            names.caller(scenario.caller()),
            known,
            names.resource(known, scenario.resource().arn()),
            context,
            scenario.grantId(),
            scenario.resourceAccount());
    return scenario.keyManager() == KeyManager.CUSTOMER
        ? request
        : managedBy(scenario.keyManager(), request);
  }

  private AuthorizationRequest request(
      Caller caller,
      KmsAction action,
      KmsResource resource,
      RequestContext context,
      String grantId,
      String resourceAccount) {
    return new AuthorizationRequest(
        caller,
        action.name(),
        resource,
        completed(caller, resource, context),
        grantId,
        manager(resource),
        resourceAccount);
  }

  private static AuthorizationRequest managedBy(KeyManager manager, AuthorizationRequest of) {
    return new AuthorizationRequest(
        of.caller(),
        of.action(),
        of.resource(),
        of.context(),
        of.grantId(),
        manager,
        of.resourceAccount());
  }

  private KeyManager manager(KmsResource resource) {
    return policies
        .directory()
        .map(directory -> DirectoryLayers.manager(directory, resource))
        .orElse(KeyManager.CUSTOMER);
  }

  private RequestContext completed(Caller caller, KmsResource resource, RequestContext given) {
    RequestContext derived =
        withOrganization(
            caller,
            resource,
            RequestKeys.known(caller, resource, policies.policiesFor(caller, resource, false)));
    RequestContext context = RequestKeys.completed(given, derived);
    return policies.directory().isEmpty()
        ? context.toBuilder().unknown(KeyPolicySource.MAY_ALLOW).build()
        : context;
  }

  private RequestContext withOrganization(
      Caller caller, KmsResource resource, RequestContext derived) {
    if (policies.directory().isEmpty() || policies.directory().get().organization().isEmpty()) {
      return derived;
    }
    PolicyDirectory directory = policies.directory().get();
    String organization = directory.organization().orElseThrow();
    RequestContext.Builder context = derived.toBuilder();
    if (caller instanceof Caller.AccountCaller member && describes(directory, member.accountId())) {
      context.put("aws:PrincipalOrgID", organization);
    }
    if (resource instanceof KmsResource.Owned owned && describes(directory, owned.accountId())) {
      context.put("aws:ResourceOrgID", organization);
    }
    return context.build();
  }

  private static boolean describes(PolicyDirectory directory, String account) {
    return directory.callers().stream()
        .anyMatch(
            caller -> caller instanceof Caller.RootUser root && root.accountId().equals(account));
  }
}
