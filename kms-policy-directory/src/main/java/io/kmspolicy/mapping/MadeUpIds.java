package io.kmspolicy.mapping;

import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.List;

/**
 * Policies for a key with a made-up id. The made-up id must not decide: a layer with a pattern that
 * some ids of keys match and others do not is unknown, unless the pattern is the made-up ARN, to
 * which a reference in the file was resolved.
 */
public final class MadeUpIds {

  private static final String KEY = ":key/";

  private final String arn;
  private final String head;

  private MadeUpIds(KmsResource.Key key) {
    this.arn = key.arn();
    this.head = arn.substring(0, arn.indexOf(KEY));
  }

  /** The policies without the layers that depend on the id. */
  public static PolicySet narrow(PolicySet policies, KmsResource resource) {
    if (!(resource instanceof KmsResource.Key key) || !UnnamedKey.is(key)) {
      return policies;
    }
    MadeUpIds ids = new MadeUpIds(key);
    return policies.toBuilder()
        .identity(ids.layer(policies.identity()))
        .permissionsBoundary(ids.layer(policies.permissionsBoundary()))
        .session(ids.layer(policies.session()))
        .serviceControl(ids.levels(policies.serviceControl()))
        .resourceControl(ids.levels(policies.resourceControl()))
        .key(ids.layer(policies.key()))
        .vpcEndpoint(ids.layer(policies.vpcEndpoint()))
        .build();
  }

  /** The policies of a caller without the layers that depend on the id of one of the keys. */
  public static PrincipalPolicies narrow(
      PrincipalPolicies policies, Iterable<KmsResource.Key> keys) {
    PrincipalPolicies narrowed = policies;
    for (KmsResource.Key key : keys) {
      if (UnnamedKey.is(key)) {
        MadeUpIds ids = new MadeUpIds(key);
        narrowed =
            new PrincipalPolicies(
                ids.layer(narrowed.identity()),
                ids.layer(narrowed.permissionsBoundary()),
                ids.layer(narrowed.session()),
                ids.levels(narrowed.serviceControl()),
                ids.layer(narrowed.vpcEndpoint()));
      }
    }
    return narrowed;
  }

  /** The policies of a key without the layers that depend on its id. */
  public static KeyPolicies narrow(KeyPolicies policies, KmsResource.Key key) {
    if (!UnnamedKey.is(key)) {
      return policies;
    }
    MadeUpIds ids = new MadeUpIds(key);
    return new KeyPolicies(
        ids.layer(policies.key()),
        policies.grants(),
        ids.levels(policies.resourceControl()),
        policies.manager());
  }

  private PolicyLayer layer(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached && depends(attached.policies())
        ? PolicyLayer.unknown()
        : layer;
  }

  private OrganizationLayer levels(OrganizationLayer layer) {
    return layer instanceof OrganizationLayer.Levels levels
            && levels.levels().stream().anyMatch(level -> depends(level.policies()))
        ? OrganizationLayer.unknown()
        : layer;
  }

  private boolean depends(List<NamedPolicy> policies) {
    return policies.stream()
        .flatMap(policy -> policy.document().statements().stream())
        .map(Statement::resource)
        .flatMap(element -> element.patterns().stream())
        .anyMatch(pattern -> depends(pattern.text()));
  }

  /** Whether the id decides if a pattern matches; also where that is not sure. */
  private boolean depends(String pattern) {
    if (pattern.equals(arn) || isMadeUp(pattern)) {
      return false;
    }
    int key = pattern.indexOf(KEY);
    if (key < 0) {
      return !isWide(pattern) && !pattern.contains(":alias/") && mayBeKms(pattern);
    }
    String start = pattern.substring(0, key);
    boolean literal = start.indexOf('*') < 0 && start.indexOf('?') < 0 && start.indexOf('$') < 0;
    boolean elsewhere = literal && !start.equals(head);
    return !elsewhere && !pattern.substring(key + KEY.length()).chars().allMatch(c -> c == '*');
  }

  /** Whether a pattern without the word for keys matches all keys or none. */
  private static boolean isWide(String pattern) {
    return pattern.equals("*") || (pattern.startsWith("arn:") && pattern.endsWith(":*"));
  }

  private static boolean mayBeKms(String pattern) {
    String[] parts = pattern.split(":", -1);
    return parts.length < 3 || parts[2].equals("kms") || parts[2].matches(".*[*?$].*");
  }

  /** Whether a pattern is the ARN of another key of the file, which certainly has another id. */
  private static boolean isMadeUp(String pattern) {
    if (pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || !pattern.contains(KEY)) {
      return false;
    }
    String id = pattern.substring(pattern.indexOf(KEY) + KEY.length());
    return UnnamedKey.is(new KmsResource.Key("", "", "", id));
  }
}
