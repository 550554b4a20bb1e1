package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is known of the request of an administrator, who may be one of many. */
final class AdministratorContext {

  private static final String ACTION = "kms:PutKeyPolicy";
  private static final String PRINCIPAL_ARN = DerivedKey.PRINCIPAL_ARN.spelling();
  private static final String USER_NAME = DerivedKey.USER_NAME.spelling();

  /**
   * The keys that follow from the caller and the key. Whether a request has a pair of an encryption
   * context that AWS does not list for it stays open.
   */
  private static final List<String> DERIVED =
      Arrays.stream(DerivedKey.values())
          .filter(key -> key != DerivedKey.ENCRYPTION_CONTEXT_KEYS)
          .map(DerivedKey::spelling)
          .toList();

  /** What the key may have otherwise than the example. */
  private static final List<DerivedKey> OF_KEYS =
      List.of(DerivedKey.REQUESTED_REGION, DerivedKey.MULTI_REGION);

  /** What callers of other accounts have. */
  private static final List<DerivedKey> OF_ACCOUNTS =
      List.of(DerivedKey.PRINCIPAL_ACCOUNT, DerivedKey.CALLER_ACCOUNT);

  private static final String VARIABLE = "${";

  private final boolean comparesRootOnly;

  /** Whether the policy treats all callers of an account alike that are no root user. */
  boolean comparesRootOnly() {
    return comparesRootOnly;
  }

  /** The contexts for a key policy. */
  AdministratorContext(PolicyDocument document) {
    this.comparesRootOnly =
        document.statements().stream().allMatch(AdministratorContext::comparesRootOnly);
  }

  private static boolean comparesRootOnly(Statement statement) {
    return statement.condition().tests().stream().allMatch(AdministratorContext::comparesRootOnly)
        && statement.resource().patterns().stream()
            .noneMatch(pattern -> pattern.text().contains(VARIABLE));
  }

  /**
   * Whether a test treats all ARNs alike that are not the ARN of a root user: it does not read
   * {@code aws:PrincipalArn}, or compares it with complete ARNs of root users.
   */
  private static boolean comparesRootOnly(Condition test) {
    List<ConditionValue> values = test.values();
    boolean reads =
        test.key().equalsIgnoreCase(PRINCIPAL_ARN)
            || values.stream().anyMatch(value -> value.text().contains(VARIABLE));
    return !reads || values.stream().allMatch(value -> isRoot(value.text()));
  }

  private static boolean isRoot(String text) {
    return text.startsWith("arn:")
        && text.endsWith(":root")
        && text.indexOf('*') < 0
        && text.indexOf('?') < 0
        && text.indexOf('$') < 0;
  }

  /** The context of a caller that stands for all callers of its kind. */
  ConditionContext ofUnnamed(Caller caller, KmsResource.Key key) {
    RequestContext.Builder open = open(caller, key);
    if (comparesRootOnly && caller instanceof AccountCaller && !(caller instanceof RootUser)) {
      open.put(PRINCIPAL_ARN, caller.arn());
    }
    return of(caller, key, open);
  }

  /** The context of a caller that the policy names. */
  ConditionContext of(Caller caller, KmsResource.Key key) {
    return of(caller, key, open(caller, key));
  }

  /** The context of a caller whose name is its own, and one that no condition compares. */
  ConditionContext ofExample(Caller caller, KmsResource.Key key) {
    RequestContext.Builder open = open(caller, key);
    if (caller instanceof Caller.RoleSession session) {
      String role = session.withPath(Caller.RolePath.root()).roleArn().orElseThrow();
      open.put(PRINCIPAL_ARN, role);
    } else {
      open.put(PRINCIPAL_ARN, caller.arn());
    }
    if (caller instanceof IamUser user) {
      open.put(USER_NAME, user.userName());
    }
    return of(caller, key, open);
  }

  /** The context of a caller whose ARN is known. */
  ConditionContext withArn(Caller caller, String arn, KmsResource.Key key) {
    return of(caller, key, open(caller, key).put(PRINCIPAL_ARN, arn));
  }

  private static RequestContext of(
      Caller caller, KmsResource.Key key, RequestContext.Builder open) {
    return RequestFacts.of(CallerFacts.of(caller), ACTION, ResourceFacts.of(key))
        .stating(StatedKeys.of(open.build()))
        .of(DERIVED);
  }

  /** The keys that differ between the callers, or the keys, for which the examples stand. */
  private static RequestContext.Builder open(Caller caller, KmsResource.Key key) {
    RequestContext.Builder open =
        RequestContext.builder().unknown(DerivedKey.MULTI_REGION_KEY_TYPE.spelling());
    List<DerivedKey> keys = new ArrayList<>(OF_KEYS);
    if (key.accountId().equals(AdministratorSearch.ANY_ACCOUNT)) {
      keys.add(DerivedKey.RESOURCE_ACCOUNT);
      keys.addAll(caller instanceof AccountCaller ? OF_ACCOUNTS : List.of());
    }
    if (!(caller instanceof RootUser)) {
      keys.add(DerivedKey.PRINCIPAL_ARN);
    }
    if (caller instanceof IamUser) {
      keys.add(DerivedKey.USER_NAME);
    }
    keys.add(
        caller instanceof AccountCaller ? DerivedKey.USER_ID : DerivedKey.PRINCIPAL_SERVICE_NAME);
    keys.forEach(one -> open.set(one.spelling(), ContextValue.presentUnknown()));
    return open;
  }
}
