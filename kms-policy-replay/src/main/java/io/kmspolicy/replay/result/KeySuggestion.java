package io.kmspolicy.replay.result;

import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/**
 * A key policy that allows what recorded calls needed.
 *
 * @param key the key
 * @param before the key policy that was replayed
 * @param after the suggested key policy; empty if there is none
 * @param reason why there is none; empty if there is one
 */
public record KeySuggestion(
    KmsResource.Key key, PolicyDocument before, Optional<PolicyDocument> after, String reason) {

  /** A narrower policy. */
  public static KeySuggestion of(KmsResource.Key key, PolicyDocument before, PolicyDocument after) {
    return new KeySuggestion(key, before, Optional.of(after), "");
  }

  /** No narrower policy, and why. */
  public static KeySuggestion none(KmsResource.Key key, PolicyDocument before, String reason) {
    return new KeySuggestion(key, before, Optional.empty(), reason);
  }

  /** The same key without a suggestion. */
  public KeySuggestion refused(String why) {
    return none(key, before, why);
  }
}
