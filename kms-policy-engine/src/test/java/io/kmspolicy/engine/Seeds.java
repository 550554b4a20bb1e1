package io.kmspolicy.engine;

import java.util.Optional;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Runs the properties with a seed other than the fixed seed of the build, and with more tries:
 * {@code -Dkms.policy.seed=random} (or a number) and {@code -Dkms.policy.tries=5000}, or with
 * fewer: with {@code -Dkms.policy.max-tries=100} at most that many, or a fifth of those it declares
 * if that is more, since quick properties declare many. Each property prints its seed.
 */
public final class Seeds implements AroundPropertyHook {

  /** The tries of a property that declares none. */
  private static final int DEFAULT_TRIES = 1_000;

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
    int declared = context.attributes().tries().orElse(DEFAULT_TRIES);
    if (MutationProcess.isListing()) {
      context.attributes().setTries(1);
    } else if (MAX_TRIES != null) {
      context.attributes().setTries(Math.min(declared, Math.max(MAX_TRIES, declared / 5)));
    }
    return property.execute();
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
