package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.spi.PolicySource;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The policies of another source with suggested key policies in place of its own. */
public final class SuggestedPolicies implements PolicySource {

  static final String NAME = "suggested";

  private final PolicySource others;
  private final Map<KmsResource, PolicyDocument> documents = new HashMap<>();

  /** Equal policies are one object, as the engine expects. */
  private final IdentityHashMap<KeyPolicies, KeyPolicies> replaced = new IdentityHashMap<>();

  /** The policies of a source, and the suggestions that have a policy. */
  public SuggestedPolicies(PolicySource others, Collection<KeySuggestion> suggestions) {
    this.others = others;
    suggestions.forEach(
        suggestion ->
            suggestion.after().ifPresent(after -> documents.put(suggestion.key(), after)));
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return others.principal(caller);
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return others.rolePath(session);
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return others.hasVpcEndpointIn(region);
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    KeyPolicies found = others.key(resource, caller);
    PolicyDocument document = documents.get(resource);
    return document == null
        ? found
        : replaced.computeIfAbsent(found, first -> with(document, found));
  }

  static KeyPolicies with(PolicyDocument document, KeyPolicies layers) {
    return new KeyPolicies(
        PolicyLayer.of(new NamedPolicy(NAME, document)),
        layers.grants(),
        layers.resourceControl(),
        layers.manager());
  }
}
