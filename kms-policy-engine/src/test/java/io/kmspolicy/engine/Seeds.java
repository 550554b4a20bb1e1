package io.kmspolicy.engine;

import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Runs the properties with a seed other than the fixed seed of the build, and with more tries:
 * {@code -Dkms.policy.seed=random} (or a number) and {@code -Dkms.policy.tries=5000}, or with at
 * most the tries of {@code -Dkms.policy.max-tries=100}. Each property prints its seed.
 */
public final class Seeds implements AroundPropertyHook {

  private static final Integer MAX_TRIES = Integer.getInteger("kms.policy.max-tries");

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    String seed = System.getProperty("kms.policy.seed", "");
    if (!seed.isEmpty()) {
      context.attributes().setSeed(seed.equals("random") ? "" : seed);
    }
    Integer tries = Integer.getInteger("kms.policy.tries");
    boolean example = context.attributes().tries().equals(Optional.of(1));
    if (tries != null && !example) { // what draws nothing says the same every time
      context.attributes().setTries(tries);
    }
    Integer most = MutationProcess.isListing() ? Integer.valueOf(1) : MAX_TRIES;
    if (most != null && context.attributes().tries().orElse(most) >= most) {
      context.attributes().setTries(most);
    }
    return property.execute();
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
