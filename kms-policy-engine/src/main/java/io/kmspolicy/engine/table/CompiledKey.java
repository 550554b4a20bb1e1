package io.kmspolicy.engine.table;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyType;

/**
 * A key with its layers in compiled form.
 *
 * <p>It does not refer to the {@link KeyPolicies} that it was compiled of, which may go when no
 * snapshot lists them any more ({@code CompiledPolicies}).
 *
 * @param grants the grants
 * @param key the key policy
 * @param resourceControl the resource control policies
 */
public record CompiledKey(GrantLayer grants, CompiledLayer key, CompiledLayer resourceControl) {

  public static CompiledKey compile(KeyPolicies source, PolicyCompiler compiler) {
    return new CompiledKey(
        source.grants(),
        compiler.compile(PolicyType.KEY, source.key()),
        compiler.compile(PolicyType.RESOURCE_CONTROL, source.resourceControl()));
  }
}
