package io.kmspolicy.engine;

import io.kmspolicy.model.PolicyType;

/**
 * A key with its layers in compiled form.
 *
 * @param source what was compiled
 * @param key the key policy
 * @param resourceControl the resource control policies
 */
record CompiledKey(KeyPolicies source, CompiledLayer key, CompiledLayer resourceControl) {

  static CompiledKey compile(KeyPolicies source, PolicyCompiler compiler) {
    return new CompiledKey(
        source,
        compiler.compile(PolicyType.KEY, source.key()),
        compiler.compile(PolicyType.RESOURCE_CONTROL, source.resourceControl()));
  }
}
