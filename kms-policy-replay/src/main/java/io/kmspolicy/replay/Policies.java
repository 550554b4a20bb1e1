package io.kmspolicy.replay;

import io.kmspolicy.directory.DirectoryFacts;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.util.Optional;

/**
 * Policies to replay against.
 *
 * @param source the policies
 * @param keys the properties of keys
 */
public record Policies(PolicySource source, KeyDirectory keys) {

  /** The policies of a directory. */
  public static Policies of(PolicyDirectory directory) {
    return new Policies(directory, directory);
  }

  /** What is known of a request of which only caller, action and resource are. */
  RequestFacts facts(Caller.AccountCaller caller, String action, KmsResource resource) {
    if (keys instanceof PolicyDirectory directory) {
      DirectoryFacts facts = new DirectoryFacts(directory);
      return RequestFacts.of(facts.caller(caller), action, facts.resource(resource));
    }
    Optional<KeyMetadata> metadata =
        resource instanceof KmsResource.Key key ? keys.metadata(key) : Optional.empty();
    return RequestFacts.of(
        CallerFacts.of(caller), action, ResourceFacts.of(resource).described(metadata));
  }
}
