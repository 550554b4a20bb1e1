package io.kmspolicy.engine;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The condition keys that the caller and the resource of a request settle, whatever its action and
 * its context (rules 4.13, 4.15, 5.10): the values are those of {@link RequestFacts}. A key that
 * they leave open, such as {@code aws:PrincipalArn} of a role whose path is unknown, is not
 * settled. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS
 *     global condition context keys</a>
 */
final class IdentityFacts {

  /** {@code kms:CallerAccount} is in every request for a key, and in some others. */
  private static final List<DerivedKey> KEYS =
      List.of(
          DerivedKey.PRINCIPAL_ARN,
          DerivedKey.PRINCIPAL_ACCOUNT,
          DerivedKey.PRINCIPAL_TYPE,
          DerivedKey.PRINCIPAL_IS_AWS_SERVICE,
          DerivedKey.CALLER_ACCOUNT,
          DerivedKey.RESOURCE_ACCOUNT);

  private IdentityFacts() {}

  /**
   * What the caller and the resource settle.
   *
   * @param action an action that is checked on such a resource
   */
  static SettledKeys of(Caller caller, String action, KmsResource resource) {
    RequestFacts facts =
        RequestFacts.of(CallerFacts.of(caller), action, ResourceFacts.of(resource));
    boolean isOnKey =
        !(resource instanceof KmsResource.Any) && !(resource instanceof KmsResource.Alias);
    Map<String, ContextValue> values = new LinkedHashMap<>();
    for (DerivedKey key : KEYS) {
      ContextValue value = facts.get(key.keyName());
      boolean isKnown =
          value instanceof ContextValue.Present || value instanceof ContextValue.Absent;
      if (isKnown && (isOnKey || key != DerivedKey.CALLER_ACCOUNT)) {
        values.put(key.keyName(), value);
      }
    }
    return new SettledKeys(values);
  }
}
