package io.kmspolicy.cli;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.KeyNames;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.util.Optional;

/** What a policy directory knows about a request. */
final class DirectoryRequest {

  private final PolicyDirectory directory;
  private final DirectoryNames names;

  /** The policies of a directory or of files. */
  DirectoryRequest(PolicyInput policies) throws IOException {
    this.directory = policies.directory();
    this.names = InputNames.of(policies);
  }

  /** The resource by its ARN, the id of a key, or the ARN or name of an alias. */
  KmsResource resource(KmsAction action, String name) {
    return new KeyNames(names).resource(action, name);
  }

  /** The key by its ARN or id, or by the ARN or name of an alias. */
  KmsResource.Key key(String name) {
    return new KeyNames(names).key(name);
  }

  /**
   * The caller, with the path of its role if the directory knows it.
   *
   * @throws InvalidNameException if the directory has another path for the user or role
   */
  Caller caller(Caller given) {
    return names.described(given);
  }

  /**
   * The key to which the alias of a request points, if the directory knows it; none for a new
   * alias.
   */
  Optional<KmsResource.Key> keyBeside(AuthorizationRequest request) {
    return request.resource() instanceof KmsResource.Alias alias
            && !request.action().equalsIgnoreCase("kms:CreateAlias")
        ? directory.keyBehind(alias)
        : Optional.empty();
  }

  /**
   * What is known of the request.
   *
   * @param policies the policies that decide the request, which may have more names of a service
   */
  RequestFacts facts(AuthorizationRequest request, PolicySet policies) {
    DirectoryFacts facts = names.facts();
    return RequestFacts.of(
        facts.caller(request.caller()).among(policies),
        request.action(),
        facts.resource(request.resource()));
  }

  /** Who manages the key, if the directory has its description. */
  KeyManager manager(KmsResource resource) {
    return DirectoryLayers.manager(directory, resource);
  }

  /**
   * The policies that apply to the request.
   *
   * @param statesManager whether the request states who manages the key
   */
  PolicySet policies(AuthorizationRequest request, boolean statesManager) {
    KmsResource resource = request.resource();
    return MadeUpIds.narrow(
        statesManager
            ? directory.policiesFor(request.caller(), resource)
            : DirectoryLayers.of(directory, request.caller(), resource),
        resource);
  }
}
