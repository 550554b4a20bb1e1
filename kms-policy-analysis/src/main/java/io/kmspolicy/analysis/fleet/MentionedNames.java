package io.kmspolicy.analysis.fleet;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids of keys, the names of aliases and the ARNs of users and roles that policies and grants
 * mention outside of resource and principal elements. An explanation may quote such a text,
 * whichever key the question is about.
 */
final class MentionedNames {

  private static final Pattern ID =
      Pattern.compile("mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NAME =
      Pattern.compile(
          ID + "|alias/[A-Za-z0-9/_-]+|arn:[a-z-]+:iam::[0-9]{12}:[A-Za-z0-9+=,.@_/-]+");

  private final Set<String> found = new HashSet<>();

  /** Whether an id has the form that AWS gives ids; others may be parts of any text. */
  boolean isTypicalId(String keyId) {
    return ID.matcher(keyId).matches();
  }

  /** Whether something mentions an id or an alias with this name. */
  boolean has(String name) {
    return found.contains(name);
  }

  void add(PrincipalPolicies layers) {
    add(layers.identity(), true);
    add(layers.permissionsBoundary(), true);
    add(layers.session(), true);
    add(layers.vpcEndpoint(), true);
    add(layers.serviceControl());
  }

  /** The name of a key policy is the id of its key, in each explanation of it. */
  void add(KeyPolicies layers) {
    add(layers.key(), false);
    add(layers.resourceControl());
    if (layers.grants() instanceof GrantLayer.Known known) {
      known.grants().forEach(grant -> add(grant.name() + " " + grant.constraints()));
    }
  }

  private void add(PolicyLayer layer, boolean named) {
    layer.known().forEach(policy -> add(policy, named));
  }

  private void add(OrganizationLayer layer) {
    layer.known().forEach(policy -> add(policy, true));
  }

  private void add(NamedPolicy policy, boolean named) {
    if (named) {
      add(policy.name());
    }
    policy.document().statements().forEach(this::add);
  }

  private void add(Statement statement) {
    add(statement.sid().orElse(""));
    statement.condition().tests().forEach(test -> add(test.key() + " " + test.values()));
  }

  private void add(String text) {
    Matcher name = NAME.matcher(text);
    while (name.find()) {
      found.add(name.group());
    }
  }
}
