package io.kmspolicy.testing;

import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes requests of what a test writes and of what the policies under test state: the key behind an
 * alias, the path of a role, the manager of a key, and the condition keys that follow from the
 * caller, the resource and the organization ({@link RequestFacts}). A condition key that the test
 * states is what it says; one that it does not state and that does not follow is unknown.
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
   * @param keys the condition keys that the test states
   * @param grantId the grant that {@code kms:RetireGrant} or {@code kms:RevokeGrant} names; empty
   *     for any
   * @throws TestInputException if a name is unknown
   */
  public AuthorizationRequest request(
      String caller, String action, String resource, TestedKeys keys, String grantId) {
    KmsAction known = RequestNames.action(action);
    return request(names.caller(caller), known, names.resource(known, resource), keys, grantId, "");
  }

  /**
   * The requests of a call by names: one, or, for an action on an alias whose key is known, that on
   * the alias and that on its key (rule 5.11).
   *
   * @param resource as for {@link #request}
   * @throws TestInputException if a name is unknown
   */
  public List<AuthorizationRequest> requests(
      String caller, String action, String resource, TestedKeys keys, String grantId) {
    AuthorizationRequest own = request(caller, action, resource, keys, grantId);
    return Stream.concat(
            Stream.of(own),
            names.keyBehind(own.resource()).stream()
                .map(key -> request(caller, action, key.arn(), keys, grantId)))
        .toList();
  }

  /**
   * The request of a scenario. The path of a role is that of the directory if it states one.
   *
   * @throws TestInputException if the policies do not have its key
   */
  AuthorizationRequest request(AuthorizationRequest scenario, TestedKeys keys) {
    KmsAction known = RequestNames.action(scenario.action());
    AuthorizationRequest request =
        request(
            names.caller(scenario.caller()),
            known,
            names.resource(known, scenario.resource().arn()),
            keys,
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
      TestedKeys keys,
      String grantId,
      String resourceAccount) {
    return new AuthorizationRequest(
        caller,
        action.name(),
        resource,
        context(caller, action, resource, keys),
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

  private RequestFacts context(
      Caller caller, KmsAction action, KmsResource resource, TestedKeys keys) {
    Optional<DirectoryFacts> directory = policies.facts();
    CallerFacts described =
        directory
            .map(facts -> facts.caller(caller))
            .orElseGet(() -> CallerFacts.of(caller))
            .among(policies.policiesFor(caller, resource, false));
    ResourceFacts on =
        directory
            .map(facts -> facts.resource(resource))
            .orElseGet(() -> ResourceFacts.of(resource));
    TestedKeys stated = directory.isPresent() ? keys : keys.withUnknown(KeyPolicySource.MAY_ALLOW);
    return stated.of(RequestFacts.of(described, action.name(), on));
  }
}
